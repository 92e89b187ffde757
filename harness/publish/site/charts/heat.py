"""Heat map with the number in every cell: shades are for finding, numbers for reading.

Columns are of a fixed width, so the drawing has its own width in pixels and stands in a scroll container
(`.chart-scroll` of charts.css) where the page is narrower.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from harness.publish.site.charts.axes import framed, text
from harness.publish.site.charts.lettering import BOLD, SMALL, attribute, clipped, decimals, safe, width

CELL, ROW, NAME = 46, 26, 170
#: Lower ends of the shades, in per cent; the last also holds 100.
BINS = (0.0, 10.0, 25.0, 40.0, 55.0, 70.0, 85.0)
HEAD_MOST = 150


class Cell(NamedTuple):
    """A score in per cent, or why there is none."""

    value: float | None
    pointer: str = ""
    reason: str = ""


class Line(NamedTuple):
    """A row of the map."""

    label: str
    cells: Sequence[Cell]


def heat(
    columns: Sequence[str], rows: Sequence[Line], *, lang: str, title: str, desc: str, how: str = "percent1"
) -> str:
    """SVG of `rows` x `columns`. ValueError when a row has another number of cells."""
    head = min(max((width(c, SMALL) for c in columns), default=0.0), HEAD_MOST) * 0.75 + 24
    wide = NAME + CELL * len(columns) + (round(head) if columns else 0)
    body = legend(lang, max(wide, 330))
    top = 44 + head
    for i, name in enumerate(columns):
        x = NAME + CELL * i + CELL / 2
        label = clipped(name, HEAD_MOST, SMALL)
        body.append(
            f'<g transform="translate({x:g} {top - 8:g}) rotate(-48)"><title>{safe(name, 200)}</title>'
            f"{text('0', 0, label, 'ch-small')}</g>"
        )
    for r, row in enumerate(rows):
        if len(row.cells) != len(columns):
            raise ValueError(f"heat: row {row.label!r} has {len(row.cells)} cells for {len(columns)} columns")
        body += drawn(row, top + ROW * r, how)
    high = top + ROW * len(rows) + 6
    size = f'width="{max(wide, 330):g}" viewBox="0 0 {max(wide, 330):g} {high:g}"'  # for paper, where it may shrink
    return framed("heat", body, high, lang=lang, title=title, desc=desc, extra=size)


def drawn(row: Line, y: float, how: str) -> list[str]:
    """The row's name, then a shaded cell with its number, or an empty one with a dash."""
    name = text("0", y + 17, clipped(row.label, NAME - 8, BOLD), "ch-label")
    out = [f"<g><title>{safe(row.label, 200)}</title>{name}</g>"]
    for i, cell in enumerate(row.cells):
        x = NAME + CELL * i
        at = f'x="{x + 1}" y="{y + 1:g}" width="{CELL - 2}" height="{ROW - 2}"'
        if cell.value is None:
            why = f"<title>{safe(cell.reason, 200)}</title>" if cell.reason else ""
            dash = text(f"{x + CELL / 2:g}", y + 17, "–", "ch-small", "ch-mid")
            out.append(f'<g>{why}<rect class="ch-none" {at}/>{dash}</g>')
            continue
        source = f" data-from={attribute(cell.pointer)} data-as={attribute(how)}" if cell.pointer else ""
        shade = shade_of(cell.value)
        out.append(
            f'<rect class="ch-b{shade}" {at}/>'
            f'<text class="ch-t{shade}" x="{x + CELL / 2:g}" y="{y + 17:g}"{source}>{decimals(cell.value)}</text>'
        )
    return out


def shade_of(value: float) -> int:
    """Index of the bin of a value in per cent; the lowest also holds what is below 0."""
    return max((i for i, low in enumerate(BINS) if value >= low), default=0)


def legend(lang: str, room: float) -> list[str]:
    """The shades with their ranges, in one line."""
    out, each = [], min(46.0, room / len(BINS))
    for i, low in enumerate(BINS):
        high = BINS[i + 1] if i + 1 < len(BINS) else 100
        out.append(f'<rect class="ch-b{i}" x="{i * each:g}" y="2" width="{each - 2:g}" height="20"/>')
        out.append(f'<text class="ch-t{i}" x="{i * each + each / 2 - 1:g}" y="16">{low:g}–{high:g}</text>')
    return out
