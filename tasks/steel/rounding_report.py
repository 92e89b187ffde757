"""A value that was rounded before it was reported, judged by the full-value method: sometimes it cannot be told.

What every mark means is printed in the item; `critical` is accepting a bad value or deciding without the datum.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from harness.kit import INSUFFICIENT, Answer, Lang, Letter, Rng, Text
from tasks.steel.rounding_limits import COMPARATORS, VERDICT, draw_limit, sound, words

MARKS = {
    "down": Text("后注“舍”", "marked (+)"),
    "up": Text("后注“进”", "marked (-)"),
    "exact": Text("后注“未舍未进”", "marked (=)"),
    "none": Text("后面没有注明", "carrying no mark"),
}
MARK_RULE = Text(
    "报出值修约到与极限数值相同的末位；注“舍”表示测定值大于报出值，注“进”表示测定值小于报出值，注“未舍未进”表示两者相等，没有注明则三种都可能",
    "the reported value was rounded to the last place of the limit; (+) means that the test value is greater than reported, (-) that it is smaller, (=) that they are equal; without a mark any of the three may hold",
)


@dataclass(frozen=True, slots=True)
class Report:
    """A value that was rounded before it was reported, with or without the mark that says how."""

    name: str
    comparator: str
    limit: Decimal
    step: Decimal
    value: Decimal
    mark: str
    level: int


class ReportedValue(Letter[Report]):
    """Judge by the full-value method from a rounded report: sometimes that cannot be done."""

    name = "reported_value"
    cases = ("pass", "fail", "missing")
    critical = "accepts a value that is out of limits, or decides where the report cannot tell"
    options = 3
    terms = VERDICT
    zh = (
        "极限数值：{quantity}{sign}{limit} {unit}。检验报告只给出{=修约后}的{=报出值}{value} {unit}，{mark}。约定：{rule}。按{=全数值比较法}（{=GB/T 8170-2008}，以{=测定值}为准）应如何判定？",
        "仓库要按{=GB/T 8170-2008}的{=全数值比较法}验收一批料，比较的是{=未修约的测定值}，要求{quantity}{sign}{limit} {unit}。供方报告的{=报出值}是{value} {unit}，{mark}。约定：{rule}。结论是哪一项？",
    )
    en = (
        "Limit: {quantity} {sign} {limit} {unit}. The test report gives only the {=rounded} value {value} {unit}, {mark}. Convention: {rule}. What is the verdict by the {=full-value method} ({=GB/T 8170-2008}, which judges the {=test value})?",
        "A store accepts material by the {=full-value method} of {=GB/T 8170-2008}, which compares the {=unrounded test value}; {quantity} must be {sign} {limit} {unit}. The supplier {=reports} {value} {unit}, {mark}. Convention: {rule}. Which verdict follows?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Report:
        name, comparator, limit, step = draw_limit(rng, strict=level == 3 and rng.chance(2, 3))
        over = 1 if "<" in comparator else -1  # the direction that breaks the limit
        if case == "missing":
            return Report(name, comparator, limit, step, limit, "none", level)
        if rng.chance(1, 2):  # clear of the limit: the mark does not matter, and there mostly is none
            away = rng.between(1, 3) * step * (over if case == "fail" else -over)
            mark = "none" if rng.chance(3, 4) else rng.choice(("down", "up", "exact"))
            return Report(name, comparator, limit, step, limit + away, mark, level)
        beyond, inside = ("down", "up") if over > 0 else ("up", "down")
        marks = {"pass": [inside], "fail": [beyond]}
        marks["pass" if "=" in comparator else "fail"].append("exact")
        return Report(name, comparator, limit, step, limit, rng.choice(marks[case]), level)

    def solve(self, record: Report) -> Answer:
        over = 1 if "<" in record.comparator else -1
        if record.value != record.limit:
            return "fail" if (record.value - record.limit) * over > 0 else "pass"
        if record.mark == "none":
            return INSUFFICIENT
        if record.mark == "exact":
            return "pass" if "=" in record.comparator else "fail"
        return "fail" if (record.mark == "down") == (over > 0) else "pass"

    def check(self, record: Report) -> Answer:
        # try a test value for each way the report may have come about
        shifts = {"down": (4,), "up": (-4,), "exact": (0,), "none": (4, -4, 0)}[record.mark]
        tried = {
            sound(record.value + shift * record.step / 10, record.comparator, record.limit)
            for shift in shifts
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
            "value": record.value, "mark": MARKS[record.mark], "rule": MARK_RULE,
        }  # fmt: skip
