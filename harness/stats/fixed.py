"""The estimand *this form*: these families as they are, with their items as the units.

For one task, one family, one count. It says nothing about other families; `strata` does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from harness.stats.cells import Cluster, curriculum_path, lost, nested_weights, weighted_mean
from harness.stats.estimates import LEVEL, missing, published
from harness.stats.exact import exact_upper, wilson
from harness.types import Estimate

THIS_FORM = "this form: families fixed, items are the units; Wilson per family, combined by MOVER"
CRITICAL = "this form: items are the units; exact (Clopper-Pearson) one-sided upper bound"


def this_form(members: Sequence[Cluster], level: float = LEVEL) -> Estimate:
    """Mean over families with nested equal weights; each family's Wilson limits add up in squares (MOVER)."""
    n = sum(c.n for c in members)
    if why := lost(members):
        return missing(why, THIS_FORM, n, n)
    weights = nested_weights([curriculum_path(c) for c in members])
    value = float(weighted_mean(members, weights))
    below, above, noise = [], [], []
    for c, w in zip(members, map(float, weights), strict=True):
        low, high = wilson(float(c.mean * c.n), c.n, level)
        below.append((w * (float(c.mean) - low)) ** 2)
        above.append((w * (high - float(c.mean))) ** 2)
        noise.append(w * w * float(c.floor))
    interval = (value - math.sqrt(math.fsum(below)), value + math.sqrt(math.fsum(above)))
    se = math.sqrt(math.fsum(noise))
    return published(value, se, interval, level=level, method=THIS_FORM, n=n, clusters=n, bounds=(0.0, 1.0))


def rate(count: int, n: int, level: float = LEVEL) -> Estimate:
    """A rate of rare and grave events: only its upper bound matters. Exact also when families differ."""
    if not n:
        return missing("no scored item", CRITICAL)
    high = exact_upper(count, n, level)
    return published(count / n, None, (None, high), level=level, method=CRITICAL, n=n, clusters=n)
