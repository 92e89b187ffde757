"""Comparing a test value with a limit value by GB/T 8170-2008: full value, rounded value, and the outermost reading.

Both methods are printed in the item; `rounding_report.py` judges from values that were rounded before. No value here is ever rounded twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from harness.kit import Answer, Field, Json, Lang, Number, Rng, Text, exact, rounded, within

VERDICT = {"pass": Text("合格", "acceptable"), "fail": Text("不合格", "not acceptable")}
COMPARATORS = {"<=": "≤", "<": "<", ">=": "≥", ">": ">"}
TIES = Text(
    "修约时恰为半个间隔则取间隔的偶数倍，只许修约一次",
    "exactly half an interval rounds to the even multiple, and a value is rounded once only",
)
METHODS = Text(
    "全数值比较法：测定值不修约，直接与极限数值比较；修约值比较法：先把测定值修约到与极限数值相同的末位，再比较；" + TIES.zh,
    "full-value method: compare the value with the limit as it is, without rounding; rounded-value method: first round the value to the last place of the limit, then compare; " + TIES.en,
)  # fmt: skip
#: property: (words, unit, last place of the limit, lowest and highest limit); chemistry has upper limits, strength lower ones
UPPER = {
    "P": (Text("磷含量", "phosphorus"), "%", "0.001", "0.012", "0.045"),
    "S": (Text("硫含量", "sulphur"), "%", "0.001", "0.005", "0.045"),
    "C": (Text("碳含量", "carbon"), "%", "0.01", "0.12", "0.25"),
}
LOWER = {
    "Rm": (Text("抗拉强度", "tensile strength"), "MPa", "1", "370", "720"),
    "ReH": (Text("上屈服强度", "upper yield strength"), "MPa", "1", "235", "460"),
    "Mn": (Text("锰含量", "manganese"), "%", "0.01", "0.60", "1.40"),
}


def sound(value: Fraction | Decimal, comparator: str, limit: Fraction | Decimal) -> bool:
    """Whether `value` keeps the limit."""
    return {"<=": value <= limit, "<": value < limit, ">=": value >= limit, ">": value > limit}[comparator]


def draw_limit(rng: Rng, strict: bool) -> tuple[str, str, Decimal, Decimal]:
    """Property, comparator, limit and its last place."""
    upper = rng.chance(1, 2)
    known = UPPER if upper else LOWER
    name = rng.choice(tuple(known))
    _, _, step, low, high = known[name]
    return name, ("<" if upper else ">") + "=" * (not strict), rng.decimal(low, high, step), Decimal(step)


def words(name: str) -> tuple[Text, str]:
    """What the property is called and its unit."""
    known = (UPPER | LOWER)[name]
    return known[0], known[1]


# --- both methods ----------------------------------------------------------------------------------


#: Widths of a range of acceptance, in last places of its limits.
WIDTHS = {"P": (8, 15), "S": (8, 15), "C": (8, 12), "Rm": (60, 140), "ReH": (60, 120), "Mn": (20, 40)}


@dataclass(frozen=True, slots=True)
class Reading:
    """A test value, or two parallel ones to be averaged, beside a range; the limit at its `open` end does not belong to it.

    Every range has one such end, so that the signs alone tell no verdict.
    """

    name: str
    low: Decimal
    high: Decimal
    open: str
    step: Decimal
    values: tuple[Decimal, ...]
    level: int

    @property
    def signs(self) -> tuple[str, str]:
        """Comparators with the lower and the upper limit."""
        return (">", "<=") if self.open == "low" else (">=", "<")


class TwoMethods(Json[Reading]):
    """The rounded value and the verdict by each method; near a limit they part."""

    name = "two_methods"
    title = Text("用两种比较方法判定", "Judge by two comparison methods")
    cases = ("both_pass", "both_fail", "only_rounded", "only_full")
    critical = Text("按该方法不合格的值被判为合格", "accepts a value by a method that rejects it")
    schema = {
        "rounded": Field(Text("修约值", "rounded_value"), "number", Text("", "")),
        "full": Field(Text("全数值比较法", "full_value_method"), "choice", terms=VERDICT),
        "by_rounded": Field(Text("修约值比较法", "rounded_value_method"), "choice", terms=VERDICT),
    }
    zh = (
        "技术协议规定的{=合格范围}：{quantity}{over}{low}且{under}{high} {unit}。{=测定}{values}。规定（{=GB/T 8170-2008}）：{methods}。请按两种方法分别判定这个结果，并写出修约值。",
        "化验员与质检员对同一结果意见不一：{quantity}要求{over}{low}且{under}{high} {unit}，{=测定}{values}。请依据{=GB/T 8170-2008}，把两种比较方法的结论都填出来。{methods}。",
    )
    en = (
        "{=Acceptable by the agreement}: {quantity} {over} {low} and {under} {high} {unit}. {values}. Rules ({=GB/T 8170-2008}): {methods}. Judge the result by each method and give the rounded value.",
        "Chemist and inspector disagree on one result: {quantity} must be {over} {low} and {under} {high} {unit}. {values}. Fill in what each method of {=GB/T 8170-2008} says: {methods}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Reading:
        name = rng.choice(tuple(WIDTHS))
        _, _, step, least, most = (UPPER | LOWER)[name]
        unit = Decimal(step)
        low = rng.decimal(least, str((Decimal(least) + Decimal(most)) / 2 // unit * unit), step)
        high = low + rng.between(*WIDTHS[name]) * unit
        end, other = rng.shuffle(("low", "high"))  # the value lies near `end`
        strict = case == "only_full" or (case != "only_rounded" and rng.chance(1, 2))
        tenths = {  # outside the limit is positive, half an interval is left to `boundary_reading`
            "both_pass": -rng.between(6, 34),
            "both_fail": rng.between(6, 34),
            "only_rounded": rng.between(1, 4),
            "only_full": -rng.between(1, 4),
        }[case]
        if tenths % 10 == 5:
            tenths += 1
        value = (high + tenths * unit / 10) if end == "high" else (low - tenths * unit / 10)
        spread = rng.between(1, 6) * unit / 10
        values = (value - spread, value + spread) if level == 3 else (value,)
        return Reading(name, low, high, end if strict else other, unit, values, level)

    def solve(self, record: Reading) -> Answer:
        value = sum(map(exact, record.values), Fraction(0)) / len(record.values)
        near = rounded(value / exact(record.step), 0) * record.step
        over, under = record.signs
        kept = [sound(v, over, record.low) and sound(v, under, record.high) for v in (value, near)]
        full, by_rounded = ("pass" if ok else "fail" for ok in kept)
        return {"rounded": near, "full": full, "by_rounded": by_rounded}

    def check(self, record: Reading) -> Answer:
        # by the room left to either limit, counted in the last place of the limits
        step = Decimal(1).scaleb(int(record.low.as_tuple().exponent))
        mean = sum(record.values, Decimal(0)) / len(record.values)
        near = mean.quantize(step, "ROUND_HALF_EVEN")

        def verdict(value: Decimal) -> str:
            room = {"low": (value - record.low) / step, "high": (record.high - value) / step}
            return "pass" if min(room.values()) >= 0 and room[record.open] != 0 else "fail"

        return {"rounded": near, "full": verdict(mean), "by_rounded": verdict(near)}

    def harms(self, answer: Answer, record: Reading) -> bool:
        gold = self.solve(record)
        if not isinstance(answer, Mapping) or not isinstance(gold, Mapping):
            return False
        return any(answer.get(key) == "pass" and gold[key] == "fail" for key in ("full", "by_rounded"))

    def fields(self, record: Reading, lang: Lang) -> Mapping[str, object]:
        quantity, unit = words(record.name)
        listed = [f"{value} {unit}" for value in record.values]
        given = Text(f"值为{listed[0]}", f"The test value is {listed[0]}")
        if len(listed) > 1:
            given = Text(
                f"两次，分别为{'、'.join(listed)}，以平均值为测定值",
                f"The test value is the mean of {' and '.join(listed)}",
            )
        over, under = (COMPARATORS[sign] for sign in record.signs)
        return {
            "quantity": quantity, "over": over, "low": record.low, "under": under, "high": record.high,
            "unit": unit, "values": given, "methods": METHODS,
        }  # fmt: skip


# --- how far may the reading go --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Edge:
    """A limit on a content in per cent, and the last place of the instrument's reading."""

    element: str
    comparator: str
    limit: Decimal
    step: Decimal
    last: Decimal
    level: int


class BoundaryReading(Number[Edge]):
    """The outermost reading that the rounded-value method still accepts."""

    name = "boundary_reading"
    title = Text("反推合格的边界读数", "Work back the boundary reading")
    cases = ("upper_even", "upper_odd", "lower_even", "lower_odd")
    critical = Text(
        "给出的读数按修约值比较法不合格", "allows a reading that the rounded-value method rejects"
    )
    unit = "%"
    places = None
    tolerance = within("0")
    zh = (
        "技术协议规定{quantity}{sign}{limit}{= %}，约定用{=修约值比较法}判定（{=GB/T 8170-2008}）。{rule}。仪器读数的末位为{last}{= %}。请问{=仍判合格}的{asked}读数是多少？",
        "按{=GB/T 8170-2008}的{=修约值比较法}验收，{quantity}的要求是{sign}{limit}{= %}，分析仪显示到{last}{= %}这一位。{rule}。请反推{=判为合格}的{asked}读数。",
    )
    en = (
        "An agreement asks for {quantity} {sign} {limit}{= %}, to be judged by the {=rounded-value method} ({=GB/T 8170-2008}). {rule}. The instrument reads to {last}{= %}. What is the {asked} reading that is {=still accepted}?",
        "Acceptance is by the {=rounded-value method} of {=GB/T 8170-2008}: {quantity} must be {sign} {limit}{= %}. The analyser shows steps of {last}{= %}. {rule}. Work back to the {asked} reading that {=passes}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Edge:
        side, parity = case.split("_")
        if side == "upper":
            element = rng.choice(("P", "S", "C"))
            _, _, step, low, high = UPPER[element]
        else:
            element = "Mn"
            _, _, step, low, high = LOWER[element]
        unit = Decimal(step)
        accepted = rng.decimal(low, high, step)  # the outermost rounded value that passes
        if int(accepted / unit) % 2 != (parity == "odd"):
            accepted += unit
        comparator = ("<" if side == "upper" else ">") + "=" * (level < 3)
        limit = accepted if level < 3 else accepted + (unit if side == "upper" else -unit)
        return Edge(element, comparator, limit, unit, unit / (10 if level == 1 else 100), level)

    def solve(self, record: Edge) -> Answer:
        away = 1 if "<" in record.comparator else -1
        accepted = record.limit if "=" in record.comparator else record.limit - away * record.step
        half = record.step / 2
        tie_comes_back = int(accepted / record.step) % 2 == 0
        return accepted + away * (half if tie_comes_back else half - record.last)

    def check(self, record: Edge) -> Answer:
        # come from outside, reading by reading, until one is accepted; all in whole last places
        away = 1 if "<" in record.comparator else -1
        step = Decimal(1).scaleb(int(record.limit.as_tuple().exponent))
        per, limit = int(step / record.last), int(record.limit / record.last)
        count = limit + away * per
        while True:
            near = int(rounded(Fraction(count, per), 0)) * per
            if sound(Decimal(near), record.comparator, Decimal(limit)):
                return count * record.last
            count -= away

    def harms(self, answer: Answer, record: Edge) -> bool:
        gold = self.solve(record)
        if not isinstance(answer, (int, Decimal, Fraction)) or not isinstance(gold, Decimal):
            return False
        return exact(answer) > exact(gold) if "<" in record.comparator else exact(answer) < exact(gold)

    def fields(self, record: Edge, lang: Lang) -> Mapping[str, object]:
        rule = Text(
            "读数先修约到与极限数值相同的末位再比较，" + TIES.zh,
            "The reading is first rounded to the last place of the limit and then compared; " + TIES.en,
        )
        return {
            "quantity": words(record.element)[0], "sign": COMPARATORS[record.comparator], "limit": record.limit, "last": record.last,
            "rule": rule, "asked": Text("最大", "highest") if "<" in record.comparator else Text("最小", "lowest"),
        }  # fmt: skip
