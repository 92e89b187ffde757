"""What a text answers: a number, a record, labels, a letter or a word; else the verdict that says why not.

Pure text to Extraction, the same for every model. It never chooses between two answers, never reads a point
out of a range, never evaluates a text, and never raises on one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from harness.reading.jsonish import SaidTwice, objects
from harness.reading.labelled import labels
from harness.reading.letters import letter
from harness.reading.measures import Measure, measure, number
from harness.reading.numerals import fold
from harness.reading.said import AMBIGUOUS, UNPARSED, WRONG, plain_word, region, without
from harness.reading.stance import corrects, replaces
from harness.types import Extraction

__all__ = ["Measure", "answered", "labels", "letter", "measure", "number", "option", "record"]

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
    words = [_words(found.value[key])]
    words += [
        _words(value) for name, value in found.value.items() if name != key and not _ASIDE_KEY.search(name)
    ]
    return Extraction(" ".join(words).strip(), repaired=found.repaired)


#: Keys that explain the answer and are no part of it; a unit beside it is.
_ASIDE_KEY = re.compile(
    "理由|原因|说明|解释|解析|过程|计算|分析|备注|依据|置信|推理|推导|步骤|公式|思路|来源|标准|reason"
    "|explanation|explain|rationale|note"
    "|confidence|calculation|step|analysis|thought|basis|comment|formula|source|working",
    re.IGNORECASE,
)


def _words(value: object) -> str:
    """A JSON value as one would say it: `{"数值": 281, "单位": "g"}` is 281 g; null is nothing."""
    if isinstance(value, list):
        return "、".join(map(_words, value)) if value else "无"
    if isinstance(value, Mapping):
        if value and all(isinstance(one, bool) for one in value.values()):
            return "、".join(str(name) for name, said in value.items() if said) or "无"
        return " ".join(_words(one) for name, one in value.items() if not _ASIDE_KEY.search(str(name)))
    return "" if value is None else str(value)


# --- records ---------------------------------------------------------------------------------------


def record(text: str, complete: bool = False) -> Extraction:
    """The one JSON object of a text, fenced or not, as plain values; two different ones are ambiguous.

    One that is announced as a correction replaces those before it; a correction in words behind the last one
    makes the answer wrong. With `complete` a missing final brace is not mended (the text was cut off).
    """
    bare = re.sub(r"```[A-Za-z]*", " ", text)
    try:
        found = objects(bare, complete)
    except SaidTwice:
        return AMBIGUOUS
    if not found:
        return without(fold(text)) if "{" not in fold(text) else UNPARSED
    folded = fold(bare)
    if corrects(folded[found[-1].end :]):
        return WRONG
    for i in range(len(found) - 1, 0, -1):
        if replaces(folded[found[i - 1].end : found[i].start]):
            found = found[i:]
            break
    if any(other.value != found[0].value for other in found[1:]):
        return AMBIGUOUS
    return Extraction(found[0].value, repaired=found[0].repaired)


# --- words ---------------------------------------------------------------------------------------

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
