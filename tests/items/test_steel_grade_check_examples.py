"""Worked examples of the Q355 certificate check, put through the task's own solvers; nothing is drawn."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from harness.kit import INSUFFICIENT
from tasks.steel.grade_check import CauseOfRejection, CertificateVerdict, FailingEntries
from tasks.steel.grade_limits import Certificate, Offer, ThicknessAllowed, reh_min, reh_stepped, rm_range
from tasks.steel.grade_missing import MissingEntry

D = Decimal
#: The example of the research table: 25 mm Q355B with ReH 341 MPa, 4 MPa short.
ST01 = Certificate("Q355B", 25, D("0.19"), D("0.42"), D("1.48"), D("0.028"), D("0.021"), 341, 512, 120)


@pytest.mark.parametrize(
    ("t", "least"),
    [(16, 355), (17, 345), (40, 345), (41, 335), (63, 335), (64, 325), (80, 325), (81, 315), (100, 315), (101, 295),
     (150, 295), (151, 285), (200, 285), (201, 275), (250, 275)],
)  # fmt: skip
def test_reh_by_thickness(t: int, least: int) -> None:
    assert reh_min(t) == reh_stepped(t) == least
    assert rm_range(t) == ((470, 630) if t <= 100 else (450, 600))


def test_the_certificate_of_the_research_table() -> None:
    wanted = {"margin": -4, "fails": ("ReH",), "verdict": "fail"}
    assert CertificateVerdict().solve(ST01) == CertificateVerdict().check(ST01) == wanted
    assert CauseOfRejection().solve(ST01) == CauseOfRejection().check(ST01) == "strength"
    good = replace(ST01, t=45)  # the limit is 335 MPa over 40 mm
    assert CertificateVerdict().solve(good) == {"margin": 6, "fails": (), "verdict": "pass"}
    assert CertificateVerdict().harms({"verdict": "pass"}, ST01)
    assert not CertificateVerdict().harms({"verdict": "fail"}, good)


@pytest.mark.parametrize(
    ("grade", "fails"),
    [("Q355B", ("ReH",)), ("Q355C", ("ReH",)), ("Q355D", ("P", "ReH"))],  # P 0.028: within B and C, over D
)
def test_the_same_heat_by_grade(grade: str, fails: tuple[str, ...]) -> None:
    one = replace(ST01, grade=grade)
    assert FailingEntries().solve(one) == FailingEntries().check(one) == fails
    cold = replace(one, KV2=27)
    assert FailingEntries().solve(cold) == FailingEntries().check(cold) == tuple(sorted((*fails, "KV2")))


@pytest.mark.parametrize(
    ("missing", "fault", "wanted"),
    [
        ("t", "", {"margin": None, "missing": "t", "verdict": INSUFFICIENT}),
        ("P", "", {"margin": 6, "missing": "P", "verdict": INSUFFICIENT}),
        ("t", "S", {"margin": None, "missing": "t", "verdict": "fail"}),
        ("", "", {"margin": 6, "missing": None, "verdict": "pass"}),
    ],
)
def test_a_gap_in_the_certificate(missing: str, fault: str, wanted: dict[str, object]) -> None:
    one = replace(ST01, t=45, missing=missing, S=D("0.040") if fault else ST01.S)
    family = MissingEntry()
    assert family.solve(one) == family.check(one) == wanted
    assert family.harms({"verdict": "pass"}, one) == (wanted["verdict"] != "pass")
    assert family.harms({"margin": 6}, one) == (missing == "t")


@pytest.mark.parametrize(
    ("offer", "t"),
    [
        (Offer(True, 331, None, (20, 63, 64, 90)), 64),  # 331 MPa meets 325 MPa, so over 63 mm
        (Offer(False, 331, None, (20, 63, 64, 90)), 63),  # 335 MPa is guaranteed up to 63 mm
        (Offer(True, 340, D("0.478"), (45, 60, 150, 160)), 160),  # CEV 0.49 only over 150 mm
        (Offer(False, 300, D("0.45"), (25, 30, 36, 90)), 30),  # CEV 0.45 only up to 30 mm
    ],
)
def test_thickness_by_hand(offer: Offer, t: int) -> None:
    family = ThicknessAllowed()
    assert family.solve(offer) == family.check(offer) == t
    beyond = min(offer.plates) if offer.thinnest else max(offer.plates)
    assert family.harms(beyond, offer) and not family.harms(t, offer)
