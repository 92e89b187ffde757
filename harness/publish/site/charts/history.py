"""Score over releases: one line per entry, broken where the questions changed.

Scores of different forms are never joined: a gap and a stroke say that another form was asked from there on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from harness.publish.site.charts.axes import PHONE, Scale, framed, line, percent, span_of, text
from harness.publish.site.charts.lettering import BOLD, SMALL, clipped, decimals, safe, spelt, width

FIELD, TOP, ROW = 220, 24, 22
LEFT, RIGHT = 13.0, 94.0
#: More lines than this cannot be told apart; the rest stand in the table.
MOST = 6


class Release(NamedTuple):
    """A dated release and the form its scores are of."""

    label: str
    form_id: str


class Point(NamedTuple):
    """A score with its interval; None for the whole point where the entry is not in the release."""

    value: float
    low: float | None = None
    high: float | None = None
    pointer: str = ""


class Series(NamedTuple):
    """One entry over the releases, oldest first."""

    label: str
    points: Sequence[Point | None]


def history(
    releases: Sequence[Release],
    series: Sequence[Series],
    *,
    lang: str,
    title: str,
    desc: str,
    how: str = "percent",
) -> str:
    """SVG of at most six `series` over `releases`. ValueError when a series has another number of points."""
    for one in series:
        if len(one.points) != len(releases):
            raise ValueError(
                f"history: {one.label!r} has {len(one.points)} points for {len(releases)} releases"
            )
    shown = series[:MOST]
    known = [p for one in shown for p in one.points if p is not None]
    ticks = span_of([x for p in known for x in (p.value, p.low, p.high)])
    y = Scale(ticks[0], ticks[-1], TOP + FIELD, TOP)
    xs = places(len(releases))
    body = [part for tick in ticks for part in level(tick, y)]
    body += dates(releases, xs, lang)
    for k, one in enumerate(shown):
        body += drawn(one, k, releases, aside(xs, k, len(shown)), y)
    bottom = TOP + FIELD + 44
    for k, one in enumerate(shown):
        body += listed(one, k, bottom + ROW * k, how)
    bottom += ROW * len(shown)
    if rest := len(series) - len(shown):
        more = f"另有 {rest} 个，见表" if lang == "zh" else f"and {rest} more, in the table"
        body.append(text("0", bottom + 14, more, "ch-small"))
    return framed("history", body, bottom + (26 if rest else 8), lang=lang, title=title, desc=desc)


def places(count: int) -> list[float]:
    """Where the releases stand, in per cent across; one alone stands in the middle."""
    if count == 1:
        return [(LEFT + RIGHT) / 2]
    room = RIGHT - LEFT - 12
    return [round(LEFT + 6 + room * i / (count - 1), 2) for i in range(count)]


def aside(xs: Sequence[float], k: int, count: int) -> list[float]:
    """The places of series `k`, a little aside of the others, so that equal scores do not hide each other."""
    return [round(x + (k - (count - 1) / 2) * 1.6, 2) for x in xs]


def level(tick: float, y: Scale) -> list[str]:
    name = decimals(tick, 0 if tick == int(tick) else 1)
    return [
        line(LEFT, y(tick), RIGHT, y(tick), "ch-grid"),
        text(percent(LEFT - 2), y(tick) + 4, name, "ch-tick", "ch-end"),
    ]


def dates(releases: Sequence[Release], xs: Sequence[float], lang: str) -> list[str]:
    """The releases' names where there is room, and a stroke where the form changed."""
    out: list[str] = []
    free = -100.0
    for i, (release, x) in enumerate(zip(releases, xs, strict=True)):
        half = width(release.label, SMALL) / 2
        at = x * PHONE / 100
        if at - half > free and at - half > -8:
            out.append(
                text(percent(x), TOP + FIELD + 18, clipped(release.label, 120, SMALL), "ch-tick", "ch-mid")
            )
            free = at + half + 6
        if i and release.form_id != releases[i - 1].form_id:
            between = (x + xs[i - 1]) / 2
            words = "换题" if lang == "zh" else "new form"
            out.append(line(between, TOP - 8, between, TOP + FIELD, "ch-ref"))
            out.append(text(percent(between), TOP - 10, words, "ch-small", "ch-mid"))
    return out


def drawn(one: Series, k: int, releases: Sequence[Release], xs: Sequence[float], y: Scale) -> list[str]:
    """Its points with their intervals, joined within a form."""
    out = [f"<g><title>{safe(one.label, 200)}</title>"]
    for i, point in enumerate(one.points):
        if point is None:
            continue
        before = one.points[i - 1] if i else None
        if before is not None and releases[i].form_id == releases[i - 1].form_id:
            out.append(line(xs[i - 1], y(before.value), xs[i], y(point.value), f"ch-line ch-s{k}"))
        if point.low is not None and point.high is not None:
            out.append(line(xs[i], y(point.low), xs[i], y(point.high), f"ch-line ch-s{k}"))
        out.append(mark(percent(xs[i]), y(point.value), k))
    return [*out, "</g>"]


#: One shape per series, drawn around 0,0: colour is never alone.
SHAPES = (
    "M-5 0A5 5 0 1 0 5 0A5 5 0 1 0-5 0Z", "M-4.5-4.5H4.5V4.5H-4.5Z", "M0-6L6 4.5H-6Z", "M0-6.5L6.5 0L0 6.5L-6.5 0Z",
    "M0 6L6-4.5H-6Z", "M-5-2H-2V-5H2V-2H5V2H2V5H-2V2H-5Z",
)  # fmt: skip


def mark(x: str, y: float, k: int) -> str:
    return f'<svg x="{x}" y="{y:g}" overflow="visible"><path class="ch-mark ch-f{k}" d="{SHAPES[k]}"/></svg>'


def listed(one: Series, k: int, y: float, how: str) -> list[str]:
    """Key and newest score."""
    newest = next((p for p in reversed(one.points) if p is not None), None)
    numbers = spelt(newest.value, newest.low, newest.high) if newest else ""
    out = [
        mark("8", y + 10, k),
        text("22", y + 14, clipped(one.label, PHONE - 32 - width(numbers, SMALL), BOLD), "ch-label"),
    ]
    if newest:
        out.append(text("100%", y + 14, numbers, "ch-num", "ch-end", pointer=newest.pointer, how=how))
    return out
