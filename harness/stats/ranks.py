"""Rank ranges from paired tests: nobody is placed above another whom the form cannot tell apart.

A column at a time. Adding an answerer changes nobody's score, only the ranges.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harness.stats.estimates import LEVEL
from harness.stats.exact import holm


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answerer stands in one column."""

    place: int
    """1 + how many have a higher published value, kept inside the range."""
    low: int
    """1 + how many are significantly better."""
    high: int
    """K - how many are significantly worse."""
    tied_with: tuple[str, ...]
    """Those it cannot be told from."""


def rank_ranges(
    values: Mapping[str, float], tests: Mapping[tuple[str, str], tuple[float, float]], level: float = LEVEL
) -> dict[str, Place]:
    """Places of all `values`, from (difference, p) of every pair (first minus second), Holm-corrected.

    A pair may come in either order, but must come; KeyError otherwise.
    """
    names = sorted(values)
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    found = [tests[a, b] if (a, b) in tests else _turned(tests[b, a]) for a, b in pairs]
    better: dict[str, set[str]] = {name: set() for name in names}
    worse: dict[str, set[str]] = {name: set() for name in names}
    for (a, b), (gap, _), p in zip(pairs, found, holm([p for _, p in found]), strict=True):
        if p < 1 - level and gap:
            winner, loser = (a, b) if gap > 0 else (b, a)
            better[loser].add(winner)
            worse[winner].add(loser)
    return {name: _place(name, values, better[name], worse[name]) for name in names}


def _turned(test: tuple[float, float]) -> tuple[float, float]:
    return -test[0], test[1]


def _place(name: str, values: Mapping[str, float], better: set[str], worse: set[str]) -> Place:
    low, high = 1 + len(better), len(values) - len(worse)
    place = 1 + sum(v > values[name] for v in values.values())
    tied = tuple(sorted(set(values) - better - worse - {name}))
    return Place(min(max(place, low), high), low, high, tied)
