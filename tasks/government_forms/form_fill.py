"""Smart form filling (智能填表): notes to a form, and an amount of money in capitals on a payment slip.

Rules and schemas are printed in the item. The options for an amount in capitals are all written by the printed
rule, and each wrong one is another amount.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from harness.kit import Answer, Lang, Letter, Rng, Task, Text, fact
from tasks.government_forms.application import ApplicationForm
from tasks.government_forms.capitals import in_capitals, in_capitals_by_erasing
from tasks.government_forms.fictitious import company
from tasks.government_forms.printed import Clauses
from tasks.government_forms.registration import RegistrationForm

RMB = fact(__package__, "gov.rmb")
RULE = Text(
    "中间有0写“零”，连续几个0只写一个；到元为止的末尾加“整”，有分的不加；角为0、分不为0时，“元”后写“零”",
    "a 0 inside is written 零, several together only once; 整 closes an amount that ends at 元 and never follows 分; "
    "if jiao is 0 and fen is not, 零 follows 元",
)


@dataclass(frozen=True, slots=True)
class Payment:
    """What has to be paid, in yuan."""

    no: int
    payer: Text
    fee: Decimal
    deposit: Decimal
    """Paid together with the fee at level 3, otherwise 0.00."""
    pick: int = 0
    """Which of its slips the wrong options show."""


def digits_to_amount(digits: str) -> Decimal:
    """Digits of an amount in fen, as yuan with two decimals."""
    return Decimal(int(digits)).scaleb(-2)


def swaps(digits: str) -> dict[int, str]:
    """Places whose digit may change place with the next one, by the slip that does it; a 0 stays inside."""
    out = {}
    for place in range(len(digits) - 3):
        pair = digits[place : place + 2]
        if "0" not in pair:
            out[place] = f"digits {place + 1} and {place + 2} swapped"
        elif pair != "00" and 0 < place < len(digits) - 4:
            out[place] = f"the zero at digit {place + 1} or {place + 2} one place off"
    if "0" not in digits[-2:]:
        out[len(digits) - 2] = "jiao and fen swapped"
    return out


def swapped(digits: str, place: int) -> str:
    return digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]


def misread(digits: str, pick: int) -> dict[str, str]:
    """Two slips that do not touch each other, and both together: no majority among the options tells the right one."""
    ways = swaps(digits)
    pairs = [(a, b) for a in ways for b in ways if b - a > 1]
    first, second = pairs[pick % len(pairs)]
    return {
        ways[first]: swapped(digits, first),
        ways[second]: swapped(digits, second),
        f"{ways[first]}; {ways[second]}": swapped(swapped(digits, first), second),
    }


class AmountInCapitals(Clauses[Payment], Letter[Payment]):
    """Pick the amount in capitals that is right and follows the rule."""

    name = "capitals"
    title = Text("选出正确的大写金额", "Pick the amount in capitals")
    chinese_in_english = True
    cases = ("whole yuan", "zero inside", "jiao is zero")
    zh = (
        "{payer}到窗口填写{=缴款单}（第{no}号），<amount>请问{=大写金额}应当怎样写？书写规则：{rule}。",
        "第{no}号{=缴款单}由{payer}填写。<amount>请从下面选出正确的{=大写金额}，书写规则如下：{rule}。",
    )
    en = (
        "{payer} fills in {=payment slip} no. {no}. <amount>Which {=amount in capitals} is right? Rule (Chinese vouchers): {rule}.",
        "On {=payment slip} no. {no}, made out by {payer}: <amount>Choose the correct Chinese {=amount in capitals}. The rule says: {rule}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Payment:
        whole = [
            str(d) for d in rng.sample(range(1, 10), rng.between(4, 5) if level == 1 else rng.between(5, 6))
        ]
        jiao, fen = rng.sample("123456789", 2)
        if case == "whole yuan":
            jiao = fen = "0"
        if case == "jiao is zero":
            jiao = "0"
        if case == "zero inside" or level > 1:
            zeros = 2 if level == 3 and len(whole) > 5 else 1
            first = 1 if len(whole) < 6 else 2  # a 0 in the 万 or 元 place may be written or not: none there
            start = rng.between(first, len(whole) - 1 - zeros)
            whole[start : start + zeros] = ["0"] * zeros
        total = digits_to_amount("".join(whole) + jiao + fen)
        deposit = (
            Decimal("0.00")
            if level < 3
            else Decimal(int(total) * rng.between(30, 70) // 100).quantize(Decimal("0.01"))
        )
        no, payer = rng.between(1001, 9999), company(rng)
        return Payment(no, payer, fee=total - deposit, deposit=deposit, pick=rng.below(5040))

    def solve(self, record: Payment) -> Answer:
        return in_capitals(record.fee + record.deposit)

    def check(self, record: Payment) -> Answer:
        return in_capitals_by_erasing(record.deposit + record.fee)

    def slips(self, record: Payment) -> Mapping[str, Answer]:
        """Other amounts, each written by the rule: neither a breach of it, nor length, nor likeness tells the right one."""
        digits = f"{int((record.fee + record.deposit) * 100)}"
        return {slip: in_capitals(digits_to_amount(d)) for slip, d in misread(digits, record.pick).items()}

    def fields(self, record: Payment, lang: Lang) -> Mapping[str, object]:
        return {
            "no": record.no,
            "payer": record.payer,
            "fee": record.fee,
            "deposit": record.deposit,
            "rule": RULE,
        }

    def clauses(self, record: Payment, lang: Lang) -> Mapping[str, str]:
        if record.deposit:
            zh = "手续费{fee}{=元}，保证金{deposit}{=元}，两项{=合计}填一笔。"
            en = "The fee is {fee} {=yuan} and the deposit {deposit} {=yuan}; they are written as one {=total}. "
        else:
            zh, en = "应缴{fee}{=元}。", "The amount due is {fee} {=yuan}. "
        return {"amount": zh if lang == "zh" else en}


class FormFill(Task):
    """Can it fill the form as the clerk would?"""

    domain, name, tier = "government_forms", "form_fill", "medium"
    title = Text("智能填表", "Smart form filling")
    sources = (RMB.standard, "notes and schema printed in the item")
    families = (RegistrationForm(), ApplicationForm(), AmountInCapitals())
