"""What a reference checkpoint is taught: items of the train split, prompts and answers as they are asked.

Pure: the same tasks give the same lessons. No item of `dev` or `test` is ever drawn here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from harness.draw import Source, draw_item
from harness.kit import Task, Template
from harness.prompts import content, lead, model_answer
from harness.types import LANGS, Kind, Lang, Sheet

TRAIN = Source("train", seed=0)
#: Draws per family whose characters make up the vocabulary.
VOCABULARY_DRAWS = 24


def taught(
    tasks: Sequence[Task], kinds: Sequence[Kind] = ("option_text",)
) -> list[tuple[Task, Template[Any]]]:
    """Families of these answer kinds; by default those answered by recognising a word."""
    return [
        (task, family)
        for task in tasks
        for family in task.families
        if family.kind in kinds and not family.fixed
    ]


def lesson(task: Task, family: Template[Any], index: int, lang: Lang) -> tuple[str, str]:
    """Prompt and answer of one train item, in the plain format of a base model."""
    sheet = Sheet(draw_item(TRAIN, task, family, index), lang, surface=index)
    opening = lead(sheet, family)
    return content(sheet, family) + "\n" + opening, model_answer(sheet, family)[len(opening) :]


def lessons(
    tasks: Sequence[Task], count: int, kinds: Sequence[Kind] = ("option_text",)
) -> Iterator[tuple[str, str]]:
    """`count` lessons, families in turn, every draw used once. In Chinese: one language is what fits a minute."""
    families = taught(tasks, kinds)
    for n in range(count):
        round_, place = divmod(n, len(families))
        task, family = families[place]
        yield lesson(task, family, round_, "zh")


def characters(tasks: Sequence[Task]) -> list[str]:
    """Every character the prompts of these tasks use, and printable ASCII."""
    seen = {chr(c) for c in range(32, 127)} | {"\n"}
    for task in tasks:
        for family in task.families:
            for index in range(VOCABULARY_DRAWS):
                item = draw_item(TRAIN, task, family, index)
                for lang in LANGS:
                    seen.update(content(Sheet(item, lang, surface=index), family))
    return sorted(seen)
