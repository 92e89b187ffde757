"""One text on its way: the tokens so far, how sure they were, and whether the last one ended it.

Stop strings are looked for in the newest text only; the whole is decoded once, when it ends. It must never
know a model or a batch: a token in, a finished text or nothing out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import torch
from torch import Tensor

from harness.engine.boundary import Ids
from harness.engine.stop import cut, inside

Decode = Callable[[Sequence[int]], str]
#: Characters of the newest text that are looked at, beyond the longest stop string: more than any tag has.
TAIL = 32
#: What a character is spelt as while some of its bytes are still to come.
UNFINISHED = "\ufffd"


@dataclass(frozen=True, slots=True)
class Prompt:
    """Non-empty ids to continue, by at most `budget` (at least 1) tokens, until a stop string."""

    ids: Ids
    budget: int
    stop: tuple[str, ...] = ()
    thinking: bool | None = None
    """Whether the prompt ends inside an open block of thinking, where nothing stops the text; None: stop
    strings count everywhere."""


@dataclass(frozen=True, slots=True)
class Generated:
    """What a prompt was continued with, without the stop string."""

    text: str
    tokens: int
    """New tokens computed, an end-of-text token included."""
    margin: float
    """Smallest gap between the two best logits, in nats; NaN when they are not finite."""
    finish: Literal["stop", "length"]


@dataclass(slots=True)
class Row:
    """A text in flight."""

    index: int
    prompt: Prompt
    alone: dict[int, str] = field(default_factory=dict)
    """How single tokens are spelt; one for all rows that are decoded alike."""
    new: list[int] = field(default_factory=list)
    margin: float = math.inf
    tail: int = 0
    """The first new token whose text may still hold the beginning of a stop string."""
    thinking: bool | None = None

    def __post_init__(self) -> None:
        self.thinking = self.prompt.thinking

    @property
    def last(self) -> int:
        """The token that is fed next."""
        return self.new[-1] if self.new else self.prompt.ids[-1]

    @property
    def depth(self) -> int:
        """Its position."""
        return len(self.prompt.ids) + len(self.new) - 1

    def push(self, token: int, gap: float, ends: frozenset[int], decode: Decode) -> Generated | None:
        """Take in the next token and its lead over the second; the continuation if that ended it."""
        self.new.append(token)
        # min() would pass over NaN, and an answer made of NaN must not look like one.
        self.margin = min(self.margin, gap) if gap >= 0 else math.nan
        made = len(self.new)
        if token in ends or math.isnan(self.margin):
            return Generated(decode(self.new[:-1]), made, self.margin, "stop")
        stopped = self._stopped(decode) if self.prompt.stop and self._telling(token, decode) else None
        if stopped is not None:
            return Generated(stopped, made, self.margin, "stop")
        return (
            Generated(decode(self.new), made, self.margin, "length") if made >= self.prompt.budget else None
        )

    def _telling(self, token: int, decode: Decode) -> bool:
        """Whether this token may complete a stop string, or a tag of thinking: most cannot, and cost no more."""
        if token not in self.alone:
            self.alone[token] = decode([token])
        spelt = self.alone[token]
        if UNFINISHED in spelt or (self.thinking is not None and ">" in spelt):
            return True
        # White space at the edge of a text is what decoders drop: there a token alone tells nothing.
        return any(word[-1] in spelt or word[-1].isspace() for word in self.prompt.stop)

    def _stopped(self, decode: Decode) -> str | None:
        """The text up to a stop string that the last token completed."""
        newest = decode(self.new[self.tail :])
        if self.thinking is not None:
            self.thinking = inside(newest, self.thinking)
        found = not self.thinking and any(word in newest for word in self.prompt.stop)
        self._shorten(newest, decode)
        return cut(decode(self.new), self.prompt.stop, self.prompt.thinking) if found else None

    def _shorten(self, newest: str, decode: Decode) -> None:
        """Look at fewer tokens from now on, if those that are left hold enough text for what is awaited."""
        enough = 2 * max(map(len, self.prompt.stop)) + TAIL
        if len(newest) > 2 * enough:
            middle = (self.tail + len(self.new)) // 2
            if len(decode(self.new[middle:])) >= enough:
                self.tail = middle


@torch.inference_mode()
def choose(logits: Tensor) -> tuple[list[int], list[float]]:
    """The likeliest next token of each row and its lead over the second. `logits` [B, V] are spent."""
    logits = logits.float()
    best, chosen = logits.max(-1)
    second = logits.scatter_(-1, chosen[:, None], -torch.inf).amax(-1)
    return chosen.tolist(), (best - second).tolist()
