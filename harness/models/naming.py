"""Names of models as parts of folder names: a name is anything its maker likes, a folder name is not."""

from __future__ import annotations

import re


def sanitised(name: str) -> str:
    """ASCII letters, digits, dots, dashes and underscores only; at most 48 of them, at least one."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")[:48] or "model"
