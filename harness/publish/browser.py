"""Chromium, as installed on this machine, driven through Playwright: prints releases, and runs the tests of the site.

Nothing is downloaded: Playwright's own browsers are not used. No page gets a network.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from harness.errors import EnvironmentProblem

VARIABLE = "HENG_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
#: Nothing but what is asked: no first-run pages, no updates, no calls home.
QUIET = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
FIX = "apt-get install chromium fonts-noto-cjk, and pip install 'heng-harness[pdf]'"


def executable() -> str:
    """Path of the browser: `HENG_CHROMIUM`, or the first of the usual names; empty if there is none."""
    return os.environ.get(VARIABLE) or next((found for n in NAMES if (found := shutil.which(n))), "")


def lacking() -> str:
    """What this machine lacks to run the browser, in words; empty when it lacks nothing."""
    if find_spec("playwright") is None:
        return "the package `playwright` is not installed"
    return "" if executable() else f"no Chromium (looked for {', '.join(NAMES)})"


@contextmanager
def chromium() -> Iterator[Any]:
    """A headless browser of Playwright. EnvironmentProblem, with what to install, when it cannot be had."""
    if missing := lacking():
        raise EnvironmentProblem(missing, "browser", FIX)
    from playwright.sync_api import Error, sync_playwright

    # The browser's own sandbox does not work for root, which only containers are.
    args = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as tool:
        try:
            browser = tool.chromium.launch(executable_path=executable(), args=args)
        except Error as err:
            what = f"Chromium does not start: {str(err).splitlines()[0]}"
            raise EnvironmentProblem(what, executable(), FIX) from None
        try:
            yield browser
        finally:
            browser.close()
