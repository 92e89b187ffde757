"""Numbers and units: exact values, and nothing read where nothing is said."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.extract import number
from harness.reading.numerals import chinese, flat, fold, numbers
from harness.reading.units import unit_of
from harness.types import Verdict

#: The same examples on every run.
steady = settings(derandomize=True, deadline=None, database=None)

DIGITS = "零一二三四五六七八九"


def in_chinese(n: int) -> str:
    """Written the textbook way, independently of the reader."""
    if n >= 10**8:
        head, rest = divmod(n, 10**8)
        return in_chinese(head) + "亿" + joined(rest, 10**7)
    if n >= 10**4:
        head, rest = divmod(n, 10**4)
        return in_chinese(head) + "万" + joined(rest, 10**3)
    for place, sign in ((1000, "千"), (100, "百"), (10, "十")):
        if n >= place:
            head, rest = divmod(n, place)
            return DIGITS[head] + sign + joined(rest, place // 10)
    return DIGITS[n]


def joined(rest: int, place: int) -> str:
    """What follows a higher place, with 零 across a gap."""
    return "" if not rest else ("零" if rest < place else "") + in_chinese(rest)


@steady
@given(st.integers(0, 10**12 - 1))
def test_chinese_numerals_come_back(n: int) -> None:
    assert chinese(in_chinese(n)) == n


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("两万三", 23000),
        ("一百二", 120),
        ("一百零二", 102),
        ("十五", 15),
        ("十五万", 150000),
        ("二〇二四", 2024),
        ("一万亿", 10**12),
    ],
)
def test_spoken_forms(word: str, value: int) -> None:
    assert chinese(word) == value


@pytest.mark.parametrize(
    "word", ["三四十", "三五", "万一", "百", "十百", "一点", "点五", "一点五点六", "", "一千万千", "亿"]
)
def test_malformed_numerals_give_nothing(word: str) -> None:
    assert chinese(word) is None


@steady
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4))
def test_decimals_come_back_in_every_notation(x: object) -> None:
    plain, grouped = f"{x:f}", f"{x:,f}"
    wide = plain.translate({c: c + 0xFEE0 for c in range(0x21, 0x7F)})
    for text in (plain, grouped, wide, plain.replace("-", "−")):
        (found,) = numbers(flat(fold(text)))
        assert found.value == Fraction(plain)


@pytest.mark.parametrize(
    "text", ["Q355", "GB", "1.2.3", "9" * 41, "1e99", "x3", "v2.1", "统一", "一般", "千万"]
)
def test_what_is_no_number(text: str) -> None:
    assert numbers(text) == []


def test_folding_keeps_superscripts_apart() -> None:
    assert fold("１０³ ｋＮ　（甲）") == "10³ kN (甲)"
    assert [n.value for n in numbers(flat("10³"))] == [1000]


@pytest.mark.parametrize(
    ("one", "other", "factor"),
    [
        ("t", "kg", 1000), ("MPa", "N/mm2", 1), ("N/mm²".replace("²", "2"), "Pa", 10**6), ("GPa", "MPa", 1000),
        ("kN·m", "N·mm", 10**6), ("mL", "cm3", 1), ("L/h", "mL/min", Fraction(100, 6)), ("万元", "元", 10**4),
        ("mg/(kg·d)", "mg/kg/d", 1), ("μmol/L", "umol/L", 1), ("d", "min", 1440), ("%", "‰", 10), ("%", "ppm", 10_000), ("kgf", "N", Fraction(980665, 10**5)), ("r/min", "rpm", 1),
        ("毫升/小时", "mL/h", 1), ("kg/m3", "g/cm3", Fraction(1, 1000)), ("公斤", "g", 1000), ("kWh", "kJ", 3600),
    ],
)  # fmt: skip
def test_factors_are_exact(one: str, other: str, factor: int | Fraction) -> None:
    a, b = unit_of(one), unit_of(other)
    assert a and b and a.dimension == b.dimension
    assert a.factor / b.factor == factor


@pytest.mark.parametrize(
    ("one", "other"),
    [("kg", "N"), ("mmol/L", "mg/dL"), ("°C", "K"), ("mL/h", "mL"), ("ppm", "g"), ("d", "month")],
)
def test_what_must_not_compare(one: str, other: str) -> None:
    a, b = unit_of(one), unit_of(other)
    assert a and b and a.dimension != b.dimension


@pytest.mark.parametrize(
    "word", ["lb", "banana", "", "N/", "/h", "mm/mm/xx", "Q", "kilo", "m" * 40, "^2", "mpa"]
)
def test_unknown_units(word: str) -> None:
    assert unit_of(word) is None


def test_number_reads_value_and_unit() -> None:
    assert number("12500 N", "zh", "kN").value == Fraction(25, 2)
    assert number("3 tablets", "zh", "片", ("tablets",)).value == 3
    assert number("3 bottles", "zh", "片", ("tablets",)).failure is Verdict.UNIT_ERROR
    assert number("3", "zh", "片").value == 3
