"""Automatic verification (自动核验), second step of the chain: does the form agree with itself and with the papers?

Every rule of comparison and every checksum is printed. `critical` is letting a wrong identifier through, passing
a form that must not pass, or settling a sum without the lease it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

from harness.kit import INSUFFICIENT, Answer, Labels, Lang, Letter, Rng, Task, Text, fact
from harness.types import LANGS
from tasks.government_forms.case import id_number
from tasks.government_forms.case_asides import COUNTER
from tasks.government_forms.case_bundle import (
    BESIDE,
    BOXES,
    COMPARED,
    PAPERS,
    Bundle,
    beside_text,
    bundle_text,
    disagreements,
    draw_bundle,
    read_bundle,
)
from tasks.government_forms.chain_lease import SettledRent
from tasks.government_forms.chain_reckon import Correction, WrongBox
from tasks.government_forms.chain_smudge import Smudged
from tasks.government_forms.id_card import MAP_WORDS, WEIGHTS_WORDS
from tasks.government_forms.identifiers import ID, USCC, id_character, id_is_pure, id_sum
from tasks.government_forms.printed import Clauses

RMB = fact(__package__, "gov.rmb")


class Conflicts(Labels[Bundle]):
    """Name the boxes of the form that disagree with the papers or with themselves."""

    name = "conflicts"
    title = Text("找出核验不一致的栏目", "Find the boxes in conflict")
    document, budget = True, 96
    cases = ("none", *BOXES, *(f"{one}+{two}" for one, two in combinations(BOXES, 2)))
    critical = Text(
        "信用代码或身份证号不一致却放过", "lets through a credit code or an ID number that differs"
    )
    terms = BOXES
    zh = (
        "{=场地租金补贴}第{no}号件受理前要核验，材料如下：\n{papers}\n请把申请表各栏逐一核对：{compared}。哪些栏目{=不一致}？",
        "请核验第{no}号{=场地租金补贴}申请。比对办法：{compared}。\n{papers}\n请你把申请表上{=对不上}的栏目都列出来。",
    )
    en = (
        "Before acceptance, file {no} ({=rent subsidy}) is verified. The papers:\n{papers}\nCompare the boxes of the form one by one: {compared}. Which boxes {=do not agree}?",
        "Please verify {=rent subsidy} application {no}. How to compare: {compared}.\n{papers}\nList all boxes of the form that {=do not agree}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Bundle:
        boxes = [] if case == "none" else case.split("+")
        others = [box for box in BOXES if box not in boxes]
        extra = rng.sample(others, 1) if level == 3 and boxes else []
        return draw_bundle(rng, level, {*boxes, *extra})

    def solve(self, record: Bundle) -> Answer:
        """The boxes that were planted."""
        return record.wrong

    def check(self, record: Bundle) -> Answer:
        """Reads the papers from the page, in both languages, and compares them."""
        zh, en = (disagreements(read_bundle(bundle_text(record, lang), lang)) for lang in LANGS)
        return zh if zh == en else ("unlike",)

    def harms(self, answer: Answer, record: Bundle) -> bool:
        identifiers = {"code", "number"} & set(record.wrong)
        return isinstance(answer, tuple) and not identifiers <= set(answer)

    def fields(self, record: Bundle, lang: Lang) -> Mapping[str, object]:
        return {"no": record.case.no, "papers": bundle_text(record, lang), "compared": COMPARED}


# --- what becomes of the form ----------------------------------------------------------------------

VERDICTS = {
    "pass": Text("核验通过", "verified"),
    "return": Text("退回更正", "return for correction"),
    "hold": Text("暂停办理", "hold"),
}


class Verdict(Clauses[Bundle], Letter[Bundle]):
    """Pass, return for correction, hold, or not enough papers: the first printed rule that fits."""

    name = "verdict"
    title = Text("下核验结论", "Give the verification verdict")
    document = True
    cases = ("pass", "return", "hold", INSUFFICIENT)
    terms = VERDICTS
    critical = Text("不该通过的申请表被核验通过", "passes a form that must not pass")
    zh = (
        "第{no}号{=场地租金补贴}申请的材料：\n{papers}\n核验规则，{=依次适用，先符合的为准}：{=①}申请表上的{=身份证号校验码不符}，{=暂停办理}；{=②}比对要用的执照、身份证、租赁合同{=缺任何一份，回答信息不足（别的材料不看）}；{=③}有栏目不一致，{=退回更正}；{=④}其余{=核验通过}。比对办法：{compared}。校验码（{=GB 11643-1999}）：<rule><extra>核验结论是哪一个？",
        "请给第{no}号{=场地租金补贴}申请下核验结论。结论{=按顺序取第一个符合的}：{=①身份证号（以申请表为准）校验码不符的暂停办理；②缺执照、身份证或租赁合同的，信息不足（别的材料不看）；③有栏目不一致的退回更正；④都没有问题的核验通过}。\n{papers}\n比对：{compared}。{=GB 11643-1999}校验码：<rule><extra>",
    )
    en = (
        "Papers of {=rent subsidy} application {no}:\n{papers}\nRules, {=in this order, the first that fits decides}: {=1} the {=check character of the ID number} on the form is wrong: {=hold}; {=2} licence, ID card or lease, needed for the comparison, {=is not there: INSUFFICIENT (other papers do not matter)}; {=3} a box does not agree: {=return for correction}; {=4} otherwise {=verified}. Comparison: {compared}. Check character ({=GB 11643-1999}): <rule><extra>Which is the result?",
        "Please give the result of verifying {=rent subsidy} application {no}. {=Take the first that fits: 1 the check character of the ID number on the form is wrong: hold; 2 licence, ID card or lease is not there: INSUFFICIENT (other papers do not matter); 3 a box does not agree: return for correction; 4 nothing of the kind: verified}.\n{papers}\nComparison: {compared}. Check character by {=GB 11643-1999}: <rule><extra>",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Bundle | None:
        boxes = [box for box in BOXES if box != "number"]
        wrong = set(rng.sample(boxes, 1)) if case == "return" or (level == 3 and case != "pass") else set()
        missing = (
            (rng.choice(tuple(PAPERS)),) if case == INSUFFICIENT or (case == "hold" and level == 3) else ()
        )
        bundle = draw_bundle(rng, level, wrong | ({"number"} if case == "hold" else set()), missing)
        if case == "hold" and rng.chance(1, 2):  # the ID card may carry the wrong number as well
            bundle = replace(bundle, case=replace(bundle.case, number=bundle.form.number))
        if case == "return" and rng.chance(1, 2):  # a number that checks, but is not that of the card
            bundle = replace(bundle, form=replace(bundle.form, number=id_number(rng)))
        # every file lacks a paper or two, so that their number does not give the verdict away
        absent, there = rng.between(1, 2) - len(missing), rng.between(1, 2)
        others = rng.sample(tuple(BESIDE), absent + there)
        handed = rng.shuffle([False] * absent + [True] * there)
        bundle = replace(bundle, beside=tuple(zip(others, handed, strict=True)))
        return None if (case == "hold") == id_is_pure(bundle.form.number) else bundle

    def solve(self, record: Bundle) -> Answer:
        """By what was planted, rule by rule."""
        if id_character(record.form.number) != record.form.number[17]:
            return "hold"
        if record.missing:
            return INSUFFICIENT
        return "return" if record.wrong else "pass"

    def check(self, record: Bundle) -> Answer:
        """From the page, the last rule first."""
        papers = read_bundle(bundle_text(record, "en"), "en")
        verdict = "return" if disagreements(papers) else "pass"
        if None in papers.values():
            verdict = INSUFFICIENT
        form = papers["form"] or {}
        return verdict if id_is_pure(form["number"]) else "hold"

    def slips(self, record: Bundle) -> Mapping[str, Answer]:
        right = self.solve(record)
        return {f"{word} instead": word for word in (*VERDICTS, INSUFFICIENT) if word != right}

    def harms(self, answer: Answer, record: Bundle) -> bool:
        return answer == "pass" and self.solve(record) != "pass"

    def fields(self, record: Bundle, lang: Lang) -> Mapping[str, object]:
        return {
            "no": record.case.no, "papers": bundle_text(record, lang) + beside_text(record, lang), "compared": COMPARED,
            "weights": WEIGHTS_WORDS, "map": MAP_WORDS, "total": id_sum(record.form.number),
        }  # fmt: skip

    def clauses(self, record: Bundle, lang: Lang) -> Mapping[str, str]:
        rule = Text(
            "前17位依次{=乘}{weights}{=求和，除以11}，{=余数0～10}对应{map}，须与第18位相同。",
            "{=multiply} the first 17 digits by {weights}, {=add up, divide by 11}; {=remainders 0 to 10} stand for {map} and must equal the 18th character. ",
        )
        extra = Text(
            "申请表上那个号码的加权和已算好，是{total}。",
            "The weighted sum of the number on the form has been worked out: {total}. ",
        )
        no = record.case.no
        noise = [COUNTER[(no + step) % len(COUNTER)][lang] for step in (0, 9)]
        note = "".join([Text("窗口备注：", "Note of the counter: ")[lang], *noise])
        return {"rule": rule[lang], "extra": extra[lang] if record.level < 3 else note}


class ChainVerify(Task):
    """Does the form hold, by itself and against the papers?"""

    domain, name, tier = "government_forms", "chain_verify", "high"
    title = Text("补贴申请：自动核验", "Subsidy application: verification")
    sources = (ID.standard, USCC.standard, RMB.standard, "rules of comparison printed in the item")
    families = (Conflicts(), WrongBox(), Correction(), SettledRent(), Smudged(), Verdict())
