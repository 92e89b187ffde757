"""The board in a terminal: score ± interval, rank range, critical errors; every name made harmless first.

Shows what the JSON says and computes nothing. Cells are `Text`, never markup: a name cannot style the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from harness.errors import printable

TITLES = {
    "accuracy": "Accuracy 准确性",
    "robustness": "Robustness 鲁棒性",
    "generality": "Generality 通用性",
    "efficiency": "Efficiency 高效性",
}
SCALE = {"accuracy": 100.0}


def harmless(text: str, limit: int = 60) -> str:
    """`text` on one line without control, format or bidi characters, at most `limit` characters. Not markup-safe."""
    kept = printable(text)
    return kept if len(kept) <= limit else kept[: limit - 1] + "…"


def figure(estimate: Mapping[str, Any], scale: float = 1.0) -> str:
    """`41.2 [38.0, 44.5]`, or why there is none."""
    if estimate["value"] is None:
        bound = f"< {estimate['high'] * scale:.1f}, " if "high" in estimate else ""
        return f"{bound}{harmless(estimate['reason'], 40)}"
    low, high = (f"{estimate[k] * scale:.1f}" if estimate[k] is not None else "?" for k in ("low", "high"))
    return f"{estimate['value'] * scale:.1f} [{low}, {high}]"


def ranks(entry: Mapping[str, Any], column: str) -> str:
    """` #2-3`: the range of places, or nothing."""
    if column not in entry["rank"]:
        return ""
    place = entry["rank"][column]
    span = str(place["low"]) if place["low"] == place["high"] else f"{place['low']}-{place['high']}"
    return f"\n#{span}"


def coverage(found: Mapping[str, Any]) -> str:
    """`read 96.2 % of 320`, the open answers alone, and each of several domains: answers that could be read."""
    if found["coverage"] is None:
        return "read: no answers"
    lines = [f"read {100 * found['coverage']:.1f} % of {found['n']}"]
    if found["open"]["n"]:
        lines.append(f"open {100 * found['open']['coverage']:.1f} % of {found['open']['n']}")
    for name, cell in found["domains"].items():
        if cell["coverage"] is not None and len(found["domains"]) > 1:
            lines.append(f"  {harmless(name, 20)} {100 * cell['coverage']:.1f} % of {cell['n']}")
    return "\n".join(lines)


def coverage_briefly(found: Mapping[str, Any]) -> str:
    """`read 96 %, open 91 %`: for a narrow cell; the domains stand in the JSON and on the pages."""
    if found["coverage"] is None:
        return "read: no answers"
    opened = found["open"]["coverage"]
    return f"read {100 * found['coverage']:.0f} %" + (
        "" if opened is None else f", open {100 * opened:.0f} %"
    )


def critical(entry: Mapping[str, Any]) -> str:
    """Critical errors over all domains, and the worst domain's upper bound."""
    cells = [c for c in entry["critical_errors"].values() if c["n"]]
    if not cells:
        return "-"
    count, n = sum(c["count"] for c in cells), sum(c["n"] for c in cells)
    worst = max(c["high"] for c in cells if c["high"] is not None)
    return f"{count}/{n}\nworst domain <= {100 * worst:.0f} %"


def board_table(board: Mapping[str, Any]) -> Table:
    """One row per entry, in the order of the board."""
    form = board["form"]
    table = Table(
        title=Text(
            f"{harmless(form['suite'])} · {harmless(form['size'])} · {form['items']} items · {form['split']} split"
        ),
        caption=Text(
            f"{form['notice']}\n95 % intervals; #: range of places by paired tests; "
            "read: answers out of which a value could be read"
        ),
        show_lines=True,
    )
    table.add_column("Model 模型")
    for title in TITLES.values():
        table.add_column(title)
    table.add_column("Critical errors 严重错误")
    for entry in board["entries"]:
        status = "" if entry["status"] == "complete" else "\npartial, unranked"
        cells = [
            figure(entry["dimensions"][name], SCALE.get(name, 1.0)) + ranks(entry, name) for name in TITLES
        ]
        chance = entry["chance"]["value"] if entry["chance"] else None
        if chance is not None:
            cells[0] += f"\nchance {100 * chance:.1f}"
        cells[0] += "\n" + coverage_briefly(entry["extraction"])
        model = f"{harmless(entry['model']['name'])}\n{entry['model']['kind']}{status}"
        table.add_row(*map(Text, (model, *cells, critical(entry))))
    return table


def print_board(board: Mapping[str, Any], console: Console | None = None) -> None:
    (console or Console()).print(board_table(board))
