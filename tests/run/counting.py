"""Answerers that behave like the scripted model and also write down, or die of, what they are asked.

Used by tests as somebody else's package would be: by `_target_` with `--allow-package counting`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from harness.models.scripted import Scripted, ScriptedModel
from harness.types import Problem, Request, Response


@dataclass(frozen=True)
class Counting:
    """Appends the key of every request to `log` before it answers. The log survives any kill."""

    log: str
    delay: float = 0.0
    script: str = "hash"
    name: str = "counting"

    def problems(self) -> list[Problem]:
        return []

    def open(self) -> CountingModel:
        return CountingModel(Scripted(self.script, self.delay, name=self.name, kind="model"), self.log)


class CountingModel(ScriptedModel):
    """A scripted model with a log."""

    def __init__(self, spec: Scripted, log: str) -> None:
        super().__init__(spec)
        self._log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def answer_alone(self, request: Request) -> Response:
        os.write(self._log, f"{request.key}\n".encode())
        return super().answer_alone(request)

    def close(self) -> None:
        os.close(self._log)


@dataclass(frozen=True)
class Dying:
    """Ends its process without a word after `answers` answers; while loading if that is none."""

    answers: int = 0

    def problems(self) -> list[Problem]:
        return []

    def open(self) -> DyingModel:
        if not self.answers:
            os._exit(9)
        return DyingModel(self.answers)


class DyingModel(ScriptedModel):
    """A scripted model that dies, as a process does that the system kills for memory."""

    def __init__(self, answers: int) -> None:
        super().__init__(Scripted())
        self._left = answers

    def answer_alone(self, request: Request) -> Response:
        self._left -= 1
        if self._left < 0:
            os._exit(9)
        return super().answer_alone(request)


@dataclass(frozen=True)
class Wavering:
    """Sure when asked alone; in a batch, the answers of close calls depend on the company they are in."""

    close: tuple[str, ...] = ()
    """Keys of the close calls."""
    batch: int = 1

    def problems(self) -> list[Problem]:
        return []

    def open(self) -> WaveringModel:
        return WaveringModel(self)


class WaveringModel(ScriptedModel):
    """Every other batch turns the close calls round."""

    def __init__(self, spec: Wavering) -> None:
        super().__init__(Scripted("first", name="wavering", kind="model"))
        self.waver = spec

    def answer(self, requests: Sequence[Request]) -> Iterator[Response]:
        for place, request in enumerate(requests):
            response = super().answer_alone(request)
            if request.key in self.waver.close:
                response = wavered(response, bool(place // self.waver.batch % 2))
            yield response


def wavered(response: Response, turned: bool) -> Response:
    """A decision by less than the noise: for the first two options, or for one of two words."""
    if response.text is not None:
        return replace(response, text="B" if turned else "A", margin=0.00005)
    near = [100.0 - 1e-6 * (turned == (k == 0)) for k in range(2)]
    rest = [200.0] * (len(response.counts) - 2)
    return replace(
        response, logliks=tuple(-x * n for x, n in zip([*near, *rest], response.counts, strict=True))
    )
