"""All pairs by arrays are the pairs by fractions: same numbers, whatever is missing and however few families."""

from __future__ import annotations

import dataclasses
import math
from itertools import combinations

import pytest
from rowkit import bernoulli, row, rows_of

from harness.rng import Rng
from harness.runners.accuracy import Accuracy
from harness.runners.generality import Generality
from harness.runners.robustness import Robustness
from harness.stats import allpairs
from harness.stats.paired import Comparison
from harness.types import Row

Answers = dict[str, list[Row]]


def answers(skills: tuple[float, ...] = (0.2, 0.5, 0.55, 0.9), **shape: int) -> Answers:
    """Answerers of these skills on one form."""
    return {
        f"m{k}": rows_of(lambda *names, k=k, s=s: bernoulli(Rng(b"all pairs", k, *names), s), **shape)
        for k, s in enumerate(skills)
    }


def same(first: Comparison, second: Comparison) -> bool:
    a, b = first.difference, second.difference
    whole = (a.n, a.clusters, a.method, a.reason) == (b.n, b.clusters, b.method, b.reason)
    counts = (first.only_first, first.only_second) == (second.only_first, second.only_second)
    numbers = [(a.value, b.value), (a.se, b.se), (a.low, b.low), (a.high, b.high)]
    numbers += [(first.p, second.p), (first.exact_p, second.exact_p)]
    close = all(
        (x is None and y is None) or math.isclose(x or 0.0, y or 0.0, rel_tol=1e-9, abs_tol=1e-11)
        for x, y in numbers
    )
    return whole and counts and close


def checked(found: Answers) -> None:
    by_arrays, by_fractions = allpairs.differences(found), allpairs.one_by_one(found)
    assert by_arrays.keys() == by_fractions.keys()
    for scope, pairs in by_fractions.items():
        assert list(by_arrays[scope]) == list(pairs)
        for pair, want in pairs.items():
            assert same(by_arrays[scope][pair], want), (scope, pair, by_arrays[scope][pair], want)


def test_arrays_give_the_numbers_of_fractions() -> None:
    found = answers()
    assert allpairs.table_of(found) is not None
    checked(found)


def test_pairs_are_those_of_compare() -> None:
    found = answers()
    pairs = Accuracy().compare_all(found)
    assert set(pairs) == {"accuracy", "domains/steel", "domains/automotive_parts"}
    for a, b in combinations(sorted(found), 2):
        assert same(pairs["accuracy"][a, b], Accuracy().compare(found[a], found[b]))


@pytest.mark.parametrize("every", [2, 5, 7])
def test_unscored_sheets_are_left_out_alike(every: int) -> None:
    found = answers()
    found["m1"] = [
        dataclasses.replace(r, value=None) if i % every == 0 else r for i, r in enumerate(found["m1"])
    ]
    checked(found)


def test_a_family_lost_to_one_answerer_gives_the_same_reason() -> None:
    found = answers()
    gone = found["m2"][0].family
    found["m2"] = [dataclasses.replace(r, value=None) if r.family == gone else r for r in found["m2"]]
    checked(found)
    lost = allpairs.differences(found)[""]["m0", "m2"].difference
    assert lost.value is None and gone in lost.reason


def test_equal_answerers_differ_by_nothing() -> None:
    found = answers((0.5, 0.5))
    found["m1"] = found["m0"]
    checked(found)
    (one,) = allpairs.differences(found)[""].values()
    assert (one.difference.value, one.p, one.exact_p) == (0.0, 1.0, 1.0)


def test_lone_families_and_a_lone_kind_borrow_alike() -> None:
    lone = {
        name: [
            row(value=v, family="a"), row(value=1 - v, family="b", kind="letter"),
            row(value=v, domain="healthcare", family="c", kind="letter"),
            row(value=0.5 * v, domain="healthcare", task="t1", family="d", kind="record"),
        ]
        for name, v in (("x", 0.0), ("y", 1.0), ("z", 0.5))
    }  # fmt: skip
    checked(lone)
    checked({name: rows[:1] for name, rows in lone.items()})


def test_values_that_doubles_cannot_add_exactly_go_by_fractions() -> None:
    found = answers()
    found["m0"][3] = dataclasses.replace(found["m0"][3], value=1 / 3)
    assert allpairs.table_of(found) is None
    checked(found)


def test_answerers_of_other_sheets_go_by_fractions() -> None:
    found = answers()
    found["m0"] = found["m0"][1:]
    assert allpairs.table_of(found) is None
    checked(found)


def test_order_of_rows_changes_nothing() -> None:
    found = answers()
    turned = {name: rows[::-1] for name, rows in found.items()}
    assert allpairs.differences(turned) == allpairs.differences(found)


def test_resampled_scores_are_the_same_in_a_pair_and_among_all() -> None:
    base = answers()
    perturbed = {
        name: rows + [dataclasses.replace(r, sheet=f"{r.sheet}/G1", group="G1", value=r.value if i % 3 else 0.0)
                      for i, r in enumerate(rows)]
        for name, rows in base.items()
    }  # fmt: skip

    class One:
        name, group = "one", "G1"

        def apply(self, *_: object) -> None:
            """Never asked here."""

    for runner, column in ((Robustness((One(),)), "robustness"), (Generality(), "generality")):
        pairs = runner.compare_all(perturbed)[column]
        for (a, b), found in pairs.items():
            assert found == runner.compare(perturbed[a], perturbed[b])
        assert any(found.p < 0.05 for found in pairs.values())
