"""Plate records, acceptance and grinding, and the shift note, worked by hand; nothing is drawn but wordings."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from harness.kit import INSUFFICIENT
from harness.rng import Rng
from tasks.steel.plate_accept import ANY, NEVER, AcceptanceVerdict, Case, DeepestGrind, Room
from tasks.steel.plate_log import PLAIN, DefectLog, Finding, InspectionEntry, Walk, named, seen_as, sizes
from tasks.steel.plate_words import FEATURES

D = Decimal
RNG = Rng(b"examples")


def test_every_wording_without_a_size_leads_back_to_its_defect() -> None:
    assert all(len(signs) >= 2 for signs in PLAIN.values())
    for defect, (one, two) in FEATURES.items():
        for first in PLAIN[one]:
            assert all(named((first, second)) == defect for second in PLAIN[two])


def test_what_was_not_seen_is_not_on_the_plate() -> None:
    crack, scab = seen_as("crack", RNG), seen_as("scab", RNG)
    walk = Walk(("scab", "crack"), ((1, scab, "scab"), (4, None, "scratch"), (9, crack, "crack")), 20)
    family = DefectLog()
    assert family.solve(walk) == family.check(walk) == ("crack", "scab")
    assert family.harms(("scab",), walk) and not family.harms(("crack",), walk)
    clean = Walk((), ((1, None, "scab"), (4, None, "crack")), 20)
    assert family.solve(clean) == family.check(clean) == ()


@pytest.mark.parametrize("unsaid", [False, True])
@pytest.mark.parametrize(("length", "depth"), [(120, D("0.40")), (120, None), (None, D("0.40"))])
def test_an_entry_keeps_its_nulls(length: int | None, depth: Decimal | None, unsaid: bool) -> None:
    one = Finding("scale", seen_as("scale", RNG), "top", D("3.5"), length, depth, unsaid, 20)
    wanted = {"defect": "scale", "side": "top", "metres": D("3.5"), "length": length, "depth": depth}
    family = InspectionEntry()
    assert family.solve(one) == family.check(one) == wanted
    assert family.harms({**wanted, "depth": D("0.2")}, one) == (depth is None)
    assert not family.harms(wanted, one)
    assert ("没有量" in sizes(one).zh) == (not unsaid and None in (length, depth))


TABLE = (("scab", D("0.30")), ("crack", NEVER), ("scale", ANY), ("roll_mark", D("0.40")), ("scratch", NEVER))


@pytest.mark.parametrize(
    ("defect", "depth", "verdict"),
    [
        ("scab", "0.30", "pass"), ("scab", "0.31", "fail"), ("scab", None, INSUFFICIENT), ("crack", None, "fail"),
        ("crack", "0.05", "fail"), ("scale", None, "pass"), ("scale", "2.00", "pass"), ("roll_mark", None, INSUFFICIENT),
    ],
)  # fmt: skip
def test_acceptance_table(defect: str, depth: str | None, verdict: str) -> None:
    case = Case(TABLE, defect, None if depth is None else D(depth), 100, 20, 1)
    family = AcceptanceVerdict()
    assert family.solve(case) == family.check(case) == verdict
    assert family.harms("pass", case) == (verdict != "pass")
    assert family.harms("fail", case) == (verdict == INSUFFICIENT)


def test_room_for_grinding() -> None:
    # 20 mm less 0.80 is 19.20: of 20.30 mm 1.10 may go; a fifth of 20 mm is 4.00
    room, family = Room(20, D("0.80"), D("20.30"), (D("0.35"), D("0.15")), "release", 3), DeepestGrind()
    assert family.solve(room) == family.check(room) == D("0.60")
    assert family.harms(D("0.61"), room) and not family.harms(D("0.60"), room)
    weld = replace(room, case="weld")
    assert family.solve(weld) == family.check(weld) == D("3.50")
