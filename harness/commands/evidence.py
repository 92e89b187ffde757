"""Public items for the site: what was asked, what each model wrote, what was read out of it, and the verdict.

The development split only: its seed is public. Items of a ranked round are never published this way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.prompts import content, model_answer
from harness.publish.board import Run
from harness.run.plan import Plan
from harness.run.tables import read_rows
from harness.store.journal import Journal
from harness.types import Request, Response, Row, Sheet


def items_of(results: Path, plan: Plan, runs: Sequence[Run]) -> dict[str, list[dict[str, Any]]]:
    """Items by task, each in both languages as usually asked, with every run's answer. UsageError off the dev split."""
    if plan.form.source.split != "dev":
        raise UsageError("items of a ranked round are not published", "--items", "leave --items out")
    answers = [Answers(results, run) for run in runs]
    by_item: dict[str, list[tuple[Sheet, str]]] = {}
    for sheet, key in zip(plan.sheets, plan.keys, strict=True):
        if sheet.group == "clean" and not sheet.layout.shots and not sheet.replicate:
            by_item.setdefault(sheet.item.draw_id, []).append((sheet, key))
    out: dict[str, list[dict[str, Any]]] = {}
    for item in plan.form.items:
        if sheets := by_item.get(item.draw_id):
            ways = {sheet.lang: way(plan, sheet, key, answers) for sheet, key in sheets}
            body = {
                "item": item.draw_id,
                "family": item.family.rsplit("/", 1)[1],
                "level": item.level,
                "ways": ways,
            }
            out.setdefault(item.task, []).append(body)
    return out


class Answers:
    """One run's rows by sheet and its journal."""

    def __init__(self, results: Path, run: Run) -> None:
        self.answerer = run.answerer
        self.rows: Mapping[str, Row] = {r.sheet: r for r in read_rows(run.folder / "scores.parquet")}
        self.journal = Journal(results / "answers" / run.answerer)


def way(plan: Plan, sheet: Sheet, key: str, answers: Sequence[Answers]) -> dict[str, Any]:
    """One language of an item."""
    family, request = plan.form.family(sheet.item), plan.requests[key]
    said = [one(a, sheet, request) for a in answers if sheet.sheet_id in a.rows]
    return {
        "sheet": sheet.sheet_id,
        "prompt": content(sheet, family),
        "answer": model_answer(sheet, family),
        "said": said,
    }


def one(answers: Answers, sheet: Sheet, request: Request) -> dict[str, Any]:
    """What one model made of it."""
    row = answers.rows[sheet.sheet_id]
    return {
        "answerer_id": answers.answerer,
        "output": written(answers.journal.get(request.key), request),
        "read": row.answer,
        "verdict": row.verdict or "unscored",
        "critical": row.critical,
    }


def written(response: Response | None, request: Request) -> str:
    """The text a model wrote; for a choice, every option with its log-likelihood."""
    if response is None:
        return ""
    if response.text is not None:
        return response.text
    pairs = zip(request.options, response.logliks, strict=True)
    return "\n".join(f"{option.strip()}  {value:.2f} nat" for option, value in pairs)
