"""The triage desk: which department, which kind of document, and what an intake note lacks.

The duty list and the glossary are printed in the item, so no hospital's own habit is asked for; `critical` is
sending an emergency elsewhere. A department is where to go, never what to do.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from harness.kit import Answer, Lang, OptionText, Rng, Task, Text, glossary
from tasks.healthcare.desk_words import (
    COMPLAINTS,
    CONTENT_SIGNS,
    CONTENTS,
    DEPARTMENTS,
    DOCUMENTS,
    DUTIES,
    DUTY_SIGNS,
    EXCERPTS,
    HISTORIES,
)
from tasks.healthcare.intake import IntakeNote


def by_signs(words: str, signs: Mapping[str, str]) -> str:
    """The only class whose signs occur in the words; the joined names of all where it is not the only one."""
    return " and ".join(name for name, pattern in signs.items() if re.search(pattern, words))


@dataclass(frozen=True, slots=True)
class Visit:
    """Who stands at the desk with which complaint; ticket, temperature and history decide nothing."""

    department: str
    complaint: int
    age: int
    ticket: int
    temperature: int | None = None
    history: str | None = None

    @property
    def words(self) -> Text:
        return COMPLAINTS[self.department][self.complaint]


class Department(OptionText[Visit]):
    """The department by the printed duty list."""

    name = "department"
    title = Text("判断应去哪个科室", "Choose the hospital department")
    options = 5
    cases = tuple(DEPARTMENTS)
    terms = DEPARTMENTS
    critical = Text("该去急诊的患者被分到别的科室", "an emergency sent elsewhere")
    zh = (
        "分诊台{ticket}号患者，{age}{=岁}，{=本次主诉}：{words}{aside}。请按下面的职责表判断应该去哪个{=科室}：{duties}",
        "请根据下面的职责表为患者选择就诊的{=科室}。{duties}{ticket}号患者，{age}{=岁}，{=本次主诉}：{words}{aside}。",
    )
    en = (
        "Triage desk, ticket {ticket}, patient aged {age}. {=Present complaint}: {words}{aside}. Which {=department} is right by this list?{duties}",
        "Choose the {=department} for this patient by the list below.{duties}Ticket {ticket}, aged {age}. {=Present complaint}: {words}{aside}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Visit:
        return Visit(
            department=case,
            complaint=rng.below(len(COMPLAINTS[case])),
            age=rng.between(18, 86),
            ticket=rng.between(1, 300),
            temperature=rng.between(362, 371) if level == 2 else None,
            history=rng.choice([h for h in HISTORIES if h != case]) if level == 3 else None,
        )

    def solve(self, record: Visit) -> Answer:
        return record.department

    def check(self, record: Visit) -> Answer:
        return by_signs(record.words.en, DUTY_SIGNS)

    def harms(self, answer: Answer, record: Visit) -> bool:
        return record.department == "emergency" and answer in DEPARTMENTS and answer != "emergency"

    def fields(self, record: Visit, lang: Lang) -> Mapping[str, Any]:
        r = record
        aside: object = ""
        if r.temperature is not None:
            aside = Text(f"，体温{r.temperature / 10} ℃", f", temperature {r.temperature / 10} °C")
        if r.history is not None:
            past = HISTORIES[r.history]
            aside = Text(f"（既往：{past.zh}）", f" (past: {past.en})")
        return {
            "age": r.age,
            "ticket": r.ticket,
            "words": r.words,
            "aside": aside,
            "duties": glossary(DEPARTMENTS, DUTIES, lang),
        }


@dataclass(frozen=True, slots=True)
class Paper:
    """A scanned page with an excerpt; the ward and the footer decide nothing."""

    kind: str
    excerpt: int
    number: int
    page: int
    ward: int | None = None
    footer: str | None = None

    @property
    def words(self) -> Text:
        text = EXCERPTS[self.kind][self.excerpt][0]
        return Text(text.zh.format(self.number), text.en.format(self.number))


class DocumentType(OptionText[Paper]):
    """The kind of document by the printed glossary."""

    name = "document_type"
    title = Text("辨认病历文书种类", "Name the kind of document")
    options = 5
    cases = tuple(DOCUMENTS)
    terms = DOCUMENTS
    zh = (
        "病案室整理扫描件，第{page}{=页}写着：“{words}”{aside}。请对照说明判断这是哪种{=文书}：{contents}",
        "请按下面的说明给扫描件归类，看它是哪种{=文书}。{contents}第{page}{=页}上写着：“{words}”{aside}。",
    )
    en = (
        '{=Page} {page} of a scan reads: "{words}"{aside}. Which kind of {=document} is it, by these descriptions?{contents}',
        'Sort the scan by the descriptions below: which {=document} is it?{contents}{=Page} {page} reads: "{words}"{aside}.',
    )

    def draw(self, rng: Rng, level: int, case: str) -> Paper:
        excerpt = rng.below(len(EXCERPTS[case]))
        _, low, high = EXCERPTS[case][excerpt]
        return Paper(
            kind=case,
            excerpt=excerpt,
            number=rng.between(low, high),
            page=rng.between(2, 60),
            ward=rng.between(1, 12) if level == 2 else None,
            footer=rng.choice([d for d in DOCUMENTS if d != case]) if level == 3 else None,
        )

    def solve(self, record: Paper) -> Answer:
        return record.kind

    def check(self, record: Paper) -> Answer:
        return by_signs(record.words.en, CONTENT_SIGNS)

    def fields(self, record: Paper, lang: Lang) -> Mapping[str, Any]:
        r = record
        aside: object = ""
        if r.ward is not None:
            aside = Text(f"（病区{r.ward}）", f" (ward {r.ward})")
        if r.footer is not None:
            other = DOCUMENTS[r.footer]
            aside = Text(f"，页脚注明随{other.zh}归档", f", footer: file with {other.en}")
        return {
            "page": r.page,
            "words": r.words,
            "aside": aside,
            "contents": glossary(DOCUMENTS, CONTENTS, lang),
        }


class TriageDesk(Task):
    """Where does this go, and is the note fit to enter?"""

    domain, name, tier = "healthcare", "triage_desk", "high"
    title = Text("分诊台：去向与记录", "Triage desk: where it goes, what the note lacks")
    sources = ("duty list, descriptions and bounds printed in the item",)
    families = (Department(), DocumentType(), IntakeNote())
