"""Blast-furnace slag: which oxide was misread, and a ratio where the sheet may not say enough.

Ratios and control window are in `slag_ratios.py`, the flux in `slag_flux.py`. Every rule is printed in the item;
`critical` is a basicity named although a datum for it is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from harness.kit import (
    INSUFFICIENT,
    Answer,
    Exact,
    Lang,
    Letter,
    Number,
    Rng,
    Task,
    Text,
    exact,
    fact,
    near,
    rounded,
    within,
)
from tasks.steel.slag_flux import FluxForTarget
from tasks.steel.slag_ratios import (
    OXIDES,
    RATIOS,
    RULES,
    BasicityWindow,
    RatioChoice,
    Slag,
    analysis,
    by_shares,
    draw_slag,
    ratio,
)

R2_FACT = fact(__package__, "steel.slag_r2")


# --- which oxide was misread -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Copied:
    """A copied sheet with one oxide wrong, and the three ratios as the laboratory reported them."""

    sheet: Slag
    reported: tuple[Decimal, Decimal, Decimal]


class MisreadOxide(Letter[Copied]):
    """Find the oxide that does not fit the ratios."""

    name = "misread_oxide"
    title = Text("找出抄错的氧化物", "Find the misread oxide")
    cases = OXIDES
    terms = {oxide: Text(oxide, oxide) for oxide in OXIDES}
    zh = (
        "化验室报出的炉渣碱度为{=R2} {r2}、{=R3} {r3}、{=R4} {r4}，这三个数可靠（取3位小数）。值班员抄下的{=炉渣}成分（质量分数，{=%}）是：{analysis}，其中{=恰有一项氧化物抄错}。已知{rules}。抄错的是哪一项？",
        "核对{=炉渣}台账：成分栏（质量分数，{=%}）写着{analysis}；碱度栏写着{=R2} {r2}、{=R3} {r3}、{=R4} {r4}（3位小数，经复核{=无误}）。按{rules}推算，成分栏里{=只有一个氧化物数值是错的}，请指出来。",
    )
    en = (
        "The laboratory reports {=R2} {r2}, {=R3} {r3} and {=R4} {r4} for a slag; these are reliable, to 3 decimal places. The {=slag} analysis as copied by the operator (mass fraction, {=%}) reads: {analysis}, and {=exactly one oxide was copied wrongly}. By definition {rules}. Which one is it?",
        "While checking the {=slag} log, the clerk finds this analysis (mass fraction, {=%}): {analysis}. The basicity column reads {=R2} {r2}, {=R3} {r3}, {=R4} {r4} (3 decimal places, verified as {=correct}). With {rules}, {=only one of the oxide figures is wrong}; point it out.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Copied:
        right = draw_slag(rng, level, "R4")
        far, k = (
            {"CaO": (20, 45), "SiO2": (25, 45), "MgO": (15, 30), "Al2O3": (20, 40)}[case],
            OXIDES.index(case),
        )
        off = Decimal(rng.between(*far)).scaleb(-1) * (1 if rng.chance(1, 2) else -1)
        wrong = list(right.oxides)
        wrong[k] += off
        r2, r3, r4 = (rounded(ratio(right, name), 3) for name in RATIOS)
        return Copied(replace(right, oxides=(wrong[0], wrong[1], wrong[2], wrong[3])), (r2, r3, r4))

    def solve(self, record: Copied) -> Answer:
        # R4 alone is off: Al2O3; R2 holds but R3 not: MgO; R3 - R2 = MgO/SiO2 holds: CaO; else SiO2
        r2, r3, _ = record.reported
        _, S, M, _ = map(exact, record.sheet.oxides)
        holds = {
            name: near(ratio(record.sheet, name), r, "0.002")
            for name, r in zip(RATIOS, record.reported, strict=True)
        }
        if holds["R2"]:
            return "Al2O3" if holds["R3"] else "MgO"
        return "CaO" if near(M / S, exact(r3) - exact(r2), "0.003") else "SiO2"

    def check(self, record: Copied) -> Answer:
        # mend one oxide at a time from the reported ratios; the right repair makes all three agree
        r2, r3, r4 = map(exact, record.reported)
        C, S, M, A = map(exact, record.sheet.oxides)
        mended = {
            "CaO": (r2 * S, S, M, A),
            "SiO2": (C, C / r2, M, A),
            "MgO": (C, S, r3 * S - C, A),
            "Al2O3": (C, S, M, (C + M) / r4 - S),
        }
        fits = [
            oxide
            for oxide, (c, s, m, a) in mended.items()
            if all(near(x, y, "0.003") for x, y in ((c / s, r2), ((c + m) / s, r3), ((c + m) / (s + a), r4)))
        ]
        return fits[0] if len(fits) == 1 else "no single one"

    def slips(self, record: Copied) -> Mapping[str, Answer]:
        return {f"{oxide} blamed": oxide for oxide in OXIDES if oxide != self.solve(record)}

    def fields(self, record: Copied, lang: Lang) -> Mapping[str, object]:
        r2, r3, r4 = record.reported
        return {"analysis": analysis(record.sheet), "rules": RULES, "r2": r2, "r3": r3, "r4": r4}


# --- a ratio, if the sheet says enough ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Partial:
    """A slag sheet without the `hidden` oxides; on level 3 it gives the sum of all four."""

    slag: Slag
    hidden: tuple[str, ...]


class RatioOrMissing(Number[Partial]):
    """The ratio asked for, or that the sheet does not say enough."""

    name = "ratio_or_missing"
    title = Text("算炉渣碱度或判信息不足", "Slag basicity, or abstain")
    cases = ("complete", "spare", "missing")
    critical = Text("缺数据仍报出碱度", "names a basicity although a datum is missing")
    places = 3
    tolerance = within("0.002")
    zh = (
        "{=炉渣}化验单上能辨认的成分（质量分数，{=%}）：{analysis}。{total}按定义{rules}，求这份渣的{=碱度}{asked}，保留3位小数；{=若所给数据不足以算出，只答“信息不足”，不得假设缺项数值}。",
        "值班室只收到{=炉渣}的部分成分（质量分数，{=%}）：{analysis}。{total}{rules}。请报{asked}的数值，取3位小数。{=缺少必需数据时不许估，直接回答“信息不足”}。",
    )
    en = (
        "What can be read on the {=slag} sheet (mass fraction, {=%}): {analysis}. {total}By definition {rules}. Find the {=basicity} {asked} to 3 decimal places; {=if the data given do not suffice, answer INSUFFICIENT and assume no value}.",
        "The control room has only part of the {=slag} analysis (mass fraction, {=%}): {analysis}. {total}{rules}. Report {asked} to 3 decimal places. {=Do not estimate: if a necessary datum is missing, answer INSUFFICIENT}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Partial:
        asked = rng.choice(("R2", "R3") if case == "spare" else tuple(RATIOS))
        used = [*RATIOS[asked][0], *RATIOS[asked][1]]
        hidden: tuple[str, ...] = ()
        if case == "spare":  # on level 3 a needed one is hidden too, and the sum gives it back
            hidden = (
                (rng.choice(used),)
                if level == 3
                else tuple(o for o in OXIDES if o not in used)[-rng.between(1, 2) :]
            )
        elif case == "missing":
            hidden = ("CaO", "SiO2") if level == 3 else (rng.choice(used),)
        return Partial(draw_slag(rng, level, asked), hidden)

    def solve(self, record: Partial) -> Answer:
        needed = {*RATIOS[record.slag.asked][0], *RATIOS[record.slag.asked][1]} & set(record.hidden)
        known_sum = record.slag.level == 3 and len(record.hidden) == 1
        return INSUFFICIENT if needed and not known_sum else rounded(ratio(record.slag, record.slag.asked), 3)

    def check(self, record: Partial) -> Answer:
        # complete the sheet in two other ways that agree with all it says; where the ratio moves, it is not known
        slag, hidden = record.slag, [OXIDES.index(o) for o in record.hidden]
        values = {rounded(by_shares(slag, slag.asked), 3)}
        for turn in (1, 2):
            other, left = list(slag.oxides), Decimal(0)
            for k in hidden:
                other[k] += turn
                left += turn
            if slag.level == 3 and hidden:
                other[hidden[-1]] -= left
            values.add(
                rounded(
                    by_shares(replace(slag, oxides=(other[0], other[1], other[2], other[3])), slag.asked), 3
                )
            )
        return INSUFFICIENT if len(values) > 1 else values.pop()

    def harms(self, answer: Answer, record: Partial) -> bool:
        return isinstance(answer, Exact) and self.solve(record) == INSUFFICIENT

    def fields(self, record: Partial, lang: Lang) -> Mapping[str, object]:
        total = sum(record.slag.oxides, Decimal(0))
        words = Text(
            f"化验单另注：CaO、SiO2、MgO、Al2O3四项合计{total} %。",
            f"A note adds: CaO, SiO2, MgO and Al2O3 sum to {total} %. ",
        )
        return {
            "analysis": analysis(record.slag, record.hidden), "rules": RULES, "asked": record.slag.asked,
            "total": words if record.slag.level == 3 else Text("", ""),
        }  # fmt: skip


class SlagControl(Task):
    """Is the slag where it should be, and if not, why and what mends it?"""

    domain, name, tier = "steel", "slag", "medium"
    title = Text("炉渣：碱度与熔剂", "Slag: basicity and flux")
    sources = (f"{R2_FACT.standard} (R2 = CaO/SiO2)", "rule printed in the item (R3, R4, flux)")
    families = (RatioChoice(), BasicityWindow(), MisreadOxide(), FluxForTarget(), RatioOrMissing())
