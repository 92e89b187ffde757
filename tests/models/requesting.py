"""A checkpoint's spec on the CPU, and the smallest requests to put to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from harness.models.hf import HF
from harness.types import Decoding, Message, Request


def cpu(folder: Path, **given: Any) -> HF:
    return HF(str(folder), device="cpu", **given)


def ask(text: str, *options: str, **given: Any) -> Request:
    return Request("score", (Message("user", text),), options or ("A", "B"), **given)


def write(text: str, budget: int = 4) -> Request:
    return Request("generate", (Message("user", text),), decoding=Decoding(budget))
