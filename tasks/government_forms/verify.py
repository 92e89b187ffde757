"""Automatic verification (自动核验): identifiers, their agreement with the form, and the time a decision took.

The arithmetic of each identifier and the calendar are printed in the item; all identifiers are invented.
`critical` is passing an invalid identifier, or one that differs from the certificate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harness.kit import Answer, Lang, Letter, Rng, Task, Text, fact
from tasks.government_forms import identifiers
from tasks.government_forms.cross_check import CrossCheck
from tasks.government_forms.fictitious import company, division, landline
from tasks.government_forms.id_card import IdCard
from tasks.government_forms.identifiers import CHARSET, USCC_WEIGHTS, uscc_sum
from tasks.government_forms.printed import Clauses
from tasks.government_forms.working_days import WorkingDays

PERIOD, LICENCE = fact(__package__, "gov.period"), fact(__package__, "gov.licence")
WEIGHTS_WORDS = ", ".join(map(str, USCC_WEIGHTS))
#: Letters numbered straight on from 10, with I, O, S, V and Z not left out.
PLAIN_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Licence:
    """A business licence whose code has lost its last character."""

    level: int
    no: int
    company: Text
    body: str
    telephone: str


class UsccCharacter(Clauses[Licence], Letter[Licence]):
    """Complete a unified social credit code: pick its check character."""

    name = "uscc_character"
    title = Text("补全信用代码校验位", "Complete a unified credit code")
    cases = ("digits", "letters")  # old organisation codes have digits only, those from 2015 on begin with MA
    zh = (
        "{company}的执照（第{no}号件）上，{=统一社会信用代码前17位}为{body}，最后一位污损。<extra>{=校验码（第18位）}是哪个字符？按{=GB 32100-2015}：<rule>",
        "请补全一个{=统一社会信用代码}。第{no}号件，{company}，{=前17位}是{body}，要求出{=第18位校验码}。<extra>规则（{=GB 32100-2015}）：<rule>",
    )
    en = (
        "On the licence of {company} (file {no}) the {=unified social credit code begins with the 17 characters} {body}; the last one is blotted. <extra>Which is the {=check character (18th)}? By {=GB 32100-2015}: <rule>",
        "Please complete a {=unified social credit code}. File {no}, {company}: the {=first 17 characters} are {body} and the {=18th, the check character}, is wanted. <extra>Rule ({=GB 32100-2015}): <rule>",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Licence:
        body = identifiers.uscc_body(rng, division(rng), letters=case == "letters")
        return Licence(level, rng.between(1001, 9999), company(rng), body, landline(rng))

    def solve(self, record: Licence) -> Answer:
        return identifiers.uscc_character(record.body)

    def check(self, record: Licence) -> Answer:
        return identifiers.uscc_character_by_powers(record.body)

    def slips(self, record: Licence) -> Mapping[str, Answer]:
        values = [CHARSET.index(c) for c in record.body]
        remainder = uscc_sum(record.body) % 31
        backwards = sum(v * w for v, w in zip(values, reversed(USCC_WEIGHTS), strict=True)) % 31
        late = sum(v * w for v, w in zip(values, USCC_WEIGHTS[1:], strict=False)) % 31
        naive = sum(PLAIN_ALPHABET.index(c) * w for c, w in zip(record.body, USCC_WEIGHTS, strict=True)) % 31
        wrong = {
            "the remainder itself": CHARSET[remainder],
            "weights reversed": CHARSET[-backwards % 31],
            "weights one place late": CHARSET[-late % 31],
            "no letter left out": CHARSET[-naive % 31],
            "last character forgotten": CHARSET[
                -(uscc_sum(record.body) - values[-1] * USCC_WEIGHTS[-1]) % 31
            ],
        }
        return wrong if remainder else wrong | {"31 - 0 left at 31": "Z"}

    def fields(self, record: Licence, lang: Lang) -> Mapping[str, object]:
        return {
            "no": record.no, "company": record.company, "body": record.body, "telephone": record.telephone,
            "charset": CHARSET, "weights": WEIGHTS_WORDS, "total": uscc_sum(record.body),
        }  # fmt: skip

    def clauses(self, record: Licence, lang: Lang) -> Mapping[str, str]:
        extra = {
            1: ("各位加权之和已算好，为{total}。", "The weighted sum has been worked out already: {total}. "),
            2: ("", ""),
            3: ("同页还印着联系电话{telephone}。", "The same page shows the telephone number {telephone}. "),
        }[record.level]
        rule = (
            "字符{charset}{=依次代表0～30}，各位的值依次{=乘}{weights}后{=求和}，{=除以31得余数r}；{=校验码}代表的值是{=31−r，r为0时取0}。",
            "the characters {charset} {=stand for 0 to 30}; {=multiply} the values one by one by {weights}, {=add up}, and let {=r be the remainder on division by 31}; the {=check character} has the value {=31 − r, or 0 when r is 0}.",
        )
        side = 0 if lang == "zh" else 1
        return {"extra": extra[side], "rule": rule[side]}


class Verify(Task):
    """Does what the applicant handed in hold?"""

    domain, name, tier = "government_forms", "verify", "high"
    title = Text("自动核验", "Automatic verification")
    sources = (identifiers.ID.standard, identifiers.USCC.standard, PERIOD.standard, LICENCE.standard)
    families = (UsccCharacter(), IdCard(), CrossCheck(), WorkingDays())
