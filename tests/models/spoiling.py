"""Ways of taking a checkpoint apart, and of asking what the examiner says to it."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

from making import change_json

from harness.models.checkpoint import Checkpoint, examine

WEIGHTS = "model.safetensors"


def passed(folder: Path) -> Checkpoint:
    checkpoint, problems = examine(folder)
    assert checkpoint is not None, problems
    assert problems == []
    return checkpoint


def reasons(folder: Path) -> list[str]:
    checkpoint, problems = examine(folder)
    assert (checkpoint is None) == bool(problems)
    return [problem.what for problem in problems]


def header_of(path: Path) -> tuple[dict[str, Any], bytes]:
    raw = path.read_bytes()
    (length,) = struct.unpack("<Q", raw[:8])
    return json.loads(raw[8 : 8 + length]), raw[8 + length :]


def write_header(path: Path, header: dict[str, Any] | str, body: bytes) -> None:
    text = header if isinstance(header, str) else json.dumps(header)
    path.write_bytes(struct.pack("<Q", len(text.encode())) + text.encode() + body)


def shard(folder: Path) -> None:
    """Split the weights in two files and an index."""
    from safetensors.torch import load_file, save_file

    held = load_file(folder / WEIGHTS)
    (folder / WEIGHTS).unlink()
    names = sorted(held)
    parts = {"part-1.safetensors": names[::2], "part-2.safetensors": names[1::2]}
    for file, own in parts.items():
        save_file({name: held[name] for name in own}, folder / file, metadata={"format": "pt"})
    table = {name: file for file, own in parts.items() for name in own}
    change_json(folder / "model.safetensors.index.json", weight_map=table)
