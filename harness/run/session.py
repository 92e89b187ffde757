"""A timing session: the pinned reference R and the candidate M in turn, R M M R, block after block.

Two resident workers, one working while the other rests; the first block is a warm-up and is dropped.
Raw timings go to `timings/*.jsonl`; every figure is computed from them.
"""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Literal

from harness.errors import EnvironmentProblem
from harness.run.worker import Turn, serve
from harness.runners.efficiency import Timing
from harness.store.files import write_bytes
from harness.types import ModelSpec, Request

Who = Literal["reference", "candidate"]
ORDER: tuple[Who, ...] = ("reference", "candidate", "candidate", "reference")
MINIMUM_BLOCKS = 3
LOAD_LIMIT_S = 600.0
TURN_LIMIT_S = 1800.0


class Worker:
    """The session's end of a worker process."""

    def __init__(self, who: Who, spec: ModelSpec, threads: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.who = who
        self.wire: Connection
        self.wire, far = context.Pipe()
        self.process = context.Process(target=serve, args=(spec, threads, far), daemon=True)
        self.process.start()
        far.close()
        self.load_s = 0.0

    def receive(self, limit: float) -> float | Turn:
        """What the worker says next. EnvironmentProblem when it failed, died or fell silent."""
        try:
            if not self.wire.poll(limit):
                raise EnvironmentProblem(
                    f"the {self.who} worker did not answer within {limit:.0f} s", "timing session", ""
                )
            said = self.wire.recv()
        except (EOFError, ConnectionResetError):
            fix = "there may be too little memory for two models; see --no-timing"
            raise EnvironmentProblem(f"the {self.who} worker died", "timing session", fix) from None
        if isinstance(said, str):
            raise EnvironmentProblem(said, f"timing session, {self.who} worker", "")
        found: float | Turn = said
        return found

    def turn(self, requests: Sequence[Request]) -> Turn:
        with suppress(BrokenPipeError):  # a worker that died since its last turn: `receive` says so
            self.wire.send(list(requests))
        said = self.receive(TURN_LIMIT_S)
        assert isinstance(said, Turn)
        return said

    def stop(self) -> None:
        if self.process.is_alive():
            try:
                self.wire.send(None)
            except (BrokenPipeError, OSError):
                self.process.terminate()
            self.process.join(10)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.wire.close()


@contextmanager
def workers(reference: ModelSpec, candidate: ModelSpec, threads: int) -> Iterator[dict[Who, Worker]]:
    """Both workers, loaded one after the other so that neither load is slowed by the other."""
    started: dict[Who, Worker] = {}
    try:
        pair: tuple[tuple[Who, ModelSpec], ...] = (("reference", reference), ("candidate", candidate))
        for who, spec in pair:
            started[who] = Worker(who, spec, threads)
            loaded = started[who].receive(LOAD_LIMIT_S)
            assert isinstance(loaded, float)
            started[who].load_s = loaded
        yield started
    finally:
        for worker in started.values():
            worker.stop()


def session(
    reference: ModelSpec,
    candidate: ModelSpec,
    requests: Sequence[Request],
    folder: Path,
    blocks: int,
    seconds: float,
    threads: int = 0,
    progress: Callable[[int, int], None] = lambda block, blocks: None,
) -> list[Timing]:
    """Run the blocks, one file each; once three are done none starts later than `seconds` after the beginning."""
    timings: list[Timing] = []
    began = time.monotonic()
    with workers(reference, candidate, threads) as pair:
        for who in ORDER:
            pair[who].turn(requests)  # warm-up, dropped
        for block in range(blocks):
            if block >= MINIMUM_BLOCKS and time.monotonic() - began > seconds:
                break
            rows = [timing(block, turn, pair[who], requests) for turn, who in enumerate(ORDER)]
            lines = "".join(json.dumps(asdict(t)) + "\n" for t in rows)
            write_bytes(folder / f"block-{block:03d}.jsonl", lines.encode())
            timings += rows
            progress(block + 1, blocks)
    return timings


def timing(block: int, turn: int, worker: Worker, requests: Sequence[Request]) -> Timing:
    said = worker.turn(requests)
    return Timing(
        block=block,
        turn=turn,
        who=worker.who,
        items=said.items,
        characters=said.characters,
        offline_s=said.offline_s,
        latencies_s=said.latencies_s,
        peak_bytes=said.peak_bytes,
        load_s=worker.load_s,
    )


def kept(folder: Path) -> list[Timing]:
    """The timings of a finished session."""
    out = []
    for path in sorted(folder.glob("block-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            body = json.loads(line)
            body["latencies_s"] = tuple(body["latencies_s"])
            out.append(Timing(**body))
    return out
