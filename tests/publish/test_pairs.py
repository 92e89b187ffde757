"""The pairs file: what the ranks rest on, each pair once, and turned for whoever asks."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from smallrun import SCRIPTS, ask, said

from harness.publish.board import board
from harness.publish.pairs import every_pair, pairs_json, place_of, seen
from harness.publish.schema import faults
from harness.stats.estimates import missing, published
from harness.stats.exact import holm
from harness.stats.paired import Comparison


def read(results: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    body = json.loads((results / "leaderboard.json").read_text())
    path = results / "boards" / f"{body['form']['form_id']}.pairs.json"
    return body, json.loads(path.read_text())


def test_every_pair_of_every_column_is_there_once(results: Path) -> None:
    body, pairs = read(results)
    assert faults("pairs", pairs) == []
    assert {"accuracy", "robustness", "domains/steel"} <= set(pairs["columns"])
    ids = sorted(e["provenance"]["answerer_id"] for e in body["entries"])
    for column in pairs["columns"].values():
        count = len(column["answerers"]) * (len(column["answerers"]) - 1) // 2
        assert set(column["answerers"]) <= set(ids)
        assert {len(v) for v in column.values() if isinstance(v, list) and v is not column["answerers"]} == {
            count
        }
    assert pairs["columns"]["accuracy"]["answerers"] == ids


def test_ranks_rest_on_the_pairs(results: Path) -> None:
    body, pairs = read(results)
    for column in ("accuracy", "robustness"):
        for entry in body["entries"]:
            me, rank = entry["provenance"]["answerer_id"], entry["rank"][column]
            others = [o for o in pairs["columns"][column]["answerers"] if o != me]
            verdicts = {o: found.verdict for o in others if (found := seen(pairs, column, me, o))}
            assert rank["low"] == 1 + sum(v < 0 for v in verdicts.values())
            at = pairs["columns"][column]["answerers"].index(me)
            assert pairs["columns"][column]["worse"][at] == rank["low"] - 1
            assert pairs["columns"][column]["better"][at] == len(others) + 1 - rank["high"]
            assert rank["tied_with"] == sorted(o for o, v in verdicts.items() if v == 0)


def test_differences_are_those_of_harness_compare(results: Path) -> None:
    _, pairs = read(results)
    code, out, _ = said(["compare", "first", "longest", "--results", results, "--json"])
    assert code == 0
    one = json.loads(out)["accuracy"]
    names = {
        n: next(a for a in pairs["columns"]["accuracy"]["answerers"] if a.startswith(n)) for n in SCRIPTS
    }
    found = seen(pairs, "accuracy", names["first"], names["longest"])
    assert found is not None
    for key in ("low", "high"):
        assert getattr(found, key) == pytest.approx(one["difference"][key], abs=1e-8)
    assert (found.difference, found.n) == (
        pytest.approx(one["difference"]["value"], abs=1e-8),
        one["difference"]["n"],
    )


def compared(value: float | None, p: float = 0.5, half: float = 0.1) -> Comparison:
    if value is None:
        return Comparison(missing("nobody answered", "", 3, 1), 1.0)
    return Comparison(
        published(value, half / 2, (value - half, value + half), level=0.95, method="m", n=9, clusters=2), p
    )


def test_a_pair_is_turned_for_the_second() -> None:
    tests = {
        "accuracy": {("a", "b"): compared(0.3, 1e-9), ("a", "c"): compared(None), ("b", "c"): compared(-0.1)}
    }
    body = pairs_json("0" * 64, "s", tests)
    assert faults("pairs", body) == []
    ab, ba = (seen(body, "accuracy", *names) for names in (("a", "b"), ("b", "a")))
    assert ab is not None and ba is not None
    assert (ab.difference, ab.low, ab.high, ab.sign, ab.verdict) == (0.3, 0.2, 0.4, 1, 1)
    assert (ba.difference, ba.low, ba.high, ba.sign, ba.verdict) == (-0.3, -0.4, -0.2, -1, -1)
    assert ab.index == ba.index == 0
    lost = seen(body, "accuracy", "c", "a")
    assert lost is not None and (lost.difference, lost.reason, lost.verdict) == (None, "nobody answered", 0)
    assert (
        seen(body, "accuracy", "a", "a")
        is seen(body, "accuracy", "a", "x")
        is seen(body, "x", "a", "b")
        is None
    )
    assert body["columns"]["accuracy"]["p_holm"] == pytest.approx(holm([1e-9, 1.0, 0.5]))


@pytest.mark.parametrize("count", [2, 3, 7, 200])
def test_pairs_stand_in_the_order_of_combinations(count: int) -> None:
    assert [place_of(i, j, count) for i, j in combinations(range(count), 2)] == list(
        range(count * (count - 1) // 2)
    )


def test_a_runner_that_only_compares_is_asked_pair_by_pair() -> None:
    class Plain:
        def compare(self, first: list[str], second: list[str]) -> Comparison:
            return compared(len(first) - len(second))

    found = every_pair(Plain(), "accuracy", {"b": ["x"], "a": ["x", "y", "z"], "c": []})  # type: ignore[dict-item]
    assert {pair: c.difference.value for pair, c in found["accuracy"].items()} == {
        ("a", "b"): 2, ("a", "c"): 3, ("b", "c"): 1,
    }  # fmt: skip


def test_one_model_has_no_pairs_and_a_board(tmp_path: Path) -> None:
    ask(tmp_path / "r", "model.script=first", "model.name=alone", "runner=[accuracy]", "size.items=1")
    body, pairs = read(tmp_path / "r")
    assert pairs["columns"] == {}
    assert body["entries"][0]["rank"]["accuracy"] == {"place": 1, "low": 1, "high": 1, "tied_with": []}


def test_a_board_beside_its_pairs_is_still_found_by_the_head_of_its_form(results: Path) -> None:
    form_id = read(results)[0]["form"]["form_id"]
    code, _, err = said(["rank", "--results", results, "--form", form_id[:8], "--json"])
    assert (code, err) == (0, "")
    assert board(results, form_id, {})[1]["columns"] == {}
