"""`harness export-dataset <suite> --out <folder>`: the items of a suite as a dataset for others to use.

Only public splits leave the house this way. Asks no model; needs the extra `datasets`.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import cast, get_args

from harness.commands.assemble import tasks_of
from harness.commands.progress import Terminal
from harness.config.compose import CONFIGS, composed
from harness.draw import Source
from harness.errors import OK, EnvironmentProblem, UsageError, did_you_mean
from harness.form import Form
from harness.publish.rows import Exported, rows
from harness.types import LANGS, Lang, Split

PUBLIC = ("dev", "train")


def run(args: argparse.Namespace) -> int:
    if find_spec("datasets") is None:
        fix = "pip install 'heng-harness[datasets]'"
        raise EnvironmentProblem("`datasets` is not installed", "harness export-dataset", fix)
    form, langs = form_of(args), langs_of(args.lang)
    from harness.publish.dataset import check_folder, files_of, write_folder

    out = Path(args.out)
    check_folder(out, args.overwrite)
    began = time.perf_counter()
    with Terminal() as terminal:
        count = terminal.drawing(form.suite, len(langs) * sum(n for *_, n in form.families.values()))
        made = []
        for row in rows(form, langs):
            made.append(row)
            count(1)
        drawn = time.perf_counter() - began
        terminal.say(f"writing {len(made)} rows to {out}")
        files = files_of(made, described(form, langs, args))
    try:
        write_folder(out, files)
    except EnvironmentProblem as err:
        fix = err.fix.replace("results=<folder>", "--out <folder>")
        raise EnvironmentProblem(err.what, err.where, fix) from None
    body = {
        "out": str(out), "split": form.source.split, "items": len(form.items), "rows": len(made),
        "files": {name: len(held) for name, held in files.items()}, "seconds_drawing_and_rendering": round(drawn, 3),
        "seconds": round(time.perf_counter() - began, 3),
    }  # fmt: skip
    print(json.dumps(body, ensure_ascii=False, sort_keys=True) if args.json else in_words(body))
    return OK


def form_of(args: argparse.Namespace) -> Form:
    """The form to draw. UsageError for the secret split, an unknown suite, size, split or language."""
    if not re.fullmatch(r"[\w-]+", args.suite):
        known = [path.stem for path in (CONFIGS / "suite").glob("*.yaml")]
        raise UsageError(
            f"unknown suite '{args.suite}'", "harness export-dataset", did_you_mean(args.suite, known)
        )
    cfg = composed([f"suite={args.suite}", f"size={args.size}", *args.overrides])
    split = args.split or cfg.split
    if split == "test":
        fix = "export --split dev or --split train"
        raise UsageError("the test split of a round is secret and is never exported", "--split test", fix)
    if split not in PUBLIC:
        raise UsageError(f"unknown split '{split}'", "--split", did_you_mean(split, PUBLIC))
    tasks = tasks_of(cfg, args.allow_package)
    if not tasks:
        raise UsageError("the suite has no tasks", f"suite={args.suite}", "add tasks to configs/suite")
    form = Form(cfg.suite, cfg.size.name, Source(cast(Split, split), int(cfg.seed)), tasks)
    if args.items is None:
        return form
    if args.items < 1:
        raise UsageError(f"--items must be at least 1, not {args.items}", "--items", "ask for some")
    return replace(form, tasks=tuple((task, args.items) for task, _ in tasks))


def langs_of(said: str) -> tuple[Lang, ...]:
    """`zh`, `en` or `zh,en`, in the house's order."""
    words = [word.strip() for word in said.split(",")]
    for word in words:
        if word not in get_args(Lang):
            raise UsageError(f"unknown language '{word}'", "--lang", did_you_mean(word, LANGS))
    return tuple(lang for lang in LANGS if lang in words)


def described(form: Form, langs: tuple[Lang, ...], args: argparse.Namespace) -> Exported:
    """What the card says, with the command that makes the same rows anywhere."""
    size = f"--items {args.items}" if args.items else f"--size {args.size}"
    words = [
        "harness export-dataset",
        args.suite,
        size,
        "--split",
        form.source.split,
        "--lang",
        ",".join(langs),
    ]
    titles = {task.id: task.title for task, _ in form.tasks}
    command = " ".join([*words, *args.overrides, "--out <folder>"])
    return Exported(form.suite, form.source.split, form.source.seed, langs, titles, command)


def in_words(body: dict[str, object]) -> str:
    files = cast(dict[str, int], body["files"])
    lines = [f"{body['out']}: {body['items']} items, {body['rows']} rows, {body['split']} split"]
    lines += [f"  {name:24} {size:>12,} bytes" for name, size in files.items()]
    lines.append(
        f"  drawn and rendered in {body['seconds_drawing_and_rendering']} s, all in {body['seconds']} s"
    )
    return "\n".join(lines)
