"""Reading a heat report with suspicion: which entry spoilt the figure, and is there enough to work it out at all?

The definitions are printed in the item. A quantity that the sheet does not give is never assumed; `critical`
is a confident figure where one is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from harness.kit import INSUFFICIENT, Answer, Lang, Letter, Rng, Text, exact, near, rounded
from tasks.steel.beside import PLACES, beside
from tasks.steel.melt_charge import (
    CONSUMPTION,
    COUNTS,
    RATIO,
    Charge,
    consumption,
    draw_charge,
    good_t,
    metal_kg,
    ratio,
)

# --- find what broke it ----------------------------------------------------------------------------

CAUSES = {
    "pig": Text("漏计生铁块", "pig iron left out"),
    "pig_twice": Text("生铁块计了两次", "pig iron counted twice"),
    "rejects": Text("废坯没有扣除", "rejects not deducted"),
    "lime": Text("误计了石灰", "lime counted in"),
    "ore": Text("误计了矿石", "ore counted in"),
}


@dataclass(frozen=True, slots=True)
class Reported:
    """A heat and the consumption in kg/t that its report gives, spoilt by one mistake."""

    charge: Charge
    figure: Decimal


class ReportError(Letter[Reported]):
    """Which one mistake explains the figure in the report?"""

    name = "report_error"
    title = Text("查出炉次报表的差错", "Find the report's mistake")
    cases = tuple(CAUSES)
    terms = CAUSES
    zh = (
        "复核发现炉次报表上的{=钢铁料消耗}{figure} {=kg/t}是错的，而且{=只错了一处}。规定：{rule}。原始记录：{=铁水}{iron} t，{=废钢}{scrap} t，{rest}。数值均按{=GB/T 8170-2008}{=修约到0.1 kg/t}。请查出错在哪里。",
        "统计员把某一炉的{=钢铁料消耗}报成了{figure} {=kg/t}。请对照原始记录（{=铁水}{iron} t，{=废钢}{scrap} t，{rest}），按规定（{rule}；按{=GB/T 8170-2008}{=修约到0.1 kg/t}）找出{=唯一的一处}差错。",
    )
    en = (
        "A check showed that the {=metallic charge consumption} of {figure} {=kg/t} in a heat report is wrong, by {=one mistake only}. Definitions: {rule}. Records: {iron} t of {=hot metal}, {scrap} t of {=scrap}, {rest}. Values are {=rounded to 0.1 kg/t by GB/T 8170-2008}. Find the mistake.",
        "The clerk reported a {=metallic charge consumption} of {figure} {=kg/t} for this heat: {iron} t of {=hot metal}, {scrap} t of {=scrap}, {rest}. By definition {rule}, {=rounded to 0.1 kg/t by GB/T 8170-2008}. Which {=single mistake} explains the figure in the report?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Reported | None:
        charge = draw_charge(rng, 3)
        spoilt = hypotheses(charge)
        values = [*spoilt.values(), consumption(charge)]
        apart = {1: "3", 2: "2", 3: "1"}[level]  # kg/t between any two explanations
        if any(near(a, b, apart) for a, b in combinations(values, 2)):
            return None
        return Reported(replace(charge, level=level), rounded(spoilt[case], 1))

    def solve(self, record: Reported) -> Answer:
        spoilt = hypotheses(record.charge)
        return next(cause for cause, value in spoilt.items() if rounded(value, 1) == record.figure)

    def check(self, record: Reported) -> Answer:
        # backwards: the kilograms by which the reported figure misses the charge, against each entry
        c = record.charge
        output = exact(c.cast) - exact(c.rejects) / 1000
        charged = 1000 * exact(c.iron) + 1000 * exact(c.scrap) + c.pig
        excess = exact(record.figure) * output - charged
        entries = {
            "pig": -exact(c.pig),
            "pig_twice": exact(c.pig),
            "lime": exact(c.lime) * 1000,
            "ore": exact(c.ore) * 1000,
            "rejects": charged * (output / exact(c.cast) - 1),
        }
        return min(entries, key=lambda cause: abs(entries[cause] - excess))

    def slips(self, record: Reported) -> Mapping[str, Answer]:
        right = self.solve(record)
        return {f"another cause: {cause}": cause for cause in CAUSES if cause != right}

    def fields(self, record: Reported, lang: Lang) -> Mapping[str, object]:
        c = record.charge
        rest = Text(
            f"生铁块{c.pig} kg，石灰{c.lime} t，矿石{c.ore} t，铸坯总量{c.cast} t，其中废坯{c.rejects} kg",
            f"{c.pig} kg of pig iron, {c.lime} t of lime, {c.ore} t of ore; total cast {c.cast} t, of which rejects {c.rejects} kg",
        )
        if c.level == 3:  # tapped is not cast
            rest = Text(f"{rest.zh}，出钢量{c.liquid} t", f"{rest.en}; {c.liquid} t were tapped")
        rule = Text(f"{CONSUMPTION.zh}；{COUNTS.zh}", f"{CONSUMPTION.en}; {COUNTS.en}")
        return {"figure": record.figure, "iron": c.iron, "scrap": c.scrap, "rest": rest, "rule": rule}


def hypotheses(charge: Charge) -> dict[str, Fraction]:
    """The figure that each mistake gives, in kg/t."""
    kg, tonnes = metal_kg(charge), good_t(charge)
    return {
        "pig": (kg - charge.pig) / tonnes,
        "pig_twice": (kg + charge.pig) / tonnes,
        "rejects": kg / exact(charge.cast),
        "lime": (kg + 1000 * exact(charge.lime)) / tonnes,
        "ore": (kg + 1000 * exact(charge.ore)) / tonnes,
    }


# --- or abstain ------------------------------------------------------------------------------------

ENTRIES = {
    "iron": Text("铁水", "hot metal"),
    "scrap": Text("废钢", "scrap"),
    "pig": Text("生铁块", "pig iron"),
    "lime": Text("石灰", "lime"),
    "ore": Text("矿石", "ore"),
    "liquid": Text("出钢量", "tapped steel"),
    "good": Text("合格坯", "good cast steel"),
    "cast": Text("铸坯总量", "total cast"),
    "rejects": Text("废坯", "rejects"),
}
IDLE = ("scrap", "pig", "lime", "ore", "liquid")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the heat sheet shows, in its order; `absent` is the needed entry that it lacks, if any."""

    charge: Charge
    furnace: int
    shown: tuple[str, ...]
    absent: str
    case: str
    turn: int


class RatioOrAbstain(Letter[Sheet]):
    """The hot-metal ratio among the values that usual slips give, or 信息不足."""

    name = "ratio_or_abstain"
    title = Text("选铁钢比或判信息不足", "Hot-metal ratio, or abstain")
    cases = PLACES
    critical = Text("缺数据仍报出铁钢比", "gives a figure although an entry it needs is missing")
    zh = (
        "{furnace}{=号}转炉的炉次记录上有这些数：{entries}。车间规定：{rule}；记录里没有的量{=不得估计}，缺了必需的数就选{=信息不足}。请选出这一炉的{=铁钢比}，按{=GB/T 8170-2008}{=修约到0.001}。",
        "请根据{furnace}{=号}转炉某一炉的记录判断{=铁钢比}是下面哪一个（按{=GB/T 8170-2008}{=修约到0.001}）。{rule}。记录：{entries}。{=没有记录的量不得自行补上}，所需的数不全时请选{=信息不足}。",
    )
    en = (
        "The heat sheet of converter {furnace} shows: {entries}. Shop rules: {rule}. A quantity that is not on the sheet {=must not be assumed}; if one that is needed is missing, choose {=INSUFFICIENT}. Which is the {=hot-metal ratio} of the heat, {=rounded to 0.001 by GB/T 8170-2008}?",
        "From the records of one heat of converter {furnace}, choose the {=hot-metal ratio}, {=rounded to 0.001 by GB/T 8170-2008}. By definition {rule}. Records: {entries}. {=Do not supply} a quantity that was not recorded; where a needed one is missing the answer is {=INSUFFICIENT}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Sheet:
        charge = draw_charge(rng, max(level, 2))
        need = ("iron", "cast", "rejects") if level == 3 else ("iron", "good")
        absent = rng.choice(need) if case == "missing" else ""
        kept = [key for key in need if key != absent]
        shown = kept + rng.sample(IDLE, len(need) + 3 - len(kept))  # as many entries either way
        return Sheet(charge, rng.between(1, 6), tuple(rng.shuffle(shown)), absent, case, rng.below(7))

    def solve(self, record: Sheet) -> Answer:
        return INSUFFICIENT if record.absent else rounded(ratio(record.charge), 3)

    def check(self, record: Sheet) -> Answer:
        # from the printed entries alone, in kilograms
        kg = {key: amount_kg(record.charge, key) for key in record.shown}
        if "good" not in kg and {"cast", "rejects"} <= kg.keys():
            kg["good"] = kg["cast"] - kg["rejects"]
        if not {"iron", "good"} <= kg.keys():
            return INSUFFICIENT
        return rounded(kg["iron"] / kg["good"], 3)

    def slips(self, record: Sheet) -> Mapping[str, Answer]:
        c = record.charge
        iron, steel, metal = exact(c.iron), good_t(c), metal_kg(c) / 1000
        wrong = {
            "tapped steel for good cast steel": iron / exact(c.liquid),
            "pig iron counted as hot metal": (iron + Fraction(c.pig, 1000)) / steel,
            "share of the charge": iron / metal,
            "scrap counted as hot metal": (iron + exact(c.scrap)) / steel,
            "rejects not deducted": iron / exact(c.cast),
            "whole charge for hot metal": metal / steel,
            "upside down": steel / iron,
        }
        shown = {slip: rounded(value, 3) for slip, value in wrong.items()}
        return beside(shown, rounded(ratio(c), 3), record.case, record.turn, gap="0.004")

    def harms(self, answer: Answer, record: Sheet) -> bool:
        return bool(record.absent) and answer != INSUFFICIENT

    def fields(self, record: Sheet, lang: Lang) -> Mapping[str, object]:
        entries = Text(
            "，".join(f"{ENTRIES[key].zh}{amount(record.charge, key)}" for key in record.shown),
            ", ".join(f"{ENTRIES[key].en} {amount(record.charge, key)}" for key in record.shown),
        )
        rule = Text(f"{RATIO.zh}；{COUNTS.zh}", f"{RATIO.en}; {COUNTS.en}")
        return {"furnace": record.furnace, "entries": entries, "rule": rule}


def amount(charge: Charge, key: str) -> str:
    """An entry as the sheet writes it."""
    if key in ("pig", "rejects"):
        return f"{getattr(charge, key)} kg"
    return f"{charge.cast if key == 'good' else getattr(charge, key)} t"


def amount_kg(charge: Charge, key: str) -> Fraction:
    number, unit = amount(charge, key).split()
    return exact(number) * (1 if unit == "kg" else 1000)
