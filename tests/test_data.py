"""Facts: only verified ones come out, with exact numbers and their sources."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from harness.data import fact
from harness.errors import ItemError

GOOD: dict[str, Any] = {
    "id": "made.length", "title": "A length", "standard": "GB/T 0-2000, 1.1", "source": ["https://example.org"],
    "verified": True, "data": {"limit": 0.10, "count": 3},
}  # fmt: skip
FACTS = (
    GOOD,
    {**GOOD, "id": "made.guess", "verified": False},
    {**GOOD, "id": "made.disputed", "conflicts": "two editions differ"},
    {**GOOD, "id": "made.medium", "confidence": "medium"},
    {**GOOD, "id": "made.high", "confidence": "high"},
)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package with a facts folder, under a name of its own."""
    name = f"package_of_{tmp_path.name}"
    folder = tmp_path / name / "facts"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").write_text("")
    (folder / "made.json").write_text(json.dumps({"domain": "steel", "facts": FACTS}))
    (folder / "notes.txt").write_text("not JSON, and nobody's business")
    monkeypatch.syspath_prepend(str(tmp_path))
    return name


def test_an_id_may_not_stand_twice(package: str, tmp_path: Path) -> None:
    folder = tmp_path / package / "facts"
    (folder / "more.json").write_text(json.dumps({"domain": "steel", "facts": [GOOD]}))
    with pytest.raises(ItemError, match="stands twice"):
        fact(package, "made.length")


def test_a_fact_comes_with_exact_numbers_and_its_source(package: str) -> None:
    found = fact(package, "made.length")
    assert found.data == {"limit": Decimal("0.1"), "count": 3}
    assert isinstance(found.data["limit"], Decimal)
    assert (found.standard, found.source) == ("GB/T 0-2000, 1.1", ("https://example.org",))
    assert package in sys.modules


def test_an_unverified_fact_never_becomes_a_gold(package: str) -> None:
    with pytest.raises(ItemError, match="not verified") as found:
        fact(package, "made.guess")
    assert "verify the fact and name the source" in found.value.fix


def test_an_unknown_fact_comes_with_a_suggestion(package: str) -> None:
    with pytest.raises(ItemError, match=r"did you mean 'made\.length'") as found:
        fact(package, "made.lenght")
    assert f"{package}/facts" in str(found.value)


@pytest.mark.parametrize(
    ("name", "printed"),
    [("made.length", False), ("made.high", False), ("made.disputed", True), ("made.medium", True)],
)
def test_a_disputed_fact_must_be_printed_in_its_item(package: str, name: str, printed: bool) -> None:
    assert fact(package, name).must_print is printed
