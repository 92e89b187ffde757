"""The estimand *this curriculum*: other families of these tasks, with (domain, answer kind) as fixed strata.

Families are the clusters. Items and renderings never enlarge the sample; a stratum of one borrows; a cell
of equal answers keeps the binomial variance of its items, so no interval is ever a point.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

from harness.stats.cells import Cluster, curriculum_path, lost, nested_weights, weighted_mean
from harness.stats.estimates import LEVEL, missing, published, student_quantile
from harness.types import Estimate

CURRICULUM = "this curriculum: t with Satterthwaite df, families in (domain, kind) strata"
Stratum = tuple[str, str]


def satterthwaite(parts: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Sum of independent variance estimates given as (variance, df), and the df of the sum."""
    total = math.fsum(v for v, _ in parts)
    return total, total**2 / math.fsum(v**2 / df for v, df in parts if v > 0) if total > 0 else math.inf


def sample_variance(values: Sequence[Fraction]) -> Fraction:
    """Unbiased, exact. Needs two values."""
    mean = sum(values, Fraction(0)) / len(values)
    return sum(((v - mean) ** 2 for v in values), Fraction(0)) / (len(values) - 1)


def spreads(members: Sequence[Cluster]) -> dict[Stratum, tuple[Fraction, int]]:
    """(s^2, df) of every stratum with two families or more; lone families of a kind make one more stratum.

    The last is used only by a kind that is alone in every domain: then its domains are compared.
    """
    strata: dict[Stratum, list[Fraction]] = {}
    for c in members:
        strata.setdefault(c.stratum, []).append(c.mean)
    out = {s: (sample_variance(v), len(v) - 1) for s, v in strata.items() if len(v) > 1}
    for kind in sorted({k for _, k in strata} - {k for _, k in out}):
        alone = [v[0] for (_, k), v in strata.items() if k == kind]
        if len(alone) > 1:
            out["", kind] = (sample_variance(alone), len(alone) - 1)
    return out


def lenders(stratum: Stratum, known: dict[Stratum, tuple[Fraction, int]]) -> list[Stratum]:
    """Whose spread a family of this stratum is given: its own, else its kind's, else everyone's."""
    if stratum in known:
        return [stratum]
    return sorted(s for s in known if s[1] == stratum[1]) or sorted(known)


def variance(members: Sequence[Cluster], weights: Sequence[Fraction]) -> tuple[float, float]:
    """SE^2 of the weighted mean and its df: sum over strata of s^2 times the sum of squared weights."""
    known = spreads(members)
    load: dict[Stratum, Fraction] = dict.fromkeys(known, Fraction(0))
    parts: list[tuple[float, float]] = []
    for c, w in zip(members, weights, strict=True):
        from_whom = lenders(c.stratum, known)
        df = sum(known[s][1] for s in from_whom)
        pooled = sum((known[s][0] * known[s][1] for s in from_whom), Fraction(0)) / max(df, 1)
        if pooled < c.floor:
            parts.append((float(w * w * c.floor), max(c.n - 1, 1)))
            continue
        for s in from_whom:  # what is borrowed counts towards its lender: the same estimate used twice
            load[s] += w * w * Fraction(known[s][1], df)
    parts += [(float(load[s] * known[s][0]), known[s][1]) for s in sorted(known)]
    return satterthwaite(parts)


def curriculum(
    members: Sequence[Cluster],
    level: float = LEVEL,
    bounds: tuple[float, float] | None = (0.0, 1.0),
    path: Callable[[Cluster], tuple[str, ...]] = curriculum_path,
    note: str = "",
) -> Estimate:
    """Mean of the families with nested equal weights, and its t interval."""
    method, n = CURRICULUM + (f"; {note}" if note else ""), sum(c.n for c in members)
    if why := lost(members):
        return missing(why, method, n, len(members))
    weights = nested_weights([path(c) for c in members])
    value = float(weighted_mean(members, weights))
    v, df = variance(members, weights)
    se, half = math.sqrt(v), student_quantile(level, df) * math.sqrt(v)
    return published(
        value,
        se,
        (value - half, value + half),
        level=level,
        method=method,
        n=n,
        clusters=len(members),
        bounds=bounds,
    )
