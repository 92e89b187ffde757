"""The raw sheet of a tensile test on a round piece: how it is drawn, printed and reduced, twice over.

`report` works in fractions with areas, `report_again` in decimals with ratios of lengths. No limit is known here.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from harness.kit import Rng, Text, exact, rounded

PI = Fraction("3.1416")
SIZES = (5, 6, 10, 15, 20)
"""Diameters in mm; with a gauge length of five diameters, read to 0.1 mm, none of them makes A a tie of 0.5 %."""
RULES = Text(
    "计算规定：S0=πd0²/4（π取3.1416），强度=相应的力÷S0，A=(Lu−L0)÷L0×100 %，Z=(d0²−du²)÷d0²×100 %；结果按GB/T 8170-2008只修约一次（恰为一半时取偶）：强度到1 MPa，A到0.5 %，Z到1 %",
    "Rules: S0 = πd0²/4 (π = 3.1416), strength = its force / S0, A = (Lu - L0)/L0 × 100 %, Z = (d0² - du²)/d0² × 100 %; round each result once to GB/T 8170-2008 (ties to even): strengths to 1 MPa, A to 0.5 %, Z to 1 %",
)
#: The same where the reduction of area is not judged.
JUDGED_RULES = Text(
    RULES.zh.replace("，Z=(d0²−du²)÷d0²×100 %", "").replace("，Z到1 %", ""),
    RULES.en.replace(", Z = (d0² - du²)/d0² × 100 %", "").replace(", Z to 1 %", ""),
)
#: The raw sheet as the surfaces print it; `idle` is the upper yield force and the like.
RAW = Text(
    "{=d0=}{d0}{= mm，L0=}{L0}{= mm，}{idle}{=下屈服力FeL=}{FeL}{= kN，最大力Fm=}{Fm}{= kN，断后标距Lu=}{Lu}{= mm，断口最小直径du=}{du}{= mm}",
    "{=d0 = }{d0}{= mm, L0 = }{L0}{= mm, }{idle}{=lower yield force FeL = }{FeL}{= kN, maximum force Fm = }{Fm}{= kN, final gauge length Lu = }{Lu}{= mm, least diameter at the fracture du = }{du}{= mm}",
)
JUDGED = Text(RAW.zh.partition("{= mm，断口")[0] + "{= mm}", RAW.en.partition("{= mm, least")[0] + "{= mm}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A round test piece as the laboratory wrote it down: lengths in mm, forces in kN; `t` is the plate it came from."""

    d0: Decimal
    L0: int
    Lu: Decimal
    du: Decimal
    FeH: Decimal
    FeL: Decimal
    Fm: Decimal
    t: int
    level: int


def draw_piece(rng: Rng, level: int, upper: int, strength: int, a: Decimal, t: int = 20) -> Piece:
    """A sheet whose results come out at about `upper` and `strength` MPa and `a` per cent; gauge length 5 d0."""
    size = rng.choice([d for d in SIZES if d <= t - 4])
    d0 = Decimal(f"{size}.00") if level == 1 else size + rng.decimal("-0.05", "0.05", "0.01")
    L0 = 5 * size
    area = exact(d0) ** 2 * PI / 4
    lower = upper * rng.between(92, 97) // 100
    forces = [rounded(mpa * area / 1000, 2) for mpa in (upper, lower, strength)]
    du = rounded(size * rng.decimal("0.520", "0.740", "0.005"), 2)
    Lu = rounded(L0 * (1 + exact(a) / 100), 1)
    return Piece(d0, L0, Lu, du, forces[0], forces[1], forces[2], t, level)


def to_step(value: Fraction, step: str) -> Decimal:
    """Rounded once to a multiple of `step`, half to even."""
    return rounded(value / exact(step), 0) * Decimal(step)


def report(piece: Piece) -> dict[str, Decimal]:
    """Every result of the sheet, rounded as printed."""
    before, after = (PI * exact(d) ** 2 / 4 for d in (piece.d0, piece.du))
    stress = {"ReH": piece.FeH, "ReL": piece.FeL, "Rm": piece.Fm}
    out = {name: to_step(exact(force) * 1000 / before, "1") for name, force in stress.items()}
    out["A"] = to_step((exact(piece.Lu) - piece.L0) / piece.L0 * 100, "0.5")
    out["Z"] = to_step((before - after) / before * 100, "1")
    return out


def report_again(piece: Piece) -> dict[str, Decimal]:
    """The same from the square round the circle, the stretch and the ratio of the diameters."""
    square = piece.d0 * piece.d0
    stress = {"ReH": piece.FeH, "ReL": piece.FeL, "Rm": piece.Fm}
    one = Decimal(1)
    out = {
        n: (force / (square * Decimal("0.0007854"))).quantize(one, ROUND_HALF_EVEN)
        for n, force in stress.items()
    }
    halves = 200 * piece.Lu / piece.L0 - 200
    out["A"] = halves.quantize(one, ROUND_HALF_EVEN) * Decimal("0.5")
    out["Z"] = (100 - 100 * piece.du**2 / piece.d0**2).quantize(one, ROUND_HALF_EVEN)
    return out


def extras(piece: Piece) -> Text:
    """What stands on the sheet and enters no result asked for: the parallel length, the upper yield force."""
    zh = en = ""
    if piece.level > 1:
        parallel = piece.L0 * 6 // 5
        zh, en = f"平行长度Lc={parallel} mm，", f"parallel length Lc = {parallel} mm, "
    if piece.level == 3:
        zh, en = zh + f"上屈服力FeH={piece.FeH} kN，", en + f"upper yield force FeH = {piece.FeH} kN, "
    return Text(zh, en)
