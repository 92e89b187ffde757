"""All pairs of answerers at once: the numbers of `paired.difference`, by arrays.

Sums of what sheets are worth are exact here too (answers are worth halves, quarters...); only variances are
taken in floats, and where floats cannot tell a spread from its floor, fractions do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from harness.stats.cells import Cluster, clusters, curriculum_path, nested_weights
from harness.stats.estimates import LEVEL, published
from harness.stats.paired import PAIRED, Comparison, difference
from harness.stats.strata import lenders, sample_variance
from harness.types import Row

Floats = npt.NDArray[np.float64]
Pair = tuple[str, str]
Answers = Mapping[str, Sequence[Row]]
#: Sums of multiples of 1/GRAIN are exact in doubles.
GRAIN = 1024
#: Closer than this, relatively, two variances are compared as fractions.
CLOSE = 1e-9


@dataclass(frozen=True)
class Table:
    """What every answerer's sheets were worth, sorted so that items and families are runs of columns."""

    names: tuple[str, ...]
    worth: Floats
    """[answerers, sheets]; NaN where unscored."""
    items: npt.NDArray[np.intp]
    """First sheet of each item."""
    families: npt.NDArray[np.intp]
    """First item of each family."""
    members: tuple[Cluster, ...]
    """The families in order, as the first answerer has them: only names are read."""


@dataclass(frozen=True)
class Gaps:
    """One answerer minus each of several others, by family: every array is [others, families]."""

    n: Floats
    total: Floats
    """Sum over items."""
    size: Floats
    """Sum over items of absolute values."""
    won: Floats
    lost: Floats

    @property
    def mean(self) -> Floats:
        return np.asarray(self.total / self.n)

    @property
    def floor(self) -> Floats:
        """`cells.add_half`."""
        p = (self.size + 0.5) / (self.n + 1)
        return np.asarray(p * (1 - p) / self.n)

    def at(self, columns: npt.NDArray[np.intp]) -> Gaps:
        return Gaps(*(getattr(self, f.name)[:, columns] for f in fields(self)))


def differences(answers: Answers, level: float = LEVEL) -> dict[str, dict[Pair, Comparison]]:
    """Every pair (in the order of the names) under `""`, and within every domain under its id.

    The same as `paired.difference` on the rows, or on those of the domain, but for the last digits.
    """
    table = table_of(answers)
    if table is None:
        return one_by_one(answers, level)
    domains = sorted({c.domain for c in table.members})
    scopes = {"": np.arange(len(table.members))} | {
        d: np.array([i for i, c in enumerate(table.members) if c.domain == d]) for d in domains
    }
    designs = {s: Design([table.members[i] for i in at]) for s, at in scopes.items()}
    out: dict[str, dict[Pair, Comparison]] = {scope: {} for scope in scopes}
    for first in range(len(table.names) - 1):
        gaps = gaps_of(table, first)
        for scope, at in scopes.items():
            found = compared(designs[scope], gaps.at(at), level)
            for second, one in zip(table.names[first + 1 :], found, strict=True):
                a = table.names[first]
                out[scope][a, second] = one or difference(
                    within(answers[a], scope), within(answers[second], scope), level
                )
    return out


def one_by_one(answers: Answers, level: float = LEVEL) -> dict[str, dict[Pair, Comparison]]:
    """`differences` by fractions, for answers that share no table."""
    domains = sorted({row.domain for rows in answers.values() for row in rows})
    return {
        scope: {
            (a, b): difference(within(answers[a], scope), within(answers[b], scope), level)
            for a, b in combinations(sorted(answers), 2)
        }
        for scope in ("", *domains)
    }


def within(rows: Sequence[Row], domain: str) -> list[Row]:
    """Rows of a domain; all for `""`."""
    return [row for row in rows if not domain or row.domain == domain]


def table_of(answers: Answers) -> Table | None:
    """None where the answerers were not asked the same sheets, or sums in doubles would not be exact."""
    names = tuple(sorted(answers))
    if not names or not answers[names[0]]:
        return None
    ordered = sorted(answers[names[0]], key=lambda r: (r.family, r.item, r.sheet))
    sheets = [row.sheet for row in ordered]
    worth = np.full((len(names), len(sheets)), np.nan)
    for k, name in enumerate(names):
        values = {row.sheet: row.value for row in answers[name]}
        if values.keys() != set(sheets) or len(values) != len(answers[name]):
            return None
        worth[k] = [np.nan if (v := values[s]) is None else v for s in sheets]
    scored = worth[~np.isnan(worth)] * GRAIN
    keys = [(row.family, row.item) for row in ordered]
    if (scored != np.round(scored)).any() or max(Counter(keys).values()) > 2:
        return None  # thirds: of a value, or of an item's three sheets
    items = [i for i in range(len(keys)) if not i or keys[i] != keys[i - 1]]
    by_item = [keys[i][0] for i in items]
    families = [i for i in range(len(by_item)) if not i or by_item[i] != by_item[i - 1]]
    return Table(names, worth, np.array(items), np.array(families), tuple(clusters(ordered)))


def gaps_of(table: Table, first: int) -> Gaps:
    """Answerer `first` minus every later one."""
    gap = table.worth[first] - table.worth[first + 1 :]
    scored = ~np.isnan(gap)
    total = np.add.reduceat(np.where(scored, gap, 0.0), table.items, axis=1)
    sheets = np.add.reduceat(scored.astype(np.float64), table.items, axis=1)
    mean = total / np.maximum(sheets, 1)

    def per_family(values: Floats) -> Floats:
        return np.asarray(np.add.reduceat(values, table.families, axis=1))

    return Gaps(
        per_family((sheets > 0).astype(np.float64)),
        per_family(mean),
        per_family(np.abs(mean)),
        per_family((total > 0).astype(np.float64)),
        per_family((total < 0).astype(np.float64)),
    )


class Design:
    """What `strata.variance` reads from the families' names alone: weights, strata, and who lends to whom."""

    def __init__(self, members: Sequence[Cluster]) -> None:
        """`members` give the columns."""
        self.members = members
        self.weights = np.array([float(w) for w in nested_weights([curriculum_path(c) for c in members])])
        strata: dict[tuple[str, str], list[int]] = {}
        for i, c in enumerate(members):
            strata.setdefault(c.stratum, []).append(i)
        known = {s: at for s, at in strata.items() if len(at) > 1}
        for kind in sorted({k for _, k in strata} - {k for _, k in known}):
            alone = [at[0] for (_, k), at in strata.items() if k == kind]
            if len(alone) > 1:
                known["", kind] = alone
        self.strata = [known[s] for s in sorted(known)]
        self.df = np.array([len(at) - 1.0 for at in self.strata])
        names: dict[tuple[str, str], Any] = dict.fromkeys(sorted(known))
        self.lent = np.array(
            [[float(s in lenders(c.stratum, names)) for s in names] for c in members]
        ).reshape(len(members), len(names))
        """[families, strata] 1 where the stratum lends its spread to the family."""

    def variance(self, gaps: Gaps) -> tuple[Floats, Floats]:
        """SE^2 and df against each other, [others]."""
        s2, mean, floor = np.zeros((len(gaps.n), len(self.strata))), gaps.mean, gaps.floor
        for s, at in enumerate(self.strata):
            s2[:, s] = mean[:, at].var(axis=1, ddof=1)
        df = np.maximum(self.lent @ self.df, 1)
        pooled = (s2 * self.df) @ self.lent.T / df
        below = pooled < floor
        for i, f in np.argwhere(np.abs(pooled - floor) <= CLOSE * floor).tolist():
            below[i, f] = self._below(gaps, i, f)
        own = np.where(below, self.weights**2 * floor, 0.0)
        lent = (np.where(below, 0.0, self.weights**2 / df) @ self.lent) * self.df * s2
        total = own.sum(axis=1) + lent.sum(axis=1)
        parts = (own**2 / np.maximum(gaps.n - 1, 1)).sum(axis=1) + (lent**2 / self.df).sum(axis=1)
        return total, total**2 / parts

    def _below(self, gaps: Gaps, i: int, f: int) -> bool:
        """Whether the spread lent to family `f` is less than its floor, in fractions."""
        lenders = tuple(
            tuple(zip(gaps.total[i, at].tolist(), gaps.n[i, at].tolist(), strict=True))
            for s, at in enumerate(self.strata)
            if self.lent[f, s]
        )
        return spread_below(lenders, float(gaps.size[i, f]), int(gaps.n[i, f]))


@lru_cache(maxsize=65536)  # few items a family: the same small counts come again and again
def spread_below(lenders: tuple[tuple[tuple[float, float], ...], ...], size: float, n: int) -> bool:
    """`pooled < floor` of `strata.variance`, from exact (sum over items, items) of the families that lend."""
    means = [[Fraction(total) / int(k) for total, k in stratum] for stratum in lenders]
    df = sum(len(m) - 1 for m in means)
    pooled = sum((sample_variance(m) * (len(m) - 1) for m in means), Fraction(0)) / max(df, 1)
    p = (Fraction(size) + Fraction(1, 2)) / (n + 1)
    return pooled < p * (1 - p) / n


def compared(design: Design, gaps: Gaps, level: float) -> list[Comparison | None]:
    """One Comparison per other; None where a family lost all its answers."""
    from scipy.special import bdtr, stdtr, stdtrit

    with np.errstate(divide="ignore", invalid="ignore"):
        value = (gaps.mean * design.weights).sum(axis=1)
        value[np.abs(value) < 1e-12] = 0.0  # equal sums in another order
        v, df = design.variance(gaps)
        se = np.sqrt(v)
        half, p = stdtrit(df, (1 + level) / 2) * se, 2 * stdtr(df, -np.abs(value / se))
    emptied = (gaps.n == 0).any(axis=1)
    n, won, beaten = (a.sum(axis=1) for a in (gaps.n, gaps.won, gaps.lost))
    p[won + beaten == 0] = 1.0
    exact = np.minimum(1.0, 2 * bdtr(np.minimum(won, beaten), (won + beaten).astype(int), 0.5))
    out: list[Comparison | None] = []
    for i, x in enumerate(value.tolist()):
        if emptied[i]:
            out.append(None)
            continue
        found = published(
            x, float(se[i]), (x - float(half[i]), x + float(half[i])), level=level, method=PAIRED,
            n=int(n[i]), clusters=len(design.members), bounds=(-1.0, 1.0),
        )  # fmt: skip
        out.append(Comparison(found, float(p[i]), int(won[i]), int(beaten[i]), float(exact[i])))
    return out
