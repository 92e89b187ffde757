"""Continuations to be scored, many at once in little memory, and who computes which of their tokens.

Rows of ids are bytes and held once each; everything else is flat arrays. It must never know a model or text.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from harness.engine.boundary import Pair
from harness.engine.trie import ID, Array, Piece, decode, encode, shared


@dataclass(slots=True)
class Orders:
    """Pairs of context and continuation, numbered as they are added."""

    rows: dict[bytes, int] = field(default_factory=dict)
    """What the model must read: context and continuation but for the last token."""
    row: array[int] = field(default_factory=lambda: array("q"))
    """Of each order, which row."""
    tokens: array[int] = field(default_factory=lambda: array("q", [0]))
    """Where the targets of each order begin; the last entry is where they end."""
    targets: array[int] = field(default_factory=lambda: array("q"))

    def __len__(self) -> int:
        return len(self.row)

    def add(self, context: Sequence[int], continuation: Sequence[int]) -> int:
        """Take in one pair, both non-empty; its number comes back."""
        row = encode((*context, *continuation[:-1]))
        self.row.append(self.rows.setdefault(row, len(self.rows)))
        self.targets.extend(continuation)
        self.tokens.append(len(self.targets))
        return len(self.row) - 1

    def pair(self, order: int, listed: Sequence[bytes]) -> Pair:
        """The order as it came in; `listed` are the rows in the order they were met."""
        targets = tuple(self.targets[self.tokens[order] : self.tokens[order + 1]])
        whole = decode(listed[self.row[order]]).tolist()
        return tuple(whole[: len(whole) - len(targets) + 1]), targets

    def sizes(self) -> Array:
        """Targets of each order."""
        bounds = np.frombuffer(self.tokens, dtype=np.int64)
        return bounds[1:] - bounds[:-1]

    def length(self, listed: Sequence[bytes], order: int) -> int:
        """Tokens of its row."""
        return len(listed[self.row[order]]) // ID.itemsize


@dataclass(frozen=True, slots=True)
class Need:
    """Logits after the tokens of depths `lo` to `hi - 1` serve these targets of an order."""

    order: int
    lo: int
    hi: int
    first: int
    """Which target the logits at `lo` predict, counted through all orders."""


@dataclass(frozen=True, slots=True)
class Needs:
    """The sorted rows, and what is needed of each one's new tokens."""

    rows: list[bytes]
    common: list[int]
    table: Array
    """[needs, 4]: order, lo, hi, first; sorted by the row that computes those depths."""
    begins: Array
    """[rows + 1]: where each row's needs begin."""

    @classmethod
    def of(cls, orders: Orders, wanted: Sequence[int]) -> Needs:
        """What these orders need."""
        known = list(orders.rows)
        rows = sorted({known[orders.row[order]] for order in wanted})
        common = shared(rows)
        rank = {orders.rows[row]: at for at, row in enumerate(rows)}
        owned = array("q")
        by_rank = sorted(wanted, key=lambda order: rank[orders.row[order]])
        path: list[tuple[int, int]] = []  # (row, depth where its part of the path begins)
        last = -1
        for order in by_rank:
            while last < rank[orders.row[order]]:
                last += 1
                while path and path[-1][1] >= common[last]:
                    path.pop()
                path.append((last, common[last]))
            owned.extend(_owners(orders, order, len(rows[last]) // ID.itemsize, path))
        table = np.frombuffer(owned, dtype=np.int64).reshape(-1, 5)
        table = table[np.argsort(table[:, 0], kind="stable")]
        begins = np.searchsorted(table[:, 0], np.arange(len(rows) + 1))
        return cls(rows, common, table[:, 1:], begins)

    @property
    def distinct(self) -> int:
        """Tokens in all distinct prefixes."""
        return sum(map(len, self.rows)) // ID.itemsize - sum(self.common)

    @property
    def points(self) -> int:
        """At most so many logits are needed; orders that share some are counted each."""
        return int((self.table[:, 2] - self.table[:, 1]).sum())

    def of_piece(self, piece: Piece) -> Iterator[Need]:
        """What is needed of these tokens."""
        end = len(piece.path)
        for order, lo, hi, first in self.table[self.begins[piece.row] : self.begins[piece.row + 1]].tolist():
            low, high = max(lo, piece.start), min(hi, end)
            if low < high:
                yield Need(order, low, high, first + low - lo)


def _owners(orders: Orders, order: int, end: int, path: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Row, order, lo, hi, first for each part of the path that an order's logits fall into."""
    first = orders.tokens[order]
    start = end - (orders.tokens[order + 1] - first)  # depth of the token that predicts the first target
    for row, begins in reversed(path):
        lo = max(begins, start)
        if lo < end:
            yield from (row, order, lo, end, first + lo - start)
        end = min(end, begins)
        if end <= start:
            return
