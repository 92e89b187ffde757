"""Reading the furnace papers: which loads fell outside the window, and can the parameter be worked out at all?

The formula is printed in the item. A value that the papers do not give is never assumed; `critical` is
passing a load that fell outside, and a confident figure where something is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from harness.kit import INSUFFICIENT, Answer, Labels, Lang, Letter, Rng, Text, rounded, table
from tasks.steel.beside import PLACES, beside
from tasks.steel.tempering import (
    FORMULA,
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

# --- find what is out ------------------------------------------------------------------------------

LN_10 = Decimal(10).ln()
LOADS = {f"load_{n}": Text(f"{n}号炉", f"load {n}") for n in (1, 2, 3, 4)}


@dataclass(frozen=True, slots=True)
class Log:
    """Four loads of one steel and the window of its process card."""

    holds: tuple[Hold, ...]
    low: int
    high: int
    level: int


class FurnaceLog(Labels[Log]):
    """Which loads were tempered outside the window?"""

    name = "furnace_log"
    title = Text("找出回火超范围的炉次", "Find loads outside the window")
    cases = (*LOADS, "two", "none")
    terms = LOADS
    critical = Text("回火参数超出范围的炉次被放过", "passes a load tempered outside its window")
    zh = (
        "工艺要求{=回火参数P不低于}{low}{=且不高于}{high}。{=P}的算法：{formula}；{=C}取{c}，结果按{=GB/T 8170-2008}{=修约到整数}。下面是当天四炉的记录{correction}：{log}请找出{=P超出范围}的炉次。",
        "热处理班长要把{=P不在范围内}的炉次挑出来复检。{=P的允许范围}：{low}{=～}{high}；{formula}，{=C}={c}，结果按{=GB/T 8170-2008}{=修约到整数}。当天记录{correction}：{log}请列出应复检的炉次。",
    )
    en = (
        "The process asks for a {=tempering parameter P of at least} {low} {=and at most} {high}. {=P} is computed by {formula}, with {=C} = {c}, and {=rounded to a whole number by GB/T 8170-2008}. These four loads were logged today{correction}:{log}Find the loads whose {=P is out of range}.",
        "The shift leader wants every load whose {=P is outside its range} put aside for a retest. The {=permitted range of P} is {low} {=to} {high}; {formula}; {=C} is {c}; results are {=rounded to a whole number by GB/T 8170-2008}. Log of the day{correction}:{log}List the loads to be retested.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Log:
        c = rng.between(18, 21)
        low, width = c * 10 * rng.between(85, 91), 10 * rng.between(30, 50)
        over = rng.between(3, 9) if level == 3 else 0
        out = {"two": rng.sample(list(LOADS), 2), "none": []}.get(case, [case])
        holds = []
        for load in LOADS:
            p = rng.between(low + 30, low + width - 30)  # a degree moves P by about 20
            if load in out:
                p = low - rng.between(40, 250) if rng.chance(1, 2) else low + width + rng.between(40, 250)
            minutes = 30 * rng.between(2, 16)
            celsius = int(rounded(p / (c + lg_hours(minutes)) - ZERO_C, 0))
            holds.append(Hold(celsius + over, minutes, c, level, over))
        return Log(tuple(holds), low, low + width, level)

    def solve(self, record: Log) -> Answer:
        values = (rounded(parameter(hold), 0) for hold in record.holds)
        return tuple(
            sorted(k for k, p in zip(LOADS, values, strict=True) if not record.low <= p <= record.high)
        )

    def check(self, record: Log) -> Answer:
        # by temperature: is the furnace hotter or cooler than the window allows for this time?
        out = []
        for load, hold in zip(sorted(LOADS), record.holds, strict=True):
            weight = hold.c + hours(hold.minutes).ln() / Decimal(10).ln()
            coolest, hottest = (edge / weight for edge in (record.low, record.high))
            if not coolest <= kelvin(hold.celsius - hold.over) <= hottest:
                out.append(load)
        return tuple(out)

    def harms(self, answer: Answer, record: Log) -> bool:
        gold = self.solve(record)
        return isinstance(answer, tuple) and isinstance(gold, tuple) and not set(gold) <= set(answer)

    def fields(self, record: Log, lang: Lang) -> Mapping[str, object]:
        header = [Text("炉次", "load"), Text("炉温（℃）", "furnace, °C"), Text("保温", "hold")]
        rows = [
            [LOADS[load], hold.celsius, said(hold)["time"]]
            for load, hold in zip(LOADS, record.holds, strict=True)
        ]
        first = record.holds[0]
        return {
            "low": record.low, "high": record.high, "c": first.c, "formula": FORMULA,
            "correction": said(first)["correction"], "log": table(header, rows, lang),
        }  # fmt: skip


# --- or abstain ------------------------------------------------------------------------------------

NEED = ("temper", "time", "c")
IDLE = ("harden", "soak", "total", "mass", "section")


@dataclass(frozen=True, slots=True)
class Card:
    """What a furnace card shows, in its order; `absent` is the needed entry that it lacks, if any."""

    hold: Hold
    number: int
    harden: int
    soak: int
    total: int
    mass: int
    section: int
    shown: tuple[str, ...]
    absent: str
    case: str
    turn: int


class ParameterOrAbstain(Letter[Card]):
    """P among the values that usual slips give, or 信息不足."""

    name = "parameter_or_abstain"
    title = Text("选回火参数或判信息不足", "Tempering parameter, or abstain")
    cases = PLACES
    critical = Text("缺数据仍报出回火参数", "gives a figure although an entry it needs is missing")
    zh = (
        "第{number}炉的热处理卡上写着：{entries}。{=回火参数}的算法是{formula}。卡上没有的数值{=不得假定}，缺了必需的就选{=信息不足}。请选出这一炉{=回火}的{=P}，按{=GB/T 8170-2008}{=修约到整数}。",
        "请根据第{number}炉的记录，选出{=回火参数P}（{formula}；按{=GB/T 8170-2008}{=修约到整数}）。记录内容：{entries}。{=不许用经验值补缺}，所需数值不全时应选{=信息不足}。",
    )
    en = (
        "The heat-treatment card of load {number} reads: {entries}. The {=tempering parameter} is {formula}. A value that the card does not give {=must not be assumed}; if a needed one is missing, choose {=INSUFFICIENT}. Which is {=P} for the {=tempering} of this load, {=rounded to a whole number by GB/T 8170-2008}?",
        "From the record of load {number}, choose the {=tempering parameter P} ({formula}; {=rounded to a whole number by GB/T 8170-2008}). Record: {entries}. {=Do not fill a gap with a usual value}; where a needed value is missing the answer is {=INSUFFICIENT}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Card:
        hold = draw_hold(rng, level, (90, 360))
        absent = rng.choice(NEED) if case == "missing" else ""
        kept = [key for key in NEED if key != absent]
        shown = kept + rng.sample(IDLE, 6 - len(kept))  # as many entries either way
        return Card(
            hold, rng.between(1001, 1999), 10 * rng.between(84, 93), 5 * rng.between(4, 9),
            hold.minutes + 30 * rng.between(3, 6), rng.between(5, 24), 5 * rng.between(6, 30),
            tuple(rng.shuffle(shown)), absent, case, rng.below(8),
        )  # fmt: skip

    def solve(self, record: Card) -> Answer:
        return INSUFFICIENT if record.absent else rounded(parameter(record.hold), 0)

    def check(self, record: Card) -> Answer:
        # from the printed entries alone
        if not set(NEED) <= set(record.shown):
            return INSUFFICIENT
        return Decimal(parameter_by_bisection(record.hold))

    def slips(self, record: Card) -> Mapping[str, Answer]:
        h = record.hold
        absolute, lg_t = h.actual + ZERO_C, lg_hours(h.minutes)
        wrong = {
            "degrees Celsius for kelvin": h.actual * (h.c + lg_t),
            "minutes for hours": absolute * (h.c + lg_hours(60 * h.minutes)),
            "lg t left out": absolute * h.c,
            "natural logarithm": absolute * (h.c + lg_t * LN_10),
            "time of hardening": absolute * (h.c + lg_hours(record.soak)),
            "hardening temperature": (record.harden + ZERO_C) * (h.c + lg_t),
            "lg t subtracted": absolute * (h.c - lg_t),
            "whole time in the furnace": absolute * (h.c + lg_hours(record.total)),
        }
        shown = {slip: rounded(value, 0) for slip, value in wrong.items()}
        return beside(shown, rounded(parameter(h), 0), record.case, record.turn, gap="20")

    def harms(self, answer: Answer, record: Card) -> bool:
        return bool(record.absent) and answer != INSUFFICIENT

    def fields(self, record: Card, lang: Lang) -> Mapping[str, object]:
        entries = [entry(record, key) for key in record.shown]
        words = Text("，".join(one.zh for one in entries), ", ".join(one.en for one in entries))
        return {"number": record.number, "formula": FORMULA, "entries": words}


def entry(card: Card, key: str) -> Text:
    """One entry as the card writes it."""
    hold = said(card.hold)
    time, correction = hold["time"], hold["correction"]
    assert isinstance(time, Text) and isinstance(correction, Text)
    total = f"{hours(card.total):f} h"
    return {
        "temper": Text(
            f"回火温度{card.hold.celsius} ℃{correction.zh}",
            f"tempering temperature {card.hold.celsius} °C{correction.en}",
        ),
        "time": Text(f"回火保温{time.zh}", f"tempering hold {time.en}"),
        "c": Text(f"C={card.hold.c}", f"C = {card.hold.c}"),
        "harden": Text(f"淬火加热温度{card.harden} ℃", f"hardening temperature {card.harden} °C"),
        "soak": Text(f"淬火保温{card.soak} min", f"hardening hold {card.soak} min"),
        "total": Text(f"回火总在炉时间{total}", f"tempering, charging to discharge {total}"),
        "mass": Text(f"装炉量{card.mass} t", f"load {card.mass} t"),
        "section": Text(f"最大截面{card.section} mm", f"largest section {card.section} mm"),
    }[key]
