"""The baseline every board shows: always the first option, the text "A"."""

from __future__ import annotations

from dataclasses import dataclass

from harness.models.scripted import Scripted
from harness.types import Model, Problem


@dataclass(frozen=True, slots=True)
class Constant:
    """A fixed answer to everything; what any model must beat."""

    name: str = "constant"

    def problems(self) -> list[Problem]:
        return []

    def open(self) -> Model:
        return Scripted(script="first", name=self.name, kind="baseline").open()
