"""Process capability: Cp and Cpk from limits, mean and spread, and what the printed release rule makes of them.

Indices, divisors and rule are printed in the record items; golds are exact fractions rounded once. Never draws a
Cpk within the guard band of a step of the rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from harness.kit import (
    Answer,
    Exact,
    Field,
    Json,
    Lang,
    Letter,
    Rng,
    Text,
    either_side,
    exact,
    fact,
    near,
    rounded,
    within,
)

SPC = fact(__package__, "auto.spc")
D2 = dict(zip(SPC.data["n"], SPC.data["d2"], strict=True))
DECISIONS = {
    "release": Text("批准", "release"),
    "conditional": Text("有条件批准", "conditional"),
    "stop": Text("不批准", "stop"),
}
ORDER = tuple(DECISIONS)
STEPS = (Decimal("1.67"), Decimal("1.33"))
RULE = Text(
    f"Cpk≥{STEPS[0]}批准，{STEPS[1]}≤Cpk＜{STEPS[0]}有条件批准，Cpk＜{STEPS[1]}不批准",
    f"Cpk ≥ {STEPS[0]} release, {STEPS[1]} ≤ Cpk < {STEPS[0]} conditional, Cpk < {STEPS[1]} stop",
)
FORMULAS = Text(
    "Cp=(USL-LSL)/6σ，Cpk=min(USL-x̄, x̄-LSL)/3σ", "Cp = (USL - LSL)/6σ, Cpk = min(USL - x̄, x̄ - LSL)/3σ"
)
BANDS = {"release": (172, 230), "conditional": (138, 162), "stop": (70, 128)}
UM, TENTH_UM = Decimal("0.001"), Decimal("0.0001")
SHIFTS = tuple(map(Decimal, ("-0.010", "0.000", "0.010", "0.020")))  # of mid-tolerance from the nominal

FEATURES = (
    Text("轴颈直径", "journal diameter"),
    Text("活塞销孔径", "piston-pin bore"),
    Text("阀座深度", "valve-seat depth"),
    Text("法兰厚度", "flange thickness"),
    Text("齿轮内孔", "gear bore"),
    Text("衬套长度", "bush length"),
)


@dataclass(frozen=True, slots=True)
class Process:
    """A characteristic in mm: nominal, limit deviations, mean and standard deviation within subgroups.

    `rbar` and `n` give that deviation at level 3 (R̄/d2); `s_all` is the overall one, `old` an earlier mean: both idle.
    """

    feature: int
    nominal: int
    upper: Decimal
    lower: Decimal
    mean: Decimal
    s: Decimal
    rbar: Decimal
    n: int
    s_all: Decimal
    old: Decimal
    level: int
    below: int
    """How many wrong options of the choice item lie below the right one."""

    @property
    def usl(self) -> Decimal:
        return self.nominal + self.upper

    @property
    def lsl(self) -> Decimal:
        return self.nominal + self.lower


def sigma(process: Process) -> Fraction:
    return exact(process.rbar) / exact(D2[process.n]) if process.level == 3 else exact(process.s)


def indices(process: Process) -> tuple[Fraction, Fraction]:
    """Cp and Cpk by their definitions."""
    s, mean = sigma(process), exact(process.mean)
    usl, lsl = exact(process.usl), exact(process.lsl)
    return (usl - lsl) / (6 * s), min(usl - mean, mean - lsl) / (3 * s)


def indices_by_offset(process: Process) -> tuple[Fraction, Fraction]:
    """Cp from half the tolerance, Cpk = Cp (1 - k) with k the offset from mid-tolerance over half the tolerance."""
    half = (exact(process.upper) - exact(process.lower)) / 2
    middle = process.nominal + (exact(process.upper) + exact(process.lower)) / 2
    cp = half / (3 * sigma(process))
    return cp, cp * (1 - abs(exact(process.mean) - middle) / half)


def decision(cpk: Exact) -> str:
    return "release" if cpk >= STEPS[0] else "conditional" if cpk >= STEPS[1] else "stop"


def draw_process(rng: Rng, level: int, aim: int, side: int) -> Process:
    """A process with a Cpk near `aim` hundredths whose mean lies towards the upper (1) or the lower (-1) limit."""
    half = rng.decimal("0.030", "0.150", "0.005")
    shift = rng.choice(SHIFTS) if level > 1 else Decimal(0)
    nominal = rng.between(8, 90)
    offset = (half * rng.between(8, 40) / 100).quantize(UM) * side
    spread = (half - abs(offset)) * 100 / (3 * aim)
    n = rng.choice((4, 5, 6))
    return Process(
        feature=rng.below(len(FEATURES)),
        nominal=nominal,
        upper=half + shift,
        lower=shift - half,
        mean=nominal + shift + offset,
        s=spread.quantize(TENTH_UM),
        rbar=(spread * D2[n]).quantize(TENTH_UM if spread < Decimal("0.01") else UM),
        n=n,
        s_all=(spread * rng.between(112, 140) / 100).quantize(TENTH_UM),
        old=nominal + shift - offset * 2 + UM,
        level=level,
        below=rng.below(4),
    )


def limits(process: Process, lang: Lang) -> str:
    """`USL 25.05, LSL 24.95` at level 1, else the nominal with its deviations."""
    if process.level == 1:
        return (
            f"USL={process.usl} mm、LSL={process.lsl} mm"
            if lang == "zh"
            else f"USL = {process.usl} mm, LSL = {process.lsl} mm"
        )
    if process.upper == -process.lower:
        return f"{process.nominal}±{process.upper} mm"
    return f"{process.nominal} ({process.upper:+}/{process.lower:+}) mm"


class Cpk(Letter[Process]):
    """Pick the Cpk among the values that usual slips give."""

    name = "cpk"
    title = Text("选出过程能力指数Cpk", "Pick the right Cpk")
    cases = ("upper", "lower")
    places = 2
    zh = (
        "某零件的{feature}要求为{limits}，过程稳定，抽样统计得均值{mean} mm，{spread}。这一特性的{=过程能力指数Cpk}是多少（保留两位小数）？",
        "质量工程师整理{feature}的控制图数据：规格{limits}，均值{mean} mm，{spread}。请选出正确的{=Cpk}值，结果保留两位小数。",
    )
    en = (
        "The {feature} of a part is specified as {limits}. The process is stable with a mean of {mean} mm; {spread}. What is the {=process capability index Cpk}, to two decimals?",
        "A quality engineer sums up the control chart of the {feature}: specification {limits}, mean {mean} mm, {spread}. Choose the right value of {=Cpk}, to two decimals.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Process:
        return draw_process(rng, level, rng.between(45, 250), 1 if case == "upper" else -1)

    def solve(self, record: Process) -> Answer:
        return rounded(indices(record)[1], 2)

    def check(self, record: Process) -> Answer:
        return rounded(indices_by_offset(record)[1], 2)

    def slips(self, record: Process) -> Mapping[str, Answer]:
        cp, cpk = indices(record)
        s = sigma(record)
        wrong = {
            "overall deviation: Ppk": cpk * s / exact(record.s_all) if record.level == 3 else Fraction(0),
            "six sigma with the near side": cpk / 2,
            "offset counted twice": 2 * cpk - cp,
            "half the tolerance over six sigma": cp / 2,
            "Cp for Cpk": cp,
            "distance to the far limit": 2 * cp - cpk,
            "offset over the whole tolerance": (cp + cpk) / 2,
            "whole tolerance over three sigma": 2 * cp,
        }
        shown = {slip: rounded(value, 2) for slip, value in wrong.items()}
        near = dict(
            sorted(shown.items(), key=lambda slip: abs(exact(slip[1]) - cpk))
        )  # far ones never look like a Cpk
        return either_side(near, rounded(cpk, 2), record.below, gap="0.02")

    def fields(self, record: Process, lang: Lang) -> Mapping[str, object]:
        return {
            "feature": FEATURES[record.feature],
            "limits": limits(record, lang),
            "mean": record.mean,
            "spread": spread_words(record),
        }


def spread_words(process: Process) -> Text:
    """The deviation within subgroups; at level 3 to be formed from the mean range, with the overall one beside it."""
    if process.level < 3:
        return Text(f"组内标准差σ={process.s} mm", f"standard deviation within subgroups σ = {process.s} mm")
    return Text(
        f"子组n={process.n}，平均极差R̄={process.rbar} mm（σ=R̄/d2，d2={D2[process.n]}），总标准差{process.s_all} mm",
        f"subgroups of n = {process.n}, mean range R̄ = {process.rbar} mm (σ = R̄/d2, d2 = {D2[process.n]}), overall standard deviation {process.s_all} mm",
    )


class CapabilityRecord(Json[Process]):
    """Cp, Cpk, the nearer limit and the decision, as a record."""

    name = "capability_record"
    title = Text("填写过程能力报告并下结论", "Report process capability and decide")
    cases = ORDER
    critical = Text(
        "批准了按规则不批准或只能有条件批准的过程", "releases a process that the rule stops or holds"
    )
    schema = {
        "cp": Field(
            Text("Cp", "Cp"), "number", Text("保留2位小数", "2 decimal places"), tolerance=within("0.01")
        ),
        "cpk": Field(
            Text("Cpk", "Cpk"), "number", Text("保留2位小数", "2 decimal places"), tolerance=within("0.01")
        ),
        "side": Field(
            Text("较近的限", "nearer limit"),
            "choice",
            terms={"usl": Text("USL", "USL"), "lsl": Text("LSL", "LSL")},
        ),
        "decision": Field(Text("结论", "decision"), "choice", terms=DECISIONS),
    }
    zh = (
        "过程能力报告：{feature}的规格为{limits}，{given}。按{formulas}计算，判断均值更靠近哪个规格限，并按规则下结论：{rule}。",
        "供应商提交{feature}的过程能力研究，规格{limits}，{given}。请用公式{formulas}核对，指出均值离哪个规格限较近，再给出审批结论。规则：{rule}。",
    )
    en = (
        "Capability report: the {feature} is specified as {limits}; {given}. Compute by {formulas}, say which limit the mean is nearer to, and decide by the rule: {rule}.",
        "A supplier submits the capability study of the {feature}, specification {limits}; {given}. Check it with {formulas}, tell which specification limit is nearer to the mean, and give the decision. Rule: {rule}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Process | None:
        process = draw_process(rng, level, rng.between(*BANDS[case]), rng.choice((1, -1)))
        cpk = indices(process)[1]
        if any(near(cpk, step, "0.02") for step in STEPS):  # guard band: twice the tolerance
            return None
        return process if decision(cpk) == case else None

    def solve(self, record: Process) -> Answer:
        cp, cpk = indices(record)
        side = "usl" if record.usl - record.mean < record.mean - record.lsl else "lsl"
        return {"cp": rounded(cp, 2), "cpk": rounded(cpk, 2), "side": side, "decision": decision(cpk)}

    def check(self, record: Process) -> Answer:
        cp, cpk = indices_by_offset(record)
        side = "usl" if 2 * record.mean > record.usl + record.lsl else "lsl"
        return {
            "cp": rounded(cp, 2),
            "cpk": rounded(cpk, 2),
            "side": side,
            "decision": ORDER[sum(cpk < step for step in STEPS)],
        }

    def harms(self, answer: Answer, record: Process) -> bool:
        """A decision that is kinder than the rule."""
        given = answer.get("decision") if isinstance(answer, Mapping) else None
        return given in ORDER and ORDER.index(str(given)) < ORDER.index(decision(indices(record)[1]))

    def fields(self, record: Process, lang: Lang) -> Mapping[str, object]:
        return {
            "feature": FEATURES[record.feature],
            "limits": limits(record, lang),
            "given": study_words(record),
            "formulas": FORMULAS,
            "rule": RULE,
        }


def study_words(process: Process) -> Text:
    """Mean and deviation; the deviation in μm from level 2 on; at level 3 with figures from before a tool change."""
    if process.level == 1:
        return Text(
            f"均值x̄={process.mean} mm，σ={process.s} mm", f"mean x̄ = {process.mean} mm, σ = {process.s} mm"
        )
    if process.level == 2:
        um = f"{process.s * 1000:.1f}"
        return Text(f"均值x̄={process.mean} mm，σ={um} μm", f"mean x̄ = {process.mean} mm, σ = {um} μm")
    um = f"{process.rbar * 1000:.1f}"
    return Text(
        f"换刀前均值{process.old} mm（作废），换刀后x̄={process.mean} mm，R̄={um} μm，σ=R̄/d2，d2={D2[process.n]}",
        f"mean before the tool change {process.old} mm (void), after it x̄ = {process.mean} mm, R̄ = {um} μm, σ = R̄/d2, d2 = {D2[process.n]}",
    )
