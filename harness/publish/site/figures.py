"""Every number on a page: formatted once, and marked with a pointer into the JSON it came from.

`<data value=... data-from="leaderboard.json#/entries/0/..." data-as="percent1">18.8</data>`. A pointer that begins
with `/` continues the `data-base` of the elements around it. `FORMATS` turns the value a pointer finds into the text
between the tags, so a test can find every number of every page again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup, escape

DASH = "–"
MINUS = "−"
Estimate = Mapping[str, Any]
HUNDRED = {"percent": 100.0, "score": 1.0}


def decimals(value: float, places: int = 1, sign: bool = False) -> str:
    """A number with a real minus sign; never `−0.0`."""
    text = f"{value:+.{places}f}" if sign else f"{value:.{places}f}"
    if not text.strip("+-0."):
        text = text.strip("+-")
    return text.replace("-", MINUS)


def interval(estimate: Estimate, scale: float, sign: bool = False) -> str:
    """`[14.7, 22.8]`; a bound that is not known is a question mark."""
    ends = (estimate.get(k) for k in ("low", "high"))
    low, high = ("?" if e is None else decimals(e * scale, 1, sign) for e in ends)
    return f"[{low}, {high}]"


def whole(estimate: Estimate, scale: float, sign: bool = False) -> str:
    """`18.8 [14.7, 22.8]`; `< 6.8` where only a bound is known; a dash where there is nothing."""
    if estimate["value"] is None:
        return f"< {decimals(estimate['high'] * scale)}" if "high" in estimate else DASH
    return f"{decimals(estimate['value'] * scale, 1, sign)} {interval(estimate, scale, sign)}"


def times(estimate: Estimate) -> str:
    """A ratio with its interval: `2.18 [0.32, 14.78]`."""
    if estimate["value"] is None:
        return DASH
    low, high = ("?" if estimate[k] is None else decimals(estimate[k], 2) for k in ("low", "high"))
    return f"{decimals(estimate['value'], 2)} [{low}, {high}]"


def count(value: int) -> str:
    """Thousands apart by thin spaces: the same in both languages."""
    return f"{value:,}".replace(",", "\u202f")


def quantity(value: float) -> str:
    """`471 k`, `7.24 G`: three digits and a prefix; 0 is not known."""
    if not value:
        return DASH
    for size, prefix in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.3g} {prefix}"
    return f"{value:.3g}"


def places(rank: Mapping[str, Any]) -> str:
    """The range of places: `1`, `2–3`."""
    return str(rank["low"]) if rank["low"] == rank["high"] else f"{rank['low']}{DASH}{rank['high']}"


def critical(cell: Mapping[str, Any]) -> str:
    """`4/56 ≤ 15.6 %`: how many of how many, and the upper bound of their rate."""
    if not cell["n"]:
        return DASH
    bound = "" if cell["high"] is None else f" ≤ {decimals(100 * cell['high'])} %"
    return f"{cell['count']}/{cell['n']}{bound}"


def probability(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def seconds(estimate: Estimate) -> str:
    """Seconds as milliseconds, with the interval."""
    return DASH if estimate["value"] is None else whole(estimate, 1000.0)


def mebibytes(estimate: Estimate) -> str:
    return DASH if estimate["value"] is None else count(round(estimate["value"] / 2**20))


#: From what a pointer finds to what is printed.
FORMATS: Mapping[str, Callable[[Any], str]] = {
    "percent": lambda e: whole(e, 100.0),
    "score": lambda e: whole(e, 1.0),
    "difference": lambda e: whole(e, 100.0, sign=True),
    "points": lambda e: whole(e, 1.0, sign=True),
    "percent1": lambda v: decimals(100 * v),
    "score1": decimals,
    "times": times,
    "milliseconds": seconds,
    "mebibytes": mebibytes,
    "count": count,
    "size": lambda v: count(len(v)),
    "share": lambda v: f"{100 * v:.3g}",
    "plain": str,
    "quantity": quantity,
    "places": places,
    "critical": critical,
    "bound": lambda c: DASH if c["high"] is None else f"{decimals(100 * c['high'])} %",
    "gap100": lambda v: decimals(100 * v, 1, sign=True),
    "gap100t": lambda v: decimals(-100 * v, 1, sign=True),
    "gap1": lambda v: decimals(v, 1, sign=True),
    "gap1t": lambda v: decimals(-v, 1, sign=True),
    "p": probability,
    "digest": lambda v: v[:12],
}


#: What a number is printed as where nothing is said: an Estimate, and a share.
USUAL = ("percent", "percent1")


def text_of(value: Any, how: str = "") -> str:
    """What stands on the page for the value that a pointer finds."""
    return FORMATS[how or USUAL[not isinstance(value, Mapping)]](value)


def resolve(document: Any, pointer: str) -> Any:
    """What an RFC 6901 pointer finds. KeyError, IndexError or ValueError when it finds nothing."""
    for escaped in pointer.split("/")[1:]:
        part = escaped.replace("~1", "/").replace("~0", "~")
        document = document[int(part)] if isinstance(document, list) else document[part]
    return document


def step(name: str) -> str:
    """One step of a pointer."""
    return "/" + name.replace("~", "~0").replace("/", "~1")


def number(value: Any, pointer: str, how: str = "count") -> Markup:
    """One number, marked with where it comes from."""
    raw = key_of(value)
    machine = f"{raw:.6g}" if isinstance(raw, float) else "" if raw is None else str(raw)
    place = f'value="{escape(machine)}" data-from="{escape(pointer)}"{named(how)}'
    return Markup(f"<data {place}>{escape(FORMATS[how](value))}</data>")


def named(how: str) -> str:
    """The attribute that names a format, where it is not the usual one."""
    return "" if how in USUAL else f' data-as="{how}"'


def key_of(value: Any) -> Any:
    """What a script sorts by: the number itself, or that of a compound."""
    if isinstance(value, Mapping):
        return value.get("value", value.get("place", value.get("high")))
    return len(value) if isinstance(value, (list, tuple)) else value


def estimate(e: Estimate, pointer: str, how: str = "percent") -> Markup:
    """A value and its interval, the interval in a quieter hand."""
    head, _, rest = FORMATS[how](e).partition(" [")
    tail = f" <i>[{escape(rest)}</i>" if rest else ""
    machine = "" if e["value"] is None else f"{e['value']:.6g}"
    return Markup(
        f'<data value="{machine}" data-from="{escape(pointer)}"{named(how)}>{escape(head)}{tail}</data>'
    )


def bar(e: Estimate, scale: float, chance: float | None = None, name: str = "bar") -> Markup:
    """The interval drawn on 0..100, for the eye; the numbers stand beside it. `name` is its class, if it needs one."""
    if e["value"] is None:
        return Markup("")
    ends = (e["value"] if e[k] is None else e[k] for k in ("value", "low", "high"))
    value, low, high = (min(max(end * scale, 0.0), 100.0) for end in ends)
    kind = f' class="{name}"' if name else ""
    base = "" if chance is None else f'<path class="c" d="M{chance * scale:.1f} 0v10"/>'
    return Markup(
        f'<svg{kind} viewBox="-3 0 106 10">{base}<path d="M{low:.1f} 5H{high:.1f}"/>'
        f'<path class="d" d="M{value:.1f} 5h0"/></svg>'
    )
