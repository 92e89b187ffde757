"""The journal: every response once, appended as it comes; cache, resume and sample log at once.

One folder per answerer, one file per writing process, one JSON line per response. A line is durable once
its batch is flushed (256 responses or 2 seconds); a torn last line is dropped on reading. Never edited.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from harness.errors import EnvironmentProblem
from harness.store.files import sync_folder, writing
from harness.types import Response

FLUSH_RESPONSES = 256
FLUSH_SECONDS = 2.0
DEFAULTS = {f.name: f.default for f in fields(Response)}


def to_line(response: Response) -> str:
    """One JSON line; fields at their default are left out."""
    body = {name: value for name in DEFAULTS if (value := getattr(response, name)) != DEFAULTS[name]}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"


def from_line(line: str) -> Response | None:
    """The response of a complete line, None for a torn one."""
    if not line.endswith("\n"):
        return None
    try:
        body: dict[str, Any] = json.loads(line)
    except json.JSONDecodeError:
        return None
    for name in ("logliks", "counts", "greedy"):
        body[name] = tuple(body.get(name, ()))
    return Response(**body)


class Journal:
    """Responses of one answerer by request key. Use as a context manager; `put` appends, exit flushes."""

    def __init__(self, folder: Path, shard: str = "") -> None:
        """Read what is there. Without a `shard` it is written alone; shards are written side by side."""
        self.folder, self.torn = folder, 0
        self._shard = shard.replace("/", "-")
        self._responses: dict[str, Response] = {}
        self._file: IO[str] | None = None
        self._locks: list[IO[str]] = []
        self._pending, self._flushed = 0, time.monotonic()
        self._seen = self._sizes()
        self._read()

    def _sizes(self) -> dict[Path, int]:
        return {path: path.stat().st_size for path in sorted(self.folder.glob("*.jsonl"))}

    def _read(self) -> None:
        for path in self._seen:
            with path.open(encoding="utf-8", errors="replace", newline="\n") as f:
                for line in f:
                    response = from_line(line)
                    if response is None:
                        self.torn += 1
                    else:
                        self._responses.setdefault(response.key, response)

    def __contains__(self, key: str) -> bool:
        return key in self._responses

    def __len__(self) -> int:
        return len(self._responses)

    def get(self, key: str) -> Response | None:
        return self._responses.get(key)

    def keys(self) -> Iterator[str]:
        return iter(self._responses)

    # --- writing ---

    def __enter__(self) -> Journal:
        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        self._take("all", fcntl.LOCK_SH if self._shard else fcntl.LOCK_EX)
        if self._shard:
            self._take(self._shard, fcntl.LOCK_EX)
        if (now := self._sizes()) != self._seen:  # somebody wrote between our reading and our lock
            self._seen, self.torn = now, 0
            self._responses.clear()
            self._read()
        return self

    def _take(self, name: str, mode: int) -> None:
        """Lock `name`. EnvironmentProblem when another run holds it."""
        with writing(self.folder):
            self._locks.append((self.folder / f".lock-{name}").open("w"))
        try:
            fcntl.flock(self._locks[-1], mode | fcntl.LOCK_NB)
        except OSError:
            self._release()
            raise EnvironmentProblem(
                "another run is asking this model the same questions",
                str(self.folder),
                "wait for it, or split the work from the start with shard=1/2 and shard=2/2",
            ) from None

    def _release(self) -> None:
        while self._locks:
            self._locks.pop().close()

    def put(self, response: Response) -> None:
        """Append one response; ValueError for an error or a key already here."""
        if response.error is not None or response.key in self._responses:
            raise ValueError(f"not for the journal: {response.key} ({response.error or 'already answered'})")
        with writing(self.folder):
            if self._file is None:
                started = time.strftime("%Y%m%dT%H%M%S", time.gmtime())
                path = self.folder / f"{started}-{time.monotonic_ns()}-{os.getpid()}.jsonl"
                self._file = path.open("a", encoding="utf-8", newline="\n")
                sync_folder(self.folder)
            self._file.write(to_line(response))
        self._responses[response.key] = response
        self._pending += 1
        if self._pending >= FLUSH_RESPONSES or time.monotonic() - self._flushed >= FLUSH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Make everything put so far durable."""
        if self._file is not None and self._pending:
            with writing(self.folder):
                self._file.flush()
                os.fsync(self._file.fileno())
        self._pending, self._flushed = 0, time.monotonic()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.flush()
        finally:
            if self._file is not None:
                with suppress(OSError):  # closing writes again what a full disk refused
                    self._file.close()
            self._file = None
            self._release()
