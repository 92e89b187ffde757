"""What is pushed and what it may see, checked against walking every row by hand; and who is told which logits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from harness.engine import trie
from harness.engine.orders import Needs, Orders
from harness.engine.trie import decode, distinct, encode, packs, shared

ROWS = st.sets(st.lists(st.integers(0, 2), min_size=1, max_size=14).map(tuple), min_size=1, max_size=12)


def prefixes(rows: Sequence[tuple[int, ...]]) -> set[tuple[int, ...]]:
    return {row[: k + 1] for row in rows for k in range(len(row))}


@settings(max_examples=150, deadline=None)
@given(ROWS, st.integers(1, 9), st.integers(1, 8))
@example({(0,), (0, 1, 2), (0, 1, 1), (2,)}, 3, 8)
def test_each_prefix_is_pushed_once_and_sees_exactly_itself(
    drawn: set[tuple[int, ...]], width: int, group: int
) -> None:
    rows = sorted(map(encode, drawn))
    kept = trie.GROUP
    trie.GROUP = group
    try:
        made = list(packs(rows, shared(rows), width))
    finally:
        trie.GROUP = kept
    slots: dict[int, tuple[int, ...]] = {}  # what lies in each slot: the prefix that ends there
    pushed: list[tuple[int, ...]] = []
    ended: list[int] = []
    for pack in made:
        assert len(pack.ids) == len(pack.depths) <= width
        for part in pack.groups:
            for k, slot in enumerate(part.moved.tolist()):
                slots[part.base - len(part.moved) + k] = slots[slot]
            start = len(pushed)
            for piece in part.pieces:
                row = tuple(decode(rows[piece.row]).tolist())
                for depth in range(piece.start, len(piece.path)):
                    slots[part.base + len(pushed) - start] = row[: depth + 1]
                    pushed.append(row[: depth + 1])
                ended += [piece.row] * piece.last
                assert [slots[s] for s in piece.path.tolist()] == [
                    row[: d + 1] for d in range(len(piece.path))
                ]
            depths, seen = part.depths(), part.visible()
            for k, prefix in enumerate(pushed[start:]):
                visible = np.flatnonzero(seen[k]).tolist()
                assert sorted(slots[s] for s in visible) == [prefix[: d + 1] for d in range(len(prefix))]
                assert sorted(depths[visible].tolist()) == list(range(len(prefix)))
    assert all(len(pack.ids) == width for pack in made[:-1])
    assert ended == list(range(len(rows)))
    assert len(pushed) == len(set(pushed)) == distinct(rows)
    assert set(pushed) == prefixes(list(drawn))
    assert [int(t) for pack in made for t in pack.ids] == [prefix[-1] for prefix in pushed]
    assert [int(d) + 1 for pack in made for d in pack.depths] == [len(prefix) for prefix in pushed]


@pytest.mark.parametrize("ids", [(0,), (255, 256, 65536, 2**31), ()])
def test_ids_survive_and_sort_as_ids(ids: tuple[int, ...]) -> None:
    assert tuple(decode(encode(ids)).tolist()) == ids
    assert sorted([(2, 1), (1, 300), (1, 2, 9), (1, 2), (70000,)], key=encode) == [
        (1, 2), (1, 2, 9), (1, 300), (2, 1), (70000,),
    ]  # fmt: skip


PAIRS = st.lists(
    st.tuples(
        st.lists(st.integers(0, 2), min_size=1, max_size=7).map(tuple),
        st.lists(st.integers(0, 2), min_size=1, max_size=5).map(tuple),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=150, deadline=None)
@given(PAIRS, st.integers(1, 9), st.data())
def test_every_target_is_predicted_once_from_what_stands_before_it(
    pairs: list[tuple[tuple[int, ...], tuple[int, ...]]], width: int, data: st.DataObject
) -> None:
    orders = Orders()
    for pair in pairs:
        orders.add(*pair)
    wanted = data.draw(st.lists(st.sampled_from(range(len(pairs))), min_size=1, unique=True))
    listed = list(orders.rows)
    assert [orders.pair(order, listed) for order in range(len(pairs))] == pairs
    needs = Needs.of(orders, wanted)
    found: dict[int, list[tuple[tuple[int, ...], int]]] = {order: [] for order in wanted}
    for pack in packs(needs.rows, needs.common, width):
        for _, piece in pack.pieces:
            row = tuple(decode(needs.rows[piece.row]).tolist())
            for need in needs.of_piece(piece):
                assert piece.start <= need.lo < need.hi <= len(piece.path)
                for k in range(need.lo, need.hi):
                    found[need.order].append((row[: k + 1], orders.targets[need.first + k - need.lo]))
    for order in wanted:
        context, rest = pairs[order]
        assert found[order] == [(context + rest[:k], rest[k]) for k in range(len(rest))]


def test_orders_hold_equal_rows_once() -> None:
    orders = Orders()
    for letter in (5, 6, 7):
        orders.add((1, 2, 3), (letter,))
    orders.add((1, 2), (3, 9))
    assert len(orders.rows) == 1 and len(orders) == 4
    assert distinct(sorted(orders.rows)) == 3
