"""The site on one screen: read the documents, write each page in both languages, publish the data, swap the folder in.

Nothing here computes a score. The same documents give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from harness.publish.site import drawings
from harness.publish.site.data_files import published_data
from harness.publish.site.inputs import Inputs
from harness.publish.site.pages import SINGLE, Page, pages
from harness.publish.site.render import render
from harness.publish.site.speaking import Speaker
from harness.publish.site.swap import replaced
from harness.publish.site.views import Board, view
from harness.publish.site.words import words
from harness.types import LANGS, Lang

STATIC = ("static/site.css", "charts/charts.css", "static/print.css", "static/site.js", "static/mark.svg")


@dataclass(frozen=True)
class Built:
    """What was written."""

    out: Path
    pages: int
    size: int
    """Bytes of all files."""


def build(inputs: Inputs, out: Path, base_url: str = "") -> Built:
    """Write the whole site to `out`, replacing an earlier one. UsageError if `out` is somebody else's folder."""
    board = view(inputs)
    with replaced(out) as folder:
        shelf = published_data(board, folder / "data")
        count = 0
        for lang in LANGS:
            shared = shared_context(board, lang, base_url, shelf)
            for page in pages(board):
                write(
                    folder / lang / page.path,
                    render(page.template, {**shared, **own(page, lang), **page.context}),
                )
                count += 1
        for name in STATIC:
            text = files("harness.publish.site").joinpath(*name.split("/")).read_text(encoding="utf-8")
            write(folder / "static" / Path(name).name, text)
        write(folder / "index.html", render("root.html", {"words": {lang: words(lang) for lang in LANGS}}))
        size = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
    return Built(out, count + 1, size)


def shared_context(board: Board, lang: Lang, base_url: str, shelf: Any) -> dict[str, Any]:
    """What every page of a language may use."""
    return {
        "t": words(lang),
        "lang": lang,
        "html_lang": {"zh": "zh-Hans", "en": "en"}[lang],
        "other": "en" if lang == "zh" else "zh",
        "board": board,
        "form": board.form,
        "sections": SINGLE,
        "base_url": base_url.rstrip("/"),
        "shelf": shelf,
        "draw": drawings,
        "say": Speaker(board, words(lang)),
        "catalogue": board.inputs.catalogue,
    }


def own(page: Page, lang: Lang) -> Mapping[str, Any]:
    """What a page knows of itself."""
    return {"path": page.path, "root": page.root, "here": page.section, "up": page.root.removesuffix("../")}


def write(path: Path, text: str) -> None:
    """A file of the folder being built; the swap makes all of them visible at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
