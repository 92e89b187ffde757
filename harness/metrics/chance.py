"""What a constant answer is worth: the success rate of the best one, under the family's own grader.

It looks at golds only, never at a model. Options are balanced by construction: one
over their number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any

from harness.draw import Source, draw_item
from harness.kit import Choice, Number, Task, Template, Tolerance
from harness.types import Answer, canonical


def chance(source: Source, task: Task, family: Template[Any], draws: int = 2000) -> float:
    """Success rate of the best constant answer over `draws` draws of `family`."""
    if isinstance(family, Choice):
        return 1 / family.options
    golds = [draw_item(source, task, family, index).gold for index in range(draws)]
    if isinstance(family, Number):
        return best_constant(golds, family.tolerance) / draws
    return most_common(golds) / draws


def best_constant(golds: Iterable[Answer], tolerance: Tolerance) -> int:
    """How many golds the luckiest constant satisfies: a number, or the abstention."""
    known = list(golds)
    numbers = [Fraction(gold) for gold in known if isinstance(gold, (int, Decimal, Fraction))]
    words = most_common(gold for gold in known if isinstance(gold, str))
    # Sweep over the closed intervals: at one place an interval opens before another closes.
    widths = [tolerance.width(gold) for gold in numbers]
    edges = [(gold - width, 0) for gold, width in zip(numbers, widths, strict=True)]
    edges += [(gold + width, 1) for gold, width in zip(numbers, widths, strict=True)]
    unit = lcm(*(edge.denominator for edge, _ in edges))  # whole numbers sort many times faster
    open_now = most = 0
    for _, closes in sorted((edge.numerator * (unit // edge.denominator), closes) for edge, closes in edges):
        open_now += -1 if closes else 1
        most = max(most, open_now)
    return max(most, words)


def most_common(golds: Iterable[Answer]) -> int:
    """How often the commonest gold occurs."""
    counts = Counter(canonical(_same_form(gold)) for gold in golds)
    return max(counts.values(), default=0)


def _same_form(value: Any) -> Any:
    """Equal numbers in one spelling: 0.450 and 0.45 are one answer."""
    if isinstance(value, Mapping):
        return {key: _same_form(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return sorted((_same_form(part) for part in value), key=canonical)
    return Fraction(value) if isinstance(value, Decimal) else value
