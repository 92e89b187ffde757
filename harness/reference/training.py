"""A character tokenizer, a tiny Llama, and a training loop with the loss on the answer only.

Deterministic on one machine and thread count: order of lessons, seed and number of steps are fixed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
from torch.nn import functional
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from transformers.utils import logging

#: Longer than any prompt of the suites, few-shot blocks included.
MAX_LENGTH = 8192
SPECIAL = ("<unk>", "<pad>", "<s>", "</s>")
#: Batches are cut from this many at a time, sorted by length, so that little is padding.
BUCKET = 8


def new_tokenizer(alphabet: str) -> Any:
    """One token per character; what is not in the alphabet is `<unk>`."""
    vocabulary = {token: i for i, token in enumerate([*SPECIAL, *alphabet])}
    core = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    core.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    core.decoder = decoders.Fuse()
    return PreTrainedTokenizerFast(
        tokenizer_object=core, unk_token="<unk>", pad_token="<pad>", bos_token="<s>", eos_token="</s>",
        clean_up_tokenization_spaces=False, model_max_length=MAX_LENGTH,
    )  # fmt: skip


def new_model(vocabulary: int, hidden: int, layers: int) -> Any:
    """A random Llama with tied embeddings; the caller has set the seed."""
    config = LlamaConfig(
        vocab_size=vocabulary, hidden_size=hidden, intermediate_size=2 * hidden, num_hidden_layers=layers,
        num_attention_heads=8, num_key_value_heads=8, max_position_embeddings=MAX_LENGTH,
        tie_word_embeddings=True, bos_token_id=2, eos_token_id=3, pad_token_id=1,
    )  # fmt: skip
    return LlamaForCausalLM(config).eval()


def save(model: Any, tokenizer: Any, folder: Path) -> None:
    """Weights as safetensors, config and tokenizer, without transformers' own progress bars."""
    logging.disable_progress_bar()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def train(
    model: Any,
    tokenizer: Any,
    pairs: Sequence[tuple[str, str]],
    batch: int,
    learning_rate: float,
    progress: Callable[[int, int], None],
) -> None:
    """AdamW with warm-up and cosine decay; one pass over the lessons."""
    encoded = [encode(tokenizer, prompt, answer) for prompt, answer in pairs]
    batches = in_batches(encoded, batch)
    optimiser = torch.optim.AdamW(model.parameters(), lr=learning_rate, betas=(0.9, 0.95), weight_decay=0.01)
    warm = max(1, len(batches) // 10)
    rest = max(1, len(batches) - warm)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda step: min((step + 1) / warm, 0.5 + 0.5 * math.cos(math.pi * (step - warm) / rest)),
    )
    model.train()
    for step, rows in enumerate(batches):
        loss = answer_loss(model, rows)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        progress(step + 1, len(batches))
    model.eval()


def encode(tokenizer: Any, prompt: str, answer: str) -> tuple[list[int], int]:
    """Token ids of prompt + answer + end, and where the answer begins."""
    head = tokenizer(prompt, add_special_tokens=False)["input_ids"]
    tail = tokenizer(answer, add_special_tokens=False)["input_ids"]
    return [*head, *tail, tokenizer.eos_token_id], len(head)


def in_batches(encoded: list[tuple[list[int], int]], batch: int) -> list[list[tuple[list[int], int]]]:
    """Batches of similar length, in an order that mixes lengths and does not depend on chance."""
    out = []
    for start in range(0, len(encoded), batch * BUCKET):
        bucket = sorted(encoded[start : start + batch * BUCKET], key=lambda row: len(row[0]))
        rows = [bucket[i : i + batch] for i in range(0, len(bucket), batch)]
        out += rows[1::2] + rows[::2]
    return out


def answer_loss(model: Any, rows: Sequence[tuple[list[int], int]]) -> torch.Tensor:
    """Cross-entropy over answer tokens. Logits are computed at answer positions only."""
    longest = max(len(ids) for ids, _ in rows)
    ids = torch.full((len(rows), longest), 1)  # [B, S]; causal attention never looks at the right padding
    wanted = torch.zeros((len(rows), longest), dtype=torch.bool)
    for i, (row, start) in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
        wanted[i, start - 1 : len(row) - 1] = True
    hidden = model.model(input_ids=ids, use_cache=False).last_hidden_state  # [B, S, D]
    logits = model.lm_head(hidden[wanted])  # [N, V]
    targets = torch.roll(ids, -1, 1)[wanted]  # [N]
    return functional.cross_entropy(logits.float(), targets)
