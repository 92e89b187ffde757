"""One trial: a run is killed at a moment, the same command is given again, and everything is compared."""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass
from pathlib import Path

from driving import ALONE, PATIENCE, answers, asked, done, durable, entry, keys, manifest, start, stop, until

from harness.store.journal import FLUSH_RESPONSES

#: Enough requests for several flushes; each takes long enough for a run to last a few seconds.
FORM = (
    "suite=steel", "task/steel=[defects,weldability]", "size.items=40", "runner.robustness.groups=[G1]", "runner.robustness.minimum_families=1",
)  # fmt: skip


def command(results: Path, log: Path, delay: float = 0.0) -> tuple[str, ...]:
    """A run of the counting model; the delay is no part of what it is."""
    model = (
        "model=scripted", "model._target_=counting.Counting", f"++model.log={log}", f"++model.delay={delay}",
        "--allow-package", "counting",
    )  # fmt: skip
    return ("eval", *ALONE, *FORM, f"results={results}", *model)


@dataclass(frozen=True)
class Undisturbed:
    """A run that nobody killed: how many requests, how long after the last one it ended, its entry."""

    requests: int
    tail_s: float
    entry: bytes


def undisturbed(results: Path, log: Path, delay: float) -> Undisturbed:
    process = start(*command(results, log, delay))
    until((results / "runs").exists, process)
    lines = asked(log)
    began = time.monotonic()
    assert process.wait(PATIENCE) == 0
    return Undisturbed(len(lines), time.monotonic() - began, entry(results))


def killed(results: Path, log: Path, delay: float, moment: float, calm: Undisturbed) -> int:
    """Kill at a `moment` of the run: before 1 while asking, in proportion; after 1 while reducing and writing."""
    process = start(*command(results, log, delay))
    until(lambda: len(asked(log)) >= min(moment, 1.0) * calm.requests, process)
    if moment > 1:
        time.sleep((moment - 1) * 3 * calm.tail_s)
    stop(process, signal.SIGKILL)
    return len(durable(results))


def trial(results: Path, log: Path, delay: float, moment: float, calm: Undisturbed) -> int:
    """Kill, look, go on, look again. Returns how many responses were durable when the run was killed."""
    kept = killed(results, log, delay, moment, calm)
    held, first = answers(results), asked(log)
    assert kept <= len(first) <= kept + FLUSH_RESPONSES
    done(*command(results, log))
    second = asked(log)[len(first) :]
    assert not held.keys() & set(second), "a durable response was asked for again"
    assert len(second) == calm.requests - kept
    assert len(set(first) & set(second)) <= FLUSH_RESPONSES
    after = answers(results)
    assert len(after) == calm.requests
    assert held.items() <= after.items(), "a durable response was lost or changed"
    assert manifest(results)["executed"]["asked"] == len(second)
    assert entry(results) == calm.entry
    assert not keys([line for line in durable(results) if '"error"' in line])
    return kept
