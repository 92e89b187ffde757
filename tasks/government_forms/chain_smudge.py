"""A smudged character of a credit code (自动核验): of four look-alikes, one makes the code check (GB 32100-2015).

31 is a prime, so with every other character known exactly one value fits. `critical` is taking another: the file
would then run under a code that does not check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from harness.kit import Answer, Lang, Letter, Rng, Text
from tasks.government_forms.case import Case, draw_case
from tasks.government_forms.fictitious import division
from tasks.government_forms.identifiers import CHARSET, USCC_WEIGHTS, org_character, uscc_character
from tasks.government_forms.printed import Clauses

#: Characters that a stamp makes alike.
ALIKE = ("0CDQ", "38BE", "569G", "17TY", "HMNW")
PAIRS = ", ".join(f"{character}={value}" for value, character in enumerate(CHARSET) if value > 9)


@dataclass(frozen=True, slots=True)
class Smudge:
    """A case whose credit code has one character that cannot be told from its look-alikes."""

    level: int
    case: Case
    place: int
    """Index of the character in the code, from 0."""
    alike: str


class Smudged(Clauses[Smudge], Letter[Smudge]):
    """Pick the reading that makes the code check."""

    name = "smudged"
    title = Text("辨认信用代码被盖住的一位", "Restore a smudged code character")
    cases = ALIKE
    critical = Text("选定的读法使信用代码校验不通过", "takes a reading that makes the code invalid")
    zh = (
        "第{no}号{=场地租金补贴}申请，{company}，法定代表人{person}。执照扫描后{=统一社会信用代码}认作{code}，{=第}{place}{=位}盖着印章，可能是{one}、{two}、{three}、{four}中的一个。按{=GB 32100-2015}，<rule><extra>这一位是哪个字符？",
        "{company}（第{no}号件，{=场地租金补贴}）的执照上，{=统一社会信用代码}的{=第}{place}{=位}被章压住，识别给出{one}、{two}、{three}、{four}四种读法，其余各位清楚：{code}。<extra>请用{=GB 32100-2015}的校验规则确定读法：<rule>",
    )
    en = (
        "{=Rent subsidy} application {no}, {company}, legal representative {person}. The scan of the licence gives the {=unified social credit code} as {code}; {=character} {place} is under a stamp and may be {one}, {two}, {three} or {four}. By {=GB 32100-2015}, <rule><extra>Which character is it?",
        "On the licence of {company} (file {no}, {=rent subsidy}) {=character} {place} of the {=unified social credit code} is under a stamp; the recogniser offers {one}, {two}, {three} and {four}, the other characters are clear: {code}. <extra>Settle the reading by the check rule of {=GB 32100-2015}: <rule>",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Smudge:
        stem = list("MA" + "".join(rng.choice(CHARSET) for _ in range(6)))
        place = rng.between(2, 7)
        stem[place] = rng.choice(case)
        body = f"91{division(rng)}{''.join(stem)}{org_character(''.join(stem))}"
        drawn = replace(draw_case(rng), code=body + uscc_character(body))
        return Smudge(level, drawn, 8 + place, case)

    def solve(self, record: Smudge) -> Answer:
        """The character the code was drawn with."""
        return record.case.code[record.place]

    def check(self, record: Smudge) -> Answer:
        """Solves for the value: what is left to a multiple of 31, times the inverse of the weight."""
        weight = USCC_WEIGHTS[record.place]
        value = -self._rest(record) * pow(weight, -1, 31) % 31
        return CHARSET[value]

    @staticmethod
    def _rest(record: Smudge) -> int:
        """Weighted sum of the other 16 characters, plus the value of the 18th."""
        values = [CHARSET.index(c) * w for c, w in zip(record.case.code, (*USCC_WEIGHTS, 1), strict=True)]
        return sum(values) - values[record.place]

    def slips(self, record: Smudge) -> Mapping[str, Answer]:
        gold = self.solve(record)
        return {f"read as {other}": other for other in record.alike if other != gold}

    def harms(self, answer: Answer, record: Smudge) -> bool:
        return answer != self.solve(record)

    def fields(self, record: Smudge, lang: Lang) -> Mapping[str, object]:
        case, at = record.case, record.place
        return {
            "no": case.no, "company": case.company, "person": case.person, "place": at + 1,
            "code": f"{case.code[:at]}■{case.code[at + 1 :]}", "pairs": PAIRS, "weights": ", ".join(map(str, USCC_WEIGHTS)),
            "phone": case.phone, "area": case.area, "rest": self._rest(record), "weight": USCC_WEIGHTS[at],
        } | dict(zip(("one", "two", "three", "four"), record.alike, strict=True))  # fmt: skip

    def clauses(self, record: Smudge, lang: Lang) -> Mapping[str, str]:
        rule = Text(
            "数字的值是它本身，字母{pairs}；前17位的值依次{=乘}{weights}{=求和，再加第18位的值，总数须能被31整除}。",
            "digits have their own value, letters {pairs}; {=multiply} the values of the first 17 in turn by {weights}, {=add up, add the value of the 18th, and the total must be divisible by 31}. ",
        )
        extra = Text(
            "{=除这一位外的总数}已算好，是{rest}，这一位的乘数是{weight}。",
            "The {=total without this character} has been worked out: {rest}; its multiplier is {weight}. ",
        )
        noise = Text(
            "执照背面还贴着一张便条，写着法定代表人的电话{phone}和{area}平方米的场地。",
            "A slip on the back of the licence gives the telephone {phone} of the representative and a place of {area} square metres. ",
        )
        return {"rule": rule[lang], "extra": extra[lang] if record.level < 3 else noise[lang]}
