"""`harness <command>`: reads the command line and hands over. Standard library only until then.

Exit codes: 0 ok, 1 gate failed, 2 usage, 3 model refused, 4 environment, 5 interrupted and resumable,
6 partial (some requests unscored), 70 bug.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

from harness.errors import BUG, INTERRUPTED, OK, HarnessError

DESCRIPTION = """Heng 衡 weighs large models in vertical domains: accuracy, robustness, generality, efficiency.

  harness eval                                weigh the reference models on all suites
  harness eval model=hf model.source=./my-model suite=steel
  harness check ./my-model                    list every reason for refusal, run nothing
"""
EPILOG = """exit codes: 0 ok, 1 gate failed, 2 usage, 3 model refused, 4 environment,
5 interrupted (the same command goes on), 6 partial, 70 bug

overrides are Hydra's: suite=steel size=standard seed=2 runner.robustness.groups=[G1,G3]"""

COMMANDS = {
    "plan": "what would be asked: counts, expected half-widths, time and memory; loads no weights",
    "eval": "ask, score, reduce, time and write the leaderboard; the same command again goes on",
    "rank": "rebuild the board of a form from its entries",
    "rescore": "score and reduce again from the journal; asks nothing",
    "compare": "paired comparison of two models on one form",
    "site": "the public pages of a board, in Chinese and English: plain files for a folder or a web server",
    "show": "one sheet of a run: prompt, answer, what was read, verdict",
    "knowledge": "hand-written items of a domain: state, and the sheet a reviewer signs",
    "export": "results as Every Eval Ever, Hugging Face evaluation results or Croissant",
    "release": "a dated, immutable folder of the leaderboard; --verify checks one",
    "check": "list every reason to refuse a model, without running anything of it",
    "export-dataset": "a suite's items as a dataset: Parquet, JSON lines, card, Croissant (extra: datasets)",
    "task-pages": "a page for every task from its code: what it asks, gold, distractors, chance, sources",
    "lm-eval": "the command line of lm-evaluation-harness, run by our engine (extra: lm-eval)",
}
LM_EVAL = "lm-eval"
LM_EVAL_HELP = """All options are lm-evaluation-harness's own; `harness lm-eval run --help` lists them.
Without --model, the model is `harness`: our engine, with hf's numbers, on a checkpoint or adapter that
passed our checks.

  harness lm-eval --model_args pretrained=./my-model --tasks hellaswag
  harness lm-eval --model_args pretrained=./my-adapter,base=./my-model --tasks gsm8k --apply_chat_template
  harness lm-eval ls tasks"""
EXAMPLES = {
    "export-dataset": """example:
  harness export-dataset steel --size standard --out ./heng-steel
  python -c 'from datasets import load_dataset; print(load_dataset("./heng-steel", split="dev")[0])'""",
}
OVERRIDES = ("plan", "eval", "rescore", "check", "export-dataset")


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        "harness",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="store_true", help="print the version and leave")
    commands = top.add_subparsers(dest="command", metavar="<command>")
    for name, text in COMMANDS.items():
        if name == LM_EVAL:
            commands.add_parser(
                name, help=text, description=f"{text}\n\n{LM_EVAL_HELP}",
                usage="harness lm-eval [words of lm-evaluation-harness]",
                formatter_class=argparse.RawDescriptionHelpFormatter,
            )  # fmt: skip
            continue
        sub = commands.add_parser(
            name,
            help=text,
            description=text,
            epilog="\n\n".join(filter(None, (EXAMPLES.get(name), EPILOG))),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        sub.add_argument("--json", action="store_true", help="print one JSON object on standard output")
        sub.add_argument(
            "--allow-package", action="append", default=[], metavar="P",
            help="also accept targets of package P; only here, never in a config",
        )  # fmt: skip
        options(name, sub)
    return top


def options(name: str, sub: argparse.ArgumentParser) -> None:
    """Arguments of one command."""
    if name == "eval":
        sub.add_argument("-m", "--multirun", action="store_true", help="sweep: model=a,b suite=x,y")
        sub.add_argument("--retime", action="store_true", help="repeat a finished timing session")
        sub.add_argument("--no-timing", action="store_true", help="leave the timing session out")
    if name == "check":
        sub.add_argument("model", help="hub id or folder, or a name of configs/model/")
    if name in ("rank", "compare", "show", "site", "export", "release"):
        sub.add_argument("--results", default="results", help="results folder (default: results)")
    if name in ("rank", "site", "export"):
        sub.add_argument("--form", default="", help="form id or its beginning (default: the last board's)")
    if name == "site":
        sub.add_argument("--out", default="", help="folder of the pages (default: <results>/site)")
        sub.add_argument("--base-url", default="", help="address the pages will have, printed on them")
        sub.add_argument("--gates", default="", help="gates of the risk tiers, a JSON file (default: ours)")
        sub.add_argument(
            "--items", action="store_true", help="also pages with every item (development split)"
        )
    if name == "compare":
        sub.add_argument("first", help="model name, answerer id or run folder")
        sub.add_argument("second", help="the same for the other model")
    if name == "show":
        sub.add_argument("run", help="model name, answerer id or run folder")
        sub.add_argument("sheet", nargs="?", default="", help="sheet id; leave out to list them")
    if name == "knowledge":
        sub.add_argument("domain", help="a folder of tasks/, for example steel")
        sub.add_argument("--sheet", default="", help="also write every item, with room to sign, to this file")
    if name == "export-dataset":
        sub.add_argument("suite", help="a name of configs/suite/: all, steel, ...")
        sub.add_argument(
            "--out", required=True, metavar="FOLDER", help="where to write; must be empty or new"
        )
        sub.add_argument("--size", default="full", help="smoke, standard or full (default: full)")
        sub.add_argument("--items", type=int, metavar="N", help="items per family, instead of a size")
        sub.add_argument("--split", default="", help="dev (default) or train; test is secret")
        sub.add_argument("--lang", default="zh,en", help="zh, en or zh,en (default: both)")
        sub.add_argument("--overwrite", action="store_true", help="replace an earlier export in the folder")
    if name == "task-pages":
        sub.add_argument("--out", default="docs/tasks", metavar="FOLDER", help="default: docs/tasks")
    if name == "export":
        export_options(sub)
    if name == "release":
        release_options(sub)
    if name in OVERRIDES:
        sub.add_argument("overrides", nargs="*", metavar="key=value", help="Hydra overrides")


def export_options(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("format", choices=("eee", "hf", "croissant"), help="whose format")
    sub.add_argument("--out", required=True, metavar="FOLDER", help="where the files go")
    sub.add_argument("--items", action="store_true", help="eee: also a line an item, on a public split")
    sub.add_argument(
        "--dataset", default="", metavar="ID", help="hf: the benchmark's dataset on the hub, owner/name"
    )
    sub.add_argument("--source", default="", metavar="URL", help="hf: the page a reader is sent to")
    sub.add_argument("--model-index", action="store_true", help="hf: also the older block of a model card")
    sub.add_argument("--release", default="", metavar="FOLDER", help="croissant: the release it describes")


def release_options(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--date", default="", metavar="YYYY-MM-DD", help="the day of the release")
    sub.add_argument(
        "--out", default="", metavar="FOLDER", help="where releases stand (default: results/releases)"
    )
    sub.add_argument("--url", default="", help="where it will be found, for the citation")
    sub.add_argument("--no-site", action="store_true", help="data only, no pages")
    sub.add_argument("--no-pdf", action="store_true", help="pages, but no print of them: needs no browser")
    sub.add_argument("--verify", default="", metavar="FOLDER", help="compute all hashes of a release again")


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The command line as parsed; options and overrides may stand in any order."""
    top = parser()
    if not argv or argv[0] not in COMMANDS:
        return top.parse_args(argv)
    # Every word after it is theirs to read, --json included, but for the help on the command itself.
    if argv[0] == LM_EVAL and argv[1:2] not in (["-h"], ["--help"]):
        return argparse.Namespace(command=argv[0], version=False, json=False, theirs=list(argv[1:]))
    # A subparser gives up at the first override after an option, so the command's own parser reads the rest.
    commands = next(a for a in top._actions if isinstance(a, argparse._SubParsersAction))
    known = argparse.Namespace(command=argv[0], version=False)
    found: argparse.Namespace = commands.choices[argv[0]].parse_intermixed_args(argv[1:], known)
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. A user's mistake is one message, never a traceback."""
    args = arguments(sys.argv[1:] if argv is None else argv)
    if args.version:
        from harness.store.fingerprints import harness_version

        print(harness_version())
        return 0
    if args.command is None:
        parser().print_help()
        return 0
    try:
        code: int = import_module(f"harness.commands.{args.command.replace('-', '_')}").run(args)
        sys.stdout.flush()
        return code
    except HarnessError as err:
        return complain(err, args.json)
    except BrokenPipeError:  # whoever read our output (`| head`) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        print("stopped; run the same command again to go on", file=sys.stderr)
        return INTERRUPTED
    except Exception as err:  # the last resort: whatever else comes up is a bug of ours, and says so
        traceback.print_exc()
        print(f"bug in harness: {type(err).__name__}: {err}\n  fix: please report it", file=sys.stderr)
        return BUG


def complain(err: HarnessError, as_json: bool) -> int:
    """The error on standard error, in one message; with --json also as an object on standard output."""
    label = "bug in harness" if err.exit_code == BUG else "error"
    print(f"{label}: {err}", file=sys.stderr)
    if as_json:
        problems = [vars_of(p) for p in getattr(err, "problems", ())]
        body = {"error": err.what, "where": err.where, "fix": err.fix, "exit_code": err.exit_code}
        print(json.dumps({**body, **({"problems": problems} if problems else {})}, ensure_ascii=False))
    return err.exit_code


def vars_of(problem: object) -> dict[str, str]:
    return {name: str(getattr(problem, name)) for name in ("what", "where", "fix")}


if __name__ == "__main__":
    sys.exit(main())
