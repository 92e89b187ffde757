"""Every pair of a board compared, once: what its ranks rest on, and what the site's comparisons read.

`boards/<form_id>.pairs.json` holds, for each column, arrays in the order of the pairs. Nothing here tests
anything: the runners do. Differences are rounded to 1e-9 and p to 6 digits, so that no machine's last digits show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from harness.stats.estimates import LEVEL
from harness.stats.exact import holm
from harness.stats.paired import Comparison
from harness.types import Row

Pair = tuple[str, str]
Tests = Mapping[str, Mapping[Pair, Comparison]]
#: Columns counted in items, where it means something how many only one of the two got right.
COUNTED = ("accuracy", "domains/")


def every_pair(runner: Any, column: str, answers: Mapping[str, Sequence[Row]]) -> Tests:
    """Comparisons by column and pair (names in order). A runner without `compare_all` is asked pair by pair."""
    if hasattr(runner, "compare_all"):
        found: Tests = runner.compare_all(answers)
        return found
    pairs = combinations(sorted(answers), 2)
    return {column: {(a, b): runner.compare(answers[a], answers[b]) for a, b in pairs}}


def pairs_json(form_id: str, scoring_id: str, tests: Tests) -> dict[str, Any]:
    """The body of a pairs file."""
    return {
        "schema_version": "1.0",
        "form_id": form_id,
        "scoring_id": scoring_id,
        "level": LEVEL,
        "adjusted": "Holm, over the pairs of a column",
        "columns": {name: column_json(name, found) for name, found in sorted(tests.items()) if found},
    }


def column_json(name: str, found: Mapping[Pair, Comparison]) -> dict[str, Any]:
    """One column: arrays over the pairs (0,1), (0,2) ... (1,2) ... of its answerers."""
    answerers = sorted({one for pair in found for one in pair})
    tests = [found[pair] for pair in combinations(answerers, 2)]
    differences = [t.difference for t in tests]
    body: dict[str, Any] = {
        "answerers": answerers,
        "method": next((d.method for d in differences if d.value is not None), ""),
        "n": [d.n for d in differences],
        "difference": [fixed(d.value) for d in differences],
        "low": [fixed(d.low) for d in differences],
        "high": [fixed(d.high) for d in differences],
        "p": [significant(t.p) for t in tests],
        "p_holm": [significant(p) for p in holm([t.p for t in tests])],
    }
    body |= standings(answerers, body)
    if name.startswith(COUNTED):
        body |= {"only_first": [t.only_first for t in tests], "only_second": [t.only_second for t in tests]}
    if reasons := {str(i): d.reason for i, d in enumerate(differences) if d.value is None}:
        body["reasons"] = reasons
    return body


def standings(answerers: Sequence[str], body: Mapping[str, Any]) -> dict[str, Any]:
    """For each answerer how many others it is significantly better and worse than, of how many."""
    better, worse = [0] * len(answerers), [0] * len(answerers)
    pairs = combinations(range(len(answerers)), 2)
    for (i, j), gap, p in zip(pairs, body["difference"], body["p_holm"], strict=True):
        if gap and p < 1 - LEVEL:
            winner, loser = (i, j) if gap > 0 else (j, i)
            better[winner] += 1
            worse[loser] += 1
    return {"others": len(answerers) - 1, "better": better, "worse": worse}


def fixed(x: float | None) -> float | None:
    return None if x is None else round(x, 9) + 0.0


def significant(p: float) -> float:
    return float(f"{p:.6g}")


@dataclass(frozen=True)
class Seen:
    """A pair as one of the two sees it: the first named minus the second."""

    difference: float | None
    low: float | None
    high: float | None
    p_holm: float
    n: int
    sign: int
    """-1 where the file has the pair the other way round: its numbers are turned here."""
    at: str
    """JSON pointer of the column; arrays are read at `/<array>/<index>` below it."""
    index: int
    reason: str = ""

    @property
    def verdict(self) -> int:
        """1 better, -1 worse, 0 not told apart."""
        if not self.difference or self.p_holm >= 1 - LEVEL:
            return 0
        return 1 if self.difference > 0 else -1


def place_of(i: int, j: int, count: int) -> int:
    """Index of the pair (i, j), i < j, of `count` answerers."""
    return i * count - i * (i + 1) // 2 + j - i - 1


def seen(body: Mapping[str, Any], column: str, first: str, second: str) -> Seen | None:
    """`first` against `second` in a column of a pairs file; None where one of them is not in it."""
    found = body["columns"].get(column)
    if found is None or first == second or not {first, second} <= set(found["answerers"]):
        return None
    i, j = (found["answerers"].index(name) for name in (first, second))
    at, sign = place_of(min(i, j), max(i, j), len(found["answerers"])), 1 if i < j else -1
    value, low, high = (found[key][at] for key in ("difference", "low", "high"))
    if value is not None and sign < 0:
        value, low, high = -value + 0.0, None if high is None else -high, None if low is None else -low
    return Seen(
        value, low, high, found["p_holm"][at], found["n"][at], sign,
        "/columns/" + column.replace("~", "~0").replace("/", "~1"), at,
        found.get("reasons", {}).get(str(at), ""),
    )  # fmt: skip
