"""Which facts a task's code reads, found in its source: the calls of `fact(package, id)` and nothing else.

By module, not by family: a module that reads two facts names both for each of its families.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from harness.data import Fact, fact


def facts_read(module: str) -> tuple[Fact, ...]:
    """Facts that an imported module and the modules of its own package that it imports read, by id."""
    package = module.rpartition(".")[0]
    seen: set[str] = set()
    pending = [module]
    ids: set[str] = set()
    while pending:
        name = pending.pop()
        if name in seen:
            continue
        seen.add(name)
        ids.update(read_here(name))
        pending += [
            other for other in imported(name) if other.startswith(f"{package}.") and other in sys.modules
        ]
    return tuple(fact(package, one) for one in sorted(ids))


def read_here(module: str) -> Iterator[str]:
    """Ids in the calls `fact(<package>, "<id>")` of one module."""
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "fact":
            last = node.args[-1] if node.args else None
            if isinstance(last, ast.Constant) and isinstance(last.value, str):
                yield last.value


def imported(module: str) -> Iterator[str]:
    """Dotted names a module imports; of `from a import b` both `a` and `a.b`, since either may be a module."""
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def tree_of(module: str) -> ast.Module:
    path = sys.modules[module].__file__
    return ast.parse(Path(path).read_text(encoding="utf-8") if path else "")
