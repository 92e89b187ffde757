"""What the tests of the pages share: a tab that remembers its errors, and which kinds of page there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: The kinds of page that are looked at in every language and medium, as paths below a language's folder.
KINDS = ("index.html", "models", "tasks", "methodology.html")
LOOKS = ("light", "dark", "print")


@dataclass
class Tab:
    """A page that remembers what it should not have done."""

    page: Any
    errors: list[str] = field(default_factory=list)
    """Errors and warnings of the console, exceptions, dialogs."""
    requests: list[str] = field(default_factory=list)
    """Addresses that are no file."""

    def open(self, path: Path, anchor: str = "") -> Tab:
        self.page.goto(path.resolve().as_uri() + anchor, wait_until="load")
        return self

    def clean(self) -> None:
        assert self.errors == []
        assert self.requests == []


Opens = Callable[..., Tab]


def page_of(site: Path, lang: str, kind: str) -> Path:
    """The first page of a kind: a file, or the first of a folder."""
    path = site / lang / kind
    return sorted(path.glob("*.html"))[0] if path.is_dir() else path


def kinds(site: Path) -> list[str]:
    """Every kind of page the site has: single pages, and one of each folder."""
    home = site / "en"
    return sorted(p.name for p in home.iterdir() if p.suffix == ".html" or any(p.glob("*.html")))
