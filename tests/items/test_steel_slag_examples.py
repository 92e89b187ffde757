"""Hand-worked slags put through the task's own solvers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from harness.draw import Source, draw_item
from harness.types import INSUFFICIENT
from tasks.steel.slag import Copied, MisreadOxide, Partial, RatioOrMissing, SlagControl
from tasks.steel.slag_flux import Flux, FluxForTarget
from tasks.steel.slag_ratios import BasicityWindow, RatioChoice, Slag, by_shares, ratio

D = Decimal


def slag(asked: str, *oxides: str, level: int = 1, low: int = 0, high: int = 0) -> Slag:
    CaO, SiO2, MgO, Al2O3 = map(D, oxides or ("38.0", "36.5", "8.2", "14.5"))
    return Slag((CaO, SiO2, MgO, Al2O3), asked, level, low=low, high=high)


@pytest.mark.parametrize(("asked", "value"), [("R2", "1.04"), ("R3", "1.27"), ("R4", "0.91")])
def test_three_ratios(asked: str, value: str) -> None:
    one = slag(asked)
    assert RatioChoice().solve(one) == RatioChoice().check(one) == D(value)
    assert ratio(one, asked) == by_shares(one, asked)


@pytest.mark.parametrize(("low", "high", "verdict"), [(86, 96, "within"), (95, 103, "low"), (78, 87, "high")])
def test_window(low: int, high: int, verdict: str) -> None:
    one, family = slag("R4", low=low, high=high), BasicityWindow()
    assert family.solve(one) == family.check(one) == {"r2": D("1.04"), "r4": D("0.91"), "verdict": verdict}
    assert family.harms({"verdict": "within"}, one) == (verdict != "within")


@pytest.mark.parametrize(
    ("copied", "oxide"),
    [
        (("41.0", "36.5", "8.2", "14.5"), "CaO"),
        (("38.0", "33.5", "8.2", "14.5"), "SiO2"),
        (("38.0", "36.5", "6.2", "14.5"), "MgO"),
        (("38.0", "36.5", "8.2", "11.5"), "Al2O3"),
    ],
)
def test_misread_oxide(copied: tuple[str, ...], oxide: str) -> None:
    sheet = Copied(slag("R4", *copied), (D("1.041"), D("1.266"), D("0.906")))
    assert MisreadOxide().solve(sheet) == MisreadOxide().check(sheet) == oxide


def test_misread_oxide_is_the_one_that_was_drawn() -> None:
    for index in range(60):
        item = draw_item(Source("dev"), SlagControl(), MisreadOxide(), index)
        assert item.gold == item.case


def test_flux_by_hand() -> None:
    # (1.15 x 36.5 - 38.0) / (52.0 - 1.15 x 1.5) of 100 t
    lime = Flux(D("38.0"), D("36.5"), D("1.15"), 100, 320, D("52.0"), D("1.5"), D("2.0"), "limestone", 1)
    assert FluxForTarget().solve(lime) == FluxForTarget().check(lime) == 7907
    # (41.0 - 1.10 x 34.0) / (1.10 x 96.0 - 1.0) of 320 t x 0.3 = 96 t, over 0.98
    stone = Flux(D("41.0"), D("34.0"), D("1.10"), 300, 320, D("1.0"), D("96.0"), D("2.0"), "silica", 3)
    assert FluxForTarget().solve(stone) == FluxForTarget().check(stone) == 3371
    assert FluxForTarget().harms(D(3709), stone) and not FluxForTarget().harms(D(3708), stone)


@pytest.mark.parametrize(
    ("asked", "hidden", "level", "gold"),
    [
        ("R2", (), 1, D("1.041")),
        ("R2", ("MgO", "Al2O3"), 1, D("1.041")),
        ("R3", ("Al2O3",), 2, D("1.266")),
        ("R3", ("MgO",), 2, INSUFFICIENT),
        ("R4", ("Al2O3",), 1, INSUFFICIENT),
        ("R3", ("MgO",), 3, D("1.266")),  # the sum of the four gives it back
        ("R4", ("CaO", "SiO2"), 3, INSUFFICIENT),
    ],
)
def test_ratio_or_missing(asked: str, hidden: tuple[str, ...], level: int, gold: Decimal | str) -> None:
    sheet, family = Partial(slag(asked, level=level), hidden), RatioOrMissing()
    assert family.solve(sheet) == family.check(sheet) == gold
    assert family.harms(D(1), sheet) == (gold == INSUFFICIENT) and not family.harms(INSUFFICIENT, sheet)
