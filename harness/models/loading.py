"""Loads an examined checkpoint: weights from safetensors, all of them or none, and its tokenizer.

Reads the local folder only; it must never fetch, unpickle, or run code that a checkpoint brings.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from harness.errors import EnvironmentProblem, ModelRefused
from harness.models.checkpoint import Checkpoint
from harness.models.lora import merge
from harness.models.shapes import BUILD_FAULTS
from harness.types import Problem

LOCAL: Mapping[str, Any] = {"local_files_only": True, "trust_remote_code": False}
DTYPES = ("float32", "float16", "bfloat16", "float64")


def choose_device(name: str) -> str:
    """The device of this name; `auto` is the accelerator, if any. EnvironmentProblem if it is not here."""
    import torch

    here = torch.accelerator.current_accelerator(check_available=True)
    if name == "auto":
        return here.type if here else "cpu"
    kind = name.partition(":")[0]
    if kind == "cpu" or (here and here.type == kind):
        return name
    known = f"cpu, {here.type}" if here else "cpu"
    raise EnvironmentProblem(f"there is no device {name} here", "model.device", f"choose one of: {known}")


def choose_dtype(name: str, stored: str, device: str) -> str:
    """`auto` is full precision on a CPU, what the checkpoint is stored in elsewhere."""
    if name != "auto":
        return name
    return "float32" if device == "cpu" else stored


def load_tokenizer(folder: Path, **settings: bool) -> Any:
    """The tokenizer of the folder, `settings` before its own. ModelRefused if it does not load."""
    from transformers import AutoTokenizer

    with _quiet_and_offline():
        try:
            return AutoTokenizer.from_pretrained(folder, **settings, **LOCAL)
        except BUILD_FAULTS as error:
            raise _refused(folder, "the tokenizer does not load", error) from error


def special_tokens(tokenizer: Any) -> dict[str, str]:
    """Names and texts of the special tokens, as chat templates know them."""
    return {
        name: str(token) for name, token in tokenizer.special_tokens_map.items() if isinstance(token, str)
    }


def load_model(checkpoint: Checkpoint, dtype: str, device: str) -> Any:
    """The model on its device, ready to answer. ModelRefused if a weight is missing or of another shape."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    folder = checkpoint.folder
    with _quiet_and_offline():
        try:
            config = AutoConfig.from_pretrained(folder, **LOCAL)
            model, info = AutoModelForCausalLM.from_pretrained(
                folder, config=config, dtype=getattr(torch, dtype), use_safetensors=True,
                attn_implementation=attention(config), output_loading_info=True,
                device_map=None if device == "cpu" else device, **LOCAL,
            )  # fmt: skip
        except torch.OutOfMemoryError as error:
            what = f"the weights do not fit on {device} in {dtype}"
            raise EnvironmentProblem(what, str(folder), "choose another device or dtype") from error
        except BUILD_FAULTS as error:
            raise _refused(folder, "the model does not load", error) from error
    for fault in ("missing_keys", "mismatched_keys", "error_msgs"):
        if info[fault]:
            # transformers fills such tensors at random and only logs it.
            listed = ", ".join(sorted(map(str, info[fault]))[:5])
            problem = Problem(
                f"{fault.replace('_', ' ')} in the weights: {listed}", str(folder), "publish all weights"
            )
            raise ModelRefused(folder.name, [problem])
    if checkpoint.adapter:
        merge(model, checkpoint.adapter)
    return model.eval().requires_grad_(False)


def attention(config: Any) -> str:
    """`sdpa` where the architecture supports it; it knows no soft cap, so those are computed eagerly."""
    from transformers import MODEL_FOR_CAUSAL_LM_MAPPING

    capped = getattr(config.get_text_config(), "attn_logit_softcapping", None)
    supported = getattr(MODEL_FOR_CAUSAL_LM_MAPPING[type(config)], "_supports_sdpa", False)
    return "sdpa" if supported and not capped else "eager"


def ends(model: Any, tokenizer: Any) -> frozenset[int]:
    """Tokens that end a text, by the generation config and the tokenizer."""
    declared = model.generation_config.eos_token_id if model.generation_config else None
    listed = declared if isinstance(declared, list) else [declared]
    return frozenset(token for token in (*listed, tokenizer.eos_token_id) if token is not None)


def _refused(folder: Path, what: str, error: BaseException) -> ModelRefused:
    reason = " ".join(str(error).split())[:300]
    fix = "publish the files transformers saved"
    return ModelRefused(folder.name, [Problem(f"{what}: {type(error).__name__}: {reason}", str(folder), fix)])


@contextmanager
def _quiet_and_offline() -> Iterator[None]:
    """No progress bars and no warnings (nor later, while answering); the hub's client refuses to call out."""
    from huggingface_hub import constants
    from transformers.utils import logging

    # Said outright, or the tokenizer stops using threads, with a warning, once this process starts another.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    before = constants.HF_HUB_OFFLINE
    constants.HF_HUB_OFFLINE = True
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE = before
