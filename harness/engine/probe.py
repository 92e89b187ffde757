"""Finds out at load, by trying, which short cuts give this model's own numbers.

Whatever differs from one prompt alone in one forward by more than the tolerance is switched off, with the
reason. No list of architecture names: a model is judged by what it computes, and nothing else is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from harness.engine.boundary import Ids
from harness.engine.forward import Forward, left_padded, right_padded, select

#: Half precision rounds differently in every shape; a wrong mask is further off than this.
TOLERANCES = {torch.float32: 1e-3, torch.float64: 1e-3}
COARSE = 0.3
#: What architectures raise when they cannot be called in some way.
REFUSALS = (TypeError, ValueError, IndexError, KeyError, AttributeError, NotImplementedError, RuntimeError)
STEPS = 3


@dataclass(frozen=True, slots=True)
class Path:
    """How a model is run: the calls that work, and which of its two jobs take batches."""

    forward: Forward
    score_batched: bool
    generate_batched: bool
    reasons: tuple[str, ...]
    """One for each short cut that was switched off."""


@torch.inference_mode()
def probe(forward: Forward, max_length: int) -> Path:
    """The fastest way of running this model that agrees with the slow one."""
    rows = _rows(forward, max_length)
    whole = replace(forward, keep=False)
    truth = torch.stack([_last(whole, row) for row in rows])  # [rows, STEPS, V]
    allowed = TOLERANCES.get(forward.model.dtype, COARSE)
    reasons: list[str] = []

    def holds(short_cut: str, instead: str, attempt: Callable[[], Tensor], expected: Tensor) -> bool:
        fault = _fault(attempt, expected, allowed)
        if fault:
            reasons.append(f"{short_cut} {fault}, so {instead}")
        return not fault

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
    return Path(forward, padded, wide, tuple(reasons))


def _fault(attempt: Callable[[], Tensor], expected: Tensor, allowed: float) -> str:
    """What is wrong with the numbers of an attempt; empty if they agree."""
    try:
        gap = float((attempt() - expected).abs().max())
    except REFUSALS as error:
        return f"fails ({type(error).__name__}: {str(error).splitlines()[0][:120] if str(error) else ''})"
    return "" if gap <= allowed else f"is off by {gap:.1e}"


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
