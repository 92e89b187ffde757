"""Two answerers on the same sheets: the difference, its interval, and an exact test beside it.

Pairs are joined by sheet and never by order. No disagreement is p = 1 and divides nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from harness.stats.bootstrap import Replicates, deviation
from harness.stats.cells import Worth, clusters, curriculum_path, lost, nested_weights, weighted_mean
from harness.stats.estimates import (
    LEVEL,
    missing,
    normal_p,
    normal_quantile,
    published,
    student_p,
    student_quantile,
)
from harness.stats.exact import mcnemar
from harness.stats.strata import variance
from harness.types import Estimate, Row

PAIRED = "this curriculum: paired by sheet, t with Satterthwaite df, families in (domain, kind) strata"
PAIRED_BOOTSTRAP = "this curriculum: paired by form, shared rescaled family bootstrap, bias-corrected normal"


@dataclass(frozen=True, slots=True)
class Comparison:
    """First answerer minus second."""

    difference: Estimate
    p: float
    """Two-sided p of the difference; 1 when there is none to test."""
    only_first: int = 0
    """Items where the first is worth more."""
    only_second: int = 0
    exact_p: float = 1.0
    """Exact McNemar on those counts: items as they are, whatever their families."""


def difference(first: Sequence[Row], second: Sequence[Row], level: float = LEVEL) -> Comparison:
    """Paired difference over the sheets both were scored on."""
    other = {row.sheet: row.value for row in second}

    def worth(row: Row) -> Fraction | None:
        against = other.get(row.sheet)
        return None if row.value is None or against is None else Fraction(row.value) - Fraction(against)

    members = clusters(first, worth)
    n = sum(c.n for c in members)
    if why := lost(members):
        return Comparison(missing(why, PAIRED, n, len(members)), 1.0)
    won, won_by_other = discordant(first, worth)
    weights = nested_weights([curriculum_path(c) for c in members])
    value, (v, df) = weighted_mean(members, weights), variance(members, weights)
    se = math.sqrt(v)
    half = student_quantile(level, df) * se
    interval = (float(value) - half, float(value) + half)
    estimate = published(
        float(value), se, interval, level=level, method=PAIRED, n=n, clusters=len(members), bounds=(-1.0, 1.0)
    )
    p = 1.0 if won + won_by_other == 0 else student_p(float(value) / se, df)
    return Comparison(estimate, p, won, won_by_other, mcnemar(won, won_by_other))


def discordant(rows: Sequence[Row], worth: Worth) -> tuple[int, int]:
    """Items whose summed differences are above and below zero, counted exactly."""
    totals: dict[str, Fraction] = {}
    for row in rows:
        if (gap := worth(row)) is not None:
            totals[row.item] = totals.get(row.item, Fraction(0)) + gap
    return sum(t > 0 for t in totals.values()), sum(t < 0 for t in totals.values())


@dataclass(frozen=True, slots=True)
class Ready:
    """A bootstrapped score with what every comparison of it needs, summed once."""

    score: Replicates
    corrected: float
    noise: float
    """Item noise: the variance with it minus that without."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """One answerer's side of a comparison, or why it has none."""

    score: Ready | None
    size: tuple[int, int]
    """Items, families."""
    why: str = ""


def ready(score: Replicates) -> Ready:
    noise = max(0.0, deviation(score.floored) ** 2 - deviation(score.plain) ** 2)
    return Ready(score, score.corrected, noise)


def difference_of(first: Ready, second: Ready, size: tuple[int, int], level: float = LEVEL) -> Comparison:
    """Paired difference of two bootstrapped scores: same resamples, item noise of both added."""
    value = first.corrected - second.corrected
    a, b = first.score, second.score
    se = math.sqrt(deviation(a.plain - b.plain) ** 2 + first.noise + second.noise)
    half = normal_quantile(level) * se
    interval = (value - half, value + half)
    estimate = published(
        value, se, interval, level=level, method=PAIRED_BOOTSTRAP, n=size[0], clusters=size[1]
    )
    same = abs(value) <= 1e-12 * max(1.0, abs(a.value), abs(b.value))
    return Comparison(estimate, 1.0 if same or not se else normal_p(value / se))
