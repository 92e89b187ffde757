"""What a command drags in, seen in `sys.modules` of a fresh process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from walls import ROOT

#: Runs one command and prints which modules came in by it.
PROBE = """
import io, json, sys
from contextlib import redirect_stdout, suppress
before = set(sys.modules)
from harness.cli import main
with redirect_stdout(io.StringIO()), suppress(SystemExit):
    main(sys.argv[1:])
print(json.dumps(sorted(set(sys.modules) - before)))
"""
RUNNING = ("torch", "transformers", "datasets", "evaluate")


def came_in(*argv: str) -> set[str]:
    """Top-level packages that a command imports, the standard library left out."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *argv], capture_output=True, text=True, check=True, cwd=ROOT
    )
    names = {name.split(".")[0] for name in json.loads(done.stdout)}
    return names - set(sys.stdlib_module_names)


@pytest.mark.parametrize("argv", [("--help",), ("eval", "--help"), ("--version",), ()])
def test_help_needs_the_standard_library_only(argv: tuple[str, ...]) -> None:
    assert came_in(*argv) == {"harness"}


def test_rank_needs_no_model_library(results: Path) -> None:
    found = came_in("rank", "--results", str(results))
    assert "numpy" in found  # it did rank
    assert not found & {*RUNNING, "jieba", "opencc", "pint"}


def test_showing_a_sheet_needs_no_model_library(results: Path) -> None:
    found = came_in("show", "--results", str(results), "first", "steel/weldability/cev/0/zh/clean")
    assert "tasks" in found  # it did draw the sheet again
    assert not found & set(RUNNING)
