"""Score: from journalled responses to rows. Pure; whatever the model said is scored.

A sheet without a response is unscored, with the reason; it never becomes a zero.
"""

from __future__ import annotations

from collections.abc import Mapping

from harness.metrics.grade import grade
from harness.run.plan import Plan
from harness.store.journal import Journal
from harness.types import Response, Row, Score, Sheet


def score(plan: Plan, journal: Journal, refused: Mapping[str, str]) -> list[Row]:
    """One row per sheet, in the order of the plan."""
    rows = []
    for sheet, key in zip(plan.sheets, plan.keys, strict=True):
        response = journal.get(key) or Response(key=key, error=refused.get(key, "not asked yet"))
        family = plan.form.family(sheet.item)
        rows.append(row(plan, sheet, key, grade(response, plan.requests[key], sheet, family)))
    return rows


def row(plan: Plan, sheet: Sheet, key: str, scored: Score) -> Row:
    """A score with its strata."""
    item, family, task = sheet.item, plan.form.family(sheet.item), plan.form.task(sheet.item)
    return Row(
        sheet=sheet.sheet_id,
        key=key,
        domain=item.domain,
        task=item.task,
        family=item.family,
        kind=family.kind,
        item=item.draw_id,
        lang=sheet.lang,
        tier=task.tier,
        level=item.level,
        group=sheet.group,
        perturbation=sheet.perturbation,
        shots=sheet.layout.shots,
        replicate=sheet.replicate,
        chance=plan.form.chances[item.family],
        can_be_critical=family.critical is not None,
        verdict=scored.verdict,
        value=scored.value,
        answer=scored.answer,
        critical=scored.critical,
        partial=scored.partial,
        reason=scored.reason,
    )
