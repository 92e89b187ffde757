"""What a task author needs, and nothing more: five kinds of family, exact numbers, and `say`.

A task file reads like its subject: a typed record, how it is drawn, two solvers that differ in method, the named
slips people make, and the question in Chinese and English. Everything else is done elsewhere from what is declared.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from string import Formatter
from typing import Any, ClassVar, Generic, Literal, TypeVar

from harness.data import Fact, fact
from harness.errors import ItemError, did_you_mean
from harness.exact import Exact, either_side, exact, near, rounded, spell
from harness.rng import Rng
from harness.types import (
    INSUFFICIENT,
    Answer,
    Kind,
    Lang,
    Notation,
    Segment,
    Segments,
    Sheet,
    Text,
    Tier,
)

R = TypeVar("R")

WORDS_INSUFFICIENT = Text("信息不足", "INSUFFICIENT")


# --- saying things ---------------------------------------------------------------------------------


def free(text: str) -> Segment:
    """Words that a perturbation may touch."""
    return Segment(text, False)


def fixed(text: str) -> Segment:
    """Words that no perturbation may touch."""
    return Segment(text, True)


def say(template: str, values: Mapping[str, Any], lang: Lang, notation: Notation = "plain") -> Segments:
    """Segments of a template. Literal words are free; `{name}` is a frozen value; `{=words}` frozen words.

    Numbers are spelt in the sheet's notation (`{x:.2f}` formats first), `Text` picks the language, `Segments` go in as
    they are. Freeze what decides the answer: quantities, negations, comparators, units, codes. ItemError: unknown name.
    """
    out: list[Segment] = []
    for literal, name, spec in _parsed(template):
        if literal:
            out.append(free(literal))
        if name is None:
            continue
        if name.startswith("="):
            out.append(fixed(name[1:] + (f":{spec}" if spec else "")))
            continue
        if name not in values:
            raise ItemError(f"'{{{name}}}' is not a field", template[:60], did_you_mean(name, values))
        value = values[name]
        value = value[lang] if isinstance(value, Text) else value
        if isinstance(value, (int, Decimal, Fraction)) and not isinstance(value, bool):
            value = Decimal(format(value, spec)) if spec else value
            out.append(fixed(spell(value, notation)))
        elif isinstance(value, tuple):
            out.extend(value)
        else:
            out.append(fixed(str(value)))
    return tuple(out)


@lru_cache(maxsize=1024)
def _parsed(template: str) -> tuple[tuple[str, str | None, str | None], ...]:
    return tuple((literal, name, spec) for literal, name, spec, _ in Formatter().parse(template))


def table(header: Sequence[Any], rows: Sequence[Sequence[Any]], lang: Lang = "zh") -> Segments:
    """A Markdown table, frozen as a whole. Cells are words, `Text` or numbers."""

    def cell(value: Any) -> str:
        if isinstance(value, Text):
            return value[lang]
        return spell(value) if isinstance(value, (Decimal, Fraction)) else str(value)

    lines = ["| " + " | ".join(map(cell, row)) + " |" for row in (header, *rows)]
    lines.insert(1, "|" + "---|" * len(header))
    return (fixed("\n" + "\n".join(lines) + "\n"),)


def glossary(terms: Mapping[str, Text], meanings: Mapping[str, Text], lang: Lang) -> Segments:
    """`term: meaning` lines, frozen as a whole."""
    colon = "：" if lang == "zh" else ": "
    lines = [f"- {terms[k][lang]}{colon}{meanings[k][lang]}" for k in meanings]
    return (fixed("\n" + "\n".join(lines) + "\n"),)


# --- tolerances and fields -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a number may be from the gold: `|x - gold| <= absolute + relative * |gold|`."""

    absolute: Fraction = Fraction(0)
    relative: Fraction = Fraction(0)

    def width(self, gold: Exact) -> Fraction:
        return self.absolute + self.relative * abs(Fraction(gold))

    def accepts(self, value: Exact, gold: Exact) -> bool:
        return abs(Fraction(value) - Fraction(gold)) <= self.width(gold)


def within(absolute: Exact | str) -> Tolerance:
    return Tolerance(absolute=Fraction(absolute))


def within_share(relative: Exact | str) -> Tolerance:
    """`within_share("0.01")` is one per cent of the gold."""
    return Tolerance(relative=Fraction(relative))


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a JSON answer: its key in each language, its type, and how it is compared.

    `string` is compared after trimming; `number` with `tolerance`; `choice` by the shown word of `terms`;
    `labels` as a set of shown words; `date` as ISO 8601. A gold of None means JSON null.
    """

    key: Text
    type: Literal["string", "number", "integer", "boolean", "choice", "labels", "date"]
    note: Text = Text("", "")  # noqa: RUF009 (a tuple, never changed)
    """What to write, with unit and rounding; printed in the schema."""
    terms: Mapping[str, Text] | None = None
    tolerance: Tolerance = Tolerance()
    nullable: bool = False


# --- families --------------------------------------------------------------------------------------


class Template(Generic[R]):
    """Base of every family: write `draw`, `solve`, `check` and the surfaces `zh` and `en`.

    `name` is unique within its task, and so is `title`, which says in a few words of the trade what is asked. `cases`
    are the gold classes (or regimes) that draws rotate through, so golds are balanced by construction. `critical`
    names the dangerous direction of error; `harms` says what goes that way.
    """

    name: ClassVar[str]
    title: ClassVar[Text]
    kind: ClassVar[Kind]
    cases: ClassVar[tuple[str, ...]] = ("any",)
    critical: ClassVar[Text | None] = None
    zh: ClassVar[tuple[str, ...]]
    """At least two ways of putting the question; the sheet's surface picks one."""
    en: ClassVar[tuple[str, ...]]
    terms: ClassVar[Mapping[str, Text]] = {}
    """Words that stand for answers: `show` looks an answer up here first."""
    worded: ClassVar[tuple[str, ...]] = ()
    """Parts of the answer (a field, `word`, `label <term>`) that the material says: read, not judged."""
    unit: ClassVar[str | Text] = ""
    places: ClassVar[int | None] = None
    """Decimals an answer is shown with (and, for numbers, asked for)."""
    fixed: ClassVar[bool] = False
    """Hand-written items, one a case: each is asked at most once and never shown as an example."""
    document: ClassVar[bool] = False
    """Prints documents, and so may be longer than a question."""
    budget: ClassVar[int | None] = None
    """New tokens, where the kind's usual number is too small."""

    @abstractmethod
    def draw(self, rng: Rng, level: int, case: str) -> R | None:
        """A record of this level and case, or None to redraw. Read nothing but `rng`."""

    @abstractmethod
    def solve(self, record: R) -> Answer:
        """The gold, exactly."""

    @abstractmethod
    def check(self, record: R) -> Answer:
        """The gold again, by another method."""

    def slips(self, record: R) -> Mapping[str, Answer]:
        """Wrong answers by the mistake that gives them; choice kinds need at least `options - 1` distinct ones."""
        return {}

    def harms(self, answer: Answer, record: R) -> bool:
        """Whether a wrong `answer` errs in the critical direction."""
        return False

    def fields(self, record: R, lang: Lang) -> Mapping[str, Any]:
        """Values for the surfaces; by default the fields of the record."""
        return {f.name: getattr(record, f.name) for f in fields(record)}  # type: ignore[arg-type]

    def render(self, sheet: Sheet) -> Segments:
        """The question of this sheet, before any edit."""
        surfaces = self.zh if sheet.lang == "zh" else self.en
        values = self.fields(sheet.item.record, sheet.lang)
        return say(surfaces[sheet.surface % len(surfaces)], values, sheet.lang, sheet.notation)

    def show(self, answer: Answer, sheet: Sheet) -> str:
        """One answer or option in the sheet's language."""
        return self.word(answer, sheet.lang)

    def word(self, answer: Any, lang: Lang) -> str:
        if isinstance(answer, str) and answer in self.terms:
            return self.terms[answer][lang]
        if isinstance(answer, Text):
            return answer[lang]
        if answer == INSUFFICIENT:
            return WORDS_INSUFFICIENT[lang]
        if isinstance(answer, (int, Decimal, Fraction)) and not isinstance(answer, bool):
            number = answer if self.places is None else rounded(answer, self.places)
            unit = self.unit[lang] if isinstance(self.unit, Text) else self.unit
            return spell(number) + (f" {unit}" if unit else "")
        return str(answer)


class Choice(Template[R]):
    """Base of the kinds answered by picking one option; options are the gold and some slips."""

    options: ClassVar[int] = 4
    """How many options an item offers, the gold included."""


class Letter(Choice[R]):
    """Pick a letter: the options are printed, the letters are scored by log-likelihood."""

    kind = "letter"


class OptionText(Choice[R]):
    """Recognise a word: the candidate words themselves are scored by log-likelihood."""

    kind = "option_text"
    worded = ("word",)

    def slips(self, record: R) -> Mapping[str, Answer]:
        gold = self.solve(record)
        return {f"another word: {term}": term for term in self.terms if term != gold}


class Number(Template[R]):
    """Compute a number with its unit, rounded to `places`, right within `tolerance`."""

    kind = "number"
    places: ClassVar[int | None] = 0
    tolerance: ClassVar[Tolerance]


class Json(Template[R]):
    """Fill a JSON record; right when every field is right. The gold maps field names to values."""

    kind = "record"
    schema: ClassVar[Mapping[str, Field]]


class Labels(Template[R]):
    """Name every label of `terms` that applies; the gold is a sorted tuple, possibly empty."""

    kind = "labels"


@dataclass(frozen=True)
class Task:
    """A skill a practitioner needs. Subclasses set the class attributes; the class is what a config names."""

    domain: ClassVar[str]
    name: ClassVar[str]
    tier: ClassVar[Tier]
    title: ClassVar[Text]
    sources: ClassVar[tuple[str, ...]]
    """Standards with year and clause, or `rule printed in the item`."""
    families: ClassVar[tuple[Template[Any], ...]]
    limits: ClassVar[Text] = Text("", "")
    """What the task leaves out or simplifies; printed on its page."""

    @property
    def id(self) -> str:
        return f"{self.domain}/{self.name}"


__all__ = [
    "INSUFFICIENT", "Answer", "Choice", "Exact", "Fact", "Field", "Json", "Labels", "Lang", "Letter", "Number",
    "OptionText", "Rng", "Segments", "Task", "Template", "Text", "Tolerance", "either_side", "exact", "fact", "fixed",
    "free", "glossary", "near", "rounded", "say", "spell", "table", "within", "within_share",
]  # fmt: skip
