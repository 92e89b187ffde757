"""Sums a steel works does every shift: pass reduction and slag basicity; `ladle.py`, `tonnage.py`
and `mill_note.py` hold the others.

Every formula and definition is printed in the item, so nothing has to be recalled from a standard; nothing
here may turn on a rule that the item does not print.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, prod

from harness.kit import (
    Answer,
    Field,
    Json,
    Lang,
    Letter,
    Rng,
    Task,
    Text,
    either_side,
    exact,
    fact,
    rounded,
    within,
    within_share,
)
from tasks.steel.ladle import LadleAddition
from tasks.steel.mill_note import NotComputable
from tasks.steel.tonnage import ContractTonnage

ALLOY = fact(__package__, "steel.alloy")
ROLLING = fact(__package__, "steel.rolling")
MASS = fact(__package__, "steel.mass")
BASICITY = fact(__package__, "steel.basicity")
NOTHING = Text("", "")


# --- pass reduction --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Schedule:
    """Thickness in mm before the first and after each of three passes; the pass asked for, 0 for the whole schedule."""

    h: tuple[int, int, int, int]
    asked: int
    level: int
    width: int
    below: int = 0
    """How many wrong options lie below the right one, as far as the slips allow."""


class PassReduction(Letter[Schedule]):
    """Percentage reduction of one pass or of all, against the values that usual slips give."""

    name = "pass_reduction"
    title = Text("选出轧制压下率", "Pick the rolling reduction")
    cases = ("pass", "total")
    unit = "%"
    places = 1
    zh = (
        "一块坯料{=厚}{h0} mm，{width}在可逆轧机上轧三道，{given}。{=压下率=（入口厚度−出口厚度）÷入口厚度×100 %}。请从下列选项中选出{asked}（按{=GB/T 8170-2008}修约到0.1 %）。",
        "轧制规程如下：{=入口}坯厚{h0} mm，{width}共轧三道，{given}。已知{=压下率是压下量与入口厚度之比}，请问{asked}是下列哪一个（按{=GB/T 8170-2008}修约到0.1 %）？",
    )
    en = (
        "A slab with a {=thickness} of {h0} mm is rolled in three passes on a reversing mill; {width}{given}. {=Reduction = (entry thickness - exit thickness) / entry thickness × 100 %}. Choose {asked}, rounded to 0.1 % by {=GB/T 8170-2008}.",
        "Rolling schedule: the {=entering} slab is {h0} mm thick; in three passes {width}{given}. The {=reduction is the draught as a share of the entry thickness}. Which value is {asked}, rounded to 0.1 % by {=GB/T 8170-2008}?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Schedule:
        h = [10 * rng.between(16, 26)]
        for _ in range(3):
            h.append(h[-1] * rng.between(70, 89) // 100)
        asked = 0 if case == "total" else 1 if level == 1 else rng.between(2, 3)
        return Schedule((h[0], h[1], h[2], h[3]), asked, level, 50 * rng.between(24, 44), rng.below(4))

    def solve(self, record: Schedule) -> Answer:
        entry, leave = ends(record)
        return rounded(Fraction(100 * (entry - leave), entry), 1)

    def check(self, record: Schedule) -> Answer:
        # by elongation: at constant width each pass lengthens the piece by entry/exit
        passes = range(1, 4) if record.asked == 0 else (record.asked,)
        elongation = exact(prod((Fraction(record.h[k - 1], record.h[k]) for k in passes), start=Fraction(1)))
        return rounded(100 - 100 / elongation, 1)

    def slips(self, record: Schedule) -> Mapping[str, Answer]:
        (entry, leave), h = ends(record), record.h
        single = [Fraction(a - b, a) for a, b in pairwise(h)]
        total, draught = Fraction(h[0] - h[3], h[0]), entry - leave
        wrong = {
            "taken against the exit thickness": Fraction(draught, leave),
            "taken against entry and exit together": Fraction(draught, entry + leave),
            "taken against the mean thickness": Fraction(2 * draught, entry + leave),
        }
        if record.asked == 0:
            wrong |= {
                "reductions of the passes added up": sum(single, Fraction(0)),
                "mean of the passes": sum(single, Fraction(0)) / 3,
                "last pass left out": Fraction(h[0] - h[2], h[0]),
                "first pass left out": Fraction(h[1] - h[3], h[1]),
            }
        else:
            wrong |= {"total instead of one pass": total, "a third of the total": total / 3}
            wrong |= {f"pass {k + 1} instead": one for k, one in enumerate(single) if k + 1 != record.asked}
        if record.asked > 1:
            wrong["taken against the slab"] = Fraction(draught, h[0])
        wrong["what is left instead of what is taken off"] = Fraction(leave, entry)
        shown = {slip: rounded(100 * share, 1) for slip, share in wrong.items() if share < 1}
        return either_side(shown, rounded(Fraction(100 * draught, entry), 1), record.below, gap="0.2")

    def fields(self, record: Schedule, lang: Lang) -> Mapping[str, object]:
        h, k = record.h, record.asked
        drafts = [a - b for a, b in pairwise(h)]
        given = Text(
            f"各道次出口厚度依次为{h[1]}、{h[2]}、{h[3]} mm",
            f"the exit thicknesses are {h[1]}, {h[2]} and {h[3]} mm",
        )
        if record.level == 3:
            given = Text(
                f"各道次压下量依次为{drafts[0]}、{drafts[1]}、{drafts[2]} mm",
                f"the draughts (entry less exit) are {drafts[0]}, {drafts[1]} and {drafts[2]} mm",
            )
        asked = (
            Text(f"第{k}道次的压下率", f"the reduction of pass {k}")
            if k
            else Text("三道次的总压下率", "the total reduction over the three passes")
        )
        width = (
            NOTHING
            if record.level == 1
            else Text(f"宽{record.width} mm不变，", f"the width stays {record.width} mm and ")
        )
        return {"h0": h[0], "given": given, "asked": asked, "width": width}


def ends(record: Schedule) -> tuple[int, int]:
    """Thickness before and after what is asked for."""
    return (
        (record.h[0], record.h[3])
        if record.asked == 0
        else (record.h[record.asked - 1], record.h[record.asked])
    )


# --- slag basicity ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slag:
    """Slag analysis in mass per cent; slag is `iron` t of hot metal times `rate` kg/t. `target` None: no correction asked."""

    CaO: Decimal
    SiO2: Decimal
    MgO: Decimal
    Al2O3: Decimal
    target: Decimal | None
    iron: int
    rate: int
    active: int
    level: int


class SlagBasicity(Json[Slag]):
    """R2 and R3 by printed definitions, and the lime that brings R2 to its target."""

    name = "slag_basicity"
    title = Text("算炉渣碱度和石灰用量", "Compute basicity and lime needed")
    cases = ("short", "enough")
    schema = {
        "r2": Field(
            Text("R2", "R2"), "number", Text("2位小数", "2 decimal places"), tolerance=within("0.01")
        ),
        "r3": Field(
            Text("R3", "R3"), "number", Text("2位小数", "2 decimal places"), tolerance=within("0.01")
        ),
        "lime": Field(
            Text("石灰", "lime"),
            "number",
            Text(
                "单位kg，取整数；R2已达目标填0，未给目标填null",
                "kg, whole number; 0 if R2 is already at the target, null if no target is given",
            ),
            tolerance=within_share("0.01"),
            nullable=True,
        ),
    }
    zh = (
        "化验室报来的高炉渣成分（质量分数，{=%}）：{=CaO} {CaO}，{=SiO2} {SiO2}，{=MgO} {MgO}，{=Al2O3} {Al2O3}。计算规定：{rules}。{wish}请填写炉渣碱度计算表，结果按{=GB/T 8170-2008}修约。",
        "请根据{rules}，替值班工长整理这份高炉炉渣的化验结果（质量分数，{=%}）：{=SiO2} {SiO2}，{=CaO} {CaO}，{=Al2O3} {Al2O3}，{=MgO} {MgO}。{wish}结果按{=GB/T 8170-2008}修约。",
    )
    en = (
        "Blast-furnace slag analysis (mass fraction, {=%}): {=CaO} {CaO}, {=SiO2} {SiO2}, {=MgO} {MgO}, {=Al2O3} {Al2O3}. By definition {rules}. {wish}Fill in the basicity sheet, rounding by {=GB/T 8170-2008}.",
        "For the shift foreman, work out this blast-furnace slag analysis (mass fraction, {=%}) by {rules}: {=SiO2} {SiO2}, {=CaO} {CaO}, {=Al2O3} {Al2O3}, {=MgO} {MgO}. {wish}Round the results by {=GB/T 8170-2008}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Slag:
        lime, silica = rng.decimal("35.0", "42.0", "0.1"), rng.decimal("31.0", "37.0", "0.1")
        steps = (
            exact(lime) / exact(silica) * 20
        )  # R2 in steps of 0.05; 0.6 of a step keeps 0.03 clear of the target
        up = ceil(steps + Fraction(3, 5)) + rng.below(3)
        down = floor(steps - Fraction(3, 5)) - rng.below(2)
        target = None if level == 1 else Decimal(up if case == "short" else down) / 20
        return Slag(
            lime, silica, rng.decimal("6.0", "10.0", "0.1"), rng.decimal("11.0", "15.0", "0.1"),
            None if target is None else target.quantize(Decimal("0.01")),
            rng.between(200, 800), 10 * rng.between(26, 40), rng.between(78, 92), level,
        )  # fmt: skip

    def solve(self, record: Slag) -> Answer:
        lime, silica = exact(record.CaO), exact(record.SiO2)
        r2, r3 = lime / silica, (lime + exact(record.MgO)) / silica
        need: Decimal | None = None
        if record.target is not None:
            missing = max(Fraction(0), exact(record.target) * silica - lime)  # per cent of the slag
            need = rounded(missing / 100 * slag_kg(record) / Fraction(record.active, 100), 0)
        return {"r2": rounded(r2, 2), "r3": rounded(r3, 2), "lime": need}

    def check(self, record: Slag) -> Answer:
        # in kilograms of each oxide, and the correction as a distance in R2; a hundredth of a tonne is 10 kg
        per_cent = exact(record.iron) * record.rate / 100 if record.level == 3 else Fraction(10 * record.iron)
        kg = {oxide: exact(getattr(record, oxide)) * per_cent for oxide in ("CaO", "MgO", "SiO2")}
        r2 = kg["CaO"] / kg["SiO2"]
        need: Decimal | None = None
        if record.target is not None:
            gap = exact(record.target) - r2
            need = rounded(gap * kg["SiO2"] * 100 / record.active, 0) if gap > 0 else Decimal(0)
        return {"r2": rounded(r2, 2), "r3": rounded(r2 + kg["MgO"] / kg["SiO2"], 2), "lime": need}

    def fields(self, record: Slag, lang: Lang) -> Mapping[str, object]:
        rules, wish = (
            Text("R2=CaO/SiO2，R3=（CaO+MgO）/SiO2", "R2 = CaO/SiO2, R3 = (CaO+MgO)/SiO2"),
            Text("本次没有调整碱度的要求。", "No correction is planned this time. "),
        )
        if record.target is not None:
            rules = Text(
                rules.zh + "，石灰量=（目标R2×SiO2−CaO）÷100×渣量÷有效CaO",
                rules.en + ", lime = (target R2 × SiO2 - CaO) / 100 × slag mass / active CaO",
            )
            slag = Text(f"当班渣量{record.iron} t", f"The slag of the shift weighs {record.iron} t")
            if record.level == 3:
                slag = Text(
                    f"本次出铁{record.iron} t，渣铁比{record.rate} kg/t",
                    f"Hot metal tapped is {record.iron} t, with {record.rate} kg of slag per tonne of it",
                )
            wish = Text(
                f"{slag.zh}，目标R2不低于{record.target}，不足时配加石灰，其有效CaO为{record.active} %。",
                f"{slag.en}; the target R2 is at least {record.target}; the lime charged if it falls short holds {record.active} % active CaO. ",
            )
        return {
            "CaO": record.CaO,
            "SiO2": record.SiO2,
            "MgO": record.MgO,
            "Al2O3": record.Al2O3,
            "rules": rules,
            "wish": wish,
        }


def slag_kg(record: Slag) -> int:
    """Slag in kilograms: weighed directly, or hot metal times slag rate."""
    return record.iron * (record.rate if record.level == 3 else 1000)


class MillCalc(Task):
    """The sums of the melt shop, the mill, the blast furnace and the sales office."""

    domain, name, tier = "steel", "mill_calc", "high"
    title = Text(
        "炼轧计算：合金加入量、理论质量、压下率、碱度",
        "Mill sums: alloy addition, theoretical mass, reduction, basicity",
    )
    sources = (
        ALLOY.standard,
        MASS.standard,
        ROLLING.standard,
        BASICITY.standard,
        "rule printed in the item (R3)",
    )
    families = (LadleAddition(), ContractTonnage(), PassReduction(), SlagBasicity(), NotComputable())
