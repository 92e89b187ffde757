"""Every family that a config under configs/task names, its draws, and the list of known failures."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from harness.draw import Source, draw_item
from harness.kit import Task, Template
from harness.types import Item

HERE = Path(__file__).parent
CONFIGS = HERE.parents[1] / "configs" / "task"
DEV = Source("dev", seed=1)
TRAIN = Source("train", seed=1)
#: `{check: {family or other case: reason}}`: fails today, expected to be mended; strict, so a mended one says so.
KNOWN: dict[str, dict[str, str]] = json.loads((HERE / "known_failures.json").read_text(encoding="utf-8"))


def configured() -> list[Task]:
    """Every task that a file under configs/task names."""
    out = []
    for path in sorted(CONFIGS.rglob("*.yaml")):
        target = yaml.safe_load(path.read_text(encoding="utf-8"))["task"]["_target_"]
        module, _, name = target.rpartition(".")
        out.append(getattr(importlib.import_module(module), name)())
    return out


TASKS = configured()
FAMILIES: list[tuple[Task, Template[Any]]] = [(task, family) for task in TASKS for family in task.families]
DOMAINS = sorted({task.domain for task in TASKS})


def family_id(task: Task, family: Template[Any]) -> str:
    return f"{task.id}/{family.name}"


def case_of(check: str, name: str, *values: Any) -> Any:
    """A parameter set called `name`; expected to fail if the list of known failures says so."""
    reason = KNOWN.get(check, {}).get(name)
    marks = [] if reason is None else [pytest.mark.xfail(reason=reason, strict=True)]
    return pytest.param(*values, id=name, marks=marks)


def each(check: str, where: Callable[[Template[Any]], bool] = lambda family: True) -> pytest.MarkDecorator:
    """Parametrise by (task, family) over the families for which the check makes sense."""
    cases = [case_of(check, family_id(t, f), t, f) for t, f in FAMILIES if where(f)]
    return pytest.mark.parametrize(("task", "family"), cases)


each_family = each("any")


@cache
def drawn(task_id: str, family_name: str, source: Source) -> list[Item]:
    return []


def items(task: Task, family: Template[Any], count: int, source: Source = DEV) -> list[Item]:
    """The first `count` items of a family; drawn once, shared by all tests."""
    known = drawn(task.id, family.name, source)
    known.extend(draw_item(source, task, family, index) for index in range(len(known), count))
    return known[:count]


def same(a: object, b: object) -> bool:
    """Equality that does not mind Decimal against Fraction."""
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (Decimal, Fraction, int)) and isinstance(b, (Decimal, Fraction, int)):
        return Fraction(a) == Fraction(b)
    return a == b
