"""What the slow tests share with the fast ones: ways of driving runs and of making checkpoints."""

from __future__ import annotations

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "run"), str(TESTS / "models")]
