"""What a result was made with: code, packages, commit and hardware, as digests and short words.

Read-only and cheap; imports no model library (an accelerator is named only if torch is already loaded).
"""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import harness

ROOT = Path(harness.__file__).parent
SCORING = (
    "extract.py", "reading", "draw.py", "exact.py", "kit.py", "prompts.py", "metrics", "stats", "runners",
)  # fmt: skip
PACKAGES = ("torch", "transformers", "tokenizers", "safetensors", "numpy", "scipy", "hydra-core", "jinja2")


def code_files(parts: Iterable[str]) -> list[Path]:
    """Python files of these modules and packages of `harness`, sorted."""
    out: list[Path] = []
    for part in parts:
        path = ROOT / part
        out += sorted(path.rglob("*.py")) if path.is_dir() else [path] if path.exists() else []
    return out


def files_digest(paths: Iterable[Path]) -> str:
    """SHA-256 over names and contents, independent of where the tree stands."""
    h = hashlib.sha256()
    for path in paths:
        h.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return h.hexdigest()


@cache
def scoring_digest() -> str:
    """Digest of the code that turns answers into scores and scores into estimates."""
    return files_digest(code_files(SCORING))


def harness_version() -> str:
    try:
        return version("heng-harness")
    except PackageNotFoundError:
        return "source tree"


@cache
def commit() -> str:
    """The git commit of the source tree, `+` where it has local changes; empty outside a checkout."""

    def git(*args: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(ROOT), *args], capture_output=True, text=True, check=False, timeout=10
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    try:
        head = git("rev-parse", "HEAD")
        return head + ("+" if head and git("status", "--porcelain", "--", str(ROOT)) else "")
    except (OSError, subprocess.TimeoutExpired):
        return ""


def packages() -> dict[str, str]:
    out = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            out[name] = version(name)
        except PackageNotFoundError:
            continue
    return out


def cpu_name() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as f:
            return next((line.split(":", 1)[1].strip() for line in f if line.startswith("model name")), "")
    except OSError:
        return platform.processor()


def hardware() -> dict[str, Any]:
    """Processor, cores this process may use, memory, and the accelerator if torch is loaded and sees one."""
    import psutil

    affinity = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    found: dict[str, Any] = {
        "cpu": cpu_name(),
        "cores": affinity,
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "system": f"{platform.system()} {platform.machine()}",
    }
    torch = sys.modules.get("torch")
    if torch is not None and torch.accelerator.is_available():
        kind = torch.accelerator.current_accelerator().type
        backend = getattr(torch, kind)
        found["accelerator"] = f"{torch.accelerator.device_count()} x {backend.get_device_name(0)}"
    return found
