"""The board as tables for spreadsheets, and all verdicts in one Parquet file.

Text in a CSV cell never begins as a formula would, and carries no control or bidi characters; numbers are written by
us. On a secret split, what a model answered is left out: it would tell what was asked.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from harness.errors import printable
from harness.publish.board import DIMENSIONS, Run
from harness.run.tables import read_rows
from harness.types import Row

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
Cell = str | int | float | None
#: Columns of a scores file that speak of the question itself.
TELLING = ("answer", "reason")


def cell(value: Cell) -> Cell:
    """A cell that a spreadsheet shows and never runs. Numbers stay numbers."""
    if not isinstance(value, str):
        return value
    kept = printable(value)
    return f"'{kept}" if value.startswith(FORMULA) or kept.lstrip(" \ufffd").startswith(FORMULA) else kept


def as_csv(rows: Sequence[Mapping[str, Cell]]) -> bytes:
    """CSV with a header, in UTF-8 with a mark, without which Excel reads Chinese as something else."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else [], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({key: cell(value) for key, value in row.items()} for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def board_rows(board: Mapping[str, Any]) -> list[dict[str, Cell]]:
    """One row an entry: who, the dimensions with interval and range of places, critical errors, where it is from."""
    return [
        {
            **{
                key: entry["model"][key]
                for key in ("name", "kind", "vendor", "base", "licence", "parameters")
            },
            "status": entry["status"],
            **{k: v for name in DIMENSIONS for k, v in dimension(entry, name).items()},
            **critical(entry),
            "answerer_id": entry["provenance"]["answerer_id"],
            "scoring_id": entry["provenance"]["scoring_id"],
        }
        for entry in board["entries"]
    ]


def dimension(entry: Mapping[str, Any], name: str) -> dict[str, Cell]:
    found, place = entry["dimensions"][name], entry["rank"].get(name, {})
    return {
        name: found["value"],
        f"{name}_low": found.get("low"),
        f"{name}_high": found.get("high"),
        f"{name}_rank_low": place.get("low"),
        f"{name}_rank_high": place.get("high"),
        f"{name}_reason": found.get("reason", ""),
    }


def critical(entry: Mapping[str, Any]) -> dict[str, Cell]:
    cells = entry["critical_errors"].values()
    return {
        "critical_errors": sum(c["count"] for c in cells),
        "critical_error_items": sum(c["n"] for c in cells),
    }


def part_rows(board: Mapping[str, Any]) -> list[dict[str, Cell]]:
    """One row an entry and part of the board: every domain, task, tier, language and kind."""
    return list(_parts(board))


def _parts(board: Mapping[str, Any]) -> Iterator[dict[str, Cell]]:
    for entry in board["entries"]:
        for by in ("domains", "tasks", "tiers", "languages", "kinds"):
            for name, found in entry[by].items():
                accuracy = found["accuracy"]
                yield {
                    "name": entry["model"]["name"],
                    "answerer_id": entry["provenance"]["answerer_id"],
                    "by": by,
                    "part": name,
                    **{key: accuracy.get(key) for key in ("value", "low", "high", "n", "clusters")},
                    "chance": found["chance"]["value"],
                    "method": accuracy.get("method", ""),
                    "reason": accuracy.get("reason", ""),
                }


def scores_table(runs: Sequence[Run], secret: bool) -> bytes:
    """Parquet of every model's rows, with the model's name and answerer id before them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns: dict[str, list[Any]] = {name: [] for name in scores_columns()}
    for run in runs:
        for row in sorted(read_rows(run.folder / "scores.parquet"), key=lambda r: r.sheet):
            body = {**asdict(row), "answerer_id": run.answerer, "model": run.name}
            for name, held in columns.items():
                held.append("" if secret and name in TELLING else body[name])
    types = {"int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(), "str": pa.string()}
    schema = pa.schema([(name, types[kind]) for name, kind in scores_columns().items()])
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns, schema=schema), buffer, compression="zstd")
    return buffer.getvalue()


def scores_columns() -> dict[str, str]:
    """Column to `int`, `float`, `bool` or `str`."""
    plain = ("int", "float", "bool")
    kinds = {f.name: str(f.type).split(" | ")[0] for f in fields(Row)}  # unions are `x | None`
    return {"model": "str", "answerer_id": "str"} | {n: k if k in plain else "str" for n, k in kinds.items()}
