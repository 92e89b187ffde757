"""`harness rescore`: score and reduce every complete run of a form again from the journal, then rank.

What a changed extractor, metric or estimator needs: the new entry stands beside the old one, nothing is asked.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from harness.commands.assemble import job_of
from harness.commands.eval import new_board
from harness.config.compose import composed
from harness.errors import UsageError
from harness.publish.board import runs_of
from harness.publish.table import print_board
from harness.run.pipeline import rescore


def run(args: argparse.Namespace) -> int:
    cfg = composed(args.overrides)
    job = job_of(cfg, args.allow_package)
    runs = runs_of(Path(cfg.results), job.plan.form_id)
    if not runs:
        fix = "give the same suite=, size= and seed= as the run had"
        raise UsageError("no complete run of this form", f"{cfg.results}/runs", fix)
    for found in runs:
        rescore(job, found.folder)
    body = new_board(job)
    if args.json:
        print(json.dumps({"scoring_id": job.scoring_id, "runs": [r.folder.name for r in runs]}))
    else:
        print_board(body)
    return 0
