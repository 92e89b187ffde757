"""`harness export-dataset`: what others get is what we ask, graded as we grade, and never the secret split."""

from __future__ import annotations

import hashlib
import importlib
import json
import warnings
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from harness.cli import main
from harness.draw import Source, draw_item
from harness.errors import ENVIRONMENT, OK, USAGE
from harness.form import Form
from harness.kit import Json, Labels, Number, Task
from harness.metrics.records import same, typed
from harness.prompts import content
from harness.publish.rows import COLUMNS, rows
from harness.types import CHOICE_KINDS, LANGS, Sheet

try:
    import datasets
except ImportError:
    warnings.warn("datasets is not installed: exports are not tested (extra: datasets)", stacklevel=1)
    pytest.skip("datasets is not installed: pip install 'heng-harness[datasets]'", allow_module_level=True)

CONFIGS = Path(__file__).parents[2] / "configs"
ASKED = ["task", "family", "draw_id", "lang", "level", "tier", "question", "options", "answer_index", "gold",
         "answer_kind", "source"]  # fmt: skip


def configured() -> list[Task]:
    out = []
    for path in sorted((CONFIGS / "task").rglob("*.yaml")):
        target = yaml.safe_load(path.read_text(encoding="utf-8"))["task"]["_target_"]
        module, _, name = target.rpartition(".")
        out.append(getattr(importlib.import_module(module), name)())
    return out


FORM = Form("every task", "four", Source("dev"), tuple((task, 4) for task in configured()))
ROWS = list(rows(FORM))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest export of the steel suite, made by the command."""
    out = tmp_path_factory.mktemp("exported") / "steel"
    assert main(["export-dataset", "steel", "--size", "smoke", "--out", str(out), "--json"]) == OK
    return out


def jsonl(folder: Path, split: str = "dev") -> list[dict[str, Any]]:
    text = (folder / "data" / f"{split}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


# --- rows ------------------------------------------------------------------------------------------


def test_columns_stand_in_the_stated_order_and_are_documented() -> None:
    assert list(COLUMNS)[: len(ASKED)] == ASKED
    assert all(list(row) == list(COLUMNS) for row in ROWS)
    assert all(text.zh and text.en for text in COLUMNS.values())


def test_the_critical_direction_is_told_in_the_language_of_the_row() -> None:
    by_family = {name: family for name, (_, family, _) in FORM.families.items()}
    told = [by_family[row["family"]].critical for row in ROWS]
    assert [row["critical"] for row in ROWS] == [
        None if text is None else text[row["lang"]] for text, row in zip(told, ROWS, strict=True)
    ]
    assert {row["lang"] for row in ROWS if row["critical"]} == set(LANGS)


def test_every_gold_is_the_gold_of_the_draw() -> None:
    by_family = {name: (task, family) for name, (task, family, _) in FORM.families.items()}
    for row in ROWS:
        task, family = by_family[row["family"]]
        item = draw_item(Source("dev"), task, family, int(row["draw_id"].rpartition("/")[2]))
        sheet = Sheet(item, row["lang"], surface=item.index)
        assert row["prompt"] == content(sheet, family) and row["question"] in row["prompt"]
        if family.kind in CHOICE_KINDS:
            assert item.options[row["answer_index"]] == item.gold
            assert row["options"][row["answer_index"]] == row["gold"] == family.word(item.gold, row["lang"])
        elif isinstance(family, Number) and isinstance(item.gold, (int, Decimal, Fraction)):
            assert Fraction(row["gold"]) == Fraction(item.gold)
            assert Fraction(row["tolerance"]) == family.tolerance.width(item.gold)
        elif isinstance(family, Labels) and isinstance(item.gold, tuple):
            assert json.loads(row["gold"]) == [family.terms[key][row["lang"]] for key in item.gold]
        elif isinstance(family, Json) and isinstance(item.gold, Mapping):
            read = json.loads(row["gold"], parse_float=Decimal)
            for name, field in family.schema.items():
                value = typed(field, read[field.key[row["lang"]]], row["lang"])
                assert same(field, value, item.gold[name], row["lang"]), (row["draw_id"], name)
        else:
            assert row["gold"] == {"zh": "信息不足", "en": "INSUFFICIENT"}[row["lang"]]


def answer(row: dict[str, Any]) -> str:
    """What a model that knows would write, from the row alone."""
    kind, gold = row["answer_kind"], row["gold"]
    if kind == "letter":
        return "ABCDEFGH"[row["answer_index"]]
    if kind == "labels" and gold.startswith("["):
        return ("、" if row["lang"] == "zh" else ", ").join(json.loads(gold)) or "无"
    if kind == "number" and row["units"] and gold[0] in "-0123456789":
        return f"{gold} {row['units'][0]}"
    return str(gold)


def test_the_answer_of_a_row_is_graded_correct_and_anothers_mostly_is_not(tmp_path: Path) -> None:
    pytest.importorskip("evaluate")
    from harness.integrations.hf_metrics import ExportedMetric

    made = datasets.Dataset.from_list(ROWS)
    metric = ExportedMetric(cache_dir=str(tmp_path))
    right = metric.compute(predictions=[answer(row) for row in ROWS], references=made, details=True)
    wrong = [
        (row["draw_id"], got)
        for row, got in zip(ROWS, right["details"], strict=True)
        if got["verdict"] != "correct"
    ]
    assert not wrong
    shuffled = [answer(row) for row in [*ROWS[2:], *ROWS[:2]]]
    assert metric.compute(predictions=shuffled, references=made)["accuracy"] < 0.5


# --- files -----------------------------------------------------------------------------------------


def test_load_dataset_and_parquet_give_the_rows_with_their_types(
    exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from harness.publish.dataset import FEATURES

    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    loaded = datasets.load_dataset(str(exported), split="dev", cache_dir=str(tmp_path))
    parquet = datasets.Dataset.from_parquet(str(exported / "data/dev.parquet"), cache_dir=str(tmp_path))
    assert loaded.features == parquet.features == FEATURES
    assert list(loaded) == list(parquet) == jsonl(exported)
    letters = [row for row in loaded if row["answer_kind"] == "letter"]
    assert loaded.features["answer_index"].int2str(letters[0]["answer_index"]) in "ABCD"


def test_the_card_is_readable_by_the_hub_and_says_everything_twice(exported: Path) -> None:
    from huggingface_hub import DatasetCard

    card = DatasetCard.load(exported / "README.md")
    data = card.data.to_dict()
    assert data["license"] == "apache-2.0" and data["language"] == ["zh", "en"]
    assert data["size_categories"] == ["1K<n<10K" if len(jsonl(exported)) >= 1000 else "n<1K"]
    assert set(data["task_categories"]) <= {
        "multiple-choice", "question-answering", "text-classification"
    }  # fmt: skip
    (files,) = data["configs"][0]["data_files"]
    assert (exported / files["path"]).is_file() and files["split"] == "dev"
    assert data["dataset_info"]["splits"][0]["num_examples"] == len(jsonl(exported))
    assert [feature["name"] for feature in data["dataset_info"]["features"]] == list(COLUMNS)
    for name, text in COLUMNS.items():
        assert all(
            f"- `{name}`{colon}{text[lang]}" in card.content for lang, colon in (("zh", "："), ("en", ": "))
        )
    assert "{" not in card.text.replace("领域", "")  # no placeholder left


def test_croissant_is_valid_and_leads_to_the_rows(exported: Path) -> None:
    body = json.loads((exported / "croissant.json").read_text(encoding="utf-8"))
    required = {
        "@context",
        "@type",
        "conformsTo",
        "name",
        "description",
        "license",
        "url",
        "creator",
        "datePublished",
    }
    assert required <= set(body) and body["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    for file in body["distribution"]:
        assert file["sha256"] == hashlib.sha256((exported / file["contentUrl"]).read_bytes()).hexdigest()
    try:
        import mlcroissant
    except ImportError:
        warnings.warn("mlcroissant is not installed: the metadata is not validated", stacklevel=1)
        pytest.skip("mlcroissant is not installed: pip install 'heng-harness[dev]'")
    found = mlcroissant.Dataset(str(exported / "croissant.json"))
    assert not found.metadata.ctx.issues.errors and not found.metadata.ctx.issues.warnings
    read = [plain(record) for record in found.records("items")]
    assert read == [{f"items/{name}": value for name, value in row.items()} for row in jsonl(exported)]


def plain(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record of mlcroissant with bytes as text."""

    def words(value: Any) -> Any:
        if isinstance(value, list):
            return [words(one) for one in value]
        return value.decode("utf-8") if isinstance(value, bytes) else value

    return {name: words(value) for name, value in record.items()}


def test_the_same_export_gives_the_same_bytes(exported: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    assert main(["export-dataset", "steel", "--size=smoke", f"--out={again}"]) == OK
    names = sorted(str(p.relative_to(exported)) for p in exported.rglob("*") if p.is_file())
    assert names == ["README.md", "croissant.json", "data/dev.jsonl", "data/dev.parquet"]
    assert all((again / name).read_bytes() == (exported / name).read_bytes() for name in names)


def test_items_split_and_language_are_chosen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "export-dataset",
        "healthcare",
        "--items",
        "2",
        "--split",
        "train",
        "--lang",
        "zh",
        "seed=3",
        "--json",
    ]
    assert main([*words, "--out", str(tmp_path / "x")]) == OK
    said = json.loads(capsys.readouterr().out)
    found = jsonl(tmp_path / "x", "train")
    assert said["rows"] == said["items"] == len(found) == 2 * len({row["family"] for row in found})
    assert {row["lang"] for row in found} == {"zh"} and said["split"] == "train"
    card = (tmp_path / "x" / "README.md").read_text(encoding="utf-8")
    assert "harness export-dataset healthcare --items 2 --split train --lang zh seed=3 --out <folder>" in card


# --- refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["stel"], "did you mean 'steel'?"),
        (["steel,all"], "unknown suite 'steel,all'"),
        (["../suite/steel"], "unknown suite '../suite/steel'"),
        (["steel", "--size", "huge"], "unknown size 'huge'"),
        (["steel", "--split", "test"], "the test split of a round is secret and is never exported"),
        (["steel", "split=test"], "the test split of a round is secret and is never exported"),
        (["steel", "--split", "dve"], "did you mean 'dev'?"),
        (["steel", "--lang", "zh,fr"], "unknown language 'fr'"),
        (["steel", "--items", "0"], "--items must be at least 1, not 0"),
    ],
)
def test_what_cannot_be_exported_is_refused_before_anything_is_written(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["export-dataset", *words, "--out", str(out)]) == USAGE
    assert said in capsys.readouterr().err
    assert not out.exists()


def test_a_folder_with_files_is_left_alone_without_overwrite(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    words = ["export-dataset", "steel", "--items", "1", "--out", str(tmp_path)]
    assert main(words) == USAGE
    assert "the folder is not empty" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]
    assert main([*words, "--overwrite"]) == OK
    assert main([*words, "--overwrite", "--split", "train"]) == OK
    assert {p.name for p in (tmp_path / "data").iterdir()} == {"train.jsonl", "train.parquet"}
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_file_in_the_way_and_a_missing_package(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from harness.commands import export_dataset

    (tmp_path / "file").write_text("")
    assert main(["export-dataset", "steel", "--items", "1", "--out", str(tmp_path / "file")]) == USAGE
    assert "a file stands where the folder is to be" in capsys.readouterr().err
    assert (
        main(["export-dataset", "steel", "--items", "1", "--out", str(tmp_path / "file" / "x")])
        == ENVIRONMENT
    )
    assert "--out" in capsys.readouterr().err
    monkeypatch.setattr(export_dataset, "find_spec", lambda name: None)
    assert main(["export-dataset", "steel", "--out", str(tmp_path / "new")]) == ENVIRONMENT
    assert "heng-harness[datasets]" in capsys.readouterr().err


def test_both_languages_of_an_item_share_its_draw() -> None:
    seen: dict[str, set[str]] = {}
    for row in ROWS:
        seen.setdefault(row["draw_id"], set()).add(row["lang"])
    assert all(langs == set(LANGS) for langs in seen.values())
