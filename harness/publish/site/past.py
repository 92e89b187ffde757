"""Earlier releases, oldest first: their date, content hash and scores, for the page of the history.

A release never changes, so a page that lists those before it never does either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from harness.publish.site.charts.history import Point, Release, Series, history
from harness.publish.site.figures import step
from harness.publish.site.views import Board
from harness.publish.site.words import Words
from harness.store.files import read_json

FILE = "releases.json"


def releases_before(folder: Path, date: str = "9999-12-31") -> list[dict[str, Any]]:
    """Releases of a folder before `date`; nothing where there is none."""
    found = []
    for path in sorted(folder.glob("????-??-??/manifest.json")):
        if path.parent.name < date:
            board = read_json(path.parent / "leaderboard.json", "leaderboard of a release")
            found.append(told(path.parent.name, read_json(path, "manifest of a release"), board))
    return found


def told(date: str, manifest: Mapping[str, Any], board: Mapping[str, Any]) -> dict[str, Any]:
    """What the history shows of one release."""
    form = board["form"]
    return {
        "date": date,
        "content_sha256": manifest["content_sha256"],
        **{key: form[key] for key in ("form_id", "suite", "size", "split", "items")},
        "models": len(board["entries"]),
        "accuracy": {e["provenance"]["answerer_id"]: e["dimensions"]["accuracy"] for e in board["entries"]},
    }


def scores_chart(board: Board, t: Words) -> Markup:
    """Accuracy over releases of the board's first models that were in any; nothing before the second release."""
    releases: Sequence[Mapping[str, Any]] = board.inputs.releases
    if len(releases) < 2:
        return Markup("")
    known = {answerer for one in releases for answerer in one["accuracy"]}
    series = [
        Series(m.name, [point(one, m.id, i) for i, one in enumerate(releases)])
        for m in board.models
        if m.id in known
    ]
    names = [Release(one["date"], one["form_id"]) for one in releases]
    title, desc = t("history.chart"), t("history.chart_desc", n=len(releases))
    return Markup(history(names, series, lang=t.lang, title=title, desc=desc))


def point(release: Mapping[str, Any], answerer: str, index: int) -> Point | None:
    """One model in one release; None where it has no score there."""
    e = release["accuracy"].get(answerer)
    if e is None or e["value"] is None:
        return None
    low, high = (None if e[key] is None else 100 * e[key] for key in ("low", "high"))
    return Point(100 * e["value"], low, high, f"{FILE}#/{index}/accuracy{step(answerer)}")
