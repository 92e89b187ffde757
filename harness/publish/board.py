"""The leaderboard of one form: its entries side by side, joined with their timing sessions, and ranked.

Ranks are ranges from paired tests and exist only here. Partial entries are shown and never ranked. Entries of
different forms are never put together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Protocol

from harness.errors import UsageError
from harness.publish.pairs import Pair, every_pair, pairs_json
from harness.publish.schema import write_schemas, write_valid
from harness.run.tables import read_rows
from harness.stats.paired import Comparison
from harness.stats.ranks import Place, rank_ranges
from harness.store.files import read_json
from harness.types import Row

DIMENSIONS = ("accuracy", "robustness", "generality", "efficiency")
NOTICES = {
    "dev": "development split, not a ranked round 开发集结果，不是正式排名轮次",
    "test": "ranked round; items drawn from a secret seed 正式轮次，题目由保密种子生成",
}
MISSING = {"value": None, "reason": "not measured"}
SHOWN = (
    "model", "status", "unscored", "domains", "tasks", "tiers", "languages", "kinds", "chance",
    "critical_errors", "verdicts", "extraction",
)  # fmt: skip


class Compares(Protocol):
    """A runner's paired test of two answerers on its dimension."""

    def compare(self, first: Sequence[Row], second: Sequence[Row]) -> Comparison: ...


@dataclass(frozen=True)
class Run:
    """One complete run as its folder tells it."""

    folder: Path
    entry: Mapping[str, Any]
    manifest: Mapping[str, Any]
    efficiency: Mapping[str, Any]

    @property
    def name(self) -> str:
        return str(self.entry["model"]["name"])

    @property
    def answerer(self) -> str:
        return str(self.entry["answerer_id"])


def runs_of(results: Path, form_id: str) -> list[Run]:
    """Complete runs of a form (those with a manifest), in order of their answerer."""
    found = []
    for folder in sorted((results / "runs").glob(f"*-{form_id[:12]}")):
        if (folder / "manifest.json").exists():
            found.append(read_run(folder))
    return [run for run in found if run.entry["form_id"] == form_id]


def read_run(folder: Path) -> Run:
    """UsageError if the folder holds no complete run."""
    return Run(
        folder,
        read_json(folder / "entry.json", "entry"),
        read_json(folder / "manifest.json", "manifest of a complete run"),
        read_json(folder / "efficiency.json", "efficiency figures"),
    )


def same_scoring(runs: Sequence[Run], scoring_id: str = "") -> list[Run]:
    """The runs scored by one code and policy: `scoring_id`, or that of the run that ended last."""
    newest = max(runs, key=lambda run: str(run.manifest["ended"]))
    wanted = scoring_id or newest.entry["scoring_id"]
    return [run for run in runs if run.entry["scoring_id"] == wanted]


def board(
    results: Path, form_id: str, runners: Mapping[str, Compares], scoring_id: str = ""
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The bodies of a board and of its pairs: entries scored by the same code.

    UsageError when the form has no complete run.
    """
    found = runs_of(results, form_id)
    runs = same_scoring(found, scoring_id) if found else []
    if not runs:
        raise UsageError("no complete run of this form", str(results / "runs"), "run `harness eval` first")
    plan = read_json(runs[0].folder / "plan.json", "plan")
    ranked = [run for run in runs if run.entry["status"] == "complete"]
    tests = compared(ranked, runners)
    ranks = ranking(ranked, tests)
    entries = [published(run, ranks) for run in runs]
    entries.sort(
        key=lambda e: (-(e["dimensions"]["accuracy"]["value"] or -1.0), e["provenance"]["answerer_id"])
    )
    body = {
        "schema_version": "1.0",
        "form": {
            "form_id": form_id,
            "suite": plan["suite"],
            "size": plan["size"],
            "split": plan["split"],
            "seed": plan["seed"],
            "round": "development" if plan["split"] == "dev" else str(plan["seed"]),
            "groups": [g for g in plan["groups"] if g not in ("clean", "null")],
            "items": plan["counts"]["items"],
            "notice": NOTICES[plan["split"]],
        },
        "policy": plan["policy"],
        "entries": entries,
    }
    return body, pairs_json(form_id, str(runs[0].entry["scoring_id"]), tests)


def write_board(results: Path, body: Mapping[str, Any], pairs: Mapping[str, Any]) -> None:
    """The board of its form with its pairs beside it; it is the newest leaderboard, too, and written last."""
    form_id = body["form"]["form_id"]
    write_schemas(results / "schema")
    write_valid(results / "boards" / f"{form_id}.pairs.json", "pairs", pairs)
    write_valid(results / "boards" / f"{form_id}.json", "leaderboard", body)
    write_valid(results / "leaderboard.json", "leaderboard", body)


def published(run: Run, ranks: Mapping[str, Mapping[str, Place]]) -> dict[str, Any]:
    """One row: the entry, its efficiency, its ranks and where it all came from."""
    found = {**run.entry["dimensions"], "efficiency": run.efficiency["efficiency"]}
    made = run.manifest
    return {
        **{key: run.entry[key] for key in SHOWN},
        "dimensions": {name: found.get(name, MISSING) for name in DIMENSIONS},
        "rank": {
            column: {
                "place": places[run.answerer].place,
                "low": places[run.answerer].low,
                "high": places[run.answerer].high,
                "tied_with": list(places[run.answerer].tied_with),
            }
            for column, places in ranks.items()
            if run.answerer in places
        },
        "provenance": {
            "answerer_id": run.answerer,
            "scoring_id": run.entry["scoring_id"],
            "form_id": run.entry["form_id"],
            "config_sha256": made["config_sha256"],
            "scores_sha256": run.entry["scores_sha256"],
            "harness_version": made["harness_version"],
            "commit": made["commit"],
            "hardware": made["hardware"],
            "engine": made["engine"],
        },
    }


def compared(ranked: Sequence[Run], runners: Mapping[str, Compares]) -> dict[str, Mapping[Pair, Comparison]]:
    """Paired tests by column: of each dimension, over the entries that have a value there; and per domain."""
    rows = {run.answerer: read_rows(run.folder / "scores.parquet") for run in ranked}
    out: dict[str, Mapping[Pair, Comparison]] = {}
    for column, runner in runners.items():
        out |= every_pair(runner, column, {name: rows[name] for name in valued(ranked, column)})
    return out


def ranking(
    ranked: Sequence[Run], tests: Mapping[str, Mapping[Pair, Comparison]]
) -> dict[str, dict[str, Place]]:
    """Places by column and answerer, over complete entries that have a value there."""
    out = {
        column: rank_ranges(
            valued(ranked, column), {pair: (t.difference.value or 0.0, t.p) for pair, t in found.items()}
        )
        for column, found in tests.items()
        if column in DIMENSIONS
    }
    out["efficiency"] = rank_sessions({run.answerer: run.efficiency["efficiency"] for run in ranked})
    return {column: places for column, places in out.items() if places}


def valued(runs: Sequence[Run], column: str) -> dict[str, float]:
    """Values of a dimension by answerer, where there is one."""
    found = ((run.answerer, run.entry["dimensions"].get(column, MISSING)["value"]) for run in runs)
    return {name: value for name, value in found if value is not None}


def rank_sessions(found: Mapping[str, Mapping[str, Any]]) -> dict[str, Place]:
    """Places by efficiency: sessions are independent, each against the same reference, so z on the logit."""
    timed = {k: e for k, e in found.items() if e["value"] is not None}
    logits = {k: (logit(e["value"]), (logit(e["high"]) - logit(e["low"])) / 3.92) for k, e in timed.items()}
    tests = {}
    for a, b in combinations(sorted(timed), 2):
        gap = logits[a][0] - logits[b][0]
        spread = math.hypot(logits[a][1], logits[b][1])
        tests[a, b] = (gap, two_sided(gap / spread) if spread > 0 else float(gap == 0))
    return rank_ranges({k: e["value"] for k, e in timed.items()}, tests)


def logit(score: float) -> float:
    share = min(max(score / 100, 1e-9), 1 - 1e-9)
    return math.log(share / (1 - share))


def two_sided(z: float) -> float:
    return math.erfc(abs(z) / math.sqrt(2))
