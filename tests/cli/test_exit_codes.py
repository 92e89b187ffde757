"""What a user can get wrong ends in one message and its exit code, never in a traceback or in half a folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from smallrun import said

from harness.errors import ENVIRONMENT, OK, REFUSED, USAGE

Command = Callable[..., "subprocess.CompletedProcess[str]"]
EVAL = (
    "eval",
    "model=scripted",
    "references=[]",
    "suite=steel",
    "task/steel=[defects,mill_calc,weldability]",
    "size.items=1",
    "--no-timing",
    "results=out",
)
FROM_FOLDER = (
    "eval",
    "model=hf",
    "references=[]",
    "suite=steel",
    "task/steel=[defects,mill_calc,weldability]",
    "size.items=1",
    "--no-timing",
    "results=out",
)


def one_message(done: subprocess.CompletedProcess[str]) -> list[str]:
    """The lines of the only message."""
    assert "Traceback" not in done.stderr
    assert done.stderr.count("error: ") == 1
    assert done.stderr.startswith("error: ")
    return done.stderr.splitlines()


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        ((*EVAL, "suite=stel"), USAGE, "did you mean 'steel'?"),
        ((*EVAL, "runner.robustness.grops=[G1]"), USAGE, "did you mean 'runner.robustness.groups'?"),
        (FROM_FOLDER, USAGE, "set model.source=<value>"),
        ((*FROM_FOLDER, "model.source=./nowhere"), USAGE, "there is no folder"),
        (("rank",), USAGE, "run `harness eval` first"),
    ],
)
def test_a_mistake_is_one_message_with_its_fix(
    words: tuple[str, ...], code: int, expected: str, command: Command, tmp_path: Path
) -> None:
    done = command(*words)
    assert done.returncode == code
    assert expected in "\n".join(one_message(done))
    assert done.stdout == ""
    assert not (tmp_path / "out" / "answers").exists()  # nothing was asked
    assert not (tmp_path / "outputs").exists()  # Hydra leaves nothing behind


def test_a_file_where_the_results_should_go(command: Command, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    done = command(*EVAL, "--json")
    assert done.returncode == ENVIRONMENT
    assert "a file stands where a folder is needed" in one_message(done)[0]
    told = json.loads(done.stdout)
    assert told["exit_code"] == ENVIRONMENT
    assert told["fix"]


def truncated(folder: Path) -> str:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    return "truncated"


def with_code(folder: Path) -> str:
    path = folder / "config.json"
    body = json.loads(path.read_text()) | {"auto_map": {"AutoModelForCausalLM": "evil.Model"}}
    path.write_text(json.dumps(body))
    (folder / "evil.py").write_text("raise SystemExit('this code was run')\n")
    return "auto_map"


def test_a_corrupt_checkpoint_is_refused_before_anything_is_asked(
    checkpoint: Path, command: Command, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(checkpoint, folder)
    reason = truncated(folder)
    done = command(*FROM_FOLDER, f"model.source={folder}", "--json")
    assert done.returncode == REFUSED
    assert reason in "\n".join(one_message(done))
    told = json.loads(done.stdout)
    assert any(reason in p["what"] and p["where"] and p["fix"] for p in told["problems"])
    assert not (tmp_path / "out").exists()


def test_an_unsafe_checkpoint_is_refused_and_its_code_never_run(checkpoint: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(checkpoint, folder)
    reason = with_code(folder)
    code, out, err = said([*FROM_FOLDER, f"model.source={folder}", f"results={tmp_path}/out"])
    assert (code, out) == (REFUSED, "")
    assert reason in err
    assert not (tmp_path / "out").exists()


def test_check_lists_every_reason_at_once(checkpoint: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(checkpoint, folder)
    with_code(folder)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    code, out, err = said(["check", folder])
    assert (code, err) == (REFUSED, "")
    told_code, told, _ = said(["check", folder, "--json"])
    problems = json.loads(told)["problems"]
    assert told_code == REFUSED
    assert len(problems) >= 2
    assert f"{len(problems)} reasons for refusal" in out
    assert all(p["what"] in out and p["fix"] in out for p in problems)


def test_check_of_a_good_checkpoint(checkpoint: Path) -> None:
    code, out, err = said(["check", checkpoint])
    assert (code, err) == (OK, "")
    assert "nothing speaks against weighing it" in out
    assert json.loads(said(["check", checkpoint, "--json"])[1]) == {"model": str(checkpoint), "problems": []}


def test_check_takes_a_folder_with_any_name(tmp_path: Path) -> None:
    """Quotes, commas and brackets are no grammar here."""
    for name in ("it's", "a,b", "[x]", "k=v"):
        folder = tmp_path / name
        folder.mkdir()
        code, out, _ = said(["check", folder, "--json"])
        assert code == REFUSED
        assert json.loads(out)["model"] == str(folder)


def test_check_knows_the_models_of_the_configs() -> None:
    assert said(["check", "scripted", "--json"]) == (OK, '{"model": "scripted", "problems": []}\n', "")
    assert said(["check", "scripted", "model.script=frist"])[0] == REFUSED


def test_a_reader_that_leaves_is_no_error(results: Path, command: Command) -> None:
    words = [sys.executable, "-m", "harness.cli", "show", "first", "--results", str(results)]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        words, stdout=writing, stderr=subprocess.PIPE, text=True, check=False, cwd=Path(__file__).parents[2]
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (OK, "")
