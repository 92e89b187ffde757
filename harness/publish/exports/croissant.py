"""Croissant metadata (MLCommons Croissant 1.0) of a release: which file holds what, with digests and columns.

A plain mapping by the specification's own context; `mlcroissant` is needed only to check it, in the tests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from harness.publish.croissant import CONFORMS, CONTEXT, LICENCE
from harness.publish.croissant import FORMATS as OF_DATASETS

FORMATS = {**OF_DATASETS, "csv": "text/csv", "json": "application/json"}
KINDS = {"int": "sc:Integer", "float": "sc:Float", "bool": "sc:Boolean", "str": "sc:Text"}


def croissant(
    date: str,
    suite: str,
    split: str,
    files: Sequence[Mapping[str, Any]],
    tables: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:
    """Metadata of a release's data files.

    `files`: `path`, `bytes`, `sha256` as the release's manifest lists them; those of other formats are left out.
    `tables`: path to {column: int | float | bool | str}, for the files that are tables.
    """
    data = [f for f in files if kind_of(f["path"]) in FORMATS and "/" not in f["path"]]
    return {
        "@context": dict(CONTEXT),
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS,
        "name": f"heng-leaderboard-{date}",
        "description": f"Results of suite '{suite}', {split} split, released {date}: estimates with intervals and "
        "rank ranges, and one verdict a model and sheet, from which every number can be computed again.",
        "license": LICENCE,
        "url": "README.md",
        "version": "1.0.0",
        "datePublished": date,
        "inLanguage": ["zh", "en"],
        "creator": {"@type": "sc:Organization", "name": "Heng 衡"},
        "citeAs": f"@misc{{heng-{date}, title = {{Heng leaderboard, release {date}}}}}",
        "distribution": [file_object(f) for f in data],
        "recordSet": [record_set(path, columns) for path, columns in tables.items()],
    }


def kind_of(path: str) -> str:
    return path.rpartition(".")[2]


def file_object(found: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": found["path"],
        "name": found["path"],
        "contentUrl": found["path"],
        "contentSize": f"{found['bytes']} B",
        "encodingFormat": FORMATS[kind_of(found["path"])],
        "sha256": found["sha256"],
    }


def record_set(path: str, columns: Mapping[str, str]) -> dict[str, Any]:
    name = path.replace(".", "_")
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{column}",
                "name": column,
                "dataType": KINDS[kind],
                "source": {"fileObject": {"@id": path}, "extract": {"column": column}},
            }
            for column, kind in columns.items()
        ],
    }
