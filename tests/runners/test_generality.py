"""Generality: the formula, its floor, upper bounds where the floor speaks, shots and languages."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import pytest
from rowkit import Trio, bernoulli, row, rows_of

from harness.draw import Source
from harness.form import Form
from harness.rng import Rng
from harness.runners.generality import Generality

RUNNER = Generality()
E = 0.02
DOMAINS = ("automotive_parts", "general", "healthcare", "steel")


def profile(skill: dict[tuple[str, str], float], **form: object) -> list[object]:
    """Rows with chance 0 whose share right in every family is `skill[domain, lang]`, in quarters."""
    names = sorted({d for d, _ in skill})
    owner = {n: names[n // 12] for n in range(12 * len(names))}
    return rows_of(
        lambda n, i, lang, g: float(i < 4 * skill[owner[n], lang]),
        domains=names,
        chance=0.0,
        **form,  # type: ignore[arg-type, return-value]
    )


def test_asks_every_item_at_every_number_of_shots() -> None:
    form = Form("steel", "tiny", Source("dev"), ((Trio(), 2),))
    sheets = Generality(shots=(0, 3)).ask(form)
    assert len({s.sheet_id for s in sheets}) == len(sheets) == 2 * 3 * 2 * 2
    assert {s.layout.shots for s in sheets} == {0, 3}


def test_the_score_is_the_floored_geometric_mean() -> None:
    skill = {("automotive_parts", "zh"): 1.0, ("automotive_parts", "en"): 0.25,
             ("steel", "zh"): 0.75, ("steel", "en"): 0.75}  # fmt: skip
    found = RUNNER.reduce(profile(skill))  # type: ignore[arg-type]
    v = [math.sqrt(1.0 * 0.25), 0.75]
    mean = math.sqrt(v[0] * v[1])
    assert found["generality"].value == pytest.approx(100 * (mean - E) / (1 - E))
    assert found["domains/automotive_parts"].value == pytest.approx(v[0])
    assert found["cells/automotive_parts/en"].value == 0.25
    assert found["inequality"].value == pytest.approx(1 - mean / (sum(v) / 2))
    assert found["generality"].n == 24 * 4 and found["generality"].clusters == 24


def test_even_profiles_have_no_inequality_and_perfect_is_a_hundred() -> None:
    found = RUNNER.reduce(rows_of(lambda *_: 1.0))
    assert found["generality"].value == pytest.approx(100.0)
    assert found["generality"].high == pytest.approx(100.0) and 90 < (found["generality"].low or 0) < 100
    assert found["inequality"].value == pytest.approx(0.0, abs=1e-12)


def test_a_hole_cannot_be_bought_off() -> None:
    even = {(d, lang): 0.75 for d in DOMAINS for lang in ("zh", "en")}
    holed = even | {("steel", lang): 0.25 for lang in ("zh", "en")}
    lifted = {(d, lang): 1.0 if d != "steel" else 0.25 for d, lang in even}
    g = [RUNNER.reduce(profile(s))["generality"].value for s in (even, lifted, holed)]  # type: ignore[arg-type]
    assert g[0] > g[1] > g[2]  # type: ignore[operator]
    arithmetic = sum(lifted.values()) / len(lifted)
    assert arithmetic > 0.75 and g[1] < 75  # type: ignore[operator]


def test_ranking_survives_a_harder_domain() -> None:
    """Scaling one domain's skill of everybody changes no order of unfloored geometric means."""
    a = {("general", "zh"): 1.0, ("steel", "zh"): 0.5}
    b = {("general", "zh"): 0.5, ("steel", "zh"): 0.75}
    a |= {(d, "en"): v for (d, _), v in a.items()}
    b |= {(d, "en"): v for (d, _), v in b.items()}
    easy = [RUNNER.reduce(profile(s))["generality"].value for s in (a, b)]  # type: ignore[arg-type]
    hard = [
        RUNNER.reduce(profile({k: v * (0.5 if k[0] == "general" else 1) for k, v in s.items()}, items=8))[
            "generality"
        ].value  # type: ignore[arg-type]
        for s in (a, b)
    ]
    assert easy[0] > easy[1] and hard[0] > hard[1]  # type: ignore[operator]


def test_formats_weigh_the_same_whatever_their_number() -> None:
    """Three letter families right, one record family wrong: half."""
    rows = [row(family=f"f{i}", index=j, chance=0.0) for i in range(3) for j in range(4)]
    rows += [row(family="r", kind="record", index=j, value=0.0) for j in range(4)]
    assert RUNNER.reduce(rows)["cells/steel/zh"].value == 0.5


def test_shots_are_averaged_and_only_the_declared_ones() -> None:
    rows = rows_of(lambda *_: 1.0, shots=(0,), chance=0.0)
    shot = [replace(r, value=0.5) for r in rows_of(lambda *_: 1.0, shots=(3,), chance=0.0)]
    assert Generality(shots=(0, 3)).reduce([*rows, *shot])["cells/steel/zh"].value == 0.75
    assert Generality(shots=(0,)).reduce([*rows, *shot])["cells/steel/zh"].value == 1.0
    assert Generality(shots=(3,)).reduce([*rows, *shot])["cells/steel/zh"].value == 0.5


def test_at_the_floor_only_an_upper_bound_is_published() -> None:
    rng = Rng(b"floor")
    rows = rows_of(lambda n, *_: 1.0 if n < 12 else bernoulli(rng, 0.25), chance=0.25)
    found = RUNNER.reduce(rows)["generality"]
    if found.value is None:
        assert "steel" in found.reason
    nothing = RUNNER.reduce(rows_of(lambda *_: 0.0))
    g = nothing["generality"]
    assert g.value is None and g.low is None and "at the floor" in g.reason and "steel" in g.reason
    assert g.high is not None and 0 <= g.high < 40 and g.level == 0.95 and "upper" in g.method
    assert nothing["cells/steel/zh"].value == 0.0
    assert nothing["inequality"].value is None


def test_chance_is_at_the_floor_and_skill_is_not() -> None:
    rng = Rng(b"chance")
    guess = RUNNER.reduce(rows_of(lambda *_: bernoulli(rng, 0.25), chance=0.25))["generality"]
    assert guess.value is None and guess.high is not None and guess.high < 40
    skilled = RUNNER.reduce(rows_of(lambda *_: bernoulli(rng, 0.7), chance=0.25))["generality"]
    assert skilled.value is not None and skilled.low is not None and skilled.low < skilled.value


def test_order_of_rows_changes_nothing() -> None:
    rng = Rng(b"order")
    rows = rows_of(lambda *_: bernoulli(rng, 0.7), chance=1 / 3)
    assert RUNNER.reduce(random.Random(0).sample(rows, len(rows))) == RUNNER.reduce(rows)


def test_one_language_is_enough_where_there_is_one() -> None:
    rows = [r for r in rows_of(lambda *_: 1.0, chance=0.0) if r.lang == "zh" or r.domain == "steel"]
    assert RUNNER.reduce(rows)["domains/automotive_parts"].value == pytest.approx(1.0)


def test_missing_families_leave_no_value() -> None:
    found = RUNNER.reduce(rows_of(lambda n, *_: None if n == 3 else 1.0))
    assert found["generality"].value is None and "no scored answer" in found["generality"].reason
    assert RUNNER.reduce([])["generality"].value is None


def test_coverage_of_the_interval() -> None:
    held, repeats, skill = 0, 40, 0.6
    for repeat in range(repeats):
        rng = Rng(b"generality", repeat)
        found = RUNNER.reduce(rows_of(lambda *_: bernoulli(rng, skill), chance=0.0, items=6))["generality"]  # noqa: B023
        assert found.low is not None and found.high is not None
        held += found.low <= 100 * (skill - E) / (1 - E) <= found.high
    assert held / repeats >= 0.9


def test_comparison_of_two_answerers() -> None:
    rng = Rng(b"compare")
    rows = rows_of(lambda *_: bernoulli(rng, 0.8), chance=0.0, items=8)
    worse = [replace(r, value=0.0) if i % 4 == 0 else r for i, r in enumerate(rows)]
    found = RUNNER.compare(rows, worse)
    assert found.p < 0.01 and (found.difference.value or 0) > 5
    assert RUNNER.compare(rows, rows).p == 1.0
    assert RUNNER.compare(rows, []).difference.value is None
