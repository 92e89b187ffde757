"""Option log-likelihoods with each distinct prefix computed once, and logits only where one is needed.

Results come as soon as their last token is computed, in the order of the sorted rows. It must never know
text, tasks, messages or journals: token ids in, numbers out.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from harness.engine.forward import Forward
from harness.engine.orders import Need, Needs, Orders
from harness.engine.packed import WIDTH, Packed
from harness.engine.plain import Scored
from harness.engine.trie import ID, Pack, packs

#: Logits held at once; wide vocabularies get narrower packs.
LOGITS = 1 << 26
#: Rows of logits reduced at once: they stay in the cache.
ROWS = 64
#: Packs are not made narrower than this for their logits.
NARROW = 64


@dataclass(slots=True)
class Record:
    """What scoring and writing cost."""

    requested: int = 0
    """Tokens of all contexts with their continuations, each counted for itself."""
    distinct: int = 0
    """Tokens of their distinct prefixes: what must be computed."""
    pushed: int = 0
    """Tokens that went through the model, padding left out."""
    seconds: dict[str, float] = field(default_factory=dict)
    """By phase: tokenise, plan, forward and logits of scores; read, step and text of what is written."""

    def summary(self) -> str:
        """In one sentence; empty before anything was computed."""
        if not self.pushed:
            return ""
        return (
            f"{self.pushed:,} tokens computed for {self.requested:,} asked,"
            f" {self.distinct:,} in distinct prefixes"
        )

    @staticmethod
    def clock() -> float:
        """The time now, to be handed to `spent`."""
        return time.perf_counter()

    def spent(self, phase: str, since: float) -> float:
        """Add the time since then to a phase; the time now comes back."""
        now = time.perf_counter()
        self.seconds[phase] = self.seconds.get(phase, 0.0) + now - since
        return now


def score_shared(
    forward: Forward, orders: Orders, wanted: Sequence[int], record: Record, width: int = WIDTH
) -> Iterator[tuple[int, Scored]]:
    """Number and worth of each wanted order."""
    if not wanted:
        return
    since = record.clock()
    needs = Needs.of(orders, wanted)
    tally = _Tally(orders)
    record.distinct += needs.distinct
    model = Packed(forward, max(map(len, needs.rows)) // ID.itemsize)
    for pack in packs(needs.rows, needs.common, _width(forward, needs, width)):
        asked = _Asked.of(needs, pack)
        since = record.spent("plan", since)
        logits = model.run(pack, asked.where)
        record.pushed += len(pack.ids)
        since = record.spent("forward", since)
        gained, greedy = _gains(logits, asked, orders)
        done = list(tally.add(asked.needs, gained, greedy))
        since = record.spent("logits", since)
        yield from done
        since = record.clock()


def _width(forward: Forward, needs: Needs, width: int) -> int:
    """The width of a pack that keeps the logits within bounds."""
    fits = LOGITS // forward.vocabulary * max(1, needs.distinct) // max(1, needs.points)
    return max(min(width, NARROW), min(width, fits))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of one pack."""

    needs: list[Need]
    where: list[int]
    """Tokens of the pack whose logits are computed; one at least, since a model must give some."""
    lines: list[int]
    """For every target of every need, which of those."""

    @classmethod
    def of(cls, needs: Needs, pack: Pack) -> _Asked:
        found: list[Need] = []
        column: dict[int, int] = {}
        lines: list[int] = []
        for at, piece in pack.pieces:
            for need in needs.of_piece(piece):
                found.append(need)
                for k in range(at + need.lo - piece.start, at + need.hi - piece.start):
                    lines.append(column.setdefault(k, len(column)))
        return cls(found, list(column) or [0], lines)


@torch.inference_mode()
def _gains(logits: Tensor, asked: _Asked, orders: Orders) -> tuple[list[float], list[bool]]:
    """Log-probability of every target, and whether it is the likeliest token. `logits` [P, V]"""
    targets = [t for need in asked.needs for t in orders.targets[need.first : need.first + need.hi - need.lo]]
    lines, tokens = (
        torch.tensor(part, dtype=torch.int64, device=logits.device) for part in (asked.lines, targets)
    )
    sums = [_top_and_total(part) for part in torch.split(logits, ROWS)]
    top, total = (torch.cat(part) for part in zip(*sums, strict=True))  # [P] each
    own = logits[lines, tokens].float()
    greedy = own >= top[lines]
    # Of equal logits the first is the likeliest, as it is for others; to find it costs more than all the rest.
    tied = greedy.nonzero()[:, 0]
    greedy[tied] = logits[lines[tied]].argmax(-1) == tokens[tied]
    return (own - total[lines]).tolist(), greedy.tolist()


def _top_and_total(logits: Tensor) -> tuple[Tensor, Tensor]:
    """The largest of each row of logits [P, V], and the logarithm of the sum of all their exponentials."""
    logits = logits.float()
    top = logits.amax(-1, keepdim=True)
    total = (logits - top).exp_().sum(-1).log_() + top[:, 0]
    return top[:, 0], total


class _Tally:
    """Adds up what was found of each order until nothing of it is missing."""

    def __init__(self, orders: Orders) -> None:
        self.missing = orders.sizes()
        self.sizes = self.missing.copy()
        self.partial: dict[int, tuple[float, bool]] = {}

    def add(
        self, needs: Sequence[Need], gained: Sequence[float], greedy: Sequence[bool]
    ) -> Iterator[tuple[int, Scored]]:
        """Orders that are complete now."""
        at = 0
        for need in needs:
            part = slice(at, at := at + need.hi - need.lo)
            loglik, likeliest = self.partial.pop(need.order, (0.0, True))
            loglik, likeliest = loglik + sum(gained[part]), likeliest and all(greedy[part])
            self.missing[need.order] -= need.hi - need.lo
            if self.missing[need.order]:
                self.partial[need.order] = loglik, likeliest
            else:
                yield need.order, Scored(loglik, int(self.sizes[need.order]), likeliest)
