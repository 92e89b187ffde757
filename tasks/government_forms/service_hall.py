"""At the service counter (政务大厅): who handles a complaint, which certificate this is, how much tax a year costs.

Duty list, descriptions and tax table are printed in the item. A case is described in everyday words, one class
fits it, and what a caller believes does not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from harness.kit import Answer, Lang, Number, Rng, Task, Text, fact, rounded, table, within
from tasks.government_forms.certificates import Certificate
from tasks.government_forms.departments import Department
from tasks.government_forms.fictitious import person
from tasks.government_forms.printed import Clauses

TAX = fact(__package__, "gov.iit")
BRACKETS = list(zip(TAX.data["upper"], TAX.data["rate"], TAX.data["quick"], strict=True))
BASIC: int = TAX.data["basic_deduction_year"]
HEADER = (
    Text("应纳税所得额/元", "taxable income, yuan"),
    Text("税率", "rate"),
    Text("速算扣除数", "quick deduction"),
)


def bracket_rows(lang: Lang) -> list[tuple[str, str, str]]:
    """The table of annual rates as it is printed."""
    rows, to = [], "～" if lang == "zh" else " to "
    for (upper, rate, quick), below in zip(BRACKETS, [0, *TAX.data["upper"]], strict=False):
        reach = f"≤{upper}" if below == 0 else f">{below}" if upper is None else f"{below}{to}{upper}"
        rows.append((reach, f"{rate * 100:.0f}%", str(quick)))
    return rows


@dataclass(frozen=True, slots=True)
class Year:
    """One resident's comprehensive income of a year, in yuan."""

    level: int
    name: Text
    year: int
    taxable: int
    special: int
    """Social insurance and housing fund, a month."""
    extra: int
    """Special additional deductions, a month."""
    prepaid: int

    @property
    def income(self) -> int:
        return self.taxable + BASIC + 12 * (self.special + self.extra)


def annual_tax(taxable: int) -> Decimal:
    """By bracket and quick deduction."""
    _, rate, quick = next(row for row in BRACKETS if row[0] is None or taxable <= row[0])
    return rounded(taxable * Fraction(rate) - quick, 2)


class IncomeTax(Clauses[Year], Number[Year]):
    """Annual individual income tax on comprehensive income."""

    name = "income_tax"
    title = Text("计算全年个人所得税", "Compute the year's income tax")
    cases = ("3%", "10%", "20%", "25%", "30%", "35%", "45%")
    unit = Text("元", "yuan")
    places = 2
    tolerance = within("0.01")
    zh = (
        "居民{name}前来办理{year}年度综合所得汇算。<income>请按{=个人所得税法（2018修正）税率表一}，求{=全年应纳税额}（{=不减已预缴}）：{table}{=应纳税额=应纳税所得额×税率−速算扣除数}。",
        "{name}来办{year}年度综合所得汇算。<income>请算出{=全年应纳税额}，{=已预缴的不减}，{=应纳税额=应纳税所得额×税率−速算扣除数}，{=税率表一}（个人所得税法，{=2018修正}）：{table}",
    )
    en = (
        "{name}, a resident, settles the tax on comprehensive income for {year}. <income>By {=Table 1} of the {=Individual Income Tax Law (2018)}, what is the {=tax for the whole year} (prepaid tax {=not} subtracted)? {table}{=tax = taxable income × rate − quick deduction}.",
        "The counter handles the annual settlement of {name} for {year}. <income>Find the {=tax for the whole year}, prepaid tax {=not} taken off; {=tax = taxable income × rate − quick deduction}; {=Table 1} of the {=Individual Income Tax Law (2018)}: {table}",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Year:
        place = self.cases.index(case)
        low = BRACKETS[place - 1][0] if place else 2000
        high = BRACKETS[place][0] or 1500000
        taxable, extra = rng.between(low + 100, high - 100), rng.between(2, 9) * 500
        net = (
            taxable + BASIC
        ) // 12 + extra  # a month's pay without what is paid in for insurance and housing
        special = min(6000, net * rng.between(12, 28) // 1000 * 10)
        year = Year(level, person(rng), rng.between(2022, 2025), taxable, special, extra, prepaid=0)
        prepaid = int(annual_tax(taxable) * rng.between(60, 130) / 1000) * 10 + 10
        return replace(year, prepaid=prepaid)

    def solve(self, record: Year) -> Answer:
        return annual_tax(record.taxable)

    def check(self, record: Year) -> Answer:
        """Band by band, each at its own rate, on what is left of the income; no quick deduction."""
        taxable = record.income - BASIC - 12 * record.special - 12 * record.extra
        tax, below = Decimal(0), 0
        for upper, rate, _ in BRACKETS:
            band = (taxable if upper is None else min(taxable, upper)) - below
            if band <= 0:
                break
            tax, below = tax + band * rate, upper or 0
        return rounded(tax, 2)

    def fields(self, record: Year, lang: Lang) -> Mapping[str, object]:
        yearly = 12 if record.level == 2 else 1
        return {
            "name": record.name, "year": record.year, "taxable": record.taxable, "income": record.income,
            "basic": BASIC, "special": record.special * yearly, "extra": record.extra * yearly,
            "prepaid": record.prepaid, "table": table(HEADER, bracket_rows(lang), lang),
        }  # fmt: skip

    def clauses(self, record: Year, lang: Lang) -> Mapping[str, str]:
        words = {
            1: (
                "{=全年应纳税所得额}经核算为{taxable}元。",
                "The {=taxable income of the year} is {taxable} yuan. ",
            ),
            2: (
                "{=全年收入额}{income}元，{=全年}可减除：{=基本减除费用}{basic}元、{=专项扣除}{special}元、{=专项附加扣除}{extra}元。",
                "{=Income of the year} {income} yuan; to be taken off {=for the year}: {=basic deduction} {basic}, {=special deductions} {special}, {=special additional deductions} {extra} yuan. ",
            ),
            3: (
                "{=全年收入额}{income}元，{=全年}减除费用{basic}元，{=每月}专项扣除{special}元、专项附加扣除{extra}元（{=12个月}），{=已预缴}{prepaid}元。",
                "{=Income of the year} {income} yuan; basic deduction {basic} {=a year}; {=each month} ({=12 months}) special deductions of {special} and special additional deductions of {extra} yuan; {=prepaid} tax {prepaid} yuan. ",
            ),
        }[record.level]
        return {"income": words[0] if lang == "zh" else words[1]}


class ServiceHall(Task):
    """Can it help the person at the counter?"""

    domain, name, tier = "government_forms", "service_hall", "medium"
    title = Text("政务大厅窗口", "Service hall")
    sources = (TAX.standard, "duty list and certificate descriptions printed in the item")
    families = (Department(), Certificate(), IncomeTax())
