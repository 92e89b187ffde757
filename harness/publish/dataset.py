"""The files of an exported dataset: Parquet with typed features, JSON lines, the card and Croissant metadata.

The same rows give the same bytes. Everything is made before anything is written, each file is written whole, and
the card, which says what is there, comes last.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from datasets import ClassLabel, Dataset, Features, NamedSplit, Value
from datasets import Sequence as ListOf

from harness.errors import UsageError
from harness.publish.card import card_text
from harness.publish.croissant import croissant
from harness.publish.rows import COLUMNS, Exported
from harness.store.files import json_bytes, write_bytes, writing

SPLITS = ("dev", "train")
CARD, CROISSANT = "README.md", "croissant.json"
OTHER_TYPES: Mapping[str, Any] = {
    "level": Value("int8"),
    "options": ListOf(Value("string")),
    "answer_index": ClassLabel(names=list("ABCDEFGH")),
    "source": ListOf(Value("string")),
    "units": ListOf(Value("string")),
}
#: Columns that are no plain string have a type of their own.
FEATURES = Features({name: OTHER_TYPES.get(name, Value("string")) for name in COLUMNS})


def dataset_of(rows: Sequence[Mapping[str, Any]], split: str) -> Dataset:
    """The rows as a `datasets.Dataset` with `FEATURES`."""
    return Dataset.from_list([dict(row) for row in rows], features=FEATURES, split=NamedSplit(split))


def files_of(rows: Sequence[Mapping[str, Any]], about: Exported) -> dict[str, bytes]:
    """Path inside the folder to content, the card last."""
    made = dataset_of(rows, about.split)
    data = {
        f"data/{about.split}.parquet": parquet_bytes(made),
        f"data/{about.split}.jsonl": jsonl_bytes(rows),
    }
    meta = {CROISSANT: json_bytes(croissant(about, data, FEATURES))}
    card = card_text(rows, about, FEATURES, made.data.nbytes, len(data[f"data/{about.split}.parquet"]))
    return {**data, **meta, CARD: card.encode("utf-8")}


def parquet_bytes(made: Dataset) -> bytes:
    """Parquet whose schema carries the features, as `Dataset.from_parquet` reads them."""
    out = io.BytesIO()
    pq.write_table(made.data.table, out)
    return out.getvalue()


def jsonl_bytes(rows: Sequence[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n" for row in rows).encode(
        "utf-8"
    )


def check_folder(out: Path, overwrite: bool) -> None:
    """UsageError where something stands that is not to be replaced."""
    if out.exists() and not out.is_dir():
        raise UsageError("a file stands where the folder is to be", str(out), "give --out another name")
    if not overwrite and out.is_dir() and any(out.iterdir()):
        fix = "choose an empty folder, or add --overwrite to replace an earlier export"
        raise UsageError("the folder is not empty", str(out), fix)


def write_folder(out: Path, files: Mapping[str, bytes]) -> None:
    """Replace the files of an export one by one; those of another split go, other files stay."""
    stale = [f"data/{split}.{ending}" for split in SPLITS for ending in ("parquet", "jsonl")]
    for name in (CARD, *(name for name in stale if name not in files)):
        with writing(out / name):
            (out / name).unlink(missing_ok=True)  # while files change, no card speaks of them
    for name, body in files.items():
        write_bytes(out / name, body)
