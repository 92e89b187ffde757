"""Judging a tensile sheet: release or not, and which property is out.

The limits of Q235B are printed in every item that uses them; `critical` is letting a bad result pass.
Draws keep clear of every limit, so that rounding before or after the comparison changes no verdict.
"""

from collections.abc import Mapping
from decimal import Decimal

from harness.kit import (
    Answer,
    Field,
    Json,
    Labels,
    Lang,
    Rng,
    Text,
    fact,
    within,
)
from tasks.steel.tensile_sheet import (
    JUDGED,
    JUDGED_RULES,
    Piece,
    draw_piece,
    report,
    report_again,
)

Q235 = fact(__package__, "steel.tensile.q235").data
LOW_RM, HIGH_RM = Q235["Rm_MPa"]
LIMITS = Text(
    "厚度≤16 mm时ReH≥235 MPa，>16～40 mm时≥225 MPa；Rm为370～500 MPa；A≥26 %（GB/T 700-2006）",
    "ReH ≥ 235 MPa up to 16 mm, ReH ≥ 225 MPa over 16 to 40 mm; Rm 370 to 500 MPa; A ≥ 26 % (GB/T 700-2006, Q235B)",
)
VERDICT = {"pass": Text("合格", "acceptable"), "fail": Text("不合格", "not acceptable")}
PROPERTIES = {
    "ReH": Text("上屈服强度", "upper yield strength"),
    "Rm": Text("抗拉强度", "tensile strength"),
    "A": Text("断后伸长率", "elongation"),
}


def least_yield(t: int) -> int:
    """The printed limit of ReH for a plate of this thickness."""
    return next(int(row["v"]) for row in Q235["ReH_min_MPa"] if t <= row["t_max_mm"])


def draw_judged(rng: Rng, level: int, bad: set[str]) -> Piece:
    """A sheet that breaks exactly the limits of `bad`, by at least 6 MPa or 1 per cent."""
    t = rng.choice((12, 14, 16, 18, 20, 25, 30, 36, 40))
    yield_ = least_yield(t)
    upper = yield_ - rng.between(6, 30) if "ReH" in bad else yield_ + rng.between(6, 70)
    strength = rng.between(LOW_RM + 6, HIGH_RM - 6)
    if "Rm" in bad:
        strength = (
            rng.between(LOW_RM - 30, LOW_RM - 6)
            if rng.chance(1, 2)
            else rng.between(HIGH_RM + 6, HIGH_RM + 40)
        )
    a = rng.decimal("18.0", "25.0", "0.2") if "A" in bad else rng.decimal("27.0", "36.0", "0.2")
    return draw_piece(rng, level, upper, strength, a, t)


def broken(piece: Piece) -> tuple[str, ...]:
    """Properties of the rounded report that are out of their limits."""
    r = report(piece)
    out = {
        "ReH": r["ReH"] < least_yield(piece.t),
        "Rm": not LOW_RM <= r["Rm"] <= HIGH_RM,
        "A": r["A"] < Q235["A_min_pct_t_le_40"],
    }
    return tuple(sorted(name for name, bad in out.items() if bad))


def broken_by_raw_data(piece: Piece) -> tuple[str, ...]:
    """The same without computing a strength: raw forces and length against the ones that the limits stand for."""
    area = Decimal("0.7854") * piece.d0 * piece.d0
    out = []
    if piece.Lu < piece.L0 * Decimal("1.26"):
        out.append("A")
    if piece.FeH * 1000 < (235 if piece.t <= 16 else 225) * area:
        out.append("ReH")
    if not 370 * area <= piece.Fm * 1000 <= 500 * area:
        out.append("Rm")
    return tuple(out)


def upper_first(piece: Piece) -> Text:
    """The upper yield force, which RAW leaves to `idle`; the lower one beside it is the trap."""
    return Text(f"上屈服力FeH={piece.FeH} kN，", f"upper yield force FeH = {piece.FeH} kN, ")


# --- release or not --------------------------------------------------------------------------------


class SheetVerdict(Json[Piece]):
    """ReH, Rm and A, and whether the plate is acceptable."""

    name = "sheet_verdict"
    title = Text("判定钢板拉伸是否合格", "Judge a tensile test")
    cases = ("pass", "fail")
    critical = Text("性能超出限值的钢板被判为合格", "accepts a plate with a property out of its limits")
    schema = {
        "ReH": Field(Text("ReH", "ReH"), "number", Text("单位MPa", "MPa"), tolerance=within("1")),
        "Rm": Field(Text("Rm", "Rm"), "number", Text("单位MPa", "MPa"), tolerance=within("1")),
        "A": Field(Text("A", "A"), "number", Text("单位%", "per cent"), tolerance=within("0.05")),
        "verdict": Field(Text("结论", "verdict"), "choice", terms=VERDICT),
    }
    zh = (
        "{=厚}{t}{= mm的Q235B}钢板取圆形试样做拉伸（{=GB/T 228.1-2021}），原始记录："
        + JUDGED.zh
        + "。{rules}。限值：{limits}。请算出结果，并用{=修约后}的值判定是否{=合格}。",
        "质检员要判一张{=Q235B}钢板（{=厚度}{t}{= mm}）能否放行。标准规定：{limits}。拉伸记录（{=GB/T 228.1-2021，圆形试样}）："
        + JUDGED.zh
        + "。{rules}。以{=修约后}的结果为准给出结论。",
    )
    en = (
        "A round piece from {=Q235B} plate {t}{= mm thick} was pulled to {=GB/T 228.1-2021}. Raw sheet: " + JUDGED.en + ". {rules}. Limits: {limits}. Work out the results and say from the {=rounded} values whether the plate is {=acceptable}.",
        "An inspector must decide on a {=Q235B} plate, {=thickness} {t}{= mm}. Limits: {limits}. Tensile record ({=GB/T 228.1-2021, round piece}): " + JUDGED.en + ". {rules}. Judge by the {=rounded} results.",
    )  # fmt: skip

    def draw(self, rng: Rng, level: int, case: str) -> Piece:
        bad = {rng.choice(tuple(PROPERTIES))} if case == "fail" else set()
        return draw_judged(rng, level, bad)

    def solve(self, record: Piece) -> Answer:
        r = report(record)
        return {"ReH": r["ReH"], "Rm": r["Rm"], "A": r["A"], "verdict": "fail" if broken(record) else "pass"}

    def check(self, record: Piece) -> Answer:
        r = report_again(record)
        return {
            "ReH": r["ReH"],
            "Rm": r["Rm"],
            "A": r["A"],
            "verdict": "fail" if broken_by_raw_data(record) else "pass",
        }

    def harms(self, answer: Answer, record: Piece) -> bool:
        return isinstance(answer, Mapping) and answer.get("verdict") == "pass" and bool(broken(record))

    def fields(self, record: Piece, lang: Lang) -> Mapping[str, object]:
        return {
            **super().fields(record, lang),
            "rules": JUDGED_RULES,
            "limits": LIMITS,
            "idle": upper_first(record),
        }


# --- which property --------------------------------------------------------------------------------


class BrokenProperty(Labels[Piece]):
    """Every property out of its limits; from level 2 on from the raw sheet, on level 1 from the finished report."""

    name = "broken_property"
    title = Text("找出不合格的拉伸性能", "Find the failing tensile properties")
    cases = ("none", "ReH", "Rm", "A", "ReH+Rm", "ReH+A", "Rm+A", "ReH+Rm+A")
    critical = Text("漏报超出限值的性能", "overlooks a property that is out of its limits")
    terms = PROPERTIES
    zh = (
        "一张{=厚}{t}{= mm的Q235B}钢板按{=GB/T 228.1-2021}用圆形试样做了拉伸，{sheet}。限值：{limits}。请质检员指出{=哪些性能不合格}。",
        "复核拉伸报告：钢板牌号{=Q235B}，{=厚度}{t}{= mm}，{sheet}。试验按{=GB/T 228.1-2021}（圆形试样），验收按{limits}。请列出所有{=超出规定}的性能。",
    )
    en = (
        "A round piece from {=Q235B} plate {t}{= mm thick} was pulled to {=GB/T 228.1-2021}; {sheet}. Limits: {limits}. Say {=which properties are out of limits}.",
        "Review of a tensile report: {=Q235B} plate, {=thickness} {t}{= mm}, round piece to {=GB/T 228.1-2021}; {sheet}. Acceptance by {limits}. List every property that {=breaks its limit}.",
    )  # fmt: skip

    def draw(self, rng: Rng, level: int, case: str) -> Piece:
        return draw_judged(rng, level, set() if case == "none" else set(case.split("+")))

    def solve(self, record: Piece) -> Answer:
        return broken(record)

    def check(self, record: Piece) -> Answer:
        return broken_by_raw_data(record)

    def harms(self, answer: Answer, record: Piece) -> bool:
        return isinstance(answer, tuple) and not set(broken(record)) <= set(answer)

    def fields(self, record: Piece, lang: Lang) -> Mapping[str, object]:
        p, r = record, report(record)
        finished = (
            f"ReH {r['ReH']} MPa{{}}ReL {r['ReL']} MPa{{}}Rm {r['Rm']} MPa{{}}A {r['A']} %{{}}Z {r['Z']} %"
        )
        sheet = Text(
            "修约后的结果为" + finished.replace("{}", "，"),
            "the rounded results are " + finished.replace("{}", ", "),
        )
        if record.level > 1:
            low = p.level == 3
            sheet = Text(
                f"d0={p.d0} mm，L0={p.L0} mm，上屈服力FeH={p.FeH} kN，" + f"下屈服力FeL={p.FeL} kN，" * low + f"最大力Fm={p.Fm} kN，断后标距Lu={p.Lu} mm。{JUDGED_RULES.zh}",
                f"d0 = {p.d0} mm, L0 = {p.L0} mm, upper yield force FeH = {p.FeH} kN, " + f"lower yield force FeL = {p.FeL} kN, " * low + f"maximum force Fm = {p.Fm} kN, final gauge length Lu = {p.Lu} mm. {JUDGED_RULES.en}",
            )  # fmt: skip
        return {"t": p.t, "sheet": sheet, "limits": LIMITS}
