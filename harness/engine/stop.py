"""Where a generated text ends. It must never know a tokenizer or a model: text in, text out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

#: What opens and closes a block of thinking.
THOUGHT = re.compile(r"</?think(?:ing)?>", re.IGNORECASE)


def cut(text: str, stop: Sequence[str], thinking: bool | None = None) -> str | None:
    """`text` up to the first stop string, None if it has none.

    Leading white space is passed over first, so an answer that begins with a new line is not cut to nothing.
    Nothing stops a text inside its thinking; `thinking` says whether it begins there, None that no such
    block is known.
    """
    for start, end in [(0, len(text))] if thinking is None else _spoken(text, thinking):
        begin = end - len(text[start:end].lstrip())
        found = [at for word in stop if word and (at := text.find(word, begin, end)) >= 0]
        if found:
            return text[: min(found)]
    return None


def inside(text: str, thinking: bool) -> bool:
    """Whether a text that begins inside a block of thinking, or does not, ends inside one."""
    for tag in THOUGHT.finditer(text):
        thinking = not tag[0].startswith("</")
    return thinking


def _spoken(text: str, thinking: bool) -> Iterator[tuple[int, int]]:
    """Begin and end of what is said outside the thinking."""
    at = 0
    for tag in THOUGHT.finditer(text):
        if not thinking:
            yield at, tag.start()
        at, thinking = tag.end(), not tag[0].startswith("</")
    if not thinking:
        yield at, len(text)
