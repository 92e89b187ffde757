"""Blast furnace: fuel to order for a planned output, and the coke rate where the log may not say enough.

Every definition is printed in the item; `blast_furnace.py` holds the report and its targets. `critical` is
ordering over a tenth too little fuel, or naming a rate although a datum for it is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from harness.kit import (
    INSUFFICIENT,
    Answer,
    Exact,
    Lang,
    Number,
    Rng,
    Text,
    exact,
    rounded,
    within,
    within_share,
)
from tasks.steel.alloy_amounts import told

# --- fuel for a plan -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plan:
    """Planned figures of one day: `hours` under blast, rates in kg/t, `moisture` of the coke as delivered."""

    volume: int
    util: Decimal
    hours: int
    coke: int
    nut: int
    fuel: int
    moisture: Decimal
    asked: str
    level: int


class FuelForPlan(Number[Plan]):
    """Tonnes of wet coke, or of coal, that the planned output needs."""

    name = "fuel_for_plan"
    title = Text("计算计划用焦量或用煤量", "Plan the furnace's fuel")
    cases = ("coke", "coal")
    critical = Text("备的燃料少了10%以上", "orders over 10 % too little fuel")
    unit = "t"
    places = 0
    tolerance = within_share("0.005")
    zh = (
        "编制明天的高炉用料计划：{=有效容积}{volume} m³，计划{=利用系数}{util} t/（m³·d），{=焦比}{coke} kg/t，{=焦丁比}{nut} kg/t，{=燃料比}{fuel} kg/t。{aside}规定：{rules}。请算出当天应备{asked}，单位t，取整数。",
        "调度室给出高炉次日指标：{=利用系数}{util} t/（m³·d）、{=焦比}{coke} kg/t、{=焦丁比}{nut} kg/t、{=燃料比}{fuel} kg/t，炉子{=有效容积}{volume} m³。{aside}{rules}。按此需要准备{asked}多少t？取整数。",
    )
    en = (
        "Plan tomorrow's burden: {=effective volume} {volume} m³, planned {=productivity coefficient} {util} t/(m³·d), {=coke rate} {coke} kg/t, {=nut coke rate} {nut} kg/t, {=fuel rate} {fuel} kg/t. {aside}By definition {rules}. Work out how many tonnes of {asked} must be ready for the day (whole number).",
        "The dispatcher sets these figures for the next day: {=productivity coefficient} {util} t/(m³·d), {=coke rate} {coke} kg/t, {=nut coke rate} {nut} kg/t, {=fuel rate} {fuel} kg/t; the furnace has an {=effective volume} of {volume} m³. {aside}By definition {rules}. How many tonnes of {asked} are needed, as a whole number?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Plan:
        coke, nut, coal = rng.between(330, 420), rng.between(20, 48), rng.between(120, 175)
        return Plan(
            10 * rng.between(108, 505), rng.decimal("2.10", "2.85", "0.05"), 24 - rng.between(2, 6) if level == 3 else 24,
            coke, nut, coke + nut + coal, rng.decimal("3.0", "6.5", "0.1") if level > 1 else Decimal("0.0"), case, level,
        )  # fmt: skip

    def solve(self, record: Plan) -> Answer:
        p = record
        iron = p.volume * exact(p.util) * p.hours / 24
        if p.asked == "coal":
            return rounded(iron * (p.fuel - p.coke - p.nut) / 1000, 0)
        return rounded(iron * p.coke / 1000 / (1 - exact(p.moisture) / 100), 0)

    def check(self, record: Plan) -> Answer:
        # all dry fuel of the day in kilograms, less what is not asked for; wet coke in proportion
        p = record
        per_hour = Fraction(p.volume * int(p.util * 100), 2400)
        everything = {"fuel": p.fuel, "coke": p.coke, "nut": p.nut}
        kg = {name: rate * per_hour * p.hours for name, rate in everything.items()}
        coal = kg["fuel"] - kg["coke"] - kg["nut"]
        if p.asked == "coal":
            return rounded(coal / 1000, 0)
        return rounded((kg["fuel"] - coal - kg["nut"]) / 10 / (100 - exact(p.moisture)), 0)

    def harms(self, answer: Answer, record: Plan) -> bool:
        right = self.solve(record)
        if not isinstance(answer, Exact) or not isinstance(right, Decimal):
            return False
        return exact(answer) < exact(right) * Fraction(9, 10)

    def fields(self, record: Plan, lang: Lang) -> Mapping[str, object]:
        p = record
        rules = Text(
            "日产铁量=利用系数×有效容积，焦比=干焦÷铁（不含焦丁），燃料比=焦比+煤比+焦丁比",
            "daily hot metal = productivity coefficient × effective volume, coke rate = dry coke / hot metal (without nut coke), fuel rate = coke rate + coal rate + nut coke rate",
        )
        aside_zh, aside_en = "", ""
        if p.level > 1:
            aside_zh, aside_en = (
                f"进厂焦炭含水{p.moisture} %。",
                f"The coke as delivered holds {p.moisture} % moisture. ",
            )
        if p.hours < 24:
            aside_zh += f"当天计划休风{24 - p.hours} h，产量按送风时间占24 h的比例折减。"
            aside_en += f"The blast is off for {24 - p.hours} h, and the output falls in proportion to the time under blast out of 24 h. "
        asked = Text("喷吹煤粉", "injected coal")
        if p.asked == "coke":
            asked = Text("湿焦炭", "wet coke") if p.level > 1 else Text("干焦炭", "dry coke")
        return {
            "volume": p.volume, "util": p.util, "coke": p.coke, "nut": p.nut, "fuel": p.fuel,
            "aside": Text(aside_zh, aside_en), "rules": rules, "asked": asked,
        }  # fmt: skip


# --- the coke rate, if the log says enough -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Log:
    """A day's log; the datum named by `hidden` is not on it, or stands there as not reported (`pending`)."""

    volume: int
    iron: int
    coke: Decimal
    moisture: Decimal
    coal: Decimal
    nut: Decimal
    hidden: str
    pending: bool
    level: int


NEEDED = ("iron", "coke", "moisture")
SPARE = ("volume", "coal")


class CokeRateOrMissing(Number[Log]):
    """The coke rate, or that the log does not say enough; on level 3 the output may follow from the coefficient."""

    name = "coke_rate_or_missing"
    title = Text("算焦比或判信息不足", "Coke rate, or abstain")
    cases = ("complete", "spare", "missing")
    critical = Text("缺数据仍报出焦比", "names a coke rate although a datum is missing")
    unit = "kg/t"
    places = 1
    tolerance = within("0.6")
    zh = (
        "高炉当日台账：{given}；另耗{=干焦丁}{nut} t。规定{rules}。请核算当日{=焦比}（kg/t，保留1位小数）；{=若所给数据不足以算出，只答“信息不足”，不得自行假设数值}。",
        "炼铁日报（一天的数据）摘录：{given}；{=干焦丁}另计{nut} t。按{rules}，当日{=焦比}是多少kg/t？取1位小数。{=缺少必需数据时不许估，直接回答“信息不足”}。",
    )
    en = (
        "Blast-furnace log of one day: {given}; {=dry nut coke} besides: {nut} t. By definition {rules}. Work out the {=coke rate} of the day in kg/t, to one decimal place; {=if the data given do not suffice, answer INSUFFICIENT and assume no value}.",
        "Extract from the daily ironmaking report: {given}; besides, {nut} t of {=dry nut coke}. With {rules}, what is the {=coke rate} of that day in kg/t, to one decimal place? {=Do not estimate: if a necessary datum is missing, answer INSUFFICIENT}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Log:
        volume = 20 * rng.between(54, 250)
        iron = volume * 5 * rng.between(42, 57) // 100  # coefficient in steps of 0.05, so that it is exact
        moisture = rng.decimal("3.0", "6.5", "0.1")
        coke = rounded(Fraction(iron * rng.between(3300, 4200), 10_000) / (1 - exact(moisture) / 100), 1)
        coal, nut = (
            rounded(Fraction(iron * rng.between(*span), 10_000), 1) for span in ((1200, 1750), (200, 480))
        )
        spare = "iron" if level == 3 else rng.choice(SPARE[:level])
        needed = rng.choice(NEEDED[1:] if level == 3 else NEEDED)
        hidden = {"complete": "", "spare": spare, "missing": needed}[case]
        return Log(volume, iron, coke, moisture, coal, nut, hidden, rng.chance(1, 2), level)

    def solve(self, record: Log) -> Answer:
        r = record
        if r.hidden in NEEDED and not (r.hidden == "iron" and r.level == 3):
            return INSUFFICIENT
        iron = exact(r.volume) * exact(coefficient(r)) if r.hidden == "iron" else Fraction(r.iron)
        return rounded(exact(r.coke) * (100 - exact(r.moisture)) * 10 / iron, 1)

    def check(self, record: Log) -> Answer:
        # any other value for what is not known: if that moves the rate, the log does not say enough
        def rate(r: Log) -> Fraction:
            water = exact(r.coke) * exact(r.moisture) / 100
            iron = exact(coefficient(record)) * r.volume if r.level == 3 else Fraction(r.iron)
            return (exact(r.coke) - water) / iron * 1000

        one = rate(record)
        if record.hidden:
            value = getattr(record, record.hidden)
            if rate(replace(record, **{record.hidden: value + value})) != one:
                return INSUFFICIENT
        return rounded(one, 1)

    def harms(self, answer: Answer, record: Log) -> bool:
        return isinstance(answer, Exact) and self.solve(record) == INSUFFICIENT

    def fields(self, record: Log, lang: Lang) -> Mapping[str, object]:
        r = record
        clauses = {
            "volume": Text(f"有效容积 {r.volume} m³", f"effective volume: {r.volume} m³"),
            "iron": Text(f"合格生铁 {r.iron} t", f"hot metal: {r.iron} t"),
            "coke": Text(
                f"入炉湿焦（不含焦丁） {r.coke} t", f"wet charged coke without nut coke: {r.coke} t"
            ),
            "moisture": Text(f"焦炭含水 {r.moisture} %", f"moisture of the coke: {r.moisture} %"),
            "coal": Text(f"喷煤 {r.coal} t", f"coal: {r.coal} t"),
        }
        if r.level == 1:
            del clauses["coal"]
        if r.level == 3:
            clauses["util"] = Text(
                f"利用系数 {coefficient(r)} t/（m³·d）",
                f"productivity coefficient: {coefficient(r)} t/(m³·d)",
            )
        rules = Text(
            "焦比=入炉干焦÷产铁量（不含焦丁），利用系数=日产铁量÷有效容积",
            "coke rate = dry charged coke / hot metal (without nut coke), productivity coefficient = daily hot metal / effective volume",
        )
        return {"given": told(clauses, r.hidden, r.pending), "rules": rules, "nut": r.nut}


def coefficient(r: Log) -> Decimal:
    return rounded(Fraction(r.iron, r.volume), 2)
