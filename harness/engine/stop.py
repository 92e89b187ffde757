"""Where a generated text ends. It must never know a tokenizer or a model: text in, text out."""

from __future__ import annotations

from collections.abc import Sequence


def cut(text: str, stop: Sequence[str]) -> str | None:
    """`text` up to the first stop string, None if it has none.

    Leading white space is passed over first, so an answer that begins with a new line is not cut to nothing.
    """
    start = len(text) - len(text.lstrip())
    found = [at for word in stop if word and (at := text.find(word, start)) >= 0]
    return text[: min(found)] if found else None
