"""Hand-written knowledge items: a file an expert reads, signs, and only then is asked.

`tasks/<domain>/knowledge.json` holds four-option questions in both languages, each with its citation. An item
is `draft` (no reviewer, never scored), `signed` (a named person answers for these very words) or `withdrawn`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, ClassVar, Literal, cast

from harness.errors import ItemError, did_you_mean
from harness.kit import Letter
from harness.rng import Rng
from harness.types import LANGS, Answer, Lang, Text, Tier, digest

LETTERS = ("A", "B", "C", "D")
STATES = ("draft", "signed", "withdrawn")
SIGNATURE = ("name", "qualification", "organisation", "date", "digest")
KEYS = (
    "id", "topic", "gold", "zh", "en", "citation", "fact", "source_checked", "note", "tier", "reviewer", "status",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """One hand-written item."""

    id: str
    topic: str
    tier: Tier
    stem: Text
    options: Mapping[str, Text]
    """Letter to words."""
    gold: str
    """The letter of the right option."""
    citation: str
    fact: str | None
    """Id of the verified fact it rests on, if there is one."""
    source_checked: bool
    """Whether the cited text itself was read."""
    note: str
    reviewer: Mapping[str, str] | None
    status: Literal["draft", "signed", "withdrawn"]

    @property
    def digest(self) -> str:
        """Names the words that a reviewer signs: stem, options, gold, citation (SHA-256, 16 hex digits)."""
        return digest([self.id, self.stem, dict(self.options), self.gold, self.citation])[:16]


def questions(package: str) -> tuple[Question, ...]:
    """Every item of a task package (`tasks.steel`), whatever its state. ItemError for a file that breaks a rule."""
    path = files(package).joinpath("knowledge.json")
    if not path.is_file():
        return ()
    body = json.loads(path.read_text(encoding="utf-8"))
    found = tuple(_question(raw, f"{package}/knowledge.json") for raw in body["items"])
    twice = sorted({q.id for q in found if sum(q.id == other.id for other in found) > 1})
    if twice:
        raise ItemError(f"two items are called '{twice[0]}'", f"{package}/knowledge.json", "rename one")
    return found


def signed(package: str) -> tuple[Question, ...]:
    """The items that may be scored."""
    return tuple(q for q in questions(package) if q.status == "signed")


def _question(raw: Mapping[str, Any], where: str) -> Question:
    where = f"{where}: {raw.get('id', '?')}"
    if odd := set(raw) ^ set(KEYS):
        raise ItemError(f"unknown or missing key '{min(odd)}'", where, did_you_mean(min(odd), KEYS))
    options = {k: Text(raw["zh"]["options"].get(k, ""), raw["en"]["options"].get(k, "")) for k in LETTERS}
    for lang in LANGS:
        if set(raw[lang]["options"]) != set(LETTERS) or len({options[k][lang] for k in LETTERS}) != 4:
            raise ItemError(f"the {lang} options are not four different ones, A to D", where, "mend them")
    if raw["gold"] not in LETTERS or raw["status"] not in STATES or not raw["citation"]:
        raise ItemError(
            "gold, status or citation is not as it should be", where, "A to D; draft, signed or withdrawn"
        )
    stem = Text(raw["zh"]["stem"], raw["en"]["stem"])
    rest = {k: raw[k] for k in KEYS if k not in ("zh", "en", "gold")}
    made = Question(stem=stem, options=options, gold=raw["gold"], **rest)
    _signature(made, where)
    return made


def _signature(question: Question, where: str) -> None:
    """A signature is whole, of these words, and stands on a signed item only."""
    by = question.reviewer
    if question.status == "draft" and by is not None:
        raise ItemError("a draft has no reviewer", where, "set reviewer to null, or status to signed")
    if question.status != "signed":
        return
    if by is None or set(by) != set(SIGNATURE) or not all(by.values()):
        raise ItemError("a signed item names its reviewer", where, f"reviewer needs {', '.join(SIGNATURE)}")
    if not question.source_checked:
        raise ItemError(
            "signed, but the cited source was not read", where, "read it, then set source_checked"
        )
    try:
        date.fromisoformat(by["date"])
    except ValueError:
        raise ItemError(f"'{by['date']}' is not a date", where, "write YYYY-MM-DD") from None
    if by["digest"] != question.digest:
        fix = f"review it again; the words now read have the digest {question.digest}"
        raise ItemError("the item has changed since it was signed", where, fix)


class Signed(Letter[Question]):
    """The signed questions of one package, each asked once and never as an example. Subclasses set `package`."""

    title = Text("专业知识选择题", "Professional knowledge questions")
    package: ClassVar[str]
    fixed = True
    zh = (
        "{stem}\n请根据专业知识从下列选项中选出最恰当的一项，只有一项最恰当。",
        "专业知识选择题，四个选项中只有一个最恰当，请选出来。\n{stem}",
    )
    en = (
        "{stem}\nFrom professional knowledge, choose the one option that answers best.",
        "A question of professional knowledge; exactly one of the four options is best.\n{stem}",
    )

    def __init__(self) -> None:
        self.known = {q.id: q for q in signed(self.package)}
        self.cases = tuple(sorted(self.known))  # type: ignore[misc]

    def draw(self, rng: Rng, level: int, case: str) -> Question:
        return self.known[case]

    def solve(self, record: Question) -> Answer:
        return cast(Answer, record.options[record.gold])

    def check(self, record: Question) -> Answer:
        """There is no second solver: the reviewer's signature stands for it."""
        return self.solve(self.known[record.id])

    def slips(self, record: Question) -> Mapping[str, Answer]:
        return {f"option {k}": cast(Answer, words) for k, words in record.options.items() if k != record.gold}

    def fields(self, record: Question, lang: Lang) -> Mapping[str, Any]:
        return {"stem": record.stem}


def sheet(found: Sequence[Question]) -> str:
    """What a reviewer gets on paper (Markdown): each item whole, with room for verdict, name and date."""
    return "\n".join(_page(q) for q in found)


def _page(q: Question) -> str:
    lines = [f"## {q.id} · {q.topic} · {q.tier} · {q.status}", "", f"digest `{q.digest}`", ""]
    for lang in LANGS:
        lines += [q.stem[lang], "", *(f"- {k}. {q.options[k][lang]}" for k in LETTERS), ""]
    checked = "read" if q.source_checked else "NOT read yet"
    lines += [f"Gold: **{q.gold}** · cited: {q.citation} (source {checked})", "", f"Note: {q.note}", ""]
    lines += [
        "□ right and only one best option　□ mend: ________　□ withdraw",
        "",
        "name ________　date ________",
        "",
    ]
    return "\n".join(lines)
