"""Item statistics: counts over all entries, by item and level, of what headlines are made of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from smallrun import run_folder

from harness.publish.statistics import statistics
from harness.run.tables import read_rows


def test_nobody_everybody_and_levels_are_counted_by_item(results: Path) -> None:
    first, other = (read_rows(run_folder(results, name) / "scores.parquet") for name in ("first", "hash"))
    found = statistics([first, other])
    assert found["entries"] == 2
    for task, body in found["tasks"].items():
        rows = [r for r in (*first, *other) if r.task == task and r.group == "clean" and not r.shots]
        by_item = {r.item: [x.value for x in rows if x.item == r.item] for r in rows}
        assert body["items"] == len(by_item)
        assert body["nobody"] == sum(not any(v) for v in by_item.values())
        assert body["everybody"] == sum(all(v) for v in by_item.values())
        one = next(iter(body["levels"]))
        values = [r.value for r in rows if str(r.level) == one]
        assert body["levels"][one] == sum(v or 0 for v in values) / len(values)


def test_perturbed_repeated_and_unscored_sheets_do_not_count(results: Path) -> None:
    rows = read_rows(run_folder(results, "first") / "scores.parquet")
    changed = [r if r.group == "clean" else replace(r, value=1.0) for r in rows]
    assert statistics([rows]) == statistics([changed])
    gone = [replace(r, value=None, verdict=None) for r in rows]
    assert statistics([gone])["tasks"] == {}
