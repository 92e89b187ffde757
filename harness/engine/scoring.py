"""Scores orders the fastest way that is exact for the model: shared prefixes, padded batches, or one by one.

One door for everyone who has ids and wants numbers. It must never know text, tasks, messages or journals.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from harness.engine.orders import Orders
from harness.engine.plain import Scored, score, score_stepwise
from harness.engine.probe import Path
from harness.engine.shared import Record, score_shared
from harness.engine.trie import distinct

#: Orders that the plain ways hold as tuples at once.
CHUNK = 1024


def score_orders(
    path: Path, orders: Orders, wanted: Sequence[int], size: int, record: Record
) -> Iterator[tuple[int, Scored]]:
    """Number and worth of each wanted order, as they are computed.

    `size` is what goes through the model at once: tokens where prefixes are shared, else rows. With 1, each
    row is computed alone and the plain way, whatever the model allows.
    """
    listed = list(orders.rows)
    record.requested += sum(orders.length(listed, order) for order in wanted)
    near = [order for order in wanted if orders.length(listed, order) <= path.reach]
    if path.shared and size > 1:
        spoilt: list[int] = []
        for order, scored in score_shared(path.forward, orders, near, record, size):
            if math.isfinite(scored.loglik):
                yield order, scored
            else:
                spoilt.append(order)
        # What is not finite spoils its neighbours' sums even with no weight: alone, the innocent get theirs.
        yield from _plain(path, orders, listed, spoilt, 1, record)
    else:
        yield from _plain(path, orders, listed, near, size, record)
    far: dict[int, list[int]] = {}
    for order in wanted:
        if orders.length(listed, order) > path.reach:
            far.setdefault(orders.row[order], []).append(order)
    # Such positions change what other rows get, so each row keeps no company, and what the model may have kept
    # of the one before is made to go.
    for row in far.values():
        path.forward.settle()
        yield from _plain(path, orders, listed, row, 1, record)
        path.forward.settle()


def _plain(
    path: Path, orders: Orders, listed: Sequence[bytes], wanted: Sequence[int], size: int, record: Record
) -> Iterator[tuple[int, Scored]]:
    """The same without sharing, longest rows first."""
    ordered = sorted(wanted, key=lambda order: (-orders.length(listed, order), orders.row[order]))
    record.distinct += distinct(sorted({listed[orders.row[order]] for order in wanted}))
    for start in range(0, len(ordered), CHUNK):
        chunk = ordered[start : start + CHUNK]
        pairs = [orders.pair(order, listed) for order in chunk]
        if path.score_batched:
            found = score(path.forward, pairs, size)
            record.pushed += sum({orders.row[o]: orders.length(listed, o) for o in chunk}.values())
        else:
            found = score_stepwise(path.forward, pairs)
            record.pushed += sum(len(context) + k for context, rest in pairs for k in range(len(rest)))
        since = record.clock()
        for at, scored in found:
            since = record.spent("forward", since)
            yield chunk[at], scored
            since = record.clock()
