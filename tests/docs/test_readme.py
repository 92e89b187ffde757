"""What the READMEs promise: the task of the example is a good task, the commands exist, both languages agree."""

from __future__ import annotations

import re
import sys
import types
from pathlib import Path

import pytest
import yaml

from harness.cli import COMMANDS, arguments
from harness.draw import Source, draw_item
from harness.prompts import content
from harness.types import Sheet

ROOT = Path(__file__).parents[2]
READMES = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md")}


def example() -> types.ModuleType:
    """The module that the README shows."""
    code = re.search(r"```python\n(.*?)```", READMES["README.md"], re.S)
    assert code is not None
    module = types.ModuleType("rebar_of_the_readme")
    sys.modules[module.__name__] = module
    exec(compile(code.group(1), "README.md", "exec"), module.__dict__)
    return module


def test_the_example_task_is_a_good_task() -> None:
    task = example().Rebar()
    family = task.families[0]
    for index in range(200):
        item = draw_item(Source("dev"), task, family, index)
        assert family.check(item.record) == item.gold
    assert "π" in content(Sheet(item, "zh"), family)
    code = re.search(r"```python\n(.*?)```", READMES["README.md"], re.S)
    assert code is not None and len([x for x in code.group(1).splitlines() if x.strip()]) <= 30


def test_the_example_config_names_it() -> None:
    body = re.search(r"```yaml\n(.*?)```", READMES["README.md"], re.S)
    assert body is not None
    assert yaml.safe_load(body.group(1))["task"]["_target_"] == "tasks.steel.rebar.Rebar"


@pytest.mark.parametrize("name", READMES)
def test_every_command_shown_parses(name: str) -> None:
    shown = re.findall(r"\.venv/bin/harness ([^\n#&]*)", READMES[name].replace("\\\n", " "))
    assert len(shown) >= 8
    for line in shown:
        args = arguments(line.replace("...", "").split())
        assert args.command in COMMANDS


def test_both_languages_show_the_same_commands_and_files() -> None:
    def facts(text: str) -> list[str]:
        without_example = re.sub(r"```(python|yaml)\n.*?```", "", text, flags=re.S)
        return re.findall(r"(?:\.venv/bin/harness|make) [^\n#，（]*?(?= {2,}|\n|$)", without_example)

    shown = [[x.strip() for x in facts(text) if x.startswith(".venv")] for text in READMES.values()]
    assert shown[0] == shown[1]
