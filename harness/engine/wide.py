"""Greedy generation with many texts in flight: prompts read once per shared prefix, one wide step a token.

A text that ends gives its slot to the next prompt, so no step computes a row nobody waits for. It must never
know tasks, messages or journals: ids in, text out.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence

from torch import Tensor

from harness.engine.forward import Forward
from harness.engine.packed import WIDTH, Packed
from harness.engine.row import Decode, Generated, Prompt, Row, choose
from harness.engine.shared import Record
from harness.engine.slots import Slots
from harness.engine.trie import Pack, distinct, encode, packs, shared
from harness.engine.trie import decode as ids_of

#: Of all slots, how many may wait for the prompts of one pack: that many are empty at most.
ARRIVING = 8
#: Prompts that share so many tokens, or half of the shorter one, are read one after the other.
MUCH = 64


class Wide:
    """Texts in flight and prompts that wait."""

    def __init__(
        self,
        forward: Forward,
        prompts: Sequence[Prompt],
        slots: int,
        width: int = WIDTH,
        record: Record | None = None,
    ) -> None:
        order = arranged(prompts)
        self.forward, self.prompts, self.record = forward, prompts, record or Record()
        self.free = list(range(slots))
        self.alone: dict[int, str] = {}
        self.rows: dict[int, Row] = {}
        """By slot."""
        self.bare = [k for k in order if len(prompts[k].ids) == 1]
        """Prompts of one token: nothing to read before their first step."""
        self.order = [k for k in order if len(prompts[k].ids) > 1]
        needs = [len(prompts[k].ids) + prompts[k].budget - 1 for k in (*self.bare, *self.order)]
        self.slots = Slots.of(slots, needs, forward.device)
        # The last token of a prompt is fed by its first step. At least one before it is read for each prompt,
        # be it known already: from there its slot is filled.
        rows = [encode(prompts[k].ids[:-1]) for k in self.order]
        common = [min(same, len(ids_of(row)) - 1) for same, row in zip(shared(rows), rows, strict=True)]
        self.reader = Packed(forward, max((len(ids_of(row)) for row in rows), default=0))
        self.packs = packs(rows, common, width, max(1, slots // ARRIVING))
        self.next: Pack | None = next(self.packs, None)
        self.record.requested += sum(len(ids_of(row)) for row in rows)
        self.record.distinct += distinct(sorted(rows))

    def admit(self) -> None:
        """Give free slots to the prompts that wait."""
        while self.bare and self.free:
            self._enter(self.bare.pop(0))
        while self.next and sum(piece.last for _, piece in self.next.pieces) <= len(self.free):
            self._read(self.next)
            self.next = next(self.packs, None)

    def step(self) -> Tensor:
        """Logits [N, V] after one more token of each row, in the order of their slots."""
        since = self.record.clock()
        slots = sorted(self.rows)
        rows = [self.rows[slot] for slot in slots]
        logits = self.slots.step(self.forward, slots, [r.depth for r in rows], [r.last for r in rows])
        self.record.requested += len(rows)
        self.record.distinct += len(rows)
        self.record.pushed += len(rows)
        self.record.spent("step", since)
        return logits

    def ended(self, logits: Tensor, ends: frozenset[int], decode: Decode) -> Iterator[tuple[int, Generated]]:
        """Take in the likeliest tokens; index and text of each row that this ends."""
        since = self.record.clock()
        out = []
        for slot, token, gap in zip(sorted(self.rows), *choose(logits), strict=True):
            row = self.rows[slot]
            made = row.push(token, gap, ends, decode)
            if made is not None:
                out.append((row.index, made))
                self._leave(slot)
        self.record.spent("text", since)
        yield from out

    def _read(self, pack: Pack) -> None:
        """Read a pack of prompts; those that are read to their end get a slot."""
        since = self.record.clock()
        places = {piece.row: self._enter(self.order[piece.row]) for _, piece in pack.pieces if piece.last}
        self.reader.run(
            pack, [0], lambda layer, row, key, value: self.slots.fill(layer, places[row], key, value)
        )
        self.record.pushed += len(pack.ids)
        self.record.spent("read", since)

    def _enter(self, index: int) -> int:
        slot = heapq.heappop(self.free)
        self.rows[slot] = Row(index, self.prompts[index], self.alone)
        return slot

    def _leave(self, slot: int) -> None:
        if math.isnan(self.rows.pop(slot).margin):
            self.slots.clear(slot)
        heapq.heappush(self.free, slot)


def generate_wide(
    forward: Forward, prompts: Sequence[Prompt], slots: int, ends: frozenset[int], decode: Decode,
    width: int = WIDTH, record: Record | None = None,
) -> Iterator[tuple[int, Generated]]:  # fmt: skip
    """Index and continuation of each prompt, as they end. `ends` are the end-of-text tokens."""
    if not prompts:
        return
    wide = Wide(forward, prompts, min(slots, len(prompts)), width, record)
    wide.admit()
    while wide.rows:
        yield from wide.ended(wide.step(), ends, decode)
        wide.admit()


def arranged(prompts: Sequence[Prompt]) -> list[int]:
    """Prompts that share much together, so that it is read once; the longest work first.

    What is alike in length then stands side by side, and the last texts to end are not the long ones.
    """
    order = sorted(range(len(prompts)), key=lambda k: prompts[k].ids)
    common = shared([encode(prompts[k].ids) for k in order])
    families: list[list[int]] = []
    for at, k in enumerate(order):
        shorter = min(len(prompts[k].ids), len(prompts[order[at - 1]].ids))
        if at and common[at] >= min(MUCH, (shorter + 1) // 2):
            families[-1].append(k)
        else:
            families.append([k])
    families.sort(key=lambda family: (-max(_work(prompts[k]) for k in family), prompts[family[0]].ids))
    return [k for family in families for k in family]


def _work(prompt: Prompt) -> int:
    return len(prompt.ids) + prompt.budget
