"""Generality 通用性: a floored geometric mean over domains, so that no domain can be bought with another.

v_dl is chance-corrected skill of a domain in a language, formats and shots weighing the same. The general
block is an ordinary domain here. Where a domain rests on the floor only an upper bound is published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from harness.form import Form
from harness.stats import cells
from harness.stats.allpairs import Answers, Pair
from harness.stats.bootstrap import (
    Floats,
    Replicates,
    Statistic,
    bias_corrected,
    column,
    members_of,
    replicates,
    resample,
)
from harness.stats.cells import Cluster
from harness.stats.estimates import LEVEL, missing, sig12
from harness.stats.paired import Comparison, Prepared, difference_of, ready
from harness.stats.strata import curriculum
from harness.types import Estimate, Row, Sheet

METHOD = "this curriculum: {what}; rescaled family bootstrap, {interval}"
NORMAL, UPPER = "bias-corrected normal interval", "one-sided upper percentile"
#: A domain at the floor in more than this share of resamples: then the floor speaks and not the data.
RESTS = 0.2
Cell = tuple[str, str]
Cells = Mapping[Cell, list[Cluster]]


@dataclass(frozen=True)
class Generality:
    """Every item in both languages at each declared number of shots."""

    shots: tuple[int, ...] = (0,)
    floor: float = 0.02
    level: float = LEVEL

    def ask(self, form: Form) -> list[Sheet]:
        return [sheet for k in self.shots for sheet in form.clean(shots=k)]

    def reduce(self, rows: Sequence[Row]) -> dict[str, Estimate]:
        """`generality`, `inequality`, `cells/<domain>/<lang>` and `domains/<domain>`."""
        by_cell = self.cells(rows)
        out = {
            f"cells/{domain}/{lang}": clipped(curriculum(found, self.level, None, cells.format_path))
            for (domain, lang), found in by_cell.items()
        }
        why = next((why for found in by_cell.values() if (why := cells.lost(found))), "")
        if not by_cell or why:
            method = METHOD.format(what=self._what(by_cell), interval=NORMAL)
            gone = missing(why or "no clean row", method, *size_of(by_cell))
            return out | {"generality": gone, "inequality": gone}
        for domain in sorted({d for d, _ in by_cell}):
            out[f"domains/{domain}"] = self._domain(by_cell, domain)
        return out | self._headline(by_cell)

    def cells(self, rows: Sequence[Row]) -> dict[Cell, list[Cluster]]:
        """Chance-corrected clusters by (domain, language); shots are averaged inside an item."""
        share: dict[Cell, list[Row]] = {}
        for row in rows:
            if row.group == "clean" and row.shots in self.shots:
                share.setdefault((row.domain, row.lang), []).append(row)
        families = {cell: cells.clusters(share[cell]) for cell in sorted(share)}
        return {cell: [cells.corrected(c) for c in found] for cell, found in families.items()}

    def compare(self, first: Sequence[Row], second: Sequence[Row]) -> Comparison:
        """Paired test of two answerers on this dimension, floors and all."""
        return self._compared(*(self._prepared(rows) for rows in (first, second)))

    def compare_all(self, answers: Answers) -> dict[str, dict[Pair, Comparison]]:
        """`compare` of every pair, each answerer resampled once."""
        mine = {name: self._prepared(rows) for name, rows in answers.items()}
        pairs = combinations(sorted(mine), 2)
        return {"generality": {(a, b): self._compared(mine[a], mine[b]) for a, b in pairs}}

    def _prepared(self, rows: Sequence[Row]) -> tuple[Cells, Prepared]:
        by_cell = self.cells(rows)
        why = next((w for v in by_cell.values() if (w := cells.lost(v))), "" if by_cell else "no clean row")
        score = None if why else ready(draw(by_cell, self._score(list(by_cell))))
        return by_cell, Prepared(score, size_of(by_cell), why)

    def _compared(self, first: tuple[Cells, Prepared], second: tuple[Cells, Prepared]) -> Comparison:
        (mine, a), (other, b) = first, second
        if a.score is None or b.score is None or mine.keys() != other.keys():
            return Comparison(missing(a.why or b.why or "no clean row", "", *a.size), 1.0)
        return difference_of(a.score, b.score, a.size, self.level)

    # --- the score ---

    def _domains(self, v: Floats, columns: Sequence[Cell]) -> Floats:
        """v_d = geometric mean over languages of max(v_dl, e), domains in the last axis."""
        logs = np.log(np.maximum(np.clip(v, 0.0, 1.0), self.floor))
        places = [
            [i for i, (d, _) in enumerate(columns) if d == name] for name in sorted({d for d, _ in columns})
        ]
        return np.asarray(np.exp(np.stack([logs[..., place].mean(axis=-1) for place in places], axis=-1)))

    def _score(self, columns: Sequence[Cell]) -> Statistic:
        def score(v: Floats) -> Floats:
            mean = np.exp(np.log(self._domains(v, columns)).mean(axis=-1))
            return np.asarray(100 * (mean - self.floor) / (1 - self.floor))

        return score

    def _inequality(self, columns: Sequence[Cell]) -> Statistic:
        def inequality(v: Floats) -> Floats:
            domains = self._domains(v, columns)
            return np.asarray(1 - np.exp(np.log(domains).mean(axis=-1)) / domains.mean(axis=-1))

        return inequality

    # --- published ---

    def _headline(self, by_cell: Cells) -> dict[str, Estimate]:
        columns, size, what = list(by_cell), size_of(by_cell), self._what(by_cell)
        score = draw(by_cell, self._score(columns))
        resting = self._resting(by_cell)
        if not resting:
            method, bounds = METHOD.format(what=what, interval=NORMAL), (0.0, 100.0)
            unequal = draw(by_cell, self._inequality(columns))
            index = METHOD.format(what="1 - geometric / arithmetic mean of v_d", interval=NORMAL)
            return {
                "generality": bias_corrected(score, method, size, level=self.level, bounds=bounds, raw=True),
                "inequality": bias_corrected(
                    unequal, index, size, level=self.level, bounds=(0.0, 1.0), raw=True
                ),
            }
        gone = missing(
            f"at the floor in more than {RESTS:.0%} of resamples: {', '.join(resting)}",
            METHOD.format(what=what, interval=UPPER),
            *size,
        )
        high = max(score.value, float(np.quantile(score.floored, self.level, method="higher")))
        return {"generality": replace(gone, high=sig12(high), level=self.level), "inequality": gone}

    def _resting(self, by_cell: Cells) -> list[str]:
        """Domains that sit at the floor too often to be told from it."""
        out = []
        for domain in sorted({d for d, _ in by_cell}):
            found = self._one(by_cell, domain).floored
            if np.count_nonzero(found <= self.floor * (1 + 1e-9)) > RESTS * len(found):
                out.append(domain)
        return out

    def _one(self, by_cell: Cells, domain: str) -> Replicates:
        """v_d of one domain."""
        columns = [cell for cell in by_cell if cell[0] == domain]
        return draw(by_cell, lambda v: self._domains(v, columns)[..., 0], columns)

    def _domain(self, by_cell: Cells, domain: str) -> Estimate:
        share = {cell: found for cell, found in by_cell.items() if cell[0] == domain}
        found = self._one(by_cell, domain)
        method = METHOD.format(what="v_d, geometric mean over languages", interval=NORMAL)
        return bias_corrected(
            found, method, size_of(share), level=self.level, bounds=(self.floor, 1.0), raw=True
        )

    def _what(self, by_cell: Cells) -> str:
        domains, shots = ", ".join(sorted({d for d, _ in by_cell})), ", ".join(map(str, self.shots))
        return f"geometric mean over {domains or 'no domain'}, floor {self.floor:g}, shots {shots}"


def draw(by_cell: Cells, statistic: Statistic, only: Iterable[Cell] | None = None) -> Replicates:
    """The statistic over the form's shared resamples; all cells of a domain move together."""
    chosen = [by_cell[cell] for cell in (by_cell if only is None else only)]
    return replicates(
        resample(members_of(list(by_cell.values()))),
        [column(c, cells.format_path) for c in chosen],
        statistic,
    )


def size_of(by_cell: Cells) -> tuple[int, int]:
    """Items (a zh and an en sheet are one) and families."""
    items: dict[str, int] = {}
    for found in by_cell.values():
        for c in found:
            items[c.family] = max(items.get(c.family, 0), c.n)
    return sum(items.values()), len(items)


def clipped(estimate: Estimate) -> Estimate:
    """Skill below chance counts as none: value and interval cut to [0, 1]."""
    if estimate.value is None:
        return estimate
    value, low, high = (
        None if x is None else min(max(x, 0.0), 1.0) for x in (estimate.value, estimate.low, estimate.high)
    )
    return replace(estimate, value=value, low=low, high=high, method=estimate.method + "; u cut to [0, 1]")
