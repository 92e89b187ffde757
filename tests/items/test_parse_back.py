"""Both languages print the same record: the same numbers, and everything the gold depends on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from every import each, items, same

from harness.kit import Task, Template
from harness.prompts import question
from harness.reading.numerals import fold
from harness.types import LANGS, Item, Lang, Sheet

#: Runs of digits with their decimals; `1,250` is one number, `2026-03-05` three, `03` is 3.
DIGITS = re.compile(r"\d+(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?")
#: Said in one language only: the number of a standard, lg as log to base 10, 万 as `wan = 10,000`.
ONE_SIDED = re.compile(
    r"(?:GB|ISO|EN|WS|YB|JGJ|IEC)(?:/T)? ?\d+(?:\.\d+)?(?:[-:]\d+)*(?:, \d{3}\b)*|MOD \d+-\d+|to base 10|1 wan = 10,000|1万元=10000元"
)
MONTHS = {m: str(i) for i, m in enumerate(["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"], 1)}  # fmt: skip
SPELT = {w: i for i, w in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1)} | {"first": 1, "second": 2, "third": 3, "once": 1, "twice": 2}  # fmt: skip
HAN = {c: i for line in ("一二三四五六七八九十", "甲乙丙丁戊") for i, c in enumerate(line, 1)} | {"两": 2}


def numerals(text: str) -> set[Fraction]:
    """Every numeral in digits of a text outside standards, English months counted as theirs."""
    text = re.sub("|".join(MONTHS), lambda m: f" {MONTHS[m.group()]} ", ONE_SIDED.sub(" ", fold(text)))
    return {Fraction(n.replace(",", "")) for n in DIGITS.findall(text)}


def spelt(text: str) -> set[Fraction]:
    """Small numbers that a text says in words, in either language."""
    english = {SPELT[w] for w in re.findall("[a-z]+", text.lower()) if w in SPELT}
    return {Fraction(n) for n in english | {HAN[c] for c in text if c in HAN}}


def read(item: Item, family: Template[Any], lang: Lang, surface: int) -> str:
    return question(Sheet(item, lang, surface=surface), family)


@each("same_numbers")
def test_both_languages_print_the_same_numbers(task: Task, family: Template[Any]) -> None:
    """Every number in digits of one language stands in the other, in digits or, if small, in words."""
    for item in items(task, family, 40):
        for surface in range(2):
            zh, en = (read(item, family, lang, surface) for lang in LANGS)
            alone = numerals(zh) - numerals(en) - spelt(en), numerals(en) - numerals(zh) - spelt(zh)
            assert not any(alone), f"{item.draw_id}: {[list(map(str, a)) for a in alone]}\n{zh}\n{en}"


def crossed(a: Any, b: Any) -> Iterator[tuple[str, Any]]:
    """`a` with one part replaced by that of `b`: each field of the dataclass, and of those inside it."""
    if isinstance(a, tuple):  # a record that is a row of records
        for index, (mine, theirs) in enumerate(zip(a, b, strict=True)):
            for name, part in crossed(mine, theirs):
                yield f"{index}.{name}", (*a[:index], part, *a[index + 1 :])
        return
    assert is_dataclass(a), "a record is a dataclass, so that its parts have names"
    for field in fields(a):
        mine, theirs = getattr(a, field.name), getattr(b, field.name)
        if is_dataclass(mine) and type(mine) is type(theirs):
            for name, part in crossed(mine, theirs):
                yield f"{field.name}.{name}", replace(a, **{field.name: part})
        elif mine != theirs:
            yield field.name, replace(a, **{field.name: theirs})


#: What a solver or a rendering raises on a crossed record that no draw would make.
NO_SUCH_CASE = (
    ArithmeticError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    StopIteration,
)


def gold_of(family: Template[Any], record: Any) -> Any:
    """The gold of a crossed record; None if the solvers fail or differ, for then it is no record of the family."""
    try:
        gold = family.solve(record)
        return gold if same(gold, family.check(record)) else None
    except NO_SUCH_CASE:
        return None


def neighbours(drawn: list[Item]) -> Iterator[tuple[Item, Item]]:
    """Items with the next one of the same level and case."""
    groups: dict[tuple[int, str], list[Item]] = defaultdict(list)
    for item in drawn:
        groups[item.level, item.case].append(item)
    for group in groups.values():
        yield from pairwise(group)


@each("no_hidden_input")
def test_what_decides_the_gold_is_printed(task: Task, family: Template[Any]) -> None:
    """A part of the record that changes the gold changes the question, in every language and surface."""
    for item, other in neighbours(items(task, family, 100)):
        for part, record in crossed(item.record, other.record):
            gold = gold_of(family, record)
            if gold is None or same(gold, item.gold):
                continue
            new = replace(item, record=record, gold=gold)
            for lang in LANGS:
                for surface in range(2):
                    try:
                        after = read(new, family, lang, surface)
                    except NO_SUCH_CASE:
                        continue
                    assert after != read(item, family, lang, surface), (
                        f"{item.draw_id}: {part} is not printed ({lang})"
                    )


@each("equal_text_equal_gold")
def test_equal_questions_have_equal_golds(task: Task, family: Template[Any]) -> None:
    for lang in LANGS:
        seen: dict[str, Any] = {}
        for item in items(task, family, 400):
            gold = seen.setdefault(read(item, family, lang, 0), item.gold)
            assert same(gold, item.gold), f"{item.draw_id} ({lang})"
