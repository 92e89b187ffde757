"""The curriculum and form estimands: textbook degrees of freedom, coverage, borrowed and floored variances."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.rng import Rng
from harness.stats.cells import Cluster, add_half, corrected, curriculum_path, nested_weights
from harness.stats.estimates import student_p
from harness.stats.exact import wilson
from harness.stats.fixed import rate, this_form
from harness.stats.strata import curriculum, satterthwaite, variance

KINDS = ("letter", "option_text", "number", "record")


def cluster(
    mean: Fraction | str, *, n: int = 8, domain: str = "d", task: str = "t", family: str = "f",
    kind: str = "letter", chance: str = "0",
) -> Cluster:  # fmt: skip
    m = Fraction(mean)
    p = (m * n + Fraction(1, 2)) / (n + 1)
    return Cluster(
        f"{domain}/{task}/{family}", f"{domain}/{task}", domain, kind, n, m, p * (1 - p) / n, Fraction(chance)
    )


def quiet(mean: str, **where: str) -> Cluster:
    """A family of so many items that their noise is nothing."""
    return cluster(mean, n=10**9, **where)  # type: ignore[arg-type]


# Welch's unequal-variances test as in the usual tables: (variance, n) of two samples, then df and p.
@pytest.mark.parametrize(
    ("a", "b", "gap", "df", "p"),
    [((7.9, 15), (3.8, 15), 2.2, 24.9, 0.020), ((9.0, 10), (0.9, 20), 1.6, 9.9, 0.13)],
)
def test_satterthwaite_is_welchs(
    a: tuple[float, int], b: tuple[float, int], gap: float, df: float, p: float
) -> None:
    total, found = satterthwaite([(v / n, n - 1) for v, n in (a, b)])
    assert found == pytest.approx(df, abs=0.05)
    assert student_p(gap / math.sqrt(total), found) == pytest.approx(p, abs=0.002)


def test_one_stratum_is_the_plain_t_interval() -> None:
    values = ["0.2", "0.5", "0.4", "0.7"]
    found = curriculum([quiet(v, family=f"f{i}") for i, v in enumerate(values)], bounds=None)
    sd = math.sqrt(sum((float(v) - 0.45) ** 2 for v in values) / 3)
    assert (found.value, found.se) == pytest.approx((0.45, sd / 2))
    assert found.high == pytest.approx(0.45 + 3.182446 * sd / 2, abs=1e-6)  # t(0.975, 3)
    assert (found.clusters, found.n) == (4, 4 * 10**9)


def test_kinds_differ_by_design_and_cost_nothing() -> None:
    """Two kinds far apart, each of one mind: only what happens inside a kind is spread."""
    members = [
        quiet(v, family=f"f{i}", kind=k)
        for i, (v, k) in enumerate(
            [("0.90", "letter"), ("0.92", "letter"), ("0.10", "number"), ("0.12", "number")]
        )
    ]
    found = curriculum(members, bounds=None)
    assert found.se == pytest.approx(math.sqrt(4 * 0.0002 / 16), rel=1e-6)
    assert found.low is not None and found.low > 0.47


def test_a_lone_family_borrows_its_kinds_spread() -> None:
    lenders = [quiet(v, domain="d1", family=f"f{i}", kind="number") for i, v in enumerate(("0.2", "0.4"))]
    lone = quiet("0.9", domain="d2", kind="number")
    stranger = [quiet(v, domain="d2", family=f"s{i}", kind="letter") for i, v in enumerate(("0.5", "0.501"))]
    members = [*lenders, lone, *stranger]
    weights = [Fraction(1, 5)] * 5
    v, df = variance(members, weights)
    assert v == pytest.approx(3 * 0.02 / 25 + 2 * 5e-7 / 25)
    assert df == pytest.approx(1.0, abs=1e-3)  # one estimate with one degree of freedom, used three times


def test_kinds_alone_everywhere_compare_their_domains() -> None:
    members = [quiet(v, domain=f"d{i}") for i, v in enumerate(("0.2", "0.4"))]
    v, df = variance(members, [Fraction(1, 2)] * 2)
    assert (v, df) == pytest.approx((0.02 / 2, 1.0))


@pytest.mark.parametrize("mean", ["0", "1"])
def test_equal_cells_never_give_a_point(mean: str) -> None:
    members = [cluster(mean, domain=d, family=f"f{i}") for d in ("d1", "d2") for i in range(3)]
    found = curriculum(members)
    assert found.value == float(mean)
    assert found.low is not None and found.high is not None and 0.005 < found.high - found.low < 0.2
    assert found.se is not None and found.se > 0
    assert 0 <= found.low <= found.high <= 1
    one = curriculum([cluster(mean, n=1)])
    assert one.low is not None and one.high is not None and one.high - one.low > 0.9


def test_a_lost_family_takes_the_value_with_it() -> None:
    found = curriculum(
        [cluster("0.5"), Cluster("d/t/gone", "d/t", "d", "letter", 0, Fraction(0), Fraction(0))]
    )
    assert found.value is None and found.low is None
    assert found.reason == "no scored answer in d/t/gone"
    assert curriculum([]).value is None and this_form([]).value is None


def test_weights_are_equal_at_each_level() -> None:
    paths = [("a", "t1", "f1"), ("a", "t1", "f2"), ("a", "t2", "f3"), ("b", "t3", "f4")]
    assert nested_weights(paths) == [Fraction(1, 8), Fraction(1, 8), Fraction(1, 4), Fraction(1, 2)]


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from("tuv"), st.sampled_from(KINDS), st.integers(0, 8)),
        min_size=1,
        max_size=24,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_families_changes_no_bit(rows: list[tuple[str, str, str, int]], random: object) -> None:
    members = [
        cluster(Fraction(right, 8), domain=d, task=t, family=f"f{i}", kind=k, chance="1/3")
        for i, (d, t, k, right) in enumerate(rows)
    ]
    shuffled = members[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert curriculum(shuffled) == curriculum(members)
    assert this_form(shuffled) == this_form(members)
    assert sum(nested_weights([curriculum_path(c) for c in shuffled])) == 1
    found = curriculum(shuffled)
    assert found.low is not None and found.high is not None and found.value is not None
    assert 0 <= found.low <= found.value <= found.high <= 1 and found.low < found.high


def test_correction_puts_chance_at_zero_and_perfect_at_one() -> None:
    assert corrected(cluster("1/3", chance="1/3")).mean == 0
    assert corrected(cluster("1", chance="1/3")).mean == 1
    assert corrected(cluster("0", chance="1/3")).mean == Fraction(-1, 2)
    assert corrected(cluster("1/2", chance="1/2")).floor == 4 * cluster("1/2").floor


def draws(rng: Rng, p: float, n: int) -> list[Fraction]:
    return [Fraction(int(rng.below(10**6) < p * 10**6)) for _ in range(n)]


def test_coverage_of_the_curriculum() -> None:
    """Unlike kinds, families that differ, few items: 95 % intervals hold the truth 93 to 100 times in 100."""
    rng, held, width, repeats = Rng(b"coverage"), 0, 0.0, 300
    skill = dict(zip(KINDS, (0.8, 0.6, 0.4, 0.25), strict=True))
    for _ in range(repeats):
        members = []
        for i in range(24):
            kind = KINDS[i % 4]
            p = skill[kind] + (rng.below(2001) - 1000) / 1000 * 0.15  # uniform, sd 0.087
            values = draws(rng, p, 8)
            d, t = f"d{i // 12}", f"t{i // 4}"
            mean = sum(values, Fraction(0)) / 8
            members.append(Cluster(f"{d}/{t}/{kind}", f"{d}/{t}", d, kind, 8, mean, add_half(values)))
        found = curriculum(members)
        truth = sum(skill.values()) / 4
        assert found.low is not None and found.high is not None
        held += found.low <= truth <= found.high
        width += found.high - found.low
    assert held / repeats >= 0.93
    assert width / repeats < 0.24  # the spread between kinds alone would make it 0.20 wider


def test_one_family_of_a_form_is_wilson() -> None:
    found = this_form([cluster("3/8")])
    assert (found.low, found.high) == pytest.approx(wilson(3, 8))
    assert (found.n, found.clusters) == (8, 8)


@pytest.mark.parametrize("p", [0.3, 0.97])
def test_coverage_of_this_form(p: float) -> None:
    rng, held, repeats = Rng(b"form", str(p)), 0, 300
    for _ in range(repeats):
        members = []
        for i, share in enumerate((p, p / 2, 0.5)):
            values = draws(rng, share, 20)
            members.append(cluster(sum(values, Fraction(0)) / 20, n=20, family=f"f{i}"))
        found = this_form(members)
        assert found.low is not None and found.high is not None
        held += found.low <= (p + p / 2 + 0.5) / 3 <= found.high
    assert 0.92 <= held / repeats <= 0.99


def test_rates_of_grave_errors_have_an_upper_bound_only() -> None:
    found = rate(0, 59)
    assert (found.value, found.low, found.se) == (0.0, None, None)
    assert found.high is not None and found.high < 0.05
    assert rate(0, 0).value is None
