"""`harness site`: the public pages of a board, in Chinese and English, from the files of the results folder."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from harness.commands.assemble import plan_of, tasks_of
from harness.commands.catalogue import catalogue_of
from harness.commands.evidence import items_of
from harness.commands.runs import config_of, current_form
from harness.errors import UsageError
from harness.publish.board import Run, runs_of, same_scoring
from harness.publish.site.build import Built, build
from harness.publish.site.inputs import read_inputs
from harness.publish.site.past import releases_before


def run(args: argparse.Namespace) -> int:
    results = Path(args.results)
    if not (results / "leaderboard.json").exists():
        raise UsageError(
            "no board to publish", str(results), "run `harness eval` first, or give --results <folder>"
        )
    form_id = current_form(results, args.form)
    gates = Path(args.gates) if args.gates else None
    inputs = read_inputs(results, form_id, catalogue(results, form_id, args.allow_package), gates)
    inputs = replace(inputs, releases=releases_before(results / "releases"))
    if args.items:
        inputs = replace(inputs, items=items(results, form_id, args.allow_package))
    built = build(inputs, Path(args.out) if args.out else results / "site", args.base_url)
    report(built, args.json)
    return 0


def catalogue(results: Path, form_id: str, allow: list[str]) -> dict[str, Any]:
    """The tasks of a form in words, as its newest run was configured. UsageError when the form has no run here."""
    return catalogue_of(tasks_of(config_of(newest(results, form_id), results), allow))


def newest(results: Path, form_id: str) -> Run:
    """The run that ended last."""
    runs = runs_of(results, form_id)
    if not runs:
        raise UsageError("no complete run of this form", str(results / "runs"), "run `harness eval` first")
    return max(runs, key=lambda run: str(run.manifest["ended"]))


def items(results: Path, form_id: str, allow: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Public items with the answers of the board's runs. UsageError when the tasks have changed since."""
    plan, _ = plan_of(config_of(newest(results, form_id), results), allow)
    if plan.form_id != form_id:
        fix = "check out the commit named in the runs' manifests, or leave --items out"
        raise UsageError("the tasks have changed since these runs", "--items", fix)
    return items_of(results, plan, same_scoring(runs_of(results, form_id)))


def report(built: Built, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"site": str(built.out), "pages": built.pages, "bytes": built.size}))
        return
    print(f"{built.pages} pages, {built.size / 2**20:.1f} MiB: {built.out}")
    print(
        f"open {(built.out / 'index.html').resolve().as_uri()} in a browser, or put the folder on any web server"
    )
