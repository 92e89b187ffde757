"""Text to ids and back as lm-evaluation-harness does it, each distinct text tokenised once.

Which texts get special tokens, what a stop string stops at and what decoding leaves out are theirs. It must
never run a model.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from lm_eval.models.utils import has_bos_prefix

from harness.engine.boundary import tokenised

#: Put into a text where something ended, and taken out again: halves of a pair, which no tokenizer decodes to.
END, THOUGHT = "\ud800", "\ud801"
Dressed = tuple[str, bool]
"""A text, and whether the tokenizer's special tokens go with it."""


@dataclass(slots=True)
class Words:
    """A tokenizer and what it was asked lately."""

    tokenizer: Any
    mark: str | None
    """How a text begins that has its opening token already: no other is put before it."""
    opened: bool = True
    """Whether special tokens go with a text that has no opening token yet."""
    known: dict[Dressed, list[int]] = field(default_factory=dict)
    special: dict[int, str] = field(init=False)
    """Tokens that decoding leaves out."""
    ending: dict[tuple[str, ...], frozenset[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        added = self.tokenizer.added_tokens_decoder.items()
        self.special = {token: str(one) for token, one in added if one.special}

    def dressed(self, text: str) -> Dressed:
        """The text of an option or of a whole document."""
        return text, self.opened and not has_bos_prefix(text, self.mark)

    def prompt(self, text: str) -> Dressed:
        """The text of a prompt to continue: only BOS itself counts as an opening."""
        return text, self.opened and not has_bos_prefix(text, self.tokenizer.bos_token)

    def option(self, context: str, continuation: str) -> Iterable[Dressed]:
        """The texts whose ids their `loglikelihood` asks for."""
        if not context:
            return ((continuation, False),)
        return self.dressed(context + continuation), self.dressed(context.rstrip())

    def learn(self, wanted: Iterable[Dressed]) -> None:
        """The ids of each distinct text, in one call for those with special tokens and one for the others."""
        distinct = dict.fromkeys(wanted)
        for special in (True, False):
            texts = [text for text, dressed in distinct if dressed is special]
            rows = tokenised(self.tokenizer, texts, special_tokens=special)
            self.known.update(zip(((text, special) for text in texts), rows, strict=True))

    def ids(self, dressed: Dressed) -> list[int]:
        if dressed not in self.known:
            self.learn([dressed])
        return self.known[dressed]

    def decoded(self, ids: Sequence[int]) -> str:
        return str(self.tokenizer.decode(ids, skip_special_tokens=True))

    def ends(self, stop: tuple[str, ...]) -> frozenset[int]:
        """Special tokens that end a text: their stop strings are looked for in these too, though a decoded
        text does not show them."""
        if stop not in self.ending:
            found = (token for token, text in self.special.items() if any(word in text for word in stop))
            self.ending[stop] = frozenset(found)
        return self.ending[stop]


@dataclass(frozen=True, slots=True)
class Reader:
    """New ids to text for the engine, and its text to what they return.

    An end-of-text token that is no special one belongs to their text: it does not end ours by itself but by
    END, which is a stop string then. What a token of thinking ends is behind THOUGHT.
    """

    words: Words
    shown: frozenset[int]
    """End-of-text tokens that a text shows."""
    think_end: int | None = None

    def decode(self, ids: Sequence[int]) -> str:
        text = self.words.decoded(ids)
        if self.think_end is not None and self.think_end in ids:
            at = len(ids) - 1 - list(reversed(ids)).index(self.think_end)
            text = self.words.decoded(ids[:at]) + THOUGHT + self.words.decoded(ids[at:])
        return text + END if ids and ids[-1] in self.shown else text

    def stops(self, stop: Sequence[str]) -> tuple[str, ...]:
        """The stop strings the engine is to look for."""
        return (*stop, END) if self.shown else tuple(stop)

    def spoken(self, text: str) -> str:
        """A text without its thinking, if an id is to end that."""
        if self.think_end is None:
            return text
        before, mark, after = text.rpartition(THOUGHT)
        return (after.removeprefix(self.words.decoded([self.think_end])) if mark else before + after).lstrip()
