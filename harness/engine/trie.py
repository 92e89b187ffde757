"""Which tokens to push through a model, and in what order, so that each distinct prefix is computed once.

Rows are sorted; what follows the longest common prefix with the row before is new, and is pushed in that
order (depth first), packed without padding. It must never know a model: ids in, a plan out.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.int64]
Runs = list[tuple[int, int]]
"""Consecutive slots, from the first to before the last, one run after the other."""
#: Ids as bytes of this type sort as ids do.
ID = np.dtype(">u4")
#: Short pieces are attended together until they have this many tokens.
GROUP = 160


def encode(ids: Sequence[int]) -> bytes:
    """Ids in a form that is compact, hashable and sorts as they do."""
    held = array("I", ids)
    if sys.byteorder == "little":
        held.byteswap()
    return held.tobytes()


def decode(row: bytes) -> NDArray[Any]:
    """The ids again."""
    return np.frombuffer(row, dtype=ID)


def shared(rows: Sequence[bytes]) -> list[int]:
    """For each of these sorted rows, how many first ids it shares with the row before it."""
    out, last = [], decode(b"")
    for row in map(decode, rows):
        size = min(len(last), len(row))
        same = last[:size] == row[:size]
        out.append(size if same.all() else int(same.argmin()))
        last = row
    return out


def distinct(rows: Sequence[bytes]) -> int:
    """Tokens in all distinct prefixes of these sorted rows: what must be computed at least."""
    return sum(map(len, rows)) // ID.itemsize - sum(shared(rows))


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive new tokens of one row."""

    row: int
    """Index among the sorted rows."""
    start: int
    """Depth of its first token."""
    path: Array
    """[end]: the slot of every token of the row up to the end of this piece."""
    last: bool
    """Whether the row ends here."""

    @property
    def size(self) -> int:
        return len(self.path) - self.start


@dataclass(frozen=True, slots=True)
class Group:
    """Pieces attended in one product. Slot k below `base` holds depth k; the new tokens lie above, in order."""

    at: int
    """Where its tokens begin in the packed row."""
    base: int
    pieces: tuple[Piece, ...]
    moved: Array
    """Slots to copy, before anything else, to those that end at `base`: a path whose siblings lay between."""

    @property
    def size(self) -> int:
        return sum(piece.size for piece in self.pieces)

    def depths(self) -> Array:
        """Depth of what every slot holds, [base + size]."""
        new = [np.arange(piece.start, len(piece.path)) for piece in self.pieces]
        return np.concatenate([np.arange(self.base), *new])

    def visible(self) -> NDArray[np.bool_]:
        """[size, base + size]: whether a slot lies on the path of a new token, up to the token itself."""
        out = np.zeros((self.size, self.base + self.size), dtype=np.bool_)
        at = 0
        for piece in self.pieces:
            rows = out[at : at + piece.size]
            rows[:, piece.path[: piece.start]] = True
            own = self.base + at
            rows[:, own : own + piece.size] = np.tri(piece.size, dtype=np.bool_)
            at += piece.size
        return out


@dataclass(frozen=True, slots=True)
class Pack:
    """What one forward is fed: a row of new tokens, one batch, no padding."""

    ids: Array
    """[N]"""
    depths: Array
    """[N]: the position of each token."""
    groups: tuple[Group, ...]

    @property
    def pieces(self) -> Iterator[tuple[int, Piece]]:
        """Each piece with the index of its first token in the pack."""
        at = 0
        for group in self.groups:
            for piece in group.pieces:
                yield at, piece
                at += piece.size


def packs(
    rows: Sequence[bytes], common: Sequence[int], width: int, most: int = sys.maxsize
) -> Iterator[Pack]:
    """All new tokens of these rows, at most `width` to a pack, in which at most `most` rows end.

    `common` is `shared(rows)` or less; a row of which nothing is new is in no pack.
    """
    held: list[tuple[int, int, int]] = []
    path = np.arange(0)
    free, ending = width, 0
    for cut in _cuts(rows, common, width):
        if free < cut[2] - cut[1] or ending == most:
            pack, path = _pack(rows, held, path)
            yield pack
            held, free, ending = [], width, 0
        held.append(cut)
        free -= cut[2] - cut[1]
        ending += cut[2] * ID.itemsize == len(rows[cut[0]])
    if held:
        yield _pack(rows, held, path)[0]


def _cuts(rows: Sequence[bytes], common: Sequence[int], width: int) -> Iterator[tuple[int, int, int]]:
    """(row, start, end) of every piece, cut so that packs of this width are filled to the last token."""
    free = width
    for row, begin in enumerate(common):
        start, end = begin, len(rows[row]) // ID.itemsize
        while start < end:
            stop = min(end, start + free)
            yield row, start, stop
            free = free - (stop - start) or width
            start = stop


def _pack(rows: Sequence[bytes], cuts: Sequence[tuple[int, int, int]], path: Array) -> tuple[Pack, Array]:
    """The pack of these pieces, and the path of slots it ends on; `path` is that of the pack before."""
    groups: list[Group] = []
    at = 0
    for together in _together(cuts):
        base = together[0][1]
        moved = _moved(path[:base])
        path = np.arange(base)
        pieces, top = [], base
        for row, start, end in together:
            path = np.concatenate([path[:start], np.arange(top, top + end - start)])
            pieces.append(Piece(row, start, path, end * ID.itemsize == len(rows[row])))
            top += end - start
        groups.append(Group(at, base, tuple(pieces), moved))
        at += top - base
    ids = np.concatenate([decode(rows[row])[start:end] for row, start, end in cuts])
    depths = np.concatenate([np.arange(start, end) for _, start, end in cuts])
    return Pack(ids.astype(np.int64), depths, tuple(groups)), path


def _moved(path: Array) -> Array:
    """The end of the path that does not lie in its own slots."""
    astray = np.flatnonzero(path != np.arange(len(path)))
    return path[astray[0] :] if len(astray) else path[:0]


def runs(path: Array) -> Runs:
    """A path of slots as the runs it is made of."""
    cuts = np.flatnonzero(np.diff(path) != 1) + 1
    return [(int(part[0]), int(part[-1]) + 1) for part in np.split(path, cuts) if len(part)]


def _together(cuts: Iterable[tuple[int, int, int]]) -> Iterator[list[tuple[int, int, int]]]:
    """Runs of pieces small enough that one product costs less than several."""
    run: list[tuple[int, int, int]] = []
    held = 0
    for cut in cuts:
        size = cut[2] - cut[1]
        if run and held + size > GROUP:
            yield run
            run, held = [], 0
        run.append(cut)
        held += size
    if run:
        yield run
