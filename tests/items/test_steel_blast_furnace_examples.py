"""Hand-worked furnace reports put through the task's own solvers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from harness.types import INSUFFICIENT
from tasks.steel.bf_plan import CokeRateOrMissing, FuelForPlan, Log, Plan
from tasks.steel.blast_furnace import FuelRateChoice, MissedTargets, Report, ShiftReport

D = Decimal
#: 2500 m3, 6250 t a day, dry coke 2187.5 t, coal 937.5 t: 2.50, 350, 150, 500.
DAY = Report(2500, 1, 6250, D("2187.5"), D("0.0"), D("937.5"), D("0.0"), 1)


def test_the_four_figures() -> None:
    wanted = {"util": D("2.50"), "coke": D(350), "coal": D(150), "fuel": D(500)}
    assert ShiftReport().solve(DAY) == ShiftReport().check(DAY) == wanted
    # three days, coke weighed with 5 % of water, 30 kg/t of nut coke
    wet = Report(2500, 3, 18750, D("6907.9"), D("5.0"), D("2812.5"), D("562.5"), 3)
    assert ShiftReport().solve(wet) == ShiftReport().check(wet) == wanted | {"fuel": D(530)}
    assert FuelRateChoice().solve(wet) == FuelRateChoice().check(wet) == D(530)


@pytest.mark.parametrize(
    ("limits", "missed"),
    [
        (("145", "360", "510", "2.40"), ()),
        (("160", "360", "510", "2.60"), ("coal", "util")),
        (("145", "340", "490", "2.40"), ("coke", "fuel")),
    ],
)
def test_missed_targets(limits: tuple[str, ...], missed: tuple[str, ...]) -> None:
    report, family = replace(DAY, limits=tuple(map(D, limits))), MissedTargets()
    assert family.solve(report) == family.check(report) == missed
    assert family.harms((), report) == bool(missed) and not family.harms(missed, report)


@pytest.mark.parametrize(
    ("asked", "hours", "moisture", "tonnes"),
    [
        ("coke", 24, "0.0", 2188),
        ("coke", 24, "5.0", 2303),
        ("coal", 24, "5.0", 938),
        ("coal", 18, "5.0", 703),
    ],
)
def test_fuel_for_a_plan(asked: str, hours: int, moisture: str, tonnes: int) -> None:
    plan = Plan(2500, D("2.50"), hours, 350, 30, 530, D(moisture), asked, 3)
    family = FuelForPlan()
    assert family.solve(plan) == family.check(plan) == tonnes
    assert family.harms(D(tonnes * 8 // 10), plan) and not family.harms(D(tonnes * 2), plan)


@pytest.mark.parametrize(
    ("hidden", "level", "gold"),
    [
        ("", 1, D("350.0")),
        ("volume", 1, D("350.0")),
        ("coal", 2, D("350.0")),
        ("iron", 2, INSUFFICIENT),
        ("iron", 3, D("350.0")),  # 2500 m3 x 2.50
        ("moisture", 1, INSUFFICIENT),
        ("coke", 3, INSUFFICIENT),
    ],
)
def test_coke_rate_or_missing(hidden: str, level: int, gold: Decimal | str) -> None:
    log = Log(2500, 6250, D("2302.6"), D("5.0"), D("937.5"), D("187.5"), hidden, False, level)
    family = CokeRateOrMissing()
    assert family.solve(log) == family.check(log) == gold
    assert family.harms(D(350), log) == (gold == INSUFFICIENT)
