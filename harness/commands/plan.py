"""`harness plan`: what would be asked, and what it could tell apart. Loads no weights and asks nothing."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from harness.commands.assemble import plan_of, spec_of
from harness.config.compose import composed
from harness.models.hf import HF
from harness.run.cost import as_json, cost
from harness.run.plan import Plan
from harness.stats.power import Planned, power_of


def run(args: argparse.Namespace) -> int:
    cfg = composed(args.overrides)
    plan, _ = plan_of(cfg, args.allow_package)
    body = summary(plan)
    spec = spec_of(cfg.model, "model", Path(cfg.results), args.allow_package)
    if isinstance(spec, HF):
        body["cost"] = as_json(cost(plan, spec))
    if args.json:
        print(json.dumps(body, ensure_ascii=False, sort_keys=True))
    else:
        show(body)
    return 0


def summary(plan: Plan) -> dict[str, Any]:
    """Counts, half-width and minimum detectable difference, and the size of the prompts."""
    planned = [
        Planned(task.domain, task.id, family.kind, count, plan.form.chances[name])
        for name, (task, family, count) in plan.form.families.items()
    ]
    power = power_of(planned)
    lengths = sorted(sum(len(m.content) for m in r.messages) for r in plan.requests.values())
    tiers: dict[str, int] = {}
    for task, _, count in plan.form.families.values():
        tiers[task.tier] = tiers.get(task.tier, 0) + count
    return {
        "form_id": plan.form_id,
        "suite": plan.form.suite,
        "size": plan.form.size,
        "split": plan.form.source.split,
        **plan.counts(),
        "items_by_tier": dict(sorted(tiers.items())),
        "half_width": power.half_width,
        "minimum_detectable_difference": power.detectable,
        "characters": {"total": sum(lengths), "median": lengths[len(lengths) // 2], "longest": lengths[-1]},
    }


def show(body: dict[str, Any]) -> None:
    table = Table(title=f"plan: {body['suite']} · {body['size']} · {body['split']} split", show_header=False)
    table.add_column("what")
    table.add_column("figure", justify="right")
    for key in ("tasks", "families", "items", "sheets", "requests"):
        table.add_row(key, f"{body[key]:,}")
    for name, count in sorted(body["requests_by_kind"].items()):
        table.add_row(f"  requests to {name}", f"{count:,}")
    for name, count in body["sheets_by_runner"].items():
        table.add_row(f"  sheets for {name}", f"{count:,}")
    for name, count in body["items_by_tier"].items():
        table.add_row(f"items of {name} tier", f"{count:,}")
    table.add_row("expected half-width of accuracy (95 %)", f"±{100 * body['half_width']:.1f} points")
    table.add_row(
        "smallest difference found (80 % power)", f"{100 * body['minimum_detectable_difference']:.1f} points"
    )
    characters = body["characters"]
    table.add_row(
        "prompt characters: median / longest", f"{characters['median']:,} / {characters['longest']:,}"
    )
    if found := body.get("cost"):
        gib = 2**30
        if "reason" in found:
            table.add_row("model", found["reason"])
        else:
            table.add_row(
                "memory needed / free",
                f"{found['memory_bytes'] / gib:.1f} / {found['memory_available'] / gib:.1f} GiB",
            )
            table.add_row("tokens, prompts and budgets", f"{found['tokens']:,}")
            table.add_row("time, at the full matmul rate", f"at least {found['seconds_at_least']:.0f} s")
    table.add_row("form", body["form_id"][:16])
    Console().print(table)
