"""The bench as one picture: how fast each contender is, lm-evaluation-harness's best batch size being 1.

SVG by hand: no library, no font from elsewhere, readable in light and dark. `python -m benchmarks.chart`.
"""

from __future__ import annotations

import json
import sys
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks.report import part_of

WIDTH, LEFT, RIGHT, BAR, GAP = 860, 250, 190, 14, 5
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1a1a1a }
  .head { font-weight: 600; font-size: 14px }
  .small { font-size: 11px; fill: #5a5a5a }
  .plain { fill: #b9b9b9 }
  .theirs { fill: #6f8fb3 }
  .ours { fill: #c2402f }
  .whole { fill: #e3a49b }
  .warn { font-size: 11px; font-weight: 600; fill: #b00020 }
  .line { stroke: #8a8a8a; stroke-dasharray: 3 3 }
  @media (prefers-color-scheme: dark) {
    text { fill: #ececec }
    .small { fill: #a5a5a5 }
    .plain { fill: #6a6a6a }
    .theirs { fill: #7fa3cc }
    .ours { fill: #e0604f }
    .whole { fill: #8a4239 }
    .warn { fill: #ff8a80 }
  }
"""
FOOT = "items per second, lm-evaluation-harness = 1; medians, same process, alternating"
SAID = "Speed of Heng beside lm-evaluation-harness and a plain loop"
LEGEND = (
    ("plain", "plain transformers loop"),
    ("theirs", "lm-evaluation-harness, best batch size"),
    ("ours", "Heng"),
    ("whole", "Heng, whole set"),
)
PART = (
    "where lm-eval is said to have run on a part of the items, it was taken evenly: the plain loop and the bar",
    "“Heng” are of the same items, “Heng, whole set” is of all of them over lm-eval's speed on the part",
)
NOTE = 12


def draw(entries: list[dict[str, Any]]) -> str:
    """The whole picture."""
    ratios = ("ratio_to_lm_eval", "ratio_on_the_whole_set")
    widest = max(one["figures"][name] for one in entries for name in ratios)
    parted = any(part_of(one) for one in entries)
    scale = (WIDTH - LEFT - RIGHT) / max(widest, 1.0)
    parts, y = legend(parted), 50.0
    for title, group in groupby(entries, key=heading):
        parts.append(f'<text class="head" x="16" y="{y:.0f}">{escape(title)}</text>')
        y += 14
        for entry in group:
            y = bars(parts, entry, y, scale)
        y += 22
    one = LEFT + scale
    parts.append(f'<line class="line" x1="{one:.1f}" x2="{one:.1f}" y1="40" y2="{y - 22:.0f}"/>')
    for said in (FOOT, *(PART if parted else ())):
        parts.append(f'<text class="small" x="16" y="{y:.0f}">{escape(said)}</text>')
        y += NOTE
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 14:.0f}" role="img" '
        f'aria-label="{SAID}"><style>{STYLE}</style>\n{body}\n</svg>\n'
    )


def heading(entry: dict[str, Any]) -> str:
    about = entry["machine"]
    where = threads(about["threads"]) if about["device"] == "cpu" else about["device"]
    quick = " · quick run" if entry["quick"] else ""
    return (
        f"{entry['model']} parameters · {entry['dtype']} · {about['name']}, {where} · {about['date']}{quick}"
    )


def threads(count: int) -> str:
    return f"{count} thread" + ("s" if count > 1 else "")


def legend(parted: bool) -> list[str]:
    out, x = [], 16
    for kind, text in LEGEND if parted else LEGEND[:-1]:
        out.append(f'<rect class="{kind}" x="{x}" y="12" width="12" height="12"/>')
        out.append(f'<text x="{x + 18}" y="23">{escape(text)}</text>')
        x += 40 + 7 * len(text)
    return out


def bars(parts: list[str], entry: dict[str, Any], y: float, scale: float) -> float:
    """The bars of one workload; the next y comes back."""
    rows = rows_of(entry)
    unit = next(run for kind, run in rows if kind == "theirs")["items_per_second"]
    said = notes(entry)
    height = max(len(rows) * BAR, len(said) * NOTE)
    first = y + GAP + 10
    parts.append(f'<text x="16" y="{first:.0f}">{escape(entry["workload"])}</text>')
    for at, (kind, text) in enumerate(said):
        parts.append(f'<text class="{kind}" x="52" y="{first + at * NOTE:.0f}">{escape(text)}</text>')
    for at, (kind, run) in enumerate(rows):
        top, ratio = y + GAP + at * BAR, run["items_per_second"] / unit
        parts.append(
            f'<rect class="{kind}" x="{LEFT}" y="{top:.1f}" width="{ratio * scale:.1f}" height="{BAR - 2}"/>'
        )
        label = f"{ratio:.2g}x" if ratio < 1 else f"{ratio:.1f}x"
        text = f"{label} · {run['items_per_second']:.3g}/s"
        parts.append(
            f'<text class="small" x="{LEFT + ratio * scale + 6:.1f}" y="{top + 10:.1f}">{text}</text>'
        )
    return y + 2 * GAP + height


def rows_of(entry: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Class and run of each bar: all but the last of the same items, where there is a bar of the whole set."""
    runs = entry["contenders"]
    rows = [("plain", runs["plain"])] if "plain" in runs else []
    rows.append(("theirs", runs[f"lm-eval bs{entry['best_batch']}"]))
    if "ours on the same items" in runs:
        return [*rows, ("ours", runs["ours on the same items"]), ("whole", runs["ours"])]
    return [*rows, ("ours", runs["ours"])]


def notes(entry: dict[str, Any]) -> list[tuple[str, str]]:
    """Class and text of the lines beside the bars."""
    found = entry["figures"]
    out = [("small", f"{found['pushed_per_distinct']:.2f} tokens per distinct one")]
    if part := part_of(entry):
        out.append(("small", part))
    # The reasons are in the table: here it must be seen that there are any.
    return out + [("warn", warning.split(":")[0] + ": see the table") for warning in found["warnings"]]


if __name__ == "__main__":
    source = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/bench/engine.json")
    source.with_suffix(".svg").write_text(
        draw(json.loads(source.read_text("utf-8"))["entries"]), encoding="utf-8"
    )
