"""Three scripted models on one form, to read; copies of them, to spoil."""

from __future__ import annotations

from pathlib import Path

import pytest
from smallrun import copied, small_results


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_results(tmp_path_factory)


@pytest.fixture
def mine(results: Path, tmp_path: Path) -> Path:
    """A results folder of one's own."""
    return copied(results, tmp_path / "results")
