"""The board as pages see it: models with a file name, a safe display name, a band of ties and what filters need."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from harness.publish.site.inputs import Inputs
from harness.publish.table import harmless

#: Upper ends of the size classes, in parameters.
SIZES = ((1e9, "s"), (1e10, "m"), (1e11, "l"))
SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


@dataclass(frozen=True)
class Model:
    """One entry of the board; `base` is where its numbers stand."""

    index: int
    entry: Mapping[str, Any]
    run: Mapping[str, Any]
    band: int
    """Consecutive rows of one band cannot be told from the first of them."""

    @property
    def id(self) -> str:
        return str(self.entry["provenance"]["answerer_id"])

    @cached_property
    def slug(self) -> str:
        """A file name: the answerer id where it is plain, else a digest of it."""
        return self.id if SAFE.fullmatch(self.id) else sha256(self.id.encode()).hexdigest()[:16]

    @cached_property
    def name(self) -> str:
        return harmless(self.entry["model"]["name"])

    @property
    def kind(self) -> str:
        return str(self.entry["model"]["kind"])

    @property
    def base(self) -> str:
        return f"leaderboard.json#/entries/{self.index}"

    @property
    def run_file(self) -> str:
        return f"runs/{self.slug}.json"

    @property
    def complete(self) -> bool:
        return bool(self.entry["status"] == "complete")

    @cached_property
    def licence(self) -> str:
        return harmless(self.entry["model"]["licence"])

    @property
    def robust(self) -> Mapping[str, Any]:
        """Groups and diagnostics of robustness; empty where the run is not at hand."""
        found: Mapping[str, Any] = self.run.get("robustness_detail", {})
        return found

    @property
    def has_clean(self) -> bool:
        """Whether the clean score on the robustness scale is known."""
        return "groups/clean" in self.robust

    @property
    def size(self) -> str:
        """The size class: `s`, `m`, `l`, `x`, or `-` where it is not known."""
        count = self.entry["model"]["parameters"]
        return next((name for end, name in SIZES if count <= end), "x") if count else "-"

    @cached_property
    def critical(self) -> tuple[int, int]:
        """Critical errors over all domains: count and items."""
        cells = self.entry["critical_errors"].values()
        return sum(c["count"] for c in cells), sum(c["n"] for c in cells)

    @cached_property
    def worst(self) -> tuple[str, Mapping[str, Any]] | None:
        """The domain with the highest upper bound of critical errors."""
        known = [(d, c) for d, c in self.entry["critical_errors"].items() if c["n"] and c["high"] is not None]
        return max(known, key=lambda pair: pair[1]["high"], default=None)


@dataclass(frozen=True)
class Board:
    """The board and its models in order."""

    inputs: Inputs
    models: Sequence[Model] = field(default_factory=tuple)

    @property
    def form(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.inputs.board["form"]
        return found

    @cached_property
    def domains(self) -> tuple[str, ...]:
        return tuple(sorted({d for e in self.inputs.board["entries"] for d in e["domains"]}))

    @cached_property
    def tasks(self) -> tuple[str, ...]:
        return tuple(sorted({t for e in self.inputs.board["entries"] for t in e["tasks"]}))

    def tasks_of(self, domain: str) -> tuple[str, ...]:
        return tuple(t for t in self.tasks if t.split("/")[0] == domain)

    @cached_property
    def licences(self) -> tuple[str, ...]:
        return tuple(sorted({m.licence for m in self.models if m.licence}))

    @cached_property
    def by_id(self) -> dict[str, Model]:
        return {m.id: m for m in self.models}

    def file_of(self, name: str) -> str:
        """The file name of a domain or a task, `steel.weldability`; a digest where the id would not do as one."""
        plain = name.replace("/", ".")
        return plain if SAFE.fullmatch(plain) else sha256(name.encode()).hexdigest()[:16]

    def title(self, task: str, lang: str) -> str:
        """A task in words; its id where the catalogue has no card."""
        card = self.inputs.catalogue["tasks"].get(task)
        return str(card["title"][lang]) if card else harmless(task)

    def best(self, task: str) -> Model | None:
        """The model with the highest accuracy on a task; the first of equals."""
        found = self.by_task(task)
        return found[0] if found else None

    def by_task(self, task: str) -> list[Model]:
        """Models that were asked a task, best first."""
        return ordered([m for m in self.models if task in m.entry["tasks"]], "tasks", task)

    def by_domain(self, domain: str) -> list[Model]:
        """Models that were asked in a domain, best first."""
        return ordered([m for m in self.models if domain in m.entry["domains"]], "domains", domain)

    def elsewhere(self, model: Model) -> list[Elsewhere]:
        """The same model (the same answerer) on other forms."""
        return [
            Elsewhere(body["form"], entry, f"boards/{body['form']['form_id'][:12]}.json", index)
            for body in self.inputs.others
            for index, entry in enumerate(body["entries"])
            if entry["provenance"]["answerer_id"] == model.id
        ]


@dataclass(frozen=True)
class Elsewhere:
    """One entry of another form's board."""

    form: Mapping[str, Any]
    entry: Mapping[str, Any]
    file: str
    index: int

    @property
    def base(self) -> str:
        return f"{self.file}#/entries/{self.index}"


def ordered(models: Sequence[Model], table: str, name: str) -> list[Model]:
    """By accuracy in one cell, best first; those without a value last, else in the board's order."""

    def key(model: Model) -> float:
        value = model.entry[table][name]["accuracy"]["value"]
        return float("inf") if value is None else -float(value)

    return sorted(models, key=key)


def view(inputs: Inputs) -> Board:
    """The board's models with their bands."""
    bands = banded(inputs.board["entries"])
    return Board(
        inputs,
        tuple(
            Model(i, entry, inputs.runs.get(entry["provenance"]["answerer_id"], {}), bands[i])
            for i, entry in enumerate(inputs.board["entries"])
        ),
    )


def banded(entries: Sequence[Mapping[str, Any]]) -> list[int]:
    """Band numbers down the board: a new one begins where a model can be told from the first of the band."""
    out: list[int] = []
    leader: Mapping[str, Any] | None = None
    for entry in entries:
        rank = entry["rank"].get("accuracy")
        tied = bool(leader and rank and leader["provenance"]["answerer_id"] in rank["tied_with"])
        if not tied:
            leader = entry
        out.append(out[-1] + (not tied) if out else 0)
    return out
