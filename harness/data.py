"""Facts with their sources: the only values a task may take from outside its own stem.

A fact file is `tasks/<domain>/facts/*.json`: `{"domain", "facts": [{"id", "title", "standard", "source",
"verified", "data", ...}]}`. An id stands once in all files of a folder. Unverified facts cannot be loaded, so
they can never become a gold.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from harness.errors import ItemError, did_you_mean


@dataclass(frozen=True, slots=True)
class Fact:
    """One sourced fact. Numbers in `data` are exact Decimals or ints."""

    id: str
    title: str
    standard: str
    source: tuple[str, ...]
    data: Mapping[str, Any]
    must_print: bool
    """Conflict-flagged or of medium confidence: the item must print the rule or table it uses."""


@cache
def _load(package: str) -> dict[str, dict[str, Any]]:
    out: dict[str, dict[str, Any]] = {}
    for path in sorted(files(package).joinpath("facts").iterdir(), key=lambda p: p.name):
        if path.name.endswith(".json"):
            body = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
            for fact in body["facts"]:
                if fact["id"] in out:
                    raise ItemError(
                        f"fact '{fact['id']}' stands twice",
                        f"{package}/facts/{path.name}",
                        "keep one of the two",
                    )
                out[fact["id"]] = fact
    return out


def fact(package: str, fact_id: str) -> Fact:
    """The fact `fact_id` of a task package (`__package__`). ItemError if unknown or unverified."""
    known = _load(package)
    if fact_id not in known:
        raise ItemError(f"no fact '{fact_id}'", f"{package}/facts", did_you_mean(fact_id, known))
    raw = known[fact_id]
    if not raw["verified"]:
        raise ItemError(
            f"fact '{fact_id}' is not verified and may not become a gold",
            f"{package}/facts",
            "print the rule in the item, or verify the fact and name the source",
        )
    return Fact(
        id=raw["id"],
        title=raw["title"],
        standard=raw["standard"],
        source=tuple(raw["source"]),
        data=raw["data"],
        must_print="conflicts" in raw or raw.get("confidence", "high") != "high",
    )
