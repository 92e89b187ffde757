"""The board: one form only, partial entries unranked, rank ranges that agree with each other."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from smallrun import SCRIPTS, SUITE, THREE, ask, run_folder, said

from harness.commands.assemble import job_of
from harness.commands.eval import new_board
from harness.config.compose import composed
from harness.errors import PARTIAL, UsageError
from harness.models.scripted import Scripted
from harness.publish.board import DIMENSIONS, NOTICES, board, runs_of
from harness.publish.table import print_board
from harness.run.pipeline import Job, weigh


class Silent:
    """A reporter that tells nobody."""

    def asking(self, name: str, total: int) -> Callable[[int], None]:
        return lambda n: None

    def timing(self, name: str, blocks: int) -> Callable[[int, int], None]:
        return lambda block, blocks: None


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def job(results: Path, *overrides: str) -> Job:
    return job_of(composed([*SUITE, "model=scripted", f"results={results}", *overrides]), timing=False)


def test_the_board_holds_every_model_once_in_order_of_accuracy(results: Path) -> None:
    body = read(results / "leaderboard.json")
    assert sorted(e["model"]["name"] for e in body["entries"]) == sorted(SCRIPTS)
    values = [e["dimensions"]["accuracy"]["value"] for e in body["entries"]]
    assert values == sorted(values, reverse=True)
    assert read(results / "boards" / f"{body['form']['form_id']}.json") == body


def test_an_entry_on_the_board_is_the_entry_of_the_run(results: Path) -> None:
    for entry in read(results / "leaderboard.json")["entries"]:
        own = read(run_folder(results, entry["model"]["name"]) / "entry.json")
        for key in (
            "model",
            "status",
            "domains",
            "tasks",
            "tiers",
            "languages",
            "critical_errors",
            "verdicts",
        ):
            assert entry[key] == own[key]
        assert {k: v for k, v in entry["dimensions"].items() if k != "efficiency"} == own["dimensions"]
        assert entry["provenance"]["scores_sha256"] == own["scores_sha256"]


def test_a_development_board_says_so(results: Path) -> None:
    form = read(results / "leaderboard.json")["form"]
    assert (form["split"], form["round"], form["notice"]) == ("dev", "development", NOTICES["dev"])
    assert form["groups"] == ["G1", "G2", "G3", "G4"]


def test_forms_are_never_mixed(mine: Path) -> None:
    first = read(mine / "leaderboard.json")
    other = ask(
        mine,
        "model.script=hash",
        "model.name=hash",
        "runner=[accuracy]",
        suite=(*THREE, "size.items=1"),
    )
    newest = read(mine / "leaderboard.json")
    assert newest["form"]["form_id"] == other["form_id"] != first["form"]["form_id"]
    assert [e["provenance"]["form_id"] for e in newest["entries"]] == [other["form_id"]]
    assert read(mine / "boards" / f"{first['form']['form_id']}.json") == first
    code, out, _ = said(["rank", "--results", mine, "--form", first["form"]["form_id"][:10], "--json"])
    assert code == 0
    assert {e["provenance"]["form_id"] for e in json.loads(out)["entries"]} == {first["form"]["form_id"]}


def test_a_folder_under_a_false_name_stays_out(mine: Path) -> None:
    """The folder's name says one form, its entry another: the entry is believed."""
    form_id = read(mine / "leaderboard.json")["form"]["form_id"]
    folder = run_folder(mine, "hash")
    entry = read(folder / "entry.json") | {"form_id": "0" * 64}
    (folder / "entry.json").write_text(json.dumps(entry))
    assert {run.name for run in runs_of(mine, form_id)} == {"first", "longest"}


def test_an_unfinished_run_stays_out(mine: Path) -> None:
    form_id = read(mine / "leaderboard.json")["form"]["form_id"]
    (run_folder(mine, "hash") / "manifest.json").unlink()
    assert {run.name for run in runs_of(mine, form_id)} == {"first", "longest"}


def test_a_form_without_runs_has_no_board(mine: Path) -> None:
    with pytest.raises(UsageError, match="no complete run"):
        board(mine, "f" * 64, {})


def test_ranks_agree_with_each_other(results: Path) -> None:
    entries = read(results / "leaderboard.json")["entries"]
    ids = {e["provenance"]["answerer_id"] for e in entries}
    for column in ("accuracy", "robustness"):
        ranks = {e["provenance"]["answerer_id"]: e["rank"][column] for e in entries}
        for name, rank in ranks.items():
            assert 1 <= rank["low"] <= rank["place"] <= rank["high"] <= len(ranks)
            assert rank["high"] - rank["low"] == len(rank["tied_with"])
            assert set(rank["tied_with"]) <= ids - {name}
            assert all(name in ranks[other]["tied_with"] for other in rank["tied_with"])
        best = max(entries, key=lambda e: e["dimensions"][column]["value"])
        assert best["rank"][column]["place"] == 1


def test_a_column_ranks_those_who_have_a_value_there(results: Path) -> None:
    for entry in read(results / "leaderboard.json")["entries"]:
        with_value = {c for c in DIMENSIONS if entry["dimensions"][c]["value"] is not None}
        assert set(entry["rank"]) == with_value
        assert entry["dimensions"]["efficiency"] == {"value": None, "reason": "timing was switched off"}


def test_a_partial_entry_is_shown_and_not_ranked(mine: Path) -> None:
    todo = job(mine)
    keys = sorted(todo.plan.requests)
    lost = dict.fromkeys(keys[: len(keys) // 50 + 1], "the endpoint was down")
    done = weigh(todo, Scripted(script="hash", errors=lost, name="gaps"), None, Silent())
    assert done.exit_code == PARTIAL
    body = new_board(todo)
    (partial,) = (e for e in body["entries"] if e["model"]["name"] == "gaps")
    assert (partial["status"], partial["rank"]) == ("partial", {})
    assert partial["unscored"]["count"] == sum(partial["unscored"]["reasons"].values()) >= len(lost)
    assert set(partial["unscored"]["reasons"]) == {"the endpoint was down"}
    me = partial["provenance"]["answerer_id"]
    ranks = [rank for e in body["entries"] for rank in e["rank"].values()]
    assert ranks
    assert not any(me in rank["tied_with"] for rank in ranks)
    assert max(rank["high"] for rank in ranks) == len(SCRIPTS)
    assert "partial, unranked" in shown(body)


def test_a_handful_of_lost_answers_leaves_the_entry_complete(mine: Path) -> None:
    todo = job(mine, "size.items=10", "runner=[accuracy]")
    once = [key for key in sorted(todo.plan.requests) if todo.plan.keys.count(key) == 1]
    few = len(todo.plan.keys) // 200
    assert few >= 1
    lost = dict.fromkeys(once[:few], "gone")
    done = weigh(todo, Scripted(script="hash", errors=lost, name="gaps"), None, Silent())
    assert done.entry is not None
    assert done.entry["status"] == "complete"


# --- the table in a terminal ---


def shown(body: Any) -> str:
    console = Console(file=StringIO(), width=400)
    print_board(body, console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def numbers(body: Any) -> Iterator[float]:
    """Every number of a JSON body."""
    if isinstance(body, (int, float)) and not isinstance(body, bool):
        yield body
    for value in body.values() if isinstance(body, dict) else body if isinstance(body, list) else ():
        yield from numbers(value)


def test_every_number_in_the_table_is_in_the_json(results: Path) -> None:
    body = read(results / "leaderboard.json")
    known = {
        f"{value * scale:.{places}f}" for value in numbers(body) for scale in (1, 100) for places in (0, 1)
    }
    found = re.findall(r"-?\d+(?:\.\d+)?", re.sub(r"(?<=\d)-(?=\d)", " ", shown(body)))
    assert len(found) > 30
    assert set(found) <= known, set(found) - known


def test_the_table_shows_every_headline_with_its_interval(results: Path) -> None:
    body = read(results / "leaderboard.json")
    table = shown(body)
    for entry in body["entries"]:
        for name, scale in (("accuracy", 100), ("robustness", 1)):
            e = entry["dimensions"][name]
            assert f"{scale * e['value']:.1f} [{scale * e['low']:.1f}, {scale * e['high']:.1f}]" in table
        assert entry["model"]["name"] in table
    assert NOTICES["dev"] in table
