"""One resident worker of a timing session: loads a model, then times whatever block it is sent.

It runs in its own process, so that peak memory is the model's own and the other model is at rest meanwhile.
The journal is never read or written here.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection

from harness.errors import HarnessError
from harness.types import Model, ModelSpec, Request, Response


@dataclass(frozen=True, slots=True)
class Turn:
    """One timed turn: everything at once, then one request after the other."""

    items: int
    characters: int
    """Characters of the prompts and of what was generated."""
    offline_s: float
    latencies_s: tuple[float, ...]
    peak_bytes: int


def serve(spec: ModelSpec, threads: int, wire: Connection) -> None:
    """Load, report the load time, then answer each list of requests with a `Turn` until None comes."""
    began = time.perf_counter()
    try:
        if threads:
            import torch

            torch.set_num_threads(threads)
        model = spec.open()
        wire.send(time.perf_counter() - began)
        while (requests := wire.recv()) is not None:
            wire.send(timed(model, requests))
        model.close()
    except HarnessError as err:
        wire.send(str(err))
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        pass  # the session ended; there is nobody left to tell
    finally:
        wire.close()


def timed(model: Model, requests: Sequence[Request]) -> Turn:
    """Offline time of the whole block, then the latency of each request on its own."""
    began = time.perf_counter()
    responses = list(model.answer(requests))
    offline = time.perf_counter() - began
    latencies = []
    for request in requests:
        began = time.perf_counter()
        list(model.answer([request]))
        latencies.append(time.perf_counter() - began)
    return Turn(len(requests), characters(requests, responses), offline, tuple(latencies), peak_bytes())


def characters(requests: Sequence[Request], responses: Sequence[Response]) -> int:
    read = sum(len(m.content) for r in requests for m in r.messages)
    return read + sum(len(r.text or "") for r in responses)


def peak_bytes() -> int:
    """Peak memory of this process, or of the accelerator where torch uses one."""
    torch = sys.modules.get("torch")
    if torch is not None and torch.accelerator.is_available():
        return int(torch.accelerator.max_memory_allocated())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
