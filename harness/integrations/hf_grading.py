"""From a plain reference (a mapping of strings and lists) to the score our grader gives a text.

It builds what `harness.metrics.grade` reads, an item and its family, from the reference alone, and grades
nothing by itself. It needs no task, so it cannot tell a critical error.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from harness.errors import UsageError, did_you_mean
from harness.kit import (
    WORDS_INSUFFICIENT,
    Field,
    Json,
    Labels,
    Letter,
    Number,
    OptionText,
    Template,
    Tolerance,
    within,
)
from harness.metrics.grade import grade
from harness.metrics.records import Unreadable, typed
from harness.prompts import lead
from harness.stats.exact import wilson
from harness.types import (
    INSUFFICIENT,
    LANGS,
    Answer,
    Decoding,
    Item,
    Layout,
    Request,
    Response,
    Score,
    Sheet,
    Text,
    Verdict,
)

LETTERS = "ABCDEFGH"
#: Verdicts of answers that could be read; the rest count as wrong and lower the coverage.
READ = (Verdict.CORRECT, Verdict.WRONG, Verdict.UNIT_ERROR)


class Asked(NamedTuple):
    """What a reference amounts to."""

    family: Template[None]
    gold: Answer
    options: tuple[Answer, ...] = ()


def score_of(kind: str, text: str, reference: Mapping[str, Any]) -> Score:
    """The score of `text` under a reference of answer kind `kind`. UsageError for a reference that does not fit."""
    if kind not in BUILDERS:
        raise UsageError(f"unknown answer kind '{kind}'", "reference", did_you_mean(kind, BUILDERS))
    if reference["lang"] not in LANGS:
        raise UsageError(f"unknown language '{reference['lang']}'", "reference: lang", "say zh or en")
    asked = BUILDERS[kind](reference)
    item = Item("", "", "", 0, 1, "any", None, asked.gold, asked.options)
    layout = Layout(contract=reference["contract"] or None, labels=LETTERS)
    sheet = Sheet(item, reference["lang"], layout=layout)
    request = Request("generate", (), (), lead(sheet, asked.family), Decoding(1))
    finish = reference["finish"]
    error = "no answer was received" if finish == "error" else None
    return grade(Response(request.key, text, finish=finish, error=error), request, sheet, asked.family)


def summary(scores: Sequence[Score], details: bool = False) -> dict[str, Any]:
    """Accuracy with its Wilson interval (answers as units), coverage, and how many answers got each verdict.

    Unscored answers (never received) are counted and left out of the shares. `details` adds one
    `{verdict, answer, partial}` for each answer.
    """
    values = [s.value for s in scores if s.value is not None]
    n, right = len(values), sum(values)
    low, high = wilson(right, n) if n else (None, None)
    seen = Counter(s.verdict for s in scores)
    out: dict[str, Any] = {
        "accuracy": right / n if n else None,
        "low": low,
        "high": high,
        "n": n,
        "unscored": len(scores) - n,
        "coverage": sum(seen[verdict] for verdict in READ) / n if n else None,
        "verdicts": {str(verdict): seen[verdict] for verdict in Verdict},
    }
    if details:
        out["details"] = [
            {"verdict": str(s.verdict) if s.verdict else None, "answer": s.answer, "partial": s.partial}
            for s in scores
        ]
    return out


# --- kinds -----------------------------------------------------------------------------------------


def family_of(base: Any, **members: Any) -> Template[None]:
    """A family of the kit's class `base`, made on the spot: only what the grader looks at."""
    made: Template[None] = type(base.__name__, (base,), {"name": base.kind, **members})()
    return made


def abstains(gold: str) -> bool:
    return gold.strip() in (INSUFFICIENT, *WORDS_INSUFFICIENT)


def number(reference: Mapping[str, Any]) -> Asked:
    first, *others = [*reference["units"], ""][:2]
    unit = Text(first, others[0] if others and others[0] else first)
    try:
        tolerance = within(reference["tolerance"])
        gold = INSUFFICIENT if abstains(reference["gold"]) else Decimal(reference["gold"])
    except (ValueError, ArithmeticError):
        words = f"gold '{reference['gold']}', tolerance '{reference['tolerance']}'"
        fix = "write both as decimal digits, without the unit"
        raise UsageError("gold or tolerance is not a number", words, fix) from None
    return Asked(family_of(Number, unit=unit, places=None, tolerance=tolerance), gold)


def letter(reference: Mapping[str, Any]) -> Asked:
    letters = reference["letters"]
    if reference["gold"] not in tuple(letters) or not LETTERS.startswith(letters):
        fix = f"letters begin {LETTERS[:4]} and the gold is one of them"
        raise UsageError(f"gold '{reference['gold']}' among letters '{letters}'", "reference", fix)
    return Asked(family_of(Letter), reference["gold"], tuple(letters))


def word(reference: Mapping[str, Any]) -> Asked:
    options = tuple(reference["options"])
    if reference["gold"] not in options:
        raise UsageError(f"gold '{reference['gold']}' is not an option", "reference", "add it to `options`")
    return Asked(family_of(OptionText), reference["gold"], options)


def labels(reference: Mapping[str, Any]) -> Asked:
    known = reference["labels"]
    family = family_of(Labels, terms={name: Text(name, name) for name in known})
    if strange := [name for name in reference["gold"] if name not in known]:
        raise UsageError(f"gold label '{strange[0]}' is not a label", "reference", "add it to `labels`")
    return Asked(family, tuple(sorted(reference["gold"])))


def record(reference: Mapping[str, Any]) -> Asked:
    lang = reference["lang"]
    try:
        schema = {name: field_of(body) for name, body in json.loads(reference["schema"]).items()}
        family = family_of(Json, schema=schema)
        if abstains(reference["gold"]):
            return Asked(family, INSUFFICIENT)
        raw = json.loads(reference["gold"], parse_float=Decimal)
        gold = {name: typed(field, raw[field.key[lang]], lang) for name, field in schema.items()}
    except (ValueError, KeyError, TypeError, AttributeError, Unreadable) as err:
        fix = "give both as `harness export-dataset` writes them, the gold with the keys of its language"
        raise UsageError(
            f"schema and gold do not fit: {type(err).__name__} {err}", "reference", fix
        ) from None
    return Asked(family, gold)


def field_of(body: Mapping[str, Any]) -> Field:
    """A field of a record from its JSON form."""
    return Field(
        key=Text(**body["key"]),
        type=body["type"],
        note=Text(**body.get("note", {"zh": "", "en": ""})),
        terms={name: Text(**words) for name, words in body["terms"].items()} if body.get("terms") else None,
        tolerance=Tolerance(**{part: Fraction(width) for part, width in body.get("tolerance", {}).items()}),
        nullable=body.get("nullable", False),
    )


def exported(row: Mapping[str, Any]) -> Asked:
    """A row of an exported dataset, whatever its kind."""
    kind, options, index = row["answer_kind"], row["options"], row["answer_index"]
    if kind not in ("letter", "option_text", "number", "labels", "record"):
        raise UsageError(f"unknown answer kind '{kind}'", "reference", did_you_mean(kind, BUILDERS))
    if kind == "letter" and not 0 <= index < len(options):
        fix = "give `options` and `answer_index` as they were exported"
        raise UsageError(f"answer_index {index} for {len(options)} options", "reference", fix)
    given = dict(row)
    if kind == "letter":
        given["letters"], given["gold"] = LETTERS[: len(options)], LETTERS[index]
    if kind == "labels":
        given["labels"], given["gold"] = options, label_set(row["gold"])
    return BUILDERS[kind](given)


def label_set(gold: str) -> list[str]:
    try:
        found = json.loads(gold)
    except ValueError:
        found = None
    if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
        raise UsageError(f"gold '{gold}' is not a JSON array of labels", "reference", "write it as exported")
    return found


BUILDERS = {
    "number": number, "letter": letter, "option_text": word, "labels": labels, "record": record, "exported": exported,
}  # fmt: skip
