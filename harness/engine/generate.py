"""Greedy texts the fastest way that is exact for the model: wide, in padded batches, or one by one.

One door for everyone who has ids and wants text. Each prompt has its own budget and stop strings and gets
the text it would get alone. It must never know tasks, messages or journals.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from harness.engine.padded import generate_padded
from harness.engine.row import Decode, Generated, Prompt
from harness.engine.shared import Record
from harness.engine.wide import generate_wide

if TYPE_CHECKING:
    from harness.engine.probe import Path

#: Texts in flight for each row of a padded batch, and at most: a step's products are small, and wider ones
#: run faster, until its keys and values are all there is to read.
SLOTS_PER_ROW, SLOTS = 8, 128
#: The batch size from which there are no more texts in flight.
WIDEST = SLOTS // SLOTS_PER_ROW


def generate(
    path: Path, prompts: Sequence[Prompt], batch_size: int, ends: frozenset[int], decode: Decode,
    memory: int | None = None, record: Record | None = None,
) -> Iterator[tuple[int, Generated]]:  # fmt: skip
    """Index and continuation of each prompt, as they end. `ends` are the end-of-text tokens.

    With a `batch_size` of 1, each text is computed alone and the plain way, whatever the model allows.
    `memory` bounds the keys and values of all texts in flight, in bytes.
    """
    near = [k for k, prompt in enumerate(prompts) if _length(prompt) <= path.reach]
    jobs = [prompts[k] for k in near]
    if path.generate_wide and batch_size > 1:
        slots = _slots(path, jobs, batch_size, memory)
        found = generate_wide(path.forward, jobs, slots, ends, decode, path.width, record)
    else:
        size = batch_size if path.generate_batched else 1
        found = generate_padded(path.forward, jobs, size, ends, decode)
    spoilt: list[int] = []
    for at, made in found:
        if path.generate_wide and batch_size > 1 and math.isnan(made.margin):
            spoilt.append(near[at])
        else:
            yield near[at], made
    # What is not finite spoils its neighbours' sums even with no weight: alone, the innocent get their text.
    for k in spoilt:
        for _, made in generate_padded(path.forward, [prompts[k]], 1, ends, decode):
            yield k, made
    # Positions beyond the reach change what other rows get, so each row keeps no company, and what the model
    # may have kept of the one before is made to go.
    for k in sorted(set(range(len(prompts))) - set(near)):
        path.forward.settle()
        for _, made in generate_padded(path.forward, [prompts[k]], 1, ends, decode):
            yield k, made
        path.forward.settle()


def in_flight(batch_size: int) -> int:
    """How many texts are in flight, where memory allows."""
    return 1 if batch_size == 1 else min(SLOTS, SLOTS_PER_ROW * batch_size)


def _slots(path: Path, prompts: Sequence[Prompt], batch_size: int, memory: int | None) -> int:
    """How many texts are in flight."""
    wanted = min(in_flight(batch_size), path.width)
    if memory is None or not prompts or not path.token_bytes:
        return wanted
    return max(1, min(wanted, memory // (path.token_bytes * max(map(_length, prompts)))))


def _length(prompt: Prompt) -> int:
    return len(prompt.ids) + prompt.budget


__all__ = ["WIDEST", "Generated", "Prompt", "generate", "in_flight"]
