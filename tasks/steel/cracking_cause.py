"""Cold cracking the other way round: the element that broke the limit, the most of it allowed, the one not reported.

The formulas, the rule that chooses and the limits are printed in every item, as in `cold_cracking.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import floor

from harness.kit import (
    INSUFFICIENT,
    WORDS_INSUFFICIENT,
    Answer,
    Field,
    Json,
    Lang,
    Letter,
    Number,
    Rng,
    Segments,
    Text,
    exact,
    rounded,
    say,
    table,
    within,
)
from harness.types import Sheet
from tasks.steel.cracking_index import (
    ELEMENTS,
    FORMULAS,
    NAMES,
    WEIGHT,
    Heat,
    changed,
    draw_heat,
    limit_of,
    limits_around,
    right_index,
    value_by_sixtieths,
    value_of,
    words,
)

#: The last place in which an analysis gives each element here.
FINE = {e: Decimal({"B": "0.0001", "C": "0.001"}.get(e, "0.01")) for e in ELEMENTS}


@dataclass(frozen=True, slots=True)
class Drift:
    """A heat as aimed at and as analysed; `moved` are the four elements that came out too high."""

    aim: Heat
    heat: Heat
    moved: tuple[str, ...]


#: index: the elements an option may name, one of each weight class, the heaviest first. Which four stand together
#: is drawn first and which of them is to blame afterwards, so that neither a name nor the size of a drift tells.
CLASSES = {
    "Pcm": (("C", "B"), ("Mo",), ("Mn", "Cr", "Cu"), ("Si",)),
    "CET": (("C",), ("Mn", "Mo"), ("Cr", "Cu"), ("Ni",)),
}
#: Elements that drift beside these: they count for little or nothing, and are no option.
ASIDE = {"Pcm": {"Ni": 20, "V": 2}, "CET": {"V": 3, "Si": 12, "B": 12}}
#: Nothing is asked to be computed here, so a limit may be close; carbon is given to three places.
CLOSE = Fraction(3, 10_000)


class Culprit(Letter[Drift]):
    """Which one element, had it come out as aimed, would have kept the index within its limit."""

    name = "culprit"
    title = Text("找出使指数超限的元素", "Find the element at fault")
    cases = tuple(f"{index} {place}" for index in CLASSES for place in range(4))
    terms = NAMES
    zh = (
        "一炉钢冷裂指数超限：{formula}，限值{limit}，不修约直接比较。目标与{=熔炼分析}（质量分数，{=%}）：{rows}{=只把一个}元素换回{=目标}值、其余不变，换回哪个能使指数{=不超限}？",
        "技术员复盘这炉超限的钢（质量分数，{=%}）：{rows}冷裂指数{formula}；限值{limit}，计算值不修约。假如{=仅有一个}元素按{=目标}命中、其他照旧，哪个命中后指数就{=合格}？",
    )
    en = (
        "A heat came out over the limit of its cracking index, {formula}; the limit is {limit}. Aim and {=heat analysis} (mass fraction, {=%}): {rows}If {=only one} element is put back to its {=aim} and the rest stay, which one brings the index {=within the limit} (compare without rounding)?",
        "The metallurgist reviews a heat that went over its limit; contents (mass fraction, {=%}): {rows}The cracking index is {formula}; the limit is {limit}, compared without rounding. Had {=just one} element hit its {=aim} with all others as they are, for which one would the index have {=conformed}?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Drift | None:
        name, place = case.split()
        four = [rng.choice(group) for group in CLASSES[name]]
        culprit = four[int(place)]
        aim = draw_heat(rng, 2, name)
        aim = changed(aim, C=(aim.C + Decimal(rng.below(10)) / 1000).quantize(Decimal("0.001")))
        top = rng.between(85, 125)  # ten-thousandths of the index, brought by the culprit
        drift = {}
        for e in four:
            share = 100 if e == culprit else rng.between(62, 84)
            drift[e] = (
                Decimal(round(Fraction(top * share, 10**6) / (WEIGHT[name][e] * exact(FINE[e])))) * FINE[e]
            )
        for e, most in ASIDE[name].items():
            if level > 1:
                drift[e] = (
                    rng.between(most // 2, most) * FINE[e] * (-1 if level == 3 and rng.chance(1, 3) else 1)
                )
        heat = changed(aim, **{e: max(getattr(aim, e) + off, FINE[e]) for e, off in drift.items()})
        if right_index(heat) != name or right_index(aim) != name:
            return None
        limit = limit_between(heat, name, gains(Drift(aim, heat, tuple(four))), culprit)
        if limit is None:
            return None
        pcm, cet = limits_around(rng, heat, passes=True)
        pair = (limit, cet) if name == "Pcm" else (pcm, limit)
        return Drift(
            aim,
            changed(heat, pcm_limit=pair[0], cet_limit=pair[1]),
            (culprit, *(e for e in four if e != culprit)),
        )

    def solve(self, record: Drift) -> Answer:
        name = right_index(record.heat)
        excess = value_of(record.heat, name) - exact(limit_of(record.heat, name))
        return next(e for e, gain in gains(record).items() if gain >= excess)

    def check(self, record: Drift) -> Answer:
        # put each element back and compute the whole index again
        name = "CET" if exact("0.12") < record.heat.C else "Pcm"
        limit = exact(record.heat.cet_limit if name == "CET" else record.heat.pcm_limit)
        back = {e: changed(record.heat, **{e: getattr(record.aim, e)}) for e in ELEMENTS}
        (only,) = (e for e, heat in back.items() if value_by_sixtieths(heat, name) <= limit)
        return str(only)

    def slips(self, record: Drift) -> Mapping[str, Answer]:
        gold = self.solve(record)
        return {f"{e} is high too": e for e in record.moved if e != gold}

    def fields(self, record: Drift, lang: Lang) -> Mapping[str, object]:
        rows = [
            (label, *(getattr(heat, e) for e in ELEMENTS))
            for label, heat in ((Text("目标", "aim"), record.aim), (Text("实际", "actual"), record.heat))
        ]
        name = right_index(record.heat)
        limit = limit_of(record.heat, name)
        return {
            "rows": table((Text("元素", "element"), *ELEMENTS), rows, lang),
            "formula": FORMULAS[name],
            "limit": Text(f"{name}≤{limit} %", f"{name} ≤ {limit} %"),
        }


def limit_between(heat: Heat, name: str, gain: Mapping[str, Fraction], culprit: str) -> Decimal | None:
    """The roundest limit that putting the culprit back keeps and putting any other back does not."""
    value = value_of(heat, name)
    low = value - gain[culprit] + CLOSE
    high = value - max(g for e, g in gain.items() if e != culprit) - CLOSE
    for step in (200, 1000):  # in 0.005, else in 0.001
        count = floor(high * step)
        if Fraction(count, step) >= low:
            return Decimal(count * (1000 // step)) / 1000
    return None


def gains(drift: Drift) -> dict[str, Fraction]:
    """What each moved element adds to the index that applies."""
    weight = WEIGHT[right_index(drift.heat)]
    return {
        e: weight.get(e, Fraction(0)) * exact(getattr(drift.heat, e) - getattr(drift.aim, e))
        for e in drift.moved
    }


class MostAllowed(Number[Heat]):
    """The most Mn or Cr that keeps the index within its limit, all else given."""

    name = "most_allowed"
    title = Text("反算锰或铬的上限", "Most manganese or chromium allowed")
    cases = ("Pcm Mn", "Pcm Cr", "CET Mn", "CET Cr")
    critical = Text("定出的上限会使指数超限", "allows more of the element than the limit bears")
    unit = "%"
    places = 2
    tolerance = within("0.005")  # a hundredth more would be over the limit
    zh = (
        "精炼末期要定{=调整目标}：{entries}（质量分数，{=%}）已定，只差{missing}。规程：{rule}；限值{limits}。问{missing}含量{=最高}可到多少才{=不超限}？结果{=向下}取到0.01 %，不得进位。",
        "规程写明{rule}；限值为{limits}。一炉钢其余成分（质量分数，{=%}）为{entries}。请反算{missing}的{=上限}，使适用的指数{=恰好不超}，结果{=只舍不入}到0.01 %。",
    )
    en = (
        "Late in refining the aim is to be set: {entries} (mass fraction, {=%}) are fixed and only {missing} is open. Rule: {rule}; limits {limits}. What is the {=highest} {missing} content that does {=not exceed the limit}? Round {=down} to 0.01 %, never up.",
        "The rule says {rule}; the limits are {limits}. The rest of the analysis of a heat (mass fraction, {=%}) is {entries}. Work back to the {=upper bound} of {missing} at which the index that applies is {=just within the limit}, rounded {=down} to 0.01 %, never up.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Heat | None:
        name, element = case.split()
        heat = replace(draw_heat(rng, level, name), missing=element)
        pcm, cet = limits_around(rng, heat, passes=rng.chance(1, 2))
        heat = replace(heat, pcm_limit=pcm, cet_limit=cet)
        most = most_of(heat)
        low, high = (Fraction(6, 10), Fraction(2)) if element == "Mn" else (Fraction(5, 100), Fraction(9, 10))
        return heat if low <= most <= high else None

    def solve(self, record: Heat) -> Answer:
        return Decimal(floor(most_of(record) * 100)) / 100

    def check(self, record: Heat) -> Answer:
        # climb from nothing in hundredths, the coarse steps first, as long as the index stays within
        name = "CET" if exact("0.12") < record.C else "Pcm"
        limit, at = exact(record.cet_limit if name == "CET" else record.pcm_limit), 0
        for step in (100, 10, 1):
            while value_by_sixtieths(with_content(record, at + step), name) <= limit:
                at += step
        return Decimal(at) / 100

    def harms(self, answer: Answer, record: Heat) -> bool:
        return isinstance(answer, int | Decimal | Fraction) and exact(answer) > most_of(record)

    def fields(self, record: Heat, lang: Lang) -> Mapping[str, object]:
        return {**words(record), "missing": record.missing}

    def render(self, sheet: Sheet) -> Segments:
        return told(self, sheet)


def most_of(heat: Heat) -> Fraction:
    """What the limit leaves for the missing element, over its weight."""
    name, e = right_index(heat), heat.missing
    weight = WEIGHT[name][e]
    rest = value_of(heat, name) - weight * exact(getattr(heat, e))
    return (exact(limit_of(heat, name)) - rest) / weight


def with_content(heat: Heat, hundredths: int) -> Heat:
    return changed(heat, **{heat.missing: Decimal(hundredths) / 100})


def told(family: "MostAllowed | Unreported", sheet: Sheet) -> Segments:
    """The question with every element but the missing one."""
    heat: Heat = sheet.item.record
    entries = ", ".join(f"{{={e}}} {{{e}}}" for e in ELEMENTS if e != heat.missing) + "{idle}"
    surfaces = family.zh if sheet.lang == "zh" else family.en
    surface = surfaces[sheet.surface % len(surfaces)].replace("{entries}", entries)
    return say(surface, family.fields(heat, sheet.lang), sheet.lang, sheet.notation)


class Unreported(Json[Heat]):
    """One element may be unreported: fatal where the formula that applies needs it, harmless where it does not."""

    name = "unreported"
    title = Text("有元素未报时判定指数", "Judge with an unreported element")
    cases = ("whole", "harmless", "missing")
    critical = Text(
        "分析结果不支持，仍判合格或报出指数",
        "clears a heat, or states an index, that the analysis does not bear",
    )
    schema = {
        "index": Field(
            Text("指数", "index"),
            "number",
            Text("单位%，3位小数，算不出填null", "per cent, 3 decimal places, null if it cannot be computed"),
            tolerance=within("0.0015"),
            nullable=True,
        ),
        "missing": Field(
            Text("缺少", "missing"),
            "choice",
            Text(
                "适用公式需要而未报的元素，没有填null",
                "element the formula needs but is unreported, else null",
            ),
            terms=NAMES,
            nullable=True,
        ),
        "verdict": Field(
            Text("结论", "verdict"),
            "choice",
            terms={
                "pass": Text("合格", "acceptable"),
                "fail": Text("不合格", "not acceptable"),
                INSUFFICIENT: WORDS_INSUFFICIENT,
            },
        ),
    }
    zh = (
        "规程：{rule}；限值{limits}。{=适用}公式所需的元素未报时不得当作零，结论填{=信息不足}；用不到的不影响判定。{=熔炼分析}（质量分数，{=%}）：{entries}。按{=GB/T 8170-2008}修约填表。",
        "请判定{=熔炼分析}（质量分数，{=%}）：{entries}。{rule}；限值{limits}。未报元素若为{=适用}公式所需，不得当作零，填{=信息不足}；用不到则照常判定。按{=GB/T 8170-2008}修约。",
    )
    en = (
        "Rule: {rule}; limits {limits}. If the formula {=that applies} needs an element that is {=unreported}, the element is {=not} to be taken as zero and the verdict is {=INSUFFICIENT}; one that the formula does not use makes no difference. {=Heat analysis} (mass fraction, {=%}): {entries}. Round by {=GB/T 8170-2008} and fill in the form.",
        "Judge this {=heat analysis} (mass fraction, {=%}): {entries}. The works lays down: {rule}; limits {limits}. Where an unreported element is needed by the formula {=that applies}, do not take it as zero; the verdict is {=INSUFFICIENT}. Where it is not used, judge as usual. Round by {=GB/T 8170-2008}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Heat:
        name = "CET" if case == "harmless" else rng.choice(("Pcm", "CET"))
        heat = draw_heat(rng, max(level, 2), name)
        pool = {"whole": ("",), "harmless": ("Si", "V", "B"), "missing": tuple(WEIGHT[name])[1:]}[case]
        pcm, cet = limits_around(rng, heat, passes=case == "missing" or rng.chance(1, 2))
        return replace(heat, pcm_limit=pcm, cet_limit=cet, missing=rng.choice(pool))

    def solve(self, record: Heat) -> Answer:
        name = right_index(record)
        if record.missing in WEIGHT[name]:
            return {"index": None, "missing": record.missing, "verdict": INSUFFICIENT}
        value = value_of(record, name)
        verdict = "pass" if value <= limit_of(record, name) else "fail"
        return {"index": rounded(value, 3), "missing": None, "verdict": verdict}

    def check(self, record: Heat) -> Answer:
        # an element matters if the index moves with it
        name, limit = ("CET", record.cet_limit) if exact("0.12") < record.C else ("Pcm", record.pcm_limit)
        value = value_by_sixtieths(record, name)
        if record.missing and value_by_sixtieths(with_content(record, 500), name) != value:
            return {"index": None, "missing": record.missing, "verdict": INSUFFICIENT}
        return {"index": rounded(value, 3), "missing": None, "verdict": "fail" if value > limit else "pass"}

    def harms(self, answer: Answer, record: Heat) -> bool:
        if not isinstance(answer, Mapping):
            return False
        gold = self.solve(record)
        assert isinstance(gold, Mapping)
        stated = gold["index"] is None and isinstance(answer.get("index"), int | Decimal | Fraction)
        return stated or (answer.get("verdict") == "pass" and gold["verdict"] != "pass")

    def fields(self, record: Heat, lang: Lang) -> Mapping[str, object]:
        return words(record)

    def render(self, sheet: Sheet) -> Segments:
        return told(self, sheet)
