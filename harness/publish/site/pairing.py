"""Two models beside each other: the paired differences of every column, as the pairs file has them.

Decides nothing: who is better is `Seen.verdict`, by the Holm-adjusted test the ranks rest on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from harness.publish.pairs import Seen, seen
from harness.publish.site.figures import number
from harness.publish.site.views import Board, Model

DIMENSIONS = ("accuracy", "robustness", "generality", "efficiency")


@dataclass(frozen=True)
class Line:
    """One column of a comparison."""

    column: str
    seen: Seen

    @property
    def percent(self) -> bool:
        """Whether the column is a share, printed in percentage points; the others are on 0..100 already."""
        return self.column not in DIMENSIONS[1:]

    @property
    def verdict(self) -> str:
        return {1: "first", -1: "second", 0: "tied"}[self.seen.verdict]

    def _read(self, key: str, value: Any, how: str) -> Markup:
        return number(value, f"pairs.json#{self.seen.at}/{key}/{self.seen.index}", how)

    def difference(self) -> Markup:
        """`+1.7 [−3.5, +6.9]`, each number with its place in the file; a dash where nothing was tested."""
        s, turned = self.seen, self.seen.sign < 0
        if s.difference is None or s.low is None or s.high is None:
            return Markup("–")
        how = ("gap100" if self.percent else "gap1") + ("t" if turned else "")
        sign = -1 if turned else 1
        value = self._read("difference", sign * s.difference, how)
        low = self._read("high" if turned else "low", sign * s.low, how)
        high = self._read("low" if turned else "high", sign * s.high, how)
        return Markup(f"{value} <i>[{low}, {high}]</i>")

    def p(self) -> Markup:
        return self._read("p_holm", self.seen.p_holm, "p")

    def n(self) -> Markup:
        return self._read("n", self.seen.n, "count")


def comparison(board: Board, first: Model, second: Model) -> list[Line]:
    """Every column both models stand in: the dimensions, then the domains."""
    pairs = board.inputs.pairs
    if pairs is None:
        return []
    columns = [*DIMENSIONS, *(c for c in sorted(pairs["columns"]) if c not in DIMENSIONS)]
    found = ((c, seen(pairs, c, first.id, second.id)) for c in columns)
    return [Line(c, s) for c, s in found if s is not None]


def neighbours(board: Board) -> Iterator[tuple[Model, Model]]:
    """Each model with the next one down the board."""
    if board.inputs.pairs is not None:
        yield from zip(board.models, board.models[1:], strict=False)


def shards(board: Board) -> Iterator[tuple[str, dict[str, Any]]]:
    """For scripts: one file a model, with its differences against every later model of the board.

    `{columns: {<column>: [[difference, low, high, p, n] or null, ...]}}`, by position on the board.
    """
    pairs = board.inputs.pairs
    if pairs is None:
        return
    for i, model in enumerate(board.models):
        yield (
            model.slug,
            {"columns": {c: row(pairs, c, model, board.models[i + 1 :]) for c in pairs["columns"]}},
        )


def row(pairs: Mapping[str, Any], column: str, model: Model, others: Sequence[Model]) -> list[Any]:
    """One column of a shard."""
    found = (seen(pairs, column, model.id, other.id) for other in others)
    return [
        None
        if s is None or s.difference is None
        else [*map(short, (s.difference, s.low, s.high, s.p_holm)), s.n]
        for s in found
    ]


def short(value: float | None) -> float | None:
    """Enough digits for what a page prints."""
    return None if value is None else round(value, 5)
