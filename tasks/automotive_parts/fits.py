"""Hole-basis fits: limit deviations, clearance or interference, and the kind of fit, after GB/T 1800.1-2020.

Tolerance grades and fundamental deviations are printed in every item, so it measures reading and computing. Never
draws a fit whose smallest interference is exactly zero.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from harness.kit import (
    Answer,
    Exact,
    Field,
    Json,
    Lang,
    Letter,
    Rng,
    Segments,
    Task,
    Text,
    either_side,
    fact,
    fixed,
    table,
)
from tasks.automotive_parts.geometry import GeometricCharacteristic

IT = fact(__package__, "auto.it")
FD = fact(__package__, "auto.fd")
GRADES = IT.data["IT_um"]
ES_UM, EI_UM = FD.data["shaft_es_um"], FD.data["shaft_ei_um"]
RANGES = FD.data["upper_mm"]
FITS = {
    "clearance": ("H7/f6", "H7/g6", "H7/h6", "H8/e7", "H8/f7", "H8/h7", "H9/d8", "H9/e8", "H6/g5", "H6/h5"),
    "transition": ("H7/k6", "H7/m6", "H7/n6", "H6/k5", "H6/m5", "H8/k7", "H8/m7"),
    "interference": ("H7/p6", "H7/r6", "H7/s6", "H6/n5", "H6/p5"),
}
KINDS = {
    "clearance": Text("间隙配合", "clearance fit"),
    "transition": Text("过渡配合", "transition fit"),
    "interference": Text("过盈配合", "interference fit"),
}
KIND_RULE = Text(
    "Xmin≥0为间隙，Xmax≤0为过盈，其余为过渡",
    "Xmin ≥ 0 clearance fit, Xmax ≤ 0 interference fit, otherwise transition fit",
)
ASKED = {
    "max_clearance": Text("最大间隙", "maximum clearance"),
    "min_clearance": Text("最小间隙", "minimum clearance"),
    "max_interference": Text("最大过盈", "maximum interference"),
    "min_interference": Text("最小过盈", "minimum interference"),
}
SUITS = {
    "max_clearance": ("clearance", "transition"),
    "min_clearance": ("clearance",),
    "max_interference": ("transition", "interference"),
    "min_interference": ("interference",),
}


@dataclass(frozen=True, slots=True)
class Fit:
    """Basic size in mm and fit code, with grades and deviations in μm; `base` is the fundamental deviation of the shaft."""

    D: int
    code: str
    it_hole: int
    it_shaft: int
    base: int
    level: int = 1

    @property
    def hole(self) -> str:
        return self.code.split("/")[0]

    @property
    def shaft(self) -> str:
        return self.code.split("/")[1]

    @property
    def base_name(self) -> str:
        """Shafts a to h are fixed by their upper deviation, k to zc by their lower one."""
        return "es" if self.shaft[0] in ES_UM else "ei"

    @property
    def es(self) -> int:
        return self.base if self.base_name == "es" else self.base + self.it_shaft

    @property
    def ei(self) -> int:
        return self.base - self.it_shaft if self.base_name == "es" else self.base


def row(size: int, code: str) -> tuple[int, int, int]:
    """Grade of the hole, grade and fundamental deviation of the shaft, in μm, from the two fact tables."""
    hole, shaft = code.split("/")
    letter, place = shaft[0], bisect_left(IT.data["upper_mm"], size)
    bases = ES_UM[letter] if letter in ES_UM else EI_UM["k_IT4_7" if letter == "k" else letter]
    return GRADES[hole[1:]][place], GRADES[shaft[1:]][place], bases[bisect_left(RANGES, size)]


def make_fit(size: int, code: str, level: int = 1) -> Fit:
    return Fit(size, code, *row(size, code), level)


def draw_fit(rng: Rng, level: int, kind: str) -> Fit | None:
    """A fit of the wanted kind between 8 and 250 mm; at level 3 one in three sizes is the upper end of its range."""
    place = rng.between(2, RANGES.index(250))
    low, high = max(RANGES[place - 1], 7) + 1, RANGES[place]
    size = high if level == 3 and rng.chance(1, 3) else rng.between(low, high)
    fit = make_fit(size, rng.choice(FITS[kind]), level)
    return None if fit.it_hole == fit.ei or kind_of(fit) != kind else fit


def kind_of(fit: Fit) -> str:
    if fit.es <= 0:
        return "clearance"
    return "interference" if fit.ei >= fit.it_hole else "transition"


def kind_by_centres(fit: Fit) -> tuple[Exact, Exact, str]:
    """Xmax, Xmin and kind from twice the distance of the tolerance zones' centres and the sum of their widths."""
    inner = (
        fit.it_shaft if fit.shaft >= "k" else -fit.it_shaft
    )  # the zone lies above or below the fundamental deviation
    middle, half = fit.it_hole - (2 * fit.base + inner), fit.it_hole + fit.it_shaft
    kind = "transition" if abs(middle) < half else "clearance" if middle > 0 else "interference"
    return (middle + half) // 2, (middle - half) // 2, kind


def signed(value: int, places: int = 0) -> str:
    """A deviation with its sign; in mm where `places` is 3."""
    return f"{value / 10**places:+.{places}f}" if value else "0"


def neighbours(fit: Fit, lang: Lang) -> Segments:
    """The size range of the fit with the one below and the one above it."""
    place = bisect_left(RANGES, fit.D)
    rows = [
        (f"＞{low}～{high}" if lang == "zh" else f"over {low} to {high}", *row(high, fit.code))
        for low, high in zip(RANGES[place - 2 : place + 1], RANGES[place - 1 : place + 2], strict=True)
    ]
    head = (
        Text("尺寸/mm", "size/mm"),
        f"IT{fit.hole[1:]}",
        f"IT{fit.shaft[1:]}",
        f"{fit.shaft[0]}: {fit.base_name}",
    )
    return table([head[0][lang], *head[1:]], rows, lang)


def given(fit: Fit, lang: Lang) -> Segments:
    """What is printed: the deviations themselves, the rule with its numbers, or the rule with a table to read."""
    if fit.level == 1:
        hole, shaft = f"ES={signed(fit.it_hole)}, EI=0", f"es={signed(fit.es)}, ei={signed(fit.ei)}"
        return (
            fixed(f"孔{hole}；轴{shaft}（μm）。" if lang == "zh" else f"Hole {hole}; shaft {shaft} (μm). "),
        )
    g_hole, g_shaft = f"IT{fit.hole[1:]}", f"IT{fit.shaft[1:]}"
    rule = f"ei=es-{g_shaft}" if fit.base_name == "es" else f"es=ei+{g_shaft}"
    hole = f"EI=0, ES=EI+{g_hole}"
    if fit.level == 3:
        words = Text(
            f"孔{fit.hole}：{hole}；轴{fit.shaft}：{rule}；查下表（μm）。",
            f"Hole {fit.hole}: {hole}; shaft {fit.shaft}: {rule}; read the values (μm) from the table.",
        )
        return (fixed(words[lang]), *neighbours(fit, lang))
    numbers = f"{g_hole}={fit.it_hole}, {g_shaft}={fit.it_shaft}"
    base = f"{fit.base_name}={signed(fit.base)}"
    words = Text(
        f"孔{fit.hole}：{hole}；轴{fit.shaft}：{base}, {rule}；{numbers}（μm）。",
        f"Hole {fit.hole}: {hole}; shaft {fit.shaft}: {base}, {rule}; {numbers} (μm). ",
    )
    return (fixed(words[lang]),)


class FitRecord(Json[Fit]):
    """Limit deviations of the shaft, extreme clearances and kind of fit."""

    name = "fit_record"
    title = Text("计算孔轴配合并判类别", "Compute a fit and its kind")
    cases = ("clearance", "transition", "interference")
    worded = ("kind",)  # the letter of the shaft names the kind; the four deviations have to be worked out
    schema = {
        "es": Field(Text("es", "es"), "integer", Text("μm", "μm")),
        "ei": Field(Text("ei", "ei"), "integer", Text("μm", "μm")),
        "x_max": Field(Text("Xmax", "Xmax"), "integer", Text("μm", "μm")),
        "x_min": Field(Text("Xmin", "Xmin"), "integer", Text("μm", "μm")),
        "kind": Field(Text("配合类别", "kind"), "choice", terms=KINDS),
    }
    zh = (
        "图纸要求孔轴配合{=φ}{D} {code}（{=GB/T 1800.1-2020}，基孔制）。{given}请填写轴的{=极限偏差es和ei}，{=Xmax=ES-ei}、{=Xmin=EI-es}（{=负为过盈}），并判定类别：{rule}。",
        "工艺员核对{=φ}{D} {code}孔轴配合（{=GB/T 1800.1-2020}）。{given}求轴的{=极限偏差es、ei}，并算{=Xmax=ES-ei}和{=Xmin=EI-es}（{=负为过盈}），最后说明属于哪一类：{rule}。",
    )
    en = (
        "A drawing calls for the hole-basis fit {=φ}{D} {code} ({=GB/T 1800.1-2020, ISO 286-1}). {given}Find the shaft's {=upper and lower limit deviations es and ei}, the clearances {=Xmax = ES - ei} and {=Xmin = EI - es} ({=negative means interference}), and name the kind of fit: {rule}.",
        "A process engineer checks the fit {=φ}{D} {code} of a hole and a shaft by {=GB/T 1800.1-2020 (ISO 286-1)}. {given}Work out the {=limit deviations es and ei} of the shaft, then {=Xmax = ES - ei} and {=Xmin = EI - es} ({=negative means interference}), and say which kind it is: {rule}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Fit | None:
        return draw_fit(rng, level, case)

    def solve(self, record: Fit) -> Answer:
        x_max, x_min = record.it_hole - record.ei, -record.es
        return {"es": record.es, "ei": record.ei, "x_max": x_max, "x_min": x_min, "kind": kind_of(record)}

    def check(self, record: Fit) -> Answer:
        """Widths and centres instead of ends: the shaft's deviations follow from the two clearances."""
        again = make_fit(record.D, record.code)  # from the tables, by size and code, as the item prints them
        x_max, x_min, kind = kind_by_centres(again)
        return {"es": -x_min, "ei": again.it_hole - x_max, "x_max": x_max, "x_min": x_min, "kind": kind}

    def fields(self, record: Fit, lang: Lang) -> Mapping[str, object]:
        return {"D": record.D, "code": record.code, "given": given(record, lang), "rule": KIND_RULE}


@dataclass(frozen=True, slots=True)
class Question:
    """Which extreme of a fit is asked; at level 3 a change notice has replaced the shaft `old` by the one of `fit`."""

    fit: Fit
    old: Fit
    asked: str
    Ra: str
    below: int
    """How many wrong options lie below the right one, as far as the slips allow."""


#: In μm: no wrong option is smaller or larger, for what no fit could have gives itself away; a right one is at least
#: SMALLEST, so that wrong ones find room below it.
LEAST, SMALLEST, MOST = 8, 12, 250


def mm(um: int | Decimal) -> Decimal:
    """μm to mm, to whole micrometres."""
    return (Decimal(um) / 1000).quantize(Decimal("0.001"))


def extreme(fit: Fit, asked: str) -> int:
    """In μm, from the deviations: ES - ei, EI - es, es - EI or ei - ES."""
    return {
        "max_clearance": fit.it_hole - fit.ei,
        "min_clearance": -fit.es,
        "max_interference": fit.es,
        "min_interference": fit.ei - fit.it_hole,
    }[asked]


class ExtremeOfFit(Letter[Question]):
    """Pick the extreme clearance or interference in mm."""

    name = "extreme_of_fit"
    title = Text("选出极限间隙或过盈", "Pick the extreme clearance or interference")
    cases = tuple(ASKED)
    unit = "mm"
    places = 3
    zh = (
        "装配工艺员要核对一处基孔制孔轴配合，公称尺寸{=φ}{D} mm：{data}。按{=GB/T 1800.1-2020}，装配后的{asked}应该是多少？",
        "公称尺寸为{=φ}{D} mm的一对孔和轴装在一起，两者的公差情况如下：{data}。请从选项里选出这对零件的{asked}（{=GB/T 1800.1-2020}）。",
    )
    en = (
        "An assembly planner checks a hole and shaft of basic size {=φ}{D} mm, hole basis: {data}. By {=GB/T 1800.1-2020 (ISO 286-1)}, what is the {asked} after assembly?",
        "A hole and a shaft of basic size {=φ}{D} mm go together with these tolerances: {data}. Choose the {asked} of the pair ({=GB/T 1800.1-2020, ISO 286-1}).",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Question | None:
        fit = draw_fit(rng, level, rng.choice(SUITS[case]))
        if fit is None or not SMALLEST <= extreme(fit, case) <= MOST:
            return None
        others = [code for code in FITS[kind_of(fit)] if code[:2] == fit.hole and code != fit.code]
        old = make_fit(fit.D, rng.choice(others), level)
        return Question(fit, old, case, rng.choice(("0.8", "1.6", "3.2")), rng.below(4))

    def solve(self, record: Question) -> Answer:
        return mm(extreme(record.fit, record.asked))

    def check(self, record: Question) -> Answer:
        """All four pairings of the limit sizes, in mm: the extremes are the largest and the smallest difference."""
        fit = record.fit
        holes = (Decimal(fit.D), fit.D + Decimal(fit.it_hole).scaleb(-3))
        shafts = (fit.D + Decimal(fit.es).scaleb(-3), fit.D + Decimal(fit.ei).scaleb(-3))
        gaps = [hole - shaft for hole, shaft in product(holes, shafts)]
        sign = 1 if record.asked.endswith("clearance") else -1
        extreme_of = max if record.asked.startswith("max") else min
        return extreme_of(sign * gap for gap in gaps)

    def slips(self, record: Question) -> Mapping[str, Answer]:
        fit, gold = record.fit, extreme(record.fit, record.asked)
        side, kind = record.asked.split("_")
        wrong: dict[str, int | Decimal] = {
            "superseded shaft": extreme(record.old, record.asked) if fit.level == 3 else 0,
            "the other extreme": extreme(fit, ("min_" if side == "max" else "max_") + kind),
            "shaft tolerance counted twice": gold + fit.it_shaft,
            "shaft tolerance left out": abs(gold - fit.it_shaft),
            "hole tolerance left out": abs(gold - fit.it_hole),
            "both tolerances left out": abs(gold - fit.it_hole - fit.it_shaft),
            "hole tolerance counted twice": gold + fit.it_hole,
            "half the shaft tolerance": abs(gold - Decimal(fit.it_shaft) / 2),
            "upper from upper": abs(fit.it_hole - fit.es),
            "lower from lower": abs(fit.ei),
            "sign of the shaft lost": abs(fit.it_hole + fit.ei),
            "radius for diameter": Decimal(gold) / 2,
            "doubled": gold * 2,
        }
        likely = {slip: mm(um) for slip, um in wrong.items() if LEAST <= um <= MOST}
        return either_side(likely, mm(gold), record.below, gap="0.002")

    def fields(self, record: Question, lang: Lang) -> Mapping[str, object]:
        return {"D": record.fit.D, "asked": ASKED[record.asked], "data": tolerances(record)}


def tolerances(record: Question) -> Text:
    """Deviations in mm, the rule with grades in μm, or two shafts in μm of which a change notice keeps the second."""
    fit, old = record.fit, record.old
    if fit.level == 1:
        hole, shaft = f"{signed(fit.it_hole, 3)}/0", f"{signed(fit.es, 3)}/{signed(fit.ei, 3)}"
        return Text(
            f"孔的上/下极限偏差{hole} mm，轴的上/下极限偏差{shaft} mm",
            f"upper/lower limit deviations of the hole {hole} mm, of the shaft {shaft} mm",
        )
    if fit.level == 2:
        grades = f"IT{fit.hole[1:]}={fit.it_hole} μm, IT{fit.shaft[1:]}={fit.it_shaft} μm"
        base = f"{fit.base_name}={signed(fit.base)} μm"
        return Text(
            f"孔{fit.hole}（EI=0），轴{fit.shaft}（{base}），{grades}",
            f"hole {fit.hole} (EI=0), shaft {fit.shaft} ({base}), {grades}",
        )
    now, before = (
        f"{fit.shaft} ({signed(fit.es)}/{signed(fit.ei)} μm)",
        f"{old.shaft} ({signed(old.es)}/{signed(old.ei)} μm)",
    )
    hole = f"{fit.hole} ({signed(fit.it_hole)}/0 μm)"
    return Text(
        f"孔{hole}；轴原为{before}，更改单改为{now}，以更改单为准；表面粗糙度Ra {record.Ra} μm",
        f"hole {hole}; the shaft was {before}, the change notice makes it {now} and prevails; roughness Ra {record.Ra} μm",
    )


class Fits(Task):
    """What a tolerance or a measured deviation on a drawing means for assembly."""

    domain, name, tier = "automotive_parts", "fits", "medium"
    title = Text("配合与几何公差", "Fits and geometrical tolerances")
    sources = (IT.standard, FD.standard, "glossary printed in the item (GB/T 1182-2018)")
    families = (FitRecord(), ExtremeOfFit(), GeometricCharacteristic())
