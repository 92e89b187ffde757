"""The small results folder, a good checkpoint, and the command as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from smallrun import copied, small_results

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "models"))  # the maker of tiny checkpoints lives there

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_results(tmp_path_factory)


@pytest.fixture
def mine(results: Path, tmp_path: Path) -> Path:
    """A results folder of one's own."""
    return copied(results, tmp_path / "results")


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from making import tiny_checkpoint

    return tiny_checkpoint(tmp_path_factory.mktemp("checkpoint") / "good")


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """`harness <words>` run from an empty folder."""

    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
        argv = [sys.executable, "-m", "harness.cli", *map(str, words)]
        return subprocess.run(argv, env=env, cwd=tmp_path, capture_output=True, text=True, check=False)

    return run
