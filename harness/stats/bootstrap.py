"""The rescaled family bootstrap for scores that are not means: robustness, generality, ratios.

Per (domain, kind) stratum m - 1 of the m families are drawn and rescaled; one draw of numbers per form is
shared by all its models and scores. Everything of one family moves together. Percentiles are not used.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from harness.rng import Rng
from harness.stats.cells import Cluster, curriculum_path, nested_weights
from harness.stats.estimates import LEVEL, normal_quantile, published
from harness.types import Estimate

B = 2000
Floats = npt.NDArray[np.float64]
#: A score as a function of its columns: [..., columns] -> [...].
Statistic = Callable[[Floats], Any]
#: A column is a weighted mean of families: what a statistic is made of.
Column = Sequence[tuple[Cluster, float]]
Member = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Resample:
    """The shared draws of one form, a column per family in sorted order."""

    place: dict[str, int]
    """Column of a family."""
    size: tuple[int, ...]
    """Families in the stratum of each column."""
    moves: Floats
    """[B, F] multiplier of a family minus 1: mean 0, variance 1, summing to 0 within a stratum."""
    uniforms: Floats
    """[B, F] in [0, 1): which lender a lone family follows."""
    signs: Floats
    """[B, F] -1 or 1: the item noise of families whose stratum shows less than that."""


@dataclass(frozen=True, slots=True)
class Replicates:
    """A score and its resamples."""

    value: float
    plain: Floats
    """[B] with the families' spread only: tells the bias."""
    floored: Floats
    """[B] with the item noise as well: tells the spread, which is never 0."""

    @property
    def corrected(self) -> float:
        return 2 * self.value - math.fsum(self.plain.tolist()) / len(self.plain)

    @property
    def se(self) -> float:
        return deviation(self.floored)


def deviation(x: Floats) -> float:
    """Standard deviation with exact sums."""
    mean = math.fsum(x.tolist()) / len(x)
    return math.sqrt(math.fsum(((x - mean) ** 2).tolist()) / (len(x) - 1))


@lru_cache(maxsize=8)
def resample(members: frozenset[Member], b: int = B) -> Resample:
    """Draws for these (family, domain, kind), from a stream named by the families and nothing else."""
    ordered = sorted(members)
    f = len(ordered)
    rng = Rng(b"heng/bootstrap", *(name for name, _, _ in ordered))
    words = np.fromiter((rng.word() for _ in range(b * f)), dtype=np.uint64, count=b * f).reshape(b, f)
    upper, middle = words >> np.uint64(32), (words >> np.uint64(8)) & np.uint64(0xFFFFFF)
    strata: dict[tuple[str, str], list[int]] = {}
    for j, (_, domain, kind) in enumerate(ordered):
        strata.setdefault((domain, kind), []).append(j)
    moves, size = np.zeros((b, f)), [1] * f
    for places in strata.values():
        m = len(places)
        for j in places:
            size[j] = m
        if m > 1:  # 32 random bits times m, cut to the whole part: uniform over m to 1 in a hundred million
            drawn = (upper[:, places[: m - 1]] * np.uint64(m)) >> np.uint64(32)
            counts = (drawn[:, :, None] == np.arange(m, dtype=np.uint64)).sum(axis=1)
            moves[:, places] = counts * (m / (m - 1)) - 1
    signs = (words & np.uint64(1)).astype(np.float64) * 2 - 1
    place = {name: j for j, (name, _, _) in enumerate(ordered)}
    return Resample(place, tuple(size), moves, middle / float(1 << 24), signs)


def members_of(columns: Sequence[Sequence[Cluster]]) -> frozenset[Member]:
    return frozenset((c.family, c.domain, c.kind) for column in columns for c in column)


def column(
    members: Sequence[Cluster], path: Callable[[Cluster], tuple[str, ...]] = curriculum_path
) -> list[tuple[Cluster, float]]:
    """The weighted mean of these families, as a column."""
    weights = nested_weights([path(c) for c in members])
    return [(c, float(w)) for c, w in zip(members, weights, strict=True)]


def column_draws(draws: Resample, column: Column) -> tuple[float, Floats, Floats]:
    """The column's value, and its [B] resamples without and with the item noise.

    With a_f = weight x (family - stratum mean), the rescaled bootstrap is value + sum of moves x a: no mean
    of a task or a stratum is taken over the families that happened to be drawn, so designs stay fixed.
    """
    value = math.fsum(w * float(c.mean) for c, w in column)
    plain, noise = np.full(len(draws.moves), value), np.zeros(len(draws.moves))
    strata: dict[tuple[str, str], list[tuple[Cluster, float]]] = {}
    for c, w in column:
        strata.setdefault(c.stratum, []).append((c, w))
    for stratum, group in sorted(strata.items()):
        lenders = group if len(group) > 1 else [(c, w) for c, w in column if c.kind == stratum[1]]
        means = [float(c.mean) for c, _ in lenders]
        centre, k = math.fsum(means) / len(means), len(means)
        spread = math.fsum((m - centre) ** 2 for m in means) / max(k - 1, 1)
        for c, w in group:
            j = draws.place[c.family]
            if len(group) > 1:
                m = draws.size[j]  # families drawn from; where fewer are in this column they weigh more
                scale = math.sqrt(k / (k - 1) * (m - 1) / m)
                plain += draws.moves[:, j] * (w * scale * (float(c.mean) - centre))
            elif k > 1:
                residuals = np.array([m - centre for m in means]) * math.sqrt(k / (k - 1))
                plain += w * residuals[(draws.uniforms[:, j] * k).astype(np.int64)]
            noise += draws.signs[:, j] * (w * math.sqrt(max(0.0, float(c.floor) - spread)))
    return value, plain, plain + noise


def replicates(draws: Resample, columns: Sequence[Column], statistic: Statistic) -> Replicates:
    """A statistic of columns, and the same statistic of every resample of them."""
    parts = [column_draws(draws, column) for column in columns]
    value = float(statistic(np.array([v for v, _, _ in parts])))
    plain = statistic(np.stack([p for _, p, _ in parts], axis=-1))
    floored = statistic(np.stack([n for _, _, n in parts], axis=-1))
    return Replicates(value, plain, floored)


def bias_corrected(
    found: Replicates,
    method: str,
    size: tuple[int, int],
    *,
    level: float = LEVEL,
    bounds: tuple[float, float] | None = None,
    raw: bool = False,
) -> Estimate:
    """(2T - mean T*) +/- z sd T*; with `raw` the value is T itself. `size` is items, families."""
    z, se, centre = normal_quantile(level), found.se, found.corrected
    value = found.value if raw else centre
    interval = (min(value, centre - z * se), max(value, centre + z * se))
    n, clusters = size
    return published(value, se, interval, level=level, method=method, n=n, clusters=clusters, bounds=bounds)
