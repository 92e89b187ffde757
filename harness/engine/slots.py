"""Keys and values of many texts at once, a slot for each, and the step that makes every one longer by a token.

Slots stay where they are: what has ended leaves a gap until another text takes its place, and gaps are not
computed. It must never know text, tasks, messages or journals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from harness.engine.attention import Call, Rule, hooked, product
from harness.engine.forward import Forward

#: Slots attended in one product on a CPU: few, so that short texts do not read as far as long ones do.
#: An accelerator takes all at once; there, starting a product costs more than reading too far.
BLOCK = 8


@dataclass(slots=True)
class Slots:
    """Room for `count` texts of `room` tokens, made when a layer first writes."""

    count: int
    room: int
    keys: list[Tensor] = field(default_factory=list)
    """Of each layer [count, Hkv, room, D]."""
    values: list[Tensor] = field(default_factory=list)

    def fill(self, layer: int, slot: int, keys: Sequence[Tensor], values: Sequence[Tensor]) -> None:
        """Begin a slot with `keys` and `values`, parts [1, Hkv, n, D] that follow one another."""
        self._make(layer, keys[0], values[0])
        at = 0
        for key, value in zip(keys, values, strict=True):
            part = slice(at, at := at + key.shape[2])
            self.keys[layer][slot, :, part] = key[0]
            self.values[layer][slot, :, part] = value[0]

    def append(self, layer: int, lines: Tensor, key: Tensor, value: Tensor) -> None:
        """Put one token of each text, `key` and `value` [N, Hkv, 1, D], into these lines: all but D counted as one."""
        self._make(layer, key, value)
        for held, new in ((self.keys[layer], key), (self.values[layer], value)):
            held.view(-1, held.shape[3]).index_copy_(0, lines, new.reshape(-1, new.shape[3]))

    @torch.inference_mode()
    def clear(self, slot: int) -> None:
        """Forget numbers that are not finite: masked with weight 0 they would still spoil a sum."""
        for held in (*self.keys, *self.values):
            held[slot] = 0

    @torch.inference_mode()
    def step(
        self, forward: Forward, slots: Sequence[int], depths: Sequence[int], ids: Sequence[int]
    ) -> Tensor:
        """Logits [N, V] after these tokens, each at its depth of its slot; `slots` ascend."""
        step = _Step.of(self, slots, depths, forward.device)
        row, places = (torch.tensor([list(t)], device=forward.device) for t in (ids, depths))
        with hooked(forward.model, step.attend):
            return forward.packed(row, places, range(len(ids)))

    @property
    def token_bytes(self) -> int:
        """What one token takes in all layers."""
        held = (*self.keys, *self.values)
        return sum(t.shape[1] * t.shape[3] * t.element_size() for t in held)

    def _make(self, layer: int, key: Tensor, value: Tensor) -> None:
        if layer == len(self.keys):
            self.keys.append(self._zeros(key))
            self.values.append(self._zeros(value))

    def _zeros(self, like: Tensor) -> Tensor:
        """Zeros [count, Hkv, room, D]; on a CPU memory is taken only as it is written."""
        shape = (self.count, like.shape[1], self.room, like.shape[3])
        if like.device.type != "cpu":
            return like.new_zeros(shape)
        pages = np.zeros(like.element_size() * int(np.prod(shape)), dtype=np.uint8)
        return torch.from_numpy(pages).view(like.dtype).view(shape)


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring slots without a gap: `start` to `stop` of the step's tokens, from slot `first` on."""

    start: int
    stop: int
    first: int
    end: int
    """Depth after the longest of them."""


@dataclass(slots=True)
class _Step:
    """One step on its way through the layers."""

    held: Slots
    slots: Tensor
    depths: Tensor
    runs: tuple[_Run, ...]
    looks: dict[int, tuple[Rule, list[tuple[int, Tensor | None]]]] = field(default_factory=dict)
    """By the identity of the rule, which is kept so that no other takes it over."""
    lines: dict[int, Tensor] = field(default_factory=dict)

    @classmethod
    def of(cls, held: Slots, slots: Sequence[int], depths: Sequence[int], device: torch.device) -> _Step:
        block = BLOCK if device.type == "cpu" else held.count
        where, depth = (torch.tensor(list(t), device=device) for t in (slots, depths))
        return cls(held, where, depth, tuple(_runs(slots, depths, block)))

    def attend(self, call: Call) -> Tensor:
        """Attention of every token over the text in its slot, [1, N, H, D]."""
        query, key, value = (t.transpose(0, 2) for t in (call.query, call.key, call.value))  # [N, H, 1, D]
        self.held.append(call.layer, self._lines(key.shape[1]), key, value)
        keys, values = self.held.keys[call.layer], self.held.values[call.layer]
        out = query.new_empty(1, query.shape[0], query.shape[1], value.shape[3])
        for run, (begin, bias) in zip(self.runs, self._looks(call), strict=True):
            part, seen = slice(run.first, run.first + run.stop - run.start), slice(begin, run.end)
            mine = slice(run.start, run.stop)
            out[0, mine] = _attended(call, query[mine], keys[part, :, seen], values[part, :, seen], bias)
        return out

    def _lines(self, heads: int) -> Tensor:
        """Where the new keys go if every slot has so many heads. [N * Hkv]"""
        if heads not in self.lines:
            each = self.slots[:, None] * heads + torch.arange(heads, device=self.slots.device)  # [N, Hkv]
            self.lines[heads] = (each * self.held.room + self.depths[:, None]).flatten()
        return self.lines[heads]

    def _looks(self, call: Call) -> list[tuple[int, Tensor | None]]:
        """For each run, the first depth any of it sees, and the bias from there on."""
        if id(call.rule) not in self.looks:
            seen = _seen(call.rule, self.depths, max(run.end for run in self.runs))
            looks = [_look(seen[run.start : run.stop, :, :, : run.end], call.query) for run in self.runs]
            self.looks[id(call.rule)] = call.rule, looks
        return self.looks[id(call.rule)][1]


def _runs(slots: Sequence[int], depths: Sequence[int], block: int) -> Iterator[_Run]:
    start = 0
    for at in range(1, len(slots) + 1):
        if at == len(slots) or slots[at] != slots[at - 1] + 1 or at - start == block:
            yield _Run(start, at, slots[start], max(depths[start:at]) + 1)
            start = at


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
