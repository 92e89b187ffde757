"""What docs/data.md shows runs as it stands, and names every file, column and metric there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.cli import main
from harness.errors import OK
from harness.publish.rows import COLUMNS

PAGE = (Path(__file__).parents[2] / "docs" / "data.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"\.venv/bin/harness ([^\n#]*)", PAGE)


def test_every_column_is_explained() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    assert all(any(f"`{name}`" in line for line in rows) for name in COLUMNS)


def test_what_is_shown_runs_offline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    datasets = pytest.importorskip("datasets", reason="pip install 'heng-harness[datasets]'")
    evaluate = pytest.importorskip("evaluate", reason="pip install 'heng-harness[datasets]'")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    monkeypatch.setattr(evaluate.config, "HF_METRICS_CACHE", tmp_path / "cache")
    assert len(COMMANDS) == 2
    for line in COMMANDS:
        assert main(line.split()) == OK
    named = set(re.findall(r"^\| `([\w/.]+\.\w+)` \|", PAGE, re.MULTILINE))
    written = {
        p.relative_to(tmp_path / "heng-steel").as_posix() for p in (tmp_path / "heng-steel").rglob("*.*")
    }
    assert named == written
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    capsys.readouterr()
    exec(compile(code, "data.md", "exec"), {})
    exported, number = capsys.readouterr().out.strip().splitlines()
    assert "'accuracy': 1.0" in number and "'accuracy': 1.0" in exported


def test_every_metric_is_named() -> None:
    hf_metrics = pytest.importorskip(
        "harness.integrations.hf_metrics", reason="pip install 'heng-harness[datasets]'", exc_type=ImportError
    )
    assert all(f"`{metric.__name__}`" in PAGE for metric in hf_metrics.METRICS)
