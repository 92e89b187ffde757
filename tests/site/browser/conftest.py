"""Pages in a real browser, without a network. No Chromium: skipped aloud, or failed where CI says it must be there."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tabs import Tab

from benchmarks.made_board import made_inputs
from harness.publish.browser import chromium, lacking
from harness.publish.site.build import build


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    missing = lacking()
    if missing and os.environ.get("HENG_REQUIRE_BROWSER") == "1":
        pytest.fail(f"this machine must have a browser: {missing}")
    if missing:
        warnings.warn(f"THE PAGES WERE NOT TESTED IN A BROWSER: {missing}", stacklevel=1)
        pytest.skip(missing)
    with chromium() as found:
        yield found


@pytest.fixture
def tab(browser: Any) -> Iterator[Callable[..., Tab]]:
    """Opens a page of its own: `tab(width=320, look="dark", scripts=False)`."""
    contexts = []

    def opened(width: int = 1280, look: str = "light", scripts: bool = True) -> Tab:
        scheme = "dark" if look == "dark" else "light"
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            offline=True,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        made = Tab(context.new_page())
        made.page.on(
            "console", lambda m: made.errors.append(m.text) if m.type in ("error", "warning") else None
        )
        made.page.on("pageerror", lambda e: made.errors.append(str(e)))
        made.page.on("dialog", lambda d: (made.errors.append(f"dialog: {d.message}"), d.dismiss()))
        made.page.on(
            "request",
            lambda r: made.requests.append(r.url) if not r.url.startswith(("file:", "data:")) else None,
        )
        if look == "print":
            made.page.emulate_media(media="print")
        return made

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of twelve models and eight tasks with pairs, sizes and licences to sort and filter by."""
    out = tmp_path_factory.mktemp("made") / "site"
    build(made_inputs(12, 8), out)
    return out
