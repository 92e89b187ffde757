"""Intervals and exact tests against published figures and brute force."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.stats.estimates import normal_quantile, sig12, student_p, student_quantile
from harness.stats.exact import (
    clopper_pearson,
    exact_upper,
    holm,
    mcnemar,
    poisson_binomial,
    stratified_test,
    wilson,
)


# Newcombe (1998), Statistics in Medicine 17:857, table I, methods 3 and 5.
@pytest.mark.parametrize(
    ("k", "n", "score", "exact"),
    [
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
        (0, 20, (0.0000, 0.1611), (0.0000, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
    ],
)
def test_published_intervals(k: int, n: int, score: tuple[float, float], exact: tuple[float, float]) -> None:
    assert wilson(k, n) == pytest.approx(score, abs=5e-5)
    assert clopper_pearson(k, n) == pytest.approx(exact, abs=5e-5)


def test_nothing_seen_bounds_what_may_be() -> None:
    assert exact_upper(0, 59) == pytest.approx(1 - 0.05 ** (1 / 59))
    assert exact_upper(0, 59) < 0.05 < exact_upper(0, 58)
    assert exact_upper(7, 7) == 1.0
    with pytest.raises(ValueError, match="3 of 2"):
        exact_upper(3, 2)


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_intervals_hold_the_share_and_mirror(pair: tuple[int, int]) -> None:
    k, n = pair
    for interval in (wilson, clopper_pearson):
        low, high = interval(k, n)
        assert 0 <= low <= k / n <= high <= 1 and low < high
        assert interval(n - k, n) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_poisson_binomial_is_the_sum_over_all_outcomes(chances: list[float]) -> None:
    brute = [0.0] * (len(chances) + 1)
    for outcome in itertools.product((0, 1), repeat=len(chances)):
        brute[sum(outcome)] += math.prod(p if x else 1 - p for p, x in zip(chances, outcome, strict=True))
    assert poisson_binomial(chances) == pytest.approx(brute, abs=1e-12)
    assert poisson_binomial(chances[::-1]) == poisson_binomial(chances)


def test_stratified_test_on_equal_chances_is_the_binomial_test() -> None:
    assert stratified_test([0.5] * 10, 8) == pytest.approx((56 / 1024, 112 / 1024))
    assert stratified_test([0.5] * 10, 5) == pytest.approx((638 / 1024, 1.0))
    assert stratified_test([0.25] * 4 + [0.0] * 6, 5)[0] == 0.0
    with pytest.raises(ValueError, match="right of 2"):
        stratified_test([0.5, 0.5], 3)


def test_mcnemar_is_the_sign_test_of_discordant_items() -> None:
    assert mcnemar(1, 8) == mcnemar(8, 1) == pytest.approx(2 * (1 + 9) / 2**9)
    assert mcnemar(0, 0) == 1.0 and mcnemar(4, 4) == 1.0
    assert mcnemar(0, 3000) == 0.0  # far beyond a double, and no overflow


def test_holm_worked_example() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == [] and holm([0.7, 0.8]) == [1.0, 1.0]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9))
def test_holm_never_lowers_a_p_and_keeps_the_order(p: list[float]) -> None:
    adjusted = holm(p)
    assert all(a >= x and a <= 1 for a, x in zip(adjusted, p, strict=True))
    for (a, x), (b, y) in itertools.combinations(zip(adjusted, p, strict=True), 2):
        assert (x <= y and a <= b) or (x >= y and a >= b)


def test_quantiles_of_the_tables() -> None:
    assert normal_quantile(0.95) == pytest.approx(1.959964, abs=1e-6)
    assert student_quantile(0.95, 9) == pytest.approx(2.262157, abs=1e-6)
    assert student_p(2.262157, 9) == pytest.approx(0.05, abs=1e-6)


def test_sig12_drops_the_noise_of_summation() -> None:
    assert sig12(0.1 + 0.2) == 0.3
    assert str(sig12(-0.0)) == "0.0"
    assert sig12(123456789012.345) == 123456789012.0
