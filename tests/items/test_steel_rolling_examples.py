"""The schedule of the research table and hand-worked passes, put through the tasks' own solvers; nothing is drawn."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from harness.kit import INSUFFICIENT
from tasks.steel.rolling import (
    Mill,
    OverloadedPasses,
    Pass,
    PassSchedule,
    PassVerdict,
    Schedule,
    allowed,
    told,
)
from tasks.steel.rolling_flow import (
    NextPass,
    PassRecord,
    SpeedOrAbstain,
    StandSpeed,
    ThinnestExit,
    Train,
    entries,
)

D = Decimal


def test_the_schedule_of_the_research_table() -> None:
    # 230 -> 180 -> 140 -> 110 mm
    schedule = Schedule((230, 180, 140, 110), (False, False, True), 1500, 3)
    wanted = {"r1": D("21.7"), "r2": D("22.2"), "r3": D("21.4"), "elongation": D("2.09")}
    assert PassSchedule().solve(schedule) == PassSchedule().check(schedule) == wanted
    assert told(schedule).zh == "第1道轧到180 mm，第2道轧到140 mm，第3道压下30 mm"


@pytest.mark.parametrize(("celsius", "most"), [(1050, 32), (1049, 26), (950, 26), (949, 20)])
def test_limit_by_temperature(celsius: int, most: int) -> None:
    assert allowed(celsius) == most
    exactly = Pass(100, 100 - most, celsius, 1, 1000)
    for one, verdict in ((exactly, "pass"), (replace(exactly, leave=99 - most), "fail")):
        found = PassVerdict().solve(one)
        assert found == PassVerdict().check(one) and isinstance(found, dict)
        assert (found["limit"], found["verdict"]) == (most, verdict)
        assert PassVerdict().harms({"verdict": "pass"}, one) == (verdict == "fail")


def test_overloads_by_hand() -> None:
    # 200 -> 160 (20 %, 40 mm over 35), -> 125 (21.9 %, 35), -> 90 (28 % over 25, 35), -> 68 (24.4 %, 22)
    mill, family = Mill((200, 160, 125, 90, 68), 25, 35, 1, (1100, 1080, 1060, 1040)), OverloadedPasses()
    assert family.solve(mill) == family.check(mill) == ("pass1", "pass3")
    assert family.harms(("pass1",), mill) and not family.harms(("pass1", "pass2", "pass3"), mill)


def test_speed_by_mass_flow() -> None:
    # 30 mm at 1.20 m/s is 36 mm m/s: 6.00 m/s at 6 mm, 3.00 at 12
    train = Train((D("30.0"), D("20.0"), D("12.0"), D("6.0")), D("1.20"), 0, 3, 2, 880)
    assert StandSpeed().solve(train) == StandSpeed().check(train) == D("6.00")
    back = replace(train, speed=D("6.00"), known=3, asked=2)
    assert StandSpeed().solve(back) == StandSpeed().check(back) == D("3.00")
    per_minute = replace(train, speed=D("1.20"), level=3)  # told as 72 m/min
    assert StandSpeed().solve(per_minute) == StandSpeed().check(per_minute) == D("6.00")


@pytest.mark.parametrize(
    ("share", "draught", "thinnest"), [(23, 40, "119.4"), (23, 30, "125.0"), (20, 31, "124.0")]
)
def test_thinnest_exit_rounds_up(share: int, draught: int, thinnest: str) -> None:
    # 155 mm less 23 % is 119.35, less 30 mm 125, less 20 % 124 exactly
    one, family = NextPass(155, 20, share, draught, 1, 2000), ThinnestExit()
    assert family.solve(one) == family.check(one) == D(thinnest)
    assert family.harms(D(thinnest) - D("0.1"), one) and not family.harms(D(thinnest), one)


NEEDED = ("h1", "h2", "b1", "b2", "v1")
RECORD = PassRecord(100, 80, 200, 210, D("2.10"), False, 3, NEEDED, "", (600, 1000, 1200, 900), "middle", 0)


def test_exit_speed_or_abstention() -> None:
    # 100 x 200 x 2.10 / (80 x 210) = 2.50
    family = SpeedOrAbstain()
    assert family.solve(RECORD) == family.check(RECORD) == D("2.50")
    assert set(RECORD.shown) < set(entries(RECORD))
    short = replace(RECORD, shown=NEEDED[:-2], absent="b2", case="missing")
    assert family.solve(short) == family.check(short) == INSUFFICIENT
    assert family.harms(D("2.50"), short) and not family.harms(D("2.10"), RECORD)
    same = replace(RECORD, b2=200, same_width=True, shown=("h1", "h2", "v1", "same"))
    assert family.solve(same) == family.check(same) == D("2.62")  # 2.625, the tie to the even digit
