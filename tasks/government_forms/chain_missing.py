"""Missing materials (即时办理): what the printed list asks for in this case and was not handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from harness.kit import Answer, Labels, Lang, Rng, Text
from harness.types import LANGS
from tasks.government_forms.case import Case, draw_case
from tasks.government_forms.case_intake import (
    MATERIALS,
    NEEDED,
    Intake,
    draw_intake,
    intake_text,
    missing_on_page,
)
from tasks.government_forms.printed import Clauses


@dataclass(frozen=True, slots=True)
class Visit:
    case: Case
    intake: Intake


class MissingMaterials(Clauses[Visit], Labels[Visit]):
    """Name the materials to be asked for, all of them at once."""

    name = "missing_materials"
    title = Text("列出要补正的材料", "List the missing materials")
    document, budget = True, 96
    cases = ("none", *MATERIALS, *(f"{one}+{two}" for one, two in combinations(MATERIALS, 2)))
    terms = MATERIALS
    critical = Text("材料没交齐的申请被当作齐全", "accepts a file that lacks a material")
    zh = (
        "{=场地租金补贴}应交材料：{needed}。\n第{no}号件，申请人{company}：{intake}\n窗口要{=一次性告知}补正，请列出这件申请{=还缺的材料}。",
        "窗口收到{company}的{=场地租金补贴}申请（{no}号）。{intake}\n办事指南要求：{needed}。\n对照清单，这件申请{=缺少哪些材料}，需要一次告知？",
    )
    en = (
        "Materials for the {=rent subsidy}: {needed}.\nFile {no}, applicant {company}: {intake}\nThe counter has to ask {=once for everything}; list the materials that this file {=still lacks}.",
        "The counter has received the {=rent subsidy} application of {company} (no. {no}). {intake}\nThe guide wants: {needed}.\nBy this list, which materials {=are missing} and have to be asked for at once?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Visit:
        return Visit(draw_case(rng), draw_intake(rng, level, () if case == "none" else case.split("+")))

    def solve(self, record: Visit) -> Answer:
        return record.intake.missing

    def check(self, record: Visit) -> Answer:
        """From the words of the receipt, in both languages."""
        zh, en = (missing_on_page(self._text(record, lang), lang) for lang in LANGS)
        return zh if zh == en else ("unlike",)

    def harms(self, answer: Answer, record: Visit) -> bool:
        return isinstance(answer, tuple) and not set(record.intake.missing) <= set(answer)

    @staticmethod
    def _text(record: Visit, lang: Lang) -> str:
        return intake_text(record.intake, record.case.person, record.case.agent, lang)

    def fields(self, record: Visit, lang: Lang) -> Mapping[str, object]:
        case = record.case
        return {"no": case.no, "company": case.company, "needed": NEEDED, "intake": self._text(record, lang)}
