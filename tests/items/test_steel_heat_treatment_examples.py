"""Hand-worked examples of the tempering parameter, put through the task's own solvers.

600 °C for 2 h with C = 20 gives 17726 (research table); the others are worked from the printed formula with
lg 2 = 0.30103.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from harness.draw import Source, draw_item
from tasks.steel.heat_treatment import (
    Change,
    EquivalentTemperature,
    EquivalentTime,
    HeatTreatment,
    ParameterWindow,
    TemperingParameter,
    Windowed,
)
from tasks.steel.temper_log import Card, FurnaceLog, Log, ParameterOrAbstain
from tasks.steel.tempering import FORMULA, PARAMETER, ZERO_C, Hold, kelvin, parameter

D = Decimal
KNOWN = Hold(600, 120, 20, 1)
#: The same hold by a recorder that reads 5 degrees too high.
READ_HIGH = Hold(605, 120, 20, 3, 5)


@pytest.mark.parametrize(
    ("hold", "p"),
    [(KNOWN, 17726), (READ_HIGH, 17726), (Hold(600, 60, 20, 1), 17463), (Hold(550, 600, 20, 1), 17286)],
)
def test_parameter_as_published(hold: Hold, p: int) -> None:
    # 873.15 x 20.30103; lg 1 = 0 and lg 10 = 1 leave 873.15 x 20 and 823.15 x 21
    assert TemperingParameter().solve(hold) == TemperingParameter().check(hold) == p


def test_the_zero_point_of_the_fact_is_what_is_printed_and_what_the_checks_use() -> None:
    assert kelvin(0) == float(ZERO_C) == 273.15
    assert f"+{ZERO_C}，" in FORMULA.zh and f"+ {ZERO_C}," in FORMULA.en
    example = PARAMETER.data["example"]
    hold = Hold(example["celsius"], 60 * example["hours"], example["C"], 1)
    assert abs(parameter(hold) - D("17725.84")) < D("0.01")  # 873.15 x 20.3010300
    assert TemperingParameter().solve(hold) == example["P"]


@pytest.mark.parametrize(("low", "verdict"), [(17500, "inside"), (17800, "low"), (17200, "high")])
def test_window(low: int, verdict: str) -> None:
    load, family = Windowed(KNOWN, low, low + 300), ParameterWindow()
    assert family.solve(load) == family.check(load) == {"p": 17726, "verdict": verdict}
    assert family.harms({"verdict": "inside"}, load) == (verdict != "inside")


def test_equivalents_of_the_published_hold() -> None:
    # 17725.8 / 823.15 = 21.53412, and 10^1.53412 = 34.21
    cooler = Change(KNOWN, celsius=550)
    assert EquivalentTime().solve(cooler) == EquivalentTime().check(cooler) == D("34.21")
    assert EquivalentTime().harms(D(30), cooler) and not EquivalentTime().harms(D(40), cooler)
    # in 4 h: 17725.8 / 20.60206 = 860.39 K
    longer = Change(KNOWN, minutes=240)
    assert EquivalentTemperature().solve(longer) == EquivalentTemperature().check(longer) == 587
    assert EquivalentTemperature().harms(D(600), longer) and not EquivalentTemperature().harms(D(590), longer)


def test_log_by_hand() -> None:
    log = Log((KNOWN, Hold(600, 60, 20, 1), Hold(550, 600, 20, 1), Hold(620, 60, 20, 1)), 17400, 17800, 1)
    family = FurnaceLog()  # 17726, 17463, 17286 and 893.15 x 20 = 17863
    assert family.solve(log) == family.check(log) == ("load_3", "load_4")
    assert family.harms(("load_3",), log) and not family.harms(("load_1", "load_3", "load_4"), log)


def test_abstains_where_a_value_is_missing() -> None:
    family = ParameterOrAbstain()
    whole = Card(
        KNOWN, 1001, 900, 30, 240, 12, 80, ("c", "time", "mass", "temper", "soak", "total"), "", "middle", 0
    )
    assert family.solve(whole) == family.check(whole) == 17726
    short = Card(
        KNOWN,
        1001,
        900,
        30,
        240,
        12,
        80,
        ("c", "mass", "temper", "soak", "total", "harden"),
        "time",
        "missing",
        0,
    )
    assert family.solve(short) == family.check(short) == "INSUFFICIENT"
    assert family.harms(D(17726), short) and not family.harms(D(17000), whole)


def test_one_card_in_four_lacks_something_and_shows_as_many_entries() -> None:
    items = [draw_item(Source("dev"), HeatTreatment(), ParameterOrAbstain(), index) for index in range(80)]
    assert sum(item.gold == "INSUFFICIENT" for item in items) == 20
    assert {len(item.record.shown) for item in items} == {6}
