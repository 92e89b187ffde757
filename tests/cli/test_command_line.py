"""The command line itself: help, version, words in any order."""

from __future__ import annotations

import re
import sys

import pytest
from smallrun import said

from harness.cli import COMMANDS, OVERRIDES, arguments, main
from harness.errors import BUG
from harness.store.fingerprints import harness_version


def test_version() -> None:
    assert said(["--version"]) == (0, f"{harness_version()}\n", "")


def test_help_names_every_command_and_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        said(["--help"])
    assert left.value.code == 0
    code, out, _ = said([])
    assert code == 0
    assert all(re.search(rf"^ +{name}\b", out, re.MULTILINE) for name in COMMANDS)
    assert all(f"{n} " in out for n in (0, 1, 2, 3, 4, 5, 6, BUG))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        arguments([name, "--help"])
    out = capsys.readouterr().out
    assert left.value.code == 0
    assert COMMANDS[name].split(":")[0].split(";")[0] in " ".join(out.split())
    assert ("--json" in out) == (name != "lm-eval")  # all of its options are lm-evaluation-harness's
    assert ("key=value" in out) == (name in OVERRIDES)


@pytest.mark.parametrize(
    "words",
    [
        ["eval", "a=1", "b=2", "--no-timing", "--json"],
        ["eval", "--no-timing", "--json", "a=1", "b=2"],
        ["eval", "a=1", "--no-timing", "b=2", "--json"],
        ["eval", "--json", "a=1", "--no-timing", "b=2"],
    ],
)
def test_options_and_overrides_stand_in_any_order(words: list[str]) -> None:
    found = arguments(words)
    assert (found.command, found.overrides, found.no_timing, found.json) == (
        "eval",
        ["a=1", "b=2"],
        True,
        True,
    )


def test_the_other_commands_take_their_words_in_any_order() -> None:
    shown = arguments(["show", "one", "--results", "out", "steel/a/b/0/zh/clean"])
    assert (shown.run, shown.results, shown.sheet) == ("one", "out", "steel/a/b/0/zh/clean")
    checked = arguments(["check", "some/folder", "--allow-package", "mine", "model.revision=x"])
    assert (checked.model, checked.overrides, checked.allow_package) == (
        "some/folder", ["model.revision=x"], ["mine"],
    )  # fmt: skip
    compared = arguments(["compare", "one", "--results", "out", "two"])
    assert (compared.first, compared.second) == ("one", "two")


@pytest.mark.parametrize(
    "words", [["weigh"], ["eval", "--nonsense"], ["compare", "one"], ["check"], ["--nonsense"]]
)
def test_a_wrong_word_is_a_usage_error(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        arguments(words)
    assert left.value.code == 2
    assert "usage: harness" in capsys.readouterr().err


def test_the_order_of_a_negative_override_and_a_deletion() -> None:
    assert arguments(["eval", "~runner.efficiency", "++seed=3"]).overrides == [
        "~runner.efficiency",
        "++seed=3",
    ]


@pytest.mark.parametrize("word", ["-h", "--help"])
def test_the_help_of_lm_eval_is_ours_and_needs_no_package(
    word: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "lm_eval", None)
    with pytest.raises(SystemExit) as left:
        main(["lm-eval", word])
    out = capsys.readouterr().out
    assert left.value.code == 0
    assert "harness lm-eval run --help" in out and "--model_args pretrained=" in out
