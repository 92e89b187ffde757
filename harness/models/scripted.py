"""A model without weights: answers follow a script, at thousands a second, the same on every machine.

For trying the pipeline, for tests and for the constant baseline. It must never import torch, nor know a gold:
requests carry none.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from harness.engine.stop import cut
from harness.errors import ModelRefused, did_you_mean
from harness.models.naming import sanitised
from harness.types import ModelCard, Problem, Request, Response, digest

#: What each script answers: option, and text where there are no options.
SCRIPTS: Mapping[str, str] = {
    "first": "the first option; the text `A`",
    "hash": "an option, or a whole number under 100, drawn from the request's key",
    "longest": "the longest option (the first of equals); the longest line of the last message",
}


@dataclass(frozen=True, slots=True)
class Scripted:
    """Answers by `script` unless `answers` or `errors` name the request's key."""

    script: str = "first"
    delay: float = 0.0
    """Seconds each answer takes."""
    answers: dict[str, str] = field(default_factory=dict)
    """Text (or index of the option) by request key."""
    errors: dict[str, str] = field(default_factory=dict)
    """Reason for giving no answer, by request key."""
    name: str = ""
    kind: Literal["model", "reference", "baseline"] = "baseline"

    def problems(self) -> list[Problem]:
        if self.script in SCRIPTS:
            return []
        return [Problem(f"no script '{self.script}'", "model.script", did_you_mean(self.script, SCRIPTS))]

    def open(self) -> ScriptedModel:
        """The model; ModelRefused if there is no such script."""
        if problems := self.problems():
            raise ModelRefused(self.name or "scripted", problems)
        return ScriptedModel(self)


class ScriptedModel:
    """A `Model` that follows its script."""

    engine = "scripted"
    fallbacks: tuple[str, ...] = ()

    def __init__(self, spec: Scripted) -> None:
        self.spec = spec
        name = spec.name or f"scripted-{spec.script}"
        known = digest([spec.script, spec.answers, spec.errors])
        self.answerer_id = f"{sanitised(name)}-{known[:12]}"
        self.card = ModelCard(name, spec.kind, architecture="scripted", prompt_format="none")

    def misfits(self, requests: Sequence[Request]) -> dict[str, str]:
        """Nothing is too long for a script."""
        return {}

    def answer(self, requests: Sequence[Request]) -> Iterator[Response]:
        return map(self.answer_alone, requests)

    def answer_alone(self, request: Request) -> Response:
        if self.spec.delay:
            time.sleep(self.spec.delay)
        if request.key in self.spec.errors:
            return Response(request.key, finish="error", error=self.spec.errors[request.key])
        if request.kind == "score":
            return _choose(request, self._option(request))
        return _write(request, self._text(request))

    def close(self) -> None:
        """Nothing is held."""

    def _option(self, request: Request) -> int:
        if request.key in self.spec.answers:
            return int(self.spec.answers[request.key])
        if self.spec.script == "hash":
            return int(request.key, 16) % len(request.options)
        if self.spec.script == "longest":
            return max(range(len(request.options)), key=lambda k: (len(request.options[k]), -k))
        return 0

    def _text(self, request: Request) -> str:
        if request.key in self.spec.answers:
            return self.spec.answers[request.key]
        if self.spec.script == "hash":
            return str(int(request.key, 16) % 100)
        if self.spec.script == "longest":
            return max(request.messages[-1].content.splitlines() or [""], key=len)
        return "A"


def _choose(request: Request, chosen: int) -> Response:
    """One nat a character for the chosen option, two for the others: clear under any length rule."""
    sizes = tuple(max(len(option.removeprefix(" ")), 1) for option in request.options)
    logliks = tuple(-float(size if k == chosen else 2 * size) for k, size in enumerate(sizes))
    greedy = tuple(k == chosen for k in range(len(sizes)))
    return Response(
        request.key, None, logliks, sizes, greedy, finish="options", prompt_tokens=_asked(request)
    )


def _write(request: Request, words: str) -> Response:
    """The words as a generation gives them: one character is one token."""
    budget = request.decoding.max_new_tokens if request.decoding else len(words)
    held = words[:budget]
    stopped = cut(held, request.decoding.stop if request.decoding else ())
    ended = stopped is not None or len(words) <= budget
    text = held if stopped is None else stopped
    return Response(
        request.key, text, margin=1.0, finish="stop" if ended else "length",
        prompt_tokens=_asked(request), new_tokens=len(held),
    )  # fmt: skip


def _asked(request: Request) -> int:
    return sum(len(message.content) for message in request.messages) + len(request.lead)
