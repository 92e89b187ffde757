"""`harness knowledge <domain>`: how many hand-written items are signed, and the sheet a reviewer gets."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

from harness.errors import UsageError, did_you_mean
from harness.knowledge import STATES, Question, questions, sheet
from harness.publish.table import harmless
from harness.store.files import write_bytes


def run(args: argparse.Namespace) -> int:
    found = questions(package_of(args.domain))
    if not found:
        raise UsageError(
            f"'{args.domain}' has no hand-written items", f"tasks/{args.domain}/knowledge.json", "write some"
        )
    if args.sheet:
        write_bytes(Path(args.sheet), sheet(found).encode())
    states = Counter[str](q.status for q in found)
    if args.json:
        print(
            json.dumps(
                {"domain": args.domain, **{s: states[s] for s in STATES}, "items": [q.id for q in found]}
            )
        )
    else:
        in_words(args.domain, found, states, args.sheet)
    return 0


def package_of(domain: str) -> str:
    """The task package of a domain. UsageError for a name that is none."""
    if not domain.isidentifier() or find_spec(f"tasks.{domain}") is None:
        here = find_spec("tasks")
        places = [Path(p) for p in (here.submodule_search_locations or ())] if here else []
        known = [p.name for place in places for p in place.iterdir() if p.is_dir() and p.name.isidentifier()]
        raise UsageError(f"no domain '{domain}'", "tasks/", did_you_mean(domain, known))
    return f"tasks.{domain}"


def in_words(domain: str, found: tuple[Question, ...], states: Counter[str], written: str) -> None:
    print(f"{domain}: {len(found)} items; " + ", ".join(f"{states[s]} {s}" for s in STATES))
    print(
        "Only signed items are asked and scored. An item is signed in its file, by a named person, for its digest."
    )
    for q in found:
        source = "source read" if q.source_checked else "source not read yet"
        print(f"  {q.id}  {q.status:9}  {q.digest}  {source}  {harmless(q.topic, 40)}")
    if written:
        print(f"sheet for the reviewer: {written}")
