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
from harness.engine.gap import fault, moved
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
    """Rows with more tokens than this change the numbers of other rows computed with them: they are computed
    alone."""


@torch.inference_mode()
def probe(forward: Forward, max_length: int) -> Path:
    """The fastest way of running this model, which has `max_length` positions, that agrees with the slow one."""
    rows = _rows(forward, max_length)
    trial = _Trial(replace(forward, keep=False), rows)
    forward = trial.abilities(forward)
    padded = trial.good(
        "padding on the right",
        trial.fault(lambda: _padded(forward, rows)),
        "options are scored token by token",
    )
    batched = bool(forward.cache) and trial.good(
        "padding on the left", trial.fault(lambda: _stepped(forward, rows)), "texts are generated one by one"
    )
    together = trial.shares(forward)
    texts = Wide(forward, [Prompt(row[: 1 - STEPS], STEPS) for row in trial.long], len(trial.long))
    wide = together and trial.good(
        "writing many texts at once",
        fault(lambda: _forced(texts, trial.long), trial.ends(), trial.dtype),
        "texts are written in padded batches" if batched else "one by one",
    )
    far = reach(forward, max_length)
    if far < max_length:
        trial.reasons.append(
            f"positions change their meaning after {far} tokens, so longer rows are computed alone"
        )
    return Path(
        forward, padded, batched, tuple(trial.reasons), together, min(WIDTH, max_length), wide,
        texts.slots.token_bytes, far if far < max_length else sys.maxsize,
    )  # fmt: skip


class _Trial:
    """What every way must agree with, and what was found wrong so far."""

    def __init__(self, whole: Forward, rows: Sequence[Ids]) -> None:
        self.whole, self.rows, self.dtype = whole, rows, whole.model.dtype
        self.truth = torch.stack([_last(whole, row) for row in rows])  # [rows, STEPS, V]
        self.tree = branches(rows[0], whole.vocabulary)
        self.known = [every(whole, row) for row in self.tree]
        self.reasons: list[str] = []

    @property
    def long(self) -> list[Ids]:
        """The branches that have a last STEPS tokens."""
        return [row for row in self.tree if len(row) >= STEPS]

    def ends(self) -> Tensor:
        """Their last logits, [rows, STEPS, V]."""
        return torch.stack([one[-STEPS:] for one in self.known if len(one) >= STEPS])

    def good(self, short_cut: str, wrong: str, instead: str) -> bool:
        """Whether nothing is wrong with a short cut; else what is done instead is noted."""
        if wrong:
            self.reasons.append(f"{short_cut} {wrong}, so {instead}")
        return not wrong

    def fault(self, attempt: Callable[[], Tensor]) -> str:
        """What is wrong with an attempt to compute the truth."""
        return fault(attempt, self.truth, self.dtype)

    def abilities(self, forward: Forward) -> Forward:
        """The forward without those of its abilities that do not work."""
        kept = fault(lambda: _last(forward, self.rows[0]), self.truth[0], self.dtype) if forward.keep else ""
        if not self.good("asking for some logits only", kept, "all are computed"):
            forward = replace(forward, keep=False)
        if not forward.cache:
            self.reasons.append("the model keeps no cache, so every step recomputes its row")
            return forward
        cached = fault(lambda: _stepped(forward, self.rows[:1]), self.truth[:1], self.dtype)
        sound = self.good("the cache", cached, "every step recomputes its row")
        return forward if sound else replace(forward, cache="")

    def shares(self, forward: Forward) -> bool:
        """Whether rows that branch can share a pack, and rows beside each other leave each other alone."""
        held = [encode(row) for row in self.tree]
        alone = torch.cat([one[start:] for one, start in zip(self.known, shared(held), strict=True)])
        wrong = fault(lambda: packed(forward, held), alone, self.dtype)
        if not self.good("computing shared prefixes once", wrong, "every row is computed"):
            return False
        touched = moved(lambda: beside(forward, changed=True), beside(forward, changed=False))
        return self.good("packing rows side by side", touched, "every row is computed")


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
