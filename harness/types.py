"""The nouns of Heng, one frozen dataclass each: what is asked, what came back, what it is worth.

Standard library only. Nothing here computes a score, touches a file or knows a model; the rest of
the house passes these objects downwards and never edits them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from harness.rng import Rng

Kind = Literal["letter", "option_text", "number", "record", "labels", "text"]
CHOICE_KINDS: tuple[Kind, ...] = ("letter", "option_text")
Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")
Tier = Literal["high", "medium", "low"]
Split = Literal["train", "dev", "test"]
Contract = Literal["line", "json", "fenced"]
Notation = Literal["plain", "fullwidth", "grouped"]

#: The gold of an item that cannot be answered from what is given (信息不足).
INSUFFICIENT = "INSUFFICIENT"

#: Numbers are exact (Decimal or Fraction), words are str, records are mappings of plain values.
Answer = str | int | Decimal | Fraction | Mapping[str, Any] | tuple[str, ...]
Record = Any


class Text(NamedTuple):
    """One thing said in both languages; `text[lang]` picks one."""

    zh: str
    en: str

    def __getitem__(self, lang: Any) -> str:  # type: ignore[override]
        return self.zh if lang == "zh" else self.en


class Segment(NamedTuple):
    """A run of question text. Frozen runs carry values, codes and negations; no edit may touch them."""

    text: str
    frozen: bool


Segments = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One draw of a family. It has no language: a zh and an en sheet of it are one item, so n counts items."""

    domain: str
    task: str
    """`<domain>/<task>`."""
    family: str
    """`<domain>/<task>/<family>`."""
    index: int
    level: int
    """1 one lookup or one formula, 2 two or three steps, 3 noise, conflict or a decision at the end."""
    case: str
    """The gold class or regime this draw was made for."""
    record: Record
    gold: Answer
    options: tuple[Answer, ...] = ()
    """What a choice item offers, in the order it is printed; empty for open answers."""

    @property
    def draw_id(self) -> str:
        return f"{self.family}/{self.index}"

    @property
    def position(self) -> int:
        """Index of the gold among the options; ValueError for open answers."""
        return self.options.index(self.gold)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a prompt is laid out around the same question."""

    shots: int = 0
    contract: Contract | None = None
    """How the answer is to be written; None means the usual contract of the answer kind."""
    labels: str = "ABCDEFGH"
    shift: int = 0
    """Cyclic shift of the options (G5); the gold moves with them."""
    style: int = 0
    """Which entry of the prompt-format grammar (`harness.prompts.STYLES`)."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `[start, end)` of one unfrozen segment of the rendered question by `new`."""

    segment: int
    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One way of asking an item: language, surface, notation, layout and edits."""

    item: Item
    lang: Lang
    surface: int = 0
    notation: Notation = "plain"
    layout: Layout = Layout()
    edits: tuple[Edit, ...] = ()
    perturbation: str = "clean"
    group: str = "clean"
    """`clean`, `null` (the same prompt asked again) or the perturbation group G1..G8."""
    replicate: int = 0

    @property
    def sheet_id(self) -> str:
        """Readable and unique within a form: `<draw>/<lang>/<perturbation>[/k<shots>][/r<replicate>]`."""
        shots = f"/k{self.layout.shots}" if self.layout.shots else ""
        replicate = f"/r{self.replicate}" if self.replicate else ""
        return f"{self.item.draw_id}/{self.lang}/{self.perturbation}{shots}{replicate}"


class Message(NamedTuple):
    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Decoding:
    """Greedy decoding with a budget in new tokens; generation ends at any of the stop strings."""

    max_new_tokens: int
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What a model is asked. It carries no gold; equal keys mean equal answers."""

    kind: Literal["score", "generate"]
    messages: tuple[Message, ...]
    options: tuple[str, ...] = ()
    """Continuations to score, for `score`; each may begin with a space."""
    lead: str = ""
    """The words the assistant's turn begins with, for example `答案：`."""
    decoding: Decoding | None = None
    replicate: int = 0
    key: str = ""
    """Hash of everything above (SHA-256, 128 bits in hex); filled in on construction."""

    def __post_init__(self) -> None:
        if not self.key:
            body = [
                self.kind, self.messages, self.options, self.lead,
                None if self.decoding is None else [self.decoding.max_new_tokens, self.decoding.stop],
                self.replicate,
            ]  # fmt: skip
            object.__setattr__(self, "key", digest(body)[:32])


@dataclass(frozen=True, slots=True)
class Response:
    """What a model answered to one request. Written once, never edited."""

    key: str
    text: str | None = None
    """Generated text, without the lead and without the stop string."""
    logliks: tuple[float, ...] = ()
    """Summed log-likelihood of each option, in nats."""
    counts: tuple[int, ...] = ()
    """Tokens of each option."""
    greedy: tuple[bool, ...] = ()
    """Whether greedy decoding would have produced the option."""
    margin: float | None = None
    """Smallest gap between the two best logits met while generating, in nats."""
    finish: Literal["options", "stop", "length", "error"] = "stop"
    prompt_tokens: int = 0
    new_tokens: int = 0
    error: str | None = None
    """Why the harness got no answer; such a response is unscored and never journalled."""


class Verdict(StrEnum):
    """What became of an answer. Only `correct` is correct."""

    CORRECT = "correct"
    WRONG = "wrong"
    REFUSAL = "refusal"
    AMBIGUOUS = "ambiguous"
    UNPARSED = "unparsed"
    TRUNCATED = "truncated"
    UNIT_ERROR = "unit_error"


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was read out of a text: a value, or the verdict that says why there is none."""

    value: Answer | None
    failure: Verdict | None = None
    repaired: bool = False
    """JSON needed a repair (trailing comma, full-width punctuation, missing brace...)."""


@dataclass(frozen=True, slots=True)
class Score:
    """The worth of one response. `verdict` None means unscored: the harness got no answer."""

    verdict: Verdict | None
    value: float | None
    """0..1; None exactly when the verdict is None."""
    answer: str = ""
    """The extracted answer in words, for people who check."""
    critical: bool = False
    """Wrong in the family's critical direction."""
    partial: float | None = None
    """Share of fields right, for records; a diagnostic, never the headline."""
    reason: str = ""
    """Why it is unscored."""


@dataclass(frozen=True, slots=True)
class Row:
    """A score with its strata: all that `reduce` ever sees."""

    sheet: str
    key: str
    domain: str
    task: str
    family: str
    kind: Kind
    item: str
    lang: Lang
    tier: Tier
    level: int
    group: str
    perturbation: str
    shots: int
    replicate: int
    chance: float
    can_be_critical: bool
    verdict: str | None
    value: float | None
    answer: str
    critical: bool
    partial: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A published number: never without its uncertainty or the reason it is missing."""

    value: float | None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    method: str = ""
    """Estimand and interval, for example `this curriculum: t, families in (domain, kind) strata`."""
    n: int = 0
    """Items."""
    clusters: int = 0
    """Families (or items, where items are the units)."""
    reason: str = ""
    """Why there is no value."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """Who answered: identity, and what its maker declared."""

    name: str
    kind: Literal["model", "reference", "baseline"] = "model"
    revision: str = ""
    weights_sha256: str = ""
    parameters: int = 0
    weights_bytes: int = 0
    licence: str = ""
    vendor: str = ""
    base: str = ""
    architecture: str = ""
    dtype: str = ""
    device: str = ""
    """Kind of device only (`cpu`, `cuda`, ...)."""
    prompt_format: str = ""
    """`chat template <digest>`, `plain`, or `none`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason for refusing a model: what is wrong, where, and what to do."""

    what: str
    where: str
    fix: str


class Family(Protocol):
    """One template with its two solvers. `harness.kit` has the base classes authors use."""

    name: str
    title: Text
    kind: Kind
    cases: tuple[str, ...]
    critical: Text | None

    def draw(self, rng: Rng, level: int, case: str) -> Record | None:
        """A record of the wanted case, or None to redraw (bounded)."""
        ...

    def solve(self, record: Record) -> Answer: ...

    def check(self, record: Record) -> Answer:
        """The same answer by another method."""
        ...

    def slips(self, record: Record) -> Mapping[str, Answer]:
        """Named mistakes; they make the distractors."""
        ...

    def render(self, sheet: Sheet) -> Segments: ...

    def show(self, answer: Answer, sheet: Sheet) -> str: ...


class Perturbation(Protocol):
    """A declared change of the way of asking. None means not applicable to this sheet."""

    name: str
    group: str

    def apply(self, sheet: Sheet, family: Any, rng: Rng) -> Sheet | None: ...


class Model(Protocol):
    """Something that answers. All requests come at once so that an engine may order and share them."""

    answerer_id: str
    card: ModelCard

    @property
    def engine(self) -> str:
        """How it is run, in one line. As `fallbacks`, to be read before `close`."""

    @property
    def fallbacks(self) -> tuple[str, ...]:
        """Each short cut that is not taken, with the reason."""

    def misfits(self, requests: Sequence[Request]) -> dict[str, str]:
        """Requests (by key) that do not fit the model's length, with the reason. Never a silent cut."""
        ...

    def answer(self, requests: Sequence[Request]) -> Iterator[Response]:
        """Responses in any order, one for each request."""
        ...

    def answer_alone(self, request: Request) -> Response:
        """The reference answer: this request by itself, on one thread."""
        ...

    def close(self) -> None: ...


class ModelSpec(Protocol):
    """A model not yet loaded: `plan` and `check` never go further than this."""

    def problems(self) -> list[Problem]:
        """Every reason to refuse this model, without running anything of it."""
        ...

    def open(self) -> Model:
        """Load. Raises `ModelRefused` with all problems, `EnvironmentProblem` when it does not fit here."""
        ...


PLAIN = frozenset({str, int, float, bool, type(None)})


def plain(value: Any) -> Any:
    """`value` as JSON types, for digests and files: exact numbers become strings, tuples lists."""
    if type(value) in PLAIN:  # most values, and much cheaper to ask than the rest
        return value
    if isinstance(value, (Decimal, Fraction)):
        return str(value)
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(v) for v in value)
    if hasattr(value, "__dataclass_fields__"):
        return plain(asdict(value))
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    return str(value)


def canonical(value: Any) -> str:
    """Canonical JSON: sorted keys, UTF-8, no spaces, no NaN."""
    return json.dumps(
        plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()
