"""`harness eval`: weigh the reference models and the model that was asked for, then write the board.

References come first, and only for what their journals lack, so every model stands beside them on one form.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from omegaconf import DictConfig

from harness.commands.assemble import job_of, reference_spec, spec_of
from harness.commands.progress import Terminal
from harness.config.compose import composed, points
from harness.errors import OK, PARTIAL, EnvironmentProblem, HarnessError, ModelRefused, UsageError
from harness.publish.board import board, write_board
from harness.publish.table import print_board
from harness.run.pipeline import Job, Weighed, weigh
from harness.types import ModelSpec


def run(args: argparse.Namespace) -> int:
    """One run, or every point of a sweep; a point that cannot run does not stop the others. The worst code wins."""
    worst = OK
    sweep = points(args.overrides, args.multirun)
    configs = [composed(point) for point in sweep]
    for point, cfg in zip(sweep, configs, strict=True):
        try:
            worst = max(worst, one(cfg, args))
        except (ModelRefused, UsageError, EnvironmentProblem) as err:
            if len(sweep) == 1:
                raise
            print_refusal(point, err)
            worst = max(worst, err.exit_code)
    return worst


def one(cfg: DictConfig, args: argparse.Namespace) -> int:
    """Weigh one model on one suite."""
    allow: Sequence[str] = args.allow_package
    spec = spec_of(cfg.model, "model", Path(cfg.results), allow)
    if problems := spec.problems():
        raise ModelRefused(str(cfg.model.get("source") or cfg.model.get("name") or "model"), problems)
    job = job_of(cfg, allow, timing=not args.no_timing, retime=args.retime)
    with Terminal() as terminal:
        specs = prepared(cfg, spec, allow, terminal, timed=job.efficiency is not None)
        pinned = specs.get(job.hardware.reference)
        found = [weigh(job, s, pinned, terminal) for s in specs.values()]
    if job.shard:
        terminal.say(f"shard {job.shard} done; when all shards are, run the same command without shard=")
        return OK
    body = new_board(job)
    report(job, found, body, args.json)
    return max(w.exit_code for w in found)


def prepared(
    cfg: DictConfig, spec: ModelSpec, allow: Sequence[str], terminal: Terminal, *, timed: bool
) -> dict[str, ModelSpec]:
    """References by name, then the model itself unless it is one of them; recipes are made now.

    The class's pinned reference is among them only where a timing session needs it.
    """
    wanted: dict[str, ModelSpec] = {name: reference_spec(name, cfg, allow) for name in cfg.references}
    if spec not in wanted.values():
        wanted["candidate"] = spec
    if timed and cfg.hardware.reference not in wanted:
        wanted = {cfg.hardware.reference: reference_spec(cfg.hardware.reference, cfg, allow), **wanted}
    return {name: made(name, s, terminal) for name, s in wanted.items()}


def made(name: str, spec: ModelSpec, terminal: Terminal) -> ModelSpec:
    """A recipe's checkpoint (trained here the first time); anything else as it is."""
    checkpoint = getattr(spec, "checkpoint", None)
    if checkpoint is None:
        return spec
    found: ModelSpec = checkpoint(terminal.training(name))
    return found


def new_board(job: Job) -> dict[str, Any]:
    """The board of this form, written; also the newest leaderboard."""
    body, pairs = board(job.results, job.plan.form_id, job.runners, job.scoring_id)  # type: ignore[arg-type]
    write_board(job.results, body, pairs)
    return body


def report(job: Job, found: Sequence[Weighed], body: dict[str, Any], as_json: bool) -> None:
    """The table, or one JSON object with where everything is."""
    path = job.results / "leaderboard.json"
    if as_json:
        runs = [{"folder": str(w.folder), "status": w.entry["status"] if w.entry else ""} for w in found]
        print(json.dumps({"leaderboard": str(path), "form_id": job.plan.form_id, "runs": runs}))
        return
    print_board(body)
    print(f"leaderboard: {path}")
    for w in found:
        if w.exit_code == PARTIAL:
            reason = next(iter(w.executed.refused.values()), "")
            print(
                f"partial and unranked: {w.folder.name}: {len(w.executed.refused)} requests unscored: {reason}"
            )


def print_refusal(point: Sequence[str], err: HarnessError) -> None:
    Terminal().say(f"{' '.join(point)}: {err}")
