"""What the apprentice is taught: recognition items of the train split, prompts and answers as they are asked.

Pure: the same tasks give the same lessons. No item of `dev` or `test` is ever drawn here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from harness.draw import Source, draw_item
from harness.kit import Task, Template
from harness.prompts import content, glue, labels_of, lead, shifted
from harness.types import LANGS, Lang, Sheet

TRAIN = Source("train", seed=0)
#: Draws per family whose characters make up the vocabulary.
VOCABULARY_DRAWS = 24


def recognition(tasks: Sequence[Task]) -> list[tuple[Task, Template[Any]]]:
    """Families answered by recognising a word."""
    return [(task, family) for task in tasks for family in task.families if family.kind == "option_text"]


def lesson(task: Task, family: Template[Any], index: int, lang: Lang) -> tuple[str, str]:
    """Prompt and answer of one train item, in the plain format of a base model."""
    sheet = Sheet(draw_item(TRAIN, task, family, index), lang, surface=index)
    answer = labels_of(sheet, family)[shifted(sheet).index(sheet.item.gold)]
    return content(sheet, family) + "\n" + lead(sheet, family), glue(sheet, family) + answer


def lessons(tasks: Sequence[Task], count: int) -> Iterator[tuple[str, str]]:
    """`count` lessons, families in turn, every draw used once. In Chinese: one language is what fits a minute."""
    families = recognition(tasks)
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
