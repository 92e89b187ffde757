"""Pareto scatter: worth against cost, the front as a staircase, every shown point numbered and listed below.

Numbers instead of names stand in the field: they fit anywhere, and the list beneath is a text alternative.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from harness.publish.site.charts.axes import (
    PHONE,
    Scale,
    across,
    framed,
    line,
    log_ticks,
    nice_ticks,
    percent,
    span_of,
    text,
)
from harness.publish.site.charts.lettering import BOLD, SMALL, clipped, compact, decimals, safe, spelt

FIELD = 300
TOP = 46
LEFT, RIGHT = 11.0, 96.0
ROW = 38
#: Up to so many points everybody is numbered; beyond, the front only.
NUMBERED = 12
#: Room a point's number takes, in pixels: width and height.
TAG = (18.0, 14.0)
#: Left, top, width, height.
Box = tuple[float, float, float, float]
#: Where a number may stand from its dot.
AROUND = (
    (7, -9), (7, 11), (-7, -9), (-7, 11), (7, -20), (7, 22), (-7, -20), (-7, 22), (0, -26), (0, 30),
)  # fmt: skip


class Point(NamedTuple):
    """An entry: cost or size across, score (with interval) up."""

    label: str
    x: float
    y: float
    y_low: float | None = None
    y_high: float | None = None
    on_front: bool = False
    pointer: str = ""
    x_pointer: str = ""
    x_text: str = ""
    """The cost as the page prints it (by `x_how`); without it a short form without a source."""


def pareto(
    points: Sequence[Point],
    *,
    lang: str,
    title: str,
    desc: str,
    x_label: str,
    y_label: str,
    log_x: bool = True,
    how: str = "percent",
    x_how: str = "quantity",
) -> str:
    """SVG of `points`: less across and more up is better. On a log axis points without a positive x are left out."""
    shown = sorted(
        (p for p in points if p.x > 0 or not log_x), key=lambda p: (not p.on_front, p.x, -p.y, p.label)
    )
    named = shown if len(shown) <= NUMBERED else [p for p in shown if p.on_front]
    xs = [p.x for p in shown] or [1.0]
    x_ticks = log_ticks(min(xs), max(xs)) if log_x else nice_ticks(min(0.0, *xs), max(xs))
    y_ticks = span_of([v for p in shown for v in (p.y, p.y_low, p.y_high)])
    x = Scale(x_ticks[0], x_ticks[-1], LEFT + 2, RIGHT - 2, log_x)
    y = Scale(y_ticks[0], y_ticks[-1], TOP + FIELD, TOP)
    body = axes(x_ticks, y_ticks, x, y, clipped(x_label, PHONE, SMALL), clipped(y_label, PHONE, SMALL), lang)
    body += staircase([p for p in shown if p.on_front], x, y)
    body += [part for p in reversed(shown) for part in dot(p, x, y)]
    body += tags(named, x, y)
    listed = listing(named, TOP + FIELD + 50, lang, how, x_how)
    body += listed
    rest = len(shown) - len(named)
    bottom = TOP + FIELD + 50 + ROW * len(named)
    if rest:
        more = f"另有 {rest} 个，见表" if lang == "zh" else f"and {rest} more, in the table"
        body.append(text("0", bottom + 14, more, "ch-small"))
    return framed("pareto", body, bottom + (26 if rest else 8), lang=lang, title=title, desc=desc)


def axes(
    x_ticks: Sequence[float],
    y_ticks: Sequence[float],
    x: Scale,
    y: Scale,
    x_label: str,
    y_label: str,
    lang: str,
) -> list[str]:
    """Grid, numbers, and what the axes say: the vertical one above the field, never turned on its side."""
    body = [text("0", 16, y_label + " ↑", "ch-small")]
    for tick in y_ticks:
        body.append(line(LEFT, y(tick), RIGHT, y(tick), "ch-grid"))
        body.append(
            text(
                percent(LEFT - 1),
                y(tick) + 4,
                decimals(tick, 0 if tick == int(tick) else 1),
                "ch-tick",
                "ch-end",
            )
        )
    below = across(x_ticks, x, TOP, TOP + FIELD, [compact(t, lang) for t in x_ticks])
    moved = [part.replace(f'y="{TOP - 6:g}"', f'y="{TOP + FIELD + 17:g}"') for part in below]
    return [*body, *moved, text(percent(RIGHT), TOP + FIELD + 35, "← " + x_label, "ch-small", "ch-end")]


def staircase(front: Sequence[Point], x: Scale, y: Scale) -> list[str]:
    """From each point of the front right to the next, then up: what lies right and below is beaten."""
    out = []
    for here, there in zip_longest(front, front[1:]):
        end = RIGHT if there is None else x(there.x)
        out.append(line(x(here.x), y(here.y), end, y(here.y), "ch-front"))
        if there is not None:
            out.append(line(end, y(here.y), end, y(there.y), "ch-front"))
    return out


def dot(point: Point, x: Scale, y: Scale) -> list[str]:
    """Filled on the front, open elsewhere; a stroke for the interval."""
    at, name = x(point.x), "ch-dot" if point.on_front else "ch-ring"
    out = [f"<g><title>{safe(point.label, 200)}</title>"]
    if point.y_low is not None and point.y_high is not None:
        out.append(line(at, y(point.y_low), at, y(point.y_high), "ch-int" if point.on_front else "ch-faint"))
    return [*out, f'<circle class="{name}" cx="{percent(at)}" cy="{y(point.y):g}" r="5"/></g>']


def tags(points: Sequence[Point], x: Scale, y: Scale) -> list[str]:
    """The points' numbers, each in the first free place around its dot, at the width of a phone.

    A wider page only draws them further apart, so what is free there is free everywhere. Where no place is
    free the number is left out: the list below still has it.
    """
    taken: list[Box] = [(x(p.x) * PHONE / 100 - 6, y(p.y) - 6, 12.0, 12.0) for p in points]
    out = []
    for number, point in enumerate(points, 1):
        cx, cy = x(point.x) * PHONE / 100, y(point.y)
        for dx, dy in AROUND:
            left = cx + dx - (0 if dx > 0 else TAG[0] if dx < 0 else TAG[0] / 2)
            box = (left, cy + dy - TAG[1] + 3, TAG[0], TAG[1])
            if any(overlaps(box, other) for other in taken) or not TOP - 16 < box[1] < TOP + FIELD - 8:
                continue
            taken.append(box)
            tag = text(
                f"{dx}",
                cy + dy,
                str(number),
                "ch-tag",
                "ch-start" if dx > 0 else "ch-end" if dx < 0 else "ch-mid",
            )
            out.append(f'<svg x="{percent(x(point.x))}" overflow="visible">{tag}</svg>')
            break
    return out


def overlaps(a: Box, b: Box) -> bool:
    """Whether two boxes (left, top, width, height) share any area."""
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def listing(points: Sequence[Point], y: float, lang: str, how: str, x_how: str) -> list[str]:
    """Two lines per numbered point: number and name, then cost and score."""
    out = []
    for number, point in enumerate(points, 1):
        base, cost = y + ROW * (number - 1) + 14, point.x_text or compact(point.x, lang)
        numbers = spelt(point.y, point.y_low, point.y_high)
        mark = "ch-dot" if point.on_front else "ch-ring"
        out += [
            f'<circle class="{mark}" cx="6" cy="{base - 4:g}" r="5"/>',
            text("16", base, str(number), "ch-tag"),
            text(
                "36",
                base,
                clipped(point.label, PHONE - 36, BOLD),
                "ch-label" if point.on_front else "ch-name",
            ),
            text("36", base + 16, cost, "ch-num", pointer=point.x_pointer if point.x_text else "", how=x_how),
            text("100%", base + 16, numbers, "ch-num", "ch-end", pointer=point.pointer, how=how),
        ]
    return out
