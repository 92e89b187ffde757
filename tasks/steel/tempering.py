"""The tempering parameter P = T(K)·(C + lg t) of one hold: the record, its draw, and P by two routes.

Times are whole half hours, so that a sheet may give them in hours or in minutes. Nothing here asks a question.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from harness.kit import Rng, Text, fact

PARAMETER = fact(__package__, "steel.heat_treatment.parameter")
ZERO_C: Decimal = PARAMETER.data["zero_C"]
FORMULA = Text(
    f"P=T×（C+lg t），T=温度（℃）+{ZERO_C}，t以h计，lg为常用对数",
    f"P = T × (C + lg t), T = temperature in °C + {ZERO_C}, t in h, lg = logarithm to base 10",
)


@dataclass(frozen=True, slots=True)
class Hold:
    """Recorder reading in °C and holding time. The recorder reads `over` degrees too high; `c` is C of the steel."""

    celsius: int
    minutes: int
    c: int
    level: int
    over: int = 0

    @property
    def actual(self) -> int:
        return self.celsius - self.over


def draw_hold(rng: Rng, level: int, minutes: tuple[int, int] = (60, 480), hottest: int = 680) -> Hold:
    """A hold from 530 °C up to `hottest`. Level 2 gives the time in minutes, level 3 also corrects the recorder."""
    over = rng.between(3, 9) if level == 3 else 0
    half_hours = rng.between(minutes[0] // 30, minutes[1] // 30)
    return Hold(rng.between(530, hottest) + over, 30 * half_hours, rng.between(18, 21), level, over)


def hours(minutes: int) -> Decimal:
    return Decimal(minutes) / 60


@cache  # a few dozen times, many draws
def lg_hours(minutes: int) -> Decimal:
    return hours(minutes).log10()


def parameter(hold: Hold) -> Decimal:
    """The formula as written, to 28 digits."""
    return (hold.actual + ZERO_C) * (hold.c + lg_hours(hold.minutes))


def kelvin(celsius: float) -> float:
    """The absolute temperature as every check counts it; the solvers take the zero point from the fact."""
    return celsius + 273.15


def parameter_by_bisection(hold: Hold) -> int:
    """P to a whole number, backwards: the first whose upper half-step is not reached by the hold's own time."""
    absolute, held = kelvin(hold.actual), hold.minutes / 60
    low, high = 0, 40_000
    while low < high:
        middle = (low + high) // 2
        if 10 ** ((middle + 0.5) / absolute - hold.c) < held:
            low = middle + 1
        else:
            high = middle
    return low


def said(hold: Hold, changed: bool = False) -> dict[str, object]:
    """Fields of every surface about one hold; a `changed` process also says that its new values are true ones."""
    time = Text(f"{hours(hold.minutes):f} h", f"{hours(hold.minutes):f} h")
    if hold.level > 1:
        time = Text(f"{hold.minutes} min", f"{hold.minutes} min")
    correction = Text("", "")
    if hold.over:
        correction = Text(
            f"（测温仪示值偏高{hold.over} ℃，须先扣除）",
            f" (the recorder reads {hold.over} °C too high; deduct this first)",
        )
    if hold.over and changed:
        correction = Text(
            f"（测温仪示值偏高{hold.over} ℃，须先扣除；改后的温度均指实际温度）",
            f" (the recorder read {hold.over} °C too high; deduct this first; new temperatures are true ones)",
        )
    return {"celsius": hold.celsius, "time": time, "c": hold.c, "correction": correction}
