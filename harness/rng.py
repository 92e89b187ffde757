"""Named random streams: every draw is keyed by what it is for, never by when it happens.

A stream is HMAC-SHA256 in counter mode. Same names, same numbers, on any machine and Python; adding
an item, a task or a worker moves no other draw. No global `random`, NumPy or torch state is read.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from struct import Struct
from typing import TypeVar

T = TypeVar("T")
FOUR_WORDS = Struct(">4Q").unpack
WORDS = 1 << 64


@lru_cache(maxsize=4096, typed=True)  # the same few names begin most paths
def _length_prefixed(name: str | int) -> bytes:
    raw = str(name).encode()
    return len(raw).to_bytes(4, "big") + raw


class Rng:
    """The stream of `(master, *path)`; `child` opens an independent stream below it."""

    __slots__ = ("_counter", "_key", "_words")

    def __init__(self, master: bytes, *path: str | int) -> None:
        self._key = hmac.digest(master, b"".join(map(_length_prefixed, path)), "sha256")
        self._counter = 0
        self._words: list[int] = []

    def child(self, *path: str | int) -> Rng:
        return Rng(self._key, *path)

    def word(self) -> int:
        """The next 64-bit word; one HMAC block gives four."""
        if not self._words:
            block = hmac.digest(self._key, self._counter.to_bytes(8, "big"), "sha256")
            self._counter += 1
            self._words = list(FOUR_WORDS(block))[::-1]
        return self._words.pop()

    def below(self, n: int) -> int:
        """Uniform in [0, n), by rejection, so without modulo bias. ValueError if n < 1 or n > 2^64."""
        if not 1 <= n <= 1 << 64:
            raise ValueError(f"below({n}): not between 1 and 2^64")
        limit = WORDS - WORDS % n
        while (w := self.word()) >= limit:
            pass
        return w % n

    def between(self, low: int, high: int) -> int:
        """Uniform integer in [low, high], both ends included."""
        return low + self.below(high - low + 1)

    def decimal(self, low: str | Decimal, high: str | Decimal, step: str | Decimal) -> Decimal:
        """Uniform over low, low+step, ..., high; exact, with the step's decimals."""
        lo, hi, st = Decimal(low), Decimal(high), Decimal(step)
        return lo + st * self.below(int((hi - lo) / st) + 1)

    def choice(self, seq: Sequence[T]) -> T:
        return seq[self.below(len(seq))]

    def shuffle(self, seq: Sequence[T]) -> list[T]:
        """A shuffled copy: Fisher-Yates from the top index."""
        out = list(seq)
        for i in range(len(out) - 1, 0, -1):
            j = self.below(i + 1)
            out[i], out[j] = out[j], out[i]
        return out

    def sample(self, seq: Sequence[T], k: int) -> list[T]:
        """k different elements in random order. ValueError if there are fewer."""
        if k > len(seq):
            raise ValueError(f"sample of {k} from {len(seq)}")
        return self.shuffle(seq)[:k]

    def chance(self, numerator: int, denominator: int) -> bool:
        """True with probability numerator/denominator."""
        return self.below(denominator) < numerator
