"""A small results folder for the tests of everything after the answers: three scripted models on one form.

Made once per session and only read; tests that write take a copy.
"""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from harness.cli import main

SCRIPTS = ("first", "hash", "longest")
THREE = ("suite=steel", "task/steel=[defects,mill_calc,weldability]")
SUITE = (*THREE, "size.items=2")
_made: list[Path] = []


def said(argv: Sequence[str | Path]) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of one command, in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([str(word) for word in argv])
    return code, out.getvalue(), err.getvalue()


def ask(results: Path, *overrides: str, suite: Sequence[str] = SUITE) -> dict[str, Any]:
    """`harness eval` of a scripted model without references and timing; what --json says."""
    words = ["eval", "--json", "--no-timing", "model=scripted", "references=[]", f"results={results}"]
    code, out, err = said([*words, *suite, *overrides])
    assert code in (0, 6), err
    body: dict[str, Any] = json.loads(out)
    return body


def small_results(factory: pytest.TempPathFactory) -> Path:
    """Three models, named after their scripts, on one form."""
    if not _made:
        folder = factory.mktemp("small") / "results"
        for script in SCRIPTS:
            ask(folder, f"model.script={script}", f"model.name={script}")
        _made.append(folder)
    return _made[0]


def copied(results: Path, to: Path) -> Path:
    shutil.copytree(results, to)
    return to


def run_folder(results: Path, name: str) -> Path:
    (folder,) = (results / "runs").glob(f"{name}-*")
    return folder
