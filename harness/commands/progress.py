"""Progress for people: bars with time left on a terminal, a plain line now and then elsewhere.

Everything goes to standard error, so that standard output stays data.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from harness.publish.table import harmless

PLAIN_EVERY_S = 15.0


class Terminal:
    """A `Reporter` for the terminal. Use as a context manager."""

    def __init__(self) -> None:
        self.console = Console(stderr=True)
        self.live = self.console.is_terminal
        self.progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self.console,
        )

    def __enter__(self) -> Terminal:
        if self.live:
            self.progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.live:
            self.progress.stop()

    def say(self, text: str) -> None:
        self.console.print(text, highlight=False, markup=False)

    def drawing(self, suite: str, total: int) -> Callable[[int], None]:
        return self._counter(f"{harmless(suite, 30)}: rows", total)

    def asking(self, name: str, total: int) -> Callable[[int], None]:
        return self._counter(f"{harmless(name, 30)}: requests", total)

    def timing(self, name: str, blocks: int) -> Callable[[int, int], None]:
        count = self._counter(f"{harmless(name, 30)}: timing blocks", blocks)
        return lambda block, blocks: count(1)

    def training(self, name: str) -> Callable[[int, int], None]:
        state: dict[str, Callable[[int], None]] = {}

        def step(done: int, steps: int) -> None:
            if "count" not in state:
                state["count"] = self._counter(f"{harmless(name, 30)}: training steps", steps)
            state["count"](1)

        return step

    def _counter(self, text: str, total: int) -> Callable[[int], None]:
        if self.live:
            task: TaskID = self.progress.add_task(text, total=total)
            return lambda n: self.progress.advance(task, n)
        return plain(text, total)


def plain(text: str, total: int) -> Callable[[int], None]:
    """A line at the start of the work, every 15 seconds, and at the end, with the time left."""
    began = last = time.monotonic()
    done = first = 0
    started = False

    def count(n: int) -> None:
        nonlocal done, last, first, started
        done += n
        now = time.monotonic()
        if not started:
            first, started = done, True  # what was answered before counts for nothing in the speed
        elif done < total and now - last < PLAIN_EVERY_S:
            return
        last = now
        rate = (done - first) / (now - began) if now > began else 0.0
        left = f", {(total - done) / rate:.0f} s left" if rate and done < total else ""
        print(f"{text} {done}/{total}{left}", file=sys.stderr, flush=True)

    return count
