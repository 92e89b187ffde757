"""A LoRA adapter as its maker published it: which weights of the base it changes, by how much, and the sum.

Judged on the config, the header and the base's shapes before a number is read; other kinds of adapter are
refused in one sentence. It must never run what an adapter names, nor leave out a tensor that it holds.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from harness.models.lora_targets import named_modules, target_faults, whole_modules
from harness.models.weights import FLOATS, Tensor
from harness.types import Problem

CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"
#: peft wraps the model twice before it names a tensor.
PREFIX = "base_model.model."
#: How an A is named after its module, and the B that belongs to it.
MATRICES = {".lora_A.weight": ".lora_B.weight", ".lora_embedding_A": ".lora_embedding_B"}
RANKS = range(1, 1025)
ALPHA = 1e6
#: Settings that this room reads, or that only matter while training.
KNOWN = frozenset(
    {"peft_type", "task_type", "peft_version", "base_model_name_or_path", "revision", "inference_mode", "r",
     "lora_alpha", "lora_dropout", "fan_in_fan_out", "bias", "use_rslora", "rank_pattern", "alpha_pattern",
     "target_modules", "exclude_modules", "layers_to_transform", "layers_pattern", "modules_to_save",
     "init_lora_weights", "megatron_core", "qalora_group_size", "loftq_config", "eva_config"}
)  # fmt: skip
#: Ways of starting that leave the base's weights as they are published.
STARTS = (None, True, False, "gaussian", "eva", "orthogonal")
MERGE = "merge the adapter into its base model and publish the result"


@dataclass(frozen=True, slots=True)
class Patch:
    """One weight of the base and what becomes of it: W + scale B A, or a whole new W where `b` is empty."""

    weight: str
    a: str
    b: str = ""
    scale: float = 1.0
    transposed: bool = False
    """Whether the base stores this weight as [in, out]."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """An adapter that passed: where it lies, what it is put upon and what it changes."""

    folder: Path
    base: str
    """Its base by name, as the card gives it."""
    patches: tuple[Patch, ...]
    tokenizer_files: tuple[str, ...] = ()
    """Its own tokenizer, which then stands for the base's."""


def setting_problems(config: Mapping[str, Any]) -> list[Problem]:
    """One sentence for each setting that makes this something else than a plain LoRA adapter."""
    kind = str(config.get("peft_type"))[:40]
    if kind != "LORA":
        return [_refused("peft_type", f"this is an adapter of type {kind}; only plain LoRA is merged")]
    return [_refused(key, what) for key, what in _faults(config)]


def _faults(config: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in sorted(config.keys() - KNOWN):
        if config[key] not in (None, False, "", [], {}) and not _built_in(key, config[key]):
            yield key, f"`{key[:80]}` makes this another kind of adapter than plain LoRA"
    if config.get("task_type") not in (None, "CAUSAL_LM"):
        yield "task_type", f"the adapter was trained for {str(config['task_type'])[:40]}, not CAUSAL_LM"
    if config.get("init_lora_weights", True) not in STARTS:
        yield "init_lora_weights", "the adapter changed its base's own weights before training"
    if config.get("bias", "none") not in ("none", "all", "lora_only"):
        yield "bias", "`bias` is none of none, all, lora_only"
    if not _is_rank(config.get("r", 8)):
        yield "r", f"the rank is not a whole number in {RANKS.start}..{RANKS.stop - 1}"
    if not _is_alpha(config.get("lora_alpha", 8)):
        yield "lora_alpha", "alpha is not a finite number"
    for key, sound in (("rank_pattern", _is_rank), ("alpha_pattern", _is_alpha)):
        pattern = config.get(key) or {}
        if not isinstance(pattern, dict) or not all(map(sound, pattern.values())):
            yield key, f"`{key}` is not a table of module names and numbers"
        elif not all(re.fullmatch(r"\^?[\w.-]{1,200}", name) for name in pattern):
            yield key, f"`{key}` holds a regular expression; only names of modules are read"
    yield from target_faults(config)


def patches(
    config: Mapping[str, Any], tensors: Sequence[Tensor], base: Any
) -> tuple[tuple[Patch, ...], list[Problem]]:
    """What each tensor changes in `base` (the model on the meta device), and every one that fits nowhere."""
    held = {_bare(tensor.name): tensor for tensor in tensors}
    found, problems = [], []
    if len(held) < len(tensors):
        problems.append(_refused("", "two tensors of the adapter stand for one", WEIGHTS))
    weights = dict(base.named_parameters(remove_duplicate=False))
    problems += _unsaved(config, held, base, weights)
    modules = [name for name, _ in base.named_modules(remove_duplicate=False)]
    try:
        named = named_modules(config, base, modules)
    except ValueError as fault:
        return (), [_refused("target_modules", str(fault))]
    for name, tensor in held.items():
        try:
            if not name.endswith(tuple(MATRICES.values())):
                found.append(_patch(name, tensor, held, config, base, weights, named))
            elif not any(_other(name, b, a) in held for a, b in MATRICES.items()):
                raise ValueError("it has no A to go with")
        except ValueError as fault:
            problems.append(_refused("", f"tensor {tensor.name[:120]!r} cannot be merged: {fault}", WEIGHTS))
    if not found and not problems:
        problems.append(_refused("", "the adapter changes nothing", WEIGHTS))
    return tuple(
        sorted(found, key=lambda patch: bool(patch.b))
    ), problems  # what is added comes after what is replaced


def _unsaved(
    config: Mapping[str, Any], held: Mapping[str, Tensor], base: Any, weights: Mapping[str, Any]
) -> Iterator[Problem]:
    """Modules that were trained whole, by the config, and that the base or the adapter does not have whole."""
    for name in config.get("modules_to_save") or []:
        owners = whole_modules(base, name)
        needed = [weight for weight in weights if weight.startswith(tuple(f"{owner}." for owner in owners))]
        if not needed:
            yield _refused("modules_to_save", f"the base has no module {name[:80]!r}")
        for weight in needed:
            if weight not in held:
                what = f"module {name[:80]!r} was trained whole, but there is no tensor {weight!r}"
                yield _refused("modules_to_save", what)


def _patch(
    name: str, tensor: Tensor, held: Mapping[str, Tensor], config: Mapping[str, Any], base: Any,
    weights: Mapping[str, Any], named: frozenset[str],
) -> Patch:  # fmt: skip
    """What this tensor, an A or a whole weight, changes. ValueError if it fits nothing of the base."""
    if tensor.dtype not in FLOATS:
        raise ValueError("its numbers are whole")
    end = next((end for end in MATRICES if name.endswith(end)), None)
    if end is None:
        if name not in weights:
            raise ValueError("the base has no such weight, and it is no LoRA matrix")
        if tensor.shape != tuple(weights[name].shape):
            raise ValueError(f"its shape is {tensor.shape}, the base's {tuple(weights[name].shape)}")
        return Patch(name, tensor.name)
    module = name.removesuffix(end)
    b = held.get(_other(name, end, MATRICES[end]))
    if b is None or b.dtype not in FLOATS:
        raise ValueError("it has no B to go with")
    rank = _of_pattern(config.get("rank_pattern") or {}, module, config.get("r", 8))
    alpha = _of_pattern(config.get("alpha_pattern") or {}, module, config.get("lora_alpha", 8))
    kind = _kind(base, module)
    if module not in named:
        raise ValueError("the config's `target_modules` and the like do not name its module")
    size = tuple(weights[f"{module}.weight"].shape)
    rows, columns = size if kind == "linear" else size[::-1]
    if (tensor.shape, b.shape) != ((rank, columns), (rows, rank)) or (kind == "embedding") == (
        "." in end[1:]
    ):
        raise ValueError(f"A {tensor.shape} and B {b.shape} of rank {rank} do not fit a {kind} of {size}")
    scale = alpha / (math.sqrt(rank) if config.get("use_rslora") else rank)
    return Patch(f"{module}.weight", tensor.name, b.name, scale, kind != "linear")


def _kind(base: Any, module: str) -> Literal["linear", "conv1d", "embedding"]:
    """How the base stores the weight of a module. ValueError if nothing can be added to it."""
    from torch import nn
    from transformers.pytorch_utils import Conv1D

    try:
        found = base.get_submodule(module)
    except AttributeError:
        raise ValueError("the base has no such module") from None
    if isinstance(found, Conv1D):
        return "conv1d"
    if isinstance(found, nn.Linear):
        return "linear"
    if isinstance(found, nn.Embedding):
        return "embedding"
    raise ValueError(f"its module is a {type(found).__name__}, neither linear nor an embedding")


def merge(model: Any, adapter: Adapter) -> None:
    """Put the adapter into the loaded base, summed in full precision. Tied weights part where only one changes."""
    import torch
    from safetensors import safe_open

    with safe_open(adapter.folder / WEIGHTS, framework="pt", device=str(model.device)) as file:
        for patch in adapter.patches:
            path, _, name = patch.weight.rpartition(".")
            module = model.get_submodule(path)
            old = getattr(module, name)
            wide = torch.promote_types(old.dtype, torch.float32)
            new = file.get_tensor(patch.a).to(wide)
            if patch.b:
                change = patch.scale * (file.get_tensor(patch.b).to(wide) @ new)  # [out, in]
                new = old.to(wide) + (change.T if patch.transposed else change)
            setattr(module, name, torch.nn.Parameter(new.to(old.dtype), requires_grad=False))


def _bare(name: str) -> str:
    """A tensor's name in the base, without the wrappings it was trained in."""
    inner = name.removeprefix(PREFIX)
    return inner.replace(".modules_to_save.", ".").replace(".base_layer.", ".")


def _other(name: str, end: str, instead: str) -> str:
    return name.removesuffix(end) + instead if name.endswith(end) else ""


def _of_pattern(pattern: Mapping[str, Any], module: str, usual: Any) -> Any:
    """The value for a module: the first name in the table that it is, or ends with."""
    matching = (pattern[key] for key in pattern if re.match(rf"(.*\.)?({key})$", module))
    return next(matching, usual)


def _built_in(key: str, value: Any) -> bool:
    """The class of the base, which peft notes where no task is named, if it is one of transformers' own."""
    library = value.get("parent_library") if isinstance(value, dict) else None
    return key == "auto_mapping" and isinstance(library, str) and library.startswith("transformers.")


def _is_rank(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in RANKS


def _is_alpha(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= ALPHA


def _refused(key: str, what: str, file: str = CONFIG) -> Problem:
    return Problem(what, f"{file}: {key}" if key else file, MERGE)
