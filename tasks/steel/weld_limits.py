"""The CEV limit the other way round: which plates break it, how much manganese it leaves room for, and what a gap hides.

Formula and limits are printed in every item, as in `weldability.py`; `critical` is passing what may be over the limit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import floor

from harness.kit import (
    INSUFFICIENT,
    Answer,
    Labels,
    Lang,
    Letter,
    Number,
    Rng,
    Segments,
    Text,
    exact,
    say,
    table,
    within,
)
from harness.types import Sheet
from tasks.steel.carbon import (
    FORMULA,
    LIMITS_BY_T,
    VERDICT,
    WEIGHT,
    Heat,
    cev,
    cev_by_weights,
    changed,
    draw_heat,
    heat_near,
    limit,
    limit_stepped,
    words,
)

THICK = {30: (12, 16, 20, 25, 30), 150: (36, 40, 50, 60, 80, 100), 250: (160, 180, 200, 220)}
TRIES = 20


def heat_at(rng: Rng, level: int, low: Fraction, high: Fraction, t: int) -> Heat | None:
    """A heat with CEV between two values, which keep any guard band; the first that comes out of some tries."""
    for _ in range(TRIES):
        value = low + (high - low) * rng.between(0, 100) / 100
        heat = heat_near(rng, level, value, t)
        if heat is not None:
            return heat
    return None


# --- which plates break the limit ------------------------------------------------------------------

PLATES = {f"plate{k}": Text(f"{k}号板", f"plate {k}") for k in range(1, 5)}
SUBSETS = tuple(
    "".join(key[-1] for bit, key in enumerate(PLATES) if n >> bit & 1) or "none" for n in range(16)
)


class PlatesOverLimit(Labels[tuple[Heat, ...]]):
    """Which of four plates are over the limit of their own thickness."""

    name = "plates_over_limit"
    title = Text("找出碳当量超限的钢板", "Find plates over the limit")
    cases = SUBSETS
    critical = Text("漏掉碳当量超限的钢板", "leaves out a plate that is over its limit")
    terms = PLATES
    zh = (
        "四块{=Q355}钢板的{=熔炼分析}（质量分数，{=%}，后两列为合计）：{rows}{formula}。{limits}，计算值不修约。请找出{=CEV超限}的钢板。",
        "焊前要挑出{=碳当量超限}的{=Q355}钢板。规定：{limits}；{formula}，不修约直接比较。成分（质量分数，{=%}，后两列为合计）：{rows}哪几块应当挑出？",
    )
    en = (
        "{=Heat analysis} (mass fraction, {=%}) of four {=Q355} plates, with Cr+Mo+V and Ni+Cu added up: {rows}{formula}; {limits}; do not round before comparing. Name the plates {=over the CEV limit}.",
        "Before welding, {=Q355} plates whose {=carbon equivalent is over its limit} are to be put aside. Rule: {limits}; {formula}, compared unrounded. Contents (mass fraction, {=%}, the last two columns are sums): {rows}Which plates go aside?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> tuple[Heat, ...] | None:
        heats = []
        for k in range(1, 5):
            t = rng.choice(THICK[rng.choice((30, 30, 150, 150, 250))])
            edge = exact(limit(t))
            far = Fraction(4, 100) if level == 1 else Fraction(24, 1000)
            low, high = (
                (edge + Fraction(4, 1000), edge + far)
                if str(k) in case
                else (edge - far, edge - Fraction(4, 1000))
            )
            heat = heat_at(rng, level, low, high, t)
            if heat is None:
                return None
            heats.append(heat)
        return tuple(heats)

    def solve(self, record: tuple[Heat, ...]) -> Answer:
        return tuple(name for name, heat in zip(PLATES, record, strict=True) if cev(heat) > limit(heat.t))

    def check(self, record: tuple[Heat, ...]) -> Answer:
        # thirty times everything, so that only whole multiples of the columns are added
        over = []
        for k, heat in enumerate(record, 1):
            alloy, trace = columns(heat)
            if 30 * heat.C + 5 * heat.Mn + 6 * alloy + 2 * trace > 30 * limit_stepped(heat.t):
                over.append(f"plate{k}")
        return tuple(over)

    def harms(self, answer: Answer, record: tuple[Heat, ...]) -> bool:
        gold = self.solve(record)
        return isinstance(answer, tuple) and isinstance(gold, tuple) and not set(gold) <= set(answer)

    def fields(self, record: tuple[Heat, ...], lang: Lang) -> Mapping[str, object]:
        header = (Text("板号", "plate"), Text("厚/mm", "t/mm"), "C", "Mn", "Cr+Mo+V", "Ni+Cu")
        rows = [(name, h.t, h.C, h.Mn, *columns(h)) for name, h in zip(PLATES.values(), record, strict=True)]
        return {"rows": table(header, rows, lang), "formula": FORMULA, "limits": LIMITS_BY_T}


def columns(heat: Heat) -> tuple[Decimal, Decimal]:
    return heat.Cr + heat.Mo + heat.V, heat.Ni + heat.Cu


# --- how much manganese ----------------------------------------------------------------------------


def entries(sheet: Sheet, surfaces: tuple[str, ...], fields: Mapping[str, object], left_out: str) -> Segments:
    """The question with every element but one."""
    listed = ", ".join(f"{{={e}}} {{{e}}}" for e in WEIGHT if e != left_out) + "{idle}"
    surface = surfaces[sheet.surface % len(surfaces)].replace("{entries}", listed)
    return say(surface, fields, sheet.lang, sheet.notation)


class MostManganese(Number[Heat]):
    """The most manganese that keeps CEV within the limit of the plate."""

    name = "most_manganese"
    title = Text("反算锰含量上限", "Work back the most manganese")
    critical = Text("定出的锰上限会使碳当量超限", "allows more manganese than the limit bears")
    unit = "%"
    places = 2
    tolerance = within("0.005")
    zh = (
        "精炼工要定一炉{=Q355}钢的锰目标，轧成厚{t} mm的板。其余成分（质量分数，{=%}）已定：{entries}。{formula}；限值：{limits}。{=只看CEV}，牌号对锰本身的规定另行核对，问Mn{=最高}可到多少而{=CEV不超限}？结果{=只舍不入}到0.01 %。",
        "已知限值{limits}，{formula}。一炉{=Q355}钢供{t} mm厚板，除锰以外（质量分数，{=%}）为{entries}。请反算{=CEV不超限}时Mn的{=上限}（牌号对锰本身的规定另行核对），{=向下}取到0.01 %，不得进位。",
    )
    en = (
        "The aim for manganese in a heat of {=Q355}, to be rolled to {t} mm plate, has to be set. The rest (mass fraction, {=%}) is fixed: {entries}. {formula}; limits: {limits}. {=Looking at CEV only} (the limit of the grade on Mn itself is checked elsewhere), what is the {=highest} Mn at which {=CEV stays within its limit}? Round {=down} to 0.01 %, never up.",
        "The limits are {limits}, with {formula}. A heat of {=Q355} for {t} mm plate holds, besides manganese (mass fraction, {=%}), {entries}. Work back to the {=upper bound} that {=CEV} sets to Mn (the limit of the grade on Mn itself is checked elsewhere), cut {=down} to 0.01 %.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Heat | None:
        heat = draw_heat(rng, level)
        return heat if Fraction(6, 10) <= most_mn(heat) <= Fraction(22, 10) else None

    def solve(self, record: Heat) -> Answer:
        return Decimal(floor(100 * most_mn(record))) / 100

    def check(self, record: Heat) -> Answer:
        # each hundredth of manganese adds 1/600 to a heat without any; count how many fit under the limit
        bare = cev_by_weights(replace(record, Mn=Decimal(0)))
        return Decimal(int((exact(limit_stepped(record.t)) - bare) // Fraction(1, 600))) / 100

    def harms(self, answer: Answer, record: Heat) -> bool:
        return isinstance(answer, (int, Decimal, Fraction)) and exact(answer) > most_mn(record)

    def fields(self, record: Heat, lang: Lang) -> Mapping[str, object]:
        return words(record)

    def render(self, sheet: Sheet) -> Segments:
        return entries(
            sheet,
            self.zh if sheet.lang == "zh" else self.en,
            self.fields(sheet.item.record, sheet.lang),
            "Mn",
        )


def most_mn(heat: Heat) -> Fraction:
    """Six times what the limit leaves after the other elements."""
    return 6 * (exact(limit(heat.t)) - cev(heat)) + exact(heat.Mn)


# --- a gap that matters, and one that does not -----------------------------------------------------

#: Greatest content in per cent that an unreported element may have; printed in the item.
BOUND = {"Cr": Decimal("0.30"), "Ni": Decimal("0.30"), "Cu": Decimal("0.40")}


@dataclass(frozen=True, slots=True)
class Gapped:
    """A heat of which the thickness (`gap` is `t`) or one residual element is unknown; its true value is hidden."""

    heat: Heat
    gap: str


class VerdictWithGap(Letter[Gapped]):
    """Judge where the gap cannot change the verdict, abstain where it can."""

    name = "verdict_with_gap"
    title = Text("成分缺项时判定碳当量", "Judge CEV despite a gap")
    cases = ("pass", "fail", "missing")
    critical = Text(
        "可能超限的判为合格，或缺项影响结论仍下结论",
        "passes a heat that may be over the limit, or decides what the gap leaves open",
    )
    options = 3
    terms = VERDICT
    zh = (
        "一批{=Q355}钢板的{=熔炼分析}（质量分数，{=%}）：{entries}。{gap}。{formula}；限值：{limits}。未知项{=在可能范围内怎样取值结论都相同}的照常判定，否则选{=信息不足}。不修约直接比较，{=CEV}应如何判定？",
        "请判定这批{=Q355}钢板的{=碳当量}，{=熔炼分析}（质量分数，{=%}）为{entries}。{gap}。依据{formula}和限值{limits}，不修约。若未知项会{=改变结论}，选{=信息不足}；若{=不影响结论}，仍须给出结论。",
    )
    en = (
        "{=Heat analysis} (mass fraction, {=%}) of a lot of {=Q355} plate: {entries}. {gap}. {formula}; limits: {limits}. If the verdict is {=the same whatever the unknown may be}, judge as usual; otherwise choose {=INSUFFICIENT}. Compare unrounded. What is the verdict on {=CEV}?",
        "Judge the {=carbon equivalent} of a lot of {=Q355} plate with this {=heat analysis} (mass fraction, {=%}): {entries}. {gap}. Use {formula} and the limits {limits}, without rounding. Where the unknown {=could change the verdict} choose {=INSUFFICIENT}; where it {=makes no difference} a verdict is due.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Gapped | None:
        gap = "t" if level == 1 or rng.chance(1, 2) else rng.choice(tuple(BOUND))
        t = rng.choice(THICK[rng.choice(tuple(THICK))])
        edge, guard, far = exact(limit(t)), Fraction(4, 1000), Fraction(35, 1000)
        lowest, highest = (Fraction(45, 100), Fraction(49, 100)) if gap == "t" else (edge, edge)
        room = Fraction(0) if gap == "t" else exact(BOUND[gap]) * Fraction(WEIGHT[gap])
        low, high = {
            "pass": (lowest - room - far, lowest - room - guard),
            "fail": (highest + guard, highest + far),
            "missing": (lowest - room + guard, highest - guard),
        }[case]
        known = heat_at(rng, level, low, high, t)  # CEV without the gap
        if known is None:
            return None
        if gap == "t":
            return Gapped(known, gap)
        # its own residual counted as known; replace it by what is hidden and keep the sum of the rest
        share = exact(getattr(known, gap)) * Fraction(WEIGHT[gap])
        manganese = known.Mn + Decimal(round(share * 600)) / 100
        known = changed(known, Mn=manganese, **{gap: rng.decimal("0.02", BOUND[gap], "0.01")})
        return Gapped(known, gap) if manganese <= Decimal("1.70") else None

    def solve(self, record: Gapped) -> Answer:
        heat, gap = record.heat, record.gap
        if gap == "t":
            least, most = cev(heat) - exact(limit(250)), cev(heat) - exact(limit(1))
        else:
            least = cev(changed(heat, **{gap: Decimal(0)})) - exact(limit(heat.t))
            most = cev(changed(heat, **{gap: BOUND[gap]})) - exact(limit(heat.t))
        return "pass" if most <= 0 else "fail" if least > 0 else INSUFFICIENT

    def check(self, record: Gapped) -> Answer:
        # try the unknown at a few values across its range and see whether the verdicts agree
        heat, gap = record.heat, record.gap
        if gap == "t":
            tried = [replace(heat, t=t) for t in (6, 30, 31, 150, 151, 250)]
        else:
            tried = [changed(heat, **{gap: BOUND[gap] * k / 4}) for k in range(5)]
        found = {cev_by_weights(one) <= limit_stepped(one.t) for one in tried}
        return INSUFFICIENT if len(found) > 1 else "pass" if found == {True} else "fail"

    def slips(self, record: Gapped) -> Mapping[str, Answer]:
        gold = self.solve(record)
        return {f"says {verdict}": verdict for verdict in ("pass", "fail", INSUFFICIENT) if verdict != gold}

    def harms(self, answer: Answer, record: Gapped) -> bool:
        gold = self.solve(record)
        return answer != gold and (answer == "pass" or gold == INSUFFICIENT)

    def fields(self, record: Gapped, lang: Lang) -> Mapping[str, object]:
        gap, t = record.gap, record.heat.t
        told = Text("板厚没有填写，只知不超过250 mm", "The thickness is not given; it is at most 250 mm")
        if gap != "t":
            told = Text(
                f"板厚{t} mm；{gap}没有报出，只知在0～{BOUND[gap]} %之间",
                f"The plates are {t} mm thick; {gap} is not reported and lies somewhere from 0 to {BOUND[gap]} %",
            )
        return {**words(record.heat), "gap": told}

    def render(self, sheet: Sheet) -> Segments:
        record: Gapped = sheet.item.record
        surfaces = self.zh if sheet.lang == "zh" else self.en
        return entries(sheet, surfaces, self.fields(record, sheet.lang), record.gap)
