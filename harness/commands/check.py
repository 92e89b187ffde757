"""`harness check <model>`: every reason for refusal at once, running nothing of the model. Exit 3 if there is one."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from omegaconf import OmegaConf

from harness.commands.assemble import spec_of
from harness.config.compose import CONFIGS, composed
from harness.errors import OK, REFUSED
from harness.publish.table import harmless


def run(args: argparse.Namespace) -> int:
    known = (CONFIGS / "model" / f"{args.model}.yaml").exists() and not Path(args.model).exists()
    cfg = composed([f"model={args.model}" if known else "model=hf", *args.overrides])
    # The source is set here and not as an override: a path may hold quotes, commas and brackets.
    node = {**cfg.model} if known else {**OmegaConf.to_container(cfg.model), "source": args.model}  # type: ignore[dict-item]
    problems = spec_of(node, "model", Path(cfg.results), args.allow_package).problems()
    if args.json:
        print(
            json.dumps({"model": args.model, "problems": [asdict(p) for p in problems]}, ensure_ascii=False)
        )
    elif problems:
        print(f"{harmless(args.model)}: {len(problems)} reason{'s' if len(problems) > 1 else ''} for refusal")
        for p in problems:
            what, where, fix = (harmless(part, 300) for part in (p.what, p.where, p.fix))
            print(f"- {what}\n    where: {where}\n    fix: {fix}")
    else:
        print(f"{harmless(args.model)}: nothing speaks against weighing it")
    return REFUSED if problems else OK
