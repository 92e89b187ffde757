"""Prompts: contracts in words, leads and options per language, the style grammar, labels, edits."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from harness.errors import ItemError
from harness.form import BUDGET
from harness.kit import Field, Json, Labels, Letter, Number, OptionText, Template, Text, fixed, free, within
from harness.prompts import (
    ASK,
    LEADS,
    OTHER,
    STYLES,
    USUAL,
    content,
    edited,
    glue,
    instruction,
    labels_of,
    lead,
    messages,
    model_answer,
    option_lines,
    question,
    request,
    schema_lines,
    shifted,
)
from harness.rng import Rng
from harness.types import Answer, Contract, Edit, Item, Lang, Layout, Sheet

TERMS = {"pass": Text("合格", "acceptable"), "fail": Text("不合格", "not acceptable")}


@dataclass(frozen=True, slots=True)
class Plate:
    t: int = 25


class Shared(Template[Plate]):
    """The surfaces that all families of this file ask with."""

    zh = ("板厚{t} mm，{=判定}。", "{=判定}：厚{t} mm。")
    en = ("Plate of {t} mm: {=judge}.", "{=Judge} a plate of {t} mm.")

    def draw(self, rng: Rng, level: int, case: str) -> Plate:
        return Plate()

    def solve(self, record: Plate) -> Answer:
        return GOLDS[type(self)][0]

    check = solve


class Pick(Shared, Letter[Plate]):
    name, unit = "pick", "mm"


class Word(Shared, OptionText[Plate]):
    name, terms, options = "word", TERMS, 2


class Value(Shared, Number[Plate]):
    name, unit, places, tolerance = "value", Text("毫米", "mm"), 1, within("0.1")


class Count(Shared, Number[Plate]):
    name, tolerance = "count", within(0)


class Tags(Shared, Labels[Plate]):
    name, terms = "tags", TERMS


class Form(Shared, Json[Plate]):
    name = "form"
    schema = {  # noqa: RUF012
        "t": Field(Text("厚度", "thickness"), "number", Text("单位mm", "mm")),
        "ok": Field(Text("结论", "verdict"), "choice", terms=TERMS),
        "tags": Field(Text("标签", "tags"), "labels", terms=TERMS),
        "when": Field(Text("日期", "date"), "date", nullable=True),
        "yes": Field(Text("是否", "whether"), "boolean"),
        "who": Field(Text("姓名", "name"), "string"),
    }


GOLDS: dict[type[Template[Any]], tuple[Answer, tuple[Answer, ...]]] = {
    Pick: (25, (20, 25, 30, 35)),
    Word: ("fail", ("pass", "fail")),
    Value: (Decimal("25.0"), ()),
    Count: (3, ()),
    Tags: (("fail", "pass"), ()),
    Form: (
        {"t": Decimal("25.0"), "ok": "pass", "tags": ["fail"], "when": None, "yes": True, "who": '张"三'},
        (),
    ),
}
FAMILIES = [kind() for kind in GOLDS]
CONTRACTS = [(f, c) for f in FAMILIES for c in (USUAL[f.kind], OTHER[f.kind])]


def sheet_of(family: Template[Any], lang: Lang = "zh", **layout: Any) -> Sheet:
    gold, options = GOLDS[type(family)]
    item = Item("steel", "steel/made", f"steel/made/{family.name}", 0, 1, "any", Plate(), gold, options)
    return Sheet(item, lang, layout=Layout(**layout))


# --- contracts ---


@pytest.mark.parametrize(("family", "contract"), CONTRACTS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_kind_has_both_contracts_in_both_languages(family: Any, contract: Contract, lang: Lang) -> None:
    sheet = sheet_of(family, lang, contract=contract)
    assert ASK[family.kind, contract][lang] in instruction(sheet, family)
    assert instruction(sheet, family) in content(sheet, family)


def test_each_contract_has_its_own_words() -> None:
    texts = [text[lang] for text in ASK.values() for lang in ("zh", "en")]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    ("family", "lang", "expected"),
    [
        (Value, "zh", "只回答一行：数值和单位（单位毫米，保留1位小数）。"),
        (Value, "en", "Answer on one line with the value and its unit (unit mm, 1 decimal place)."),
        (Count, "zh", "只回答一行：数值和单位（取整数）。"),
        (Count, "en", "Answer on one line with the value and its unit (a whole number)."),
    ],
)
def test_a_number_is_asked_for_with_unit_and_places(family: Any, lang: Lang, expected: str) -> None:
    assert instruction(sheet_of(family(), lang), family()) == expected


def test_labels_are_listed_before_they_are_asked_for() -> None:
    assert instruction(sheet_of(Tags()), Tags()).startswith("标签：合格、不合格。\n")
    assert instruction(sheet_of(Tags(), "en"), Tags()).startswith("Labels: acceptable, not acceptable.\n")


def test_a_record_prints_its_fields_line_by_line() -> None:
    assert schema_lines(Form.schema, "zh").split("\n") == [
        '- "厚度": 数值，单位mm',
        '- "结论": 取其一 合格/不合格',
        '- "标签": 数组，取自 合格/不合格',
        '- "日期": 日期YYYY-MM-DD',
        '- "是否": true或false',
        '- "姓名": 文本',
    ]
    assert schema_lines(Form.schema, "en").split("\n")[:2] == [
        '- "thickness": number; mm',
        '- "verdict": one of acceptable/not acceptable',
    ]


# --- leads, glue, answers ---


@pytest.mark.parametrize(("family", "contract"), CONTRACTS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_model_answer_is_lead_glue_and_words(family: Any, contract: Contract, lang: Lang) -> None:
    sheet = sheet_of(family, lang, contract=contract)
    begin, gap = lead(sheet, family), glue(sheet, family)
    assert gap == (" " if (contract, lang) == ("line", "en") else "")
    assert begin == ("" if (family.kind, contract) == ("record", "json") else LEADS[contract][lang])
    answer = model_answer(sheet, family)
    assert answer.startswith(begin + gap)
    assert not begin.endswith(" ") and answer == answer.strip()


@pytest.mark.parametrize(
    ("family", "lang", "contract", "expected"),
    [
        (Pick, "zh", "line", "答案：B"),
        (Pick, "en", "line", "Answer: B"),
        (Pick, "en", "json", '{"answer": "B"}'),
        (Word, "zh", "line", "答案：不合格"),
        (Word, "en", "json", '{"answer": "not acceptable"}'),
        (Value, "zh", "line", "答案：25.0 毫米"),
        (Value, "zh", "json", '{"答案": "25.0 毫米"}'),
        (Count, "en", "line", "Answer: 3"),
        (Tags, "zh", "line", "答案：不合格、合格"),
        (Tags, "en", "line", "Answer: not acceptable, acceptable"),
    ],
)
def test_the_gold_in_the_words_of_the_contract(
    family: Any, lang: Lang, contract: Contract, expected: str
) -> None:
    assert model_answer(sheet_of(family(), lang, contract=contract), family()) == expected


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_label_has_a_word_of_its_own(lang: Lang) -> None:
    sheet = sheet_of(Tags(), lang)
    empty = replace(sheet, item=replace(sheet.item, gold=()))
    assert model_answer(empty, Tags()).endswith({"zh": "无", "en": "NONE"}[lang])


@pytest.mark.parametrize(("lang", "word"), [("zh", "合格"), ("en", "acceptable")])
def test_a_record_gold_is_json_in_the_language_of_the_sheet(lang: Lang, word: str) -> None:
    body = json.loads(model_answer(sheet_of(Form(), lang), Form()))
    assert list(body) == [f.key[lang] for f in Form.schema.values()]
    assert list(body.values()) == [25.0, word, [TERMS["fail"][lang]], None, True, '张"三']
    fenced = model_answer(sheet_of(Form(), lang, contract="fenced"), Form())
    assert json.loads(fenced.removeprefix("```json\n").removesuffix("\n```")) == body


# --- options and labels ---


@pytest.mark.parametrize(
    ("lang", "expected"), [("zh", ("A", "B", "C", "D")), ("en", (" A", " B", " C", " D"))]
)
def test_letters_are_scored_with_the_glue_of_the_language(lang: Lang, expected: tuple[str, ...]) -> None:
    asked = request(sheet_of(Pick(), lang), Pick(), (), BUDGET)
    assert (asked.kind, asked.options) == ("score", expected)


def test_candidate_words_are_printed_and_scored() -> None:
    asked = request(sheet_of(Word(), "en"), Word(), (), BUDGET)
    assert asked.options == (" acceptable", " not acceptable")
    assert "Candidates: acceptable; not acceptable" in asked.messages[0].content
    assert "候选：合格；不合格" in content(sheet_of(Word()), Word())


@pytest.mark.parametrize("labels", ["ABCDEFGH", "12345678", "甲乙丙丁戊己庚辛"])
def test_label_sets_print_and_score_the_same_marks(labels: str) -> None:
    sheet = sheet_of(Pick(), labels=labels)
    assert labels_of(sheet, Pick()) == tuple(labels[:4])
    assert [line[0] for line in option_lines(sheet, Pick(), STYLES[0]).split("\n")] == list(labels[:4])
    assert model_answer(sheet, Pick()) == f"答案：{labels[1]}"


@pytest.mark.parametrize("shift", range(6))
def test_a_shift_moves_the_gold_with_its_option(shift: int) -> None:
    sheet = sheet_of(Pick(), shift=shift)
    options = shifted(sheet)
    assert sorted(options, key=str) == [20, 25, 30, 35]
    label = model_answer(sheet, Pick()).removeprefix("答案：")
    assert options["ABCD".index(label)] == 25
    assert f"{label}. 25 mm" in content(sheet, Pick())


# --- styles ---


@pytest.mark.parametrize(
    ("style", "family", "lang"), list(product(range(len(STYLES)), FAMILIES, ["zh", "en"]))
)
def test_a_style_moves_the_parts_and_loses_none(style: int, family: Any, lang: Lang) -> None:
    sheet = sheet_of(family, lang, style=style)
    text, ask = content(sheet, family), instruction(sheet, family)
    assert question(sheet, family) in text
    assert text.startswith(ask) == STYLES[style].instruction_first
    assert text.endswith(ask) != STYLES[style].instruction_first
    if family.kind == "letter":
        marks = [
            STYLES[style].enumerator.format(label=a, option=f"{b} mm")
            for a, b in zip("ABCD", (20, 25, 30, 35), strict=True)
        ]
        assert "\n".join(marks) in text


def test_styles_differ_and_wrap_around() -> None:
    texts = [content(sheet_of(Pick(), style=k), Pick()) for k in range(len(STYLES))]
    assert len(set(texts)) == len(STYLES) == len({s.name for s in STYLES})
    assert content(sheet_of(Pick(), style=len(STYLES)), Pick()) == texts[0]


# --- edits, stops, messages ---


def test_edits_apply_from_the_right_so_that_positions_hold() -> None:
    segments = (free("板厚"), fixed("25"), free(" mm，合格"))
    edits = (Edit(0, 0, 1, "版板"), Edit(0, 1, 2, "候"), Edit(2, 0, 1, ""))
    assert "".join(s.text for s in edited(segments, edits)) == "版板候25mm，合格"


@pytest.mark.parametrize(
    "edit", [Edit(1, 0, 1, "3"), Edit(0, 1, 3, ""), Edit(0, -1, 1, ""), Edit(0, 2, 1, "")]
)
def test_an_edit_of_a_frozen_span_or_beside_its_segment_is_an_error(edit: Edit) -> None:
    with pytest.raises(ItemError, match="frozen span"):
        edited((free("板厚"), fixed("25")), [edit])


def test_an_edit_reaches_the_prompt() -> None:
    sheet = replace(sheet_of(Pick()), edits=(Edit(0, 0, 1, "版"),))
    assert question(sheet, Pick()) == "版厚25 mm，判定。"
    assert content(sheet, Pick()).startswith("版厚25 mm")


@pytest.mark.parametrize(
    ("family", "contract", "stop"),
    [
        (Value, "line", ("\n",)),
        (Value, "json", ("\n",)),
        (Form, "json", ("\n\n",)),
        (Form, "fenced", ("```",)),
        (Tags, "line", ("\n",)),
    ],
)
def test_generation_stops_where_the_contract_ends(
    family: Any, contract: Contract, stop: tuple[str, ...]
) -> None:
    asked = request(sheet_of(family(), contract=contract), family(), (), BUDGET)
    assert asked.decoding is not None
    assert asked.decoding.stop == stop
    assert not asked.options


def test_a_wide_record_may_ask_for_its_own_budget() -> None:
    class Wide(Form):
        budget = 240

    usual, wide = (request(sheet_of(Form()), f, (), BUDGET).decoding for f in (Form(), Wide()))
    assert usual is not None and usual.max_new_tokens == BUDGET["record"]
    assert wide is not None and wide.max_new_tokens == 240


def test_shots_are_finished_turns_before_the_question() -> None:
    family, sheet = Pick(), sheet_of(Pick(), "en")
    turns = messages(sheet, family, [sheet, sheet])
    assert [m.role for m in turns] == ["user", "assistant", "user", "assistant", "user"]
    assert turns[1].content == "Answer: B"


def test_a_key_knows_the_replicate_and_nothing_of_the_gold() -> None:
    sheet = sheet_of(Pick())
    asked = request(sheet, Pick(), (), BUDGET)
    other_gold = replace(sheet, item=replace(sheet.item, gold=30))
    assert request(other_gold, Pick(), (), BUDGET).key == asked.key
    assert request(replace(sheet, replicate=1), Pick(), (), BUDGET).key != asked.key
