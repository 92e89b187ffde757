"""Published roundings of GB/T 8170-2008 and hand-made limit cases, put through the task's own solvers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from harness.kit import INSUFFICIENT, fact
from tasks.steel.rounding import Log, Raw, RoundOff, WrongRows, slip
from tasks.steel.rounding_limits import BoundaryReading, Edge, Reading, TwoMethods
from tasks.steel.rounding_report import Report, ReportedValue

D = Decimal
PUBLISHED = fact("tasks.steel", "steel.rounding").data["examples"]


@pytest.mark.parametrize(("value", "step", "result"), PUBLISHED)
def test_rounding_as_published(value: str, step: str, result: str) -> None:
    raw = Raw(D(value), D(step), 1)
    assert RoundOff().solve(raw) == RoundOff().check(raw) == D(result)
    assert slip(raw) != D(result)


def test_rows_that_are_wrong() -> None:
    raws = (
        Raw(D("28.165"), D("0.01"), 1),
        Raw(D("28.175"), D("0.01"), 1),
        Raw(D("-0.0365"), D("0.001"), 1),
        Raw(D("15.4546"), D(1), 1),
    )
    log = Log(raws, (D("28.17"), D("28.18"), D("-0.037"), D(15)))
    family = WrongRows()
    assert family.solve(log) == family.check(log) == ("a", "c")
    assert family.harms(("a",), log) and not family.harms(("a", "b", "c"), log)


@pytest.mark.parametrize(
    ("outside", "value", "rounded", "full", "by_rounded"),
    [  # 0.025 to 0.035, the limit at the end named being out
        ("low", "0.0354", "0.035", "fail", "pass"),
        ("low", "0.0357", "0.036", "fail", "fail"),
        ("high", "0.0347", "0.035", "pass", "fail"),
        ("high", "0.0341", "0.034", "pass", "pass"),
        ("high", "0.0246", "0.025", "fail", "pass"),
        ("low", "0.0252", "0.025", "pass", "fail"),
    ],
)
def test_both_methods(outside: str, value: str, rounded: str, full: str, by_rounded: str) -> None:
    reading = Reading("P", D("0.025"), D("0.035"), outside, D("0.001"), (D(value),), 1)
    family = TwoMethods()
    assert family.solve(reading) == family.check(reading)
    assert family.solve(reading) == {"rounded": D(rounded), "full": full, "by_rounded": by_rounded}
    wrong = {"full": "pass", "by_rounded": "pass"}
    assert family.harms(wrong, reading) == ("fail" in (full, by_rounded))


@pytest.mark.parametrize(
    ("comparator", "limit", "last", "edge"),
    [
        ("<=", "0.045", "0.0001", "0.0454"),  # 0.0455 is a tie and goes up to 0.046
        ("<=", "0.044", "0.0001", "0.0445"),  # 0.0445 is a tie and comes back to 0.044
        ("<", "0.045", "0.00001", "0.04450"),
        (">=", "0.020", "0.0001", "0.0195"),
        (">=", "0.021", "0.0001", "0.0206"),
    ],
)
def test_boundary_readings(comparator: str, limit: str, last: str, edge: str) -> None:
    record, family = Edge("P", comparator, D(limit), D("0.001"), D(last), 1), BoundaryReading()
    assert family.solve(record) == family.check(record) == D(edge)
    outside = D(last) if "<" in comparator else -D(last)
    assert family.harms(D(edge) + outside, record) and not family.harms(D(edge) - outside, record)


@pytest.mark.parametrize(
    ("comparator", "value", "mark", "verdict"),
    [
        ("<=", "0.03", "none", INSUFFICIENT),  # 0.025 to 0.035 against 0.032
        ("<=", "0.03", "down", INSUFFICIENT),  # 0.030 to 0.035
        ("<=", "0.03", "up", "pass"),  # 0.025 to 0.030
        ("<=", "0.02", "none", "pass"),
        ("<=", "0.04", "none", "fail"),
        ("<=", "0.04", "up", "fail"),  # 0.035 to 0.040
        (">=", "0.03", "up", "fail"),
        (">=", "0.03", "none", INSUFFICIENT),
        (">=", "0.04", "down", "pass"),
    ],
)
def test_reported_values(comparator: str, value: str, mark: str, verdict: str) -> None:
    record, family = Report("P", comparator, D("0.032"), D("0.01"), D(value), mark, 1), ReportedValue()
    assert family.solve(record) == family.check(record) == verdict
    assert family.harms("pass", record) == (verdict != "pass")
    assert family.harms("fail", record) == (verdict == INSUFFICIENT)


@pytest.mark.parametrize(("mark", "verdict"), [("down", "fail"), ("up", "pass"), ("none", INSUFFICIENT)])
def test_a_value_reported_just_at_the_limit(mark: str, verdict: str) -> None:
    for comparator in ("<=", "<"):
        record = Report("P", comparator, D("0.030"), D("0.01"), D("0.03"), mark, 1)
        assert ReportedValue().solve(record) == ReportedValue().check(record) == verdict
