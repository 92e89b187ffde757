"""Finds out at load, by trying, which short cuts give this model's own numbers.

Whatever differs from one prompt alone in one forward by more than the tolerance is switched off, with the
reason. No list of architecture names: a model is judged by what it computes, and nothing else is looked at.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import torch
from torch import Tensor

from harness.engine.boundary import Ids
from harness.engine.forward import Forward, left_padded, right_padded, select
from harness.engine.packed import WIDTH, Packed
from harness.engine.trie import ID, encode, packs, shared

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
    shared: bool = False
    """Whether options are scored with each distinct prefix computed once."""
    width: int = WIDTH
    """Tokens that then go through the model at once."""
    reach: int = sys.maxsize
    """Rows with more tokens than this change the numbers of other rows computed with them."""


@torch.inference_mode()
def probe(forward: Forward, max_length: int) -> Path:
    """The fastest way of running this model, which has `max_length` positions, that agrees with the slow one."""
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
    tree = branches(rows[0], forward.vocabulary)
    held = [encode(row) for row in tree]
    alone = torch.cat([_all(whole, row)[start:] for row, start in zip(tree, shared(held), strict=True)])
    together = holds(
        "computing shared prefixes once", "every row is computed", lambda: _packed(forward, held), alone
    )
    reach = _reach(forward, max_length) if together else sys.maxsize
    if reach < max_length:
        reasons.append(
            f"positions change their meaning after {reach} tokens, so longer rows are computed alone"
        )
    else:
        reach = sys.maxsize
    return Path(forward, padded, wide, tuple(reasons), together, min(WIDTH, max_length), reach)


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


def branches(row: Ids, vocabulary: int) -> list[Ids]:
    """Rows that share prefixes with this one and each other: early, late, wholly, and not at all."""
    turn = [(token + 1) % vocabulary for token in row]
    half, late = len(row) // 2, max(1, len(row) - 3)
    rows = {
        row, row[:half], (*row[:half], *turn[:3]), (*row[:late], turn[0]), (*row[:late], *turn[1:3]),
        (*row[:2], *turn[2:late]), tuple(turn[: half + 1]),
    }  # fmt: skip
    return sorted(rows)


def _all(forward: Forward, row: Ids) -> Tensor:
    """Every logit of a row alone. [len(row), V]"""
    return forward.logits(right_padded([row], forward.device), range(len(row)))[0].float()


def _packed(forward: Forward, rows: Sequence[bytes]) -> Tensor:
    """What follows the shared prefixes, from packs that cut rows and from one that does not. [2, tokens, V]"""
    model = Packed(forward, max(map(len, rows)) // ID.itemsize)
    return torch.stack(
        [
            torch.cat([model.run(pack, range(len(pack.ids))) for pack in packs(rows, shared(rows), width)])
            for width in (16, WIDTH)
        ]
    ).float()


def _reach(forward: Forward, max_length: int) -> int:
    """The longest row whose last position leaves the logits before it as they are."""
    ids = right_padded([_rows(forward, max_length)[1][:-1]], forward.device)
    near = torch.arange(ids.shape[1], device=forward.device)[None]

    def far(position: int) -> Tensor:
        depths = near.clone()
        depths[0, -1] = position
        return forward.packed(ids, depths, range(ids.shape[1] - 1))

    expected, allowed = far(ids.shape[1] - 1), TOLERANCES.get(forward.model.dtype, COARSE)
    sound, limit = ids.shape[1], max_length
    while sound < limit:  # by halves, the longest first: nearly all models pass there
        tried = limit if limit == max_length else (sound + limit + 1) // 2
        if _fault(partial(far, tried - 1), expected, allowed):
            limit = tried - 1
        else:
            sound = tried
    return sound
