"""JSON objects in a model's text: strict first, then four repairs that are logged, then nothing.

The repairs: trailing comma, single quotes, full-width punctuation, a missing final brace. It never guesses a
key or a value, never evaluates anything, and bounds depth, digits and attempts before it parses.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from harness.reading.numerals import fold

MAX_DEPTH, MAX_STARTS = 64, 16
_OPEN, _CLOSE = {"{": "}", "[": "]"}, "}]"
_QUOTES = {'"': '"', "'": "'", "“": "”", "”": "”", "‘": "’", "„": "”", "＂": "＂", "＇": "＇"}
_TOO_LONG = re.compile(r"[0-9.]{42,}|[eE][-+]?[0-9]{3,}")


class Parsed(NamedTuple):
    """One object of a text."""

    value: dict[str, Any]
    repaired: bool
    start: int
    end: int
    """Where it stands in the text."""


class SaidTwice(ValueError):
    """One key with two different values."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in pairs:
        if key in out and out[key] != value:
            raise SaidTwice(key)
        out[key] = value
    return out


def _number(text: str) -> Decimal | int | str:
    """Exact; a literal no measurement could have stays a string, so that nothing costly is computed."""
    if _TOO_LONG.search(text):
        return text
    return int(text) if text.lstrip("-").isdigit() else Decimal(text)


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_float=_number, parse_int=_number, parse_constant=_refuse
)  # type: ignore[arg-type]


def objects(text: str, complete: bool = False) -> list[Parsed]:
    """Every outermost JSON object of a text. With `complete`, a missing final brace is not mended.

    Raises SaidTwice when an object gives one key two values.
    """
    if sum(map(text.count, "{[｛［")) > MAX_DEPTH:
        return []
    return list(_walk(text, complete))


def _walk(text: str, complete: bool) -> Iterator[Parsed]:
    position, starts = 0, 0
    opening = re.compile("[{｛]")
    while (match := opening.search(text, position)) and starts < MAX_STARTS:
        starts += 1
        position = match.end()
        try:
            value, position = _DECODER.raw_decode(text, match.start())
            yield Parsed(value, False, match.start(), position)
            continue
        except SaidTwice:
            raise
        except ValueError:
            mended, end = repaired(text[match.start() :], complete)
        try:
            value = _DECODER.decode(mended)
            position = match.start() + end
            yield Parsed(value, True, match.start(), position)
        except SaidTwice:
            raise
        except ValueError:
            continue


def repaired(text: str, complete: bool = False) -> tuple[str, int]:
    """The object at the head of `text` after the four repairs, and how many characters it took."""
    out: list[str] = []
    stack: list[str] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char in _QUOTES:
            string, at = _string(text, at)
            out.append(string)
            continue
        char = fold(char)
        at += 1
        if char in _CLOSE:
            _drop_trailing_comma(out)
            if not stack or stack.pop() != char:
                return "", at
        elif char in _OPEN:
            stack.append(_OPEN[char])
        out.append(char)
        if not stack:
            return "".join(out), at
    if complete:
        return "", at
    _drop_trailing_comma(out)
    return "".join(out) + "".join(reversed(stack)), at


def _string(text: str, start: int) -> tuple[str, int]:
    """The quoted string at `start` in double quotes; its content is not touched."""
    closing = _QUOTES[text[start]]
    out, at = ['"'], start + 1
    while at < len(text) and text[at] != closing:
        if text[at] == "\\" and at + 1 < len(text):
            out.append("'" if text[at + 1] == "'" else text[at : at + 2])
            at += 2
            continue
        out.append('\\"' if text[at] == '"' else text[at])
        at += 1
    closed = at < len(text)
    return "".join(out) + ('"' if closed else ""), at + closed


def _drop_trailing_comma(out: list[str]) -> None:
    while out and (out[-1].isspace() or out[-1] == ","):
        if out.pop() == ",":
            return
