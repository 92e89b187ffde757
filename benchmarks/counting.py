"""What a contender does with the tokens it is given, seen at the model's own doors, and what was necessary.

Ids are counted where they enter the embedding, so every way of calling the model is counted alike. Id 0 is
padding: the bench's tokenizer never writes it.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

Ids = tuple[int, ...]


@dataclass
class Doors:
    """Counts and clocks at the embedding, the model's forward and the tokenizer."""

    pushed: int = 0
    padding: int = 0
    """Of the tokens that are not of decoding steps."""
    stepped: int = 0
    """Tokens of decoding steps, one for each row computed, whether or not anybody waits for it."""
    stepping: bool | None = None
    """Whether a step is on its way; None: nobody says so, and a step is what has one token a row."""
    seconds: dict[str, float] = field(default_factory=lambda: {"tokenizer": 0.0, "model": 0.0})
    depth: int = 0
    since: float = 0.0

    def watch(self, model: Any, tokenizer: Any) -> None:
        model.get_input_embeddings().register_forward_pre_hook(self._ids)
        model.register_forward_pre_hook(self._enter)
        model.register_forward_hook(self._leave)
        base = type(tokenizer)
        names = ("__call__", "encode", "decode", "batch_decode")
        tokenizer.__class__ = type(
            base.__name__, (base,), {n: self._clocked(getattr(base, n)) for n in names}
        )

    def watch_steps(self, steps: type) -> None:
        """Tell by `steps.step` what is a step: for an engine that packs many rows into one."""
        step = steps.step  # type: ignore[attr-defined]
        self.stepping = False

        @wraps(step)
        def watched(*args: Any, **kwargs: Any) -> Any:
            self.stepping = True
            try:
                return step(*args, **kwargs)
            finally:
                self.stepping = False

        steps.step = watched  # type: ignore[attr-defined]

    def _ids(self, module: Any, args: tuple[Any, ...]) -> None:
        count = args[0].numel()
        self.pushed += count
        if args[0].shape[-1] == 1 if self.stepping is None else self.stepping:
            self.stepped += count
        else:
            self.padding += int((args[0] == 0).sum())

    def _enter(self, module: Any, args: tuple[Any, ...]) -> None:
        _settle(module)
        self.since = time.perf_counter()

    def _leave(self, module: Any, args: tuple[Any, ...], out: Any) -> None:
        _settle(module)
        self.seconds["model"] += time.perf_counter() - self.since

    def _clocked(self, call: Any) -> Any:
        @wraps(call)
        def clocked(*args: Any, **kwargs: Any) -> Any:
            self.depth += 1
            start = time.perf_counter()
            try:
                return call(*args, **kwargs)
            finally:
                self.depth -= 1
                if not self.depth:
                    self.seconds["tokenizer"] += time.perf_counter() - start

        return clocked


def _settle(module: Any) -> None:
    device = next(module.parameters()).device
    if device.type != "cpu":
        import torch

        torch.accelerator.synchronize()


def steps_needed(cost: dict[str, Any], new: Sequence[int]) -> int:
    """Decoding steps of texts of so many tokens.

    Who reads a prompt to its end has the first token from that; who leaves its last token to a step has one
    step more, and has read one token less.
    """
    return sum(new) if cost["prompt_ends_in_step"] else sum(new) - len(new)


def wasted(cost: dict[str, Any], new: Sequence[int]) -> int:
    """Tokens computed for nobody: padding, and rows that had ended when their step was computed.

    `new` are the tokens of each text as it is when it is alone (empty for scores). What is computed twice is
    not counted here but in tokens pushed for each distinct one.
    """
    ended = cost["stepped"] - steps_needed(cost, new) if new else 0
    return int(cost["padding"] + ended)


@dataclass(frozen=True)
class Necessary:
    """The least that gives the numbers, each distinct prefix computed once."""

    asked: int
    """Tokens of all rows, duplicates left out, as one row each."""
    distinct: int
    attended: int
    """Over all distinct tokens, how many each looks at, itself included."""
    rows: int
    """Logits that are needed."""

    def flops(self, config: Any) -> float:
        """Multiply-adds count two: layers, attention over the tokens seen, and the head where it is needed."""
        hidden, inner, layers = config.hidden_size, config.intermediate_size, config.num_hidden_layers
        size = getattr(config, "head_dim", None) or hidden // config.num_attention_heads
        query, kv = config.num_attention_heads * size, config.num_key_value_heads * size
        weights = layers * (2 * hidden * query + 2 * hidden * kv + 3 * hidden * inner)
        attention = layers * 4 * query * self.attended
        return 2.0 * weights * self.distinct + attention + 2.0 * hidden * config.vocab_size * self.rows


def scoring(pairs: Sequence[tuple[Ids, Ids]]) -> Necessary:
    """Of options: (context, continuation) in ids."""
    rows = sorted({(*head, *tail)[:-1] for head, tail in pairs})
    points = {
        (*head, *tail)[: len(head) + k] for head, tail in pairs for k in range(len(tail))
    }  # logits after each of these prefixes
    return _of_rows(rows, len(points))


def writing(prompts: Sequence[Ids], new: Sequence[int]) -> Necessary:
    """Of texts: prompts in ids, and how many tokens each was continued by."""
    found = _of_rows(sorted(set(prompts)), 0)
    steps = [(len(ids) + k) for ids, made in zip(prompts, new, strict=True) for k in range(1, made)]
    return Necessary(
        sum(map(len, prompts)) + len(steps),
        found.distinct + len(steps),
        found.attended + sum(steps),
        sum(new),
    )


def _of_rows(rows: Sequence[Ids], points: int) -> Necessary:
    distinct = attended = 0
    before: Ids = ()
    for row in rows:
        common = next(
            (k for k, (a, b) in enumerate(zip(before, row, strict=False)) if a != b),
            min(len(before), len(row)),
        )
        distinct += len(row) - common
        attended += (len(row) * (len(row) + 1) - common * (common + 1)) // 2
        before = row
    return Necessary(sum(map(len, rows)), distinct, attended, points)
