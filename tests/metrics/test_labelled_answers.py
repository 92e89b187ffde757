"""Answers that people labelled, by kind: what each is worth, and that no wrong one passes."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from harness.extract import record
from harness.kit import Field, Json, Labels, Letter, Number, Text, within
from harness.metrics.grade import grade
from harness.prompts import lead
from harness.types import (
    INSUFFICIENT,
    Answer,
    Decoding,
    Item,
    Layout,
    Request,
    Response,
    Score,
    Sheet,
    Verdict,
)

CASES = Path(__file__).parent / "cases"
TERMS = {
    "scratch": Text("划伤", "scratch"),
    "dent": Text("凹坑", "dent"),
    "crack": Text("裂纹", "crack"),
    "hot": Text("热裂纹", "hot crack"),
}
VERDICTS = {"release": Text("放行", "release"), "hold": Text("不放行", "do not release")}


class Inspection(Json[None]):
    """One field of every type."""

    name = "inspection"
    schema = {  # noqa: RUF012
        "name": Field(Text("姓名", "name"), "string"),
        "thickness": Field(
            Text("厚度", "thickness"), "number", Text("单位mm，保留1位小数", "mm, 1 decimal place"), tolerance=within("0.05")
        ),
        "count": Field(Text("件数", "count"), "integer"),
        "passed": Field(Text("合格", "passed"), "boolean"),
        "verdict": Field(Text("结论", "verdict"), "choice", terms=VERDICTS),
        "defects": Field(Text("缺陷", "defects"), "labels", terms=TERMS),
        "date": Field(Text("日期", "date"), "date"),
        "note": Field(Text("备注", "note"), "string", nullable=True),
    }  # fmt: skip
    gold = {  # noqa: RUF012
        "name": "王某", "thickness": Decimal("12.5"), "count": 3, "passed": True, "verdict": "release",
        "defects": ("dent", "scratch"), "date": "2024-03-05", "note": None,
    }  # fmt: skip


class Pick(Letter[None]):
    name = "pick"


class Defects(Labels[None]):
    name = "defects"
    terms = TERMS


def number_family(case: dict[str, Any]) -> Number[None]:
    members = {"name": "n", "unit": case["unit"], "places": None, "tolerance": within(case["tolerance"])}
    return type("AdHoc", (Number,), members)()


def cases(kind: str) -> list[dict[str, Any]]:
    """Every labelled answer of a kind, from all its files."""
    found: list[dict[str, Any]] = []
    for path in sorted(CASES.glob(f"{kind}*.json")):
        found += json.loads(path.read_text(encoding="utf-8"))
    return found


def judged(case: dict[str, Any], family: Any, gold: Answer, options: tuple[Answer, ...] = ()) -> Score:
    item = Item("steel", "steel/x", "steel/x/y", 0, 1, "any", None, gold, options)
    sheet = Sheet(item, case["lang"], layout=Layout(contract=case.get("contract")))
    request = Request("generate", (), (), lead(sheet, family), Decoding(24))
    return grade(
        Response(request.key, case["text"], finish=case.get("finish", "stop")), request, sheet, family
    )


def number_score(case: dict[str, Any]) -> Score:
    gold = case["gold"] if case["gold"] == INSUFFICIENT else Decimal(case["gold"])
    return judged(case, number_family(case), gold)


def letter_score(case: dict[str, Any]) -> Score:
    return judged(case, Pick(), "w3", ("w1", "w2", "w3", "w4"))


def labels_score(case: dict[str, Any]) -> Score:
    return judged(case, Defects(), tuple(sorted(case["gold"])))


def record_score(case: dict[str, Any]) -> Score:
    return judged(case, Inspection(), Inspection.gold)


SCORERS = {"number": number_score, "letter": letter_score, "labels": labels_score, "record": record_score}
EVERY = [(kind, case) for kind in SCORERS for case in cases(kind)]
#: The share of labels the grader must agree with; no wrong answer may pass, whatever the share.
AGREEMENT = 0.99


def shown(kind: str, case: dict[str, Any], score: Score) -> str:
    gold = f", gold {case['gold']} {case.get('unit', '')}" if "gold" in case else ""
    return f"{kind} {case['text']!r}{gold}: label {case['verdict']}, graded {score.verdict} ({case.get('why', '')})"


@pytest.fixture(scope="module")
def graded() -> list[tuple[str, dict[str, Any], Score]]:
    return [(kind, case, SCORERS[kind](case)) for kind, case in EVERY]


def test_no_wrong_answer_is_accepted(graded: list[tuple[str, dict[str, Any], Score]]) -> None:
    accepted = [
        shown(kind, case, score)
        for kind, case, score in graded
        if score.verdict == "correct" and case["verdict"] != "correct"
    ]
    assert not accepted, "\n".join(accepted)


def test_the_grader_agrees_with_the_labels(graded: list[tuple[str, dict[str, Any], Score]]) -> None:
    other = [shown(k, case, score) for k, case, score in graded if score.verdict != case["verdict"]]
    assert len(other) <= (1 - AGREEMENT) * len(graded), "\n".join(other)
    if other:
        print(f"{len(graded) - len(other)} of {len(graded)} labels agree; not:\n" + "\n".join(other))


def test_only_correct_is_worth_anything(graded: list[tuple[str, dict[str, Any], Score]]) -> None:
    for kind, case, score in graded:
        assert score.value == float(score.verdict == "correct"), shown(kind, case, score)
        assert len(score.answer) <= 200


@pytest.mark.parametrize(
    "case", [c for c in cases("record") if c["verdict"] == "correct"], ids=lambda c: c["text"][:30]
)
def test_repairs_are_logged(case: dict[str, Any]) -> None:
    text = case["text"].rpartition("</think>")[2]
    assert record(text).repaired is case.get("repaired", False)


def test_the_corpus_covers_what_it_should() -> None:
    found = [case for _, case in EVERY]
    assert len(found) >= 1700
    assert {case["lang"] for case in found} == {"zh", "en"}
    assert {case["verdict"] for case in found} == {v.value for v in Verdict}
    assert all(case["why"] for kind in SCORERS for case in cases(f"{kind}_more"))


def test_no_answer_is_labelled_twice() -> None:
    seen = [
        json.dumps([kind, {k: v for k, v in c.items() if k not in ("why", "verdict")}]) for kind, c in EVERY
    ]
    assert len(set(seen)) == len(seen)


def test_partial_credit_counts_fields() -> None:
    case = {"text": '{"name": "王某", "count": 3, "passed": false}', "lang": "en"}
    assert record_score(case).partial == 2 / 8
