"""How a number becomes an Estimate: rounded once, with its method, or with the reason it is missing.

Every estimator of the house publishes through these functions. They never compute a statistic.
scipy.special is slow to import, so only the quantiles load it.
"""

from __future__ import annotations

from harness.types import Estimate

#: Levels differ from run to run only by configuration; this one is the default everywhere.
LEVEL = 0.95


def sig12(x: float) -> float:
    """`x` to 12 significant digits, so that another libm or summation order changes no byte; never -0."""
    return float(f"{x:.12g}") + 0.0


def published(
    value: float,
    se: float | None,
    interval: tuple[float | None, float | None],
    *,
    level: float,
    method: str,
    n: int,
    clusters: int,
    bounds: tuple[float, float] | None = None,
) -> Estimate:
    """The Estimate of these numbers; `bounds` cuts the interval to the possible, never the value."""
    low, high = interval
    if bounds is not None:
        low = None if low is None else max(low, min(bounds[0], value))
        high = None if high is None else min(high, max(bounds[1], value))
    se, low, high = (None if x is None else sig12(x) for x in (se, low, high))
    return Estimate(sig12(value), se, low, high, level, method, n, clusters)


def missing(reason: str, method: str = "", n: int = 0, clusters: int = 0) -> Estimate:
    """No value, and why."""
    return Estimate(None, method=method, n=n, clusters=clusters, reason=reason)


def normal_quantile(level: float) -> float:
    """z of a two-sided interval: 1.96 for 0.95."""
    from scipy.special import ndtri

    return float(ndtri((1 + level) / 2))


def student_quantile(level: float, df: float) -> float:
    """t of a two-sided interval."""
    from scipy.special import stdtrit

    return float(stdtrit(df, (1 + level) / 2))


def student_p(t: float, df: float) -> float:
    """Two-sided p of a t statistic."""
    from scipy.special import stdtr

    return float(2 * stdtr(df, -abs(t)))


def normal_p(z: float) -> float:
    """Two-sided p of a normal statistic."""
    from scipy.special import ndtr

    return float(2 * ndtr(-abs(z)))
