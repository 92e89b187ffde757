"""Published or hand-worked examples of the steel facts, put through the tasks' own solvers.

A failure here means that a formula moved, not that a draw was unlucky; nothing is drawn in this file
except where a critical direction is shown on a handful of items.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from harness.draw import Source, draw_item
from harness.kit import INSUFFICIENT
from tasks.steel.carbon import Heat, limit, limit_stepped
from tasks.steel.defects import Defects, DeliveryCondition, GrindingDecision, Ground, SurfaceDefect
from tasks.steel.ladle import Addition, LadleAddition
from tasks.steel.mill_calc import PassReduction, Schedule, Slag, SlagBasicity
from tasks.steel.mill_note import ENTRIES, IDLE, NEEDS, NotComputable, ShiftNote, draw_data
from tasks.steel.plate_words import ABSENT, CONDITIONS, COOLING, DEFECTS, FEATURES, SIGNS
from tasks.steel.tonnage import ContractTonnage, Lot
from tasks.steel.weld_limits import Gapped, MostManganese, PlatesOverLimit, VerdictWithGap
from tasks.steel.weldability import CarbonEquivalent, WithinLimit

D = Decimal


def heat(c: str, mn: str, cr: str, mo: str, v: str, ni: str, cu: str, t: int = 20) -> Heat:
    return Heat(D(c), D(mn), D(cr), D(mo), D(v), D(ni), D(cu), t)


def test_carbon_equivalent_as_published() -> None:
    published = heat("0.15", "1.20", "0.10", "0.05", "0.02", "0.50", "0.20")
    assert CarbonEquivalent().solve(published) == CarbonEquivalent().check(published) == D("0.431")
    within_47 = heat("0.17", "1.42", "0.08", "0.02", "0.04", "0.06", "0.10", t=35)
    assert WithinLimit().solve(within_47) == {"cev": D("0.445"), "limit": D("0.47"), "verdict": "pass"}


@pytest.mark.parametrize(
    ("t", "value"),
    [(12, "0.45"), (30, "0.45"), (31, "0.47"), (63, "0.47"), (150, "0.47"), (151, "0.49"), (250, "0.49")],
)
def test_limit_by_thickness(t: int, value: str) -> None:
    assert limit(t) == limit_stepped(t) == D(value)


#: 37 t of steel, Mn 0.05 -> 0.50 % with silicomanganese (Mn 65.8, Si 18.5), then Si to 0.28 % with ferrosilicon.
FIRST = Addition(D(37), "Mn", D("0.05"), D("0.50"), D("65.8"), 90, 1, 1600)
SECOND = Addition(D(37), "Si", D(0), D("0.28"), D("74.1"), 80, 3, 1600, prior=281, prior_content=D("18.5"))


@pytest.mark.parametrize(("addition", "kg"), [(FIRST, 281), (SECOND, 105)])
def test_ladle_addition_as_published(addition: Addition, kg: int) -> None:
    assert LadleAddition().solve(addition) == LadleAddition().check(addition) == kg


def test_a_tenth_too_much_alloy_is_critical() -> None:
    family = LadleAddition()
    assert family.harms(D(310), FIRST) and not family.harms(D(309), FIRST) and not family.harms(D(100), FIRST)


@pytest.mark.parametrize(
    ("lot", "tonnes"),
    [
        (Lot("plate", 12, 2200, 8000, 15, 1, 0), "24.869"),  # 12x2200x8000 mm, 15 plates
        (Lot("plate", 12, 2200, 8000, 18, 3, 0, off=3), "24.869"),
        (Lot("bar", 50, 0, 1000, 1000, 1, 0), "15.413"),  # the formula value of a 50 mm bar, kg per metre
        (Lot("tube", 108, 6, 1000, 1000, 1, 0), "15.093"),  # 0.02466 x 102 x 6 kg per metre
    ],
)
def test_theoretical_mass(lot: Lot, tonnes: str) -> None:
    # 3.1416 for pi moves these by less than 0.001 %
    for value in (ContractTonnage().solve(lot), ContractTonnage().check(lot)):
        assert abs(D(str(value)) - D(tonnes)) <= D("0.001")


@pytest.mark.parametrize(("asked", "per_cent"), [(1, "21.7"), (2, "22.2"), (3, "21.4"), (0, "52.2")])
def test_reduction_of_a_known_schedule(asked: int, per_cent: str) -> None:
    schedule = Schedule((230, 180, 140, 110), asked, 1, 1500)
    assert PassReduction().solve(schedule) == PassReduction().check(schedule) == D(per_cent)
    assert D(per_cent) not in PassReduction().slips(schedule).values()


def test_basicity_of_a_known_slag() -> None:
    slag = Slag(D("38.0"), D("36.5"), D("8.2"), D("14.5"), D("1.15"), 100, 320, 100, 2)
    wanted = {"r2": D("1.04"), "r3": D("1.27"), "lime": D(3975)}  # (1.15 x 36.5 - 38.0) % of 100 t
    assert SlagBasicity().solve(slag) == SlagBasicity().check(slag) == wanted


def test_every_sign_belongs_to_one_defect() -> None:
    used = [feature for features in FEATURES.values() for feature in features]
    assert sorted(used) == sorted(SIGNS) and FEATURES.keys() == DEFECTS.keys() == ABSENT.keys()
    phrases = [sign[lang] for signs in SIGNS.values() for sign in signs for lang in ("zh", "en")]
    assert len(set(phrases)) == len(phrases)
    for signs in SIGNS.values():
        for sign in signs:  # a description never contains the term
            assert not any(term.zh in sign.zh or term.en in sign.en for term in DEFECTS.values())
    for cooling in (word for words in COOLING.values() for word in words):
        assert not any(term.zh in cooling.zh or term.en in cooling.en for term in CONDITIONS.values())


@pytest.mark.parametrize("family", [SurfaceDefect(), DeliveryCondition()])
def test_recognition_agrees_with_its_features(family: SurfaceDefect | DeliveryCondition) -> None:
    for index in range(60):
        item = draw_item(Source("dev"), Defects(), family, index)
        assert item.gold == item.case == family.check(item.record)


@pytest.mark.parametrize(
    ("cuts", "depth", "action"),
    [(("0.30",), "0.30", "release"), (("0.40", "0.80"), "1.20", "weld"), (("3.50",), "3.50", "scrap")],
)
def test_grinding_by_hand(cuts: tuple[str, ...], depth: str, action: str) -> None:
    plate = Ground(16, D("0.50"), D("16.10"), tuple(map(D, cuts)), 1, 8000)
    wanted = {"least": D("15.50"), "depth": D(depth), "action": action}
    family = GrindingDecision()
    assert family.solve(plate) == family.check(plate) == wanted
    assert family.harms({"action": "release"}, plate) == (action != "release")
    assert not family.harms({"action": "scrap"}, plate)


def test_manganese_up_to_the_limit() -> None:
    # the published heat without Mn: 0.15 + 0.17/5 + 0.70/15 = 0.23067; 6 x (0.45 - 0.23067) = 1.316, cut to 1.31
    one, family = heat("0.15", "1.20", "0.10", "0.05", "0.02", "0.50", "0.20"), MostManganese()
    assert family.solve(one) == family.check(one) == D("1.31")
    assert family.harms(D("1.32"), one) and not family.harms(D("1.31"), one)
    thick = replace(one, t=40)  # 0.47 leaves 0.12 % more
    assert family.solve(thick) == family.check(thick) == D("1.43")


def test_plates_over_their_own_limit() -> None:
    same = ("0.18", "1.50", "0.05", "0.02", "0.03", "0.10", "0.05")  # 0.46: over up to 30 mm, within above
    plates, family = tuple(heat(*same, t=t) for t in (30, 31, 25, 200)), PlatesOverLimit()
    assert family.solve(plates) == family.check(plates) == ("plate1", "plate3")
    assert family.harms(("plate1",), plates) and not family.harms(("plate1", "plate3", "plate4"), plates)


@pytest.mark.parametrize(
    ("mn", "gap", "verdict"),
    [
        ("1.20", "t", "pass"),  # 0.431
        ("1.44", "t", INSUFFICIENT),  # 0.471
        ("1.60", "t", "fail"),  # 0.497
        ("1.00", "Cr", "pass"),  # 0.377 without Cr, 0.437 with the most
        ("1.20", "Cr", INSUFFICIENT),  # 0.411 to 0.471
        ("1.50", "Cr", "fail"),  # 0.461 without any
    ],
)
def test_a_gap_that_matters_or_not(mn: str, gap: str, verdict: str) -> None:
    one, family = Gapped(heat("0.15", mn, "0.10", "0.05", "0.02", "0.50", "0.20"), gap), VerdictWithGap()
    assert family.solve(one) == family.check(one) == verdict
    assert family.harms("pass", one) == (verdict != "pass")
    assert family.harms("fail", one) == (verdict == INSUFFICIENT)


def test_a_blank_counts_only_where_its_datum_is_needed() -> None:
    family, values = NotComputable(), draw_data(Source("dev").rng("note"))
    needed = {name for needs in NEEDS.values() for need in needs for name in need.split("|")}
    assert set(values) == set(ENTRIES) == needed | set(IDLE.values())
    note = ShiftNote(
        (
            ("alloy", ("target", "residual", "steel", "content", "recovery", "loss", "tapping"), "recovery"),  # by loss
            ("basicity", ("CaO", "SiO2", "MgO"), "MgO"),
            ("mass", ("t", "width", "length", "price", "density"), "density"),
            ("reduction", ("entry", "draught", "roll"), "draught"),
        ),
        ("mass", "reduction"),
        tuple(values.items()),
        101,
    )  # fmt: skip
    assert family.solve(note) == family.check(note) == ("mass", "reduction")
    assert family.harms(("mass",), note) and not family.harms(("alloy", "mass", "reduction"), note)
    zh, en = (str(family.fields(note, lang)["notes"]) for lang in ("zh", "en"))
    assert "收得率：— %" in zh and "密度：— g/cm³" in zh and f"烧损率：{values['loss']} %" in zh
    assert "recovery: — %" in en and f"MgO: — %; plate thickness: {values['t']} mm" in en
