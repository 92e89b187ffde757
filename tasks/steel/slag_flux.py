"""Flux for a slag: limestone or silica stone that brings R2 to its target, counting what the stone itself brings.

The formula is printed in every item; `critical` is charging over a tenth more flux than needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from harness.kit import Answer, Exact, Lang, Number, Rng, Text, exact, rounded, within_share


@dataclass(frozen=True, slots=True)
class Flux:
    """Slag in t (or hot metal in t and kg of slag per tonne), its CaO and SiO2, the target R2, and the flux."""

    CaO: Decimal
    SiO2: Decimal
    target: Decimal
    mass: int
    rate: int
    flux_CaO: Decimal
    flux_SiO2: Decimal
    moisture: Decimal
    stone: str
    level: int


class FluxForTarget(Number[Flux]):
    """Kilograms of limestone or silica stone that bring R2 to its target, the flux's own acid or base counted."""

    name = "flux_for_target"
    title = Text("计算调碱度的熔剂用量", "Compute flux for target basicity")
    cases = ("limestone", "silica")
    critical = Text("熔剂多加了10%以上", "charges over 10 % more flux than needed")
    unit = "kg"
    places = 0
    tolerance = within_share("0.01")
    zh = (
        "高炉{=炉渣}含{=CaO} {CaO} %、{=SiO2} {SiO2} %，{slag}。现要用{stone}（{flux}）把{=R2调到}{target}。{=R2=CaO/SiO2}，{=熔剂自身的CaO和SiO2也进渣}：{formula}。请替值班工长计算{stone}的{asked}，单位kg，取整数。",
        "{slag}，{=炉渣}含{=CaO} {CaO} %、{=SiO2} {SiO2} %。工长决定往炉料里配加{stone}（{flux}），使{=R2（CaO/SiO2）达到}{target}；{=计算时要计入熔剂自带的CaO和SiO2}，即{formula}。请问{asked}应为{=多少kg}？结果取整数。",
    )
    en = (
        "A blast-furnace {=slag} holds {=CaO} {CaO} % and {=SiO2} {SiO2} %; {slag}. With {stone} ({flux}) {=R2 is to be brought to} {target}. {=R2 = CaO/SiO2}, and {=the CaO and SiO2 of the flux enter the slag too}: {formula}. What {asked} of {stone} is {=needed, in kg} (whole number)?",
        "Last cast: {slag}; the {=slag} holds {=CaO} {CaO} % and {=SiO2} {SiO2} %. The foreman charges {stone} ({flux}) so that {=R2 (CaO/SiO2) becomes} {target}; {=count the CaO and SiO2 that the flux itself brings}, that is {formula}. Give the {asked} in kg, a whole number.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Flux:
        lime = case == "limestone"
        CaO = rng.decimal("36.0" if lime else "39.5", "39.0" if lime else "42.0", "0.1")
        SiO2 = rng.decimal("34.0" if lime else "32.0", "37.0" if lime else "35.0", "0.1")
        steps, shift = exact(CaO) / exact(SiO2) * 100, rng.between(6, 15)
        target = ceil(steps) + shift if lime else floor(steps) - shift
        return Flux(
            CaO, SiO2, Decimal(target).scaleb(-2), 10 * rng.between(10, 60), 10 * rng.between(28, 40),
            rng.decimal("50.0", "54.0", "0.1") if lime else rng.decimal("0.4", "1.5", "0.1"),
            rng.decimal("0.8", "2.5", "0.1") if lime else rng.decimal("94.0", "98.0", "0.1"),
            rng.decimal("1.0", "4.0", "0.5"), case, level,
        )  # fmt: skip

    def solve(self, record: Flux) -> Answer:
        r, target = record, exact(record.target)
        missing = target * exact(r.SiO2) - exact(r.CaO)
        effective = exact(r.flux_CaO) - target * exact(r.flux_SiO2)
        return rounded(missing / effective * slag_kg(r) / dry_share(r), 0)

    def check(self, record: Flux) -> Answer:
        # in tonnes: CaO less target times SiO2 is linear in the flux and must vanish; a secant through 0 and 1 t hits it
        r = record
        slag = Fraction(r.mass) if r.level == 1 else Fraction(r.mass * r.rate, 1000)

        def excess(flux: int) -> Fraction:
            dry = flux * dry_share(r)
            CaO, SiO2 = (
                exact(s) * slag + exact(f) * dry for s, f in ((r.CaO, r.flux_CaO), (r.SiO2, r.flux_SiO2))
            )
            return CaO - exact(r.target) * SiO2

        return rounded(1000 * excess(0) / (excess(0) - excess(1)), 0)

    def harms(self, answer: Answer, record: Flux) -> bool:
        right = self.solve(record)
        if not isinstance(answer, Exact) or not isinstance(right, Decimal):
            return False
        return exact(answer) > exact(right) * Fraction(11, 10)

    def fields(self, record: Flux, lang: Lang) -> Mapping[str, object]:
        r = record
        slag = Text(f"这批渣重{r.mass} t", f"the slag weighed {r.mass} t")
        if r.level > 1:
            slag = Text(
                f"本次出铁{r.mass} t、渣铁比{r.rate} kg/t",
                f"{r.mass} t of hot metal were tapped with {r.rate} kg of slag per tonne",
            )
        wet = r.level == 3
        flux = Text(f"CaO {r.flux_CaO} %，SiO2 {r.flux_SiO2} %", f"CaO {r.flux_CaO} %, SiO2 {r.flux_SiO2} %")
        if wet:
            flux = Text(
                f"干基{flux.zh}，含水{r.moisture} %",
                f"dry basis {flux.en}, moisture {r.moisture} %",
            )
        if r.stone == "limestone":
            stone = Text("石灰石", "limestone")
            formula = Text(
                "用量=渣量×（R2×SiO2渣−CaO渣）÷（CaO石−R2×SiO2石）",
                "charge = slag × (R2 × SiO2 slag - CaO slag) / (CaO flux - R2 × SiO2 flux)",
            )
        else:
            stone = Text("硅石", "silica stone")
            formula = Text(
                "用量=渣量×（CaO渣−R2×SiO2渣）÷（R2×SiO2石−CaO石）",
                "charge = slag × (CaO slag - R2 × SiO2 slag) / (R2 × SiO2 flux - CaO flux)",
            )
        if wet:
            formula = Text(
                f"干{formula.zh}，湿重=干重÷（100 %−含水）",
                f"dry {formula.en}, wet = dry / (100 % - moisture)",
            )
        asked = Text("湿料用量", "wet charge") if wet else Text("用量", "charge")
        return {
            "CaO": r.CaO, "SiO2": r.SiO2, "target": r.target, "stone": stone, "slag": slag, "flux": flux,
            "formula": formula, "asked": asked,
        }  # fmt: skip


def slag_kg(r: Flux) -> int:
    return r.mass * (1000 if r.level == 1 else r.rate)


def dry_share(r: Flux) -> Fraction:
    """Share of the charged stone that is not water; 1 where no moisture is given."""
    return 1 - exact(r.moisture) / 100 if r.level == 3 else Fraction(1)
