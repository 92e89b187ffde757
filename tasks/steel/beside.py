"""Options of a question that may lack a datum: three numbers and 信息不足, none of them likelier by its place.

The case says where the right number stands among the three; a fourth case leaves something out and makes the
abstention right. Nothing here knows what is computed.
"""

from collections.abc import Mapping
from decimal import Decimal

from harness.kit import INSUFFICIENT, Answer, near

#: One draw in four lacks something, and in the others the right number is each of the three equally often.
PLACES = ("lowest", "middle", "highest", "missing")


def beside(wrong: Mapping[str, Decimal], right: Decimal, case: str, turn: int, gap: str) -> dict[str, Answer]:
    """Two slips on the sides that `case` wants, and the abstention; where a datum is missing, the hidden number.

    `turn` rotates the slips, so that it is not always the same ones that are offered. Slips within `gap` of
    the right number or of each other are dropped; too few of them make the item be drawn again.
    """
    names = list(wrong)
    low: dict[str, Decimal] = {}
    high: dict[str, Decimal] = {}
    for slip in names[turn % len(names) :] + names[: turn % len(names)]:
        value = wrong[slip]
        taken = (right, *low.values(), *high.values())
        if value > 0 and not any(near(value, other, gap) for other in taken):
            (low if value < right else high)[slip] = value
    under = {"lowest": 0, "highest": 2}.get(case, 1)
    out: dict[str, Answer] = dict([*list(low.items())[:under], *list(high.items())[: 2 - under]])
    if case == "missing":
        out["computed although something is missing"] = right
    else:
        out["abstains although nothing is missing"] = INSUFFICIENT
    return out
