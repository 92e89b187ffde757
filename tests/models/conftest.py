"""A good checkpoint and a good adapter, made once, and copies of them to spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from adapting import tiny_adapter
from making import tiny_checkpoint


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_checkpoint(tmp_path_factory.mktemp("made"))


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A good checkpoint of one's own to spoil."""
    return Path(shutil.copytree(made, tmp_path / "model"))


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_checkpoint(tmp_path_factory.mktemp("base") / "tiny-base", "llama")


@pytest.fixture(scope="session")
def trained(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_adapter(tmp_path_factory.mktemp("adapter") / "tuned", base, ["q_proj", "v_proj", "down_proj"])


@pytest.fixture
def adapter(trained: Path, tmp_path: Path) -> Path:
    """A good adapter of one's own to spoil."""
    return Path(shutil.copytree(trained, tmp_path / "tuned"))
