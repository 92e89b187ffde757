"""Guessers that read no meaning stay at chance: inside every family, and over the families of a domain.

A guesser fails a family if it beats chance by ten points, or by what is left to luck at one in a hundred after
Holm over all families it is tried on (its first step: 0.01 over their number).
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import numpy as np
import pytest
from cheaters import CHEATERS, Bag, pages, stems, success
from classes import classes
from every import DEV, FAMILIES, TRAIN, each, items
from scipy.stats import binom

from harness.draw import Source
from harness.kit import Choice, Json, Task, Template
from harness.types import LANGS

DRAWS, MARGIN = 400, 0.10
ASKED = len(FAMILIES)


def clears(rate: float, chance: float, draws: int, tried: int = ASKED) -> bool:
    """Whether a guesser is better than chance by the margin, or beyond luck."""
    lucky = binom.sf(round(rate * draws) - 1, draws, min(chance, 1.0)) < 0.01 / tried
    return rate > chance + MARGIN or bool(lucky)


@each("cheaters", lambda family: isinstance(family, Choice))
def test_cheap_cheaters_stay_at_chance(task: Task, family: Template[Any]) -> None:
    assert isinstance(family, Choice)
    drawn = items(task, family, DRAWS)
    seen = {lang: pages(drawn, family, lang) for lang in LANGS}
    rates = {
        (name, lang): success(cheater, seen[lang]) for name, cheater in CHEATERS.items() for lang in LANGS
    }
    caught = {
        key: round(rate, 3)
        for key, rate in rates.items()
        if clears(rate, 1 / family.options, DRAWS, 16 * ASKED)
    }
    assert not caught, f"chance {1 / family.options:.3f}: {caught}"


# --- a bag of characters -------------------------------------------------------------------------------


def judged(family: Template[Any], task: Task) -> list[str]:
    """Aspects of the gold that have to be judged; those that the words of the material say are exempt."""
    seen = {aspect for item in items(task, family, DRAWS) for aspect in classes(item, family)}
    return sorted(seen - set(family.worded))


def told(task: Task, family: Template[Any], source: Source = DEV) -> list[dict[str, str]]:
    drawn = items(task, family, DRAWS, source)
    return [{k: str(v) for k, v in classes(item, family).items()} for item in drawn]


@each("bag")
def test_a_bag_of_characters_judges_nothing(task: Task, family: Template[Any]) -> None:
    """Trained on the question alone, it finds no verdict, label or field much better than the commonest one."""
    aspects = judged(family, task)
    if not aspects:
        pytest.skip("numbers, or words that the material says")
    bag, learnt, known = Bag(), told(task, family, TRAIN), told(task, family)
    train = bag.pairs.transform(stems(items(task, family, DRAWS, TRAIN), family))
    dev = bag.pairs.transform(stems(items(task, family, DRAWS), family))
    caught = {}
    for aspect in aspects:
        right = [row.get(aspect, "") for row in known]
        guess = bag.bayes.fit(train, [row.get(aspect, "") for row in learnt]).predict(dev)
        rate, base = float(np.mean(guess == np.array(right))), max(Counter(right).values()) / len(right)
        if clears(rate, base, DRAWS):
            caught[aspect] = f"{rate:.3f}, commonest {base:.3f}"
    assert not caught, caught


@cache
def domain_bag(domain: str) -> Bag:
    """Right and wrong options, as printed, of every choice family of a domain."""
    texts: list[str] = []
    right: list[str] = []
    for task, family in FAMILIES:
        if task.domain == domain and isinstance(family, Choice):
            for item in items(task, family, 200, TRAIN):
                texts += [family.word(option, "zh") for option in item.options]
                right += [str(index == item.position) for index in range(len(item.options))]
    return Bag().fit(texts, right)


@each("options_alone", lambda family: isinstance(family, Choice))
def test_options_alone_tell_nothing(task: Task, family: Template[Any]) -> None:
    """A bag of characters that sees only the options, over all choice families of the domain."""
    assert isinstance(family, Choice)
    bag = domain_bag(task.domain)
    drawn = items(task, family, DRAWS)
    odds = np.array(bag.odds([family.word(o, "zh") for item in drawn for o in item.options], "True"))
    table = odds.reshape(len(drawn), family.options)
    best = table >= table.max(axis=1, keepdims=True) - 1e-12
    rate = float(np.mean([row[item.position] / row.sum() for row, item in zip(best, drawn, strict=True)]))
    assert not clears(rate, 1 / family.options, DRAWS), f"{rate:.3f}, chance {1 / family.options:.3f}"


VERDICTS = ("verdict", "word", "decision", "full", "by_rounded", "status")


@cache
def verdicts_of(task: Task, family: Template[Any]) -> frozenset[str]:
    """Verdict classes, such as pass and fail, that other families of the domain may give too."""
    rows = [classes(item, family) for item in items(task, family, 40)]
    return frozenset(
        str(v) for row in rows for a, v in row.items() if a in VERDICTS and a not in family.worded
    )


def verdict_rows(task: Task, family: Template[Any], source: Source = DEV) -> list[str]:
    return [next((row[a] for a in VERDICTS if a in row), "") for row in told(task, family, source)]


@pytest.mark.slow
@each("transfer", lambda family: isinstance(family, (Choice, Json)))
def test_verdicts_of_other_families_teach_nothing(task: Task, family: Template[Any]) -> None:
    """Trained on the verdicts of the other families of the domain, a bag of characters is no judge of this one."""
    own = verdicts_of(task, family)
    others = [
        (t, f)
        for t, f in FAMILIES
        if t.domain == task.domain and f is not family and len(verdicts_of(t, f) & own) > 1
    ]
    if not others:
        pytest.skip("no other family of the domain gives these verdicts")
    texts = [text for t, f in others for text in stems(items(t, f, DRAWS, TRAIN), f)]
    learnt = [verdict for t, f in others for verdict in verdict_rows(t, f, TRAIN)]
    guess = Bag().fit(texts, learnt).guess(stems(items(task, family, DRAWS), family))
    right = verdict_rows(task, family)
    rate = float(np.mean([a == b for a, b in zip(guess, right, strict=True)]))
    base = max(Counter(right).values()) / len(right)
    assert not clears(rate, base, DRAWS), f"{rate:.3f}, commonest {base:.3f}"
