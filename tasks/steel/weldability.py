"""Weldability of low-alloy steel: carbon equivalent from a heat analysis, against the Q355 limit.

The formula and the limit table are printed in every item; `critical` is passing a heat that is over the limit.
`weld_limits.py` compares plates, inverts the limit and judges analyses with a gap.
"""

from collections.abc import Mapping
from dataclasses import replace

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
    near,
    rounded,
    within,
)
from tasks.steel.carbon import (
    CE,
    Q355,
    VERDICT,
    WEIGHT,
    Heat,
    cev,
    cev_by_weights,
    draw_heat,
    limit,
    limit_stepped,
    printed,
    words,
)
from tasks.steel.weld_limits import MostManganese, PlatesOverLimit, VerdictWithGap


class CarbonEquivalent(Number[Heat]):
    """Compute CEV."""

    name = "cev"
    title = Text("计算碳当量CEV", "Compute CEV")
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
    title = Text("选出碳当量CEV", "Pick the CEV")
    unit = "%"
    places = 3
    zh = tuple(words + "结果修约到{=0.001 %}。" for words in CarbonEquivalent.zh)
    en = tuple(words + " Round to {=0.001 %}." for words in CarbonEquivalent.en)

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
    title = Text("判定碳当量是否合格", "Judge CEV against its limit")
    cases = ("pass", "fail")
    critical = Text("碳当量超限的钢板被判为合格", "passes a heat over the limit")
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
        if near(cev(heat), limit(heat.t), "0.003"):  # guard band: twice the tolerance
            return None
        return heat if (cev(heat) <= limit(heat.t)) == (case == "pass") else None

    def solve(self, record: Heat) -> Answer:
        verdict = "pass" if cev(record) <= limit(record.t) else "fail"
        return {"cev": rounded(cev(record), 3), "limit": limit(record.t), "verdict": verdict}

    def check(self, record: Heat) -> Answer:
        allowed, value = limit_stepped(record.t), cev_by_weights(record)
        return {"cev": rounded(value, 3), "limit": allowed, "verdict": "fail" if value > allowed else "pass"}

    def harms(self, answer: Answer, record: Heat) -> bool:
        return (
            isinstance(answer, Mapping) and answer.get("verdict") == "pass" and cev(record) > limit(record.t)
        )

    def fields(self, record: Heat, lang: Lang) -> Mapping[str, object]:
        return words(record)


class Weldability(Task):
    """Can this heat be welded without more ado?"""

    domain, name, tier = "steel", "weldability", "high"
    title = Text("焊接性：碳当量", "Weldability: carbon equivalent")
    sources = (CE.standard, Q355.standard)
    families = (
        CarbonEquivalent(), CarbonEquivalentChoice(), WithinLimit(), PlatesOverLimit(), MostManganese(), VerdictWithGap(),
    )  # fmt: skip
