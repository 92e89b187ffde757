"""Atomic writes and reads, and one translation of the operating system's refusals into ours.

A file is complete or absent: write beside it, fsync, rename, fsync the folder. Nothing else in the house
opens a result file for writing, except the journal, which only appends.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from harness.errors import EnvironmentProblem, UsageError
from harness.types import plain

FIXES = {
    errno.ENOSPC: ("the disk is full", "free some space, then run the same command again: answers are kept"),
    errno.EDQUOT: ("the disk quota is used up", "free some space, then run the same command again"),
    errno.EACCES: ("no permission to write", "choose a writable folder with results=<folder>"),
    errno.EPERM: ("no permission to write", "choose a writable folder with results=<folder>"),
    errno.EROFS: ("the file system is read-only", "choose a writable folder with results=<folder>"),
    errno.ENOTDIR: ("a file stands where a folder is needed", "move it away, or set results=<folder>"),
}


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn the usual refusals of the file system into `EnvironmentProblem`."""
    try:
        yield
    except OSError as err:
        what, fix = FIXES.get(err.errno or 0, (err.strerror or "cannot write", "see the message"))
        if isinstance(err, FileExistsError):
            what, fix = FIXES[errno.ENOTDIR]
        raise EnvironmentProblem(what, str(path), fix) from err


def write_bytes(path: Path, body: bytes) -> None:
    """Replace `path` atomically and durably."""
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        temp = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            with temp.open("wb") as f:
                f.write(body)
                f.flush()
                os.fsync(f.fileno())
            temp.replace(path)
        finally:
            with suppress(FileNotFoundError):
                temp.unlink()
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename or a new file in `folder` survive a power cut."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def sig12(value: Any) -> Any:
    """Floats to 12 significant digits, everywhere inside: another libm then writes the same bytes."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, dict):
        return {k: sig12(v) for k, v in value.items()}
    if isinstance(value, list):
        return [sig12(v) for v in value]
    return value


def json_bytes(value: Any) -> bytes:
    """Canonical JSON, indented for people: sorted keys, UTF-8, no NaN, floats to 12 digits."""
    body = json.dumps(sig12(plain(value)), sort_keys=True, ensure_ascii=False, indent=1, allow_nan=False)
    return (body + "\n").encode("utf-8", "replace")  # half a surrogate pair, in a folder name say


def write_json(path: Path, value: Any) -> None:
    write_bytes(path, json_bytes(value))


def read_json(path: Path, what: str) -> Any:
    """The JSON in `path`; UsageError naming `what` if it is missing or not JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"no {what}", str(path), "run `harness eval` first, or check the path") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as err:
        raise UsageError(
            f"{what} is not readable JSON: {err}", str(path), "restore or delete the file"
        ) from None
