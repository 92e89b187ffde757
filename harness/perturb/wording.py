"""G3 wording and G4 layout: another surface, another prompt format, another answer contract.

Surfaces are written by the task's author; formats and contracts come from one grammar for all tasks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from harness.kit import Template
from harness.perturb.edits import marked
from harness.prompts import OTHER, STYLES
from harness.rng import Rng
from harness.types import Sheet


@dataclass(frozen=True, slots=True)
class Paraphrase:
    """The same record put in other words (P14)."""

    name: str = "paraphrase"
    group: str = "G3"

    def apply(self, sheet: Sheet, family: Template[Any], rng: Rng) -> Sheet | None:
        count = len(family.zh if sheet.lang == "zh" else family.en)
        if count < 2:
            return None
        return marked(sheet, self.name, self.group, surface=sheet.surface + 1 + rng.below(count - 1))


@dataclass(frozen=True, slots=True)
class PromptFormat:
    """Other headers, enumerators, separators and place of the instruction (P16)."""

    name: str = "format"
    group: str = "G4"

    def apply(self, sheet: Sheet, family: Template[Any], rng: Rng) -> Sheet | None:
        style = (sheet.layout.style + 1 + rng.below(len(STYLES) - 1)) % len(STYLES)
        return marked(sheet, self.name, self.group, layout=replace(sheet.layout, style=style))


@dataclass(frozen=True, slots=True)
class OutputContract:
    """The answer asked for in the kind's other form: JSON for a line, a code block for JSON (P18)."""

    name: str = "contract"
    group: str = "G4"

    def apply(self, sheet: Sheet, family: Template[Any], rng: Rng) -> Sheet | None:
        if family.kind not in OTHER:
            return None
        layout = replace(sheet.layout, contract=OTHER[family.kind])
        return marked(sheet, self.name, self.group, layout=layout)
