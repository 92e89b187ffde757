"""`scores.parquet`: one row per sheet, decisions and verdicts only, so that anyone can recompute an entry.

Raw log-likelihoods stay in the journal: they depend on batching, decisions do not.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.store.files import write_bytes
from harness.types import Row


def write_rows(path: Path, rows: Sequence[Row]) -> None:
    """Write rows sorted by sheet id."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    ordered = sorted(rows, key=lambda r: r.sheet)
    columns = {f.name: [getattr(r, f.name) for r in ordered] for f in fields(Row)}
    columns["verdict"] = [None if v is None else str(v) for v in columns["verdict"]]
    types: dict[str, Any] = {"bool": pa.bool_(), "int": pa.int64(), "float": pa.float64()}
    schema = pa.schema(
        [
            (f.name, types.get(str(f.type).split(" | ")[0], pa.string()))  # unions are `x | None`
            for f in fields(Row)
        ]
    )
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns, schema=schema), buffer, compression="zstd")
    write_bytes(path, buffer.getvalue())


def read_rows(path: Path) -> list[Row]:
    """Rows of a scores file. UsageError if it is missing."""
    import pyarrow.parquet as pq

    if not path.exists():
        raise UsageError("no scores", str(path), "run `harness eval` or `harness rescore` first")
    return [Row(**row) for row in pq.read_table(path).to_pylist()]
