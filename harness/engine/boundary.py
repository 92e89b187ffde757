"""Where a context ends and its continuation begins, in tokens: lm-evaluation-harness's convention.

Trailing white space of the context moves to the continuation; the ids are those of the whole text, cut at the
length of the context's own ids. Each distinct text is tokenised once. It must never know tasks or messages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

Ids = tuple[int, ...]
Pair = tuple[Ids, Ids]


def split(context: str, continuation: str) -> tuple[str, str]:
    """Context and continuation with the trailing white space of the first moved to the second."""
    head = context.rstrip()
    return head, context[len(head) :] + continuation


def tokenised(tokenizer: Any, texts: Sequence[str], *, special_tokens: bool) -> list[list[int]]:
    """Ids of each text, as the tokenizer's own call gives them.

    Its library has a faster call, which leaves out where each token came from; that is taken if it agrees on the
    first text.
    """
    slow = partial(tokenizer, add_special_tokens=special_tokens, verbose=False)
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None or not texts or not hasattr(backend, "encode_batch_fast"):
        return list(slow(list(texts))["input_ids"]) if texts else []
    first = slow([texts[0]])["input_ids"]  # leaves the backend without padding and cutting, too
    found = [one.ids for one in backend.encode_batch_fast(list(texts), add_special_tokens=special_tokens)]
    return found if found[:1] == first else list(slow(list(texts))["input_ids"])


@dataclass(frozen=True, slots=True)
class Encoder:
    """A tokenizer as the engine uses it."""

    tokenizer: Any
    opening: Ids
    """Special tokens put before every non-empty text: the tokenizer's own for plain prompts, none after a
    chat template, which writes them itself. What a tokenizer puts after a text would end it: left out."""
    prefix: int | None
    """Stands for an empty context: BOS, else EOS."""

    @classmethod
    def of(cls, tokenizer: Any, *, special_tokens: bool) -> Encoder:
        first = (tokenizer.bos_token_id, tokenizer.eos_token_id)
        prefix = next((token for token in first if token is not None), None)
        return cls(tokenizer, _opening(tokenizer) if special_tokens else (), prefix)

    def table(self, texts: Iterable[str]) -> dict[str, Ids]:
        """Ids of each distinct text, without special tokens, in one call of the tokenizer."""
        distinct = list(dict.fromkeys(texts))
        rows = tokenised(self.tokenizer, distinct, special_tokens=False)
        return {text: tuple(row) for text, row in zip(distinct, rows, strict=True)}

    def texts(self, context: str, continuation: str) -> tuple[str, ...]:
        """What `pair` will look up in the table."""
        head, tail = split(context, continuation)
        return head, head + tail, tail

    def pair(self, context: str, continuation: str, table: Mapping[str, Ids]) -> Pair:
        """Ids of the context and of the continuation. ValueError if either comes out empty."""
        head, tail = split(context, continuation)
        before = self.opening + table[head] if head else ()
        if before:
            # A merge across the boundary can swallow the continuation whole; then its own ids stand for it.
            pair = before, (self.opening + table[head + tail])[len(before) :] or table[tail]
        else:
            pair = self._after_prefix(table[tail])
        if not pair[0] or not pair[1]:
            raise ValueError(f"option {continuation!r} has no tokens to score")
        return pair

    def prompt(self, text: str, table: Mapping[str, Ids]) -> Ids:
        """Ids a generation starts from. ValueError if there are none."""
        ids = self.opening + table[text] if text else self._prefix()
        if not ids:
            raise ValueError("the prompt has no tokens")
        return ids

    def decode(self, ids: Sequence[int]) -> str:
        """The text of new tokens, special ones left out."""
        return str(self.tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False))

    def _after_prefix(self, tail: Ids) -> Pair:
        prefix = self._prefix()
        return (tail[:1], tail[1:]) if tail[:1] == prefix else (prefix, tail)

    def _prefix(self) -> Ids:
        if self.prefix is None:
            raise ValueError("the context is empty and the tokenizer has neither BOS nor EOS to begin with")
        return (self.prefix,)


def _opening(tokenizer: Any) -> Ids:
    """The special tokens this tokenizer puts before a text."""
    bare = tokenizer("a", add_special_tokens=False)["input_ids"]
    dressed = tokenizer("a")["input_ids"]
    spots = (k for k in range(len(dressed)) if dressed[k : k + len(bare)] == bare)
    return tuple(dressed[: next(spots, 0)])
