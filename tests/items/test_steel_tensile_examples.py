"""Worked examples of the tensile facts, put through the task's own solvers; nothing here turns on a lucky draw."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from harness.draw import Source, draw_item
from harness.kit import INSUFFICIENT
from tasks.steel.tensile import ForceNeeded, Pull, Reduction, Tensile
from tasks.steel.tensile_judge import BrokenProperty, SheetVerdict, least_yield
from tasks.steel.tensile_missing import NEEDS, MissingDatum, Torn
from tasks.steel.tensile_sheet import Piece

D = Decimal
#: d0 10, L0 50, FeL 31.0 kN, Fm 41.6 kN, Lu 64.2, du 6.1; the upper yield force and the plate are ours.
SHEET = Piece(D(10), 50, D("64.2"), D("6.1"), D("32.0"), D("31.0"), D("41.6"), 20, 1)


def test_reduction_as_worked_by_hand() -> None:
    wanted = {"ReL": D(395), "Rm": D(530), "A": D("28.5"), "Z": D(63)}
    assert Reduction().solve(SHEET) == Reduction().check(SHEET) == wanted


@pytest.mark.parametrize(("t", "mpa"), [(12, 235), (16, 235), (17, 225), (40, 225)])
def test_yield_limit_by_thickness(t: int, mpa: int) -> None:
    assert least_yield(t) == mpa


def test_a_strength_over_the_range_is_out_of_limits_too() -> None:
    wanted = {"ReH": D(407), "Rm": D(530), "A": D("28.5"), "verdict": "fail"}
    assert SheetVerdict().solve(SHEET) == SheetVerdict().check(SHEET) == wanted
    assert BrokenProperty().solve(SHEET) == BrokenProperty().check(SHEET) == ("Rm",)
    assert SheetVerdict().harms({"verdict": "pass"}, SHEET) and not SheetVerdict().harms(
        {"verdict": "fail"}, SHEET
    )
    assert BrokenProperty().harms((), SHEET) and not BrokenProperty().harms(("A", "Rm"), SHEET)


def test_the_yield_limit_of_the_thinner_plate_is_higher() -> None:
    # 18.0 kN over 78.54 mm2 are 229 MPa: enough for 20 mm, too little for 16 mm
    thick = replace(SHEET, FeH=D("18.0"), FeL=D("17.0"), Fm=D("32.0"))
    assert BrokenProperty().solve(thick) == ()
    assert (
        BrokenProperty().solve(replace(thick, t=16))
        == BrokenProperty().check(replace(thick, t=16))
        == ("ReH",)
    )


@pytest.mark.parametrize(
    ("pull", "kn"),
    [
        (Pull("round", (D(10),), D(0), 530, 50, 1), "41.63"),  # 530 MPa x 78.54 mm2
        (Pull("flat", (D("9.98"), D("10.00"), D("10.02")), D(20), 500, 50, 3), "100.00"),
    ],
)
def test_force_for_a_strength(pull: Pull, kn: str) -> None:
    family = ForceNeeded()
    assert family.solve(pull) == family.check(pull) == D(kn)
    assert family.harms(D(kn) * D("0.97"), pull) and not family.harms(D(kn) * D("1.10"), pull)


@pytest.mark.parametrize("asked", list(NEEDS))
def test_only_a_datum_that_is_needed_makes_it_insufficient(asked: str) -> None:
    family, known = MissingDatum(), {"Rm": "530 MPa", "A": "28.5 %", "Z": "63 %"}[asked]
    for kind, wanted in zip(NEEDS[asked], (INSUFFICIENT, known), strict=True):
        for gone in kind:
            torn = Torn(SHEET, asked, gone, "middle", 0)
            assert family.solve(torn) == family.check(torn) == wanted
            assert family.harms(known, torn) == (wanted == INSUFFICIENT)


def test_the_abstention_is_always_offered_and_right_in_a_quarter() -> None:
    items = [draw_item(Source("dev"), Tensile(), MissingDatum(), index) for index in range(80)]
    assert all(INSUFFICIENT in item.options for item in items)
    assert sum(item.gold == INSUFFICIENT for item in items) == 20
