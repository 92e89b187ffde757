"""A good checkpoint, made once, and a copy of it to spoil."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import tiny_checkpoint


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_checkpoint(tmp_path_factory.mktemp("made"))


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A good checkpoint of one's own to spoil."""
    copy = tmp_path / "model"
    copy.mkdir()
    for file in made.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    return copy
