"""A checkpoint in memory that answers: ids go to the engine, its numbers become responses.

It must never raise for one bad request (which gets an error response), nor cut a prompt, nor see a gold.
"""

from __future__ import annotations

import gc
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

import torch

from harness.engine.generate import WIDEST, Generated, Prompt, generate, in_flight
from harness.engine.orders import Orders
from harness.engine.plain import Scored
from harness.engine.probe import Path
from harness.engine.scoring import score_orders
from harness.engine.shared import Record
from harness.models.asking import Asked, Asking
from harness.models.choices import Choices, failed
from harness.models.memory import available_bytes, ran_out
from harness.models.prompting import Unasked
from harness.types import ModelCard, Request, Response

#: Requests that are put into ids at once.
WINDOW = 256
#: Requests for texts whose prompts are held in ids at once.
WRITINGS = 4096
Job = TypeVar("Job")
Result = TypeVar("Result")
Unit = Literal["tokens", "rows"]
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
    record: Record = field(default_factory=Record)
    """What scoring has cost so far."""
    waiting: Choices = field(default_factory=Choices)
    """Option requests that were put into ids to see whether they fit, until they are asked."""

    @property
    def engine(self) -> str:
        """The paths taken and what scoring cost, for the manifest."""
        batched = f"in padded batches of {self.batch_size}"
        options = batched if self.path.score_batched else "one by one"
        if self.path.shared:
            options = f"with shared prefixes, {self.path.width} tokens at once"
        texts = batched if self.path.generate_batched else "one by one"
        if self.path.generate_wide:
            texts = f"up to {in_flight(self.batch_size)} at once"
        said = (f"options {options}", f"texts {texts}", self.record.summary())
        return "; ".join(filter(None, said))

    @property
    def fallbacks(self) -> tuple[str, ...]:
        """Every short cut that was not taken, with the reason."""
        return (*self.path.reasons, *self.halvings)

    def misfits(self, requests: Sequence[Request]) -> dict[str, str]:
        """Requests that are longer than the model, with both numbers."""
        out, self.waiting = {}, Choices()
        for request, asked in self._ids(requests):
            if reason := self.asking.misfit(asked):
                out[request.key] = reason
            elif isinstance(asked, tuple):
                self.waiting.add(request, asked)
        return out

    def answer(self, requests: Sequence[Request]) -> Iterator[Response]:
        """A response for each request as it is computed: options first, then texts, long ones first."""
        scored = [request for request in requests if request.kind == "score"]
        choices, self.waiting = self.waiting, Choices()
        yield from self._choose(scored, self.path.width if self.path.shared else self.batch_size, choices)
        texts = sorted((r for r in requests if r.kind == "generate"), key=lambda request: request.key)
        size = min(self.batch_size, WIDEST) if self.path.generate_wide else self.batch_size
        for start in range(0, len(texts), WRITINGS):
            yield from self._write(texts[start : start + WRITINGS], size)

    def answer_alone(self, request: Request) -> Response:
        """The same numbers whatever the batch size and thread count: one row at a time, one thread."""
        with one_thread():
            if request.kind == "score":
                return next(self._choose([request], 1, Choices()))
            return next(self._write([request], 1))

    def close(self) -> None:
        """Give the memory back."""
        self.asking.format.close()
        del self.path
        if torch.accelerator.is_available():
            gc.collect()
            torch.accelerator.empty_cache()

    def score(self, orders: Orders, wanted: Sequence[int], size: int) -> Iterator[tuple[int, Scored | None]]:
        """Number and worth of these orders, `size` tokens or rows at once; None: does not fit alone."""

        def work(jobs: Sequence[int], size: int) -> Iterator[tuple[int, Scored]]:
            spot = {order: k for k, order in enumerate(jobs)}
            for order, scored in score_orders(self.path, orders, jobs, size, self.record):
                yield spot[order], scored

        unit: Unit = "tokens" if self.path.shared else "rows"
        return ((wanted[at], scored) for at, scored in self.roomy(work, wanted, size, unit))

    def _ids(self, requests: Sequence[Request]) -> Iterator[tuple[Request, Asked]]:
        """Each request in ids, or the reason why it has none."""
        for window in _windows(requests):
            since = self.record.clock()
            asked = self.asking.ids(window)
            self.record.spent("tokenise", since)
            yield from zip(window, asked, strict=True)

    def _asked(self, requests: Sequence[Request]) -> Iterator[tuple[Request, Asked]]:
        """Each request in ids, or the reason why it cannot be asked."""
        for request, asked in self._ids(requests):
            reason = self.asking.misfit(asked)
            yield request, Unasked(reason) if reason else asked

    def _choose(self, requests: Sequence[Request], size: int, choices: Choices) -> Iterator[Response]:
        """Responses to option requests, some of which may be among the choices already."""
        held = [one for one in requests if one.key in choices.place]
        wanted = [order for one in held for order in choices.of(one)]
        fresh = [one for one in requests if one.key not in choices.place]
        start = len(choices.orders)
        for request, asked in self._asked(fresh):
            if isinstance(asked, Unasked):
                yield failed(request, asked.reason)
            elif isinstance(asked, tuple):
                choices.add(request, asked)
        wanted.extend(range(start, len(choices.orders)))
        yield from choices.responses(self.score(choices.orders, wanted, size))

    def _write(self, requests: Sequence[Request], batch_size: int) -> Iterator[Response]:
        """Responses to generation requests."""
        writings: list[tuple[Request, Prompt]] = []
        for request, asked in self._asked(requests):
            if isinstance(asked, Unasked):
                yield failed(request, asked.reason)
            elif isinstance(asked, Prompt):
                writings.append((request, asked))

        memory = available_bytes(str(self.path.forward.device)) // 2

        def work(jobs: Sequence[Prompt], size: int) -> Iterator[tuple[int, Generated]]:
            decode = self.asking.encoder.decode
            return generate(self.path, jobs, size, self.ends, decode, memory, self.record)

        prompts = [prompt for _, prompt in writings]
        for at, made in self.roomy(work, prompts, batch_size, "rows"):
            yield written(*writings[at], made)

    def roomy(
        self, work: Work[Job, Result], jobs: Sequence[Job], size: int, unit: Unit
    ) -> Iterator[tuple[int, Result | None]]:
        """All the work, with half the size each time memory runs out; None for what does not fit alone."""
        left = list(range(len(jobs)))
        while left and size:
            done, full = set(), False
            try:
                for at, result in work([jobs[k] for k in left], size):
                    done.add(at)
                    yield left[at], result
            except (torch.OutOfMemoryError, MemoryError, RuntimeError) as error:
                full = ran_out(error)
                if not full:
                    raise
            if not full:
                return
            size = self._halve(size, unit)  # only now, when nothing of what failed is held any more
            left = [k for at, k in enumerate(left) if at not in done]
        for k in left:
            try:
                for _, result in work([jobs[k]], 1):
                    yield k, result
            except (torch.OutOfMemoryError, MemoryError, RuntimeError) as error:
                if not ran_out(error):
                    raise
                yield k, None

    def _halve(self, size: int, unit: Unit) -> int:
        """Half of what goes through at once, from now on; 0 once there is nothing to halve."""
        if torch.accelerator.is_available():
            torch.accelerator.empty_cache()
        if size > 1:
            if unit == "tokens":
                self.path = replace(self.path, width=size // 2)
            else:
                self.batch_size = size // 2
            self.halvings.append(f"out of memory with {size} {unit} at once, so {size // 2} from now on")
        return size // 2


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
