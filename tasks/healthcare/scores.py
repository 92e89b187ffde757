"""Scores a ward computes by formula or table: renal clearance, NEWS2, anion gap, BMI class.

The formula or the cut-offs are printed in every item, with the name of their source; nothing here recommends a
treatment. `critical` in clearance is an overestimate, which would let a dose through that is too high.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from harness.kit import (
    Answer,
    Lang,
    Letter,
    Number,
    Rng,
    Task,
    Text,
    either_side,
    exact,
    fact,
    near,
    rounded,
    within_share,
)
from tasks.healthcare.early_warning import NEWS2, News2

CG = fact(__package__, "health.cg")
GAP = fact(__package__, "health.electrolytes")
BMI = fact(__package__, "health.bmi")
UNDER, NORMAL_LT, OVERWEIGHT_LT = (
    exact(BMI.data["bmi"][key]) for key in ("under", "normal_lt", "overweight_lt")
)


@dataclass(frozen=True, slots=True)
class Kidney:
    """Adult for Cockcroft-Gault: `creatinine` in mg/dL, or in μmol/L when `molar`; `other_kg` is an idle weight."""

    sex: str
    age: int
    kg: Decimal
    creatinine: Decimal
    molar: bool = False
    other_kg: Decimal | None = None
    ideal: bool = False


def clearance(p: Kidney) -> Fraction:
    """Cockcroft-Gault as printed."""
    mg_dL = exact(p.creatinine) / exact("88.4") if p.molar else exact(p.creatinine)
    value = (140 - p.age) * exact(p.kg) / (72 * mg_dL)
    return value * exact("0.85") if p.sex == "F" else value


def clearance_by_excretion(p: Kidney) -> Fraction:
    """From creatinine excreted a day, (28 - 0.2 age) mg/kg, over 1,440 minutes and the level in mg/mL."""
    mg_per_min = (28 - exact("0.2") * p.age) * exact(p.kg) / 1440
    mg_per_mL = exact(p.creatinine) / (8840 if p.molar else 100)
    return mg_per_min / mg_per_mL * (Fraction(17, 20) if p.sex == "F" else 1)


class Clearance(Number[Kidney]):
    """Creatinine clearance by Cockcroft-Gault."""

    name = "clearance"
    title = Text("估算肌酐清除率", "Estimate creatinine clearance")
    unit = "mL/min"
    places = 1
    tolerance = within_share("0.01")
    cases = ("F", "M")
    critical = Text("清除率比正确值高出10%以上", "clearance more than 10 % too high")
    zh = (
        "药房复核用药前需要知道患者的肾功能，请用Cockcroft-Gault公式（1976）估算{=肌酐清除率}：{sex}，{age}{=岁}，{weight}{kg} {=kg}，{=血肌酐}{creatinine} {unit}{aside}。公式：{formula}。",
        "临床药师正在病区查房，需要核对一位患者的{=肌酐清除率}。资料：{sex}，{age}{=岁}，{=血肌酐}{creatinine} {unit}，{weight}{kg} {=kg}{aside}。按Cockcroft-Gault（1976）计算：{formula}。",
    )
    en = (
        "Before the order is checked, please estimate the {=creatinine clearance} of this patient by Cockcroft-Gault (1976): {sex}, {age} {=years}, {weight} {kg} {=kg}, {=serum creatinine} {creatinine} {unit}{aside}. Formula: {formula}.",
        "A clinical pharmacist has to check the {=creatinine clearance} of a patient: {sex}, {age} {=years}, {=serum creatinine} {creatinine} {unit}, {weight} {kg} {=kg}{aside}. Compute it by Cockcroft-Gault (1976): {formula}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Kidney:
        light = "46.0" if case == "F" else "56.0"
        kg = rng.decimal(light, "74.0" if level == 3 else "92.0", "0.5")
        return Kidney(
            sex=case,
            age=rng.between(24, 88),
            kg=kg,
            creatinine=rng.decimal("0.60", "2.90", "0.05") if level == 1 else Decimal(rng.between(54, 256)),
            molar=level > 1,
            other_kg=kg + rng.decimal("5.0", "14.0", "0.5") if level == 3 else None,
            ideal=level == 3,
        )

    def solve(self, record: Kidney) -> Answer:
        return rounded(clearance(record), 1, "up")

    def check(self, record: Kidney) -> Answer:
        return rounded(clearance_by_excretion(record), 1, "up")

    def harms(self, answer: Answer, record: Kidney) -> bool:
        return isinstance(answer, (int, Decimal, Fraction)) and answer > clearance(record) * Fraction(11, 10)

    def fields(self, record: Kidney, lang: Lang) -> Mapping[str, object]:
        r = record
        sex = Text("女", "female") if r.sex == "F" else Text("男", "male")
        weight = Text("理想体重", "ideal weight") if r.ideal else Text("体重", "weight")
        other = Text(
            f"，实际体重{r.other_kg} kg；本次用理想体重",
            f", actual weight {r.other_kg} kg; the ideal weight is used here",
        )
        convert = Text("，1 mg/dL=88.4 μmol/L", "; 1 mg/dL = 88.4 μmol/L")[lang] if r.molar else ""
        formula = Text(
            "(140-年龄)×体重÷(72×血肌酐)，血肌酐以mg/dL计，女性再×0.85",
            "(140 - age) × weight / (72 × serum creatinine), creatinine in mg/dL, and for women × 0.85",
        )
        return {
            "sex": sex, "age": r.age, "kg": r.kg, "creatinine": r.creatinine, "unit": "μmol/L" if r.molar else "mg/dL",
            "weight": weight, "aside": other if r.other_kg else "", "formula": formula[lang] + convert,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Serum:
    """Serum electrolytes in mmol/L and albumin in g/L; `per_dL` prints the albumin in g/dL."""

    Na: int
    K: Decimal
    Cl: int
    HCO3: int
    albumin: int
    show_K: bool = False
    per_dL: bool = False
    below: int = 0
    """How many wrong options lie below the right one."""


class AnionGap(Letter[Serum]):
    """Anion gap corrected for albumin, among the values that usual slips give."""

    name = "anion_gap"
    title = Text("计算校正阴离子间隙", "Compute the corrected anion gap")
    unit = "mmol/L"
    places = 2
    zh = (
        "检验科送来一份急查的血清结果，单位{=mmol/L}：{=Na} {Na}，{potassium}{=Cl} {Cl}，{=HCO3} {HCO3}，{=白蛋白}{albumin}。按{formula}，算出的{=校正阴离子间隙}应是下面哪一个？",
        "请根据下面这张检验单计算{=经白蛋白校正的阴离子间隙}。电解质（{=mmol/L}）为{=Na} {Na}，{=HCO3} {HCO3}，{potassium}{=Cl} {Cl}；{=白蛋白}{albumin}。公式为{formula}。请选出正确的结果。",
    )
    en = (
        "The laboratory reports a serum sample (in {=mmol/L}): {=Na} {Na}, {potassium}{=Cl} {Cl}, {=HCO3} {HCO3}, {=albumin} {albumin}. With {formula}, what is the {=corrected anion gap}?",
        "From this laboratory slip compute the {=albumin-corrected anion gap}. Electrolytes in {=mmol/L}: {=Na} {Na}, {=HCO3} {HCO3}, {potassium}{=Cl} {Cl}; {=albumin} {albumin}. The formulas are {formula}. Which value is right?",
    )
    FORMULA = Text(
        "阴离子间隙=Na-(Cl+HCO3)，校正值=阴离子间隙+0.25×(40-白蛋白)，白蛋白以g/L计",
        "anion gap = Na - (Cl + HCO3) and corrected gap = anion gap + 0.25 × (40 - albumin), albumin in g/L",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Serum:
        sodium, bicarbonate = rng.between(130, 146), rng.between(12, 26)
        rest = sodium - bicarbonate  # a gap of 8 to 24 with a plausible chloride
        return Serum(
            Na=sodium,
            K=rng.decimal("3.5", "5.5", "0.5"),
            Cl=rng.between(max(92, rest - 24), min(116, rest - 8)),
            HCO3=bicarbonate,
            albumin=rng.between(17, 36),
            show_K=level > 1,
            per_dL=level == 3,
            below=rng.choice((0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3)),
        )

    def solve(self, record: Serum) -> Answer:
        gap = record.Na - (record.Cl + record.HCO3)
        return rounded(gap + Fraction(1, 4) * (40 - record.albumin), 2)

    def check(self, record: Serum) -> Answer:
        """The g/dL form of the correction, on charges summed one by one."""
        charges = sum((record.Na, -record.Cl, -record.HCO3))
        return rounded(charges + exact("2.5") * (4 - Fraction(record.albumin, 10)), 2)

    def slips(self, record: Serum) -> Mapping[str, Answer]:
        gap = Fraction(record.Na - record.Cl - record.HCO3)
        correction = Fraction(1, 4) * (40 - record.albumin)
        wrong = {
            "not corrected": gap,
            "albumin reference 44 g/L": gap + correction + 1,
            "albumin reference 45 g/L": gap + correction + Fraction(5, 4),
            "albumin reference 35 g/L": gap + correction - Fraction(5, 4),
            "factor 2.5 of the g/dL form": gap + 10 * correction,
            "sign of the correction": gap - correction,
            "bicarbonate left out": gap + record.HCO3 + correction,
        }
        if record.show_K:
            wrong = {"potassium counted": gap + exact(record.K) + correction, **wrong}
        if record.per_dL:
            in_g_dL = gap + Fraction(1, 4) * (40 - Fraction(record.albumin, 10))
            wrong = {"albumin left in g/dL": in_g_dL, **wrong}
        shown = {slip: rounded(value, 2) for slip, value in wrong.items()}
        right = rounded(gap + correction, 2)
        # the commonest slip, then the nearest: far ones never look like a gap
        near = dict(
            sorted(shown.items(), key=lambda slip: (slip[0] != "not corrected", abs(slip[1] - right)))
        )
        return either_side(near, right, record.below, gap="0.5")

    def fields(self, record: Serum, lang: Lang) -> Mapping[str, object]:
        r = record
        albumin = f"{Decimal(r.albumin) / 10} g/dL" if r.per_dL else f"{r.albumin} g/L"
        potassium = Text(f"K {r.K}，", f"K {r.K}, ")[lang] if r.show_K else ""
        return {
            "Na": r.Na,
            "Cl": r.Cl,
            "HCO3": r.HCO3,
            "potassium": potassium,
            "albumin": albumin,
            "formula": self.FORMULA,
        }


@dataclass(frozen=True, slots=True)
class Body:
    """An adult on the scale: height in cm, weight in kg; level 3 prints jin and an idle waist in cm."""

    age: int
    cm: int
    kg: Decimal
    level: int
    waist: int


class BmiClass(Letter[Body]):
    """Class of an adult's BMI by the Chinese cut-offs (the WHO ones are the usual slip)."""

    name = "bmi_class"
    title = Text("判定成人体重分类", "Classify an adult's weight")
    cases = ("underweight", "normal", "overweight", "obese")
    terms = {
        "underweight": Text("体重过低", "underweight"),
        "normal": Text("体重正常", "normal weight"),
        "overweight": Text("超重", "overweight"),
        "obese": Text("肥胖", "obese"),
    }
    zh = (
        "下面是体检中心的登记：一位{age}{=岁}成人，{=身高}{height}，{=体重}{weight}{aside}。{definition}。按{rule}，请问这位成人属于哪一类？",
        "门诊护士请你帮忙，给一位{age}{=岁}的成人判定{=体重分类}，标准为{rule}；其中{definition}。现场测得{=身高}{height}，{=体重}{weight}{aside}。",
    )
    en = (
        "Check-up record of an adult aged {age}: {=height} {height}, {=weight} {weight}{aside}. {definition}. By {rule}, to which class does this adult belong?",
        "Find the {=weight class} of an adult aged {age} by {rule}, where {definition}. These values were measured today: {=height} {height}, {=weight} {weight}{aside}.",
    )
    RULE = Text(
        f"{BMI.standard}（BMI<18.5体重过低，18.5≤BMI<24.0正常，24.0≤BMI<28.0超重，BMI≥28.0肥胖）",
        f"{BMI.standard} (underweight below 18.5, normal from 18.5 to below 24.0, overweight from 24.0 to below 28.0, obese from 28.0)",
    )
    DEFINITION = Text("BMI=体重（kg）÷身高（m）的平方", "BMI = weight in kg / square of the height in m")
    SPANS: Mapping[str, tuple[str, str]] = {
        "underweight": ("16.8", "18.2"),
        "normal": ("18.9", "23.7"),
        "overweight": ("24.3", "27.7"),
        "obese": ("28.3", "32.0"),
    }

    def draw(self, rng: Rng, level: int, case: str) -> Body | None:
        cm, bmi = rng.between(146, 192), rng.decimal(*self.SPANS[case], "0.1")
        kg = rounded(exact(bmi) * cm * cm / 10000, 1)
        if any(near(exact(kg) * 10000 / cm**2, edge, "0.2") for edge in (UNDER, NORMAL_LT, OVERWEIGHT_LT)):
            return None
        return Body(rng.between(20, 69), cm, kg, level, waist=rng.between(68, 98))

    def solve(self, record: Body) -> Answer:
        bmi = exact(record.kg) / (Fraction(record.cm, 100) ** 2)
        if bmi < UNDER:
            return "underweight"
        if bmi < NORMAL_LT:
            return "normal"
        return "overweight" if bmi < OVERWEIGHT_LT else "obese"

    def check(self, record: Body) -> Answer:
        """By weight: how many of the three weights that sit on a cut-off at this height are reached."""
        weights = [
            edge * record.cm * record.cm / 10000 for edge in (exact("18.5"), Fraction(24), Fraction(28))
        ]
        return self.cases[sum(exact(record.kg) >= weight for weight in weights)]

    def slips(self, record: Body) -> Mapping[str, Answer]:
        place = self.cases.index(str(self.solve(record)))
        moves = {"one class up": 1, "two classes off": 2, "one class down": 3}
        return {slip: self.cases[(place + move) % 4] for slip, move in moves.items()}

    def fields(self, record: Body, lang: Lang) -> Mapping[str, object]:
        r = record
        height = f"{rounded(Fraction(r.cm, 100), 2)} m" if r.level == 1 else f"{r.cm} cm"
        jin = Text(f"{2 * r.kg}斤（1斤=0.5 kg）", f"{2 * r.kg} jin (1 jin = 0.5 kg)")
        waist = Text(f"，腰围{r.waist} cm", f", waist {r.waist} cm")
        return {
            "age": r.age, "height": height, "weight": jin if r.level == 3 else f"{r.kg} kg",
            "aside": waist if r.level > 1 else "", "rule": self.RULE, "definition": self.DEFINITION,
        }  # fmt: skip


class Scores(Task):
    """Is this score what the formula or chart gives?"""

    domain, name, tier = "healthcare", "scores", "high"
    title = Text("临床评分与指标计算", "Clinical scores and indices")
    sources = (CG.standard, NEWS2.standard, GAP.standard, BMI.standard)
    families = (Clearance(), News2(), AnionGap(), BmiClass())
