"""A checkpoint in memory that answers: ids go to the engine, its numbers become responses.

It must never raise for one bad request (which gets an error response), nor cut a prompt, nor see a gold.
"""

from __future__ import annotations

import gc
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import torch

from harness.engine.boundary import Pair
from harness.engine.generate import Generated, Prompt, generate
from harness.engine.plain import Scored, score, score_stepwise
from harness.engine.probe import Path
from harness.models.asking import Asking
from harness.models.prompting import Unasked
from harness.types import ModelCard, Request, Response

#: Requests whose ids are held at once.
WINDOW = 256
Job = TypeVar("Job")
Result = TypeVar("Result")
Work = Callable[[Sequence[Job], int], Iterator[tuple[int, Result]]]


@dataclass(slots=True)
class LocalModel:
    """A `Model`: one loaded checkpoint and how it is asked."""

    answerer_id: str
    card: ModelCard
    path: Path
    asking: Asking
    ends: frozenset[int]
    """Tokens that end a text."""
    batch_size: int
    halvings: list[str] = field(default_factory=list)

    @property
    def engine(self) -> str:
        """The path taken, for the manifest."""
        batched = self.path.score_batched or self.path.generate_batched
        return f"plain batched (batch {self.batch_size})" if batched else "plain, one by one"

    @property
    def fallbacks(self) -> tuple[str, ...]:
        """Every short cut that was not taken, with the reason."""
        return (*self.path.reasons, *self.halvings)

    def misfits(self, requests: Sequence[Request]) -> dict[str, str]:
        """Requests that are longer than the model, with both numbers."""
        return {
            request.key: reason
            for window in _windows(requests)
            for request, asked in zip(window, self.asking.ids(window), strict=True)
            if (reason := self.asking.misfit(asked))
        }

    def answer(self, requests: Sequence[Request]) -> Iterator[Response]:
        """A response for each request as it is computed, long conversations first."""
        ordered = sorted(requests, key=lambda request: (-_length(request), request.key))
        for window in _windows(ordered):
            yield from self._answer(window, self.batch_size)

    def answer_alone(self, request: Request) -> Response:
        """The same numbers whatever the batch size and thread count: one row at a time, one thread."""
        with one_thread():
            return next(self._answer([request], 1))

    def close(self) -> None:
        """Give the memory back."""
        self.asking.format.close()
        del self.path
        if torch.accelerator.is_available():
            gc.collect()
            torch.accelerator.empty_cache()

    def _answer(self, requests: Sequence[Request], batch_size: int) -> Iterator[Response]:
        choices: list[tuple[Request, tuple[Pair, ...]]] = []
        writings: list[tuple[Request, Prompt]] = []
        for request, asked in zip(requests, self.asking.ids(requests), strict=True):
            if isinstance(asked, Unasked):
                yield failed(request, asked.reason)
            elif reason := self.asking.misfit(asked):
                yield failed(request, reason)
            elif isinstance(asked, Prompt):
                writings.append((request, asked))
            else:
                choices.append((request, asked))
        yield from self._choose(choices, batch_size)
        yield from self._write(writings, batch_size)

    def _choose(
        self, choices: Sequence[tuple[Request, tuple[Pair, ...]]], batch_size: int
    ) -> Iterator[Response]:
        """Responses to option requests, each as soon as its last option is scored."""
        spots = [(k, j) for k, (_, pairs) in enumerate(choices) for j in range(len(pairs))]
        found: list[dict[int, Scored | None]] = [{} for _ in choices]

        def work(jobs: Sequence[Pair], size: int) -> Iterator[tuple[int, Scored]]:
            if self.path.score_batched:
                return score(self.path.forward, jobs, size)
            return score_stepwise(self.path.forward, jobs)

        pairs = [pair for _, held in choices for pair in held]
        for at, scored in self._roomy(work, pairs, batch_size if self.path.score_batched else 1):
            k, j = spots[at]
            found[k][j] = scored
            request, held = choices[k]
            if len(found[k]) == len(held):
                yield chosen(request, held, [found[k][n] for n in range(len(held))])

    def _write(self, writings: Sequence[tuple[Request, Prompt]], batch_size: int) -> Iterator[Response]:
        """Responses to generation requests."""

        def work(jobs: Sequence[Prompt], size: int) -> Iterator[tuple[int, Generated]]:
            return generate(self.path.forward, jobs, size, self.ends, self.asking.encoder.decode)

        prompts = [prompt for _, prompt in writings]
        for at, made in self._roomy(work, prompts, batch_size if self.path.generate_batched else 1):
            yield written(*writings[at], made)

    def _roomy(
        self, work: Work[Job, Result], jobs: Sequence[Job], batch_size: int
    ) -> Iterator[tuple[int, Result | None]]:
        """All the work, with half the batch each time memory runs out; None for what does not fit alone."""
        left, size = list(range(len(jobs))), batch_size
        while left and size:
            done = set()
            try:
                for at, result in work([jobs[k] for k in left], size):
                    done.add(at)
                    yield left[at], result
                return
            except torch.OutOfMemoryError:
                size = self._halve(size)
            left = [k for at, k in enumerate(left) if at not in done]
        for k in left:
            try:
                for _, result in work([jobs[k]], 1):
                    yield k, result
            except torch.OutOfMemoryError:
                yield k, None

    def _halve(self, size: int) -> int:
        """Half the batch, from now on; 0 once there is nothing to halve."""
        if torch.accelerator.is_available():
            torch.accelerator.empty_cache()
        if size > 1:
            self.batch_size = min(self.batch_size, size // 2)
            self.halvings.append(f"out of memory with {size} rows, so batches of {size // 2}")
        return size // 2


def chosen(request: Request, pairs: Sequence[Pair], scored: Sequence[Scored | None]) -> Response:
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
        prompt_tokens=len(pairs[0][0]),
    )


def written(request: Request, prompt: Prompt, made: Generated | None) -> Response:
    """The response to a generation request."""
    if made is None:
        return failed(request, "out of memory with one row")
    if not math.isfinite(made.margin):
        return failed(request, "the model's logits are not finite")
    return Response(
        request.key, made.text, margin=made.margin, finish=made.finish,
        prompt_tokens=len(prompt.ids), new_tokens=made.tokens,
    )  # fmt: skip


def failed(request: Request, reason: str) -> Response:
    """No answer, and why."""
    return Response(request.key, finish="error", error=reason)


@contextmanager
def one_thread() -> Iterator[None]:
    """torch on one thread, then on as many as before: sums are then always added in one order."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _windows(requests: Sequence[Request]) -> Iterator[Sequence[Request]]:
    return (requests[start : start + WINDOW] for start in range(0, len(requests), WINDOW))


def _length(request: Request) -> int:
    return sum(len(message.content) for message in request.messages) + len(request.lead)
