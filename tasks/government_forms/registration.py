"""Company registration (设立登记): a clerk's notes become the registration form, and nothing is invented.

Money is noted in yuan or in 万元 and wanted in 万元; what the notes leave open stays null, even where the
handler's telephone number or the day the papers came in stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from harness.kit import Answer, Field, Json, Lang, Rng, Text
from tasks.government_forms.fictitious import company, day_between, day_words, landline, mobile, person
from tasks.government_forms.printed import Clauses, found, iso_day, needed, yuan

CAPITALS_WAN = (10, 20, 30, 50, 60, 80, 100, 120, 150, 200, 300, 500, 600, 800, 1000, 1200, 1500, 2000, 3000, 5000)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Registration:
    """What a clerk noted about a new company; money in yuan where the name does not say wan (10,000)."""

    level: int
    no: int
    company: Text
    person: Text
    wan: int
    first_wan: int
    """An earlier figure, corrected at level 3."""
    paid: int
    opens: date | None
    received: date
    phone: str | None
    handler_mobile: str


class RegistrationForm(Clauses[Registration], Json[Registration]):
    """Fill the registration form; capital in 万元, what is missing stays null."""

    name = "registration"
    title = Text("按谈话记录填登记表", "Fill a registration from notes")
    cases = ("complete", "no date", "no phone", "no date, no phone")
    schema = {
        "name": Field(Text("企业名称", "name"), "string"),
        "legal_rep": Field(Text("法定代表人", "rep"), "string", Text("", "legal representative")),
        "capital": Field(
            Text("注册资本", "capital"),
            "number",
            Text("单位万元", "registered capital in wan yuan (1 wan = 10,000)"),
        ),
        "opens": Field(Text("开业日期", "opens"), "date", Text("", "opening date"), nullable=True),
        "phone": Field(
            Text("企业电话", "tel"),
            "string",
            Text("不是经办人的", "the company's, not the handler's"),
            nullable=True,
        ),
    }
    zh = (
        "窗口笔记（第{no}号）：今天来办{=设立登记}的企业叫{company}，由{person}担任{=法定代表人}。<capital><opens><phone>请按笔记填写登记表。",
        "第{no}号件，经办人口述，工作人员记录如下：<capital><opens><phone>企业名称报的是{company}，{=法定代表人}是{person}。请照此把{=设立登记}表填好。",
        "请根据下面这段谈话记录（{no}号）填写{=设立登记}表。{company}前来申请办理，{=法定代表人}{person}。<capital><phone><opens>",
    )
    en = (
        "Counter notes (no. {no}): the company to be {=registered} is called {company} and its {=legal representative} is {person}. <capital><opens><phone>Please fill in the registration form from the notes.",
        "File {no}, dictated by the handler and taken down by the clerk: <capital><opens><phone>The name applied for is {company}; {person} is the {=legal representative}. Complete the {=registration} form.",
        "Fill in the {=registration} form from this record of a talk at the counter (no. {no}). {company} applies, with {person} as {=legal representative}. <capital><phone><opens>",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Registration:
        received = day_between(rng, date(2025, 1, 6), date(2026, 11, 30))
        first, wan = rng.sample(CAPITALS_WAN, 2)
        return Registration(
            level=level,
            no=rng.between(101, 999),
            company=company(rng),
            person=person(rng),
            wan=wan,
            first_wan=first,
            paid=wan * 100 * rng.between(10, 60),
            opens=None if "no date" in case else received + timedelta(days=rng.between(2, 12)),
            received=received,
            phone=None if "no phone" in case else landline(rng),
            handler_mobile=mobile(rng),
        )

    def solve(self, record: Registration) -> Answer:
        return {
            "name": record.company,
            "legal_rep": record.person,
            "capital": record.wan,
            "opens": record.opens.isoformat() if record.opens else None,
            "phone": record.phone,
        }

    def check(self, record: Registration) -> Answer:
        zh, en = self.page(record, "zh"), self.page(record, "en")
        return {
            "name": Text(needed("企业叫(.+?)，", zh), needed(r"is called (.+? Ltd\.)", en)),
            "legal_rep": Text(needed("由(.+?)担任", zh), needed(r"representative is (.+?)\.", en)),
            "capital": yuan(needed(r"(?:注册资本|改为)(\d+万?元)", zh)) / 10000,
            "opens": iso_day(found("拟开业日期是(.+?)[。；]", zh)),
            "phone": found(r"企业电话是([\d-]+)", zh),
        }

    def fields(self, record: Registration, lang: Lang) -> Mapping[str, object]:
        return {
            "no": record.no, "company": record.company, "person": record.person,
            "wan": record.wan, "first_wan": record.first_wan, "yuan": record.wan * 10000, "paid": record.paid,
            "opens": day_words(record.opens or record.received), "received": day_words(record.received),
            "phone": record.phone, "mobile": record.handler_mobile,
        }  # fmt: skip

    def clauses(self, record: Registration, lang: Lang) -> Mapping[str, str]:
        level, zh = record.level, lang == "zh"
        capital = {
            1: ("{=注册资本}{wan}{=万元}。", "The {=registered capital is} {wan} {=wan yuan}. "),
            2: (
                "{=注册资本}{yuan}{=元}，其中已经{=实缴}{paid}{=元}。",
                "The {=registered capital is} {yuan} {=yuan}, of which {paid} {=yuan} has been {=paid in}. ",
            ),
            3: (
                "{=注册资本}起先写{first_wan}{=万元}，股东商量后{=改为}{yuan}{=元}，已{=实缴}{paid}{=元}。",
                "The {=registered capital} was first put down as {first_wan} {=wan yuan}; after talking it over the partners {=changed it to} {yuan} {=yuan}, of which {paid} {=yuan} has been {=paid in}. ",
            ),
        }[level]
        opens = (
            ("{=拟开业日期}是{opens}。", "The {=opening date} is {opens}. ")
            if level == 1
            else (
                "材料{received}{=收到}；{=拟开业日期}是{opens}。",
                "The papers {=came in} on {received}; the {=opening date} is {opens}. ",
            )
        )
        if record.opens is None:
            opens = (
                ("", "")
                if level == 1
                else (
                    "材料{received}{=收到}；开业的日子{=还没定}。",
                    "The papers {=came in} on {received}; the opening date is {=not settled yet}. ",
                )
            )
        phone = (
            ("{=企业电话}是{phone}。", "The {=company telephone} is {phone}. ")
            if level == 1
            else (
                "{=经办人手机}是{mobile}，{=企业电话}是{phone}。",
                "The {=handler's mobile} is {mobile}, the {=company telephone} {phone}. ",
            )
        )
        if record.phone is None:
            phone = (
                ("", "")
                if level == 1
                else (
                    "{=经办人手机}是{mobile}，公司{=还没装电话}。",
                    "The {=handler's mobile} is {mobile}; the company has {=no telephone yet}. ",
                )
            )
        side = 0 if zh else 1
        return {"capital": capital[side], "opens": opens[side], "phone": phone[side]}
