"""A bundle of papers on one case: the application form beside copies of licence, ID card and lease.

The papers say what is true of the case; the form may say otherwise in the boxes that were planted, and a paper
may be left out. The same bundle is printed in both languages and read back from either.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from harness.kit import Lang, Rng, Text
from tasks.government_forms.capitals import in_capitals, value_of
from tasks.government_forms.case import Case, draw_case, in_english, last_day, of_english
from tasks.government_forms.cross_check import swapped
from tasks.government_forms.fictitious import day_words
from tasks.government_forms.id_card import slipped
from tasks.government_forms.identifiers import id_character
from tasks.government_forms.printed import iso_day

BOXES = {
    "amount": Text("申请金额", "amount"),
    "area": Text("场地面积", "area"),
    "code": Text("信用代码", "credit code"),
    "number": Text("身份证号", "ID number"),
    "person": Text("法定代表人", "legal representative"),
    "term": Text("租期", "lease term"),
}
PAPERS = {
    "card": Text("身份证", "ID card"),
    "lease": Text("租赁合同", "lease"),
    "licence": Text("营业执照", "licence"),
}
#: How the boxes of the form are compared; printed in the items.
COMPARED = Text(
    "信用代码、法定代表人对执照，身份证号对身份证，场地面积、租期对租赁合同（从起租日数满月数，对应日的前一天为最后一天），申请金额的大写对小写；写法不同而内容相同的不算",
    "credit code and legal representative against the licence, ID number against the ID card, area and lease term against the lease (the last day is the day before the corresponding day once its months have run), the amount in words against the figures; another way of writing the same does not count",
)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A form and the papers handed in with it."""

    level: int
    case: Case
    """What the papers say."""
    form: Case
    """What the form says of code, number, person and area."""
    ends: date
    """Last day of the lease on the form."""
    amount: int
    words: int
    """The amount on the form, in figures and in words; yuan."""
    wrong: tuple[str, ...]
    """Boxes of the form that do not agree."""
    missing: tuple[str, ...] = ()
    """Papers that were not handed in."""
    beside: tuple[tuple[str, bool], ...] = ()
    """Papers of `BESIDE`, which nothing is compared with, and whether they were handed in."""


def transposed(value: int) -> int:
    """The number with its first two digits that differ swapped, or one 0 more if there are none."""
    digits = str(value)
    for i in range(len(digits) - 1):
        if digits[i] != digits[i + 1] and digits[i + 1] != "0":
            return int(digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :])
    return value * 10


def draw_bundle(rng: Rng, level: int, wrong: Collection[str], missing: tuple[str, ...] = ()) -> Bundle:
    """A bundle whose form is wrong in these boxes; from level 2 on only by a little."""
    case = draw_case(rng)
    amount = case.rent * rng.between(3, 9) + 50 * rng.between(0, 1)
    off = rng.choice((-1, 1))
    step = timedelta(days=off * (30 if level == 1 else 1))
    area = case.area + off * (Decimal(20) if level == 1 else Decimal(rng.choice(("0.5", "1.0", "9.0"))))
    other: dict[str, Any] = {
        "code": swapped(rng, case.code),
        "number": slipped_or_next(rng, case.number),
        "person": case.namesake,
        "area": area,
    }
    return Bundle(
        level=level,
        case=case,
        form=replace(case, **{box: value for box, value in other.items() if box in wrong}),
        ends=case.ends + (step if "term" in wrong else timedelta(0)),
        amount=amount,
        words=transposed(amount) if "amount" in wrong else amount,
        wrong=tuple(sorted(wrong)),
        missing=tuple(sorted(missing)),
    )


def slipped_or_next(rng: Rng, number: str) -> str:
    """The number with two digits swapped, or, where that changes nothing, another serial number."""
    if any(number[i] != number[i + 1] for i in (2, 3, 4, 14, 15)):
        return slipped(rng, number)
    body = number[:16] + str((int(number[16]) + 2) % 10)
    return body + id_character(body)


# --- print -----------------------------------------------------------------------------------------

PAGES = {
    "form": Text(
        "【申请表】{company}；信用代码{code}；法定代表人{person}，身份证号{number}；场地面积{area}平方米，租期{start}至{ends}；申请金额{amount}元，大写{words}。",
        "[Form] {company}; credit code {code}; legal representative {person}, ID number {number}; area {area} square metres, lease from {start} to {ends}; amount {amount} yuan, in words {words}.",
    ),
    "licence": Text(
        "【营业执照】{company}；统一社会信用代码{code}；法定代表人{person}；成立日期{founded}。",
        "[Licence] {company}; unified social credit code {code}; legal representative {person}; established {founded}.",
    ),
    "card": Text(
        "【身份证】姓名{person}；号码{number}；签发机关青岚市公安局。",
        "[ID card] Name {person}; number {number}; issued by Qinglan Public Security Bureau.",
    ),
    "lease": Text(
        "【租赁合同】承租方{company}；地址{place}，面积{area}平方米；自{start}起租{months}个月；月租金{rent}元。",
        "[Lease] Tenant {company}; place {place}, area {area} square metres; for {months} months from {start}; monthly rent {rent} yuan.",
    ),
}
ABSENT, THERE = Text("（未交）", "(not handed in)"), Text("（已交）", "(handed in)")
#: Papers that the file may hold too.
BESIDE = {
    "payment": Text("付租凭证", "Proof of payment"),
    "insurance": Text("参保证明", "Proof of insurance"),
    "photograph": Text("门头照片", "Photograph of the shop front"),
    "brochure": Text("企业简介", "Company brochure"),
}


def bundle_text(record: Bundle, lang: Lang) -> str:
    """The form and its papers, a line each; on the form dates and areas are written otherwise from level 2 on."""
    case, form, plain = record.case, record.form, record.level == 1
    words = in_capitals(Decimal(record.words)) if lang == "zh" else f"{in_english(record.words)} yuan only"
    held: dict[str, Any] = {
        "company": case.company[lang], "place": case.place[lang], "founded": day_words(case.founded)[lang],
        "months": case.months, "rent": case.rent,
    }  # fmt: skip
    shown: dict[str, dict[str, Any]] = {
        "form": {
            "code": form.code, "person": form.person[lang], "number": form.number,
            "area": form.area if plain else f"{form.area}0",
            "start": day_words(case.start)[lang] if plain else case.start.isoformat(),
            "ends": day_words(record.ends)[lang] if plain else record.ends.isoformat(),
            "amount": record.amount, "words": words,
        },
        "licence": {"code": case.code, "person": case.person[lang]},
        "card": {"person": case.person[lang], "number": case.number},
        "lease": {"area": case.area, "start": day_words(case.start)[lang]},
    }  # fmt: skip
    lines = []
    for page, template in PAGES.items():
        if page in record.missing:
            head = (
                f"【{PAPERS[page].zh}】"
                if lang == "zh"
                else f"[{PAPERS[page].en[0].upper()}{PAPERS[page].en[1:]}] "
            )
            lines.append(head + ABSENT[lang])
        else:
            lines.append(template[lang].format(**(held | shown[page])))
    return "\n".join(lines)


def beside_text(record: Bundle, lang: Lang) -> str:
    """A line for each paper that nothing is compared with."""
    marks = "【{}】{}" if lang == "zh" else "[{}] {}"
    return "".join(
        "\n" + marks.format(BESIDE[paper][lang], (THERE if handed else ABSENT)[lang])
        for paper, handed in record.beside
    )


# --- read back -------------------------------------------------------------------------------------


def read_bundle(text: str, lang: Lang) -> dict[str, dict[str, Any] | None]:
    """What each paper says, None for one not handed in; days in ISO 8601, amounts in yuan."""
    out: dict[str, dict[str, Any] | None] = {}
    for page, line in zip(PAGES, [x for x in text.split("\n") if x[:1] in "【["], strict=True):
        names = re.findall(r"\{(\w+)\}", PAGES[page][lang])
        shape = re.sub(r"\\\{\w+\\\}", "(.+?)", re.escape(PAGES[page][lang]))
        match = re.fullmatch(shape, line)
        said: dict[str, Any] | None = dict(zip(names, match.groups(), strict=True)) if match else None
        for name, value in (said or {}).items():
            said[name] = _as_value(name, value, lang)  # type: ignore[index]
        out[page] = said
    return out


def _as_value(name: str, words: str, lang: Lang) -> Any:
    if name in ("start", "ends", "founded"):
        return iso_day(words)
    if name == "words":
        return int(value_of(words)) if lang == "zh" else of_english(words.removesuffix(" yuan only"))
    if name in ("amount", "months", "rent"):
        return int(words)
    return Decimal(words) if name == "area" else words


def disagreements(papers: dict[str, dict[str, Any] | None]) -> tuple[str, ...]:
    """Boxes of the form that differ from the papers that are there, read from the page."""
    form, licence, card, lease = (papers[page] for page in ("form", "licence", "card", "lease"))
    assert form is not None
    wrong = {"amount"} if form["amount"] != form["words"] else set()
    if licence:
        wrong |= {box for box in ("code", "person") if form[box] != licence[box]}
    if card and form["number"] != card["number"]:
        wrong.add("number")
    if lease:
        ends = last_day(date.fromisoformat(lease["start"]), lease["months"]).isoformat()
        wrong |= {"area"} if form["area"] != lease["area"] else set()
        wrong |= {"term"} if (form["start"], form["ends"]) != (lease["start"], ends) else set()
    return tuple(sorted(wrong))
