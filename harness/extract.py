"""What a text answers: a number, a record, labels, a letter or a word; else the verdict that says why not.

Pure text to Extraction, the same for every model. It never chooses between two answers, never reads a point
out of a range, never evaluates a text, and never raises on one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from harness.jsonish import SaidTwice, objects
from harness.numerals import fold
from harness.quantity import Quantity, prepared, quantities
from harness.said import (
    AMBIGUOUS,
    EDGE,
    UNPARSED,
    WRONG,
    abstains,
    plain_word,
    refuses,
    region,
    without,
)
from harness.types import INSUFFICIENT, Extraction, Lang, Verdict
from harness.units import tidy, unit_of

_SEPARATOR = re.compile(r"[\s,;、/|+\n]+|(?:以及|和|及|与|and\b|&)", re.IGNORECASE)

# --- the contract -----------------------------------------------------------------------


def answered(text: str, lead: str, complete: bool = False) -> Extraction:
    """The words of the answer under the JSON contract `{"答案": "..."}`, whose opening stands in `lead`.

    The text may go on from the lead or be a whole object. Under the other contracts it is the text itself.
    """
    if not lead.startswith("{"):
        return Extraction(text)
    whole = text.startswith(("{", "```", "｛"))
    if not whole and not re.search('["”＂]', text):
        return Extraction(text.rstrip("}｝ "))  # the closing quote was left out
    found = record(text if whole else lead + text, complete)
    if found.failure or not isinstance(found.value, Mapping):
        return found
    key = lead.split('"')[1]
    if key not in found.value:
        return UNPARSED
    words = [_words(value) for value in found.value.values()]
    return Extraction(" ".join(words).strip(), repaired=found.repaired)


def _words(value: object) -> str:
    return "、".join(map(_words, value)) if isinstance(value, list) else str(value)


# --- numbers ---------------------------------------------------------------------------------------


class Measure(NamedTuple):
    """An extracted number beside how it was written."""

    found: Extraction
    """Value in the expected unit."""
    bare: Fraction | None = None
    """The figure as written, whatever its unit."""
    last: bool = False
    """Whether the text ends with it."""


def number(text: str, lang: Lang, unit: str = "", units: Sequence[str] = ()) -> Extraction:
    """The value of the answer in `unit`; no unit is taken for `unit`, which the contract prints.

    `units` are other words for the same unit. A unit of another dimension, or an unknown one, is an error.
    """
    return measure(text, lang, unit, units).found


def measure(text: str, lang: Lang, unit: str = "", units: Sequence[str] = ()) -> Measure:
    """`number`, with the figure as written."""
    words = prepared(region(text))
    found, stray = quantities(words, [prepared(name) for name in (unit, *units)])
    if abstains(words):
        return Measure(AMBIGUOUS if found else Extraction(INSUFFICIENT))
    if refuses(words) or not found:
        return Measure(without(words))
    if not all(quantity.point for quantity in found):
        return Measure(WRONG)
    names = {tidy(prepared(name)) for name in (unit, *units)}
    values = {_converted(quantity, unit, names) for quantity in found}
    if stray or len(values) > 1 or (None in values and len({q.value for q in found}) > 1):
        return Measure(AMBIGUOUS)
    (value,) = values
    failure = Verdict.UNIT_ERROR if value is None else None
    return Measure(Extraction(value, failure), found[0].value, any(q.last for q in found))


def _converted(quantity: Quantity, unit: str, names: set[str]) -> Fraction | None:
    """The value in the expected unit, None if the written unit cannot be it."""
    if not quantity.unit or quantity.unit in names:
        return quantity.value
    expected = unit_of(unit) if unit else None
    if expected is None or quantity.known is None or quantity.known.dimension != expected.dimension:
        return None
    return quantity.value * quantity.known.factor / expected.factor


# --- records ---------------------------------------------------------------------------------------


def record(text: str, complete: bool = False) -> Extraction:
    """The one JSON object of a text, fenced or not, as plain values; two different ones are ambiguous.

    With `complete` a missing final brace is not mended (the text was cut off).
    """
    bare = re.sub(r"```[A-Za-z]*", " ", text)
    try:
        found = objects(bare, complete)
    except SaidTwice:
        return AMBIGUOUS
    if not found:
        return without(fold(text)) if "{" not in fold(text) else UNPARSED
    if any(other.value != found[0].value for other in found[1:]):
        return AMBIGUOUS
    return Extraction(found[0].value, repaired=found[0].repaired)


# --- labels, letters, words ------------------------------------------------------------------------


def labels(text: str, words: Mapping[str, str]) -> Extraction:
    """The set of labels named, as a sorted tuple of keys of `words`; `无` and `NONE` are the empty set.

    Words that are no label make the answer wrong, so that `不适用甲` never counts as 甲.
    """
    body = region(text)
    if plain_word(body) in ("无", "没有", "none"):
        return Extraction(())
    named, rest = _tokens(body, words)
    if abstains(body) and not any(map(abstains, words.values())):
        return AMBIGUOUS if named else Extraction(INSUFFICIENT)
    if rest and (intro := re.match(r"[^:]{1,30}:", body)) and not _tokens(intro.group()[:-1], words)[0]:
        named, rest = _tokens(body[intro.end() :], words)
    if not named:
        return without(body)
    return WRONG if rest else Extraction(tuple(sorted(named)))


def _tokens(body: str, words: Mapping[str, str]) -> tuple[set[str], str]:
    """Labels found by longest match from left to right, and the text that is neither label nor separator."""
    known = sorted(((plain_word(word), key) for key, word in words.items()), key=lambda pair: -len(pair[0]))
    body = re.sub(r"\s+", " ", body).casefold()
    named, rest, at = set(), [], 0
    while at < len(body):
        match = next(((w, k) for w, k in known if w and _stands(body, at, w)), None)
        if match:
            named.add(match[1])
            at += len(match[0])
        elif separator := _SEPARATOR.match(body, at):
            at = separator.end()
        else:
            rest.append(body[at])
            at += 1
    return named, "".join(rest).strip(EDGE + "()[]")


def _stands(body: str, at: int, word: str) -> bool:
    """Whether `word` is here and is not part of a longer Latin word."""
    if not body.startswith(word, at):
        return False
    before, after = body[at - 1 : at], body[at + len(word) : at + len(word) + 1]
    inside = (before.isascii() and before.isalnum() and word[0].isascii()) or (
        after.isascii() and after.isalnum() and word[-1].isascii()
    )
    return not inside


def letter(text: str, letters: Sequence[str]) -> Extraction:
    """The option letter chosen: `A`, `(A)`, `A.`, `选A`, `The answer is A`; two letters are ambiguous.

    A letter counts only where a choice stands, so the C of carbon and the Q of Q345B do not.
    """
    body = re.sub(r"[*`]", "", region(text))
    one = f"[{''.join(map(re.escape, letters))}]"
    alone = plain_word(body)
    if (match := {one.casefold(): one for one in letters}.get(alone)) is not None:
        return Extraction(match)
    if re.fullmatch(rf"{one}{{2,}}", alone, re.IGNORECASE):
        return AMBIGUOUS
    end = r"(?=[ \t]*(?:$|[\n.,;:。、)\]\"'!]|项|正确))(?!\s*项?(?:不|错))"
    chosen = set(re.findall(rf"^[\"'(\[\s]*({one})(?![A-Za-z0-9]){end}", body))
    strong = rf"(?:选择?项?|应为|答案[是为]?|\b(?:answer|option|choose|pick|is))\s*:?\s*[\"'(\[]?({one}){end}"
    no, verb = r"(?:不能?|别|勿|非|\bnot|\bnever|n't|排除|except)", r"(?:选择?项?|choose|pick|option)"
    negated = rf"{no}\s*(?:应|该|要|是)?\s*{verb}?\s*"
    chosen |= {
        m.group(1)
        for m in re.finditer(strong, body, re.IGNORECASE)
        if m.group(1) in letters and not re.search(negated + "$", body[: m.start(1)], re.IGNORECASE)
    }
    listed = (
        rf"(?:^|[\s,;.。、/(:或和与是为]|(?<![不别勿])选){one}(?=\s*(?:$|[,;。、/)或和与]|\b(?:and|or)\b))"
    )
    named = {m.strip(" ,;.。、/(选是为或和与:\n\t") for m in re.findall(listed, body)}
    if len(chosen) == 1 and not named - chosen:
        return Extraction(chosen.pop())
    return AMBIGUOUS if len(chosen | named) > 1 else without(body)


_INTRO = re.compile(
    r"^(?:(?:结论|判定|结果)(?:应?[是为])?|选择?|应?该?[是为]|应选"
    r"|the (?:answer|result|verdict) is|it is|is|option)\s*:?\s*"
)


def option(text: str, words: Sequence[str]) -> Extraction:
    """The one word of `words` that the answer is; inside a sentence it is none (不能判为合格)."""
    body = region(text)
    by_word = {plain_word(word): word for word in words}
    bare = plain_word(body)
    for candidate in (bare, _INTRO.sub("", bare)):
        if (said := plain_word(candidate)) in by_word:
            return Extraction(by_word[said])
    pieces = {plain_word(piece) for piece in re.split(r"[,;、/\n或和]| or | and ", bare)} - {""}
    if pieces and len(pieces) > 1 and pieces <= set(by_word):
        return AMBIGUOUS
    return without(body)
