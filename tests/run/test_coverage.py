"""Extraction coverage: counted per domain and overall, choice kinds apart, and printed beside the score."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.publish.table import coverage
from harness.run.reduce import UNREAD, extraction
from harness.types import Row, Verdict

ROW = Row(
    "s", "k", "steel", "steel/t", "steel/t/f", "number", "i", "zh", "any", 1, "clean", "", 0, 0, 0.0, False,
    "correct", 1.0, "1", False, None,
)  # fmt: skip


def rows(*verdicts: str | None, **members: object) -> list[Row]:
    return [replace(ROW, verdict=verdict, **members) for verdict in verdicts]  # type: ignore[arg-type]


@pytest.mark.parametrize("verdict", list(Verdict))
def test_what_counts_as_read(verdict: Verdict) -> None:
    found = extraction(rows(verdict))
    assert found["coverage"] == (0.0 if verdict in UNREAD else 1.0)
    assert set(UNREAD) < set(Verdict)


def test_domains_and_open_answers_are_counted_apart() -> None:
    found = extraction(
        [
            *rows("correct", "wrong", "refusal", "unit_error"),
            *rows("correct", "wrong", kind="letter"),
            *rows("ambiguous", "truncated", domain="forms", kind="record"),
            *rows(None, domain="forms"),
            *rows("unparsed", group="G1"),
        ]
    )
    assert (found["n"], found["read"], found["coverage"]) == (8, 5, 5 / 8)
    assert found["open"] == {"n": 6, "read": 3, "coverage": 0.5}
    assert found["domains"]["steel"]["coverage"] == 5 / 6
    assert found["domains"]["forms"] == {
        "n": 2,
        "read": 0,
        "coverage": 0.0,
        "open": {"n": 2, "read": 0, "coverage": 0.0},
    }


def test_choices_alone_are_all_read() -> None:
    found = extraction(rows("wrong", "correct", kind="option_text"))
    assert found["coverage"] == 1.0 and found["open"] == {"n": 0, "read": 0, "coverage": None}
    assert coverage(found) == "read 100.0 % of 2"


def test_coverage_in_words() -> None:
    both = [*rows("correct", "refusal"), *rows("wrong", kind="letter", domain="forms")]
    assert coverage(extraction(both)).split("\n") == [
        "read 66.7 % of 3", "open 50.0 % of 2", "  forms 100.0 % of 1", "  steel 50.0 % of 2",
    ]  # fmt: skip
    assert coverage(extraction(rows(None))) == "read: no answers"
