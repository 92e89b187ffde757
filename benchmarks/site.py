"""How long the site takes: to build for 200 models and 60 tasks, and until its index can be used in a browser.

`python -m benchmarks.site`: on this machine, beside the targets; exit 1 when one is missed. A made-up board; all files
go to a temporary folder.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.made_board import made_inputs
from harness.errors import GATE_FAILED, OK
from harness.publish.browser import chromium, lacking
from harness.publish.schema import faults
from harness.publish.site.build import build

MODELS, TASKS, TIMES = 200, 60, 5
#: From the start of the navigation until the deferred script has run and a frame was drawn.
USABLE = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done({
  ready: performance.now(), rows: document.querySelectorAll('#models tbody').length,
}))))"""


@dataclass(frozen=True)
class Figure:
    """One measurement beside its target."""

    what: str
    found: float
    target: float
    unit: str

    @property
    def met(self) -> bool:
        return self.found < self.target


def measured(models: int, tasks: int) -> list[Figure]:
    """Build time, size of the larger index, and time to usable where there is a browser."""
    inputs = made_inputs(models, tasks)
    wrong = [*faults("leaderboard", inputs.board), *faults("pairs", inputs.pairs)]
    assert not wrong, wrong[0]
    with TemporaryDirectory() as temp:
        site = Path(temp) / "site"
        start = time.perf_counter()
        built = build(inputs, site)
        spent = time.perf_counter() - start
        index = max((site / lang / "index.html").stat().st_size for lang in ("zh", "en"))
        found = [
            Figure(f"build, {built.pages} pages, {built.size / 2**20:.0f} MiB", spent, 20, "s"),
            Figure("index page", index / 1000, 500, "kB"),
        ]
        if missing := lacking():
            print(f"not measured in a browser: {missing}", file=sys.stderr)
            return found
        for lang in ("zh", "en"):
            found.append(Figure(f"index usable, {lang}", usable(site / lang / "index.html", models), 1, "s"))
        return found


def usable(page: Path, rows: int) -> float:
    """Median seconds over fresh contexts, the browser itself already running."""
    times = []
    with chromium() as browser:
        for _ in range(TIMES + 1):
            context = browser.new_context()
            tab = context.new_page()
            tab.goto(page.as_uri(), wait_until="load")
            said: dict[str, Any] = tab.evaluate(USABLE)
            assert said["rows"] == rows, said
            times.append(said["ready"] / 1000)
            context.close()
    return statistics.median(times[1:])  # the first one warms the fonts


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--models", type=int, default=MODELS)
    options.add_argument("--tasks", type=int, default=TASKS)
    options.add_argument("--json", action="store_true")
    args = options.parse_args()
    found = measured(args.models, args.tasks)
    if args.json:
        print(
            json.dumps(
                [{"what": f.what, "found": f.found, "target": f.target, "unit": f.unit} for f in found]
            )
        )
    else:
        table = Table(title=f"{args.models} models x {args.tasks} tasks")
        for head in ("what", "found", "target", ""):
            table.add_column(head)
        for f in found:
            table.add_row(
                f.what, f"{f.found:.3g} {f.unit}", f"< {f.target:g} {f.unit}", "met" if f.met else "MISSED"
            )
        Console().print(table)
    return OK if all(f.met for f in found) else GATE_FAILED


if __name__ == "__main__":
    sys.exit(main())
