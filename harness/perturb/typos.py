"""G1 typing noise: homophone typos (zh), keyboard typos (en), stray white space (both).

Characters of frozen spans are never touched, a typo never makes a common word, and at most 5 % of the free
characters change.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from harness.kit import Template
from harness.perturb.edits import Place, free_length, free_places, pick, with_edits
from harness.rng import Rng
from harness.types import Edit, Sheet

#: Neighbours on a QWERTY keyboard.
KEYS = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl",
    "p": "ol", "a": "qsz", "s": "adw", "d": "sfe", "f": "dgr", "g": "fht", "h": "gjy", "j": "hku", "k": "jli",
    "l": "ko", "z": "xa", "x": "zcs", "c": "xvd", "v": "cbf", "b": "vng", "n": "bmh", "m": "nj",
}  # fmt: skip
ZERO_WIDTH_SPACE = "\u200b"


@cache
def homophones() -> dict[str, str]:
    """Character to common characters of the same reading and tone."""
    table: dict[str, str] = json.loads(_data("homophones.json"))
    return table


@cache
def common_words() -> frozenset[str]:
    return frozenset(_data("words.txt").split())


def _data(name: str) -> str:
    return files("harness.perturb.data").joinpath(name).read_text(encoding="utf-8")


def is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def harmless(place: Place, new: str) -> bool:
    """No common word arises with either neighbour."""
    return not {place.before + new, new + place.after} & common_words()


@dataclass(frozen=True, slots=True)
class Homophone:
    """A character typed as another of the same sound (P01)."""

    name: str = "homophone"
    group: str = "G1"

    def apply(self, sheet: Sheet, family: Template[Any], rng: Rng) -> Sheet | None:
        if sheet.lang != "zh":
            return None

        def candidates(place: Place) -> list[str]:
            return [c for c in homophones().get(place.char, "") if harmless(place, c)]

        places = free_places(sheet, family, lambda p: bool(candidates(p)))
        chosen = pick(rng, places, free_length(sheet, family))
        edits = [Edit(p.segment, p.offset, p.offset + 1, rng.choice(candidates(p))) for p in chosen]
        return with_edits(sheet, self.name, self.group, edits)


@dataclass(frozen=True, slots=True)
class Keyboard:
    """A slip inside a longer English word: next key, doubled or swapped letter (P04)."""

    name: str = "keyboard"
    group: str = "G1"

    def apply(self, sheet: Sheet, family: Template[Any], rng: Rng) -> Sheet | None:
        if sheet.lang != "en":
            return None
        texts = [s.text for s in family.render(sheet)]
        vocabulary = {w.strip(".,;:()").lower() for t in texts for w in t.split()}
        places = free_places(sheet, family, lambda p: inside_long_word(texts[p.segment], p.offset))
        edits = []
        for p in pick(
            rng, places, free_length(sheet, family) // 3
        ):  # one in 60 characters: one in 10-20 words
            new = slip(rng, p)
            word, start = word_at(texts[p.segment], p.offset)
            at = p.offset - start
            if (word[:at] + new + word[at + 1 :]).lower() not in vocabulary:
                edits.append(Edit(p.segment, p.offset, p.offset + 1, new))
        return with_edits(sheet, self.name, self.group, edits)


def word_at(text: str, offset: int) -> tuple[str, int]:
    """The run of ASCII letters around `offset`, and where it starts."""
    start = end = offset
    while start and text[start - 1].isascii() and text[start - 1].isalpha():
        start -= 1
    while end < len(text) and text[end].isascii() and text[end].isalpha():
        end += 1
    return text[start:end], start


def inside_long_word(text: str, offset: int) -> bool:
    """An inner lower-case letter of a word of five letters or more."""
    if not (text[offset].isascii() and text[offset].islower()):
        return False
    word, start = word_at(text, offset)
    return len(word) > 4 and 0 < offset - start < len(word) - 1


def slip(rng: Rng, place: Place) -> str:
    """What is typed instead of one letter: a neighbouring key, or the letter twice."""
    if rng.chance(1, 2):
        return rng.choice(KEYS[place.char])
    return place.char * 2


@dataclass(frozen=True, slots=True)
class Whitespace:
    """Stray spaces, line breaks and zero-width spaces (P06)."""

    name: str = "whitespace"
    group: str = "G1"

    def apply(self, sheet: Sheet, family: Template[Any], rng: Rng) -> Sheet | None:
        han = sheet.lang == "zh"
        places = free_places(
            sheet, family, lambda p: (is_han(p.char) and is_han(p.after)) if han else p.char == " "
        )
        chosen = pick(rng, places, free_length(sheet, family))
        marks = (" ", "\n", ZERO_WIDTH_SPACE) if han else ("  ", "\n", "\u00a0")
        edits = [
            Edit(p.segment, p.offset, p.offset + 1, (p.char if han else "") + rng.choice(marks))
            for p in chosen
        ]
        return with_edits(sheet, self.name, self.group, edits)
