"""The carbon equivalent of a heat and its limit by thickness: the facts, the record, its draw, and CEV by two routes.

Formula and limits are printed in every item of `weldability.py` and `weld_limits.py`. Nothing here asks a question.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from harness.kit import Rng, Text, exact, fact, rounded

CE = fact(__package__, "steel.ce")
Q355 = fact(__package__, "steel.q355")
WEIGHT = CE.data["CEV"]
LIMITS = [(row["t_max_mm"], row["v"]) for row in Q355.data["CEV_max_pct"]]
FORMULA = Text("CEV=C+Mn/6+(Cr+Mo+V)/5+(Ni+Cu)/15", "CEV = C + Mn/6 + (Cr+Mo+V)/5 + (Ni+Cu)/15")


def bands() -> list[tuple[int, int, Decimal]]:
    """Thickness over and up to (mm), and limit; rows of the fact table with one limit stand together."""
    last = [(t, v) for (t, v), (_, after) in zip(LIMITS, [*LIMITS[1:], (0, None)], strict=True) if v != after]
    return [(low, t, v) for low, (t, v) in zip((0, *(t for t, _ in last)), last, strict=False)]


def limit_words() -> Text:
    """The limits as a sentence."""
    zh = [f"厚度>{low}～{t} mm时CEV≤{v}" if low else f"厚度≤{t} mm时CEV≤{v}" for low, t, v in bands()]
    en = [f"CEV ≤ {v} over {low} to {t} mm" if low else f"CEV ≤ {v} up to {t} mm" for low, t, v in bands()]
    return Text(
        f"{'，'.join(zh)}（{Q355.standard}，Q355热轧）", f"{', '.join(en)} ({Q355.standard}, hot-rolled Q355)"
    )


def limits_by_t() -> Text:
    """The same for a table of plates, where room is short."""
    zh = "，".join(f">{low}～{t}为{v}" if low else f"≤{t}为{v}" for low, t, v in bands())
    en = ", ".join(f"{v} over {low} to {t}" if low else f"{v} up to {t}" for low, t, v in bands())
    return Text(
        f"CEV上限按厚度（mm）：{zh}（{Q355.standard}，Q355热轧）",
        f"greatest CEV by thickness (mm): {en} ({Q355.standard}, hot-rolled Q355)",
    )


LIMIT_WORDS = limit_words()
LIMITS_BY_T = limits_by_t()
#: The analysis as every surface prints it, each content in the sheet's notation.
ANALYSIS = ", ".join(f"{{={element}}} {{{element}}}" for element in WEIGHT) + "{idle}"
VERDICT = {"pass": Text("合格", "acceptable"), "fail": Text("不合格", "not acceptable")}


def printed(*surfaces: str) -> tuple[str, ...]:
    """The surfaces with the analysis spelt out."""
    return tuple(surface.replace("{analysis}", ANALYSIS) for surface in surfaces)


@dataclass(frozen=True, slots=True)
class Heat:
    """Heat analysis in mass per cent, and the plate thickness in mm; `idle` elements stand in no formula here."""

    C: Decimal
    Mn: Decimal
    Cr: Decimal
    Mo: Decimal
    V: Decimal
    Ni: Decimal
    Cu: Decimal
    t: int
    idle: str = ""
    below: int = 0
    """How many wrong options of the choice item lie below the right one."""


def draw_heat(rng: Rng, level: int) -> Heat:
    """A Q355-like heat; from level 2 on the residual elements are not zero, on level 3 idle elements stand by."""
    zero = Decimal("0.00")

    def residual(high: str) -> Decimal:
        return zero if level == 1 else rng.decimal("0.01", high, "0.01")

    idle = ""
    if level == 3:
        si, p, s = (
            rng.decimal("0.15", "0.45", "0.01"),
            rng.decimal("0.010", "0.025", "0.001"),
            rng.decimal("0.002", "0.015", "0.001"),
        )
        idle = f", Si {si}, P {p}, S {s}"
    return Heat(
        C=rng.decimal("0.12", "0.22", "0.01"),
        Mn=rng.decimal("1.00", "1.60", "0.01"),
        Cr=residual("0.28"),
        Mo=residual("0.10"),
        V=residual("0.10"),
        Ni=residual("0.28"),
        Cu=residual("0.36"),
        t=rng.choice((12, 16, 20, 25, 36, 40, 50, 60, 80, 100, 160, 180, 200, 220)),
        idle=idle,
    )


def cev(heat: Heat) -> Fraction:
    """The IIW formula as written."""
    h = {name: exact(getattr(heat, name)) for name in ("C", "Mn", "Cr", "Mo", "V", "Ni", "Cu")}
    return h["C"] + h["Mn"] / 6 + (h["Cr"] + h["Mo"] + h["V"]) / 5 + (h["Ni"] + h["Cu"]) / 15


def cev_by_weights(heat: Heat) -> Fraction:
    """The same as a weighted sum over the fact table, each weight 1/n with n its rounded reciprocal."""
    return sum((exact(getattr(heat, e)) / round(1 / w) for e, w in WEIGHT.items()), Fraction(0))


def changed(heat: Heat, **contents: Any) -> Heat:
    """The same heat with some contents changed."""
    return replace(heat, **contents)


def limit(t: int) -> Decimal:
    """The greatest CEV of a plate `t` mm thick, from the fact table."""
    return next(Decimal(v) for t_max, v in LIMITS if t <= t_max)


def limit_stepped(t: int) -> Decimal:
    """The same as the item words it: 0.45, and 0.02 more over 30 mm and over 150 mm."""
    return Decimal("0.45") + Decimal("0.02") * ((t > 30) + (t > 150))


def heat_near(rng: Rng, level: int, value: Fraction, t: int) -> Heat | None:
    """A heat whose CEV is `value` to within 0.001, by its manganese; None if that takes an odd analysis."""
    heat = draw_heat(rng, max(level, 2))
    rest = cev(heat) - exact(heat.C) - exact(heat.Mn) / 6
    carbon = rounded(value - rest - exact(heat.Mn) / 6, 2)
    manganese = rounded((value - rest - exact(carbon)) * 6, 2)
    if not Decimal("0.10") <= carbon <= Decimal("0.24"):
        return None
    return replace(heat, C=carbon, Mn=manganese, t=t)


def words(heat: Heat) -> dict[str, object]:
    """Fields of every surface of this task."""
    contents = {element: getattr(heat, element) for element in WEIGHT}
    return {**contents, "idle": heat.idle, "t": heat.t, "formula": FORMULA, "limits": LIMIT_WORDS}
