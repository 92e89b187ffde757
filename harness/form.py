"""A form: the items of a suite at one seed and split, and the ways of asking them.

Runners read a form to say which sheets they need. Everything here is a pure function of (tasks, counts,
source): no file, no clock, no model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from harness.draw import Source, draw_item
from harness.kit import Task, Template
from harness.prompts import contract_of, request
from harness.types import LANGS, Item, Kind, Lang, Layout, Perturbation, Request, Sheet

#: New tokens allowed by answer kind; part of the form, since it is part of every request.
BUDGET: Mapping[Kind, int] = {"number": 24, "labels": 48, "record": 160, "text": 256}


@dataclass(frozen=True)
class Form:
    """Items per family, in a fixed order; see `clean`, `perturbed`, `shots`, `request`."""

    suite: str
    size: str
    source: Source
    tasks: tuple[tuple[Task, int], ...]
    """Each task with its number of items per family."""
    chances: Mapping[str, float] = field(default_factory=dict)
    """Success rate of the best constant answer, by family id."""
    budget: Mapping[Kind, int] = field(default_factory=lambda: dict(BUDGET))

    @cached_property
    def families(self) -> dict[str, tuple[Task, Template[Any], int]]:
        """Family id to (task, family, items)."""
        return {
            f"{t.id}/{f.name}": (t, f, min(n, len(f.cases)) if f.fixed else n)
            for t, n in self.tasks
            for f in t.families
        }

    @cached_property
    def items(self) -> tuple[Item, ...]:
        return tuple(
            draw_item(self.source, task, family, index)
            for task, family, count in self.families.values()
            for index in range(count)
        )

    @property
    def domains(self) -> tuple[str, ...]:
        return tuple(sorted({t.domain for t, _ in self.tasks}))

    def family(self, item: Item) -> Template[Any]:
        return self.families[item.family][1]

    def task(self, item: Item) -> Task:
        return self.families[item.family][0]

    # --- ways of asking ---

    def clean(self, shots: int = 0, langs: Sequence[Lang] = LANGS) -> list[Sheet]:
        """Every item once per language, as it is usually asked; the surface rotates with the index."""
        return [
            Sheet(item, lang, surface=item.index, layout=Layout(shots=shots))
            for item in self.items
            for lang in langs
        ]

    def perturbed(self, sheet: Sheet, perturbation: Perturbation) -> Sheet | None:
        """The sheet under a perturbation, or None where it does not apply or changes nothing the model sees."""
        rng = self.source.rng(sheet.item.draw_id, sheet.lang, "perturb", perturbation.name)
        return perturbation.apply(sheet, self.family(sheet.item), rng)

    def shots(self, sheet: Sheet) -> tuple[Sheet, ...]:
        """The few-shot block of this sheet: drawn once from `train` per (family, language, k), same for all."""
        k = sheet.layout.shots
        task, family, _ = self.families[sheet.item.family]
        if not k or family.fixed:
            return ()
        layout = Layout(contract=contract_of(sheet, family))
        return tuple(
            Sheet(item, sheet.lang, surface=item.index, layout=layout)
            for item in self._shot_items(task, family, k)
        )

    def _shot_items(self, task: Task, family: Template[Any], k: int) -> Iterable[Item]:
        train = Source("train", seed=0)
        cache = self.__dict__.setdefault("_shots", {})
        key = (task.id, family.name, k)
        if key not in cache:
            cache[key] = [draw_item(train, task, family, index) for index in range(k)]
        found: list[Item] = cache[key]
        return found

    def request(self, sheet: Sheet) -> Request:
        return request(sheet, self.family(sheet.item), self.shots(sheet), self.budget)
