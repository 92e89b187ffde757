"""Greedy generation in batches padded on the left, one token a step, finished rows dropped.

The plain way, for models whose attention cannot be replaced, and for one prompt alone. It must never know
tasks, messages or journals: ids in, text out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from harness.engine.forward import Forward, left_padded, select
from harness.engine.row import Decode, Generated, Prompt, Row, choose


@dataclass(slots=True)
class _Batch:
    """What the model is fed next."""

    ids: Tensor
    mask: Tensor
    state: Any = None


def generate_padded(
    forward: Forward, prompts: Sequence[Prompt], batch_size: int, ends: frozenset[int], decode: Decode
) -> Iterator[tuple[int, Generated]]:
    """Index and continuation of each prompt, longest prompts first. `ends` are the end-of-text tokens."""
    order = sorted(range(len(prompts)), key=lambda k: (-len(prompts[k].ids), k))
    size = batch_size if forward.cache else 1
    alone: dict[int, str] = {}
    for start in range(0, len(order), size):
        rows = [Row(k, prompts[k], alone) for k in order[start : start + size]]
        yield from _run(forward, rows, ends, decode)


def _run(
    forward: Forward, rows: list[Row], ends: frozenset[int], decode: Decode
) -> Iterator[tuple[int, Generated]]:
    """Step one batch until every row has ended; rows are given out as they end."""
    batch = _Batch(*left_padded([row.prompt.ids for row in rows], forward.device))
    while rows:
        going: list[int] = []
        for at, (row, token, gap) in enumerate(zip(rows, *_step(forward, batch), strict=True)):
            ended = row.push(token, gap, ends, decode)
            if ended is None:
                going.append(at)
            else:
                yield row.index, ended
        rows = [rows[at] for at in going]
        if rows:
            _advance(forward, batch, going, [row.last for row in rows])


@torch.inference_mode()
def _step(forward: Forward, batch: _Batch) -> tuple[list[int], list[float]]:
    """The likeliest next token of each row and its lead over the second."""
    if forward.cache:
        logits, batch.state = forward.step(batch.ids, batch.mask, batch.state)
    else:
        logits = forward.logits(batch.ids, [batch.ids.shape[1] - 1])[:, 0]
    return choose(logits)


@torch.inference_mode()
def _advance(forward: Forward, batch: _Batch, going: list[int], new: list[int]) -> None:
    """Make the batch ready for its next step: the rows still going, each with its new token."""
    last = torch.tensor(new, device=forward.device)[:, None]
    if len(going) < len(batch.ids):
        batch.ids, batch.mask = batch.ids[going], batch.mask[going]
        if forward.cache:
            batch.state = select(batch.state, going, forward.device)
    batch.ids = last if forward.cache else torch.cat([batch.ids, last], -1)
    batch.mask = torch.cat([batch.mask, batch.mask.new_ones(len(going), 1)], -1)
