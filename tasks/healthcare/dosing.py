"""Double check of a dose: pump rate, single volume and order limits. It checks an order, it never proposes one.

Formula, strength and every limit are printed in the item and the drugs are letters, so nothing is remembered;
`critical` is a dose more than 10 % over the right one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from harness.kit import (
    Answer,
    Lang,
    Number,
    Rng,
    Task,
    Text,
    exact,
    fact,
    rounded,
    within,
)
from tasks.healthcare.oral_dose import OrderLimits, SingleVolume, overdose

DOSE = fact(__package__, "health.dose")
RATE_FORMULA = Text(
    "泵速=剂量×体重×60÷浓度（浓度以μg/mL计）", "rate = dose × weight × 60 / concentration (in μg/mL)"
)
#: mg of drug, mL of solution, lowest and highest dose in μg/kg/min, step: rates come out between 3 and 38 mL/h.
PUMPS = (
    (4, 50, "0.10", "0.50", "0.02"),
    (8, 50, "0.20", "0.80", "0.05"),
    (50, 50, "1.2", "6.0", "0.2"),
    (200, 50, "5.0", "20.0", "0.5"),
    (250, 50, "6.0", "20.0", "0.5"),
    (400, 250, "2.0", "10.0", "0.5"),
    (400, 500, "1.0", "5.0", "0.5"),
)


@dataclass(frozen=True, slots=True)
class Infusion:
    """An infusion pump order; `stated` says that the concentration is printed instead of mg in mL."""

    drug: str
    dose: Decimal
    kg: Decimal
    mg: int
    mL: int
    stated: bool = False
    admission_kg: Decimal | None = None


def pump_rate(order: Infusion) -> Fraction:
    """mL/h by the printed formula."""
    concentration = exact(order.mg) * 1000 / order.mL
    return exact(order.dose) * exact(order.kg) * 60 / concentration


def pump_rate_by_duration(order: Infusion) -> Fraction:
    """mL/h from how many minutes the whole preparation lasts this patient."""
    minutes = exact(order.mg * 1000) / (exact(order.dose) * exact(order.kg))
    return Fraction(order.mL) / (minutes / 60)


class PumpRate(Number[Infusion]):
    """Pump rate in mL/h from μg/kg/min."""

    name = "pump_rate"
    title = Text("计算输液泵泵速", "Compute the pump rate")
    unit = "mL/h"
    places = 1
    tolerance = within("0.1")
    critical = Text("泵速比正确值高出10%以上", "rate more than 10 % too high")
    zh = (
        "护士正在复核一份输液泵医嘱：{=药物}{drug}，{preparation}，{=剂量}{dose} {=μg/kg/min}，患者{=用药体重}{kg} {=kg}{aside}。已知{formula}，请计算对应的{=泵速}。",
        "交接班时需要核对泵速设置。医嘱写明{=药物}{drug}按{dose} {=μg/kg/min}持续泵入，{preparation}，{=用药体重}{kg} {=kg}{aside}。公式为{formula}，求{=泵速}是多少。",
    )
    en = (
        "A nurse is double-checking an infusion pump order: {=drug} {drug}, {preparation}, {=dose} {dose} {=μg/kg/min}, {=dosing weight} {kg} {=kg}{aside}. Given that {formula}, calculate the {=pump rate} for this order.",
        "At handover the pump setting has to be checked. {=Drug} {drug} is ordered at {dose} {=μg/kg/min}; {preparation}; the {=dosing weight} is {kg} {=kg}{aside}. The formula is {formula}. Which {=pump rate} does this give?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Infusion:
        mg, mL, low, high, step = rng.choice(PUMPS)
        kg = rng.decimal("48.0", "95.0", "0.5")
        return Infusion(
            drug=rng.choice("ABCDEFGH"),
            dose=rng.decimal(low, high, step),
            kg=kg,
            mg=mg,
            mL=mL,
            stated=level == 1,
            admission_kg=kg + rng.decimal("3.5", "9.0", "0.5") if level == 3 else None,
        )

    def solve(self, record: Infusion) -> Answer:
        return rounded(pump_rate(record), 1, "up")

    def check(self, record: Infusion) -> Answer:
        return rounded(pump_rate_by_duration(record), 1, "up")

    def harms(self, answer: Answer, record: Infusion) -> bool:
        return overdose(answer, pump_rate(record))

    def fields(self, record: Infusion, lang: Lang) -> Mapping[str, object]:
        r = record
        mixed = Text(f"取{r.mg} mg配成{r.mL} mL", f"{r.mg} mg made up to {r.mL} mL")
        ug_mL = r.mg * 1000 // r.mL
        ready = Text(f"浓度{ug_mL} μg/mL", f"concentration {ug_mL} μg/mL")
        old = Text(
            f"（入院时体重{r.admission_kg} kg，不用于计算）",
            f" (the admission weight of {r.admission_kg} kg is not used)",
        )
        return {
            "drug": r.drug, "dose": r.dose, "kg": r.kg, "formula": RATE_FORMULA,
            "preparation": ready if r.stated else mixed, "aside": old if r.admission_kg else "",
        }  # fmt: skip


class Dosing(Task):
    """Is the arithmetic of this order right?"""

    domain, name, tier = "healthcare", "dosing", "high"
    title = Text("剂量与泵速核对", "Dose and pump-rate double check")
    sources = (DOSE.standard, "rule, strength and limits printed in the item")
    families = (PumpRate(), SingleVolume(), OrderLimits())
