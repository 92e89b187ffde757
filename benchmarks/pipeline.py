"""How long people wait for Heng itself: start-up, a typo, a plan, and everything around a model's answers.

`python -m benchmarks.pipeline`: medians of 5 on this machine, beside their targets; exit 1 when one is missed.
Measures commands as they are given and keeps nothing: all files go to a temporary folder.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from harness.commands.assemble import job_of
from harness.config.compose import composed
from harness.errors import GATE_FAILED, OK, USAGE
from harness.models.scripted import Scripted
from harness.run.execute import execute
from harness.run.pipeline import Job
from harness.run.reduce import reduce
from harness.run.score import score
from harness.store.journal import Journal

ROOT = Path(__file__).resolve().parent.parent
TIMES = 5
REQUESTS = 10_000
CONFIGURED = 60
TASK = "# @package tasks.bench_{n:02d}\ntask:\n  _target_: {target}\nitems: ${{size.items}}\n"
SUITE = "# @package _global_\ndefaults:\n  - /task/bench: [{names}]\n  - _self_\nsuite: bench\n"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement and what it has to reach."""

    what: str
    values: tuple[float, ...]
    target: float | None
    """None for what is only shown."""
    unit: str = "s"
    rate: bool = False
    """Whether more is better."""

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def reached(self) -> bool:
        if self.target is None:
            return True
        return self.median >= self.target if self.rate else self.median < self.target


def main() -> int:
    """Measure, print, and say whether every target was reached."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        tree, items = crowded(here / "tree"), items_for(here / "results", REQUESTS)
        size = (f"size.items={items}", f"results={here / 'results'}")
        command("plan", "--json", *size)
        figures = [
            Figure("harness --help", timed(lambda: command("--help")), 0.5),
            Figure(f"a typo, {CONFIGURED} tasks configured", timed(lambda: typo(tree)), 2.0),
            Figure(f"harness plan, {REQUESTS:,} requests", timed(lambda: command("plan", *size)), 5.0),
            Figure("the same, the first time (no chance cache)", timed(lambda: cold(here, items)), None),
            Figure("execute, score, reduce (scripted)", rates(here, size), 3000.0, "requests/s", rate=True),
        ]
    show(figures)
    return OK if all(figure.reached for figure in figures) else GATE_FAILED


def timed(action: Callable[[], object]) -> tuple[float, ...]:
    """Seconds of each of five runs."""
    seconds = []
    for _ in range(TIMES):
        began = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - began)
    return tuple(seconds)


def command(*words: str, tree: Path = ROOT, expected: int = OK) -> str:
    """Standard output of a `harness` command; RuntimeError when it ends in another way than expected."""
    done = subprocess.run(
        [sys.executable, "-m", "harness.cli", *words],
        cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != expected:
        raise RuntimeError(f"harness {' '.join(words)}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def crowded(tree: Path) -> Path:
    """A copy of the tree with a suite of sixty configured tasks."""
    for part in ("harness", "tasks", "configs"):
        shutil.copytree(ROOT / part, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
    folder = tree / "configs" / "task" / "bench"
    folder.mkdir()
    names = [f"task_{n:02d}" for n in range(CONFIGURED)]
    known = [node.task._target_ for _, node in sorted(composed().tasks.items())]
    for n, name in enumerate(names):
        text = TASK.format(n=n, target=known[n % len(known)])
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    suite = tree / "configs" / "suite" / "bench.yaml"
    suite.write_text(SUITE.format(names=", ".join(names)), encoding="utf-8")
    composes = json.loads(command("plan", "--json", "suite=bench", "size.items=1", tree=tree))
    if composes["tasks"] != CONFIGURED:
        raise RuntimeError(f"{composes['tasks']} tasks in the crowded suite")
    return tree


def typo(tree: Path) -> str:
    """A misspelt key, refused with a suggestion."""
    return command("eval", "suite=bench", "sede=3", tree=tree, expected=USAGE)


def items_for(results: Path, requests: int) -> int:
    """Items per family for about so many requests."""
    few = json.loads(command("plan", "--json", "size.items=8", f"results={results}"))
    return int(8 * requests / few["requests"]) + 1


def cold(here: Path, items: int) -> None:
    """A plan in a results folder that is new."""
    with tempfile.TemporaryDirectory(dir=here) as results:
        command("plan", f"size.items={items}", f"results={results}")


def rates(here: Path, size: tuple[str, ...]) -> tuple[float, ...]:
    """Requests a second through everything but planning."""
    job = job_of(composed(size), timing=False)
    count = len(job.plan.requests)
    return tuple(count / seconds for seconds in timed(lambda: pipeline(job, here)))


def pipeline(job: Job, here: Path) -> None:
    """Ask, journal, read back, grade and reduce."""
    model = Scripted("hash").open()
    with tempfile.TemporaryDirectory(dir=here) as folder:
        with Journal(Path(folder)) as journal:
            execute(model, job.plan.requests, job.plan.tasks_of(), journal)
        rows = score(job.plan, Journal(Path(folder)), {})
    reduce(job.runners, rows, model.card, {})


def show(figures: list[Figure]) -> None:
    table = Table(title=f"pipeline, medians of {TIMES}")
    for name in ("what", "median", "least", "most", "unit", "target"):
        table.add_column(name, justify="left" if name == "what" else "right")
    for f in figures:
        digits = ",.0f" if f.rate else ".2f"
        spread = (format(value, digits) for value in (f.median, min(f.values), max(f.values)))
        table.add_row(f.what, *spread, f.unit, wanted(f))
    Console().print(table)


def wanted(figure: Figure) -> str:
    """The target in words."""
    if figure.target is None:
        return ""
    return ("≥" if figure.rate else "<") + f" {figure.target:,g}" + ("" if figure.reached else " MISSED")


if __name__ == "__main__":
    sys.exit(main())
