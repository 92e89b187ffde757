"""What a run will cost at least: memory from the checkpoint's headers, time from its FLOPs. Loads no weights.

The time is a floor: FLOPs of the plan's prompts over the matmul rate measured here just now. Real runs take
longer; how much longer is what efficiency measures.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from harness.models.hf import HF, LONGEST
from harness.models.loading import choose_device, choose_dtype, load_tokenizer
from harness.models.memory import available_bytes, needed_bytes
from harness.run.plan import Plan

SAMPLE = 200
MATRIX = 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """Bytes and seconds; `tokens` is the estimate they rest on."""

    memory_bytes: int
    memory_available: int
    tokens: int
    seconds_at_least: float


def cost(plan: Plan, spec: HF) -> Cost | None:
    """The cost of a plan for a checkpoint, or None when the checkpoint would be refused."""
    checkpoint, _ = spec.examined()
    if checkpoint is None:
        return None
    device = choose_device(spec.device)
    dtype = choose_dtype(spec.dtype, checkpoint.dtype, device)
    longest = min(checkpoint.max_length or LONGEST, LONGEST)
    tokens = tokens_of(plan, load_tokenizer(checkpoint.tokenizer_folder))
    return Cost(
        memory_bytes=needed_bytes(checkpoint, dtype, longest),
        memory_available=available_bytes(device),
        tokens=tokens,
        seconds_at_least=2.0 * checkpoint.parameters * tokens / matmul_rate(),
    )


def tokens_of(plan: Plan, tokenizer: Any) -> int:
    """Prompt tokens once per request, and the whole budget of every generation; from a sample of the requests."""
    keys = sorted(plan.requests)[:SAMPLE]  # keys are hashes: the first ones are a fair sample
    total = 0
    for key in keys:
        request = plan.requests[key]
        text = "\n".join(m.content for m in request.messages)
        total += len(tokenizer(text, add_special_tokens=False)["input_ids"])
        total += request.decoding.max_new_tokens if request.decoding else 0
    return round(total * len(plan.requests) / max(len(keys), 1))


def matmul_rate() -> float:
    """fp32 FLOP/s of one matrix product on this CPU, the best of five."""
    import numpy as np

    a = np.ones((MATRIX, MATRIX), dtype=np.float32)
    best = 0.0
    for _ in range(5):
        began = time.perf_counter()
        a @ a
        best = max(best, 2 * MATRIX**3 / (time.perf_counter() - began))
    return best


def as_json(found: Cost | None) -> Mapping[str, Any]:
    if found is None:
        return {"reason": "the checkpoint would be refused; see `harness check`"}
    return {name: getattr(found, name) for name in Cost.__slots__}
