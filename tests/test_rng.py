"""Named streams: the published vector, uniformity, and independence of everything but the names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.rng import Rng

MASTER = bytes(32)
PATH = ("r1", "steel", "t01", 0, "P13", 0)


def fresh() -> Rng:
    return Rng(MASTER, *PATH)


def chi_square(counts: Mapping[Any, int], cells: int) -> float:
    expected = sum(counts.values()) / cells
    return sum((n - expected) ** 2 for n in counts.values()) / expected + expected * (cells - len(counts))


def test_published_vector() -> None:
    rng = fresh()
    key = rng._key.hex()
    assert (key[:8], key[-7:]) == ("eee0b2be", "8239e5a")
    assert [rng.word(), rng.word()] == [11792105745570492406, 9379757379468745147]
    assert fresh().shuffle("ABCDE") == list("ACEDB")
    assert fresh().below(10) == 6


def test_the_second_block_goes_on_where_the_first_ended() -> None:
    rng, again = fresh(), fresh()
    words = [rng.word() for _ in range(9)]
    assert len(set(words)) == 9
    assert words == [again.word() for _ in range(9)]


@pytest.mark.parametrize(
    "other",
    [
        Rng(MASTER, *PATH[:-1], 1),
        Rng(MASTER, *PATH[:-1]),
        Rng(MASTER, *PATH, ""),
        Rng(MASTER, "r1s", "teel", "t01", 0, "P13", 0),  # the same letters, cut elsewhere
        Rng(MASTER, "r1", "steel/t01", 0, "P13", 0),
        Rng(bytes(31) + b"\1", *PATH),
    ],
)
def test_other_names_give_another_stream(other: Rng) -> None:
    assert other.word() != fresh().word()


def test_a_child_is_a_stream_of_its_own_and_costs_the_parent_nothing() -> None:
    parent = fresh()
    child = parent.child("options")
    assert parent.word() == fresh().word()
    assert child.word() == fresh().child("options").word() != fresh().word()


def test_below_is_uniform() -> None:
    rng = Rng(b"uniform", "below")
    assert chi_square(Counter(rng.below(7) for _ in range(14_000)), 7) < 22.5  # p = 0.001 at 6 df


def test_shuffle_is_uniform() -> None:
    rng = Rng(b"uniform", "shuffle")
    counts = Counter(tuple(rng.shuffle("ABCD")) for _ in range(12_000))
    assert set(counts) == set(permutations("ABCD"))
    assert chi_square(counts, 24) < 49.8  # p = 0.001 at 23 df


def test_neighbouring_streams_are_not_alike() -> None:
    """The first draws of streams that differ in one index are as uniform as one long stream."""
    first = Counter(Rng(MASTER, "family", index, "draw").below(10) for index in range(10_000))
    assert chi_square(first, 10) < 27.9  # p = 0.001 at 9 df


@given(st.integers(1, 1 << 64), st.integers(0, 50))
def test_below_stays_below(n: int, index: int) -> None:
    assert 0 <= Rng(MASTER, index).below(n) < n


@given(st.integers(-100, 100), st.integers(0, 30), st.integers(0, 50))
def test_between_stays_between(low: int, width: int, index: int) -> None:
    assert low <= Rng(MASTER, index).between(low, low + width) <= low + width


@given(st.integers(0, 50))
def test_decimal_is_a_step_of_its_range_with_the_decimals_of_the_step(index: int) -> None:
    found = Rng(MASTER, index).decimal("0.12", "0.22", "0.01")
    assert Decimal("0.12") <= found <= Decimal("0.22")
    assert found.as_tuple().exponent == -2


def test_decimal_reaches_both_ends() -> None:
    rng = Rng(MASTER, "ends")
    assert {str(rng.decimal("0.1", "0.3", "0.1")) for _ in range(60)} == {"0.1", "0.2", "0.3"}


@given(st.lists(st.integers(), max_size=8, unique=True), st.integers(0, 20))
def test_shuffle_and_sample_keep_the_elements_and_the_argument(values: list[int], index: int) -> None:
    before = list(values)
    shuffled = Rng(MASTER, index).shuffle(values)
    taken = Rng(MASTER, index).sample(values, len(values) // 2)
    assert values == before
    assert sorted(shuffled) == sorted(values)
    assert len(set(taken)) == len(values) // 2
    assert set(taken) <= set(values)


def test_chance_has_its_probability() -> None:
    rng = Rng(MASTER, "chance")
    assert not any(rng.chance(0, 5) for _ in range(20))
    assert all(rng.chance(5, 5) for _ in range(20))
    assert 2_700 < sum(rng.chance(3, 10) for _ in range(10_000)) < 3_300


def test_nothing_to_choose_from_is_an_error() -> None:
    with pytest.raises(ValueError, match="not between 1 and"):
        fresh().below(0)
    with pytest.raises(ValueError, match="sample of 3 from 2"):
        fresh().sample("AB", 3)
