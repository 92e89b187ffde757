"""Will it fit: memory a model needs, and memory there is, before any weight is read.

An estimate from the config and the headers, on the high side. Nothing here allocates or loads.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness.models.checkpoint import Checkpoint
from harness.types import Problem

ITEM_BYTES: Mapping[str, int] = {"float64": 8, "float32": 4, "bfloat16": 2, "float16": 2}
#: Tokens that are computed in one go at most.
ROW = 1024
#: Libraries, tokenizer, plan and journal.
SLACK = 512 << 20
CGROUP = Path("/sys/fs/cgroup")


def _number(config: Mapping[str, Any], *names: str) -> int:
    """The first of these that the config, or its text part, gives as a whole number; 0 if none."""
    inner = config.get("text_config")
    for held in (config, inner if isinstance(inner, dict) else {}):
        for name in names:
            value = held.get(name)
            numbers = [v for v in (value if isinstance(value, list) else [value]) if isinstance(v, int)]
            if max(numbers, default=0) > 0:
                return max(numbers)
    return 0


def cache_bytes(config: Mapping[str, Any], item: int, longest: int) -> int:
    """Keys and values of one sequence of `longest` tokens, in numbers of `item` bytes."""
    layers = _number(config, "num_hidden_layers", "n_layer", "n_layers", "num_layers")
    heads = _number(config, "num_attention_heads", "n_head", "n_heads") or 1
    hidden = _number(config, "hidden_size", "n_embd", "d_model", "dim")
    kv_heads = _number(config, "num_key_value_heads", "num_kv_heads", "n_head_kv") or heads
    head_dim = _number(config, "head_dim") or -(-hidden // heads)
    return 2 * layers * kv_heads * head_dim * longest * item


def needed_bytes(checkpoint: Checkpoint, dtype: str, longest: int) -> int:
    """Weights in the run's dtype, cache of the longest sequence, activations and logits of a row, slack."""
    item, config = ITEM_BYTES[dtype], checkpoint.config
    row = min(longest, ROW)
    hidden = _number(config, "hidden_size", "n_embd", "d_model", "dim")
    inner = _number(config, "intermediate_size", "ffn_dim", "n_inner", "d_ff") or 4 * hidden
    weights = checkpoint.parameters * item
    activations = row * (8 * hidden + 3 * inner) * item
    logits = 2 * row * _number(config, "vocab_size") * 4  # float32, with their log-softmax
    return weights + cache_bytes(config, item, longest) + activations + logits + weights // 20 + SLACK


def available_bytes(device: str) -> int:
    """Free memory of the device (`cpu`, `cuda`, `cuda:1`, ...), within the limit this process lives under."""
    if device.partition(":")[0] == "cpu":
        import psutil

        return min(int(psutil.virtual_memory().available), _group_headroom(CGROUP))
    import torch

    free, _ = torch.accelerator.get_memory_info(torch.device(device))
    return int(free)


def ran_out(error: BaseException) -> bool:
    """Whether this is memory that ran out; torch's allocator of CPU memory raises a plain RuntimeError."""
    import torch

    told = isinstance(error, RuntimeError) and "DefaultCPUAllocator" in str(error)
    return told or isinstance(error, (torch.OutOfMemoryError, MemoryError))


def _group_headroom(group: Path) -> int:
    """What a container's limit leaves; file cache counts as free. Very large where there is no limit."""
    try:
        limit = (group / "memory.max").read_text().strip()
        used = int((group / "memory.current").read_text())
        table = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
        return int(limit) - used + int(table.get("inactive_file", 0)) if limit != "max" else 1 << 62
    except (OSError, ValueError):
        return 1 << 62


def memory_problem(checkpoint: Checkpoint, dtype: str, longest: int, device: str) -> Problem | None:
    """Why the model does not fit on the device; None if it does."""
    needed, free = needed_bytes(checkpoint, dtype, longest), available_bytes(device)
    if needed <= free:
        return None
    return Problem(
        f"the model needs about {needed / 2**30:.1f} GiB in {dtype} and {free / 2**30:.1f} GiB are free",
        f"{checkpoint.folder} on {device}",
        "free memory, choose another device, or run in bfloat16 (it is another answerer)",
    )
