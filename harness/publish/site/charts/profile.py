"""Robustness profile: what is left of the clean score under each kind of disturbance.

The clean score is a line with its interval as a band across all rows, so each row is read as a distance from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from harness.publish.site.charts.axes import Scale, across, framed, line, percent, span_of
from harness.publish.site.charts.forest import HEAD, PLOT, Bar, drawn, height

GAP = 10


def profile(
    clean: Bar, groups: Sequence[Bar], *, lang: str, title: str, desc: str, how: str = "percent",
    within: tuple[float, float] = (0.0, 100.0),
) -> str:  # fmt: skip
    """SVG of the clean score and of each group, in one unit. Values may lie below `within`: worse than chance."""
    every = [clean, *groups]
    ticks = span_of([x for bar in every for x in (bar.value, bar.low, bar.high)], within)
    scale = Scale(ticks[0], ticks[-1], *PLOT)
    tops = list(accumulate([height(clean) + GAP, *map(height, groups)], initial=float(HEAD)))
    body = across(ticks, scale, HEAD, tops[-1])
    if clean.value is not None:
        body += banded(clean, scale, HEAD + 18, tops[-1])
    for bar, y in zip(every, tops, strict=False):
        body += drawn(bar, scale, y, how)
    return framed("profile", body, tops[-1] + 8, lang=lang, title=title, desc=desc)


def banded(clean: Bar, scale: Scale, top: float, bottom: float) -> list[str]:
    """The clean interval as a band, the clean value as a dashed line."""
    assert clean.value is not None
    out = []
    if clean.low is not None and clean.high is not None:
        a, b = scale(clean.low), scale(clean.high)
        out.append(
            f'<rect class="ch-band" x="{percent(a)}" y="{top:g}" width="{percent(round(b - a, 2))}" '
            f'height="{bottom - top:g}"/>'
        )
    x = scale(clean.value)
    return [*out, line(x, top, x, bottom, "ch-ref")]
