"""Results for the cards of models on the Hugging Face hub: `.eval_results/*.yaml`, and the older `model-index`.

Formats: huggingface/hub-docs, `docs/hub/eval-results.md` and `modelcard.md`; written through `huggingface_hub`'s own
classes. Neither has a place for an interval or a count, so both stand in the notes. All values are on a scale of 0 to
100. Partial runs are left out: a card has no place to say so beside the number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from huggingface_hub import EvalResultEntry, eval_result_entries_to_yaml
from huggingface_hub.repocard_data import EvalResult, eval_results_to_model_index

from harness.errors import printable
from harness.publish.board import Run
from harness.publish.exports.names import model_id

SCALE = {"accuracy": 100.0}


@dataclass(frozen=True)
class Benchmark:
    """The benchmark as the hub knows it."""

    dataset: str
    """Id of the dataset repository that defines it: `owner/name`."""
    suite: str
    split: str
    source: str = ""
    """Where the reader finds intervals, ranks and evidence: the page of a release."""


@dataclass(frozen=True)
class Shown:
    """One number of a card."""

    task: str
    metric: str
    value: float
    notes: str


def shown(run: Run, about: Benchmark) -> Iterator[Shown]:
    """The dimensions that have a value, then the accuracy of every task."""
    entry = run.entry
    found = {**entry["dimensions"], "efficiency": run.efficiency["efficiency"]}
    for name, estimate in found.items():
        if estimate["value"] is not None:
            chance = entry["chance"] if name == "accuracy" else None
            yield one(f"{about.suite}_{name}", name, estimate, chance, about)
    for task, cell in entry["tasks"].items():
        if cell["accuracy"]["value"] is not None:
            yield one(task.replace("/", "_"), "accuracy", cell["accuracy"], cell["chance"], about)


def one(
    task: str, metric: str, estimate: Mapping[str, Any], chance: Mapping[str, Any] | None, about: Benchmark
) -> Shown:
    scale = SCALE.get(metric, 1.0)
    words = [f"{about.split} split", f"n = {estimate['n']} items"]
    if estimate["low"] is not None:
        low, high = scale * estimate["low"], scale * estimate["high"]
        words.append(f"{100 * estimate['level']:.0f} % interval {low:.1f} to {high:.1f}")
    if chance is not None and chance["value"] is not None:
        words.append(f"chance {scale * chance['value']:.1f}")
    return Shown(task, metric, round(scale * estimate["value"], 2), "; ".join([*words, "scale 0 to 100"]))


def eval_results(run: Run, about: Benchmark) -> list[dict[str, Any]]:
    """Entries of `.eval_results/<suite>.yaml` for a complete run; none for a partial one."""
    if run.entry["status"] != "complete":
        return []
    named = source_of(about)
    found = [
        EvalResultEntry(about.dataset, s.task, s.value, date=run.manifest["ended"], notes=s.notes, **named)
        for s in shown(run, about)
    ]
    return eval_result_entries_to_yaml(found)


def source_of(about: Benchmark) -> dict[str, Any]:
    return {"source_url": about.source, "source_name": "Heng"} if about.source else {}


def model_index(run: Run, about: Benchmark) -> list[dict[str, Any]]:
    """The older block of a card's front matter, for a complete run."""
    if run.entry["status"] != "complete":
        return []
    found = [
        EvalResult(
            task_type="text-generation",
            dataset_type=about.dataset,
            dataset_name=s.task,
            dataset_config=s.task,
            dataset_split=about.split,
            metric_type=s.metric,
            metric_value=s.value,
            metric_name=f"{s.metric} ({s.notes})",
            **source_of(about),
        )
        for s in shown(run, about)
    ]
    body: list[dict[str, Any]] = eval_results_to_model_index(printable(run.name), found)
    return body


def files(run: Run, about: Benchmark, with_index: bool = False) -> dict[str, bytes]:
    """Path to content, by model: `<developer>/<model>/.eval_results/heng-<suite>.yaml`, and `model-index.yaml`."""
    entries = eval_results(run, about)
    home = model_id(run.entry["model"])
    out = {f"{home}/.eval_results/heng-{about.suite}.yaml": as_yaml(entries)} if entries else {}
    if with_index and entries:
        out[f"{home}/model-index.yaml"] = as_yaml({"model-index": model_index(run, about)})
    return out


def as_yaml(body: Any) -> bytes:
    text: str = yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=1000)
    return text.encode("utf-8")
