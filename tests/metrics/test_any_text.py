"""No text whatever makes a reader or the grader raise, and noise around nothing is never correct."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.draw import Source, draw_item
from harness.extract import labels, letter, measure, number, option, record
from harness.form import BUDGET
from harness.kit import Text
from harness.metrics.grade import grade
from harness.prompts import OTHER, USUAL, request
from harness.reading.jsonish import repaired
from harness.reading.said import region, spoken
from harness.reading.units import unit_of
from harness.types import CHOICE_KINDS, Layout, Request, Response, Sheet, Verdict
from tasks.steel.weldability import Weldability

#: The same examples on every run.
steady = settings(derandomize=True, deadline=None, database=None)

TASK = Weldability()
DEV = Source("dev", seed=1)
#: Pieces that break careless readers.
PIECES = [
    "答案：", "Answer:", "{", "}", "[", "]", '"', "'", "“", "”", ",", "，", ":", "：", "<think>", "</think>", "```json\n", "```", "\\", "\n",
    "0.436", "%", "kN", "N/mm²", "10^", "e9999", "×10", "³", "一", "万", "亿", "点", "负", "百分之", "约", "~", "±", "≤", "A", "B、", "选", "不选",
    "信息不足", "抱歉", "CEV", "结论", "合格", "不合格", "null", "true", "1" * 60, "/0", "\x00", "\ud800", "İ", "٣", "½", "\u202e", "$", "**",
]  # fmt: skip
texts = st.one_of(
    st.text(),
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4))).map("".join),
)


@steady
@given(texts)
def test_readers_never_raise(text: str) -> None:
    words = {"a": "合格", "b": "不合格"}
    for found in (number(text, "zh", "kN", ("千牛",)), record(text), record(text, True), labels(text, words)):
        assert (found.value is None) or found.failure in (None, Verdict.UNIT_ERROR)
    assert letter(text, "ABCD").value in (None, *"ABCD", "INSUFFICIENT")
    assert option(text, tuple(words.values())).value in (None, *words.values(), "INSUFFICIENT")
    assert isinstance(repaired(text)[0], str)
    unit_of(text)


@steady
@given(texts, st.sampled_from(["stop", "length"]), st.sampled_from(["zh", "en"]), st.booleans())
def test_grade_never_raises(text: str, finish: Any, lang: Any, other: bool) -> None:
    for family in TASK.families:
        item = draw_item(DEV, TASK, family, 0)
        contract = (OTHER if other else USUAL)[family.kind]
        sheet = Sheet(item, lang, layout=Layout(contract=contract))
        asked = request(sheet, family, (), BUDGET)
        if family.kind in CHOICE_KINDS:
            asked = Request("generate", asked.messages, (), asked.lead)
        score = grade(Response(asked.key, text, finish=finish), asked, sheet, family)
        assert score.verdict is not None and score.value == float(score.verdict is Verdict.CORRECT)
        assert len(score.answer) <= 200 and score.answer.encode().decode() == score.answer
        if score.verdict is Verdict.CORRECT:
            assert family.kind != "number" or any(c.isdigit() or c in "零一二三四五六七八九" for c in text)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000,
        "{" * 10_000,
        '{"a":' * 5_000,
        "<think>" * 5_000,
        "1 " * 5_000,
        "一" * 20_000,
        "答案" * 5_000,
        "9" * 50_000,
        "a/" * 9_000,
        "{'" * 40,
        '{"CEV": ' + "9" * 9_000 + "}",
    ],
)
def test_large_texts_are_read_in_bounds(text: str) -> None:
    for found in (number(text, "zh", "kN"), record(text), letter(text, "ABCD"), labels(text, {"a": "甲"})):
        assert found.value is None or isinstance(found.value, dict)
    assert len(region(text)) <= 2_000


@steady
@given(st.text(alphabet=st.characters(exclude_characters="<")))
def test_thinking_is_removed(thought: str) -> None:
    assert spoken(f"<think>{thought}</think> 0.436 %") == "0.436 %"
    assert spoken(f"{thought}</think>0.436 %") == "0.436 %"
    assert spoken(f"答案 <think>{thought}") is None


@steady
@given(st.integers(1, 9999), st.integers(1, 9999))
def test_two_values_are_never_one(a: int, b: int) -> None:
    for joint in ("或", "、", " or ", "，", "~", "-", "至", " "):
        found = number(f"{a} kN{joint}{b} kN", "zh", "kN")
        assert found.value is None or (a == b and found.value == a)


@steady
@given(
    st.fractions(min_value=-1000, max_value=1000, max_denominator=1),
    st.sampled_from(["lb", "in", "桶", "foo", "kg", "kN/m"]),
)
def test_a_wrong_unit_never_passes(value: Fraction, unit: str) -> None:
    found = measure(f"{value.numerator} {unit}", "zh", "kN")
    assert found.found.failure is Verdict.UNIT_ERROR and found.found.value is None and found.bare == value


def test_texts_do_not_name_options_in_two_languages() -> None:
    word = Text("合格", "acceptable")
    assert option(word.en, [word.zh]).failure is Verdict.UNPARSED
