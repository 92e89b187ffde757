"""Published worked examples of the government-forms facts, put through the solvers that make the golds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from harness.draw import Source, draw_item
from harness.kit import Text
from harness.reading.quantity import prepared, quantities
from harness.reading.units import unit_of
from tasks.government_forms.capitals import in_capitals, in_capitals_by_erasing, value_of
from tasks.government_forms.cross_check import CrossCheck
from tasks.government_forms.fictitious import division, mobile
from tasks.government_forms.form_fill import RMB, AmountInCapitals, FormFill, Payment
from tasks.government_forms.id_card import IdCard, Registrant
from tasks.government_forms.identifiers import ID, USCC, id_character, id_is_pure, org_character, uscc_sum
from tasks.government_forms.registration import RegistrationForm
from tasks.government_forms.service_hall import BRACKETS, IncomeTax, Year
from tasks.government_forms.verify import Licence, UsccCharacter, Verify
from tasks.government_forms.working_days import Case, WorkingDays

NOBODY = Text("某人", "Somebody")
DEV = Source("dev", seed=1)


def verified(number: str) -> dict[str, Any]:
    """What both solvers say of an ID number."""
    record = Registrant(2, 1, NOBODY, number, "male", date(1990, 1, 1), "12500000000")
    answer: Any = IdCard().solve(record)
    assert answer == IdCard().check(record)
    return dict(answer)


@pytest.mark.parametrize("number", [n for n in ID.data["examples_valid"] if n != "123456789012345677"])
def test_valid_id_examples(number: str) -> None:
    answer = verified(number)
    assert answer["valid"] is True
    assert answer["birth"] == f"{number[6:10]}-{number[10:12]}-{number[12:14]}"


def test_an_example_with_a_right_check_character_and_no_birth_date() -> None:
    number = "123456789012345677"
    assert number in ID.data["examples_valid"] and id_character(number) == "7" and id_is_pure(number)
    assert verified(number)["valid"] is False and verified(number)["birth"] is None


@pytest.mark.parametrize("number", [*ID.data["examples_invalid"], "130203199002310003"])
def test_invalid_id_examples(number: str) -> None:
    """A wrong check character, and 31 February."""
    assert verified(number)["valid"] is False


def test_passing_an_invalid_number_is_critical() -> None:
    task, family = Verify(), IdCard()
    for index in range(36):
        item = draw_item(DEV, task, family, index)
        gold: Any = item.gold
        assert family.harms({**gold, "valid": True}, item.record) == (not gold["valid"])
        assert not family.harms({**gold, "valid": False}, item.record)


@pytest.mark.parametrize("code", USCC.data["examples_valid"])
def test_uscc_examples(code: str) -> None:
    record = Licence(2, 1, NOBODY, code[:17], "")
    assert UsccCharacter().solve(record) == UsccCharacter().check(record) == code[17]
    assert org_character(code[8:16]) == code[16]


def test_uscc_worked_sum() -> None:
    assert uscc_sum("91350100M000100Y4") == 1640


def test_uscc_of_remainder_0_is_0_and_the_known_bug_is_a_slip() -> None:
    """The first serial number whose weighted sum is divisible by 31."""
    bodies = [f"9113810151000{n:04d}" for n in range(400)]
    zero = next(body for body in bodies if uscc_sum(body) % 31 == 0)
    record = Licence(2, 1, NOBODY, zero, "")
    assert UsccCharacter().solve(record) == UsccCharacter().check(record) == "0"
    assert "Z" in UsccCharacter().slips(record).values()


@pytest.mark.parametrize(("amount", "accepted"), RMB.data["examples"])
def test_capitals_examples(amount: str, accepted: list[str]) -> None:
    """107000.53 may be written with 零 once, in either of two places; every spelling is worth the amount."""
    record = Payment(1, NOBODY, Decimal(amount), Decimal("0.00"))
    assert AmountInCapitals().solve(record) == AmountInCapitals().check(record)
    assert AmountInCapitals().solve(record) in accepted
    assert {value_of(words) for words in accepted} == {Decimal(amount)}


@pytest.mark.parametrize(
    ("first", "second"), [("10000.00", "0.07"), ("200530.00", "0.00"), ("20000000.00", "300.50")]
)
def test_capitals_both_ways(first: str, second: str) -> None:
    total = Decimal(first) + Decimal(second)
    assert in_capitals(total) == in_capitals_by_erasing(total)
    assert value_of(in_capitals(total)) == total


def test_wrong_capitals_follow_the_rule_and_are_another_amount() -> None:
    """All four follow the rule of writing, the gold alone is worth the amount, and two slips make up the third."""
    task, family = FormFill(), AmountInCapitals()
    for index in range(240):
        item = draw_item(DEV, task, family, index)
        options = [str(option) for option in item.options]
        assert all(in_capitals(value_of(words)) == words for words in options)
        assert sorted(options) == sorted({*options})
        worth = [words for words in options if value_of(words) == item.record.fee + item.record.deposit]
        assert worth == [item.gold]
        slips = list(family.slips(item.record))
        assert len(slips) == 3 and slips[2] == f"{slips[0]}; {slips[1]}"


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("14 working days", True),
        ("14 Business Days", True),
        ("14个工作日", True),
        ("14", False),
        ("14 days", False),
    ],
)
def test_working_days_are_read_and_are_not_days(said: str, right: bool) -> None:
    found = quantities(prepared(said))[0][0]
    assert (found.known is not None and found.known == unit_of("工作日")) == right
    assert unit_of(WorkingDays.unit["en"]) == unit_of("工作日")


def test_income_tax_example_and_quick_deductions() -> None:
    record = Year(1, NOBODY, 2024, taxable=120000, special=0, extra=0, prepaid=0)
    assert IncomeTax().solve(record) == IncomeTax().check(record) == 9480
    for upper, _, _ in BRACKETS[:-1]:  # at an edge the quick deduction must meet the bands
        edge = replace(record, taxable=upper + 1)
        assert IncomeTax().solve(edge) == IncomeTax().check(edge)


@pytest.mark.parametrize(("decided", "hearing"), [(date(2026, 7, 29), 0), (date(2026, 8, 5), 5)])
def test_licence_clock_example(decided: date, hearing: int) -> None:
    """Accepted on 1 July 2026 with no holidays: the 20th working day is 29 July, with a hearing of 5 it is 5 August."""
    record = Case(3, 1, NOBODY, date(2026, 7, 1), decided, None, None, hearing, 3)
    assert WorkingDays().solve(record) == WorkingDays().check(record) == 20


def test_what_was_not_said_is_null() -> None:
    task, family = FormFill(), RegistrationForm()
    for index in range(40):
        item = draw_item(DEV, task, family, index)
        gold: Any = item.gold
        assert (gold["phone"] is None) == ("no phone" in item.case)
        assert (gold["opens"] is None) == ("no date" in item.case)


def test_no_set_of_boxes_is_frequent() -> None:
    golds = Counter(draw_item(DEV, Verify(), CrossCheck(), index).gold for index in range(480))
    assert max(golds.values()) <= 48


def test_a_missed_code_is_critical() -> None:
    task, family = Verify(), CrossCheck()
    items = [draw_item(DEV, task, family, index) for index in range(36)]
    hits = [item for item in items if "code" in item.record.changed]
    assert hits and all(family.harms((), item.record) for item in hits)
    assert not any(family.harms(item.gold, item.record) for item in items)


def test_identities_cannot_belong_to_anyone() -> None:
    rng = DEV.rng("identities")
    for _ in range(200):
        assert 81 <= int(division(rng)[2:4]) <= 99
        assert mobile(rng).startswith("125") and len(mobile(rng)) == 11
