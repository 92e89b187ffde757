"""The chain on one case: what is printed in both languages is read back, and the dangerous answers are flagged."""

from __future__ import annotations

from typing import Any

import pytest

from harness.draw import Source, draw_item
from harness.kit import INSUFFICIENT, Template
from harness.types import LANGS, Lang, Sheet
from tasks.government_forms.capitals import in_capitals, value_of
from tasks.government_forms.case import draw_case, in_english, last_day, last_day_by_walking, of_english
from tasks.government_forms.case_notes import invents, read_notes
from tasks.government_forms.case_papers import read_scan
from tasks.government_forms.chain_call import PhoneCall, read_call
from tasks.government_forms.chain_fill import Amount, Blanks, ChainFill, FromNotes
from tasks.government_forms.chain_papers import FromScan, TwoPapers, read_papers
from tasks.government_forms.identifiers import id_is_pure, uscc_character_by_powers

DEV = Source("dev", seed=1)
READERS: list[tuple[Template[Any], Any]] = [
    (FromNotes(), read_notes),
    (FromScan(), read_scan),
    (TwoPapers(), read_papers),
    (PhoneCall(), read_call),
]


def in_words(gold: Any, lang: Lang) -> dict[str, Any]:
    """A gold record with its names in one language."""
    return {key: value[lang] if isinstance(value, tuple) else value for key, value in gold.items()}


@pytest.mark.parametrize(("family", "read"), READERS, ids=[family.name for family, _ in READERS])
@pytest.mark.parametrize("lang", LANGS)
def test_every_surface_reads_back_as_the_record(family: Template[Any], read: Any, lang: Lang) -> None:
    for index in range(240):
        item = draw_item(DEV, ChainFill(), family, index)
        for surface in range(len(family.zh if lang == "zh" else family.en)):
            page = "".join(segment.text for segment in family.render(Sheet(item, lang, surface=surface)))
            assert read(page, lang) == in_words(item.gold, lang), page


def test_nulls_and_values_are_both_frequent_in_every_box_that_may_be_open() -> None:
    for family in (FromNotes(), FromScan(), PhoneCall(), TwoPapers()):
        golds: list[Any] = [draw_item(DEV, ChainFill(), family, index).gold for index in range(400)]
        for box, field in family.schema.items():
            empty = sum(gold[box] is None for gold in golds)
            assert (20 <= empty <= 200) if field.nullable else not empty, f"{family.name}: {box} {empty}"


@pytest.mark.parametrize("family", [FromNotes(), FromScan(), TwoPapers(), PhoneCall()], ids=lambda f: f.name)
def test_an_invented_entry_is_critical_and_a_wrong_one_is_not(family: Template[Any]) -> None:
    for index in range(60):
        item = draw_item(DEV, ChainFill(), family, index)
        gold: Any = item.gold
        empty = [box for box, value in gold.items() if value is None]
        assert not family.harms(gold | {box: 1 for box in gold if box not in empty}, item.record)
        assert all(family.harms({**gold, box: "2026-01-01"}, item.record) for box in empty)


def test_words_for_nothing_invent_nothing() -> None:
    assert invents({"phone": "0000-2345678"}, ("phone",))
    assert not any(invents({"phone": word}, ("phone",)) for word in (None, "", "无", "未填", "N/A"))


def test_a_missed_blank_and_a_sum_without_rent_are_critical() -> None:
    for index in range(60):
        item = draw_item(DEV, ChainFill(), Blanks(), index)
        assert Blanks().harms((), item.record) == bool(item.gold)
        amount = draw_item(DEV, ChainFill(), Amount(), index)
        gold: Any = amount.gold
        if gold == INSUFFICIENT:
            assert Amount().harms(12000, amount.record)
        else:
            assert Amount().harms(gold + 100, amount.record)
            assert not Amount().harms(gold - 100, amount.record)


def test_identifiers_check_and_belong_to_nobody() -> None:
    for index in range(300):
        case = draw_case(DEV.rng("case", index))
        assert id_is_pure(case.number) and uscc_character_by_powers(case.code[:17]) == case.code[17]
        assert 81 <= int(case.number[2:4]) <= 99 and 81 <= int(case.code[4:6]) <= 99
        assert len({case.person, case.namesake, case.agent}) == 3
        assert case.founded < case.start < case.received and case.received.weekday() < 5
        assert case.ends == last_day_by_walking(case.start, case.months)


def test_the_last_day_of_a_lease() -> None:
    start = draw_case(DEV.rng("case", 0)).start.replace(year=2026, month=3, day=1)
    assert last_day(start, 12).isoformat() == "2027-02-28" and last_day(start, 24).isoformat() == "2028-02-29"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (15, "fifteen"),
        (21_450, "twenty-one thousand four hundred and fifty"),
        (6_007, "six thousand and seven"),
        (100_300, "one hundred thousand three hundred"),
        (12_000_000, "twelve million"),
    ],
)
def test_amounts_in_english_words(value: int, words: str) -> None:
    assert in_english(value) == words and of_english(words) == value


def test_amounts_in_words_are_undone() -> None:
    for value in (*range(1, 3000, 7), *range(3000, 1_000_000, 7919), 50_000_000):
        assert of_english(in_english(value)) == value
        assert value_of(in_capitals(value)) == value  # type: ignore[arg-type]
