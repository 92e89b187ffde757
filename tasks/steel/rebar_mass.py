"""Weight deviation of hot-rolled ribbed bars to GB/T 1499.2-2018: compute it, judge it, and say how light a lot may be.

Theoretical masses and limits are printed in every item; `rebar_checks.py` holds the seismic and the missing-datum family.
The 2024 edition is not used anywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from math import ceil, floor

from harness.kit import (
    Answer,
    Field,
    Json,
    Lang,
    Number,
    Rng,
    Task,
    Text,
    exact,
    within,
    within_share,
)
from tasks.steel.rebar_checks import MissingWeight, SeismicBar
from tasks.steel.rebar_lot import (
    LIMIT_WORDS,
    REBAR,
    RULE,
    SIZES,
    UNROUNDED,
    Lot,
    deviation,
    draw_lot,
    limit,
    table_words,
    theoretical,
)

VERDICT = {"pass": Text("合格", "acceptable"), "fail": Text("不合格", "not acceptable")}


def said(lot: Lot) -> dict[str, object]:
    """The lot in words: lengths one by one or in all, kilograms or on level 3 grams."""
    listed = "、".join(map(str, lot.lengths)), ", ".join(map(str, lot.lengths))
    total = f"{Decimal(sum(lot.lengths)) / 1000:.3f}"
    lengths = Text(f"5支试样总长{total} m", f"five pieces, {total} m in all")
    mass = Text(f"{Decimal(lot.grams) / 1000:.3f} kg", f"{Decimal(lot.grams) / 1000:.3f} kg")
    if lot.level > 1:
        lengths = Text(f"5支试样长度为{listed[0]} mm", f"five pieces of {listed[1]} mm")
    if lot.level == 3:
        mass = Text(f"{lot.grams} g", f"{lot.grams} g")
    return {
        "d": lot.d,
        "lengths": lengths,
        "mass": mass,
        "table": table_words(lot),
        "rule": RULE,
        "limits": LIMIT_WORDS,
    }


def again(lot: Lot) -> Decimal:
    """The deviation as the share of the ideal mass over 100 per cent, in decimals."""
    ideal = SIZES[lot.d] * sum(lot.lengths)
    return (100 * lot.grams / ideal - 100).quantize(Decimal("0.1"), ROUND_HALF_EVEN)


class WeightDeviation(Number[Lot]):
    """The weight deviation, with its sign."""

    name = "weight_deviation"
    title = Text("计算钢筋重量偏差", "Compute the weight deviation")
    cases = ("light", "heavy")
    unit = "%"
    places = 1
    tolerance = within("0.05")
    zh = (
        "{=HRB400E}钢筋{=公称直径}{d}{= mm}，现场截取{lengths}，{=实际总质量}{mass}。{table}。计算规定（{=GB/T 1499.2-2018}）：{rule}。请计算这组试样的{=重量偏差}，带正负号。",
        "见证取样送来一组{=公称直径}{d}{= mm的HRB400E}钢筋：{lengths}，称得{=总质量}{mass}。按{=GB/T 1499.2-2018}，{rule}。{table}。请问{=重量偏差}是多少（偏轻为负）？",
    )
    en = (
        "{=HRB400E} bars, {=nominal diameter} {d}{= mm}: {lengths}, {=actual total mass} {mass}. {table}. Rule ({=GB/T 1499.2-2018}): {rule}. Compute the {=weight deviation} of this set, with its sign.",
        "A witnessed sample of {=HRB400E} bars of {=nominal diameter} {d}{= mm} came in: {lengths}, weighing {mass} {=in all}. By {=GB/T 1499.2-2018}, {rule}. {table}. What is the {=weight deviation} (negative if light)?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Lot:
        tenths = rng.between(3, 79)
        return draw_lot(rng, level, rng.choice(tuple(SIZES)), -tenths if case == "light" else tenths)

    def solve(self, record: Lot) -> Answer:
        return deviation(record)

    def check(self, record: Lot) -> Answer:
        return again(record)

    def fields(self, record: Lot, lang: Lang) -> Mapping[str, object]:
        return said(record)


class WeightVerdict(Json[Lot]):
    """Deviation, the limit of this diameter, and the verdict."""

    name = "weight_verdict"
    title = Text("判定钢筋重量是否合格", "Judge the bars' weight")
    cases = ("pass", "fail")
    critical = Text("重量偏差超限的钢筋被判为合格", "accepts bars whose weight is out of limits")
    schema = {
        "deviation": Field(Text("重量偏差", "deviation"), "number", Text("单位%，带符号，1位小数", "per cent, signed, 1 decimal place"), tolerance=within("0.05")),
        "limit": Field(Text("允许偏差", "limit"), "number", Text("单位%，取正值", "per cent, positive")),
        "verdict": Field(Text("结论", "verdict"), "choice", terms=VERDICT),
    }  # fmt: skip
    zh = (
        "材料员进场验收{=公称直径}{d}{= mm的HRB400E}钢筋：{lengths}，{=实际总质量}{mass}。{table}。{rule}。限值：{limits}。请计算这组试样的{=重量偏差}并判定是否{=合格}。",
        "监理验收一批{=HRB400E}钢筋（{=公称直径}{d}{= mm}），允许偏差：{limits}；{rule}。{table}。试样情况：{lengths}，称得{=总质量}{mass}。请填写验收结论。",
    )
    en = (
        "Incoming inspection of {=HRB400E} bars, {=nominal diameter} {d}{= mm}: {lengths}, {=actual total mass} {mass}. {table}. Rule: {rule}. Limits: {limits}. Compute the {=weight deviation} and say whether the lot is {=acceptable}.",
        "A supervisor accepts {=HRB400E} bars ({=nominal diameter} {d}{= mm}) by these limits: {limits}; {rule}. {table}. The sample: {lengths}, weighing {mass} {=in all}. Fill in the result.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Lot:
        d = rng.choice(tuple(SIZES))
        edge = int(limit(d) * 10)
        tenths = rng.between(4, edge - 3) if case == "pass" else rng.between(edge + 3, edge + 25)
        return draw_lot(rng, level, d, tenths if rng.chance(1, 3) else -tenths)

    def solve(self, record: Lot) -> Answer:
        value, most = deviation(record), limit(record.d)
        return {"deviation": value, "limit": most, "verdict": "pass" if abs(value) <= most else "fail"}

    def check(self, record: Lot) -> Answer:
        # the scale against the lightest and the heaviest lot allowed, in grams
        most = 4 + (record.d <= 20) + (record.d <= 12)
        ideal = sum(record.lengths) * exact(SIZES[record.d])
        inside = ideal * (100 - most) <= 100 * record.grams <= ideal * (100 + most)
        return {"deviation": again(record), "limit": Decimal(most), "verdict": "pass" if inside else "fail"}

    def harms(self, answer: Answer, record: Lot) -> bool:
        return (
            isinstance(answer, Mapping)
            and answer.get("verdict") == "pass"
            and abs(deviation(record)) > limit(record.d)
        )

    def fields(self, record: Lot, lang: Lang) -> Mapping[str, object]:
        return said(record)


# --- back from the limit to the scale --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Allowed:
    """A sample whose lightest or heaviest mass is asked for; `share` of the printed limit is allowed, in per cent."""

    lot: Lot
    side: str
    share: int


class AllowedMass(Number[Allowed]):
    """The lightest or heaviest total mass that still keeps the limit, rounded to the safe side."""

    name = "allowed_mass"
    title = Text("反算合格的钢筋质量", "Work back the mass allowed")
    cases = ("lightest", "heaviest")
    critical = Text("给出的质量已经超差", "allows a mass that is out of limits")
    unit = "kg"
    places = 3
    tolerance = within_share("0.001")
    zh = (
        "{=公称直径}{d}{= mm的HRB400E}钢筋，{lengths}。{table}。{rule}。限值：{limits}。{tight}过磅前先算一下：这组试样的{=实际总质量}{asked}是多少才不超差（取到{=0.001 kg}，{side}）？",
        "验收员想知道磅秤读数的界线：{=HRB400E}钢筋{=公称直径}{d}{= mm}，{lengths}。{limits}。{rule}。{table}。{tight}请求出{=仍合格}时{=总质量}{asked}的值（取到{=0.001 kg}，{side}）。",
    )
    en = (
        "{=HRB400E} bars, {=nominal diameter} {d}{= mm}, {lengths}. {table}. Rule: {rule}. Limits: {limits}. {tight}Before weighing: what is the {asked} {=actual total mass} of this set that keeps the limit (to {=0.001 kg}, rounded {side})?",
        "An inspector wants the bounds for the scale: {=HRB400E} bars of {=nominal diameter} {d}{= mm}, {lengths}. Limits: {limits}. Rule: {rule}. {table}. {tight}Find the {asked} {=total mass} that is {=still acceptable} (to {=0.001 kg}, rounded {side}).",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Allowed:
        lot = draw_lot(rng, level, rng.choice(tuple(SIZES)), 0)
        return Allowed(lot, case, rng.choice((50, 60, 70, 80)) if level == 3 else 100)

    def solve(self, record: Allowed) -> Answer:
        most = exact(limit(record.lot.d)) / 100 * Fraction(record.share, 100)
        grams = 1000 * theoretical(record.lot) * (1 - most if record.side == "lightest" else 1 + most)
        return Decimal(ceil(grams) if record.side == "lightest" else floor(grams)).scaleb(-3)

    def check(self, record: Allowed) -> Answer:
        # piece by piece, the limit in grams a metre added to the mass of a metre
        lot = record.lot
        most = (4 + (lot.d <= 20) + (lot.d <= 12)) * SIZES[lot.d] * record.share / 10_000
        metre = SIZES[lot.d] + (most if record.side == "heaviest" else -most)
        inwards = ROUND_FLOOR if record.side == "heaviest" else ROUND_CEILING
        return sum((metre * one / 1000 for one in lot.lengths), Decimal(0)).quantize(
            Decimal("0.001"), inwards
        )

    def harms(self, answer: Answer, record: Allowed) -> bool:
        gold = self.solve(record)
        if not isinstance(answer, (int, Decimal, Fraction)) or not isinstance(gold, Decimal):
            return False
        return exact(answer) < exact(gold) if record.side == "lightest" else exact(answer) > exact(gold)

    def fields(self, record: Allowed, lang: Lang) -> Mapping[str, object]:
        asked = Text("最小", "least") if record.side == "lightest" else Text("最大", "greatest")
        side = Text("只入不舍", "up") if record.side == "lightest" else Text("只舍不入", "down")
        tight = Text("", "")
        if record.share < 100:
            tight = Text(
                f"供货协议只许用到标准允许偏差的{record.share} %。",
                f"The supply agreement allows only {record.share} % of the standard's deviation. ",
            )
        return {**said(record.lot), "asked": asked, "side": side, "tight": tight, "rule": UNROUNDED}


class RebarMass(Task):
    """Are these bars as heavy as they should be, and do they meet the seismic ratios?"""

    domain, name, tier = "steel", "rebar_mass", "medium"
    title = Text("带肋钢筋重量偏差与抗震指标", "Ribbed bars: weight deviation and seismic ratios")
    sources = (REBAR.standard, "limits printed in the item")
    families = (WeightDeviation(), WeightVerdict(), AllowedMass(), SeismicBar(), MissingWeight())
