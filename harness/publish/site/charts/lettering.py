"""Text in charts: made harmless, measured without a browser, cut where it would not fit, numbers as everywhere.

Widths are generous guesses in em (Chinese 1, Latin about a half): a label may be cut early and never overlaps.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

from harness.publish.table import harmless

MINUS = "\u2212"
ELLIPSIS = "…"
#: Characters much narrower or wider than the usual 0.56 em of Latin text.
NARROW: Mapping[str, float] = dict.fromkeys("iljtfrI.,:;'|!()[] /-", 0.36)
WIDE: Mapping[str, float] = dict.fromkeys("mwMWQOGDNHUCR@%—…", 0.86)
#: Text is never smaller than this, in CSS pixels: drawings are not scaled.
SMALL, NORMAL = 12, 13
#: Names are bold, and so a little wider.
BOLD = NORMAL * 1.15


def safe(text: str, limit: int = 60) -> str:
    """A name for element content: no control or bidi characters, no markup. What is escaped already is not again."""
    return escape(harmless(text.unescape() if isinstance(text, Markup) else text, limit))


def attribute(text: str) -> str:
    """A quoted attribute value."""
    return quoteattr(harmless(text, 400))


def em(character: str) -> float:
    """Width of one character in em."""
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    return NARROW.get(character) or WIDE.get(character) or (0.68 if character.isupper() else 0.56)


def width(text: str, size: float = NORMAL) -> float:
    """Width of `text` in pixels, rather too much than too little."""
    return size * sum(map(em, text))


def clipped(text: str, room: float, size: float = NORMAL) -> str:
    """`text` made harmless and cut to `room` pixels with an ellipsis; not yet escaped."""
    text = harmless(text, 400)
    if width(text, size) <= room:
        return text
    kept, used = [], width(ELLIPSIS, size)
    for character in text:
        used += size * em(character)
        if used > room:
            break
        kept.append(character)
    return "".join(kept).rstrip() + ELLIPSIS


def wrapped(text: str, room: float, size: float = SMALL, lines: int = 2) -> list[str]:
    """`text` in at most `lines` lines of `room` pixels; broken at spaces, hyphens or between Chinese characters."""
    out: list[str] = []
    text = harmless(text, 400)
    while text and len(out) < lines - 1 and width(text, size) > room:
        cut = _fits(text, room, size)
        space = max(text.rfind(" ", 0, cut + 1), *(text.rfind(c, 0, cut) + 1 for c in "-/_"))
        if space > cut // 2 and em(text[cut - 1]) < 1:
            cut = space
        out.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*out, clipped(text, room, size)] if text else out


def _fits(text: str, room: float, size: float) -> int:
    """How many characters fit; at least one."""
    used = 0.0
    for count, character in enumerate(text):
        used += size * em(character)
        if used > room:
            return max(count, 1)
    return len(text)


def decimals(value: float, places: int = 1) -> str:
    """A number with a real minus sign; never `−0.0`."""
    text = f"{value:.{places}f}"
    return (text if text.strip("-0.") else text.lstrip("-")).replace("-", MINUS)


def spelt(value: float | None, low: float | None, high: float | None) -> str:
    """`18.8 [14.7, 22.8]`; `< 6.8` where only an upper bound is known."""
    if value is None:
        return "" if high is None else f"< {decimals(high)}"
    ends = ("?" if x is None else decimals(x) for x in (low, high))
    return f"{decimals(value)} [{', '.join(ends)}]"


def compact(value: float, lang: str) -> str:
    """An axis number in few characters: `0.02`, `30`, `5k`, `7G`; in Chinese `5千`, `70亿`."""
    steps = (
        ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"))
        if lang == "zh"
        else ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
    )
    for size, unit in steps:
        if value >= size:
            return digits(value / size) + unit
    return digits(value)


def digits(value: float) -> str:
    """Three digits, never with an exponent above a thousand."""
    return f"{value:.0f}" if value >= 1000 else f"{value:.3g}"
