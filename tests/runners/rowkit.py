"""Rows of made-up answerers on a made-up form, for the tests of the runners."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from harness.rng import Rng
from harness.types import Kind, Lang, Row
from tasks.steel.weldability import Weldability

KINDS: tuple[Kind, ...] = ("letter", "option_text", "number", "record")
CHANCES: dict[Kind, float] = {"letter": 0.25, "option_text": 0.25, "number": 0.0, "record": 0.0}


class Trio(Weldability):
    """Three families of a real task: a number, a letter and a record; how many the task has is none of these tests."""

    families = tuple(f for f in Weldability.families if f.name in ("cev", "cev_choice", "within_limit"))


#: Whether the sheet is answered right: (family number, item, language, group) -> 0..1 or None.
Answerer = Callable[[int, int, Lang, str], float | None]


def row(
    *,
    domain: str = "steel",
    task: str = "t0",
    family: str = "f0",
    index: int = 0,
    kind: Kind = "letter",
    lang: Lang = "zh",
    group: str = "clean",
    shots: int = 0,
    value: float | None = 1.0,
    chance: float | None = None,
    can_be_critical: bool = False,
    critical: bool = False,
    tier: str = "high",
    suffix: str = "",
) -> Row:
    name = f"{domain}/{task}/{family}"
    item = f"{name}/{index}"
    verdict = None if value is None else "correct" if value == 1 else "wrong"
    return Row(
        sheet=f"{item}/{lang}/{group}/k{shots}{suffix}", key="", domain=domain, task=f"{domain}/{task}",
        family=name, kind=kind, item=item, lang=lang, tier=tier, level=1, group=group,
        perturbation="clean" if group == "clean" else group.lower(), shots=shots, replicate=0,
        chance=CHANCES[kind] if chance is None else chance, can_be_critical=can_be_critical,
        verdict=verdict, value=value, answer="", critical=critical, partial=None,
    )  # fmt: skip


def families(domains: Sequence[str], tasks: int, each: int) -> Iterator[tuple[int, str, str, str, Kind]]:
    """(number, domain, task, family, kind): kinds take turns through the whole form."""
    number = 0
    for domain in domains:
        for task in range(tasks):
            for family in range(each):
                yield number, domain, f"t{task}", f"f{family}", KINDS[number % len(KINDS)]
                number += 1


def rows_of(
    answerer: Answerer,
    *,
    domains: Sequence[str] = ("automotive_parts", "steel"),
    tasks: int = 3,
    each: int = 4,
    items: int = 4,
    groups: Sequence[str] = ("clean",),
    shots: Sequence[int] = (0,),
    chance: float | None = None,
) -> list[Row]:
    """Every item of every family, in both languages, in every group."""
    langs: tuple[Lang, ...] = ("zh", "en")
    return [
        row(
            domain=domain, task=task, family=family, kind=kind, index=index, lang=lang, group=group, shots=k,
            value=answerer(number, index, lang, group), chance=chance,
        )
        for number, domain, task, family, kind in families(domains, tasks, each)
        for group in groups
        for k in (shots if group == "clean" else (0,))
        for index in range(items)
        for lang in langs
    ]  # fmt: skip


def bernoulli(rng: Rng, p: float) -> float:
    return float(rng.below(1_000_000) < p * 1_000_000)


def normal(rng: Rng) -> float:
    """Nearly standard normal: twelve uniforms."""
    return sum(rng.below(1_000_000) for _ in range(12)) / 1_000_000 - 6
