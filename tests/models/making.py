"""Tiny checkpoints made on the spot: random weights, a byte-level tokenizer, saved as makers publish them.

Nothing is downloaded; the same arguments give the same weights.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

SPECIALS = ("<pad>", "<s>", "</s>", "<|im_start|>", "<|im_end|>")
CHATML = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SMALL = {
    "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
    "max_position_embeddings": 512,
}  # fmt: skip
SHAPES: Mapping[str, Mapping[str, Any]] = {
    "llama": SMALL | {"num_key_value_heads": 2},
    "mistral": SMALL | {"num_key_value_heads": 2, "sliding_window": 16},
    "qwen2": SMALL | {"num_key_value_heads": 2, "tie_word_embeddings": True},
    "gemma2": SMALL
    | {"num_key_value_heads": 2, "head_dim": 8, "query_pre_attn_scalar": 8, "sliding_window": 16},
    "gpt_neox": SMALL,
    "gpt2": {"n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 512},
    "opt": {
        "hidden_size": 32, "ffn_dim": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
        "max_position_embeddings": 512, "word_embed_proj_dim": 32,
    },
    "bloom": {"hidden_size": 32, "n_layer": 2, "n_head": 4},
    "mamba": {"hidden_size": 32, "num_hidden_layers": 2, "state_size": 4, "expand": 2, "time_step_rank": 2},
}  # fmt: skip
#: Architectures whose tokenizer puts `<s>` before every text.
WITH_BOS = ("llama", "mistral", "gemma2")
CORPUS = (
    "Answer: the carbon equivalent of this heat is 0.43 %, so the plate is acceptable. " * 4,
    "答案：碳当量为0.43%，该钢板合格。选择题：只回答正确选项的字母。" * 4,
)


@cache
def _tokenizer_json(bos: bool) -> str:
    """A byte-level BPE of 384 tokens: reads any text, and merges, so that boundaries matter."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=384,
        special_tokens=list(SPECIALS),
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    if bos:
        tokenizer.post_processor = processors.TemplateProcessing(
            single="<s> $A", pair="<s> $A $B", special_tokens=[("<s>", 1)]
        )
    return str(tokenizer.to_str())


def tiny_tokenizer(folder: Path, *, bos: bool = False, chat: bool = False) -> int:
    """Save the tokenizer into `folder`; its vocabulary size comes back."""
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerFast

    fast = PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer.from_str(_tokenizer_json(bos)),
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="<|im_end|>" if chat else "</s>",
    )
    fast.save_pretrained(folder)
    if chat:
        change_json(folder / "tokenizer_config.json", chat_template=CHATML)
    return len(fast)


def tiny_checkpoint(
    folder: Path, architecture: str = "llama", *, chat: bool = False, seed: int = 0, **config: Any
) -> Path:
    """A two-layer causal language model of this architecture in `folder`; `config` overrides its shape."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM
    from transformers.utils import logging

    logging.disable_progress_bar()
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = tiny_tokenizer(folder, bos=architecture in WITH_BOS, chat=chat)
    ends = SPECIALS.index("<|im_end|>" if chat else "</s>")
    shape = {
        "vocab_size": vocabulary, "bos_token_id": 1, "eos_token_id": ends, "pad_token_id": 0,
        "tie_word_embeddings": architecture in ("gpt2", "opt", "bloom", "gemma2", "mamba"),
    } | dict(SHAPES[architecture]) | config  # fmt: skip
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = AutoModelForCausalLM.from_config(AutoConfig.for_model(architecture, **shape))
        _spread(model)
    model.to(torch.float32).save_pretrained(folder)
    return folder


def _spread(model: Any) -> None:
    """Larger random weights than the initialiser's, so that next tokens differ clearly in probability."""
    import torch

    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.ndim > 1 and "conv" not in name and "A_log" not in name:
                parameter.normal_(0.0, 0.25)


def change_json(path: Path, remove: tuple[str, ...] = (), **changes: Any) -> None:
    """Edit one JSON file of a checkpoint in place (made if missing)."""
    held = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for key in remove:
        held.pop(key, None)
    path.write_text(json.dumps(held | changes, ensure_ascii=False), encoding="utf-8")


def rewrite_tensors(path: Path, **changes: Any) -> None:
    """Replace, add or (with None) remove tensors of one safetensors file; dots in names are written `__`."""
    from safetensors.torch import load_file, save_file

    held = load_file(path)
    for name, value in changes.items():
        full = name.replace("__", ".")
        if value is None:
            del held[full]
        else:
            held[full] = value
    save_file(held, path, metadata={"format": "pt"})


os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
