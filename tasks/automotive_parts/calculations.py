"""Engineering checks: tightening torque of a bolt, rating life of a bearing, capability of a process.

Formulas, torque coefficients, proof stresses and divisors are printed in every item; `critical` is a torque more than
ten per cent too high, or releasing a process that the printed rule stops.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from harness.kit import Answer, Exact, Lang, Number, Rng, Task, Text, exact, fact, rounded, within_share
from tasks.automotive_parts.capability import SPC, CapabilityRecord, Cpk

THREAD = fact(__package__, "auto.thread")
BOLT = fact(__package__, "auto.bolt")
TORQUE = fact(__package__, "auto.torque")
BEARING = fact(__package__, "auto.bearing")
AREAS = {
    int(size[1:]): area for size, area in THREAD.data["As_mm2"].items() if size != "M6"
}  # 0.1 N·m is too coarse for M6
PROOF = BOLT.data["Sp_8.8"]
STATES = {
    "dry": Text("干态", "dry"),
    "oiled": Text("涂油", "oiled"),
    "coated": Text("涂层带润滑", "coated and waxed"),
}


@dataclass(frozen=True, slots=True)
class Joint:
    """A class 8.8 bolt: d in mm, As in mm², Sp in MPa, `share` of Sp in per cent, K by state, and an idle bolt count."""

    d: int
    As: Exact
    Sp: int
    share: int
    K: Mapping[str, Decimal]
    state: str
    bolts: int
    level: int
    F: Decimal
    """Preload in kN as printed at level 1."""


def preload(joint: Joint) -> Fraction:
    """In kN: as printed at level 1, else the share of the proof load."""
    return (
        exact(joint.F) if joint.level == 1 else Fraction(joint.share, 100) * joint.Sp * exact(joint.As) / 1000
    )


class TighteningTorque(Number[Joint]):
    """Compute T = K F d."""

    name = "tightening_torque"
    title = Text("计算螺栓拧紧扭矩", "Compute the tightening torque")
    unit = "N·m"
    places = 1
    tolerance = within_share("0.01")
    critical = Text("拧紧扭矩比正确值高出10%以上", "tightens more than ten per cent above the right torque")
    zh = (
        "装配线上有一处{=8.8级}{=M}{d}螺栓连接，{given}。请工艺员按公式{formula}计算这处螺栓所需的{=拧紧扭矩T}。",
        "工艺卡上要填写一种{=M}{d}螺栓（{=8.8级}）的{=拧紧扭矩T}。已知{given}。计算公式为{formula}，请算出应填的结果。",
    )
    en = (
        "A joint on the assembly line uses an {=M}{d} bolt of {=property class 8.8}; {given}. Compute the {=tightening torque T} it needs by {formula}.",
        "The process sheet needs the {=tightening torque T} for an {=M}{d} bolt ({=property class 8.8}). Given: {given}. The formula is {formula}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Joint | None:
        d = rng.choice(tuple(AREAS))
        proof = PROOF["d_le_16"] if d <= 16 else PROOF["d_gt_16"]
        share = rng.between(50, 75)
        force = rounded(Fraction(share * proof, 100_000) * exact(AREAS[d]), 1)
        K = {
            "dry": rng.decimal("0.18", "0.24", "0.01"),
            "oiled": rng.decimal("0.13", "0.16", "0.01"),
            "coated": rng.decimal("0.09", "0.12", "0.01"),
        }
        state = rng.choice(tuple(K))
        if K[state] * d == 1:  # T would read the same as F
            return None
        return Joint(d, AREAS[d], proof, share, K, state, rng.between(4, 16), level, force)

    def solve(self, record: Joint) -> Answer:
        return rounded(exact(record.K[record.state]) * preload(record) * record.d, 1)

    def check(self, record: Joint) -> Answer:
        """The same in base units: newtons from pascals and square metres, arm in metres."""
        stress, area = Fraction(record.share, 100) * record.Sp * 10**6, exact(record.As) / 10**6
        force = exact(record.F) * 1000 if record.level == 1 else stress * area
        return rounded(force * Fraction(record.d, 1000) * exact(record.K[record.state]), 1)

    def harms(self, answer: Answer, record: Joint) -> bool:
        gold = exact(record.K[record.state]) * preload(record) * record.d
        return isinstance(answer, (int, Decimal, Fraction)) and answer > gold * Fraction(11, 10)

    def fields(self, record: Joint, lang: Lang) -> Mapping[str, object]:
        formula = Text("T=K·F·d", "T = K·F·d")
        if record.level > 1:
            formula = Text(f"F=预紧应力×As，{formula.zh}", f"F = preload stress × As, {formula.en}")
        return {"d": record.d, "formula": formula, "given": joint_words(record)}


def joint_words(joint: Joint) -> Text:
    """Preload and K; or proof load, its share and K; or the same with K to be read by state and an idle count."""
    if joint.level == 1:
        k = joint.K[joint.state]
        return Text(
            f"预紧力F={joint.F} kN，扭矩系数K={k}", f"preload F = {joint.F} kN, torque coefficient K = {k}"
        )
    load = Text(
        f"应力截面积As={joint.As} mm²，保证应力Sp={joint.Sp} MPa，预紧应力取Sp的{joint.share}%",
        f"stress area As = {joint.As} mm², proof stress Sp = {joint.Sp} MPa, preload stress {joint.share}% of Sp",
    )
    if joint.level == 2:
        k = joint.K[joint.state]
        return Text(f"{load.zh}，扭矩系数K={k}", f"{load.en}, torque coefficient K = {k}")
    zh = "，".join(f"{STATES[s].zh}{k}" for s, k in joint.K.items())
    en = ", ".join(f"{STATES[s].en} {k}" for s, k in joint.K.items())
    return Text(
        f"法兰上共{joint.bolts}颗，{load.zh}，扭矩系数K：{zh}，本处螺纹为{STATES[joint.state].zh}状态",
        f"the flange has {joint.bolts} of them, {load.en}, torque coefficient K: {en}; these threads are {STATES[joint.state].en}",
    )


@dataclass(frozen=True, slots=True)
class Bearing:
    """Loads in kN, speed in r/min. `P` is printed at level 1; else P = X Fr + Y Fa. `C0` is idle."""

    kind: str
    C: Decimal
    C0: Decimal
    P: Decimal
    Fr: Decimal
    Fa: Decimal
    X: Decimal
    Y: Decimal
    n: int
    level: int


KINDS = {
    "ball": Text("深沟球轴承", "deep-groove ball bearing"),
    "roller": Text("圆锥滚子轴承", "tapered roller bearing"),
}
LIFE = Text(
    "L10h=10⁶/(60n)·(C/P)^p，球轴承p=3，滚子轴承p=10/3",
    "L10h = 10⁶/(60n)·(C/P)^p, p = 3 for ball and 10/3 for roller bearings",
)
EXPONENT = {kind: Fraction(p) for kind, p in BEARING.data["p"].items()}


def load(bearing: Bearing) -> Fraction:
    """Equivalent dynamic load in kN."""
    if bearing.level == 1:
        return exact(bearing.P)
    return exact(bearing.X) * exact(bearing.Fr) + exact(bearing.Y) * exact(bearing.Fa)


class BearingLife(Number[Bearing]):
    """Compute the basic rating life L10h."""

    name = "bearing_life"
    title = Text("计算轴承基本额定寿命", "Compute the bearing rating life")
    cases = ("ball", "roller")
    unit = "h"
    places = 0
    tolerance = within_share("0.005")
    zh = (
        "某轮毂试验台上装了一套{kind}，{given}，工作转速{=n=}{n} {=r/min}。请按{=GB/T 6391-2010}的公式{formula}，求它的{=基本额定寿命L10h}。",
        "设计员要校核一套{kind}的{=基本额定寿命L10h}，单位小时，工作转速{=n=}{n} {=r/min}，{given}。所用公式（{=GB/T 6391-2010}）：{formula}。",
    )
    en = (
        "A wheel-hub test rig runs a {kind}: {given}, speed {=n =} {n} {=r/min}. Find the {=basic rating life L10h} by the formula of {=GB/T 6391-2010 (ISO 281)}: {formula}.",
        "Check the {=basic rating life L10h} in hours of a {kind} at a speed of {=n =} {n} {=r/min}; {given}. Formula ({=GB/T 6391-2010, ISO 281}): {formula}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Bearing:
        C = rng.decimal("14.0", "90.0", "0.5")
        P = (C * 100 / rng.between(550, 1050)).quantize(Decimal("0.01"))  # C/P between 5.5 and 10.5
        X, Y = (
            (Decimal("0.56"), rng.decimal("1.0", "2.0", "0.1"))
            if case == "ball"
            else (Decimal("0.40"), rng.decimal("1.4", "1.9", "0.1"))
        )
        ratio = Decimal(rng.between(52, 80)) / 100  # of Fa to Fr: above every e, so X and Y do apply
        Fr = (P / (X + Y * ratio)).quantize(Decimal("0.1"))
        Fa = (Fr * ratio).quantize(Decimal("0.1"))
        C0 = (C * (rng.between(55, 75) if case == "ball" else rng.between(100, 130)) / 100).quantize(
            Decimal("0.1")
        )
        return Bearing(
            case,
            C,
            C0,
            P,
            Fr,
            Fa,
            X,
            Y,
            rng.choice((400, 500, 600, 750, 800, 960, 1200, 1450, 1500, 1800, 2200, 2900)),
            level,
        )

    def solve(self, record: Bearing) -> Answer:
        """The formula as written, in 30 digits."""
        ratio, p = exact(record.C) / load(record), EXPONENT[record.kind]
        with localcontext() as ctx:
            ctx.prec = 30
            base = Decimal(ratio.numerator) / Decimal(ratio.denominator)
            power = base ** (Decimal(p.numerator) / Decimal(p.denominator))
            return rounded(power * 1_000_000 / (60 * record.n), 0)

    def check(self, record: Bearing) -> Answer:
        """In whole numbers: twice the cubed life against odd half hours, so no root is ever taken."""
        ratio = exact(record.C) / load(record)
        cubed = ratio ** (9 if record.kind == "ball" else 10) * Fraction(1_000_000, 60 * record.n) ** 3
        low, high = 0, 1 << 20
        while low < high:  # the smallest hour whose upper half-hour edge lies above the life
            middle = (low + high) // 2
            low, high = (low, middle) if Fraction(2 * middle + 1, 2) ** 3 > cubed else (middle + 1, high)
        return low

    def fields(self, record: Bearing, lang: Lang) -> Mapping[str, object]:
        return {"kind": KINDS[record.kind], "n": record.n, "given": bearing_words(record), "formula": LIFE}


def bearing_words(b: Bearing) -> Text:
    """C and P; or C with P to be formed from two forces; or C in newtons and the idle static rating C0 as well."""
    if b.level == 1:
        return Text(
            f"额定动载荷C={b.C} kN，当量动载荷P={b.P} kN",
            f"dynamic load rating C = {b.C} kN, equivalent load P = {b.P} kN",
        )
    zh = f"径向载荷Fr={b.Fr} kN，轴向载荷Fa={b.Fa} kN，P=X·Fr+Y·Fa，X={b.X}，Y={b.Y}"
    en = f"radial load Fr = {b.Fr} kN, axial load Fa = {b.Fa} kN, P = X·Fr + Y·Fa, X = {b.X}, Y = {b.Y}"
    if b.level == 2:
        return Text(f"额定动载荷C={b.C} kN，{zh}", f"dynamic load rating C = {b.C} kN, {en}")
    newtons = f"{b.C * 1000:.0f}"
    return Text(
        f"额定动载荷C={newtons} N，额定静载荷C0={b.C0} kN，{zh}",
        f"dynamic load rating C = {newtons} N, static load rating C0 = {b.C0} kN, {en}",
    )


class Calculations(Task):
    """Numbers a process or design engineer works out before signing."""

    domain, name, tier = "automotive_parts", "calculations", "high"
    title = Text(
        "工程核算：拧紧、轴承寿命、过程能力", "Engineering checks: tightening, bearing life, capability"
    )
    sources = (
        THREAD.standard,
        BOLT.standard,
        TORQUE.standard,
        BEARING.standard,
        SPC.standard,
        "capability rule printed in the item",
    )
    families = (TighteningTorque(), BearingLife(), Cpk(), CapabilityRecord())
