"""docs/tasks is what the code says: a change of an item shows there, and nothing is written by hand."""

from __future__ import annotations

import re
import sys
import types
from pathlib import Path

import pytest

from harness.cli import main
from harness.commands.task_pages import configured
from harness.draw import Source, draw_item
from harness.errors import OK, USAGE
from harness.kit import Choice, Task, Text
from harness.metrics.chance import chance
from harness.prompts import content
from harness.publish.task_example import cell, fenced, slips_to
from harness.publish.task_facts import facts_read
from harness.publish.task_pages import INDEX, MARK, index, page, write_pages
from harness.run.plan import CHANCE_DRAWS
from harness.types import Sheet

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs" / "tasks"
TASKS = configured([])
NO_CHANCE = {f"{task.id}/{family.name}": 0.0 for task in TASKS for family in task.families}
HOW = "run `make task-pages` and read the difference"
each_task = pytest.mark.parametrize("task", TASKS, ids=[task.id for task in TASKS])


def masked(text: str) -> str:
    """Without the chance levels, which take thousands of draws: the slow test compares them."""
    return re.sub(r"(?m)^(- chance 机会水平: )[0-9.]+ %", r"\1? %", text)


@each_task
def test_the_committed_page_is_what_the_code_makes(task: Task) -> None:
    committed = (DOCS / f"{task.id}.md").read_text(encoding="utf-8")
    assert masked(committed) == masked(page(task, NO_CHANCE, CHANCE_DRAWS)), HOW


def test_the_index_names_every_page_and_no_page_is_left_over() -> None:
    found = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert found == {INDEX, *(f"{task.id}.md" for task in TASKS)}, HOW
    committed = (DOCS / INDEX).read_text(encoding="utf-8")
    assert committed == index(TASKS, CHANCE_DRAWS), HOW
    assert all(f"]({task.id}.md)" in committed for task in TASKS)


@pytest.mark.slow
@each_task
def test_the_committed_chance_levels_are_the_code_s(task: Task) -> None:
    found = {
        f"{task.id}/{family.name}": chance(Source("dev", seed=0), task, family, CHANCE_DRAWS)
        for family in task.families
    }
    assert (DOCS / f"{task.id}.md").read_text(encoding="utf-8") == page(task, found, CHANCE_DRAWS), HOW


@each_task
def test_a_page_shows_each_family_as_it_is_asked(task: Task) -> None:
    text = page(task, NO_CHANCE, CHANCE_DRAWS)
    assert text.startswith(MARK) and task.title.zh in text and task.title.en in text
    assert all(source in text for source in task.sources)
    for family in task.families:
        assert f"## {family.title.zh} · {family.title.en} (`{family.name}`)" in text
        assert type(family).__doc__, "a family says in a docstring what it asks"
        item = draw_item(Source("dev", seed=1), task, family, 0)
        assert content(Sheet(item, "zh", surface=0), family) in text
        assert content(Sheet(item, "en", surface=0), family) in text
        assert family.critical is None or f"{family.critical.zh} · {family.critical.en}" in text


@each_task
def test_every_wrong_option_is_made_by_a_named_slip(task: Task) -> None:
    for family in task.families:
        if isinstance(family, Choice):
            item = draw_item(Source("dev", seed=1), task, family, 0)
            assert all(slips_to(item, family, option) for option in item.options if option != item.gold)


def test_facts_are_found_in_the_module_and_in_those_it_imports() -> None:
    import tasks.steel.cold_cracking
    import tasks.steel.defects  # noqa: F401  takes no value from outside its items

    assert [fact.id for fact in facts_read("tasks.steel.cold_cracking")] == [
        "steel.pcm_cet"
    ]  # by cracking_index
    assert facts_read("tasks.steel.defects") == ()


def test_limits_of_the_author_are_printed() -> None:
    task = TASKS[0]
    limited = type("Limited", (type(task),), {"limits": Text("只算直线", "straight lines only")})()
    module = types.ModuleType("limited")
    module.__doc__ = "A task of its own."
    sys.modules["limited"] = module
    type(limited).__module__ = "limited"
    module.__file__ = str(Path(__file__))
    try:
        text = page(limited, NO_CHANCE, CHANCE_DRAWS)
    finally:
        del sys.modules["limited"]
    assert "- 只算直线\n- straight lines only\n" in text and "declares none" not in text


def test_text_that_could_break_a_page_does_not() -> None:
    assert fenced("a\n```json\n{}\n```")[0] == "````text"
    assert cell("a | b\nc") == "a \\| b c"


def test_writing_touches_only_what_differs_and_what_it_made(tmp_path: Path) -> None:
    made = {"README.md": f"{MARK}\nindex\n", "steel/x.md": f"{MARK}\nx\n"}
    (tmp_path / "steel").mkdir()
    (tmp_path / "steel" / "old.md").write_text(f"{MARK}\nold\n", encoding="utf-8")
    (tmp_path / "steel" / "notes.md").write_text("by hand\n", encoding="utf-8")
    assert write_pages(tmp_path, made) == ["steel/old.md", "README.md", "steel/x.md"]
    assert write_pages(tmp_path, made) == []
    assert (tmp_path / "steel" / "notes.md").exists() and not (tmp_path / "steel" / "old.md").exists()


def test_a_file_in_the_way_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert main(["task-pages", "--out", str(tmp_path / "file")]) == USAGE
    assert "a file stands where the folder is to be" in capsys.readouterr().err


@pytest.mark.slow
def test_the_command_makes_what_is_committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["task-pages"]) == OK
    for path in (tmp_path / "docs" / "tasks").rglob("*.md"):
        assert path.read_bytes() == (DOCS / path.relative_to(tmp_path / "docs" / "tasks")).read_bytes(), HOW
