"""Efficiency: ratios to a reference in turn, honest percentiles, missing rather than guessed."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import UsageError
from harness.runners.efficiency import Efficiency, Timing, Who, percentile, shares
from harness.types import Decoding, Message, Request

RUNNER = Efficiency()
TURNS: tuple[Who, ...] = ("reference", "candidate", "candidate", "reference")


def session(blocks: int = 4, *, speed: float = 1.0, memory: float = 1.0, noise: float = 0.01) -> list[Timing]:
    """A candidate `speed` times as fast and with `memory` times the reference's bytes; blocks differ a little."""
    out = []
    for block in range(blocks):
        for turn, who in enumerate(TURNS):
            pace = (1 + noise * ((block * 4 + turn) % 3 - 1)) / (speed if who == "candidate" else 1.0)
            peak = int(2**30 * (memory if who == "candidate" else 1.0))
            latencies = tuple(0.01 * pace * (1 + i / 100) for i in range(24))
            out.append(Timing(block, turn, who, 24, 6000, 2.4 * pace, latencies, peak, 1.5))
    return out


def test_the_reference_against_itself_is_fifty() -> None:
    found = RUNNER.reduce(session())["efficiency"]
    assert found.value == pytest.approx(50, abs=0.5)
    assert found.low is not None and found.high is not None and found.low < 50 < found.high
    assert found.n == 4 * 2 * 24 and found.clusters == 4


def test_twice_as_good_on_every_axis_is_two_thirds() -> None:
    found = RUNNER.reduce(session(speed=2, memory=0.5, noise=0))
    assert found["efficiency"].value == pytest.approx(100 * 2 / 3)
    assert found["axes/offline_time"].value == pytest.approx(2)
    assert found["axes/p90_latency"].value == pytest.approx(2)
    assert found["axes/peak_memory"].value == pytest.approx(2)
    assert found["candidate/offline_s_per_item"].value == pytest.approx(0.05)
    assert found["candidate/offline_s_per_character"].value == pytest.approx(1.2 / 6000)
    assert found["reference/peak_bytes"].value == 2**30


def test_swapping_the_workers_mirrors_the_score() -> None:
    swap: dict[Who, Who] = {"reference": "candidate", "candidate": "reference"}
    there = RUNNER.reduce(session(speed=3))["efficiency"]
    back = RUNNER.reduce([replace(t, who=swap[t.who]) for t in session(speed=3)])["efficiency"]
    assert there.value is not None and back.value == pytest.approx(100 - there.value)
    assert there.low is not None and back.high == pytest.approx(100 - there.low)


def test_the_geometric_mean_trades_axes() -> None:
    found = RUNNER.reduce(session(speed=2, memory=4, noise=0))["efficiency"]
    assert found.value == pytest.approx(50)  # 2 x 2 / 4 = 1
    only_time = Efficiency(axes=("offline_time",)).reduce(session(speed=2, memory=4, noise=0))
    assert only_time["efficiency"].value == pytest.approx(100 * 2 / 3)
    assert "candidate/peak_bytes" in only_time and "axes/peak_memory" not in only_time


def test_blocks_are_the_sample() -> None:
    """t over blocks on ln g, by hand."""
    timings = [
        t
        for b, speed in enumerate((1.0, 2.0))
        for t in (replace(x, block=b) for x in session(1, speed=speed, noise=0))
    ]
    found = Efficiency(axes=("offline_time",)).reduce(timings)
    mean, half = math.log(2) / 2, 12.7062047 * math.log(2) / 2
    e = found["efficiency"]
    assert e.value == pytest.approx(100 / (1 + math.exp(-mean)))
    assert (e.low, e.high) == pytest.approx(
        [100 / (1 + math.exp(-x)) for x in (mean - half, mean + half)], rel=1e-6
    )
    assert found["axes/offline_time"].high == pytest.approx(math.exp(mean + half), rel=1e-6)


def test_wild_blocks_still_give_finite_limits() -> None:
    timings = [replace(x, block=b) for b, speed in enumerate((1e-60, 1e60)) for x in session(1, speed=speed)]
    found = Efficiency(axes=("offline_time",)).reduce(timings)
    assert (found["efficiency"].low, found["efficiency"].high) == (pytest.approx(0), pytest.approx(100))
    ratio = found["axes/offline_time"]
    assert ratio.high is not None and math.isfinite(ratio.high)
    assert found["candidate/offline_s_per_item"].low == 0.0


def test_one_block_gives_a_reason_and_no_number() -> None:
    for timings in ([], session(1), session(1) + [replace(t, block=1) for t in session(1)[:3]]):
        found = RUNNER.reduce(timings)
        assert found["efficiency"].value is None and "an interval needs two" in found["efficiency"].reason
        assert found["candidate/p90_latency_s"].value is None
    assert "1 incomplete block(s) left out" in found["efficiency"].method


def test_percentiles_say_whether_they_are_established() -> None:
    few = [replace(t, latencies_s=t.latencies_s[:5]) for t in session(4)]  # 40 of the candidate
    found = RUNNER.reduce(few)
    assert "p90 not established (40 of 44)" in found["axes/p90_latency"].method
    assert "p90 not established" in found["candidate/p90_latency_s"].method
    assert "p50 established" in found["candidate/p50_latency_s"].method
    assert "p90 established" in RUNNER.reduce(session(4))["candidate/p90_latency_s"].method


def test_a_drifting_reference_is_said() -> None:
    timings = session(noise=0)
    assert "drifted" not in RUNNER.reduce(timings)["efficiency"].method
    slow = [*timings[:-1], replace(timings[-1], offline_s=timings[-1].offline_s * 1.08)]
    found = RUNNER.reduce(slow)["efficiency"]
    assert found.value is not None and "drifted +8.0%" in found.method


def test_the_order_of_timings_changes_nothing() -> None:
    assert RUNNER.reduce(session()[::-1]) == RUNNER.reduce(session())


def test_what_was_not_measured_is_missing() -> None:
    found = RUNNER.reduce([replace(t, peak_bytes=0) for t in session()])
    assert found["efficiency"].value is None and "of zero was measured" in found["efficiency"].reason
    assert found["axes/offline_time"].value is not None
    silent = RUNNER.reduce([replace(t, latencies_s=()) for t in session()])
    assert silent["axes/p90_latency"].value is None and silent["candidate/p50_latency_s"].value is None


def test_unknown_axes_are_refused() -> None:
    with pytest.raises(UsageError, match="did you mean 'peak_memory'"):
        Efficiency(axes=("peak_memmory",))
    with pytest.raises(UsageError, match="no axis"):
        Efficiency(axes=())


def test_percentile_is_a_measured_value() -> None:
    assert percentile([3.0, 1.0, 2.0], 50) == 2.0
    assert percentile(list(range(1, 101)), 90) == 90
    assert percentile([5.0], 90) == 5.0


def requests(score: int, generate: int) -> list[Request]:
    ask = [Request("score", (Message("user", f"s{i}"),), ("A", "B")) for i in range(score)]
    return ask + [
        Request("generate", (Message("user", f"g{i}"),), decoding=Decoding(8)) for i in range(generate)
    ]


def test_the_sample_is_in_proportion_and_the_same_whatever_the_order() -> None:
    pool = requests(90, 30)
    found = RUNNER.sample(pool)
    assert len(found) == 24 and sum(r.kind == "generate" for r in found) == 6
    assert RUNNER.sample(pool[::-1]) == found == RUNNER.sample(pool + pool)
    keys = [r.key for r in found]
    assert keys == sorted(keys)
    assert RUNNER.sample(requests(3, 1)) == sorted(requests(3, 1), key=lambda r: r.key)
    assert RUNNER.sample([]) == []


@given(st.dictionaries(st.sampled_from("abc"), st.integers(1, 400), min_size=1), st.integers(1, 60))
def test_shares_fill_the_sample_and_forget_no_kind(sizes: dict[str, int], wanted: int) -> None:
    found = shares(sizes, wanted)
    assert sum(found.values()) == min(wanted, sum(sizes.values()))
    assert all(0 <= found[k] <= sizes[k] for k in sizes)
    if wanted >= len(sizes):
        assert all(found.values())
