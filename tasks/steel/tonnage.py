"""Contract tonnage: pieces of nominal size into tonnes by theoretical mass.

The mass rule, the density and the value of π are printed in every item; nothing is rounded on the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from harness.kit import Answer, Lang, Number, Rng, Text, exact, fact, rounded, within_share

DENSITY = Decimal(fact(__package__, "steel.mass").data["density_t_per_m3"])
PI = Decimal("3.1416")  # the value the item tells everybody to use
NOTHING = Text("", "")
RULE = {
    "plate": Text("单件质量=厚度×宽度×长度×密度", "mass of a piece = thickness × width × length × density"),
    "bar": Text(
        "单件质量=π/4×直径²×长度×密度（π取3.1416）",
        "mass of a piece = π/4 × diameter² × length × density (π = 3.1416)",
    ),
    "tube": Text(
        "单件质量=π×（外径−壁厚）×壁厚×长度×密度（π取3.1416）",
        "mass of a piece = π × (outer diameter - wall) × wall × length × density (π = 3.1416)",
    ),
}
TUBES = ((89, 5), (108, 6), (133, 6), (159, 8), (168, 10), (219, 8), (219, 12), (273, 10), (325, 12))


@dataclass(frozen=True, slots=True)
class Lot:
    """`n` equal pieces; `a` and `b` are thickness and width, or diameter and wall (0 when solid), in mm; `length` in mm."""

    shape: str
    a: int
    b: int
    length: int
    n: int
    level: int
    price: int
    off: int = 0


class ContractTonnage(Number[Lot]):
    """Total theoretical mass of what is delivered."""

    name = "contract_tonnage"
    title = Text("计算合同交货质量", "Compute the contract tonnage")
    cases = ("plate", "bar", "tube")
    unit = "t"
    places = 3
    tolerance = within_share("0.001")
    zh = (
        "一份供货合同订的是{goods}，共{n}{=件}。{aside}双方约定按{=理论质量}结算，{=密度}{density} g/cm³，{rule}。请计算交货的{=合计质量}，中间结果不修约，最后按{=GB/T 8170-2008}修约到0.001 t。",
        "仓库发运{goods}，数量{n}{=件}。{aside}请用{rule}和{=密度}{density} g/cm³算出按{=理论质量}开票的{=合计质量}，只在最后修约一次，到0.001 t（{=GB/T 8170-2008}）。",
    )
    en = (
        "A supply contract covers {n} {=pieces} of {goods}. {aside}Settlement is by {=theoretical mass}: {=density} {density} g/cm³, {rule}. Compute the {=total mass} delivered without rounding in between, then round it to 0.001 t by {=GB/T 8170-2008}.",
        "The yard ships {goods}, {n} {=pieces} in all. {aside}With {rule} and a {=density} of {density} g/cm³, find the {=total} {=theoretical mass} to invoice, rounding only once at the end, to 0.001 t ({=GB/T 8170-2008}).",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Lot:
        length = 500 * (rng.between(8, 18) if case == "bar" else rng.between(12, 24))
        if case == "plate":
            a, b = rng.choice((6, 8, 10, 12, 16, 20, 25, 30)), 100 * rng.between(15, 26)
        else:
            a, b = (
                rng.choice(TUBES)
                if case == "tube"
                else (rng.choice((40, 45, 50, 56, 60, 65, 70, 80, 90, 100)), 0)
            )
        off = rng.between(2, 8) if level == 3 else 0
        return Lot(case, a, b, length, rng.between(22, 80), level, 10 * rng.between(340, 520), off)

    def solve(self, record: Lot) -> Answer:
        # as printed: mm³ times g/cm³ is a thousandth of a gram, a thousand million of them a tonne
        a, b, pi = record.a, record.b, exact(PI)
        area = {"plate": Fraction(a * b), "bar": pi / 4 * a * a, "tube": pi * (a - b) * b}[record.shape]
        return rounded(area * record.length * exact(DENSITY) / 10**9 * (record.n - record.off), 3)

    def check(self, record: Lot) -> Answer:
        # by kilograms per metre: 0.785 kg per cm² of section; round sections as outer less inner disc
        if record.shape == "plate":
            section = Fraction(record.a, 10) * Fraction(record.b, 10)
        else:
            inner = record.a - 2 * record.b if record.b else 0
            section = exact(PI) * (Fraction(record.a, 20) ** 2 - Fraction(inner, 20) ** 2)
        metres = Fraction(record.length, 1000) * (record.n - record.off)
        return rounded(section * exact(DENSITY) / 10 * metres / 1000, 3)

    def fields(self, record: Lot, lang: Lang) -> Mapping[str, object]:
        a, b, length = record.a, record.b, record.length
        goods = {
            "plate": Text(
                f"厚{a} mm、宽{b} mm、长{length} mm的钢板",
                f"steel plate {a} mm thick, {b} mm wide and {length} mm long",
            ),
            "bar": Text(
                f"直径{a} mm、长{length} mm的圆钢", f"round bar of diameter {a} mm and length {length} mm"
            ),
            "tube": Text(
                f"外径{a} mm、壁厚{b} mm、长{length} mm的钢管",
                f"steel tube of outer diameter {a} mm, wall {b} mm and length {length} mm",
            ),
        }[record.shape]
        aside = (
            NOTHING
            if record.level == 1
            else Text(f"单价{record.price}元/t。", f"The price is {record.price} yuan/t. ")
        )
        if record.off:
            aside = Text(
                f"其中{record.off}件检验不合格，退回不计。{aside.zh}",
                f"Of these, {record.off} failed inspection and are not delivered. {aside.en}",
            )
        return {"goods": goods, "n": record.n, "aside": aside, "density": DENSITY, "rule": RULE[record.shape]}
