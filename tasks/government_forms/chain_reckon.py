"""Reckoning with a form (自动核验): the one box that its neighbours contradict, and what belongs there.

Every rule is printed, and what has been confirmed already is named, so that exactly one box can be the wrong one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from harness.kit import Answer, Field, Json, Lang, Letter, Rng, Text
from tasks.government_forms.capitals import in_capitals, value_of
from tasks.government_forms.case import Case, draw_case, in_english, last_day_by_walking
from tasks.government_forms.case_bundle import transposed
from tasks.government_forms.fictitious import day_words
from tasks.government_forms.id_card import SEX
from tasks.government_forms.printed import Clauses, iso_day, needed

DAY = r"(\d+年\d+月\d+日)"

# --- the box that is wrong -------------------------------------------------------------------------

BOXES = {
    "amount": Text("申请金额（小写）", "amount in figures"),
    "birth": Text("出生日期", "date of birth"),
    "ends": Text("租期止", "end of lease"),
    "sex": Text("性别", "sex"),
    "total": Text("租金合计", "total rent"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form; `wrong` is the box that was filled in wrongly."""

    level: int
    case: Case
    wrong: str
    birth: date
    sex: str
    ends: date
    total: int
    amount: int
    words: int
    """The amount in words, yuan."""


class OneWrong(Clauses[Sheet]):
    """A family about the one box that is wrong."""

    cases = tuple(BOXES)

    def draw(self, rng: Rng, level: int, case: str) -> Sheet:
        drawn = draw_case(rng)
        amount = drawn.rent * rng.between(3, 9) + 50 * rng.between(0, 1)
        birth, off = drawn.birth, rng.choice((-1, 1))
        wrong = case
        if case == "birth":
            birth = birth.replace(year=birth.year + off, day=min(birth.day, 28))
        shift = timedelta(days=30 * off if level == 1 else 1)  # from level 2 on: the corresponding day itself
        months = drawn.months + off * (6 if level == 1 else 1)
        return Sheet(
            level=level,
            case=drawn,
            wrong=wrong,
            birth=birth,
            sex=drawn.sex if case != "sex" else next(s for s in SEX if s != drawn.sex),
            ends=drawn.ends + (shift if case == "ends" else timedelta(0)),
            total=drawn.rent * (months if case == "total" else drawn.months),
            amount=transposed(amount) if case == "amount" else amount,
            words=amount,
        )

    def fields(self, record: Sheet, lang: Lang) -> Mapping[str, object]:
        case = record.case
        words = Text(in_capitals(Decimal(record.words)), f"{in_english(record.words)} yuan only")
        return {
            "no": case.no, "company": case.company, "person": case.person, "number": case.number,
            "sex": SEX[record.sex], "birth": day_words(record.birth), "start": day_words(case.start),
            "months": case.months, "ends": day_words(record.ends), "rent": case.rent, "total": record.total,
            "amount": record.amount, "words": words, "phone": case.phone, "area": case.area,
        }  # fmt: skip

    def clauses(self, record: Sheet, lang: Lang) -> Mapping[str, str]:
        rule = Text(
            "核对规则：{=身份证号第7～14位是出生日期，第17位奇数为男、偶数为女；租期止是从起租日数满月数、对应日的前一天；租金合计=月租金×月数；小写金额须与大写相同}。",
            "Rules: {=digits 7 to 14 of the ID number are the date of birth, digit 17 is odd for male and even for female; the lease ends on the day before the corresponding day once its months have run; total rent = monthly rent × months; the figures must equal the words}. ",
        )
        noise = Text(
            "表上另有场地面积{area}平方米、企业电话{phone}，不在核对之列。",
            "The form also gives an area of {area} square metres and the company telephone {phone}, which are not compared. ",
        )
        return {"rule": rule[lang] + (noise[lang] if record.level == 3 else "")}


def reckoned(page: str) -> tuple[dict[str, str | None], dict[str, str]]:
    """What the boxes of a Chinese page say, and what they ought to say by the confirmed ones."""
    number, start = needed(r"身份证号(\w{18})", page), iso_day(needed(f"租期自{DAY}起", page)) or ""
    months, rent = (int(needed(p, page)) for p in (r"起(\d+)个月", r"月租金(\d+)元"))
    right = {
        "amount": str(int(value_of(needed("大写([零壹贰叁肆伍陆柒捌玖拾佰仟万元整]+)", page)))),
        "birth": f"{number[6:10]}-{number[10:12]}-{number[12:14]}",
        "ends": last_day_by_walking(date.fromisoformat(start), months).isoformat(),
        "sex": "男" if number[16] in "13579" else "女",
        "total": str(rent * months),
    }
    said: dict[str, str | None] = {
        "amount": needed(r"申请金额(\d+)元", page),
        "birth": iso_day(needed(f"出生日期{DAY}", page)),
        "ends": iso_day(needed(f"租期止{DAY}", page)),
        "sex": needed("性别([男女])，", page),
        "total": needed(r"租金合计(\d+)元", page),
    }
    return said, right


class WrongBox(OneWrong, Letter[Sheet]):
    """Find the one box that the others contradict."""

    name = "wrong_box"
    title = Text("找出填错的一栏", "Find the wrong box")
    terms = BOXES
    zh = (
        "第{no}号{=场地租金补贴}申请表：{company}，法定代表人{person}，{=性别}{sex}，{=出生日期}{birth}，{=身份证号}{number}；{=租期}自{start}起{months}{=个月}，{=租期止}{ends}；{=月租金}{rent}元，{=租金合计}{total}元；{=申请金额}{amount}元，{=大写}{words}。{=身份证号、起租日、月数、月租金和大写金额已核实无误，其余各栏只有一栏填错}。<rule>错在哪一栏？",
        "请找出{company}（{no}号）申请表里{=唯一填错的一栏}。{=月租金}{rent}元，{=租期}自{start}起{months}{=个月}，{=租期止}{ends}，{=租金合计}{total}元；{=申请金额}{amount}元（{=大写}{words}）；法定代表人{person}，{=身份证号}{number}，{=出生日期}{birth}，{=性别}{sex}。已经核实过{=身份证号、起租日、月数、月租金、大写金额}。<rule>",
    )
    en = (
        "{=Rent subsidy} form {no}: {company}, legal representative {person}, {=sex} {sex}, {=date of birth} {birth}, {=ID number} {number}; {=lease} from {start} for {months} {=months}, {=end of lease} {ends}; {=monthly rent} {rent} yuan, {=total rent} {total} yuan; {=amount} {amount} yuan, {=in words} {words}. {=ID number, first day, months, monthly rent and the amount in words have been confirmed; of the other boxes one only is wrong}. <rule>Which one?",
        "Find the {=one box that is wrong} on the form of {company} (no. {no}). {=Monthly rent} {rent} yuan, {=lease} from {start} for {months} {=months}, {=end of lease} {ends}, {=total rent} {total} yuan; {=amount} {amount} yuan ({=in words} {words}); legal representative {person}, {=ID number} {number}, {=date of birth} {birth}, {=sex} {sex}. Confirmed already: {=ID number, first day, months, monthly rent, amount in words}. <rule>",
    )

    def solve(self, record: Sheet) -> Answer:
        """The box that was planted."""
        return record.wrong

    def check(self, record: Sheet) -> Answer:
        """Reads the form from the page and reckons every box again."""
        said, right = reckoned(self.page(record, "zh"))
        (box,) = (box for box in BOXES if said[box] != right[box])
        return box

    def slips(self, record: Sheet) -> Mapping[str, Answer]:
        return {f"{box} suspected": box for box in BOXES if box != record.wrong}


class Correction(OneWrong, Json[Sheet]):
    """The box that is wrong, and what belongs there."""

    name = "correction"
    title = Text("更正填错的一栏", "Correct the wrong box")
    cases = tuple(box for box in BOXES if box != "sex")  # a sex is guessed too easily
    schema = {
        "box": Field(Text("错误栏目", "wrong_box"), "choice", terms=BOXES),
        "right": Field(
            Text("正确内容", "right_entry"),
            "string",
            Text("金额只写数字，日期写成YYYY-MM-DD", "amounts as digits only, dates as YYYY-MM-DD"),
        ),
    }
    zh = (
        "第{no}号{=场地租金补贴}申请表：{company}，法定代表人{person}，{=性别}{sex}，{=出生日期}{birth}，{=身份证号}{number}；{=租期}自{start}起{months}{=个月}，{=租期止}{ends}；{=月租金}{rent}元，{=租金合计}{total}元；{=申请金额}{amount}元，{=大写}{words}。{=身份证号、起租日、月数、月租金和大写金额已核实无误，其余各栏只有一栏填错}。<rule>请写出这一栏和应填的内容。",
        "{company}的申请表（{no}号）里{=有且只有一栏填错}，请更正。{=月租金}{rent}元，{=租期}自{start}起{months}{=个月}，{=租期止}{ends}，{=租金合计}{total}元；{=申请金额}{amount}元（{=大写}{words}）；法定代表人{person}，{=身份证号}{number}，{=出生日期}{birth}，{=性别}{sex}。已经核实过{=身份证号、起租日、月数、月租金、大写金额}。<rule>",
    )
    en = (
        "{=Rent subsidy} form {no}: {company}, legal representative {person}, {=sex} {sex}, {=date of birth} {birth}, {=ID number} {number}; {=lease} from {start} for {months} {=months}, {=end of lease} {ends}; {=monthly rent} {rent} yuan, {=total rent} {total} yuan; {=amount} {amount} yuan, {=in words} {words}. {=ID number, first day, months, monthly rent and the amount in words have been confirmed; of the other boxes one only is wrong}. <rule>Give that box and what belongs there.",
        "Correct the {=one box that is wrong} on the form of {company} (no. {no}). {=Monthly rent} {rent} yuan, {=lease} from {start} for {months} {=months}, {=end of lease} {ends}, {=total rent} {total} yuan; {=amount} {amount} yuan ({=in words} {words}); legal representative {person}, {=ID number} {number}, {=date of birth} {birth}, {=sex} {sex}. Confirmed already: {=ID number, first day, months, monthly rent, amount in words}. <rule>",
    )

    def solve(self, record: Sheet) -> Answer:
        """From the case, with nothing planted."""
        case = record.case
        right = {
            "amount": str(record.words), "birth": case.birth.isoformat(), "ends": case.ends.isoformat(),
            "sex": SEX[case.sex], "total": str(case.rent * case.months),
        }  # fmt: skip
        return {"box": record.wrong, "right": right[record.wrong]}

    def check(self, record: Sheet) -> Answer:
        """Reads the form from the page and reckons every box again."""
        said, right = reckoned(self.page(record, "zh"))
        (box,) = (box for box in BOXES if said[box] != right[box])
        entry = next((word for word in SEX.values() if word.zh == right[box]), right[box])
        return {"box": box, "right": entry}
