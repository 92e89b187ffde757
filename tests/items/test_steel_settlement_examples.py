"""The published plate of the mass facts, and lots worked by hand from it; nothing is drawn."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from harness.kit import INSUFFICIENT
from tasks.steel.invoices import Invoice, MassOrAbstain, Note, WrongInvoiceLines, tonnes
from tasks.steel.plates import DENSITY, Plates, kilograms, theoretical
from tasks.steel.settlement import PiecesForTonnage, Target, Weighed, WeighedLot

D = Decimal
#: 12 x 2200 x 8000 mm, 15 plates, 24.869 t (research table); a plate weighs 1657.92 kg.
KNOWN = Plates(12, 2200, 8000, 15)


def test_plates_as_published() -> None:
    assert D("7.85") == DENSITY and kilograms(KNOWN) == D("24868.8")
    assert theoretical(KNOWN) * 1000 == kilograms(KNOWN)


@pytest.mark.parametrize(
    ("gross", "tare", "deviation", "verdict"),
    [
        ("24.62", "0.00", "-1.00", "dispute"),  # -0.2488 / 24.8688 is -1.0005 %
        ("24.63", "0.00", "-0.96", "accept"),
        ("39.62", "14.50", "1.01", "dispute"),
        ("39.60", "14.50", "0.93", "accept"),
    ],
)
def test_weighed_lot(gross: str, tare: str, deviation: str, verdict: str) -> None:
    lot, family = Weighed(KNOWN, D(gross), D(tare), D("1.0"), 2, 4000), WeighedLot()
    wanted = {"theory": D("24.869"), "deviation": D(deviation), "verdict": verdict}
    assert family.solve(lot) == family.check(lot) == wanted
    assert family.harms({"verdict": "accept"}, lot) == (verdict == "dispute")


@pytest.mark.parametrize(
    ("order", "ready", "pieces"), [(True, 0, 61), (False, 0, 60), (True, 11, 50), (False, 11, 49)]
)
def test_pieces_for_a_hundred_tonnes(order: bool, ready: int, pieces: int) -> None:
    # 100 t / 1.65792 t is 60.3 plates
    target, family = Target(KNOWN, 100, order, ready, 3, 4000), PiecesForTonnage()
    assert family.solve(target) == family.check(target) == pieces
    worse = pieces - 1 if order else pieces + 1
    assert family.harms(D(worse), target) and not family.harms(D(pieces), target)


def test_wrong_lines() -> None:
    lots = (KNOWN, KNOWN, KNOWN, replace(KNOWN, n=16))
    # right; density 7.8; one plate less; right for 16
    invoice = Invoice(lots, (D("24.869"), D("24.710"), D("23.211"), D("26.527")), 1234, 1)
    family = WrongInvoiceLines()
    assert family.solve(invoice) == family.check(invoice) == ("line2", "line3")
    assert family.harms(("line2",), invoice) and not family.harms(("line1", "line2", "line3"), invoice)


def test_mass_or_abstention() -> None:
    note = Note(KNOWN, False, ("t", "width", "length", "n"), "", ("Q235B", 4000, 1, 21000), 1234, "middle", 0)
    family = MassOrAbstain()
    assert family.solve(note) == family.check(note) == D("24.869") == round(tonnes(KNOWN), 3)
    short = replace(note, shown=("t", "width", "n"), absent="length", case="missing")
    assert family.solve(short) == family.check(short) == INSUFFICIENT
    assert family.harms(D("24.869"), short) and not family.harms(D("24.710"), note)
    by_area = replace(note, by_area=True, shown=("area", "t", "n"))
    assert family.solve(by_area) == family.check(by_area) == D("24.869")
