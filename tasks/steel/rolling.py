"""Rolling schedules: reductions and elongation of a piece, a pass against its limit, the passes that overload the mill.

Definitions and works limits are printed in every item; `rolling_flow.py` goes the other way, by mass flow.
`critical` is letting a pass run that is over a limit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from harness.kit import Answer, Field, Json, Labels, Lang, Rng, Task, Text, fact, rounded, table, within
from tasks.steel.rolling_flow import SpeedOrAbstain, StandSpeed, ThinnestExit

ROLLING = fact(__package__, "steel.rolling")
NOTHING = Text("", "")
REDUCTION = Text(
    "压下率=（入口厚度−出口厚度）÷入口厚度×100 %",
    "reduction = (entry thickness - exit thickness) / entry thickness × 100 %",
)


# --- compute it ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Schedule:
    """Thickness in mm before the first and after each of three passes; `by_draught` says how each is told."""

    h: tuple[int, int, int, int]
    by_draught: tuple[bool, bool, bool]
    width: int
    level: int


def percent(key: Text) -> Field:
    note = Text("单位%，1位小数", "per cent, 1 decimal place")
    return Field(key, "number", note, tolerance=within("0.05"))


class PassSchedule(Json[Schedule]):
    """Reduction of each of three passes, and the total elongation."""

    name = "pass_schedule"
    title = Text("填写三道压下规程", "Fill in a pass schedule")
    schema = {
        "r1": percent(Text("第1道", "pass_1")),
        "r2": percent(Text("第2道", "pass_2")),
        "r3": percent(Text("第3道", "pass_3")),
        "elongation": Field(
            Text("总延伸系数", "elongation"),
            "number",
            Text("2位小数", "2 decimal places"),
            tolerance=within("0.01"),
        ),
    }
    zh = (
        "可逆轧机把厚{h0} mm的坯料轧三道，{width}{told}。规定：{reduction}；{=总延伸系数=坯料厚度÷成品厚度}（宽度不变）。请把各道{=压下率}和{=总延伸系数}填进规程表，按{=GB/T 8170-2008}修约。",
        "轧钢工段要补一张压下规程：坯厚{h0} mm，{width}共轧三道，{told}。算法为{reduction}，{=总延伸系数=坯料厚度÷成品厚度}（不计宽展）。请逐道算出{=压下率}，再算{=总延伸系数}，结果按{=GB/T 8170-2008}修约。",
    )
    en = (
        "A reversing mill rolls a slab {h0} mm thick in three passes; {width}{told}. By definition {reduction}; {=total elongation = slab thickness / final thickness} (width unchanged). Enter the {=reduction} of each pass and the {=total elongation}, rounded by {=GB/T 8170-2008}.",
        "The mill needs its pass schedule completed: slab {h0} mm thick, {width}three passes, and {told}. Work with {reduction} and {=total elongation = slab thickness / final thickness} (no spread). Give every {=reduction}, then the {=total elongation}, rounded by {=GB/T 8170-2008}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Schedule:
        h = [10 * rng.between(16, 26)]
        for _ in range(3):
            h.append(h[-1] * rng.between(70, 86) // 100)
        turn = rng.below(3)  # on level 3 one pass is told another way than the others
        how = {1: (False,) * 3, 2: (True,) * 3}.get(level, tuple(k == turn for k in range(3)))
        return Schedule((h[0], h[1], h[2], h[3]), (how[0], how[1], how[2]), 50 * rng.between(24, 44), level)

    def solve(self, record: Schedule) -> Answer:
        shares = [rounded(Fraction(100 * (a - b), a), 1) for a, b in pairwise(record.h)]
        total = rounded(Fraction(record.h[0], record.h[3]), 2)
        return {"r1": shares[0], "r2": shares[1], "r3": shares[2], "elongation": total}

    def check(self, record: Schedule) -> Answer:
        # by length: each pass lengthens the piece by entry/exit, and what is not length was taken off
        gains = [Fraction(a, b) for a, b in pairwise(record.h)]
        r1, r2, r3 = (rounded(100 - 100 / gain, 1) for gain in gains)
        return {"r1": r1, "r2": r2, "r3": r3, "elongation": rounded(gains[0] * gains[1] * gains[2], 2)}

    def fields(self, record: Schedule, lang: Lang) -> Mapping[str, object]:
        width = NOTHING
        if record.level > 1:
            width = Text(f"宽{record.width} mm，", f"the width is {record.width} mm; ")
        return {"h0": record.h[0], "width": width, "told": told(record), "reduction": REDUCTION}


def told(record: Schedule) -> Text:
    """Each pass by its exit thickness or by its draught."""
    zh, en = [], []
    for k, ((a, b), by_draught) in enumerate(zip(pairwise(record.h), record.by_draught, strict=True), 1):
        zh.append(f"第{k}道{'压下' if by_draught else '轧到'}{a - b if by_draught else b} mm")
        en.append(f"pass {k} {'takes off' if by_draught else 'goes down to'} {a - b if by_draught else b} mm")
    return Text("，".join(zh), ", ".join(en))


# --- judge it --------------------------------------------------------------------------------------

#: Lowest entry temperature in °C and greatest reduction in per cent; a works rule, printed in the item.
BANDS = ((1050, 32), (950, 26), (0, 20))
BAND_WORDS = Text(
    "入口温度≥1050 ℃时压下率≤32 %，≥950 ℃而<1050 ℃时≤26 %，<950 ℃时≤20 %",
    "reduction ≤ 32 % at an entry temperature ≥ 1050 °C, ≤ 26 % from 950 °C to below 1050 °C, ≤ 20 % below 950 °C",
)
VERDICT = {"pass": Text("可轧", "may run"), "fail": Text("不可轧", "must not run")}


@dataclass(frozen=True, slots=True)
class Pass:
    """Thickness in mm before and after one pass, temperature in °C before it; `roll` is idle."""

    entry: int
    leave: int
    celsius: int
    level: int
    roll: int


class PassVerdict(Json[Pass]):
    """Reduction of one pass, the limit at its temperature, and whether it may run."""

    name = "pass_verdict"
    title = Text("判定这一道是否可轧", "Judge one rolling pass")
    cases = ("pass", "fail")
    critical = Text("超限的道次被判为可轧", "lets a pass run that is over its limit")
    schema = {
        "reduction": percent(Text("压下率", "reduction")),
        "limit": Field(Text("限值", "limit"), "integer", Text("单位%", "per cent")),
        "verdict": Field(Text("结论", "verdict"), "choice", terms=VERDICT),
    }
    zh = (
        "中厚板轧机要轧下一道：{=入口}厚{entry} mm，{exit}，{=入口温度}{celsius} ℃。{roll}{reduction}。本厂限制：{bands}。请计算并判定这一道是否{=可轧}；{=压下率}按{=GB/T 8170-2008}修约填写，比较时用未修约的值。",
        "厂里规定{bands}。操作工拟定的下一道为：{=入口温度}{celsius} ℃，{=入口}厚{entry} mm，{exit}。{roll}请按{reduction}核对，填写{=压下率}（{=GB/T 8170-2008}）、{=限值}和结论；判定用未修约的值。",
    )
    en = (
        "Next pass on a plate mill: {=entry} thickness {entry} mm, {exit}, {=entry temperature} {celsius} °C. {roll}By definition {reduction}. Limits of the works: {bands}. Compute and judge whether the pass {=may run}; enter the {=reduction} rounded by {=GB/T 8170-2008}, but compare the unrounded value.",
        "The works allows this: {bands}. The operator proposes for the next pass: {=entry temperature} {celsius} °C, {=entry} thickness {entry} mm, {exit}. {roll}Check it by {reduction} and enter {=reduction} ({=GB/T 8170-2008}), {=limit} and verdict; judge by the unrounded value.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Pass:
        celsius = rng.choice((rng.between(860, 949), rng.between(950, 1049), rng.between(1050, 1140)))
        most, entry = allowed(celsius), rng.between(60, 220)
        if case == "pass":
            share = most - Fraction(rng.between(4, 60), 10)
            draught = floor(entry * share / 100)
        else:
            share = most + Fraction(rng.between(4, 60), 10)
            draught = ceil(entry * share / 100)
        return Pass(entry, entry - draught, celsius, level, 10 * rng.between(95, 110))

    def solve(self, record: Pass) -> Answer:
        share = Fraction(100 * (record.entry - record.leave), record.entry)
        most = allowed(record.celsius)
        return {"reduction": rounded(share, 1), "limit": most, "verdict": "pass" if share <= most else "fail"}

    def check(self, record: Pass) -> Answer:
        # the thinnest exit that the limit allows; 6 per cent more at each step of the rule
        most = 20 + 6 * ((record.celsius >= 950) + (record.celsius >= 1050))
        thinnest = Fraction(record.entry * (100 - most), 100)
        share = rounded(100 - Fraction(100 * record.leave, record.entry), 1)
        return {"reduction": share, "limit": most, "verdict": "fail" if record.leave < thinnest else "pass"}

    def harms(self, answer: Answer, record: Pass) -> bool:
        over = 100 * (record.entry - record.leave) > allowed(record.celsius) * record.entry
        return isinstance(answer, Mapping) and answer.get("verdict") == "pass" and over

    def fields(self, record: Pass, lang: Lang) -> Mapping[str, object]:
        out = Text(f"出口厚{record.leave} mm", f"exit thickness {record.leave} mm")
        if record.level > 1:
            draught = record.entry - record.leave
            out = Text(f"压下量{draught} mm", f"draught {draught} mm")
        roll = NOTHING
        if record.level == 3:
            roll = Text(f"工作辊直径{record.roll} mm。", f"The work rolls are {record.roll} mm in diameter. ")
        return {
            "entry": record.entry, "exit": out, "celsius": record.celsius, "roll": roll, "reduction": REDUCTION,
            "bands": BAND_WORDS,
        }  # fmt: skip


def allowed(celsius: int) -> int:
    return next(most for least, most in BANDS if celsius >= least)


# --- find what breaks it ---------------------------------------------------------------------------

PASSES = {f"pass{k}": Text(f"第{k}道", f"pass {k}") for k in range(1, 5)}
SUBSETS = tuple(
    "".join(key[-1] for bit, key in enumerate(PASSES) if n >> bit & 1) or "none" for n in range(16)
)


@dataclass(frozen=True, slots=True)
class Mill:
    """A schedule beside the two limits of the mill: reduction in per cent, draught in mm."""

    h: tuple[int, ...]
    share: int
    draught: int
    level: int
    temperatures: tuple[int, ...]


class OverloadedPasses(Labels[Mill]):
    """Which passes break the limit of reduction or the limit of draught."""

    name = "overloaded_passes"
    title = Text("找出超限的道次", "Find the overloaded passes")
    cases = SUBSETS
    critical = Text("漏掉超限的道次", "leaves out a pass that overloads the mill")
    terms = PASSES
    zh = (
        "轧制规程如下，坯料厚{h0} mm：{rows}{reduction}；{=压下量=入口厚度−出口厚度}。这台轧机每道{=压下率不得大于}{share} %，{=压下量不得大于}{draught} mm，{=两条都要满足}，不修约直接比较。请找出{=超限}的道次。",
        "请审核这份压下规程（坯厚{h0} mm）：{rows}设备限制是每道{=压下率≤}{share} %并且{=压下量≤}{draught} mm，其中{reduction}，{=压下量=入口厚度−出口厚度}，按未修约的值比较。哪些道次{=至少超过一条}？",
    )
    en = (
        "A rolling schedule for a slab {h0} mm thick: {rows}By definition {reduction}; {=draught = entry thickness - exit thickness}. In each pass the mill bears a {=reduction of at most} {share} % and a {=draught of at most} {draught} mm; {=both must be kept}, compared without rounding. Name the passes that are {=over a limit}.",
        "Review this pass schedule (slab {h0} mm thick): {rows}The mill allows a {=reduction ≤} {share} % and a {=draught ≤} {draught} mm in each pass, where {reduction} and {=draught = entry thickness - exit thickness}; do not round before comparing. Which passes {=break at least one} of the two?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Mill | None:
        share, h = rng.between(18, 30), [10 * rng.between(16, 28)]
        draught = (
            share * h[0] * rng.between(55, 85) // 10_000
        )  # the stricter limit early, the reduction later
        for k in range(1, 5):
            most = min(Fraction(share * h[-1], 100), Fraction(draught))
            if str(k) in case:  # "none" holds no digit
                taken = ceil(most * Fraction(rng.between(103, 118), 100) + Fraction(1, 2))
            else:
                taken = floor(most * Fraction(rng.between(78, 97), 100) - Fraction(1, 2))
            h.append(h[-1] - taken)
        falling = [1120 - 5 * rng.between(0, 4)]
        for _ in range(3):
            falling.append(falling[-1] - 5 * rng.between(3, 7))
        return Mill(tuple(h), share, draught, level, tuple(falling))

    def solve(self, record: Mill) -> Answer:
        return tuple(
            name
            for name, (a, b) in zip(PASSES, pairwise(record.h), strict=True)
            if Fraction(100 * (a - b), a) > record.share or a - b > record.draught
        )

    def check(self, record: Mill) -> Answer:
        # by the exit thickness: thinner than either limit leaves it
        pairs = enumerate(pairwise(record.h), 1)
        return tuple(
            f"pass{k}"
            for k, (a, b) in pairs
            if 100 * b < max(a * (100 - record.share), 100 * (a - record.draught))
        )

    def harms(self, answer: Answer, record: Mill) -> bool:
        gold = self.solve(record)
        return isinstance(answer, tuple) and isinstance(gold, tuple) and not set(gold) <= set(answer)

    def fields(self, record: Mill, lang: Lang) -> Mapping[str, object]:
        header: list[Text] = [Text("道次", "pass"), Text("出口厚度/mm", "exit/mm")]
        if record.level == 3:
            header.append(Text("温度/℃", "temperature/°C"))
        rows = [
            (k, leave, *((record.temperatures[k - 1],) if record.level == 3 else ()))
            for k, leave in enumerate(record.h[1:], 1)
        ]
        if record.level > 1:  # the draught is told instead
            header[1] = Text("压下量/mm", "draught/mm")
            rows = [(row[0], a - b, *row[2:]) for row, (a, b) in zip(rows, pairwise(record.h), strict=True)]
        return {
            "h0": record.h[0], "rows": table(header, rows, lang), "reduction": REDUCTION, "share": record.share,
            "draught": record.draught,
        }  # fmt: skip


class Rolling(Task):
    """How hard does each pass work the mill, and how fast must the strip leave?"""

    domain, name, tier = "steel", "rolling", "medium"
    title = Text("轧制规程：压下率、限值与秒流量", "Rolling: reductions, limits and mass flow")
    sources = (ROLLING.standard, "rule printed in the item (works limits, invented)")
    families = (
        PassSchedule(), PassVerdict(), OverloadedPasses(), StandSpeed(), ThinnestExit(), SpeedOrAbstain(),
    )  # fmt: skip
