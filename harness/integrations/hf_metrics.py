"""Our graders as metrics of Hugging Face's `evaluate`: one class for each answer kind, one for exported rows.

They are made by their class (`NumberMetric()`), never loaded by name, so nothing is fetched. All of the grading
is done by `harness.metrics.grade`; here are only the features, the words and the defaults.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

try:
    import evaluate
    from datasets import Features, Sequence, Value
except ImportError as err:
    raise ImportError("`evaluate` and `datasets` are missing: pip install 'heng-harness[datasets]'") from err

from harness.errors import UsageError
from harness.integrations.hf_grading import score_of, summary

CITATION = """@software{heng_harness,
  title = {Heng: an open evaluation platform for large models in vertical domains},
  license = {Apache-2.0}
}"""
INPUTS = """
Args:
    predictions (`list` of `str`): what a model wrote, as it wrote it; thinking blocks may stay in.
    references (`list` of `dict`): one for each prediction, with the keys below. Keys with a default may be
        left out, and other keys are not looked at.
{keys}
        lang (`str`): `zh` or `en`, the language of the question.
        finish (`str`, default `stop`): `length` for a text cut off by the token limit, `error` for an answer
            that was never received (it is left out of every share).
        contract (`str`, default the usual one): `line`, `json` or `fenced`, the form that was asked for.
    details (`bool`, default `False`): also return verdict, answer read and partial credit one by one.

Returns:
    `dict`: accuracy with low and high (95 %, Wilson, answers as units), n, unscored, coverage (share of the
    answers that could be read) and verdicts, how many answers got each: correct, wrong, refusal, ambiguous,
    unparsed, truncated, unit_error. Only `correct` counts.
"""
WORDS = Value("string")
COMMON: Mapping[str, Any] = {"lang": WORDS, "finish": WORDS, "contract": WORDS}
DEFAULTS: Mapping[str, Any] = {
    "finish": "stop", "contract": "", "letters": "ABCD", "units": [], "tolerance": "0", "options": [],
    "answer_index": -1, "schema": "",
}  # fmt: skip


class GradedMetric(evaluate.Metric):  # type: ignore[misc]
    """Base of the metrics: a subclass says its kind, its words and what a reference holds."""

    kind: ClassVar[str]
    about: ClassVar[str]
    keys: ClassVar[str]
    """Lines of the inputs description on the keys of a reference."""
    holds: ClassVar[Mapping[str, Any]]

    def _info(self) -> Any:
        return evaluate.MetricInfo(
            description=self.about,
            citation=CITATION,
            inputs_description=INPUTS.format(keys=self.keys),
            features=Features({"predictions": WORDS, "references": {**self.holds, **COMMON}}),
        )

    def _compute(
        self, predictions: list[str], references: list[Mapping[str, Any]], details: bool = False
    ) -> dict[str, Any]:
        pairs = zip(predictions, references, strict=True)
        return summary([score_of(self.kind, text, reference) for text, reference in pairs], details)

    def add_batch(
        self, *, predictions: Any = None, references: Iterable[Mapping[str, Any]] | None = None, **kwargs: Any
    ) -> None:
        """Add predictions and references; keys that have a default are filled in."""
        texts = [whole(text) for text in (() if predictions is None else predictions)]
        given = [self.filled(one, i) for i, one in enumerate(() if references is None else references)]
        super().add_batch(predictions=texts, references=given, **kwargs)

    def add(self, *, prediction: Any = None, reference: Any = None, **kwargs: Any) -> None:
        """Add one prediction and its reference; keys that have a default are filled in."""
        super().add(prediction=whole(prediction), reference=self.filled(reference), **kwargs)

    def filled(self, reference: Mapping[str, Any], index: int = 0) -> dict[str, Any]:
        """A reference with every key, none of them null. UsageError where one without default is missing."""
        out = {}
        for key in (*self.holds, *COMMON):
            value = reference.get(key)
            value = DEFAULTS.get(key) if value is None else value
            if value is None:
                fix = f"a reference of {type(self).__name__} holds {', '.join((*self.holds, *COMMON))}"
                raise UsageError(f"reference {index} has no '{key}'", "references", fix)
            out[key] = value
        return out


def whole(text: Any) -> Any:
    """A text that Arrow can hold: half a surrogate pair becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8") if isinstance(text, str) else text


class NumberMetric(GradedMetric):
    """A number with its unit, right within a tolerance."""

    kind = "number"
    about = (
        "A number with its unit: Chinese and full-width numerals, 万 and 亿, per cent, scientific notation and "
        "convertible units are read; a right figure with a wrong unit is a unit error; two numbers are ambiguous."
    )
    keys = """
        gold (`str`): the right number in decimal digits without unit, or INSUFFICIENT.
        units (`list` of `str`, default none): the words of the unit asked for, in the language of the question
            first. A number without unit is taken to be in it.
        tolerance (`str`, default `0`): how far from the gold an answer may be, in that unit."""
    holds: ClassVar = {"gold": WORDS, "units": Sequence(WORDS), "tolerance": WORDS}


class LetterMetric(GradedMetric):
    """The letter of an option."""

    kind = "letter"
    about = (
        "The letter of the chosen option, read only where a choice stands: the C of carbon and the Q of Q345B "
        "are none, and two letters are ambiguous."
    )
    keys = """
        gold (`str`): the right letter.
        letters (`str`, default `ABCD`): the letters offered."""
    holds: ClassVar = {"gold": WORDS, "letters": WORDS}


class WordMetric(GradedMetric):
    """One word among candidates."""

    kind = "option_text"
    about = "One of several candidate words, alone or after an opening such as `结论：`; within a sentence it is none."
    keys = """
        gold (`str`): the right word.
        options (`list` of `str`): the candidates."""
    holds: ClassVar = {"gold": WORDS, "options": Sequence(WORDS)}


class LabelsMetric(GradedMetric):
    """A set of labels."""

    kind = "labels"
    about = (
        "The set of labels that apply, right when it is exactly the gold set; `无` and `NONE` are the empty set, "
        "and words that are no label make an answer wrong."
    )
    keys = """
        gold (`list` of `str`): the labels that apply, possibly none.
        labels (`list` of `str`): all labels there are."""
    holds: ClassVar = {"gold": Sequence(WORDS), "labels": Sequence(WORDS)}


class RecordMetric(GradedMetric):
    """A JSON object, field by field."""

    kind = "record"
    about = (
        "A JSON object, fenced or not, right when every field is right; null, an empty string and a missing field "
        "are three things. Partial credit, the share of fields right, is among the details."
    )
    keys = """
        gold (`str`): the right object as JSON, with the keys of the question's language.
        schema (`str`): JSON of field names to `{key: {zh, en}, type, note, terms, tolerance: {absolute, relative},
            nullable}`, as the column `schema` of an exported dataset."""
    holds: ClassVar = {"gold": WORDS, "schema": WORDS}


class ExportedMetric(GradedMetric):
    """Answers of every kind to the rows of an exported dataset."""

    kind = "exported"
    about = "Answers of every kind to rows written by `harness export-dataset`: give the rows themselves as references."
    keys = """
        answer_kind, gold, options, answer_index, units, tolerance, schema: the columns of the dataset."""
    holds: ClassVar = {
        "answer_kind": WORDS, "gold": WORDS, "options": Sequence(WORDS), "answer_index": Value("int32"),
        "units": Sequence(WORDS), "tolerance": WORDS, "schema": WORDS,
    }  # fmt: skip


METRICS = (NumberMetric, LetterMetric, WordMetric, LabelsMetric, RecordMetric, ExportedMetric)
