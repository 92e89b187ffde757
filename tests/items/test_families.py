"""Checks written once and run on every family of every task that a config names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from every import DEV, TASKS, each_family, same

from harness.draw import draw_item
from harness.form import BUDGET
from harness.kit import Choice, Json, Labels, Letter, Number, OptionText, Task, Template
from harness.prompts import content, model_answer, request
from harness.types import LANGS, Sheet, Text, canonical

#: Characters of a whole prompt, for questions and for items that print documents.
LONGEST = {(False, "zh"): 700, (False, "en"): 1800, (True, "zh"): 1700, (True, "en"): 4500}
#: A character model spends a token a character, and some on closing the answer.
SPARE = 30


def chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


@each_family
def test_solvers_agree(task: Task, family: Template[Any], draws: int) -> None:
    """`solve` and `check` differ in method and agree on every draw (10,000 with --draws 10000)."""
    per_draw = len(family.cases)
    for index in range(max(draws, per_draw * 4)):
        item = draw_item(DEV, task, family, index)
        assert same(item.gold, family.check(item.record)), f"{item.draw_id}: {item.record}"


@each_family
def test_both_languages_read_well(task: Task, family: Template[Any]) -> None:
    assert len(family.zh) >= 2 and len(family.en) >= 2
    for index in range(12):
        item = draw_item(DEV, task, family, index)
        seen = set()
        for lang in LANGS:
            for surface in range(len(family.zh if lang == "zh" else family.en)):
                sheet = Sheet(item, lang, surface=surface)
                words = content(sheet, family)
                assert "None" not in words and "Decimal(" not in words and "Fraction(" not in words, words
                assert any(s.frozen for s in family.render(sheet)), "nothing is frozen"
                assert any(not s.frozen and s.text.strip() for s in family.render(sheet)), "nothing is free"
                seen.add(words)
                assert len(words) <= LONGEST[family.document, lang], f"{len(words)} characters:\n{words}"
                assert model_answer(sheet, family)
                assert request(sheet, family, (), BUDGET).key
        assert len(seen) == len(family.zh) + len(family.en), "two surfaces read the same"


@each_family
def test_english_has_no_chinese(task: Task, family: Template[Any]) -> None:
    item = draw_item(DEV, task, family, 0)
    words = content(Sheet(item, "en"), family)
    if not getattr(family, "chinese_in_english", False):
        assert not any(map(chinese, words)), words


@each_family
def test_title_and_critical_are_said_in_both_languages(task: Task, family: Template[Any]) -> None:
    """Public pages are read in Chinese: a family is named, and its danger told, in each language's own words."""
    assert 4 <= len(family.title.zh) <= 14 and 2 <= len(family.title.en.split()) <= 7, family.title
    for text in (family.title, family.critical or family.title):
        assert isinstance(text, Text)
        assert text.zh.strip() == text.zh and text.en.strip() == text.en
        assert any(map(chinese, text.zh)) and not any(map(chinese, text.en)), text
        assert text.zh[-1] not in "。.；" and text.en[-1] not in ".;"


@each_family
def test_title_is_the_family_s_own(task: Task, family: Template[Any]) -> None:
    assert "title" in vars(type(family)), "a title taken over from a base says what another family asks"
    for lang in LANGS:
        assert [f.name for f in task.families if f.title[lang] == family.title[lang]] == [family.name]


@each_family
def test_options_are_distinct_and_balanced(task: Task, family: Template[Any]) -> None:
    if not isinstance(family, Choice):
        pytest.skip("open answers have no options")
    assert 2 <= family.options <= 8
    items = [draw_item(DEV, task, family, i) for i in range(8 * family.options)]
    for item in items:
        assert len(item.options) == family.options
        for lang in LANGS:
            shown = [family.word(option, lang) for option in item.options]
            assert len(set(shown)) == len(shown), shown
    assert set(Counter(item.position for item in items).values()) == {8}


@each_family
def test_size_does_not_give_the_answer_away(task: Task, family: Template[Any]) -> None:
    """Numbers: the right one is the lowest, the middle or the highest of the four about equally often."""
    if not isinstance(family, Letter) or family.places is None:
        pytest.skip("no numbers to pick from")
    ranks: Counter[int] = Counter()
    for index in range(200):
        item = draw_item(DEV, task, family, index)
        value = {option: Decimal(str(option)) for option in item.options}
        ranks[sum(one < value[item.gold] for one in value.values())] += 1
    assert max(ranks.values()) <= 80 and min(ranks[rank] for rank in range(family.options)) >= 20, ranks


@each_family
def test_room_for_edits_and_short_recognition(task: Task, family: Template[Any]) -> None:
    """20 free Chinese characters or 8 free English words everywhere; recognition fits a character model."""
    for index in range(60):
        item = draw_item(DEV, task, family, index)
        for lang in LANGS:
            for surface in range(len(family.zh if lang == "zh" else family.en)):
                sheet = Sheet(item, lang, surface=surface)
                free = " ".join(text for text, frozen in family.render(sheet) if not frozen)
                count = sum("\u4e00" <= c <= "\u9fff" for c in free) if lang == "zh" else len(free.split())
                assert count >= (20 if lang == "zh" else 8), f"{count}: {free}"
                words = content(sheet, family)
                if isinstance(family, OptionText):
                    assert len(words) <= (190 if lang == "zh" else 480), f"{len(words)} characters:\n{words}"


@each_family
def test_a_record_fits_the_budget_of_a_character_model(task: Task, family: Template[Any]) -> None:
    if not isinstance(family, Json):
        pytest.skip("not a record")
    budget = family.budget or BUDGET["record"]
    for index in range(300):
        item = draw_item(DEV, task, family, index)
        for lang in LANGS:
            words = model_answer(Sheet(item, lang), family)
            assert len(words) <= budget - SPARE, words


@each_family
def test_golds_are_balanced_by_case(task: Task, family: Template[Any]) -> None:
    cases = Counter(draw_item(DEV, task, family, i).case for i in range(4 * len(family.cases)))
    assert cases == dict.fromkeys(family.cases, 4)


@each_family
def test_declares_what_its_kind_needs(task: Task, family: Template[Any]) -> None:
    item = draw_item(DEV, task, family, 0)
    if isinstance(family, Number):
        assert isinstance(item.gold, (Decimal, Fraction, int)) or item.gold == "INSUFFICIENT"
        assert isinstance(item.gold, str) or family.tolerance.width(item.gold) >= 0
    if isinstance(family, Json):
        assert isinstance(item.gold, Mapping) and set(item.gold) == set(family.schema)
    if isinstance(family, Labels):
        assert isinstance(item.gold, tuple) and set(item.gold) <= set(family.terms)
        assert tuple(sorted(item.gold)) == item.gold
    if family.critical is not None:
        assert type(family).harms is not Template.harms, "a critical direction needs `harms`"


@each_family
def test_same_index_same_item(task: Task, family: Template[Any]) -> None:
    a, b = (draw_item(DEV, task, family, 3) for _ in range(2))
    assert canonical([a.record, a.gold, list(a.options)]) == canonical([b.record, b.gold, list(b.options)])
    texts = {content(Sheet(draw_item(DEV, task, family, i), "zh"), family) for i in range(40)}
    assert len(texts) >= 20, "fewer than 20 different questions in 40 draws"


@pytest.mark.parametrize("domain", sorted({t.domain for t in TASKS}))
def test_domain_has_enough_of_each_kind(domain: str) -> None:
    tasks = [t for t in TASKS if t.domain == domain]
    kinds = Counter(f.kind for t in tasks for f in t.families)
    assert len(tasks) >= 3 and all(len(t.families) >= 3 for t in tasks)
    assert all(kinds[k] >= 2 for k in ("letter", "option_text", "number", "record")), kinds
