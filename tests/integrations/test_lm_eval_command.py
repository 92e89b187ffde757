"""`harness lm-eval`: what is handed over, and what is said where their package is missing."""

from __future__ import annotations

import importlib.util

import pytest

from harness.cli import arguments, main
from harness.commands.lm_eval import with_model
from harness.errors import ENVIRONMENT


@pytest.mark.parametrize(
    ("theirs", "added"),
    [
        (["--tasks", "x"], True),
        (["run", "--tasks", "x"], True),
        (["--model", "hf", "--tasks", "x"], False),
        (["--model=hf", "--tasks", "x"], False),
        (["run", "-M", "hf"], False),
        (["run", "-C", "run.yaml"], False),
        (["ls", "tasks"], False),
        (["validate", "--tasks", "x"], False),
        (["--help"], False),
        (["run", "--help"], False),
        (["run"], False),
        ([], False),
    ],
)
def test_our_model_stands_in_where_none_is_named(theirs: list[str], added: bool) -> None:
    assert with_model(theirs) == theirs + ["--model", "harness"] * added


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
