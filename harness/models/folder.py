"""Reading the small files of a model folder: sizes capped, links kept inside, JSON strict.

Every file Heng reads of a checkpoint is admitted here first. Nothing here may open a file that was not asked
for by name, follow a link out of the folder, or run anything a file says.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from harness.types import Problem

#: Largest JSON file that is read (a tokenizer of 500,000 tokens is about 40 MB).
JSON_LIMIT = 128 << 20


class BadFile(Exception):
    """A file that may not be read or does not parse; carries the problem to report."""

    def __init__(self, what: str, where: Path, fix: str) -> None:
        super().__init__(what)
        self.problem = Problem(what, str(where), fix)


def roots(folder: Path) -> tuple[Path, ...]:
    """Where links may lead: the folder, and the blobs beside a snapshot of the hub's own cache."""
    own = folder.resolve()
    if own.parent.name == "snapshots":
        return (own, own.parent.parent / "blobs")
    return (own,)


def admit(folder: Path, name: str) -> Path:
    """The path of a regular file that lies in the folder. BadFile otherwise."""
    parts = Path(name).parts
    if len(parts) != 1 or name in (".", "..") or "\\" in name or "\0" in name:
        raise BadFile(
            f"file name {name[:80]!r} leads outside the folder", folder, "keep all files in one folder"
        )
    path = folder / name
    try:
        target = path.resolve(strict=True)
        mode = target.stat().st_mode
    except (OSError, RuntimeError) as error:
        raise BadFile(f"file {name} is missing or unreadable", path, "add the file") from error
    if not any(target.is_relative_to(root) for root in roots(folder)):
        raise BadFile(f"{name} is a link out of the folder", path, "replace the link by the file itself")
    if not stat.S_ISREG(mode):
        raise BadFile(f"{name} is not a regular file", path, "replace it by a regular file")
    return path


def present(folder: Path, name: str) -> bool:
    """Whether the folder has an entry of this name, be it a broken link."""
    path = folder / name
    return path.is_symlink() or path.exists()


def read_text(folder: Path, name: str, limit: int) -> str:
    path = admit(folder, name)
    size = path.stat().st_size
    if size > limit:
        raise BadFile(f"{name} has {size} bytes, more than {limit}", path, "make the file smaller")
    try:
        return path.read_text(encoding="utf-8")
    except (UnicodeDecodeError, OSError) as error:
        raise BadFile(f"{name} is not readable UTF-8 text", path, "save it as UTF-8") from error


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object whose keys all differ: two readers must never see two different values."""
    out = dict(pairs)
    if len(out) != len(pairs):
        raise ValueError("a key occurs twice in one object")
    return out


def parse_object(text: str | bytes) -> dict[str, Any]:
    """A JSON object. ValueError for anything else, duplicate keys, NaN and bottomless nesting."""

    def constant(name: str) -> float:
        if name == "NaN":
            raise ValueError("NaN is not a value")
        return float(name.replace("Infinity", "inf"))

    try:
        held = json.loads(text, object_pairs_hook=unique, parse_constant=constant)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(held, dict):
        raise ValueError("not an object")
    return held


def read_object(folder: Path, name: str, limit: int = JSON_LIMIT) -> dict[str, Any]:
    """The JSON object in a file of the folder. BadFile when it cannot be had."""
    text = read_text(folder, name, limit)
    try:
        return parse_object(text)
    except ValueError as error:
        raise BadFile(f"{name} is not sound JSON: {error}", folder / name, "write the file anew") from error


def walk(held: Any, path: str = "") -> Iterator[tuple[str, str, Any]]:
    """Every (dotted path, key, value) of nested JSON, lists included."""
    if isinstance(held, dict):
        for key, value in held.items():
            here = f"{path}.{key}" if path else key
            yield here, key, value
            yield from walk(value, here)
    elif isinstance(held, list):
        for index, value in enumerate(held):
            yield from walk(value, f"{path}[{index}]")
