"""The main job, read top to bottom like the drawing: plan, execute, score, reduce, time, write.

`weigh` is the whole of `harness eval` for one model; `rescore` is everything after the journal, with no model.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from harness.errors import OK, PARTIAL
from harness.run.execute import Executed, execute
from harness.run.plan import Asks, Plan
from harness.run.reduce import Reduces, estimate_json, reduce
from harness.run.score import score
from harness.run.session import kept, session
from harness.run.tables import write_rows
from harness.runners.efficiency import Efficiency
from harness.store.files import read_json, write_json
from harness.store.fingerprints import commit, hardware, harness_version, packages, scoring_digest
from harness.store.journal import Journal
from harness.types import ModelCard, ModelSpec, Row, digest


class Runner(Asks, Reduces, Protocol):
    """Both halves: pure `ask` and pure `reduce`."""


@dataclass(frozen=True)
class HardwareClass:
    """What an efficiency score is relative to; see `configs/hardware/`."""

    name: str
    reference: str
    blocks: int
    seconds: float
    threads: int


@dataclass(frozen=True)
class Job:
    """Everything `weigh` needs besides the model."""

    plan: Plan
    runners: Mapping[str, Runner]
    efficiency: Efficiency | None
    """None when the session is switched off."""
    hardware: HardwareClass
    results: Path
    policy: str
    config: Mapping[str, Any] = field(default_factory=dict)
    shard: str = ""
    retime: bool = False

    @property
    def scoring_id(self) -> str:
        """The code that scores, and the policy: changing either re-reduces and asks nothing."""
        return digest([scoring_digest(), self.policy, [repr(r) for r in self.runners.values()]])[:16]

    def run_folder(self, answerer_id: str) -> Path:
        return self.results / "runs" / f"{answerer_id}-{self.plan.form_id[:12]}"

    def journal_folder(self, answerer_id: str) -> Path:
        return self.results / "answers" / answerer_id


class Reporter(Protocol):
    """Who is told how far it is. Implemented for the terminal; tests pass a silent one."""

    def asking(self, name: str, total: int) -> Callable[[int], None]: ...

    def timing(self, name: str, blocks: int) -> Callable[[int, int], None]: ...


@dataclass(frozen=True)
class Weighed:
    """What came out: the entry's place, its body, and the exit code it deserves."""

    folder: Path
    entry: dict[str, Any] | None
    """None for a shard: the other shards are still to come."""
    executed: Executed
    exit_code: int


def weigh(job: Job, spec: ModelSpec, reference: ModelSpec | None, report: Reporter) -> Weighed:
    """Ask one model everything the plan lacks, score, reduce, time, and write the run."""
    started = now()
    plan = job.plan
    model = spec.open()
    try:
        with Journal(job.journal_folder(model.answerer_id), job.shard) as journal:
            progress = report.asking(model.card.name, len(plan.requests))
            done = execute(model, plan.requests, plan.tasks_of(), journal, job.shard, progress)
            torn = journal.torn
        ran = {"engine": model.engine, "fallbacks": list(model.fallbacks)}
    finally:
        model.close()
    folder = job.run_folder(model.answerer_id)
    if job.shard:
        return Weighed(folder, None, done, OK)
    rows = score(plan, Journal(job.journal_folder(model.answerer_id)), done.refused)
    entry = written(job, folder, rows, model.card, model.answerer_id)
    timed = efficiency(job, spec, reference, model.card, entry, folder, report)
    write_json(folder / "efficiency.json", timed)
    write_json(folder / "manifest.json", manifest(job, model.answerer_id, ran, done, torn, started))
    return Weighed(folder, entry, done, PARTIAL if entry["status"] == "partial" else OK)


def written(job: Job, folder: Path, rows: list[Row], card: ModelCard, answerer_id: str) -> dict[str, Any]:
    """Reduce, and write plan, scores and entry (the newest, and under its scoring id)."""
    identities = {"answerer_id": answerer_id, "scoring_id": job.scoring_id, "form_id": job.plan.form_id}
    entry = reduce(job.runners, rows, card, identities)
    write_json(folder / "plan.json", plan_json(job))
    write_rows(folder / "scores.parquet", rows)
    write_json(folder / "entries" / f"{job.scoring_id}.json", entry)
    write_json(folder / "entry.json", entry)
    return entry


def rescore(job: Job, folder: Path) -> dict[str, Any]:
    """The entry again, from the journal alone: no model, nothing asked."""
    old = read_json(folder / "entry.json", "entry")
    made = read_json(folder / "manifest.json", "manifest")
    journal = Journal(job.journal_folder(old["answerer_id"]))
    rows = score(job.plan, journal, made["refused"])
    return written(job, folder, rows, ModelCard(**old["model"]), old["answerer_id"])


def plan_json(job: Job) -> dict[str, Any]:
    """What the form is: enough to draw it again."""
    form = job.plan.form
    return {
        "form_id": job.plan.form_id,
        "suite": form.suite,
        "size": form.size,
        "split": form.source.split,
        "seed": form.source.seed,
        "tasks": [task.id for task, _ in form.tasks],
        "groups": sorted({s.group for s in job.plan.sheets}),
        "chances": dict(form.chances),
        "counts": job.plan.counts(),
        "policy": job.policy,
        "config": dict(job.config),
    }


def efficiency(
    job: Job,
    spec: ModelSpec,
    reference: ModelSpec | None,
    card: ModelCard,
    entry: Mapping[str, Any],
    folder: Path,
    report: Reporter,
) -> dict[str, Any]:
    """The session's figures, or the reason why there is none."""
    place = {"schema_version": "1.0", "class": job.hardware.name, "reference": job.hardware.reference}
    reason = not_timed(job, reference, card, entry)
    if reason or job.efficiency is None or reference is None:
        return {
            **place,
            "efficiency": {"value": None, "reason": reason},
            "detail": {},
            "hardware": hardware(),
        }
    timings = folder / "timings"
    finished = timings / "session.json"
    conf = job.hardware
    against = {"class": conf.name, "reference": conf.reference}
    if job.retime or not held(finished, against):
        shutil.rmtree(timings, ignore_errors=True)
        progress = report.timing(card.name, conf.blocks)
        sample = job.efficiency.sample(list(job.plan.requests.values()))
        session(reference, spec, sample, timings, conf.blocks, conf.seconds, conf.threads, progress)
        keys = [r.key for r in sample]
        write_json(finished, {**against, "hardware": hardware(), "ended": now(), "requests": keys})
    estimates = job.efficiency.reduce(kept(timings))
    detail = {k: estimate_json(e) for k, e in sorted(estimates.items()) if k != "efficiency"}
    where = read_json(finished, "timing session")["hardware"]
    return {
        **place,
        "efficiency": estimate_json(estimates["efficiency"]),
        "detail": detail,
        "hardware": where,
    }


def held(finished: Path, against: Mapping[str, str]) -> bool:
    """Whether a finished session of this class and reference is kept."""
    if not finished.exists():
        return False
    found = read_json(finished, "timing session")
    return all(found.get(key) == value for key, value in against.items())


def not_timed(job: Job, reference: ModelSpec | None, card: ModelCard, entry: Mapping[str, Any]) -> str:
    """Why this entry gets no efficiency score; empty if it gets one."""
    if job.efficiency is None or reference is None:
        return "timing was switched off"
    if card.kind == "baseline":
        return "a baseline has no weights to time"
    accuracy, chance = entry["dimensions"].get("accuracy"), entry.get("chance")
    if entry["status"] == "partial":
        return "the entry is partial"
    if not accuracy or not chance or accuracy["value"] is None or accuracy["low"] <= chance["value"]:
        return "accuracy does not clear chance"
    return ""


def manifest(
    job: Job, answerer_id: str, ran: Mapping[str, Any], done: Executed, torn: int, started: str
) -> dict[str, Any]:
    """How the run was made. Written last: its presence means the run is complete."""
    return {
        "schema_version": "1.0",
        "answerer_id": answerer_id,
        "form_id": job.plan.form_id,
        "scoring_id": job.scoring_id,
        "config": dict(job.config),
        "config_sha256": digest(dict(job.config)),
        "harness_version": harness_version(),
        "commit": commit(),
        "packages": packages(),
        "hardware": hardware(),
        **ran,
        "executed": {k: v for k, v in asdict(done).items() if k != "refused"},
        "refused": done.refused,
        "torn_lines": torn,
        "started": started,
        "ended": now(),
    }


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
