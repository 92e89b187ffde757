"""Checkpoints and results folders shared by the tests of whole runs."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "models")]

from driving import SMALL, Results, job  # noqa: E402
from making import rewrite_tensors, tiny_checkpoint  # noqa: E402


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A llama long enough for every prompt."""
    return tiny_checkpoint(tmp_path_factory.mktemp("tiny") / "llama", max_position_embeddings=4096)


@pytest.fixture(scope="session")
def hesitant(tiny: Path) -> Path:
    """The same llama with nearly flat logits: many decisions are closer than the engine's noise."""
    from safetensors.torch import load_file

    folder = tiny.with_name("hesitant")
    shutil.copytree(tiny, folder)
    weights = folder / "model.safetensors"
    rewrite_tensors(weights, lm_head__weight=0.03 * load_file(weights)["lm_head.weight"])
    return folder


@pytest.fixture(scope="session")
def chances(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The chance cache, filled once."""
    results = tmp_path_factory.mktemp("chances")
    job(results, *SMALL)
    return results / "cache"


@pytest.fixture
def results(tmp_path: Path, chances: Path) -> Results:
    """A new results folder by name, with nothing in it but the chance cache."""

    def make(name: str = "results") -> Path:
        shutil.copytree(chances, tmp_path / name / "cache")
        return tmp_path / name

    return make


@pytest.fixture
def threads() -> Iterator[None]:
    """Gives torch its number of threads back."""
    import torch

    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)
