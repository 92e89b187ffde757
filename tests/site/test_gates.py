"""Gates: bounds decide, more of the same data only settles what was open, and no bound below passes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from smallrun import small_results

from harness.errors import UsageError
from harness.publish.schema import faults
from harness.publish.site.gates import TIERS, exact_lower, gates_json, items_for, judged, policy
from harness.stats.exact import exact_upper, wilson

steady = settings(derandomize=True, deadline=None, database=None)
GATES = policy()
RULES = st.sampled_from([GATES["tiers"][t] for t in TIERS])


def estimate(value: float | None, low: float | None, high: float | None, n: int = 100) -> dict[str, Any]:
    if value is None:
        return {"value": None, "reason": "lost"} | ({} if high is None else {"high": high})
    return {"value": value, "low": low, "high": high, "n": n}


def critical(count: int, n: int) -> dict[str, Any]:
    return {"count": count, "n": n, "high": exact_upper(count, n) if n else None}


def right(count: int, n: int) -> dict[str, Any]:
    return estimate(count / n, *wilson(count, n), n)


def test_the_proposed_gates_say_that_they_are_proposals() -> None:
    assert faults("gates", GATES) == []
    assert (
        GATES["status"] == "proposal" and "建议" in GATES["note"]["zh"] and "proposals" in GATES["note"]["en"]
    )
    accuracies = [GATES["tiers"][t]["accuracy"] for t in TIERS]
    assert accuracies == sorted(accuracies, reverse=True) == [0.95, 0.9, 0.8]
    assert GATES["tiers"]["high"]["sign_off"]


def test_a_reader_may_bring_other_gates(tmp_path: Path) -> None:
    mine = json.loads(json.dumps(GATES)) | {"version": "mine"}
    mine["tiers"]["low"]["accuracy"] = 0.5
    (tmp_path / "gates.json").write_text(json.dumps(mine))
    assert policy(tmp_path / "gates.json")["tiers"]["low"]["accuracy"] == 0.5
    mine["tiers"]["low"]["accuracy"] = 95
    (tmp_path / "gates.json").write_text(json.dumps(mine))
    with pytest.raises(UsageError, match="do not fit"):
        policy(tmp_path / "gates.json")


@pytest.mark.parametrize(
    ("tier", "accuracy", "cell", "outcome", "why"),
    [
        ("high", (0.98, 0.96, 0.99), (0, 300), "passes", ["accuracy.reached", "critical.within"]),
        ("high", (0.98, 0.96, 0.99), (0, 298), "unknown", ["accuracy.reached", "critical.open"]),
        ("high", (0.98, 0.96, 0.99), (1, 5000), "fails", ["accuracy.reached", "critical.seen"]),
        ("medium", (0.98, 0.96, 0.99), (1, 5000), "passes", ["accuracy.reached", "critical.within"]),
        ("medium", (0.92, 0.89, 0.95), (0, 300), "unknown", ["accuracy.open", "critical.within"]),
        ("medium", (0.5, 0.4, 0.6), (90, 300), "fails", ["accuracy.below", "critical.above"]),
        ("low", (0.9, 0.8, 0.95), (90, 300), "passes", ["accuracy.reached"]),
        ("low", (None, None, 0.3), (0, 9), "fails", ["accuracy.below"]),
        ("low", (None, None, None), (0, 9), "unknown", ["accuracy.missing"]),
        ("low", (0.9, None, None), (0, 9), "unknown", ["accuracy.missing"]),
        ("high", (0.98, 0.96, 0.99), (0, 0), "unknown", ["accuracy.reached", "critical.missing"]),
    ],
)
def test_a_gate(
    tier: str, accuracy: tuple[Any, ...], cell: tuple[int, int], outcome: str, why: list[str]
) -> None:
    found = judged(GATES["tiers"][tier], estimate(*accuracy), critical(*cell))
    assert (found.outcome, [check.why for check in found.checks]) == (outcome, why)


def test_nothing_measured_is_never_a_pass() -> None:
    for tier in TIERS:
        assert judged(GATES["tiers"][tier], None, None).outcome == "unknown"


@steady
@given(RULES, st.integers(0, 400), st.integers(1, 400), st.integers(0, 60), st.integers(1, 4000))
def test_a_pass_needs_every_bound(rule: dict[str, Any], hits: int, n: int, errors: int, items: int) -> None:
    hits, errors = min(hits, n), min(errors, items)
    accuracy, cell = right(hits, n), critical(errors, items)
    found = judged(rule, accuracy, cell)
    bounds = accuracy["low"] >= rule["accuracy"]
    if rule["critical"]:
        bounds = (
            bounds
            and cell["high"] <= rule["critical"]["limit"]
            and not (rule["critical"]["none_seen"] and errors)
        )
    assert (found.outcome == "passes") == bounds
    if found.outcome == "fails":
        certain = [accuracy["high"] < rule["accuracy"]]
        if rule["critical"]:
            certain += [
                exact_lower(errors, items) > rule["critical"]["limit"],
                rule["critical"]["none_seen"] and errors > 0,
            ]
        assert any(certain)


ORDER = {"fails": 0, "unknown": 1, "passes": 2}


@steady
@given(RULES, st.integers(0, 400), st.integers(1, 400), st.integers(0, 40), st.integers(41, 4000))
def test_better_data_never_lowers_the_outcome(
    rule: dict[str, Any], hits: int, n: int, errors: int, items: int
) -> None:
    hits = min(hits, n)
    found = ORDER[judged(rule, right(hits, n), critical(errors, items)).outcome]
    assert ORDER[judged(rule, right(min(hits + 1, n), n), critical(errors, items)).outcome] >= found
    assert ORDER[judged(rule, right(hits, n), critical(max(errors - 1, 0), items)).outcome] >= found
    assert ORDER[judged(rule, right(hits, n), critical(errors, items + 50)).outcome] >= found


@steady
@given(st.integers(0, 20), st.sampled_from([0.001, 0.01, 0.05, 0.2]))
def test_the_items_it_takes_are_the_fewest(count: int, limit: float) -> None:
    n = items_for(count, limit)
    assert n is not None and exact_upper(count, n) <= limit < exact_upper(count, n - 1)


def test_zero_of_299_is_the_known_rule_of_three() -> None:
    assert items_for(0, 0.01) == 299
    assert items_for(0, 1e-9) is None


@steady
@given(st.floats(0.05, 0.999), st.floats(0.001, 0.3), st.integers(5, 500))
def test_with_the_items_it_takes_accuracy_is_told(value: float, half: float, n: int) -> None:
    rule = GATES["tiers"]["medium"]
    check = judged(rule, estimate(value, value - half, value + half, n), critical(0, 9999)).checks[0]
    if check.outcome == "unknown" and check.needed is not None:
        assert check.needed >= n
        shrunk = half * (n / check.needed) ** 0.5
        again = judged(
            rule, estimate(value, value - shrunk, value + shrunk - 1e-12, check.needed), critical(0, 9999)
        )
        assert again.checks[0].outcome != "unknown" or abs(shrunk - abs(value - 0.9)) < 1e-9


def test_every_complete_entry_meets_every_gate(tmp_path_factory: pytest.TempPathFactory) -> None:
    board = json.loads((small_results(tmp_path_factory) / "leaderboard.json").read_text())
    body = gates_json(board, GATES)
    assert faults("judgements", json.loads(json.dumps(body))) == []
    assert set(body["judgements"]) == {e["provenance"]["answerer_id"] for e in board["entries"]}
    outcomes = {j["outcome"] for by in body["judgements"].values() for t in by.values() for j in t.values()}
    assert outcomes <= set(ORDER) and "passes" not in outcomes  # scripts that do not read the question
    board["entries"][0]["status"] = "partial"
    assert len(gates_json(board, GATES)["judgements"]) == len(board["entries"]) - 1
