"""Values with their units in a short answer: what each is worth, and whether it is a point at all.

A range, a bound, a ± and a negated value are seen as what they are and never read as a point. An unknown word
after a number counts as a wrong unit, never as no unit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from harness.numerals import Found, flat, numbers
from harness.units import PREFIXED, Unit, tidy, unit_of

_LATEX = {
    r"\times": "×", r"\cdot": "·", r"\pm": "±", r"\approx": "≈", r"\sim": "~", r"\leq": "≤", r"\le": "≤",
    r"\geq": "≥", r"\ge": "≥", r"\neq": "≠", r"\ne": "≠", r"\mu": "μ", r"\%": "%", r"\,": " ", r"\ ": " ",
}  # fmt: skip
_LATEX_WORD = re.compile(r"\\(?:[a-z]+|[%, ])")
_UNIT_WORD = re.compile(
    r"(?<=[0-9(一-龥])\s*[,;]?\s*(?:单位|\bunits?\b)\s*(?:是|为|\bis\b)?\s*:?\s*", re.IGNORECASE
)
_EQUALS = re.compile("=>|[⇒→≈≒=]")
_CLAUSE = re.compile(r"[;。\n]|,(?![0-9]{3}(?![0-9]))|(?<![0-9]),")

#: A unit ends at space, punctuation, an operator or a joining word.
_CHUNK = re.compile(
    r"(?:/\([^()\s]{1,20}\)|\^-?[0-9]|\.(?=[A-Za-z%])|[^\s,;:。、!?.()\[\]\"'“”‘’{}<>|=≈~～±×+≤≥≠^\-—…到至或和及与])+"
)
_REMARK = re.compile("(?:左右|上下|整|正)+$")
_CJK = re.compile("[\u4e00-\u9fff]")
#: Words that may follow a number without being its unit.
_NOT_UNITS = (
    "is as which because since so therefore based rounded by and or to with for through approximately 约"
)

_BOUND_BEFORE = re.compile(
    r"(?:[<>≤≥≠±√几第]|\b(?:sqrt|log|ln|exp)|不(?:[小低少]于|[大高多]于|足|到|超过|是|等于)|并?非|[小大低高少多]于|超过|至[少多]|最[少多高低]|介于"
    r"|\b(?:less|more|greater|lower|higher|fewer) than|\bat (?:least|most)|\bup to"
    r"|\b(?:over|under|above|below|between)"
    r"|\bnot|\bisn't|\bexceed(?:s|ing)?)[\s:(]*$",
    re.IGNORECASE,
)
_BOUND_AFTER = re.compile(
    r"\s*(?:[+±<>≤≥]|[~～—]\s*$|及?以[上下内外]|(?:or|and) (?:more|less|above|below|higher|lower))", re.I
)
#: Half of it, twice it: the figure is not the value.
_MULTIPLE = re.compile(r"[半倍]|\b(?:half|twice|double) ", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:[-—~～]+|至|到|\bto\b|\bthrough\b|\.{2,3}|…+)\s*")


class Quantity(NamedTuple):
    """One value of an answer, as written."""

    value: Fraction
    unit: str
    """Tidied word of the unit; empty when none is given."""
    known: Unit | None
    point: bool
    """False for a bound, an end of a range or a value with ±."""
    last: bool
    """Nothing follows it, so a text cut off for length may have cut it."""


def prepared(text: str) -> str:
    """A folded answer without emphasis, LaTeX wrapping and spaces around `/` and `·`."""
    text = re.sub(r"(?<![0-9])\*\*|\*\*(?![0-9])|__|`", "", flat(text))
    text = re.sub(r"\$([^$]*)\$", r"\1", text)
    text = _LATEX_WORD.sub(lambda m: _LATEX.get(m.group(), ""), text)
    text = re.sub(r"[{}]", "", text).strip().strip("*")
    text = re.sub(r"\bper\s*cent\b", "%", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(?:working|business)[ -]days?\b", "工作日", text, flags=re.IGNORECASE)
    text = re.sub(r"(?<=[A-Za-z])\s+per\s+(?=[A-Za-z])", "/", text)
    text = re.sub(r"\s*([/·⋅•])\s*", r"\1", text)
    text = re.sub(r"(?<=[A-Za-z])\^([2-4])", r"\1", text)
    text = text.replace("<=", "≤").replace(">=", "≥").replace("!=", "≠").replace("≦", "≤").replace("≧", "≥")
    return _UNIT_WORD.sub(" ", text)


def quantities(text: str, spellings: Sequence[str] = ()) -> tuple[list[Quantity], bool]:
    """The values of a prepared text, and whether digits are left over that belong to none of them.

    Of a chain of equalities only the right end counts. `spellings` are further words for the expected unit.
    """
    out: list[Quantity] = []
    stray = False
    clauses = [_EQUALS.split(clause)[-1] for clause in _CLAUSE.split(text)]
    filled = [i for i, clause in enumerate(clauses) if clause.strip()]
    for index, clause in enumerate(clauses):
        found, loose = _in_clause(clause, spellings, bool(filled) and index == filled[-1])
        out += found
        stray = stray or loose
    return out, stray


def _in_clause(text: str, spellings: Sequence[str], final: bool) -> tuple[list[Quantity], bool]:
    out: list[Quantity] = []
    ends: list[tuple[int, int]] = []
    stray = False
    for found in numbers(text):
        between = text[ends[-1][1] : found.start] if ends else "-"
        if ends and found.start < ends[-1][1]:
            continue  # a digit inside the unit before it, such as the 2 of mm2
        quantity, end = _measured(text, found, spellings, final)
        stray = stray or (not between.strip() and not out[-1].unit)  # `5 5` may be 55
        if ends and _RANGE.fullmatch(between):
            quantity = quantity._replace(point=False)
            out[-1] = out[-1]._replace(point=False)
        out.append(quantity)
        ends.append((found.start, end))
    return out, stray or _has_stray_digits(text, ends)


def _measured(text: str, found: Found, spellings: Sequence[str], final: bool) -> tuple[Quantity, int]:
    before = text[max(0, found.start - 24) : found.start]
    unit, end = _unit_after(text, found.end, spellings)
    unit = unit or _unit_before(before)
    bounded = _BOUND_BEFORE.search(before) or _BOUND_AFTER.match(text, end) or _MULTIPLE.search(text)
    last = final and not text[end:].strip()
    return Quantity(found.value, unit, unit_of(unit) if unit else None, not bounded, last), end


def _unit_before(before: str) -> str:
    """百分之, ¥ and their like; `?` for a foreign currency, which is no known unit."""
    if before.endswith("百分之"):
        return "%"
    if before.endswith("千分之"):
        return "‰"
    match = re.search(r"(?:¥|￥|\$|€|£|\b[A-Z]{3})\s?$", before)
    word = match.group().strip() if match else ""
    return (PREFIXED[word] or "?") if word in PREFIXED else ""


def _unit_after(text: str, start: int, spellings: Sequence[str]) -> tuple[str, int]:
    """The unit that follows a number, in brackets or not, and where it ends."""
    gap = re.compile(r"\s*(\()?\s*").match(text, start)
    at = gap.end() if gap else start
    for spelling in sorted(spellings, key=len, reverse=True):
        if spelling and (length := _begins(text, at, spelling)):
            return tidy(spelling), at + length
    bracketed = bool(gap and gap.group(1))
    chunk = _CHUNK.match(text, at)
    if chunk is None:
        return "", start
    word = _REMARK.sub("", chunk.group())
    if bracketed and len(word) > 4 and unit_of(word) is None:
        return "", start  # a remark such as （保留三位小数）
    if not word or word[0].isdigit() or word.casefold() in _NOT_UNITS.split():
        return "", start
    if unit_of(word) is None and (cjk := _CJK.search(word)) and cjk.start() > 0:
        word = word[: cjk.start()]  # a Latin unit ends where Chinese words begin
        return tidy(word), at + len(word)
    return tidy(word), chunk.end()


def _begins(text: str, at: int, spelling: str) -> int:
    """Length of the unit if it stands at `at` and ends there, else 0; long words may differ in case."""
    loose = len(spelling) >= 5
    pattern = r"\s*".join(re.escape(char) for char in spelling if not char.isspace())
    part = re.compile(pattern, re.IGNORECASE if loose and spelling.isalpha() else 0).match(text, at)
    if part is None:
        return 0
    following = _CHUNK.match(text, part.end())
    rest = _REMARK.sub("", following.group()) if following else ""
    ends = not rest or (loose and rest == "s") or (_CJK.match(rest) and not _CJK.search(spelling))
    return len(part.group()) + (rest == "s") if ends else 0


def _has_stray_digits(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    kept = list(text)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    rest = re.sub(r"[A-Za-z][A-Za-z0-9/.\-]*", " ", "".join(kept))
    return bool(re.search("[0-9]", rest))
