"""Forest plot: a dot and its interval per row, the numbers beside it, chance as a dashed line.

One layout for all widths: the name stands above its interval, so nothing shrinks on a phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from harness.publish.site.charts.axes import (
    PHONE,
    Reference,
    Scale,
    across,
    framed,
    line,
    percent,
    sourced,
    span_of,
    text,
)
from harness.publish.site.charts.lettering import BOLD, SMALL, clipped, decimals, safe, spelt, width, wrapped

#: Height of a row, and of what stands above the first.
ROW, HEAD, LINE = 42, 44, 16
#: The intervals' part of the width; numbers stand right of it.
PLOT = (2.0, 56.0)


class Bar(NamedTuple):
    """A row: value and interval in the units of the axis; without a value, `note` says why."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    note: str = ""
    """Beside the name (a tie group, `chance`), or the reason there is no value."""
    pointer: str = ""
    """Where the Estimate stands in the published JSON."""


def forest(
    rows: Sequence[Bar],
    *,
    lang: str,
    title: str,
    desc: str,
    reference: Reference | None = None,
    how: str = "percent",
    within: tuple[float, float] = (0.0, 100.0),
) -> str:
    """SVG of `rows` from top to bottom. `how` names the page's number format of a row's Estimate."""
    marks = [x for row in rows for x in (row.value, row.low, row.high)]
    ticks = span_of([*marks, reference.value if reference else None], within)
    scale = Scale(ticks[0], ticks[-1], *PLOT)
    top = HEAD + (18 if reference else 0)
    tops = list(accumulate(map(height, rows), initial=top))
    bottom = tops[-1]
    body = across(ticks, scale, top, bottom)
    if reference:
        body += referred(reference, scale, top, bottom, f"{how}1")
    for row, y in zip(rows, tops, strict=False):
        body += drawn(row, scale, y, how)
    return framed("forest", body, bottom + 8, lang=lang, title=title, desc=desc)


def referred(reference: Reference, scale: Scale, top: float, bottom: float, how: str) -> list[str]:
    """The dashed line, named above the axis on whichever side has room."""
    x = scale(reference.value)
    label, number = clipped(reference.label, 120, SMALL), decimals(reference.value)
    room = width(f"{label} {number}", SMALL) / PHONE * 100
    anchor, at = ("ch-end", x - 1) if x > room and x > PLOT[1] - room else ("ch-start", max(x - 1, 0))
    return [
        line(x, top - 22, x, bottom, "ch-ref"),
        f'<text x="{percent(at)}" y="{top - 26:g}" class="ch-small {anchor}">'
        f"{safe(label)} {sourced(number, reference.pointer, how)}</text>",
    ]


def parts(row: Bar) -> tuple[list[str], str, list[str]]:
    """The name's lines, the note beside it, and the lines of the reason below."""
    note = clipped(row.note, 130, SMALL) if row.note and row.value is not None else ""
    room = PHONE - (width(note, SMALL) + 10 if note else 0)
    reason = wrapped(row.note, PHONE, SMALL, lines=3) if row.note and row.value is None else []
    return wrapped(row.label, room, BOLD) or [""], note, reason


def height(row: Bar) -> float:
    """Long names and reasons take more lines than the usual two."""
    name, _, reason = parts(row)
    second = 0 if row.value is None and row.high is None else 1
    return ROW + LINE * (len(name) + second + len(reason) - 2)


def drawn(row: Bar, scale: Scale, y: float, how: str) -> list[str]:
    """Name and note above, interval and numbers below, then the reason where there is no value."""
    name, note, reason = parts(row)
    out = [f"<g><title>{safe(row.label, 200)}</title>"]
    out += [text("0", y + 15 + LINE * i, part, "ch-label") for i, part in enumerate(name)]
    if note:
        out.append(text("100%", y + 15, note, "ch-small", "ch-end"))
    y += LINE * len(name)
    if numbers := spelt(row.value, row.low, row.high):
        out.append(text("100%", y + 15, numbers, "ch-num", "ch-end", pointer=row.pointer, how=how))
        out += whisker(row, scale, y + 11)
        y += LINE
    out += [text("0", y + 15 + LINE * i, part, "ch-small") for i, part in enumerate(reason)]
    return [*out, "</g>"]


def whisker(row: Bar, scale: Scale, y: float) -> list[str]:
    """The interval with end strokes and the value as a dot on it; a bound alone is an open line to a stroke."""
    if row.value is None:
        b = scale(row.high or 0.0)
        return [line(scale.start, y, b, y, "ch-open"), line(b, y - 5, b, y + 5, "ch-int")]
    out = []
    if row.low is not None and row.high is not None:
        a, b = scale(row.low), scale(row.high)
        out = [
            line(a, y, b, y, "ch-int"),
            line(a, y - 4, a, y + 4, "ch-int"),
            line(b, y - 4, b, y + 4, "ch-int"),
        ]
    return [*out, f'<circle class="ch-dot" cx="{percent(scale(row.value))}" cy="{y:g}" r="5"/>']
