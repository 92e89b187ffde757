"""Plan: the runners say which sheets they need; requests are merged by key. Pure but for one small cache.

Nothing here loads a model. The same form, runners and perturbations give the same plan, byte for byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Protocol

from harness.draw import Source
from harness.errors import EnvironmentProblem, UsageError
from harness.form import Form
from harness.metrics.chance import chance
from harness.store.files import read_json, sig12, write_json
from harness.store.fingerprints import ROOT, code_files, files_digest
from harness.types import Request, Sheet, digest, plain

CHANCE_DRAWS = 2000


class Asks(Protocol):
    """The half of a runner that a plan needs."""

    def ask(self, form: Form) -> list[Sheet]: ...


@dataclass(frozen=True)
class Plan:
    """Every sheet once, the request that carries it, and who wanted it."""

    form: Form
    sheets: tuple[Sheet, ...]
    keys: tuple[str, ...]
    """Request key of each sheet, in the order of `sheets`."""
    requests: Mapping[str, Request]
    asked_by: Mapping[str, int]
    """Sheets each runner asked for; the same sheet may serve several."""
    form_id: str

    def tasks_of(self) -> dict[str, set[str]]:
        """Tasks by request key."""
        out: dict[str, set[str]] = {}
        for sheet, key in zip(self.sheets, self.keys, strict=True):
            out.setdefault(key, set()).add(sheet.item.task)
        return out

    def counts(self) -> dict[str, object]:
        """What `plan.json` and `harness plan` say about size."""
        kinds: dict[str, int] = {}
        for request in self.requests.values():
            kinds[request.kind] = kinds.get(request.kind, 0) + 1
        return {
            "items": len(self.form.items),
            "families": len(self.form.families),
            "tasks": len(self.form.tasks),
            "sheets": len(self.sheets),
            "requests": len(self.requests),
            "requests_by_kind": kinds,
            "sheets_by_runner": dict(self.asked_by),
        }


def make_plan(form: Form, runners: Mapping[str, Asks]) -> Plan:
    """Ask every runner, merge sheets by id and requests by key."""
    if not form.families:
        raise UsageError("the suite has no tasks", f"suite={form.suite}", "add tasks to configs/suite")
    sheets: dict[str, Sheet] = {}
    asked_by = {}
    for name, runner in runners.items():
        wanted = runner.ask(form)
        asked_by[name] = len(wanted)
        for sheet in wanted:
            sheets.setdefault(sheet.sheet_id, sheet)
    ordered = tuple(sheets[k] for k in sorted(sheets))
    requests: dict[str, Request] = {}
    keys = []
    for sheet in ordered:
        request = form.request(sheet)
        requests.setdefault(request.key, request)
        keys.append(request.key)
    return Plan(form, ordered, tuple(keys), requests, asked_by, form_digest(ordered, keys))


def form_digest(sheets: tuple[Sheet, ...], keys: list[str]) -> str:
    """Names the test by its content: sorted (sheet id, request key, gold)."""
    return digest([[s.sheet_id, key, plain(s.item.gold)] for s, key in zip(sheets, keys, strict=True)])


def with_chances(form: Form, cache: Path) -> Form:
    """The form with its families' chance levels. They depend on code only, so they are kept between runs."""
    known: dict[str, float] = read_json(cache, "chance cache") if cache.exists() else {}
    source = Source("dev", seed=0)
    common = files_digest(code_files(("kit.py", "exact.py", "draw.py", "rng.py", "metrics", "data.py")))
    chances, fresh = {}, False
    for name, (task, family, _) in form.families.items():
        key = digest([name, CHANCE_DRAWS, common, module_digest(type(task).__module__)])
        if key not in known:
            # As the cache will give it back: the first run and the next must write the same bytes.
            known[key], fresh = sig12(chance(source, task, family, CHANCE_DRAWS)), True
        chances[name] = known[key]
    if fresh:
        with suppress(EnvironmentProblem):  # a plan on a read-only tree is still a plan
            write_json(cache, known)
    return replace(form, chances=chances)


def module_digest(module: str) -> str:
    """Digest of the folder a task module stands in: its tasks, helpers and facts."""

    folder = Path(import_module(module).__file__ or ROOT).parent
    return files_digest(sorted([*folder.glob("*.py"), *folder.glob("facts/*.json")]))
