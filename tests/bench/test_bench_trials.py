"""Trials of batch sizes take batches like the whole set's, and larger ones while these win."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.machine import Spent
from benchmarks.trials import batches_of, best_batch, fastest, grows, padding, rows_of, rows_wanted, typical
from benchmarks.workloads import Workload

LENGTHS = sorted((800 + 3 * k for k in range(200)), reverse=True)


@pytest.mark.parametrize("size", [1, 8, 16, 64])
def test_a_trial_pads_like_the_whole_set(size: int) -> None:
    chosen = typical(LENGTHS, size, 64)
    rows = [k for batch in chosen for k in batch]
    whole = padding(LENGTHS, batches_of(len(LENGTHS), size))
    assert abs(padding(LENGTHS, chosen) - whole) < 0.01
    assert abs(sum(LENGTHS[k] for k in rows) / len(rows) / (sum(LENGTHS) / len(LENGTHS)) - 1) < 0.05
    assert len(rows) == len(set(rows)) == 64
    assert all(batch.start % size == 0 and len(batch) == size for batch in chosen)


def test_a_trial_is_bounded_but_never_less_than_a_batch() -> None:
    assert sum(map(len, typical(LENGTHS, 8, 16))) == 16
    assert typical(LENGTHS, 128, 16) == [range(128)]
    assert typical(LENGTHS[:5], 8, 16) == [range(5)]
    assert rows_wanted(1e8, "cpu", "loglikelihood") < rows_wanted(1e7, "cpu", "loglikelihood")


def test_padding_is_counted_from_each_batchs_longest() -> None:
    assert padding([4, 2, 2, 2], [range(2), range(2, 4)]) == pytest.approx(2 / 12)


def test_the_fastest_a_token_wins_and_the_largest_makes_one_try_on() -> None:
    trials: dict[int, Any] = {1: {"microseconds_per_token": 5}, 8: {"microseconds_per_token": 3}}
    assert fastest(trials) == 8
    assert grows(trials, 9)
    assert not grows(trials, 8)
    assert not grows({**trials, 16: "out of memory"}, 100)


class Letters:
    """Their model's way to ids: a token is a character's code."""

    batch_size_per_gpu = 1

    def _encode_pair(self, head: str, tail: str) -> tuple[list[int], list[int]]:
        return list(map(ord, head)), list(map(ord, tail))


WORKLOAD = Workload("W1", "loglikelihood", tuple(tuple(("q" * k, x) for x in "AB") for k in range(1, 41)))


def test_requests_that_differ_in_their_last_token_are_one_row() -> None:
    rows = rows_of(WORKLOAD, Letters())
    assert [len(row.ids) for row in rows] == list(range(40, 0, -1))
    assert all(len(row.requests) == 2 for row in rows)


@pytest.mark.parametrize(
    ("device", "tried"), [("cpu", ["1", "8", "16", "64"]), ("meta", ["1", "8", "16", "64"])]
)
def test_sizes_beyond_one_batch_are_not_timed_twice(device: str, tried: list[str]) -> None:
    trials, best = best_batch(WORKLOAD, Letters(), [1, 8, 16, 64], 16, device, turn(64), fits)
    assert list(trials) == tried
    assert best == 64
    more, _ = best_batch(WORKLOAD, Letters(), [64, 128], 16, device, turn(64), fits)
    assert more["128"] == "one batch, the same as 64"


def test_an_accelerator_goes_on_doubling_and_a_cpu_does_not() -> None:
    found = {
        device: best_batch(WORKLOAD, Letters(), [1, 8], 16, device, turn(16), fits)
        for device in ("cpu", "meta")
    }
    assert found["cpu"][1] == 8
    assert list(found["meta"][0]) == ["1", "8", "16", "32"]
    assert found["meta"][1] == 16


def test_what_does_not_fit_is_said_and_not_run() -> None:
    trials, best = best_batch(
        WORKLOAD, Letters(), [1, 8], 16, "cpu", turn(8), lambda rows, longest: "no" if rows > 1 else ""
    )
    assert trials["8"] == "no"
    assert best == 1


def fits(rows: int, longest: int) -> str:
    return ""


def turn(best: int) -> Any:
    """As if a token took longer the further a batch size is from the best one."""

    def pretended(runs: Any, part: Workload) -> tuple[Any, Spent]:
        tokens = sum(len(requests[0][0]) for requests in part.items)
        return None, Spent(tokens * (1 + abs(runs.batch_size - best)), 0.0)

    return pretended
