"""The shared bootstrap: agrees with the formula where there is one, covers where there is none."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from harness.rng import Rng
from harness.stats.bootstrap import bias_corrected, column, deviation, members_of, replicates, resample
from harness.stats.cells import Cluster, add_half, curriculum_path, nested_weights
from harness.stats.power import Planned, power_of
from harness.stats.strata import variance

KINDS = ("letter", "option_text", "number", "record")


def family(number: int, mean: Fraction, floor: Fraction = Fraction(0), n: int = 8) -> Cluster:
    d, t, kind = f"d{number // 12}", f"t{number // 4}", KINDS[number % 4]
    return Cluster(f"{d}/{t}/{kind}", f"{d}/{t}", d, kind, n, mean, floor)


def spread_out(count: int = 24) -> list[Cluster]:
    rng = Rng(b"spread out")
    return [family(i, Fraction(rng.below(101), 100)) for i in range(count)]


def mean_of(v: object) -> object:
    return np.asarray(v)[..., 0]


def test_a_mean_has_the_variance_of_the_formula() -> None:
    members = spread_out()
    found = replicates(resample(members_of([members])), [column(members)], mean_of)
    weights = nested_weights([curriculum_path(c) for c in members])
    assert found.se == pytest.approx(math.sqrt(variance(members, weights)[0]), rel=0.05)
    assert found.corrected == pytest.approx(found.value, abs=0.01)


def test_a_column_of_some_families_has_it_too() -> None:
    """One family of each stratum of three is not eligible: the other two stand for themselves."""
    members = spread_out()
    some = [c for i, c in enumerate(members) if i % 12 >= 4]
    found = replicates(resample(members_of([members])), [column(some)], mean_of)
    weights = nested_weights([curriculum_path(c) for c in some])
    assert found.se == pytest.approx(math.sqrt(variance(some, weights)[0]), rel=0.05)


def test_lone_families_follow_their_kind() -> None:
    members = [
        Cluster(f"d{i}/t/f", f"d{i}/t", f"d{i}", "letter", 8, Fraction(i, 10), Fraction(0)) for i in range(5)
    ]
    found = replicates(resample(members_of([members])), [column(members)], mean_of)
    assert found.se == pytest.approx(math.sqrt(0.025 / 5), rel=0.05)  # variance of 0, .1, .2, .3, .4


def test_stratum_weights_are_rescaled_draws_of_one_less() -> None:
    draws = resample(members_of([spread_out()]))
    ordered = sorted(members_of([spread_out()]))
    by_stratum: dict[tuple[str, str], list[int]] = {}
    for j, (_, domain, kind) in enumerate(ordered):
        by_stratum.setdefault((domain, kind), []).append(j)
    for places in by_stratum.values():
        assert len(places) == 3
        drawn = (draws.moves[:, places] + 1) * 2 / 3  # counts among m - 1 = 2 draws of 3
        assert np.allclose(drawn, np.round(drawn)) and np.allclose(drawn.sum(axis=1), 2)
    assert abs(draws.moves.mean()) < 0.01 and abs(draws.signs.mean()) < 0.02


def test_draws_are_named_by_the_families_alone() -> None:
    members = spread_out()
    again = resample.__wrapped__(members_of([members[::-1]]), 2000)
    assert np.array_equal(again.moves, resample(members_of([members])).moves)
    other = resample(members_of([members[:-1]]))
    assert not np.array_equal(other.moves[:, 0], again.moves[:, 0])


def worst(u: object) -> object:
    return np.min(np.asarray(u), axis=-1)


def test_equal_answers_have_no_bias_and_still_a_width() -> None:
    ones = [family(i, Fraction(1), add_half([Fraction(1)] * 8)) for i in range(24)]
    found = replicates(resample(members_of([ones])), [column(ones)] * 3, worst)
    estimate = bias_corrected(found, "m", (192, 24), bounds=(0.0, 1.0))
    assert estimate.value == 1.0 and deviation(found.plain) == 0.0
    assert estimate.low is not None and 0.9 < estimate.low < 1.0 and estimate.high == 1.0


def test_correction_takes_off_selection_bias() -> None:
    """The smallest of eight equal columns is too small; the correction brings it back towards the truth."""
    rng, raw, mended = Rng(b"selection"), 0.0, 0.0
    for _ in range(30):
        columns = [
            [family(i, Fraction(50 + rng.below(41), 100)) for i in range(24)] for _ in range(8)
        ]  # mean 0.70
        found = replicates(resample(members_of(columns)), [column(c) for c in columns], worst)
        raw, mended = raw + found.value / 30, mended + found.corrected / 30
    assert raw < mended - 0.01 < 0.70
    assert abs(mended - 0.70) < 0.7 * abs(raw - 0.70)


def test_power_is_the_usual_formula() -> None:
    """Difference variance 1/9 and 80 % power: 3 points need 968 independent items (Miller 2024)."""
    items = [Planned("d", "t", "letter", 1) for _ in range(968)]
    found = power_of(items, skill=0.5, spread=0.0, correlation=7 / 9)
    assert found.detectable == pytest.approx(0.03, abs=5e-5)
    assert found.half_width == pytest.approx(1.9624 * 0.5 / math.sqrt(968), rel=1e-3)
    assert (found.items, found.families) == (968, 968)


def test_power_grows_with_items_until_families_are_the_limit() -> None:
    def detectable(items: int, count: int = 36) -> float:
        plan = [
            Planned(f"d{i // 9}", f"d{i // 9}/t{i // 3}", KINDS[i % 4], items, 0.25) for i in range(count)
        ]
        return power_of(plan).detectable

    assert detectable(8) > detectable(32) > detectable(320) > 0.6 * detectable(32)
    assert detectable(8, 72) < detectable(8, 36)
    with pytest.raises(ValueError, match="no families"):
        power_of([])
