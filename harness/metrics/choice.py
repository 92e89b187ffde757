"""Which option a model chose, from the log-likelihood it gave each of them.

One rule for every choice kind, used while running (to redo close calls) and while grading. It knows no gold.
"""

from __future__ import annotations

import math

from harness.types import Request, Response


def decide(request: Request, response: Response) -> tuple[int, float]:
    """Index of the chosen option and its margin in nats.

    An option's score is its summed log-likelihood per character (a leading space is not counted); exact ties
    go to the lowest index. The margin is the gap of the two best scores times the characters of the shorter
    of them. A log-likelihood that is not a number counts as minus infinity, a gap without value as 0.
    ValueError when there are not as many log-likelihoods as options.
    """
    if not request.options or len(request.options) != len(response.logliks):
        raise ValueError(f"{len(response.logliks)} log-likelihoods for {len(request.options)} options")
    lengths = [max(len(option.removeprefix(" ")), 1) for option in request.options]
    scores = [
        -math.inf if math.isnan(total) else total / length
        for total, length in zip(response.logliks, lengths, strict=True)
    ]
    order = sorted(range(len(scores)), key=lambda i: -scores[i])  # stable: ties keep the lowest index first
    best = order[0]
    if len(order) == 1:
        return best, math.inf
    gap = (scores[best] - scores[order[1]]) * min(lengths[best], lengths[order[1]])
    return best, 0.0 if math.isnan(gap) else gap
