"""The chain on one case: what is printed in both languages is read back, and the dangerous answers are flagged."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from harness.draw import Source, draw_item
from harness.kit import INSUFFICIENT, Template
from harness.types import LANGS, Lang, Sheet
from tasks.government_forms.capitals import in_capitals, value_of
from tasks.government_forms.case import draw_case, in_english, last_day, last_day_by_walking, of_english
from tasks.government_forms.case_bundle import bundle_text, disagreements, read_bundle
from tasks.government_forms.case_guide import facts_text, result, standing
from tasks.government_forms.case_intake import intake_text, missing_on_page
from tasks.government_forms.case_notes import invents, read_notes
from tasks.government_forms.case_papers import read_scan
from tasks.government_forms.chain_call import PhoneCall, read_call
from tasks.government_forms.chain_decide import ChainDecide, DecidingClause, Decision, Eligible
from tasks.government_forms.chain_due import DueDay, weekdays
from tasks.government_forms.chain_fill import Amount, Blanks, ChainFill, FromNotes
from tasks.government_forms.chain_lease import SettledRent
from tasks.government_forms.chain_missing import MissingMaterials
from tasks.government_forms.chain_papers import FromScan, TwoPapers, read_papers
from tasks.government_forms.chain_reckon import Correction, WrongBox
from tasks.government_forms.chain_smudge import ALIKE, Smudged
from tasks.government_forms.chain_verify import ChainVerify, Conflicts, Verdict
from tasks.government_forms.identifiers import CHARSET, id_is_pure, uscc_character_by_powers

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


# --- verification ----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_a_bundle_reads_back_in_both_languages(lang: Lang) -> None:
    for index in range(240):
        record = draw_item(DEV, ChainVerify(), Conflicts(), index).record
        papers = read_bundle(bundle_text(record, lang), lang)
        form, card = papers["form"], papers["card"]
        assert form is not None and card is not None and papers["licence"] and papers["lease"]
        assert (form["code"], form["area"], form["amount"]) == (
            record.form.code, record.form.area, record.amount,
        )  # fmt: skip
        assert (form["ends"], card["number"]) == (record.ends.isoformat(), record.case.number)
        assert disagreements(papers) == record.wrong


def test_only_the_planted_reading_makes_the_code_check() -> None:
    for index in range(100):
        record = draw_item(DEV, ChainVerify(), Smudged(), index).record
        code, at = record.case.code, record.place
        fits = [
            c for c in record.alike if uscc_character_by_powers(code[:at] + c + code[at + 1 : 17]) == code[17]
        ]
        assert fits == [code[at]]
    assert all(set(alike) <= set(CHARSET) for alike in ALIKE)


def test_a_verdict_does_not_follow_from_a_number_that_merely_differs() -> None:
    """Numbers that do not check stand on both papers or on one, and so do numbers that check and differ."""
    seen: Counter[tuple[Any, bool]] = Counter()
    for index in range(400):
        item = draw_item(DEV, ChainVerify(), Verdict(), index)
        seen[item.gold, item.record.form.number == item.record.case.number] += 1
    assert min(seen[verdict, same] for verdict in ("hold", "return") for same in (True, False)) >= 30


def test_verification_flags_what_must_not_pass() -> None:
    for index in range(80):
        item = draw_item(DEV, ChainVerify(), Verdict(), index)
        assert Verdict().harms("pass", item.record) == (item.gold != "pass")
        item = draw_item(DEV, ChainVerify(), Conflicts(), index)
        assert Conflicts().harms((), item.record) == bool({"code", "number"} & set(item.record.wrong))
        item = draw_item(DEV, ChainVerify(), SettledRent(), index)
        gold: Any = item.gold
        assert SettledRent().harms(10**9, item.record)
        assert not SettledRent().harms(gold if gold == INSUFFICIENT else gold - 1, item.record)


def test_the_wrong_box_holds_something_else_than_what_belongs_there() -> None:
    for index in range(200):
        item = draw_item(DEV, ChainVerify(), Correction(), index)
        record, gold = item.record, dict(item.gold)  # type: ignore[call-overload]
        shown = getattr(record, gold["box"])
        assert str(shown.isoformat() if isinstance(shown, date) else shown) != gold["right"]
        assert WrongBox().check(record) == gold["box"]


# --- the decision ----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_a_receipt_reads_back_in_both_languages(lang: Lang) -> None:
    for index in range(240):
        record = draw_item(DEV, ChainDecide(), MissingMaterials(), index).record
        words = intake_text(record.intake, record.case.person, record.case.agent, lang)
        assert missing_on_page(words, lang) == record.intake.missing, words


def test_an_unknown_fact_is_nowhere_on_the_page_and_does_not_always_decide() -> None:
    seen: Counter[Any] = Counter()
    for index in range(600):
        item = draw_item(DEV, ChainDecide(), Eligible(), index)
        file = item.record
        seen[item.gold, bool(file.unknown)] += 1
        words = facts_text(file, "zh")
        if file.unknown == "area":
            assert f"面积{file.area}" not in words
        if file.unknown == "staff":
            assert f"参保{file.staff}人" not in words
        assert file.graduates <= file.staff
    assert seen[INSUFFICIENT, False] == 0
    assert min(seen["meets", True], seen["refuse", True], seen["meets", False], seen["refuse", False]) >= 20


def test_a_refused_file_breaks_one_clause_only() -> None:
    for index in range(300):
        file = draw_item(DEV, ChainDecide(), DecidingClause(), index).record
        broken = [clause for clause, kept in standing(file).items() if kept is False]
        assert broken == ([file.broken] if file.broken else [])
        assert result(file) == (("refuse", file.broken) if file.broken else ("meets", None))


def test_decisions_that_harm() -> None:
    for index in range(60):
        decision = draw_item(DEV, ChainDecide(), Decision(), index)
        gold: Any = decision.gold
        accepts = {"decision": "accept", "clause": None, "missing": ()}
        assert Decision().harms(accepts, decision.record) == (gold["decision"] != "accept")
        assert not Decision().harms({**gold, "decision": "refuse"}, decision.record)
        missing = draw_item(DEV, ChainDecide(), MissingMaterials(), index)
        assert MissingMaterials().harms((), missing.record) == bool(missing.gold)
        due = draw_item(DEV, ChainDecide(), DueDay(), index)
        gold = due.gold
        assert DueDay().harms({"due": "2099-01-01"}, due.record)
        assert not DueDay().harms({"due": gold["due"]} if gold["due"] else {"due": None}, due.record)


def test_counting_by_weeks() -> None:
    """Accepted on Wednesday 1 July 2026 with no holidays: the 20th working day is 29 July (see the licence clock)."""
    assert weekdays(date(2026, 7, 1), date(2026, 7, 29)) == 20
    assert weekdays(date(2026, 7, 3), date(2026, 7, 5)) == 0
