"""Worked examples of the Q235B check and its edition trap, put through the task's own solvers; nothing is drawn."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from harness.kit import INSUFFICIENT
from tasks.steel.grade_q235 import EditionVerdict, FailingLots, GapInRecord, Lot
from tasks.steel.q235_pull import LeastForce, Pull, StrengthMargin, lower_limit, lower_limit_stepped

D = Decimal
#: The example of the research table: 12 mm, Rm 372 MPa, acceptable to GB/T 700-2006 (370 to 500 MPa).
ST02 = Lot(12, D("0.55"), D("0.020"), 250, 372)


@pytest.mark.parametrize(
    ("lot", "verdict"),
    [
        (ST02, "pass"),
        (replace(ST02, Mn=D("1.20")), "pass"),  # over the 0.70 % of the superseded edition
        (replace(ST02, Mn=D("1.45")), "Mn"),
        (replace(ST02, Rm=366), "Rm"),
        (replace(ST02, Rm=505), "Rm"),
        (replace(ST02, ReH=230), "ReH"),
        (replace(ST02, ReH=230, t=20), "pass"),
    ],
)
def test_verdict_by_the_edition_in_force(lot: Lot, verdict: str) -> None:
    family = EditionVerdict()
    assert family.solve(lot) == family.check(lot) == verdict
    assert family.harms("pass", lot) == (verdict != "pass") and not family.harms("Mn", lot)


def test_lots_of_a_delivery() -> None:
    lots = (ST02, replace(ST02, Rm=366), replace(ST02, ReH=230), ST02, replace(ST02, Mn=D("1.41")))
    family = FailingLots()
    assert family.solve(lots) == family.check(lots) == ("lot2", "lot3", "lot5")
    assert family.harms(("lot2", "lot3"), lots) and not family.harms(("lot1", "lot2", "lot3", "lot5"), lots)


@pytest.mark.parametrize(
    ("lot", "verdict"),
    [
        (replace(ST02, missing="t", ReH=228), INSUFFICIENT),  # good from 16 mm on only
        (replace(ST02, missing="t", ReH=250), "pass"),  # good at any thickness
        (replace(ST02, missing="t", ReH=228, span=(20, 40)), "pass"),  # 225 MPa all over the span
        (replace(ST02, missing="t", ReH=228, span=(16, 40)), INSUFFICIENT),  # 235 MPa at 16 mm
        (replace(ST02, missing="t", ReH=223, span=(20, 40)), "fail"),
        (replace(ST02, missing="Mn"), INSUFFICIENT),
        (replace(ST02, missing="Mn", S=D("0.050")), "fail"),
        (replace(ST02, S=D("0.050")), "fail"),
        (ST02, "pass"),
    ],
)
def test_a_gap_in_the_record(lot: Lot, verdict: str) -> None:
    family = GapInRecord()
    assert family.solve(lot) == family.check(lot) == verdict
    assert family.harms("pass", lot) == (verdict != "pass")


@pytest.mark.parametrize(
    ("what", "t", "least"),
    [("Rm", 12, 370), ("ReH", 16, 235), ("ReH", 17, 225), ("ReH", 40, 225), ("ReH", 41, 215)],
)
def test_lower_limits(what: str, t: int, least: int) -> None:
    assert lower_limit(what, t) == lower_limit_stepped(what, t) == least


def test_pulls_by_hand() -> None:
    # 12 x 25 mm = 300 mm2; 111.6 kN is 372 MPa, 2 MPa above 370; 370 MPa is 111.0 kN
    pull = Pull("Rm", 12, 25, D("111.6"), 372, 2, True)
    assert StrengthMargin().solve(pull) == StrengthMargin().check(pull) == 2
    weak = replace(pull, what="ReH", force=D("69.0"))  # 230 MPa, 5 MPa short of 235
    assert StrengthMargin().solve(weak) == StrengthMargin().check(weak) == -5
    assert StrengthMargin().harms(D(3), weak) and not StrengthMargin().harms(D(-9), weak)
    assert LeastForce().solve(pull) == LeastForce().check(pull) == D("111.0")
    strict = replace(pull, what="ReH", extra=15)  # 250 MPa on 300 mm2
    assert LeastForce().solve(strict) == LeastForce().check(strict) == D("75.0")
    assert LeastForce().harms(D("70.5"), strict) and not LeastForce().harms(D("80"), strict)


@pytest.mark.parametrize(("t", "b", "kn"), [(7, 25, "41.2"), (7, 40, "65.8"), (8, 25, "47.0")])
def test_the_least_force_is_rounded_up(t: int, b: int, kn: str) -> None:
    # 7 x 25 mm at 235 MPa is 41.125 kN: 41.1 kN would fall short; 8 x 25 mm is 47.0 exactly
    pull = Pull("ReH", t, b, D(0), 0, 1, True)
    assert LeastForce().solve(pull) == LeastForce().check(pull) == D(kn)
    assert LeastForce().harms(D(kn) - D("0.1"), pull)
