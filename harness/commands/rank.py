"""`harness rank`: the board of a form again, from entries and scores on disk. No model, nothing asked."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from harness.commands.assemble import runners_of
from harness.commands.runs import config_of, current_form
from harness.errors import UsageError
from harness.publish.board import board, runs_of, write_board
from harness.publish.table import print_board


def run(args: argparse.Namespace) -> int:
    results = Path(args.results)
    form_id = current_form(results, args.form)
    runs = runs_of(results, form_id)
    if not runs:
        raise UsageError("no complete run of this form", str(results / "runs"), "run `harness eval` first")
    body, pairs = board(results, form_id, runners_of(config_of(runs[0], results), args.allow_package))  # type: ignore[arg-type]
    write_board(results, body, pairs)
    if args.json:
        print(json.dumps(body, ensure_ascii=False))
    else:
        print_board(body)
    return 0
