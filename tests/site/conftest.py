"""A site made once from the small results folder, to read; one of its models has a name that is an attack."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from smallrun import copied, run_folder, said, small_results

POISON = '"><b onload=alert(1)>=HYPERLINK("x")\u202egro\u0007\x1b[31m</b>'


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copied(small_results(tmp_path_factory), tmp_path_factory.mktemp("site") / "results")
    run = run_folder(folder, "hash")
    for path in (run / "entry.json", *(run / "entries").glob("*.json")):
        body = json.loads(path.read_text())
        body["model"] |= {"name": POISON, "licence": POISON, "vendor": POISON}
        path.write_text(json.dumps(body))
    code, _, err = said(["rank", "--results", folder])
    assert code == 0, err
    return folder


@pytest.fixture(scope="session")
def site(results: Path) -> Path:
    code, out, err = said(["site", "--results", results, "--base-url", "https://example.org/heng"])
    assert code == 0, err
    assert "pages" in out
    return results / "site"
