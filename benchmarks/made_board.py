"""A made-up board of any size, to measure and test the site with. Never published: its numbers are not measured.

It fits our schemas, agrees with itself (domains are means of tasks, ranks are ranges from intervals, pairs are
differences of entries) and is a function of its seed.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from itertools import combinations
from statistics import mean
from typing import Any

from harness.publish.pairs import standings
from harness.publish.site.gates import gates_json, policy
from harness.publish.site.inputs import Inputs

DOMAINS = ("steel", "automotive_parts", "healthcare", "government_forms")
TIERS = ("low", "medium", "high")
LICENCES = ("Apache-2.0", "MIT", "research only", "")
FORM_ID = hashlib.sha256(b"made board").hexdigest()
CHANCE = 0.22
READ = {"n": 100, "read": 97, "coverage": 0.97}
COMMON = {"se": None, "level": 0.95, "method": "made up", "clusters": 12}


def made_inputs(models: int, tasks: int, seed: int = 1) -> Inputs:
    """Documents of a site of `models` entries (two of them baselines) and `tasks` tasks, spread over four domains."""
    rng = random.Random(seed)
    names = [f"{DOMAINS[i % len(DOMAINS)]}/task_{i:02d}" for i in range(tasks)]
    entries = sorted(
        (entry(i, models, names, rng) for i in range(models)), key=lambda e: -value(e, "accuracy")
    )
    for column in ("accuracy", "robustness", "generality", "efficiency"):
        rank(entries, column)
    body = board(entries, 40 * tasks)
    gates = gates_json(body, policy())
    return Inputs(board=body, catalogue=catalogue(names), gates=gates, pairs=pairs(entries))


def board(entries: Sequence[Mapping[str, Any]], items: int) -> dict[str, Any]:
    form = {
        "form_id": FORM_ID, "suite": "made", "size": "full", "split": "dev", "seed": 1, "round": "development",
        "groups": ["G1", "G2", "G3", "G4"], "items": items, "notice": "made-up numbers 虚构数据",
    }  # fmt: skip
    return {
        "schema_version": "1.0",
        "form": form,
        "policy": "dimensions first, no composite",
        "entries": list(entries),
    }


def entry(index: int, models: int, tasks: Sequence[str], rng: random.Random) -> dict[str, Any]:
    """One model whose skill is drawn once and its tasks around it."""
    baseline = index >= models - 2
    skill = CHANCE if baseline else rng.uniform(0.25, 0.9)
    shares = {task: min(max(rng.gauss(skill, 0.08), 0.0), 1.0) for task in tasks}
    domains = {
        d: mean(v for t, v in shares.items() if t.startswith(f"{d}/"))
        for d in DOMAINS
        if any(t.startswith(f"{d}/") for t in tasks)
    }
    overall = mean(domains.values())
    who = f"made-{index:03d}-{hashlib.sha256(str(index).encode()).hexdigest()[:12]}"
    above = 100 * max(overall - CHANCE, 0) / (1 - CHANCE)
    return {
        "model": model(index, baseline, rng),
        "status": "complete",
        "unscored": {"count": 0, "n": 40 * len(tasks), "reasons": {}},
        "dimensions": {
            "accuracy": estimate(overall, 0.03, 40 * len(tasks), 1),
            "robustness": estimate(above * 0.9, 4, 40 * len(tasks), 100),
            "generality": estimate(above * 0.95, 4, 40 * len(tasks), 100),
            "efficiency": {"value": None, "reason": "accuracy does not clear chance"}
            if baseline else estimate(rng.uniform(5, 95), 2, 64, 100),
        },
        "domains": {d: cell(v, 0.05, 600) for d, v in domains.items()},
        "tasks": {t: cell(v, 0.1, 40) for t, v in shares.items()},
        "tiers": {tier: cell(overall, 0.05, 600) for tier in TIERS[: len(tasks)]},
        "languages": {lang: cell(overall, 0.04, 1200) for lang in ("zh", "en")},
        "kinds": {kind: cell(overall, 0.05, 600) for kind in ("letter", "number", "record")},
        "chance": {**COMMON, "value": CHANCE, "low": None, "high": None, "level": None, "n": 40 * len(tasks)},
        "critical_errors": {d: {"count": (c := rng.randint(0, 9)), "n": 200, "high": (c + 4) / 200} for d in domains},
        "verdicts": {"correct": 60, "wrong": 40},
        "extraction": READ | {"open": READ, "domains": {d: READ | {"open": READ} for d in domains}},
        "rank": {},
        "provenance": {
            "answerer_id": who, "scoring_id": "made0000", "form_id": FORM_ID, "config_sha256": "0" * 64,
            "scores_sha256": hashlib.sha256(who.encode()).hexdigest(), "harness_version": "made", "commit": "",
            "hardware": {"cpu": "made"}, "engine": "made",
        },
    }  # fmt: skip


def model(index: int, baseline: bool, rng: random.Random) -> dict[str, Any]:
    size = 0 if baseline else rng.choice((500_000_000, 7_000_000_000, 32_000_000_000, 200_000_000_000))
    return {
        "name": f"baseline-{index}" if baseline else f"maker-{index % 17}/Model-{index:03d}-{size // 10**9}B",
        "kind": "baseline" if baseline else "model",
        "revision": "", "weights_sha256": "", "parameters": size, "weights_bytes": 2 * size,
        "licence": "" if baseline else LICENCES[index % len(LICENCES)],
        "vendor": f"maker-{index % 17}", "base": "", "architecture": "made", "dtype": "", "device": "",
        "prompt_format": "none",
    }  # fmt: skip


def estimate(found: float, half: float, n: int, top: float) -> dict[str, Any]:
    return {
        **COMMON, "value": round(found, 9), "se": half / 2, "n": n,
        "low": round(max(found - half, 0.0), 9), "high": round(min(found + half, top), 9),
    }  # fmt: skip


def cell(found: float, half: float, n: int) -> dict[str, Any]:
    chance = {**COMMON, "value": CHANCE, "low": None, "high": None, "level": None, "n": n}
    return {"accuracy": estimate(found, half, n, 1), "chance": chance}


def value(found: Mapping[str, Any], column: str) -> float:
    return float(found["dimensions"][column]["value"])


def rank(entries: Sequence[dict[str, Any]], column: str) -> None:
    """Ranges of places: who is better or worse is read off intervals that do not meet."""
    there = [e for e in entries if e["dimensions"][column]["value"] is not None]
    for mine in there:
        own = mine["dimensions"][column]
        better = [e for e in there if e["dimensions"][column]["low"] > own["high"]]
        worse = [e for e in there if e["dimensions"][column]["high"] < own["low"]]
        apart = {id(e) for e in (*better, *worse, mine)}
        mine["rank"][column] = {
            "place": 1 + sum(value(e, column) > own["value"] for e in there),
            "low": 1 + len(better),
            "high": len(there) - len(worse),
            "tied_with": [e["provenance"]["answerer_id"] for e in there if id(e) not in apart],
        }


def pairs(entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Differences of every two entries, by column and domain."""
    columns: dict[str, Any] = {}
    for name in ("accuracy", "robustness", "generality", *(f"domains/{d}" for d in entries[0]["domains"])):
        head, _, domain = name.partition("/")
        held = [e["domains"][domain]["accuracy"] if domain else e["dimensions"][head] for e in entries]
        columns[name] = column([e["provenance"]["answerer_id"] for e in entries], held)
    return {
        "schema_version": "1.0", "form_id": FORM_ID, "scoring_id": "made0000", "level": 0.95,
        "adjusted": "Holm over the pairs of a column", "columns": columns,
    }  # fmt: skip


def column(ids: Sequence[str], held: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    gaps = [(a["value"] - b["value"], a["high"] - a["low"]) for a, b in combinations(held, 2)]
    p = [round(min(1.0, 0.05 * width / max(abs(gap), 1e-9)), 6) for gap, width in gaps]
    body = {
        "answerers": list(ids),
        "method": "made up",
        "n": [600] * len(gaps),
        "difference": [round(gap, 6) for gap, _ in gaps],
        "low": [round(gap - width, 6) for gap, width in gaps],
        "high": [round(gap + width, 6) for gap, width in gaps],
        "p": p,
        "p_holm": [min(1.0, 3 * x) for x in p],
        "only_first": [10] * len(gaps),
        "only_second": [8] * len(gaps),
    }
    return body | standings(ids, body)


def catalogue(tasks: Sequence[str]) -> dict[str, Any]:
    return {"schema_version": "1.0", "tasks": {task: card(task, i) for i, task in enumerate(tasks)}}


def card(task: str, index: int) -> dict[str, Any]:
    domain, name = task.split("/")
    about = {
        "kind": "letter", "title": {"zh": "虚构题族", "en": "Made-up family"}, "about": "made up",
        "critical": None, "items": 10, "cases": 4, "grading": {"options": 4},
        "example": {lang: {"prompt": f"made-up question {index}", "answer": "A"} for lang in ("zh", "en")},
    }  # fmt: skip
    return {
        "domain": domain, "name": name, "tier": TIERS[index % len(TIERS)],
        "title": {"zh": f"虚构任务 {index}", "en": f"Made-up task {index}"}, "sources": ["none"], "items": 40,
        "family_count": 4, "families": {f"{name}_{k}": about for k in range(4)},
    }  # fmt: skip
