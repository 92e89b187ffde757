"""Judging by a mill certificate: whether the yield strength passes, and what thickness the mass implies.

The rule and the limits are printed in the item. A certificate without thickness or edition year is not judged;
`critical` is judging it all the same, and passing a weak plate.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from harness.kit import INSUFFICIENT, Answer, Lang, Letter, Number, Rng, Text, exact, fact, rounded, within
from tasks.steel.certificate_text import Q355, Certificate, draw_certificate, read, scanned
from tasks.steel.grade_limits import reh_stepped

MASS = fact(__package__, "steel.mass")

# --- judge it, or abstain --------------------------------------------------------------------------

BANDS = [(row["t_max_mm"], row["v"]) for row in Q355.data["ReH_min_MPa"]]
THICK = {16: (10, 12, 14, 16), 40: (20, 25, 32, 40), 63: (45, 50, 55, 60), 80: (65, 70, 75, 80)}
VERDICT = {"pass": Text("合格", "acceptable"), "fail": Text("不合格", "not acceptable")}


def limits() -> Text:
    """The limits as the item prints them."""
    low, zh, en = 0, [], []
    for high, value in BANDS:
        zh.append(f"厚≤{high} mm为{value}" if not low else f">{low}～{high} mm为{value}")
        en.append(f"{value} up to {high} mm" if not low else f"{value} over {low} to {high} mm")
        low = high
    return Text(f"ReH下限（MPa）：{'，'.join(zh)}", f"minimum ReH (MPa): {', '.join(en)}")


class YieldOrAbstain(Letter[Certificate]):
    """Does the yield strength pass, or does the certificate not say enough to judge?"""

    name = "yield_or_abstain"
    title = Text("判定屈服强度或信息不足", "Judge yield strength, or abstain")
    cases = ("pass", "fail", "missing")
    options = 3
    terms = VERDICT
    critical = Text(
        "不合格的判为合格，或无法判定的仍下结论",
        "passes a plate that fails, or judges one that cannot be judged",
    )
    zh = (
        "第{serial}号{=质保书}的OCR文字（次序已乱）：\n{=<<<}\n{text}\n{=>>>}\n判定规定：{=GB/T 1591-2018}的Q355，{limits}，实测值不修约直接比较；质保书{=没写厚度或没写标准年号的，一律答信息不足}。这批钢板的{=屈服强度}该怎样判？",
        "请只就{=屈服强度}判定下面这份{=质保书}（第{serial}号，OCR文字，次序零乱）。规定：{limits}（{=GB/T 1591-2018}，Q355，不修约）；{=缺厚度或缺标准年号时不得判定，答信息不足}。\n{=<<<}\n{text}\n{=>>>}",
    )
    en = (
        "OCR text of {=mill certificate} {serial}, out of order:\n{=<<<}\n{text}\n{=>>>}\nRule: for Q355 to {=GB/T 1591-2018}, {limits}, compared without rounding; a certificate {=without thickness or without the year of the standard is answered INSUFFICIENT}. What is the verdict on the {=yield strength}?",
        "Judge only the {=yield strength} from this {=mill certificate} (No. {serial}, OCR text out of order). Rule: {limits} ({=GB/T 1591-2018}, Q355, no rounding); {=if the thickness or the year of the standard is missing, do not judge but answer INSUFFICIENT}.\n{=<<<}\n{text}\n{=>>>}",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Certificate:
        # between the lowest and the highest limit, so that the thickness decides
        reh = rng.choice((328, 338, 348)) + rng.below(5)
        bands = [high for high, value in BANDS if case == "missing" or (reh >= value) == (case == "pass")]
        t = rng.choice(THICK[rng.choice(bands)])
        absent = [rng.choice(("t", "year"))] if case == "missing" else []
        # no contents are asked for, so no letter O; and no contract minimum beside the printed limits
        return draw_certificate(rng, min(level, 2), absent, t=t, reh=reh, without=("wanted",))

    def solve(self, record: Certificate) -> Answer:
        if record.absent:
            return INSUFFICIENT
        least = next(value for high, value in BANDS if record.t <= high)
        return "pass" if record.reh >= least else "fail"

    def check(self, record: Certificate) -> Answer:
        # from the printed text; the limits by counting the bands crossed
        said = read(scanned(record, "en"), ("t", "year", "reh"))
        t, reh = said["t"], said["reh"]
        if not isinstance(t, int) or said["year"] is None or not isinstance(reh, int):
            return INSUFFICIENT
        return "fail" if reh < reh_stepped(t) else "pass"

    def slips(self, record: Certificate) -> Mapping[str, Answer]:
        right = self.solve(record)
        return {f"{word} instead": word for word in ("pass", "fail", INSUFFICIENT) if word != right}

    def harms(self, answer: Answer, record: Certificate) -> bool:
        right = self.solve(record)
        return (answer == "pass" and right == "fail") or (right == INSUFFICIENT and answer in VERDICT)

    def fields(self, record: Certificate, lang: Lang) -> Mapping[str, object]:
        return {"serial": record.serial, "text": scanned(record, lang), "limits": limits()}


# --- invert it -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Smudged:
    """A certificate whose thickness cannot be read; mass in kg, of `pieces` plates, packing included."""

    width: int
    length: int
    pieces: int
    packing: int
    mass: int
    serial: int


class ThicknessFromMass(Number[Smudged]):
    """The thickness that the theoretical mass on the certificate implies."""

    name = "thickness_from_mass"
    title = Text("由理论质量反算厚度", "Work back thickness from mass")
    unit = "mm"
    places = 1
    tolerance = within("0.1")
    zh = (
        "第{serial}号{=质保书}上厚度一格污损，读不出来；其余写着：{=宽}{width} mm，{=长}{length} mm，{plates}。{=理论质量=厚×宽×长×密度，密度7.85 g/cm³}（{=GB/T 709-2019}）。请反算钢板{=厚度}，按{=GB/T 8170-2008}{=修约到0.1 mm}。",
        "扫描第{serial}号{=质保书}时漏掉了厚度，只录到这些：{plates}，每张{=宽}{width} mm、{=长}{length} mm。若按{=GB/T 709-2019的密度7.85 g/cm³}计算理论质量（{=厚×宽×长×密度}），请推算{=厚度}应为多少，按{=GB/T 8170-2008}{=修约到0.1 mm}。",
    )
    en = (
        "On {=mill certificate} {serial} the thickness is smudged beyond reading. The rest says: {=width} {width} mm, {=length} {length} mm, {plates}. {=Theoretical mass = thickness × width × length × density, with 7.85 g/cm³} ({=GB/T 709-2019}). Work back to the {=thickness} of the plate, {=rounded to 0.1 mm by GB/T 8170-2008}.",
        "The scan of {=mill certificate} {serial} lost the thickness and kept only this: {plates}, each {=width} {width} mm and {=length} {length} mm. If the mass is theoretical ({=thickness × width × length × density, 7.85 g/cm³ by GB/T 709-2019}), what must the {=thickness} be, {=rounded to 0.1 mm by GB/T 8170-2008}?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Smudged:
        t, width, length = (
            rng.decimal("8.0", "60.0", "0.5"),
            50 * rng.between(36, 60),
            500 * rng.between(12, 24),
        )
        pieces = 1 if level == 1 else rng.between(3, 24)
        packing = 5 * rng.between(24, 60) if level == 3 else 0
        net = exact(t) * width * length * pieces * exact(MASS.data["density_t_per_m3"]) / 10**6
        return Smudged(width, length, pieces, packing, int(rounded(net, 0)) + packing, rng.between(101, 998))

    def solve(self, record: Smudged) -> Answer:
        volume = (record.mass - record.packing) / exact(MASS.data["density_t_per_m3"])  # dm3
        return rounded(volume * 10**6 / (record.width * record.length * record.pieces), 1)

    def check(self, record: Smudged) -> Answer:
        # by area: a square metre weighs 7.85 kg for every millimetre
        area = Fraction(record.width, 1000) * Fraction(record.length, 1000) * record.pieces
        return rounded(exact(record.mass - record.packing) / area / Fraction(785, 100), 1)

    def fields(self, record: Smudged, lang: Lang) -> Mapping[str, object]:
        plates = Text(f"1张，理论质量{record.mass} kg", f"1 plate, theoretical mass {record.mass} kg")
        if record.pieces > 1:
            tonnes = Decimal(record.mass - record.packing).scaleb(-3)
            plates = Text(
                f"{record.pieces}张，合计理论质量{tonnes} t",
                f"{record.pieces} plates, theoretical mass {tonnes} t in all",
            )
        if record.packing:
            gross = Decimal(record.mass).scaleb(-3)
            plates = Text(
                f"{record.pieces}张，毛重{gross} t，其中包装{record.packing} kg，净重按理论质量计",
                f"{record.pieces} plates, gross mass {gross} t including {record.packing} kg of packing, the net mass being theoretical",
            )
        return {"serial": record.serial, "width": record.width, "length": record.length, "plates": plates}
