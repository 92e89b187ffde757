"""JSON Schemas (2020-12) of what is published, and validation on write.

The schema files stand in `harness/publish/schemas/` and are copied to `results/schema/`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from harness.errors import HarnessError
from harness.store.files import write_bytes, write_json

NAMES = ("entry", "leaderboard", "efficiency", "pairs")
#: Schemas of what the site takes and gives; they go with the site, not with every run.
SITE = ("gates", "judgements")


@cache
def schema(name: str) -> dict[str, Any]:
    text = files("harness.publish.schemas").joinpath(f"{name}.schema.json").read_text(encoding="utf-8")
    body: dict[str, Any] = json.loads(text)
    return body


def faults(name: str, body: Any) -> list[str]:
    """What in `body` breaks schema `name`: `path: message`, in order."""
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    registry: Any = Registry().with_resources(
        [(f"{n}.schema.json", Resource.from_contents(schema(n))) for n in (*NAMES, *SITE)]
    )
    checker = Draft202012Validator(schema(name), registry=registry)
    found = sorted(checker.iter_errors(body), key=lambda e: [str(p) for p in e.absolute_path])
    wrong = [f"{'.'.join(map(str, e.absolute_path)) or '(root)'}: {e.message[:200]}" for e in found]
    return wrong + [f"{path}: not a finite number" for path in not_finite(body)]


def not_finite(body: Any, path: str = "") -> Iterator[str]:
    """Where NaN or an infinity stands: to a schema they are numbers, to JSON they are nothing."""
    if isinstance(body, float) and not math.isfinite(body):
        yield path or "(root)"
    parts = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in parts:
        if isinstance(value, (str, int)) or (isinstance(value, float) and math.isfinite(value)):
            continue  # nearly all: a board of many pairs holds a million
        yield from not_finite(value, f"{path}.{key}" if path else str(key))


def write_valid(path: Path, name: str, body: Any) -> None:
    """Write `body` if it fits its schema. A misfit is a bug of ours, never a file."""
    if wrong := faults(name, body):
        raise HarnessError(f"{name} does not fit its schema: {wrong[0]}", str(path), "please report this")
    write_json(path, body)


def write_schemas(folder: Path) -> None:
    for name in NAMES:
        text = files("harness.publish.schemas").joinpath(f"{name}.schema.json").read_bytes()
        write_bytes(folder / f"{name}.schema.json", text)
