"""Tensile sums on Q235B under GB/T 700-2006: how far a pull is from its limit, and the force that just reaches it.

The limits of the 2006 edition and those of the superseded one are printed together; only the first count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, sqrt

from harness.kit import (
    Answer,
    Lang,
    Number,
    Rng,
    Segments,
    Text,
    exact,
    fact,
    rounded,
    say,
    within,
)
from harness.types import Sheet

NOW = fact(__package__, "steel.q235.limits")
OLD = fact(__package__, "steel.q235.superseded")
CHEM = NOW.data["composition_max_pct"]
REH = tuple((row["t_max_mm"], row["v"]) for row in NOW.data["ReH_min_MPa"])
RM = NOW.data["Rm_MPa"]
#: The trap of this grade: two lines of the superseded edition beside the same two lines of the 2006 edition.
OLD_WORDS = Text(
    f"GB/T 700-1988（已被2006版代替）：Mn {OLD.data['Mn_pct'][0]}～{OLD.data['Mn_pct'][1]} %、Rm {OLD.data['Rm_MPa'][0]}～{OLD.data['Rm_MPa'][1]} MPa",
    f"GB/T 700-1988 (superseded by 2006): Mn {OLD.data['Mn_pct'][0]} to {OLD.data['Mn_pct'][1]} %, Rm {OLD.data['Rm_MPa'][0]} to {OLD.data['Rm_MPa'][1]} MPa",
)
NOW_WORDS = Text(
    f"GB/T 700-2006：Mn≤{CHEM['Mn']} %、Rm {RM[0]}～{RM[1]} MPa",
    f"GB/T 700-2006: Mn ≤ {CHEM['Mn']} %, Rm {RM[0]} to {RM[1]} MPa",
)
REH_WORDS = Text(
    f"2006版ReH下限（MPa）：板厚≤{REH[0][0]} mm为{REH[0][1]}，>{REH[0][0]}～{REH[1][0]} mm为{REH[1][1]}，>{REH[1][0]}～{REH[2][0]} mm为{REH[2][1]}",
    f"minimum ReH (MPa) of the 2006 edition: {REH[0][1]} up to {REH[0][0]} mm, {REH[1][1]} over {REH[0][0]} to {REH[1][0]} mm, {REH[2][1]} over {REH[1][0]} to {REH[2][0]} mm",
)
ASKED = {
    "Rm": Text("抗拉强度Rm", "tensile strength Rm"),
    "ReH": Text("上屈服强度ReH", "upper yield strength ReH"),
}


def editions(old_first: bool) -> Text:
    """Both editions in words, in either order."""
    a, b = (OLD_WORDS, NOW_WORDS) if old_first else (NOW_WORDS, OLD_WORDS)
    return Text(f"{a.zh}；{b.zh}；{REH_WORDS.zh}", f"{a.en}; {b.en}; {REH_WORDS.en}")


def reh_min(t: int) -> int:
    return next(int(v) for t_max, v in REH if t <= t_max)


def lower_limit(what: str, t: int) -> int:
    return int(RM[0]) if what == "Rm" else reh_min(t)


def lower_limit_stepped(what: str, t: int) -> int:
    """The same from the steps: 370 for Rm; 235 for ReH, less 10 above 16 and again above 40 mm."""
    return 370 if what == "Rm" else 235 - 10 * ((t > 16) + (t > 40))


@dataclass(frozen=True, slots=True)
class Pull:
    """A flat specimen of thickness `t` and width `b` in mm; `force` in kN, or the `strength` in MPa itself."""

    what: str
    t: int
    b: int
    force: Decimal
    strength: int
    level: int
    old_first: bool
    extra: int = 0
    """MPa that the works asks for above the limit."""


def gauge(pull: Pull) -> int:
    """Original gauge length in mm of a proportional specimen, 5.65 times the root of its section, in fives."""
    return 5 * round(1.13 * sqrt(pull.t * pull.b))


def draw_pull(rng: Rng, level: int, what: str) -> Pull:
    t, b = rng.between(6, 40), rng.choice((20, 25, 30, 40))
    if level == 1:
        t = rng.between(6, 60)
    strength = lower_limit(what, t) + rng.between(-25, 110)
    force = Decimal(strength * t * b) / 1000
    return Pull(what, t, b, force.quantize(Decimal("0.1")), strength, level, rng.chance(1, 2))


class StrengthMargin(Number[Pull]):
    """How far the strength lies above its lower limit; negative below it."""

    name = "strength_margin"
    title = Text("计算强度余量", "Compute the strength margin")
    cases = ("Rm", "ReH")
    critical = Text("强度不足却算成达标", "calls a strength below the limit sufficient")
    unit = "MPa"
    places = 0
    tolerance = within("1")
    zh = (
        "Q235B钢板按{=GB/T 700-2006}验收，板厚{t} mm。{told}有关规定：{limits}。请求{asked}的{=余量}，即{=实测值减去规定下限}，低于下限时取{=负}值。",
        "下面是两版标准的规定：{limits}。一张厚{t} mm的Q235B钢板，合同约定执行{=GB/T 700-2006}。{told}问{asked}比规定下限高出多少MPa（{=实测值−下限}，不足时为{=负}）？",
    )
    en = (
        "Q235B plate is accepted to {=GB/T 700-2006}; the plate is {t} mm thick. {told} The rules: {limits}. Find the {=margin} of the {asked}, that is {=reading less lower limit}, {=negative} if it falls short.",
        "Two editions lay down: {limits}. The contract for a Q235B plate {t} mm thick names {=GB/T 700-2006}. {told} By how many MPa does the {asked} exceed its lower limit ({=reading - limit}, {=negative} if it falls short)?",
    )
    given = {
        1: Text("拉伸试验测得{asked}为{strength} MPa（已修约到1 MPa）。", "The tensile test gave {strength} MPa for the {asked} (rounded to 1 MPa)."),
        2: Text(
            "全厚矩形试样宽{b} mm，{idle}{force_name}为{force} kN；{formula}，按{=GB/T 8170-2008}修约到1 MPa。",
            "A full-thickness flat specimen {b} mm wide{idle} reached {force_name} {force} kN; {formula}, rounded to 1 MPa by {=GB/T 8170-2008}.",
        ),
    }  # fmt: skip

    def draw(self, rng: Rng, level: int, case: str) -> Pull:
        return draw_pull(rng, level, case)

    def solve(self, record: Pull) -> Answer:
        area = record.t * record.b
        strength = record.strength if record.level == 1 else rounded(exact(record.force) * 1000 / area, 0)
        return Decimal(strength) - lower_limit(record.what, record.t)

    def check(self, record: Pull) -> Answer:
        # the force above the one that the limit needs, spread over the section
        if record.level == 1:
            return record.strength - lower_limit_stepped(record.what, record.t)
        least, section = lower_limit_stepped(record.what, record.t), Fraction(record.t * record.b)
        above = (exact(record.force) * 1000 - least * section) / section
        return rounded(above + least, 0) - least

    def harms(self, answer: Answer, record: Pull) -> bool:
        gold = self.solve(record)
        return (
            isinstance(answer, int | Decimal | Fraction)
            and isinstance(gold, int | Decimal)
            and gold < 0 <= answer
        )

    def fields(self, record: Pull, lang: Lang) -> Mapping[str, object]:
        symbol = "Fm" if record.what == "Rm" else "FeH"
        force_name = Text(
            f"最大力{symbol}" if record.what == "Rm" else f"上屈服力{symbol}",
            f"a maximum force {symbol} of" if record.what == "Rm" else f"an upper yield force {symbol} of",
        )
        idle = Text("", "")
        if record.level == 3:
            idle = Text(f"原始标距{gauge(record)} mm，", f" (original gauge length {gauge(record)} mm)")
        return {
            "t": record.t, "b": record.b, "force": record.force, "strength": record.strength, "idle": idle,
            "asked": ASKED[record.what], "force_name": force_name, "limits": editions(record.old_first),
            "formula": Text(f"{record.what}={symbol}/（厚×宽）", f"{record.what} = {symbol} / (thickness × width)"),
        }  # fmt: skip

    def render(self, sheet: Sheet) -> Segments:
        record: Pull = sheet.item.record
        surfaces = self.zh if sheet.lang == "zh" else self.en
        told = self.given[min(record.level, 2)][sheet.lang]
        words = surfaces[sheet.surface % len(surfaces)].replace("{told}", told)
        return say(words, self.fields(record, sheet.lang), sheet.lang, sheet.notation)


class LeastForce(Number[Pull]):
    """The force at which a specimen just reaches the lower limit, or the works' own limit above it."""

    name = "least_force"
    title = Text("反算拉伸最小力值", "Work back the least force")
    cases = ("Rm", "ReH")
    critical = Text("给出的力值达不到下限", "names a force that does not reach the limit")
    unit = "kN"
    places = 1
    tolerance = within("0.05")
    zh = (
        "试验室要在拉伸机上预设判定线：Q235B钢板厚{t} mm，全厚矩形试样宽{b} mm，验收按{=GB/T 700-2006}。{limits}。{wish}{formula}。力值{=只入不舍}到0.1 kN，问{symbol}{=至少}应达到多少？",
        "已知规定：{limits}。合同执行{=GB/T 700-2006}，Q235B板厚{t} mm，拉伸试样为全厚矩形截面、宽{b} mm，{formula}。{wish}请反算{symbol}的{=最小}值，{=向上}取到0.1 kN，不得舍去。",
    )
    en = (
        "The laboratory sets a decision line on its tensile machine: Q235B plate {t} mm thick, full-thickness flat specimen {b} mm wide, acceptance to {=GB/T 700-2006}. {limits}. {wish}{formula}. Rounded {=up} to 0.1 kN, never down, what must {symbol} {=at least} reach?",
        "The rules are: {limits}. The contract names {=GB/T 700-2006}; the Q235B plate is {t} mm thick and the specimen of full-thickness rectangular section {b} mm wide; {formula}. {wish}Work back to the {=smallest} {symbol} that does it, rounded {=up} to 0.1 kN.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Pull:
        t, b = rng.between(6, 40), rng.choice((20, 25, 30, 40))
        extra = 5 * rng.between(1, 6) if level == 3 else 0
        return Pull(case, t, b, Decimal(0), 0, level, rng.chance(1, 2), extra)

    def solve(self, record: Pull) -> Answer:
        stress = lower_limit(record.what, record.t) + record.extra
        return Decimal(ceil(Fraction(stress * record.t * record.b, 100))) / 10

    def check(self, record: Pull) -> Answer:
        # kN that each millimetre of width carries, the limit and the extra apart
        least = Decimal(lower_limit_stepped(record.what, record.t)) * record.t / 1000
        more = Decimal(record.extra) * record.t / 1000
        return ((least + more) * record.b).quantize(Decimal("0.1"), "ROUND_CEILING")

    def harms(self, answer: Answer, record: Pull) -> bool:
        gold = self.solve(record)
        return (
            isinstance(answer, int | Decimal | Fraction)
            and isinstance(gold, Decimal)
            and answer < exact(gold)
        )

    def fields(self, record: Pull, lang: Lang) -> Mapping[str, object]:
        what = record.what
        symbol = "Fm" if what == "Rm" else "FeH"
        wish = Text(
            f"要求{ASKED[what].zh}刚好达到规定下限。",
            f"The {ASKED[what].en} is just to reach its lower limit. ",
        )
        if record.extra:
            wish = Text(
                f"本厂内控要求{ASKED[what].zh}比规定下限再高{record.extra} MPa。",
                f"The works wants the {ASKED[what].en} {record.extra} MPa above its lower limit. ",
            )
        if record.level > 1:  # an idle number
            wish = Text(
                f"试样原始标距为{gauge(record)} mm。{wish.zh}",
                f"The original gauge length is {gauge(record)} mm. {wish.en}",
            )
        force = Text(f"最大力{symbol}" if what == "Rm" else f"上屈服力{symbol}", symbol)
        formula = Text(f"{what}={symbol}/（厚×宽）", f"{what} = {symbol} / (thickness × width)")
        return {
            "t": record.t, "b": record.b, "limits": editions(record.old_first), "wish": wish, "symbol": force,
            "formula": formula,
        }  # fmt: skip
