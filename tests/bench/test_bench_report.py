"""From measurements to figures, marks, keys, the table and the picture. Nothing is timed."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.chart import draw
from benchmarks.engine import arguments
from benchmarks.made_models import SHAPES, digest
from benchmarks.report import between, figures, kind, replaced, store
from benchmarks.table import HEAD, markdown

MACHINE = {
    "device": "cpu", "name": "a <cpu>", "threads": 2, "date": "2026-01-01", "heng": "1", "commit": "",
    "lm_eval": "2", "torch": "3", "transformers": "4", "python": "5",
}  # fmt: skip


def run(items: int, seconds: float) -> dict[str, Any]:
    return {"items": items, "seconds": [seconds], "median": seconds, "items_per_second": items / seconds}


def entry(name: str = "W1", **changed: Any) -> dict[str, Any]:
    """Eight items, all contenders on all of them."""
    cost = {"pushed": 12, "padding": 3, "stepped": 0, "prompt_ends_in_step": False, "peak_memory": 100}
    need = {"distinct": 10, "flops": 1e9}
    return {
        "model": "10M", "workload": name, "title": "a title", "dtype": "float32", "quick": False,
        "best_batch": 8, "items": 8, "peer_items": 8, "machine": MACHINE,
        "contenders": {"ours": run(8, 2.0), "lm-eval bs8": run(8, 16.0), "plain": run(8, 32.0)},
        "costs": {"ours": cost, "lm-eval bs8": cost, "lm-eval bs1": cost, "plain": cost},
        "necessary": {"ours": need, "others": need}, "matmul_flops": 1e9,
        "differences": {"lm-eval bs8": {"max_abs_loglik": 2e-6, "greedy_flips": 0, "compared": 8}},
        "disturbed": False, "others_share": 0.0, **changed,
    }  # fmt: skip


def parted() -> dict[str, Any]:
    """The others on two of eight items; we are slower on those two alone than on all."""
    runs = {"ours": run(8, 2.0), "lm-eval bs8": run(2, 4.0), "ours on the same items": run(2, 1.0)}
    return entry(contenders={**runs, "plain": run(2, 8.0)}, peer_items=2)


def complete(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "figures": figures(one)}


def written(path: Path, one: dict[str, Any]) -> list[dict[str, Any]]:
    store(path, one)
    held: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["entries"]
    return held


def test_figures_of_the_same_items() -> None:
    found = figures(entry())
    assert found["ratio_to_lm_eval"] == found["ratio_on_the_whole_set"] == 8
    assert found["ratio_to_plain"] == 16
    assert found["pushed_per_distinct"] == 1.2
    assert found["fraction_of_matmul_rate"] == 0.5
    assert found["waste"]["ours"] == 0.25
    assert found["warnings"] == []
    assert "wasted_slots" not in found


def test_a_ratio_has_the_range_of_its_turns() -> None:
    runs = {
        name: run(8, seconds) for name, seconds in (("ours", 2.0), ("lm-eval bs8", 16.0), ("plain", 32.0))
    }
    runs["ours"]["seconds"], runs["lm-eval bs8"]["seconds"] = [2.0, 1.0, 4.0], [16.0, 12.0, 20.0]
    found = complete(entry(contenders=runs))
    assert found["figures"]["turns_ratio_to_lm_eval"] == [5.0, 12.0]
    assert "8.00 [5.00, 12.00]" in markdown({"notes": "", "entries": [found]})


@given(st.lists(st.tuples(st.floats(0.1, 99), st.floats(0.1, 99)), min_size=1, max_size=9))
def test_the_ratio_of_medians_lies_in_the_range_of_the_turns(turns: list[tuple[float, float]]) -> None:
    mine, other = ([turn[k] for turn in turns] for k in (0, 1))
    low, high = between({"items": 8, "seconds": mine}, {"items": 2, "seconds": other})
    ratio = 8 / median(mine) * median(other) / 2
    assert low <= ratio * (1 + 1e-9) and ratio <= high * (1 + 1e-9)


def test_figures_of_a_part_are_named_apart() -> None:
    found = figures(parted())
    assert found["ratio_to_lm_eval"] == 2 / 0.5
    assert found["ratio_on_the_whole_set"] == 4 / 0.5
    assert found["ratio_to_plain"] == 2 / 0.25


def test_slots_of_ended_rows_are_waste() -> None:
    mine = {
        "pushed": 20,
        "padding": 0,
        "stepped": 6,
        "prompt_ends_in_step": True,
        "peak_memory": 1,
        "new": [4, 2],
    }
    batch = {**mine, "padding": 2, "prompt_ends_in_step": False}
    alone = {**batch, "padding": 0, "stepped": 4}
    costs = {"ours": mine, "lm-eval bs8": batch, "lm-eval bs1": alone, "plain": alone}
    found = figures(entry("W3b", costs=costs))
    assert found["waste"] == {"ours": 0, "lm-eval bs8": 0.2, "lm-eval bs1": 0, "plain": 0}
    assert found["wasted_slots"]["lm-eval bs8"] == pytest.approx(1 / 3)
    assert found["wasted_slots"]["ours"] == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"items": 4, "peer_items": 4},
        {"peer_items": 4},
        {"machine": {**MACHINE, "threads": 1}},
        {"workload": "W2"},
        {"model": "100M"},
    ],
)
def test_another_size_or_thread_count_is_another_kind(changed: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "engine.json"
    store(file, entry())
    assert kind(entry(**changed)) != kind(entry())
    assert len(written(file, entry(**changed))) == 2


def test_a_newer_entry_replaces_but_a_disturbed_one_never_a_good_one(tmp_path: Path) -> None:
    file, bad = tmp_path / "engine.json", entry(disturbed=True, others_share=0.5)
    assert [one["disturbed"] for one in written(file, bad)] == [True]
    assert [one["disturbed"] for one in written(file, entry())] == [False]
    assert sorted(one["disturbed"] for one in written(file, bad)) == [False, True]
    assert replaced(entry(), entry())
    assert {one.suffix for one in tmp_path.iterdir()} == {".json", ".svg", ".md"}


def test_what_is_wrong_with_an_entry_is_seen_everywhere() -> None:
    one = complete(entry(disturbed=True, others_share=0.37, matmul_flops=4e8))
    assert [warning.split(":")[0] for warning in one["figures"]["warnings"]] == ["DISTURBED", "IMPOSSIBLE"]
    page = markdown({"notes": "said", "entries": [one]})
    assert "used up to 0.37 of a core" in page
    assert "125.0% ⚠" in page
    picture = text_of(draw([one]))
    assert "DISTURBED" in picture
    assert "IMPOSSIBLE" in picture


def text_of(picture: str) -> str:
    return " ".join(ElementTree.fromstring(picture).itertext())


def test_picture_tells_a_part_from_the_whole() -> None:
    whole, part = (text_of(draw([complete(one)])) for one in (entry(), parted()))
    assert "8.0x" in whole
    assert "whole set" not in whole
    assert "lm-eval on 2 of 8 items" in part
    assert "4.0x" in part
    assert "8.0x" in part


def test_table_has_a_row_for_each_workload_and_a_head_for_each_machine() -> None:
    other = entry(machine={**MACHINE, "threads": 1})
    page = markdown(
        {"notes": "fair words", "entries": [complete(one) for one in (parted(), entry("W2"), other)]}
    )
    heads = [line for line in page.splitlines() if line.startswith("## ")]
    rows = [line for line in page.splitlines() if line.startswith(("| W1", "| W2"))]
    assert "fair words" in page
    assert ["2 threads" in head for head in heads] == [True, False]
    assert "torch 3" in heads[0]
    assert all(row.count(" | ") == len(HEAD) - 1 for row in rows)
    assert rows[0].startswith("| W1 | 4 | 0.5 (bs 8) | 4.00 | 8.00 | 1.200 / 1.200 | 25.0% / 25.0% |")
    assert "lm-eval on 2 of 8 items" in page


def test_quick_runs_are_stored_elsewhere() -> None:
    assert arguments([]).out == Path("docs/bench/engine.json")
    assert arguments(["--quick"]).out == Path("results/bench/engine.json")
    assert arguments(["--quick", "--out", "x.json"]).out == Path("x.json")


def test_a_made_model_is_named_by_shape_and_texts() -> None:
    names = {digest(SHAPES[name], texts) for name in ("10M", "100M") for texts in (["a"], ["b"])}
    assert len(names) == 4
    assert digest(SHAPES["10M"], ["a"]) == digest(SHAPES["10M"], ("a",))
