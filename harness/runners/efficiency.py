"""Efficiency 高效性: cost per item against a pinned reference timed in the same session, in turn.

Reads timings, never a clock. 50 is as efficient as the reference; doubling everything is 66.7. Classes of
hardware are never compared, and whether accuracy clears chance is decided where both are known.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from harness.errors import UsageError, did_you_mean
from harness.stats.estimates import LEVEL, missing, published, student_quantile
from harness.types import Estimate, Request

METHOD = "this session: blocks R M M R, t over blocks"
#: Requests below which a percentile is a point and not a statement (99 % confidence, no late request).
ESTABLISHED = {50: 7, 90: 44}
DRIFT = 0.05
Who = Literal["reference", "candidate"]
WHO: tuple[Who, ...] = ("reference", "candidate")


@dataclass(frozen=True, slots=True)
class Timing:
    """One turn of one worker in one block: the same requests, after a warm-up."""

    block: int
    turn: int
    who: Who
    items: int
    characters: int
    """Prompt and answer characters of the turn; tokens are no common currency."""
    offline_s: float
    """Wall time of the whole batch."""
    latencies_s: tuple[float, ...]
    """Each request asked alone."""
    peak_bytes: int
    load_s: float


def percentile(values: Sequence[float], p: int) -> float:
    """Nearest-rank percentile: a value that was measured; NaN of nothing."""
    if not values:
        return math.nan
    return sorted(values)[max(math.ceil(p * len(values) / 100), 1) - 1]


def per(total: float, units: int) -> float:
    return total / units if units else math.nan


Cost = Callable[[Timing], float]
AXES: Mapping[str, Cost] = {
    "offline_time": lambda t: per(t.offline_s, t.items),
    "p90_latency": lambda t: percentile(t.latencies_s, 90),
    "peak_memory": lambda t: float(t.peak_bytes),
}
FIGURES: Mapping[str, Cost] = {
    "offline_s_per_item": AXES["offline_time"],
    "offline_s_per_character": lambda t: per(t.offline_s, t.characters),
    "p50_latency_s": lambda t: percentile(t.latencies_s, 50),
    "p90_latency_s": AXES["p90_latency"],
    "peak_bytes": AXES["peak_memory"],
    "load_s": lambda t: t.load_s,
}
PERCENTILES = {"p50_latency_s": 50, "p90_latency_s": 90}


class Scale(NamedTuple):
    """How a mean over blocks is shown: a rising function, and its slope where it shows `value`."""

    shown: Callable[[float], float]
    slope: Callable[[float], float]


def grown(x: float) -> float:
    return math.exp(max(min(x, 700.0), -700.0))  # beyond that a double ends, not the comparison


PLAIN = Scale(lambda x: x, lambda value: 1.0)
RATIO = Scale(grown, lambda value: value)
SCORE = Scale(lambda x: 100 / (1 + grown(-x)), lambda value: value * (100 - value) / 100)


@dataclass(frozen=True)
class Efficiency:
    """Geometric mean of reference cost over candidate cost on the class's axes."""

    axes: tuple[str, ...] = ("offline_time", "p90_latency", "peak_memory")
    requests: int = 24
    level: float = LEVEL

    def __post_init__(self) -> None:
        for axis in self.axes:
            if axis not in AXES:
                raise UsageError(f"unknown axis '{axis}'", "axes", did_you_mean(axis, AXES))
        if not self.axes:
            raise UsageError("no axis", "axes", f"known: {', '.join(AXES)}")

    def sample(self, requests: Sequence[Request]) -> list[Request]:
        """`requests` of them: the first by key (keys are hashes, so a fair draw), each kind in proportion."""
        by_key = {r.key: r for r in requests}
        kinds: dict[str, list[Request]] = {}
        for key in sorted(by_key):
            kinds.setdefault(by_key[key].kind, []).append(by_key[key])
        wanted = shares({kind: len(found) for kind, found in kinds.items()}, self.requests)
        chosen = [r for kind, found in kinds.items() for r in found[: wanted[kind]]]
        return sorted(chosen, key=lambda r: r.key)

    def reduce(self, timings: Sequence[Timing]) -> dict[str, Estimate]:
        """`efficiency`, `axes/<axis>` (reference cost / candidate cost), `candidate/...`, `reference/...`."""
        blocks = complete(timings)
        note = self._note(timings, blocks)
        items = sum(t.items for block in blocks for t in block if t.who == "candidate")
        out: dict[str, Estimate] = {}
        gains: dict[str, list[float]] = {}
        for axis in self.axes:
            ratios = [log_ratio(block, AXES[axis]) for block in blocks]
            gains[axis] = ratios
            out[f"axes/{axis}"] = self._estimate(
                ratios, f"{METHOD}, on the log ratio{self._axis_note(axis, timings)}{note}", items, RATIO
            )
        means = [math.fsum(gains[axis][i] for axis in self.axes) / len(self.axes) for i in range(len(blocks))]
        method = f"{METHOD}, on ln g; 100 g/(1 + g), g over {', '.join(self.axes)}{note}"
        out["efficiency"] = self._estimate(means, method, items, SCORE)
        return out | self._figures(blocks, timings, note)

    def _estimate(self, xs: Sequence[float], method: str, n: int, scale: Scale) -> Estimate:
        """t interval of the blocks, shown on a scale."""
        if len(xs) < 2:
            return missing(f"{len(xs)} complete block(s): an interval needs two", method, n, len(xs))
        if not all(map(math.isfinite, xs)):
            return missing("a cost of nothing or of zero was measured", method, n, len(xs))
        mean = math.fsum(xs) / len(xs)
        se = math.sqrt(math.fsum((x - mean) ** 2 for x in xs) / (len(xs) - 1) / len(xs))
        half, value = student_quantile(self.level, len(xs) - 1) * se, scale.shown(mean)
        interval = (scale.shown(mean - half), scale.shown(mean + half))
        return published(
            value, scale.slope(value) * se, interval, level=self.level, method=method,
            n=n, clusters=len(xs), bounds=(0.0, math.inf),
        )  # fmt: skip

    def _figures(
        self, blocks: Sequence[Sequence[Timing]], timings: Sequence[Timing], note: str
    ) -> dict[str, Estimate]:
        """Absolute figures of both workers, whichever axes are scored."""
        out = {}
        for who in WHO:
            n = sum(t.items for block in blocks for t in block if t.who == who)
            for name, cost in FIGURES.items():
                xs = [mean_cost(block, who, cost) for block in blocks]
                p = PERCENTILES.get(name)
                tail = "" if p is None else validity(timings, who, p)
                out[f"{who}/{name}"] = self._estimate(xs, METHOD + tail + note, n, PLAIN)
        return out

    def _axis_note(self, axis: str, timings: Sequence[Timing]) -> str:
        return validity(timings, "candidate", 90) if axis == "p90_latency" else ""

    def _note(self, timings: Sequence[Timing], blocks: Sequence[Sequence[Timing]]) -> str:
        """What a reader of the number has to know: blocks left out, a reference that drifted."""
        parts = []
        dropped = len({t.block for t in timings}) - len(blocks)
        if dropped:
            parts.append(f"{dropped} incomplete block(s) left out")
        turns = [t for block in blocks for t in block if t.who == "reference"]
        if turns and (first := AXES["offline_time"](turns[0])) > 0:
            drift = AXES["offline_time"](turns[-1]) / first - 1
            if abs(drift) > DRIFT:
                parts.append(f"the reference drifted {drift:+.1%} from first to last turn")
        return "".join(f"; {part}" for part in parts)


def complete(timings: Sequence[Timing]) -> list[list[Timing]]:
    """Blocks with as many turns of the reference as of the candidate, in order."""
    blocks: dict[int, list[Timing]] = {}
    for t in sorted(timings, key=lambda t: (t.block, t.turn)):
        blocks.setdefault(t.block, []).append(t)
    return [b for b in blocks.values() if 2 * sum(t.who == "reference" for t in b) == len(b)]


def mean_cost(block: Sequence[Timing], who: Who, cost: Cost) -> float:
    costs = [cost(t) for t in block if t.who == who]
    return math.fsum(costs) / len(costs)


def log_ratio(block: Sequence[Timing], cost: Cost) -> float:
    """ln(cost_R / cost_M), each the mean of its turns; NaN where a cost is zero."""
    reference, candidate = (mean_cost(block, who, cost) for who in WHO)
    return math.log(reference / candidate) if reference > 0 and candidate > 0 else math.nan


def validity(timings: Sequence[Timing], who: Who, p: int) -> str:
    """Whether the session asked often enough to speak of this percentile."""
    count, needed = sum(len(t.latencies_s) for t in timings if t.who == who), ESTABLISHED[p]
    return (
        f"; p{p} established ({count} latencies)"
        if count >= needed
        else f"; p{p} not established ({count} of {needed})"
    )


def shares(sizes: Mapping[str, int], wanted: int) -> dict[str, int]:
    """`wanted` split over kinds in proportion (largest remainders), at least one of each where it fits."""
    total = sum(sizes.values())
    wanted = min(wanted, total)
    exact = {kind: wanted * size / total for kind, size in sizes.items()}
    out = {kind: max(math.floor(x), 1 if wanted >= len(sizes) else 0) for kind, x in exact.items()}
    for kind in sorted(exact, key=lambda k: (math.floor(exact[k]) - exact[k], k)):
        if sum(out.values()) < wanted and out[kind] < sizes[kind]:
            out[kind] += 1
    while sum(out.values()) > wanted:
        out[max(out, key=lambda k: (out[k], k))] -= 1
    return out
