"""Gates by risk tier: passes, fails, or cannot be told, from published bounds and never from a point value.

The policy is a file (`gates.json` beside this module, or the reader's own) with a schema; its thresholds are
proposals. A bound that does not clear a threshold never passes; more data may change "cannot be told" only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from harness.errors import UsageError
from harness.publish.schema import faults
from harness.stats.estimates import LEVEL
from harness.stats.exact import exact_upper
from harness.store.files import read_json
from harness.types import plain

Outcome = Literal["passes", "fails", "unknown"]
TIERS = ("high", "medium", "low")
#: More items than this are not a plan any more.
MOST = 1_000_000


@dataclass(frozen=True)
class Check:
    """One condition of a gate, and what the data say about it."""

    what: Literal["accuracy", "critical"]
    outcome: Outcome
    why: str
    """Key of the sentence that says why (`sentences.GATES`)."""
    needed: int | None = None
    """About how many items it would take to tell, if what is seen goes on; None where no number would."""


@dataclass(frozen=True)
class Judgement:
    """A model at a gate: it passes when every check does and fails when one does."""

    outcome: Outcome
    checks: tuple[Check, ...]


def policy(path: Path | None = None) -> dict[str, Any]:
    """The gates of `path`, or the proposed ones. UsageError when the file does not fit its schema."""
    body = read_json(path or Path(str(files("harness.publish.site").joinpath("gates.json"))), "gates")
    if wrong := faults("gates", body):
        raise UsageError(
            f"the gates do not fit: {wrong[0]}", str(path or "gates.json"), "see gates.schema.json"
        )
    found: dict[str, Any] = body
    return found


def judged(
    tier: Mapping[str, Any], accuracy: Mapping[str, Any] | None, critical: Mapping[str, Any] | None
) -> Judgement:
    """`tier` of a policy against a published accuracy Estimate and a cell of `critical_errors`."""
    checks = [accurate(tier["accuracy"], accuracy)]
    if tier["critical"] is not None:
        checks.append(harmless_enough(tier["critical"], critical))
    outcomes = {check.outcome for check in checks}
    outcome: Outcome = "fails" if "fails" in outcomes else "unknown" if "unknown" in outcomes else "passes"
    return Judgement(outcome, tuple(checks))


def accurate(threshold: float, found: Mapping[str, Any] | None) -> Check:
    """The lower bound reaches the threshold, the upper bound stays below it, or neither."""
    low, high = (None if found is None else found.get(key) for key in ("low", "high"))
    if found is not None and found["value"] is None and high is not None and high < threshold:
        return Check("accuracy", "fails", "accuracy.below")
    if found is None or found["value"] is None or low is None or high is None:
        return Check("accuracy", "unknown", "accuracy.missing")
    if low >= threshold:
        return Check("accuracy", "passes", "accuracy.reached")
    if high < threshold:
        return Check("accuracy", "fails", "accuracy.below")
    value, n = found["value"], found["n"]
    half = value - low if value >= threshold else high - value
    gap = abs(value - threshold)
    needed = math.ceil(n * (half / gap) ** 2) if gap > 0 and n else MOST + 1
    return Check("accuracy", "unknown", "accuracy.open", needed if needed <= MOST else None)


def harmless_enough(rule: Mapping[str, Any], found: Mapping[str, Any] | None) -> Check:
    """The exact upper bound stays within the limit, the lower bound passes it, or neither."""
    if found is None or not found["n"] or found["high"] is None:
        return Check("critical", "unknown", "critical.missing")
    count, n = found["count"], found["n"]
    if rule["none_seen"] and count:
        return Check("critical", "fails", "critical.seen")
    if found["high"] <= rule["limit"]:
        return Check("critical", "passes", "critical.within")
    if exact_lower(count, n) > rule["limit"]:
        return Check("critical", "fails", "critical.above")
    return Check("critical", "unknown", "critical.open", items_for(count, rule["limit"]))


def exact_lower(count: int, n: int, level: float = LEVEL) -> float:
    """Exact one-sided lower bound of a rate."""
    return 1 - exact_upper(n - count, n, level)


def items_for(count: int, limit: float, level: float = LEVEL) -> int | None:
    """The fewest items at which `count` errors in all would still keep the upper bound within `limit`."""
    low, high = count, count + 1
    while exact_upper(count, high, level) > limit:
        low, high = high, high * 2
        if high > 2 * MOST:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if exact_upper(count, middle, level) > limit else (low, middle)
    return high if high <= MOST else None


def gates_json(board: Mapping[str, Any], gates: Mapping[str, Any]) -> dict[str, Any]:
    """Every complete entry at every gate of every domain, to be published: what the pages' words rest on.

    A domain is judged as a whole: its accuracy and its critical errors, whatever tiers its tasks are of.
    """
    return {
        "policy": dict(gates),
        "form_id": board["form"]["form_id"],
        "judgements": {
            entry["provenance"]["answerer_id"]: {
                domain: {
                    tier: plain(
                        judged(gates["tiers"][tier], cell["accuracy"], entry["critical_errors"].get(domain))
                    )
                    for tier in TIERS
                }
                for domain, cell in sorted(entry["domains"].items())
            }
            for entry in board["entries"]
            if entry["status"] == "complete"
        },
    }
