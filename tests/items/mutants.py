"""Task modules with one number changed, as a slip of the pen in a module or in a fact would change it.

A site is a numeric literal (number, or string that is a number) of a task module, or a number in the data of a
fact. Its mutant is what the task would be with that number mistyped: the module and all that depend on it are
run again with the changed number, so that whatever reads it, at import or later, reads the mistyped one. Sites
are found in the syntax tree and in the JSON, never listed.
"""

from __future__ import annotations

import ast
import copy
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import harness.data
from harness.kit import Task

ROOT = Path(__file__).parents[2]
NUMERAL = re.compile(r"-?\d+(\.\d+)?")
#: Members of a family that neither solver calls; a number there cannot decide a gold.
SILENT = frozenset({"draw", "slips", "harms", "fields", "render", "show", "word"})


@dataclass(frozen=True)
class Site:
    """One number: `where` is a module or `package:fact id`, `path` leads to it, `value` is what stands there."""

    where: str
    path: tuple[Any, ...]
    value: int | float | str | Decimal
    inside: str
    """The function it stands in (`f` or `Class.f`), empty at module or class level, or the path in a fact."""

    @property
    def name(self) -> str:
        """Stable under edits elsewhere: place, value, and its count among equal ones in that place."""
        return f"{self.where} {self.inside or '-'} {self.value!s} #{self.path[-1] if self.path else 0}"

    def changed(self) -> list[Any]:
        """Two mistyped values: one more and one less, or a tenth more and a tenth less."""
        if isinstance(self.value, int):
            by = 1 if abs(self.value) < 20 else max(1, abs(self.value) // 10)
            return [self.value + by, self.value - by]
        tenth = (Decimal(str(self.value)) * factor for factor in (Decimal("1.1"), Decimal("0.9")))
        if Decimal(str(self.value)) == 0:
            tenth = (Decimal(1), Decimal(-1))
        kind = type(self.value)
        if isinstance(self.value, str) and "." not in self.value:
            return [str(int(self.value) + 1), str(int(self.value) - 1)]
        return [kind(str(v)) for v in tenth]


# --- what there is -----------------------------------------------------------------------------------


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse((ROOT / (module.replace(".", "/") + ".py")).read_text(encoding="utf-8"))


@cache
def modules_of(package: str) -> tuple[str, ...]:
    """Modules of a package (`tasks.steel`), each after those it imports."""
    folder = ROOT / package.replace(".", "/")
    names = {f"{package}.{p.stem}" for p in folder.glob("*.py") if p.stem != "__init__"}
    order: list[str] = []

    def visit(name: str) -> None:
        if name not in order:
            for other in sorted(imports(name) & names):
                visit(other)
            order.append(name)

    for name in sorted(names):
        visit(name)
    return tuple(order)


@cache
def imports(module: str) -> frozenset[str]:
    return frozenset(
        n.module for n in ast.walk(tree_of(module)) if isinstance(n, ast.ImportFrom) and n.module
    )


@cache
def names_in(module: str) -> frozenset[str]:
    """Every string that stands in a module; the ids of its facts are among them."""
    return frozenset(
        n.value for n in ast.walk(tree_of(module)) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    )


@cache
def closure(module: str) -> frozenset[str]:
    """A task module and every module of its package that it reaches."""
    package = module.rpartition(".")[0]
    known, todo = {module}, [module]
    while todo:
        for other in imports(todo.pop()) & set(modules_of(package)) - known:
            known.add(other)
            todo.append(other)
    return frozenset(known)


def dependants(package: str, changed: set[str]) -> list[str]:
    """The changed modules and those that import them, in the order in which they must run."""
    out: list[str] = []
    for name in modules_of(package):
        if name in changed or imports(name) & set(out):
            out.append(name)
    return out


# --- sites -------------------------------------------------------------------------------------------


def _is_number(value: object) -> bool:
    if isinstance(value, str):
        return bool(NUMERAL.fullmatch(value))
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def _literals(tree: ast.Module) -> Iterator[tuple[ast.Constant, str]]:
    """Numeric literals outside the silent members, with the function they stand in."""

    def walk(node: ast.AST, inside: str, owner: str) -> Iterator[tuple[ast.Constant, str]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef):
                yield from walk(child, inside, f"{child.name}.")
            elif isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                if not (owner and child.name in SILENT):
                    yield from walk(child, inside or f"{owner}{child.name}", owner)
            elif isinstance(child, ast.Constant):
                if _is_number(child.value):
                    yield child, inside
            elif not isinstance(child, ast.JoinedStr):  # printed words
                yield from walk(child, inside, owner)

    yield from walk(tree, "", "")


@cache
def module_sites(module: str) -> tuple[Site, ...]:
    seen: dict[tuple[str, str], int] = {}
    out = []
    for index, (node, inside) in enumerate(_literals(tree_of(module))):
        key = inside, str(node.value)
        seen[key] = seen.get(key, -1) + 1
        out.append(Site(module, (index, seen[key]), node.value, inside))  # type: ignore[arg-type]
    return tuple(out)


@cache
def fact_sites(package: str) -> tuple[Site, ...]:
    """Numbers in the data of every fact that a module of the package names."""
    named = {name for m in modules_of(package) for name in names_in(m)}
    out: list[Site] = []

    def walk(where: str, value: Any, path: tuple[Any, ...]) -> None:
        if isinstance(value, (dict, list)):
            for key, part in value.items() if isinstance(value, dict) else enumerate(value):
                walk(where, part, (*path, key))
        elif _is_number(value):
            out.append(Site(where, path, value, ".".join(map(str, path))))

    for name, raw in harness.data._load(package).items():
        if name in named:
            walk(f"{package}:{name}", raw["data"], ())
    return tuple(out)


# --- mutants -----------------------------------------------------------------------------------------


class _Timeout(Exception):
    pass


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Ends a mutant that would run for ever."""

    def stop(*_: object) -> None:
        raise _Timeout

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _code(module: str, site: Site | None, value: Any) -> CodeType:
    tree = tree_of(module)
    if site is not None and site.where == module:
        tree = copy.deepcopy(tree)
        for index, (node, _) in enumerate(_literals(tree)):
            if index == site.path[0]:
                node.value = value
    return compile(tree, str(ROOT / (module.replace(".", "/") + ".py")), "exec")


_plain_code = cache(lambda module: _code(module, None, None))


def _patched_facts(site: Site, value: Any) -> Any:
    package, _, name = site.where.partition(":")
    table = {**harness.data._load(package)}
    table[name] = copy.deepcopy(table[name])
    place = table[name]["data"]
    for key in site.path[:-1]:
        place = place[key]
    place[site.path[-1]] = value
    before = harness.data._load
    return lambda asked: table if asked == package else before(asked)


@contextmanager
def mutant(site: Site, value: Any) -> Iterator[None]:
    """While it lasts, `sys.modules` holds the package with `value` at `site`; raises what the modules raise."""
    is_fact = ":" in site.where
    package = site.where.partition(":")[0] if is_fact else site.where.rpartition(".")[0]
    changed = {site.where}
    if is_fact:
        name = site.where.partition(":")[2]
        changed = {m for m in modules_of(package) if name in names_in(m)}
    names = dependants(package, changed)
    before = {name: sys.modules.pop(name, None) for name in names}
    load = harness.data._load
    if is_fact:
        harness.data._load = _patched_facts(site, value)
    try:
        for name in names:
            sys.modules[name] = module = ModuleType(name)
            module.__package__, module.__file__ = package, ""
            code = _code(name, site, value) if name == site.where else _plain_code(name)
            exec(code, module.__dict__)
        yield
    finally:
        harness.data._load = load
        for name in names:
            sys.modules.pop(name, None)
        sys.modules.update({name: module for name, module in before.items() if module is not None})


def twin(task: Task) -> Task:
    """The same task out of the modules that stand in `sys.modules` now."""
    return getattr(sys.modules[type(task).__module__], type(task).__name__)()


def transplanted(value: Any) -> Any:
    """A record with its dataclasses replaced by those of the mutant, field by field."""
    if is_dataclass(value) and not isinstance(value, type) and type(value).__module__.startswith("tasks."):
        cls: Any = sys.modules[type(value).__module__]
        for part in type(value).__qualname__.split("."):
            cls = getattr(cls, part)
        new = object.__new__(cls)
        for field in fields(value):
            object.__setattr__(new, field.name, transplanted(getattr(value, field.name)))
        return new
    if type(value) in (tuple, list):
        return type(value)(map(transplanted, value))
    if type(value) is dict:
        return {key: transplanted(part) for key, part in value.items()}
    return value
