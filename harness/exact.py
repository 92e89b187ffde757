"""Exact numbers: rounded once, on the exact value, and spelt as digits. No float decides anything here."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Literal

from harness.errors import ItemError
from harness.types import Answer, Notation

Exact = int | Decimal | Fraction
FULLWIDTH = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})


def exact(value: Exact | str) -> Fraction:
    return Fraction(value)


def rounded(value: Exact, places: int, rule: Literal["even", "up"] = "even") -> Decimal:
    """`value` rounded once to `places` decimals (negative: tens, hundreds), half to even (GB/T 8170) or half up.

    The tie is decided on the exact value, never on a float.
    """
    x, shift = Fraction(value), 10 ** abs(places)
    above, below = (
        (x.numerator * shift, x.denominator) if places >= 0 else (x.numerator, x.denominator * shift)
    )
    whole, rest = divmod(above, below)
    past = 2 * rest - below
    if past > 0 or (past == 0 and (whole % 2 if rule == "even" else whole >= 0)):
        whole += 1
    with localcontext() as ctx:
        ctx.prec = 60
        return Decimal(whole).scaleb(-places).quantize(Decimal(1).scaleb(-max(places, 0)))


def near(value: Exact, edge: Exact | str, band: Exact | str) -> bool:
    """Whether `value` is within `band` of a decision edge; a draw that is near one is redrawn."""
    return abs(Fraction(value) - Fraction(edge)) <= Fraction(band)


def either_side(wrong: dict[str, Decimal], right: Decimal, below: int, gap: str = "0") -> dict[str, Answer]:
    """Three slips over `gap` from the `right` one, `below` of them under it, if so many: size tells nothing."""
    kept: dict[Decimal, str] = {}
    for slip, value in wrong.items():
        if value > 0 and not near(value, right, gap):
            kept.setdefault(value, slip)
    low, high = [v for v in kept if v < right], [v for v in kept if v > right]
    under = max(min(below, len(low)), 3 - len(high))
    return {kept[v]: v for v in (*low[:under], *high[: 3 - under])}


def spell(value: Exact | str, notation: Notation = "plain") -> str:
    """A number as digits: `1250.5`, `１２５０．５` or `1,250.5`."""
    if isinstance(value, Fraction):
        if value.denominator != 1:
            raise ItemError(f"{value} has no finite decimal form here", "kit.spell", "round it first")
        value = value.numerator
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if notation == "grouped":
        sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
        whole, dot, rest = digits.partition(".")
        return f"{sign}{int(whole):,}{dot}{rest}" if len(whole) > 3 else text
    return text.translate(FULLWIDTH) if notation == "fullwidth" else text
