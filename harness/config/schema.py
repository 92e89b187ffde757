"""The fixed part of the configuration, as structured configs; pluggable leaves carry their own schema.

A misspelt key or a wrong type fails while composing, before anything is loaded. Nothing here builds objects.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from omegaconf import MISSING


@dataclass
class SizeConf:
    name: str = MISSING
    items: int = MISSING
    """Items per family, at least."""
    domain: int = 0
    """Items per domain, about: a domain of few families gets more of each. 0: just `items` of every family."""
    perturbed: int = 0
    """Items of each family that robustness asks again, perturbed; 0 for all."""


@dataclass
class TaskConf:
    task: dict[str, Any] = MISSING
    """`_target_` of the task class, and its fields if it has any."""
    items: int = MISSING
    """Items per family of this task; `${size.items}` leaves it to the size, any other figure stands."""


@dataclass
class HardwareConf:
    """The class an efficiency score belongs to; fixes the axes and the pinned reference model."""

    name: str = MISSING
    reference: str = MISSING
    axes: list[str] = MISSING
    blocks: int = MISSING
    threads: int = MISSING
    seconds: float = MISSING


@dataclass
class EvalConf:
    size: SizeConf = field(default_factory=SizeConf)
    suite: str = MISSING
    tasks: dict[str, TaskConf] = field(default_factory=dict)
    model: dict[str, Any] = field(default_factory=dict)
    perturbations: dict[str, dict[str, Any]] = field(default_factory=dict)
    runner: dict[str, dict[str, Any]] = field(default_factory=dict)
    hardware: HardwareConf = field(default_factory=HardwareConf)
    references: list[str] = field(default_factory=list)
    """Models of configs/model/ that stand on every board."""
    split: str = "dev"
    seed: int = 1
    secret_file: str = ""
    """Path of the round's secret, for split=test."""
    results: str = "results"
    shard: str = ""
    """`1/2` asks only the first half of the requests and does not reduce."""
    policy: str = "dimensions first, no composite"
