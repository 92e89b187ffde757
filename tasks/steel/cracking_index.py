"""Pcm and CET: the two cold-cracking indices, the works rule that chooses between them, and heats drawn for either.

`cold_cracking.py` computes and judges, `cracking_cause.py` finds causes, inverts and abstains. The formulas, the
rule and the limits are printed in every item.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from harness.kit import Rng, Text, exact, fact

INDEX = fact(__package__, "steel.pcm_cet")
WEIGHT = {name: {e: Fraction(w) for e, w in INDEX.data[name].items()} for name in ("Pcm", "CET")}
ELEMENTS = tuple(WEIGHT["Pcm"])
NAMES = {e: Text(e, e) for e in ELEMENTS}
FORMULA = {name: Text(name, name) for name in WEIGHT}
#: Both formulas as published, each with its source.
FORMULAS = {
    "Pcm": Text(
        "Pcm=C+Si/30+(Mn+Cu+Cr)/20+Ni/60+Mo/15+V/10+5B（GB/T 1591-2018）",
        "Pcm = C + Si/30 + (Mn+Cu+Cr)/20 + Ni/60 + Mo/15 + V/10 + 5B (GB/T 1591-2018)",
    ),
    "CET": Text(
        "CET=C+(Mn+Mo)/10+(Cr+Cu)/20+Ni/40（EN 1011-2:2001）",
        "CET = C + (Mn+Mo)/10 + (Cr+Cu)/20 + Ni/40 (EN 1011-2:2001)",
    ),
}
#: The choice between them is a rule of the works.
RULE = Text(
    f"C≤0.12 %时用{FORMULAS['Pcm'].zh}，C>0.12 %时用{FORMULAS['CET'].zh}",
    f"for C ≤ 0.12 % {FORMULAS['Pcm'].en}, for C > 0.12 % {FORMULAS['CET'].en}",
)
ANALYSIS = ", ".join(f"{{={e}}} {{{e}}}" for e in ELEMENTS)
GUARD = Fraction(31, 10_000)
"""A little over twice the tolerance of an index: no value comes nearer to a limit."""


@dataclass(frozen=True, slots=True)
class Heat:
    """Heat analysis in mass per cent, the printed limits of both indices, and what an item needs besides."""

    C: Decimal
    Si: Decimal
    Mn: Decimal
    Cu: Decimal
    Cr: Decimal
    Ni: Decimal
    Mo: Decimal
    V: Decimal
    B: Decimal
    pcm_limit: Decimal = Decimal("0.20")
    cet_limit: Decimal = Decimal("0.32")
    idle: str = ""
    missing: str = ""
    below: int = 0
    """How many wrong options of the choice item lie below the right one."""


def draw_heat(rng: Rng, level: int, name: str) -> Heat:
    """A heat for which `name` is the right index; residuals from level 2 on, idle elements on level 3."""

    def residual(low: str, high: str) -> Decimal:
        return Decimal("0.00") if level == 1 else rng.decimal(low, high, "0.01")

    carbon, manganese = (
        (("0.04", "0.10"), ("1.20", "1.80")) if name == "Pcm" else (("0.14", "0.20"), ("0.90", "1.60"))
    )
    idle = ""
    if level == 3:
        idle = f", P {rng.decimal('0.008', '0.020', '0.001')}, S {rng.decimal('0.001', '0.008', '0.001')}, Nb {rng.decimal('0.015', '0.050', '0.001')}"
    return Heat(
        C=rng.decimal(*carbon, "0.01"),
        Si=rng.decimal("0.15", "0.45", "0.01"),
        Mn=rng.decimal(*manganese, "0.01"),
        Cu=residual("0.05", "0.35"),
        Cr=residual("0.05", "0.35"),
        Ni=residual("0.10", "0.60"),
        Mo=residual("0.04", "0.22"),
        V=rng.decimal("0.01", "0.06", "0.01"),
        B=rng.decimal("0.0003", "0.0020", "0.0001"),
        idle=idle,
    )


def changed(heat: Heat, **contents: Any) -> Heat:
    """The same heat with some contents changed."""
    return replace(heat, **contents)


def right_index(heat: Heat) -> str:
    return "Pcm" if Decimal("0.12") >= heat.C else "CET"


def value_of(heat: Heat, name: str) -> Fraction:
    """An index as a weighted sum over the fact table."""
    return sum((exact(getattr(heat, e)) * w for e, w in WEIGHT[name].items()), Fraction(0))


def value_by_sixtieths(heat: Heat, name: str) -> Fraction:
    """The same over a common denominator: 60 for Pcm, 40 for CET."""
    h = {e: exact(getattr(heat, e)) for e in ELEMENTS}
    if name == "Pcm":
        whole = (
            60 * h["C"] + 2 * h["Si"] + 3 * (h["Mn"] + h["Cu"] + h["Cr"]) + h["Ni"] + 4 * h["Mo"] + 6 * h["V"]
        )
        return (whole + 300 * h["B"]) / 60
    return (40 * h["C"] + 4 * (h["Mn"] + h["Mo"]) + 2 * (h["Cr"] + h["Cu"]) + h["Ni"]) / 40


def limit_of(heat: Heat, name: str) -> Decimal:
    return heat.pcm_limit if name == "Pcm" else heat.cet_limit


def limits_around(rng: Rng, heat: Heat, passes: bool) -> tuple[Decimal, Decimal]:
    """Limits of Pcm and CET in hundredths: the right one just lets the heat pass or just stops it."""
    name = right_index(heat)
    value, away = value_of(heat, name), rng.below(2)
    hundredths = ceil((value + GUARD) * 100) + away if passes else floor((value - GUARD) * 100) - away
    right = Decimal(hundredths) / 100
    other = rng.decimal("0.28", "0.36", "0.01") if name == "Pcm" else rng.decimal("0.17", "0.24", "0.01")
    pair = (right, other) if name == "Pcm" else (other, right)
    return pair[0].quantize(Decimal("0.01")), pair[1].quantize(Decimal("0.01"))


def words(heat: Heat) -> dict[str, object]:
    """Fields of every surface of this task."""
    limits = Text(
        f"Pcm≤{heat.pcm_limit} %、CET≤{heat.cet_limit} %",
        f"Pcm ≤ {heat.pcm_limit} %, CET ≤ {heat.cet_limit} %",
    )
    contents = {e: getattr(heat, e) for e in ELEMENTS}
    return {**contents, "idle": heat.idle, "rule": RULE, "limits": limits}
