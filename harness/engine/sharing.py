"""What the probe tries before prefixes are shared: does a pack of many rows give each its own numbers?

Logits of tiny made-up rows, computed in several ways to be compared. It must never decide anything itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from harness.engine.boundary import Ids
from harness.engine.forward import Forward, right_padded
from harness.engine.gap import REFUSALS, moved
from harness.engine.packed import WIDTH, Packed
from harness.engine.trie import ID, encode, packs, shared

#: Tokens of the rows that are packed side by side.
SIDE = 6
#: Positions between the tokens that show whether a far position changes what near ones mean.
APART = 32


def branches(row: Ids, vocabulary: int) -> list[Ids]:
    """Rows that share prefixes with this one and each other: early, late, wholly, and not at all."""
    turn = [(token + 1) % vocabulary for token in row]
    half, late = len(row) // 2, max(1, len(row) - 3)
    rows = {
        row, row[:half], (*row[:half], *turn[:3]), (*row[:late], turn[0]), (*row[:late], *turn[1:3]),
        (*row[:2], *turn[2:late]), tuple(turn[: half + 1]),
    }  # fmt: skip
    return sorted(rows)


def every(forward: Forward, row: Ids) -> Tensor:
    """All logits of a row alone. [len(row), V]"""
    return forward.logits(right_padded([row], forward.device), range(len(row)))[0].float()


def packed(forward: Forward, rows: Sequence[bytes]) -> Tensor:
    """What follows the shared prefixes, from packs that cut rows and from one that does not. [2, tokens, V]"""
    model = Packed(forward, max(map(len, rows)) // ID.itemsize)
    return torch.stack(
        [
            torch.cat([model.run(pack, range(len(pack.ids))) for pack in packs(rows, shared(rows), width)])
            for width in (16, WIDTH)
        ]
    ).float()


def beside(forward: Forward, *, changed: bool) -> Tensor:
    """Logits of two rows in one pack whose neighbour in it, before or after, is changed or not. [2, SIDE, V]

    State that a model carries from token to token without asking its attention shows here, however weak.
    """
    spare = [[(first + 3 * k) % forward.vocabulary for k in range(SIDE)] for first in (0, 1, 2, 3)]
    before, after = spare[0 + changed], spare[2 + changed]
    model, out = Packed(forward, SIDE), []
    for rows, kept in (([before, spare[2]], slice(SIDE, None)), ([spare[1], after], slice(SIDE))):
        [pack] = packs([encode(row) for row in rows], [0, 0], WIDTH)
        out.append(model.run(pack, range(2 * SIDE))[kept])
    return torch.stack(out).float()


def reach(forward: Forward, max_length: int) -> int:
    """The longest row whose last position leaves the logits before it as they are."""
    if not forward.positions or max_length <= SIDE:
        return max_length
    # Further apart than neighbours where there is room: slow rotary dimensions turn little from one to the next.
    apart = max(1, min(APART, max_length // (8 * SIDE)))
    ids = right_padded([range(SIDE)], forward.device)
    near = apart * torch.arange(SIDE, device=forward.device)[None]

    def far(position: int) -> Tensor:
        depths = near.clone()
        depths[0, -1] = position
        return forward.packed(ids, depths, range(SIDE - 1))

    def sound(tokens: int) -> bool:
        far(max_length - 1)  # some tables that have grown shrink only for a row short enough
        return not moved(lambda: far(tokens - 1), expected)

    low, high = (
        int(near.max()) + 1,
        max_length - 1,
    )  # a row of `low` tokens is sound, of more than `high` is not
    try:
        expected = far(low - 1)
        if sound(max_length):
            return max_length
    except REFUSALS:  # it cannot be told such positions, so none of its rows has any
        return max_length
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if sound(middle) else (low, middle - 1)
    return low
