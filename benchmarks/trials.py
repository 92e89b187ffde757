"""Which batch size suits lm-evaluation-harness best: a short trial of each, on batches like the whole set's.

It sorts by length before it cuts batches, so items picked at random would pad a large batch as the whole set
never does. A trial therefore takes batches as they stand in that order. Nothing here knows our engine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.machine import Spent
from benchmarks.workloads import Workload

Trial = dict[str, Any] | str
"""What one batch size took, or why it was not timed."""
#: Rows of a trial, and of one with a large model on a CPU, where a row takes a second. A batch is never cut.
ROWS, FEW_TEXTS, FEW_ROWS = 64, 32, 16
LARGE = 5e7


@dataclass(frozen=True)
class Row:
    """What it computes once, and the requests that this answers."""

    ids: tuple[int, ...]
    requests: tuple[tuple[Any, ...], ...]


def rows_of(workload: Workload, hf: Any) -> list[Row]:
    """Its rows in its order, longest first: requests that differ in their last token only are one row."""
    groups: dict[tuple[int, ...], list[tuple[Any, ...]]] = {}
    for args in workload.requests():
        if workload.kind == "loglikelihood":
            head, tail = hf._encode_pair(*args)
            ids = (*head, *tail[:-1])
        else:
            ids = tuple(hf.tok_encode(args[0]))
        groups.setdefault(ids, []).append(args)
    rows = (Row(ids, tuple(asked)) for ids, asked in groups.items())
    return sorted(rows, key=lambda row: (-len(row.ids), row.ids))


def rows_wanted(parameters: float, device: str, kind: str) -> int:
    """How many rows a trial should have; texts of mixed lengths need more of them than scores do."""
    if device != "cpu" or parameters < LARGE:
        return ROWS
    return FEW_ROWS if kind == "loglikelihood" else FEW_TEXTS


def batches_of(count: int, size: int) -> list[range]:
    return [range(at, min(at + size, count)) for at in range(0, count, size)]


def padding(lengths: Sequence[int], batches: Sequence[range]) -> float:
    """Share of these batches that is padding."""
    real = sum(lengths[k] for batch in batches for k in batch)
    return 1 - real / sum(len(batch) * max(lengths[k] for k in batch) for batch in batches)


def typical(lengths: Sequence[int], size: int, wanted: int) -> list[range]:
    """Batches of the sorted rows with about as many rows as wanted, at least one batch.

    Those that come nearest to all batches of this size, in mean length and in padding. A last batch that is
    not full is taken only where there is no other.
    """
    batches = batches_of(len(lengths), size)
    mean, padded = sum(lengths) / len(lengths), padding(lengths, batches)

    def apart(batch: range) -> float:
        own = sum(lengths[k] for k in batch) / len(batch)
        return abs(own / mean - 1) + abs(padding(lengths, [batch]) - padded)

    full = [batch for batch in batches if len(batch) == size] or batches
    nearest = sorted(full, key=apart)[: max(1, wanted // size)]
    return sorted(nearest, key=lambda batch: batch.start)


def fastest(trials: dict[int, Trial]) -> int:
    """The batch size with the fewest seconds a token."""
    timed = {size: one["microseconds_per_token"] for size, one in trials.items() if not isinstance(one, str)}
    return min(timed, key=lambda size: timed[size])


def grows(trials: dict[int, Trial], rows: int) -> bool:
    """Whether a larger batch than any tried may be faster still."""
    largest = max(trials)
    return fastest(trials) == largest < rows


def best_batch(
    workload: Workload, hf: Any, sizes: Sequence[int], wanted: int, device: str,
    turn: Callable[[Any, Workload], tuple[Any, Spent]], too_big: Callable[[int, int], str],
) -> tuple[dict[str, Trial], int]:  # fmt: skip
    """The trials, and the fastest size. An accelerator is offered larger ones while the largest wins."""
    rows, trials = rows_of(workload, hf), dict[int, Trial]()
    longest = len(rows[0].ids)

    def attempt(size: int) -> Trial:
        return too_big(min(size, len(rows)), longest) or one_trial(
            workload, rows, hf, size, wanted, device, turn
        )

    for size in sorted(sizes):
        covering = [smaller for smaller in trials if smaller >= len(rows)]
        trials[size] = f"one batch, the same as {covering[0]}" if covering else attempt(size)
    while device != "cpu" and grows(trials, len(rows)):
        trials[2 * max(trials)] = attempt(2 * max(trials))
    return {str(size): one for size, one in trials.items()}, fastest(trials)


def one_trial(
    workload: Workload, rows: Sequence[Row], hf: Any, size: int, wanted: int, device: str,
    turn: Callable[[Any, Workload], tuple[Any, Spent]],
) -> Trial:  # fmt: skip
    """Seconds of one batch size on typical batches."""
    import torch

    from benchmarks.contenders import Theirs

    lengths = [len(row.ids) for row in rows]
    chosen = typical(lengths, size, wanted)
    taken = [rows[k] for batch in chosen for k in batch]
    part = Workload(workload.name, workload.kind, tuple(row.requests for row in taken))
    runs = Theirs(hf, size)
    try:
        if device != "cpu":
            turn(runs, part)  # a new shape's first pass pays for memory and kernels
        _, spent = turn(runs, part)
    except torch.OutOfMemoryError:
        torch.accelerator.empty_cache()
        return "out of memory"
    # Batches of one size are not just as long as those of another, so time is counted by the token.
    new = 0 if workload.kind == "loglikelihood" else workload.requests()[0][1]["max_gen_toks"]
    tokens = sum(len(row.ids) + new for row in taken)
    return {
        "rows": len(taken), "seconds": spent.seconds, "microseconds_per_token": 1e6 * spent.seconds / tokens,
        "padding": padding(lengths, chosen),
        "padding_of_the_whole": padding(lengths, batches_of(len(rows), size)),
    }  # fmt: skip
