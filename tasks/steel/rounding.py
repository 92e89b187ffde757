"""Rounding a test result once, half to even, and spotting who did not.

The rule of GB/T 8170-2008 is printed in every item; `rounding_limits.py` and `rounding_report.py` compare with limit values.
Nothing here may round twice or round a binary float.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from harness.kit import Answer, Labels, Lang, Number, Rng, Task, Text, exact, fact, rounded, table, within
from tasks.steel.rounding_limits import BoundaryReading, TwoMethods
from tasks.steel.rounding_report import ReportedValue

ROUNDING = fact(__package__, "steel.rounding")
RULE = Text(
    "舍弃部分小于半个修约间隔则舍，大于半个间隔则进，恰为半个间隔则取修约间隔的偶数倍；负数先按绝对值修约再加负号；必须一次修约到位（GB/T 8170-2008）",
    "a remainder under half the rounding interval is dropped, one over half rounds up, exactly half goes to the even multiple of the interval; a negative number is rounded by its absolute value and keeps its sign; round in one step only (GB/T 8170-2008)",
)
STEPS = {1: ("0.1", "0.01", "0.001"), 2: ("1", "10", "0.01"), 3: ("0.5", "5", "0.05")}
#: regime: what is dropped, in intervals
TAILS = {
    "even": ("0.5",),
    "odd": ("0.5",),
    "beyond": ("0.51", "0.52", "0.54", "0.502"),
    "twice": ("0.46", "0.48", "0.49", "0.498"),
}


@dataclass(frozen=True, slots=True)
class Raw:
    """A test value and the interval it is rounded to."""

    value: Decimal
    step: Decimal
    level: int


def draw_raw(rng: Rng, level: int, regime: str) -> Raw:
    """A value just where people go wrong: a tie over an even or odd multiple, over a tie, or nearly one."""
    step = Decimal(rng.choice(STEPS[level]))
    multiple = 2 * rng.between(20, 999) + {"even": 0, "odd": 1, "beyond": 0, "twice": 1}[regime]
    value = (multiple + Decimal(rng.choice(TAILS[regime]))) * step
    value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    return Raw(-value if level > 1 and rng.chance(1, 3) else value, step, level)


def once(value: Decimal, step: Decimal) -> Decimal:
    """`value` as the nearest multiple of `step`, the even one on a tie."""
    return rounded(exact(value) / exact(step), 0) * step


def once_by_hand(value: Decimal, step: Decimal) -> Decimal:
    """The same as a clerk does it: cut the absolute value, look at what is left over, put the sign back."""
    count, left = divmod(abs(value), step)
    if 2 * left > step or (2 * left == step and count % 2 == 1):
        count += 1
    return count * step if value >= 0 else -(count * step)


class RoundOff(Number[Raw]):
    """Round one value to the interval given."""

    name = "round_off"
    title = Text("按间隔修约一个数", "Round to an interval")
    cases = tuple(TAILS)
    unit = "mm"
    places = None
    tolerance = within("0")
    zh = (
        "测量组算得一个测点相对基准面的高差为{value}{= mm}（{=尚未修约}，负号表示低于基准面），报告要求{=修约间隔为}{step}{= mm}。修约规则：{rule}。请写出{=修约后}的数值。",
        "要把一个测点的计算高差{value}{= mm（未修约）}填进报告，需按以下规则{=修约到间隔}{step}{= mm}：{rule}。请问报告上应填多少？负号表示低于基准面。",
    )
    en = (
        "The survey team computed the height of a point over the datum plane as {value}{= mm} ({=not rounded yet}; a minus sign means below the datum). The report asks for a {=rounding interval of} {step}{= mm}. Rule: {rule}. Give the {=rounded} value.",
        "The computed height of a point, {value}{= mm (unrounded)}, goes into a report and is to be rounded {=to the interval} {step}{= mm} by this rule: {rule}. What does the report say? A minus sign means below the datum plane.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Raw:
        return draw_raw(rng, level, case)

    def solve(self, record: Raw) -> Answer:
        return once(record.value, record.step)

    def check(self, record: Raw) -> Answer:
        return once_by_hand(record.value, record.step)

    def fields(self, record: Raw, lang: Lang) -> Mapping[str, object]:
        return {"value": record.value, "step": record.step, "rule": RULE}


# --- who rounded wrongly ---------------------------------------------------------------------------

ROWS = {"a": Text("第1行", "row 1"), "b": Text("第2行", "row 2"), "c": Text("第3行", "row 3"), "d": Text("第4行", "row 4")}  # fmt: skip
SUBSETS = tuple("".join(key for bit, key in enumerate(ROWS) if n >> bit & 1) or "none" for n in range(16))


@dataclass(frozen=True, slots=True)
class Log:
    """Four values with what the laboratory wrote for each."""

    raws: tuple[Raw, ...]
    written: tuple[Decimal, ...]


def slip(raw: Raw) -> Decimal:
    """The neighbour that a careless clerk writes: the tie always up, cut off, taken for a tie, rounded twice."""
    size = abs(raw.value)
    right = once_by_hand(size, raw.step)
    wrong = right + raw.step if right < size else right - raw.step
    return wrong if raw.value >= 0 else -wrong


class WrongRows(Labels[Log]):
    """Which rows of a log were not rounded by the rule."""

    name = "wrong_rows"
    title = Text("找出修约错误的行", "Find the wrongly rounded rows")
    cases = SUBSETS
    critical = Text("修约错误的结果被放过", "lets a wrongly rounded result stand")
    terms = ROWS
    zh = (
        "复核测量原始记录中的修约结果（高差，mm，负号表示低于基准面）：{log}规则：{rule}。请找出{=修约不符合规则}的各行。",
        "四个测点高差的修约记录如下（mm，负号表示低于基准面），审核员要挑出{=修约错误}的行。{log}依据：{rule}。请逐行核对后作答。",
    )
    en = (
        "Review of the rounding in a survey log (heights in mm; a minus sign means below the datum): {log}Rule: {rule}. Name the rows that were {=not rounded by the rule}.",
        "Four heights over a datum plane (mm; a minus sign means below it) and how they were rounded; an auditor has to pick the rows {=rounded wrongly}. {log}Rule: {rule}. Go through them row by row.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Log:
        raws = tuple(draw_raw(rng, level, regime) for regime in rng.shuffle(tuple(TAILS)))
        bad = [key in case for key in ROWS]  # "none" has no such letter
        written = (
            slip(raw) if wrong else once(raw.value, raw.step) for raw, wrong in zip(raws, bad, strict=True)
        )
        return Log(raws, tuple(written))

    def solve(self, record: Log) -> Answer:
        pairs = zip(ROWS, record.raws, record.written, strict=True)
        return tuple(key for key, raw, written in pairs if once(raw.value, raw.step) != written)

    def check(self, record: Log) -> Answer:
        # a row is right when nothing else lies nearer, and a tie went to an even multiple
        wrong = []
        for key, raw, written in zip(ROWS, record.raws, record.written, strict=True):
            off = 2 * abs(raw.value - written)
            if off > raw.step or (off == raw.step and written / raw.step % 2 != 0):
                wrong.append(key)
        return tuple(wrong)

    def harms(self, answer: Answer, record: Log) -> bool:
        gold = self.solve(record)
        return isinstance(answer, tuple) and isinstance(gold, tuple) and not set(gold) <= set(answer)

    def fields(self, record: Log, lang: Lang) -> Mapping[str, object]:
        header = (
            Text("行", "row"),
            Text("计算值", "computed"),
            Text("修约间隔", "interval"),
            Text("记录值", "written"),
        )
        rows = [(n + 1, raw.value, raw.step, written) for n, (raw, written) in enumerate(zip(record.raws, record.written, strict=True))]  # fmt: skip
        return {"log": table(header, rows, lang), "rule": RULE}


class Rounding(Task):
    """Round legally, and judge at the limit by the method named."""

    domain, name, tier = "steel", "rounding", "medium"
    title = Text("数值修约与极限数值判定", "Rounding and judgement at limit values")
    sources = (ROUNDING.standard, "rule printed in the item")
    families = (RoundOff(), WrongRows(), TwoMethods(), BoundaryReading(), ReportedValue())
