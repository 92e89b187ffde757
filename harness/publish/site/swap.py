"""A whole folder replaced at once: built beside, then swapped in. A folder that is not ours is never removed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness.errors import UsageError
from harness.store.files import writing

MARKER = ".heng-site"


@contextmanager
def replaced(out: Path) -> Iterator[Path]:
    """A fresh folder to build in; it takes the place of `out` when the block ends without an error.

    UsageError if `out` exists and was not made by us; EnvironmentProblem when it cannot be written.
    """
    if out.exists() and not ours(out):
        fix = "choose another folder with --out, or remove this one yourself"
        raise UsageError("this folder was not made by `harness site`, so it is not replaced", str(out), fix)
    fresh, old = (out.with_name(f".{out.name}.{os.getpid()}.{word}") for word in ("new", "old"))
    with writing(out):
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        (fresh / MARKER).write_text("made by `harness site`; replaced as a whole by the next one\n")
        try:
            yield fresh
            if out.exists():
                out.rename(old)
            fresh.rename(out)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
            shutil.rmtree(old, ignore_errors=True)


def ours(out: Path) -> bool:
    """Whether `out` was made here, or holds nothing that could be lost."""
    return out.is_dir() and ((out / MARKER).exists() or not any(out.iterdir()))
