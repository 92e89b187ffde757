"""How a form's items behaved over all entries of a board: per task, how hard each level was, what nobody got right.

Descriptive counts of this form, from `scores.parquet`; no estimate and no claim about other items.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness.publish.board import Run
from harness.run.tables import read_rows
from harness.types import Row


@dataclass
class Tally:
    """One task: right and asked, by item and by level, over all entries."""

    items: dict[str, list[float]] = field(default_factory=lambda: defaultdict(lambda: [0.0, 0]))
    levels: dict[int, list[float]] = field(default_factory=lambda: defaultdict(lambda: [0.0, 0]))

    def add(self, row: Row) -> None:
        assert row.value is not None
        for cell in (self.items[row.item], self.levels[row.level]):
            cell[0] += row.value
            cell[1] += 1

    def body(self) -> dict[str, Any]:
        """Items, those nobody and those everybody got right in both languages, and the share right by level."""
        return {
            "items": len(self.items),
            "nobody": sum(right == 0 for right, _ in self.items.values()),
            "everybody": sum(right == asked for right, asked in self.items.values()),
            "levels": {str(k): right / asked for k, (right, asked) in sorted(self.levels.items())},
        }


def usual(row: Row) -> bool:
    """Asked as headlines are: clean, zero-shot, once; and scored."""
    return row.group == "clean" and not row.shots and not row.replicate and row.value is not None


def statistics(answers: Iterable[Sequence[Row]]) -> dict[str, Any]:
    """`{entries, tasks: {<id>: {items, nobody, everybody, levels}}}`."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    entries = 0
    for rows in answers:
        entries += 1
        for row in filter(usual, rows):
            tallies[row.task].add(row)
    return {"entries": entries, "tasks": {task: tally.body() for task, tally in sorted(tallies.items())}}


def statistics_of(runs: Sequence[Run], board: Mapping[str, Any]) -> dict[str, Any]:
    """The statistics of the entries a board shows."""
    shown = {entry["provenance"]["answerer_id"] for entry in board["entries"]}
    return statistics(read_rows(run.folder / "scores.parquet") for run in runs if run.answerer in shown)
