"""Hand-made certificates put through the task's own solvers, and what every drawn certificate must keep to.

The yield limits are those of the fact table; 12 x 2200 x 8000 mm is the published mass example read backwards.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from harness.draw import Source, draw_item
from tasks.steel.certificate import CertificateRecord, CertificateTask, MissingEntries
from tasks.steel.certificate_judge import BANDS, Smudged, ThicknessFromMass, YieldOrAbstain
from tasks.steel.certificate_pages import Contradiction
from tasks.steel.certificate_text import BLOCKS, Certificate, scanned

D = Decimal
KNOWN = Certificate(
    "26B10347", "Q355B", 25, 2200, 8000, 12,
    (("C", D("0.19")), ("Si", D("0.42")), ("Mn", D("1.48")), ("P", D("0.028")), ("S", D("0.021"))),
    341, 512, 24, 62, 355, "2026-09-17", "P1234-5", 117, BLOCKS, ("  ",) * len(BLOCKS), (), 3,
)  # fmt: skip
GOLD = {
    "heat": "26B10347", "grade": "Q355B", "year": 2018, "t": 25, "C": D("0.19"), "Mn": D("1.48"), "reh": 341,
    "rm": 512, "kv2": 62,
}  # fmt: skip


def without(*keys: str) -> Certificate:
    order = tuple(name for name in BLOCKS if name not in keys)
    return replace(KNOWN, absent=keys, order=order, gaps=("  ",) * len(order))


def test_a_complete_certificate() -> None:
    assert CertificateRecord().solve(KNOWN) == CertificateRecord().check(KNOWN) == GOLD
    assert "C O.19" in scanned(KNOWN, "zh") and "C O.19" in scanned(KNOWN, "en")
    assert MissingEntries().solve(KNOWN) == MissingEntries().check(KNOWN) == ()


@pytest.mark.parametrize("key", ["year", "t", "C", "Mn", "reh", "rm", "kv2"])
def test_what_is_missing_is_null_and_not_invented(key: str) -> None:
    family, cert = CertificateRecord(), without(key)
    assert family.solve(cert) == family.check(cert) == GOLD | {key: None}
    assert family.harms(GOLD, cert) and not family.harms(GOLD | {key: None, "rm": None}, cert)


@pytest.mark.parametrize("keys", [("heat",), ("delivery", "year"), ("analysis",), ("kv2", "t")])
def test_missing_entries(keys: tuple[str, ...]) -> None:
    family, cert = MissingEntries(), without(*keys)
    assert family.solve(cert) == family.check(cert) == tuple(sorted(keys))
    assert family.harms((), cert) and not family.harms(("heat", *sorted(keys)), cert)


@pytest.mark.parametrize(
    ("t", "reh", "verdict"),
    [
        (16, 354, "fail"), (16, 355, "pass"), (25, 341, "fail"), (25, 345, "pass"), (63, 335, "pass"), (40, 340, "fail"),
        (80, 325, "pass"), (80, 324, "fail"),
    ],
)  # fmt: skip
def test_yield_strength_by_thickness(t: int, reh: int, verdict: str) -> None:
    family, cert = YieldOrAbstain(), replace(KNOWN, t=t, reh=reh)
    assert family.solve(cert) == family.check(cert) == verdict
    assert BANDS == [(16, 355), (40, 345), (63, 335), (80, 325)]


@pytest.mark.parametrize("key", ["t", "year"])
def test_no_verdict_without_thickness_or_year(key: str) -> None:
    family, cert = YieldOrAbstain(), without(key)
    assert family.solve(cert) == family.check(cert) == "INSUFFICIENT"
    assert (
        family.harms("pass", cert) and family.harms("fail", cert) and not family.harms("INSUFFICIENT", cert)
    )


def test_without_thickness_both_verdicts_are_possible() -> None:
    items = [draw_item(Source("dev"), CertificateTask(), YieldOrAbstain(), index) for index in range(120)]
    assert all(325 < item.record.reh < 355 for item in items)


def test_thickness_from_the_published_mass() -> None:
    plates = Smudged(2200, 8000, 15, 0, 24869, 117)  # 12 mm: 24.869 t
    assert ThicknessFromMass().solve(plates) == ThicknessFromMass().check(plates) == D("12.0")
    packed = Smudged(2200, 8000, 15, 200, 25069, 117)
    assert ThicknessFromMass().solve(packed) == ThicknessFromMass().check(packed) == D("12.0")


def test_pages_differ_in_one_entry_at_most() -> None:
    family = Contradiction()
    for index in range(60):
        item = draw_item(Source("dev"), CertificateTask(), family, index)
        assert item.gold == item.case
        assert family.harms("none", item.record) == (item.case != "none")


def test_a_certificate_has_the_length_of_one() -> None:
    for family in (CertificateRecord(), MissingEntries(), YieldOrAbstain()):
        for index in range(60):
            text = scanned(draw_item(Source("dev"), CertificateTask(), family, index).record, "zh")
            assert 200 <= len(text) <= 400, text


def test_no_letter_o_in_heat_numbers() -> None:
    for index in range(50):
        item = draw_item(Source("dev"), CertificateTask(), CertificateRecord(), index)
        assert not set("OI") & set(item.record.heat)
