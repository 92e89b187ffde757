"""Perturbations: deterministic, never on frozen spans, within budget, visible to the model."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.draw import Source
from harness.errors import ItemError
from harness.form import Form
from harness.kit import Task
from harness.perturb.notation import Numerals, Punctuation
from harness.perturb.typos import Homophone, Keyboard, Whitespace, common_words, homophones
from harness.perturb.wording import OutputContract, Paraphrase, PromptFormat
from harness.prompts import content, edited, shifted
from harness.types import Edit, Perturbation
from tasks.steel.weldability import Weldability

ALL: list[Perturbation] = [
    Homophone(), Keyboard(), Whitespace(), Punctuation(), Numerals(), Paraphrase(), PromptFormat(), OutputContract(),
]  # fmt: skip


def form(seed: int = 1, task: Task | None = None, count: int = 8) -> Form:
    return Form("steel", "smoke", Source("dev", seed), ((task or Weldability(), count),))


@pytest.mark.parametrize("p", ALL, ids=lambda p: p.name)
def test_deterministic_and_visible(p: Perturbation) -> None:
    applied = 0
    for sheet in form().clean():
        family = form().family(sheet.item)
        once, twice = form().perturbed(sheet, p), form().perturbed(sheet, p)
        assert once == twice
        if once is None:
            continue
        applied += 1
        assert (once.perturbation, once.group) == (p.name, p.group)
        assert content(once, family) != content(sheet, family)
        assert once.item == sheet.item and shifted(once) == shifted(sheet)
    assert applied >= 8


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_text_edits_keep_frozen_spans_and_budget(seed: int) -> None:
    f = form(seed, count=1)
    for sheet in f.clean():
        family = f.family(sheet.item)
        before = family.render(sheet)
        for p in (Homophone(), Keyboard(), Whitespace(), Punctuation()):
            other = f.perturbed(sheet, p)
            if other is None:
                continue
            after = edited(before, other.edits)
            assert [s for s in after if s.frozen] == [s for s in before if s.frozen]
            free = sum(len(s.text) for s in before if not s.frozen)
            if p.name != "punctuation":
                assert 1 <= len(other.edits) <= max(1, free // 20)


def test_an_edit_of_a_frozen_span_is_an_error() -> None:
    f = form(count=1)
    sheet = f.clean()[0]
    family = f.family(sheet.item)
    frozen = next(i for i, s in enumerate(family.render(sheet)) if s.frozen)
    bad = replace(sheet, edits=(Edit(frozen, 0, 1, "x"),))
    with pytest.raises(ItemError, match="frozen"):
        content(bad, family)


def test_homophones_never_make_a_common_word_or_touch_a_negation() -> None:
    assert not set("不未无非禁没否") & set(homophones())
    assert not set("不未无非禁没否") & set("".join(homophones().values()))
    f = form(count=8)
    for sheet in f.clean(langs=("zh",)):
        other = f.perturbed(sheet, Homophone())
        if other is None:
            continue
        segments = f.family(sheet.item).render(sheet)
        for e in other.edits:
            text = segments[e.segment].text
            assert text[e.start - 1 : e.start] + e.new not in common_words() or e.start == 0
            assert e.new + text[e.end : e.end + 1] not in common_words()


def test_numerals_spell_the_same_number() -> None:
    f = form(count=8)
    for sheet in f.clean():
        other = f.perturbed(sheet, Numerals())
        if other is None:
            continue
        back = str.maketrans({chr(c + 0xFEE0): chr(c) for c in range(0x21, 0x7F)})
        family = f.family(sheet.item)
        plain, there = (
            [s.text.translate(back).replace(",", "") for s in family.render(x) if s.frozen]
            for x in (sheet, other)
        )
        assert plain == there
