"""A hundred thousand requests, planned, asked, scored and reduced within a gibibyte."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from driving import ALONE, ROOT, environment

pytestmark = pytest.mark.slow
#: Runs a command and reports its own peak memory in KiB (bytes on macOS).
MEASURED = """
import json, resource, sys
from harness.cli import main
code = main(sys.argv[1:])
print(json.dumps([code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]), file=sys.stderr)
"""
ITEMS = "size.items=420"
GIB = 2**30


def measured(*words: str) -> tuple[int, int, str]:
    """Exit code, peak bytes and standard output of a command."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *words],
        cwd=ROOT, env=environment(), text=True, capture_output=True, check=True,
    )  # fmt: skip
    code, peak = json.loads(done.stderr.splitlines()[-1])
    return code, peak * (1 if sys.platform == "darwin" else 1024), done.stdout


def test_a_hundred_thousand_requests_stay_under_a_gibibyte(tmp_path: Path) -> None:
    code, peak, out = measured("plan", "--json", ITEMS, f"results={tmp_path}")
    found = json.loads(out)
    assert code == 0 and found["requests"] >= 100_000
    assert peak < GIB
    words = ("eval", "--json", *ALONE, ITEMS, "model=scripted", "model.script=hash", f"results={tmp_path}")
    code, peak, out = measured(*words)
    assert code == 0 and json.loads(out)["form_id"] == found["form_id"]
    assert peak < GIB
    lines = sum(len(path.read_bytes().splitlines()) for path in (tmp_path / "answers").glob("*/*.jsonl"))
    assert lines == found["requests"]
