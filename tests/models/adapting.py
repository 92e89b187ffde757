"""Adapters made on the spot with peft, as makers train them: random numbers in every matrix."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from harness.models.adapter import examine_model


def tiny_adapter(folder: Path, base: Path, targets: list[str], **config: Any) -> Path:
    """A LoRA adapter of `base` in `folder`, with `config` on top of rank 4 and alpha 8."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(base)
    settings = {"r": 4, "lora_alpha": 8, "task_type": "CAUSAL_LM"} | config
    with torch.random.fork_rng():
        torch.manual_seed(5)
        made = get_peft_model(model, LoraConfig(target_modules=targets, **settings))
        for name, parameter in made.named_parameters():
            if "lora_" in name or "modules_to_save" in name or name.endswith("bias"):
                parameter.detach().normal_(0.0, 0.2)
    made.save_pretrained(folder)
    return folder


def merged_by_peft(folder: Path, base: Path) -> Any:
    """The base with the adapter on it as peft merges them."""
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    return (
        PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base), folder)
        .merge_and_unload()
        .eval()
    )


def reasons(folder: Path) -> list[str]:
    checkpoint, problems = examine_model(folder)
    assert (checkpoint is None) == bool(problems)
    return [problem.what for problem in problems]
