"""What changed between two releases: models new and withdrawn, scores beyond rounding, ranges of places.

Two boards are compared only where a difference would say something about the models: the same form, the same policy,
the same code of scoring. Otherwise the reason is published instead of numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from harness.publish.board import DIMENSIONS
from harness.publish.table import SCALE, TITLES, harmless

#: Places after the point in which scores are printed; a change below it is none.
PLACES = 1


def difference(
    before: Mapping[str, Any] | None, after: Mapping[str, Any], previous: str = ""
) -> dict[str, Any]:
    """Body of `diff.json`. `before` None: the first release. `previous`: the other release's date."""
    if before is None:
        return {"previous": None, "comparable": False, "reason": "this is the first release"}
    if reason := apart(before, after):
        return {"previous": previous, "comparable": False, "reason": reason}
    old, new = by_answerer(before), by_answerer(after)
    both = [key for key in new if key in old]
    return {
        "previous": previous,
        "comparable": True,
        "new": [named(new[key]) for key in new if key not in old],
        "withdrawn": [named(old[key]) for key in old if key not in new],
        "scores": [change for key in both for change in scores(old[key], new[key])],
        "ranks": [change for key in both for change in ranks(old[key], new[key])],
    }


def apart(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Why two boards must not be compared; empty where they may."""
    if before["form"]["form_id"] != after["form"]["form_id"]:
        return "the two releases asked different forms: other questions, so scores do not compare"
    if before["policy"] != after["policy"]:
        return "the two releases follow different policies, so ranks and composites do not compare"
    old, new = ({e["provenance"]["scoring_id"] for e in board["entries"]} for board in (before, after))
    if old and new and old != new:
        return "the answers were scored by different versions of the code, so a difference may be the code's"
    return ""


def by_answerer(board: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {entry["provenance"]["answerer_id"]: entry for entry in board["entries"]}


def named(entry: Mapping[str, Any]) -> dict[str, str]:
    return {"name": entry["model"]["name"], "answerer_id": entry["provenance"]["answerer_id"]}


def printed(entry: Mapping[str, Any], column: str) -> float | None:
    """A score as the board prints it."""
    value = entry["dimensions"][column]["value"]
    return None if value is None else round(SCALE.get(column, 1.0) * value, PLACES)


def scores(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for column in DIMENSIONS:
        before, after = printed(old, column), printed(new, column)
        if before != after:
            yield {**named(new), "column": column, "before": before, "after": after}


def ranks(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for column in DIMENSIONS:
        before, after = (
            [e["rank"][column][k] for k in ("low", "high")] if column in e["rank"] else None
            for e in (old, new)
        )
        if before != after:
            yield {**named(new), "column": column, "before": before, "after": after}


WORDS = {
    "new": "New models 新增模型",
    "withdrawn": "Withdrawn models 撤下的模型",
    "scores": "Changed scores 分数变化",
    "ranks": "Changed ranges of places 名次区间变化",
}


def in_markdown(date: str, body: Mapping[str, Any]) -> str:
    """`changes.md`, in both languages."""
    title = f"# Changes in release {date} 版本变更\n\n"
    if not body["comparable"]:
        since = f" (previous release {body['previous']})" if body["previous"] else ""
        return f"{title}Not compared{since} 未作比较: {body['reason']}.\n"
    text = f"{title}Compared with release {body['previous']} 与该版本比较。\n"
    for key, heading in WORDS.items():
        lines = [f"- {line(found)}" for found in body[key]] or ["- none 无"]
        text += f"\n## {heading}\n\n" + "\n".join(lines) + "\n"
    return text


def line(found: Mapping[str, Any]) -> str:
    name = f"{escaped(found['name'])} ({escaped(found['answerer_id'])})"
    if "column" not in found:
        return name
    return f"{name}, {TITLES[found['column']]}: {words(found['before'])} → {words(found['after'])}"


def words(value: Any) -> str:
    """A score, a range of places, or none."""
    if isinstance(value, list):
        return str(value[0]) if value[0] == value[1] else f"{value[0]}-{value[1]}"
    return "none 无" if value is None else f"{value:.{PLACES}f}"


def escaped(name: str) -> str:
    """A name as Markdown that can be neither markup nor HTML."""
    return re.sub(r"([\\`*_{}\[\]()<>#+!|~&:@-])", r"\\\1", harmless(name))
