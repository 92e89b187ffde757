"""Citizen ID number against the form (身份证号核验): validity, birth date, sex, and where the form disagrees.

GB 11643-1999 as printed in the item. The numbers are invented, with a division code that does not exist.
`critical` is passing an invalid number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from harness.kit import Answer, Field, Json, Lang, Rng, Text
from tasks.government_forms.fictitious import day_between, day_words, division, mobile, person
from tasks.government_forms.identifiers import ID_MAP, ID_WEIGHTS, id_character, id_is_pure, id_sum
from tasks.government_forms.printed import Clauses

SEX = {"male": Text("男", "male"), "female": Text("女", "female")}
BOXES = {"birth": Text("出生日期", "birth date"), "sex": Text("性别", "sex")}
#: Days that a hurried hand writes and no calendar has.
NO_SUCH_DAYS = ((2, 30), (2, 31), (4, 31), (6, 31), (9, 31), (11, 31))
WEIGHTS_WORDS = ", ".join(map(str, ID_WEIGHTS))
MAP_WORDS = ", ".join(ID_MAP)


@dataclass(frozen=True, slots=True)
class Registrant:
    """An ID number and what the form says beside it."""

    level: int
    no: int
    name: Text
    number: str
    sex: str
    birth: date
    phone: str


def slipped(rng: Rng, number: str) -> str:
    """The number with two neighbouring digits of the division code or serial number swapped."""
    places = [i for i in (2, 3, 4, 14, 15) if number[i] != number[i + 1]]
    i = rng.choice(places)
    return number[:i] + number[i + 1] + number[i] + number[i + 2 :]


class IdCard(Clauses[Registrant], Json[Registrant]):
    """Verify an ID number, read it, and name the boxes of the form that disagree with it."""

    name = "id_card"
    title = Text("核验公民身份号码", "Verify an ID number")
    cases = (
        "agrees", "sex differs", "date differs", "both differ",
        "wrong character", "wrong character, sex differs", "no such day", "no such day, sex differs",
    )  # fmt: skip
    critical = Text("无效的身份号码被核验通过", "passes an invalid ID number")
    schema = {
        "valid": Field(Text("有效", "valid"), "boolean"),
        "birth": Field(
            Text("出生日期", "birth_date"),
            "date",
            Text("号码所载，无此日填null", "by the number; null if there is no such day"),
            nullable=True,
        ),
        "sex": Field(Text("性别", "sex"), "choice", Text("号码所载", "by the number"), terms=SEX),
        "mismatch": Field(
            Text("不一致栏目", "mismatch"),
            "labels",
            Text("与号码不一致的", "boxes that differ from the number"),
            terms=BOXES,
        ),
    }
    zh = (
        "第{no}号窗口收到登记表：姓名{name}，{=性别}{form_sex}，{=出生日期}{form_birth}，{=公民身份号码}{number}。<extra>请按{=GB 11643-1999}核验号码并与表上内容对照。<rule>",
        "请核对第{no}号登记表。{=公民身份号码}：{number}；姓名{name}，{=出生日期}{form_birth}，{=性别}{form_sex}。<extra>核验办法（{=GB 11643-1999}）：<rule>",
    )
    en = (
        "Window {no} has received a form: name {name}, {=sex} {form_sex}, {=date of birth} {form_birth}, {=citizen ID number} {number}. <extra>Verify the number by {=GB 11643-1999} and compare it with the form. <rule>",
        "Please check form {no}. {=Citizen ID number}: {number}; name {name}, {=date of birth} {form_birth}, {=sex} {form_sex}. <extra>How to verify ({=GB 11643-1999}): <rule>",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Registrant:
        birth = day_between(rng, date(1950, 1, 1), date(2007, 12, 31))
        printed = birth.strftime("%Y%m%d")
        if case.startswith("no such day"):
            month, day = rng.choice(NO_SUCH_DAYS)
            birth = birth.replace(month=month, day=rng.between(1, 28))
            printed = f"{birth.year}{month:02d}{day}"
        number = f"{division(rng)}{printed}{rng.between(0, 8)}{rng.between(1, 9)}{rng.below(10)}"
        number += id_character(number)
        if case.startswith("wrong character"):
            number = slipped(rng, number)
        sex = "male" if int(number[16]) % 2 else "female"
        differs = case.endswith("sex differs") or case == "both differ"
        if case in ("date differs", "both differ"):
            birth = (
                birth.replace(year=birth.year + rng.choice((-10, -1, 1)))
                if birth.day < 29
                else birth.replace(day=birth.day - 10)
            )
        form_sex = next(s for s in SEX if (s == sex) != differs)
        return Registrant(level, rng.between(2, 480), person(rng), number, form_sex, birth, mobile(rng))

    def solve(self, record: Registrant) -> Answer:
        """By the weights, the calendar of the standard library and parity."""
        number = record.number
        try:
            birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        except ValueError:
            birth = None
        sex = "male" if int(number[16]) % 2 else "female"
        differs = {"birth": birth != record.birth, "sex": sex != record.sex}
        return {
            "valid": birth is not None and id_character(number) == number[17],
            "birth": birth.isoformat() if birth else None,
            "sex": sex,
            "mismatch": tuple(box for box, differ in differs.items() if differ),
        }

    def check(self, record: Registrant) -> Answer:
        """By the pure recursion, month lengths counted by hand, and strings compared as they are printed."""
        digits, sex = record.number[6:14], "female" if record.number[16] in "02468" else "male"
        year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        exists = day <= (28 + leap if month == 2 else 30 if month in (4, 6, 9, 11) else 31)
        boxes = [] if f"{record.birth:%Y%m%d}" == digits else ["birth"]
        return {
            "valid": exists and id_is_pure(record.number),
            "birth": f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if exists else None,
            "sex": sex,
            "mismatch": tuple(boxes if sex == record.sex else [*boxes, "sex"]),
        }

    def harms(self, answer: Answer, record: Registrant) -> bool:
        gold = self.solve(record)
        return (
            isinstance(answer, Mapping)
            and isinstance(gold, Mapping)
            and answer.get("valid") is True
            and not gold["valid"]
        )

    def fields(self, record: Registrant, lang: Lang) -> Mapping[str, object]:
        number = record.number
        if record.level == 3:  # copied in groups, as on many forms
            number = " ".join(number[a:b] for a, b in pairwise((0, 6, 10, 14, 18)))
        return {
            "no": record.no, "name": record.name, "number": number, "phone": record.phone,
            "form_sex": SEX[record.sex], "form_birth": day_words(record.birth),
            "total": id_sum(record.number), "weights": WEIGHTS_WORDS, "map": MAP_WORDS,
        }  # fmt: skip

    def clauses(self, record: Registrant, lang: Lang) -> Mapping[str, str]:
        extra = {
            1: (
                "{=前17位加权和}已算好，为{total}。",
                "The {=weighted sum of its first 17 digits} has been worked out: {total}. ",
            ),
            2: ("", ""),
            3: ("表上还写着手机{phone}。", "The form also gives the mobile number {phone}. "),
        }[record.level]
        rule = (
            "{=前17位}依次{=乘}{weights}{=求和，除以11}，{=余数0～10的校验码}依次为{map}；{=第7～14位}是出生年月日，{=第17位奇数为男、偶数为女}。{=校验码不符或日期不存在的无效}。",
            "Take the {=first 17 digits}, {=multiply} them in turn by {weights}, {=add up and divide by 11}; {=remainders 0 to 10} have the {=check characters} {map}. {=Digits 7 to 14} are the birth date; {=digit 17 is odd for male, even for female}. A number is {=invalid if the check character is wrong or there is no such day}.",
        )
        side = 0 if lang == "zh" else 1
        return {"extra": extra[side], "rule": rule[side]}
