"""Seismic requirements of HRB400E bars, and a weighing record in which something may be missing.

Every requirement is printed in the item; `critical` is overlooking a broken one, or a number where a datum is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from harness.kit import INSUFFICIENT, Answer, Labels, Lang, Letter, Rng, Text, exact, rounded
from tasks.steel.beside import PLACES, beside
from tasks.steel.rebar_lot import REBAR, RULE, SIZES, Lot, deviation, draw_lot, table_words, theoretical

SEISMIC = REBAR.data["HRB400E"]
NOMINAL = SEISMIC["ReL"]
BREACHES = {
    "agt": Text("最大力总延伸率", "elongation at maximum force"),
    "over": Text("屈标比", "yield over nominal"),
    "ratio": Text("强屈比", "strength ratio"),
}
PI = Decimal("3.1416")  # the value the item tells everybody to use
SEISMIC_WORDS = Text(
    "强屈比Rm/ReL≥1.25，屈标比ReL/400≤1.30（两个比值先按GB/T 8170-2008修约到0.01，此前不修约），最大力总延伸率Agt≥9.0 %（GB/T 1499.2-2018，HRB400E）",
    "strength ratio Rm/ReL ≥ 1.25, yield over nominal ReL/400 ≤ 1.30 (both ratios rounded to 0.01 to GB/T 8170-2008, nothing before them), elongation at maximum force Agt ≥ 9.0 % (GB/T 1499.2-2018, HRB400E)",
)
HOW = Text(
    f"ReL=FeL÷S，Rm=Fm÷S（FeL、Fm为下屈服力和最大力），S=π÷4×d²（π取{PI}），Agt=最大力时标距的伸长÷原标距×100 %",
    f"ReL = FeL / S, Rm = Fm / S (FeL, Fm: lower yield force and maximum force), S = π/4 × d² (π = {PI}), Agt = extension of the gauge length at maximum force / original gauge length × 100 %",
)


@dataclass(frozen=True, slots=True)
class Pulled:
    """A bar of nominal diameter `d` in mm: forces at yield and at most in kN, gauge length and its extension in mm."""

    d: int
    FeL: Decimal
    Fm: Decimal
    gauge: int
    longer: Decimal
    level: int


class SeismicBar(Labels[Pulled]):
    """Every seismic requirement that a bar breaks, from the readings of the tensile machine."""

    name = "seismic_bar"
    title = Text("找出不满足的抗震指标", "Find the seismic requirements broken")
    cases = ("none", "agt", "over", "ratio", "agt+over", "agt+ratio", "over+ratio", "agt+over+ratio")
    critical = Text("漏报不满足的抗震指标", "overlooks a seismic requirement that the bar breaks")
    terms = BREACHES
    zh = (
        "某工程抗震结构用{=公称直径}{d}{= mm的HRB400E}钢筋，拉伸记录：{=下屈服力FeL=}{FeL}{= kN，最大力Fm=}{Fm}{= kN}，{gauge}{idle}。{how}。要求：{rule}。请逐项核对后指出{=哪些要求不满足}。",
        "监理复核一根{=HRB400E}钢筋（{=公称直径}{d}{= mm}）的抗震指标，试验机打印：{gauge}，{=Fm=}{Fm}{= kN，FeL=}{FeL}{= kN}{idle}。规定为{rule}；{how}。请列出{=不合格}的指标。",
    )
    en = (
        "An {=HRB400E} bar of {=nominal diameter} {d}{= mm} for a seismic structure was pulled: {=lower yield force FeL} {FeL}{= kN, maximum force Fm} {Fm}{= kN}, {gauge}{idle}. {how}. Requirements: {rule}. Say {=which of them it does not meet}.",
        "A supervisor reviews the seismic values of an {=HRB400E} bar ({=nominal diameter} {d}{= mm}). The machine printed: {gauge}, {=Fm} {Fm}{= kN, FeL} {FeL}{= kN}{idle}. The rules are {rule}; {how}. List every requirement that is {=broken}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Pulled:
        d = rng.choice(tuple(SIZES))
        stress = rng.between(530, 560) if "over" in case else rng.between(410, 508)
        ratio = rng.between(112, 121) if "ratio" in case else rng.between(129, 140)
        agt = rng.between(70, 86) if "agt" in case else rng.between(94, 115)
        yield_force = rounded(stress * area(d) / 1000, 2 if d < 20 else 1)
        most = rounded(exact(yield_force) * Fraction(ratio, 100), 2 if d < 20 else 1)
        gauge = 10 * rng.between(10, 20)
        return Pulled(d, yield_force, most, gauge, rounded(Fraction(gauge * agt, 1000), 1), level)

    def solve(self, record: Pulled) -> Answer:
        ratio = rounded(exact(record.Fm) / exact(record.FeL), 2)
        over = rounded(exact(record.FeL) * 1000 / area(record.d) / NOMINAL, 2)
        broken = {
            "agt": exact(record.longer) / record.gauge * 100 < SEISMIC["Agt"],
            "over": over > SEISMIC["ReL_over_nominal_max"],
            "ratio": ratio < SEISMIC["Rm_over_ReL_min"],
        }
        return tuple(name for name, bad in broken.items() if bad)

    def check(self, record: Pulled) -> Answer:
        # without a division: each reading against the one that just passes; guard bands cover the rounding
        section = exact(PI) * record.d * record.d / 4
        out = ["agt"] if 100 * exact(record.longer) < 9 * record.gauge else []
        out += ["over"] if 1000 * exact(record.FeL) > 520 * section else []
        return (*out, "ratio") if 4 * exact(record.Fm) < 5 * exact(record.FeL) else tuple(out)

    def harms(self, answer: Answer, record: Pulled) -> bool:
        gold = self.solve(record)
        return isinstance(answer, tuple) and isinstance(gold, tuple) and not set(gold) <= set(answer)

    def fields(self, record: Pulled, lang: Lang) -> Mapping[str, object]:
        idle = Text("", "")
        if record.level > 1:
            mass = SIZES[record.d]
            idle = Text(f"，每米理论质量{mass} kg", f", theoretical mass {mass} kg per metre")
        gauge = Text(
            f"原标距{record.gauge} mm，最大力时伸长{record.longer} mm",
            f"original gauge length {record.gauge} mm, extension at maximum force {record.longer} mm",
        )
        if record.level == 3:  # the length itself is read
            long = record.gauge + record.longer
            gauge = Text(
                f"原标距{record.gauge} mm，最大力时标距伸长到{long} mm",
                f"original gauge length {record.gauge} mm, stretched to {long} mm at maximum force",
            )
        return {
            "d": record.d, "FeL": record.FeL, "Fm": record.Fm, "gauge": gauge, "idle": idle, "how": HOW,
            "rule": SEISMIC_WORDS,
        }  # fmt: skip


def area(d: int) -> Fraction:
    """Nominal section of a bar in mm²."""
    return exact(PI) / 4 * d * d


# --- does the weighing record suffice --------------------------------------------------------------

#: Data that may be missing: the first two matter, the others do not.
VITAL, IDLE = ("length", "tray"), ("heat", "core")


@dataclass(frozen=True, slots=True)
class Weighing:
    """A lot weighed on a tray of `tray` grams, with one datum `gone`; `short` is the piece whose length may be."""

    lot: Lot
    tray: int
    gone: str
    short: int
    heat: int
    core: Decimal
    case: str
    turn: int


class MissingWeight(Letter[Weighing]):
    """The deviation from a record in which one datum is always missing: sometimes one that matters."""

    name = "missing_weight"
    title = Text("选重量偏差或判信息不足", "Weight deviation, or abstain")
    cases = PLACES
    critical = Text("缺数据仍报出重量偏差", "reports a deviation although a datum that it needs is missing")
    zh = (
        "取样记录：{=HRB400E}钢筋{=公称直径}{d}{= mm}，5支试样长度{lengths}，{=连托盘总重}{gross}{= kg}，{rest}。{table}。规定（{=GB/T 1499.2-2018}）：{rule}。这组试样的{=重量偏差}是哪一项？数据不够就选{=信息不足}。",
        "资料员补录一份钢筋称重单（{=HRB400E，公称直径}{d}{= mm}）：{rest}，{=连托盘总重}{gross}{= kg}，5支长度{lengths}。按{=GB/T 1499.2-2018}，{rule}。{table}。请选出{=重量偏差}，凭现有数据算不出来时选{=信息不足}。",
    )
    en = (
        "Sampling record: {=HRB400E} bars, {=nominal diameter} {d}{= mm}, five pieces of {lengths}; {=gross mass with the tray} {gross}{= kg}; {rest}. {table}. Rule ({=GB/T 1499.2-2018}): {rule}. Which option is the {=weight deviation}? Choose {=INSUFFICIENT} if the data do not give it.",
        "A clerk copies a weighing slip ({=HRB400E, nominal diameter} {d}{= mm}): {rest}; {=gross mass with the tray} {gross}{= kg}; five pieces of {lengths}. By {=GB/T 1499.2-2018}, {rule}. {table}. Pick the {=weight deviation}; if these data cannot tell, choose {=INSUFFICIENT}.",
    )  # fmt: skip

    def draw(self, rng: Rng, level: int, case: str) -> Weighing:
        tenths = rng.between(4, 65)
        lot = draw_lot(
            rng, level, rng.choice(tuple(SIZES)[2:]), tenths if rng.chance(1, 2) else -tenths, longest=570
        )
        gone = rng.choice(VITAL if case == "missing" else IDLE)
        tray = 10 * max(2, lot.grams * rng.between(4, 12) // 1000)
        core = rounded(lot.d * Fraction(rng.between(955, 975), 1000), 1)
        return Weighing(lot, tray, gone, rng.below(5), rng.between(100000, 999999), core, case, rng.below(12))

    def solve(self, record: Weighing) -> Answer:
        return INSUFFICIENT if record.gone in VITAL else f"{deviation(record.lot):+} %"

    def check(self, record: Weighing) -> Answer:
        # let the missing datum be something else: if the deviation moves, it cannot be known
        lot, gross = record.lot, record.lot.grams + record.tray
        values = set()
        for change in (0, 25):
            longer = change if record.gone == "length" else 0
            tray = record.tray * (1 if record.gone != "tray" or not change else 3)
            lengths = tuple(one + longer * (n == record.short) for n, one in enumerate(lot.lengths))
            ideal = SIZES[lot.d] * sum(lengths)
            values.add((100 * (gross - tray) / ideal - 100).quantize(Decimal("0.1"), "ROUND_HALF_EVEN"))
        return INSUFFICIENT if len(values) > 1 else f"{values.pop():+} %"

    def slips(self, record: Weighing) -> Mapping[str, Answer]:
        lot, right = record.lot, deviation(record.lot)
        ideal, net = theoretical(lot) * 1000, Fraction(lot.grams)
        by_length = {
            "the longest length for all five": max(lot.lengths), "the shortest length for all five": min(lot.lengths),
            "500 mm for each piece": 500, "the first length for all five": lot.lengths[0], "the last length for all five": lot.lengths[-1],
        }  # fmt: skip
        wrong = {slip: net / (5 * one * exact(SIZES[lot.d])) for slip, one in by_length.items()}
        wrong |= {
            "tray not taken off": (net + record.tray) / ideal,
            "tray taken off twice": (net - record.tray) / ideal,
            "sign turned round": 2 - net / ideal,
        }
        # all 100 up, so that deviations of either sign are ordered as positive numbers
        kept = {slip: rounded(100 * share, 1) for slip, share in wrong.items()}
        options = beside(kept, right + 100, record.case, record.turn, "0.3")
        return {
            slip: f"{value - 100:+} %" if isinstance(value, Decimal) else value
            for slip, value in options.items()
        }

    def harms(self, answer: Answer, record: Weighing) -> bool:
        return answer != INSUFFICIENT and record.gone in VITAL

    def fields(self, record: Weighing, lang: Lang) -> Mapping[str, object]:
        lot, unknown = record.lot, Text("未记录", "not recorded")
        lengths = [str(one) for one in lot.lengths]
        if record.gone == "length":
            lengths[record.short] = unknown[lang]
        rest = {
            "tray": (Text("托盘重", "tray mass"), f"{Decimal(record.tray) / 1000:.3f} kg"),
            "heat": (Text("炉号", "heat number"), str(record.heat)),
            "core": (Text("实测内径", "measured core diameter"), f"{record.core} mm"),
        }
        shown = [
            f"{word[lang]}{' ' * (lang == 'en')}{unknown[lang] if name == record.gone else value}"
            for name, (word, value) in rest.items()
        ]
        return {
            "d": lot.d, "gross": (Decimal(lot.grams + record.tray) / 1000).quantize(Decimal("0.001")), "table": table_words(lot), "rule": RULE,
            "lengths": ("、" if lang == "zh" else ", ").join(lengths) + " mm", "rest": ("，" if lang == "zh" else ", ").join(shown),
        }  # fmt: skip
