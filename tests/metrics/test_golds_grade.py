"""Every configured family: its own gold is graded correct, in both languages and both contracts."""

from __future__ import annotations

import importlib
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from harness.draw import Source, draw_item
from harness.form import BUDGET
from harness.kit import Json, Labels, Task, Template
from harness.metrics.grade import grade
from harness.prompts import OTHER, USUAL, lead, model_answer, request, shifted
from harness.types import INSUFFICIENT, LANGS, Layout, Request, Response, Sheet, Verdict

CONFIGS = Path(__file__).parents[2] / "configs" / "task"
DEV = Source("dev", seed=1)
DRAWS = 12


def configured() -> list[Task]:
    out = []
    for path in sorted(CONFIGS.rglob("*.yaml")):
        target = yaml.safe_load(path.read_text(encoding="utf-8"))["task"]["_target_"]
        module, _, name = target.rpartition(".")
        out.append(getattr(importlib.import_module(module), name)())
    return out


FAMILIES = [(task, family) for task in configured() for family in task.families]
each_family = pytest.mark.parametrize(
    ("task", "family"), FAMILIES, ids=[f"{t.id}/{f.name}" for t, f in FAMILIES]
)


def sheets(task: Task, family: Template[Any]) -> list[Sheet]:
    """A few items in both languages and both contracts; choice kinds also with shifted options."""
    return [
        Sheet(
            draw_item(DEV, task, family, index),
            lang,
            surface=index,
            layout=Layout(contract=contract, shift=index),
        )
        for index in range(DRAWS)
        for lang in LANGS
        for contract in (USUAL[family.kind], OTHER[family.kind])
    ]


def gold_response(sheet: Sheet, family: Template[Any], asked: Request) -> Response:
    """What a model that knows would have answered: the gold after the lead, up to the stop string."""
    if asked.kind == "score":
        best = shifted(sheet).index(sheet.item.gold)
        logliks = tuple(-1.0 if i == best else -1000.0 for i in range(len(asked.options)))
        return Response(asked.key, logliks=logliks, finish="options")
    text = model_answer(sheet, family).removeprefix(lead(sheet, family))
    assert asked.decoding is not None
    for stop in asked.decoding.stop:
        text = text.partition(stop)[0]
    return Response(asked.key, text)


@each_family
def test_gold_is_correct(task: Task, family: Template[Any]) -> None:
    for sheet in sheets(task, family):
        asked = request(sheet, family, (), BUDGET)
        response = gold_response(sheet, family, asked)
        score = grade(response, asked, sheet, family)
        assert (score.verdict, score.value, score.critical) == (Verdict.CORRECT, 1.0, False), (
            response,
            score,
        )


@each_family
def test_another_items_gold_is_not_always_correct(task: Task, family: Template[Any]) -> None:
    """The grader tells items apart: answering every item with the first item's gold does not pass."""
    first, *rest = (
        s for s in sheets(task, family) if s.lang == "zh" and s.layout.contract == USUAL[family.kind]
    )
    asked = request(first, family, (), BUDGET)
    response = gold_response(first, family, asked)
    verdicts = {grade(response, request(s, family, (), BUDGET), s, family).verdict for s in rest}
    assert verdicts != {Verdict.CORRECT}


def readable(family: Template[Any], options: tuple[Any, ...]) -> list[Any]:
    """Answers the grader may hand to `harms`: an abstention, odd values of the kind, missing fields."""
    if options:
        return list(options)
    if isinstance(family, Json):
        keys = list(family.schema)
        values = (None, INSUFFICIENT, Fraction(1, 3), True, "", ("x",))
        return [
            INSUFFICIENT,
            {},
            *({key: value} for key in keys for value in values),
            *(dict.fromkeys(keys, v) for v in values),
        ]
    return (
        [INSUFFICIENT, ()] if isinstance(family, Labels) else [INSUFFICIENT, Fraction(-1, 3), Fraction(10**9)]
    )


@each_family
def test_harms_takes_any_answer(task: Task, family: Template[Any]) -> None:
    for index in range(DRAWS):
        item = draw_item(DEV, task, family, index)
        for answer in readable(family, item.options):
            assert family.harms(answer, item.record) in (True, False)


@each_family
def test_an_empty_answer_is_unparsed(task: Task, family: Template[Any]) -> None:
    for sheet in sheets(task, family)[:4]:
        asked = request(sheet, family, (), BUDGET)
        if asked.kind == "generate":
            assert grade(Response(asked.key, ""), asked, sheet, family).verdict is Verdict.UNPARSED
