"""Option log-likelihoods, the plain way: rows padded on the right, each distinct row computed once.

Options that differ in their last token only share one row, so single letters cost one forward a prompt.
It must never know text, tasks, messages or journals: token ids in, numbers out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch

from harness.engine.boundary import Ids, Pair
from harness.engine.forward import Forward, right_padded


@dataclass(frozen=True, slots=True)
class Scored:
    """The worth of one continuation after its context."""

    loglik: float
    """Summed log-likelihood in nats; NaN when the model's logits are not finite."""
    tokens: int
    greedy: bool
    """Whether every token of it is the likeliest one."""


def score(forward: Forward, pairs: Sequence[Pair], batch_size: int) -> Iterator[tuple[int, Scored]]:
    """Index and worth of each pair (context, continuation), both non-empty, longest rows first."""
    rows: dict[Ids, list[int]] = {}
    for index, (context, continuation) in enumerate(pairs):
        rows.setdefault((context + continuation)[:-1], []).append(index)
    ordered = sorted(rows, key=lambda row: (-len(row), row))
    for start in range(0, len(ordered), batch_size):
        chunk = {row: rows[row] for row in ordered[start : start + batch_size]}
        yield from _score_chunk(forward, chunk, pairs)


def score_stepwise(forward: Forward, pairs: Sequence[Pair]) -> Iterator[tuple[int, Scored]]:
    """The same for a model whose past depends on what follows: every token from a row that ends before it."""
    steps = [
        (index, (context + rest[:k], rest[k : k + 1]))
        for index, (context, rest) in enumerate(pairs)
        for k in range(len(rest))
    ]
    found: list[list[Scored]] = [[] for _ in pairs]
    for at, scored in score(forward, [pair for _, pair in steps], 1):
        index = steps[at][0]
        found[index].append(scored)
        if (tokens := len(found[index])) == len(pairs[index][1]):
            yield (
                index,
                Scored(
                    sum(one.loglik for one in found[index]), tokens, all(one.greedy for one in found[index])
                ),
            )


@torch.inference_mode()
def _score_chunk(
    forward: Forward, chunk: Mapping[Ids, Sequence[int]], pairs: Sequence[Pair]
) -> list[tuple[int, Scored]]:
    """One forward for these rows; logits are taken only where some continuation needs them."""
    spans = [  # (row of the batch, pair, first position that predicts the continuation)
        (at, index, len(pairs[index][0]) - 1) for at, row in enumerate(chunk) for index in chunk[row]
    ]
    points = list(
        dict.fromkeys((at, start + k) for at, index, start in spans for k in range(len(pairs[index][1])))
    )
    where = sorted({position for _, position in points})
    column = {position: k for k, position in enumerate(where)}
    logits = forward.logits(right_padded(list(chunk), forward.device), where)  # [B, len(where), V]
    taken = logits[[at for at, _ in points], [column[position] for _, position in points]].float()
    best = taken.argmax(-1).tolist()
    line = {point: k for k, point in enumerate(points)}
    lines = [line[at, start + k] for at, index, start in spans for k in range(len(pairs[index][1]))]
    targets = [token for _, index, _ in spans for token in pairs[index][1]]
    gained = taken.log_softmax(-1)[lines, targets].tolist()
    out, seen = [], 0
    for _, index, _ in spans:
        part = slice(seen, seen := seen + len(pairs[index][1]))
        greedy = all(best[k] == token for k, token in zip(lines[part], targets[part], strict=True))
        out.append((index, Scored(sum(gained[part]), len(gained[part]), greedy)))
    return out
