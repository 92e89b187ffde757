"""axe's WCAG rules on every kind of page, the keyboard, and a window of 320 pixels."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from tabs import KINDS, LOOKS, Opens, kinds, page_of

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@cache
def axe() -> str:
    """axe-core (MPL-2.0), as its package bundles it."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: Any) -> list[str]:
    """`rule: what (first element)` of everything axe finds wrong."""
    page.evaluate(axe())
    found = page.evaluate(
        "(rules) => axe.run(document, {runOnly: {type: 'tag', values: rules}, preload: false})", RULES
    )
    assert len(found["passes"]) >= 10
    return [f"{v['id']}: {v['help']} ({v['nodes'][0]['html'][:160]})" for v in found["violations"]]


def test_axe_would_find_a_fault(tab: Opens, made: Path) -> None:
    page = tab().open(made / "en" / "index.html").page
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert any(v.startswith("html-has-lang") for v in violations(page))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_main_pages_are_clean_in_every_look(
    kind: str, look: str, lang: str, tab: Opens, made: Path
) -> None:
    opened = tab(look=look).open(page_of(made, lang, kind))
    assert violations(opened.page) == []
    opened.clean()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_other_pages_are_clean(lang: str, tab: Opens, made: Path) -> None:
    opened, wrong = tab(), []
    for kind in kinds(made):
        page = opened.open(page_of(made, lang, kind)).page
        wrong += [f"{kind}: {v}" for v in violations(page)]
    assert wrong == []
    opened.clean()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("scripts", [True, False])
def test_nothing_is_wider_than_a_small_phone(
    lang: str, scripts: bool, tab: Opens, made: Path, site: Path
) -> None:
    opened, wide = tab(width=320, scripts=scripts), []
    for home in (made, site):
        for kind in kinds(home):
            page = opened.open(page_of(home, lang, kind)).page
            width = page.evaluate("document.documentElement.scrollWidth")
            wide += [f"{kind}: {width} px"] if width > 320 else []
    assert wide == []


def focused(page: Any) -> dict[str, Any]:
    body = "(() => { const e = document.activeElement, b = e.getBoundingClientRect();"
    body += " return {tag: e.tagName, id: e.id, cls: e.className, key: e.parentElement && e.parentElement.dataset.key,"
    body += " seen: b.width > 1 && b.height > 1 && b.bottom > 0,"
    body += " ring: getComputedStyle(e).outlineStyle !== 'none' || getComputedStyle(e).boxShadow !== 'none'}; })()"
    found: dict[str, Any] = page.evaluate(body)
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_board_can_be_used_by_keyboard_alone(lang: str, tab: Opens, made: Path) -> None:
    page = tab().open(made / lang / "index.html").page
    page.keyboard.press("Tab")
    first = focused(page)
    assert (first["tag"], first["cls"]) == ("A", "skip") and first["seen"]
    page.keyboard.press("Enter")
    assert focused(page)["id"] == "main"
    reached: list[dict[str, Any]] = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(focused(page))
        if reached[-1]["key"] == "robustness":
            break
    assert all(one["seen"] and one["ring"] for one in reached), [one for one in reached if not one["ring"]]
    assert {"SELECT", "BUTTON"} <= {one["tag"] for one in reached}
    assert reached[-1]["key"] == "robustness"
    page.keyboard.press("Enter")
    assert page.get_attribute("th[data-key=robustness]", "aria-sort") == "descending"
    page.keyboard.press("Space")
    assert page.get_attribute("th[data-key=robustness]", "aria-sort") == "ascending"
    assert focused(page)["key"] == "robustness"


def test_details_open_by_keyboard(tab: Opens, made: Path) -> None:
    opened = tab()
    with_details = [
        k for k in kinds(made) if "<details" in page_of(made, "en", k).read_text(encoding="utf-8")
    ]
    for kind in with_details:
        page = opened.open(page_of(made, "en", kind)).page
        page.focus("details > summary")
        page.keyboard.press("Enter")
        assert page.evaluate("document.querySelector('details').open"), kind
    assert with_details
