"""One contender once through one workload, in a process of its own: tokens, phases and peak memory.

`python -m benchmarks.child <contender> <model folder> <workload file> <dtype> <device> <threads>`; the last
line of its output is a JSON object. Nothing here is a published time: hooks and clocks are in the way.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.machine import peak_memory, pin


def main(name: str, folder: str, workload_file: str, dtype: str, device: str, threads: str) -> None:
    pin(int(threads))
    from benchmarks.contenders import contender
    from benchmarks.counting import Doors
    from benchmarks.workloads import Workload
    from harness.engine.slots import Slots

    workload = Workload.load(Path(workload_file))
    runs = contender(name, Path(folder), dtype, device)
    inner = runs.model
    model = (
        inner.local.path.forward.model if name == "ours" else runs.model if name == "plain" else inner.model
    )
    loaded = peak_memory(device)
    doors = Doors()
    doors.watch(model, runs.tokenizer if name == "plain" else inner.tokenizer)
    new: list[int] = []
    if name == "ours":
        tally(inner, new)
        if inner.local.path.generate_wide:
            doors.watch_steps(Slots)
    start = time.perf_counter()
    runs.run(workload)
    seconds = time.perf_counter() - start
    body: dict[str, Any] = {
        "pushed": doors.pushed, "padding": doors.padding,
        "stepped": doors.stepped if workload.kind == "generate_until" else 0,
        "prompt_ends_in_step": doors.stepping is not None, "peak_memory": peak_memory(device),
        "memory_when_loaded": loaded, "seconds": seconds,
        "phases": {**doors.seconds, "rest": seconds - sum(doors.seconds.values())},
    }  # fmt: skip
    if name == "ours":
        body["path"] = [inner.local.engine, *inner.local.fallbacks]
        body["own_phases"] = inner.local.record.seconds
        body["new"] = new
    if name == "plain":
        body["new"] = runs.new
    print(json.dumps(body))


def tally(model: Any, new: list[int]) -> None:
    """Have our model note how many tokens each text got."""
    make = model._made

    def made(prompts: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        new[:] = [0] * len(prompts)
        for at, one in make(prompts):
            new[at] = one.tokens
            yield at, one

    model._made = made


if __name__ == "__main__":
    main(*sys.argv[1:])
