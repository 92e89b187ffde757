"""Imports go down only: floors, drawn edges, tasks apart, heavy libraries where they are needed."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict

import pytest
from walls import (
    EDGES,
    FLOOR,
    FLOORS,
    HEAVY,
    ROOT,
    Import,
    cycle,
    imports,
    imports_of,
    modules,
    room_of,
    tree_of,
)

OURS = [i for i in imports() if i.source.startswith("harness")]
THEIRS = [i for i in imports() if i.source.startswith("tasks")]


def test_every_room_has_a_floor() -> None:
    found = {room_of(name) for name in modules()} - {""}
    assert found <= set(FLOOR), f"place it in the table: {found - set(FLOOR)}"


def test_imports_go_down_or_along_a_drawn_edge() -> None:
    wrong = [str(i) for i in OURS if not allowed(i)]
    assert not wrong, wrong


def allowed(i: Import) -> bool:
    here, there = room_of(i.source), room_of(i.target)
    if not here or not there or here == there:
        return True
    return FLOOR[there] < FLOOR[here] or (here, there) in EDGES


def test_every_drawn_edge_is_used_and_stays_on_its_floor() -> None:
    used = {(room_of(i.source), room_of(i.target)) for i in OURS}
    assert not [edge for edge in EDGES if edge not in used]
    assert not [(a, b) for a, b in EDGES if FLOOR[a] != FLOOR[b]]


def test_rooms_and_modules_have_no_cycle() -> None:
    rooms: dict[str, set[str]] = defaultdict(set)
    files: dict[str, set[str]] = defaultdict(set)
    for i in imports():
        if i.when == "types" or i.target not in modules():
            continue
        files[i.source].add(i.target)
        if (here := room_of(i.source)) and (there := room_of(i.target)) and here != there:
            rooms[here].add(there)
    assert cycle(rooms) == []
    assert cycle(files) == []


def test_a_cycle_would_be_found() -> None:
    assert cycle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]


def test_the_harness_never_imports_tasks() -> None:
    assert not [str(i) for i in OURS if i.target.split(".")[0] == "tasks"]


def test_tasks_import_the_two_lowest_floors_and_their_own_domain() -> None:
    def fine(i: Import) -> bool:
        top = i.target.split(".")[0]
        if top == "tasks":
            return i.target.split(".")[1:2] == i.source.split(".")[1:2]
        return FLOOR[room_of(i.target)] <= 1 if top == "harness" else top in sys.stdlib_module_names

    wrong = [str(i) for i in THEIRS if not fine(i)]
    assert not wrong, wrong


def test_the_ground_floor_needs_the_standard_library_only() -> None:
    ground = [i for i in OURS if FLOOR.get(room_of(i.source)) == 0 or i.source in ("harness", "harness.cli")]
    outside = [i for i in ground if i.target.split(".")[0] not in (*sys.stdlib_module_names, "harness")]
    assert not [str(i) for i in outside]


def test_nothing_below_the_models_imports_a_heavy_library_when_it_is_read() -> None:
    low = {room for floor in (0, 1, 2) for room in FLOORS[floor]}
    heavy = [
        i
        for i in imports()
        if i.when == "module"
        and i.target.split(".")[0] in HEAVY
        and (room_of(i.source) in low or i.source.startswith("tasks"))
    ]
    assert not [str(i) for i in heavy]


def test_only_three_places_import_by_name_and_none_runs_text() -> None:
    """`config.build` resolves targets, `cli` its commands, `run.plan` finds a task's folder."""
    by_name, by_text = set(), set()
    for name, path in modules().items():
        for node in ast.walk(tree_of(path)):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if called.endswith(("import_module", "__import__")):
                by_name.add(name)
            if called in (
                "eval",
                "exec",
                "compile",
                "pickle.load",
                "pickle.loads",
                "torch.load",
                "os.system",
            ):
                by_text.add(name)
    assert by_name <= {"harness.cli", "harness.config.build", "harness.run.plan"}
    assert not by_text


@pytest.mark.parametrize(
    ("text", "target", "when"),
    [
        ("import torch.nn", "torch.nn", "module"),
        ("def f():\n    from scipy import special", "scipy", "function"),
        ("from harness import extract", "harness.extract", "module"),
        ("from harness.kit import rounded", "harness.kit", "module"),
        ("if TYPE_CHECKING:\n    from harness.rng import Rng", "harness.rng", "types"),
        ("try:\n    import jieba\nexcept ImportError: pass", "jieba", "module"),
    ],
)
def test_the_walk_sees_every_kind_of_import(text: str, target: str, when: str) -> None:
    (found,) = imports_of("harness.kit", ast.parse(text))
    assert (found.target, found.when) == (target, when)


def test_the_tree_is_the_one_under_test() -> None:
    import harness

    assert (
        str(ROOT) == str(modules()["harness"].parents[1]) == str(harness.__file__).rsplit("/harness/", 1)[0]
    )
