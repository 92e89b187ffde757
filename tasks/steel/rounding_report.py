"""A value that was rounded before it was reported, judged by the full-value method: sometimes it cannot be told.

What every mark means and how wide the rounding interval is stand in the item; `critical` is accepting a bad value or
deciding without the datum. Marks are equally common in all verdicts, so that none of them gives the answer away.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from harness.kit import INSUFFICIENT, Answer, Lang, Letter, Rng, Text
from tasks.steel.rounding_limits import COMPARATORS, VERDICT, draw_limit, sound, words

MARKS = {
    "down": Text("后注“舍”", "marked (+)"),
    "up": Text("后注“进”", "marked (-)"),
    "none": Text("后面没有注明", "carrying no mark"),
}
MARK_RULE = Text(
    "注“舍”表示测定值大于报出值，注“进”表示测定值小于报出值，没有注明则大小都可能，也可能相等；测定值与报出值至多相差半个修约间隔",
    "(+) means that the test value is greater than reported, (-) that it is smaller; without a mark it may be either, or equal; the two differ by half an interval at most",
)
#: Last place of the limit: the interval of the report, ten times as coarse.
INTERVALS = {"0.001": Decimal("0.01"), "0.01": Decimal("0.1"), "1": Decimal(10)}
#: What a mark leaves open, in tenths of the rounding interval; its ends are never drawn as limits.
REACH = {"down": (0, 5), "up": (-5, 0), "none": (-5, 5)}


@dataclass(frozen=True, slots=True)
class Report:
    """A value rounded to `interval` before it was reported, with or without the mark that says how."""

    name: str
    comparator: str
    limit: Decimal
    interval: Decimal
    value: Decimal
    mark: str
    level: int


class ReportedValue(Letter[Report]):
    """Judge by the full-value method from a rounded report: sometimes that cannot be done."""

    name = "reported_value"
    title = Text("凭报出值判定是否合格", "Judge from a rounded report")
    cases = ("pass", "fail", "missing")
    critical = Text(
        "超限的值判为合格，或报告看不出的仍下结论",
        "accepts a value that is out of limits, or decides where the report cannot tell",
    )
    options = 3
    terms = VERDICT
    zh = (
        "极限数值：{quantity}{sign}{limit} {unit}。检验报告只给出修约后的{=报出值}{value} {unit}（{=修约间隔}{interval} {unit}），{mark}。约定：{rule}。按{=全数值比较法}（{=GB/T 8170-2008}，以{=测定值}为准）应如何判定？",
        "仓库要按{=GB/T 8170-2008}的{=全数值比较法}验收一批料，比较的是{=未修约的测定值}，要求{quantity}{sign}{limit} {unit}。供方按{=修约间隔}{interval} {unit}报出{value} {unit}，{mark}。约定：{rule}。结论是哪一项？",
    )
    en = (
        "Limit: {quantity} {sign} {limit} {unit}. The test report gives only the {=rounded} value {value} {unit} ({=rounding interval} {interval} {unit}), {mark}. Convention: {rule}. What is the verdict by the {=full-value method} ({=GB/T 8170-2008}, which judges the {=test value})?",
        "A store accepts material by the {=full-value method} of {=GB/T 8170-2008}, which compares the {=unrounded test value}; {quantity} must be {sign} {limit} {unit}. The supplier, {=rounding to an interval of} {interval} {unit}, reports {value} {unit}, {mark}. Convention: {rule}. Which verdict follows?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Report | None:
        name, comparator, near, last = draw_limit(rng, strict=level == 3 and rng.chance(1, 2))
        if name == "C":  # nobody rounds carbon to tenths of a per cent
            return None
        interval, mark = INTERVALS[str(last)], rng.choice(tuple(REACH))
        low, high = REACH[mark]
        over = 1 if "<" in comparator else -1  # the side of the limit that breaks it
        if case == "missing":  # the limit lies where the test value may be
            away = rng.between(low + 1, high - 1)
        else:  # beyond what the mark leaves open; on a marked value, mostly less than half an interval away
            above = (case == "pass") == (over > 0)
            edge = high if above else -low
            away = edge + (rng.between(1, 4) if edge else rng.choice((0, 1, 2, 3, 4, 7)))
            away = away if above else -away
        value = near.quantize(last) // interval * interval
        limit = value + away * last
        return Report(name, comparator, limit, interval, value, mark, level) if value > 0 else None

    def solve(self, record: Report) -> Answer:
        half = record.interval / 2
        low = record.value - (half if record.mark in ("up", "none") else 0)
        high = record.value + (half if record.mark in ("down", "none") else 0)
        # at either end the limit is decided: a marked value is not the test value itself
        if low < record.limit < high:
            return INSUFFICIENT
        return "pass" if (high <= record.limit) == ("<" in record.comparator) else "fail"

    def check(self, record: Report) -> Answer:
        # try test values for each way the report may have come about, close to it and nearly half an interval off
        shifts: dict[str, tuple[int, ...]] = {"down": (1, 49), "up": (-1, -49), "none": (-49, 0, 49)}
        tried = {
            sound(record.value + shift * record.interval / 100, record.comparator, record.limit)
            for shift in shifts[record.mark]
        }
        return INSUFFICIENT if len(tried) > 1 else "pass" if True in tried else "fail"

    def slips(self, record: Report) -> Mapping[str, Answer]:
        gold = self.solve(record)
        return {f"says {verdict}": verdict for verdict in ("pass", "fail", INSUFFICIENT) if verdict != gold}

    def harms(self, answer: Answer, record: Report) -> bool:
        gold = self.solve(record)
        return answer != gold and (answer == "pass" or gold == INSUFFICIENT)

    def fields(self, record: Report, lang: Lang) -> Mapping[str, object]:
        quantity, unit = words(record.name)
        return {
            "quantity": quantity, "sign": COMPARATORS[record.comparator], "limit": record.limit, "unit": unit,
            "value": record.value, "interval": record.interval, "mark": MARKS[record.mark], "rule": MARK_RULE,
        }  # fmt: skip
