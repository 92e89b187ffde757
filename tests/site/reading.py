"""Reads a page with the standard parser: ids, links, and every number that says where it comes from."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from harness.publish.site.figures import resolve, text_of

VOID = {"meta", "link", "br", "hr", "img", "input", "wbr"}
SHAPES = {"path", "circle", "rect", "line", "polyline", "polygon", "use"}


@dataclass
class Number:
    """A printed number: its text, its full pointer, and its format."""

    text: str
    pointer: str
    how: str


@dataclass
class Read(HTMLParser):
    """What a page holds."""

    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    """Digits in the body cells of tables that come from nowhere."""

    def __post_init__(self) -> None:
        super().__init__()
        self.stack: list[tuple[str, dict[str, str]]] = []
        self.open: list[int] = []
        """Depths at which a number began."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {k: v or "" for k, v in attrs}
        self.attributes += [(tag, k, v) for k, v in found.items()]
        if "id" in found:
            self.ids.append(found["id"])
        self.links += [found[k] for k in ("href", "src") if k in found]
        if tag in VOID or tag in SHAPES:
            return
        self.stack.append((tag, found))
        if "data-from" in found:
            self.numbers.append(Number("", self.full(found["data-from"]), found.get("data-as", "")))
            self.open.append(len(self.stack))

    def full(self, pointer: str) -> str:
        """The pointer with the bases around it."""
        for _, attrs in reversed(self.stack[:-1]):
            if "#" in pointer:
                break
            pointer = attrs.get("data-base", "") + pointer
        return pointer

    def handle_endtag(self, tag: str) -> None:
        if tag in SHAPES:
            return
        while self.stack:
            if self.open and self.open[-1] == len(self.stack):
                self.open.pop()
            if self.stack.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if self.open:
            self.numbers[-1].text += data
        elif not any(t == "bdi" for t, _ in self.stack) and any(
            t == "td" and "num" in a.get("class", "").split() for t, a in self.stack
        ):
            self.loose += [data.strip()] if any(c.isdigit() for c in data) else []

    def in_figures(self) -> bool:
        """Inside a cell of figures: all of the board's, and those of other tables that say so."""
        classes = {
            name for tag, a in self.stack if tag in ("td", "table") for name in a.get("class", "").split()
        }
        cell = any(tag == "td" for tag, _ in self.stack)
        words = any("said" in a.get("class", "") for _, a in self.stack)
        return cell and not words and bool(classes & {"num", "board"})


def read(path: Path) -> Read:
    page = Read()
    page.feed(path.read_text(encoding="utf-8"))
    return page


@cache
def document(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def expected(site: Path, number: Number) -> str:
    """The text the JSON gives for a number's pointer and format."""
    file, _, pointer = number.pointer.partition("#")
    return text_of(resolve(document(site / "data" / file), pointer), number.how)


def page_files(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))
