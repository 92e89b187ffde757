"""What must hold of any answer: notation and wrapping change nothing, a denial always does, two answers are never one."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_labelled_answers import cases, letter_score, number_score
from test_numerals_units import in_chinese

from harness.extract import labels, letter, measure, number
from harness.metrics.grade import digits
from harness.reading.said import spoken
from harness.types import Verdict

#: The same examples on every run.
steady = settings(derandomize=True, deadline=None, database=None)

WIDE = {c: c + 0xFEE0 for c in range(0x30, 0x3A)} | {0x2E: 0xFF0E, 0x25: 0xFF05}
WORDS = {"scratch": "划伤", "dent": "凹坑", "crack": "裂纹"}
WRAPPED = (
    "{}",
    "  {}\n",
    "**{}**",
    "`{}`",
    "答案：{}",
    "最终答案：{}",
    "<think>12 kN，选A，裂纹</think>{}",
    "{}。",
    "“{}”",
    "【{}】",
)
DENIED_NUMBERS = (
    "不是{}", "{}是错的", "{}，错误", "{}（错误）", "绝不会是{}", "{}不正确", "排除{}", "误算为{}", "如果是{}则偏大", "{}。更正：7 kN", "not {}",
    "{} is wrong", "{} is not correct.", "it cannot be {}", "rather than {}", "wrong answer: {}", "{}? No.",
)  # fmt: skip
BOUNDED = (
    "≤{}", "不超过{}", "至少{}", "{}以上", "{}及以下", "最大{}", "超过{}", "不到{}", "{}多", "at most {}", "up to {}", "{} or more", "{} max",
    "more than {}", "上限{}", "{}±1 kN", "{}的一半", "±{}", "between {} and 10000 kN",
)  # fmt: skip
DENIED_LETTERS = (
    "不选{}", "{}错误", "{}是错的", "选{}，错误", "选项{}，不正确", "排除了选项{}", "非{}", "除{}外", "{}可以排除", "不建议选{}", "{} is wrong.",
    "Not {}.", "{}. Wrong.", "I don't think it is {}", "don't choose option {}", "anything but {}", "有人选{}，但这是错误的", "若选{}则错",
)  # fmt: skip
ELEMENTS = (
    "{}含量为0.2%",
    "{}、Mn、Si都影响碳当量",
    "Mn和{}",
    "{}=0.17%",
    "w({})=0.17%",
    "Q355{}",
    "{}级钢",
    "{}+Mn/6",
    "{}: 0.17%, Mn: 1.42%",
)

values = st.decimals(min_value="0.001", max_value=99999, places=3).map(Fraction)


@steady
@given(values, st.sampled_from(WRAPPED), st.booleans())
def test_wrapping_and_width_change_no_number(value: Fraction, wrap: str, wide: bool) -> None:
    plain = f"{digits(value)} kN"
    text = spoken(wrap.format(plain.translate(WIDE) if wide else plain))
    assert text and number(text, "zh", "kN").value == value


@steady
@given(st.sampled_from("ABCD"), st.sampled_from(WRAPPED), st.booleans())
def test_wrapping_and_width_change_no_letter(one: str, wrap: str, wide: bool) -> None:
    text = spoken(wrap.format(chr(ord(one) + 0xFEE0) if wide else one))
    assert text and letter(text, "ABCD").value == one


@steady
@given(
    st.sets(st.sampled_from(sorted(WORDS)), min_size=1),
    st.sampled_from(WRAPPED),
    st.sampled_from("、，和;+ "),
)
def test_wrapping_and_separators_change_no_labels(named: set[str], wrap: str, gap: str) -> None:
    text = spoken(wrap.format(gap.join(WORDS[key] for key in named)))
    assert text and labels(text, WORDS).value == tuple(sorted(named))


@steady
@given(st.integers(1, 10**9 - 1))
def test_a_number_reads_back_in_every_notation(n: int) -> None:
    ways = (
        f"{n} kN", f"{n:,} kN", f"{in_chinese(n)}千牛", f"{n}千牛", f"{n * 1000} N", f"{digits(Fraction(n, 10**4))}万kN", f"约{n} kN左右",
        f"{digits(Fraction(n, 10**8))}e8 kN", f"{digits(Fraction(n, 10**3))}×10³ kN", f"F = {n} kN", f"${n}\\ \\text{{kN}}$",
    )  # fmt: skip
    assert {number(way, "zh", "kN").value for way in ways} == {n}


@steady
@given(values)
def test_a_sign_reads_back_in_every_notation(value: Fraction) -> None:
    x = digits(value)
    ways = (
        f"-{x} %",
        f"负{x}%",
        f"负百分之{x}",
        f"百分之负{x}",
        f"-({x}) %",
        f"minus {x} %",
        f"negative {x} percent",
        f"−{x}％",
        f"负约{x}%",
    )
    assert {number(way, "zh", "%").value for way in ways} == {-value}


@steady
@given(values, st.sampled_from(DENIED_NUMBERS + BOUNDED))
def test_a_denied_or_bounded_number_is_none(value: Fraction, frame: str) -> None:
    assert number(frame.format(f"{digits(value)} kN"), "zh", "kN").value != value


@steady
@given(st.sampled_from("ABCD"), st.sampled_from(DENIED_LETTERS + ELEMENTS))
def test_a_denied_letter_or_a_symbol_is_no_choice(one: str, frame: str) -> None:
    assert letter(frame.format(one), "ABCD").value is None


@steady
@given(st.sampled_from("ABCD"), st.sampled_from("ABCD"))
def test_the_last_correction_counts(first: str, last: str) -> None:
    for text in (
        f"选{first}。更正：选{last}。",
        f"{first}，不对，{last}",
        f"先选{first}，后改为{last}",
        f"{first}. Correction: {last}.",
    ):
        assert letter(text, "ABCD").value == last


@steady
@given(values, values)
def test_the_last_corrected_value_counts(first: Fraction, last: Fraction) -> None:
    a, b = f"{digits(first)} kN", f"{digits(last)} kN"
    for text in (f"{a}，不对，应为{b}", f"{a}. Correction: {b}.", f"{a}。更正：{b}", f"不是{a}，而是{b}"):
        assert number(text, "zh", "kN").value == last


@steady
@given(
    st.sets(st.sampled_from("ABCD"), min_size=2),
    st.sampled_from(("、", "或", "和", " or ", " and ", "/", "", " ", ",")),
)
def test_two_letters_are_ambiguous(chosen: set[str], joint: str) -> None:
    for text in (joint.join(sorted(chosen)), f"选{joint.join(sorted(chosen))}"):
        assert letter(text, "ABCD").failure is Verdict.AMBIGUOUS


@pytest.mark.parametrize(
    "case", [c for c in cases("number") if c["verdict"] == "correct" and not c.get("contract")]
)
def test_a_correct_number_taken_back_is_not_correct(case: dict[str, str]) -> None:
    for behind in ("。以上答案是错的。更正：无法计算", "\n更正：123456789 km"):
        if case["gold"] != "INSUFFICIENT" and case.get("finish") != "length" and "\n题目" not in case["text"]:
            assert number_score(case | {"text": case["text"] + behind}).verdict != "correct"


@pytest.mark.parametrize(
    "case", [c for c in cases("letter") if c["verdict"] == "correct" and not c.get("contract")]
)
def test_a_correct_letter_taken_back_is_not_correct(case: dict[str, str]) -> None:
    if case.get("finish") != "length":
        assert letter_score(case | {"text": case["text"] + "\n更正：选B。"}).verdict == "wrong"


@steady
@given(
    values,
    st.sampled_from(("限值{} kN", "大于{} kN", "limit {} kN", "标准要求不小于{} kN", "规定值为{} kN")),
    values,
)
def test_a_limit_beside_the_value_does_not_change_it(value: Fraction, frame: str, limit: Fraction) -> None:
    for text in (
        f"{digits(value)} kN，{frame.format(digits(limit))}",
        f"{digits(value)} kN（{frame.format(digits(limit))}）",
    ):
        found = measure(text, "zh", "kN").found
        assert found.value == value
