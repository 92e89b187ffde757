"""The published worked answer of two-alloy additions, and hand-worked cases, put through the task's own solvers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from harness.kit import fact
from harness.types import INSUFFICIENT
from tasks.steel.alloy_amounts import Batch, FerrosiliconStillNeeded, Heat, TwoAlloys
from tasks.steel.alloy_recovery import RecoveryOfManganese, Trial
from tasks.steel.alloying import Charged, ExpectedSilicon, OffRange, expected

D = Decimal
EXAMPLE = fact("tasks.steel", "steel.two_alloys").data["example"]
#: 37 t, Mn 0.05 -> 0.50 %, Si -> 0.28 %; SiMn 65.8/18.5, FeSi 74.1, recoveries 90 and 80 (ixiawen 36900133).
PUBLISHED = Heat(
    D(EXAMPLE["steel_t"]), EXAMPLE["Mn_residual"], EXAMPLE["Mn_target"], D("0.00"), EXAMPLE["Si_target"],
    EXAMPLE["SiMn"]["Mn"], EXAMPLE["SiMn"]["Si"], EXAMPLE["FeSi"]["Si"],
    EXAMPLE["recovery"]["Mn"], EXAMPLE["recovery"]["Si"],
)  # fmt: skip
CHARGED = Charged(
    D(37), (D("0.10"), D(0), D("0.05")), (D("1.7"), D("18.5"), D("65.8")), (D("0.1"), D("74.1"), D(0)), (95, 80, 90), 281, 105, 1
)  # fmt: skip


def test_two_alloys_as_published() -> None:
    wanted = {"simn": D(281), "fesi": D(105)}
    assert wanted == {"simn": EXAMPLE["answer_kg"]["SiMn"], "fesi": EXAMPLE["answer_kg"]["FeSi"]}
    assert TwoAlloys().solve(PUBLISHED) == TwoAlloys().check(PUBLISHED) == wanted


def test_no_ferrosilicon_where_silicomanganese_brings_enough() -> None:
    met = replace(PUBLISHED, Si1=D("0.11"))  # silicomanganese alone brings 0.112 %
    wanted = {"simn": D(281), "fesi": D(0)}
    assert TwoAlloys().solve(met) == TwoAlloys().check(met) == wanted
    assert TwoAlloys().harms({"simn": 281, "fesi": 5}, met) and not TwoAlloys().harms(
        {"simn": 281, "fesi": 0}, met
    )
    assert TwoAlloys().harms({"simn": 310, "fesi": 0}, met) and not TwoAlloys().harms("INSUFFICIENT", met)


def test_silicon_brought_in_as_published() -> None:
    alone = replace(CHARGED, fesi_kg=0)
    assert ExpectedSilicon().solve(alone) == ExpectedSilicon().check(alone) == EXAMPLE["Si_brought_in"]
    assert ExpectedSilicon().solve(CHARGED) == ExpectedSilicon().check(CHARGED) == D("0.281")


@pytest.mark.parametrize("hidden", ["", "tapping", "simn_Mn", "eta_Mn"])
def test_the_second_alloy_from_a_batching_record(hidden: str) -> None:
    batch = Batch(D(37), D("0.00"), D("0.28"), D("74.1"), 80, 281, D("18.5"), D("65.8"), 90, 1620, 2, hidden)
    family = FerrosiliconStillNeeded()
    assert family.solve(batch) == family.check(batch) == 105
    assert (
        family.harms(D(116), batch)
        and not family.harms(D(115), batch)
        and not family.harms(INSUFFICIENT, batch)
    )


@pytest.mark.parametrize("hidden", ["steel", "fesi_Si", "eta_Si", "simn_Si", "Si0"])
def test_a_batching_record_that_lacks_something(hidden: str) -> None:
    batch = Batch(D(37), D("0.02"), D("0.28"), D("74.1"), 80, 281, D("18.5"), D("65.8"), 90, 1620, 2, hidden)
    family = FerrosiliconStillNeeded()
    assert family.solve(batch) == family.check(batch) == INSUFFICIENT
    assert family.harms(D(98), batch) and not family.harms(INSUFFICIENT, batch)


def test_off_range_by_hand() -> None:
    # C 0.10 + 281*1.7*0.95/37000 (+ a trace) = 0.113, Si 0.281, Mn 0.05 + 0.450 = 0.500
    assert round(float(expected(CHARGED, 0)), 3) == 0.113 and round(float(expected(CHARGED, 2)), 3) == 0.5
    heat = replace(CHARGED, low=(9, 15, 52), high=(13, 26, 66))
    family = OffRange()
    assert family.solve(heat) == family.check(heat) == ("Mn", "Si")
    assert (
        family.harms(("Si",), heat) and family.harms((), heat) and not family.harms(("C", "Mn", "Si"), heat)
    )


def test_recovery_of_the_published_heat() -> None:
    trial = Trial(D(37), D("0.05"), D("0.50"), 281, D("65.8"), 0, D("70.0"), D("18.5"), 5, 1)
    assert RecoveryOfManganese().solve(trial) == RecoveryOfManganese().check(trial) == D("90.0")
