"""Published worked examples of the facts that the automotive tasks use, and their critical directions.

Sources are named with each fact in tasks/automotive_parts/facts. Never tests a drawn item: that is done for all
families at once.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from harness.draw import Source, draw_item
from tasks.automotive_parts.calculations import (
    Bearing,
    BearingLife,
    Calculations,
    Joint,
    TighteningTorque,
    preload,
)
from tasks.automotive_parts.capability import CapabilityRecord, Process, indices
from tasks.automotive_parts.control_plan import ControlPlanRow, Row, parsed
from tasks.automotive_parts.fits import Fit, FitRecord, make_fit
from tasks.automotive_parts.quality_docs import VALUES, check_digit, weighted

ZERO = Decimal(0)


@pytest.mark.parametrize(
    ("fit", "hole", "shaft", "clearances", "kind"),
    [
        (make_fit(50, "H7/s6"), 25, (59, 43), (-18, -59), "interference"),  # FOSSEE Scilab 764, example 3.3
        (make_fit(29, "H7/h8"), 21, (0, -33), (54, 0), "clearance"),  # isoFits, README
        (make_fit(25, "H7/h6"), 21, (0, -13), (34, 0), "clearance"),  # metricmech.com
    ],
)
def test_published_fits(
    fit: Fit, hole: int, shaft: tuple[int, int], clearances: tuple[int, int], kind: str
) -> None:
    record = {"es": shaft[0], "ei": shaft[1], "x_max": clearances[0], "x_min": clearances[1], "kind": kind}
    assert fit.it_hole == hole
    assert FitRecord().solve(fit) == record == FitRecord().check(fit)


def joint(**changed: object) -> Joint:
    base: dict[str, object] = {
        "d": 12, "As": Decimal("84.3"), "Sp": 580, "share": 70, "K": {"dry": Decimal("0.20")}, "state": "dry",
        "bolts": 4, "level": 2, "F": ZERO,
    }  # fmt: skip
    return Joint(**(base | changed))  # type: ignore[arg-type]


def test_published_torques() -> None:
    assert round(preload(joint()), 1) == Decimal("34.2")
    assert TighteningTorque().solve(joint()) == Decimal("82.1") == TighteningTorque().check(joint())
    assert round(TighteningTorque().solve(joint())) == 82  # type: ignore[arg-type]  # published as "about 82 N·m"
    m10 = joint(d=10, level=1, F=Decimal(25))  # 50 N·m on M10 with K = 0.20 is 25 kN
    assert TighteningTorque().solve(m10) == Decimal("50.0") == TighteningTorque().check(m10)


def test_over_torque_is_critical_and_under_torque_is_not() -> None:
    assert TighteningTorque().harms(Decimal("91"), joint())
    assert not TighteningTorque().harms(Decimal("90"), joint())
    assert not TighteningTorque().harms(Decimal("8.2"), joint())


@pytest.mark.parametrize(("kind", "hours", "revolutions"), [("ball", 2400, 216), ("roller", 4361, 392)])
def test_published_bearing_lives(kind: str, hours: int, revolutions: int) -> None:
    bearing = Bearing(kind, Decimal(30), ZERO, Decimal(5), ZERO, ZERO, ZERO, ZERO, 1500, 1)
    assert BearingLife().solve(bearing) == hours == BearingLife().check(bearing)
    assert hours * 60 * 1500 // 1_000_000 == revolutions


@pytest.mark.parametrize(("vin", "total"), [("1M8GDM9AXKP042788", 351), ("LATPAB071W1005301", 265)])
def test_published_vins(vin: str, total: int) -> None:
    assert weighted(vin) == total
    assert check_digit(vin) == vin[8]
    assert not set("IOQ") & set(VALUES)


def process(**changed: object) -> Process:
    base: dict[str, object] = {
        "feature": 0, "nominal": 25, "upper": Decimal("0.05"), "lower": Decimal("-0.05"), "mean": Decimal("25.012"),
        "s": Decimal("0.012"), "rbar": Decimal("0.0279"), "n": 5, "s_all": Decimal("0.015"), "old": ZERO, "level": 1,
        "below": 0,
    }  # fmt: skip
    return Process(**(base | changed))  # type: ignore[arg-type]


def test_capability_by_hand() -> None:
    """25 ± 0.05, mean 25.012, s 0.012: Cp 0.1/0.072, Cpk 0.038/0.036; with R̄ 0.0279 and d2 2.326 s is 0.011995."""
    gold = {"cp": Decimal("1.39"), "cpk": Decimal("1.06"), "side": "usl", "decision": "stop"}
    assert CapabilityRecord().solve(process()) == gold == CapabilityRecord().check(process())
    assert round(float(indices(process(level=3))[1]), 4) == 1.0560


@pytest.mark.parametrize(("given", "harmful"), [("release", True), ("conditional", True), ("stop", False)])
def test_kinder_decision_is_critical(given: str, harmful: bool) -> None:
    assert CapabilityRecord().harms({"decision": given}, process()) is harmful


def test_note_by_hand() -> None:
    words = "允许尺寸19.96～20.05 mm，用塞规测量，每1.5小时抽3件，反应措施待定"
    assert parsed(20, words) == {
        "nominal": 20, "upper": Decimal("0.05"), "lower": Decimal("-0.04"), "gauge": "plug", "sample": 3,
        "minutes": 90, "reaction": None,
    }  # fmt: skip


def test_filling_an_open_field_is_critical() -> None:
    row = Row(10, 0, 20, Decimal("0.05"), Decimal("-0.04"), "plug", 3, 90, "stop", "gauge", "air", 3)
    gold = ControlPlanRow().solve(row)
    assert isinstance(gold, dict) and gold["gauge"] is None
    assert ControlPlanRow().harms(gold | {"gauge": "air"}, row)
    assert not ControlPlanRow().harms(gold | {"sample": 5}, row)


def test_no_drawn_torque_is_finer_than_its_tolerance() -> None:
    """Rounding to 0.1 N·m must stay inside one per cent, else a right answer could be marked wrong."""
    family = TighteningTorque()
    for index in range(300):
        gold = draw_item(Source("dev"), Calculations(), family, index).gold
        assert isinstance(gold, Decimal) and family.tolerance.width(gold) >= Decimal("0.05")
