"""Whether a request is plain greedy decoding, by its own settings and by the model's generation_config.json.

transformers obeys many of them without any sampling. What would give another text than ours is refused by name
and value; it must never be passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.errors import UsageError

#: Settings that change nothing of a greedy text, or that we follow.
IDLE = frozenset(
    {"do_sample", "temperature", "top_p", "top_k", "top_h", "min_p", "typical_p", "epsilon_cutoff", "eta_cutoff",
     "length_penalty", "early_stopping", "renormalize_logits", "until", "max_gen_toks", "seed"}
)  # fmt: skip
#: Settings that change a greedy text, and the values with which they do not, beside None and nothing.
NEUTRAL: Mapping[str, tuple[float, ...]] = {
    "repetition_penalty": (1,), "encoder_repetition_penalty": (1,), "guidance_scale": (1,), "num_beams": (1,),
    "num_beam_groups": (1,), "num_return_sequences": (1,), "no_repeat_ngram_size": (0,),
    "encoder_no_repeat_ngram_size": (0,), "min_length": (0,), "min_new_tokens": (0,), "diversity_penalty": (0,),
    "penalty_alpha": (0,), "token_healing": (0,), "max_new_tokens": (), "max_time": (), "stop_strings": (),
    "bad_words_ids": (), "suppress_tokens": (), "begin_suppress_tokens": (), "forced_bos_token_id": (),
    "forced_eos_token_id": (), "sequence_bias": (), "exponential_decay_length_penalty": (), "constraints": (),
    "force_words_ids": (), "watermarking_config": (), "dola_layers": (),
}  # fmt: skip


def declared_settings(model: Any) -> dict[str, Any]:
    """What the model's generation_config.json says of decoding, where that changes a greedy text."""
    held = {name: getattr(model.generation_config, name, None) for name in NEUTRAL}
    return {name: value for name, value in held.items() if not _neutral(name, value)}


def refuse_all_but_greedy(asked: Mapping[str, Any], declared: Mapping[str, Any]) -> None:
    """UsageError for a request that is not greedy, or is not with a model that declares these settings."""
    odd = [name for name in sorted(asked.keys() - IDLE) if not _neutral(name, asked[name])]
    if asked.get("do_sample"):
        odd.insert(0, "do_sample")
    if odd:
        said = ", ".join(f"{name}={str(asked[name])[:80]}" for name in odd)
        fix = "use `--model hf` for it, or leave it out"
        raise UsageError(f"only greedy decoding is offered, not {said}", "generation_kwargs", fix)
    for name in sorted(declared.keys() - asked.keys()):
        what = f"the model declares {name}={str(declared[name])[:80]}; only plain greedy decoding is offered"
        aside = f"set it aside: --gen_kwargs {name}={NEUTRAL[name][0]}" if NEUTRAL[name] else "take it out"
        raise UsageError(what, "generation_config.json", f"use `--model hf` for it, or {aside}")


def _neutral(name: str, value: Any) -> bool:
    if name not in NEUTRAL:
        return False
    return value is None or value in NEUTRAL[name] or value in ([], {})
