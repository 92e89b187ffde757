"""Citizen applications (个人办事申请): who applies, for what, how it is collected, how many copies.

A relative often comes in the applicant's place, and people change their minds at the counter; the form takes
the applicant and the last word. What was not said stays null.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harness.kit import Answer, Field, Json, Lang, Rng, Text
from tasks.government_forms.fictitious import mobile, person
from tasks.government_forms.printed import Clauses, found, needed

MATTERS = {
    "residence": Text("居住证", "residence permit"),
    "social": Text("社保卡", "social security card"),
    "senior": Text("老年证", "senior card"),
    "disability": Text("残疾证", "disability card"),
}
COLLECTION = {"post": Text("邮寄", "by post"), "counter": Text("自取", "in person")}


@dataclass(frozen=True, slots=True)
class Application:
    """What was said at the counter."""

    level: int
    no: int
    applicant: Text
    proxy: Text
    """Who comes instead, from level 2."""
    matter: str
    other_matter: str
    collection: str | None
    phone: str | None
    """The applicant's."""
    proxy_phone: str
    places: int
    """Offices that want copies, from level 2."""
    each: int


class ApplicationForm(Clauses[Application], Json[Application]):
    """Fill the application form from notes."""

    name = "application"
    title = Text("按谈话记录填申请表", "Fill an application from notes")
    cases = ("complete", "no collection", "no phone", "no collection, no phone")
    worded = ("matter", "collection")  # copied from the notes
    schema = {
        "applicant": Field(Text("申请人", "applicant"), "string"),
        "matter": Field(Text("事项", "matter"), "choice", terms=MATTERS),
        "copies": Field(Text("复印件份数", "copies"), "integer", Text("合计", "in all")),
        "collection": Field(Text("领取方式", "handover"), "choice", terms=COLLECTION, nullable=True),
        "phone": Field(
            Text("申请人电话", "phone"),
            "string",
            Text("不是代办人的", "the applicant's, not the proxy's"),
            nullable=True,
        ),
    }
    zh = (
        "窗口笔记（第{no}号）：<who><copies><collection><phone>请按这份笔记填写申请表。",
        "第{no}号来访，工作人员边听边记：<who><phone><copies><collection>照这段记录把申请表填好，没说的不要补。",
        "下面是一段办事谈话的记录（{no}号），请转成申请表。<who><collection><copies><phone>",
    )
    en = (
        "Counter notes (ticket {no}): <who><copies><collection><phone>Please fill in the application form from the notes.",
        "Ticket {no}, written down while listening: <who><phone><copies><collection>Complete the application form from this record and add nothing that was not said.",
        "Turn this record of a talk at the counter (ticket {no}) into the application form. <who><collection><copies><phone>",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Application | None:
        applicant, proxy = person(rng), person(rng)
        if applicant == proxy:
            return None
        matter, other = rng.sample(tuple(MATTERS), 2)
        return Application(
            level=level,
            no=rng.between(11, 499),
            applicant=applicant,
            proxy=proxy,
            matter=matter,
            other_matter=other,
            collection=None if "no collection" in case else rng.choice(tuple(COLLECTION)),
            phone=None if "no phone" in case else mobile(rng),
            proxy_phone=mobile(rng),
            places=1 if level == 1 else rng.between(2, 4),
            each=rng.between(1, 5),
        )

    def solve(self, record: Application) -> Answer:
        return {
            "applicant": record.applicant,
            "matter": record.matter,
            "copies": record.places * record.each,
            "collection": record.collection,
            "phone": record.phone,
        }

    def check(self, record: Application) -> Answer:
        zh, en = self.page(record, "zh"), self.page(record, "en")
        matter = needed("(?:办理|只办)(...)", zh)
        collection = found("(?:领取方式选|改成)(..)。", zh)
        places = found(r"有(\d+)个部门要", zh)
        return {
            "applicant": Text(
                needed("申请人(.+?)(?:本人|办理|来)", zh), needed(r"applicant, (.+?)[,;.]", en)
            ),
            "matter": next(key for key, word in MATTERS.items() if word.zh == matter),
            "copies": int(places or 1) * int(needed(r"复印件(\d+)份", zh)),
            "collection": next((key for key, word in COLLECTION.items() if word.zh == collection), None),
            "phone": found(r"申请人电话(\d+)", zh),
        }

    def fields(self, record: Application, lang: Lang) -> Mapping[str, object]:
        other_way = "post" if record.collection == "counter" else "counter"
        return {
            "no": record.no, "applicant": record.applicant, "proxy": record.proxy,
            "matter": MATTERS[record.matter], "other_matter": MATTERS[record.other_matter],
            "collection": COLLECTION[record.collection or "post"], "first_way": COLLECTION[other_way],
            "phone": record.phone, "proxy_phone": record.proxy_phone,
            "places": record.places, "each": record.each,
        }  # fmt: skip

    def clauses(self, record: Application, lang: Lang) -> Mapping[str, str]:
        level = record.level
        who = {
            1: (
                "{=申请人}{applicant}本人来{=办理}{matter}。",
                "The {=applicant}, {applicant}, comes in person for a {matter}. ",
            ),
            2: (
                "{proxy}拿着委托书，{=替申请人}{applicant}{=办理}{matter}。",
                "{proxy} has a letter of authority and applies for a {matter} {=on behalf of the applicant}, {applicant}. ",
            ),
            3: (
                "{proxy}拿着委托书，{=替申请人}{applicant}来，先问了{other_matter}，最后{=只办}{matter}。",
                "{proxy} has a letter of authority and comes {=on behalf of the applicant}, {applicant}; a {other_matter} was asked about first, but in the end {=only} a {matter} is {=applied for}. ",
            ),
        }[level]
        copies = (
            ("交{=复印件}{each}{=份}。", "{=Photocopies} handed in: {each}. ")
            if level == 1
            else (
                "有{places}{=个部门要}材料，{=每个部门}交{=复印件}{each}{=份}。",
                "Papers go to {places} {=departments}; {=photocopies handed in for each}: {each}. ",
            )
        )
        collection = (
            (
                "{=领取方式原先说}{first_way}，想了想{=改成}{collection}。",
                "The card was first to be handed over {first_way}; this was then {=changed to} {collection}. ",
            )
            if level == 3
            else ("{=领取方式选}{collection}。", "The card is to be {=handed over} {collection}. ")
        )
        if record.collection is None:
            collection = (
                ("", "")
                if level == 1
                else ("怎么领取{=还没想好}。", "How the card is handed over is {=not decided yet}. ")
            )
        phone = (
            ("{=申请人电话}{phone}。", "The {=applicant's telephone} is {phone}. ")
            if level == 1
            else (
                "{=代办人电话}{proxy_phone}，{=申请人电话}{phone}。",
                "The {=proxy's telephone} is {proxy_phone}, the {=applicant's} {phone}. ",
            )
        )
        if record.phone is None:
            phone = (
                ("", "")
                if level == 1
                else (
                    "电话只留了{=代办人}的，{proxy_phone}。",
                    "Only the {=proxy} left a telephone number, {proxy_phone}. ",
                )
            )
        side = 0 if lang == "zh" else 1
        parts = {"who": who, "copies": copies, "collection": collection, "phone": phone}
        return {name: words[side] for name, words in parts.items()}
