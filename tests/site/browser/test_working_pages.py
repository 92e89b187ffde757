"""What scripts do: sorting, filters, picking, the state in the address. And what is there without them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tabs import Opens, kinds, page_of


def rows(page: Any) -> list[str]:
    """Names of the rows in sight, in order."""
    found: list[str] = page.eval_on_selector_all(
        "#models tbody",
        "groups => groups.filter(g => !g.hidden).map(g => g.querySelector('th a').textContent)",
    )
    return found


def values(page: Any, key: str) -> list[float | None]:
    script = """(groups, key) => { const at = document.querySelector(`#models th[data-key=${key}]`).cellIndex;
      return groups.map(g => { const d = g.rows[0].cells[at].querySelector('data');
                               return d && d.value !== '' ? parseFloat(d.value) : null; }); }"""
    found: list[float | None] = page.eval_on_selector_all("#models tbody", script, key)
    return found


def board(site: Path) -> Any:
    return json.loads((site / "data" / "leaderboard.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_complains_or_asks_for_anything(lang: str, tab: Opens, site: Path, made: Path) -> None:
    opened = tab()
    for home in (site, made):
        for kind in kinds(home):
            opened.open(page_of(home, lang, kind))
    opened.open(made / "index.html")
    opened.clean()


def test_a_request_or_an_error_would_be_seen(tab: Opens, made: Path) -> None:
    opened = tab().open(made / "en" / "index.html")
    opened.page.evaluate(
        "() => { const i = new Image(); i.src = 'http://127.0.0.1:9/x.png'; document.body.append(i); }"
    )
    opened.page.wait_for_timeout(200)
    assert opened.errors


@pytest.mark.parametrize("key", ["accuracy", "robustness", "critical", "steel"])
def test_a_column_sorts_both_ways_with_empty_cells_last(key: str, tab: Opens, made: Path) -> None:
    page = tab().open(made / "en" / "index.html").page
    seen = []
    for _ in range(2):
        page.click(f"#models th[data-key={key}] button")
        way = page.get_attribute(f"#models th[data-key={key}]", "aria-sort")
        found = [v for v in values(page, key) if v is not None]
        assert found == sorted(found, reverse=way == "descending")
        assert values(page, key)[: len(found)] == found
        seen.append(way)
    assert sorted(seen) == ["ascending", "descending"]
    assert page.locator("#models th[aria-sort]").count() == 1
    assert page.text_content("#status")


def test_the_state_of_the_board_is_in_its_address(tab: Opens, made: Path) -> None:
    from playwright.sync_api import expect

    page = tab().open(made / "en" / "index.html").page
    everything = rows(page)
    page.select_option("#filters [name=licence]", "MIT")
    page.select_option("#filters [name=domain]", "steel")
    page.click("#models th[data-key=robustness] button")
    chosen, address = rows(page), page.evaluate("location.hash")
    assert 0 < len(chosen) < len(everything)
    again = tab().open(made / "en" / "index.html", address).page
    assert rows(again) == chosen
    assert again.eval_on_selector("#filters [name=licence]", "e => e.value") == "MIT"
    assert again.get_attribute("th[data-key=robustness]", "aria-sort") == "descending"
    assert not again.is_visible("th[data-key=healthcare]")
    again.click("a.switch")
    again.wait_for_load_state()
    assert "/zh/" in again.url
    assert sorted(rows(again)) == sorted(chosen)
    again.click("#filters [type=reset]")
    expect(again.locator("#models tbody:not([hidden])")).to_have_count(12)
    assert "licence" not in again.evaluate("location.hash")


def test_baselines_stay_in_sight(tab: Opens, made: Path) -> None:
    page = tab().open(made / "en" / "index.html").page
    names = {e["model"]["name"] for e in board(made)["entries"] if e["model"]["kind"] != "model"}
    assert len(names) == 2
    for name in ("size", "licence", "kind"):
        options = page.eval_on_selector_all(f"#filters [name={name}] option", "o => o.map(x => x.value)")
        for option in [o for o in options if o]:
            page.select_option(f"#filters [name={name}]", option)
            assert names <= set(rows(page)), (name, option)
        page.select_option(f"#filters [name={name}]", "")


@pytest.mark.parametrize(
    "address", ["#sort=%00&down=x", "#licence=<script>", "#sort=", "#=&&=", "#%E0%A4%A", "#board"]
)
def test_an_odd_address_does_no_harm(address: str, tab: Opens, made: Path) -> None:
    opened = tab().open(made / "en" / "index.html", address)
    assert len(rows(opened.page)) == 12
    opened.clean()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_table_is_complete_without_scripts(lang: str, tab: Opens, made: Path) -> None:
    plain, live = (tab(scripts=on).open(made / lang / "index.html").page for on in (False, True))
    assert plain.locator("#models tbody").count() == len(board(made)["entries"])
    assert plain.locator("#models tbody").all_inner_texts() == live.locator("#models tbody").all_inner_texts()
    assert not plain.is_visible("#filters")
    assert plain.locator("#models th button").count() == 0


def test_two_picked_models_are_compared_by_the_published_pairs(tab: Opens, made: Path) -> None:
    from playwright.sync_api import expect

    opened = tab().open(made / "en" / "compare.html")
    page = opened.page
    options = page.eval_on_selector_all("#picker [name=a] option", "o => o.map(x => x.value)")
    assert len(options) == 12
    pairs = json.loads((made / "data" / "pairs.json").read_text(encoding="utf-8"))["columns"]["accuracy"]
    for i, j in ((1, 4), (9, 2)):
        page.select_option("#picker [name=a]", options[i])
        page.select_option("#picker [name=b]", options[j])
        low, high, k = min(i, j), max(i, j), len(options)
        at = low * k - low * (low + 1) // 2 + high - low - 1
        gap = 100 * pairs["difference"][at] * (1 if i < j else -1)
        text = f"{gap:+.1f}".replace("-", "\u2212")
        expect(page.locator("#picked tr[data-column=accuracy]")).to_contain_text(f"{text} [")
    address = page.evaluate("location.hash")
    again = tab().open(made / "en" / "compare.html", address)
    expect(again.page.locator("#picked tr[data-column=accuracy]")).to_contain_text(f"{text} [")
    again.clean()
    opened.clean()


# --- poison ---


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_poisoned_name_is_shown_and_does_nothing(lang: str, tab: Opens, site: Path) -> None:
    opened = tab()
    for kind in kinds(site):
        here = site / lang / kind
        for path in sorted(here.glob("*.html")) if here.is_dir() else [here]:
            page = opened.open(path).page
            assert page.locator("main b[onload], [onload], main script, iframe, object").count() == 0
            text = page.inner_text("body") + page.title()
            assert not set(text) & set("\u202e\u0007\x1b")
    page = opened.open(site / lang / "index.html").page
    assert any("<b onload=alert(1)>=HYPERLINK" in name for name in rows(page))
    page.click("#models th[data-key=name] button")
    assert len(rows(page)) == 3
    opened.clean()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_name_does_not_turn_the_text_around_it(lang: str, tab: Opens, site: Path) -> None:
    """Names stand in `bdi`: a name in a right-to-left script leaves its row alone."""
    page = tab().open(site / lang / "index.html").page
    assert page.locator("#models tbody th a bdi").count() == 3
