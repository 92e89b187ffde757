"""The documents beside the pages: each as JSON for people and programs, those that scripts read also as `.js`.

Pages opened from a folder may not fetch, but may load a script: `window.HENG_<NAME> = ...` is the same JSON.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from harness.publish.schema import write_schemas
from harness.publish.site.pages import item_pages
from harness.publish.site.pairing import shards
from harness.publish.site.views import Board
from harness.store.files import json_bytes, write_bytes


@dataclass(frozen=True)
class Published:
    """One file of the data folder."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Shelf:
    """The data folder, for the page that lists it. `digest` names the board's bytes."""

    files: Sequence[Published]
    digest: str


def published_data(board: Board, folder: Path) -> Shelf:
    """Write every document; the list of what was written."""
    found = [put(folder, name, json_bytes(body)) for name, body in documents(board).items()]
    write_schemas(folder / "schema")
    for path in sorted((folder / "schema").glob("*.json")):
        found.append(
            Published(f"schema/{path.name}", path.stat().st_size, sha256(path.read_bytes()).hexdigest())
        )
    scripts(board, folder)
    write_bytes(folder / "index.json", json_bytes({"files": [asdict(f) for f in found]}))
    return Shelf(found, next(f.sha256 for f in found if f.path == "leaderboard.json"))


def documents(board: Board) -> dict[str, Any]:
    """Every JSON document by its path in `data/`."""
    inputs = board.inputs
    out: dict[str, Any] = {
        "leaderboard.json": inputs.board,
        "catalogue.json": inputs.catalogue,
        "gates.json": inputs.gates,
    }
    if inputs.statistics["tasks"]:
        out["statistics.json"] = inputs.statistics
    if inputs.releases:
        out["releases.json"] = list(inputs.releases)
    if inputs.pairs is not None:
        out["pairs.json"] = inputs.pairs
    out |= {f"boards/{body['form']['form_id'][:12]}.json": body for body in inputs.others}
    out |= {page.context["file"]: page.context["items"] for page in item_pages(board)}
    return out | {m.run_file: m.run for m in board.models if m.run}


def put(folder: Path, name: str, body: bytes) -> Published:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return Published(name, len(body), sha256(body).hexdigest())


def scripts(board: Board, folder: Path) -> None:
    """What pages load when two models are picked: the order of the board, and one file a model."""
    put(folder, "models.js", as_script("HENG_MODELS", [m.slug for m in board.models]))
    for slug, body in shards(board):
        text = as_script(f"HENG_PAIRS[{compact(slug)}]", body)
        put(folder, f"pairs/{slug}.js", b"window.HENG_PAIRS = window.HENG_PAIRS || {};\n" + text)


def as_script(name: str, body: Any) -> bytes:
    """`window.NAME = ...;`"""
    return f"window.{name} = {compact(body)};\n".encode()


def compact(body: Any) -> str:
    """JSON that may stand in a script of any age: ASCII only, short numbers."""
    return json.dumps(body, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
