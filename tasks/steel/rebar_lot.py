"""A weighed sample of ribbed bars: how it is drawn, its theoretical mass, its deviation, and the words of the rule.

Masses a metre and limits come from one fact and are printed by every family; no verdict is made here.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from harness.kit import Rng, Text, exact, fact, rounded

REBAR = fact(__package__, "steel.rebar_mass")
#: nominal diameter in mm: theoretical mass in kg/m
SIZES = {int(d): Decimal(mass) for d, mass in REBAR.data["mass_kg_per_m"].items()}
RULE = Text(
    "重量偏差=（实际总质量−总长×每米理论质量）÷（总长×每米理论质量）×100 %，按GB/T 8170-2008只修约一次，到0.1 %",
    "weight deviation = (actual total mass - total length × theoretical mass per metre) / (total length × theoretical mass per metre) × 100 %, rounded once to 0.1 % (GB/T 8170-2008)",
)
#: The same where the deviation itself is not asked for and meets the limit unrounded.
UNROUNDED = Text(
    RULE.zh.partition("，按")[0] + "，不修约、直接与限值比较",
    RULE.en.partition(", rounded")[0] + ", compared with the limit unrounded",
)
LIMIT_WORDS = Text(
    "公称直径6～12 mm为±6.0 %，14～20 mm为±5.0 %，22～50 mm为±4.0 %（GB/T 1499.2-2018）",
    "±6.0 % for 6 to 12 mm, ±5.0 % for 14 to 20 mm, ±4.0 % for 22 to 50 mm nominal diameter (GB/T 1499.2-2018)",
)


@dataclass(frozen=True, slots=True)
class Lot:
    """Five pieces of one diameter, lengths in mm, weighed together in grams."""

    d: int
    lengths: tuple[int, ...]
    grams: int
    level: int


def limit(d: int) -> Decimal:
    """The deviation allowed either way, in per cent."""
    return next(Decimal(row["v"]) for row in REBAR.data["mass_tolerance_pct"] if d <= row["d_max"])


def draw_lot(rng: Rng, level: int, d: int, tenths: int, longest: int = 530) -> Lot:
    """A lot that weighs about `tenths` of a per cent more than it should, to the gram."""
    lengths = tuple(rng.between(502, longest) for _ in range(5))
    grams = rounded(sum(lengths) * exact(SIZES[d]) * Fraction(1000 + tenths, 1000), 0)
    return Lot(d, lengths, int(grams), level)


def theoretical(lot: Lot) -> Fraction:
    """Total length times the mass of a metre, in kg."""
    return Fraction(sum(lot.lengths), 1000) * exact(SIZES[lot.d])


def deviation(lot: Lot) -> Decimal:
    """As the rule says it, rounded once."""
    ideal = theoretical(lot)
    return rounded((Fraction(lot.grams, 1000) - ideal) / ideal * 100, 1)


def table_words(lot: Lot) -> Text:
    """The theoretical mass of this diameter; from level 2 on among its neighbours."""
    sizes = list(SIZES)
    place = sizes.index(lot.d)
    shown = sizes[max(place - 1, 0) : place + 2] if lot.level > 1 else [lot.d]
    return Text(
        "每米理论质量：" + "，".join(f"{d} mm为{SIZES[d]} kg" for d in shown),
        "Theoretical mass per metre: " + ", ".join(f"{SIZES[d]} kg for {d} mm" for d in shown),
    )
