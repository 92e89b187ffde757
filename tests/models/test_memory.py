"""The memory estimate grows with what it should, covers what a model holds, and refuses what cannot fit."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import SHAPES, tiny_checkpoint

from harness.models import memory
from harness.models.checkpoint import Checkpoint, examine
from harness.models.memory import available_bytes, cache_bytes, memory_problem, needed_bytes


def checkpoint_of(folder: Path, architecture: str = "llama") -> Checkpoint:
    checkpoint, problems = examine(tiny_checkpoint(folder, architecture))
    assert checkpoint is not None, problems
    return checkpoint


@pytest.mark.parametrize("architecture", sorted(SHAPES))
def test_more_tokens_or_wider_numbers_need_more(architecture: str, tmp_path: Path) -> None:
    checkpoint = checkpoint_of(tmp_path, architecture)
    narrow, wide = (needed_bytes(checkpoint, dtype, 64) for dtype in ("bfloat16", "float32"))
    assert checkpoint.weights_bytes < narrow < wide < needed_bytes(checkpoint, "float32", 128)


def test_the_cache_is_the_one_a_model_fills(tmp_path: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    checkpoint = checkpoint_of(tmp_path)
    model = AutoModelForCausalLM.from_pretrained(tmp_path)
    with torch.no_grad():
        cache = model(torch.arange(20)[None], use_cache=True).past_key_values
    held = sum(t.numel() * 4 for layer in cache.layers for t in (layer.keys, layer.values))
    assert cache_bytes(checkpoint.config, 4, 20) == held


def test_the_text_part_of_a_config_counts() -> None:
    inner = {"num_hidden_layers": 2, "num_attention_heads": 4, "hidden_size": 32}
    assert cache_bytes({"text_config": inner}, 2, 10) == cache_bytes(inner, 2, 10) == 2 * 2 * 32 * 10 * 2


def test_a_model_that_does_not_fit_is_one_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkpoint = checkpoint_of(tmp_path)
    needed = needed_bytes(checkpoint, "float32", 512)
    monkeypatch.setattr(memory, "available_bytes", lambda device: needed)
    assert memory_problem(checkpoint, "float32", 512, "cpu") is None
    monkeypatch.setattr(memory, "available_bytes", lambda device: needed - 1)
    problem = memory_problem(checkpoint, "float32", 512, "cpu")
    assert problem is not None and "GiB" in problem.what and "cpu" in problem.where


def test_a_containers_limit_bounds_what_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "memory.max").write_text("1000000\n")
    (tmp_path / "memory.current").write_text("900000\n")
    (tmp_path / "memory.stat").write_text("anon 1\ninactive_file 300000\n")
    monkeypatch.setattr(memory, "CGROUP", tmp_path)
    assert available_bytes("cpu") == 400_000
    (tmp_path / "memory.max").write_text("max\n")
    unlimited = available_bytes("cpu")
    monkeypatch.setattr(memory, "CGROUP", tmp_path / "absent")
    assert unlimited > 400_000 and available_bytes("cpu") > 400_000
