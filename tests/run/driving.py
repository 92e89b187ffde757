"""Driving whole runs from tests: jobs in this process, commands in others, and what they left on disk."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from harness.commands.assemble import job_of
from harness.config.compose import composed
from harness.run.pipeline import Job

#: Makes a new results folder by name.
Results = Callable[[str], Path]

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
#: A form of a few dozen requests: every answer kind, one perturbation group, both languages.
SMALL = (
    "suite=steel",
    "task/steel=[defects,mill_calc,weldability]",
    "size.items=1",
    "runner.robustness.groups=[G1]",
    "runner.robustness.minimum_families=1",
)
ALONE = ("references=[]", "--no-timing")
PATIENCE = 120.0


class Silent:
    """A reporter that tells nobody."""

    def asking(self, name: str, total: int) -> Callable[[int], None]:
        return lambda n: None

    def timing(self, name: str, blocks: int) -> Callable[[int, int], None]:
        return lambda block, blocks: None


def job(results: Path, *overrides: str, timing: bool = False, retime: bool = False) -> Job:
    return job_of(composed([*overrides, f"results={results}"]), timing=timing, retime=retime)


# --- commands --------------------------------------------------------------------------------------


def environment() -> dict[str, str]:
    """One thread, nothing from the network, and the answerers of `counting.py` in reach."""
    path = os.pathsep.join([str(ROOT), str(HERE)])
    return {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}


def start(*words: str, cwd: Path = ROOT) -> subprocess.Popen[str]:
    """A command in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "harness.cli", *words],
        cwd=cwd, env=environment(), text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Exit code, standard output and standard error."""
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out, err


def harness(*words: str) -> tuple[int, str, str]:
    return finish(start(*words))


def done(*words: str) -> str:
    """Standard output of a command that must succeed."""
    code, out, err = harness(*words)
    assert code == 0, f"exit {code}\n{out}\n{err}"
    return out


def stop(process: subprocess.Popen[str], how: signal.Signals) -> tuple[int, str, str]:
    """Signal the whole group, as a terminal does; a process that is already gone is left in peace."""
    if process.poll() is None:
        os.killpg(process.pid, how)
    return finish(process)


def until(seen: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait for something the process does, or for its end."""
    limit = time.monotonic() + PATIENCE
    while not seen() and process.poll() is None:
        assert time.monotonic() < limit, "it never came"
        time.sleep(0.002)


# --- what runs leave behind ------------------------------------------------------------------------


def the_run(results: Path) -> Path:
    """The folder of the only run."""
    (folder,) = (p for p in (results / "runs").iterdir() if p.is_dir())
    return folder


def entry(results: Path) -> bytes:
    return (the_run(results) / "entry.json").read_bytes()


def manifest(results: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((the_run(results) / "manifest.json").read_text(encoding="utf-8"))
    return found


def durable(results: Path) -> list[str]:
    """Every complete line of every journal, as it stands on disk."""
    lines = []
    for path in sorted((results / "answers").glob("*/*.jsonl")):
        lines += [
            line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if line[-1] == "\n"
        ]
    return lines


def keys(lines: list[str]) -> list[str]:
    return [json.loads(line)["key"] for line in lines]


def answers(results: Path) -> Mapping[str, str]:
    """Journal lines by request key; each key once."""
    lines = durable(results)
    found = dict(zip(keys(lines), lines, strict=True))
    assert len(found) == len(lines), "a response stands in the journal twice"
    return found


def asked(log: Path) -> list[str]:
    """Keys in the order in which a counting model was asked for them."""
    return log.read_text(encoding="ascii").split() if log.exists() else []
