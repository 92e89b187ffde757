"""Guessing the commonest answer gains nothing: positions, gold classes and constants, inside each family."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from classes import classes
from every import each, items
from scipy.stats import binom

from harness.kit import Choice, Json, Labels, Number, OptionText, Task, Template
from harness.metrics.chance import best_constant, most_common

DRAWS = 400


def shares(task: Task, family: Template[Any], count: int) -> dict[str, Counter[Any]]:
    """Aspect to counts of its classes over whole rounds of the cases."""
    rows = [classes(item, family) for item in items(task, family, count - count % len(family.cases))]
    return {
        aspect: Counter(row.get(aspect) for row in rows)
        for aspect in sorted({k for row in rows for k in row})
    }


def too_many(count: int, of: int, share: float) -> bool:
    """More than a fair share explains, at one in a hundred thousand."""
    return bool(binom.sf(count - 1, of, share) < 1e-5)


@each("positions", lambda family: isinstance(family, Choice))
def test_positions_are_exactly_balanced(task: Task, family: Template[Any]) -> None:
    assert isinstance(family, Choice)
    rounds = DRAWS // family.options
    found = Counter(item.position for item in items(task, family, rounds * family.options))
    assert found == dict.fromkeys(range(family.options), rounds)


@each("words", lambda family: isinstance(family, Choice))
def test_no_word_is_right_more_often_than_its_share(task: Task, family: Template[Any]) -> None:
    """With k options no word is the answer in more than one of k, nor does any print in vain."""
    assert isinstance(family, Choice)
    for counts in shares(task, family, DRAWS).values():
        of = counts.total()
        assert max(counts.values()) <= of / family.options + 1, counts
        if isinstance(family, OptionText):
            assert set(counts) == set(family.terms) and max(counts.values()) - min(counts.values()) <= 1, (
                counts
            )


@each("fields", lambda family: isinstance(family, Json))
def test_no_word_of_a_record_is_right_more_often_than_not(task: Task, family: Template[Any]) -> None:
    """A choice or boolean field takes no value in more than half of the draws; null is the cases' own share."""
    for aspect, counts in shares(task, family, DRAWS).items():
        told = {value: count for value, count in counts.items() if value is not None}
        assert len(told) >= 2, f"{aspect} says nothing: {counts}"
        assert not too_many(max(told.values()), counts.total(), 0.5), f"{aspect}: {counts}"


@each("labels", lambda family: isinstance(family, Labels))
def test_every_label_applies_sometimes_and_none_mostly(task: Task, family: Template[Any]) -> None:
    applies = {
        aspect: counts[True] / counts.total() for aspect, counts in shares(task, family, DRAWS).items()
    }
    assert max(applies.values()) <= 0.55, applies
    assert max(applies.values()) <= 3 * min(applies.values()), applies


def by_chance(bound: float, count: int) -> Callable[[Task, Template[Any]], None]:
    def holds(task: Task, family: Template[Any]) -> None:
        golds = [item.gold for item in items(task, family, count)]
        best = best_constant(golds, family.tolerance) if isinstance(family, Number) else most_common(golds)
        assert best / count <= bound, f"a constant is right in {best / count:.3f} of {count} draws"

    return holds


@each("chance_of_numbers", lambda family: isinstance(family, Number))
def test_a_constant_number_is_worth_little(task: Task, family: Template[Any]) -> None:
    """The best constant over the 2,000 development draws that the printed chance is taken from."""
    unanswerable = sum(isinstance(item.gold, str) for item in items(task, family, 2000)) / 2000
    known = [item.gold for item in items(task, family, 2000) if not isinstance(item.gold, str)]
    assert isinstance(family, Number)
    best = best_constant(known, family.tolerance) / 2000
    assert best <= 0.05, f"a constant is right in {best:.3f} of 2000 draws"
    assert unanswerable <= 0.5, f"abstention is right in {unanswerable:.3f}"


@each("chance_of_records", lambda family: isinstance(family, (Json, Labels)))
def test_a_constant_record_is_right_less_than_half_the_time(task: Task, family: Template[Any]) -> None:
    by_chance(0.5, DRAWS)(task, family)
