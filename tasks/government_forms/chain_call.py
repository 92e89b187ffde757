"""Correcting a form by telephone (智能填表): the form on file, then what the firm said on the telephone.

Remarks are taken in their order and the later one counts; a change may be taken back, and a box may be emptied
until the firm knows better. `critical` is keeping or writing an entry in a box that was emptied.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from harness.kit import Answer, Field, Json, Lang, Rng, Text
from tasks.government_forms.case import Case, draw_case
from tasks.government_forms.case_asides import CALL, HEARD, drawn, spread
from tasks.government_forms.case_notes import invents
from tasks.government_forms.fictitious import day_words, landline
from tasks.government_forms.printed import Clauses, iso_day, needed

LABELS = {
    "area": Text("面积", "area"),
    "phone": Text("企业电话", "company telephone"),
    "rent": Text("月租金", "monthly rent"),
    "staff": Text("参保人数", "number insured"),
    "start": Text("起租日期", "start of lease"),
}
UNITS = {"area": Text("平方米", " square metres"), "rent": Text("元", " yuan"), "staff": Text("人", "")}


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing said on the telephone about one box: change, waver (changed twice), back, clear or keep."""

    box: str
    what: str
    first: Any
    last: Any


@dataclass(frozen=True, slots=True)
class Call:
    """A form on file and the remarks of a telephone call, in their order."""

    level: int
    case: Case
    remarks: tuple[Remark, ...]
    asides: tuple[int, ...] = ()
    """What was said beside, of `CALL`, from level 2 on."""


#: What is said, by kind of remark. `{box}`, `{first}` and `{last}` are filled in.
SAYINGS = {
    "change": Text("{=[box]改成}{last}。", "The {=[box] becomes} {last}. "),
    "waver": Text(
        "{=[box]}先说改成{first}，查了查又说{=应改成}{last}。",
        "The {=[box]} was first to become {first}; after a look they said it {=becomes} {last}. ",
    ),
    "back": Text(
        "{=[box]}先说改成{first}，过一会儿又说看错了，{=还照原表}。",
        "The {=[box]} was to become {first}; a little later that was a mistake and it {=stays as on the form}. ",
    ),
    "clear": Text(
        "{=[box]}原来报的不算数，新的还没定，{=先空着}。",
        "The {=[box]} given before no longer holds and the new one is not settled: it is {=left empty for now}. ",
    ),
    "keep": Text("{=[box]}对过了，{=不改}。", "The {=[box]} was compared and {=is not changed}. "),
}


def spelt(box: str, value: Any) -> Text:
    """An entry as people say it, with its unit."""
    if box == "start":
        return day_words(value)
    unit = UNITS.get(box, Text("", ""))
    return Text(f"{value}{unit.zh}", f"{value}{unit.en}")


class PhoneCall(Clauses[Call], Json[Call]):
    """The form as it stands after the call."""

    name = "phone_call"
    title = Text("按来电更正申请表", "Correct a form after a call")
    document = True
    cases = ("one changed", "two changed", "taken back", "emptied", "changed and emptied")
    critical = Text(
        "来电说先空着的栏目没有清空，或又填了内容", "leaves or writes an entry in a box that was emptied"
    )
    schema = {
        "area": Field(LABELS["area"], "number", Text("平方米", "m2"), nullable=True),
        "start": Field(Text("起租日期", "start"), "date", nullable=True),
        "rent": Field(Text("月租金", "rent"), "integer", Text("元", "yuan a month"), nullable=True),
        "staff": Field(Text("参保人数", "insured"), "integer", nullable=True),
        "phone": Field(Text("企业电话", "tel"), "string", nullable=True),
    }
    zh = (
        "{company}的{=场地租金补贴}申请表（{no}号，法定代表人{person}，地址{place}，经办人{agent}）已录入：{=面积}{area}平方米，{=起租日期}{start}，{=月租金}{rent}元，{=参保人数}{staff}人，{=企业电话}{phone}。次日该企业来电更正，记录如下：{=「}<call>{=」}请写出更正后的各栏，{=后说的为准，没提到的照原表，说先空着的填null}。",
        "请按来电更正第{no}号{=场地租金补贴}申请表。原表：{company}，地址{place}，法定代表人{person}，经办人{agent}，{=月租金}{rent}元，{=参保人数}{staff}人，{=面积}{area}平方米，{=企业电话}{phone}，{=起租日期}{start}。来电记录：{=「}<call>{=」}{=同一栏说了几次的以最后一次为准，没提到的不动，先空着的填null}。更正以后各栏应是什么？",
    )
    en = (
        "The {=rent subsidy} form of {company} (no. {no}; legal representative {person}, place {place}, agent {agent}) has been entered: {=area} {area} square metres, {=start of lease} {start}, {=monthly rent} {rent} yuan, {=number insured} {staff}, {=company telephone} {phone}. Next day the company rang to correct it: {=<<} <call>{=>>} Give the boxes after the correction; {=the later word counts, what was not mentioned stays, what is left empty is null}.",
        "Correct {=rent subsidy} form no. {no} by the telephone call. On the form: {company}, place {place}, legal representative {person}, agent {agent}, {=monthly rent} {rent} yuan, {=number insured} {staff}, {=area} {area} square metres, {=company telephone} {phone}, {=start of lease} {start}. The call: {=<<} <call>{=>>} {=Where a box was spoken of more than once the last word counts; what was not mentioned stays; what is left empty is null}. What do the boxes say after the correction?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Call:
        case_drawn = draw_case(rng)
        kinds = {
            "one changed": ["change"],
            "two changed": ["change", "change"],
            "taken back": ["back"] if level == 1 else ["back", "change"],
            "emptied": ["clear"],
            "changed and emptied": ["change", "clear"],
        }[case]
        kinds = ["waver" if kind == "change" and level == 3 else kind for kind in kinds]
        kinds += ["keep"] * (level - 1 if len(kinds) < 3 else 0)
        boxes = rng.sample(tuple(LABELS), len(kinds))
        remarks = []
        for box, what in zip(boxes, rng.shuffle(kinds), strict=True):
            first, last = self._others(rng, case_drawn, box)
            remarks.append(Remark(box, what, first, last))
        return Call(level, case_drawn, tuple(remarks), asides=drawn(rng, CALL, HEARD[level - 1]))

    @staticmethod
    def _others(rng: Rng, case: Case, box: str) -> tuple[Any, Any]:
        """Two other entries of a box, unlike each other and the one on the form."""
        if box == "phone":
            return landline(rng), landline(rng)
        near, far = rng.sample((-4, -3, -2, -1, 1, 2, 3, 4, 5), 2)
        step: Any = {"area": Decimal("2.5"), "rent": 100, "staff": 1, "start": timedelta(days=5)}[box]
        value = getattr(case, box)
        return value + near * step, value + far * step

    def solve(self, record: Call) -> Answer:
        gold = {box: getattr(record.case, box) for box in self.schema}
        for remark in record.remarks:
            if remark.what in ("change", "waver"):
                gold[remark.box] = remark.last
            elif remark.what == "clear":
                gold[remark.box] = None
        return gold | {"start": gold["start"].isoformat() if gold["start"] else None}

    def check(self, record: Call) -> Answer:
        """Reads form and call from the page, remark by remark, in both languages; they must say the same."""
        zh, en = (read_call(self.page(record, lang), lang) for lang in ("zh", "en"))
        return zh if zh == en else {}

    def harms(self, answer: Answer, record: Call) -> bool:
        return invents(answer, tuple(remark.box for remark in record.remarks if remark.what == "clear"))

    def fields(self, record: Call, lang: Lang) -> Mapping[str, object]:
        case = record.case
        told = {
            f"{part}{at}": spelt(remark.box, getattr(remark, part))
            for at, remark in enumerate(record.remarks)
            for part in ("first", "last")
        }
        return told | {
            "no": case.no, "company": case.company, "person": case.person, "place": case.place, "agent": case.agent, "area": case.area, "start": day_words(case.start),
            "rent": case.rent, "staff": case.staff, "phone": case.phone,
        }  # fmt: skip

    def clauses(self, record: Call, lang: Lang) -> Mapping[str, str]:
        said = [
            SAYINGS[remark.what][lang]
            .replace("[box]", LABELS[remark.box][lang])
            .replace("{first}", f"{{first{at}}}")
            .replace("{last}", f"{{last{at}}}")
            for at, remark in enumerate(record.remarks)
        ]
        return {"call": "".join(spread(["", *said], record.asides, CALL, lang))}


def read_call(page: str, lang: Lang) -> dict[str, object]:
    """The boxes after the call. ValueError if the page is no form with a call."""
    zh = lang == "zh"
    form, call = re.split("「|<<", page)
    said = {box: needed(rf"{label[lang]} ?(\d[^，。,.]*(?:\.\d)?)", form) for box, label in LABELS.items()}
    call = re.split("」|>>", call)[0].strip()
    for remark in re.split("。" if zh else r"\.(?: |$)", call):
        box = next((b for b, label in LABELS.items() if re.match(rf"(?:The )?{label[lang]}", remark)), None)
        last = re.findall(r"改成(\d[^，]*)$" if zh else r"becomes (\d.*)$", remark)
        if box and last:
            said[box] = last[-1]
        elif box and ("先空着" in remark or "left empty" in remark):
            said[box] = ""
    return {
        "area": Decimal(re.findall(r"[\d.]+", said["area"])[0]) if said["area"] else None,
        "start": iso_day(said["start"] or None),
        "rent": int(re.findall(r"\d+", said["rent"])[0]) if said["rent"] else None,
        "staff": int(re.findall(r"\d+", said["staff"])[0]) if said["staff"] else None,
        "phone": said["phone"] or None,
    }
