"""`harness lm-eval`: what is handed over, and what is said where their package is missing."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from harness.cli import arguments, main
from harness.commands.lm_eval import with_ours
from harness.errors import ENVIRONMENT

AUTO = ["--batch_size", "auto"]
BOTH = ["--model", "harness", *AUTO]


@pytest.mark.parametrize(
    ("theirs", "added"),
    [
        (["--tasks", "x"], BOTH),
        (["run", "--tasks", "x"], BOTH),
        (["--tasks", "x", "--model_args", "pretrained=a"], BOTH),
        (["--model", "hf", "--tasks", "x"], []),
        (["--model=hf", "--tasks", "x"], []),
        (["run", "-M", "hf"], []),
        (["run", "-Mhf"], []),
        (["--model", "harness", "--tasks", "x"], AUTO),
        (["-Mharness", "-b", "1"], []),
        (["--tasks", "x", "-b4"], BOTH[:2]),
        (["--tasks", "x", "--batch_size=4"], BOTH[:2]),
        (["run", "-C", "no-such.yaml"], BOTH),
        (["ls", "tasks"], []),
        (["validate", "--tasks", "x"], []),
        (["--help"], []),
        (["run", "--help"], []),
        (["run"], []),
        ([], []),
    ],
)
def test_our_model_stands_in_where_none_is_named(theirs: list[str], added: list[str]) -> None:
    assert with_ours(theirs) == theirs + added


@pytest.mark.parametrize(
    ("written", "added"),
    [
        ("model: hf", []),
        ("tasks: [x]", BOTH),
        ("tasks: [x]\nbatch_size: 2", BOTH[:2]),
        ("model: harness", AUTO),
        ("- a list", BOTH),
        ("{", BOTH),
    ],
)
@pytest.mark.parametrize("option", [["-C", "%s"], ["-C%s"], ["--config=%s"]])
def test_a_config_file_of_theirs_may_name_the_model(
    option: list[str], written: str, added: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "run.yaml"
    file.write_text(written)
    theirs = ["run", *(word.replace("%s", str(file)) for word in option)]
    assert with_ours(theirs) == theirs + added
    assert with_ours([*theirs, "-Mhf"]) == [*theirs, "-Mhf"]


def test_every_word_is_theirs() -> None:
    words = ["--tasks", "x", "--json", "--help", "--model_args", "pretrained=a,dtype=float32"]
    assert arguments(["lm-eval", *words]).theirs == words


def test_a_missing_package_is_one_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from harness.commands import lm_eval

    monkeypatch.setattr(lm_eval, "find_spec", lambda name: importlib.util.find_spec("no_such_module"))
    assert main(["lm-eval", "--tasks", "x"]) == ENVIRONMENT
    assert "heng-harness[lm-eval]" in capsys.readouterr().err
