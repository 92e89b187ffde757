"""Deciding at the counter (即时办理), last step of the chain: accept, ask once for what is missing, or refuse.

Guide, materials and calendar are printed and invented. Both wrong directions cost somebody something; `critical`
is accepting a file that must not be accepted, and giving a date or a verdict that the file does not support.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harness.kit import INSUFFICIENT, WORDS_INSUFFICIENT, Answer, Field, Json, Lang, Letter, Rng, Task, Text
from tasks.government_forms.case_guide import (
    CLAUSES,
    FACTS,
    File,
    draw_file,
    facts_text,
    guide_text,
    result,
    result_by_completion,
)
from tasks.government_forms.case_intake import (
    MATERIALS,
    NEEDED,
    Intake,
    draw_intake,
    intake_text,
    missing_on_page,
)
from tasks.government_forms.chain_due import PERIOD, DueDay
from tasks.government_forms.chain_missing import MissingMaterials
from tasks.government_forms.printed import Clauses

OPEN_FACTS = tuple(fact for facts in FACTS.values() for fact in facts)


class Guided(Clauses[File]):
    """A family about one file and the printed guide."""

    def fields(self, record: File, lang: Lang) -> Mapping[str, object]:
        return {
            "no": record.case.no, "company": record.case.company,
            "guide": guide_text(record, lang), "facts": facts_text(record, lang),
        }  # fmt: skip

    def by_completion(self, record: File) -> tuple[str, str | None]:
        return result_by_completion(facts_text(record, "en"), guide_text(record, "en"))


class DecidingClause(Guided, Letter[File]):
    """The clause that the file breaks, or that it breaks none."""

    name = "deciding_clause"
    title = Text("找出不符合的那一条", "Find the clause not met")
    cases = (*CLAUSES, "none")
    options = 6
    terms = CLAUSES | {"none": Text("各条都符合", "all clauses are kept")}
    critical = Text("有条款不符合，却认定各条都符合", "finds all clauses kept where one is broken")
    zh = (
        "{=场地租金补贴}办事指南的条件：\n{guide}\n第{no}号件，申请人{company}，情况如下：{facts}这件申请{=不符合哪一条}？",
        "窗口预审第{no}号件，{company}申请{=场地租金补贴}，材料写明：{facts}请对照指南找出它{=不符合的那一条}，都符合就选“各条都符合”。\n{guide}",
    )
    en = (
        "The guide of the {=rent subsidy} asks:\n{guide}\nFile {no}, applicant {company}: {facts} Which clause does this application {=not meet}?",
        "Pre-check of file {no}: {company} applies for the {=rent subsidy}, and the papers say: {facts} Find the clause of the guide that it {=does not meet}; if it meets them all, choose 'all clauses are kept'.\n{guide}",
    )

    def draw(self, rng: Rng, level: int, case: str) -> File:
        return draw_file(rng, level, broken="" if case == "none" else case)

    def solve(self, record: File) -> Answer:
        return result(record)[1] or "none"

    def check(self, record: File) -> Answer:
        return self.by_completion(record)[1] or "none"

    def slips(self, record: File) -> Mapping[str, Answer]:
        right = self.solve(record)
        return {f"{clause} instead": clause for clause in self.terms if clause != right}

    def harms(self, answer: Answer, record: File) -> bool:
        return answer == "none" and self.solve(record) != "none"


class Eligible(Guided, Letter[File]):
    """Eligible, not eligible, or not enough said to tell."""

    name = "eligible"
    title = Text("判断是否符合申请条件", "Judge eligibility, or abstain")
    cases = ("meets", "refuse", INSUFFICIENT)
    options = 3
    terms = {"meets": Text("符合条件", "eligible"), "refuse": Text("不符合条件", "not eligible")}
    critical = Text(
        "不符合条件或情况不明的申请被判为符合", "finds a file eligible that is not, or that cannot be judged"
    )
    zh = (
        "{=场地租金补贴}办事指南的条件：\n{guide}\n窗口收到第{no}号件，申请人是{company}，材料上看到的情况：{facts}请问这件申请{=符不符合条件}？{=判断要用的情况没有写明，又不能由其他条款或例外定下来的，选信息不足}。",
        "请按照下面的办事指南来判断第{no}号件。{company}申请{=场地租金补贴}，目前已知：{facts}{=如果结论取决于没有写明的情况，选信息不足；不影响结论的不算}。\n{guide}",
    )
    en = (
        "The guide of the {=rent subsidy} asks:\n{guide}\nFile {no}, applicant {company}: {facts} Is this application {=eligible}? {=If a fact that is needed is not given, and neither another clause nor an exception settles it, choose INSUFFICIENT}.",
        "Judge file {no} by the guide below. {company} applies for the {=rent subsidy}; what is known: {facts} {=If the result hangs on something that is not given, choose INSUFFICIENT; what does not change the result does not matter}.\n{guide}",
    )

    def draw(self, rng: Rng, level: int, case: str) -> File:
        if case == INSUFFICIENT:
            return draw_file(rng, level, unknown=rng.choice(OPEN_FACTS))
        broken = rng.choice(tuple(CLAUSES)) if case == "refuse" else ""
        return draw_file(rng, level, broken, idle=level > 1)

    def solve(self, record: File) -> Answer:
        return result(record)[0]

    def check(self, record: File) -> Answer:
        return self.by_completion(record)[0]

    def slips(self, record: File) -> Mapping[str, Answer]:
        right = self.solve(record)
        return {f"{verdict} instead": verdict for verdict in self.cases if verdict != right}

    def harms(self, answer: Answer, record: File) -> bool:
        return answer == "meets" and self.solve(record) != "meets"


# --- the decision record ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Desk:
    """A file on the desk with what was handed in."""

    file: File
    intake: Intake


DECISIONS = {
    "accept": Text("受理", "accept"),
    "supplement": Text("一次性告知补正", "ask to supplement"),
    "refuse": Text("不予受理", "refuse"),
    INSUFFICIENT: WORDS_INSUFFICIENT,
}


class Decision(Clauses[Desk], Json[Desk]):
    """The decision record: what is decided, by which clause, and what is missing."""

    name = "decision"
    title = Text("填写窗口办理记录", "Fill the counter's decision record")
    document = True
    cases = ("accept", "one missing", "two missing", "refuse", "refuse, papers missing", INSUFFICIENT)
    critical = Text("受理了不该受理的申请", "accepts a file that must not be accepted")
    schema = {
        "decision": Field(Text("办理结果", "decision"), "choice", terms=DECISIONS),
        "clause": Field(
            Text("依据条款", "clause"),
            "choice",
            Text(
                "不予受理填不符合的那条，信息不足填定不下来的那条，其余填null",
                "where refused the clause not met, where INSUFFICIENT the one that cannot be settled, otherwise null",
            ),
            terms=CLAUSES,
            nullable=True,
        ),
        "missing": Field(
            Text("所缺材料", "missing"),
            "labels",
            Text("补正时填，其余填[]", "where to be supplemented, otherwise []"),
            terms=MATERIALS,
        ),
    }
    zh = (
        "这里是{=场地租金补贴}的办理窗口，现在当场办理第{no}号件，申请人是{company}。\n{=【条件】}\n{guide}\n{=【材料】}{needed}。\n{=【情况】（材料所载，仅此）}{facts}\n{=【收件】}{intake}\n{=【办法】先看条件：有一条不符合就不予受理，写明那一条；没有不符合的、但有一条因情况未写明而定不下来的，填信息不足和那一条；都符合的再看材料，缺的一次性告知补正并列全；不缺就受理}。请填写办理记录。",
        "请你在窗口当场决定第{no}号件该怎么办理，并把记录填好。{company}申请{=场地租金补贴}。{=【情况】（材料所载，仅此）}{facts}\n{=【收件】}{intake}\n{=【条件】}\n{guide}\n{=【材料】}{needed}。\n{=【办法】条件在先，材料在后。不符合任何一条即不予受理并写明该条；没有不符合的条款，却有条款因情况未写明无法判定的，填信息不足和该条；条件全符合而缺材料的，一次性告知补正，把缺的列全；都齐的受理}。",
    )
    en = (
        "The {=rent subsidy} counter decides file {no}, applicant {company}, on the spot.\n{=[Conditions]}\n{guide}\n{=[Materials]} {needed}.\n{=[Facts, all that the papers say]} {facts}\n{=[Handed in]} {intake}\n{=[Procedure] Conditions first: where a clause is not met, refuse and name it; where none is broken but one cannot be settled because a fact is not given, the decision is INSUFFICIENT, with that clause; where all are met look at the materials, ask once to supplement all that is missing, and accept if nothing is}. Fill in the decision record.",
        "Decide on the spot what becomes of file {no} and fill in the record. {company} applies for the {=rent subsidy}. {=[Facts, all that the papers say]} {facts}\n{=[Handed in]} {intake}\n{=[Conditions]}\n{guide}\n{=[Materials]} {needed}.\n{=[Procedure] Conditions come before materials. Any clause not met: refuse and name it. No clause broken, but one that cannot be judged because a fact is not given: INSUFFICIENT, with that clause. All met but materials missing: ask to supplement, listing all of them. Everything there: accept}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Desk:
        broken = rng.choice(tuple(CLAUSES)) if "refuse" in case else ""
        unknown = rng.choice(OPEN_FACTS) if case == INSUFFICIENT else ""
        file = draw_file(rng, level, broken, unknown, idle=level == 3 and case != INSUFFICIENT)
        some = level > 1 and case == INSUFFICIENT and rng.chance(1, 2)
        lacks = {"one missing": 1, "two missing": 2, "refuse, papers missing": 1}.get(case, int(some))
        return Desk(file, draw_intake(rng, level, rng.sample(tuple(MATERIALS), lacks)))

    def solve(self, record: Desk) -> Answer:
        return self._recorded(*result(record.file), record.intake.missing)

    def check(self, record: Desk) -> Answer:
        """The result by completing what is not said, the materials from the words of the receipt."""
        found = result_by_completion(facts_text(record.file, "en"), guide_text(record.file, "en"))
        return self._recorded(*found, missing_on_page(self._intake(record, "zh"), "zh"))

    @staticmethod
    def _recorded(verdict: str, clause: str | None, missing: tuple[str, ...]) -> Answer:
        if verdict != "meets":
            return {"decision": verdict, "clause": clause, "missing": ()}
        return {"decision": "supplement" if missing else "accept", "clause": None, "missing": missing}

    def harms(self, answer: Answer, record: Desk) -> bool:
        gold = self.solve(record)
        return (
            isinstance(answer, Mapping)
            and isinstance(gold, Mapping)
            and answer.get("decision") == "accept"
            and gold["decision"] != "accept"
        )

    @staticmethod
    def _intake(record: Desk, lang: Lang) -> str:
        case = record.file.case
        return intake_text(record.intake, case.person, case.agent, lang)

    def fields(self, record: Desk, lang: Lang) -> Mapping[str, object]:
        return {
            "no": record.file.case.no, "company": record.file.case.company, "needed": NEEDED,
            "guide": guide_text(record.file, lang), "facts": facts_text(record.file, lang),
            "intake": self._intake(record, lang),
        }  # fmt: skip


class ChainDecide(Task):
    """Can it decide the file by the printed guide, and see when it cannot?"""

    domain, name, tier = "government_forms", "chain_decide", "high"
    title = Text("补贴申请：即时办理", "Subsidy application: deciding on the spot")
    sources = (PERIOD.standard, "guide, materials and calendar printed in the item")
    families = (MissingMaterials(), DecidingClause(), Eligible(), DueDay(), Decision())
