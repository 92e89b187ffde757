"""What becomes of a mistyped number: who notices it.

`disagree`: the two solvers differ, or one fails, on some record. `printed`: both change alike, and wherever the gold
changes the item prints the number in both languages, so that the item carries its own rule. `example`: a
worked example no longer comes out. `idle`: no gold changes, so the number decides none. `unseen` is the rest.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from every import FAMILIES, HERE, family_id, items, same
from mutants import Site, at_most, closure, mutant, names_in, transplanted, twin

from harness.kit import Choice, Task, Template
from harness.prompts import content, question
from harness.types import LANGS, Item, Sheet

BROKEN = "broken"


def words(item: Item, family: Template[Any]) -> list[str]:
    """What an item prints, by language and surface, without the options."""
    read = question if isinstance(family, Choice) else content
    return [read(Sheet(item, lang, surface=surface), family) for lang in LANGS for surface in range(2)]


@cache
def plain(task_id: str, name: str, count: int) -> list[tuple[Item, list[str]]]:
    task, family = next((t, f) for t, f in FAMILIES if t.id == task_id and f.name == name)
    return [(item, words(item, family)) for item in items(task, family, count)]


@cache
def called(task_id: str, name: str, count: int = 24) -> frozenset[tuple[str, str]]:
    """(module, function) of everything that the solvers of a family call."""
    family = next(f for t, f in FAMILIES if t.id == task_id and f.name == name)
    task = next(t for t in {t.id: t for t, _ in FAMILIES}.values() if t.id == task_id)
    found: set[tuple[str, str]] = set()

    def note(frame: Any, event: str, _: object) -> None:
        if event == "call":
            code = frame.f_code
            top = code.co_qualname.partition(".<locals>")[0]
            found.add((frame.f_globals.get("__name__", ""), top))

    records = [item.record for item in items(task, family, count)]
    sys.setprofile(note)
    try:
        for record in records:
            family.solve(record)
            family.check(record)
    finally:
        sys.setprofile(None)
    return frozenset(found)


def concerned(site: Site) -> list[tuple[Task, Template[Any]]]:
    """The families whose solvers may read the number."""
    out = []
    for task, family in FAMILIES:
        module = type(task).__module__
        if ":" in site.where:
            package, _, name = site.where.partition(":")
            reads = module.startswith(package + ".") and any(name in names_in(m) for m in closure(module))
        else:
            reads = site.where in closure(module)
            if site.inside:
                reads = reads and (site.where, site.inside) in called(task.id, family.name)
        if reads:
            out.append((task, family))
    return out


def _answer(solver: Any, record: Any) -> Any:
    try:
        with at_most(2):
            return solver(record)
    except Exception:
        return BROKEN


def seen_by(task: Task, family: Template[Any], count: int) -> str:
    """`idle`, `disagree`, `printed` or `unseen`, for the mutant that stands in `sys.modules`."""
    other = next(f for f in twin(task).families if f.name == family.name)
    state = "idle"
    for item, before in plain(task.id, family.name, count):
        record = transplanted(item.record)
        a, b = _answer(other.solve, record), _answer(other.check, record)
        if a is BROKEN or b is BROKEN or not same(a, b):
            return "disagree"
        if not same(a, item.gold) and state != "unseen":
            after = words(replace(item, record=record, gold=a), other)
            changed = all(x != y for x, y in zip(before, after, strict=True))
            state = "printed" if changed else "unseen"
    return state


# --- worked examples ---------------------------------------------------------------------------------


@cache
def _examples(package: str) -> tuple[tuple[Path, frozenset[str]], ...]:
    """The tests of worked examples of a domain, with the task modules each imports."""
    domain = package.rpartition(".")[2]
    out = []
    for path in sorted(HERE.glob(f"test_{domain}*examples.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
        reached = {m for n in names if n.startswith(package + ".") for m in closure(n)}
        out.append((path, frozenset(reached)))
    return tuple(out)


@cache
def _compiled(path: Path) -> Any:
    return compile(path.read_text(encoding="utf-8"), str(path), "exec")


def _cases(test: Any) -> Iterator[dict[str, Any]]:
    """The argument sets of a parametrised test; none for a test that wants fixtures."""
    sets: list[list[dict[str, Any]]] = []
    for mark in getattr(test, "pytestmark", ()):
        if mark.name == "parametrize":
            names = mark.args[0].split(",") if isinstance(mark.args[0], str) else list(mark.args[0])
            rows = [getattr(row, "values", row) for row in mark.args[1]]
            sets.append(
                [
                    dict(zip(map(str.strip, names), row if len(names) > 1 else [row], strict=True))
                    for row in rows
                ]
            )
    for choice in itertools.product(*sets):
        arguments = {k: v for part in choice for k, v in part.items()}
        if set(inspect.signature(test).parameters) == set(arguments):
            yield arguments


def example_fails(site: Site) -> bool:
    """Whether a worked example of the domain fails with the mutant that stands in `sys.modules`."""
    package = site.where.partition(":")[0] if ":" in site.where else site.where.rpartition(".")[0]
    for path, reached in _examples(package):
        if ":" not in site.where and site.where not in reached:
            continue
        space: dict[str, Any] = {"__name__": f"mutant_{path.stem}", "__file__": str(path)}
        try:
            with at_most(20):
                exec(_compiled(path), space)
                for name, test in space.items():
                    if name.startswith("test_") and inspect.isfunction(test):
                        for arguments in _cases(test):
                            test(**arguments)
        except (Exception, AssertionError):
            return True
    return False


def verdict(site: Site, value: Any, count: int) -> dict[str, str]:
    """Family id to what became of the mutant there; `*` stands for the modules or a worked example."""
    out: dict[str, str] = {}
    try:
        with mutant(site, value):
            for task, family in concerned(site):
                out[family_id(task, family)] = seen_by(task, family, count)
            if "unseen" in out.values() and "disagree" not in out.values() and example_fails(site):
                out["*"] = "example"
    except Exception:
        return {"*": "disagree"}
    return out


def unprinted(site: Site, count: int) -> list[str]:
    """Families in which the number decides a gold and, mistyped, leaves the question of that item as it was."""
    out: set[str] = set()
    for value in site.changed():
        try:
            with mutant(site, value):
                for task, family in concerned(site):
                    if hides(task, family, count):
                        out.add(family_id(task, family))
        except Exception:
            continue  # the modules themselves refuse the number
    return sorted(out)


def hides(task: Task, family: Template[Any], count: int) -> bool:
    other = next(f for f in twin(task).families if f.name == family.name)
    for item, before in plain(task.id, family.name, count):
        record = transplanted(item.record)
        gold = _answer(other.solve, record)
        if gold is not BROKEN and not same(gold, item.gold):
            after = words(replace(item, record=record, gold=gold), other)
            if any(x == y for x, y in zip(before, after, strict=True)):
                return True
    return False
