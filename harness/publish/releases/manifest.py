"""The manifest of a release: digest and size of every file, one content hash over the list, and its check.

The content hash is SHA-256 over the lines `<sha256>  <path>\\n` in order of their paths: what, inside the folder,
`find * -type f ! -path 'cite/*' ! -path 'print/*' ! -path manifest.json | LC_ALL=C sort | xargs -d '\\n' sha256sum |
sha256sum` prints. Files under `cite/` quote it, and those under `print/` show `site/` through some browser's version,
so both are listed with their own digests and are not part of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.store.files import read_json

NAME = "manifest.json"
#: What is not in the content hash.
DERIVED = ("cite/", "print/")


def listed(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """`path`, `bytes` and `sha256` of each file, in order of the paths' bytes."""
    return [
        {"path": path, "bytes": len(files[path]), "sha256": hashlib.sha256(files[path]).hexdigest()}
        for path in sorted(files, key=str.encode)
    ]


def content_hash(found: Sequence[Mapping[str, Any]]) -> str:
    """Over a list in order of its paths, without what is derived from it."""
    text = "".join(
        f"{one['sha256']}  {one['path']}\n" for one in found if not one["path"].startswith(DERIVED)
    )
    return hashlib.sha256(text.encode()).hexdigest()


def manifest(date: str, board: Mapping[str, Any], files: Mapping[str, bytes]) -> dict[str, Any]:
    """Body of `manifest.json`; the form and the code that scored are named for those who read nothing else."""
    found = listed(files)
    return {
        "schema_version": "1.0",
        "date": date,
        "form": board["form"],
        "policy": board["policy"],
        "scoring_id": board["entries"][0]["provenance"]["scoring_id"] if board["entries"] else "",
        "content_sha256": content_hash(found),
        "files": found,
    }


def on_disk(folder: Path) -> dict[str, bytes]:
    """Every file of a release but the manifest, by its path in it."""
    paths = (p for p in folder.rglob("*") if (p.is_file() or p.is_symlink()) and p != folder / NAME)
    return {p.relative_to(folder).as_posix(): p.read_bytes() if p.is_file() else b"" for p in paths}


def faults(folder: Path) -> list[str]:
    """What no longer is as it was released, one sentence each; empty when all is.

    UsageError when the folder is no release.
    """
    body = read_json(folder / NAME, "manifest of a release")
    if not isinstance(body, dict) or not {"files", "content_sha256"} <= set(body):
        raise UsageError(
            "this manifest is not one of a release", str(folder / NAME), "name a release's folder"
        )
    said = {one["path"]: one for one in body["files"]}
    held = {one["path"]: one for one in listed(on_disk(folder))}
    out = [f"{path}: missing" for path in sorted(said.keys() - held.keys())]
    out += [f"{path}: was not released" for path in sorted(held.keys() - said.keys())]
    for path in sorted(said.keys() & held.keys()):
        if held[path]["sha256"] != said[path]["sha256"]:
            out.append(f"{path}: changed ({said[path]['bytes']} bytes released, {held[path]['bytes']} now)")
    if content_hash(body["files"]) != body["content_sha256"]:
        out.append(f"{NAME}: its content hash is not that of its own list")
    return out
