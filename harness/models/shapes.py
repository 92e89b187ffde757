"""Whether the weights fit the config: transformers' own loader run on shapes alone, on the meta device.

Its renamings, merged experts and tied weights count as it counts them. No number of the model is read, no
memory of its size taken, and nothing is fetched.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.errors import EnvironmentProblem
from harness.models.weights import FLOATS, Tensor
from harness.types import Problem

#: How building a class from an unsound config can fail; all of them mean the config does not hold.
BUILD_FAULTS = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RuntimeError, AssertionError,
    ImportError, OSError, MemoryError,
)  # fmt: skip
LISTED = 5
#: Tables a model computes for itself may take this much beyond the weights.
TABLES = 1 << 30


@dataclass(frozen=True, slots=True)
class Fit:
    """What comparing weights with config gave."""

    problems: tuple[Problem, ...]
    parameters: int = 0
    extra: tuple[str, ...] = ()
    """Tensors of the files that the model does not use."""


def causal_class(config: Mapping[str, Any]) -> str | None:
    """The causal language model class of this `model_type` in transformers; None if it has none."""
    from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES

    kind = config.get("model_type")
    found = MODEL_FOR_CAUSAL_LM_MAPPING_NAMES.get(kind) if isinstance(kind, str) else None
    return str(found) if found else None


def architecture_problems(config: Mapping[str, Any]) -> list[Problem]:
    """One sentence when the config does not describe a causal language model built into transformers."""
    named = config.get("architectures")
    architecture = str(named[0])[:80] if isinstance(named, list) and named else None
    built_in = causal_class(config)
    kind = str(config.get("model_type"))[:80]
    if _encoder_decoder(config):
        what = f"{architecture or kind} is an encoder-decoder; only causal language models are evaluated"
    elif built_in is None:
        what = f"{architecture or kind} is not a causal language model built into transformers"
    elif architecture not in (None, built_in):
        what = f"{architecture} is not the causal language model of its type, {built_in}"
    elif _encoder(config):
        what = f"{architecture or kind} reads in both directions; only causal language models are evaluated"
    else:
        return []
    fix = "publish a decoder-only checkpoint of a class that transformers ships"
    return [Problem(what, "config.json: architectures", fix)]


def _encoder_decoder(config: Mapping[str, Any]) -> bool:
    """Whether it is one by its flag, or by the default of a type whose decoder alone is another class."""
    from transformers.models.auto.modeling_auto import MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES

    whole = MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES.get(str(config.get("model_type")))
    flag = config.get("is_encoder_decoder")
    return flag is True or (whole not in (None, causal_class(config)) and flag is not False)


def _encoder(config: Mapping[str, Any]) -> bool:
    """Whether it sees what comes after a token: types that can do both are encoders unless told otherwise."""
    from transformers.models.auto.modeling_auto import (
        MODEL_FOR_MASKED_LM_MAPPING_NAMES,
        MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES,
    )

    kind = str(config.get("model_type"))
    if kind in MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES:  # their causal class is a decoder, told or not
        return False
    both = kind in MODEL_FOR_MASKED_LM_MAPPING_NAMES or kind == "bert-generation"
    flag = "causal" if kind == "xlm" else "is_decoder"  # xlm has one class, and a flag of its own
    return both and config.get(flag) is not True


@contextmanager
def _quiet() -> Iterator[None]:
    """No progress bars and no loading report from transformers."""
    from transformers.utils import logging

    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity(logging.CRITICAL)
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()


def fit(folder: Path, config: Mapping[str, Any], tensors: Sequence[Tensor]) -> Fit:
    """Build the model on the meta device and load shapes into it."""
    import torch
    import transformers
    from huggingface_hub.errors import StrictDataclassError

    if importlib.util.find_spec("accelerate") is None:
        raise EnvironmentProblem("the package accelerate is missing", "", "pip install accelerate")
    where = str(folder / "config.json")
    with _quiet():
        try:
            built_in = getattr(transformers, str(causal_class(config)))
            sound = transformers.CONFIG_MAPPING[str(config["model_type"])].from_dict(dict(config))
            if sound.is_encoder_decoder:  # a type for which that is the default, as for speech
                raise ValueError("it is an encoder-decoder; only causal language models are evaluated")
            shapes = {t.name: torch.empty(t.shape, device="meta") for t in tensors}
            model, info = built_in.from_pretrained(
                None, config=sound, state_dict=shapes, device_map="meta", dtype=torch.float32,
                attn_implementation="eager", ignore_mismatched_sizes=True, output_loading_info=True,
            )  # fmt: skip
        except (*BUILD_FAULTS, StrictDataclassError) as error:
            reason = " ".join(str(error).split())[:300]
            what = f"the weights do not make the model of config.json: {type(error).__name__}: {reason}"
            return Fit((Problem(what, where, "publish weights and config of one model"),))
    tables = sum(buffer.numel() * buffer.element_size() for buffer in model.buffers())
    problems = list(_misfits(info, str(folder)))
    if tables > TABLES + sum(t.end - t.start for t in tensors):
        problems.append(Problem(f"the config asks for {tables} bytes of tables", where, "correct the config"))
    return Fit(tuple(problems), int(model.num_parameters()), tuple(sorted(map(str, info["unexpected_keys"]))))


def skeleton(config: Mapping[str, Any]) -> Any:
    """The model of an examined config on the meta device: its modules and their shapes, no numbers."""
    import torch
    import transformers

    built_in = getattr(transformers, str(causal_class(config)))
    sound = transformers.CONFIG_MAPPING[str(config["model_type"])].from_dict(dict(config))
    sound._attn_implementation = "eager"  # the one it names may need a package that is not here
    with _quiet(), torch.device("meta"):
        return built_in(sound)


def _misfits(info: Mapping[str, Any], where: str) -> Iterator[Problem]:
    missing = sorted(map(str, info["missing_keys"]))
    if missing:
        yield Problem(
            f"{len(missing)} tensors are missing: {_listed(missing)}", where,
            "publish all weights; missing ones would be filled at random",
        )  # fmt: skip
    wrong = sorted(
        f"{name} {tuple(found)} for {tuple(wanted)}" for name, found, wanted in info["mismatched_keys"]
    )
    if wrong:
        yield Problem(
            f"{len(wrong)} tensors have the wrong shape: {_listed(wrong)}", where,
            "publish weights and config of one model",
        )  # fmt: skip
    if info["error_msgs"]:
        reason = " ".join(map(str, info["error_msgs"]))[:300]
        yield Problem(f"the weights do not load: {reason}", where, "publish weights and config of one model")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:LISTED]) + (", ..." if len(names) > LISTED else "")


def stored_dtype(tensors: Sequence[Tensor]) -> str:
    """The type most of the floating numbers are stored in."""
    counts = dict.fromkeys(FLOATS, 0)
    for tensor in tensors:
        if tensor.dtype in counts:
            counts[tensor.dtype] += tensor.numbers
    return FLOATS[max(counts, key=lambda name: counts[name])]
