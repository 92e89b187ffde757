"""The printed guide of the subsidy, the facts of a file, and what follows from them.

The guide is invented, its thresholds are drawn, and it stands in every item. A fact may be unknown; that leaves
a clause open only where no exception and no other fact settles it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

from harness.kit import INSUFFICIENT, Lang, Rng, Text
from tasks.government_forms.case import Case, draw_case
from tasks.government_forms.fictitious import day_words
from tasks.government_forms.printed import found, iso_day, needed

CLAUSES = {
    "age": Text("第一条", "Clause 1"),
    "staff": Text("第二条", "Clause 2"),
    "area": Text("第三条", "Clause 3"),
    "lease": Text("第四条", "Clause 4"),
    "earlier": Text("第五条", "Clause 5"),
}
#: Facts that a file may lack, by the clause they are for.
FACTS = {"staff": ("staff", "graduates"), "area": ("area",), "lease": ("months",), "earlier": ("earlier",)}


@dataclass(frozen=True, slots=True)
class File:
    """A file and the thresholds of the guide it is judged by."""

    level: int
    case: Case
    staff: int
    graduates: int
    area: Decimal
    incubator: bool
    months: int
    earlier: date | None
    """When this place had the subsidy before, None for never."""
    unknown: str
    """The fact that the file does not give, or nothing."""
    broken: str
    """The clause that was broken on purpose, or nothing."""
    years: int
    least: int
    fewer: int
    """Insured employees wanted, and wanted of a firm with graduates."""
    largest: int
    shortest: int
    gap: int
    """Months that must have gone since the place had the subsidy."""


def draw_file(rng: Rng, level: int, broken: str = "", unknown: str = "", idle: bool = False) -> File:
    """A file that breaks one clause or none; exceptions are at work from level 2 on.

    `unknown` is a fact that decides; with `idle` some fact is unknown that decides nothing.
    """
    case, least, largest = draw_case(rng), rng.between(6, 14), rng.choice((60, 80, 100, 120, 150, 200))
    years, gap = rng.choice((2, 3, 4, 5)), rng.choice((12, 24, 36, 48))
    fewer, shortest = least - rng.between(2, 3), rng.choice((6, 10, 12, 18, 24))
    days = 365 * years + rng.between(20, 300) * (1 if broken == "age" else -1)
    founded = case.received - timedelta(days=days)
    founded = founded.replace(day=min(founded.day, 28))
    # staff: enough, or enough only because of graduates; too few without them, or with them
    short = (
        broken == "staff" or unknown == "graduates" or (level > 1 and rng.chance(1, 2) and unknown != "staff")
    )
    staff = rng.between(fewer, least - 1) if short else rng.between(least, least + 9)
    graduates = rng.between(0, 1) if level == 1 or not short else rng.between(1, 3)
    if short and level == 1 and broken != "staff":
        graduates = rng.between(1, 3)
    if broken == "staff":
        under = level > 1 and rng.chance(1, 2)
        staff, graduates = (rng.between(fewer - 2, fewer - 1), rng.between(1, 2)) if under else (staff, 0)
    incubator = level > 1 and broken != "area" and unknown != "area" and rng.chance(1, 2)
    large = broken == "area" or incubator
    area = largest + rng.decimal("2.0", "40.0", "0.5") * (1 if large else -1)
    months = shortest - rng.choice((1, 2, 4)) if broken == "lease" else shortest + rng.choice((0, 1, 2, 6))
    since = rng.between(2, gap - 2) if broken == "earlier" else rng.between(gap + 2, gap + 20)
    had = broken == "earlier" or rng.chance(2, 3)
    graduates = min(graduates, staff)
    file = File(
        level=level,
        case=replace(case, founded=founded),
        staff=staff,
        graduates=graduates,
        area=area,
        incubator=incubator,
        months=months,
        earlier=case.received - timedelta(days=since * 61 // 2) if had else None,
        unknown=unknown,
        broken=broken,
        years=years,
        least=least,
        fewer=fewer,
        largest=largest,
        shortest=shortest,
        gap=gap,
    )
    return replace(file, unknown=rng.choice(idle_facts(file))) if idle and idle_facts(file) else file


def idle_facts(file: File) -> tuple[str, ...]:
    """Facts that could be unknown without a change of the result."""
    if file.broken:
        return tuple(fact for clause, facts in FACTS.items() if clause != file.broken for fact in facts)
    return tuple(
        fact for fact, idle in (("area", file.incubator), ("graduates", file.staff >= file.least)) if idle
    )


# --- judge -----------------------------------------------------------------------------------------


def standing(file: File) -> dict[str, bool | None]:
    """Each clause kept, broken or open, with the exceptions."""
    case, gone = file.case, file.unknown
    enough: bool | None = file.staff >= file.least or (file.staff >= file.fewer and file.graduates > 0)
    if gone == "staff" or (gone == "graduates" and file.fewer <= file.staff < file.least):
        enough = None
    small: bool | None = file.incubator or file.area <= file.largest
    if gone == "area" and not file.incubator:
        small = None
    months_ago = 999 if file.earlier is None else (case.received - file.earlier).days / 30.4
    return {
        "age": case.founded.replace(year=case.founded.year + file.years) > case.received,
        "staff": enough,
        "area": small,
        "lease": None if gone == "months" else file.months >= file.shortest,
        "earlier": None if gone == "earlier" else months_ago > file.gap,
    }


def result(file: File) -> tuple[str, str | None]:
    """`refuse` with the broken clause, INSUFFICIENT with the clause that stays open, or `meets` and None."""
    clauses = standing(file)
    for verdict, wanted in (("refuse", False), (INSUFFICIENT, None)):
        if wanted in clauses.values():
            return verdict, next(clause for clause, kept in clauses.items() if kept is wanted)
    return "meets", None


# --- print -----------------------------------------------------------------------------------------

GUIDE = Text(
    """第一条　自成立之日至收件之日未满{years}年；
第二条　参保人数不少于{least}人，吸纳应届毕业生的不少于{fewer}人；
第三条　场地面积不超过{largest}平方米，在孵化基地内的不限面积；
第四条　租期不少于{shortest}个月；
第五条　该场地在收件前{gap}个月内没有领过本补贴。""",
    """Clause 1: from establishment to receipt of the file less than {years} years;
Clause 2: at least {least} insured employees, or at least {fewer} where new graduates are among them;
Clause 3: area not above {largest} square metres, without limit inside an incubator;
Clause 4: lease of at least {shortest} months;
Clause 5: the place has not had this subsidy in the {gap} months before receipt.""",
)
SAID = {
    "staff": Text("参保{staff}人", "{staff} insured employees"),
    "graduates": Text("应届毕业生{graduates}人", "new graduates: {graduates}"),
    "area": Text("场地面积{area}平方米", "area {area} square metres"),
    "incubator": Text("在孵化基地{inside}", "{inside} an incubator"),
    "months": Text("租期{months}个月", "lease of {months} months"),
    "earlier": Text("该场地{before}", "the place {before}"),
}
NOT_SAID = {
    "staff": Text("参保人数未写明", "number of insured employees not stated"),
    "graduates": Text("有没有应届毕业生未写明", "whether there are new graduates is not stated"),
    "area": Text("场地面积未写明", "area not stated"),
    "months": Text("租期长短未写明", "length of the lease not stated"),
    "earlier": Text(
        "该场地以前领没领过本补贴未写明", "whether the place had the subsidy before is not stated"
    ),
}


def guide_text(file: File, lang: Lang) -> str:
    names = ("years", "least", "fewer", "largest", "shortest", "gap")
    return GUIDE[lang].format(**{name: getattr(file, name) for name in names})


def facts_text(file: File, lang: Lang) -> str:
    """What the file says; an unknown fact is said to be so, or passed over in every other file."""
    case, zh = file.case, lang == "zh"
    before = Text("从未领过本补贴", "never had this subsidy")[lang]
    if file.earlier:
        day = day_words(file.earlier)[lang]
        before = f"{day}领过本补贴" if zh else f"had this subsidy on {day}"
    inside = Text("内", "inside")[lang] if file.incubator else Text("外", "outside")[lang]
    values = {
        "staff": file.staff, "graduates": file.graduates, "area": file.area, "inside": inside,
        "months": file.months, "before": before,
    }  # fmt: skip
    parts = []
    for fact, words in SAID.items():
        if fact != file.unknown:
            parts.append(words[lang].format(**values))
        elif case.no % 2 or fact == "graduates":
            parts.append(NOT_SAID[fact][lang])
    founded, received = day_words(case.founded)[lang], day_words(case.received)[lang]
    head = f"{founded}成立，{received}收件" if zh else f"established {founded}, received {received}"
    return head + ("；" if zh else "; ") + ("；" if zh else "; ").join(parts) + ("。" if zh else ".")


# --- read back and judge by completion -------------------------------------------------------------

ANYTHING: Mapping[str, tuple[Any, ...]] = {
    "staff": (0, 99), "graduates": (0, 9), "area": (Decimal(1), Decimal(9999)), "months": (1, 99), "earlier": ("1900-01-01", "2099-01-01"),
}  # fmt: skip


def result_by_completion(facts: str, guide: str) -> tuple[str, str | None]:
    """From the English page: fill what it does not say with both extremes; the result counts if it is always the same."""
    years, least, fewer, largest, shortest, gap = (
        int(n) for n in re.findall(r"(?<!Clause )\b(\d+)\b", guide)
    )
    founded, received = (
        date.fromisoformat(str(iso_day(needed(rf"{word} (\d+ \w+ \d{{4}})", facts))))
        for word in ("established", "received")
    )
    earlier = "1900-01-01" if "never had" in facts else iso_day(found(r"subsidy on (\d+ \w+ \d{4})", facts))
    area = found(r"area ([\d.]+) square", facts)
    said: dict[str, Any] = {
        "staff": found(r"(\d+) insured", facts), "graduates": found(r"new graduates: (\d+)", facts), "months": found(r"lease of (\d+)", facts),
    }  # fmt: skip
    said = {key: int(value) if value else None for key, value in said.items()}
    said |= {"area": Decimal(area) if area else None, "earlier": earlier}
    results = set()
    for values in product(*(ANYTHING[key] if value is None else (value,) for key, value in said.items())):
        at = dict(zip(said, values, strict=True))
        wanted = fewer if at["graduates"] else least
        back = received.year * 12 + received.month - gap
        edge = f"{(back - 1) // 12}-{(back - 1) % 12 + 1:02d}-{received.day:02d}"
        broken = {
            "age": (received.year - years, received.month, received.day)
            >= (founded.year, founded.month, founded.day),
            "staff": at["staff"] < wanted,
            "area": "outside an incubator" in facts and at["area"] > largest,
            "lease": at["months"] < shortest,
            "earlier": at["earlier"] >= edge,
        }
        results.add(tuple(clause for clause, yes in broken.items() if yes))
    always, ever = set.intersection(*map(set, results)), set[str]().union(*results)
    if always or not ever:
        return ("refuse", min(always)) if always else ("meets", None)
    return INSUFFICIENT, min(ever)
