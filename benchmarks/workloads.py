"""The four workloads, built from our own task families: what is asked, in the words a model would see.

Plain strings come out, the same for every contender. Nothing here knows an engine.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from harness.commands.assemble import tasks_of
from harness.config.compose import composed
from harness.draw import Source
from harness.form import Form
from harness.models.prompting import plain_text
from harness.perturb.notation import Punctuation
from harness.perturb.typos import Homophone, Keyboard, Whitespace
from harness.prompts import STYLES, option_lines
from harness.types import Message, Request, Sheet

#: Family and language of each "subject" of W1, W2 and W4.
SUBJECTS = (
    ("steel/weldability/cev_choice", "en"),
    ("automotive_parts/fits/extreme_of_fit", "zh"),
    ("healthcare/scores/bmi_class", "en"),
    ("government_forms/verify/uscc_character", "zh"),
)
#: W2 has other subjects: their options are 5 to 20 tokens long.
WORDY = (
    ("steel/weldability/cev_choice", "en"),
    ("automotive_parts/fits/extreme_of_fit", "zh"),
    ("healthcare/dosing/single_volume", "en"),
    ("steel/mill_calc/pass_reduction", "zh"),
)
SHOTS, NEW_TOKENS, PROMPTS = 5, 64, 100
TITLES = {
    "W1": "5-shot letters, {items:,} items of {subjects} subjects",
    "W2": "5-shot options written out, {items:,} items of {subjects} subjects",
    "W3": "greedy, {new} new tokens, {items:,} mixed prompts",
    "W3b": "greedy, up to {new} new tokens, {items:,} mixed prompts, answers of mixed lengths (stop strings)",
    "W4": "5-shot letters, {items:,} of the twins of W1's items of {subjects} subjects: "
    "3 option orders and 3 typing slips of each",
}


@dataclass(frozen=True)
class Workload:
    """Items, each with the arguments of its requests."""

    name: str
    kind: str
    """`loglikelihood` or `generate_until`, lm-evaluation-harness's words."""
    items: tuple[tuple[tuple[Any, ...], ...], ...]

    def part(self, count: int) -> Workload:
        """`count` items taken evenly (0: all)."""
        every = len(self.items)
        if not count or count >= every:
            return self
        return replace(self, items=tuple(self.items[k * every // count] for k in range(count)))

    def requests(self) -> list[tuple[Any, ...]]:
        return [tuple(args) for item in self.items for args in item]

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Workload:
        held = json.loads(path.read_text(encoding="utf-8"))
        return cls(held["name"], held["kind"], tuple(tuple(map(tuple, item)) for item in held["items"]))


def title(name: str, items: int) -> str:
    """What a workload of so many items is, in words."""
    # Subjects have equally many items and a part is taken evenly, so each has one as long as there are enough.
    return TITLES[name].format(items=items, subjects=min(items, len(SUBJECTS)), new=NEW_TOKENS)


def form_of(items: int) -> Form:
    """All suites, with so many items per family."""
    tasks = tuple((task, items) for task, _ in tasks_of(composed(["suite=all"]), []))
    return Form("bench", "bench", Source("dev", 1), tasks)


def subject(form: Form, family: str, lang: str, count: int) -> list[Sheet]:
    """Sheets of one family in one language, 5-shot."""
    found = [s for s in form.clean(SHOTS, (lang,)) if s.item.family == family]  # type: ignore[arg-type]
    return found[:count]


def only(form: Form, names: set[str]) -> Form:
    """The form with the tasks of these families alone: nothing else is drawn."""
    return replace(
        form, tasks=tuple((t, n) for t, n in form.tasks if any(x.startswith(f"{t.id}/") for x in names))
    )


def scored(request: Request) -> tuple[tuple[str, str], ...]:
    context = plain_text(request.messages, request.lead)
    return tuple((context, option) for option in request.options)


def written_out(form: Form, sheet: Sheet) -> tuple[tuple[str, str], ...]:
    """The same question with its options' own words to choose from, in the shots too."""
    request = form.request(sheet)
    messages = [*request.messages]
    for k, message in enumerate(messages):
        if message.role == "assistant":
            label = message.content.split()[-1][-1]
            lines = messages[k - 1].content.splitlines()
            line = next(one for one in lines if one.startswith(f"{label}."))
            messages[k] = Message("assistant", f"{message.content[:-1]}{line}")
    options = option_lines(sheet, form.family(sheet.item), STYLES[sheet.layout.style]).splitlines()
    gap = " " if request.lead.endswith(":") else ""
    context = plain_text(messages, request.lead)
    return tuple((context, gap + line) for line in options)


def twins(form: Form, sheet: Sheet) -> Iterator[Sheet]:
    """Six ways of asking the same item."""
    for shift in (1, 2, 3):
        yield replace(sheet, layout=replace(sheet.layout, shift=shift))
    slips = (Keyboard() if sheet.lang == "en" else Homophone(), Whitespace(), Punctuation())
    for at, slip in enumerate(slips):
        slipped = form.perturbed(sheet, slip)
        # A run asks perturbed sheets without examples; here the twins stay 5-shot, like their originals.
        style = 0 if slipped else at + 1
        yield replace(slipped or sheet, layout=replace(sheet.layout, style=style))


def letters(name: str, count: int) -> Workload:
    """W1, W2 or W4 with `count` items a subject."""
    subjects = WORDY if name == "W2" else SUBJECTS
    form = only(form_of(count), {family for family, _ in subjects})
    sheets = [s for family, lang in subjects for s in subject(form, family, lang, count)]
    if name == "W2":
        items = [written_out(form, sheet) for sheet in sheets]
    else:
        asked = sheets if name == "W1" else [twin for sheet in sheets for twin in twins(form, sheet)]
        items = [scored(form.request(sheet)) for sheet in asked]
    return Workload(name, "loglikelihood", tuple(items))


def writings(name: str) -> Workload:
    """W3: questions of every family in both languages, without shots or with one."""
    form = form_of(2)
    texts = []
    for shots in (0, 1):
        for sheet in form.clean(shots):
            request = form.request(sheet)
            texts.append(plain_text(request.messages, request.lead))
    texts = list(dict.fromkeys(texts))
    chosen = [texts[k * len(texts) // PROMPTS] for k in range(PROMPTS)]
    settings = {"until": [], "max_gen_toks": NEW_TOKENS, "do_sample": False}
    return Workload(name, "generate_until", tuple(((text, settings),) for text in chosen))


def build(name: str) -> Workload:
    """A workload by its name; W3b still lacks its stop strings."""
    if name.startswith("W3"):
        return writings(name)
    return letters(name, 50 if name == "W2" else 100)


def texts_to_learn() -> list[str]:
    """What the bench's tokenizer is trained on: our questions, other items than those that are asked."""
    form = replace(form_of(24), source=Source("dev", 2))
    requests = [form.request(sheet) for sheet in form.clean(0)]
    return [plain_text(r.messages, r.lead) + " ".join(r.options) for r in requests]


def mixing_stops(texts: list[str], most: int = 3) -> list[str]:
    """Up to three strings of one or two characters that together cut these texts at evenly spread places."""
    pieces = {text[k : k + n] for text in texts for k in range(len(text) - 1) for n in (1, 2)}
    candidates = sorted(one for one in pieces if one.isprintable() and "\ufffd" not in one)
    chosen: list[str] = []
    cuts = [1.0] * len(texts)  # where each text ends now, as a share of its length
    for _ in range(most):
        tried = [(unevenness(new := _cut(texts, cuts, one)), one, new) for one in candidates]
        worth, best, new = min(tried, default=(1.0, "", cuts))
        if worth >= unevenness(cuts):
            break
        chosen, cuts = [*chosen, best], new
    return chosen


def unevenness(shares: list[float]) -> float:
    """How far sorted shares are from being evenly spread between 0 and 1."""
    count = len(shares)
    return sum(abs(share - (k + 0.5) / count) for k, share in enumerate(sorted(shares))) / count


def _cut(texts: list[str], cuts: list[float], stop: str) -> list[float]:
    spots = (text.find(stop) for text in texts)
    found = (at / len(text) if at >= 0 else 1.0 for at, text in zip(spots, texts, strict=True))
    return [min(old, new) for old, new in zip(cuts, found, strict=True)]
