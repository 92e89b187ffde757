"""What could not be asked is said, never cut, never counted as wrong; too much of it and nobody is ranked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from driving import ALONE, SMALL, Results, Silent, answers, harness, job, the_run
from making import tiny_checkpoint

from harness.cli import main
from harness.errors import OK, PARTIAL
from harness.models.scripted import Scripted
from harness.run.pipeline import rescore, weigh
from harness.run.reduce import UNSCORED_SHARE
from harness.run.tables import read_rows
from harness.store.files import json_bytes

#: Enough for the weldability and calculation prompts of the small form, not for the longest about defects.
ROOM = 850
UNSCORED, SCORED = "steel/mill_calc", {"steel/defects", "steel/weldability"}


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_checkpoint(tmp_path_factory.mktemp("short") / "short", max_position_embeddings=ROOM)


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_a_task_too_long_for_a_model_is_unscored_for_it(
    results: Results, short: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = results("results")
    words = ("eval", *ALONE, *SMALL, f"results={folder}", "model=hf", f"model.source='{short}'")
    assert main(words) == PARTIAL == 6
    out = capsys.readouterr().out
    assert "partial and unranked" in out and f"exceed the model's {ROOM} positions" in out
    found, run = read(the_run(folder) / "entry.json"), the_run(folder)
    plan = job(folder, *SMALL).plan
    ours = {key for key, tasks in plan.tasks_of().items() if UNSCORED in tasks}
    assert found["status"] == "partial"
    assert found["unscored"]["count"] == sum(key in ours for key in plan.keys)
    assert set(found["tasks"]) == {UNSCORED, *SCORED}
    assert (
        found["tasks"][UNSCORED]["accuracy"]["value"] is None
        and found["tasks"][UNSCORED]["accuracy"]["reason"]
    )
    assert all(found["tasks"][task]["accuracy"]["value"] is not None for task in SCORED)
    assert answers(folder).keys() == plan.requests.keys() - ours
    for row in read_rows(run / "scores.parquet"):
        assert (row.value is None) == (row.task == UNSCORED) == ("positions" in row.reason)
    assert read(run / "efficiency.json")["efficiency"]["value"] is None
    (shown,) = read(folder / "leaderboard.json")["entries"]
    assert shown["status"] == "partial" and shown["rank"] == {}


def test_a_partial_entry_is_shown_beside_ranked_ones(results: Results) -> None:
    folder = results("results")
    errors = dict.fromkeys(sorted(job(folder, *SMALL).plan.requests)[:9], "no memory")
    failing = "{" + ",".join(f"{key}: {why}" for key, why in errors.items()) + "}"
    common = (*SMALL, f"results={folder}", "model=scripted")
    assert harness("eval", *ALONE, *common, "model.name=well")[0] == OK
    assert harness("eval", *ALONE, *common, "model.name=ill", f"++model.errors={failing}")[0] == PARTIAL
    shown = {e["model"]["name"]: e for e in read(folder / "leaderboard.json")["entries"]}
    assert set(shown) == {"well", "ill"}
    assert shown["ill"]["rank"] == {} and shown["ill"]["unscored"]["reasons"] == {"no memory": 9}
    assert shown["well"]["rank"]["accuracy"] == {"place": 1, "low": 1, "high": 1, "tied_with": []}


def test_half_a_per_cent_of_errors_is_the_limit(results: Results) -> None:
    work = job(results("results"), *SMALL, "size.items=6")
    keys, n = sorted(work.plan.requests), len(work.plan.sheets)
    allowed = int(UNSCORED_SHARE * n)
    assert allowed >= 1 and len(keys) == n
    for count, status, code in ((allowed, "complete", OK), (allowed + 1, "partial", PARTIAL)):
        errors = dict.fromkeys(keys[:count], "lost")
        found = weigh(work, Scripted("hash", errors=errors, kind="model"), None, Silent())
        assert found.entry is not None
        assert (found.entry["status"], found.exit_code) == (status, code)
        assert found.entry["unscored"] == {"count": count, "n": n, "reasons": {"lost": count}}
        assert json_bytes(rescore(work, found.folder)) == json_bytes(found.entry)
        scored = [row for row in read_rows(found.folder / "scores.parquet") if row.key not in errors]
        assert len(scored) == n - count and all(row.value is not None for row in scored)
