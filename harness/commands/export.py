"""`harness export eee|hf|croissant --out <folder>`: results in the formats of others, from runs or from a release.

Items go along only where their split is public: what was asked in a ranked round stays secret.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from harness.commands.assemble import plan_of
from harness.commands.runs import config_of, current_form
from harness.commands.show import evidence
from harness.errors import OK, UsageError
from harness.publish.board import Run, runs_of, same_scoring
from harness.publish.exports import eee, hf
from harness.run.plan import Plan
from harness.run.tables import read_rows
from harness.store.files import read_json, write_bytes
from harness.store.journal import Journal

PUBLIC = ("dev", "train")


def run(args: argparse.Namespace) -> int:
    files = WRITERS[args.format](args)
    for path, held in files.items():
        write_bytes(Path(args.out) / path, held)
    size = sum(map(len, files.values()))
    body = {"out": args.out, "format": args.format, "files": sorted(files), "bytes": size}
    words = f"{args.out}: {len(files)} files, {size:,} bytes ({args.format})"
    print(json.dumps(body, ensure_ascii=False) if args.json else words)
    return OK


def chosen(args: argparse.Namespace) -> tuple[list[Run], Mapping[str, Any]]:
    """The runs of one form, scored by one code, and their plan's body."""
    results = Path(args.results)
    form_id = current_form(results, args.form)
    found = runs_of(results, form_id)
    if not found:
        raise UsageError("no complete run of this form", str(results / "runs"), "run `harness eval` first")
    return same_scoring(found), read_json(found[0].folder / "plan.json", "plan")


def to_eee(args: argparse.Namespace) -> dict[str, bytes]:
    runs, plan = chosen(args)
    asked: Plan | None = None
    if args.items and plan["split"] not in PUBLIC:
        raise UsageError("the items of this split are secret", "--items", "export without --items")
    if args.items:
        asked, _ = plan_of(config_of(runs[0], Path(args.results)), args.allow_package)
        if asked.form_id != plan["form_id"]:
            fix = "check out the commit named in the runs' manifests, or export without --items"
            raise UsageError("the tasks have changed since these runs", str(args.results), fix)
    out: dict[str, bytes] = {}
    for run in runs:
        found = evidence_of(asked, run, Path(args.results)) if asked else ()
        out |= eee.record(run, plan["suite"], plan["split"], found).files()
    return out


def evidence_of(plan: Plan, run: Run, results: Path) -> Iterator[dict[str, Any]]:
    """What is known of each sheet that makes up accuracy: clean, without shots, asked once. Unscored ones stay out."""
    rows = {row.sheet: row for row in read_rows(run.folder / "scores.parquet")}
    journal = Journal(results / "answers" / run.answerer)
    for sheet in plan.sheets:
        row = rows[sheet.sheet_id]
        if row.group == "clean" and not row.shots and not row.replicate and row.value is not None:
            more = {"task": row.task, "lang": row.lang, "value": row.value}
            yield {**evidence(plan, sheet, row, journal), **more}


def to_hf(args: argparse.Namespace) -> dict[str, bytes]:
    if not args.dataset:
        fix = "write --dataset owner/name"
        raise UsageError("which dataset repository on the hub defines this benchmark?", "--dataset", fix)
    runs, plan = chosen(args)
    about = hf.Benchmark(args.dataset, plan["suite"], plan["split"], args.source)
    return {path: body for run in runs for path, body in hf.files(run, about, args.model_index).items()}


def to_croissant(args: argparse.Namespace) -> dict[str, bytes]:
    """A release carries its metadata; a copy of it leaves here."""
    if not args.release:
        raise UsageError("which release?", "--release", "write --release results/releases/<date>")
    path = Path(args.release) / "croissant.json"
    read_json(path, "Croissant metadata of a release")
    return {"croissant.json": path.read_bytes()}


WRITERS: Mapping[str, Callable[[argparse.Namespace], dict[str, bytes]]] = {
    "eee": to_eee, "hf": to_hf, "croissant": to_croissant,
}  # fmt: skip
