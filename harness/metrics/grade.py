"""The worth of one response: read the answer as its kind, compare it with the gold, name what went wrong.

Whatever a model said is scored and only `correct` is worth anything; only a response the harness never got is
unscored. It never raises on a text, and never looks at anything but the sheet, the request and the response.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from harness import extract
from harness.kit import Json, Labels, Number, Template
from harness.metrics.choice import decide
from harness.metrics.records import compare
from harness.prompts import labels_of, shifted
from harness.reading import said, stance
from harness.types import (
    CHOICE_KINDS,
    INSUFFICIENT,
    LANGS,
    Answer,
    Extraction,
    Request,
    Response,
    Score,
    Sheet,
    Verdict,
    canonical,
)

MAX_SHOWN = 200


def grade(response: Response, request: Request, sheet: Sheet, family: Template[Any]) -> Score:
    """Score a response to a sheet of `family`."""
    if response.error is not None:
        return Score(None, None, reason=response.error)
    if request.kind == "score":
        return _chosen(response, request, sheet, family)
    if response.text is None:
        return Score(None, None, reason="a generation without text")
    words = said.spoken(response.text)
    if words is None:
        return _failed(Verdict.TRUNCATED, response.text)
    cut = response.finish == "length"
    part = Extraction(words)
    if family.kind != "record":
        part = extract.answered(words, request.lead, complete=cut)
    if part.failure:
        return _failed(part.failure, words, cut)
    return _read(str(part.value), cut, sheet, family)


def _read(text: str, cut: bool, sheet: Sheet, family: Template[Any]) -> Score:
    """Grade the words of an answer by the kind of its family."""
    if not text.strip():
        return _failed(Verdict.UNPARSED, text, cut)
    if isinstance(family, Number):
        return _number(text, cut, sheet, family)
    if isinstance(family, Json):
        return _record(text, cut, sheet, family)
    if isinstance(family, Labels):
        return _labels(text, cut, sheet, family)
    if family.kind in CHOICE_KINDS:
        return _picked(text, cut, sheet, family)
    shown = said.plain_word(family.show(sheet.item.gold, sheet))
    right = said.plain_word(said.region(text)) == shown
    return _judged(right, text, text, sheet, family)


# --- kinds -----------------------------------------------------------------------------------------


def _chosen(response: Response, request: Request, sheet: Sheet, family: Template[Any]) -> Score:
    """Options are in printed order, so the index is too."""
    try:
        index, _ = decide(request, response)
    except ValueError as error:
        return Score(None, None, reason=str(error))
    if not math.isfinite(response.logliks[index]):
        return _failed(Verdict.UNPARSED, "no option has a finite likelihood")
    return _option(index, sheet, family)


def _picked(text: str, cut: bool, sheet: Sheet, family: Template[Any]) -> Score:
    """A choice that was written instead of scored."""
    words = labels_of(sheet, family)
    reader = extract.letter if family.kind == "letter" else extract.option
    found = reader(text, words)
    if found.failure or found.value not in words:
        return _failed(found.failure or Verdict.WRONG, text, cut)
    return _option(words.index(str(found.value)), sheet, family)


def _option(index: int, sheet: Sheet, family: Template[Any]) -> Score:
    answer = shifted(sheet)[index]
    shown = family.show(answer, sheet)
    if family.kind == "letter":
        shown = f"{sheet.layout.labels[index]}: {shown}"
    return _judged(answer == sheet.item.gold, answer, shown, sheet, family)


def _number(text: str, cut: bool, sheet: Sheet, family: Number[Any]) -> Score:
    unit, *others = dict.fromkeys(family.word(0, lang).partition(" ")[2] for lang in (sheet.lang, *LANGS))
    found, bare, last = extract.measure(text, sheet.lang, unit, others)
    if cut and (last or found.value is None):
        return _failed(Verdict.TRUNCATED, text)
    gold = sheet.item.gold
    bare_right = bare is not None and _accepts(family, bare, gold)
    if found.failure is Verdict.UNIT_ERROR:
        return _failed(Verdict.UNIT_ERROR if bare_right else Verdict.WRONG, text)
    if found.failure:
        return _failed(found.failure, text)
    value = found.value
    if value == INSUFFICIENT or not isinstance(value, Fraction):
        return _judged(gold == INSUFFICIENT, INSUFFICIENT, INSUFFICIENT, sheet, family)
    right = _accepts(family, value, gold)
    wrong = Verdict.UNIT_ERROR if bare_right and bare != value else Verdict.WRONG
    return _judged(right, value, f"{digits(value)} {unit}".strip(), sheet, family, wrong=wrong)


def _accepts(family: Number[Any], value: Fraction, gold: Answer) -> bool:
    return isinstance(gold, (int, Decimal, Fraction)) and family.tolerance.accepts(value, gold)


def _record(text: str, cut: bool, sheet: Sheet, family: Json[Any]) -> Score:
    found = extract.record(text, complete=cut)
    gold = sheet.item.gold
    if found.value == INSUFFICIENT:
        return _judged(gold == INSUFFICIENT, INSUFFICIENT, INSUFFICIENT, sheet, family, partial=0.0)
    if found.failure or not isinstance(found.value, Mapping):
        return _failed(found.failure or Verdict.UNPARSED, text, cut, partial=0.0)
    wanted = gold if isinstance(gold, Mapping) else {}
    right, read = compare(found.value, family.schema, wanted, sheet.lang)
    whole = isinstance(gold, Mapping) and all(right.values())
    share = sum(right.values()) / len(right) if right else 0.0
    return _judged(whole, read, canonical(read), sheet, family, partial=share)


def _labels(text: str, cut: bool, sheet: Sheet, family: Labels[Any]) -> Score:
    whole = said.region(text)
    if cut and stance.before_reason(whole) == whole:
        return _failed(Verdict.TRUNCATED, text)  # more labels might have followed
    found = extract.labels(text, {key: word[sheet.lang] for key, word in family.terms.items()})
    if found.failure or found.value is None:
        return _failed(found.failure or Verdict.UNPARSED, text)
    gold, value = sheet.item.gold, found.value
    if not isinstance(value, tuple) or not isinstance(gold, tuple):
        return _judged(value == gold, value, str(value), sheet, family)
    shown = "、".join(family.word(key, sheet.lang) for key in value) or "∅"
    return _judged(set(value) == set(gold), value, shown, sheet, family)


# --- scores ----------------------------------------------------------------------------------------


def _judged(
    right: bool,
    answer: Answer,
    shown: str,
    sheet: Sheet,
    family: Template[Any],
    *,
    wrong: Verdict = Verdict.WRONG,
    partial: float | None = None,
) -> Score:
    """The score of an answer that could be read."""
    if right:
        return Score(Verdict.CORRECT, 1.0, short(shown), partial=partial)
    critical = family.critical is not None and bool(family.harms(answer, sheet.item.record))
    return Score(wrong, 0.0, short(shown), critical, partial)


def _failed(verdict: Verdict, text: str, cut: bool = False, partial: float | None = None) -> Score:
    """The score of an answer that could not be read; one cut off for length is truncated."""
    return Score(Verdict.TRUNCATED if cut else verdict, 0.0, short(text), partial=partial)


def short(text: str) -> str:
    """At most 200 printable characters, valid UTF-8, on one line."""
    clean = "".join(c if c.isprintable() else " " for c in text[: 4 * MAX_SHOWN])
    clean = " ".join(clean.encode("utf-8", "replace").decode("utf-8").split())
    return clean if len(clean) <= MAX_SHOWN else clean[: MAX_SHOWN - 1] + "…"


def digits(value: Fraction) -> str:
    """A fraction as decimal digits, exactly where that is possible, else to 12 places."""
    for places in range(13):
        scaled = value * 10**places
        if scaled.denominator == 1:
            return f"{Decimal(scaled.numerator).scaleb(-places):f}"
    return f"{float(value):.12g}"
