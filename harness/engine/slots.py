"""Keys and values of many texts at once, a slot for each, and the step that makes every one longer by a token.

Slots stay where they are: what has ended leaves a gap until another text takes its place, and gaps are not
computed. It must never know text, tasks, messages or journals.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
import torch
from torch import Tensor

from harness.engine.attention import Call, Rule, hooked, product
from harness.engine.forward import Forward

#: Slots attended in one product on a CPU: few, so that short texts do not read as far as long ones do.
#: An accelerator takes all at once; there, starting a product costs more than reading too far.
BLOCK = 8


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring slots, attended in one product, with room for `room` tokens each."""

    count: int
    room: int
    start: int
    """Tokens there is room for in all blocks before it."""


@dataclass(slots=True)
class Layer:
    """Keys, or values, of one layer: one tensor, and what each block has of it."""

    flat: Tensor
    """[tokens of all blocks * Hkv, D]"""
    blocks: list[Tensor]
    """[count, Hkv, room, D] each."""

    @classmethod
    def of(cls, blocks: Sequence[Block], like: Tensor) -> Layer:
        """Zeros for these blocks; `like` [.., Hkv, .., D] says of what kind."""
        heads, depth = like.shape[1], like.shape[3]
        ends = [heads * (block.start + block.count * block.room) for block in blocks]
        flat = _zeros(like, ends[-1], depth)
        parts = [
            flat[heads * b.start : end].view(b.count, heads, b.room, depth)
            for b, end in zip(blocks, ends, strict=True)
        ]
        return cls(flat, parts)

    @property
    def token_bytes(self) -> int:
        """What one token takes."""
        return self.blocks[0].shape[1] * self.flat.shape[1] * self.flat.element_size()


def _zeros(like: Tensor, *shape: int) -> Tensor:
    """Zeros; on a CPU from a source that takes memory only as it is written, and writes no zeros itself."""
    if like.device.type != "cpu":
        return like.new_zeros(shape)
    held = np.zeros(like.element_size() * math.prod(shape), dtype=np.uint8)
    return torch.from_numpy(held).view(like.dtype).view(shape)


@dataclass(slots=True)
class Slots:
    """The slots of all texts in flight, block after block."""

    size: int
    """Slots of a block."""
    blocks: list[Block]
    keys: list[Layer] = field(default_factory=list)
    """Of each layer, made when it first writes."""
    values: list[Layer] = field(default_factory=list)

    @classmethod
    def of(cls, count: int, tokens: Sequence[int], device: torch.device) -> Slots:
        """`count` slots for texts of at most so many tokens, given in the order in which they will come.

        The first text goes to the first slot, and so on; later ones to any slot that is free by then. So a block
        needs room for the longest of those that come no earlier than its own first text: little more than its own
        take, where long texts come first.
        """
        size = BLOCK if device.type == "cpu" else count
        longest = list(accumulate(reversed(tokens), max))[::-1]
        blocks: list[Block] = []
        start = 0
        for first in range(0, count, size):
            blocks.append(Block(min(size, count - first), longest[first], start))
            start += blocks[-1].count * blocks[-1].room
        return cls(size, blocks)

    def fill(self, layer: int, slot: int, keys: Sequence[Tensor], values: Sequence[Tensor]) -> None:
        """Begin a slot with `keys` and `values`, parts [1, Hkv, n, D] that follow one another."""
        self._make(layer, keys[0], values[0])
        block, slot = divmod(slot, self.size)
        for held, parts in ((self.keys[layer], keys), (self.values[layer], values)):
            at = 0
            for part in parts:
                held.blocks[block][slot, :, at : at + part.shape[2]] = part[0]
                at += part.shape[2]

    def append(self, layer: int, lines: Tensor, key: Tensor, value: Tensor) -> None:
        """Put one token of some texts, `key` and `value` [N, Hkv, 1, D], into these lines [N * Hkv]."""
        self._make(layer, key, value)
        for held, new in ((self.keys[layer], key), (self.values[layer], value)):
            held.flat.index_copy_(0, lines, new.reshape(-1, new.shape[3]))

    @torch.inference_mode()
    def clear(self, slot: int) -> None:
        """Forget numbers that are not finite: masked with weight 0 they would still spoil a sum."""
        block, slot = divmod(slot, self.size)
        for held in (*self.keys, *self.values):
            held.blocks[block][slot] = 0

    @property
    def token_bytes(self) -> int:
        """What one token takes in all layers."""
        return sum(held.token_bytes for held in (*self.keys, *self.values))

    def _make(self, layer: int, key: Tensor, value: Tensor) -> None:
        if layer == len(self.keys):
            self.keys.append(Layer.of(self.blocks, key))
            self.values.append(Layer.of(self.blocks, value))

    @torch.inference_mode()
    def step(
        self, forward: Forward, slots: Sequence[int], depths: Sequence[int], ids: Sequence[int]
    ) -> Tensor:
        """Logits [N, V] after these tokens, each at its depth of its slot; `slots` ascend."""
        row, places = (torch.tensor([list(t)], device=forward.device) for t in (ids, depths))
        step = _Step(self, slots, places[0], _runs(self.size, slots, depths))
        with hooked(forward.model, step.attend):
            return forward.packed(row, places, range(len(ids)))


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring slots of a block without a gap: `start` to `stop` of the step's tokens."""

    start: int
    stop: int
    block: int
    first: int
    """The first slot, counted in its block."""
    end: int
    """Depth after the longest of them."""


@dataclass(slots=True)
class _Step:
    """One step on its way through the layers."""

    held: Slots
    slots: Sequence[int]
    depths: Tensor
    """[N]"""
    runs: list[_Run]
    looks: dict[int, tuple[Rule, list[tuple[int, Tensor | None]]]] = field(default_factory=dict)
    """By the identity of the rule, which is kept so that no other takes it over."""
    lines: dict[int, Tensor] = field(default_factory=dict)

    def attend(self, call: Call) -> Tensor:
        """Attention of every token over the text in its slot, [1, N, H, D]."""
        query, key, value = (t.transpose(0, 2) for t in (call.query, call.key, call.value))  # [N, H, 1, D]
        self.held.append(call.layer, self._lines(key.shape[1]), key, value)
        keys, values = self.held.keys[call.layer].blocks, self.held.values[call.layer].blocks
        out = query.new_empty(1, query.shape[0], query.shape[1], value.shape[3])
        for run, (begin, bias) in zip(self.runs, self._looks(call), strict=True):
            mine, seen = slice(run.start, run.stop), slice(begin, run.end)
            part = slice(run.first, run.first + run.stop - run.start)
            key, value = keys[run.block][part, :, seen], values[run.block][part, :, seen]
            out[0, mine] = _attended(call, query[mine], key, value, bias)
        return out

    def _lines(self, heads: int) -> Tensor:
        """Where the new keys go if every slot has so many heads. [N * Hkv]"""
        if heads not in self.lines:
            size, blocks = self.held.size, self.held.blocks
            rooms = [blocks[slot // size].room for slot in self.slots]
            before = [
                blocks[slot // size].start + slot % size * room
                for slot, room in zip(self.slots, rooms, strict=True)
            ]
            device = self.depths.device
            begin, room = (torch.tensor(part, device=device)[:, None] for part in (before, rooms))  # [N, 1]
            each = begin * heads + torch.arange(heads, device=device) * room  # [N, Hkv]
            self.lines[heads] = (each + self.depths[:, None]).flatten()
        return self.lines[heads]

    def _looks(self, call: Call) -> list[tuple[int, Tensor | None]]:
        """For each run, the first depth any of it sees, and the bias from there on."""
        if id(call.rule) not in self.looks:
            seen = _seen(call.rule, self.depths, max(run.end for run in self.runs))
            looks = [_look(seen[run.start : run.stop, :, :, : run.end], call.query) for run in self.runs]
            self.looks[id(call.rule)] = call.rule, looks
        return self.looks[id(call.rule)][1]


def _runs(size: int, slots: Sequence[int], depths: Sequence[int]) -> list[_Run]:
    """Slots that ascend, cut where one is left out and where a block of `size` begins."""
    out: list[_Run] = []
    start = 0
    for at in range(1, len(slots) + 1):
        if at == len(slots) or slots[at] != slots[at - 1] + 1 or slots[at] % size == 0:
            out.append(_Run(start, at, *divmod(slots[start], size), max(depths[start:at]) + 1))
            start = at
    return out


def _seen(rule: Rule, depths: Tensor, longest: int) -> Tensor:
    """[N, 1, 1, longest]: what of its own text each token sees by the model's rule."""
    none = torch.zeros(1, 1, 1, 1, dtype=torch.int64, device=depths.device)
    own = depths[:, None, None, None]
    every = torch.arange(longest, device=depths.device)[None, None, None]
    return (every <= own) & rule(none, none, own, every)


def _look(seen: Tensor, query: Tensor) -> tuple[int, Tensor | None]:
    first = int(seen.any(0)[0, 0].to(torch.uint8).argmax())
    if bool(seen[..., first:].all()):
        return first, None
    seen = seen[..., first:]
    bias = torch.zeros(seen.shape, dtype=query.dtype, device=query.device).masked_fill_(~seen, -torch.inf)
    return first, bias


def _attended(call: Call, query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None) -> Tensor:
    """[n, H, D]: `query` [n, H, 1, D] over `key` and `value` [n, Hkv, m, D]."""
    count, heads, _, depth = query.shape
    if call.softcap is not None or call.sinks is not None:
        return product(call, query, key, value, bias)[:, 0]
    # Heads that share keys become queries of one head: keys are read once, and never copied.
    folded = query.reshape(count, key.shape[1], -1, depth)  # [n, Hkv, G, D]
    wide = None if bias is None else bias.expand(-1, -1, folded.shape[2], -1)
    return product(call, folded, key, value, wide).transpose(1, 2).reshape(count, heads, -1)
