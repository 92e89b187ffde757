"""Form against certificate (跨表核对): which boxes of an application differ from the business licence.

Another way of writing the same thing is no difference; a look-alike is. `critical` is passing a code that
differs from the licence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

from harness.kit import Answer, Labels, Lang, Rng, Text
from tasks.government_forms.fictitious import company_pair, day_between, day_words, division, name_pair
from tasks.government_forms.identifiers import uscc
from tasks.government_forms.printed import Clauses, iso_day
from tasks.government_forms.registration import CAPITALS_WAN

BOXES = {
    "capital": Text("注册资本", "registered capital"),
    "code": Text("信用代码", "credit code"),
    "founded": Text("成立日期", "date established"),
    "name": Text("企业名称", "company name"),
    "person": Text("法定代表人", "legal representative"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What one document says of a company; capital in yuan."""

    name: Text
    code: str
    person: Text
    capital: int
    founded: date


@dataclass(frozen=True, slots=True)
class Pair:
    """A licence and the form filled in from it."""

    no: int
    licence: Entry
    form: Entry
    changed: tuple[str, ...]
    """The boxes that were filled in wrongly when the pair was drawn."""
    rewritten: bool
    """From level 2 the form writes amounts and dates in another way than the licence."""


def swapped(rng: Rng, code: str) -> str:
    """The code with two neighbouring, different characters of its last nine swapped."""
    i = rng.choice([i for i in range(9, 17) if code[i] != code[i + 1]] or [0])
    return code[:i] + code[i + 1] + code[i] + code[i + 2 :]


def capital_words(capital: int, in_yuan: bool) -> Text:
    if in_yuan:
        return Text(f"{capital}元", f"{capital} yuan")
    return Text(f"{capital // 10000}万元", f"{capital // 10000} wan yuan")


class CrossCheck(Clauses[Pair], Labels[Pair]):
    """Name the boxes of the form that differ from the licence."""

    name = "cross_check"
    title = Text("核对申请表与执照", "Check a form against the licence")
    cases = ("none", *BOXES, *(f"{one}+{two}" for one, two in combinations(BOXES, 2)))
    critical = Text("信用代码与执照不一致却放过", "passes a credit code that differs from the licence")
    terms = BOXES
    zh = (
        "核对第{no}号申请。{=执照}：{l_name}，信用代码{l_code}，法定代表人{l_person}，注册资本{l_capital}，{l_founded}成立。{=申请表}：{f_name}，信用代码{f_code}，法定代表人{f_person}，注册资本{f_capital}，{f_founded}成立。申请表有哪些栏目与执照{=不一致}？{=写法不同而内容相同的不算}。",
        "第{no}号件要做表证比对，请找出两份材料{=内容不一致}的栏目，{=仅写法不同的不算}（{=1万元=10000元}）。{=申请表}写：{f_name}；{f_code}；法定代表人{f_person}；{f_capital}；{f_founded}成立。{=执照}印：{l_name}；{l_code}；法定代表人{l_person}；{l_capital}；{l_founded}成立。",
    )
    en = (
        "Check application {no}. {=Licence}: {l_name}, credit code {l_code}, legal representative {l_person}, registered capital {l_capital}, established {l_founded}. {=Form}: {f_name}, credit code {f_code}, legal representative {f_person}, registered capital {f_capital}, established {f_founded}. Which boxes of the form {=differ} from the licence? {=The same content written in another way does not count} ({=1 wan = 10,000}).",
        "File {no} is to be compared with its certificate. Find the boxes whose {=content differs}; {=another way of writing does not count} ({=1 wan = 10,000}). The {=form} says: {f_name}; {f_code}; legal representative {f_person}; {f_capital}; established {f_founded}. The {=licence} says: {l_name}; {l_code}; legal representative {l_person}; {l_capital}; established {l_founded}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Pair | None:
        name, misheard = company_pair(rng)
        person, other_person = name_pair(rng)
        wan, other_wan = rng.sample(CAPITALS_WAN, 2)
        founded = day_between(rng, date(2012, 1, 4), date(2026, 6, 30))
        licence = Entry(name, uscc(rng, division(rng)), person, wan * 10000, founded)
        wrong = Entry(
            misheard,
            swapped(rng, licence.code),
            other_person,
            (other_wan if level == 1 else wan * 10) * 10000,  # from level 2 on: one 0 too many
            founded + timedelta(days=rng.choice((-10, -1, 1, 10))),
        )
        boxes = [] if case == "none" else case.split("+")
        others = [box for box in BOXES if box not in boxes]
        extra = rng.sample(others, 1) if level == 3 and boxes else []
        changed = tuple(sorted({*boxes, *extra}))
        form = replace(licence, **{box: getattr(wrong, box) for box in changed})
        return Pair(rng.between(1001, 9999), licence, form, changed, level > 1)

    def solve(self, record: Pair) -> Answer:
        """The boxes that were changed."""
        return record.changed

    def check(self, record: Pair) -> Answer:
        """Reads both documents from the page and compares what they say."""
        page = self.page(record, "zh")
        shape = r"：(\S+?)，信用代码(\w+)，法定代表人(.+?)，注册资本(\d+)(万?)元，(\S+?)成立"
        one, two = (
            {
                "name": name,
                "code": code,
                "person": person,
                "capital": Decimal(number) * (10000 if wan else 1),
                "founded": iso_day(day),
            }
            for name, code, person, number, wan, day in re.findall(shape, page)
        )
        return tuple(box for box in BOXES if one[box] != two[box])

    def harms(self, answer: Answer, record: Pair) -> bool:
        return "code" in record.changed and isinstance(answer, tuple) and "code" not in answer

    def fields(self, record: Pair, lang: Lang) -> Mapping[str, object]:
        out: dict[str, object] = {"no": record.no}
        for prefix, entry, other in (("l", record.licence, False), ("f", record.form, record.rewritten)):
            out |= {
                f"{prefix}_name": entry.name,
                f"{prefix}_code": entry.code,
                f"{prefix}_person": entry.person,
                f"{prefix}_capital": capital_words(entry.capital, other),
                f"{prefix}_founded": entry.founded.isoformat() if other else day_words(entry.founded),
            }
        return out
