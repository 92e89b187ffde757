"""From the command line to a composed config: Hydra's compose API, its sweeps, and errors with a suggestion.

`hydra.main` is not used: it exits 1 on a typo, stops a sweep at the first failure and leaves folders behind.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hydra import compose, initialize_config_dir
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.errors import HydraException, OverrideParseException
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

import harness
from harness.config.schema import EvalConf
from harness.errors import UsageError, did_you_mean

CONFIGS = Path(harness.__file__).parent.parent / "configs"


def composed(overrides: Sequence[str] = (), config: str = "eval") -> DictConfig:
    """One composed config. UsageError, with the full key and a suggestion, for anything that does not fit."""
    ConfigStore.instance().store(name="schema", node=EvalConf)
    GlobalHydra.instance().clear()
    try:
        with initialize_config_dir(str(CONFIGS), version_base="1.3"):
            cfg: DictConfig = compose(config, list(overrides))
        OmegaConf.resolve(cfg)
        # `+key=value` opens the schema; laying the result on it once more finds keys nobody reads.
        OmegaConf.merge(OmegaConf.structured(EvalConf), OmegaConf.to_container(cfg))
    except (HydraException, OmegaConfBaseException, ValueError) as err:
        raise explained(err, overrides) from None
    OmegaConf.set_readonly(cfg, True)
    return cfg


def points(overrides: Sequence[str], multirun: bool) -> list[list[str]]:
    """The sweep's points: `-m model=a,b suite=x,y` is four lists of overrides. One list without `-m`."""
    try:
        parsed = OverridesParser.create().parse_overrides(list(overrides))
    except HydraException as err:
        raise explained(err, overrides) from None
    axes = []
    for override in parsed:
        if override.is_sweep_override():
            if not multirun:
                fix = "add -m to sweep over several values"
                raise UsageError(
                    f"several values for '{override.key_or_group}'", override.input_line or "", fix
                )
            key = override.get_key_element()
            axes.append([f"{key}={value}" for value in override.sweep_string_iterator()])
        else:
            axes.append([override.input_line or ""])
    return [list(point) for point in itertools.product(*axes)]


def explained(err: Exception, overrides: Sequence[str]) -> UsageError:
    """Hydra's message in one line, where it came from, and what was probably meant."""
    text = " ".join(f"{err}{': ' if err.__cause__ else ''}{err.__cause__ or ''}".split())
    if found := re.search(r"Could not (?:find|load) '([\w/]+)/([\w.-]+)'", text):
        group, word = found.groups()
        known = [p.stem for p in (CONFIGS / group).glob("*.yaml")]
        return UsageError(f"unknown {group} '{word}'", f"{group}={word}", did_you_mean(word, known))
    if found := re.search(r"Key '([^']+)' (?:is not|not) in", text):
        key = found.group(1)
        full = re.search(r"full_key: (\S+)", text)
        where = full.group(1) if full else key
        asked = (o.lstrip("+").partition("=")[0] for o in overrides)
        where = next((o for o in asked if f"{o}.".startswith(f"{where}.")), where)
        return UsageError(f"unknown key '{where}'", where, did_you_mean(where, known_keys(overrides)))
    if found := re.search(r"Could not override '([^']+)'", text):
        key = found.group(1)
        return UsageError(f"unknown key '{key}'", key, did_you_mean(key, known_keys(overrides)))
    if found := re.search(r"Error merging override ([^=]+=.*?): (.*)", text):
        override, what = found.groups()
        what = what.split(" full_key:")[0]
        return UsageError(what, override, f"give {override.split('=')[0]} a value of its type")
    if isinstance(err, OverrideParseException):
        return UsageError(text.split(" See https")[0], str(err.override), "write key=value")
    full = re.search(r"full_key: (\S+)", text)
    return UsageError(text.split(" full_key:")[0][:300], full.group(1) if full else " ".join(overrides), "")


def known_keys(overrides: Sequence[str]) -> list[str]:
    """Every config group, and every key with its full path under the groups that these overrides choose."""
    groups = [p.name for p in CONFIGS.iterdir() if p.is_dir()]
    chosen = [o for o in overrides if o.partition("=")[0] in groups]
    with initialize_config_dir(str(CONFIGS), version_base="1.3"):
        try:
            cfg = compose("eval", chosen)
        except (HydraException, OmegaConfBaseException):  # a choice is wrong as well: judge by the defaults
            cfg = compose("eval", [])
    return groups + list(paths_of(OmegaConf.to_container(cfg, resolve=False)))


def paths_of(node: Any, prefix: str = "") -> list[str]:
    out: list[str] = []
    if isinstance(node, dict):
        for key, value in node.items():
            out.append(f"{prefix}{key}")
            out += paths_of(value, f"{prefix}{key}.")
    return out
