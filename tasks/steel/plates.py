"""Plates of one size and their theoretical mass, by two routes. Rule and density are printed wherever they are used.

Nothing here asks a question.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from harness.kit import Rng, Text, fact

DENSITY = Decimal(fact(__package__, "steel.mass").data["density_t_per_m3"])
RULE = Text(
    f"单张理论质量=厚×宽×长×密度，密度取{DENSITY} g/cm³，中间不修约",
    f"theoretical mass of a plate = thickness × width × length × density, density {DENSITY} g/cm³, not rounded in between",
)


@dataclass(frozen=True, slots=True)
class Plates:
    """`n` equal plates; sizes in mm."""

    t: int
    width: int
    length: int
    n: int


def draw_plates(rng: Rng) -> Plates:
    t = rng.choice((8, 10, 12, 14, 16, 20, 22, 25, 28, 30, 36, 40))
    return Plates(t, 50 * rng.between(30, 52), 500 * rng.between(12, 24), rng.between(12, 40))


def kilograms(plates: Plates) -> Decimal:
    """As printed: mm³ times g/cm³ is a millionth of a kilogram."""
    return plates.t * plates.width * plates.length * plates.n * DENSITY / 10**6


def theoretical(plates: Plates) -> Fraction:
    """Tonnes by area: a square metre weighs 7.85 kg for every millimetre of thickness."""
    metres = Fraction(plates.width, 1000) * Fraction(plates.length, 1000) * plates.n
    return metres * plates.t * Fraction(785, 100_000)
