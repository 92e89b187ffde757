"""Rank ranges: paired tests, Holm, ties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.stats.ranks import Place, rank_ranges


def test_a_clear_order_is_an_order() -> None:
    tests = {("a", "b"): (0.2, 0.001), ("c", "a"): (-0.4, 0.001), ("b", "c"): (0.2, 0.001)}
    found = rank_ranges({"a": 0.9, "b": 0.7, "c": 0.5}, tests)
    assert found == {"a": Place(1, 1, 1, ()), "b": Place(2, 2, 2, ()), "c": Place(3, 3, 3, ())}


def test_neighbours_that_cannot_be_told_apart_share_a_range() -> None:
    tests = {("a", "b"): (0.02, 0.4), ("a", "c"): (0.4, 0.001), ("b", "c"): (0.38, 0.002)}
    found = rank_ranges({"a": 0.9, "b": 0.88, "c": 0.5}, tests)
    assert found["a"] == Place(1, 1, 2, ("b",)) and found["b"] == Place(2, 1, 2, ("a",))
    assert found["c"] == Place(3, 3, 3, ())


def test_holm_is_over_all_pairs() -> None:
    """0.02 would pass alone; among three pairs the smallest p must be under 0.05/3."""
    tests = {("a", "b"): (0.1, 0.02), ("a", "c"): (0.1, 0.9), ("b", "c"): (0.0, 1.0)}
    found = rank_ranges({"a": 0.9, "b": 0.8, "c": 0.8}, tests)
    assert all((p.low, p.high) == (1, 3) for p in found.values())
    assert found["b"].place == found["c"].place == 2


def test_alone_is_first_and_a_missing_pair_is_an_error() -> None:
    assert rank_ranges({"a": 0.5}, {}) == {"a": Place(1, 1, 1, ())}
    with pytest.raises(KeyError):
        rank_ranges({"a": 0.5, "b": 0.4}, {})


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3)), min_size=2, max_size=6))
def test_ranges_hold_the_place_and_ties_are_mutual(field: list[tuple[float, int]]) -> None:
    values = {f"m{i}": v for i, (v, _) in enumerate(field)}
    names = list(values)
    tests = {
        (a, b): (values[a] - values[b], (0.0001, 0.02, 0.3, 1.0)[(field[i][1] + field[j][1]) % 4])
        for i, a in enumerate(names)
        for j, b in enumerate(names)
        if i < j
    }
    found = rank_ranges(values, tests)
    for name, p in found.items():
        assert 1 <= p.low <= p.place <= p.high <= len(names)
        assert p.high - p.low == len(p.tied_with)
        assert all(name in found[other].tied_with for other in p.tied_with)
