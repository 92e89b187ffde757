"""Option requests that wait for their numbers: many at once, in little memory.

Pairs of ids go into orders for the engine; what comes back becomes responses. It must never run a model.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from harness.engine.boundary import Pair
from harness.engine.orders import Orders
from harness.engine.plain import Scored
from harness.types import Request, Response


@dataclass(slots=True)
class Choices:
    """Requests and the orders they made."""

    orders: Orders = field(default_factory=Orders)
    requests: list[Request] = field(default_factory=list)
    asker: array[int] = field(default_factory=lambda: array("q"))
    """Of each order, which request made it."""
    prompt: array[int] = field(default_factory=lambda: array("q"))
    """Of each request, the tokens of its context."""
    place: dict[str, int] = field(default_factory=dict)
    """Where each request is, by key."""
    first: array[int] = field(default_factory=lambda: array("q"))
    """Of each request, its first order."""

    def add(self, request: Request, pairs: Sequence[Pair]) -> None:
        """Take in a request with the ids of its options."""
        self.place[request.key] = len(self.requests)
        self.first.append(len(self.orders))
        for context, continuation in pairs:
            self.orders.add(context, continuation)
            self.asker.append(len(self.requests))
        self.requests.append(request)
        self.prompt.append(len(pairs[0][0]))

    def of(self, request: Request) -> range:
        """The orders of a request that was taken in."""
        first = self.first[self.place[request.key]]
        return range(first, first + len(request.options))

    def responses(self, scores: Iterable[tuple[int, Scored | None]]) -> Iterator[Response]:
        """The response to each request, as soon as its last option is scored; None: it did not fit."""
        found: dict[int, dict[int, Scored | None]] = {}
        for order, scored in scores:
            at = self.asker[order]
            held = found.setdefault(at, {})
            held[order] = scored
            if len(held) == len(self.requests[at].options):
                del found[at]
                yield chosen(self.requests[at], self.prompt[at], [held[k] for k in sorted(held)])


def chosen(request: Request, prompt_tokens: int, scored: Sequence[Scored | None]) -> Response:
    """The response to an option request."""
    known = [one for one in scored if one is not None]
    if len(known) < len(scored):
        return failed(request, "out of memory with one row")
    if not all(math.isfinite(one.loglik) for one in known):
        return failed(request, "the model's logits are not finite")
    return Response(
        request.key,
        logliks=tuple(one.loglik for one in known),
        counts=tuple(one.tokens for one in known),
        greedy=tuple(one.greedy for one in known),
        finish="options",
        prompt_tokens=prompt_tokens,
    )


def failed(request: Request, reason: str) -> Response:
    """No answer, and why."""
    return Response(request.key, finish="error", error=reason)
