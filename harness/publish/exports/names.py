"""Names of models as parts of a path: portable, short, one folder each, whatever a submission calls itself.

A name that had to be changed carries eight digits of its digest, so two different names never share a folder.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

UNDECLARED = "undeclared"
#: Device names of Windows, and two words that Every Eval Ever's data store keeps for itself.
RESERVED = {"con", "prn", "aux", "nul", "data", "unknown"} | {
    f"{d}{i}" for d in ("com", "lpt") for i in range(1, 10)
}
LONGEST = 80


def component(name: str) -> str:
    """`name` as one part of a path: ASCII letters, digits, `.`, `_` and `-`; never empty, hidden or reserved."""
    folded = unicodedata.normalize("NFKC", name)
    kept = re.sub(r"[^A-Za-z0-9._-]+", "_", folded).strip("._-")[:LONGEST].rstrip("._-")
    if kept.partition(".")[0].lower() in RESERVED:
        kept = f"m_{kept}"
    if kept and kept == name:
        return kept
    mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{kept}-{mark}" if kept else f"model-{mark}"


def model_id(model: Mapping[str, Any]) -> str:
    """`developer/model` as on the Hugging Face hub: from the name if it has that form, else from the vendor."""
    owner, slash, rest = str(model["name"]).partition("/")
    if slash and owner and rest and "/" not in rest:
        return f"{component(owner)}/{component(rest)}"
    return f"{component(model['vendor']) if model['vendor'] else UNDECLARED}/{component(model['name'])}"
