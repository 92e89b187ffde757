"""Keep the size of an option from giving the answer away.

Usual slips of one formula often lie on one side of the right value. Never makes up a value: it only picks among named slips.
"""

from collections.abc import Mapping
from decimal import Decimal

from harness.kit import Answer


def either_side(
    wrong: Mapping[str, Decimal], gold: Decimal, below: int, count: int = 3
) -> Mapping[str, Answer]:
    """`count` slips of different value, `below` of them under `gold` and the rest over it, as far as there are any."""
    named: dict[Decimal, str] = {}
    for slip, value in wrong.items():
        if value > 0 and value != gold:
            named.setdefault(value, slip)
    low, high = [v for v in named if v < gold], [v for v in named if v > gold]
    under = max(min(below, len(low)), count - len(high))
    return {named[v]: v for v in (*low[:under], *high[: count - under])}
