"""Reduce: from rows to the entry, a function of answers only: no times, no paths, no ranks.

The same rows give the same bytes. Every number is an Estimate, or null with a reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Protocol

from harness.types import CHOICE_KINDS, Estimate, ModelCard, Row, digest

#: More unscored responses than this share, and the entry is partial and unranked.
UNSCORED_SHARE = 0.005
#: Verdicts of answers out of which nothing could be read.
UNREAD = ("unparsed", "truncated", "refusal", "ambiguous")
SCHEMA_VERSION = "1.0"
TABLES = ("domains", "tasks", "tiers", "languages", "kinds")


class Reduces(Protocol):
    """The half of a runner that turns rows into estimates."""

    def reduce(self, rows: Sequence[Row]) -> dict[str, Estimate]: ...


def estimate_json(e: Estimate) -> dict[str, Any]:
    """An estimate as published: all eight fields, or null with its reason and what bound there is."""
    body = asdict(e)
    if e.value is not None:
        body.pop("reason")
        return body
    kept = {k: body[k] for k in ("high", "level", "method") if body[k] not in (None, "")}
    return {"value": None, "reason": e.reason, **kept}


def reduce(
    runners: Mapping[str, Reduces], rows: Sequence[Row], card: ModelCard, identities: Mapping[str, str]
) -> dict[str, Any]:
    """The body of `entry.json`."""
    ordered = sorted(rows, key=lambda r: r.sheet)
    found = {name: runner.reduce(ordered) for name, runner in runners.items()}
    unscored = [r for r in ordered if r.value is None]
    partial = len(unscored) > UNSCORED_SHARE * len(ordered)
    return {
        "schema_version": SCHEMA_VERSION,
        "model": asdict(card),
        **identities,
        "status": "partial" if partial else "complete",
        "unscored": {
            "count": len(unscored),
            "n": len(ordered),
            "reasons": dict(sorted(Counter(short_reason(r.reason) for r in unscored).items())),
        },
        "dimensions": {name: estimate_json(estimates[name]) for name, estimates in found.items()},
        **tables(found),
        "verdicts": dict(sorted(Counter(r.verdict for r in ordered if r.verdict is not None).items())),
        "extraction": extraction(ordered),
        "scores_sha256": digest([asdict(r) for r in ordered]),
    }


def tables(found: Mapping[str, Mapping[str, Estimate]]) -> dict[str, Any]:
    """`domains.<id>.accuracy`, ... with chance beside; critical errors by domain; the other tables as they are."""
    accuracy = found.get("accuracy", {})
    out: dict[str, Any] = {}
    for table in TABLES:
        cells = {k.split("/", 1)[1]: e for k, e in accuracy.items() if k.startswith(f"{table}/")}
        out[table] = {
            name: {
                "accuracy": estimate_json(e),
                "chance": estimate_json(accuracy[f"chance/{table}/{name}"]),
            }
            for name, e in sorted(cells.items())
        }
    out["chance"] = estimate_json(accuracy["chance"]) if "chance" in accuracy else None
    out["critical_errors"] = {
        k.split("/", 1)[1]: critical(e) for k, e in sorted(accuracy.items()) if k.startswith("critical/")
    }
    for runner in ("robustness", "generality"):
        if runner in found:
            detail = sorted(found[runner].items())
            out[f"{runner}_detail"] = {k: estimate_json(e) for k, e in detail if k != runner}
    return out


def critical(e: Estimate) -> dict[str, Any]:
    """Critical errors of one domain: how many of how many items, and the exact upper bound of the rate."""
    if e.value is None:
        return {"count": 0, "n": 0, "high": None, "reason": e.reason}
    return {"count": round(e.value * e.n), "n": e.n, "high": e.high, "level": e.level, "method": e.method}


def extraction(rows: Sequence[Row]) -> dict[str, Any]:
    """Extraction coverage on clean sheets: overall and by domain, with the counts it is made of."""
    clean = [r for r in rows if r.group == "clean" and r.verdict is not None]
    domains = sorted({r.domain for r in clean})
    return {
        **covered(clean),
        "domains": {domain: covered([r for r in clean if r.domain == domain]) for domain in domains},
    }


def covered(rows: Sequence[Row]) -> dict[str, Any]:
    """Of how many answers a value could be read, over all kinds and over open ones alone.

    A choice scored by log-likelihood is always read, so `open` is where coverage can be lost.
    """
    return {**share(rows), "open": share([r for r in rows if r.kind not in CHOICE_KINDS])}


def share(rows: Sequence[Row]) -> dict[str, Any]:
    """n answers, those read, and their share; null where there is no answer."""
    read = sum(r.verdict not in UNREAD for r in rows)
    return {"n": len(rows), "read": read, "coverage": read / len(rows) if rows else None}


def short_reason(reason: str) -> str:
    """The class of a reason: what stands before the first digit or semicolon, so that counts add up."""
    return reason.split(";", maxsplit=1)[0][:120]
