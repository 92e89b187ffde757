"""Cold cracking of weldable steel: Pcm or CET, whichever the carbon content calls for, against a printed limit.

The formulas, the rule that chooses and the limits are printed in every item; `critical` is clearing a heat that is
over its limit.
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
    rounded,
    within,
)
from tasks.steel.cracking_cause import Culprit, MostAllowed, Unreported
from tasks.steel.cracking_index import (
    ANALYSIS,
    ELEMENTS,
    FORMULA,
    INDEX,
    Heat,
    draw_heat,
    limit_of,
    limits_around,
    right_index,
    value_by_sixtieths,
    value_of,
    words,
)

VERDICT = {"pass": Text("合格", "acceptable"), "fail": Text("不合格", "not acceptable")}


def printed(*surfaces: str) -> tuple[str, ...]:
    """The surfaces with the analysis spelt out."""
    return tuple(surface.replace("{analysis}", ANALYSIS + "{idle}") for surface in surfaces)


class CrackingIndex(Number[Heat]):
    """Choose the formula by the carbon content and compute it."""

    name = "cracking_index"
    title = Text("选公式算冷裂敏感指数", "Compute the cold-cracking index")
    cases = ("Pcm", "CET")
    unit = "%"
    places = 3
    tolerance = within("0.0015")
    zh = printed(
        "焊接试验室要评估一炉钢的冷裂倾向。{=熔炼分析}（质量分数，{=%}）：{analysis}。本厂规程规定：{rule}。请选对公式，算出{=该用的那个指数}，按{=GB/T 8170-2008}修约到三位小数。",
        "本厂焊接规程这样写：{rule}。某炉号质保书上的{=熔炼分析}（质量分数，{=%}）为{analysis}。请据此求出这炉钢{=适用的冷裂敏感指数}，结果按{=GB/T 8170-2008}修约，留三位小数。",
    )
    en = printed(
        "The welding laboratory assesses how prone a heat is to cold cracking. {=Heat analysis} (mass fraction, {=%}): {analysis}. The rule of the works: {rule}. Pick the right formula and compute {=the index that applies}, rounded to three places by {=GB/T 8170-2008}.",
        "The welding procedure of the works says: {rule}. The certificate of a heat gives the {=heat analysis} (mass fraction, {=%}) {analysis}. Find {=the cracking index that applies} to this heat, rounded to three places by {=GB/T 8170-2008}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Heat:
        return draw_heat(rng, level, case)

    def solve(self, record: Heat) -> Answer:
        return rounded(value_of(record, right_index(record)), 3)

    def check(self, record: Heat) -> Answer:
        return rounded(value_by_sixtieths(record, "CET" if exact("0.12") < record.C else "Pcm"), 3)

    def fields(self, record: Heat, lang: Lang) -> Mapping[str, object]:
        return words(record)


class CrackingIndexChoice(Letter[Heat]):
    """Pick the index among the values that usual slips give, the wrong formula first of all."""

    name = "cracking_index_choice"
    title = Text("选出冷裂敏感指数", "Pick the cold-cracking index")
    cases = ("Pcm", "CET")
    unit = "%"
    places = 3
    zh = CrackingIndex.zh
    en = CrackingIndex.en

    def draw(self, rng: Rng, level: int, case: str) -> Heat:
        return replace(draw_heat(rng, max(level, 2), case), below=rng.below(4))

    solve = CrackingIndex.solve
    check = CrackingIndex.check
    fields = CrackingIndex.fields

    def slips(self, record: Heat) -> Mapping[str, Answer]:
        h = {e: exact(getattr(record, e)) for e in ELEMENTS}
        name = right_index(record)
        right, other = value_of(record, name), value_of(record, "CET" if name == "Pcm" else "Pcm")
        steel, small = h["Mn"] + h["Cu"] + h["Cr"], h["Cu"] + h["Cr"]
        wrong = {
            "the formula of the other carbon range": other,
            "CEV instead": h["C"] + h["Mn"] / 6 + (h["Cr"] + h["Mo"] + h["V"]) / 5 + (h["Ni"] + h["Cu"]) / 15,
        }
        if name == "Pcm":
            wrong |= {
                "Mn+Cu+Cr over 30 like Si": right - steel / 60,
                "Ni, Mo, V and B left out": right - h["Ni"] / 60 - h["Mo"] / 15 - h["V"] / 10 - 5 * h["B"],
                "Cu and Cr left out": right - small / 20,
                "Si, V and B left out": right - h["Si"] / 30 - h["V"] / 10 - 5 * h["B"],
                "Ni and Mo over 20 as well": right + h["Ni"] / 30 - h["Mo"] / 60,
                "Mn over 15 like Mo": right + h["Mn"] / 60,
                "V, Ni and Mo not divided": right + h["V"] * 9 / 10 + h["Mo"] * 14 / 15 + h["Ni"] * 59 / 60,
            }
        else:
            wrong |= {
                "Mn+Mo over 20 as well": right - (h["Mn"] + h["Mo"]) / 20,
                "Cr, Cu and Ni left out": right - small / 20 - h["Ni"] / 40,
                "Mo and Ni left out": right - h["Mo"] / 10 - h["Ni"] / 40,
                "Cr+Cu over 10 as well": right + small / 20,
                "Mn over 6 as in CEV": right + h["Mn"] / 15,
                "Ni over 10 as well": right + h["Ni"] * 3 / 40,
            }
        shown = {slip: rounded(value, 3) for slip, value in wrong.items()}
        near = dict(
            sorted(shown.items(), key=lambda slip: abs(exact(slip[1]) - right))
        )  # others never look like an index
        return either_side(near, rounded(right, 3), record.below, gap="0.0045")


class IndexVerdict(Json[Heat]):
    """The formula that applies, its value and the verdict, as a record."""

    name = "index_verdict"
    title = Text("判定冷裂敏感指数", "Judge the cold-cracking index")
    cases = ("pass", "fail")
    critical = Text("指数超限的炉次被判为合格", "clears a heat that is over its limit")
    schema = {
        "formula": Field(Text("公式", "formula"), "choice", terms=FORMULA),
        "value": Field(
            Text("数值", "value"),
            "number",
            Text("单位%，3位小数", "per cent, 3 decimal places"),
            tolerance=within("0.0015"),
        ),
        "verdict": Field(Text("结论", "verdict"), "choice", terms=VERDICT),
    }
    zh = printed(
        "订货技术协议：{rule}；限值{limits}。现有一炉钢，{=熔炼分析}（质量分数，{=%}）为{analysis}。请按{=适用的}公式判定，数值按{=GB/T 8170-2008}修约。",
        "一炉钢的{=熔炼分析}（质量分数，{=%}）：{analysis}。协议要求{limits}，并规定{rule}。请写明{=适用}哪个公式，算出数值（按{=GB/T 8170-2008}修约）并判定。",
    )
    en = printed(
        "The purchase agreement: {rule}; limits {limits}. One heat gave this {=heat analysis} (mass fraction, {=%}): {analysis}. Judge it by the formula {=that applies}; round by {=GB/T 8170-2008}.",
        "{=Heat analysis} (mass fraction, {=%}): {analysis}. The agreement asks for {limits} and lays down: {rule}. State which formula {=applies}, its value (rounded by {=GB/T 8170-2008}) and the verdict.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Heat:
        heat = draw_heat(rng, level, rng.choice(("Pcm", "CET")))
        pcm, cet = limits_around(rng, heat, case == "pass")
        return replace(heat, pcm_limit=pcm, cet_limit=cet)

    def solve(self, record: Heat) -> Answer:
        name = right_index(record)
        value = value_of(record, name)
        verdict = "pass" if value <= limit_of(record, name) else "fail"
        return {"formula": name, "value": rounded(value, 3), "verdict": verdict}

    def check(self, record: Heat) -> Answer:
        name, limit = ("CET", record.cet_limit) if exact("0.12") < record.C else ("Pcm", record.pcm_limit)
        value = value_by_sixtieths(record, name)
        spare = exact(limit) - value
        return {"formula": name, "value": rounded(value, 3), "verdict": "fail" if spare < 0 else "pass"}

    def harms(self, answer: Answer, record: Heat) -> bool:
        name = right_index(record)
        over = value_of(record, name) > limit_of(record, name)
        return isinstance(answer, Mapping) and answer.get("verdict") == "pass" and over

    def fields(self, record: Heat, lang: Lang) -> Mapping[str, object]:
        return words(record)


class ColdCracking(Task):
    """How prone is this heat to cold cracking when welded?"""

    domain, name, tier = "steel", "cold_cracking", "high"
    title = Text("冷裂敏感性：Pcm与CET", "Cold cracking: Pcm and CET")
    sources = (INDEX.standard, "rule and limits printed in the item")
    families = (
        CrackingIndex(), CrackingIndexChoice(), IndexVerdict(), Culprit(), MostAllowed(), Unreported(),
    )  # fmt: skip
