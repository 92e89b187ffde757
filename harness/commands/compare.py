"""`harness compare A B`: paired differences of two models on one form, by dimension, with intervals."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from harness.commands.assemble import runners_of
from harness.commands.runs import config_of, current_form, find_run
from harness.errors import UsageError
from harness.publish.table import SCALE, TITLES, harmless
from harness.run.reduce import estimate_json
from harness.run.tables import read_rows


def run(args: argparse.Namespace) -> int:
    results = Path(args.results)
    form_id = "" if Path(args.first).is_dir() else current_form(results)
    first, second = (find_run(results, name, form_id) for name in (args.first, args.second))
    if first.entry["form_id"] != second.entry["form_id"]:
        raise UsageError("the two runs are of different forms", args.second, "compare runs of one form")
    rows = [read_rows(r.folder / "scores.parquet") for r in (first, second)]
    body: dict[str, Any] = {"first": first.name, "second": second.name, "form_id": first.entry["form_id"]}
    for name, runner in runners_of(config_of(first, results), args.allow_package).items():
        found = runner.compare(*rows)  # type: ignore[attr-defined]
        body[name] = {
            "difference": estimate_json(found.difference),
            "p": found.p,
            "only_first": found.only_first,
            "only_second": found.only_second,
        }
    if args.json:
        print(json.dumps(body, ensure_ascii=False))
    else:
        show(body)
    return 0


def show(body: dict[str, Any]) -> None:
    title = f"{harmless(body['first'])} minus {harmless(body['second'])}, paired by sheet"
    table = Table(title=Text(title))
    for column in ("Dimension", "Difference [95 %]", "p", "items only one got right"):
        table.add_column(column)
    for name, title in TITLES.items():
        if name not in body:
            continue
        found, scale = body[name], SCALE.get(name, 1.0)
        e = found["difference"]
        text = e.get("reason", "")
        if e["value"] is not None:
            text = f"{scale * e['value']:+.1f} [{scale * e['low']:+.1f}, {scale * e['high']:+.1f}]"
        only = f"{found['only_first']} / {found['only_second']}" if name == "accuracy" else ""
        table.add_row(*map(Text, (title, text, f"{found['p']:.3g}", only)))
    Console().print(table)
