"""Tensile test of a round piece: from the raw laboratory sheet to the rounded report, and from a strength back to a force.

Every formula and every rounding step is printed in the item; `tensile_judge.py` and `tensile_missing.py` judge.
Nothing here may use a rounding step that the item does not print.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from harness.kit import (
    Answer,
    Field,
    Json,
    Lang,
    Number,
    Rng,
    Task,
    Text,
    exact,
    fact,
    rounded,
    within,
    within_share,
)
from tasks.steel.tensile_judge import BrokenProperty, SheetVerdict
from tasks.steel.tensile_missing import MissingDatum
from tasks.steel.tensile_sheet import RAW, RULES, Piece, draw_piece, extras, report, report_again

TENSILE = fact(__package__, "steel.tensile")
Q235 = fact(__package__, "steel.tensile.q235")


class Reduction(Json[Piece]):
    """ReL, Rm, A and Z from the raw sheet, each rounded once."""

    name = "reduction"
    title = Text("整理拉伸试验结果", "Work up a tensile test")
    schema = {
        "ReL": Field(Text("ReL", "ReL"), "number", Text("单位MPa", "MPa"), tolerance=within("1")),
        "Rm": Field(Text("Rm", "Rm"), "number", Text("单位MPa", "MPa"), tolerance=within("1")),
        "A": Field(Text("A", "A"), "number", Text("单位%", "per cent"), tolerance=within("0.05")),
        "Z": Field(Text("Z", "Z"), "number", Text("单位%", "per cent"), tolerance=within("0.5")),
    }
    zh = (
        "试验室按{=GB/T 228.1-2021}拉断一根{=圆形试样}，原始记录为："
        + RAW.zh
        + "。{rules}。请整理这根试样的试验结果。",
        "下面是一份{=圆形试样}的拉伸原始记录（{=GB/T 228.1-2021}），要出正式报告："
        + RAW.zh
        + "。请试验员按以下规定计算并{=修约}。{rules}。",
    )
    en = (
        "A laboratory pulled a {=round test piece} to {=GB/T 228.1-2021}. The raw sheet reads: " + RAW.en + ". {rules}. Work out the results for the report.",
        "Raw record of a tensile test on a {=round piece} ({=GB/T 228.1-2021}), to be turned into a formal report: " + RAW.en + ". Compute and {=round} by these rules. {rules}.",
    )  # fmt: skip

    def draw(self, rng: Rng, level: int, case: str) -> Piece:
        upper = rng.between(240, 430)
        return draw_piece(
            rng, level, upper, upper * rng.between(122, 160) // 100, rng.decimal("18.0", "36.0", "0.2")
        )

    def solve(self, record: Piece) -> Answer:
        results = report(record)
        return {name: results[name] for name in self.schema}

    def check(self, record: Piece) -> Answer:
        results = report_again(record)
        return {name: results[name] for name in self.schema}

    def fields(self, record: Piece, lang: Lang) -> Mapping[str, object]:
        return {**super().fields(record, lang), "rules": RULES, "idle": extras(record)}


# --- back from the strength to the force -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pull:
    """A piece not pulled yet: readings of its diameter, or of its thickness with one width, in mm."""

    shape: str
    readings: tuple[Decimal, ...]
    width: Decimal
    strength: int
    gauge: int
    level: int


class ForceNeeded(Number[Pull]):
    """The maximum force at which a piece just reaches the tensile strength asked for."""

    name = "force_needed"
    title = Text("反算达标的最大力", "Work back the force needed")
    cases = ("round", "flat")
    critical = Text(
        "力值小了2%以上，强度不足的钢会显得达标",
        "gives a force more than 2 % too small, so that a weak steel seems to reach its strength",
    )
    unit = "kN"
    places = 2
    tolerance = within_share("0.003")
    zh = (
        "{=GB/T 228.1-2021}拉伸试验前，试验员要先估力值：一根{shape}，{size}，{idle}技术协议{=要求Rm不低于}{strength}{= MPa}。{rule}。问试样的{=最大力Fm}至少要达到多少才{=刚好合格}（结果修约到{=0.01 kN}）？",
        "已知{shape}的{size}，{idle}按{=GB/T 228.1-2021}试验，{=Rm的最低要求}是{strength}{= MPa}。{rule}。请反推刚好满足要求时的{=最大力Fm}，结果修约到{=0.01 kN}。",
    )
    en = (
        "Before a tensile test to {=GB/T 228.1-2021} the operator wants to know what force to expect from {shape} with {size}; {idle}the agreement {=asks for Rm of at least} {strength}{= MPa}. {rule}. What {=maximum force Fm} does the piece need {=at least} (rounded to {=0.01 kN})?",
        "Take {shape} with {size}; {idle}it is tested to {=GB/T 228.1-2021} and the {=lowest Rm allowed} is {strength}{= MPa}. {rule}. Work back to the {=maximum force Fm} that {=just meets} it, rounded to {=0.01 kN}.",
    )  # fmt: skip

    def draw(self, rng: Rng, level: int, case: str) -> Pull:
        spread = rng.decimal("0.01", "0.04", "0.01")
        if case == "round":
            middle = rng.choice(
                (Decimal(5), Decimal(6), Decimal(8), Decimal(10), Decimal("12.5"), Decimal(15))
            )
            middle += rng.decimal("-0.05", "0.05", "0.01")
            readings: tuple[Decimal, ...] = (middle - spread, middle + spread)
            width = Decimal(0)
        else:
            middle = rng.decimal("3.00", "20.00", "0.01")
            readings = (middle - spread, middle, middle + spread)
            width = rng.choice((Decimal("12.5"), Decimal(15), Decimal(20), Decimal(25), Decimal(30)))
        if level < 3:
            readings = (middle,)
        return Pull(case, readings, width, rng.between(300, 700), rng.choice((50, 80, 100)), level)

    def solve(self, record: Pull) -> Answer:
        mean = sum(map(exact, record.readings), Fraction(0)) / len(record.readings)
        area = Fraction("3.1416") * mean**2 / 4 if record.shape == "round" else mean * exact(record.width)
        return rounded(record.strength * area / 1000, 2)

    def check(self, record: Pull) -> Answer:
        # by the stress that 1 kN makes in the piece: a stress over it is a force
        mean = exact(sum(record.readings, Decimal(0))) / len(record.readings)
        area = mean * mean * exact("0.7854") if record.shape == "round" else mean * exact(record.width)
        return rounded(record.strength / (1000 / area), 2)

    def harms(self, answer: Answer, record: Pull) -> bool:
        gold = self.solve(record)
        if not isinstance(answer, (int, Decimal, Fraction)) or not isinstance(gold, Decimal):
            return False
        return exact(answer) < exact(gold) * Fraction(98, 100)

    def fields(self, record: Pull, lang: Lang) -> Mapping[str, object]:
        zh_list = "、".join(map(str, record.readings))
        en_list = (
            ", ".join(map(str, record.readings[:-1]))
            + " and " * (len(record.readings) > 1)
            + str(record.readings[-1])
        )
        rule = Text(
            "计算规定：S0=πd0²/4（π取3.1416），Rm=Fm÷S0", "Rule: S0 = πd0²/4 (π = 3.1416), Rm = Fm / S0"
        )
        shape, size = (
            Text("圆形试样", "a round piece"),
            Text(f"直径d0为{zh_list} mm", f"a diameter d0 of {en_list} mm"),
        )
        if record.shape == "flat":
            rule = Text("计算规定：S0=a0×b0，Rm=Fm÷S0", "Rule: S0 = a0 × b0, Rm = Fm / S0")
            shape = Text("矩形截面试样", "a flat piece")
            size = Text(
                f"厚度a0为{zh_list} mm，宽度b0为{record.width} mm",
                f"a thickness a0 of {en_list} mm and a width b0 of {record.width} mm",
            )
        if record.level == 3:
            rule = Text(
                rule.zh + "，同一尺寸多次测量时取算术平均值",
                rule.en + "; where a size was read several times, take the mean",
            )
        idle = Text("", "")
        if record.level > 1:
            idle = Text(f"标距L0为{record.gauge} mm，", f"the gauge length L0 is {record.gauge} mm; ")
        return {"shape": shape, "size": size, "idle": idle, "strength": record.strength, "rule": rule}


class Tensile(Task):
    """Reduce, judge and doubt a tensile test."""

    domain, name, tier = "steel", "tensile", "medium"
    title = Text("拉伸试验数据整理与判定", "Tensile test: reduction and judgement")
    sources = (TENSILE.standard, Q235.standard, "GB/T 8170-2008", "rounding steps printed in the item")
    families = (Reduction(), SheetVerdict(), BrokenProperty(), ForceNeeded(), MissingDatum())
