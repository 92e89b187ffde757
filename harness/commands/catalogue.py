"""The tasks of a form in plain words, for pages: titles, tiers, sources, families, and an example in both languages.

Examples are drawn from the training split, which is free to use; no item of a round is ever among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from harness.draw import Source, draw_item
from harness.kit import Json, Labels, Number, Task, Template
from harness.prompts import content, model_answer
from harness.types import LANGS, Sheet, Text


def catalogue_of(tasks: Sequence[tuple[Task, int]]) -> dict[str, Any]:
    """`{tasks: {<id>: card}}`, in order of their ids."""
    cards = {task.id: card(task, count) for task, count in tasks}
    return {"schema_version": "1.0", "tasks": dict(sorted(cards.items()))}


def card(task: Task, count: int) -> dict[str, Any]:
    return {
        "domain": task.domain,
        "name": task.name,
        "tier": task.tier,
        "title": both(task.title),
        "sources": list(task.sources),
        "items": count * len(task.families),
        "family_count": len(task.families),
        "families": {family.name: family_card(task, family, count) for family in task.families},
    }


def both(text: Text) -> dict[str, str]:
    """`{zh, en}`."""
    return {lang: text[lang] for lang in LANGS}


def family_card(task: Task, family: Template[Any], count: int) -> dict[str, Any]:
    """What is declared of a family, and its first training item."""
    about = (type(family).__doc__ or "").strip().split("\n")[0]
    item = draw_item(Source("train", seed=0), task, family, 0)
    return {
        "title": both(family.title),
        "kind": family.kind,
        "about": about,
        "critical": None if family.critical is None else both(family.critical),
        "items": count,
        "cases": len(family.cases),
        "grading": grading(family),
        "example": {lang: example(Sheet(item, lang), family) for lang in LANGS},
    }


def grading(family: Template[Any]) -> dict[str, Any]:
    """What the grader needs to know besides the kind: tolerance, unit, options, fields."""
    if isinstance(family, Number):
        t = family.tolerance
        return {"absolute": float(t.absolute), "relative": float(t.relative), "places": family.places}
    if isinstance(family, Json):
        return {"fields": len(family.schema)}
    if isinstance(family, Labels):
        return {"labels": len(family.terms)}
    return {"options": getattr(family, "options", 0)}


def example(sheet: Sheet, family: Template[Any]) -> dict[str, str]:
    """The prompt as a model sees it, and the right answer as it is to be written."""
    return {"prompt": content(sheet, family), "answer": model_answer(sheet, family)}
