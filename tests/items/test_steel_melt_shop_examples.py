"""Hand-worked examples of the melt-shop report, put through the task's own solvers.

120 t of hot metal and 25 t of scrap for 131.5 t of good steel is the example of the research table; the rest
is worked by hand from the printed definitions.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from harness.draw import Source, draw_item
from tasks.steel.melt_charge import Charge
from tasks.steel.melt_report import CAUSES, RatioOrAbstain, Reported, ReportError, Sheet, hypotheses
from tasks.steel.melt_shop import ChargeConsumption, HeatReport, JudgedHeat, MeltShop, Plan, ScrapCharge

D = Decimal
#: 120 t + 25 t for 131.5 t.
KNOWN = Charge(D("120.0"), D("25.0"), 0, D("131.5"), 0, D("5.0"), D("2.0"), D("134.0"), 1)
#: 120 t + 25 t + 3 t of pig iron for 136.2 t cast, 1.2 t of it rejected: 148 t for 135 t.
FULL = Charge(D("120.0"), D("25.0"), 3000, D("136.2"), 1200, D("5.0"), D("2.0"), D("138.0"), 3)


@pytest.mark.parametrize(("charge", "kg", "share"), [(KNOWN, "1102.7", "0.913"), (FULL, "1096.3", "0.889")])
def test_consumption_and_ratio(charge: Charge, kg: str, share: str) -> None:
    family = ChargeConsumption()
    assert family.solve(charge) == family.check(charge) == D(kg)
    report = JudgedHeat(charge, 1099)
    wanted = {"consumption": D(kg), "ratio": D(share), "verdict": "over" if D(kg) > 1099 else "within"}
    assert HeatReport().solve(report) == HeatReport().check(report) == wanted
    assert HeatReport().harms({"verdict": "within"}, report) == (D(kg) > 1099)


@pytest.mark.parametrize(
    ("cause", "figure"),
    [  # 145, 151, 153 and 150 t for 135 t; 148 t for 136.2 t
        ("pig", "1074.1"), ("pig_twice", "1118.5"), ("lime", "1133.3"), ("ore", "1111.1"), ("rejects", "1086.6"),
    ],
)  # fmt: skip
def test_one_mistake_explains_the_figure(cause: str, figure: str) -> None:
    report = Reported(FULL, D(figure))
    assert ReportError().solve(report) == ReportError().check(report) == cause
    assert hypotheses(FULL).keys() == CAUSES.keys()


@pytest.mark.parametrize(
    ("plan", "tonnes"),
    [
        (Plan(D("131.5"), 1100, D("120.0"), D("0.913"), 0, D("5.0"), 1), "24.6"),  # 144.65 - 120, tie to even
        (Plan(D("130.0"), 1100, D("0.0"), D("0.900"), 3000, D("5.0"), 3), "23.0"),  # 143 - 117 - 3
    ],
)
def test_scrap_by_hand(plan: Plan, tonnes: str) -> None:
    family = ScrapCharge()
    assert family.solve(plan) == family.check(plan) == D(tonnes)
    assert family.harms(D(30), plan) and not family.harms(D(25), plan) and not family.harms(D(10), plan)


def test_ratio_needs_hot_metal_and_good_steel() -> None:
    family = RatioOrAbstain()
    whole = Sheet(FULL, 2, ("cast", "iron", "lime", "rejects", "scrap", "ore"), "", "middle", 0)
    assert family.solve(whole) == family.check(whole) == D("0.889")
    short = Sheet(FULL, 2, ("cast", "iron", "lime", "liquid", "scrap", "ore"), "rejects", "missing", 0)
    assert family.solve(short) == family.check(short) == "INSUFFICIENT"
    assert family.harms(D("0.889"), short) and not family.harms("INSUFFICIENT", short)
    assert not family.harms(D("0.900"), whole)


def test_one_sheet_in_four_lacks_something_and_shows_as_many_entries() -> None:
    items = [draw_item(Source("dev"), MeltShop(), RatioOrAbstain(), index) for index in range(80)]
    assert sum(item.gold == "INSUFFICIENT" for item in items) == 20
    assert all("INSUFFICIENT" in item.options for item in items)
    counts = {len(item.record.shown) for item in items if item.level < 3}
    assert counts == {len(item.record.shown) for item in items if item.level < 3 and item.record.absent}
