"""Published or hand-worked examples of Pcm and CET, put through the task's own solvers; nothing is drawn."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from harness.kit import INSUFFICIENT
from tasks.steel.cold_cracking import CrackingIndex, CrackingIndexChoice, IndexVerdict
from tasks.steel.cracking_cause import Culprit, Drift, MostAllowed, Unreported
from tasks.steel.cracking_index import Heat, right_index

D = Decimal
#: The example of the research table, Pcm 0.197 (0.19733).
ST04 = Heat(
    D("0.07"), D("0.25"), D("1.55"), D("0.20"), D("0.20"), D("0.30"), D("0.15"), D("0.04"), D("0.0005")
)
#: CET = 0.16 + (1.40 + 0.10)/10 + (0.20 + 0.10)/20 + 0.40/40 = 0.335
HIGH = Heat(
    D("0.16"), D("0.30"), D("1.40"), D("0.10"), D("0.20"), D("0.40"), D("0.10"), D("0.03"), D("0.0010")
)


@pytest.mark.parametrize(("heat", "name", "value"), [(ST04, "Pcm", "0.197"), (HIGH, "CET", "0.335")])
def test_index_as_published(heat: Heat, name: str, value: str) -> None:
    assert right_index(heat) == name
    for family in (CrackingIndex(), CrackingIndexChoice()):
        assert family.solve(heat) == family.check(heat) == D(value)
    assert D(value) not in CrackingIndexChoice().slips(heat).values()


@pytest.mark.parametrize(
    ("heat", "name", "value", "verdict"), [(ST04, "Pcm", "0.197", "pass"), (HIGH, "CET", "0.335", "fail")]
)
def test_verdict(heat: Heat, name: str, value: str, verdict: str) -> None:
    family = IndexVerdict()  # limits 0.20 and 0.32
    assert (
        family.solve(heat) == family.check(heat) == {"formula": name, "value": D(value), "verdict": verdict}
    )
    assert family.harms({"verdict": "pass"}, heat) == (verdict == "fail")


def test_the_culprit_is_not_the_one_that_moved_most() -> None:
    # C +0.03 adds 0.030; Cr +0.20 adds 0.010, Ni +0.40 adds 0.0067, Mn +0.10 adds 0.005; 0.22 is exceeded by 0.029
    heat = replace(ST04, C=D("0.10"), Cr=D("0.40"), Ni=D("0.70"), Mn=D("1.65"), pcm_limit=D("0.22"))
    drift = Drift(ST04, heat, ("C", "Cr", "Ni", "Mn"))
    family = Culprit()
    assert family.solve(drift) == family.check(drift) == "C"
    assert sorted(map(str, family.slips(drift).values())) == ["Cr", "Mn", "Ni"]


def test_most_allowed_by_hand() -> None:
    # (0.20 - 0.19733) x 20 = 0.0533 % Mn more than 1.55 %: 1.6033, cut down to 1.60
    low = replace(ST04, missing="Mn")
    family = MostAllowed()
    assert family.solve(low) == family.check(low) == D("1.60")
    assert family.harms(D("1.62"), low) and not family.harms(D("1.50"), low)
    # (0.32 - 0.335) x 10 = -0.15 % Mn
    high = replace(HIGH, missing="Mn")
    assert family.solve(high) == family.check(high) == D("1.25")


@pytest.mark.parametrize(
    ("heat", "missing", "wanted"),
    [
        (ST04, "B", {"index": None, "missing": "B", "verdict": INSUFFICIENT}),
        (HIGH, "B", {"index": D("0.335"), "missing": None, "verdict": "fail"}),
        (HIGH, "Ni", {"index": None, "missing": "Ni", "verdict": INSUFFICIENT}),
        (ST04, "", {"index": D("0.197"), "missing": None, "verdict": "pass"}),
    ],
)
def test_an_unreported_element(heat: Heat, missing: str, wanted: dict[str, object]) -> None:
    one, family = replace(heat, missing=missing), Unreported()
    assert family.solve(one) == family.check(one) == wanted
    assert family.harms({"verdict": "pass"}, one) == (wanted["verdict"] != "pass")
    assert family.harms({"index": D("0.2")}, one) == (wanted["index"] is None)
