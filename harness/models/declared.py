"""What a model's maker publishes beside the weights: the model card's front matter, and the chat template.

Both are read as data: YAML by the safe loader, the template as text that is rendered elsewhere. A card that
is malformed declares nothing; it is no reason for refusal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.models.folder import BadFile, admit, present, read_text
from harness.types import Problem

CARD = "README.md"
CARD_HEAD = 64 << 10
TEMPLATE_FILE = "chat_template.jinja"
TEMPLATE_LIMIT = 64 << 10


@dataclass(frozen=True, slots=True)
class Declared:
    """What the front matter of README.md says, as the maker wrote it."""

    base: str = ""
    licence: str = ""
    datasets: tuple[str, ...] = ()


def read_declared(folder: Path) -> Declared:
    """The maker's declarations; empty where there is no card or it cannot be read."""
    import yaml

    if not present(folder, CARD):
        return Declared()
    try:
        with admit(folder, CARD).open("rb") as file:
            text = file.read(CARD_HEAD).decode("utf-8", "replace")
    except (BadFile, OSError):
        return Declared()
    lines = text.lstrip("\ufeff").splitlines()
    if not lines or lines[0].rstrip() != "---":
        return Declared()
    ends = [n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"]
    try:
        held = yaml.safe_load("\n".join(lines[1 : ends[0]])) if ends else None
    except (yaml.YAMLError, ValueError, RecursionError):
        held = None
    if not isinstance(held, dict):
        return Declared()
    licence = _words(held.get("license"))
    named = _words(held.get("license_name")) if licence[:1] == ("other",) else ()
    return Declared(
        ", ".join(_words(held.get("base_model"))),
        ", ".join(named or licence),
        _words(held.get("datasets")),
    )


def _words(value: Any) -> tuple[str, ...]:
    """A string or a list of strings as short printable words."""
    values = value if isinstance(value, list) else [value]
    words = ("".join(c for c in v if c.isprintable()).strip()[:200] for v in values if isinstance(v, str))
    return tuple(word for word in words if word)[:50]


def read_template(
    folder: Path, tokenizer_config: Mapping[str, Any]
) -> tuple[str | None, tuple[Problem, ...]]:
    """The chat template that counts: its own file before tokenizer_config.json; of several the default."""
    where = str(folder / "tokenizer_config.json")
    source: Any = tokenizer_config.get("chat_template")
    if present(folder, TEMPLATE_FILE):
        where = str(folder / TEMPLATE_FILE)
        try:
            source = read_text(folder, TEMPLATE_FILE, TEMPLATE_LIMIT)
        except BadFile as bad:
            return None, (bad.problem,)
    if isinstance(source, list):
        named = {t.get("name"): t.get("template") for t in source if isinstance(t, dict)}
        source = named.get("default")
    if source is None:
        return None, ()
    if not isinstance(source, str):
        return None, (Problem("the chat template is not text", where, "publish one template as a string"),)
    size = len(source.encode("utf-8", "replace"))
    if size > TEMPLATE_LIMIT:
        what = f"the chat template has {size} bytes, more than {TEMPLATE_LIMIT}"
        return None, (Problem(what, where, "publish a shorter template"),)
    return source, ()
