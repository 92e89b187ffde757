"""Croissant metadata (MLCommons Croissant 1.0) of an exported dataset: where its files are, what its columns mean.

A plain mapping, by the specification's own context; nothing of `mlcroissant` is needed to write it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from harness.publish.rows import COLUMNS, Exported

CONFORMS = "http://mlcommons.org/croissant/1.0"
LICENCE = "https://spdx.org/licenses/Apache-2.0.html"
#: Of these columns and rules. A date of writing would make the same export differ from day to day.
VERSION, PUBLISHED = "1.0.0", "2026-11-22"
MAKER = "Heng 衡"
CITE = "@software{heng_harness, title = {Heng: an open evaluation platform for large models in vertical domains}}"
FORMATS = {"parquet": "application/x-parquet", "jsonl": "application/jsonlines"}
_PLAIN = (
    "citeAs column conformsTo=dct equivalentProperty extract field fileProperty fileObject fileSet format includes "
    "isLiveDataset jsonPath key md5 parentField path recordSet references regex repeated replace samplingRate "
    "separator source subField transform"
)
CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{
        word: f"{space or 'cr'}:{word}"
        for word, _, space in (entry.partition("=") for entry in _PLAIN.split())
    },
}


def croissant(about: Exported, data: Mapping[str, bytes], features: Mapping[str, Any]) -> dict[str, Any]:
    """The metadata of an export whose data files are `data` (path to content); its page is the card beside it."""
    table = f"data/{about.split}.parquet"
    return {
        "@context": dict(CONTEXT),
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS,
        "name": f"heng-{about.suite}-{about.split}",
        "description": f"Suite '{about.suite}' of Heng, {about.split} split, seed {about.seed}: items drawn from "
        f"parametric families, each with its gold. Languages: {', '.join(about.langs)}.",
        "license": LICENCE,
        "url": "README.md",
        "version": VERSION,
        "datePublished": PUBLISHED,
        "inLanguage": list(about.langs),
        "creator": {"@type": "sc:Organization", "name": MAKER},
        "citeAs": CITE,
        "distribution": [file_object(path, body) for path, body in data.items()],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": "items",
                "name": "items",
                "description": "One row an item and language.",
                "key": [{"@id": "items/draw_id"}, {"@id": "items/lang"}],
                "field": [field(name, features[name], table) for name in COLUMNS],
            }
        ],
    }


def file_object(path: str, body: bytes) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": path,
        "name": path,
        "contentUrl": path,
        "contentSize": f"{len(body)} B",
        "encodingFormat": FORMATS[path.rpartition(".")[2]],
        "sha256": hashlib.sha256(body).hexdigest(),
    }


def field(name: str, feature: Any, table: str) -> dict[str, Any]:
    """One column: a list is the type of its elements, repeated."""
    inner = getattr(feature, "feature", feature)
    whole_number = getattr(inner, "dtype", "") in ("int8", "int64")
    return {
        "@type": "cr:Field",
        "@id": f"items/{name}",
        "name": name,
        "description": COLUMNS[name].en,
        "dataType": "sc:Integer" if whole_number else "sc:Text",
        **({"repeated": True} if inner is not feature else {}),
        "source": {"fileObject": {"@id": table}, "extract": {"column": name}},
    }
