"""Ladle additions with two alloys: what the heat will hold, and which element is off range.

Amounts are in `alloy_amounts.py`, the recovery in `alloy_recovery.py`. Every formula and figure is printed;
`critical` is passing an element that is off range.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from harness.kit import (
    Answer,
    Labels,
    Lang,
    Letter,
    Rng,
    Task,
    Text,
    either_side,
    exact,
    fact,
    rounded,
    table,
)
from tasks.steel.alloy_amounts import FerrosiliconStillNeeded, TwoAlloys, recovery_words
from tasks.steel.alloy_recovery import RecoveryOfManganese

TWO_ALLOYS = fact(__package__, "steel.two_alloys")
BALANCE = Text(
    "含量=取样值+Σ（加入量×合金含量×收得率）÷钢水量",
    "content = sample + Σ(mass added × alloy content × recovery) / steel mass",
)
ELEMENTS = ("C", "Si", "Mn")


@dataclass(frozen=True, slots=True)
class Charged:
    """A heat with the kilograms that went in; `low` and `high` are the ranges of C, Si, Mn in hundredths of a per cent."""

    steel: Decimal
    sample: tuple[Decimal, Decimal, Decimal]
    simn: tuple[Decimal, Decimal, Decimal]
    fesi: tuple[Decimal, Decimal, Decimal]
    eta: tuple[int, int, int]
    simn_kg: int
    fesi_kg: int
    level: int
    low: tuple[int, ...] = ()
    high: tuple[int, ...] = ()
    below: int = 0


def draw_charged(rng: Rng, level: int) -> Charged:
    steel = rng.decimal("60.0", "210.0", "0.5")
    return Charged(
        steel,
        (rng.decimal("0.08", "0.16", "0.01"), rng.decimal("0.02", "0.05", "0.01"), rng.decimal("0.06", "0.20", "0.01")),
        (rng.decimal("1.2", "2.0", "0.1"), rng.decimal("17.0", "20.0", "0.1"), rng.decimal("64.0", "68.0", "0.1")),
        (Decimal("0.1"), rng.decimal("72.0", "77.0", "0.1"), Decimal("0.0")),
        (rng.between(88, 96), rng.between(72, 84), rng.between(88, 95)),
        floor(steel * rng.between(80, 160) / 10),  # 8 to 16 kg/t
        floor(steel * rng.between(15, 40) / 10),
        level,
    )  # fmt: skip


def expected(c: Charged, k: int) -> Fraction:
    """Per cent of element `k` in the finished heat, by the printed balance."""
    brought = c.simn_kg * exact(c.simn[k]) + c.fesi_kg * exact(c.fesi[k])
    return exact(c.sample[k]) + brought * Fraction(c.eta[k], 100) / (exact(c.steel) * 1000)


def in_ladle(c: Charged, k: int) -> Fraction:
    """Kilograms of element `k` in the ladle, entry by entry."""
    entries = ((c.simn_kg, c.simn[k]), (c.fesi_kg, c.fesi[k]))
    return exact(c.sample[k]) * exact(c.steel) * 10 + sum(
        (Fraction(kg * c.eta[k], 10_000) * exact(x) for kg, x in entries), Fraction(0)
    )


class ExpectedSilicon(Letter[Charged]):
    """The silicon to expect after both additions, among the values that usual slips give."""

    name = "expected_si"
    title = Text("预计加料后的含硅量", "Predict silicon after additions")
    unit = "%"
    places = 3
    zh = (
        "一炉{steel} t{=钢水}取样{=含Si} {Si0} %，随后加入{=硅锰}{simn_kg} kg（{simn}）和{=硅铁}{fesi_kg} kg（{fesi}）。{recovered}。{balance}，合金自重不计入钢水量。加料后{=预计含Si}多少？结果{=保留3位小数}。",
        "交班时要预报成分：{=钢水}{steel} t，加料前样{=Si} {Si0} %；已加{=硅铁}{fesi_kg} kg（{fesi}）、{=硅锰}{simn_kg} kg（{simn}）；{recovered}。按{balance}（钢水量不含合金自重）估算，{=成品Si}应接近哪个数？{=取3位小数}。",
    )
    en = (
        "A {=heat} of {steel} t samples at {Si0} % {=Si}. Then {simn_kg} kg of {=silicomanganese} ({simn}) and {fesi_kg} kg of {=ferrosilicon} ({fesi}) go in; {recovered}. By {balance} (steel mass without the alloys), which {=Si content} is to be expected ({=3 decimal places})?",
        "The shift has to forecast the analysis: {steel} t of {=liquid steel}, {=Si} {Si0} % before the additions; charged so far: {fesi_kg} kg of {=ferrosilicon} ({fesi}) and {simn_kg} kg of {=silicomanganese} ({simn}); {recovered}. By {balance} (steel mass without the alloys), what will the {=final Si} be, to {=3 decimal places}?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Charged:
        return replace(draw_charged(rng, level), below=rng.below(4))

    def solve(self, record: Charged) -> Answer:
        return rounded(expected(record, 1), 3)

    def check(self, record: Charged) -> Answer:
        return rounded(in_ladle(record, 1) / (exact(record.steel) * 10), 3)

    def slips(self, record: Charged) -> Mapping[str, Answer]:
        c, per = record, exact(record.steel) * 1000
        sample, eta, eta_Mn = exact(c.sample[1]), Fraction(c.eta[1], 100), Fraction(c.eta[2], 100)
        simn, fesi = c.simn_kg * exact(c.simn[1]) / per, c.fesi_kg * exact(c.fesi[1]) / per
        wrong = {
            "silicon of the silicomanganese left out": sample + fesi * eta,
            "ferrosilicon left out": sample + simn * eta,
            "sample left out": (simn + fesi) * eta,
            "recovery taken twice": sample + (simn + fesi) * eta * eta,
            "recovery left out": sample + simn + fesi,
            "recovery of Mn taken": sample + (simn + fesi) * eta_Mn,
            "recovery taken for ferrosilicon only": sample + simn + fesi * eta,
            "recovery taken for silicomanganese only": sample + simn * eta + fesi,
        }
        shown = {slip: rounded(value, 3) for slip, value in wrong.items()}
        right = rounded(expected(c, 1), 3)
        near = dict(
            sorted(shown.items(), key=lambda slip: abs(slip[1] - right))
        )  # far ones never look like a content
        return either_side(near, right, c.below, gap="0.008")

    def fields(self, record: Charged, lang: Lang) -> Mapping[str, object]:
        c = record
        Si, Mn = (recovery_words(ELEMENTS[k], c.eta[k], c.level == 3) for k in (1, 2))
        return {
            "steel": c.steel, "Si0": c.sample[1], "simn_kg": c.simn_kg, "fesi_kg": c.fesi_kg, "balance": BALANCE,
            "simn": Text(f"Mn {c.simn[2]} %，Si {c.simn[1]} %", f"Mn {c.simn[2]} %, Si {c.simn[1]} %"), "fesi": f"Si {c.fesi[1]} %",
            "recovered": Si if c.level == 1 else Text(f"{Mn.zh}，{Si.zh}", f"{Mn.en}, {Si.en}"),
        }  # fmt: skip


# --- what is off range -----------------------------------------------------------------------------


class OffRange(Labels[Charged]):
    """Which of C, Si and Mn will lie outside the internal range."""

    name = "off_range"
    title = Text("找出超出内控的元素", "Find the elements off range")
    cases = ("none", "C", "Si", "Mn", "Mn+Si", "C+Mn")
    critical = Text("超出内控范围的元素被放过", "passes an element that is off range")
    terms = {element: Text(element, element) for element in ELEMENTS}
    zh = (
        "{=钢水}{steel} t，取样后加入{=硅锰}{simn_kg} kg{fesi}。{balance}（钢水量不含合金自重）。各项数据（质量分数，{=%}）：{rows}请逐个元素推算加料后的含量，找出{=超出内控范围（含偏低和偏高）}的元素。",
        "合金加完之后，化验结果还没有回来，炉长想先知道哪些元素会{=不在内控范围内（低于下限或高于上限都算）}。{=钢水}{steel} t（不含合金自重），加{=硅锰}{simn_kg} kg{fesi}。{balance}。数据（质量分数，{=%}）：{rows}",
    )
    en = (
        "{=Steel} in the ladle {steel} t; after sampling, {simn_kg} kg of {=silicomanganese}{fesi} went in. Use {balance} (steel mass without the alloys). Data (mass fraction, {=%}):{rows}Work out each element after the addition and name those {=outside the internal range, below or above}.",
        "The additions are in but the laboratory has not reported yet, and the melter wants to know which elements will be {=outside the internal range (below the minimum or above the maximum)}. {=Steel} {steel} t without the alloys; {simn_kg} kg of {=silicomanganese}{fesi} charged. Use {balance}. Data (mass fraction, {=%}):{rows}",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Charged:
        c = draw_charged(rng, level)
        if level == 1:
            c = replace(c, fesi_kg=0)
        low, high = [], []
        for k, (element, width) in enumerate(zip(ELEMENTS, (4, 8, 14), strict=True)):
            value = 100 * expected(c, k)
            gap = rng.between(1, 4 if k == 2 else 2)  # hundredths between the content and the nearest limit
            under = rng.chance(1, 2)
            if element in case.split("+"):
                bottom = ceil(value) + gap if under else floor(value) - gap - width
            else:
                bottom = floor(value) - gap if under else ceil(value) + gap - width
            low.append(bottom)
            high.append(bottom + width)
        return replace(c, low=tuple(low), high=tuple(high))

    def solve(self, record: Charged) -> Answer:
        c = record
        inside = (c.low[k] <= 100 * expected(c, k) <= c.high[k] for k in range(3))
        return tuple(sorted(element for element, good in zip(ELEMENTS, inside, strict=True) if not good))

    def check(self, record: Charged) -> Answer:
        # kilograms in the ladle against the kilograms that the limits allow; 0.01 % of a tonne is 0.1 kg
        c, tenth = record, exact(record.steel) / 10
        off = [
            e for k, e in enumerate(ELEMENTS) if not c.low[k] * tenth <= in_ladle(c, k) <= c.high[k] * tenth
        ]
        return tuple(sorted(off))

    def harms(self, answer: Answer, record: Charged) -> bool:
        off = self.solve(record)
        return isinstance(answer, tuple) and isinstance(off, tuple) and not set(off) <= set(answer)

    def fields(self, record: Charged, lang: Lang) -> Mapping[str, object]:
        c, loss = record, record.level == 3
        rows: list[list[object]] = [
            [Text("取样值", "sample"), *c.sample],
            [Text("硅锰含量", "silicomanganese"), c.simn[0], c.simn[1], c.simn[2]],
            [Text("硅铁含量", "ferrosilicon"), *c.fesi],
            [Text("烧损率", "loss"), *(100 - eta for eta in c.eta)] if loss else [Text("收得率", "recovery"), *c.eta],
            [Text("内控范围", "internal range"), *(Text(f"{lo / 100:.2f}～{hi / 100:.2f}", f"{lo / 100:.2f} to {hi / 100:.2f}") for lo, hi in zip(c.low, c.high, strict=True))],
        ]  # fmt: skip
        fesi = Text(f"、硅铁{c.fesi_kg} kg", f" and {c.fesi_kg} kg of ferrosilicon")
        if c.fesi_kg == 0:
            fesi = Text("", "")
            del rows[2]
        balance = BALANCE
        if loss:
            balance = Text(BALANCE.zh + "，收得率=100 %−烧损率", BALANCE.en + ", recovery = 100 % - loss")
        return {
            "steel": c.steel, "simn_kg": c.simn_kg, "fesi": fesi, "balance": balance,
            "rows": table((Text("项目", "item"), *ELEMENTS), rows, lang),
        }  # fmt: skip


class Alloying(Task):
    """Two alloys for one heat: how much, what comes out, and when the record does not say enough."""

    domain, name, tier = "steel", "alloying", "high"
    title = Text("合金化：两种合金的配加", "Alloying: ladle additions with two alloys")
    sources = (TWO_ALLOYS.standard, "rule printed in the item")
    families = (TwoAlloys(), FerrosiliconStillNeeded(), ExpectedSilicon(), OffRange(), RecoveryOfManganese())
