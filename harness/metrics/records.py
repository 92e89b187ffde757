"""A JSON answer against its schema, field by field: read each value as its type, then compare with the gold.

A field that is absent is wrong, even where the gold is null; null, "" and absence are three things. It never
guesses a key: only the key of the sheet's language counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from harness.extract import labels, number
from harness.kit import Field
from harness.reading.numerals import fold
from harness.reading.said import plain_word
from harness.reading.units import COUNTERS, unit_of
from harness.types import INSUFFICIENT, Lang, Text


class Compared(NamedTuple):
    """What became of one record."""

    right: dict[str, bool]
    """Field id to whether it is right."""
    read: dict[str, Any]
    """Fields that could be read as their type, with canonical ids and term keys; others are left out."""


class Unreadable(ValueError):
    """A value is not of its field's type."""


def compare(
    raw: Mapping[str, Any], schema: Mapping[str, Field], gold: Mapping[str, Any], lang: Lang
) -> Compared:
    """Every field of the schema, right or wrong."""
    right: dict[str, bool] = {}
    read: dict[str, Any] = {}
    for name, field in schema.items():
        right[name] = False
        if field.key[lang] not in raw:
            continue
        try:
            value = typed(field, raw[field.key[lang]], lang)
        except Unreadable:
            continue
        right[name] = same(field, value, gold.get(name), lang)
        read[name] = gold.get(name) if right[name] else value
    return Compared(right, read)


def typed(field: Field, raw: Any, lang: Lang) -> Any:
    """A JSON value as the field's type, None for null. Raises Unreadable."""
    if raw is None:
        return None
    if field.type in ("number", "integer"):
        return _number(field, raw, lang)
    if field.type == "boolean":
        return _boolean(raw)
    if field.type == "labels":
        return _labels(field, raw, lang)
    if isinstance(raw, int) and not isinstance(raw, bool) and field.type == "string":
        raw = str(raw)
    if not isinstance(raw, str):
        raise Unreadable(field.type)
    word = raw.strip()
    if field.type == "date":
        return _date(fold(word))
    return _key(field, word, lang) if field.terms else word


def same(field: Field, value: Any, gold: Any, lang: Lang) -> bool:
    """Whether a typed value is the gold; numbers within the field's tolerance, labels as sets."""
    if value is None or gold is None:
        return value is None and gold is None
    if isinstance(gold, Text):
        gold = gold[lang]
    if isinstance(gold, bool) or isinstance(value, bool):
        return value is gold
    if isinstance(value, Fraction):
        is_number = isinstance(gold, (int, Decimal, Fraction))
        return is_number and field.tolerance.accepts(value, gold)
    if isinstance(value, tuple):
        return isinstance(gold, (tuple, list)) and set(value) == set(gold)
    return bool(value == (gold.strip() if isinstance(gold, str) else gold))


def unit_of_note(field: Field, lang: Lang) -> tuple[str, ...]:
    """The unit that the field's note asks for: the clause that is one (`单位mm，...`, `by weight, mg, ...`).

    The sheet's language first; both, because a word such as 分钟 is known in either.
    """
    clauses = [
        re.split("[，,；;。（）()]", note) for note in (field.note[lang], field.note.zh, field.note.en)
    ]
    bare = [[re.sub(r"^\s*(?:单位|units?\s)\s*[:：为]?", "", c).strip() for c in group] for group in clauses]
    named = [next((c for c in group if unit_of(c)), "") for group in bare]
    return tuple(dict.fromkeys(name for name in named if name))


def _number(field: Field, raw: Any, lang: Lang) -> Fraction | str:
    if isinstance(raw, (int, Decimal)) and not isinstance(raw, bool):
        value: Fraction | str = Fraction(raw)
    elif isinstance(raw, str):
        unit, *others = unit_of_note(field, lang) or ("", *(COUNTERS if field.type == "integer" else ()))
        found = number(raw, lang, unit, others)
        if found.failure or not isinstance(found.value, (Fraction, str)):
            raise Unreadable(field.type)
        value = found.value
    else:
        raise Unreadable(field.type)
    if field.type == "integer" and isinstance(value, Fraction) and value.denominator != 1:
        raise Unreadable(field.type)
    return value


def _boolean(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.strip().casefold() in ("true", "false"):
        return raw.strip().casefold() == "true"
    raise Unreadable("boolean")


def _labels(field: Field, raw: Any, lang: Lang) -> tuple[str, ...] | str:
    if isinstance(raw, str) and field.terms:
        found = labels(raw, {key: word[lang] for key, word in field.terms.items()})
        if found.failure or not isinstance(found.value, (tuple, str)):
            raise Unreadable("labels")
        return found.value
    if not isinstance(raw, list) or not all(isinstance(word, str) for word in raw):
        raise Unreadable("labels")
    if not field.terms:
        return tuple(sorted({word.strip() for word in raw}))
    return tuple(sorted({key for word in raw for key in _keys(field, word, lang)}))


def _keys(field: Field, word: str, lang: Lang) -> tuple[str, ...]:
    """The term a word is, or the several it lists."""
    try:
        return (_key(field, word.strip(), lang),)
    except Unreadable:
        found = labels(word, {key: shown[lang] for key, shown in (field.terms or {}).items()}).value
        if not isinstance(found, tuple) or not found:
            raise
        return tuple(map(str, found))


def _date(word: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", word):
        raise Unreadable("date")
    try:
        return date.fromisoformat(word).isoformat()
    except ValueError as error:
        raise Unreadable("date") from error


def _key(field: Field, word: str, lang: Lang) -> str:
    """The term whose word in the sheet's language this is."""
    wanted = plain_word(word)
    for key, shown in (field.terms or {}).items():
        if wanted == plain_word(shown[lang]):
            return key
    if wanted in (plain_word("信息不足"), plain_word(INSUFFICIENT)):
        return INSUFFICIENT
    raise Unreadable("choice")
