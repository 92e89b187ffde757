"""Worked examples of the ribbed-bar facts, put through the task's own solvers; nothing here turns on a lucky draw."""

from __future__ import annotations

from decimal import Decimal

import pytest

from harness.draw import Source, draw_item
from harness.kit import INSUFFICIENT
from tasks.steel.rebar_checks import MissingWeight, Pulled, SeismicBar, Weighing, area
from tasks.steel.rebar_lot import SIZES, Lot, limit
from tasks.steel.rebar_mass import Allowed, AllowedMass, RebarMass, WeightDeviation, WeightVerdict

D = Decimal
#: HRB400E 20 mm, 2.5 m in all, 5.90 kg
LOT = Lot(20, (500,) * 5, 5900, 1)


def test_deviation_as_worked_by_hand() -> None:
    assert WeightDeviation().solve(LOT) == WeightDeviation().check(LOT) == D("-4.5")
    wanted = {"deviation": D("-4.5"), "limit": D("5.0"), "verdict": "pass"}
    assert WeightVerdict().solve(LOT) == WeightVerdict().check(LOT) == wanted


@pytest.mark.parametrize(("d", "most"), [(6, 6), (12, 6), (14, 5), (20, 5), (22, 4), (50, 4)])
def test_limit_by_diameter(d: int, most: int) -> None:
    assert limit(d) == most


@pytest.mark.parametrize("d", [d for d in SIZES if d != 50])
def test_masses_agree_with_the_formula(d: int) -> None:
    """0.006165 d2, to the digits printed; 50 mm prints 15.42 from a rounded area (formula 15.413)."""
    half = D("0.0006") if d <= 12 else D("0.006")  # half the last digit printed, and a little for the factor
    assert abs(SIZES[d] - D("0.006165") * d * d) <= half


def test_the_same_deviation_fails_a_thicker_bar() -> None:
    lot = Lot(25, (500,) * 5, 9192, 1)  # -4.5 % of 9.625 kg
    wanted = {"deviation": D("-4.5"), "limit": D("4.0"), "verdict": "fail"}
    assert WeightVerdict().solve(lot) == WeightVerdict().check(lot) == wanted
    assert WeightVerdict().harms({"verdict": "pass"}, lot) and not WeightVerdict().harms(
        {"verdict": "pass"}, LOT
    )


@pytest.mark.parametrize(
    ("side", "share", "kg"),
    [("lightest", 100, "5.867"), ("heaviest", 100, "6.483"), ("lightest", 80, "5.928")],
)
def test_allowed_mass(side: str, share: int, kg: str) -> None:
    record, family = (
        Allowed(LOT, side, share),
        AllowedMass(),
    )  # 5.86625, 6.48375 and 5.928 kg, to the safe side
    assert family.solve(record) == family.check(record) == D(kg)
    lighter, heavier = D(kg) - D("0.05"), D(kg) + D("0.05")
    assert family.harms(lighter, record) == (side == "lightest")
    assert family.harms(heavier, record) == (side == "heaviest")


@pytest.mark.parametrize(
    ("yields", "most", "longer", "broken"),
    [  # 314.16 mm2: 440 MPa is 138.2 kN, 540 MPa 169.6 kN; 11.0 mm of 100 is 11.0 %
        ("138.2", "185.4", "11.0", ()),  # 1.34, 1.10
        ("138.2", "166.5", "11.0", ("ratio",)),  # 1.20
        ("169.6", "219.9", "11.0", ("over",)),  # 1.35
        ("169.6", "201.1", "8.0", ("agt", "over", "ratio")),
    ],
)
def test_seismic_requirements(yields: str, most: str, longer: str, broken: tuple[str, ...]) -> None:
    bar, family = Pulled(20, D(yields), D(most), 100, D(longer), 1), SeismicBar()
    assert family.solve(bar) == family.check(bar) == broken
    assert family.harms((), bar) == bool(broken)


def test_a_bar_at_its_limits_passes() -> None:
    # 163.4 kN on 314.16 mm2 is 520.1 MPa, 1.30 times 400 once rounded; 204.3 kN is 1.25 times that; 9.0 mm of 100
    assert SeismicBar().solve(Pulled(20, D("163.4"), D("204.3"), 100, D("9.0"), 1)) == ()


def test_nominal_sections_agree_with_the_masses() -> None:
    """7.85 g/cm³: within one per cent of the theoretical mass of every size."""
    assert area(20) == D("314.16")
    assert all(abs(float(area(d)) * 0.00785 / float(mass) - 1) < 0.01 for d, mass in SIZES.items())


@pytest.mark.parametrize(("gone", "wanted"), [("heat", "-4.5 %"), ("core", "-4.5 %"), ("tray", INSUFFICIENT), ("length", INSUFFICIENT)])  # fmt: skip
def test_only_a_datum_that_is_needed_makes_it_insufficient(gone: str, wanted: str) -> None:
    record, family = Weighing(LOT, 300, gone, 3, 123456, D("19.3"), "middle", 0), MissingWeight()
    assert family.solve(record) == family.check(record) == wanted
    assert family.harms("-4.5 %", record) == (wanted == INSUFFICIENT)


def test_the_abstention_is_always_offered_and_right_in_a_quarter() -> None:
    items = [draw_item(Source("dev"), RebarMass(), MissingWeight(), index) for index in range(80)]
    assert all(INSUFFICIENT in item.options for item in items)
    assert sum(item.gold == INSUFFICIENT for item in items) == 20
