"""Tempering by the Hollomon-Jaffe parameter P = T(K)·(C + lg t): its value, its process window, its equivalents.

The formula with the constant and the conversion to kelvin is printed in every item; `critical` is accepting a
batch that was tempered outside its window, or setting too short a time or too high a temperature.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import log10

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
    rounded,
    within,
    within_share,
)
from tasks.steel.temper_log import FurnaceLog, ParameterOrAbstain
from tasks.steel.tempering import (
    FORMULA,
    PARAMETER,
    ZERO_C,
    Hold,
    draw_hold,
    hours,
    kelvin,
    lg_hours,
    parameter,
    parameter_by_bisection,
    said,
)


class TemperingParameter(Number[Hold]):
    """P of one tempering hold."""

    name = "tempering_parameter"
    title = Text("计算回火参数P", "Compute the tempering parameter")
    places = 0
    tolerance = within("5")
    zh = (
        "一炉调质件{=回火}，炉温{celsius} {=℃}、{=保温}{time}{correction}。工艺员用{=回火参数}比较不同炉次：{formula}，本钢种{=C}取{c}。请算出这一炉的{=P}，按{=GB/T 8170-2008}{=修约到整数}。",
        "热处理车间的工艺卡写着：{=回火参数}{formula}，{=C}={c}。某炉{=回火温度}{celsius} {=℃}，{=保温}{time}{correction}。请问这一炉的{=P}是多少？按{=GB/T 8170-2008}{=修约到整数}。",
    )
    en = (
        "A furnace load of quenched parts was {=tempered} at {celsius} {=°C} and {=held} for {time}{correction}. Loads are compared by the {=tempering parameter}: {formula}; for this steel {=C} is {c}. Compute {=P}, {=rounded to a whole number by GB/T 8170-2008}.",
        "The process card of a heat-treatment shop gives the {=tempering parameter} as {formula} with {=C} = {c}. One load was {=tempered} at {celsius} {=°C} with a {=hold} of {time}{correction}. What is its {=P}, {=rounded to a whole number by GB/T 8170-2008}?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Hold:
        return draw_hold(rng, level)

    def solve(self, record: Hold) -> Answer:
        return rounded(parameter(record), 0)

    def check(self, record: Hold) -> Answer:
        return parameter_by_bisection(record)

    def fields(self, record: Hold, lang: Lang) -> Mapping[str, object]:
        return {**said(record), "formula": FORMULA}


# --- judge it --------------------------------------------------------------------------------------

VERDICT = {
    "low": Text("偏低", "too low"),
    "inside": Text("合格", "within the window"),
    "high": Text("偏高", "too high"),
}


@dataclass(frozen=True, slots=True)
class Windowed:
    """A hold beside the window that its process card allows for P."""

    hold: Hold
    low: int
    high: int


class ParameterWindow(Json[Windowed]):
    """P, and whether it lies in the window of the process card."""

    name = "parameter_window"
    title = Text("判定回火参数是否合格", "Judge a tempered load")
    cases = tuple(VERDICT)
    critical = Text("回火参数超出范围的炉次被判为合格", "accepts a load tempered outside its window")
    schema = {
        "p": Field(Text("P", "P"), "number", Text("取整数", "whole number"), tolerance=within("5")),
        "verdict": Field(Text("结论", "verdict"), "choice", terms=VERDICT),
    }
    zh = (
        "检验员要核对一炉调质件。工艺卡要求{=回火参数P不低于}{low}、{=不高于}{high}（含边界），{formula}，{=C}取{c}。这一炉{=回火}{celsius} {=℃}，{=保温}{time}{correction}。请按{=GB/T 8170-2008}把{=P修约到整数}并给出结论。",
        "请检查一炉零件的{=回火}是否符合工艺：炉温{celsius} {=℃}，{=保温}{time}{correction}。{formula}，{=C}={c}；{=P的允许范围}是{low}{=～}{high}。{=P}按{=GB/T 8170-2008}{=修约到整数}后填表。",
    )
    en = (
        "The process card asks for a {=tempering parameter P of at least} {low} {=and at most} {high}; {formula}, with {=C} = {c}. This load was {=tempered} at {celsius} {=°C} and {=held} for {time}{correction}. Give {=P rounded to a whole number by GB/T 8170-2008} and the verdict.",
        "Check whether a load was {=tempered} as required: furnace temperature {celsius} {=°C}, {=hold} {time}{correction}. {formula}; {=C} is {c}; the {=permitted range of P} is {low} {=to} {high}. Enter {=P, rounded to a whole number by GB/T 8170-2008}, and your verdict.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Windowed:
        hold = draw_hold(rng, level)
        p, width = int(parameter(hold)), 10 * rng.between(20, 45)
        start = {  # at least twice the tolerance clear of both edges
            "inside": p - rng.between(15, width - 25),
            "low": p + rng.between(25, 250),
            "high": p - width - rng.between(15, 250),
        }[case]
        low = start // 10 * 10
        return Windowed(hold, low, low + width)

    def solve(self, record: Windowed) -> Answer:
        p = rounded(parameter(record.hold), 0)
        verdict = "low" if p < record.low else "high" if p > record.high else "inside"
        return {"p": p, "verdict": verdict}

    def check(self, record: Windowed) -> Answer:
        # by time: was the hold shorter or longer than the window allows at this temperature?
        absolute, c = kelvin(record.hold.actual), record.hold.c
        least, most = (10 ** (edge / absolute - c) for edge in (record.low, record.high))
        held = record.hold.minutes / 60
        verdict = "low" if held < least else "high" if held > most else "inside"
        return {"p": parameter_by_bisection(record.hold), "verdict": verdict}

    def harms(self, answer: Answer, record: Windowed) -> bool:
        outside = not record.low <= rounded(parameter(record.hold), 0) <= record.high
        return isinstance(answer, Mapping) and answer.get("verdict") == "inside" and outside

    def fields(self, record: Windowed, lang: Lang) -> Mapping[str, object]:
        return {**said(record.hold), "formula": FORMULA, "low": record.low, "high": record.high}


# --- invert it -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """A hold that has to be matched: at `celsius` (time asked) or within `minutes` (temperature asked)."""

    hold: Hold
    celsius: int = 0
    minutes: int = 0


class EquivalentTime(Number[Change]):
    """The hold at another temperature that gives the same P."""

    name = "equivalent_time"
    title = Text("换算等效保温时间", "Convert the holding time")
    cases = ("cooler", "hotter")
    critical = Text("保温时间短了10%以上", "sets a hold over 10 % too short")
    unit = "h"
    places = 2
    tolerance = within_share("0.01")
    zh = (
        "车间的原工艺是{=回火}{celsius} {=℃}、{=保温}{time}{correction}。现在炉温改为{other} {=℃}，要求{=回火参数P不变}：{formula}，{=C}取{c}。请算出需要的{=保温时间}（{=h}），按{=GB/T 8170-2008}{=修约到0.01 h}。",
        "试样是在{celsius} {=℃}{=回火}{time}的{correction}，产品炉的炉温定为{other} {=℃}。若按{formula}（{=C}={c}）保持{=P相等}，请问产品要{=保温}多少{=h}？按{=GB/T 8170-2008}{=修约到0.01 h}。",
    )
    en = (
        "The present process {=tempers} at {celsius} {=°C} with a {=hold} of {time}{correction}. The furnace will now run at {other} {=°C} and the {=tempering parameter P must stay the same}: {formula}, {=C} = {c}. Compute the {=hold} needed, {=in h}, {=rounded to 0.01 h by GB/T 8170-2008}.",
        "A trial piece was {=tempered} at {celsius} {=°C} for {time}{correction}; the production furnace is set to {other} {=°C}. With {formula} and {=C} = {c}, how many {=hours} must the product be {=held} for {=the same P}, {=rounded to 0.01 h by GB/T 8170-2008}?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Change:
        cooler = case == "cooler"
        hold = draw_hold(rng, level, (60, 240) if cooler else (240, 600))
        return Change(hold, celsius=hold.actual + (-rng.between(8, 25) if cooler else rng.between(5, 20)))

    def solve(self, record: Change) -> Answer:
        return rounded(equivalent_hours(record), 2)

    def check(self, record: Change) -> Answer:
        # bisection over hundredths of an hour: the first whose upper half-step reaches P
        p, absolute, c = by_float(record.hold), kelvin(record.celsius), record.hold.c
        low, high = 0, 100_000
        while low < high:
            middle = (low + high) // 2
            if absolute * (c + log10((middle + 0.5) / 100)) < p:
                low = middle + 1
            else:
                high = middle
        return Decimal(low).scaleb(-2)

    def harms(self, answer: Answer, record: Change) -> bool:
        least = Fraction(equivalent_hours(record)) * Fraction(9, 10)
        return isinstance(answer, (int, Decimal, Fraction)) and exact(answer) < least

    def fields(self, record: Change, lang: Lang) -> Mapping[str, object]:
        return {**said(record.hold, changed=True), "formula": FORMULA, "other": record.celsius}


def equivalent_hours(change: Change) -> Decimal:
    """The formula solved for t."""
    return Decimal(10) ** (parameter(change.hold) / (change.celsius + ZERO_C) - change.hold.c)


def by_float(hold: Hold) -> float:
    """P in floating point, for the checks."""
    return kelvin(hold.actual) * (hold.c + log10(hold.minutes / 60))


class EquivalentTemperature(Number[Change]):
    """The temperature that gives the same P in another time."""

    name = "equivalent_temperature"
    title = Text("换算等效回火温度", "Convert the tempering temperature")
    cases = ("shorter", "longer")
    critical = Text("回火温度定高了10 ℃以上", "sets a temperature more than 10 °C too high")
    unit = Text("℃", "°C")
    places = 0
    tolerance = within("1")
    zh = (
        "车间的原工艺是{=回火}{celsius} {=℃}、{=保温}{time}{correction}。为配合排产，{=保温}改为{wanted}，要求{=回火参数P不变}：{formula}，{=C}取{c}。请算出新的{=回火温度}（{=℃}），按{=GB/T 8170-2008}{=修约到1 ℃}。",
        "某件按{celsius} {=℃}{=回火}{time}{correction}。现在每炉只安排{=保温}{wanted}。若{formula}，{=C}={c}，请问{=回火温度}定为多少{=℃}才能使{=P相等}？按{=GB/T 8170-2008}{=修约到1 ℃}。",
    )
    en = (
        "The present process {=tempers} at {celsius} {=°C} with a {=hold} of {time}{correction}. To suit the schedule the {=hold} becomes {wanted}, and the {=tempering parameter P must stay the same}: {formula}, {=C} = {c}. Compute the new {=temperature} in {=°C}, {=rounded to 1 °C by GB/T 8170-2008}.",
        "A part is {=tempered} at {celsius} {=°C} for {time}{correction}. From now on each load is {=held} for {wanted}. With {formula} and {=C} = {c}, at which {=temperature} in {=°C} does it get {=the same P}, {=rounded to 1 °C by GB/T 8170-2008}?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Change:
        shorter = case == "shorter"
        # hot enough as it is: what a shorter hold asks for stays below 700 °C
        hold = draw_hold(rng, level, (240, 480), 650) if shorter else draw_hold(rng, level, (60, 150))
        return Change(hold, minutes=30 * (rng.between(2, 6) if shorter else rng.between(7, 16)))

    def solve(self, record: Change) -> Answer:
        return rounded(equivalent_celsius(record), 0)

    def check(self, record: Change) -> Answer:
        # bisection over whole degrees
        p, c = by_float(record.hold), record.hold.c
        low, high = 0, 2000
        while low < high:
            middle = (low + high) // 2
            if kelvin(middle + 0.5) * (c + log10(record.minutes / 60)) < p:
                low = middle + 1
            else:
                high = middle
        return low

    def harms(self, answer: Answer, record: Change) -> bool:
        most = Fraction(equivalent_celsius(record)) + 10
        return isinstance(answer, (int, Decimal, Fraction)) and exact(answer) > most

    def fields(self, record: Change, lang: Lang) -> Mapping[str, object]:
        wanted = f"{spelt_hours(record.minutes)} h"
        return {**said(record.hold, changed=True), "formula": FORMULA, "wanted": wanted}


def equivalent_celsius(change: Change) -> Decimal:
    """The formula solved for T, less the zero point."""
    return parameter(change.hold) / (change.hold.c + lg_hours(change.minutes)) - ZERO_C


def spelt_hours(minutes: int) -> str:
    return f"{hours(minutes):f}"


class HeatTreatment(Task):
    """How far was it tempered, and what would temper it as far?"""

    domain, name, tier = "steel", "heat_treatment", "medium"
    title = Text("回火工艺：回火参数与等效", "Tempering: the tempering parameter and its equivalents")
    sources = (PARAMETER.standard, "rounding by GB/T 8170-2008")
    families = (
        TemperingParameter(), ParameterWindow(), FurnaceLog(), EquivalentTime(), EquivalentTemperature(),
        ParameterOrAbstain(),
    )  # fmt: skip
