"""Hand-written items: drafts are never asked, a signature holds for the signed words only."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from smallrun import said

from harness.draw import Source, draw_item
from harness.errors import ItemError
from harness.form import Form
from harness.kit import Task
from harness.knowledge import Signed, questions, sheet, signed
from harness.types import Layout, Sheet, Text

Make = Callable[[list[dict[str, Any]]], str]


def item(number: int = 1, **changes: Any) -> dict[str, Any]:
    words = {
        lang: {"stem": f"{stem} {number}", "options": {k: f"{stem} {k}{number}" for k in "ABCD"}}
        for lang, stem in (("zh", "题"), ("en", "question"))
    }
    rest = {"citation": "a book, p. 1", "fact": None, "source_checked": True, "note": "", "tier": "low"}
    return {
        "id": f"k{number}",
        "topic": "t",
        "gold": "B",
        **words,
        **rest,
        "reviewer": None,
        "status": "draft",
        **changes,
    }


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """A package with this knowledge file."""
    made: list[str] = []

    def one(items: list[dict[str, Any]]) -> str:
        name = f"made_up_{len(made)}_{tmp_path.name.replace('-', '_')}"
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("")
        (tmp_path / name / "knowledge.json").write_text(json.dumps({"items": items}))
        made.append(name)
        return name

    monkeypatch.syspath_prepend(str(tmp_path))
    yield one
    for name in made:
        sys.modules.pop(name, None)


def sign(make: Make, raw: dict[str, Any]) -> dict[str, Any]:
    """`raw` with a signature of its words, by nobody real."""
    (draft,) = questions(make([raw]))
    by = {
        "name": "张某",
        "qualification": "x",
        "organisation": "y",
        "date": "2026-01-02",
        "digest": draft.digest,
    }
    return {**raw, "reviewer": by, "status": "signed"}


def test_the_steel_items_are_twenty_drafts_that_nobody_is_said_to_have_read() -> None:
    found = questions("tasks.steel")
    assert len(found) == 20
    assert all(q.status == "draft" and q.reviewer is None and q.citation for q in found)
    assert signed("tasks.steel") == ()
    from tasks.steel.knowledge import Knowledge

    assert Knowledge().families == ()


def test_letters_and_lengths_give_little_away() -> None:
    found = questions("tasks.steel")
    golds = [q.gold for q in found]
    assert all(golds.count(letter) == 5 for letter in "ABCD")
    for lang in ("zh", "en"):
        longest = sum(
            len(q.options[q.gold][lang]) == max(len(o[lang]) for o in q.options.values()) for q in found
        )
        shortest = sum(
            len(q.options[q.gold][lang]) == min(len(o[lang]) for o in q.options.values()) for q in found
        )
        assert longest <= 7 and shortest <= 7, (lang, longest, shortest)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"status": "signed"}, "names its reviewer"),
        ({"reviewer": {"name": "张某"}}, "a draft has no reviewer"),
        ({"gold": "E"}, "gold, status or citation"),
        ({"citation": ""}, "gold, status or citation"),
        ({"status": "final"}, "gold, status or citation"),
        ({"colour": "red"}, "unknown or missing key"),
        ({"en": {"stem": "x", "options": dict.fromkeys("ABCD", "same")}}, "not four different ones"),
    ],
)
def test_a_file_that_breaks_a_rule_is_refused(make: Make, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ItemError, match=says):
        questions(make([item(**changes)]))


def test_two_items_of_one_name_are_refused(make: Make) -> None:
    with pytest.raises(ItemError, match="two items are called 'k1'"):
        questions(make([item(), item()]))


def test_a_changed_item_loses_its_signature(make: Make) -> None:
    good = sign(make, item())
    assert [q.id for q in signed(make([good, item(2)]))] == ["k1"]
    with pytest.raises(ItemError, match="has changed since it was signed"):
        questions(make([{**good, "gold": "C"}]))
    with pytest.raises(ItemError, match="cited source was not read"):
        questions(make([{**good, "source_checked": False}]))


def test_signed_items_are_asked_once_each_and_never_shown_as_examples(make: Make) -> None:
    name = make([sign(make, item(n)) for n in (1, 2, 3)] + [item(4)])
    family = type("Questions", (Signed,), {"name": "questions", "package": name})()
    task = type(
        "Made",
        (Task,),
        {"domain": "steel", "name": "made", "tier": "low", "title": Text("题", "t"), "families": (family,)},
    )()
    form = Form("made", "full", Source("dev"), ((task, 13),))
    assert sorted(i.record.id for i in form.items) == ["k1", "k2", "k3"]
    assert form.shots(Sheet(form.items[0], "zh", layout=Layout(shots=2))) == ()
    drawn = draw_item(Source("dev"), task, family, 0)
    assert family.word(drawn.gold, "zh").startswith("题 B") and len(drawn.options) == 4


def test_the_sheet_holds_every_word_a_reviewer_signs() -> None:
    paper = sheet(questions("tasks.steel"))
    for q in questions("tasks.steel"):
        assert all(
            words in paper for words in (*q.stem, *(o.zh for o in q.options.values()), q.citation, q.digest)
        )


def test_the_command_says_how_many_are_signed(tmp_path: Path) -> None:
    code, out, _ = said(["knowledge", "steel", "--sheet", tmp_path / "sheet.md"])
    assert code == 0 and "20 items; 20 draft, 0 signed" in out
    assert "steel.knowledge.01" in (tmp_path / "sheet.md").read_text(encoding="utf-8")
    code, _, err = said(["knowledge", "stel"])
    assert code == 2 and "did you mean 'steel'?" in err
    assert said(["knowledge", "healthcare"])[0] == 2
