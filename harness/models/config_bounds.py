"""What a checkpoint's JSON may say: numbers within bounds, no code, no kernel, no quantisation.

Judged on the parsed files before any library sees them, at every depth. A key that no rule knows passes, and
is harmless: the classes that are built come from transformers alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from harness.models.folder import walk
from harness.types import Problem

#: Inclusive ranges of the numbers that size a model, and the names architectures give them.
_RANGES: tuple[tuple[int, int, str], ...] = (
    (2, 1 << 21, "vocab_size"),
    (1, 1 << 17, "hidden_size n_embd d_model dim n_embed embedding_size word_embed_proj_dim"),
    (0, 1 << 20, "intermediate_size ffn_dim n_inner d_ff ffn_hidden_size moe_intermediate_size"),
    (1, 1024, "num_hidden_layers n_layer n_layers num_layers decoder_layers encoder_layers"),
    (1, 4096, "num_attention_heads n_head n_heads decoder_attention_heads encoder_attention_heads"),
    (0, 4096, "num_key_value_heads num_kv_heads n_head_kv"),
    (1, 1 << 14, "head_dim kv_channels v_head_dim qk_rope_head_dim qk_nope_head_dim"),
    (1, 1 << 28, "max_position_embeddings n_positions n_ctx max_seq_len max_sequence_length seq_length"),
    (0, 4096, "num_experts num_local_experts n_routed_experts moe_num_experts n_shared_experts"),
    (1, 1 << 16, "state_size d_state ssm_state_size mamba_d_state"),
    (1, 4096, "conv_kernel d_conv expand mamba_expand mamba_d_conv"),
)
BOUNDS: Mapping[str, tuple[int, int]] = {
    name: (low, high) for low, high, names in _RANGES for name in names.split()
}
#: Everything else that is a number stays below this.
CEILING = 1 << 40
#: Layers times experts; each pair may be a module of its own.
MODULES = 1 << 17

CODE_KEYS = frozenset(
    {"auto_map", "custom_generate", "custom_pipelines", "trust_remote_code", "model_file", "kernel_config",
     "use_kernels", "transformers_weights", "custom_tokenizer_file", "code_revision", "fusion_config"}
)  # fmt: skip
#: Keys whose value chooses an implementation by name; a slash or colon names a download.
CHOICE_SUFFIXES = ("attn_implementation", "attn_implementation_internal", "experts_implementation")
DTYPES = frozenset({"None", "auto", "float32", "float", "float16", "half", "bfloat16", "float64"})
WITHOUT_CODE = "publish the model in a class built into transformers, without this key"


def code_problems(held: Mapping[str, Any], where: str) -> Iterator[Problem]:
    """Keys that name code, kernels, or other weight files, at any depth of one JSON file."""
    for path, key, value in walk(held):
        place = f"{where}: {path}"
        if key in CODE_KEYS and value not in (None, False, {}, [], ""):
            yield Problem(f"`{key}` would change which code or files are loaded", place, WITHOUT_CODE)
        elif key.endswith(CHOICE_SUFFIXES) and _names_download(value):
            yield Problem(f"`{key}` names a kernel to download", place, WITHOUT_CODE)
        elif key in ("dtype", "torch_dtype") and str(value) not in DTYPES:
            yield Problem(f"`{key}` is not a plain floating type", place, "use float32, float16 or bfloat16")


def _names_download(value: Any) -> bool:
    names = value.values() if isinstance(value, dict) else [value]
    return any(not (n is None or (isinstance(n, str) and not set(n) & set("/:@\\."))) for n in names)


def quantised(config: Mapping[str, Any]) -> bool:
    return any(
        key in ("quantization_config", "compression_config") and value is not None
        for _, key, value in walk(config)
    )


def bound_problems(config: Mapping[str, Any]) -> Iterator[Problem]:
    """Numbers of config.json that are out of bounds, at any depth."""
    for path, key, value in walk(config):
        for number in value if isinstance(value, list) else [value]:
            fault = _fault(key, number)
            if fault:
                yield Problem(
                    f"`{key}` {fault}", f"config.json: {path}", "correct the config; nothing was built"
                )
                break
    layers = _largest(config, ("num_hidden_layers", "n_layer", "n_layers", "num_layers"))
    experts = _largest(config, ("num_experts", "num_local_experts", "n_routed_experts", "moe_num_experts"))
    if layers * max(experts, 1) > MODULES:
        yield Problem(
            f"{layers} layers of {experts} experts are more than {MODULES}",
            "config.json",
            "correct the config",
        )


def _fault(key: str, number: Any) -> str:
    """Why this value cannot stand under this key; empty if it can."""
    if key in BOUNDS and number is not None and not isinstance(number, dict):
        low, high = BOUNDS[key]
        if isinstance(number, bool) or not isinstance(number, int):
            return f"is not a whole number: {str(number)[:40]!r}"
        if not low <= number <= high:
            return f"= {_short(number)} is outside {low}..{high}"
    elif isinstance(number, int) and abs(number) > CEILING:
        return f"= {_short(number)} is absurdly large"
    return ""


def _short(number: int) -> str:
    return str(number) if number.bit_length() < 200 else f"a number of {number.bit_length()} bits"


def _largest(config: Mapping[str, Any], names: tuple[str, ...]) -> int:
    found = [v for _, k, v in walk(config) if k in names and isinstance(v, int) and not isinstance(v, bool)]
    return max(found, default=0)
