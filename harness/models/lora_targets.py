"""Which modules of its base an adapter's config names, matched as peft matches them.

peft leaves out a tensor whose module is not named, so one that is not is refused. A pattern is the maker's own
regular expression: it runs in a process of its own, which is stopped when it takes too long.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

ALL_LINEAR = "all-linear"
#: Longest pattern that is tried, and seconds it may take over all modules.
PATTERN, SECONDS = 4096, 10
#: Run apart: reads [pattern, names], prints those the whole of which matches.
MATCHER = (
    "import json, re, sys\npattern, names = json.load(sys.stdin)\n"
    "print(json.dumps([name for name in names if re.fullmatch(pattern, name)]))"
)
NAME = re.compile(r"[\w.-]{1,200}")


def target_faults(config: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(setting, what is wrong with it) for each setting that does not say which modules are meant."""
    for key in ("target_modules", "exclude_modules"):
        held = config.get(key)
        if isinstance(held, str) and len(held) > PATTERN:
            yield key, f"`{key}` is a pattern of {len(held)} characters, more than {PATTERN}"
        elif held is not None and not isinstance(held, str) and not _names(held):
            yield key, f"`{key}` is neither a list of module names nor a pattern"
    if not config.get("target_modules"):
        yield "target_modules", "`target_modules` names no module"
    if not _names(config.get("modules_to_save") or []):
        yield "modules_to_save", "`modules_to_save` is not a list of names"
    layers = config.get("layers_to_transform")
    numbers = layers if isinstance(layers, list) else [layers]
    if layers is not None and not all(isinstance(n, int) and not isinstance(n, bool) for n in numbers):
        yield "layers_to_transform", "`layers_to_transform` is not a list of whole numbers"
    pattern = config.get("layers_pattern") or []
    names = [pattern] if isinstance(pattern, str) else pattern
    if not _names(names) or not all(map(NAME.fullmatch, names)):
        yield "layers_pattern", "`layers_pattern` is not a list of module names"
    if layers is not None and isinstance(config.get("target_modules"), str):
        yield "layers_to_transform", "`layers_to_transform` stands beside a pattern of modules"


def named_modules(config: Mapping[str, Any], base: Any, modules: Iterable[str]) -> frozenset[str]:
    """Those of `modules` the config puts an adapter on. ValueError if its pattern cannot be tried."""
    left = [name for name in modules if not _inside(name, config.get("modules_to_save") or [])]
    if excluded := config.get("exclude_modules"):
        out = _matching(excluded, left)
        left = [name for name in left if name not in out]
    target = config["target_modules"]
    if isinstance(target, str) and target.lower() == ALL_LINEAR:
        return frozenset(left) & _linear(base)
    found = _matching(target, left)
    return frozenset(name for name in found if _in_layers(name, config))


def whole_modules(base: Any, name: str) -> list[str]:
    """The modules of the base that this name of `modules_to_save` means."""
    every = (module for module, _ in base.named_modules(remove_duplicate=False))
    return [module for module in every if _ends(module, name)]


def _matching(wanted: str | list[str], modules: list[str]) -> frozenset[str]:
    if isinstance(wanted, list):
        return frozenset(module for module in modules if any(_ends(module, name) for name in wanted))
    try:
        said = subprocess.run(
            [sys.executable, "-I", "-c", MATCHER], input=json.dumps([wanted, modules]),
            capture_output=True, text=True, timeout=SECONDS, check=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise ValueError(f"the pattern takes more than {SECONDS} s") from None
    except subprocess.CalledProcessError:
        raise ValueError("the pattern is not a regular expression") from None
    return frozenset(json.loads(said.stdout))


def _linear(base: Any) -> frozenset[str]:
    """Every linear layer but the head."""
    from torch import nn
    from transformers.pytorch_utils import Conv1D

    head = base.get_output_embeddings()
    return frozenset(
        name
        for name, module in base.named_modules()
        if isinstance(module, nn.Linear | Conv1D) and module is not head
    )


def _in_layers(module: str, config: Mapping[str, Any]) -> bool:
    """Whether the module lies in a layer that is to be transformed: the first number in its name counts."""
    layers = config.get("layers_to_transform")
    if layers is None or layers == []:
        return True
    pattern = config.get("layers_pattern") or []
    names = [pattern] if isinstance(pattern, str) else pattern
    tried = [rf"(?:^|.*?\.){re.escape(name)}\.(\d+)\." for name in names] or [r".*?\.[^.]*\.(\d+)\."]
    found = next((match for one in tried if (match := re.match(one, module))), None)
    return found is not None and int(found[1]) in (layers if isinstance(layers, list) else [layers])


def _ends(module: str, name: str) -> bool:
    return module == name or module.endswith(f".{name}")


def _inside(module: str, names: Iterable[str]) -> bool:
    return any(f".{name}." in f".{module}." for name in names)


def _names(held: Any) -> bool:
    return isinstance(held, list) and all(isinstance(name, str) and name for name in held)
