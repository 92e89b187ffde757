"""Keys and values of one path of tokens, used as a stack: what lies above a branching is overwritten.

One tensor per layer and never more than one sequence in it, however many requests. It must never know what
the tokens mean or which request they belong to.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from torch import Tensor


@dataclass(slots=True)
class Arena:
    """Slots for keys and values, made when a layer first writes."""

    slots: int
    keys: list[Tensor] = field(default_factory=list)
    """Of each layer [1, Hkv, slots, D]."""
    values: list[Tensor] = field(default_factory=list)

    def write(self, layer: int, start: int, key: Tensor, value: Tensor) -> None:
        """Put `key` and `value` [1, Hkv, n, D] into the slots from `start` on."""
        if layer == len(self.keys):
            self.keys.append(key.new_empty(1, key.shape[1], self.slots, key.shape[3]))
            self.values.append(value.new_empty(1, value.shape[1], self.slots, value.shape[3]))
        end = start + key.shape[2]
        self.keys[layer][:, :, start:end] = key
        self.values[layer][:, :, start:end] = value

    def read(self, layer: int, start: int, end: int) -> tuple[Tensor, Tensor]:
        """Views of these slots, [1, Hkv, end - start, D] each."""
        return self.keys[layer][:, :, start:end], self.values[layer][:, :, start:end]

    def gather(self, layer: int, slots: Tensor) -> tuple[Tensor, Tensor]:
        """Copies of these slots in this order, [1, Hkv, len(slots), D] each."""
        return self.keys[layer].index_select(2, slots), self.values[layer].index_select(2, slots)

    def move(self, layer: int, slots: Tensor, start: int) -> None:
        """Copy these slots, in this order, to where `start` begins."""
        key, value = self.gather(layer, slots)
        self.write(layer, start, key, value)
