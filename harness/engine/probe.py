"""Finds out at load, by trying, which short cuts give this model's own numbers.

Whatever differs from one prompt alone in one forward by more than the tolerance is switched off, with the
reason. No list of architecture names: a model is judged by what it computes, and nothing else is looked at.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from harness.engine.boundary import Ids
from harness.engine.forward import Forward, left_padded, right_padded, select
from harness.engine.gap import FINE, STILL, fault
from harness.engine.packed import WIDTH
from harness.engine.row import Prompt
from harness.engine.sharing import beside, branches, every, packed, reach
from harness.engine.trie import encode, shared
from harness.engine.wide import Wide

#: Last logits that are compared.
STEPS = 3


@dataclass(frozen=True, slots=True)
class Path:
    """How a model is run: the calls that work, and which of its two jobs take batches."""

    forward: Forward
    score_batched: bool
    generate_batched: bool
    reasons: tuple[str, ...]
    """One for each short cut that was switched off."""
    shared: bool = False
    """Whether options are scored with each distinct prefix computed once."""
    width: int = WIDTH
    """Tokens that then go through the model at once."""
    generate_wide: bool = False
    """Whether many texts are written at once, each in a slot of its own."""
    token_bytes: int = 0
    """What one token's keys and values then take, in all layers."""
    reach: int = sys.maxsize
    """Rows with more tokens than this change the numbers of other rows computed with them."""


@torch.inference_mode()
def probe(forward: Forward, max_length: int) -> Path:
    """The fastest way of running this model, which has `max_length` positions, that agrees with the slow one."""
    rows = _rows(forward, max_length)
    whole = replace(forward, keep=False)
    truth = torch.stack([_last(whole, row) for row in rows])  # [rows, STEPS, V]
    reasons: list[str] = []

    def holds(
        short_cut: str, instead: str, attempt: Callable[[], Tensor], expected: Tensor, fine: float = FINE
    ) -> bool:
        wrong = fault(attempt, expected, forward.model.dtype, fine)
        if wrong:
            reasons.append(f"{short_cut} {wrong}, so {instead}")
        return not wrong

    if forward.keep and not holds(
        "asking for some logits only", "all are computed", lambda: _last(forward, rows[0]), truth[0]
    ):
        forward = whole
    padded = holds(
        "padding on the right", "options are scored token by token", lambda: _padded(forward, rows), truth
    )
    if forward.cache and not holds(
        "the cache", "every step recomputes its row", lambda: _stepped(forward, rows[:1]), truth[:1]
    ):
        forward = replace(forward, cache="")
    elif not forward.cache:
        reasons.append("the model keeps no cache, so every step recomputes its row")
    wide = bool(forward.cache) and holds(
        "padding on the left", "texts are generated one by one", lambda: _stepped(forward, rows), truth
    )
    tree = branches(rows[0], forward.vocabulary)
    held = [encode(row) for row in tree]
    known = [every(whole, row) for row in tree]
    alone = torch.cat([logits[start:] for logits, start in zip(known, shared(held), strict=True)])
    together = holds(
        "computing shared prefixes once", "every row is computed", lambda: packed(forward, held), alone
    )
    together = together and holds(
        "packing rows side by side", "every row is computed",
        lambda: beside(forward, changed=True), beside(forward, changed=False), STILL,
    )  # fmt: skip
    long = [k for k, row in enumerate(tree) if len(row) >= STEPS]
    texts = Wide(forward, [Prompt(tree[k][: 1 - STEPS], STEPS) for k in long], len(long))
    slots = together and holds(
        "writing many texts at once", "texts are written in padded batches" if wide else "one by one",
        lambda: _forced(texts, [tree[k] for k in long]), torch.stack([known[k][-STEPS:] for k in long]),
    )  # fmt: skip
    far = reach(forward, max_length) if together else max_length
    if far < max_length:
        reasons.append(
            f"positions change their meaning after {far} tokens, so longer rows are computed alone"
        )
    return Path(
        forward, padded, wide, tuple(reasons), together, min(WIDTH, max_length), slots, texts.slots.token_bytes,
        far if far < max_length else sys.maxsize,
    )  # fmt: skip


def _rows(forward: Forward, max_length: int) -> list[Ids]:
    """Two rows of different length; the longer one outgrows a small attention window."""
    window = getattr(forward.model.config, "sliding_window", None) or 0
    long = 24 + (window if window <= 128 else 0)
    lengths = (max(min(long, max_length), STEPS + 1), max(min(9, max_length), STEPS + 1))
    return [tuple((31 * k + 7 * n + 5) % forward.vocabulary for k in range(n)) for n in lengths]


def _last(forward: Forward, row: Ids) -> Tensor:
    """The last logits of a row alone: what every other way must agree with. [STEPS, V]"""
    where = range(len(row) - STEPS, len(row))
    return forward.logits(right_padded([row], forward.device), where)[0].float()


def _padded(forward: Forward, rows: Sequence[Ids]) -> Tensor:
    """The same from one batch padded on the right. [rows, STEPS, V]"""
    where = sorted({len(row) - 1 - k for row in rows for k in range(STEPS)})
    logits = forward.logits(right_padded(rows, forward.device), where).float()
    spots = [[where.index(len(row) - STEPS + k) for k in range(STEPS)] for row in rows]
    return torch.stack([logits[at, spot] for at, spot in enumerate(spots)])


def _stepped(forward: Forward, rows: Sequence[Ids]) -> Tensor:
    """The same from one batch padded on the left, fed token by token, its rows swapped at every step."""
    ids, mask = left_padded([row[: len(row) - STEPS + 1] for row in rows], forward.device)
    order = list(range(len(rows)))
    logits, state = forward.step(ids, mask, None)
    out = [logits]
    for k in range(STEPS - 1, 0, -1):
        order.reverse()
        state, mask = select(state, range(len(rows))[::-1], forward.device), mask.flip(0)
        ids = torch.tensor([[rows[at][-k]] for at in order], device=forward.device)
        mask = torch.cat([mask, mask.new_ones(len(rows), 1)], -1)
        logits, state = forward.step(ids, mask, state)
        out.append(logits if order[0] == 0 else logits.flip(0))
    return torch.stack(out, 1).float()


def _forced(texts: Wide, rows: Sequence[Ids]) -> Tensor:
    """The last logits of these rows, whose prompts wait in `texts`, continued as the rows are. [rows, STEPS, V]"""
    texts.admit()
    out = []
    for k in range(STEPS - 1, -1, -1):
        logits = texts.step()
        order = [texts.rows[slot].index for slot in sorted(texts.rows)]
        out.append(logits[torch.tensor(order, device=logits.device).argsort()])
        for row in texts.rows.values():
            row.push(rows[row.index][-k], math.inf, frozenset(), lambda new: "")
    return torch.stack(out, 1).float()
