"""Blast-furnace slag: the basicities R2, R3, R4 by their printed definitions, and the control window of R4.

All three definitions stand in every item (only R2 was found in a readable source); `slag.py` holds the rest, and
`mill_calc.py` R2 and R3 with the lime for a target. `critical` is passing a slag outside its window.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import floor

from harness.kit import (
    Answer,
    Field,
    Json,
    Lang,
    Letter,
    Rng,
    Text,
    either_side,
    exact,
    rounded,
    within,
)

OXIDES = ("CaO", "SiO2", "MgO", "Al2O3")
#: ratio: (oxides above the line), (oxides below it)
RATIOS = {
    "R2": (("CaO",), ("SiO2",)),
    "R3": (("CaO", "MgO"), ("SiO2",)),
    "R4": (("CaO", "MgO"), ("SiO2", "Al2O3")),
}
RULES = Text(
    "R2=CaO/SiO2，R3=（CaO+MgO）/SiO2，R4=（CaO+MgO）/（SiO2+Al2O3），均按质量分数",
    "R2 = CaO/SiO2, R3 = (CaO+MgO)/SiO2, R4 = (CaO+MgO)/(SiO2+Al2O3), all by mass",
)


#: Of the three ratios over the slags drawn here.
LEAST, MOST = Fraction("0.68"), Fraction("1.72")


@dataclass(frozen=True, slots=True)
class Slag:
    """Analysis in the order CaO, SiO2, MgO, Al2O3 (per cent, or kg per tonne of hot metal on level 3)."""

    oxides: tuple[Decimal, Decimal, Decimal, Decimal]
    asked: str
    level: int
    idle: tuple[str, ...] = ()
    order: tuple[str, ...] = OXIDES
    below: int = 0
    low: int = 0
    """Window of R4 in hundredths, where there is one."""
    high: int = 0


def draw_slag(rng: Rng, level: int, asked: str) -> Slag:
    """A slag whose four oxides make 94 to 97 per cent, as in a blast furnace, with R2 from 0.80 to 1.35."""
    MgO, Al2O3 = rng.decimal("4.5", "11.0", "0.1"), rng.decimal("9.0", "17.0", "0.1")
    both = rng.decimal("94.0", "97.0", "0.1") - MgO - Al2O3
    SiO2 = rounded(100 * exact(both) / (100 + rng.between(80, 135)), 1)
    CaO = both - SiO2
    idle: tuple[str, ...] = ()
    if level > 1:
        idle = (
            f"FeO {rng.decimal('0.3', '0.9', '0.1')}",
            f"S {rng.decimal('0.8', '1.3', '0.1')}",
            f"TiO2 {rng.decimal('0.5', '1.5', '0.1')}",
        )
    order = OXIDES if level == 1 else tuple(rng.shuffle(OXIDES))
    return Slag((CaO, SiO2, MgO, Al2O3), asked, level, idle, order, rng.below(4))


def ratio(slag: Slag, name: str) -> Fraction:
    """By the printed definition."""
    x = dict(zip(OXIDES, map(exact, slag.oxides), strict=True))
    above, below = RATIOS[name]
    return sum((x[o] for o in above), Fraction(0)) / sum((x[o] for o in below), Fraction(0))


def by_shares(slag: Slag, name: str) -> Fraction:
    """The same from R2: MgO raises it by its share of SiO2, Al2O3 lowers the result by SiO2's share of the acids."""
    CaO, SiO2, MgO, Al2O3 = map(exact, slag.oxides)
    value = CaO / SiO2
    if name != "R2":
        value += MgO / SiO2
    return value * (1 - Al2O3 / (SiO2 + Al2O3)) if name == "R4" else value


def analysis(slag: Slag, hidden: tuple[str, ...] = ()) -> str:
    """`CaO 38.0, SiO2 36.5, ...` without the hidden oxides."""
    x = dict(zip(OXIDES, slag.oxides, strict=True))
    return ", ".join([*(f"{o} {x[o]}" for o in slag.order if o not in hidden), *slag.idle])


class RatioChoice(Letter[Slag]):
    """R3 or R4 among the values that mixed-up definitions give."""

    name = "ratio_choice"
    title = Text("选出炉渣碱度R3或R4", "Pick the basicity R3 or R4")
    cases = ("R3", "R4")
    places = 2
    zh = (
        "高炉工长交来一份{=炉渣}化验单（{basis}）：{analysis}。本厂规定{rules}。请从下列数值中选出这份渣的{=碱度}{asked}，{=保留2位小数}。",
        "某高炉当班{=炉渣}成分（{basis}）如下：{analysis}。若{rules}，则{asked}为多少？结果{=取2位小数}，请在选项中找出来。",
    )
    en = (
        "The blast-furnace foreman hands in this {=slag} analysis ({basis}): {analysis}. At this works {rules}. Pick the {=basicity} {asked} of the slag, to {=2 decimal places}.",
        "{=Slag} of the shift at a blast furnace ({basis}): {analysis}. With {rules}, which of the values is {asked}, to {=2 decimal places}?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Slag:
        slag = draw_slag(rng, level, case)
        if level < 3:
            return slag
        rate = rng.between(28, 38)  # slag rate in tens of kg per tonne of hot metal
        a, b, c, d = (rounded(x * rate / 10, 1) for x in slag.oxides)
        return replace(slag, oxides=(a, b, c, d), idle=())

    def solve(self, record: Slag) -> Answer:
        return rounded(ratio(record, record.asked), 2)

    def check(self, record: Slag) -> Answer:
        return rounded(by_shares(record, record.asked), 2)

    def slips(self, record: Slag) -> Mapping[str, Answer]:
        C, S, M, A = map(exact, record.oxides)
        wrong = {"MgO left out": C / S, "MgO and Al2O3 swapped": (C + A) / (S + M)}
        if record.asked == "R3":
            wrong |= {
                "R4 taken": (C + M) / (S + A),
                "MgO set among the acids": C / (S + M),
                "Al2O3 left among the bases": (C + M + A) / S,
                "Al2O3 in place of MgO": (C + A) / S,
                "MgO turned into CaO by 1.4": (C + M * Fraction(7, 5)) / S,
            }
        else:
            wrong |= {
                "R3 taken": (C + M) / S,
                "Al2O3 in place of SiO2 above the line": (C + A) / S,
                "MgO not counted": C / (S + A),
                "MgO counted on both sides": (C + M) / (S + A + M),
                "MgO set among the acids": C / (S + A + M),
            }
        # a ratio that no slag of these has would give itself away
        likely = {slip: rounded(value, 2) for slip, value in wrong.items() if LEAST <= value <= MOST}
        return either_side(likely, rounded(ratio(record, record.asked), 2), record.below, gap="0.03")

    def fields(self, record: Slag, lang: Lang) -> Mapping[str, object]:
        basis = Text("质量分数，%", "mass fraction, %")
        if record.level == 3:
            basis = Text("折合每吨铁，kg/t", "per tonne of hot metal, kg/t")
        return {"basis": basis, "analysis": analysis(record), "rules": RULES, "asked": record.asked}


class BasicityWindow(Json[Slag]):
    """R2, R4 and whether R4 lies in its window."""

    name = "basicity_window"
    title = Text("检查炉渣碱度是否合适", "Check the basicity window")
    cases = ("low", "within", "high")
    critical = Text("碱度超出范围的炉渣被判为合适", "passes a slag outside its window")
    schema = {
        "r2": Field(
            Text("R2", "R2"), "number", Text("2位小数", "2 decimal places"), tolerance=within("0.01")
        ),
        "r4": Field(
            Text("R4", "R4"), "number", Text("2位小数", "2 decimal places"), tolerance=within("0.01")
        ),
        "verdict": Field(
            Text("结论", "verdict"),
            "choice",
            terms={
                "low": Text("偏低", "low"),
                "within": Text("合格", "within"),
                "high": Text("偏高", "high"),
            },
        ),
    }
    zh = (
        "请填写{=炉渣}碱度检查表。渣样成分（质量分数，{=%}）：{analysis}。{rules}。操作制度要求{=R4控制在}{low}{=～}{high}（含端点），{=低于下限为偏低，高于上限为偏高}。",
        "本厂操作制度规定{=R4应在}{low}{=～}{high}之间（含端点），{=低于下限判偏低，高于上限判偏高}，{rules}。当班{=炉渣}化验结果（质量分数，{=%}）：{analysis}。请给出R2、R4和判定结论。",
    )
    en = (
        "Fill in the basicity check for this {=slag} (mass fraction, {=%}): {analysis}. {rules}. The operating rule asks for {=R4 from} {low} {=to} {high}, both included; {=below is low, above is high}.",
        "By the operating rule of the works {=R4 lies between} {low} {=and} {high}, both included; {=below is low, above is high}; {rules}. The {=slag} of this shift analyses (mass fraction, {=%}): {analysis}. Give R2, R4 and the verdict.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Slag:
        slag = draw_slag(rng, level, "R4")
        value, width = floor(100 * ratio(slag, "R4")), rng.between(8, 12)
        # hundredths, three clear of either limit
        low = {
            "low": value + rng.between(4, 8),
            "within": value - rng.between(3, width - 4),
            "high": value - rng.between(3, 7) - width,
        }[case]
        return replace(slag, low=low, high=low + width)

    def solve(self, record: Slag) -> Answer:
        r2, r4 = ratio(record, "R2"), ratio(record, "R4")
        verdict = (
            "low"
            if r4 < Fraction(record.low, 100)
            else "high"
            if r4 > Fraction(record.high, 100)
            else "within"
        )
        return {"r2": rounded(r2, 2), "r4": rounded(r4, 2), "verdict": verdict}

    def check(self, record: Slag) -> Answer:
        # bases against the acids times each limit, so without dividing
        C, S, M, A = map(exact, record.oxides)
        short, over = record.low * (S + A) > 100 * (C + M), record.high * (S + A) < 100 * (C + M)
        verdict = ("within", "low", "high")[short + 2 * over]
        return {
            "r2": rounded(by_shares(record, "R2"), 2),
            "r4": rounded(by_shares(record, "R4"), 2),
            "verdict": verdict,
        }

    def harms(self, answer: Answer, record: Slag) -> bool:
        right = self.solve(record)
        told = answer.get("verdict") if isinstance(answer, Mapping) else None
        return told == "within" and isinstance(right, Mapping) and right["verdict"] != "within"

    def fields(self, record: Slag, lang: Lang) -> Mapping[str, object]:
        low, high = (Decimal(x).scaleb(-2) for x in (record.low, record.high))
        return {"analysis": analysis(record), "rules": RULES, "low": low, "high": high}
