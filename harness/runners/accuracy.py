"""Accuracy 准确性: the macro-mean over domains, printed raw with chance beside it, and critical errors.

Asks every item once per language, clean and without shots. Never corrects, weighs or hides anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from harness.form import Form
from harness.stats import cells
from harness.stats.allpairs import Answers, Pair, differences
from harness.stats.estimates import LEVEL, missing
from harness.stats.fixed import CRITICAL, rate, this_form
from harness.stats.paired import Comparison, difference
from harness.stats.strata import CURRICULUM, curriculum
from harness.types import Estimate, Row, Sheet

Part = Callable[[Row], str]
#: Tables of the same rows cut another way; all but tasks speak of the curriculum.
PARTS: tuple[tuple[str, Part], ...] = (
    ("domains", lambda row: row.domain),
    ("tasks", lambda row: row.task),
    ("tiers", lambda row: row.tier),
    ("languages", lambda row: row.lang),
    ("kinds", lambda row: row.kind),
)


@dataclass(frozen=True)
class Accuracy:
    """Share right, with equal weights for renderings, items, families, tasks and domains at each step."""

    level: float = LEVEL

    def ask(self, form: Form) -> list[Sheet]:
        """Every vertical item in both languages."""
        return [sheet for sheet in form.clean() if sheet.item.domain != cells.GENERAL]

    def reduce(self, rows: Sequence[Row]) -> dict[str, Estimate]:
        """`accuracy`, `<part>/<id>`, each with its `chance...` twin, and `critical/<domain>`."""
        scope = cells.verticals(cells.clean(rows))
        if not scope:
            return {"accuracy": missing("no vertical domain was asked", CURRICULUM)}
        members = cells.clusters(scope)
        out = {"accuracy": curriculum(members, self.level), "chance": cells.macro_chance(members)}
        for part, key in PARTS:
            for name, share in sorted(split(scope, key).items()):
                found = cells.clusters(share)
                estimator = this_form if part == "tasks" else curriculum
                out[f"{part}/{name}"] = estimator(found, self.level)
                out[f"chance/{part}/{name}"] = cells.macro_chance(found)
        for domain, share in sorted(split(scope, lambda row: row.domain).items()):
            if any(row.can_be_critical for row in share):
                out[f"critical/{domain}"] = critical(share, self.level)
        return out

    def compare(self, first: Sequence[Row], second: Sequence[Row]) -> Comparison:
        """Paired test of two answerers on this dimension."""
        a, b = (cells.verticals(cells.clean(rows)) for rows in (first, second))
        return difference(a, b, self.level)

    def compare_all(self, answers: Answers) -> dict[str, dict[Pair, Comparison]]:
        """`compare` of every pair under `accuracy`, and within each domain under `domains/<id>`."""
        scope = {name: cells.verticals(cells.clean(rows)) for name, rows in answers.items()}
        found = differences(scope, self.level)
        return {f"domains/{d}" if d else "accuracy": pairs for d, pairs in found.items()}


def split(rows: Iterable[Row], key: Part) -> dict[str, list[Row]]:
    out: dict[str, list[Row]] = {}
    for row in rows:
        out.setdefault(key(row), []).append(row)
    return out


def critical(rows: Iterable[Row], level: float) -> Estimate:
    """Items, of those that can go wrong dangerously, that did so in any of their renderings."""
    items: dict[str, bool] = {}
    for row in rows:
        if row.can_be_critical and row.value is not None:
            items[row.item] = items.get(row.item, False) or row.critical
    if not items:
        return missing("no scored item", CRITICAL)
    return rate(sum(items.values()), len(items), level)
