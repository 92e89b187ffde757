"""transformers' attention, handed to the engine: a hook around one forward, and the product itself.

The model says which positions may see which (its own mask function), and whatever caps or sinks it has; the
engine decides where keys and values are kept. It must never know rows, prefixes, text or tasks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

NAME = "harness"
#: Of (batch, head, query position, key position), broadcast: may this query see this key?
Rule = Callable[[Tensor, Tensor, Tensor, Tensor], Tensor]


@dataclass(frozen=True, slots=True)
class Call:
    """One layer asks for its attention."""

    layer: int
    """Which call of this forward it is: the order is the same in every forward."""
    query: Tensor
    """[B, H, N, D], as are key and value but for their heads [B, Hkv, N, D]; positions are already in them."""
    key: Tensor
    value: Tensor
    rule: Rule
    scaling: float | None
    softcap: float | None
    sinks: Tensor | None
    """[H]: a logit that takes its part of each head's attention and gives nothing."""


Attend = Callable[[Call], Tensor]
"""Gives [B, N, H, D]."""


@dataclass(slots=True)
class _Hook:
    """Who computes the attention of the forward that is running, and how many layers have asked."""

    attend: Attend
    layers: int = 0


#: Of this thread: two models may run in two threads.
_HOOK: ContextVar[_Hook] = ContextVar("hook")


@contextmanager
def hooked(model: Any, attend: Attend) -> Iterator[None]:
    """Let `attend` compute every attention of this model until the block ends.

    Must wrap each forward, not a generator: the plain way is used between two of them.
    """
    from transformers import AttentionInterface, AttentionMaskInterface

    AttentionInterface.register(NAME, _attention)
    AttentionMaskInterface.register(NAME, _tag)
    hook, before = _Hook(attend), _implementations(model.config)
    held = _HOOK.set(hook)
    try:
        model.config._attn_implementation = NAME
        yield
    finally:
        model.config._attn_implementation = before
        _HOOK.reset(held)
    if not hook.layers:
        raise NotImplementedError("its attention cannot be replaced")


def _attention(
    module: Any, query: Tensor, key: Tensor, value: Tensor, attention_mask: Any = None, **given: Any
) -> Any:
    """What transformers calls in every layer."""
    hook = _HOOK.get(None)
    if hook is None:
        raise RuntimeError("attention was asked for outside the engine's forward")
    hook.layers += 1
    return hook.attend(_call(hook.layers - 1, query, key, value, attention_mask, given)), None


def product(
    call: Call, query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None, causal: bool = False
) -> Tensor:
    """Attention of `query` [B, H, n, D] over `key` and `value` [B, Hkv, m, D], as [B, n, H, D].

    `bias` [n, m] or [B, 1, n, m] is 0 where a query may look and -inf elsewhere; `causal` stands for the
    triangle (n == m) without one.
    """
    if call.softcap is not None or call.sinks is not None:
        return _by_hand(call, query, key, value, bias, causal)
    heads = query.shape[1] // key.shape[1]
    if heads > 1 and query.device.type != "cpu":  # kernels of accelerators take no mask with grouped heads
        key, value = (t[:, :, None].expand(-1, -1, heads, -1, -1).flatten(1, 2) for t in (key, value))
    out: Tensor = torch.nn.functional.scaled_dot_product_attention(
        query, key, value, attn_mask=bias, is_causal=causal, scale=call.scaling,
        enable_gqa=query.shape[1] != key.shape[1],
    )  # fmt: skip
    return out.transpose(1, 2)


def _by_hand(
    call: Call, query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None, causal: bool
) -> Tensor:
    """The same for logits that are capped or share their sum with a sink. Heads of a group fold into queries."""
    batch, heads, n, depth = query.shape
    groups, m = key.shape[1], key.shape[2]
    scaling = depth**-0.5 if call.scaling is None else call.scaling
    folded = query.reshape(batch, groups, -1, depth)  # [B, Hkv, G*n, D]
    scores = (folded @ key.transpose(-1, -2)).view(batch, heads, n, m).mul_(scaling)
    if call.softcap is not None:
        scores = scores.div_(call.softcap).tanh_().mul_(call.softcap)
    if causal:
        bias = scores.new_zeros(n, m).masked_fill_(
            scores.new_ones(n, m, dtype=torch.bool).triu(1), -torch.inf
        )
    if bias is not None:
        scores += bias
    if call.sinks is not None:
        sinks = call.sinks.view(1, heads, 1, 1).to(scores.dtype).expand(batch, -1, n, 1)
        scores = torch.cat([scores, sinks], -1)
    weights = scores.softmax(-1, dtype=torch.float32)[..., :m].to(value.dtype)
    out = weights.reshape(batch, groups, -1, m) @ value  # [B, Hkv, G*n, Dv]
    return out.view(batch, heads, n, -1).transpose(1, 2)


def _call(layer: int, query: Tensor, key: Tensor, value: Tensor, mask: Any, given: dict[str, Any]) -> Call:
    """What the layer asks for. NotImplementedError where it asks for more than a rule of positions."""
    rule = getattr(mask, "rule", None)
    if rule is None:
        raise NotImplementedError("it builds an attention mask of its own")
    if given.get("position_bias") is not None:
        raise NotImplementedError("it adds a bias of its own to the attention")
    softcap, sinks = given.get("softcap"), given.get("s_aux")
    return Call(layer, query, key, value, rule, given.get("scaling"), softcap, sinks)


def _tag(*, mask_function: Rule, use_vmap: bool = False, device: Any = None, **given: Any) -> Any:
    """Stands for the mask the model asks for: a tensor too small to be one, which carries the rule."""
    if use_vmap:
        raise NotImplementedError("its attention mask is no plain rule of positions")
    tag: Any = torch.ones(1, 1, 1, 1, dtype=torch.bool, device=device)
    tag.rule = mask_function
    return tag


def _implementations(config: Any) -> Any:
    """What the config and its parts use now, in the form it takes back."""
    parts = {key: getattr(config, key, None) for key in config.sub_configs}
    now = {key: _implementations(part) for key, part in parts.items() if part is not None}
    return {"": config._attn_implementation, **now} if now else config._attn_implementation
