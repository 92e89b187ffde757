"""`harness task-pages`: the page of every configured task, made from its code. Asks no model."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from omegaconf import DictConfig, OmegaConf

from harness.commands.assemble import able
from harness.config.build import build
from harness.config.compose import CONFIGS
from harness.draw import Source
from harness.errors import OK, UsageError
from harness.form import Form
from harness.kit import Task
from harness.publish.task_pages import pages, write_pages
from harness.run.plan import CHANCE_DRAWS, with_chances


def run(args: argparse.Namespace) -> int:
    out = Path(args.out)
    if out.exists() and not out.is_dir():
        raise UsageError("a file stands where the folder is to be", str(out), "give --out another name")
    tasks = configured(args.allow_package)
    form = Form("pages", "", Source("dev"), tuple((task, 1) for task in tasks))
    form = with_chances(form, Path("results") / "cache" / "chances.json")
    made = pages(tasks, form.chances, CHANCE_DRAWS)
    changed = write_pages(out, made)
    body = {"out": str(out), "pages": len(made), "changed": changed}
    print(json.dumps(body, ensure_ascii=False, sort_keys=True) if args.json else in_words(body, changed))
    return OK


def configured(allow: list[str]) -> list[Task]:
    """Every task that a file of configs/task names, by id; whether a suite lists it or not."""
    found = []
    for path in sorted((CONFIGS / "task").rglob("*.yaml")):
        where = path.relative_to(CONFIGS).as_posix()
        config = OmegaConf.load(path)
        if not isinstance(config, DictConfig) or "task" not in config:
            raise UsageError("a task file without `task`", where, "write `task: {_target_: ...}`")
        found.append(able(build(config.task, where, allow), where, "families"))
    return sorted(found, key=lambda task: str(task.id))


def in_words(body: dict[str, object], changed: list[str]) -> str:
    return "\n".join(
        [f"{body['out']}: {body['pages']} pages, {len(changed)} changed", *(f"  {x}" for x in changed)]
    )
