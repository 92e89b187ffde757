"""Exact and score intervals for counts, exact tests, and Holm's correction.

Small samples are the rule here, so nothing relies on a normal approximation that breaks at 0 or 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from harness.stats.estimates import LEVEL, normal_quantile

#: Probabilities within this ratio count as equal when "as unlikely as what was seen" is decided.
TIE = 1 + 1e-7


def wilson(successes: float, n: int, level: float = LEVEL) -> tuple[float, float]:
    """Score interval of a share; `successes` may be a sum of values in [0, 1]. ValueError if n < 1."""
    if n < 1:
        raise ValueError("wilson: no trials")
    z2 = normal_quantile(level) ** 2
    centre = (successes + z2 / 2) / (n + z2)
    half = math.sqrt(z2 * (successes * (n - successes) / n + z2 / 4)) / (n + z2)
    low = 0.0 if successes <= 0 else max(0.0, centre - half)
    high = 1.0 if successes >= n else min(1.0, centre + half)
    return low, high


def clopper_pearson(successes: int, n: int, level: float = LEVEL) -> tuple[float, float]:
    """Exact two-sided interval of a share. ValueError if n < 1."""
    tail = (1 - level) / 2
    return 1 - exact_upper(n - successes, n, 1 - tail), exact_upper(successes, n, 1 - tail)


def exact_upper(successes: int, n: int, level: float = LEVEL) -> float:
    """Exact one-sided upper bound: the share at which so few successes have probability 1 - level."""
    from scipy.special import betaincinv

    if not 0 <= successes <= n or n < 1:
        raise ValueError(f"exact_upper: {successes} of {n}")
    return 1.0 if successes == n else float(betaincinv(successes + 1, n - successes, level))


def poisson_binomial(chances: Sequence[float]) -> list[float]:
    """Distribution of the number right when item i is right with its own chance, by convolution."""
    pmf = [1.0]
    for p in sorted(chances):  # sorted: the order of the items changes no bit
        pmf = [a * (1 - p) + b * p for a, b in zip([*pmf, 0.0], [0.0, *pmf], strict=True)]
    return pmf


def stratified_test(chances: Sequence[float], right: int) -> tuple[float, float]:
    """Exact p of `right` answers against chance: at least so many (one-sided), as unlikely (two-sided)."""
    pmf = poisson_binomial(chances)
    if not 0 <= right < len(pmf):
        raise ValueError(f"stratified_test: {right} right of {len(chances)}")
    more = math.fsum(pmf[right:])
    either = math.fsum(p for p in pmf if p <= pmf[right] * TIE)
    return min(1.0, more), min(1.0, either)


def mcnemar(only_first: int, only_second: int) -> float:
    """Exact two-sided p of a pair of answerers from their discordant items; no disagreement gives 1."""
    n, k = only_first + only_second, min(only_first, only_second)
    tail = sum(math.comb(n, i) for i in range(k + 1))
    return min(1.0, float(Fraction(2 * tail, 2**n)))


def holm(p: Sequence[float]) -> list[float]:
    """Holm's step-down adjusted p-values, in the order given."""
    order = sorted(range(len(p)), key=lambda i: p[i])
    out, running = [0.0] * len(p), 0.0
    for rank, i in enumerate(order):
        running = max(running, min(1.0, (len(p) - rank) * p[i]))
        out[i] = running
    return out
