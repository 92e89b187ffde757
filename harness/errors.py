"""Errors a user can act on: what happened, where, and what to do. Each kind has its exit code.

Anything that is not one of these is a bug of ours and exits with 70.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from harness.types import Problem

OK, GATE_FAILED, USAGE, REFUSED, ENVIRONMENT, INTERRUPTED, PARTIAL, BUG = 0, 1, 2, 3, 4, 5, 6, 70


def printable(text: str) -> str:
    """`text` on one line without control, format or bidi characters: it may come from a checkpoint."""
    kept = (
        " " if c in "\n\t\u2028\u2029" else c if unicodedata.category(c)[0] != "C" else "\ufffd" for c in text
    )
    return "".join(kept)


class HarnessError(Exception):
    """Base of every error shown to a user as one message."""

    exit_code = BUG

    def __init__(self, what: str, where: str = "", fix: str = "") -> None:
        super().__init__(what)
        self.what, self.where, self.fix = what, where, fix

    def __str__(self) -> str:
        parts = [printable(self.what)]
        if self.where:
            parts.append(f"where: {printable(self.where)}")
        if self.fix:
            parts.append(f"fix: {printable(self.fix)}")
        return "\n  ".join(parts)


class UsageError(HarnessError):
    """The command or a config file asks for something that does not exist or does not fit."""

    exit_code = USAGE


class ModelRefused(HarnessError):
    """The checkpoint breaks the safety floor or cannot be weighed; all reasons at once."""

    exit_code = REFUSED

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        super().__init__(f"model refused: {name}", name, "run `harness check` after mending; reasons below")
        self.problems = tuple(problems)

    def __str__(self) -> str:
        count = f"{len(self.problems)} reason{'s' if len(self.problems) != 1 else ''}"
        lines = [f"{printable(self.what)} ({count})"]
        for p in self.problems:
            what, where, fix = map(printable, (p.what, p.where, p.fix))
            lines.append(f"- {what}\n    where: {where}\n    fix: {fix}")
        return "\n  ".join(lines)


class EnvironmentProblem(HarnessError):
    """This machine cannot do it: disk, memory, permissions, a missing package."""

    exit_code = ENVIRONMENT


class Interrupted(HarnessError):
    """Stopped by the user; everything answered so far is kept."""

    exit_code = INTERRUPTED


class ItemError(HarnessError):
    """A task's code is wrong: no draw, colliding options, solvers that disagree."""

    exit_code = BUG


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean 'x'?` for a near miss, else the list of what is known (at most 12)."""
    names = sorted(set(known))
    near = get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f"did you mean '{near[0]}'?"
    shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    return f"known: {shown}" if names else "nothing of that kind is configured"
