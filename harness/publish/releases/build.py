"""A release: one dated folder with everything that was live on that day, and nothing that changes by itself.

`files_of` is a pure function of the results folder, the previous release and the pages built from them; `write` puts
it down whole or not at all. A date that was released stays as it was.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date as Date
from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.publish.board import Run, runs_of, same_scoring
from harness.publish.exports.croissant import croissant
from harness.publish.exports.names import component
from harness.publish.releases import changes, manifest, sheets
from harness.publish.releases.cite import citations
from harness.publish.schema import NAMES, faults, schema
from harness.run.tables import read_rows
from harness.store.files import json_bytes, read_json, sync_folder, write_bytes, writing
from harness.types import digest

README = """# Heng leaderboard, release {date} 衡排行榜 {date} 版

Suite {suite}, {split} split. {notice}

| file | what it holds |
|---|---|
| leaderboard.json | the board: every estimate with interval, method, counts; ranges of places |
| leaderboard.csv, parts.csv | the same as tables: one row a model; one row a model and part |
| pairs.json | every two models compared on the sheets both answered, where there are two |
| scores.parquet | one verdict a model and sheet: every estimate can be computed again from it |
| entries/ | each model's entry and efficiency, as its run wrote them |
| schema/ | JSON Schemas of the above |
| site/, print/ | the pages, and the same as one PDF a language, where this release was made with them |
| diff.json, changes.md | what changed since the previous release, or why that is not said |
| croissant.json | Croissant metadata of the data files |
| cite/ | how to cite this release |
| manifest.json | SHA-256 and size of every file, and the content hash of all |

Check it: `harness release --verify <this folder>`.
"""


def parsed(date: str) -> str:
    """`date` if it is a day of the calendar. UsageError otherwise."""
    try:
        if Date.fromisoformat(date).isoformat() == date:
            return date
    except ValueError:
        pass
    raise UsageError(f"'{date}' is not a date", "--date", "write it as 2026-11-22")


def previous_of(releases: Path, date: str) -> tuple[str, Mapping[str, Any]] | None:
    """Date and board of the newest release before `date`."""
    dates = sorted(p.parent.name for p in releases.glob("????-??-??/manifest.json") if p.parent.name < date)
    return (dates[-1], read_json(releases / dates[-1] / "leaderboard.json", "leaderboard")) if dates else None


def shown_runs(results: Path, board: Mapping[str, Any]) -> list[Run]:
    """The runs a board shows, in its order, each checked to be what the board was made from."""
    entries = board["entries"]
    if not entries:
        raise UsageError(
            "the leaderboard has no entries", str(results / "leaderboard.json"), "run `harness eval`"
        )
    found = runs_of(results, board["form"]["form_id"])
    runs = (
        {run.answerer: run for run in same_scoring(found, entries[0]["provenance"]["scoring_id"])}
        if found
        else {}
    )
    for entry in entries:
        who = entry["provenance"]
        run = runs.get(who["answerer_id"])
        if run is None or not run.entry["scores_sha256"] == who["scores_sha256"] == scores_digest(run):
            what = f"the run behind '{entry['model']['name']}' is missing or has changed"
            raise UsageError(what, str(results / "runs"), "run `harness rank` to make the board anew")
    return [runs[entry["provenance"]["answerer_id"]] for entry in entries]


def scores_digest(run: Run) -> str:
    """What `scores.parquet` holds, as the entry records it."""
    return digest(
        [asdict(row) for row in sorted(read_rows(run.folder / "scores.parquet"), key=lambda r: r.sheet)]
    )


def files_of(
    results: Path, date: str, releases: Path, pages: Mapping[str, bytes], url: str = ""
) -> dict[str, bytes]:
    """Path to content of a release, manifest included. `pages`: what stands under `site/` and `print/`.

    UsageError when the leaderboard is missing, does not fit its schema, or does not agree with the runs.
    """
    path = results / "leaderboard.json"
    board = read_json(path, "leaderboard")
    if wrong := faults("leaderboard", board):
        raise UsageError(
            f"the leaderboard does not fit its schema: {wrong[0]}", str(path), "run `harness rank`"
        )
    runs, form = shown_runs(results, board), board["form"]
    files = {**tables(board, runs), **entries(runs), **paired(results, form), **schemas(), **pages}
    before = previous_of(releases, date)
    diff = changes.difference(before[1] if before else None, board, before[0] if before else "")
    files |= {"diff.json": json_bytes(diff), "changes.md": changes.in_markdown(date, diff).encode()}
    about = {key: form[key] for key in ("suite", "split", "notice")}
    files["README.md"] = README.format(date=date, **about).encode()
    columns = {
        "leaderboard.csv": of_rows(sheets.board_rows(board)),
        "scores.parquet": sheets.scores_columns(),
    }
    meta = croissant(date, form["suite"], form["split"], manifest.listed(files), columns)
    files["croissant.json"] = json_bytes(meta)
    held = manifest.content_hash(manifest.listed(files))
    files |= citations(date, form["suite"], form["split"], held, url)
    files[manifest.NAME] = json_bytes(manifest.manifest(date, board, files))
    return files


def tables(board: Mapping[str, Any], runs: Sequence[Run]) -> dict[str, bytes]:
    """The board and the verdicts behind it."""
    return {
        "leaderboard.json": json_bytes(board),
        "leaderboard.csv": sheets.as_csv(sheets.board_rows(board)),
        "parts.csv": sheets.as_csv(sheets.part_rows(board)),
        "scores.parquet": sheets.scores_table(runs, secret=board["form"]["split"] == "test"),
    }


def entries(runs: Sequence[Run]) -> dict[str, bytes]:
    """Each entry and its efficiency. Manifests of runs stay at home: they hold paths of the machine."""
    out = {}
    for run in runs:
        home = f"entries/{component(run.answerer)}"
        out[f"{home}/entry.json"] = json_bytes(run.entry)
        out[f"{home}/efficiency.json"] = json_bytes(run.efficiency)
    return out


def paired(results: Path, form: Mapping[str, Any]) -> dict[str, bytes]:
    """The paired comparisons beside the board, where they are at hand."""
    path = results / "boards" / f"{form['form_id']}.pairs.json"
    return {"pairs.json": path.read_bytes()} if path.exists() else {}


def schemas() -> dict[str, bytes]:
    return {f"schema/{name}.schema.json": json_bytes(schema(name)) for name in NAMES}


def of_rows(rows: Sequence[Mapping[str, sheets.Cell]]) -> dict[str, str]:
    """Column to kind, by the first row that has a value there; text where none has."""
    kinds = {
        name: next((type(r[name]).__name__ for r in rows if r[name] is not None), "str") for name in rows[0]
    }
    return {name: kind if kind in ("int", "float") else "str" for name, kind in kinds.items()}


def write(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Put a release down; False if it stands there already, the same. UsageError if it stands there otherwise."""
    if folder.exists():
        new = manifest.content_hash(manifest.listed({p: b for p, b in files.items() if p != manifest.NAME}))
        held = read_json(folder / manifest.NAME, "manifest of a release")
        if held["content_sha256"] == new and not manifest.faults(folder):
            return False
        fix = "choose another --date; a published release is never changed"
        raise UsageError(f"release {folder.name} is there with other content", str(folder), fix)
    temp = folder.with_name(f".{folder.name}.{os.getpid()}.tmp")
    try:
        for path, body in files.items():
            write_bytes(temp / path, body)
        with writing(folder):
            temp.rename(folder)
    finally:
        shutil.rmtree(temp, ignore_errors=True)
    sync_folder(folder.parent)
    return True
