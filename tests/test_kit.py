"""The author's kit: rounding by GB/T 8170, spelling of numbers, `say`, tables, tolerances."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import ItemError
from harness.kit import (
    INSUFFICIENT,
    Number,
    Text,
    Tolerance,
    exact,
    fixed,
    glossary,
    near,
    rounded,
    say,
    spell,
    table,
    within,
    within_share,
)
from harness.types import Segment

FIELDS: dict[str, Any] = {
    "steel": Text("钢", "steel"), "t": 25, "c": Decimal("0.180"), "load": 12500, "table": table(["a"], [[1]]),
}  # fmt: skip


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("12.1498", 0, "12"), ("12.1498", 1, "12.1"), ("1268", -2, "1300"), ("10.5002", 0, "11"),
        ("1.050", 1, "1.0"), ("0.35", 1, "0.4"), ("2500", -3, "2000"), ("3500", -3, "4000"),
        ("-0.0365", 3, "-0.036"), ("28.175", 2, "28.18"), ("28.165", 2, "28.16"), ("-15.4546", 0, "-15"),
    ],
)  # fmt: skip
def test_rounds_as_the_standard_prints(value: str, places: int, expected: str) -> None:
    assert str(rounded(exact(value), places)) == expected


@pytest.mark.parametrize(
    ("value", "places", "even", "up"),
    [("0.25", 1, "0.2", "0.3"), ("2.5", 0, "2", "3"), ("-2.5", 0, "-2", "-3"), ("0.2501", 1, "0.3", "0.3")],
)
def test_the_two_rules_differ_on_ties_only(value: str, places: int, even: str, up: str) -> None:
    assert str(rounded(exact(value), places)) == even
    assert str(rounded(exact(value), places, "up")) == up


def test_a_tie_is_decided_on_the_exact_value() -> None:
    assert rounded(Fraction(1, 3), 3) == Decimal("0.333")
    assert rounded(Fraction(5, 10**3) + Fraction(1, 10**40), 2) == Decimal("0.01")
    assert rounded(Fraction(5, 10**3) - Fraction(1, 10**40), 2) == Decimal("0.00")
    assert rounded(Fraction(25 * 10**30 + 1, 10**31), 0) == 3


def test_rounding_keeps_the_places_it_was_asked_for() -> None:
    assert str(rounded(7, 2)) == "7.00"
    assert str(rounded(Decimal("99.96"), 1)) == "100.0"


@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=1000), st.integers(-2, 4))
def test_rounding_is_near_and_idempotent(value: Fraction, places: int) -> None:
    found = rounded(value, places)
    assert abs(exact(found) - value) <= Fraction(1, 2) / Fraction(10) ** places
    assert rounded(found, places) == found


@pytest.mark.parametrize(
    ("value", "notation", "expected"),
    [
        (Decimal("1250.5"), "plain", "1250.5"), (Decimal("1250.5"), "fullwidth", "１２５０．５"),
        (Decimal("1250.5"), "grouped", "1,250.5"), (-1250, "grouped", "-1,250"), (125, "grouped", "125"),
        (1234567, "grouped", "1,234,567"), (-3, "fullwidth", "－３"), (Decimal("1E+3"), "plain", "1000"),
        (Fraction(6, 3), "plain", "2"), (Decimal("0.10"), "plain", "0.10"),
    ],
)  # fmt: skip
def test_spells_a_number_in_each_notation(value: Any, notation: Any, expected: str) -> None:
    assert spell(value, notation) == expected


def test_a_number_without_a_finite_decimal_is_not_spelt() -> None:
    with pytest.raises(ItemError, match="round it first"):
        spell(Fraction(1, 3))


def test_say_freezes_values_and_marked_words_only() -> None:
    segments = say("{steel}板厚{t} mm，{=不大于}{c:.2f}", FIELDS, "zh")
    assert segments == (
        Segment("钢", True), Segment("板厚", False), Segment("25", True), Segment(" mm，", False),
        Segment("不大于", True), Segment("0.18", True),
    )  # fmt: skip


def test_say_follows_language_and_notation() -> None:
    words = "".join(s.text for s in say("{steel} {load} {load:.1f}", FIELDS, "en", "grouped"))
    assert words == "steel 12,500 12,500.0"


def test_say_keeps_colons_of_frozen_words_and_splices_segments() -> None:
    assert say("{=比例1:2}", {}, "zh") == (fixed("比例1:2"),)
    assert say("见{table}", FIELDS, "zh")[1:] == FIELDS["table"]


def test_say_names_the_field_that_was_meant() -> None:
    with pytest.raises(ItemError, match="did you mean 'steel'") as found:
        say("{stel}", FIELDS, "zh")
    assert "{stel}" in str(found.value)


def test_a_table_is_frozen_as_a_whole() -> None:
    (segment,) = table(
        [Text("元素", "element"), "max"], [["C", Decimal("0.20")], [Text("锰", "Mn"), 1]], "en"
    )
    assert segment.frozen
    assert segment.text == "\n| element | max |\n|---|---|\n| C | 0.20 |\n| Mn | 1 |\n"


def test_a_glossary_speaks_the_language_of_the_sheet() -> None:
    terms, meanings = {"crack": Text("裂纹", "crack")}, {"crack": Text("开裂", "an opening")}
    assert glossary(terms, meanings, "zh") == (fixed("\n- 裂纹：开裂\n"),)
    assert glossary(terms, meanings, "en") == (fixed("\n- crack: an opening\n"),)


def test_tolerances_include_their_edge() -> None:
    assert within("0.0015").accepts(Decimal("0.5505"), Decimal("0.549"))
    assert not within("0.0015").accepts(Decimal("0.5506"), Decimal("0.549"))
    assert within_share("0.01").accepts(-101, -100)
    assert not within_share("0.01").accepts(Decimal("-101.01"), -100)
    assert Tolerance().accepts(5, Decimal("5.0"))


def test_near_includes_its_band() -> None:
    assert near(Decimal("0.453"), "0.45", "0.003")
    assert not near(Decimal("0.4531"), "0.45", "0.003")


class Length(Number[Any]):
    """A family of words only."""

    name, unit, places = "length", Text("毫米", "mm"), 1
    terms = {"none": Text("没有", "none at all")}  # noqa: RUF012


@pytest.mark.parametrize(
    ("answer", "zh", "en"),
    [
        (Decimal("12.25"), "12.2 毫米", "12.2 mm"),
        (Fraction(37, 3), "12.3 毫米", "12.3 mm"),
        ("none", "没有", "none at all"),
        (Text("长", "long"), "长", "long"),
        (INSUFFICIENT, "信息不足", "INSUFFICIENT"),
        ("as it is", "as it is", "as it is"),
    ],
)
def test_an_answer_is_shown_in_the_language_of_the_sheet(answer: Any, zh: str, en: str) -> None:
    family = Length()  # type: ignore[abstract]
    assert (family.word(answer, "zh"), family.word(answer, "en")) == (zh, en)
