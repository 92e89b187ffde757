"""What goes into a converter heat and what comes out: the record, its plausible draws and the two indices.

The definitions are printed in every item that uses them; nothing here asks a question.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from harness.kit import Rng, Text, exact, rounded

CONSUMPTION = Text(
    "钢铁料消耗（kg/t）=（铁水+生铁块+废钢）÷合格坯",
    "metallic charge consumption (kg/t) = (hot metal + pig iron + scrap) / good cast steel",
)
RATIO = Text("铁钢比=铁水÷合格坯", "hot-metal ratio = hot metal / good cast steel")
COUNTS = Text(
    "合格坯=铸坯总量−废坯，石灰、矿石不计入钢铁料",
    "good cast steel = total cast - rejects; lime and ore are no part of the metallic charge",
)


@dataclass(frozen=True, slots=True)
class Charge:
    """One heat: tonnes, but pig iron and rejects in kg. `cast` includes the rejects; `liquid` is what was tapped."""

    iron: Decimal
    scrap: Decimal
    pig: int
    cast: Decimal
    rejects: int
    lime: Decimal
    ore: Decimal
    liquid: Decimal
    level: int


def draw_charge(rng: Rng, level: int) -> Charge:
    """From level 2 on with pig iron, on level 3 with rejects."""
    iron, scrap = rng.decimal("100.0", "135.0", "0.1"), rng.decimal("15.0", "35.0", "0.1")
    pig = 0 if level == 1 else 100 * rng.between(20, 60)
    rejects = 0 if level < 3 else 100 * rng.between(6, 25)
    wanted = Fraction(rng.between(10450, 11250), 10)  # kg/t
    good = rounded((exact(iron + scrap) * 1000 + pig) / wanted, 1)
    cast = good + Decimal(rejects).scaleb(-3).quantize(Decimal("0.1"))
    lime, ore = rng.decimal("4.0", "7.0", "0.1"), rng.decimal("1.0", "3.0", "0.1")
    return Charge(iron, scrap, pig, cast, rejects, lime, ore, cast + rng.decimal("1.5", "3.5", "0.1"), level)


def metal_kg(charge: Charge) -> Fraction:
    """The metallic charge as the definition counts it."""
    return (exact(charge.iron) + exact(charge.scrap)) * 1000 + charge.pig


def good_t(charge: Charge) -> Fraction:
    return exact(charge.cast) - Fraction(charge.rejects, 1000)


def consumption(charge: Charge) -> Fraction:
    """Kilograms of metallic charge for a tonne of good cast steel."""
    return metal_kg(charge) / good_t(charge)


def consumption_by_yield(charge: Charge) -> Fraction:
    """The same from the metallic yield: what a kilogram of charge gives, turned round."""
    tonnes = exact(charge.iron) + exact(charge.pig) / 1000 + exact(charge.scrap)
    lost = tonnes - exact(charge.cast) + exact(charge.rejects) / 1000
    return 1000 / (1 - lost / tonnes)


def ratio(charge: Charge) -> Fraction:
    return exact(charge.iron) / good_t(charge)


def rest(charge: Charge) -> Text:
    """What the sheet says besides hot metal and scrap."""
    if charge.level == 1:
        return Text(
            f"，没有用生铁块，产出合格坯{charge.cast} t",
            f", no pig iron, giving {charge.cast} t of good cast steel",
        )
    pig = Text(
        f"，生铁块{charge.pig} kg，石灰{charge.lime} t",
        f", {charge.pig} kg of pig iron and {charge.lime} t of lime",
    )
    if charge.level == 2:
        return Text(
            f"{pig.zh}，产出合格坯{charge.cast} t", f"{pig.en}, giving {charge.cast} t of good cast steel"
        )
    return Text(
        f"{pig.zh}，矿石{charge.ore} t，铸坯总量{charge.cast} t，其中废坯{charge.rejects} kg",
        f"{pig.en}, with {charge.ore} t of ore; total cast {charge.cast} t, of which rejects {charge.rejects} kg",
    )
