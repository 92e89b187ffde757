"""A form: clean sheets, few-shot blocks from the train split, perturbed sheets without shots."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harness.draw import Source, draw_item
from harness.form import BUDGET, Form
from harness.perturb.notation import Numerals, Punctuation
from harness.perturb.typos import Homophone, Keyboard, Whitespace
from harness.perturb.wording import OutputContract, Paraphrase, PromptFormat
from harness.prompts import USUAL, content, contract_of, model_answer
from harness.runners.robustness import Robustness
from harness.types import LANGS, Contract, Layout, Sheet
from tasks.government_forms.service_hall import ServiceHall
from tasks.healthcare.triage_desk import TriageDesk
from tasks.steel.defects import Defects
from tasks.steel.mill_calc import MillCalc
from tasks.steel.weldability import Weldability

ALL: tuple[Any, ...] = (
    Homophone(), Keyboard(), Whitespace(), Punctuation(), Numerals(), Paraphrase(), PromptFormat(), OutputContract(),
)  # fmt: skip


def made(items: int = 2, seed: int = 1) -> Form:
    """Tasks of three domains and four answer kinds."""
    tasks = (Weldability(), Defects(), TriageDesk(), ServiceHall())
    return Form("mixed", "tiny", Source("dev", seed), tuple((task, items) for task in tasks))


FORM = made()
TRAIN = Source("train", seed=0)


def shot_sheets(k: int) -> list[Sheet]:
    return FORM.clean(shots=k)


def test_every_item_is_asked_once_in_each_language() -> None:
    sheets = FORM.clean()
    assert len(sheets) == len({s.sheet_id for s in sheets}) == 2 * len(FORM.items)
    assert {s.lang for s in sheets} == set(LANGS)
    assert all(s.layout.shots == 0 and s.group == "clean" and not s.edits for s in sheets)


def test_the_tasks_of_the_form_cover_the_kinds() -> None:
    assert {f.kind for _, f, _ in FORM.families.values()} >= {"letter", "option_text", "number", "record"}


def test_a_request_carries_no_gold_and_no_name_of_the_item() -> None:
    for sheet in FORM.clean():
        words = repr(FORM.request(sheet))
        assert sheet.item.draw_id not in words
        assert sheet.item.family not in words


def test_budgets_follow_the_answer_kind() -> None:
    for sheet in FORM.clean():
        request = FORM.request(sheet)
        kind = FORM.family(sheet.item).kind
        assert (request.kind == "score") == (kind in ("letter", "option_text"))
        assert request.decoding is None or request.decoding.max_new_tokens == BUDGET[kind]


@pytest.mark.parametrize("k", [1, 3])
def test_shots_come_from_train_in_the_language_and_contract_of_the_sheet(k: int) -> None:
    for sheet in shot_sheets(k):
        shots = FORM.shots(sheet)
        assert len(shots) == k
        assert {s.lang for s in shots} == {sheet.lang}
        assert {s.item.family for s in shots} == {sheet.item.family}
        assert {contract_of(s, FORM.family(s.item)) for s in shots} == {
            contract_of(sheet, FORM.family(sheet.item))
        }
        assert all(s.layout.shots == 0 and s.group == "clean" for s in shots)
        drawn = [draw_item(TRAIN, *FORM.families[sheet.item.family][:2], index) for index in range(k)]
        assert [s.item for s in shots] == drawn
        assert not [s for s in shots if s.item in FORM.items]


@pytest.mark.parametrize("contract", ["line", "json"])
def test_a_shot_shows_the_contract_it_is_shown_for(contract: Contract) -> None:
    sheet = next(s for s in shot_sheets(1) if FORM.family(s.item).kind == "number")
    asked = replace(sheet, layout=replace(sheet.layout, contract=contract))
    (shot,) = FORM.shots(asked)
    family = FORM.family(shot.item)
    opening = {"line": {"zh": "答案：", "en": "Answer:"}, "json": {"zh": '{"答案": "', "en": '{"answer": "'}}
    assert model_answer(shot, family).startswith(opening[contract][sheet.lang])


def test_a_block_is_the_same_for_every_item_of_a_family_and_for_every_seed() -> None:
    blocks: dict[tuple[str, str], set[Any]] = {}
    for form in (FORM, made(items=3), made(seed=9)):
        for sheet in form.clean(shots=2):
            found = tuple((s.item.draw_id, repr(s.item.record), s.surface) for s in form.shots(sheet))
            blocks.setdefault((sheet.item.family, sheet.lang), set()).add(found)
    assert len(blocks) == 2 * len(FORM.families)
    assert all(len(found) == 1 for found in blocks.values())


def test_a_longer_block_begins_with_the_shorter_one() -> None:
    one, three = ([FORM.shots(s) for s in shot_sheets(k)] for k in (1, 3))
    assert all(long[:1] == short for short, long in zip(one, three, strict=True))


def test_few_shot_conversations_alternate_and_end_with_the_question() -> None:
    for sheet in shot_sheets(2):
        family, request = FORM.family(sheet.item), FORM.request(sheet)
        assert [m.role for m in request.messages] == ["user", "assistant"] * 2 + ["user"]
        assert request.messages[-1].content == content(sheet, family)
        for shot, question, answer in zip(
            FORM.shots(sheet), request.messages[0::2], request.messages[1::2], strict=False
        ):
            assert question.content == content(shot, family)
            assert answer.content == model_answer(shot, family)
            assert answer.content.startswith(request.lead)


def test_shots_change_the_key_and_the_sheet_id() -> None:
    sheets = [s for k in (0, 1, 2) for s in FORM.clean(shots=k)]
    assert len({s.sheet_id for s in sheets}) == len(sheets)
    assert len({FORM.request(s).key for s in sheets}) == len(sheets)


def test_perturbed_sheets_have_no_shots() -> None:
    form = Form(
        "steel", "tiny", Source("dev"), tuple((task, 1) for task in (Weldability(), Defects(), MillCalc()))
    )
    asked = Robustness(ALL, minimum_families=1).ask(form)
    perturbed = [s for s in asked if s.group != "clean"]
    assert {s.group for s in perturbed} >= {"G1", "G3", "G4", "null"}
    assert all(s.layout.shots == 0 and len(form.request(s).messages) == 1 for s in perturbed)


def test_a_perturbed_sheet_changes_what_is_asked_and_keeps_the_item() -> None:
    for sheet in FORM.clean():
        for perturbation in ALL:
            twin = FORM.perturbed(sheet, perturbation)
            if twin is None:
                continue
            assert twin.item.draw_id == sheet.item.draw_id
            assert (twin.perturbation, twin.group) == (perturbation.name, perturbation.group)
            assert FORM.request(twin).messages != FORM.request(sheet).messages


def test_the_same_form_twice_gives_the_same_requests() -> None:
    again = made()
    assert [FORM.request(s) for s in shot_sheets(1)] == [again.request(s) for s in again.clean(shots=1)]


def test_a_layout_without_shots_draws_none() -> None:
    assert FORM.shots(Sheet(FORM.items[0], "zh", layout=Layout())) == ()


def test_the_usual_contract_of_every_kind_is_declared() -> None:
    assert {family.kind for _, family, _ in FORM.families.values()} <= set(USUAL)
