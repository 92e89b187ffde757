"""G2 notation: the same punctuation and the same numbers, written the other way.

Numbers are spelt again from the record, never rewritten by a pattern, so they stay equal by construction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from harness.kit import Template
from harness.perturb.edits import Place, free_places, marked, with_edits
from harness.rng import Rng
from harness.types import Edit, Notation, Sheet

ASCII_OF = {"，": ",", "。": ".", "；": ";", "：": ":", "（": "(", "）": ")", "？": "?"}
FULLWIDTH_OF = {v: k for k, v in ASCII_OF.items() if v not in ".?"}


@dataclass(frozen=True, slots=True)
class Punctuation:
    """Half-width marks in Chinese text, full-width ones in English text (P09), one coin for each mark."""

    name: str = "punctuation"
    group: str = "G2"

    def apply(self, sheet: Sheet, family: Template[Any], rng: Rng) -> Sheet | None:
        twins = ASCII_OF if sheet.lang == "zh" else FULLWIDTH_OF

        def standing(place: Place) -> bool:
            # a mark between digits belongs to a number, and one beside frozen text may
            return place.char in twins and not (place.before.isdigit() or place.after.isdigit())

        places = free_places(sheet, family, standing)
        marks = sorted({p.char for p in places})
        if not marks:
            return None
        changed = {m for m in marks if rng.chance(2, 3)} or {rng.choice(marks)}
        edits = [Edit(p.segment, p.offset, p.offset + 1, twins[p.char]) for p in places if p.char in changed]
        return with_edits(sheet, self.name, self.group, edits)


@dataclass(frozen=True, slots=True)
class Numerals:
    """Digits full-width, or thousands grouped (P07, P10); not applicable where no number changes."""

    name: str = "numerals"
    group: str = "G2"

    def apply(self, sheet: Sheet, family: Template[Any], rng: Rng) -> Sheet | None:
        usual: list[Notation] = ["fullwidth", "grouped"] if sheet.lang == "zh" else ["grouped", "fullwidth"]
        before = family.render(sheet)
        for notation in rng.shuffle(usual) if sheet.lang == "zh" else usual:
            other = marked(sheet, self.name, self.group, notation=notation)
            if family.render(other) != before:
                return other
        return None
