"""One causal language model as the engine calls it: token ids in, logits at chosen positions out.

It hides what architectures call their cache and which arguments their forward takes, read from its signature.
It must never know text, tasks, messages or journals.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

#: What architectures call the state they carry from token to token.
CACHES = ("past_key_values", "cache_params")


@dataclass(frozen=True, slots=True)
class Forward:
    """A loaded model and how its forward may be called; `dataclasses.replace` switches an ability off."""

    model: Any
    cache: str
    """Name of the cache argument; empty: every step recomputes the whole row."""
    keep: bool
    """Whether logits can be asked for at chosen positions only."""
    positions: bool
    mask: bool

    @classmethod
    def of(cls, model: Any) -> Forward:
        takes = inspect.signature(model.forward).parameters
        return cls(
            model=model,
            cache=next((name for name in CACHES if name in takes), ""),
            keep="logits_to_keep" in takes,
            positions="position_ids" in takes,
            mask="attention_mask" in takes,
        )

    @property
    def device(self) -> torch.device:
        device: torch.device = self.model.device
        return device

    @property
    def vocabulary(self) -> int:
        """Rows of the embedding: no id may reach it."""
        return int(self.model.get_input_embeddings().weight.shape[0])

    def logits(self, ids: Tensor, where: Sequence[int]) -> Tensor:
        """Logits [B, len(where), V] of `ids` [B, L] at the positions `where`, the same for every row.

        Rows may be padded on the right without a mask: in a causal model what comes later cannot reach back.
        """
        wanted = torch.tensor(where, device=self.device)
        extra: dict[str, Any] = {"logits_to_keep": wanted} if self.keep else {}
        if self.cache:
            extra["use_cache"] = False
        out: Tensor = self.model(input_ids=ids, **extra).logits
        return out if self.keep else out[:, wanted]

    @torch.inference_mode()
    def settle(self) -> None:
        """Run one token: position tables that grew with a long row go back to their beginning."""
        self.logits(torch.zeros(1, 1, dtype=torch.int64, device=self.device), [0])

    def packed(self, ids: Tensor, depths: Tensor, where: Sequence[int]) -> Tensor:
        """Logits [len(where), V] of one row of many pieces, `ids` and `depths` [1, N]: positions are given.

        NotImplementedError where the model cannot be told positions.
        """
        if not self.positions:
            raise NotImplementedError("it takes no positions")
        wanted = torch.tensor(where, device=self.device)
        extra: dict[str, Any] = {"logits_to_keep": wanted} if self.keep else {}
        if self.cache:
            extra["use_cache"] = False
        if self.mask:  # without it transformers guesses from the positions where one text ends
            extra["attention_mask"] = torch.ones_like(ids)
        out: Tensor = self.model(input_ids=ids, position_ids=depths, **extra).logits[0]
        return out if self.keep else out[wanted]

    def step(self, ids: Tensor, mask: Tensor, state: Any) -> tuple[Tensor, Any]:
        """Logits [B, V] after the last of `ids` [B, L], and the new state.

        `mask` [B, past + L] is 0 on padding; `state` is None at first, then what the step before gave back.
        """
        extra: dict[str, Any] = {"use_cache": True}
        if state is not None:
            extra[self.cache] = state
        if self.keep:
            extra["logits_to_keep"] = 1
        if self.positions:
            extra["position_ids"] = (mask.cumsum(-1) - 1).clamp(min=0)[:, -ids.shape[1] :]
        # A recurrent state has swallowed the padding already: it wants the mask of the whole row only once.
        if self.mask and (state is None or self.cache == "past_key_values"):
            extra["attention_mask"] = mask
        out = self.model(input_ids=ids, **extra)
        return out.logits[:, -1], getattr(out, self.cache)


def right_padded(rows: Sequence[Sequence[int]], device: torch.device) -> Tensor:
    """Rows of ids as one tensor [B, longest], filled with token 0 after their end."""
    width = max(map(len, rows))
    return torch.tensor([[*row, *[0] * (width - len(row))] for row in rows], device=device)


def left_padded(rows: Sequence[Sequence[int]], device: torch.device) -> tuple[Tensor, Tensor]:
    """Rows of ids as one tensor [B, longest], filled with token 0 before their start, and its mask."""
    width = max(map(len, rows))
    ids = torch.tensor([[*[0] * (width - len(row)), *row] for row in rows], device=device)
    mask = torch.tensor([[0] * (width - len(row)) + [1] * len(row) for row in rows], device=device)
    return ids, mask


def select(state: Any, rows: Sequence[int], device: torch.device) -> Any:
    """The state of these rows of a batch only. AttributeError where the state cannot be cut."""
    state.reorder_cache(torch.tensor(rows, device=device))
    return state
