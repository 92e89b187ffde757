"""Robustness 鲁棒性: chance-corrected accuracy over perturbation groups, half mean and half worst quarter.

No score can rise by doing worse on an item, chance is 0, perfect is 100, and no other answerer matters.
Which sheets are asked is decided from the form alone, before any answer and the same for all.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np

from harness.errors import UsageError, did_you_mean
from harness.form import Form
from harness.runners import diagnostics
from harness.stats import cells
from harness.stats.allpairs import Answers, Pair
from harness.stats.bootstrap import (
    Floats,
    Replicates,
    bias_corrected,
    column,
    members_of,
    replicates,
    resample,
)
from harness.stats.cells import Cluster
from harness.stats.estimates import LEVEL, missing
from harness.stats.paired import Comparison, Prepared, difference_of, ready
from harness.stats.strata import curriculum
from harness.types import CHOICE_KINDS, Estimate, Perturbation, Row, Sheet

METHOD = (
    "this curriculum: rescaled family bootstrap, bias-corrected normal; interval cut to [0, 100]; "
    "half mean, half worst quarter of {groups}"
)
#: Groups that change the label are scored as pairs: right only if the clean item is right as well.
PAIRS = ("G8",)


@dataclass(frozen=True)
class Robustness:
    """One perturbation of each declared group per clean sheet; see `ask` for which."""

    perturbations: tuple[Perturbation, ...]
    groups: tuple[str, ...] = ()
    """The declared groups; empty for all groups of the perturbations."""
    null: bool = True
    """Ask clean choice sheets again: the flips that mean nothing."""
    level: float = LEVEL
    minimum_families: int = 8
    """A group counts in a domain where at least so many families are eligible."""
    both_languages: bool = False
    """Ask every perturbed sheet in both languages; otherwise the items of a family alternate."""
    items: int = 0
    """The first so many items of each family are perturbed and asked again; 0 for all."""

    # --- plan ---

    def declared(self) -> tuple[str, ...]:
        """The groups in order. UsageError for a group that no perturbation belongs to."""
        known = sorted({p.group for p in self.perturbations})
        for group in self.groups:
            if group not in known:
                raise UsageError(f"no perturbation of group '{group}'", "groups", did_you_mean(group, known))
        return tuple(sorted(set(self.groups))) or tuple(known)

    def ask(self, form: Form) -> list[Sheet]:
        """The clean sheets, the perturbed ones of counting (domain, group) pairs, and the null re-run."""
        clean = [s for s in form.clean() if s.item.domain != cells.GENERAL]
        asked = list(clean)
        clean = [s for s in clean if not self.items or s.item.index < self.items]
        for group in self.declared():
            asked += self._group(form, clean, group)
        if self.null:
            kinds = {s.item.family: form.family(s.item).kind for s in clean}
            asked += [
                replace(s, group="null", perturbation="null", replicate=1)
                for s in clean
                if kinds[s.item.family] in CHOICE_KINDS
            ]
        return asked

    def _group(self, form: Form, clean: Sequence[Sheet], group: str) -> list[Sheet]:
        """Perturbed sheets of one group. UsageError when it counts nowhere."""
        clean = [s for s in clean if self.both_languages or alternating(s, group)]
        found = [twin for sheet in clean if (twin := self._twin(form, sheet, group)) is not None]
        asked, given = (Counter(s.item.family for s in sheets) for sheets in (clean, found))
        eligible = {family for family, n in given.items() if 2 * n >= asked[family]}
        domains = Counter(family.split("/", 1)[0] for family in eligible)
        counting = {domain for domain, n in domains.items() if n >= self.minimum_families}
        if not counting:
            counts = ", ".join(f"{d} {domains[d]}" for d in sorted({s.item.domain for s in clean}))
            raise UsageError(
                f"group {group} counts in no domain: eligible families are {counts or 'none'}",
                f"groups: {group}",
                f"leave it out, add families, or lower minimum_families ({self.minimum_families})",
            )
        return [s for s in found if s.item.family in eligible and s.item.domain in counting]

    def _twin(self, form: Form, sheet: Sheet, group: str) -> Sheet | None:
        """The sheet under one perturbation of the group: those that apply take turns by pairs of items."""
        choices = [
            replace(twin, group=group, perturbation=p.name)
            for p in self.perturbations
            if p.group == group and (twin := form.perturbed(sheet, p)) is not None
        ]
        return choices[sheet.item.index // 2 % len(choices)] if choices else None

    # --- reduce ---

    def reduce(self, rows: Sequence[Row]) -> dict[str, Estimate]:
        """`robustness`, `robustness/raw`, `groups/<g>` with `groups/clean` beside them, and `diagnostics/...`."""
        groups, scope = self.declared(), cells.verticals(rows)
        by_group = group_clusters(scope, groups)
        plain = [cells.corrected(c) for c in cells.clusters(cells.clean(scope))]
        out = {
            f"groups/{g}": curriculum(members, self.level, None, note="u = (a - c)/(1 - c)")
            for g, members in {"clean": plain, **by_group}.items()
        }
        out |= self._headline(by_group, scope)
        return out | diagnostics.diagnostics(scope, by_group, self.level)

    def _headline(self, by_group: Mapping[str, list[Cluster]], rows: Sequence[Row]) -> dict[str, Estimate]:
        method = METHOD.format(groups=", ".join(by_group))
        families, n = len({c.family for v in by_group.values() for c in v}), items_of(rows, by_group)
        for group, members in by_group.items():
            if why := cells.lost(members):
                gone = missing(f"{group}: {why}", method, n, families)
                return {"robustness": gone, "robustness/raw": gone}
        found = self._replicates(rows, by_group)
        corrected, raw = (
            bias_corrected(found, text, (n, families), level=self.level, bounds=(0.0, 100.0), raw=keep)
            for text, keep in ((method, False), (method + "; value not bias-corrected", True))
        )
        return {"robustness": corrected, "robustness/raw": raw}

    def replicates(self, rows: Sequence[Row]) -> Replicates:
        """RS and its resamples, the same resamples for every answerer of a form."""
        scope = cells.verticals(rows)
        return self._replicates(scope, group_clusters(scope, self.declared()))

    def _replicates(self, scope: Sequence[Row], by_group: Mapping[str, list[Cluster]]) -> Replicates:
        draws = resample(members_of([cells.clusters(cells.clean(scope)), *by_group.values()]))
        return replicates(draws, [column(members) for members in by_group.values()], score)

    def compare(self, first: Sequence[Row], second: Sequence[Row]) -> Comparison:
        """Paired test of two answerers on this dimension."""
        return self._compared(self._prepared(first), self._prepared(second))

    def compare_all(self, answers: Answers) -> dict[str, dict[Pair, Comparison]]:
        """`compare` of every pair, each answerer resampled once."""
        mine = {name: self._prepared(rows) for name, rows in answers.items()}
        pairs = combinations(sorted(mine), 2)
        return {"robustness": {(a, b): self._compared(mine[a], mine[b]) for a, b in pairs}}

    def _prepared(self, rows: Sequence[Row]) -> Prepared:
        scope = cells.verticals(rows)
        groups = group_clusters(scope, self.declared())
        size = items_of(scope, groups), len({c.family for v in groups.values() for c in v})
        why = next((w for v in groups.values() if (w := cells.lost(v))), "")
        return Prepared(None if why else ready(self._replicates(scope, groups)), size, why)

    def _compared(self, first: Prepared, second: Prepared) -> Comparison:
        if first.score is None or second.score is None:
            return Comparison(missing(first.why or second.why, "", *first.size), 1.0)
        return difference_of(first.score, second.score, first.size, self.level)


def alternating(sheet: Sheet, group: str) -> bool:
    """Whether it is this language's turn: even and odd items of a family change places from group to group."""
    return (sheet.item.index + sum(map(ord, group))) % 2 == (sheet.lang == "en")


def score(u: Floats) -> Any:
    """RS of the group scores in the last axis."""
    worst = math.ceil(u.shape[-1] / 4)
    tail = np.sort(u, axis=-1)[..., :worst]
    return 50 * (u.mean(axis=-1) + tail.mean(axis=-1))


def items_of(rows: Iterable[Row], groups: Iterable[str]) -> int:
    """Items with a scored row in any of the groups."""
    wanted = set(groups)
    return len({row.item for row in rows if row.group in wanted and row.value is not None})


def group_clusters(rows: Sequence[Row], groups: Sequence[str]) -> dict[str, list[Cluster]]:
    """Chance-corrected clusters of every group; a pair group is worth the product with its clean twin."""
    base = {(row.item, row.lang): row.value for row in cells.clean(rows)}

    def pair(row: Row) -> Fraction | None:
        clean = base.get((row.item, row.lang))
        return None if row.value is None or clean is None else Fraction(row.value) * Fraction(clean)

    def pair_chance(row: Row) -> Fraction:
        return cells.chance_of(row) ** 2

    out = {}
    for group in groups:
        share = [row for row in rows if row.group == group]
        paired = group in PAIRS
        found = cells.clusters(share, pair, pair_chance) if paired else cells.clusters(share)
        out[group] = [cells.corrected(c) for c in found]
    return out
