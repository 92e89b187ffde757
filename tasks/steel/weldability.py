"""Weldability of low-alloy steel: carbon equivalent from a heat analysis, against the Q355 limit.

The formula and the limit table are printed in every item; `critical` is passing a heat that is over the limit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from harness.kit import (
    Answer,
    Field,
    Json,
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
    within,
)

CE = fact(__package__, "steel.ce")
Q355 = fact(__package__, "steel.q355")
WEIGHT = CE.data["CEV"]
LIMITS = [(row["t_max_mm"], row["v"]) for row in Q355.data["CEV_max_pct"]]
FORMULA = Text("CEV=C+Mn/6+(Cr+Mo+V)/5+(Ni+Cu)/15", "CEV = C + Mn/6 + (Cr+Mo+V)/5 + (Ni+Cu)/15")
LIMIT_WORDS = Text(
    "厚度≤30 mm时CEV≤0.45，厚度>30～150 mm时CEV≤0.47，厚度>150～250 mm时CEV≤0.49（GB/T 1591-2018，Q355热轧）",
    "CEV ≤ 0.45 up to 30 mm, CEV ≤ 0.47 over 30 to 150 mm, CEV ≤ 0.49 over 150 to 250 mm (GB/T 1591-2018, hot-rolled Q355)",
)
#: The analysis as every surface prints it, each content in the sheet's notation.
ANALYSIS = ", ".join(f"{{={element}}} {{{element}}}" for element in WEIGHT) + "{idle}"
VERDICT = {"pass": Text("合格", "acceptable"), "fail": Text("不合格", "not acceptable")}


def printed(*surfaces: str) -> tuple[str, ...]:
    """The surfaces with the analysis spelt out."""
    return tuple(surface.replace("{analysis}", ANALYSIS) for surface in surfaces)


@dataclass(frozen=True, slots=True)
class Heat:
    """Heat analysis in mass per cent, and the plate thickness in mm; `idle` elements stand in no formula here."""

    C: Decimal
    Mn: Decimal
    Cr: Decimal
    Mo: Decimal
    V: Decimal
    Ni: Decimal
    Cu: Decimal
    t: int
    idle: str = ""
    below: int = 0
    """How many wrong options of the choice item lie below the right one."""


def draw_heat(rng: Rng, level: int) -> Heat:
    """A Q355-like heat; from level 2 on the residual elements are not zero, on level 3 idle elements stand by."""
    zero = Decimal("0.00")

    def residual(high: str) -> Decimal:
        return zero if level == 1 else rng.decimal("0.01", high, "0.01")

    idle = ""
    if level == 3:
        si, p, s = (
            rng.decimal("0.15", "0.45", "0.01"),
            rng.decimal("0.010", "0.025", "0.001"),
            rng.decimal("0.002", "0.015", "0.001"),
        )
        idle = f", Si {si}, P {p}, S {s}"
    return Heat(
        C=rng.decimal("0.12", "0.22", "0.01"),
        Mn=rng.decimal("1.00", "1.60", "0.01"),
        Cr=residual("0.28"),
        Mo=residual("0.10"),
        V=residual("0.10"),
        Ni=residual("0.28"),
        Cu=residual("0.36"),
        t=rng.choice((12, 16, 20, 25, 36, 40, 50, 60, 80, 100, 160, 180, 200, 220)),
        idle=idle,
    )


def cev(heat: Heat) -> Fraction:
    """The IIW formula as written."""
    h = {name: exact(getattr(heat, name)) for name in ("C", "Mn", "Cr", "Mo", "V", "Ni", "Cu")}
    return h["C"] + h["Mn"] / 6 + (h["Cr"] + h["Mo"] + h["V"]) / 5 + (h["Ni"] + h["Cu"]) / 15


def cev_by_weights(heat: Heat) -> Fraction:
    """The same as a weighted sum over the fact table, each weight 1/n with n its rounded reciprocal."""
    return sum((exact(getattr(heat, e)) / round(1 / w) for e, w in WEIGHT.items()), Fraction(0))


def limit(heat: Heat) -> Decimal:
    return next(Decimal(v) for t_max, v in LIMITS if heat.t <= t_max)


def words(heat: Heat) -> dict[str, object]:
    """Fields of every surface of this task."""
    contents = {element: getattr(heat, element) for element in WEIGHT}
    return {**contents, "idle": heat.idle, "t": heat.t, "formula": FORMULA, "limits": LIMIT_WORDS}


class CarbonEquivalent(Number[Heat]):
    """Compute CEV."""

    name = "cev"
    unit = "%"
    places = 3
    tolerance = within("0.0015")
    zh = printed(
        "某炉钢的{=熔炼分析}（质量分数，{=%}）结果为：{analysis}。焊接工程师要评估焊接性，请按{formula}计算{=碳当量CEV}。",
        "供方质保书给出的{=熔炼分析}（质量分数，{=%}）如下：{analysis}。请用公式{formula}求这炉钢的{=碳当量CEV}。",
    )
    en = printed(
        "The {=heat analysis} of a steel (mass fraction, {=%}) is: {analysis}. To judge its weldability, compute the {=carbon equivalent CEV} by {formula}.",
        "A mill certificate reports this {=heat analysis} (mass fraction, {=%}): {analysis}. Using {formula}, find the {=carbon equivalent CEV} of the heat.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Heat:
        return draw_heat(rng, level)

    def solve(self, record: Heat) -> Answer:
        return rounded(cev(record), 3)

    def check(self, record: Heat) -> Answer:
        return rounded(cev_by_weights(record), 3)

    def fields(self, record: Heat, lang: Lang) -> Mapping[str, object]:
        return words(record)


class CarbonEquivalentChoice(Letter[Heat]):
    """Pick the CEV among the values that usual slips give."""

    name = "cev_choice"
    unit = "%"
    places = 3
    zh = CarbonEquivalent.zh
    en = CarbonEquivalent.en

    def draw(self, rng: Rng, level: int, case: str) -> Heat:
        return replace(draw_heat(rng, max(level, 2)), below=rng.below(4))

    solve = CarbonEquivalent.solve
    check = CarbonEquivalent.check
    fields = CarbonEquivalent.fields

    def slips(self, record: Heat) -> Mapping[str, Answer]:
        e = {name: exact(getattr(record, name)) for name in WEIGHT}
        alloy, trace = e["Cr"] + e["Mo"] + e["V"], e["Ni"] + e["Cu"]
        wrong = {
            "Ni+Cu left out": e["C"] + e["Mn"] / 6 + alloy / 5,
            "Mn/5": e["C"] + e["Mn"] / 5 + alloy / 5 + trace / 15,
            "Cr+Mo+V left out": e["C"] + e["Mn"] / 6 + trace / 15,
            "everything over 6": e["C"] + (e["Mn"] + alloy + trace) / 6,
            "divisors 5 and 15 swapped": e["C"] + e["Mn"] / 6 + alloy / 15 + trace / 5,
            "Ni+Cu over 5 as well": e["C"] + e["Mn"] / 6 + (alloy + trace) / 5,
            "Cr+Mo+V over 15 as well": e["C"] + e["Mn"] / 6 + (alloy + trace) / 15,
            "Cr+Mo+V not divided": e["C"] + e["Mn"] / 6 + alloy + trace / 15,
        }
        shown = {slip: rounded(value, 3) for slip, value in wrong.items()}
        return either_side(shown, rounded(cev(record), 3), record.below, gap="0.003")


class WithinLimit(Json[Heat]):
    """CEV, the limit that applies and the verdict, as a record."""

    name = "within_limit"
    cases = ("pass", "fail")
    critical = "passes a heat over the limit"
    schema = {
        "cev": Field(
            Text("CEV", "CEV"),
            "number",
            Text("单位%，保留3位小数", "per cent, 3 decimal places"),
            tolerance=within("0.0015"),
        ),
        "limit": Field(Text("限值", "limit"), "number", Text("单位%", "per cent")),
        "verdict": Field(Text("结论", "verdict"), "choice", terms=VERDICT),
    }
    zh = printed(
        "一批{=Q355}钢板，厚度{t} mm，{=熔炼分析}（质量分数，{=%}）为：{analysis}。{formula}。限值：{limits}。请计算{=CEV}，并给出是否{=合格}的结论。",
        "质检员要按下列规定判定一批厚{t} mm的{=Q355}钢板的{=碳当量}是否{=合格}：{limits}；{formula}。{=熔炼分析}（质量分数，{=%}）：{analysis}。",
    )
    en = printed(
        "{=Q355} plate, thickness {t} mm, {=heat analysis} (mass fraction, {=%}): {analysis}. {formula}. Limits: {limits}. Compute {=CEV} and say whether the heat is {=acceptable}.",
        "Judge whether a lot of {=Q355} plate {t} mm thick is {=acceptable} by these rules: {limits}; {formula}. {=Heat analysis} (mass fraction, {=%}): {analysis}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Heat | None:
        heat = draw_heat(rng, max(level, 2))  # without residuals few heats exceed the limit
        if near(cev(heat), limit(heat), "0.003"):  # guard band: twice the tolerance
            return None
        return heat if (cev(heat) <= limit(heat)) == (case == "pass") else None

    def solve(self, record: Heat) -> Answer:
        verdict = "pass" if cev(record) <= limit(record) else "fail"
        return {"cev": rounded(cev(record), 3), "limit": limit(record), "verdict": verdict}

    def check(self, record: Heat) -> Answer:
        allowed = Decimal("0.45") + Decimal("0.02") * ((record.t > 30) + (record.t > 150))
        value = cev_by_weights(record)
        return {"cev": rounded(value, 3), "limit": allowed, "verdict": "fail" if value > allowed else "pass"}

    def harms(self, answer: Answer, record: Heat) -> bool:
        return isinstance(answer, Mapping) and answer.get("verdict") == "pass" and cev(record) > limit(record)

    def fields(self, record: Heat, lang: Lang) -> Mapping[str, object]:
        return words(record)


class Weldability(Task):
    """Can this heat be welded without more ado?"""

    domain, name, tier = "steel", "weldability", "high"
    title = Text("焊接性：碳当量", "Weldability: carbon equivalent")
    sources = (CE.standard, Q355.standard)
    families = (CarbonEquivalent(), CarbonEquivalentChoice(), WithinLimit())
