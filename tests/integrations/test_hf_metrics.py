"""Our graders as `evaluate` metrics: the same verdicts as the plain functions, and nothing fetched."""

from __future__ import annotations

import json
import socket
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

from harness.errors import UsageError
from harness.types import Score, Verdict, canonical

sys.path.append(str(Path(__file__).parents[1] / "metrics"))
import test_labelled_answers as corpus

try:
    from harness.integrations import hf_metrics
except ImportError:
    warnings.warn("evaluate is not installed: its metrics are not compared (extra: datasets)", stacklevel=1)
    pytest.skip("evaluate is not installed: pip install 'heng-harness[datasets]'", allow_module_level=True)


def cases(kind: str) -> list[dict[str, Any]]:
    """The labelled answers of a kind, however many files they stand in."""
    return [
        case
        for path in sorted(corpus.CASES.glob(f"{kind}*.json"))
        for case in json.loads(path.read_text(encoding="utf-8"))
    ]


def common(case: dict[str, Any]) -> dict[str, Any]:
    return {key: case[key] for key in ("lang", "finish", "contract") if key in case}


def number(case: dict[str, Any]) -> dict[str, Any]:
    return {"gold": case["gold"], "units": [case["unit"]], "tolerance": case["tolerance"]}


def letter(case: dict[str, Any]) -> dict[str, Any]:
    return {"gold": "C"}


def labels(case: dict[str, Any]) -> dict[str, Any]:
    words = {key: text[case["lang"]] for key, text in corpus.TERMS.items()}
    return {"gold": [words[key] for key in case["gold"]], "labels": list(words.values())}


def schema() -> str:
    def field(one: Any) -> dict[str, Any]:
        return {
            "key": one.key._asdict(),
            "type": one.type,
            "note": one.note._asdict(),
            "terms": {key: word._asdict() for key, word in one.terms.items()} if one.terms else None,
            "tolerance": {"absolute": str(one.tolerance.absolute)},
            "nullable": one.nullable,
        }

    return json.dumps({name: field(one) for name, one in corpus.Inspection.schema.items()})


def record(case: dict[str, Any]) -> dict[str, Any]:
    from harness.prompts import record_text

    gold = record_text(corpus.Inspection.gold, corpus.Inspection.schema, case["lang"])
    return {"gold": gold, "schema": schema()}


REFERENCES = {"number": number, "letter": letter, "labels": labels, "record": record}
METRIC = {cls.kind: cls for cls in hf_metrics.METRICS}


def judged(kind: str, found: list[dict[str, Any]], folder: Path) -> dict[str, Any]:
    metric = METRIC[kind](cache_dir=str(folder))
    references = [REFERENCES[kind](case) | common(case) for case in found]
    out: dict[str, Any] = metric.compute(
        predictions=[case["text"] for case in found], references=references, details=True
    )
    return out


@pytest.mark.parametrize("kind", REFERENCES)
def test_every_labelled_answer_gets_the_verdict_of_the_plain_function(kind: str, tmp_path: Path) -> None:
    found = cases(kind)
    assert len(found) >= 40
    out = judged(kind, found, tmp_path)
    for case, got in zip(found, out["details"], strict=True):
        plain: Score = corpus.SCORERS[kind](case)
        assert (got["verdict"], got["partial"]) == (plain.verdict, plain.partial), case
        if kind == "number":
            assert got["answer"] == plain.answer
    verdicts = [corpus.SCORERS[kind](case).verdict for case in found]
    assert out["verdicts"] == {str(v): verdicts.count(v) for v in Verdict}
    assert out["accuracy"] == verdicts.count(Verdict.CORRECT) / len(found)
    assert 0 < out["low"] < out["accuracy"] < out["high"] < 1 and 0 < out["coverage"] < 1


def test_nothing_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*words: object, **more: object) -> None:
        raise AssertionError("a metric went to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    out = judged("letter", cases("letter")[:3], tmp_path)
    assert out["n"] == 3


@pytest.mark.parametrize("cls", hf_metrics.METRICS)
def test_every_metric_describes_itself(cls: Any, tmp_path: Path) -> None:
    metric = cls(cache_dir=str(tmp_path))
    assert len(metric.description) > 40 and "heng" in metric.citation.lower()
    references = metric.features["references"]
    assert set(references) >= {"lang", "finish", "contract"}
    assert all(key in metric.inputs_description for key in references)


def test_defaults_words_and_answers_never_received(tmp_path: Path) -> None:
    metric = hf_metrics.WordMetric(cache_dir=str(tmp_path))
    metric.add(
        prediction="结论：合格", reference={"gold": "合格", "options": ["合格", "不合格"], "lang": "zh"}
    )
    reference = {"gold": "合格", "options": ["合格", "不合格"], "lang": "zh", "more": 1}
    metric.add(prediction="不能判为合格", reference=reference)
    metric.add(prediction="", reference=reference | {"finish": "error"})
    out = metric.compute()
    assert (out["n"], out["unscored"], out["accuracy"], out["coverage"]) == (2, 1, 0.5, 0.5)


def test_nothing_scored_has_no_accuracy(tmp_path: Path) -> None:
    metric = hf_metrics.LetterMetric(cache_dir=str(tmp_path))
    out = metric.compute(predictions=["A"], references=[{"gold": "A", "lang": "en", "finish": "error"}])
    assert out["accuracy"] is None and out["low"] is None and out["unscored"] == 1


@pytest.mark.parametrize(
    ("kind", "reference", "said"),
    [
        ("letter", {"lang": "zh"}, "reference 0 has no 'gold'"),
        ("letter", {"lang": "zh", "gold": "E"}, "gold 'E' among letters 'ABCD'"),
        ("letter", {"lang": "fr", "gold": "A"}, "unknown language 'fr'"),
        ("number", {"lang": "zh", "gold": "about 3"}, "gold or tolerance is not a number"),
        ("option_text", {"lang": "zh", "gold": "x", "options": ["y"]}, "gold 'x' is not an option"),
        ("labels", {"lang": "zh", "gold": ["x"], "labels": ["y"]}, "gold label 'x' is not a label"),
        ("record", {"lang": "zh", "gold": "{}", "schema": schema()}, "schema and gold do not fit"),
        ("record", {"lang": "zh", "gold": "{}", "schema": "[]"}, "schema and gold do not fit"),
        ("exported", {"lang": "zh", "gold": "1", "answer_kind": "numbr"}, "did you mean 'number'?"),
        ("exported", {"lang": "zh", "gold": "1", "answer_kind": "letter"}, "answer_index -1 for 0 options"),
        (
            "exported",
            {"lang": "zh", "gold": "裂纹", "answer_kind": "labels"},
            "is not a JSON array of labels",
        ),
    ],
)
def test_a_reference_that_does_not_fit_is_one_sentence(
    kind: str, reference: dict[str, Any], said: str, tmp_path: Path
) -> None:
    metric = METRIC[kind](cache_dir=str(tmp_path))
    with pytest.raises(UsageError) as refused:
        metric.compute(predictions=["1"], references=[reference])
    assert said in str(refused.value)


def test_half_a_surrogate_pair_is_only_a_wrong_answer(tmp_path: Path) -> None:
    out = hf_metrics.LetterMetric(cache_dir=str(tmp_path)).compute(
        predictions=["\ud800"], references=[{"gold": "A", "lang": "en"}]
    )
    assert out["accuracy"] == 0 and canonical(out["verdicts"])
