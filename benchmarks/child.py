"""One contender once through one workload, in a process of its own: tokens, phases and peak memory.

`python -m benchmarks.child <contender> <model folder> <workload file> <dtype> <device> <threads>`; the last
line of its output is a JSON object. Nothing here is a published time: hooks and clocks are in the way.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.machine import peak_memory, pin


def main(name: str, folder: str, workload_file: str, dtype: str, device: str, threads: str) -> None:
    pin(int(threads))
    from benchmarks.contenders import contender
    from benchmarks.counting import Doors
    from benchmarks.workloads import Workload

    workload = Workload.load(Path(workload_file))
    runs = contender(name, Path(folder), dtype, device)
    inner = runs.model
    model = (
        inner.local.path.forward.model if name == "ours" else runs.model if name == "plain" else inner.model
    )
    loaded = peak_memory(device)
    doors = Doors()
    doors.watch(model, runs.tokenizer if name == "plain" else inner.tokenizer)
    start = time.perf_counter()
    runs.run(workload)
    seconds = time.perf_counter() - start
    body: dict[str, Any] = {
        "pushed": doors.pushed, "padding": doors.padding, "peak_memory": peak_memory(device),
        "memory_when_loaded": loaded, "seconds": seconds,
        "phases": {**doors.seconds, "rest": seconds - sum(doors.seconds.values())},
    }  # fmt: skip
    if name == "ours":
        body["path"] = [inner.local.engine, *inner.local.fallbacks]
        body["own_phases"] = inner.local.record.seconds
    if name == "plain":
        body["new"] = runs.new
    print(json.dumps(body))


if __name__ == "__main__":
    main(*sys.argv[1:])
