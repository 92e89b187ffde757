"""Wrong options are clearly wrong: no rounding, and no tolerance, turns one into the right answer."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from every import each, items

from harness.kit import Choice, Json, Letter, Number, Task, Template
from harness.types import LANGS, Sheet


def has_places(family: Template[Any]) -> bool:
    return isinstance(family, Letter) and family.places is not None


@each("options_read_differently", lambda family: isinstance(family, Choice))
def test_options_read_differently(task: Task, family: Template[Any]) -> None:
    for item in items(task, family, 200):
        for lang in LANGS:
            shown = [family.show(option, Sheet(item, lang)) for option in item.options]
            assert len(set(shown)) == len(shown), f"{item.draw_id} {lang}: {shown}"


@each("nearest_distractor", has_places)
def test_nearest_distractor_is_three_units_away(task: Task, family: Template[Any]) -> None:
    """A unit of the last printed place is what another order of rounding may move; thrice that is wrong."""
    assert family.places is not None
    unit = Fraction(1) / Fraction(10) ** family.places
    near = {}
    for item in items(task, family, 400):
        gaps = [
            abs(Fraction(o) - Fraction(item.gold)) for o in item.options if o != item.gold and is_number(o)
        ]
        if is_number(item.gold) and gaps and min(gaps) < 3 * unit:
            near[item.draw_id] = (item.gold, item.options)
    assert not near, f"{len(near)} of 400, such as {next(iter(near.items()))}"


def is_number(value: object) -> bool:
    return isinstance(value, (int, Decimal, Fraction)) and not isinstance(value, bool)


@each("slips_outside_tolerance", lambda family: isinstance(family, Number))
def test_slips_lie_outside_three_tolerances(task: Task, family: Template[Any]) -> None:
    """A named mistake is never graded right: it gives another number, or the gold itself."""
    assert isinstance(family, Number)
    for item in items(task, family, 400):
        for slip, value in family.slips(item.record).items():
            if is_number(value) and is_number(item.gold) and value != item.gold:
                far = abs(Fraction(value) - Fraction(item.gold)) > 3 * family.tolerance.width(item.gold)
                assert far, f"{item.draw_id}: {slip} gives {value}, the gold is {item.gold}"


@each("fields_outside_tolerance", lambda family: isinstance(family, Json))
def test_named_mistakes_of_a_record_differ(task: Task, family: Template[Any]) -> None:
    """A mistake named for a record changes at least one field by more than its tolerance."""
    assert isinstance(family, Json)
    for item in items(task, family, 100):
        for slip, answer in family.slips(item.record).items():
            assert isinstance(answer, dict) and isinstance(item.gold, dict), slip
            assert any(not graded_same(family, k, answer[k], item.gold[k]) for k in family.schema), (
                f"{item.draw_id}: {slip}"
            )


def graded_same(family: Json[Any], key: str, a: Any, b: Any) -> bool:
    if is_number(a) and is_number(b):
        return family.schema[key].tolerance.accepts(a, b)
    return bool(a == b)
