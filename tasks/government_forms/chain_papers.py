"""From papers to the form (智能填表): a scanned application, and notes beside a business licence.

The recogniser's mistakes follow the printed reading rule and the order of precedence between the papers is
printed too, so each box has one right entry, or null. `critical` is writing something into a box that no paper fills.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from harness.kit import Answer, Field, Json, Lang, Rng, Text
from tasks.government_forms.capitals import in_capitals, value_of
from tasks.government_forms.case import Case, draw_case, in_english, of_english
from tasks.government_forms.case_asides import COUNTER, MARGINS, NOTED, RULES, SMALL_PRINT, drawn, spread
from tasks.government_forms.case_notes import invents
from tasks.government_forms.case_papers import HIDDEN, READING, Scan, read_scan, scanned
from tasks.government_forms.fictitious import BUSINESSES, day_words, landline
from tasks.government_forms.printed import Clauses, found, iso_day, needed
from tasks.government_forms.registration import CAPITALS_WAN

# --- one scanned form ------------------------------------------------------------------------------

BOXES = ("area", "ends", "phone", "rent")


class FromScan(Json[Scan]):
    """A recognised application form as a record, misreadings mended, empty boxes null."""

    name = "from_scan"
    title = Text("录入扫描识别的申请表", "Transcribe a scanned form")
    document, budget = True, 256
    cases = ("full", "one empty", "two empty")
    critical = Text("表上空着的栏目被填上内容", "fills a box that is empty on the form")
    schema = {
        "code": Field(Text("信用代码", "code"), "string"),
        "number": Field(Text("身份证号", "id_number"), "string"),
        "area": Field(Text("面积", "area"), "number", Text("平方米", "m2"), nullable=True),
        "start": Field(Text("租期起", "start"), "date"),
        "ends": Field(Text("租期止", "end"), "date", nullable=True),
        "rent": Field(Text("月租金", "rent"), "integer", Text("元", "yuan a month"), nullable=True),
        "phone": Field(Text("企业电话", "tel"), "string", Text("不是传真", "not the fax"), nullable=True),
    }
    zh = (
        "下面是第{no}号{=申请表}扫描件的识别文字，请录成记录。识别规则：{reading}。{=表上空着的栏目填null，不得推算}。\n{=<<<}\n{text}\n{=>>>}",
        "窗口刚扫描了一份{=申请表}（{no}号），请把识别出来的文字转成数据。\n{=<<<}\n{text}\n{=>>>}\n录入时请注意：{reading}；{=空栏填null，不要用别处的数去补}。",
    )
    en = (
        "Below is the recognised text of {=application form} {no}. Turn it into a record. Reading rule: {reading}. {=A box that is empty on the form is null; do not work it out}.\n{=<<<}\n{text}\n{=>>>}",
        "Please turn this {=application form} (no. {no}, scanned and recognised) into data.\n{=<<<}\n{text}\n{=>>>}\nWhen entering it, note: {reading}; {=an empty box is null and is not filled from elsewhere}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Scan:
        case_drawn = draw_case(rng)
        first = case_drawn.area + rng.choice((-1, 1)) * rng.between(3, 19)
        places = rng.sample(range(2, 17), 2)
        return Scan(
            level=level,
            case=case_drawn,
            blank=tuple(sorted(rng.sample(BOXES, self.cases.index(case)))),
            fax=landline(rng),
            first_area=first,
            hidden=(places[0], places[1]),
            salt=rng.below(12),
            rules=drawn(rng, RULES, (0, 4, 7)[level - 1]),
            margins=drawn(rng, MARGINS, (0, 2, 4)[level - 1]),
        )

    def solve(self, record: Scan) -> Answer:
        case = record.case
        gold = {
            "code": case.code, "number": case.number, "area": case.area, "start": case.start.isoformat(),
            "ends": case.ends.isoformat(), "rent": case.rent, "phone": case.phone,
        }  # fmt: skip
        return gold | dict.fromkeys(record.blank)

    def check(self, record: Scan) -> Answer:
        """Reads the recognised text by the printed rule, in both languages; they must say the same."""
        zh, en = read_scan(scanned(record, "zh"), "zh"), read_scan(scanned(record, "en"), "en")
        return zh if zh == en else {}

    def harms(self, answer: Answer, record: Scan) -> bool:
        return invents(answer, record.blank)

    def fields(self, record: Scan, lang: Lang) -> Mapping[str, object]:
        reading = READING[lang] + (HIDDEN[lang] if record.level == 3 else "")
        return {"no": record.case.no, "reading": reading, "text": scanned(record, lang)}


# --- notes and licence -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Papers:
    """A business licence, and what the clerk noted."""

    level: int
    case: Case
    covered: tuple[str, ...]
    """Entries of the licence that a stamp hides, of founded and capital."""
    unsaid: tuple[str, ...]
    """Entries the notes do not give, of area, capital, founded and phone."""
    heard: tuple[str, ...]
    """Entries the notes give wrongly, of capital, company, founded and person."""
    other_capital: int
    other_founded: date
    asides: tuple[int, ...] = ()
    """Remarks of `COUNTER` in the notes, from level 2 on."""

    def noted(self, entry: str) -> Any:
        """What the notes say of an entry."""
        wrong: dict[str, Any] = {
            "capital": self.other_capital, "founded": self.other_founded,
            "company": self.case.misheard, "person": self.case.namesake,
        }  # fmt: skip
        if entry in self.unsaid:
            return None
        return wrong[entry] if entry in self.heard else getattr(self.case, entry)


LICENCE = Text(
    """营业执照（副本）　1-1
统一社会信用代码 {code}
名称 {company}
类型 有限责任公司（自然人投资或控股）
法定代表人 {person}
注册资本 {capital}
成立日期 {founded}
营业期限 长期
住所 青岚市{place}
经营范围 {trade}及相关服务（依法须经批准的项目除外）
登记机关 青岚市市场监督管理局〔印章〕 {printed}""",
    """BUSINESS LICENCE (duplicate)   1-1
Unified social credit code {code}
Name {company}
Type limited liability company (natural persons)
Legal representative {person}
Registered capital {capital}
Date established {founded}
Term long-term
Address {place}, Qinglan
Scope {trade} and related services (except what needs approval)
Registered by Qinglan Market Regulation Bureau [stamp] {printed}""",
)
COVERED = Text("■■■■（印章压盖，认不出）", "■■■■ (under a stamp, illegible)")


class TwoPapers(Clauses[Papers], Json[Papers]):
    """The form from the licence and the notes, by the printed order of precedence."""

    name = "two_papers"
    title = Text("按执照和笔记合并填表", "Fill a form from two papers")
    document, budget = True, 256
    cases = ("licence decides", "notes help out", "in neither", "not in the notes")
    critical = Text("两份材料都没有的内容被填上", "writes an entry that neither paper gives")
    schema = {
        "company": Field(Text("企业名称", "company"), "string"),
        "code": Field(Text("信用代码", "code"), "string"),
        "person": Field(Text("法定代表人", "rep"), "string", Text("", "legal representative")),
        "founded": Field(Text("成立日期", "founded"), "date", nullable=True),
        "capital": Field(
            Text("注册资本", "capital"), "number", Text("单位万元", "wan yuan, 1 wan = 10,000"), nullable=True
        ),
        "area": Field(Text("面积", "area"), "number", Text("平方米", "m2"), nullable=True),
        "phone": Field(
            Text("企业电话", "tel"), "string", Text("不是经办人的", "not the agent's"), nullable=True
        ),
    }
    zh = (
        "第{no}号件有两份材料，请合并填写{=场地租金补贴}申请表。{=执照上有的以执照为准；执照没有或认不出的以笔记为准；两处都没有的填null}。\n{=【笔记】}{=企业名称}{company}，{=法定代表人}{person}。<capital><founded><area><phone>\n{=【执照识别文字】}\n{licence}",
        "请按下面两份材料填{=场地租金补贴}申请表（{no}号）。\n{=【执照识别文字】}\n{licence}\n{=【笔记】}{=企业名称}{company}，{=法定代表人}{person}。<founded><capital><phone><area>\n口径：两份都有时{=以执照为准}；执照上{=没有或者认不出的才用笔记}；{=都没有就填null}，不要推测。",
    )
    en = (
        "File {no} holds two papers; fill in the {=rent subsidy} form from both. {=What the licence gives counts; what it lacks or what is illegible is taken from the notes; what neither gives is null}.\n{=[Notes]} {=Company} {company}, {=legal representative} {person}. <capital><founded><area><phone>\n{=[Licence, recognised text]}\n{licence}",
        "Please fill in the {=rent subsidy} form (no. {no}) from these two papers.\n{=[Licence, recognised text]}\n{licence}\n{=[Notes]} {=Company} {company}, {=legal representative} {person}. <founded><capital><phone><area>\nWhere both speak {=the licence counts}; the notes are used {=only for what it lacks or what is illegible}; {=what neither gives is null}, without guessing.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Papers:
        case_drawn = draw_case(rng)
        box = rng.choice(("capital", "founded"))
        covered = (box,) if case in ("notes help out", "in neither") else ()
        unsaid = {"in neither": (box,), "not in the notes": (rng.choice(("area", "phone")),)}.get(case, ())
        slips = rng.sample(("capital", "company", "founded", "person"), level)
        return Papers(
            level=level,
            case=case_drawn,
            covered=covered,
            unsaid=unsaid,
            heard=tuple(sorted(set(slips) - set(unsaid))),
            other_capital=rng.choice(
                [w * 10000 for w in CAPITALS_WAN[:15] if w * 10000 != case_drawn.capital]
            ),
            other_founded=case_drawn.founded + timedelta(days=rng.choice((-30, -10, -1, 1, 10, 31))),
            asides=drawn(rng, COUNTER, NOTED[level - 1]),
        )

    def solve(self, record: Papers) -> Answer:
        case = record.case
        founded, capital = (
            record.noted(entry) if entry in record.covered else getattr(case, entry)
            for entry in ("founded", "capital")
        )
        return {
            "company": case.company,
            "code": case.code,
            "person": case.person,
            "founded": founded.isoformat() if founded else None,
            "capital": capital // 10000 if capital else None,
            "area": record.noted("area"),
            "phone": record.noted("phone"),
        }

    def check(self, record: Papers) -> Answer:
        """From the words on both pages; they must say the same."""
        zh, en = (read_papers(self.page(record, lang), lang) for lang in ("zh", "en"))
        names = {key: Text(zh.pop(key), en.pop(key)) for key in ("company", "person")}
        return names | zh if zh == en else {}

    def harms(self, answer: Answer, record: Papers) -> bool:
        gold = self.solve(record)
        return isinstance(gold, Mapping) and invents(answer, tuple(k for k, v in gold.items() if v is None))

    def fields(self, record: Papers, lang: Lang) -> Mapping[str, object]:
        case = record.case
        yuan = in_capitals(Decimal(case.capital)) if lang == "zh" else f"{in_english(case.capital)} yuan"
        shown = {"capital": yuan, "founded": day_words(case.founded)[lang]} | dict.fromkeys(
            record.covered, COVERED[lang]
        )
        trade = next(words for words in BUSINESSES if words.zh in case.company.zh)
        licence = LICENCE[lang].format(
            code=case.code, company=case.company[lang], person=case.person[lang], place=case.place[lang],
            trade=trade[lang], printed=(case.founded + timedelta(days=2)).isoformat(), **shown,
        )  # fmt: skip
        licence += "" if record.level == 1 else "\n" + SMALL_PRINT[lang]
        return {
            "no": case.no, "licence": licence, "company": record.noted("company"), "person": record.noted("person"),
            "wan": (record.noted("capital") or 0) // 10000, "founded": day_words(record.noted("founded") or case.founded),
            "area": case.area, "phone": case.phone, "mobile": case.mobile, "agent": case.agent,
        }  # fmt: skip

    def clauses(self, record: Papers, lang: Lang) -> Mapping[str, str]:
        said = {
            "capital": Text("{=注册资本说是}{wan}{=万元}。", "{=Registered capital, as told,} {wan} {=wan yuan}. "),
            "founded": Text("{=成立日期说是}{founded}。", "{=Established, as told, on} {founded}. "),
            "area": Text("门面{=面积}{area}{=平方米}。", "The shop has an {=area} of {area} {=square metres}. "),
            "phone": Text("经办人{agent}手机{mobile}，{=企业电话}{phone}。", "The agent, {agent}, has mobile {mobile}; {=company telephone} {phone}. "),
        }  # fmt: skip
        unsaid = {
            "area": Text("门面就在执照上的住所，多大没提。", "The shop is at the address of the licence; how large was not mentioned. "),
            "phone": Text("只留了经办人{agent}的手机{mobile}。", "Only the agent, {agent}, left a number, mobile {mobile}. "),
        }  # fmt: skip
        told = [
            (unsaid.get(box, Text("", "")) if box in record.unsaid else words)[lang]
            for box, words in said.items()
        ]
        return dict(zip(said, spread(told, record.asides, COUNTER, lang), strict=True))


ENTRIES = {
    "company": Text("名称", "Name"),
    "code": Text("统一社会信用代码", "Unified social credit code"),
    "person": Text("法定代表人", "Legal representative"),
    "capital": Text("注册资本", "Registered capital"),
    "founded": Text("成立日期", "Date established"),
}


def read_papers(page: str, lang: Lang) -> dict[str, Any]:
    """What licence and notes say together, by the order of precedence."""
    zh = lang == "zh"
    entry = {key: needed(rf"(?m)^{label[lang]} (.+)$", page) for key, label in ENTRIES.items()}
    wan = found(r"注册资本说是(\d+)万元" if zh else r"as told, (\d+) wan", page)
    if "■" not in entry["capital"]:
        yuan = value_of(entry["capital"]) if zh else of_english(entry["capital"].removesuffix(" yuan"))
        wan = str(int(yuan) // 10000)
    founded = found(r"成立日期说是(\d+年\d+月\d+日)" if zh else r"as told, on (\d+ \w+ \d{4})", page)
    if "■" not in entry["founded"]:
        founded = entry["founded"]
    area = found(r"面积([\d.]+)平方米" if zh else r"area of ([\d.]+) square", page)
    return entry | {
        "founded": iso_day(founded),
        "capital": int(wan) if wan else None,
        "area": Decimal(area) if area else None,
        "phone": found(r"企业电话([\d-]+)" if zh else r"company telephone ([\d-]+)", page),
    }
