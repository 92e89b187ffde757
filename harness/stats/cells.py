"""From rows to clusters: renderings into items, items into families, all in exact fractions.

The one definition of a cluster behind every interval. Unscored rows are left out of means and never
become zero; a family that lost all its rows stays in the list with n = 0, so that it is seen to be missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from harness.errors import ItemError
from harness.stats.estimates import missing, sig12
from harness.types import Estimate, Row

#: The general-ability block is an ordinary domain that only generality scores.
GENERAL = "general"
CHANCE_METHOD = "by construction or best constant answer"
Worth = Callable[[Row], Fraction | None]


@dataclass(frozen=True, slots=True)
class Cluster:
    """A family as the estimators see it."""

    family: str
    task: str
    domain: str
    kind: str
    n: int
    """Items with at least one scored row; 0 when the family lost them all."""
    mean: Fraction
    floor: Fraction
    """Least variance of the mean: the add-half binomial variance of its items."""
    chance: Fraction = Fraction(0)
    """Expected value of the best answerer that does not read the question."""

    @property
    def stratum(self) -> tuple[str, str]:
        """Kinds differ by design and not by chance, so (domain, kind) is fixed."""
        return self.domain, self.kind


def value_of(row: Row) -> Fraction | None:
    """What a row is worth; None when it is unscored."""
    return None if row.value is None else Fraction(row.value)


def chance_of(row: Row) -> Fraction:
    """The row's chance as the ratio it was counted as (1/3 and not its nearest double)."""
    return _ratio(row.chance)


@lru_cache(maxsize=1024)  # a family's rows share one chance
def _ratio(chance: float) -> Fraction:
    return Fraction(chance).limit_denominator(10_000)


def add_half(values: Sequence[Fraction]) -> Fraction:
    """Binomial variance of the mean with half a success and half a failure added; differences by size."""
    n = len(values)
    p = (sum(map(abs, values), Fraction(0)) + Fraction(1, 2)) / (n + 1)
    return p * (1 - p) / n


def clusters(
    rows: Iterable[Row], worth: Worth = value_of, chance: Callable[[Row], Fraction] = chance_of
) -> list[Cluster]:
    """One cluster per family, sorted by name. ItemError when a sheet comes twice."""
    families: dict[str, list[Row]] = {}
    seen: set[str] = set()
    for row in rows:
        if row.sheet in seen:
            raise ItemError("a sheet is scored twice", row.sheet, "merge the rows before reducing")
        seen.add(row.sheet)
        families.setdefault(row.family, []).append(row)
    return [_cluster(families[name], worth, chance) for name in sorted(families)]


def _cluster(rows: Sequence[Row], worth: Worth, chance: Callable[[Row], Fraction]) -> Cluster:
    items: dict[str, list[Fraction]] = {}
    for row in rows:
        if (value := worth(row)) is not None:
            items.setdefault(row.item, []).append(value)
    means = [sum(v, Fraction(0)) / len(v) for v in items.values()]
    head, n = rows[0], len(means)
    mean = sum(means, Fraction(0)) / n if n else Fraction(0)
    floor = add_half(means) if n else Fraction(0)
    c = sum(map(chance, rows), Fraction(0)) / len(rows)
    return Cluster(head.family, head.task, head.domain, head.kind, n, mean, floor, c)


def corrected(cluster: Cluster) -> Cluster:
    """The cluster on the chance-corrected scale: u = (a - c)/(1 - c), so chance is 0 and perfect is 1."""
    room = 1 - cluster.chance
    return replace(cluster, mean=(cluster.mean - cluster.chance) / room, floor=cluster.floor / room**2)


def curriculum_path(cluster: Cluster) -> tuple[str, ...]:
    """Domains weigh the same, tasks within a domain, families within a task."""
    return cluster.domain, cluster.task, cluster.family


def format_path(cluster: Cluster) -> tuple[str, ...]:
    """Answer formats weigh the same, then tasks, then families: the cells of generality."""
    return cluster.kind, cluster.task, cluster.family


def nested_weights(paths: Sequence[tuple[str, ...]]) -> list[Fraction]:
    """Equal weights at every level of the paths; they sum to 1. Paths are distinct and of one length."""
    children: dict[tuple[str, ...], set[str]] = {}
    for path in paths:
        for depth, name in enumerate(path):
            children.setdefault(path[:depth], set()).add(name)
    out = []
    for path in paths:
        weight = Fraction(1)
        for depth in range(len(path)):
            weight /= len(children[path[:depth]])
        out.append(weight)
    return out


def weighted_mean(members: Sequence[Cluster], weights: Sequence[Fraction]) -> Fraction:
    return sum((w * c.mean for w, c in zip(weights, members, strict=True)), Fraction(0))


def lost(members: Sequence[Cluster]) -> str:
    """Why these clusters give no value; empty when they do."""
    if not members:
        return "no row"
    gone = [c.family for c in members if not c.n]
    return f"no scored answer in {', '.join(gone[:3])}{' ...' if len(gone) > 3 else ''}" if gone else ""


def macro_chance(members: Sequence[Cluster]) -> Estimate:
    """Chance under the same weights as the accuracy it stands beside."""
    if not members:
        return missing("no row", CHANCE_METHOD)
    weights = nested_weights([curriculum_path(c) for c in members])
    value = sum((w * c.chance for w, c in zip(weights, members, strict=True)), Fraction(0))
    n = sum(c.n for c in members)
    return Estimate(sig12(float(value)), method=CHANCE_METHOD, n=n, clusters=len(members))


def verticals(rows: Iterable[Row]) -> list[Row]:
    """Rows of the vertical domains."""
    return [row for row in rows if row.domain != GENERAL]


def clean(rows: Iterable[Row]) -> list[Row]:
    """Rows of the usual way of asking, without shots."""
    return [row for row in rows if row.group == "clean" and not row.shots]
