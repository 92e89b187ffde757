"""Exports: valid by the formats' own schemas, the same on every call, numbers as published, items only where public."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from huggingface_hub import parse_eval_result_entries
from huggingface_hub.repocard_data import model_index_to_eval_results
from jsonschema import Draft7Validator
from smallrun import SCRIPTS, run_folder, said
from test_harmless import POISON, renamed

from harness.publish.board import read_run
from harness.publish.exports import eee
from harness.publish.exports.names import component, model_id

SCHEMAS = Path(__file__).parent / "data" / "eee"
NOT_IN_A_PATH = set('<>:"\\|?*/') | {chr(i) for i in range(32)}


def validator(name: str) -> Draft7Validator:
    body = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    assert body["version"] == eee.VERSION
    return Draft7Validator(body)


def exported(results: Path, out: Path, *words: str) -> dict[str, bytes]:
    """Path to content of an export."""
    code, _, err = said(["export", *words, "--results", results, "--out", out])
    assert code == 0, err
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def entry(results: Path, name: str) -> Any:
    return json.loads((run_folder(results, name) / "entry.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def records(results: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return exported(results, tmp_path_factory.mktemp("eee"), "eee", "--items")


def aggregates(records: dict[str, bytes]) -> dict[str, Any]:
    return {path: json.loads(body) for path, body in records.items() if path.endswith(".json")}


# --- Every Eval Ever ---


def test_every_file_fits_the_schema_of_every_eval_ever(records: dict[str, bytes]) -> None:
    one, many = validator("eval"), validator("instance_level_eval")
    found = aggregates(records)
    assert len(found) == len(SCRIPTS)
    for path, body in found.items():
        assert not [e.message for e in one.iter_errors(body)], path
    lines = [
        json.loads(x) for p, b in records.items() if p.endswith(".jsonl") for x in b.decode().split("\n") if x
    ]
    sheets = {line["sample_id"] for line in lines}
    assert len(sheets) >= 40 and len(lines) == len(SCRIPTS) * len(sheets)
    assert not [e.message for line in lines for e in many.iter_errors(line)]


def test_the_schemas_would_find_a_number_among_the_details(records: dict[str, bytes]) -> None:
    (path, body), *_ = aggregates(records).items()
    body["model_info"]["additional_details"]["parameters"] = 7
    assert [e.message for e in validator("eval").iter_errors(body)] == ["7 is not of type 'string'"], path


def test_samples_are_counted_hashed_and_joined_to_one_result(records: dict[str, bytes]) -> None:
    for path, body in aggregates(records).items():
        detail = body["detailed_evaluation_results"]
        assert detail["file_path"] == path.removesuffix(".json") + "_samples.jsonl"
        held = records[detail["file_path"]]
        assert detail["checksum"] == hashlib.sha256(held).hexdigest()
        lines = [json.loads(x) for x in held.decode().split("\n") if x]
        assert len(lines) == detail["total_rows"]
        known = [r["evaluation_result_id"] for r in body["evaluation_results"]]
        assert len(known) == len(set(known))
        for line in lines:
            assert line["evaluation_result_id"] in known
            assert (line["evaluation_id"], line["model_id"]) == (
                body["evaluation_id"],
                body["model_info"]["id"],
            )


def test_scores_are_the_published_ones_within_their_bounds(records: dict[str, bytes], results: Path) -> None:
    for body in aggregates(records).values():
        own = entry(results, body["model_info"]["name"])
        for r in body["evaluation_results"]:
            score, config = r["score_details"]["score"], r["metric_config"]
            part, _, metric = r["evaluation_result_id"].removeprefix("heng/steel").partition("#")
            mine = own["tasks"][part.strip("/")]["accuracy"] if part else own["dimensions"][metric]
            assert score == mine["value"]
            assert float(config["min_score"]) <= score <= float(config["max_score"])
            interval = r["score_details"]["uncertainty"]["confidence_interval"]
            assert (interval["lower"], interval["upper"]) == (mine["low"], mine["high"])


def test_a_task_is_the_mean_of_its_lines(records: dict[str, bytes]) -> None:
    """Families of one size with both languages: the mean of the lines is the published accuracy of the task."""
    for body in aggregates(records).values():
        lines = [
            json.loads(x)
            for x in records[body["detailed_evaluation_results"]["file_path"]].decode().split("\n")
            if x
        ]
        for r in body["evaluation_results"]:
            mine = [
                x["evaluation"]["score"]
                for x in lines
                if x["evaluation_result_id"] == r["evaluation_result_id"]
            ]
            if mine:
                assert sum(mine) / len(mine) == pytest.approx(r["score_details"]["score"], abs=1e-9)
            else:
                assert "summary" in r["source_data"]["additional_details"]["role"]


def test_a_second_export_replaces_the_first(records: dict[str, bytes], results: Path, tmp_path: Path) -> None:
    assert exported(results, tmp_path, "eee", "--items") == records
    assert exported(results, tmp_path, "eee", "--items") == records


def test_without_items_no_question_leaves(results: Path, tmp_path: Path) -> None:
    files = exported(results, tmp_path, "eee")
    assert len(files) == len(SCRIPTS)
    assert all("detailed_evaluation_results" not in json.loads(body) for body in files.values())


def test_items_of_a_secret_split_are_refused(mine: Path, tmp_path: Path) -> None:
    for path in (mine / "runs").glob("*/plan.json"):
        path.write_text(json.dumps(json.loads(path.read_text()) | {"split": "test"}))
    code, out, err = said(["export", "eee", "--items", "--results", mine, "--out", tmp_path / "out"])
    assert (code, out) == (2, "")
    assert "secret" in err
    assert not (tmp_path / "out").exists()


def test_two_scorings_of_one_model_are_two_records(results: Path) -> None:
    run = read_run(run_folder(results, "hash"))
    other = type(run)(run.folder, {**run.entry, "scoring_id": "f" * 16}, run.manifest, run.efficiency)
    paths = {eee.record(r, "steel", "dev").path for r in (run, other)}
    assert len(paths) == 2


# --- names as paths ---


@pytest.mark.parametrize(
    "name", [*POISON, "../../etc/passwd", "..", "CON", "com1.txt", "data", ".hidden", "名", "", "a/b/c"]
)
def test_a_name_becomes_one_portable_component(name: str) -> None:
    for part in (component(name), *model_id({"name": name, "vendor": name}).split("/")):
        assert part
        assert not set(part) & NOT_IN_A_PATH
        assert part.isascii() and part[0] not in ".-" and part[-1] not in ". "
        assert part.partition(".")[0].lower() not in ("con", "com1", "data", "unknown")


def test_different_names_are_different_folders() -> None:
    names = [*POISON, "a b", "a_b", "a\u200bb", "ａ_b", "名", "字"]
    assert len({component(n) for n in names}) == len(set(names))
    assert component("Qwen2.5-7B_x") == "Qwen2.5-7B_x"
    assert model_id({"name": "Qwen/Qwen2.5", "vendor": ""}) == "Qwen/Qwen2.5"


def test_a_poisoned_name_stays_inside_the_folder(mine: Path, tmp_path: Path) -> None:
    renamed(mine, {"hash": "../../../x", "first": "\x1b[31m/<script>", "longest": "=1+1"})
    files = exported(mine, tmp_path / "a" / "b" / "c", "eee")
    assert len(files) == len(SCRIPTS)
    assert {p.relative_to(tmp_path).parts[0] for p in tmp_path.rglob("*")} == {"a", "results"}
    names = {json.loads(body)["model_info"]["name"] for body in files.values()}
    assert names == {"../../../x", "\x1b[31m/<script>", "=1+1"}


# --- Hugging Face ---


def test_the_hub_reads_back_what_was_measured(results: Path, tmp_path: Path) -> None:
    words = ("hf", "--dataset", "heng/steel", "--source", "https://example.org/r", "--model-index")
    files = exported(results, tmp_path, *words)
    for script in SCRIPTS:
        own = entry(results, script)
        entries = parse_eval_result_entries(
            yaml.safe_load(files[f"undeclared/{script}/.eval_results/heng-steel.yaml"])
        )
        values = {e.task_id: e.value for e in entries}
        assert values["steel_accuracy"] == round(100 * own["dimensions"]["accuracy"]["value"], 2)
        assert values["steel_robustness"] == round(own["dimensions"]["robustness"]["value"], 2)
        assert {f"{t.replace('/', '_')}" for t in own["tasks"]} < set(values)
        assert all(
            e.dataset_id == "heng/steel" and "interval" in e.notes and "n = " in e.notes for e in entries
        )
        index = yaml.safe_load(files[f"undeclared/{script}/model-index.yaml"])["model-index"]
        name, found = model_index_to_eval_results(index)
        assert name == script
        assert [f.metric_value for f in found] == [e.value for e in entries]


def test_a_partial_run_has_no_card(mine: Path, tmp_path: Path) -> None:
    path = run_folder(mine, "hash") / "entry.json"
    path.write_text(json.dumps(entry(mine, "hash") | {"status": "partial"}))
    files = exported(mine, tmp_path / "out", "hf", "--dataset", "heng/steel")
    assert sorted(files) == [f"undeclared/{n}/.eval_results/heng-steel.yaml" for n in ("first", "longest")]


def test_the_dataset_must_be_named(results: Path, tmp_path: Path) -> None:
    code, _, err = said(["export", "hf", "--results", results, "--out", tmp_path / "out"])
    assert code == 2
    assert "--dataset owner/name" in err
