"""The made-up board: it fits the schemas, agrees with itself, and is a function of its seed."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from benchmarks.made_board import made_inputs
from harness.publish.schema import faults


@pytest.fixture(scope="module")
def board() -> Any:
    return made_inputs(30, 10).board


def test_it_fits_the_schemas() -> None:
    inputs = made_inputs(20, 8)
    assert faults("leaderboard", inputs.board) == faults("pairs", inputs.pairs) == []


def test_it_is_a_function_of_its_seed() -> None:
    assert made_inputs(8, 5) == made_inputs(8, 5)
    assert made_inputs(8, 5).board != made_inputs(8, 5, seed=2).board


def test_it_agrees_with_itself(board: Any) -> None:
    entries = board["entries"]
    values = [e["dimensions"]["accuracy"]["value"] for e in entries]
    assert values == sorted(values, reverse=True)
    ranks = {e["provenance"]["answerer_id"]: e["rank"]["accuracy"] for e in entries}
    assert len(ranks) == 30
    for a, b in combinations(ranks, 2):
        assert (a in ranks[b]["tied_with"]) == (b in ranks[a]["tied_with"])
    assert all(r["low"] <= r["place"] <= r["high"] for r in ranks.values())
    assert all(r["high"] - r["low"] == len(r["tied_with"]) for r in ranks.values())
    for e in entries:
        for domain, cell in e["domains"].items():
            parts = [c["accuracy"]["value"] for t, c in e["tasks"].items() if t.startswith(f"{domain}/")]
            assert sum(parts) / len(parts) == pytest.approx(cell["accuracy"]["value"])
