"""What the recovery of manganese really was: worked back from the analyses before and after the addition.

The formula is printed in every item.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from harness.kit import Answer, Lang, Number, Rng, Text, exact, rounded, within


@dataclass(frozen=True, slots=True)
class Trial:
    """A heat before and after its additions; `femn_kg` of ferromanganese stands by from level 2 on."""

    steel: Decimal
    before: Decimal
    after: Decimal
    simn_kg: int
    simn_Mn: Decimal
    femn_kg: int
    femn_Mn: Decimal
    simn_Si: Decimal
    minutes: int
    level: int


class RecoveryOfManganese(Number[Trial]):
    """The recovery that the analyses before and after the addition show."""

    name = "mn_recovery"
    title = Text("反算锰的收得率", "Work back the manganese recovery")
    unit = "%"
    places = 1
    tolerance = within("0.15")
    zh = (
        "为核定合金{=收得率}，跟踪了一炉钢：{=钢水}{steel} t（不含合金自重），加料{=前}样Mn {before} %，加入{charge}，加料{=后}样Mn {after} %。{aside}按{formula}反算这炉{=Mn的收得率}，保留1位小数。",
        "炉后技术员要用实绩反推{=Mn收得率}。实绩：{charge}加进{steel} t{=钢水}（不计合金自重），Mn由{=加料前}的{before} %升到{=加料后}的{after} %。{aside}{formula}，结果取1位小数。",
    )
    en = (
        "To settle the {=recovery} figure, one heat was followed: {=steel} {steel} t (without the alloys), Mn {before} % {=before} the addition, {charge} charged, Mn {after} % {=after} it. {aside}Work back the {=recovery of Mn} in this heat by {formula}, to one decimal place.",
        "The ladle technician derives the {=recovery of Mn} from a finished heat: {charge} went into {steel} t of {=steel} (alloys not counted) and Mn rose from {before} % {=before} to {after} % {=after} the addition. {aside}Use {formula}; give one decimal place.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Trial:
        steel, before = rng.decimal("60.0", "210.0", "0.5"), rng.decimal("0.05", "0.20", "0.01")
        simn, femn = (
            floor(steel * rng.between(80, 140) / 10),
            0 if level == 1 else floor(steel * rng.between(20, 50) / 10),
        )
        Mn, high = rng.decimal("64.0", "68.0", "0.1"), rng.decimal("65.0", "78.0", "0.1")
        brought = (simn * exact(Mn) + femn * exact(high)) / (exact(steel) * 1000)
        after = rounded(exact(before) + brought * rng.between(820, 970) / 1000, 2)
        return Trial(
            steel,
            before,
            after,
            simn,
            Mn,
            femn,
            high,
            rng.decimal("17.0", "20.0", "0.1"),
            rng.between(3, 8),
            level,
        )

    def solve(self, record: Trial) -> Answer:
        t = record
        held = t.simn_kg * exact(t.simn_Mn) + t.femn_kg * exact(t.femn_Mn)
        return rounded((exact(t.after) - exact(t.before)) * exact(t.steel) * 1000 / held * 100, 1)

    def check(self, record: Trial) -> Answer:
        # the rise there would be without any loss, and the share of it that came about
        t, kg_per_percent = record, exact(record.steel) * 10
        without_loss = sum((Fraction(kg) * exact(x) / 100 for kg, x in ((t.simn_kg, t.simn_Mn), (t.femn_kg, t.femn_Mn))), Fraction(0)) / kg_per_percent  # fmt: skip
        return rounded(100 - 100 * (without_loss - exact(t.after - t.before)) / without_loss, 1)

    def fields(self, record: Trial, lang: Lang) -> Mapping[str, object]:
        t = record
        Si = f"，Si {t.simn_Si} %" if lang == "zh" else f", Si {t.simn_Si} %"
        idle = Si if t.level == 3 else ""
        charge = Text(
            f"硅锰{t.simn_kg} kg（Mn {t.simn_Mn} %{idle}）",
            f"{t.simn_kg} kg of silicomanganese (Mn {t.simn_Mn} %{idle})",
        )
        if t.femn_kg:
            charge = Text(
                f"{charge.zh}和锰铁{t.femn_kg} kg（Mn {t.femn_Mn} %）",
                f"{charge.en} and {t.femn_kg} kg of ferromanganese (Mn {t.femn_Mn} %)",
            )
        aside = Text(
            f"吹氩{t.minutes} min后取后样。",
            f"The second sample was taken after {t.minutes} min of argon stirring. ",
        )
        return {
            "steel": t.steel, "before": t.before, "after": t.after, "charge": charge,
            "aside": aside if t.level == 3 else Text("", ""),
            "formula": Text("收得率=钢水增加的Mn量÷合金带入的Mn总量×100 %", "recovery = Mn gained by the steel / total Mn in the alloys × 100 %"),
        }  # fmt: skip
