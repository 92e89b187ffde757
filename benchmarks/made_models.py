"""Models of a given shape with random weights, saved as makers publish them: speed does not ask what is known.

The tokenizer is a byte-level BPE trained here, on our own questions. Nothing is downloaded.
"""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.workloads import texts_to_learn

SPECIALS = ("<pad>", "<s>", "</s>")
POSITIONS = 4096
#: How much a random layer enlarges what it reads. With the usual small weights and tied embeddings, a model says
#: its last token again for ever, and no stop string can cut such texts at mixed lengths.
GAIN = 1.5


@dataclass(frozen=True)
class Shape:
    """An architecture and its sizes."""

    architecture: str
    vocabulary: int
    config: dict[str, Any] = field(default_factory=dict)


def _sizes(hidden: int, inner: int, layers: int, heads: int, kv: int, **more: Any) -> dict[str, Any]:
    return {
        "hidden_size": hidden, "intermediate_size": inner, "num_hidden_layers": layers,
        "num_attention_heads": heads, "num_key_value_heads": kv, **more,
    }  # fmt: skip


SHAPES = {
    "10M": Shape("llama", 16384, _sizes(256, 688, 6, 4, 4, tie_word_embeddings=True)),
    "100M": Shape("qwen2", 32768, _sizes(768, 2048, 12, 12, 4, tie_word_embeddings=True)),
    # The shapes of Qwen2.5-0.5B and of Llama-2-7B, for an accelerator.
    "0.5B": Shape("qwen2", 151936, _sizes(896, 4864, 24, 14, 2, tie_word_embeddings=True)),
    "7B": Shape("llama", 32000, _sizes(4096, 11008, 32, 32, 32, tie_word_embeddings=False)),
}


def made(name: str, folder: Path, dtype: str, device: str) -> Path:
    """The folder of the model, made if it is not there yet."""
    shape, texts = SHAPES[name], texts_to_learn()
    path = folder / f"{name}-{dtype}-{digest(shape, texts)}"
    if (path / "made").exists():
        return path
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    path.mkdir(parents=True, exist_ok=True)
    tokenizer(path, shape.vocabulary, texts, bos=shape.architecture == "llama")
    config = AutoConfig.for_model(
        shape.architecture, vocab_size=shape.vocabulary, max_position_embeddings=POSITIONS,
        bos_token_id=1, eos_token_id=2, pad_token_id=0, **shape.config,
        initializer_range=GAIN / shape.config["hidden_size"] ** 0.5,
    )  # fmt: skip
    torch.manual_seed(0)
    with torch.device(device):
        model = AutoModelForCausalLM.from_config(config, dtype=getattr(torch, dtype))
    model.save_pretrained(path)
    (path / "made").touch()
    return path


def digest(shape: Shape, texts: Sequence[str]) -> str:
    """Names what a model is made of, so that one of an older shape or tokenizer is never taken for it."""
    held = [
        asdict(shape),
        POSITIONS,
        GAIN,
        SPECIALS,
        inspect.getsource(made),
        inspect.getsource(tokenizer),
        *texts,
    ]
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()[:12]


def tokenizer(path: Path, vocabulary: int, texts: Sequence[str], *, bos: bool) -> None:
    """A byte-level BPE whose tokens hold at most one word, two characters of Chinese or one digit."""
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"\p{Han}{1,2}"), "isolated"),
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    made.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary, special_tokens=list(SPECIALS), initial_alphabet=alphabet, show_progress=False
    )
    made.train_from_iterator(texts, trainer)
    if bos:
        made.post_processor = processors.TemplateProcessing(
            single="<s> $A", pair="<s> $A $B", special_tokens=[("<s>", 1)]
        )
    fast = PreTrainedTokenizerFast(
        tokenizer_object=made,
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="</s>",
        model_max_length=POSITIONS,
    )
    fast.save_pretrained(path)
