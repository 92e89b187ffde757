"""Robustness: who is asked what, monotone and chance-corrected scores, coverage, diagnostics."""

from __future__ import annotations

import dataclasses
import math
import random
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from rowkit import CHANCES, Trio, bernoulli, families, normal, row, rows_of

from harness.draw import Source
from harness.errors import UsageError
from harness.form import Form
from harness.rng import Rng
from harness.runners.robustness import Robustness, score
from harness.stats.bootstrap import bias_corrected
from harness.types import Row, Sheet


@dataclass(frozen=True)
class Restyled:
    """Another prompt format: applies to everything."""

    name: str = "restyled"
    group: str = "G4"
    style: int = 1

    def apply(self, sheet: Sheet, family: Any, rng: Rng) -> Sheet | None:
        return replace(sheet, layout=replace(sheet.layout, style=self.style))


@dataclass(frozen=True)
class Shifted:
    """Options moved: applies to choice kinds only."""

    name: str = "shifted"
    group: str = "G5"

    def apply(self, sheet: Sheet, family: Any, rng: Rng) -> Sheet | None:
        if not sheet.item.options:
            return None
        return replace(sheet, layout=replace(sheet.layout, shift=1 + rng.below(3)))


@dataclass(frozen=True)
class EnglishOnly:
    """Half of the sheets of every family."""

    name: str = "english"
    group: str = "G1"

    def apply(self, sheet: Sheet, family: Any, rng: Rng) -> Sheet | None:
        return replace(sheet, layout=replace(sheet.layout, style=3)) if sheet.lang == "en" else None


FORM = Form("steel", "tiny", Source("dev"), ((Trio(), 4),))
CLEAN = 3 * 4 * 2
GROUPS = ("G1", "G2", "G3", "G4", "G5")


def runner(groups: tuple[str, ...] = GROUPS) -> Robustness:
    """A runner for reducing: its perturbations only say which groups there are."""
    return Robustness(tuple(Restyled(f"p{g}", g) for g in groups))


# --- ask ---


def test_asks_clean_perturbed_and_null_sheets() -> None:
    sheets = Robustness((Restyled(), EnglishOnly()), minimum_families=3, both_languages=True).ask(FORM)
    assert len({s.sheet_id for s in sheets}) == len(sheets)
    by_group = {g: [s for s in sheets if s.group == g] for g in ("clean", "G1", "G4", "null")}
    assert {g: len(v) for g, v in by_group.items()} == {
        "clean": CLEAN, "G1": CLEAN // 2, "G4": CLEAN, "null": CLEAN // 3,
    }  # fmt: skip
    assert all(FORM.family(s.item).kind == "letter" and s.replicate == 1 for s in by_group["null"])
    assert all(s.layout.shots == 0 for s in sheets)
    clean_keys = {s.sheet_id: FORM.request(s).key for s in by_group["clean"]}
    for s in by_group["null"]:  # asked anew, so another key
        assert FORM.request(s).key != clean_keys[f"{s.item.draw_id}/{s.lang}/clean"]


def test_languages_alternate_unless_both_are_wanted() -> None:
    sheets = [s for s in Robustness((Restyled(),), minimum_families=3).ask(FORM) if s.group == "G4"]
    assert len(sheets) == CLEAN // 2
    assert len({s.item.draw_id for s in sheets}) == CLEAN // 2, "every item is asked once"
    for family in FORM.families:
        langs = [s.lang for s in sheets if s.item.family == family]
        assert langs.count("zh") == langs.count("en") == 2


def test_perturbations_of_a_group_take_turns_by_pairs_of_items() -> None:
    several = (Restyled("a", style=1), EnglishOnly("b", "G4"), Restyled("c", style=2))
    robust = Robustness(several, minimum_families=3, null=False, both_languages=True)
    sheets = [s for s in robust.ask(FORM) if s.group == "G4"]
    assert len(sheets) == CLEAN
    chosen = {(s.item.index, s.lang): s.perturbation for s in sheets}
    assert [chosen[i, "zh"] for i in range(4)] == ["a", "a", "c", "c"]
    assert [chosen[i, "en"] for i in range(4)] == ["a", "a", "b", "b"]


def test_a_first_look_may_perturb_some_items_only() -> None:
    """Every item is asked clean; perturbed and again only the first ones of each family."""
    robust = Robustness((Restyled(),), minimum_families=3, items=2)
    asked = robust.ask(FORM)
    assert {s.item.index for s in asked if s.group == "clean"} == {0, 1, 2, 3}
    assert {s.item.index for s in asked if s.group != "clean"} == {0, 1}
    assert {s.group for s in asked} == {s.group for s in dataclasses.replace(robust, items=0).ask(FORM)}


def test_a_group_that_counts_nowhere_is_refused_with_the_counts() -> None:
    with pytest.raises(UsageError) as err:
        Robustness((Restyled(), Shifted()), minimum_families=3).ask(FORM)
    assert "group G5 counts in no domain" in str(err.value) and "steel 1" in str(err.value)
    asked = Robustness((Restyled(), Shifted()), groups=("G4",), minimum_families=3).ask(FORM)
    assert {s.group for s in asked} == {"clean", "G4", "null"}


def test_only_eligible_families_are_asked() -> None:
    asked = Robustness((Shifted(),), minimum_families=1, null=False).ask(FORM)
    assert {s.item.family for s in asked if s.group == "G5"} == {"steel/weldability/cev_choice"}


def test_an_unknown_group_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="no perturbation of group 'G9'"):
        Robustness((Restyled(),), groups=("G9",)).ask(FORM)


# --- reduce ---


def test_rs_is_half_mean_and_half_worst_quarter() -> None:
    """Answers right in all families of 0 chance: u is the share of groups' items that are right."""
    skill = {"clean": 1.0, "G1": 1.0, "G2": 0.75, "G3": 0.5, "G4": 0.25, "G5": 0.0}
    rows = rows_of(lambda n, i, lang, group: float(i < 4 * skill[group]), groups=tuple(skill), chance=0.0)
    found = runner().reduce(rows)
    assert {g: found[f"groups/{g}"].value for g in GROUPS} == {g: skill[g] for g in GROUPS}
    assert found["groups/clean"].value == 1.0
    assert found["robustness/raw"].value == pytest.approx(100 * (0.5 * 0.5 + 0.5 * (0.0 + 0.25) / 2))
    assert found["robustness"].value == found["robustness/raw"].value  # families agree: no bias to take off
    assert found["robustness"].n == 24 * 4 and found["robustness"].clusters == 24


def test_constant_answers_where_balanced_give_exactly_zero() -> None:
    """Always A: a quarter of the letters in every family, nothing elsewhere."""
    kinds = {n: kind for n, _, _, _, kind in families(("automotive_parts", "steel"), 3, 4)}
    rows = rows_of(lambda n, i, lang, g: float(i == 0 and CHANCES[kinds[n]] > 0), groups=("clean", *GROUPS))
    found = runner().reduce(rows)
    assert all(found[f"groups/{g}"].value == 0.0 for g in GROUPS)
    assert found["robustness"].value == found["robustness/raw"].value == 0.0
    assert found["robustness"].high is not None and 0 < found["robustness"].high < 15
    assert found["diagnostics/pdr/G1"].value is None and "clean u" in found["diagnostics/pdr/G1"].reason


def test_thirds_are_thirds() -> None:
    rows = rows_of(lambda n, i, lang, g: float(i == 0), items=3, groups=("clean", "G1"), chance=1 / 3)
    assert runner(("G1",)).reduce(rows)["robustness"].value == 0.0


def test_perfect_is_a_hundred_with_an_interval() -> None:
    found = runner().reduce(rows_of(lambda *_: 1.0, groups=("clean", *GROUPS)))
    best = found["robustness"]
    assert best.value == best.high == 100.0 and best.low is not None and 85 < best.low < 100
    assert found["diagnostics/worst_case"].value == 1.0
    assert found["diagnostics/pdr/G1"].value == 0.0


def test_doing_worse_on_a_row_never_helps() -> None:
    rng = Rng(b"monotone")
    rows = rows_of(lambda *_: bernoulli(rng, 0.7), groups=("clean", *GROUPS))
    before = runner().reduce(rows)["robustness/raw"].value
    assert before is not None
    for position in (i for i, r in enumerate(rows) if r.group != "clean" and r.value == 1.0 and i % 40 == 0):
        worse = [*rows[:position], replace(rows[position], value=0.0), *rows[position + 1 :]]
        after = runner().reduce(worse)["robustness/raw"].value
        assert after is not None and after < before


def test_order_of_rows_and_other_answerers_change_nothing() -> None:
    rng = Rng(b"order")
    rows = rows_of(lambda *_: bernoulli(rng, 0.6), groups=("clean", "G1", "G2", "null"), chance=1 / 3)
    expected = runner(("G1", "G2")).reduce(rows)
    runner(("G1", "G2")).reduce(rows_of(lambda *_: 0.0, groups=("clean", "G1", "G2")))
    shuffled = random.Random(0).sample(rows, len(rows))
    assert runner(("G1", "G2")).reduce(shuffled) == expected


def test_a_group_missing_in_a_domain_is_averaged_over_the_others() -> None:
    rows = rows_of(lambda *_: 1.0, groups=("clean", "G1"), chance=0.0)
    half = [
        dataclasses.replace(r, value=0.0) if r.domain == "steel" else r
        for r in rows_of(lambda *_: 1.0, groups=("G2",), chance=0.0)
    ]
    only_auto = [r for r in half if r.domain == "automotive_parts"]
    assert runner(("G1", "G2")).reduce([*rows, *half])["groups/G2"].value == 0.5
    assert runner(("G1", "G2")).reduce([*rows, *only_auto])["groups/G2"].value == 1.0


def test_unscored_rows_and_groups() -> None:
    rows = rows_of(lambda n, i, lang, g: None if g == "G1" and i == 0 else 1.0, groups=("clean", "G1"))
    found = runner(("G1",)).reduce(rows)
    assert found["robustness"].value == 100.0 and found["groups/G1"].n == 24 * 3
    gone = runner(("G1", "G2")).reduce(rows)
    assert gone["robustness"].value is None and gone["robustness"].reason == "G2: no row"
    lost = runner(("G1",)).reduce(
        [replace(r, value=None, verdict=None) if r.group == "G1" else r for r in rows]
    )
    assert lost["robustness"].value is None and "no scored answer" in lost["robustness"].reason


def test_label_changing_groups_are_scored_as_pairs() -> None:
    """An answerer that always abstains gets every missing-premise item right and no credit."""
    rows = rows_of(lambda n, i, lang, g: float(g == "G8"), groups=("clean", "G8"), chance=0.0)
    assert runner(("G8",)).reduce(rows)["groups/G8"].value == 0.0
    both = rows_of(lambda *_: 1.0, groups=("clean", "G8"))
    assert runner(("G8",)).reduce(both)["groups/G8"].value == 1.0


# --- interval ---


@pytest.mark.parametrize(
    "profile", [(0.7,) * 8, (0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.5)], ids=["equal", "graded"]
)
def test_coverage_of_the_interval(profile: tuple[float, ...]) -> None:
    """Families differ, groups share them: intervals hold the truth at least 9 times in 10."""
    names = [f"G{g}" for g in range(len(profile))]
    truth, held, repeats = float(score(np.array(profile))), 0, 40
    for repeat in range(repeats):
        rng = Rng(b"rs", repeat, str(profile))
        shift = {n: 0.08 * normal(rng) for n in range(24)}
        level = dict(zip(names, profile, strict=True))
        rows = rows_of(
            lambda n, i, lang, g: bernoulli(rng, min(1, level[g] + shift[n])) if lang == "zh" else None,  # noqa: B023
            groups=names, chance=0.0, items=6,
        )  # fmt: skip
        found = bias_corrected(runner(tuple(names)).replicates(rows), "", (0, 0), bounds=(0.0, 100.0))
        assert found.low is not None and found.high is not None
        held += found.low <= truth <= found.high
    assert held / repeats >= 0.9


# --- diagnostics ---


def flip_rows() -> list[Row]:
    """Clean all right; G1 wrong on item 0; the null re-run wrong on item 3 of family 0."""

    def answer(n: int, i: int, lang: str, group: str) -> float:
        return float(not (group == "G1" and i == 0) and not (group == "null" and n == 0 and i == 3))

    rows = rows_of(answer, groups=("clean", "G1", "null"), chance=0.0)
    return [r for r in rows if r.group != "null" or r.kind in ("letter", "option_text")]


def test_flips_and_their_excess_over_the_null() -> None:
    found = runner(("G1",)).reduce(flip_rows())
    assert found["diagnostics/flips/G1"].value == 0.25
    null = found["diagnostics/flips/null"]
    assert null.value is not None and null.clusters == 12 and 0 < null.value < 0.05
    assert found["diagnostics/excess_flips/G1"].value == pytest.approx(0.25 - null.value)
    assert found["diagnostics/worst_case"].value == 0.75
    without = runner(("G1",)).reduce([r for r in flip_rows() if r.group != "null"])
    assert without["diagnostics/excess_flips/G1"].value is None
    assert without["diagnostics/flips/null"].value is None


def test_drop_is_the_share_of_skill_lost() -> None:
    found = runner(("G1",)).reduce(flip_rows())["diagnostics/pdr/G1"]
    assert found.value == pytest.approx(0.25)
    assert found.se is not None and found.low is not None and found.low < 0.25


def test_every_number_is_an_estimate_with_interval_or_reason() -> None:
    rng = Rng(b"all")
    found = runner().reduce(rows_of(lambda *_: bernoulli(rng, 0.5), groups=("clean", "null", *GROUPS)))
    assert len(found) == 2 + 1 + 5 + 2 + 3 * 5
    for key, e in found.items():
        if e.value is None:
            assert e.reason, key
        else:
            assert e.se and e.low is not None and e.high is not None and e.low <= e.value <= e.high, key
            assert e.level == 0.95 and e.method and e.n and e.clusters, key


def test_comparison_uses_the_same_resamples() -> None:
    rng = Rng(b"pair")
    rows = rows_of(lambda *_: bernoulli(rng, 0.7), groups=("clean", *GROUPS), items=8)
    same = runner().compare(rows, rows[::-1])
    assert (same.p, same.difference.value) == (1.0, 0.0)
    hurt = [replace(r, value=0.0) if r.group != "clean" and hash_of(r) % 4 == 0 else r for r in rows]
    found = runner().compare(rows, hurt)
    assert found.p < 0.01 and found.difference.value is not None and found.difference.value > 5
    gone = runner().compare(rows, [row(value=None)])
    assert gone.difference.value is None and gone.p == 1.0


def hash_of(r: Row) -> int:
    return Rng(b"hash", r.sheet).below(1000)


def test_worst_quarter_rounds_up() -> None:
    assert score(np.array([1.0, 0.0])) == pytest.approx(25.0)
    assert score(np.array([1.0, 1.0, 1.0, 1.0, 0.0])) == pytest.approx(100 * (0.4 + 0.25))
    assert math.isclose(score(np.array([0.3])), 30.0)
