"""Greedy generation in batches padded on the left, one token a step, finished rows dropped.

Each row has its own budget and stop strings and gives the text it would give alone, with the smallest gap
between the two best logits it met. It must never know tasks, messages or journals: ids in, text out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import torch
from torch import Tensor

from harness.engine.boundary import Ids
from harness.engine.forward import Forward, left_padded, select
from harness.engine.stop import cut

Decode = Callable[[Sequence[int]], str]


@dataclass(frozen=True, slots=True)
class Prompt:
    """Non-empty ids to continue, by at most `budget` (at least 1) tokens, until a stop string."""

    ids: Ids
    budget: int
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Generated:
    """What a prompt was continued with, without the stop string."""

    text: str
    tokens: int
    """New tokens computed, an end-of-text token included."""
    margin: float
    """Smallest gap between the two best logits, in nats; NaN when they are not finite."""
    finish: Literal["stop", "length"]


@dataclass(slots=True)
class _Row:
    """A row in flight."""

    index: int
    prompt: Prompt
    new: list[int] = field(default_factory=list)
    margin: float = math.inf


@dataclass(slots=True)
class _Batch:
    """What the model is fed next."""

    ids: Tensor
    mask: Tensor
    state: Any = None


def generate(
    forward: Forward, prompts: Sequence[Prompt], batch_size: int, ends: frozenset[int], decode: Decode
) -> Iterator[tuple[int, Generated]]:
    """Index and continuation of each prompt, longest prompts first. `ends` are the end-of-text tokens."""
    order = sorted(range(len(prompts)), key=lambda k: (-len(prompts[k].ids), k))
    size = batch_size if forward.cache else 1
    for start in range(0, len(order), size):
        rows = [_Row(k, prompts[k]) for k in order[start : start + size]]
        yield from _run(forward, rows, ends, decode)


def _run(
    forward: Forward, rows: list[_Row], ends: frozenset[int], decode: Decode
) -> Iterator[tuple[int, Generated]]:
    """Step one batch until every row has ended; rows are given out as they end."""
    batch = _Batch(*left_padded([row.prompt.ids for row in rows], forward.device))
    while rows:
        chosen, gaps = _step(forward, batch)
        going: list[int] = []
        for at, row in enumerate(rows):
            row.new.append(chosen[at])
            # min() would pass over NaN, and an answer made of NaN must not look like one.
            row.margin = min(row.margin, gaps[at]) if gaps[at] >= 0 else math.nan
            ended = _ended(row, ends, decode)
            if ended is None:
                going.append(at)
            else:
                yield row.index, ended
        rows = [rows[at] for at in going]
        if rows:
            _advance(forward, batch, going, [row.new[-1] for row in rows])


@torch.inference_mode()
def _step(forward: Forward, batch: _Batch) -> tuple[list[int], list[float]]:
    """The likeliest next token of each row and its lead over the second."""
    if forward.cache:
        logits, batch.state = forward.step(batch.ids, batch.mask, batch.state)
    else:
        logits = forward.logits(batch.ids, [batch.ids.shape[1] - 1])[:, 0]
    logits = logits.float()  # [B, V]
    best = logits.topk(2, dim=-1).values
    return logits.argmax(-1).tolist(), (best[:, 0] - best[:, 1]).tolist()


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


def _ended(row: _Row, ends: frozenset[int], decode: Decode) -> Generated | None:
    """The row's continuation if its last token ended it, else None."""
    made = len(row.new)
    if row.new[-1] in ends or math.isnan(row.margin):
        return Generated(decode(row.new[:-1]), made, row.margin, "stop")
    if not row.prompt.stop and made < row.prompt.budget:
        return None
    text = decode(row.new)
    stopped = cut(text, row.prompt.stop)
    if stopped is not None:
        return Generated(stopped, made, row.margin, "stop")
    return Generated(text, made, row.margin, "length") if made >= row.prompt.budget else None
