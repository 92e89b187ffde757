"""The plan of the house: floors, rooms, the edges drawn inside a floor, and who imports what.

Reads source with `ast` and imports nothing of it. The tables are the rule; the tests beside them only compare.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parents[2]

FLOORS: Mapping[int, tuple[str, ...]] = {
    0: ("types", "errors", "rng"),
    1: (
        "form", "exact", "kit", "knowledge", "draw", "prompts", "data", "perturb", "metrics", "stats",
        "extract", "reading",
    ),
    2: ("runners",),
    3: ("models", "engine", "store"),
    4: ("run", "config", "reference"),
    5: ("publish", "integrations"),
    6: ("cli", "commands"),
}  # fmt: skip
FLOOR: Mapping[str, int] = {room: floor for floor, rooms in FLOORS.items() for room in rooms}

#: Imports between rooms of one floor, each with its reason.
EDGES: Mapping[tuple[str, str], str] = {
    ("types", "rng"): "a family's `draw` is annotated with its stream; for types only",
    ("errors", "types"): "a refusal carries its problems",
    ("kit", "data"): "authors reach facts through the kit",
    ("kit", "exact"): "authors reach exact numbers through the kit",
    ("knowledge", "kit"): "signed questions are a family",
    ("draw", "kit"): "draws what the kit's families declare",
    ("prompts", "kit"): "prints what the kit's families declare",
    ("perturb", "kit"): "edits what a family renders",
    ("perturb", "prompts"): "formats and contracts are the prompts' tables",
    ("form", "kit"): "holds tasks and families",
    ("form", "draw"): "a form is drawn",
    ("form", "prompts"): "a form turns sheets into requests",
    ("extract", "reading"): "the face of that package",
    ("metrics", "kit"): "grades by the family's own tolerance and terms",
    ("metrics", "draw"): "the chance level is taken over draws",
    ("metrics", "prompts"): "the answer continues the prompt's lead",
    ("metrics", "reading"): "compares words, dates and units as they are read",
    ("metrics", "extract"): "grades what was read",
    ("models", "engine"): "a backend drives the engine",
}

HEAVY = ("torch", "transformers", "datasets", "evaluate", "scipy", "jieba", "pint", "opencc")
When = Literal["module", "function", "types"]


@dataclass(frozen=True)
class Import:
    """One import: who, whom, and when it happens."""

    source: str
    target: str
    when: When
    line: int

    def __str__(self) -> str:
        return f"{self.source}:{self.line} imports {self.target}"


@cache
def modules() -> dict[str, Path]:
    """Every module of `harness` and `tasks` by its dotted name."""
    found = {}
    for top in ("harness", "tasks"):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def room_of(module: str) -> str:
    """`harness.metrics.grade` stands in `metrics`; the bare package is nobody's room."""
    return module.split(".")[1] if module.startswith("harness.") else ""


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def imports() -> tuple[Import, ...]:
    return tuple(found for name, path in modules().items() for found in imports_of(name, tree_of(path)))


def imports_of(name: str, tree: ast.Module) -> Iterator[Import]:
    """The imports of one module, wherever they stand in it."""
    pending: list[tuple[ast.AST, When]] = [(tree, "module")]
    while pending:
        node, when = pending.pop()
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from (Import(name, target, when, node.lineno) for target in targets(name, node))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            when = "function"
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            pending += [(child, "types") for child in node.body]
            pending += [(child, when) for child in node.orelse]
        else:
            pending += [(child, when) for child in ast.iter_child_nodes(node)]


def targets(name: str, node: ast.Import | ast.ImportFrom) -> list[str]:
    """What a statement imports, down to the module where a name is one of ours."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    base = node.module or ""
    if node.level:
        package = name.split(".") if modules()[name].name == "__init__.py" else name.split(".")[:-1]
        base = ".".join([*package[: len(package) - node.level + 1], *([base] if base else [])])
    full = [f"{base}.{alias.name}" for alias in node.names]
    return [one if one in modules() else base for one in full]


def cycle(edges: Mapping[str, set[str]]) -> list[str]:
    """One cycle of a graph, or nothing."""
    done: set[str] = set()

    def visit(node: str, path: list[str]) -> list[str]:
        if node in path:
            return [*path[path.index(node) :], node]
        if node in done:
            return []
        found = next((c for other in sorted(edges.get(node, ())) if (c := visit(other, [*path, node]))), [])
        done.add(node)
        return found

    return next((c for node in sorted(edges) if (c := visit(node, []))), [])
