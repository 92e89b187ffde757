"""Smart form filling (智能填表), first step of the chain: what was said and handed in becomes the subsidy form.

The city and its subsidy are invented and every rule is printed. What the material leaves open stays null;
`critical` is writing something there, or a sum of money where the rent is not known.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from harness.kit import INSUFFICIENT, Answer, Field, Json, Labels, Number, Rng, Task, Text, fact, within
from tasks.government_forms.case_notes import OPEN, CounterNotes, Notes, draw_notes, invents, read_notes
from tasks.government_forms.chain_call import PhoneCall
from tasks.government_forms.chain_papers import FromScan, TwoPapers

RMB = fact(__package__, "gov.rmb")  # the licence gives the capital in words
BODY = "<chat><person><capital><area><start><rent><staff><phone>"


class FromNotes(CounterNotes, Json[Notes]):
    """The notes as a record: the later word counts, capital in 万元, what was not said stays null."""

    name = "from_notes"
    title = Text("按窗口笔记填申请表", "Fill the form from notes")
    document, budget = True, 256
    cases = ("nothing open", "one open", "two open", "three open")
    critical = Text("笔记没说到的栏目被填上内容", "writes an entry that the notes leave open")
    schema = {
        "company": Field(Text("企业名称", "company"), "string"),
        "person": Field(Text("法定代表人", "rep"), "string", Text("", "legal representative")),
        "capital": Field(Text("注册资本", "capital"), "number", Text("单位万元", "wan yuan, 1 wan = 10,000")),
        "area": Field(Text("面积", "area"), "number", Text("平方米", "m2"), nullable=True),
        "start": Field(Text("起租日期", "start"), "date", nullable=True),
        "rent": Field(Text("月租金", "rent"), "integer", Text("元", "yuan a month"), nullable=True),
        "staff": Field(Text("参保人数", "staff"), "integer", Text("", "insured employees"), nullable=True),
        "phone": Field(
            Text("企业电话", "tel"),
            "string",
            Text("不是经办人的", "the company's, not the agent's"),
            nullable=True,
        ),
    }
    zh = (
        f"窗口笔记（第{{no}}号）：经办人{{agent}}来办{{=场地租金补贴}}，企业叫{{company}}。{BODY}请照笔记填写申请表，{{=后说的为准，没说的不补}}。",
        "第{no}号件，{=场地租金补贴}。经办人{agent}一边说，工作人员一边记：企业是{company}。<chat><phone><staff><rent><start><area><capital><person>请把这段记录整理成申请表，前后不一时{=以后说的为准}，{=没说到的留空}。",
        "请根据窗口谈话记录（{no}号）填写{=场地租金补贴}申请表；说法改过的{=按最后一次}，{=不得替企业补填}。记录如下。经办人{agent}，代{company}前来。<chat><person><area><start><rent><capital><staff><phone>",
    )
    en = (
        f"Counter notes (no. {{no}}): {{agent}} comes for {{company}} about the {{=rent subsidy}}. {BODY}Please fill in the application form from the notes; {{=the later word counts, and what was not said is not supplied}}.",
        "File {no}, {=rent subsidy}. The agent, {agent}, talked for {company} and the clerk took it down. <chat><phone><staff><rent><start><area><capital><person>Turn this record into the application form; where it was changed {=the later word counts}, and {=what was not said stays empty}.",
        "Fill in the {=rent subsidy} application from this record of a talk at the counter (no. {no}); where something was changed {=take the last version}, and {=supply nothing for the company}. Present on behalf of {company} was {agent}. <chat><person><area><start><rent><capital><staff><phone>",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Notes:
        return draw_notes(rng, level, tuple(rng.sample(tuple(OPEN), self.cases.index(case))))

    def solve(self, record: Notes) -> Answer:
        case = record.case
        gold = {
            "company": case.company, "person": case.person, "capital": case.capital // 10000,
            "area": case.area, "start": case.start.isoformat(), "rent": case.rent,
            "staff": case.staff, "phone": case.phone,
        }  # fmt: skip
        return gold | dict.fromkeys(record.blank)

    def check(self, record: Notes) -> Answer:
        """Reads the notes in both languages; they must say the same."""
        zh, en = (read_notes(self.page(record, lang), lang) for lang in ("zh", "en"))
        names = {key: Text(str(zh.pop(key)), str(en.pop(key))) for key in ("company", "person")}
        return names | zh if zh == en else {}

    def harms(self, answer: Answer, record: Notes) -> bool:
        return invents(answer, record.blank)


class Blanks(CounterNotes, Labels[Notes]):
    """Name the boxes of the form that must stay empty."""

    name = "blanks"
    title = Text("找出只能留空的栏目", "Find the boxes left empty")
    document, budget = True, 96
    cases = ("none", *OPEN, *(f"{one}+{two}" for one, two in combinations(OPEN, 2)))
    critical = Text("笔记没给出的栏目被当作已经给出", "takes an entry for given that the notes leave open")
    terms = OPEN
    zh = (
        f"窗口笔记（第{{no}}号，{{=场地租金补贴}}）：经办人{{agent}}替{{company}}来。{BODY}照这份笔记填申请表，标签里的哪些栏目{{=没有依据、只能留空}}？",
        f"经办人{{agent}}走后，工作人员要把{{company}}的笔记（{{no}}号）录入{{=场地租金补贴}}申请表。{BODY}请列出还要{{=打电话补问}}的栏目，也就是笔记里{{=没有给出}}的。",
    )
    en = (
        f"Counter notes (no. {{no}}, {{=rent subsidy}}): {{agent}} came on behalf of {{company}} today. {BODY}When the application form is filled in from them, which boxes of the labels have {{=no basis and must stay empty}}?",
        f"After {{agent}} has left, the notes on {{company}} (no. {{no}}) go into the {{=rent subsidy}} form. {BODY}List the boxes that have to be {{=asked for by telephone}}, that is, those the notes {{=do not give}}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Notes:
        return draw_notes(rng, level, () if case == "none" else tuple(case.split("+")))

    def solve(self, record: Notes) -> Answer:
        return record.blank

    def check(self, record: Notes) -> Answer:
        zh, en = (read_notes(self.page(record, lang), lang) for lang in ("zh", "en"))
        return tuple(box for box in OPEN if zh[box] is None and en[box] is None)

    def harms(self, answer: Answer, record: Notes) -> bool:
        return isinstance(answer, tuple) and not set(record.blank) <= set(answer)


class Amount(CounterNotes, Number[Notes]):
    """The sum applied for, by the printed rule; without the rent there is none."""

    name = "amount"
    title = Text("计算申请补贴金额", "Compute the subsidy applied for")
    document = True
    cases = ("whole term", "capped", "another box open", "rent open")
    critical = Text(
        "不知道月租金仍报出金额，或金额报高了",
        "states a sum although the rent is not known, or more than is due",
    )
    unit = Text("元", "yuan")
    places = 0
    tolerance = within("0.5")
    zh = (
        f"窗口笔记（第{{no}}号）：经办人{{agent}}替{{company}}申请{{=场地租金补贴}}。{BODY}办事指南：{{=补贴金额=月租金×}}{{rate}}{{=%×补贴月数，补贴月数按租期，最多}}{{most}}{{=个月；最高}}{{cap}}{{=元，超过的按最高额}}。“申请补贴金额”一栏填多少？{{=缺少计算要用的数就回答“信息不足”}}。",
        f"办事指南规定，{{=场地租金补贴}}按{{=月租金的}}{{rate}}{{=%逐月计算，按租期最多补}}{{most}}{{=个月，总额不超过}}{{cap}}{{=元}}。第{{no}}号笔记，{{agent}}代{{company}}办理：{BODY}请算出申请表上的{{=申请补贴金额}}；{{=要用的数没有给出时，不要估计，回答“信息不足”}}。",
    )
    en = (
        f"Counter notes (no. {{no}}): {{agent}} on behalf of {{company}} applies for the {{=rent subsidy}}. {BODY}Guide: {{=subsidy = monthly rent ×}} {{rate}}{{=% × months, the months being those of the lease but at most}} {{most}}{{=; not more than}} {{cap}} {{=yuan, which is paid where the result is higher}}. What goes into the box 'amount applied for'? {{=If a figure the calculation needs is missing, answer INSUFFICIENT}}.",
        f"By the guide the {{=rent subsidy}} is {{rate}}{{=% of the monthly rent for each month of the lease, for at most}} {{most}} {{=months and not above}} {{cap}} {{=yuan in all}}. Notes no. {{no}}, {{agent}} for {{company}}: {BODY}Work out the {{=amount applied for}}; {{=where a figure that is needed was not given, do not estimate but answer INSUFFICIENT}}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Notes | None:
        others = [box for box in OPEN if box != "rent"]
        blank = {"another box open": (rng.choice(others),), "rent open": ("rent",)}.get(case, ())
        notes = draw_notes(rng, level, blank)
        months, most = rng.choice((6, 8, 9, 12, 18, 24)), rng.choice((6, 10, 12, 18))
        rate = rng.choice((20, 25, 30, 35, 40))
        notes = replace(notes, case=replace(notes.case, months=months), rate=rate, most=most)
        full = notes.case.rent * notes.rate * min(notes.case.months, notes.most) // 100
        share = rng.between(60, 90) if case == "capped" else -rng.between(110, 200)  # below 0: rounded up
        return replace(notes, cap=abs(full * share // 100_000 * 1000))

    def solve(self, record: Notes) -> Answer:
        if "rent" in record.blank:
            return INSUFFICIENT
        months = min(record.case.months, record.most)
        return min(Decimal(record.case.rent * record.rate * months) / 100, Decimal(record.cap))

    def check(self, record: Notes) -> Answer:
        """From the rent on the page, month by month until the months or the cap run out."""
        rent = read_notes(self.page(record, "en"), "en")["rent"]
        if not isinstance(rent, int):
            return INSUFFICIENT
        paid = Decimal(0)
        for month in range(record.case.months):
            if month < record.most and paid < record.cap:
                paid += Decimal(rent) * record.rate / 100
        return Decimal(record.cap) if paid > record.cap else paid

    def harms(self, answer: Answer, record: Notes) -> bool:
        right = self.solve(record)
        if isinstance(answer, str) or isinstance(right, str):
            return answer != INSUFFICIENT
        return answer > right  # type: ignore[operator]


class ChainFill(Task):
    """Can it fill the form from what was said and handed in, and nothing else?"""

    domain, name, tier = "government_forms", "chain_fill", "medium"
    title = Text("补贴申请：智能填表", "Subsidy application: filling in the form")
    sources = (RMB.standard, "notes, papers and rules printed in the item")
    families = (FromNotes(), FromScan(), TwoPapers(), PhoneCall(), Blanks(), Amount())
