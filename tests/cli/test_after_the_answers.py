"""rank, rescore, compare and show, on three scripted models that were really asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from smallrun import SCRIPTS, SUITE, THREE, ask, run_folder, said

from harness.run.tables import read_rows


def told(*words: str | Path) -> Any:
    """What a command says with --json."""
    code, out, err = said([*words, "--json"])
    assert code == 0, err
    return json.loads(out)


# --- eval ---


def test_the_same_command_again_asks_nothing(mine: Path) -> None:
    folder = run_folder(mine, "hash")
    before = {p.name: p.read_bytes() for p in folder.glob("*.json")}
    journal = sorted((mine / "answers").rglob("*.jsonl"))
    held = [p.read_bytes() for p in journal]
    ask(mine, "model.script=hash", "model.name=hash")
    assert (folder / "entry.json").read_bytes() == before["entry.json"]
    assert json.loads((folder / "manifest.json").read_text())["executed"]["asked"] == 0
    assert [p.read_bytes() for p in sorted((mine / "answers").rglob("*.jsonl"))] == held


def test_eval_tells_where_everything_is(mine: Path) -> None:
    body = ask(mine, "model.script=hash", "model.name=hash")
    assert Path(body["leaderboard"]) == mine / "leaderboard.json"
    assert body["runs"] == [{"folder": str(run_folder(mine, "hash")), "status": "complete"}]


def test_no_reference_is_made_when_none_was_asked_for(results: Path) -> None:
    assert not (results / "models").exists()
    assert {p.name.rsplit("-", 2)[0] for p in (results / "runs").iterdir()} == set(SCRIPTS)


def test_a_sweep_weighs_every_point(mine: Path) -> None:
    words = ["eval", "-m", "model=scripted", "model.script=first,hash", "model.name=swept", "references=[]"]
    code, _, err = said([*words, *SUITE, f"results={mine}", "--no-timing"])
    assert code == 0, err
    assert len([*(mine / "runs").glob("swept-*")]) == 2


def test_a_sweep_goes_on_after_a_point_that_cannot_run(mine: Path) -> None:
    words = ["eval", "-m", "model=scripted", "model.script=frist,hash", "model.name=swept", "references=[]"]
    code, out, err = said([*words, *SUITE, f"results={mine}", "--no-timing"])
    assert code == 3
    assert "no script 'frist'" in err
    assert "swept" in out
    assert len([*(mine / "runs").glob("swept-*")]) == 1


def test_shards_together_make_the_same_entry(results: Path, tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    words = ["model=scripted", "model.script=hash", "model.name=hash", "references=[]", f"results={parts}"]
    for shard in ("shard=2/2", "shard=1/2"):
        assert said(["eval", *words, *SUITE, "--no-timing", shard])[0] == 0
        assert not (parts / "leaderboard.json").exists()
    ask(parts, "model.script=hash", "model.name=hash")
    assert json.loads((run_folder(parts, "hash") / "manifest.json").read_text())["executed"]["asked"] == 0
    whole, joined = (run_folder(folder, "hash") / "entry.json" for folder in (results, parts))
    assert whole.read_bytes() == joined.read_bytes()


# --- rank and rescore ---


def test_rank_rebuilds_the_same_board_and_restores_a_lost_one(mine: Path) -> None:
    before = (mine / "leaderboard.json").read_bytes()
    form_id = json.loads(before)["form"]["form_id"]
    (mine / "leaderboard.json").unlink()
    assert told("rank", "--results", mine, "--form", form_id[:8]) == json.loads(before)
    assert (mine / "leaderboard.json").read_bytes() == before
    assert told("rank", "--results", mine) == json.loads(before)


def test_rank_names_the_forms_it_knows(mine: Path) -> None:
    code, _, err = said(["rank", "--results", mine, "--form", "zzz"])
    assert code == 2
    assert "0 forms begin with 'zzz'" in err


def test_rescore_gives_the_same_bytes_and_asks_nothing(mine: Path) -> None:
    paths = sorted((mine / "runs").glob("*/entry.json"))
    before = [p.read_bytes() for p in paths]
    for path in paths:
        path.write_bytes(path.read_bytes().replace(b'"status": "complete"', b'"status": "partial"'))
    body = told("rescore", *SUITE, f"results={mine}")
    assert sorted(body["runs"]) == sorted(p.parent.name for p in paths)
    assert [p.read_bytes() for p in paths] == before
    assert all(
        (p.parent / "entries" / f"{body['scoring_id']}.json").read_bytes() == p.read_bytes() for p in paths
    )


def test_rescore_of_a_form_that_was_never_asked(mine: Path) -> None:
    code, _, err = said(["rescore", *SUITE, "seed=99", f"results={mine}"])
    assert code == 2
    assert "give the same suite=, size= and seed= as the run had" in err


# --- compare ---


def test_a_model_compared_with_itself_differs_by_nothing(results: Path) -> None:
    body = told("compare", "hash", "hash", "--results", results)
    for name in ("accuracy", "robustness", "generality"):
        found = body[name]
        assert found["p"] == 1
        assert found["difference"]["value"] == 0
        assert (found["only_first"], found["only_second"]) == (0, 0)


def test_a_comparison_turned_round_changes_its_sign(results: Path) -> None:
    one, two = (
        told("compare", *names, "--results", results) for names in (("hash", "first"), ("first", "hash"))
    )
    for name in ("accuracy", "robustness"):
        assert one[name]["difference"]["value"] == pytest.approx(-two[name]["difference"]["value"])
        assert one[name]["p"] == pytest.approx(two[name]["p"])
        assert one[name]["only_first"] == two[name]["only_second"]


def test_models_are_called_by_name_answerer_or_folder(results: Path) -> None:
    folder = run_folder(results, "hash")
    answerer = json.loads((folder / "entry.json").read_text())["answerer_id"]
    by = [told("show", name, "--results", results) for name in ("hash", answerer, folder, folder.name)]
    assert by[0] != told("show", "first", "--results", results)
    assert all(body == by[0] for body in by)


def test_runs_of_different_forms_are_not_compared(mine: Path) -> None:
    ask(mine, "model.name=small", "runner=[accuracy]", suite=(*THREE, "size.items=1"))
    code, _, err = said(["compare", run_folder(mine, "small"), run_folder(mine, "hash"), "--results", mine])
    assert code == 2
    assert "different forms" in err


def test_an_unknown_model_comes_with_a_suggestion(results: Path) -> None:
    code, _, err = said(["compare", "hsh", "first", "--results", results])
    assert code == 2
    assert "did you mean 'hash'?" in err


def test_compare_in_words(results: Path) -> None:
    code, out, _ = said(["compare", "longest", "first", "--results", results])
    assert code == 0
    assert "longest minus first, paired by sheet" in " ".join(out.split())
    assert all(word in out for word in ("Accuracy", "Robustness", "Generality"))


# --- show ---


def test_show_lists_every_sheet_with_its_verdict(results: Path) -> None:
    listed = told("show", "first", "--results", results)
    rows = read_rows(run_folder(results, "first") / "scores.parquet")
    assert listed == {row.sheet: row.verdict for row in rows}
    code, out, _ = said(["show", "first", "--results", results])
    assert code == 0
    assert [line.split("\t")[0] for line in out.splitlines()] == sorted(listed)


@pytest.mark.parametrize("sheet", ["weldability/cev/0/zh/clean", "weldability/cev_choice/1/en/clean"])
def test_show_has_the_whole_evidence_of_a_sheet(sheet: str, results: Path) -> None:
    body = told("show", "first", f"steel/{sheet}", "--results", results)
    row = next(
        r for r in read_rows(run_folder(results, "first") / "scores.parquet") if r.sheet == f"steel/{sheet}"
    )
    assert (body["key"], body["verdict"], body["read"]) == (row.key, row.verdict, row.answer)
    assert len(body["options"]) == len(body["logliks"])
    code, out, _ = said(["show", "first", f"steel/{sheet}", "--results", results])
    assert code == 0
    for words in (
        *body["messages"][0]["content"].splitlines(),
        body["lead"],
        body["gold_shown"],
        row.verdict,
    ):
        assert str(words) in out


def test_show_says_which_sheet_was_meant(results: Path) -> None:
    code, _, err = said(["show", "first", "steel/weldability/cev/0/zh/claen", "--results", results])
    assert code == 2
    assert "did you mean 'steel/weldability/cev/0/zh/clean'?" in err


def test_show_does_not_pretend_when_the_tasks_have_changed(mine: Path) -> None:
    path = run_folder(mine, "first") / "plan.json"
    body = json.loads(path.read_text())
    body["config"]["seed"] = 77
    path.write_text(json.dumps(body))
    code, _, err = said(["show", "first", "steel/weldability/cev/0/zh/clean", "--results", mine])
    assert code == 2
    assert "the tasks have changed since this run" in err


def test_a_recorded_config_of_another_version_is_a_message(mine: Path) -> None:
    path = run_folder(mine, "first") / "plan.json"
    body = json.loads(path.read_text())
    body["config"]["forgotten"] = 1
    path.write_text(json.dumps(body))
    code, _, err = said(["rank", "--results", mine])
    assert code == 2
    assert "does not fit this version" in err
    assert "forgotten" in err


@pytest.mark.parametrize("name", ["plan.json", "entry.json", "efficiency.json"])
def test_a_spoilt_result_file_is_named(name: str, mine: Path) -> None:
    (run_folder(mine, "first") / name).write_text("{")
    code, _, err = said(["rank", "--results", mine])
    assert code == 2
    assert name in err
    assert "not readable JSON" in err
