"""What the text perturbations share: the free places of a question, and marking the sheet.

Edits touch free words only; the family froze whatever decides the answer, so the gold cannot move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from harness.kit import Template
from harness.rng import Rng
from harness.types import Edit, Sheet

#: At most this share of the free characters may change (edit budget), and at least one must.
SHARE = (1, 20)


class Place(NamedTuple):
    """One character of free text: segment, offset, the character, and what stands on both sides."""

    segment: int
    offset: int
    char: str
    before: str
    after: str


def free_places(sheet: Sheet, family: Template[Any], accept: Callable[[Place], bool]) -> list[Place]:
    """Free characters that `accept` admits, in reading order."""
    out = []
    for index, (text, frozen) in enumerate(family.render(sheet)):
        if frozen:
            continue
        for i, char in enumerate(text):
            place = Place(index, i, char, text[i - 1 : i], text[i + 1 : i + 2])
            if accept(place):
                out.append(place)
    return out


def free_length(sheet: Sheet, family: Template[Any]) -> int:
    return sum(len(s.text) for s in family.render(sheet) if not s.frozen)


def pick(rng: Rng, places: list[Place], length: int) -> list[Place]:
    """A few places within the edit budget of `length` free characters, never two side by side."""
    quota = max(1, length * SHARE[0] // SHARE[1])
    out: list[Place] = []
    for place in rng.shuffle(places):
        if all(p.segment != place.segment or abs(p.offset - place.offset) > 1 for p in out):
            out.append(place)
        if len(out) == quota:
            break
    return out


def marked(sheet: Sheet, name: str, group: str, **changes: Any) -> Sheet:
    """The sheet under this perturbation; a perturbed sheet is asked without few-shot examples."""
    layout = replace(changes.pop("layout", sheet.layout), shots=0)
    return replace(sheet, perturbation=name, group=group, layout=layout, **changes)


def with_edits(sheet: Sheet, name: str, group: str, edits: Iterable[Edit]) -> Sheet | None:
    """The sheet with these edits added, or None if there are none."""
    new = tuple(sorted(edits, key=lambda e: (e.segment, e.start)))
    return marked(sheet, name, group, edits=sheet.edits + new) if new else None
