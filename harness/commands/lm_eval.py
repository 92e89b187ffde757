"""`harness lm-eval`: the command line of lm-evaluation-harness, with our engine as its model `harness`.

Theirs is not parsed here: it is handed over as it stands, `--model harness` added where no model is named.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.util import find_spec

from harness.errors import OK, EnvironmentProblem

#: Options of theirs that name a model, or a file that may.
NAMING = ("--model", "-M", "--config", "-C")
OTHERS = ("ls", "validate")


def run(args: argparse.Namespace) -> int:
    if find_spec("lm_eval") is None:
        fix = "pip install 'heng-harness[lm-eval]'"
        raise EnvironmentProblem("lm-evaluation-harness is not installed", "harness lm-eval", fix)
    from lm_eval.__main__ import cli_evaluate

    import harness.integrations.lm_eval  # noqa: F401  registers the model

    before = sys.argv
    sys.argv = ["lm-eval", *with_model(args.theirs)]
    try:
        cli_evaluate()
    finally:
        sys.argv = before
    return OK


def with_model(theirs: Sequence[str]) -> list[str]:
    """Their arguments, with our model where they run something and name none."""
    named = any(word.split("=", 1)[0] in NAMING for word in theirs)
    asks = {"-h", "--help"} & set(theirs) or not set(theirs) - {"run"} or theirs[0] in OTHERS
    return [*theirs] if named or asks else [*theirs, "--model", "harness"]
