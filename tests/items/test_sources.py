"""Every value is traced to a fact with a source, every disputed one is printed, every published example is used."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from every import DOMAINS, HERE, TASKS, case_of
from mutants import ROOT, closure, fact_sites, tree_of
from verdicts import unprinted

from harness.data import fact
from harness.kit import Task

STANDARD = re.compile(r"\b(?:GB|ISO|EN|WS|YB|JGJ|IEC)(?:/T)? ?\d")
YEAR = re.compile(r"(?:19|20)\d\d(?!\d)")
each_task = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
each_dated = pytest.mark.parametrize("task", [case_of("dated_sources", task.id, task) for task in TASKS])
each_domain = pytest.mark.parametrize("domain", [case_of("examples", domain, domain) for domain in DOMAINS])


def raw_facts(domain: str) -> list[dict[str, Any]]:
    files = sorted((ROOT / "tasks" / domain / "facts").glob("*.json"))
    return [one for path in files for one in json.loads(path.read_text(encoding="utf-8"))["facts"]]


def ids_named(module: str) -> set[str]:
    """The ids that a module asks `fact` for."""
    calls = (n for n in ast.walk(tree_of(module)) if isinstance(n, ast.Call))
    return {
        n.args[1].value
        for n in calls
        if isinstance(n.func, ast.Name) and n.func.id == "fact" and isinstance(n.args[1], ast.Constant)
    }


def facts_of(task: Task) -> set[str]:
    return {name for module in closure(type(task).__module__) for name in ids_named(module)}


@each_task
def test_every_fact_used_has_a_source(task: Task) -> None:
    package = type(task).__module__.rpartition(".")[0]
    for name in facts_of(task):
        found = fact(package, name)
        assert found.source and all(found.source), name
        assert found.standard and found.title, name


@pytest.mark.parametrize("domain", DOMAINS)
def test_facts_stand_once_and_are_used(domain: str) -> None:
    named = [one["id"] for one in raw_facts(domain)]
    assert len(named) == len(set(named))
    used = {name for task in TASKS if task.domain == domain for name in facts_of(task)}
    assert used <= set(named)
    for one in raw_facts(domain):
        assert one["verified"] is True and one.get("confidence", "high") in ("high", "medium", "low"), one[
            "id"
        ]


@each_dated
def test_sources_name_a_year_or_the_printed_rule(task: Task) -> None:
    assert any(YEAR.search(s) or "printed in the item" in s for s in task.sources), task.sources
    undated = [s for s in task.sources if STANDARD.search(s) and not YEAR.search(s)]
    assert not undated, f"no year: {undated}"


# --- printed rules -----------------------------------------------------------------------------------


def disputed() -> list[Any]:
    """Facts that conflict with another source or are held with less than high confidence, where used."""
    out = []
    for domain in DOMAINS:
        used = {name for task in TASKS if task.domain == domain for name in facts_of(task)}
        out += [
            case_of("disputed_facts", name, f"tasks.{domain}", name)
            for name in sorted(used)
            if fact(f"tasks.{domain}", name).must_print
        ]
    return out


@pytest.mark.slow
@pytest.mark.parametrize(("package", "name"), disputed())
def test_a_disputed_number_is_printed(package: str, name: str) -> None:
    """Wherever such a number decides a gold, the item prints it: mistyped, the question changes too."""
    silent = {
        site.inside: families
        for site in fact_sites(package)
        if site.where == f"{package}:{name}" and (families := unprinted(site, 24))
    }
    assert not silent, silent


@pytest.mark.slow
def test_most_steel_families_print_their_rule() -> None:
    """At least 60 per cent: the task says so, and no number of a fact decides a gold without being printed."""
    recalled = {f for site in fact_sites("tasks.steel") for f in unprinted(site, 60)}
    steel = [(task, family) for task in TASKS if task.domain == "steel" for family in task.families]
    printed = [
        family
        for task, family in steel
        if f"{task.id}/{family.name}" not in recalled
        and any("printed in the item" in s for s in task.sources)
    ]
    assert len(printed) >= 0.6 * len(steel), f"{len(printed)} of {len(steel)}; recalled: {sorted(recalled)}"


# --- published examples ------------------------------------------------------------------------------


def examples(value: Any, inside: bool = False) -> Iterator[Any]:
    """Every entry under a key that begins with `example`."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key.startswith("example"):
                yield from part if isinstance(part, list) else [part]
            else:
                yield from examples(part)


def results(entry: Any) -> list[str]:
    """What an example says comes out: after `->`, the last cell of a row, or what a mapping calls the answer."""
    if isinstance(entry, str):
        told = re.sub(
            r"(?<=;)[^;]*->|[A-Z]+\d+\S*|\b\w+=\S+", " ", entry.partition("->")[2].partition("(")[0]
        )
        return re.findall(r"(?<![\w.])\d+(?:\.\d+)?", told) or [entry.partition(" ")[0]]
    if isinstance(entry, list):
        return results_of_cell(entry[-1])
    told = [v for k, v in entry.items() if k.startswith("answer")] or list(entry.values())[-1:]
    return [r for v in told for r in (map(str, v.values()) if isinstance(v, dict) else results_of_cell(v))]


def results_of_cell(cell: Any) -> list[str]:
    return [str(c) for c in cell] if isinstance(cell, list) else [str(cell)]


@each_domain
def test_every_published_example_is_reproduced(domain: str) -> None:
    """Its result stands in a test of worked examples of the domain, or a test reads it from the fact."""
    tests = [path.read_text(encoding="utf-8") for path in sorted(HERE.glob(f"test_{domain}*examples.py"))]
    used = {name for task in TASKS if task.domain == domain for name in facts_of(task)}
    missing: dict[str, list[Any]] = {}
    for one in raw_facts(domain):
        read = any(f'{name}.data["example' in text for name in held_as(one["id"], domain) for text in tests)
        for entry in examples(one) if one["id"] in used and not read else ():
            if not all(any(stands(result, text) for text in tests) for result in results(entry)):
                missing.setdefault(one["id"], []).append(entry)
    assert not missing, missing


def held_as(fact_id: str, domain: str) -> set[str]:
    """What the modules of a domain call a fact, and the call itself."""
    call = re.compile(rf'^([A-Z]\w*) = fact\((?:__package__|"tasks.{domain}"), "{fact_id}"\)', re.M)
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tasks" / domain).glob("*.py")]
    return {name for text in texts for name in call.findall(text)} | {f'"{fact_id}")'}


def stands(result: str, text: str) -> bool:
    """The number, with or without trailing zeros, or the code itself."""
    bare = re.escape(result.rstrip("0").rstrip(".") if "." in result else result)
    return re.search(rf"(?<![\w.]){bare}\.?0*(?![\w.]*\d)", text) is not None
