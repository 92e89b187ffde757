"""Published worked examples of the health facts, put to the solvers of the families that use them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from harness.draw import Source, draw_item
from harness.prompts import content
from harness.types import Sheet
from tasks.healthcare.desk_words import COMPLAINTS, CONTENT_SIGNS, DUTY_SIGNS, EXCERPTS
from tasks.healthcare.dosing import Infusion, PumpRate
from tasks.healthcare.early_warning import Chart, News2, Observation
from tasks.healthcare.intake import Intake, IntakeNote
from tasks.healthcare.oral_dose import OrderLimits, SingleVolume, Suspension
from tasks.healthcare.scores import AnionGap, BmiClass, Body, Clearance, Kidney, Serum
from tasks.healthcare.triage_desk import Department, TriageDesk, Visit, by_signs

D = Decimal


@pytest.mark.parametrize(
    ("dose", "kg", "mg", "mL", "published"),
    [
        ("5", "70", 400, 250, "13.1"),
        ("5", "70", 400, 500, "26.25"),  # 800 μg/mL
        ("0.1", "62", 4, 50, "4.65"),
    ],
)
def test_pump_rate(dose: str, kg: str, mg: int, mL: int, published: str) -> None:
    order = Infusion("A", D(dose), D(kg), mg, mL)
    family = PumpRate()
    assert family.tolerance.accepts(family.solve(order), D(published))  # type: ignore[arg-type]
    assert family.solve(order) == family.check(order)


def test_pump_overdose_is_critical_above_ten_per_cent() -> None:
    order = Infusion("A", D(5), D(70), 400, 500)  # 26.25 mL/h
    assert not PumpRate().harms(D("28.8"), order)
    assert PumpRate().harms(D("28.9"), order)
    assert not PumpRate().harms(D("2.6"), order)


def test_dose_by_weight() -> None:
    order = Suspension("A", 25, 1, D(12), 500, 100, daily_limit=1000)
    gold = OrderLimits().solve(order)
    assert isinstance(gold, Mapping)
    assert gold["calculated"] == gold["dose"] == D("300.0") and gold["limit"] == "none"


def test_single_limit_decides() -> None:
    """15 mg/kg, 18.5 kg, limit 250 mg, 160 mg/5 mL: 277.5 mg is cut to 250 mg, 7.8 mL."""
    order = Suspension("A", 15, 3, D("18.5"), 250, 160, daily_limit=1000)
    gold = {"calculated": D("277.5"), "dose": D("250.0"), "volume": D("7.8"), "limit": "single"}
    assert OrderLimits().solve(order) == gold == OrderLimits().check(order)
    once = Suspension("A", 15, 1, D("18.5"), 250, 160)
    assert SingleVolume().solve(once) == D("7.8")
    assert D("8.7") in SingleVolume().slips(once).values()  # the limit ignored
    assert OrderLimits().harms({**gold, "dose": D("277.5")}, order)
    assert not OrderLimits().harms({**gold, "volume": D("0.8")}, order)


@pytest.mark.parametrize(
    ("age", "sex", "kg", "creatinine", "published"),
    [
        (60, "M", 80, "1.2", "74.1"),
        (45, "F", 65, "0.9", "81.0"),
        (65, "M", 70, "1.4", "52.1"),
        (45, "F", 60, "0.9", "74.8"),
    ],
)
def test_cockcroft_gault(age: int, sex: str, kg: int, creatinine: str, published: str) -> None:
    patient = Kidney(sex, age, D(kg), D(creatinine))
    value = Clearance().solve(patient)
    assert Clearance.tolerance.accepts(value, D(published))  # type: ignore[arg-type]
    assert value == Clearance().check(patient)


def test_cockcroft_gault_in_micromoles() -> None:
    assert Clearance().solve(Kidney("F", 72, D(58), D(118), molar=True)) == D("34.9")


def test_news2_example() -> None:
    seen = Observation(D(22), D(94), D(104), D(112), D("38.4"), oxygen=True, mind="alert")
    gold = {"rr": 2, "spo2": 1, "sbp": 1, "pulse": 2, "total": 9, "risk": "high"}
    chart = Chart(14, ((8, replace(seen, mind="voice")), (14, seen)))
    assert News2().solve(chart) == gold == News2().check(chart)
    assert News2().harms({**gold, "risk": "medium"}, chart)


@pytest.mark.parametrize(
    ("Na", "Cl", "HCO3", "gap", "corrected"), [(140, 104, 24, 12, 17), (140, 108, 22, 10, 15)]
)
def test_anion_gap(Na: int, Cl: int, HCO3: int, gap: int, corrected: int) -> None:
    serum = Serum(Na, D("4.0"), Cl, HCO3, albumin=20, below=1)
    assert AnionGap().solve(serum) == corrected == AnionGap().check(serum)
    assert AnionGap().slips(serum)["not corrected"] == gap


@pytest.mark.parametrize(
    ("kg", "cm", "cls"), [("78.5", 172, "overweight"), ("72.0", 172, "overweight"), ("85.0", 172, "obese")]
)
def test_bmi_by_chinese_cut_offs(kg: str, cm: int, cls: str) -> None:
    """24.3 and 28.7 are a class lower by the WHO cut-offs."""
    body = Body(40, cm, D(kg), 1, 80)
    assert BmiClass().solve(body) == cls == BmiClass().check(body)


def test_last_years_weight_is_not_todays() -> None:
    note = Intake(
        60, ("height", "weight", "temperature", "pressure"),
        {"height": (D(172),), "temperature": (D("36.8"),), "pressure": (D(128), D(82))},
        missing="weight", old_item="weight", old=D("64.5"),
    )  # fmt: skip
    gold = IntakeNote().solve(note)
    assert isinstance(gold, Mapping)
    assert gold["weight"] is None and (gold["status"], gold["item"]) == ("missing", "weight")
    assert gold == IntakeNote().check(note)
    assert IntakeNote().harms({**gold, "status": "complete"}, note)
    assert not IntakeNote().harms({**gold, "status": "impossible"}, note)


def test_every_complaint_and_excerpt_shows_one_class() -> None:
    for name, words in COMPLAINTS.items():
        assert [by_signs(w.en, DUTY_SIGNS) for w in words] == [name] * len(words)
    for name, excerpts in EXCERPTS.items():
        assert [by_signs(w.en, CONTENT_SIGNS) for w, _, _ in excerpts] == [name] * len(excerpts)


def test_an_emergency_sent_elsewhere_is_critical() -> None:
    assert Department().harms("ortho", Visit("emergency", 1, 40, 20))
    assert not Department().harms("emergency", Visit("ortho", 1, 40, 3))


def test_history_never_names_the_department_of_today() -> None:
    task, family = TriageDesk(), Department()
    for index in range(200):
        item = draw_item(Source("dev", seed=1), task, family, index)
        assert item.record.history != item.case
        assert item.record.words.zh in content(Sheet(item, "zh"), family)


def test_only_overdoses_and_never_underdoses_are_critical() -> None:
    order = Suspension("A", 10, 1, D("20.0"), 300, 100)
    right = Fraction(SingleVolume().solve(order))  # type: ignore[arg-type]
    harmful = {v for v in SingleVolume().slips(order).values() if SingleVolume().harms(v, order)}
    assert harmful and all(Fraction(v) > right * Fraction(11, 10) for v in harmful)  # type: ignore[arg-type]
