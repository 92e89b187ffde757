"""Melt-shop figures of a heat: metallic charge consumption, hot-metal ratio, and the scrap that a quota leaves room for.

Every definition is printed in the item and is this works' own: no standard and no outside source is quoted, so there is
no fact file. `critical` is calling a heat that overran its quota within it, and
charging scrap by a tenth too much.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

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
)
from tasks.steel.melt_charge import (
    CONSUMPTION,
    COUNTS,
    RATIO,
    Charge,
    consumption,
    consumption_by_yield,
    draw_charge,
    ratio,
    rest,
)
from tasks.steel.melt_report import RatioOrAbstain, ReportError

# --- compute it ------------------------------------------------------------------------------------


class ChargeConsumption(Number[Charge]):
    """Kilograms of metallic charge for a tonne of good cast steel."""

    name = "charge_consumption"
    title = Text("计算钢铁料消耗", "Compute the metallic charge consumption")
    unit = "kg/t"
    places = 1
    tolerance = within("0.2")
    zh = (
        "转炉车间某一炉装入{=铁水}{iron} t、{=废钢}{scrap} t{rest}。车间的算法规定：{rule}。请为炉次日报算出这一炉的{=钢铁料消耗}，结果按{=GB/T 8170-2008}{=修约到0.1 kg/t}。",
        "炼钢统计员下班前要填{=钢铁料消耗}一栏，规定是：{rule}。某炉装入{=废钢}{scrap} t、{=铁水}{iron} t{rest}。请算出应填的数值，按{=GB/T 8170-2008}{=修约到0.1 kg/t}。",
    )
    en = (
        "A converter heat was charged with {iron} t of {=hot metal} and {scrap} t of {=scrap}{rest}. The shop works by these definitions: {rule}. For the heat report, compute the {=metallic charge consumption}, {=rounded to 0.1 kg/t by GB/T 8170-2008}.",
        "Before going home the clerk of the melt shop must enter the {=metallic charge consumption}. By definition {rule}. One heat used {scrap} t of {=scrap} and {iron} t of {=hot metal}{rest}. Which value belongs in the report, {=rounded to 0.1 kg/t by GB/T 8170-2008}?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Charge:
        return draw_charge(rng, level)

    def solve(self, record: Charge) -> Answer:
        return rounded(consumption(record), 1)

    def check(self, record: Charge) -> Answer:
        return rounded(consumption_by_yield(record), 1)

    def fields(self, record: Charge, lang: Lang) -> Mapping[str, object]:
        rule = CONSUMPTION if record.level < 3 else joined(CONSUMPTION, COUNTS)
        if record.level == 2:
            rule = joined(CONSUMPTION, Text("石灰不计入钢铁料", "lime is no part of the metallic charge"))
        return {"iron": record.iron, "scrap": record.scrap, "rest": rest(record), "rule": rule}


def joined(*rules: Text) -> Text:
    return Text("；".join(rule.zh for rule in rules), "; ".join(rule.en for rule in rules))


# --- judge it --------------------------------------------------------------------------------------

VERDICT = {"within": Text("未超定额", "within quota"), "over": Text("超定额", "over quota")}


@dataclass(frozen=True, slots=True)
class JudgedHeat:
    """A heat beside its quota in kg/t."""

    charge: Charge
    quota: int


class HeatReport(Json[JudgedHeat]):
    """Consumption, hot-metal ratio, and whether the heat kept its quota."""

    name = "heat_report"
    title = Text("填炉次报表并判超定额", "Report a heat against quota")
    cases = ("within", "over")
    critical = Text("超定额的炉次被判为未超", "calls a heat over its quota within it")
    schema = {
        "consumption": Field(
            Text("钢铁料消耗", "consumption"),
            "number",
            Text("单位kg/t，1位小数", "kg/t, 1 decimal place"),
            tolerance=within("0.2"),
        ),
        "ratio": Field(
            Text("铁钢比", "hot_metal_ratio"),
            "number",
            Text("3位小数", "3 decimal places"),
            tolerance=within("0.001"),
        ),
        "verdict": Field(Text("结论", "verdict"), "choice", terms=VERDICT),
    }
    zh = (
        "某一炉装入{=铁水}{iron} t、{=废钢}{scrap} t{rest}。规定：{rule}；{=钢铁料消耗定额为不大于}{quota} {=kg/t}。请填写炉次报表，数值按{=GB/T 8170-2008}修约，并判断这一炉是否{=超定额}。",
        "车间主任要看某一炉的指标。这一炉用了{=废钢}{scrap} t、{=铁水}{iron} t{rest}。指标定义为：{rule}。{=定额：钢铁料消耗不大于}{quota} {=kg/t}。请按{=GB/T 8170-2008}修约后填表，并给出结论。",
    )
    en = (
        "A heat was charged with {iron} t of {=hot metal} and {scrap} t of {=scrap}{rest}. Definitions: {rule}. {=Quota: consumption not more than} {quota} {=kg/t}. Fill in the heat report, rounding by {=GB/T 8170-2008}, and say whether the heat is {=within its quota}.",
        "The shop manager wants the figures of a heat that used {scrap} t of {=scrap} and {iron} t of {=hot metal}{rest}. By definition {rule}. The {=quota is a consumption of at most} {quota} {=kg/t}. Round by {=GB/T 8170-2008}, fill in the sheet and give the verdict.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> JudgedHeat:
        charge = draw_charge(rng, level)
        value, room = consumption(charge), Fraction(1, 2)  # over twice the tolerance
        quota = (
            ceil(value + room) + rng.below(15) if case == "within" else floor(value - room) - rng.below(15)
        )
        return JudgedHeat(charge, quota)

    def solve(self, record: JudgedHeat) -> Answer:
        value = consumption(record.charge)
        verdict = "over" if value > record.quota else "within"
        return {
            "consumption": rounded(value, 1), "ratio": rounded(ratio(record.charge), 3), "verdict": verdict,
        }  # fmt: skip

    def check(self, record: JudgedHeat) -> Answer:
        # the quota as tonnes of charge allowed for this output; the ratio as the hot metal's part of the charge
        c = record.charge
        charged = exact(c.iron) + exact(c.scrap) + exact(c.pig) / 1000
        output = exact(c.cast) - exact(c.rejects) / 1000
        value = consumption_by_yield(c)
        return {
            "consumption": rounded(value, 1),
            "ratio": rounded(exact(c.iron) / charged * value / 1000, 3),
            "verdict": "within" if charged <= output * record.quota / 1000 else "over",
        }

    def harms(self, answer: Answer, record: JudgedHeat) -> bool:
        over = consumption(record.charge) > record.quota
        return isinstance(answer, Mapping) and answer.get("verdict") == "within" and over

    def fields(self, record: JudgedHeat, lang: Lang) -> Mapping[str, object]:
        c = record.charge
        rule = joined(CONSUMPTION, RATIO) if c.level == 1 else joined(CONSUMPTION, RATIO, COUNTS)
        return {"iron": c.iron, "scrap": c.scrap, "rest": rest(c), "rule": rule, "quota": record.quota}


# --- invert it -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plan:
    """A planned output in t at a quota in kg/t. On level 3 the hot metal is given by its ratio, not its mass."""

    good: Decimal
    quota: int
    iron: Decimal
    ratio: Decimal
    pig: int
    lime: Decimal
    level: int


class ScrapCharge(Number[Plan]):
    """How much scrap the quota leaves room for."""

    name = "scrap_charge"
    title = Text("反算废钢配入量", "Work back the scrap charge")
    critical = Text(
        "废钢比定额允许的多配10%以上", "orders over 10 % more scrap than the quota leaves room for"
    )
    unit = "t"
    places = 1
    tolerance = within("0.1")
    zh = (
        "调度计划下一炉产{=合格坯}{good} t，{=钢铁料消耗}正好按{quota} {=kg/t}安排，{given}。规定：{rule}。请反算这一炉应配多少{=废钢}，按{=GB/T 8170-2008}{=修约到0.1 t}。",
        "已知{rule}。某炉打算产{=合格坯}{good} t，{given}；要使{=钢铁料消耗}恰为{quota} {=kg/t}，请问废钢场应当准备多少{=废钢}？按{=GB/T 8170-2008}{=修约到0.1 t}。",
    )
    en = (
        "The plan for the next heat is {good} t of {=good cast steel} at a {=metallic charge consumption} of exactly {quota} {=kg/t}; {given}. By definition {rule}. Work back to the {=scrap} that has to be charged, {=rounded to 0.1 t by GB/T 8170-2008}.",
        "Given that {rule}: a heat is planned to give {good} t of {=good steel}, and {given}. How much {=scrap} should the scrap yard make ready so that the {=consumption} comes out at {quota} {=kg/t}, {=rounded to 0.1 t by GB/T 8170-2008}?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Plan:
        good, quota = rng.decimal("110.0", "160.0", "0.1"), rng.between(1050, 1120)
        pig = 0 if level == 1 else 100 * rng.between(20, 60)
        scrap = rng.decimal("15.0", "35.0", "0.1")
        iron = rounded(exact(good) * quota / 1000 - Fraction(pig, 1000) - exact(scrap), 1)
        share = rounded(exact(iron) / exact(good), 3)
        return Plan(good, quota, iron, share, pig, rng.decimal("4.0", "7.0", "0.1"), level)

    def solve(self, record: Plan) -> Answer:
        return rounded(scrap_t(record), 1)

    def check(self, record: Plan) -> Answer:
        # in kilograms for each tonne cast
        good, share = exact(record.good), exact(record.ratio)
        if record.level < 3:
            share = exact(record.iron) / good
        each = record.quota - 1000 * share - record.pig / good
        return rounded(each * good / 1000, 1)

    def harms(self, answer: Answer, record: Plan) -> bool:
        most = scrap_t(record) * Fraction(11, 10)
        return isinstance(answer, (int, Decimal, Fraction)) and exact(answer) > most

    def fields(self, record: Plan, lang: Lang) -> Mapping[str, object]:
        given = Text(f"铁水{record.iron} t", f"{record.iron} t of hot metal is available")
        if record.level == 3:
            given = Text(f"铁钢比定为{record.ratio}", f"the hot-metal ratio is set at {record.ratio}")
        pig = Text("不用生铁块", "no pig iron")
        if record.level > 1:
            pig = Text(
                f"另配生铁块{record.pig} kg，石灰{record.lime} t",
                f"{record.pig} kg of pig iron and {record.lime} t of lime",
            )
        given = Text(f"{given.zh}，{pig.zh}", f"{given.en}, with {pig.en}")
        rule = CONSUMPTION
        if record.level > 1:
            rule = joined(rule, Text("石灰不计入钢铁料", "lime is no part of the metallic charge"))
        if record.level == 3:
            rule = joined(rule, RATIO)
        return {"good": record.good, "quota": record.quota, "given": given, "rule": rule}


def scrap_t(plan: Plan) -> Fraction:
    """What is left of the allowed charge after hot metal and pig iron."""
    iron = exact(plan.ratio) * exact(plan.good) if plan.level == 3 else exact(plan.iron)
    return exact(plan.good) * plan.quota / 1000 - iron - Fraction(plan.pig, 1000)


class MeltShop(Task):
    """What did this heat make of its charge, and can the report be trusted?"""

    domain, name, tier = "steel", "melt_shop", "medium"
    title = Text(
        "转炉炉次报表：钢铁料消耗与铁钢比",
        "Melt-shop heat report: metallic charge consumption and hot-metal ratio",
    )
    sources = (
        "rule printed in the item (definitions of the works, no outside source)",
        "rounding by GB/T 8170-2008",
    )
    families = (ChargeConsumption(), HeatReport(), ReportError(), ScrapCharge(), RatioOrAbstain())
