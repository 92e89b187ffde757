"""Tiny causal language models of many architectures: random weights, made in memory from their configs.

Nothing is downloaded; the same name gives the same weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

VOCABULARY = 61
WINDOW = 12
POSITIONS = 256
#: Where the rotary tables of the two models that change them do so.
TURN = 32

_BASE = {
    "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4,
    "num_key_value_heads": 2, "max_position_embeddings": POSITIONS,
}  # fmt: skip
_ALTERNATING = {"layer_types": ["sliding_attention", "full_attention"], "sliding_window": WINDOW}
_GEMMA = _BASE | {"head_dim": 8, "query_pre_attn_scalar": 8} | _ALTERNATING
_EXPERTS = {"num_experts": 4, "num_experts_per_tok": 2}
_LOCAL_EXPERTS = {"num_local_experts": 4, "num_experts_per_tok": 2}
_ROUTED = {
    "n_routed_experts": 4, "num_experts_per_tok": 2, "n_group": 1, "topk_group": 1, "n_shared_experts": 1,
    "moe_intermediate_size": 24, "first_k_dense_replace": 1,
}  # fmt: skip
_LATENT = {
    "q_lora_rank": 16, "kv_lora_rank": 16, "qk_rope_head_dim": 8, "qk_nope_head_dim": 8, "v_head_dim": 12,
    "num_key_value_heads": 4,
}  # fmt: skip
_GPT = {"n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": POSITIONS}
_STATES = {
    "mamba_d_state": 4, "mamba_n_heads": 4, "mamba_d_head": 16, "mamba_n_groups": 1, "mamba_chunk_size": 8,
}  # fmt: skip
_LONG_ROPE = {
    "rope_type": "longrope", "rope_theta": 10000.0, "short_factor": [1.0] * 4, "long_factor": [4.0] * 4,
    "original_max_position_embeddings": TURN, "factor": 8.0,
}  # fmt: skip
_DYNAMIC_ROPE = {"rope_type": "dynamic", "factor": 4.0, "rope_theta": 10000.0}

#: Name: model type, what is special about it, config.
ZOO: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {
    "llama": ("llama", "grouped queries", _BASE),
    "llama-one": ("llama", "one key head", _BASE | {"num_key_value_heads": 1}),
    "llama-dynamic": (
        "llama", "rotary tables that grow with the row",
        _BASE | {"rope_parameters": _DYNAMIC_ROPE, "max_position_embeddings": TURN},
    ),
    "phi3-longrope": (
        "phi3", "rotary tables that change for long rows",
        _BASE | {"rope_parameters": _LONG_ROPE, "original_max_position_embeddings": TURN},
    ),
    "mistral": ("mistral", "sliding window", _BASE | {"sliding_window": WINDOW}),
    "qwen2-windows": ("qwen2", "alternating windows", _BASE | _ALTERNATING | {"use_sliding_window": True}),
    "qwen3": ("qwen3", "normed queries", _BASE | {"head_dim": 8}),
    "gemma": ("gemma", "scaled embeddings", _BASE | {"head_dim": 8}),
    "gemma2": ("gemma2", "soft caps, alternating windows", _GEMMA),
    "gemma3": ("gemma3_text", "two rotary bases, alternating windows", _GEMMA),
    "gpt-oss": (
        "gpt_oss", "sinks, alternating windows, experts", _BASE | _ALTERNATING | _LOCAL_EXPERTS | {"head_dim": 8}
    ),
    "llama4": (
        "llama4_text", "attention in chunks, experts",
        _BASE | {
            "head_dim": 8, "num_local_experts": 2, "intermediate_size_mlp": 48, "attention_chunk_size": 16,
            "num_hidden_layers": 4,
        },
    ),
    "cohere2": ("cohere2", "layers without positions", _BASE | _ALTERNATING),
    "olmo3": ("olmo3", "alternating windows", _BASE | _ALTERNATING),
    "exaone4": ("exaone4", "alternating windows", _BASE | _ALTERNATING),
    "phi": ("phi", "partly rotary", _BASE),
    "stablelm": ("stablelm", "partly rotary", _BASE),
    "starcoder2": ("starcoder2", "sliding window", _BASE | {"sliding_window": WINDOW}),
    "granite": ("granite", "scaled attention", _BASE),
    "glm4": ("glm4", "interleaved rotary", _BASE | {"head_dim": 8}),
    "smollm3": ("smollm3", "layers without positions", _BASE),
    "nemotron": ("nemotron", "squared activations", _BASE),
    "gpt-neox": ("gpt_neox", "parallel blocks", _BASE),
    "gpt2": ("gpt2", "learned positions", _GPT),
    "gpt-bigcode": ("gpt_bigcode", "learned positions, one key head", _GPT),
    "opt": ("opt", "learned positions", _BASE | {"ffn_dim": 48, "word_embed_proj_dim": 32}),
    "mixtral": ("mixtral", "experts", _BASE | _LOCAL_EXPERTS),
    "qwen3-moe": ("qwen3_moe", "experts", _BASE | _EXPERTS | {"head_dim": 8, "moe_intermediate_size": 24}),
    "phimoe": ("phimoe", "experts, window in the mask only", _BASE | _LOCAL_EXPERTS | {"sliding_window": WINDOW}),
    "deepseek-v2": (
        "deepseek_v2", "latent attention, experts",
        _BASE | _LATENT | _ROUTED | {"topk_method": "greedy", "routed_scaling_factor": 1.0},
    ),
    "deepseek-v3": ("deepseek_v3", "latent attention, experts", _BASE | _LATENT | _ROUTED),
    "minicpm3": ("minicpm3", "latent attention", _BASE | _LATENT),
    "diffllama": ("diffllama", "differential attention", _BASE),
    "gptj": ("gptj", "attention of its own", _GPT | {"rotary_dim": 4}),
    "gpt-neo": (
        "gpt_neo", "local attention of its own",
        {
            "hidden_size": 32, "num_layers": 2, "num_heads": 4, "attention_types": [[["global", "local"], 1]],
            "window_size": WINDOW, "max_position_embeddings": POSITIONS,
        },
    ),
    "bloom": ("bloom", "ALiBi", {"hidden_size": 32, "n_layer": 2, "n_head": 4}),
    "mpt": ("mpt", "ALiBi", {"d_model": 32, "n_layers": 2, "n_heads": 4, "max_seq_len": POSITIONS}),
    "falcon-alibi": ("falcon", "ALiBi", _BASE | {"alibi": True}),
    "openai-gpt": ("openai-gpt", "no cache", _GPT),
    "doge": ("doge", "masks that depend on content", _BASE | {"head_dim": 8}),
    "mamba": ("mamba", "state space", {"hidden_size": 32, "num_hidden_layers": 2, "state_size": 4}),
    "mamba2": (
        "mamba2", "state space",
        {
            "hidden_size": 32, "num_hidden_layers": 2, "state_size": 4, "num_heads": 4, "head_dim": 16,
            "n_groups": 1, "chunk_size": 8,
        },
    ),
    "rwkv": ("rwkv", "recurrent", {"hidden_size": 32, "num_hidden_layers": 2, "context_length": POSITIONS}),
    "recurrent-gemma": (
        "recurrent_gemma", "recurrent and windows",
        {
            "hidden_size": 32, "intermediate_size": 96, "num_hidden_layers": 3, "num_attention_heads": 4,
            "num_key_value_heads": 1, "head_dim": 8, "lru_width": 32, "attention_window_size": WINDOW,
        },
    ),
    "lfm2": ("lfm2", "short convolutions and attention", _BASE | {"layer_types": ["conv", "full_attention"]}),
    "bamba": ("bamba", "state space and attention", _BASE | _STATES | {"attn_layer_indices": [1]}),
    "qwen3-next": (
        "qwen3_next", "linear attention and attention, experts",
        _BASE | _EXPERTS | {
            "head_dim": 8, "layer_types": ["linear_attention", "full_attention"], "linear_key_head_dim": 8,
            "linear_value_head_dim": 8, "linear_num_key_heads": 2, "linear_num_value_heads": 4,
            "shared_expert_intermediate_size": 24, "moe_intermediate_size": 24,
        },
    ),
}  # fmt: skip
#: Those whose prefixes cannot be shared: state that flows past the attention, or attention of their own.
APART = (
    "gptj", "gpt-neo", "bloom", "mpt", "falcon-alibi", "openai-gpt", "doge", "mamba", "mamba2", "rwkv",
    "recurrent-gemma", "lfm2", "bamba", "qwen3-next",
)  # fmt: skip


def tiny(name: str, seed: int = 3, **config: Any) -> Any:
    """The model of this name, ready to answer; its weights are large enough that tokens differ clearly."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM
    from transformers.utils import logging

    logging.set_verbosity_error()
    kind, _, shape = ZOO[name]
    common = {"vocab_size": VOCABULARY, "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0}
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        described = AutoConfig.for_model(kind, **common | dict(shape) | config)
        capped = getattr(described, "attn_logit_softcapping", None)
        model = AutoModelForCausalLM.from_config(described, attn_implementation="eager" if capped else None)
        for key, parameter in model.named_parameters():
            if parameter.ndim > 1 and "conv" not in key and "A_log" not in key:
                parameter.detach().normal_(0.0, 0.25)
    return model.float().eval()
