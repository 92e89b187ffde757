"""`harness lm-eval`: the command line of lm-evaluation-harness, with our engine as its model `harness`.

Theirs is handed over as it stands, with our model and our own batch size added where none is named.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from harness.errors import OK, EnvironmentProblem

OURS = "harness"
OTHERS = ("ls", "validate")


def run(args: argparse.Namespace) -> int:
    if find_spec("lm_eval") is None:
        fix = "pip install 'heng-harness[lm-eval]'"
        raise EnvironmentProblem("lm-evaluation-harness is not installed", "harness lm-eval", fix)
    from lm_eval.__main__ import cli_evaluate

    import harness.integrations.lm_eval  # noqa: F401  registers the model

    before = sys.argv
    sys.argv = ["lm-eval", *with_ours(args.theirs)]
    try:
        cli_evaluate()
    finally:
        sys.argv = before
    return OK


def with_ours(theirs: Sequence[str]) -> list[str]:
    """Their arguments, with our model where they run something and name none.

    Without a batch size theirs says 1 to every model, which is an order to ours: it is told to choose.
    """
    if {"-h", "--help"} & set(theirs) or not set(theirs) - {"run"} or theirs[0] in OTHERS:
        return [*theirs]
    named = _named(theirs)
    added = [] if named.get("model") else ["--model", OURS]
    if named.get("model", OURS) == OURS and named.get("batch_size") is None:
        added += ["--batch_size", "auto"]
    return [*theirs, *added]


def _named(theirs: Sequence[str]) -> dict[str, Any]:
    """Model and batch size by their command line, else by the file it names; what is amiss is theirs to say."""
    known = argparse.ArgumentParser(add_help=False, allow_abbrev=False, argument_default=argparse.SUPPRESS)
    for words in (("--model", "-M"), ("--config", "-C"), ("--batch_size", "-b")):
        known.add_argument(*words, nargs="?", const="?")
    said = vars(known.parse_known_args(theirs)[0])
    return {**_written(said.pop("config", "")), **said}


def _written(config: str) -> dict[str, Any]:
    """What a config file of theirs holds; nothing where it cannot be read."""
    import yaml

    try:
        held = yaml.safe_load(Path(config).read_text()) if config else None
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    return held if isinstance(held, dict) else {}
