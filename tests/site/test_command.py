"""`harness site`: clear refusals, a whole folder at once, and the same bytes from the same files."""

from __future__ import annotations

from pathlib import Path

import pytest
from smallrun import said

from harness.publish.site.swap import MARKER, replaced


def test_without_a_board_it_says_what_to_do(tmp_path: Path) -> None:
    code, _, err = said(["site", "--results", tmp_path])
    assert code == 2
    assert "no board to publish" in err and "harness eval" in err


def test_a_folder_of_somebody_else_is_never_replaced(results: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    code, _, err = said(["site", "--results", results, "--out", tmp_path])
    assert code == 2
    assert "not made by `harness site`" in err
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_an_earlier_site_is_replaced_as_a_whole(results: Path, tmp_path: Path) -> None:
    out = tmp_path / "pages"
    for _ in range(2):
        code, _, err = said(["site", "--results", results, "--out", out])
        assert code == 0, err
        assert (out / MARKER).exists() and not (out / "stale.html").exists()
        (out / "stale.html").write_text("left over")
    assert [p.name for p in tmp_path.iterdir()] == ["pages"]


def test_a_build_that_fails_leaves_the_old_site(tmp_path: Path) -> None:
    out = tmp_path / "pages"
    with replaced(out) as folder:
        (folder / "index.html").write_text("old")
    with pytest.raises(RuntimeError), replaced(out) as folder:
        (folder / "index.html").write_text("new")
        raise RuntimeError
    assert (out / "index.html").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["pages"]


def test_the_same_files_give_the_same_bytes(results: Path, tmp_path: Path) -> None:
    found = []
    for name in ("a", "b"):
        said(["site", "--results", results, "--out", tmp_path / name])
        files = sorted(p for p in (tmp_path / name).rglob("*") if p.is_file())
        found.append([(p.relative_to(tmp_path / name), p.read_bytes()) for p in files])
    assert found[0] == found[1]
