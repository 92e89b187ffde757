"""`harness show <run> <sheet>`: the whole evidence of one sheet: prompt, answer, what was read, verdict, gold."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from harness.commands.assemble import plan_of
from harness.commands.runs import config_of, current_form, find_run
from harness.errors import UsageError, did_you_mean
from harness.publish.table import coverage, harmless
from harness.run.plan import Plan
from harness.run.tables import read_rows
from harness.store.journal import Journal
from harness.types import Row, Sheet, plain


def run(args: argparse.Namespace) -> int:
    results = Path(args.results)
    form_id = "" if Path(args.run).is_dir() else current_form(results)
    found = find_run(results, args.run, form_id)
    rows = {r.sheet: r for r in read_rows(found.folder / "scores.parquet")}
    if not args.sheet:
        listing(rows, args.json)
        if not args.json:
            print(
                coverage(found.entry["extraction"]).replace("\n", "; "), file=sys.stderr
            )  # the list stays a list
        return 0
    if args.sheet not in rows:
        raise UsageError(f"no sheet '{args.sheet}'", found.folder.name, did_you_mean(args.sheet, rows))
    plan, _ = plan_of(config_of(found, results), args.allow_package)
    if plan.form_id != found.entry["form_id"]:
        fix = "check out the commit named in the run's manifest to see this sheet as it was asked"
        raise UsageError("the tasks have changed since this run", found.folder.name, fix)
    sheet = next(s for s in plan.sheets if s.sheet_id == args.sheet)
    body = evidence(plan, sheet, rows[args.sheet], Journal(results / "answers" / found.answerer))
    print(json.dumps(body, ensure_ascii=False, indent=1) if args.json else in_words(body))
    return 0


def listing(rows: dict[str, Row], as_json: bool) -> None:
    if as_json:
        print(json.dumps({name: r.verdict for name, r in sorted(rows.items())}, ensure_ascii=False))
    for name, r in sorted(rows.items()) if not as_json else ():
        print(f"{name}\t{r.verdict or 'unscored'}\t{harmless(r.answer)}")


def evidence(plan: Plan, sheet: Sheet, row: Row, journal: Journal) -> dict[str, Any]:
    """Everything known of a sheet, as JSON types."""
    request = plan.requests[row.key]
    response = journal.get(row.key)
    family = plan.form.family(sheet.item)
    return {
        "sheet": row.sheet,
        "key": row.key,
        "level": row.level,
        "tier": row.tier,
        "chance": row.chance,
        "messages": [dict(m._asdict()) for m in request.messages],
        "lead": request.lead,
        "options": list(request.options),
        "logliks": list(response.logliks) if response else [],
        "text": response.text if response else None,
        "finish": response.finish if response else None,
        "read": row.answer,
        "gold": plain(sheet.item.gold),
        "gold_shown": family.word(sheet.item.gold, sheet.lang) if family.kind != "record" else "",
        "verdict": row.verdict,
        "critical": row.critical,
        "reason": row.reason,
    }


def in_words(body: dict[str, Any]) -> str:
    lines = [
        f"sheet    {body['sheet']}",
        f"level {body['level']}, tier {body['tier']}, chance {body['chance']:.3g}",
    ]
    for message in body["messages"]:
        lines += [f"--- {message['role']}", safe_block(message["content"])]
    lines += ["--- answer", safe_block(body["lead"] + (body["text"] or ""))]
    for option, loglik in zip(body["options"], body["logliks"], strict=False):
        lines.append(f"  {safe_block(option).strip():24} {loglik:10.4f} nat")
    lines += [
        f"read     {safe_block(body['read'])}",
        f"gold     {safe_block(body['gold_shown'] or json.dumps(body['gold'], ensure_ascii=False))}",
        f"verdict  {body['verdict'] or 'unscored: ' + safe_block(body['reason'])}"
        + (" (critical)" if body["critical"] else ""),
    ]
    return "\n".join(lines)


def safe_block(text: str) -> str:
    """Several lines, each without control characters."""
    return "\n".join(harmless(line, 10_000) for line in text.split("\n"))
