"""What a form can tell before anything is asked: half-width and smallest difference it can detect.

So that a form of 60 items is not sold as one that separates answerers by two points. Assumptions are stated.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from harness.stats.estimates import LEVEL, student_quantile


@dataclass(frozen=True, slots=True)
class Planned:
    """A family that will be asked."""

    domain: str
    task: str
    kind: str
    items: int
    chance: float = 0.0


@dataclass(frozen=True, slots=True)
class Power:
    """Half-width of the headline's interval and the smallest paired difference found with that power."""

    half_width: float
    detectable: float
    level: float
    power: float
    items: int
    families: int
    assumes: str


def power_of(
    families: Sequence[Planned],
    *,
    skill: float = 0.5,
    spread: float = 0.1,
    correlation: float = 0.5,
    level: float = LEVEL,
    power: float = 0.8,
) -> Power:
    """Power of the macro accuracy over `families`. ValueError when there is none.

    `skill` is u of every family, `spread` the standard deviation of families inside a stratum, `correlation`
    that of two answerers' scores on an item and on a family.
    """
    if not families:
        raise ValueError("power_of: no families")
    variance, df = 0.0, 0
    for weight, family in zip(_weights(families), families, strict=True):
        p = family.chance + (1 - family.chance) * skill
        variance += weight**2 * (spread**2 + p * (1 - p) / family.items)
    df = max(len(families) - len({(f.domain, f.kind) for f in families}), 1)
    se, paired = math.sqrt(variance), math.sqrt(2 * (1 - correlation) * variance)
    t = student_quantile(level, df)
    assumes = (
        f"u = {skill:g} in every family, family sd {spread:g} in a stratum, "
        f"correlation of two answerers {correlation:g}"
    )
    detectable = (t + student_quantile(2 * power - 1, df)) * paired
    return Power(t * se, detectable, level, power, sum(f.items for f in families), len(families), assumes)


def _weights(families: Sequence[Planned]) -> list[float]:
    """Equal domains, equal tasks inside them, equal families inside those."""
    domains = {f.domain for f in families}
    tasks = {(f.domain, f.task) for f in families}
    out = []
    for f in families:
        siblings = sum((g.domain, g.task) == (f.domain, f.task) for g in families)
        out.append(1 / len(domains) / sum(d == f.domain for d, _ in tasks) / siblings)
    return out
