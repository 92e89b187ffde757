"""Runs as records of Every Eval Ever 0.3.0: one aggregate file a run, and one line an item where items are public.

Format: evaleval/every_eval_ever, `schemas/eval.schema.json` and `instance_level_eval.schema.json` (MIT). Written
natively, since their package cannot live beside ours. Its traps, and what is done: every extra detail is a string;
ids and file names are functions of the run, never of the clock or of chance, so a second export replaces the first;
scores stand on the scale their bounds say; what summarises other results says so, lest a reader count twice.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from harness.publish.board import Run
from harness.publish.exports.names import model_id
from harness.types import canonical

VERSION = "0.3.0"
COLLECTION = "heng"
PROPORTION = {"metric_unit": "proportion", "min_score": 0.0, "max_score": 1.0}
POINTS = {"metric_unit": "points", "min_score": 0.0, "max_score": 100.0}
#: A model under chance is below 0, and the correction for bias may pass either end.
UNBOUNDED = {"metric_unit": "points", "min_score": "-Infinity", "max_score": "Infinity"}
SCALES: Mapping[str, Mapping[str, Any]] = {
    "accuracy": PROPORTION, "robustness": UNBOUNDED, "generality": POINTS, "efficiency": POINTS,
}  # fmt: skip
MEANING = {
    "accuracy": "Mean score over renderings, items, families, tasks and domains, equal weights; chance is beside it.",
    "robustness": "100 x half mean, half worst quarter of accuracy above chance over perturbation groups.",
    "generality": "Geometric mean over domains of the accuracy above chance, the better of two languages.",
    "efficiency": "Cost beside the pinned reference model of one hardware class; 50 is equal cost.",
}


@dataclass(frozen=True)
class Record:
    """One run in their terms: where its files stand in their data store, and what is in them."""

    path: str
    """`data/heng/<developer>/<model>/<uuid>.json`; the samples are beside it as `<uuid>_samples.jsonl`."""
    aggregate: Mapping[str, Any]
    samples: tuple[Mapping[str, Any], ...]

    @property
    def samples_path(self) -> str:
        return self.path.removesuffix(".json") + "_samples.jsonl"

    def files(self) -> dict[str, bytes]:
        """Path to content, in UTF-8."""
        out = {self.path: pretty(self.aggregate)}
        if self.samples:
            out[self.samples_path] = lines(self.samples)
        return out


def record(run: Run, suite: str, split: str, evidence: Iterable[Mapping[str, Any]] = ()) -> Record:
    """A run as aggregate and samples. `evidence`: one mapping a clean sheet, as `harness show --json` gives it,
    with `task`, `lang` and `value`; leave it out where the items are not public."""
    path = f"data/{COLLECTION}/{model_id(run.entry['model'])}/{stable_uuid(run)}.json"
    body = aggregate(run, suite, split)
    known = {result["evaluation_result_id"] for result in body["evaluation_results"]}
    samples = tuple(s for e in evidence if (s := sample(run, body, e))["evaluation_result_id"] in known)
    if samples:
        body["detailed_evaluation_results"] = {
            "format": "jsonl",
            "file_path": path.removesuffix(".json") + "_samples.jsonl",
            "hash_algorithm": "sha256",
            "checksum": hashlib.sha256(lines(samples)).hexdigest(),
            "total_rows": len(samples),
        }
    return Record(path, body, samples)


def aggregate(run: Run, suite: str, split: str) -> dict[str, Any]:
    entry, made = run.entry, run.manifest
    stamp = str(int(datetime.fromisoformat(made["ended"]).timestamp()))
    who = model_id(entry["model"])
    return {
        "schema_version": VERSION,
        "evaluation_id": f"{COLLECTION}-{suite}-{entry['form_id'][:12]}/{who}/{stamp}",
        "evaluation_timestamp": made["ended"],
        "retrieved_timestamp": stamp,
        "source_metadata": {
            "source_name": "Heng leaderboard",
            "source_type": "evaluation_run",
            "source_organization_name": "Heng",
            "evaluator_relationship": "first_party"
            if entry["model"]["kind"] == "reference"
            else "third_party",
        },
        "eval_library": {
            "name": "heng-harness",
            "version": made["harness_version"] or "unknown",
            "additional_details": texts(
                commit=made["commit"], scoring_id=entry["scoring_id"], config_sha256=made["config_sha256"]
            ),
        },
        "model_info": model_info(run, who),
        "evaluation_results": results(run, suite, split),
    }


def model_info(run: Run, who: str) -> dict[str, Any]:
    model, made = run.entry["model"], run.manifest
    return {
        "name": model["name"],
        "id": who,
        "developer": model["vendor"] or who.partition("/")[0],
        "inference_engine": {
            "name": f"heng {made['engine']}",
            "version": made["harness_version"] or "unknown",
        },
        "additional_details": texts(
            deployment_type="self_deployed",
            model_availability="unknown",
            answerer_id=run.answerer,
            revision=model["revision"],
            weights_sha256=model["weights_sha256"],
            licence=model["licence"],
            base=model["base"],
            kind=model["kind"],
            parameters=model["parameters"],
            hardware=made["hardware"],
        ),
    }


def results(run: Run, suite: str, split: str) -> list[dict[str, Any]]:
    """Headlines first, each marked as a summary; then every task's accuracy, which the headline summarises."""
    entry, top = run.entry, f"{COLLECTION}/{suite}"
    found = {**entry["dimensions"], "efficiency": run.efficiency["efficiency"]}
    about = {
        "split": split,
        "form_id": entry["form_id"],
        "status": entry["status"],
        "unscored": entry["unscored"],
    }
    out = [
        result(f"{top}#{name}", top, name, estimate, {**about, "role": "summary: do not add it to its parts"})
        for name, estimate in found.items()
        if estimate["value"] is not None
    ]
    for task, cell in entry["tasks"].items():
        if cell["accuracy"]["value"] is not None:
            more = {"role": f"part of {top}#accuracy", "chance": cell["chance"]["value"]}
            out.append(
                result(
                    f"{top}/{task}#accuracy", f"{top}/{task}", "accuracy", cell["accuracy"], {**about, **more}
                )
            )
    return out


def result(
    name: str, evaluation: str, metric: str, estimate: Mapping[str, Any], about: Mapping[str, Any]
) -> dict[str, Any]:
    """One score with its uncertainty, named once for all runs."""
    return {
        "evaluation_result_id": name,
        "evaluation_name": evaluation,
        "source_data": {
            "dataset_name": evaluation,
            "source_type": "other",
            "additional_details": texts(**about),
        },
        "metric_config": {
            "metric_id": f"heng.{metric}",
            "metric_name": metric,
            "metric_kind": metric,
            "evaluation_description": MEANING[metric],
            "lower_is_better": False,
            "score_type": "continuous",
            **SCALES[metric],
        },
        "score_details": {"score": float(estimate["value"]), "uncertainty": uncertainty(estimate)},
    }


def uncertainty(estimate: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {"num_samples": estimate["n"]}
    if estimate["se"] is not None:
        out["standard_error"] = {"value": estimate["se"], "method": estimate["method"]}
    if estimate["low"] is not None and estimate["high"] is not None:
        out["confidence_interval"] = {
            "lower": estimate["low"],
            "upper": estimate["high"],
            "confidence_level": estimate["level"],
            "method": estimate["method"],
        }
    return out


def sample(run: Run, body: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """One line: what was asked, said, read and decided. A joined result is exactly one: that of its task."""
    evaluation = f"{body['evaluation_results'][0]['evaluation_name']}/{found['task']}"
    asked, gold = found["messages"][-1]["content"], found["gold_shown"] or canonical(found["gold"])
    said = found["text"] if found["text"] is not None else chosen(found)
    return {
        "schema_version": VERSION,
        "evaluation_id": body["evaluation_id"],
        "model_id": body["model_info"]["id"],
        "evaluation_name": evaluation,
        "evaluation_result_id": f"{evaluation}#accuracy",
        "sample_id": found["sheet"],
        "sample_hash": hashlib.sha256((asked + gold).encode("utf-8", "surrogatepass")).hexdigest(),
        "interaction_type": "single_turn",
        "input": {"raw": asked, "reference": [gold], "choices": found["options"] or None},
        "output": {"raw": [said]},
        "answer_attribution": [
            {
                "turn_idx": 0,
                "source": "output.raw",
                "extracted_value": found["read"],
                "extraction_method": "log-likelihood" if found["options"] else "custom",
                "is_terminal": True,
            }
        ],
        "evaluation": {"score": found["value"], "is_correct": found["verdict"] == "correct", "num_turns": 1},
        "metadata": texts(
            verdict=found["verdict"], critical=found["critical"], tier=found["tier"], level=found["level"],
            language=found["lang"], request=found["key"], answerer_id=run.answerer,
        ),
    }  # fmt: skip


def chosen(found: Mapping[str, Any]) -> str:
    """A scored request has no text: the option decided for stands in its place."""
    return str(found["read"])


def stable_uuid(run: Run) -> uuid.UUID:
    """A version-4 identifier that is a function of who answered, which form, scored how."""
    parts = (run.answerer, run.entry["form_id"], run.entry["scoring_id"])
    return uuid.UUID(bytes=hashlib.sha256("\0".join(parts).encode()).digest()[:16], version=4)


def texts(**details: Any) -> dict[str, str]:
    """Details as the format wants them: strings only; what is empty is left out."""
    return {k: v if isinstance(v, str) else canonical(v) for k, v in details.items() if v not in ("", None)}


def pretty(body: Mapping[str, Any]) -> bytes:
    text = json.dumps(body, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)
    return (text + "\n").encode("utf-8", "replace")


def lines(bodies: Iterable[Mapping[str, Any]]) -> bytes:
    """JSON lines. Escaped to ASCII: U+2028 in an answer would end a line for some readers."""
    return "".join(json.dumps(b, sort_keys=True, allow_nan=False) + "\n" for b in bodies).encode()
