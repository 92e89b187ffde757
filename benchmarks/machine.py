"""The machine under the bench: threads pinned, neighbours noticed, its own matmul rate, peak memory.

A one-thread neighbour slows a two-thread run tenfold, so a busy machine is waited for; what is measured on
one all the same says so.
"""

from __future__ import annotations

import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

#: Share of one core that other processes may use while we measure.
QUIET = 0.15
LOOK = 2.0
STATUS = Path("/proc/self/status")


@dataclass
class Spent:
    """Seconds on the wall, and the share of one core that others used meanwhile."""

    seconds: float
    others: float


def _busy() -> float:
    """CPU seconds that anything on this machine has used."""
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0.0) - getattr(times, "guest", 0.0))


def _own() -> float:
    own = psutil.Process().cpu_times()
    return float(own.user + own.system)


def timed(work: Callable[[], Any], device: str) -> tuple[Any, Spent]:
    """What the work gives, how long it took and how much others disturbed it."""
    wait(device)
    busy, own, start = _busy(), _own(), time.perf_counter()
    out = work()
    wait(device)
    seconds = time.perf_counter() - start
    others = max(0.0, (_busy() - busy) - (_own() - own)) / seconds
    return out, Spent(seconds, others)


def wait(device: str) -> None:
    """Until the device has done what it was given."""
    if device != "cpu":
        import torch

        torch.accelerator.synchronize()


def others_now() -> float:
    """Share of one core that other processes use, over two seconds."""
    return timed(lambda: time.sleep(LOOK), "cpu")[1].others


def quiet(patience: float, force: bool) -> float:
    """The load of others once it is low. Exits with 4 when it stays high; `force` only says so."""
    until = time.monotonic() + patience
    while (load := others_now()) > QUIET:
        said = f"other processes use {load:.2f} of a core (at most {QUIET} is quiet)"
        if force:
            print(f"{said}: measured all the same, the figures are marked", file=sys.stderr)
            return load
        if time.monotonic() > until:
            print(f"{said}; nothing was measured. Stop them, or give --force", file=sys.stderr)
            raise SystemExit(4)
        print(f"{said}: waiting", file=sys.stderr)
        time.sleep(5)
    return load


def pin(threads: int) -> None:
    """torch and the tokenizer on a fixed number of threads; before torch is imported elsewhere."""
    os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = str(threads)
    # Whoever hands over many texts at once may have them tokenised at once, as outside of the bench; with
    # more threads than torch has, a contender would be given cores that the others lack.
    os.environ["TOKENIZERS_PARALLELISM"] = "true"
    os.environ["RAYON_NUM_THREADS"] = str(threads)
    import torch

    torch.set_num_threads(threads)


def matmul_rate(dtype: str, device: str, size: int) -> float:
    """FLOP/s of products of square matrices, the upper quartile of several; a multiply-add counts two.

    Clocks wander: the bench takes the larger one of before and after a workload.
    """
    import torch

    a, b = (torch.randn(size, size, device=device).to(getattr(torch, dtype)) for _ in "ab")
    wait(device)
    rates = []
    for _ in range(8):
        _, spent = timed(lambda: a @ b, device)
        rates.append(2 * size**3 / spent.seconds)
    return statistics.quantiles(rates, n=4)[2]  # the largest may be a clock's whim


def peak_memory(device: str) -> int:
    """Bytes this process has held at most: of the accelerator where there is one, else resident."""
    if device == "cpu" and STATUS.exists():
        # Not `ru_maxrss`: a process started by a larger one inherits that one's peak.
        held = STATUS.read_text(encoding="ascii")
        return 1024 * next(int(line.split()[1]) for line in held.splitlines() if line.startswith("VmHWM"))
    if device == "cpu":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    import torch

    return int(torch.accelerator.max_memory_allocated())


def description(device: str, threads: int) -> dict[str, Any]:
    """What the figures were measured on."""
    import torch
    import transformers

    from harness.store.fingerprints import commit, harness_version

    name = platform.processor() or platform.machine()
    if device == "cpu" and os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            name = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), name)
    elif device != "cpu":
        name = torch.cuda.get_device_name()
    return {
        "device": device, "name": name, "cores": os.cpu_count(), "threads": threads,
        "memory_bytes": psutil.virtual_memory().total, "python": platform.python_version(),
        "torch": torch.__version__, "transformers": transformers.__version__,
        "lm_eval": version("lm_eval"), "heng": harness_version(), "commit": commit(),
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
    }  # fmt: skip
