"""Releases: the same input gives the same bytes, nothing released changes unseen, differences only where they mean one."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from copy import deepcopy
from dataclasses import asdict
from pathlib import Path
from typing import Any

import mlcroissant
import pyarrow.parquet as pq
import pytest
import yaml
from smallrun import SCRIPTS, ask, run_folder, said
from test_harmless import POISON, renamed

from harness.publish.releases import manifest
from harness.publish.releases.build import files_of, scores_digest, shown_runs
from harness.publish.releases.changes import difference, escaped, in_markdown
from harness.publish.releases.sheets import FORMULA, as_csv, cell
from harness.run.tables import read_rows
from harness.types import Row, digest

DAY = "2026-11-22"


def released(results: Path, date: str = DAY, *words: str) -> tuple[Path, dict[str, Any]]:
    code, out, err = said(["release", "--json", "--no-site", "--date", date, "--results", results, *words])
    assert code == 0, err
    body: dict[str, Any] = json.loads(out)
    return Path(body["release"]), body


def verified(folder: Path) -> tuple[int, dict[str, Any]]:
    code, out, _ = said(["release", "--json", "--verify", folder])
    return code, json.loads(out)


@pytest.fixture(scope="module")
def release(results: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return released(results, DAY, "--out", str(tmp_path_factory.mktemp("releases")))[0]


def table(release: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((release / name).read_bytes().decode("utf-8-sig"), newline="")))


def board(release: Path) -> Any:
    return json.loads((release / "leaderboard.json").read_text(encoding="utf-8"))


# --- the same input, the same bytes ---


def test_the_same_results_give_the_same_release(results: Path, release: Path, tmp_path: Path) -> None:
    again, body = released(results, DAY, "--out", str(tmp_path))
    assert manifest.on_disk(again) == manifest.on_disk(release)
    assert body["written"] is True
    assert released(results, DAY, "--out", str(tmp_path))[1] == {**body, "written": False}


def test_a_released_date_is_never_written_over(mine: Path) -> None:
    folder, _ = released(mine)
    before = manifest.on_disk(folder)
    ask(mine, "model.script=first", "model.name=last")
    code, _, err = said(["release", "--no-site", "--date", DAY, "--results", mine])
    assert code == 2
    assert "other content" in err
    assert manifest.on_disk(folder) == before
    assert not list(folder.parent.glob(".*"))


def test_the_content_hash_is_what_common_tools_compute(release: Path) -> None:
    body = json.loads((release / "manifest.json").read_text())
    find = "find * -type f ! -path 'cite/*' ! -path 'print/*' ! -path manifest.json | LC_ALL=C sort | xargs -d '\\n' sha256sum | sha256sum"
    said_by_tools = subprocess.run(
        ["bash", "-c", find], cwd=release, capture_output=True, text=True, check=True
    )
    assert said_by_tools.stdout.split()[0] == body["content_sha256"]
    for name in ("cite.md", "release.bib", "CITATION.cff"):
        assert body["content_sha256"] in (release / "cite" / name).read_text()


# --- verify ---


def test_an_untouched_release_verifies(release: Path) -> None:
    code, body = verified(release)
    assert (code, body["ok"], body["faults"]) == (0, True, [])


@pytest.mark.parametrize("name", ["leaderboard.json", "scores.parquet", "cite/cite.md", "diff.json"])
def test_one_changed_byte_is_named(name: str, mine: Path) -> None:
    folder, _ = released(mine)
    held = bytearray((folder / name).read_bytes())
    held[len(held) // 2] ^= 1
    (folder / name).write_bytes(held)
    code, body = verified(folder)
    assert code == 1
    assert len(body["faults"]) == 1 and body["faults"][0].startswith(f"{name}: changed")


def test_missing_added_and_relisted_files_are_named(mine: Path) -> None:
    folder, _ = released(mine)
    (folder / "parts.csv").unlink()
    (folder / "extra.txt").write_text("x")
    (folder / "link").symlink_to("/nowhere")
    code, body = verified(folder)
    assert code == 1
    assert body["faults"] == ["parts.csv: missing", "extra.txt: was not released", "link: was not released"]
    listed = json.loads((folder / "manifest.json").read_text())
    listed["files"][0]["bytes"] += 1
    listed["files"][0]["sha256"] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(listed))
    faults = verified(folder)[1]["faults"]
    assert any("content hash" in fault for fault in faults)


def test_a_folder_that_is_no_release_is_a_mistake(tmp_path: Path, mine: Path) -> None:
    assert said(["release", "--verify", tmp_path])[0] == 2
    (tmp_path / "manifest.json").write_text("{}")
    assert said(["release", "--verify", tmp_path])[0] == 2
    for words in (["--date", "22.11.2026"], ["--date", "2026-02-30"], []):
        assert said(["release", *words, "--results", mine])[0] == 2


def test_scores_that_no_longer_are_the_board_s_are_refused(mine: Path) -> None:
    path = run_folder(mine, "hash") / "scores.parquet"
    path.write_bytes((run_folder(mine, "first") / "scores.parquet").read_bytes())
    code, _, err = said(["release", "--no-site", "--date", DAY, "--results", mine])
    assert code == 2
    assert "'hash' is missing or has changed" in err


# --- what is in it ---


def test_the_tables_hold_the_numbers_of_the_board(release: Path) -> None:
    rows = {row["name"]: row for row in table(release, "leaderboard.csv")}
    parts = {(row["name"], row["by"], row["part"]): row for row in table(release, "parts.csv")}
    for entry in board(release)["entries"]:
        row = rows[entry["model"]["name"]]
        for name, found in entry["dimensions"].items():
            assert row[name] == ("" if found["value"] is None else str(found["value"]))
            assert row[f"{name}_reason"] == found.get("reason", "")
        for by in ("domains", "tasks"):
            for part, found in entry[by].items():
                assert float(parts[entry["model"]["name"], by, part]["value"]) == found["accuracy"]["value"]


def test_every_score_of_the_board_can_be_computed_from_the_parquet(release: Path) -> None:
    rows = pq.read_table(release / "scores.parquet").to_pylist()
    assert {row["model"] for row in rows} == set(SCRIPTS)
    for entry in board(release)["entries"]:
        who = entry["provenance"]
        own = [
            Row(**{k: v for k, v in row.items() if k not in ("model", "answerer_id")})
            for row in rows
            if row["answerer_id"] == who["answerer_id"]
        ]
        assert digest([asdict(row) for row in own]) == who["scores_sha256"]


def test_the_scores_of_a_secret_round_do_not_tell_its_questions(mine: Path) -> None:
    path = mine / "leaderboard.json"
    body = json.loads(path.read_text())
    body["form"] |= {"split": "test"}
    path.write_text(json.dumps(body))
    table = pq.read_table(io.BytesIO(files_of(mine, DAY, mine / "releases", {})["scores.parquet"]))
    assert set(table["answer"].to_pylist()) == set(table["reason"].to_pylist()) == {""}
    assert set(table["verdict"].to_pylist()) >= {"correct", "wrong"}


def test_croissant_is_valid_and_reads_the_tables(release: Path) -> None:
    found = mlcroissant.Dataset(jsonld=str(release / "croissant.json"))
    assert not found.metadata.ctx.issues.errors
    rows = list(found.records("scores_parquet"))
    assert len(rows) == pq.read_metadata(release / "scores.parquet").num_rows
    names = {row["leaderboard_csv/name"].decode() for row in found.records("leaderboard_csv")}
    assert names == set(SCRIPTS)
    listed = {
        one["path"]: one["sha256"] for one in json.loads((release / "manifest.json").read_text())["files"]
    }
    for one in json.loads((release / "croissant.json").read_text())["distribution"]:
        assert one["sha256"] == listed[one["contentUrl"]]


def test_the_citation_file_is_yaml_with_the_fields_it_needs(release: Path) -> None:
    body = yaml.safe_load((release / "cite" / "CITATION.cff").read_text())
    assert {"cff-version", "message", "title", "authors"} <= set(body)
    assert str(body["date-released"]) == DAY


def test_nothing_in_a_release_names_a_place_on_the_machine(release: Path, results: Path) -> None:
    for path, body in manifest.on_disk(release).items():
        assert str(results.parent).encode() not in body, path


# --- poison ---


@pytest.mark.parametrize(
    "word", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", "\x00=1", "\u200b=1"]
)
def test_no_cell_begins_a_formula(word: str) -> None:
    kept = cell(word)
    assert isinstance(kept, str)
    assert not kept.lstrip(" \ufffd").startswith(FORMULA)
    assert "\t" not in kept and "\r" not in kept


def test_numbers_stay_numbers() -> None:
    assert (cell(-4.7), cell(0), cell(None), cell("Qwen2.5-7B")) == (-4.7, 0, None, "Qwen2.5-7B")
    assert as_csv([{"a": -1.5, "b": "=x", "c": None}]).decode("utf-8-sig") == "a,b,c\r\n-1.5,'=x,\r\n"


@pytest.mark.parametrize("poison", [*POISON, '=HYPERLINK("http://x")', 'a,b\n"c"'])
def test_a_poisoned_name_is_one_harmless_cell_and_word(poison: str, mine: Path) -> None:
    renamed(mine, {"hash": poison})
    assert said(["rank", "--results", mine])[0] == 0
    folder, _ = released(mine)
    names = [row["name"] for row in table(folder, "leaderboard.csv")]
    assert len(names) == len(SCRIPTS)
    for name in names:
        assert not name.startswith(FORMULA)
        assert name.isprintable()
    assert {e["model"]["name"] for e in board(folder)["entries"]} == {poison, "first", "longest"}
    assert verified(folder)[0] == 0


def test_a_name_in_markdown_is_text() -> None:
    for poison in POISON:
        word = escaped(poison)
        assert "\n" not in word
        assert all(word[i - 1] == "\\" for i, c in enumerate(word) if c in "<>[]`*")


# --- differences ---


@pytest.fixture
def before(release: Path) -> Any:
    return board(release)


def test_no_change_is_no_difference(before: Any) -> None:
    body = difference(before, deepcopy(before), "2026-10-01")
    assert body == {
        "previous": "2026-10-01",
        "comparable": True,
        "new": [],
        "withdrawn": [],
        "scores": [],
        "ranks": [],
    }
    assert in_markdown(DAY, body).count("- none 无") == 4


def test_new_and_withdrawn_models_changed_scores_and_ranks(before: Any) -> None:
    for entry in before["entries"]:  # far from where the printed figure would change
        entry["dimensions"]["accuracy"]["value"] = 0.1230
    after = deepcopy(before)
    gone = after["entries"].pop()
    fresh = deepcopy(after["entries"][0])
    fresh["provenance"]["answerer_id"] = "fresh-000000000000"
    after["entries"].append(fresh)
    one, two = after["entries"][:2]
    one["dimensions"]["accuracy"]["value"] += 0.0002  # under what is printed
    two["dimensions"]["accuracy"]["value"] += 0.01
    two["rank"]["accuracy"]["high"] -= 1
    body = difference(before, after, "2026-10-01")
    assert [x["answerer_id"] for x in body["new"]] == ["fresh-000000000000"]
    assert [x["name"] for x in body["withdrawn"]] == [gone["model"]["name"]]
    assert [(x["name"], x["column"]) for x in body["scores"]] == [(two["model"]["name"], "accuracy")]
    assert body["scores"][0]["after"] - body["scores"][0]["before"] == pytest.approx(1.0)
    assert [(x["before"][1] - x["after"][1]) for x in body["ranks"]] == [1]
    text = in_markdown(DAY, body)
    assert "fresh" in text and "→" in text


@pytest.mark.parametrize(
    ("where", "word"),
    [(("form", "form_id"), "different forms"), (("policy",), "different policies")],
)
def test_other_forms_and_policies_are_never_compared(where: tuple[str, ...], word: str, before: Any) -> None:
    after = deepcopy(before)
    spot = after
    for key in where[:-1]:
        spot = spot[key]
    spot[where[-1]] = "0" * 64
    body = difference(before, after, "2026-10-01")
    assert set(body) == {"previous", "comparable", "reason"}
    assert word in body["reason"] and word in in_markdown(DAY, body)


def test_other_code_of_scoring_is_never_compared(before: Any) -> None:
    after = deepcopy(before)
    for entry in after["entries"]:
        entry["provenance"]["scoring_id"] = "other"
    assert "scored by different versions" in difference(before, after, "x")["reason"]


def test_a_release_is_compared_with_the_one_before_it(mine: Path) -> None:
    released(mine, "2026-10-01")
    assert released(mine, "2026-11-30")[1]["diff"]["previous"] == "2026-10-01"
    ask(mine, "model.script=first", "model.name=newcomer")
    body = released(mine, "2026-11-22")[1]["diff"]
    assert (body["previous"], body["comparable"]) == ("2026-10-01", True)
    assert [x["name"] for x in body["new"]] == ["newcomer"]


def test_the_runs_released_are_those_of_the_board(mine: Path) -> None:
    body = json.loads((mine / "leaderboard.json").read_text())
    runs = shown_runs(mine, body)
    assert [r.answerer for r in runs] == [e["provenance"]["answerer_id"] for e in body["entries"]]
    assert all(scores_digest(r) == r.entry["scores_sha256"] for r in runs)
    assert all(read_rows(r.folder / "scores.parquet") for r in runs)
