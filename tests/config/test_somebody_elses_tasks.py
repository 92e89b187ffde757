"""A task from somebody else's folder: their package on the path, their yaml by `hydra.searchpath`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.config.compose import CONFIGS

TASK = '''
"""Addition."""
from dataclasses import dataclass

from harness.kit import Number, Task, Text, within


@dataclass(frozen=True, slots=True)
class Pair:
    a: int
    b: int


class Sum(Number[Pair]):
    name, tolerance = "sum", within(0)
    zh = ("{a}加{b}是多少？", "求{a}与{b}的和。")
    en = ("What is {a} plus {b}?", "Add {a} and {b}.")

    def draw(self, rng, level, case):
        return Pair(rng.between(1, 99), rng.between(1, 99))

    def solve(self, record):
        return record.a + record.b

    def check(self, record):
        return sum((record.a, record.b))


class Adding(Task):
    domain, name, tier = "arithmetic", "adding", "low"
    title = Text("加法", "Addition")
    sources = ("rule printed in the item",)
    families = (Sum(),)
'''
YAML = "# @package tasks.arithmetic_adding\ntask:\n  _target_: their_tasks.adding.Adding\nitems: 3\n"
SUITE = "# @package _global_\ndefaults:\n  - /task/arithmetic: [adding]\n  - _self_\nsuite: arithmetic\n"


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a package and a config folder, as somebody would keep it in their own repository."""
    folder = tmp_path_factory.mktemp("theirs")
    for name, text in {
        "their_tasks/__init__.py": "", "their_tasks/adding.py": TASK, "conf/task/arithmetic/adding.yaml": YAML,
        "conf/suite/arithmetic.yaml": SUITE,
    }.items():  # fmt: skip
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def harness(theirs: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    """The command as it is run from their folder."""
    env = {**os.environ, "PYTHONPATH": f"{CONFIGS.parent}{os.pathsep}{theirs}"}
    words = [sys.executable, "-m", "harness.cli", *argv]
    return subprocess.run(words, env=env, cwd=theirs, capture_output=True, text=True, check=False)


def test_their_suite_runs_and_shows_when_the_operator_allows_it(theirs: Path) -> None:
    asked = harness(
        theirs, "eval", "model=scripted", "references=[]", "runner=[accuracy]", "suite=arithmetic", "--no-timing",
        f"hydra.searchpath=[file://{theirs}/conf]", "--allow-package", "their_tasks", "--json",
    )  # fmt: skip
    assert asked.returncode == 0, asked.stderr
    board = json.loads((theirs / json.loads(asked.stdout)["leaderboard"]).read_text())
    assert list(board["entries"][0]["tasks"]) == ["arithmetic/adding"]
    assert board["form"]["items"] == 3
    shown = harness(
        theirs, "show", "scripted-first", "arithmetic/adding/sum/0/en/clean", "--allow-package", "their_tasks"
    )
    assert shown.returncode == 0, shown.stderr
    assert "plus" in shown.stdout or "Add" in shown.stdout
    kept = harness(theirs, "show", "scripted-first", "arithmetic/adding/sum/0/en/clean")
    assert kept.returncode == 2
    assert "outside the allowed packages" in kept.stderr


def test_their_task_stands_beside_ours(theirs: Path) -> None:
    planned = harness(
        theirs, "plan", "model=scripted", "runner=[accuracy]", "suite=steel", "size.items=1", "results=beside",
        "task/steel=[defects,mill_calc,weldability]",
        "+task/arithmetic=[adding]", "hydra.searchpath=[conf]", "--allow-package=their_tasks", "--json",
    )  # fmt: skip
    assert planned.returncode == 0, planned.stderr
    assert json.loads(planned.stdout)["tasks"] == 4


def test_without_permission_their_code_is_not_even_imported(theirs: Path) -> None:
    (theirs / "their_tasks" / "loud.py").write_text("raise SystemExit('imported')\n")
    refused = harness(
        theirs, "plan", "suite=arithmetic", f"hydra.searchpath=[file://{theirs}/conf]", "model=scripted",
        "tasks.arithmetic_adding.task._target_=their_tasks.loud.Adding",
    )  # fmt: skip
    assert refused.returncode == 2
    assert "outside the allowed packages" in refused.stderr
    assert "imported" not in refused.stderr


def test_a_broken_task_is_a_bug_and_says_where(theirs: Path) -> None:
    """Exit 70: no draw at all is one message, an exception nobody foresaw comes with its traceback."""
    never = TASK.replace("return Pair(rng.between(1, 99), rng.between(1, 99))", "return None")
    wrong = TASK.replace("return record.a + record.b", "return record.a // 0")
    for module, text, expected, traced in (
        ("never", never, "no draw in 50 attempts", False),
        ("wrong", wrong, "bug in harness: ZeroDivisionError", True),
    ):
        (theirs / "their_tasks" / f"{module}.py").write_text(text, encoding="utf-8")
        done = harness(
            theirs, "plan", "suite=arithmetic", "hydra.searchpath=[conf]", "model=scripted", f"results={module}",
            f"tasks.arithmetic_adding.task._target_=their_tasks.{module}.Adding", "--allow-package=their_tasks",
        )  # fmt: skip
        assert done.returncode == 70
        assert expected in done.stderr
        assert done.stderr.count("bug in harness") == 1
        assert ("Traceback" in done.stderr) == traced
