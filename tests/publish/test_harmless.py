"""Poisoned names and outputs: shown as they are spelt, without moving a cursor, a line or a style."""

from __future__ import annotations

import json
import unicodedata
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from smallrun import SUITE, run_folder, said
from test_board import Silent

from harness.commands.assemble import job_of
from harness.commands.progress import Terminal
from harness.config.compose import composed
from harness.errors import ModelRefused, UsageError, printable
from harness.models.scripted import Scripted
from harness.publish.table import harmless, print_board
from harness.run.pipeline import weigh
from harness.types import Problem

POISON = (
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x9b31mC1", "a\u202egpj.exe", "\u2066iso\u2069late", "[red]x[/red]",
    "[/]", "[/red]", "[bold", "[link=http://example.org]y[/link]", "\\[red]z", "<script>alert(1)</script>",
    "a\r\nfake 99.9", "tab\there", "\u200bzero", "\ufeffbom", "%s{0}", "名" * 100, "x\\",
)  # fmt: skip


def safe(text: str) -> bool:
    """Nothing that a terminal would obey; line ends are our own."""
    return all(c == "\n" or unicodedata.category(c)[0] != "C" for c in text)


def renamed(results: Path, names: dict[str, str]) -> None:
    """Give the runs of these scripts other names, as a submission could."""
    for script, name in names.items():
        path = run_folder(results, script) / "entry.json"
        entry = json.loads(path.read_text())
        entry["model"]["name"] = name
        path.write_text(json.dumps(entry))


@pytest.mark.parametrize("poison", [*POISON, "\ud800 alone"])
def test_a_word_is_made_harmless_and_stays_readable(poison: str) -> None:
    word = harmless(poison)
    assert safe(word)
    assert "\n" not in word
    assert len(word) <= 60
    visible = [c for c in poison if unicodedata.category(c)[0] != "C"][:59]
    assert word.replace("\ufffd", "").replace(" ", "").startswith("".join(visible).replace(" ", ""))


def test_no_separator_of_unicode_breaks_a_line() -> None:
    assert printable("a\u2028b\u2029c\nd") == "a b c d"
    assert len(printable("".join(map(chr, range(0x3000)))).splitlines()) == 1


def test_ordinary_words_are_untouched() -> None:
    for word in ("Qwen2.5-7B-Instruct", "某厂/钢铁模型 v2", "naïve α≤β"):
        assert harmless(word) == printable(word) == word


@pytest.mark.parametrize("poison", POISON)
def test_the_table_shows_a_poisoned_name_as_it_is_spelt(poison: str, results: Path) -> None:
    body = json.loads((results / "leaderboard.json").read_text())
    body["entries"][1]["model"]["name"] = poison
    body["form"]["suite"] = poison
    console = Console(file=StringIO(), width=400)
    print_board(body, console)
    out = console.file.getvalue()  # type: ignore[attr-defined]
    assert safe(out)
    assert out.count("baseline") == 3
    assert out.count(harmless(poison).strip()) == 2


def test_the_json_keeps_what_was_said(mine: Path) -> None:
    renamed(mine, {"hash": POISON[0], "first": "[/]"})
    code, out, err = said(["rank", "--results", mine])
    assert (code, err) == (0, "")
    assert safe(out)
    entries = json.loads((mine / "leaderboard.json").read_text())["entries"]
    assert {POISON[0], "[/]"} < {e["model"]["name"] for e in entries}


@pytest.mark.parametrize(("first", "second"), [("[/", "]"), ("[bold", "x]"), ("\x1b[2J", "a\u202eb")])
def test_compare_shows_poisoned_names(first: str, second: str, mine: Path) -> None:
    renamed(mine, {"first": first, "hash": second})
    code, out, err = said(["compare", first, second, "--results", mine])
    assert (code, err) == (0, "")
    assert safe(out)
    assert f"{harmless(first)} minus {harmless(second)}" in " ".join(out.split())


def test_a_run_that_is_not_there_is_named_harmlessly(mine: Path) -> None:
    renamed(mine, {"hash": "\x1b[2Jhash"})
    for argv in (["compare", "first", "\x1b[31mhsh"], ["show", "\x1b[2Jhas"]):
        code, out, err = said([*argv, "--results", mine])
        assert (code, out) == (2, "")
        assert safe(err)


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A run of a model that answers number questions with poison; its sheets."""
    results = tmp_path_factory.mktemp("poisoned") / "results"
    cfg = composed([*SUITE, "size.items=1", "model=scripted", "runner=[accuracy]", f"results={results}"])
    job = job_of(cfg, timing=False)
    open_keys = sorted(k for k, r in job.plan.requests.items() if r.kind == "generate")
    answers = {key: POISON[i % len(POISON)] for i, key in enumerate(open_keys)}
    done = weigh(job, Scripted(answers=answers, name="poisoned"), None, Silent())
    sheets = [s.sheet_id for s, key in zip(job.plan.sheets, job.plan.keys, strict=True) if key in answers]
    return done.folder, sheets


def test_show_makes_outputs_harmless(poisoned: tuple[Path, list[str]]) -> None:
    folder, sheets = poisoned
    results = folder.parents[1]
    code, out, _ = said(["show", folder, "--results", results])
    assert code == 0
    assert safe(out.replace("\t", " "))
    assert len(out.splitlines()) == len(out.strip().split("\n")) >= len(sheets)
    for sheet in sheets:
        code, out, _ = said(["show", folder, sheet, "--results", results])
        assert code == 0
        assert safe(out)
        assert f"sheet    {sheet}" in out


def test_show_does_not_escape_what_needs_no_escaping(poisoned: tuple[Path, list[str]]) -> None:
    """The evidence is printed as text, not markup: brackets stay as the model wrote them."""
    folder, sheets = poisoned
    outputs = [said(["show", folder, s, "--results", folder.parents[1]])[1] for s in sheets]
    assert any("[red]x[/red]" in out and "\\[red]x" not in out for out in outputs)


def test_check_makes_reasons_harmless(tmp_path: Path) -> None:
    folder = tmp_path / "model\x1b[31m\u202e"
    folder.mkdir()
    body = {
        "auto_map": {"\x1b[31mA": "evil"},
        "architectures": ["\x1b[2J[red]Evil[/red]"],
        "model_type": "\u202ex",
    }
    (folder / "config.json").write_text(json.dumps(body))
    (folder / "evil\x1b[31m.py").write_text("")
    code, out, err = said(["check", folder])
    assert code == 3
    assert safe(out + err)
    assert "reasons for refusal" in out


@pytest.mark.parametrize("poison", POISON)
def test_an_error_is_harmless_wherever_its_words_come_from(poison: str) -> None:
    for err in (UsageError(poison, poison, poison), ModelRefused(poison, [Problem(poison, poison, poison)])):
        assert safe(str(err))
        assert len(str(err).splitlines()) == (3 if isinstance(err, UsageError) else 4)


@pytest.mark.parametrize("poison", POISON)
def test_progress_prints_names_as_words(poison: str, capsys: Any) -> None:
    with Terminal() as terminal:
        terminal.asking(poison, 1)(1)
        terminal.say(harmless(poison))
    err = capsys.readouterr().err
    assert safe(err)
    assert f"{harmless(poison, 30)}: requests 1/1" in err
