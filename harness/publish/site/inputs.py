"""What the site is made from: a board, the details of its runs, the pairs, the catalogue of tasks. Plain data.

Everything that pages print is in one of these documents, and each is published beside the pages as it is here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.publish.board import Run, runs_of, same_scoring
from harness.publish.schema import faults
from harness.publish.site.gates import gates_json, policy
from harness.publish.statistics import statistics_of
from harness.store.files import read_json

MADE = (
    "harness_version",
    "commit",
    "packages",
    "hardware",
    "engine",
    "fallbacks",
    "executed",
    "started",
    "ended",
)
DETAILS = ("robustness_detail", "generality_detail")


@dataclass(frozen=True)
class Inputs:
    """The documents of a site, as JSON types."""

    board: Mapping[str, Any]
    catalogue: Mapping[str, Any]
    """`{tasks: {<id>: {title: {zh, en}, domain, tier, sources, families: [...]}}}`."""
    gates: Mapping[str, Any]
    """Every model at the gates of every domain (`gates.gates_json`)."""
    statistics: Mapping[str, Any] = field(default_factory=lambda: {"entries": 0, "tasks": {}})
    """How the items behaved over all entries (`publish.statistics`)."""
    pairs: Mapping[str, Any] | None = None
    runs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Details of a run by answerer id, where its folder is at hand."""
    items: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    """Public items by task, on request."""
    releases: Sequence[Mapping[str, Any]] = ()
    """Earlier releases, oldest first (`past.releases_before`)."""
    others: Sequence[Mapping[str, Any]] = ()
    """Boards of other forms, for the histories of models."""


def read_inputs(
    results: Path, form_id: str, catalogue: Mapping[str, Any], gates: Path | None = None
) -> Inputs:
    """The documents of a form. UsageError where there is no board, or one that breaks its schema."""
    board = read_board(results / "boards" / f"{form_id}.json")
    pairs = results / "boards" / f"{form_id}.pairs.json"
    return Inputs(
        board=board,
        catalogue=catalogue,
        gates=gates_json(board, policy(gates)),
        pairs=read_json(pairs, "pairs") if pairs.exists() else None,
        statistics=statistics_of(same_scoring_as(board, runs_of(results, form_id)), board),
        runs={e["provenance"]["answerer_id"]: details(results, e) for e in board["entries"]},
        others=tuple(other_boards(results, form_id)),
    )


def read_board(path: Path) -> dict[str, Any]:
    """A board that fits its schema."""
    body: dict[str, Any] = read_json(path, "board")
    if wrong := faults("leaderboard", body):
        fix = "run `harness rescore`, then `harness rank`: the entries were scored by older code"
        raise UsageError(f"the board does not fit its schema: {wrong[0]}", str(path), fix)
    return body


def same_scoring_as(board: Mapping[str, Any], runs: list[Run]) -> list[Run]:
    """The runs scored as the board's entries were."""
    entries = board["entries"]
    return same_scoring(runs, entries[0]["provenance"]["scoring_id"]) if entries and runs else []


def other_boards(results: Path, form_id: str) -> Iterator[dict[str, Any]]:
    """Boards of other forms that still fit the schema; older ones are left out."""
    for path in sorted((results / "boards").glob("*.json")):
        if len(path.stem) == len(form_id) and path.stem != form_id:
            body: dict[str, Any] = read_json(path, "board")
            if not faults("leaderboard", body):
                yield body


def details(results: Path, entry: Mapping[str, Any]) -> dict[str, Any]:
    """What a run knows beyond its board entry; nothing where its folder is not here."""
    place = entry["provenance"]
    folder = results / "runs" / f"{place['answerer_id']}-{place['form_id'][:12]}"
    if not (folder / "manifest.json").exists():
        return {}
    body = read_json(folder / "entries" / f"{place['scoring_id']}.json", "entry")
    made = read_json(folder / "manifest.json", "manifest of a complete run")
    return {
        **{key: body[key] for key in DETAILS if key in body},
        "efficiency": read_json(folder / "efficiency.json", "efficiency figures"),
        # not the config: it may name folders of the machine
        "made": {key: made[key] for key in MADE if key in made},
    }
