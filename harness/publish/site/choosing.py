"""Which model for my use: every model at the gates of every domain, as the published judgements have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harness.publish.site.figures import step
from harness.publish.site.gates import TIERS
from harness.publish.site.sessions import LATENCY
from harness.publish.site.views import Board, Model

ORDER = ("passes", "unknown", "fails")
FILE = "gates.json"


@dataclass(frozen=True)
class Row:
    """One model in one domain: its judgement by tier."""

    model: Model
    domain: str
    judged: Mapping[str, Mapping[str, Any]]

    def at(self, tier: str) -> str:
        """Where a judgement stands in the published file."""
        return f"{FILE}#/judgements{step(self.model.id)}{step(self.domain)}/{tier}"

    @property
    def latency(self) -> Mapping[str, Any] | None:
        """p90 latency of a session, where there was one."""
        found: Mapping[str, Any] | None = (
            self.model.run["efficiency"]["detail"].get(LATENCY) if self.model.run else None
        )
        return found if found and found["value"] is not None else None


def rows(board: Board, gates: Mapping[str, Any], domain: str) -> list[Row]:
    """Models judged in a domain: those that pass most first, otherwise in the order of the board."""
    found = [
        Row(model, domain, judged[domain])
        for model in board.models
        if domain in (judged := gates["judgements"].get(model.id, {}))
    ]
    return sorted(
        found, key=lambda row: [ORDER.index(row.judged[tier]["outcome"]) for tier in reversed(TIERS)]
    )


def unjudged(board: Board, gates: Mapping[str, Any]) -> Sequence[Model]:
    """Models that no gate judges: partial entries."""
    return [m for m in board.models if m.id not in gates["judgements"]]
