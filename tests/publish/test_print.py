"""Prints without a browser: the character map is mended, and a machine that cannot print says what to install."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from smallrun import said

from harness.errors import EnvironmentProblem
from harness.publish import browser
from harness.publish.browser import chromium
from harness.publish.paper import undoubled
from harness.publish.radicals import SUPPLEMENT, character, unified


def test_radicals_become_the_characters_they_stand_for() -> None:
    assert character("\u2f8f\u4e1a\uff0c\u6c7d\u2ecb\u3002\u2ed4\u2edb Ⅳ①") == "行业，汽车。门风 Ⅳ①"


def test_the_table_has_no_radical_as_a_meaning() -> None:
    assert len(SUPPLEMENT) == 114
    assert all(
        "\u2e80" <= k <= "\u2ef3" and unicodedata.category(v) == "Lo" and not "\u2e80" <= v <= "\u2fd5"
        for k, v in SUPPLEMENT.items()
    )
    assert SUPPLEMENT["\u2e87"] == "\U00020628"


def test_a_character_map_says_characters() -> None:
    before = b"3 beginbfchar\n<0001> <2ECB>\n<02> <0041>\n<0003> <2E87>\nendbfchar\n2 beginbfrange\n<0004> <0006> <2F00>\n<0007> <0009> <0041>\nendbfrange\n"
    after = b"3 beginbfchar\n<0001> <8F66>\n<02> <0041>\n<0003> <D841DE28>\nendbfchar\n2 beginbfrange\n<0004> <0006> [<4E00> <4E28> <4E36>]\n<0007> <0009> <0041>\nendbfrange\n"
    assert unified(before) == after
    assert unified(after) == after


def test_codes_that_look_like_radicals_are_left_alone() -> None:
    """The first word of a line is a code of the font, not a character."""
    same = b"1 beginbfchar\n<2F8F> <0041>\nendbfchar\n1 beginbfrange\n<2E80> <2E85> <4E00>\nendbfrange\n"
    assert unified(same) == same


def test_a_bookmark_says_its_heading_once() -> None:
    known = {"政务表单", "测试测试", "Robustnessprofile"}
    assert undoubled("政务表单政务表单", known) == "政务表单"
    assert undoubled("Robustness profileRobustness profile", known) == "Robustness profile"
    assert undoubled("Robustness profile Robustness profile", known) == "Robustness profile"
    for same in ("测试测试", "政务表单", "哈哈", ""):
        assert undoubled(same, known) == same


def test_a_machine_without_a_browser_says_what_to_install(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    monkeypatch.setattr(browser, "NAMES", ("no-such-browser",))
    code, _, err = said(["release", "--date", "2026-11-22", "--results", results, "--out", tmp_path])
    assert code == 4
    assert "no Chromium (looked for no-such-browser)" in err or "`playwright` is not installed" in err
    assert "apt-get install chromium" in err and "--no-pdf" in err
    assert not list(tmp_path.iterdir())
    with pytest.raises(EnvironmentProblem), chromium():
        pass


def test_the_pages_are_released_without_their_print_on_request(results: Path, tmp_path: Path) -> None:
    code, _, err = said(
        ["release", "--no-pdf", "--date", "2026-11-22", "--results", results, "--out", tmp_path]
    )
    assert code == 0, err
    folder = tmp_path / "2026-11-22"
    assert (folder / "site" / "zh" / "index.html").exists() and (
        folder / "site" / "en" / "index.html"
    ).exists()
    assert not (folder / "print").exists()
    assert not list(folder.rglob(".*"))
    assert said(["release", "--verify", folder])[0] == 0
