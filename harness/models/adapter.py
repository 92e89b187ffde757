"""A model's folder, be it a whole model or an adapter upon a base: examined, both of them where there are two.

The base is the one the user names or the adapter declares, and stands under the same rules as any model.
Nothing here may fetch or open more than the folders named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from harness.errors import EnvironmentProblem, UsageError
from harness.models import lora
from harness.models.checkpoint import CONFIG_LIMIT, TOKENIZER_CONFIG, Checkpoint, examine, own_tokenizer
from harness.models.config_bounds import code_problems
from harness.models.declared import CARD, TEMPLATE_FILE, Declared, read_declared, read_template
from harness.models.folder import BadFile, present, read_object
from harness.models.hub import HUB_ID, locate
from harness.models.shapes import skeleton
from harness.models.weights import INDEX, SINGLE, Tensor, read_headers, unsound_values
from harness.types import Problem


def is_adapter(folder: Path) -> bool:
    """Whether the folder holds an adapter and no whole model."""
    return present(folder, lora.CONFIG) and not present(folder, SINGLE) and not present(folder, INDEX)


def examine_model(folder: Path, base: str = "") -> tuple[Checkpoint | None, list[Problem]]:
    """A Checkpoint, with its adapter if that is what the folder holds, or every reason for refusing it.

    `base` names the model an adapter is put upon, before the one it declares. UsageError where there is none.
    """
    if not is_adapter(folder):
        return examine(folder)
    problems: list[Problem] = []
    config = _json(folder, lora.CONFIG, problems)
    tokenizer = _json(folder, TOKENIZER_CONFIG, problems) if present(folder, TOKENIZER_CONFIG) else {}
    problems += [*code_problems(config, lora.CONFIG), *code_problems(tokenizer, TOKENIZER_CONFIG)]
    problems += lora.setting_problems(config) if config else []
    tensors, faults = _tensors(folder)
    files, tokenizer_faults = own_tokenizer(folder)
    template, template_faults = read_template(folder, tokenizer)
    problems += [*faults, *tokenizer_faults, *template_faults]
    if problems:
        return None, problems
    source, checkpoint, problems = _base(folder, config, base)
    if checkpoint is None:
        return None, problems
    found, problems = lora.patches(config, tensors, skeleton(checkpoint.config))
    if problems:
        return None, problems
    adapter = lora.Adapter(folder, source, found, files)
    return _upon(checkpoint, adapter, template), []


def own_template(folder: Path) -> str | None:
    """The chat template an examined adapter brings, which stands before its base's; None for a whole model."""
    if not is_adapter(folder):
        return None
    return read_template(folder, _json(folder, TOKENIZER_CONFIG, []))[0]


def value_problems(checkpoint: Checkpoint) -> list[Problem]:
    """Numbers that are not finite, of the model and of its adapter."""
    problems = unsound_values(checkpoint.folder, read_headers(checkpoint.folder, checkpoint.shards)[0])
    if checkpoint.adapter:
        problems += unsound_values(checkpoint.adapter.folder, _tensors(checkpoint.adapter.folder)[0])
    return problems


def _base(
    folder: Path, config: Mapping[str, Any], given: str
) -> tuple[str, Checkpoint | None, list[Problem]]:
    """What the base is called, and the base examined."""
    declared = config.get("base_model_name_or_path")
    revision = config.get("revision")
    source = given or (declared if isinstance(declared, str) else "")
    fix = "name it: model.base=<folder or hub id> (for lm-eval: base=...)"
    try:
        if not source:
            raise UsageError("the adapter declares no base model", str(folder), "")
        found = locate(source, revision if isinstance(revision, str) and not given else "main")
    except EnvironmentProblem as error:
        what = f"the adapter's base model cannot be had: {error.what[:300]}"
        raise EnvironmentProblem(what, str(folder), f"{error.fix}; or {fix}") from error
    except (UsageError, OSError, RuntimeError, ValueError) as error:  # the name is anything a maker wrote
        what = f"the adapter's base model is not to be found: {str(getattr(error, 'what', error))[:300]}"
        raise UsageError(what, str(folder), fix) from error
    if is_adapter(found):
        what = f"the base {source[:200]!r} is an adapter itself"
        return source, None, [Problem(what, str(folder), lora.MERGE)]
    checkpoint, problems = examine(found)
    named = found.resolve().name if Path(source).expanduser().is_dir() else source
    return named, checkpoint, problems


def _upon(base: Checkpoint, adapter: lora.Adapter, template: str | None) -> Checkpoint:
    """The base with the adapter on it: what the adapter brings of its own stands before what the base has."""
    declared = read_declared(adapter.folder)
    # A card written by machine names the folder the maker trained in: that says nothing to others.
    named = declared.base if HUB_ID.fullmatch(declared.base) else adapter.base
    # Even without a vocabulary of its own, its chat template is read from these.
    used = {lora.CONFIG, lora.WEIGHTS, CARD, TEMPLATE_FILE, TOKENIZER_CONFIG, *adapter.tokenizer_files}
    others = sorted(entry.name for entry in adapter.folder.iterdir() if entry.name not in used)
    return replace(
        base,
        adapter=adapter,
        chat_template=template or base.chat_template,
        tokenizer_files=adapter.tokenizer_files or base.tokenizer_files,
        declared=Declared(named, declared.licence or base.declared.licence, declared.datasets),
        ignored=tuple(others[:200]),
    )


def _json(folder: Path, name: str, problems: list[Problem]) -> dict[str, Any]:
    try:
        return read_object(folder, name, CONFIG_LIMIT)
    except BadFile as bad:
        problems.append(bad.problem)
        return {}


def _tensors(folder: Path) -> tuple[list[Tensor], list[Problem]]:
    """The header of the adapter's weights, which are in one safetensors file or not read."""
    if not present(folder, lora.WEIGHTS):
        fix = "save the adapter again with safetensors"
        return [], [Problem(f"the adapter has no {lora.WEIGHTS}", str(folder), fix)]
    return read_headers(folder, (lora.WEIGHTS,))
