"""Text to ids and back as lm-evaluation-harness does it, each distinct text tokenised once.

Which texts get special tokens, what a stop string stops at and what decoding leaves out are theirs. It must
never run a model.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from lm_eval.models.utils import has_bos_prefix

Dressed = tuple[str, bool]
"""A text, and whether the tokenizer's special tokens go with it."""


@dataclass(slots=True)
class Words:
    """A tokenizer and what it was asked lately."""

    tokenizer: Any
    mark: str | None
    """How a text begins that has its opening token already: no other is put before it."""
    known: dict[Dressed, list[int]] = field(default_factory=dict)

    def dressed(self, text: str) -> Dressed:
        """The text of an option or of a whole document."""
        return text, not has_bos_prefix(text, self.mark)

    def prompt(self, text: str) -> Dressed:
        """The text of a prompt to continue: only BOS itself counts as an opening."""
        return text, not has_bos_prefix(text, self.tokenizer.bos_token)

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
            if texts:
                rows = self.tokenizer(texts, add_special_tokens=special, verbose=False)["input_ids"]
                self.known.update(zip(((text, special) for text in texts), rows, strict=True))

    def ids(self, dressed: Dressed) -> list[int]:
        if dressed not in self.known:
            self.learn([dressed])
        return self.known[dressed]

    def decoded(self, ids: Sequence[int]) -> str:
        return str(self.tokenizer.decode(ids, skip_special_tokens=True))

    def ends(self, stop: Sequence[str]) -> frozenset[int]:
        """Special tokens that end a text: their stop strings are looked for in these too, though a decoded
        text does not show them."""
        added = self.tokenizer.added_tokens_decoder.items()
        return frozenset(t for t, one in added if one.special and any(word in str(one) for word in stop))
