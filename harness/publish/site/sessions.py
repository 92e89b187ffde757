"""Efficiency as pages show it: timed models by class of hardware, and the Pareto front of cost and accuracy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from harness.publish.site.views import Board, Model

#: Axes of a session and how each is printed: ratio against the reference, then the candidate's own figure.
AXES = (("offline_time", "offline_s_per_item", "milliseconds"), ("p90_latency", "p90_latency_s", "milliseconds"),
        ("peak_memory", "peak_bytes", "mebibytes"))  # fmt: skip
LATENCY = "candidate/p90_latency_s"


@dataclass(frozen=True)
class HardwareClass:
    """The models timed in one class, never compared with another class."""

    name: str
    reference: str
    models: Sequence[Model]

    @property
    def front(self) -> set[str]:
        """Ids of models that none of the class beats in both accuracy and efficiency."""
        points = {m.id: worth(m) for m in self.models}
        return {
            one
            for one, p in points.items()
            if not any(q[0] >= p[0] and q[1] >= p[1] and q != p for q in points.values())
        }


def worth(model: Model) -> tuple[float, float]:
    """Efficiency and accuracy, as published."""
    found = model.entry["dimensions"]
    return float(found["efficiency"]["value"]), float(found["accuracy"]["value"] or 0.0)


def classes(board: Board) -> list[HardwareClass]:
    """Classes in order of their names; a model without a session is in none."""
    timed: dict[tuple[str, str], list[Model]] = {}
    for model in board.models:
        if model.run and model.entry["dimensions"]["efficiency"]["value"] is not None:
            session = model.run["efficiency"]
            timed.setdefault((session["class"], session["reference"]), []).append(model)
    return [HardwareClass(name, reference, models) for (name, reference), models in sorted(timed.items())]


def untimed(board: Board) -> list[Model]:
    """Models without an efficiency score; the board says why."""
    return [m for m in board.models if m.entry["dimensions"]["efficiency"]["value"] is None]
