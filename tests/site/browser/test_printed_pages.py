"""The print of a site: tagged, in its language, with bookmarks, and with text that a search finds."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from harness.errors import UsageError
from harness.publish.paper import contents, printed
from harness.publish.radicals import is_radical


@pytest.fixture(scope="module", params=["zh", "en"])
def paper(request: Any, browser: Any, made: Path) -> tuple[str, Any]:
    from pypdf import PdfReader

    return request.param, PdfReader(
        io.BytesIO(printed(browser, made, request.param, "2026-11-22", "衡 <b> sha256:0123"))
    )


def test_it_is_tagged_and_says_its_language(paper: tuple[str, Any]) -> None:
    lang, found = paper
    root: Any = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == {"zh": "zh-Hans", "en": "en"}[lang]
    assert str(found.metadata.creation_date) == "2026-11-22 00:00:00+00:00"


def test_every_page_of_the_site_has_its_bookmark(paper: tuple[str, Any], made: Path) -> None:
    lang, found = paper
    tops = [str(item.title) for item in found.outline if not isinstance(item, list)]
    assert len(tops) == len(contents(made / lang))
    assert any("maker-" in title for title in tops)
    doubled = [t for t in outline_of(found.outline) if len(t) > 1 and t[: len(t) // 2] * 2 == t]
    assert not doubled


def outline_of(found: Any) -> list[str]:
    """Titles of all levels."""
    return [t for x in found for t in (outline_of(x) if isinstance(x, list) else [str(x.title)])]


def test_a_search_finds_its_words(paper: tuple[str, Any]) -> None:
    lang, found = paper
    text = "".join(page.extract_text() for page in found.pages)
    assert not [c for c in text if is_radical(c)]
    for word in {"zh": ("汽车", "方法", "准确性", "区间"), "en": ("Accuracy", "interval", "Methodology")}[
        lang
    ]:
        assert word in text
    assert "sha256:0123" in text.replace(" ", "")


def test_it_fits_its_paper(paper: tuple[str, Any]) -> None:
    _, found = paper
    for page in found.pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx((595, 842), abs=1.5)
    assert 10 < len(found.pages) < 200


def test_a_folder_without_pages_is_a_mistake(browser: Any, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no built site"):
        printed(browser, tmp_path, "zh", "2026-11-22", "")
