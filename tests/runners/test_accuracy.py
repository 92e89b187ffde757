"""Accuracy: equal weights, chance beside it, tables, critical errors, unscored rows, paired tests."""

from __future__ import annotations

import dataclasses
import random

import pytest
from rowkit import Trio, bernoulli, row, rows_of

from harness.draw import Source
from harness.errors import ItemError
from harness.form import Form
from harness.rng import Rng
from harness.runners.accuracy import Accuracy
from harness.stats.estimates import sig12
from harness.stats.exact import exact_upper, wilson

RUNNER = Accuracy()


def coin(p: float, *names: str | int) -> float:
    return bernoulli(Rng(b"coin", *names), p)


def test_asks_every_item_in_both_languages() -> None:
    form = Form("steel", "tiny", Source("dev"), ((Trio(), 3),))
    sheets = RUNNER.ask(form)
    assert len(sheets) == len({s.sheet_id for s in sheets}) == 3 * 3 * 2
    assert {(s.group, s.layout.shots) for s in sheets} == {("clean", 0)}


def test_weights_are_equal_for_families_tasks_and_domains() -> None:
    """One right family among: steel t0 {f0 right, f1 wrong}, steel t1 {wrong}, healthcare t0 {wrong}."""
    rows = [
        row(value=1.0), row(value=1.0, index=1), row(family="f1", value=0.0),
        row(task="t1", value=0.0), row(domain="healthcare", value=0.0),
    ]  # fmt: skip
    found = RUNNER.reduce(rows)
    assert found["accuracy"].value == 1 / 8
    assert found["domains/steel"].value == 1 / 4 and found["domains/healthcare"].value == 0.0
    assert found["tasks/steel/t0"].value == 1 / 2
    assert found["accuracy"].n == 5 and found["accuracy"].clusters == 4


def test_languages_of_an_item_are_one_item() -> None:
    found = RUNNER.reduce([row(value=1.0), row(value=0.0, lang="en")])
    assert found["accuracy"].value == 0.5 and found["accuracy"].n == 1
    assert found["languages/zh"].value == 1.0 and found["languages/en"].value == 0.0


def test_every_table_has_its_chance_beside_it() -> None:
    found = RUNNER.reduce(rows_of(lambda *_: 1.0))
    accuracies = [k for k in found if not k.startswith(("chance", "critical"))]
    assert len(accuracies) == 1 + 2 + 6 + 1 + 2 + 4
    for key in accuracies:
        twin = found["chance" if key == "accuracy" else f"chance/{key}"]
        assert twin.value is not None and (twin.se, twin.low, twin.high) == (None, None, None)
        assert twin.method == "by construction or best constant answer"
        assert found[key].low is not None and found[key].low < found[key].value == found[key].high == 1.0
        assert found[key].method.startswith("this form" if key.startswith("tasks/") else "this curriculum")
    assert found["chance"].value == 0.125 and found["chance/kinds/letter"].value == 0.25


def test_only_clean_rows_without_shots_count() -> None:
    rows = rows_of(lambda n, i, lang, group: float(group == "clean"), groups=("clean", "G1", "null"))
    noise = [dataclasses.replace(r, sheet=r.sheet + "x", shots=3, value=0.0) for r in rows[:9]]
    assert RUNNER.reduce([*rows, *noise])["accuracy"].value == 1.0


def test_the_general_block_is_not_a_vertical() -> None:
    rows = [*rows_of(lambda n, i, lang, group: 1.0), row(domain="general", value=0.0)]
    found = RUNNER.reduce(rows)
    assert found["accuracy"].value == 1.0 and "domains/general" not in found
    only = RUNNER.reduce([row(domain="general")])
    assert only["accuracy"].value is None and only["accuracy"].reason


def test_unscored_is_left_out_and_never_zero() -> None:
    def answer(number: int, index: int, lang: str, group: str) -> float | None:
        return None if index == 0 else 1.0

    found = RUNNER.reduce(rows_of(answer))
    assert found["accuracy"].value == 1.0
    assert found["accuracy"].n == 24 * 3


def test_a_family_without_any_answer_leaves_no_value() -> None:
    found = RUNNER.reduce(rows_of(lambda number, *_: None if number == 0 else 1.0))
    assert found["accuracy"].value is None
    assert found["accuracy"].reason == "no scored answer in automotive_parts/t0/f0"
    assert found["domains/automotive_parts"].value is None and found["domains/steel"].value == 1.0


def test_the_order_of_rows_changes_no_bit() -> None:
    rows = rows_of(lambda n, i, lang, g: coin(0.6, n, i, lang), chance=1 / 3)
    expected = RUNNER.reduce(rows)
    for seed in range(3):
        shuffled = rows[:]
        random.Random(seed).shuffle(shuffled)
        assert RUNNER.reduce(shuffled) == expected
    numbers = [x for e in expected.values() for x in (e.value, e.se, e.low, e.high) if x is not None]
    assert numbers and all(x == sig12(x) for x in numbers)


def test_a_sheet_scored_twice_is_an_error() -> None:
    with pytest.raises(ItemError, match="scored twice"):
        RUNNER.reduce([row(), row()])


def test_one_family_alone_is_wilson() -> None:
    rows = [row(index=i, value=float(i < 3)) for i in range(8)]
    found = RUNNER.reduce(rows)["tasks/steel/t0"]
    assert (found.low, found.high) == pytest.approx(wilson(3, 8))


def test_critical_errors_count_items_of_families_that_can_err_so() -> None:
    rows = [row(index=i, value=1.0, can_be_critical=True) for i in range(20)]
    rows += [row(index=i, lang="en", value=0.0, can_be_critical=True, critical=i < 2) for i in range(20)]
    rows += [row(family="harmless", index=i, value=0.0) for i in range(20)]
    found = RUNNER.reduce([*rows, row(domain="healthcare")])
    assert "critical/healthcare" not in found
    critical = found["critical/steel"]
    assert critical.n == 20 and critical.value is not None and round(critical.value * critical.n) == 2
    assert critical.high == sig12(exact_upper(2, 20, 0.95)) and critical.low is None
    assert "exact" in critical.method


def test_comparison_is_paired_by_sheet() -> None:
    """B fails where A fails, and on a few items more: unpaired intervals overlap, the paired test sees it."""
    a = rows_of(lambda n, i, lang, g: coin(0.5, n, i, lang), items=8)
    b = [dataclasses.replace(r, value=0.0) if i % 8 == 0 else r for i, r in enumerate(a)]
    ea, eb = RUNNER.reduce(a)["accuracy"], RUNNER.reduce(b)["accuracy"]
    assert ea.low is not None and eb.high is not None and ea.low < eb.high
    found = RUNNER.compare(a, random.Random(1).sample(b, len(b)))
    assert found.difference.value == pytest.approx((ea.value or 0) - (eb.value or 0))
    assert found.p < 0.01 and found.exact_p < 0.01
    assert found.only_second == 0 < found.only_first
    back = RUNNER.compare(b, a)
    assert back.difference.value == -(found.difference.value or 0) and back.p == pytest.approx(found.p)


def test_no_disagreement_is_p_one() -> None:
    rows = rows_of(lambda n, i, lang, g: coin(0.5, n, i, lang))
    found = RUNNER.compare(rows, rows[::-1])
    assert (found.difference.value, found.p, found.exact_p) == (0.0, 1.0, 1.0)
    assert found.difference.low is not None and found.difference.low < 0
    lost = RUNNER.compare(rows, [dataclasses.replace(r, value=None) for r in rows])
    assert lost.difference.value is None and lost.p == 1.0
