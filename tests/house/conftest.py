"""The small results folder, to see what reading it imports."""

from __future__ import annotations

from pathlib import Path

import pytest
from smallrun import small_results


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_results(tmp_path_factory)
