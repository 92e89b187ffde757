"""The clerk's notes of a case, as sentences for the surfaces, and the notes read back.

From level 2 on something else of the same kind stands beside each entry (the agent's telephone, the deposit,
part-time hands), given or left open alike; at level 3 entries are corrected in passing and the later word counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from harness.kit import Answer, Lang, Rng, Text
from tasks.government_forms.case import Case, draw_case
from tasks.government_forms.case_asides import COUNTER, NOTED, drawn, spread
from tasks.government_forms.fictitious import day_words
from tasks.government_forms.printed import Clauses, found, iso_day, needed, yuan
from tasks.government_forms.registration import CAPITALS_WAN

#: Entries that notes may leave open.
OPEN = {
    "area": Text("面积", "area"),
    "phone": Text("企业电话", "company telephone"),
    "rent": Text("月租金", "monthly rent"),
    "staff": Text("参保人数", "insured employees"),
    "start": Text("起租日期", "first day of the lease"),
}


@dataclass(frozen=True, slots=True)
class Notes:
    """A case as it was told at the counter."""

    level: int
    case: Case
    blank: tuple[str, ...]
    """Entries of `OPEN` that were not told."""
    first_wan: int
    first_rent: int
    first_area: Decimal
    """Earlier figures, corrected at level 3."""
    rate: int = 30
    """Subsidy in per cent of the rent, for the families that pay it."""
    most: int = 12
    """Months that are subsidised at most."""
    cap: int = 0
    """Yuan, 0 for none."""
    asides: tuple[int, ...] = ()
    """Remarks of `COUNTER` that fill no box, from level 2 on."""


def draw_notes(rng: Rng, level: int, blank: tuple[str, ...]) -> Notes:
    case = draw_case(rng)
    first_wan = rng.choice([wan for wan in CAPITALS_WAN[:15] if wan * 10000 != case.capital])
    first_rent = case.rent + rng.choice((-1, 1)) * rng.between(2, 9) * 100
    first_area = case.area + rng.choice((-1, 1)) * rng.between(5, 20)
    asides = drawn(rng, COUNTER, NOTED[level - 1])
    return Notes(level, case, tuple(sorted(blank)), first_wan, first_rent, first_area, asides=asides)


#: Entry to its sentence by level, told.
TOLD = {
    "person": (
        Text("{=法定代表人}是{person}。", "The {=legal representative} is {person}. "),
        Text("{=法定代表人}是{person}。", "The {=legal representative} is {person}. "),
        Text(
            "{=法定代表人}起先记成{namesake}，看了证件{=改为}{person}。",
            "The {=legal representative} was first noted as {namesake} and, after a look at the papers, {=changed to} {person}. ",
        ),
    ),
    "capital": (
        Text("{=注册资本}{wan}{=万元}。", "The {=registered capital} is {wan} {=wan yuan}. "),
        Text("{=注册资本}{capital}{=元}。", "The {=registered capital} is {capital} {=yuan}. "),
        Text(
            "{=注册资本}先说{first_wan}{=万元}，后来{=更正为}{capital}{=元}。",
            "The {=registered capital} was first given as {first_wan} {=wan yuan} and then {=corrected to} {capital} {=yuan}. ",
        ),
    ),
    "area": (
        Text(
            "租的门面在{place}，{=面积}{area}{=平方米}。",
            "The shop it rents is at {place}, with an {=area} of {area} {=square metres}. ",
        ),
        Text(
            "租的门面在{place}，整栋楼{building}平方米，自家{=面积}{area}{=平方米}。",
            "The shop it rents is at {place}; the whole building has {building} square metres, its own part an {=area} of {area} {=square metres}. ",
        ),
        Text(
            "租的门面在{place}，整栋楼{building}平方米，自家{=面积}先报{first_area}，翻出合同{=更正为}{area}{=平方米}。",
            "The shop it rents is at {place}; the whole building has {building} square metres, the {=area} of its own part, first put at {first_area}, was {=corrected from the contract to} {area} {=square metres}. ",
        ),
    ),
    "start": (
        Text(
            "租期从{start}{=起}，共{months}{=个月}。",
            "The {=lease runs from} {start}, for {months} {=months}. ",
        ),
        Text(
            "合同{signed}{=签的}，租期从{start}{=起}，共{months}{=个月}。",
            "The contract was {=signed} on {signed}; the {=lease runs from} {start}, for {months} {=months}. ",
        ),
        Text(
            "合同{signed}{=签的}，租期从{start}{=起}，共{months}{=个月}。",
            "The contract was {=signed} on {signed}; the {=lease runs from} {start}, for {months} {=months}. ",
        ),
    ),
    "rent": (
        Text("{=月租金}{rent}{=元}。", "The {=monthly rent} is {rent} {=yuan}. "),
        Text(
            "押金交了{deposit}元，{=月租金}{rent}{=元}。",
            "The deposit was {deposit} yuan, the {=monthly rent} is {rent} {=yuan}. ",
        ),
        Text(
            "押金交了{deposit}元，{=月租金}先说{first_rent}元，接着{=更正为}{rent}{=元}。",
            "The deposit was {deposit} yuan; the {=monthly rent}, first given as {first_rent} yuan, was then {=corrected to} {rent} {=yuan}. ",
        ),
    ),
    "staff": (
        Text("{=参保人数}{staff}{=人}。", "{=Insured employees}: {staff}. "),
        Text(
            "店里连兼职{heads}人，{=参保人数}{staff}{=人}。",
            "With part-timers there are {heads} people; {=insured employees}: {staff}. ",
        ),
        Text(
            "店里连兼职{heads}人，{=参保人数}{staff}{=人}。",
            "With part-timers there are {heads} people; {=insured employees}: {staff}. ",
        ),
    ),
    "phone": (
        Text("{=企业电话}{phone}。", "The {=company telephone} is {phone}. "),
        Text(
            "{=经办人手机}{mobile}，{=企业电话}{phone}。",
            "The {=agent's mobile} is {mobile}, the {=company telephone} {phone}. ",
        ),
        Text(
            "{=经办人手机}{mobile}，{=企业电话}{phone}。",
            "The {=agent's mobile} is {mobile}, the {=company telephone} {phone}. ",
        ),
    ),
}
#: The same, left open.
LEFT_OPEN = {
    "area": (
        Text("租的门面在{place}。", "The shop it rents is at {place}. "),
        Text(
            "租的门面在{place}，整栋楼{building}平方米，自家那间{=多大没说}。",
            "The shop it rents is at {place}; the whole building has {building} square metres, {=how large its own part is was not said}. ",
        ),
    ),
    "start": (
        Text("租约共{months}{=个月}。", "The lease is for {months} {=months}. "),
        Text(
            "合同{signed}{=签的}，共{months}{=个月}，{=哪天起租要回去查}。",
            "The contract was {=signed} on {signed}, for {months} {=months}; {=from which day it runs has to be looked up}. ",
        ),
    ),
    "rent": (
        Text("", ""),
        Text(
            "押金交了{deposit}元，隔壁铺子每月{neighbour}元，自家{=月租金没说}。",
            "The deposit was {deposit} yuan and the shop next door pays {neighbour} yuan a month; {=its own monthly rent was not said}. ",
        ),
    ),
    "staff": (
        Text("", ""),
        Text(
            "店里连兼职{heads}人，{=参保的有几个要问会计}。",
            "With part-timers there are {heads} people; {=how many are insured has to be asked of the bookkeeper}. ",
        ),
    ),
    "phone": (
        Text("", ""),
        Text(
            "只留了{=经办人手机}{mobile}，企业座机{=还没装}。",
            "Only the {=agent's mobile} was left, {mobile}; the company has {=no telephone yet}. ",
        ),
    ),
}


#: What else a clerk jots down, by level.
CHAT = (
    Text("", ""),
    Text("排号{ticket}，等了{waited}分钟。", "Ticket {ticket}, after a wait of {waited} minutes. "),
    Text(
        "排号{ticket}，等了{waited}分钟；先问附近哪里能复印、中午几点下班，又说上回来时公章忘在店里，这回带来了。",
        "Ticket {ticket}, after a wait of {waited} minutes; first came questions about where to make copies and when the counter closes at noon, and the seal, forgotten in the shop last time, was there today. ",
    ),
)


class CounterNotes(Clauses[Notes]):
    """A family whose surfaces hold the notes: `<chat><person><capital><area><start><rent><staff><phone>`."""

    def clauses(self, record: Notes, lang: Lang) -> Mapping[str, str]:
        level = record.level - 1
        said = [
            (LEFT_OPEN[entry][min(level, 1)] if entry in record.blank else by_level[level])[lang]
            for entry, by_level in TOLD.items()
        ]
        told = spread(said, record.asides, COUNTER, lang)
        return {"chat": CHAT[level][lang]} | dict(zip(TOLD, told, strict=True))

    def fields(self, record: Notes, lang: Lang) -> Mapping[str, object]:
        case = record.case
        return {
            "ticket": case.no % 180 + 3, "waited": case.no % 37 + 4,
            "no": case.no, "company": case.company, "person": case.person, "namesake": case.namesake,
            "agent": case.agent, "mobile": case.mobile, "place": case.place, "phone": case.phone,
            "capital": case.capital, "wan": case.capital // 10000, "first_wan": record.first_wan,
            "area": case.area, "first_area": record.first_area, "building": int(case.area) // 10 * 100 + 900,
            "start": day_words(case.start), "months": case.months,
            "signed": day_words(case.start - timedelta(days=9 + case.no % 12)),
            "rent": case.rent, "first_rent": record.first_rent, "deposit": case.rent * 2 + 300,
            "neighbour": case.rent + 100 * (case.no % 7 - 8), "staff": case.staff, "heads": case.staff + 1 + case.no % 5,
            "rate": record.rate, "most": record.most, "cap": record.cap,
        }  # fmt: skip


# --- read back -------------------------------------------------------------------------------------


def read_notes(page: str, lang: Lang) -> dict[str, object]:
    """The entries that the notes on `page` give, None for what they leave open. ValueError if a name is missing."""
    if lang == "zh":
        company = needed(r"(青岚....有限公司)", page)
        person = needed(r"(?:法定代表人是|看了证件改为)(.+?)。", page)
        capital = yuan(needed(r"注册资本[^。]*?(\d+万?元)。", page))
        patterns = {
            "area": r"面积(?:[^。]*?更正为)?([\d.]+)平方米。",
            "phone": r"企业电话([\d-]+)",
            "rent": r"月租金[^。]*?(\d+)元。",
            "staff": r"参保人数(\d+)人",
            "start": r"租期从(.+?)起",
        }
    else:
        company = needed(r"(Qinglan [A-Z]\w+ [A-Z]\w+ Ltd\.)", page)
        person = needed(r"legal representative (?:is|[^.]*?changed to) ([A-Z]\w+ [A-Z]\w+)\.", page)
        figure = needed(r"registered capital [^.]*?(\d+ (?:wan )?yuan)\.", page)
        capital = yuan(figure.replace(" ", "").replace("wanyuan", "万元").replace("yuan", "元"))
        patterns = {
            "area": r"area (?:of|[^;]*?contract to) ([\d.]+) square",
            "phone": r"company telephone (?:is )?([\d-]+)",
            "rent": r"monthly rent[^.]*? (\d+) yuan\.",
            "staff": r"nsured employees: (\d+)",
            "start": r"lease runs from (\d+ \w+ \d{4})",
        }
    said = {entry: found(pattern, page) for entry, pattern in patterns.items()}
    return {
        "company": company,
        "person": person,
        "capital": capital / 10000,
        "area": Decimal(said["area"]) if said["area"] else None,
        "start": iso_day(said["start"]),
        "rent": int(said["rent"]) if said["rent"] else None,
        "staff": int(said["staff"]) if said["staff"] else None,
        "phone": said["phone"],
    }


#: Ways of saying that a box is empty; they are wrong where null is asked for, but invent nothing.
NOTHING_SAID = ("", "无", "空", "未填", "未提供", "没说", "none", "null", "n/a", "unknown", "not given")


def invents(answer: Answer, blank: tuple[str, ...]) -> bool:
    """Whether a record has something in a box that the material leaves open."""
    if not isinstance(answer, Mapping):
        return False
    written = [answer.get(box) for box in blank]
    return any(v is not None and str(v).strip().casefold() not in NOTHING_SAID for v in written)
