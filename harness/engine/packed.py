"""Runs packs of new tokens through a model against the one path that is held: a prefill without repetition.

Each layer writes its keys and values into the arena from within its attention. Used by scoring as it is, and
by generation with `kept`. It must never know text, tasks, messages or journals: a plan in, logits out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from harness.engine.arena import Arena
from harness.engine.attention import Call, Rule, hooked, product
from harness.engine.forward import Forward
from harness.engine.trie import GROUP, Group, Pack, Runs, runs

#: Tokens of a pack: products of this many rows run at full speed, and more gain nothing.
WIDTH = 1024
Kept = Callable[[int, int, Sequence[Tensor], Sequence[Tensor]], None]
"""Called with (layer, row, keys, values) of each row that ends in the pack: views [1, Hkv, n, D] that make up the
row one after the other and hold until the call is over."""


@dataclass(slots=True)
class Packed:
    """A model and the path it holds. Packs must come in the order `packs` gives them."""

    forward: Forward
    longest: int
    """Tokens of the longest row."""
    arena: Arena = field(init=False)

    def __post_init__(self) -> None:
        self.arena = Arena(self.longest + GROUP)

    @torch.inference_mode()
    def run(self, pack: Pack, where: Sequence[int], kept: Kept | None = None) -> Tensor:
        """Logits [len(where), V] after the tokens `where` of the pack; NotImplementedError if it cannot."""
        step = _Step(self.arena, pack, kept)
        ids, depths = (torch.from_numpy(t)[None].to(self.forward.device) for t in (pack.ids, pack.depths))
        with hooked(self.forward.model, step.attend):
            return self.forward.packed(ids, depths, where)


@dataclass(slots=True)
class _Step:
    """One pack on its way through the layers."""

    arena: Arena
    pack: Pack
    kept: Kept | None
    spans: dict[int, tuple[Rule, list[_Span]]] = field(default_factory=dict)
    """By the identity of the rule, which is kept so that no other takes it over."""

    def attend(self, call: Call) -> Tensor:
        """Attention of every token of the pack over its own path, [1, N, H, D]."""
        layer, query, key, value = call.layer, call.query, call.key, call.value
        out = query.new_empty(1, query.shape[2], query.shape[1], value.shape[3])
        for span in self._spans(call.rule, query):
            new = slice(span.at, span.at + span.size)
            if span.moved is not None:
                self.arena.move(layer, span.moved, span.base - len(span.moved))
            self.arena.write(layer, span.base, key[:, :, new], value[:, :, new])
            seen = self.arena.read(layer, span.first, span.base + span.size)
            out[:, new] = product(call, query[:, :, new], *seen, span.bias, span.bias is None)
            if self.kept:
                for row, path in span.ended:
                    self.kept(layer, row, *self._held(layer, path))
        return out

    def _spans(self, rule: Rule, query: Tensor) -> list[_Span]:
        """How this rule lets each group look: the same in every layer that has it."""
        if id(rule) not in self.spans:
            spans = [_span(group, rule, query, bool(self.kept)) for group in self.pack.groups]
            self.spans[id(rule)] = rule, spans
        return self.spans[id(rule)][1]

    def _held(self, layer: int, path: Runs) -> tuple[list[Tensor], list[Tensor]]:
        """Keys and values of a path, as the views it is made of."""
        parts = [self.arena.read(layer, start, end) for start, end in path]
        return [key for key, _ in parts], [value for _, value in parts]


@dataclass(frozen=True, slots=True)
class _Span:
    """A group as the layers of one rule compute it."""

    at: int
    size: int
    base: int
    first: int
    """The first slot that anything of it may see."""
    bias: Tensor | None
    """[size, base + size - first]; None for a row's own beginning, where the triangle says all."""
    moved: Tensor | None
    ended: list[tuple[int, Runs]]
    """Each row that ends here, and where its path lies."""


def _span(group: Group, rule: Rule, query: Tensor, kept: bool) -> _Span:
    moved = torch.from_numpy(group.moved).to(query.device) if len(group.moved) else None
    ended = [(piece.row, runs(piece.path)) for piece in group.pieces if piece.last] if kept else []
    seen = _seen(group, rule, query.device)
    if not group.base and len(group.pieces) == 1 and torch.equal(seen, torch.ones_like(seen).tril()):
        return _Span(group.at, group.size, 0, 0, None, moved, ended)
    first = int(seen.any(0).to(torch.uint8).argmax())
    seen = seen[:, first:]
    bias = torch.zeros(seen.shape, dtype=query.dtype, device=query.device).masked_fill_(~seen, -torch.inf)
    return _Span(group.at, group.size, group.base, first, bias, moved, ended)


def _seen(group: Group, rule: Rule, device: torch.device) -> Tensor:
    """[size, base + size]: what lies on a token's path and the model's own rule lets it see."""
    depths = torch.from_numpy(group.depths()).to(device)
    none = torch.zeros(1, 1, 1, 1, dtype=torch.int64, device=device)
    allowed = rule(none, none, depths[None, None, group.base :, None], depths[None, None, None, :])
    seen = torch.from_numpy(group.visible()).to(device)
    return seen & allowed.expand(1, 1, *seen.shape)[0, 0]
