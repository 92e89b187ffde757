"""Which option was chosen, and what a constant answer is worth."""

from __future__ import annotations

import math
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.draw import Source, draw_item
from harness.form import BUDGET
from harness.kit import Tolerance, within, within_share
from harness.metrics.chance import best_constant, chance, most_common
from harness.metrics.choice import decide
from harness.metrics.grade import digits, grade, short
from harness.prompts import labels_of, request, shifted
from harness.types import INSUFFICIENT, Layout, Request, Response, Sheet, Verdict
from tasks.steel.weldability import CarbonEquivalent, CarbonEquivalentChoice, Weldability, WithinLimit

#: The same examples on every run.
steady = settings(derandomize=True, deadline=None, database=None)

TASK = Weldability()
DEV = Source("dev", seed=1)


def asked(*options: str) -> Request:
    return Request("score", (), options)


def test_score_is_per_character_without_the_leading_space() -> None:
    chosen, margin = decide(asked(" ab", " abcd"), Response("", logliks=(-2.0, -3.0)))
    assert chosen == 1 and margin == pytest.approx((-3 / 4 + 2 / 2) * 2)


@steady
@given(st.lists(st.floats(-100, 0), min_size=2, max_size=8))
def test_letters_go_to_the_most_likely_and_ties_to_the_first(logliks: list[float]) -> None:
    chosen, margin = decide(asked(*"ABCDEFGH"[: len(logliks)]), Response("", logliks=tuple(logliks)))
    assert chosen == logliks.index(max(logliks))
    assert margin == sorted(logliks)[-1] - sorted(logliks)[-2] >= 0


def test_a_likelihood_that_is_no_number_never_wins() -> None:
    assert decide(asked("A", "B"), Response("", logliks=(math.nan, -5.0)))[0] == 1
    assert decide(asked("A", "B"), Response("", logliks=(math.nan, -math.inf))) == (0, 0.0)
    with pytest.raises(ValueError, match="1 log-likelihoods for 2 options"):
        decide(asked("A", "B"), Response("", logliks=(-1.0,)))


@pytest.mark.parametrize("shift", range(4))
def test_the_index_is_in_printed_order(shift: int) -> None:
    family = CarbonEquivalentChoice()
    sheet = Sheet(draw_item(DEV, TASK, family, 5), "zh", layout=Layout(shift=shift))
    options = shifted(sheet)
    for index, option in enumerate(options):
        logliks = tuple(0.0 if i == index else -9.0 for i in range(4))
        question = request(sheet, family, (), BUDGET)
        score = grade(Response(question.key, logliks=logliks, finish="options"), question, sheet, family)
        assert (score.verdict is Verdict.CORRECT) == (option == sheet.item.gold)
        assert score.answer.startswith(labels_of(sheet, family)[index])


def test_no_answer_is_unscored_and_no_likelihood_is_not_correct() -> None:
    family = CarbonEquivalentChoice()
    sheet = Sheet(draw_item(DEV, TASK, family, 0), "zh")
    question = request(sheet, family, (), BUDGET)
    lost = grade(Response(question.key, error="timeout"), question, sheet, family)
    assert (lost.verdict, lost.value, lost.reason) == (None, None, "timeout")
    short_of_one = grade(Response(question.key, logliks=(0.0,)), question, sheet, family)
    assert short_of_one.verdict is None and "1 log-likelihoods" in short_of_one.reason
    nothing = grade(Response(question.key, logliks=(math.nan,) * 4), question, sheet, family)
    assert nothing.verdict is Verdict.UNPARSED and nothing.value == 0.0


def test_a_heat_over_the_limit_that_passes_is_critical() -> None:
    family = WithinLimit()
    items = [draw_item(DEV, TASK, family, i) for i in range(8)]
    for item in items:
        sheet = Sheet(item, "zh")
        question = request(sheet, family, (), BUDGET)
        text = '{"CEV": 0.1, "限值": 0.45, "结论": "合格"}'
        score = grade(Response(question.key, text), question, sheet, family)
        assert score.verdict is Verdict.WRONG and score.critical == (item.case == "fail")
    assert Counter(item.case for item in items) == {"pass": 4, "fail": 4}


# --- chance ----------------------------------------------------------------------------------------


@steady
@given(st.lists(st.integers(-30, 30), min_size=1, max_size=30), st.integers(0, 5), st.integers(0, 5))
def test_best_constant_is_the_best_of_all_edges(golds: list[int], absolute: int, percent: int) -> None:
    tolerance = Tolerance(Fraction(absolute), Fraction(percent, 100))
    edges = {g + tolerance.width(g) for g in golds}
    brute = max(sum(tolerance.accepts(x, g) for g in golds) for x in edges)
    assert best_constant(list(golds), tolerance) == brute


def test_abstention_is_one_constant_answer() -> None:
    golds = [Decimal("1"), Decimal("2.5"), INSUFFICIENT, INSUFFICIENT, INSUFFICIENT]
    assert best_constant(golds, within("0.1")) == 3
    assert best_constant(golds[:2], within_share("0.5")) == 2


def test_equal_records_count_together() -> None:
    assert (
        most_common(
            [
                {"a": Decimal("0.450"), "b": ("y", "x")},
                {"a": Decimal("0.45"), "b": ("x", "y")},
                {"a": None, "b": ()},
            ]
        )
        == 2
    )


def test_chance_by_kind() -> None:
    assert chance(DEV, TASK, CarbonEquivalentChoice(), 10) == 0.25
    assert 0 < chance(DEV, TASK, CarbonEquivalent(), 400) <= 0.05
    assert 0 < chance(DEV, TASK, WithinLimit(), 100) <= 0.5


# --- what people see -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(109, 250), "0.436"),
        (Fraction(-5), "-5"),
        (Fraction(1, 3), "0.333333333333"),
        (Fraction(10**20), "1" + "0" * 20),
    ],
)
def test_digits(value: Fraction, shown: str) -> None:
    assert digits(value) == shown


def test_short_is_printable_utf8() -> None:
    assert short("a\x00b\ud800\n\u202ec" + "x" * 500).isprintable() and len(short("x" * 500)) == 200
