"""Plate inspection: name the surface defect, name the delivery condition, decide what to do after grinding.

Glossaries (`plate_words.py`) and the repair rule are printed in every item and written for it; they quote no standard.
`critical` is releasing a ground plate that has to be welded or scrapped. `plate_log.py` holds the inspection records,
`plate_accept.py` the acceptance table and the grinding allowance.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from harness.kit import Answer, Field, Json, Lang, OptionText, Rng, Task, Text, exact, glossary, within
from tasks.steel.plate_accept import AcceptanceVerdict, DeepestGrind
from tasks.steel.plate_log import DefectLog, InspectionEntry
from tasks.steel.plate_words import (
    ABSENT,
    CONDITION_MEANINGS,
    CONDITIONS,
    COOLING,
    DEFECT_MEANINGS,
    DEFECTS,
    FEATURES,
    SIGNS,
)

NOTHING = Text("", "")


# --- surface defect --------------------------------------------------------------------------------

SIDE = (Text("上表面", "top face"), Text("下表面", "bottom face"))


@dataclass(frozen=True, slots=True)
class Sighting:
    """What an inspector wrote: two signs, perhaps something that was absent, and on which plate."""

    defect: str
    first: Text
    second: Text
    aside: Text
    side: Text
    t: int


class SurfaceDefect(OptionText[Sighting]):
    """Name the defect that an inspector describes, by the printed glossary."""

    name = "surface_defect"
    title = Text("给钢板表面缺陷定名", "Name the surface defect")
    cases = tuple(DEFECTS)
    terms = DEFECTS
    zh = (
        "检查员在厚{t} mm钢板的{side}看到：{first}，{second}{aside}。请对照下表给这处缺陷定名。{glossary}",
        "精整巡检记录：板厚{t} mm，{side}，{first}，{second}{aside}。按下面的说法，这是哪种缺陷？{glossary}",
    )
    en = (
        "The inspector saw on the {side} of a {t} mm plate: {first}; {second}{aside}. Which of these is it?{glossary}",
        "Inspection note, {t} mm plate, {side}: {first}; {second}{aside}. Name the defect from this list.{glossary}",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Sighting:
        one, two = FEATURES[case]
        return Sighting(
            defect=case,
            first=rng.choice(SIGNS[one]),
            second=rng.choice(SIGNS[two]),
            aside=remark(rng, level, case),
            side=rng.choice(SIDE),
            t=rng.between(6, 60),
        )

    def solve(self, record: Sighting) -> Answer:
        return record.defect

    def check(self, record: Sighting) -> Answer:
        # from the words back to features, then the only defect that shows them all
        seen = {
            feature
            for feature, signs in SIGNS.items()
            for sign in signs
            if sign in (record.first, record.second)
        }
        (found,) = (defect for defect, features in FEATURES.items() if seen <= set(features))
        return found

    def fields(self, record: Sighting, lang: Lang) -> Mapping[str, object]:
        return {
            "t": record.t, "side": record.side, "first": record.first, "second": record.second,
            "aside": record.aside, "glossary": glossary(DEFECTS, DEFECT_MEANINGS, lang),
        }  # fmt: skip


def remark(rng: Rng, level: int, case: str) -> Text:
    """Nothing, something idle, or another defect's sign that was looked for in vain."""
    if level == 1:
        return NOTHING
    if level == 2:
        shift = rng.choice("甲乙丙丁")
        return Text(f"，{shift}班发现", f"; seen by shift {'ABCD'['甲乙丙丁'.index(shift)]}")
    other = rng.choice([defect for defect in ABSENT if defect != case])
    return Text(f"，{ABSENT[other].zh}", f"; {ABSENT[other].en}")


# --- delivery condition ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Route:
    """What a plate went through after the last pass; temperatures in °C, None where a step did not take place."""

    condition: str
    finish: int
    reheat: int | None
    medium: str
    cooling: Text
    temper: int | None
    t: int
    level: int
    draft: str


class DeliveryCondition(OptionText[Route]):
    """Name the delivery condition of a plate from its route, by the printed glossary."""

    name = "delivery_condition"
    title = Text("判定钢板交货状态", "Name the delivery condition")
    cases = tuple(CONDITIONS)
    terms = CONDITIONS
    zh = (
        "一批厚{t} mm的钢板，{=终轧}{finish} ℃，{steps}。{aside}请看下面的说明，质保书上的{=交货状态}该填哪一种？{glossary}",
        "生产工艺卡：板厚{t} mm，{=终轧}{finish} ℃，{steps}。{aside}请对照下面的说明判定这批货的{=交货状态}。{glossary}",
    )
    en = (
        "{t} mm plate, {=last pass} {finish} °C, {steps}.{aside} Which {=delivery condition} goes on the certificate?{glossary}",
        "Route card: plate {t} mm, {=last pass} {finish} °C, {steps}.{aside} Name its {=delivery condition} from this list.{glossary}",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Route:
        medium = {"annealed": "furnace", "tempered": "water", "tmcp": "water"}.get(case, "air")
        heated = case in ("normalized", "annealed", "tempered")
        return Route(
            condition=case,
            finish=rng.between(760, 810) if case == "tmcp" else rng.between(880, 980),
            reheat=5 * rng.between(176, 186) if heated else None,
            medium=medium,
            cooling=rng.choice(COOLING[medium]),
            temper=10 * rng.between(58, 66) if case == "tempered" else None,
            t=rng.choice((12, 16, 20, 25, 30, 40, 50, 60)),
            level=level,
            draft=rng.choice([c for c in CONDITIONS if c != case]),
        )

    def solve(self, record: Route) -> Answer:
        return record.condition

    def check(self, record: Route) -> Answer:
        # by the route alone: was it tempered, was it reheated, how was it cooled
        if record.temper is not None:
            return "tempered"
        if record.reheat is None:
            return "tmcp" if record.medium == "water" and record.finish < 850 else "as_rolled"
        return "annealed" if record.medium == "furnace" else "normalized"

    def fields(self, record: Route, lang: Lang) -> Mapping[str, object]:
        aside = {
            1: NOTHING,
            2: Text("已经探伤。", " It passed UT."),
            3: Text(
                f"初稿误作{CONDITIONS[record.draft].zh}。", f" Wrong draft: {CONDITIONS[record.draft].en}."
            ),
        }[record.level]
        return {
            "t": record.t,
            "finish": record.finish,
            "steps": steps(record),
            "aside": aside,
            "glossary": glossary(CONDITIONS, CONDITION_MEANINGS, lang),
        }


def steps(record: Route) -> Text:
    """The route after the last pass, in words."""
    zh, en = record.cooling
    if record.reheat is None:
        return Text(f"{zh}，没有再加热", f"{en}, never reheated")
    zh, en = f"冷后重新加热到{record.reheat} ℃，{zh}", f"cooled, reheated to {record.reheat} °C, {en}"
    if record.temper is not None:
        zh, en = f"{zh}，再升到{record.temper} ℃保温", f"{en}, held at {record.temper} °C"
    return Text(zh, en)


# --- after grinding --------------------------------------------------------------------------------

ACTIONS = {
    "release": Text("放行", "release"),
    "weld": Text("补焊", "weld repair"),
    "scrap": Text("判废", "scrap"),
}
RULE = Text(
    "磨后厚度≥公称厚度−允许负偏差时放行；低于此值而磨深≤公称厚度的20 %时补焊；磨深>公称厚度的20 %时判废",
    "release if the thickness left ≥ nominal thickness - minus tolerance; below that, weld repair if the grinding depth ≤ 20 % of the nominal thickness; scrap if the depth > 20 %",
)


@dataclass(frozen=True, slots=True)
class Ground:
    """A spot ground to remove a defect; thicknesses and depths in mm."""

    nominal: int
    minus: Decimal
    before: Decimal
    cuts: tuple[Decimal, ...]
    level: int
    length: int


class GrindingDecision(Json[Ground]):
    """Least thickness allowed, depth ground, and whether the plate is released, welded or scrapped."""

    name = "grinding_decision"
    title = Text("判定修磨后怎样处置", "Decide after grinding")
    cases = tuple(ACTIONS)
    critical = Text("该补焊或判废的钢板被放行", "releases a plate that must be welded or scrapped")
    schema = {
        "least": Field(
            Text("最小允许厚度", "least_thickness"), "number", Text("单位mm", "mm"), tolerance=within("0.005")
        ),
        "depth": Field(
            Text("磨深", "grinding_depth"),
            "number",
            Text("单位mm，修磨前减磨后", "mm, before less after"),
            tolerance=within("0.005"),
        ),
        "action": Field(Text("处置", "action"), "choice", terms=ACTIONS),
    }
    zh = (
        "钢板{=公称厚度}{nominal} mm，{=允许负偏差}{minus} mm，缺陷处{=修磨前}实测厚{before} mm。{size}{after}，缺陷已经磨净。厂内规定：{rule}。请填写处置单。",
        "厂内修磨规定如下：{rule}。现有一块{=公称厚度}{nominal} mm的板（{=允许负偏差}{minus} mm），缺陷处{=修磨前}测得{before} mm；{after}，缺陷消失。{size}请判断怎样处置。",
    )
    en = (
        "Plate of {=nominal thickness} {nominal} mm, {=minus tolerance} {minus} mm; at the defect it measured {before} mm {=before grinding}. {size}It measured {after}, and the defect was gone. Works rule: {rule}. Fill in the disposition sheet.",
        "Works rule for grinding: {rule}. A plate of {=nominal thickness} {nominal} mm ({=minus tolerance} {minus} mm) measured {before} mm at the defect {=before grinding} and {after}; the defect was gone. {size}Decide what happens to the plate.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Ground:
        nominal = rng.choice((10, 12, 14, 15, 16, 18, 20, 22, 25, 28, 30))
        minus = rng.decimal("0.30", "0.80", "0.05")
        before = nominal + rng.decimal("-0.10", "0.30", "0.01")
        spare, fifth = before - (nominal - minus), Decimal(nominal) / 5
        step = Decimal("0.02")  # guard band on both sides of the two edges
        low, high = {
            "release": (Decimal("0.10"), spare - step),
            "weld": (spare + step, fifth - step),
            "scrap": (fifth + step, fifth * Decimal("1.4")),
        }[case]
        depth = rng.decimal(low, high, "0.01")
        cuts: tuple[Decimal, ...] = (depth,)
        if level == 3:  # ground in two goes
            first = (depth * rng.between(40, 70) / 100).quantize(Decimal("0.01"))
            cuts = (first, depth - first)
        return Ground(nominal, minus, before, cuts, level, 100 * rng.between(60, 120))

    def solve(self, record: Ground) -> Answer:
        least, depth = record.nominal - record.minus, sum(record.cuts, Decimal(0))
        left = record.before - depth
        action = "release" if left >= least else "weld" if depth * 5 <= record.nominal else "scrap"
        return {"least": least, "depth": depth, "action": action}

    def check(self, record: Ground) -> Answer:
        # the other way round: how deep may one grind before each edge is crossed
        least = exact(record.nominal) - exact(record.minus)
        left = exact(record.before)
        for cut in record.cuts:
            left -= exact(cut)
        gone = exact(record.before) - left
        crossed = (gone > exact(record.before) - least) + (
            gone > exact(record.before) - least and gone > exact(record.nominal) / 5
        )
        return {"least": least, "depth": gone, "action": tuple(ACTIONS)[crossed]}

    def harms(self, answer: Answer, record: Ground) -> bool:
        left = record.before - sum(record.cuts, Decimal(0))
        return (
            isinstance(answer, Mapping)
            and answer.get("action") == "release"
            and left < record.nominal - record.minus
        )

    def fields(self, record: Ground, lang: Lang) -> Mapping[str, object]:
        first, *rest = record.cuts
        left = record.before - first
        after = Text(f"磨后同处实测{left} mm", f"{left} mm there after grinding")
        if rest:
            after = Text(
                f"磨到{left} mm时仍有残留，最后磨到{left - rest[0]} mm",
                f"{left} mm after a first pass, with some of it left, and {left - rest[0]} mm after the last",
            )
        size = (
            NOTHING
            if record.level == 1
            else Text(f"板长{record.length} mm。", f"The plate is {record.length} mm long. ")
        )
        return {
            "nominal": record.nominal,
            "minus": record.minus,
            "before": record.before,
            "after": after,
            "size": size,
            "rule": RULE,
        }


class Defects(Task):
    """What is on this plate, how was it made, and may it go?"""

    domain, name, tier = "steel", "defects", "medium"
    title = Text(
        "钢板检验：缺陷定名、交货状态、修磨处置", "Plate inspection: defects, delivery condition, grinding"
    )
    sources = ("rule printed in the item", "glossary printed in the item")
    families = (
        SurfaceDefect(), DeliveryCondition(), GrindingDecision(), DefectLog(), InspectionEntry(), AcceptanceVerdict(),
        DeepestGrind(),
    )  # fmt: skip
