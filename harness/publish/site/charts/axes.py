"""What all charts share: ticks, scales, and the frame with its title and description.

Drawings are not scaled: heights are pixels, horizontal places are shares of the width, so that a chart fills any
page from 320 px up and its text stays as large as the page's. Colours are classes of `charts.css`.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from harness.publish.site.charts.lettering import SMALL, attribute, decimals, safe, width

#: The width of the narrowest page (320 px) inside its margins: what is laid out to fit there fits everywhere.
PHONE = 288


class Reference(NamedTuple):
    """A line to read values against, such as chance, in the units of the rows."""

    label: str
    value: float
    pointer: str = ""


@dataclass(frozen=True)
class Scale:
    """From values to places along an axis, in per cent of the width or in pixels."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        """The place of `value`; values beyond the ends lie on them."""
        a, b, x = (math.log10(v) if self.log else v for v in (self.low, self.high, max(value, self._least)))
        share = min(max((x - a) / (b - a), 0.0), 1.0)
        return round(self.start + share * (self.end - self.start), 2)

    @property
    def _least(self) -> float:
        return self.low if self.log else -math.inf


def nice_ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers around [low, high], about so many, the first <= low and the last >= high."""
    span = max(high - low, 1e-9)
    raw = span / max(about, 1)
    size = 10 ** math.floor(math.log10(raw))
    step = next(size * m for m in (1, 2, 2.5, 5, 10) if size * m >= raw * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(i * step, 10) for i in range(first, max(last, first + 1) + 1)]


def log_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """1, 2, 5 of each decade around [low, high] (both > 0); 1 only, or every few decades, where they are many."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    last = max(last, first + 1)
    fine = [m * 10.0**k for k in range(first, last + 1) for m in (1, 2, 5)]
    inside = [t for t in fine if t > low * 0.999]
    start = fine.index(inside[0]) - (inside[0] > low * 1.001)
    end = next(i for i, t in enumerate(fine) if t >= high * 0.999 and i > start)
    if end - start + 1 <= most:
        return fine[max(start, 0) : end + 1]
    every = math.ceil((last - first + 1) / most)
    return [10.0**k for k in range(first, last + every, every)]


def span_of(
    values: Iterable[float | None], within: tuple[float, float] = (0.0, 100.0), least: float = 10.0
) -> list[float]:
    """Ticks that hold all `values`, at least `least` apart from end to end; cut to what is possible."""
    known = [v for v in values if v is not None]
    low, high = (min(known), max(known)) if known else within
    if high - low < least:
        middle = (low + high) / 2
        low, high = middle - least / 2, middle + least / 2
    low, high = (
        max(low, min(within[0], min(known, default=within[0]))),
        min(high, max(within[1], max(known, default=0.0))),
    )
    return nice_ticks(low, high)


def percent(place: float) -> str:
    return f"{place:g}%"


def framed(
    kind: str, body: Sequence[str], height: float, *, lang: str, title: str, desc: str, extra: str = ""
) -> str:
    """A standalone SVG as wide as its place. `extra` are more attributes of the root."""
    inside = "\n".join(body)
    key = (
        "c"
        + hashlib.sha256("\0".join((kind, lang, title, desc, inside)).encode("utf-8", "replace")).hexdigest()[
            :10
        ]
    )
    attributes = extra or 'width="100%"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart ch-{kind}" role="img" lang="{lang_tag(lang)}" '
        f'{attributes} height="{height:g}" aria-labelledby="{key}-t {key}-d">\n'
        f'<title id="{key}-t">{safe(title, 200)}</title>\n<desc id="{key}-d">{safe(desc, 2000)}</desc>\n'
        f"{inside}\n</svg>"
    )


def lang_tag(lang: str) -> str:
    return "zh-Hans" if lang == "zh" else "en"


def text(x: str, y: float, body: str, *classes: str, pointer: str = "", how: str = "") -> str:
    """A `<text>`; `body` is made harmless here, `pointer` says where its number stands in the JSON."""
    source = f" data-from={attribute(pointer)} data-as={attribute(how)}" if pointer else ""
    names = f' class="{" ".join(classes)}"' if classes else ""
    return f'<text x="{x}" y="{y:g}"{names}{source}>{safe(body, 400)}</text>'


def sourced(body: str, pointer: str, how: str) -> str:
    """A number inside a text, with where it stands in the JSON."""
    return (
        f"<tspan data-from={attribute(pointer)} data-as={attribute(how)}>{safe(body)}</tspan>"
        if pointer
        else safe(body)
    )


def line(x1: float, y1: float, x2: float, y2: float, name: str) -> str:
    """A line between places given in per cent across and pixels down."""
    return f'<line class="{name}" x1="{percent(x1)}" y1="{y1:g}" x2="{percent(x2)}" y2="{y2:g}"/>'


def across(
    ticks: Sequence[float], scale: Scale, top: float, bottom: float, names: Sequence[str] = ()
) -> list[str]:
    """Vertical grid lines with their numbers above; crowded numbers are left out, never the lines."""
    out, free = [], -math.inf
    for tick, name in zip(ticks, names or [decimals(t, 0 if t == int(t) else 1) for t in ticks], strict=True):
        x = scale(tick)
        out.append(line(x, top, x, bottom, "ch-grid"))
        half = width(name, SMALL) / 2
        if x * PHONE / 100 - half >= free:
            out.append(text(percent(x), top - 6, name, "ch-tick", "ch-mid"))
            free = x * PHONE / 100 + half + 6
    return out
