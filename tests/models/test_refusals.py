"""Each breach of the safety floor is refused for its own reason, and all of them are listed at once."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from making import change_json
from spoiling import WEIGHTS, passed, reasons, shard

# --- files and formats ---


def only_pickle(folder: Path) -> None:
    (folder / WEIGHTS).rename(folder / "pytorch_model.bin")


def only_gguf(folder: Path) -> None:
    (folder / WEIGHTS).rename(folder / "model.gguf")


def adapter(folder: Path) -> None:
    change_json(folder / "adapter_config.json", peft_type="LORA")


def no_config(folder: Path) -> None:
    (folder / "config.json").unlink()


def empty_config(folder: Path) -> None:
    (folder / "config.json").write_text("{}")


def no_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()


def linked_config(folder: Path) -> None:
    outside = folder.parent / "outside.json"
    (folder / "config.json").rename(outside)
    (folder / "config.json").symlink_to(outside)


def linked_weights(folder: Path) -> None:
    outside = folder.parent / "outside.safetensors"
    (folder / WEIGHTS).rename(outside)
    (folder / WEIGHTS).symlink_to(outside)


def pipe_for_config(folder: Path) -> None:
    (folder / "config.json").unlink()
    os.mkfifo(folder / "config.json")


def duplicate_keys(folder: Path) -> None:
    text = (folder / "config.json").read_text()
    (folder / "config.json").write_text(text.replace("{", '{"vocab_size": 5,', 1))


def bottomless(folder: Path) -> None:
    (folder / "config.json").write_text('{"a":' + "[" * 100_000 + "]" * 100_000 + "}")


def long_template(folder: Path) -> None:
    change_json(folder / "tokenizer_config.json", chat_template="x" * (64 * 1024 + 1))


def long_template_file(folder: Path) -> None:
    (folder / "chat_template.jinja").write_text("x" * (64 * 1024 + 1))


FILE_CASES: list[tuple[Callable[[Path], None], str]] = [
    (only_pickle, "only safetensors is opened"),
    (only_gguf, "GGUF"),
    (adapter, "adapter (LoRA) lies beside"),
    (no_config, "there is no config.json"),
    (empty_config, "config.json is empty"),
    (no_tokenizer, "there is no tokenizer"),
    (linked_config, "link out of the folder"),
    (linked_weights, "link out of the folder"),
    (pipe_for_config, "not a regular file"),
    (duplicate_keys, "a key occurs twice"),
    (bottomless, "nested too deeply"),
    (long_template, "chat template has 65537 bytes"),
    (long_template_file, "chat_template.jinja has 65537 bytes"),
]


@pytest.mark.parametrize(("spoil", "reason"), FILE_CASES, ids=[case[0].__name__ for case in FILE_CASES])
def test_files_are_refused_for_exactly_one_reason(
    spoil: Callable[[Path], None], reason: str, folder: Path
) -> None:
    spoil(folder)
    found = reasons(folder)
    assert len(found) == 1, found
    assert reason in found[0]


def test_a_folder_that_is_not_there_is_one_problem(tmp_path: Path) -> None:
    assert len(reasons(tmp_path / "nothing")) == 1


# --- what JSON may say ---

JSON_CASES: list[tuple[str, dict[str, Any], str]] = [
    ("config.json", {"auto_map": {"AutoModel": "modeling_x.X"}}, "`auto_map`"),
    ("config.json", {"nested": [{"deep": {"trust_remote_code": True}}]}, "`trust_remote_code`"),
    ("config.json", {"_attn_implementation": "org/kernel"}, "`_attn_implementation`"),
    (
        "config.json",
        {"_attn_implementation_internal": "org/kernel:fn"},
        "`_attn_implementation_internal`",
    ),
    ("config.json", {"attn_implementation": {"text": "org/kernel"}}, "`attn_implementation`"),
    ("config.json", {"transformers_weights": "../other.safetensors"}, "`transformers_weights`"),
    ("config.json", {"dtype": "load"}, "`dtype`"),
    ("generation_config.json", {"custom_generate": "org/code"}, "`custom_generate`"),
    ("tokenizer_config.json", {"auto_map": {"AutoTokenizer": ["a.B", None]}}, "`auto_map`"),
    ("config.json", {"quantization_config": {"quant_method": "gptq"}}, "quantised"),
    ("config.json", {"is_encoder_decoder": True}, "encoder-decoder"),
    ("config.json", {"architectures": ["LlamaForSequenceClassification"]}, "LlamaForCausalLM"),
    (
        "config.json",
        {"model_type": "bert", "architectures": ["BertForMaskedLM"]},
        "BertLMHeadModel",
    ),
    ("config.json", {"model_type": "vit", "architectures": ["ViTModel"]}, "not a causal language model"),
    ("config.json", {"vocab_size": 10**12}, "`vocab_size`"),
    ("config.json", {"vocab_size": 1e12}, "`vocab_size`"),
    ("config.json", {"num_hidden_layers": True}, "`num_hidden_layers`"),
    ("config.json", {"num_hidden_layers": 100_000}, "`num_hidden_layers`"),
    ("config.json", {"hidden_size": -32}, "`hidden_size`"),
    ("config.json", {"hidden_size": float("inf")}, "`hidden_size`"),
    ("config.json", {"hidden_size": float("nan")}, "NaN"),
    ("config.json", {"num_attention_heads": "4"}, "`num_attention_heads`"),
    ("config.json", {"text_config": {"max_position_embeddings": 1 << 40}}, "`max_position_embeddings`"),
    ("config.json", {"num_local_experts": 1 << 30}, "`num_local_experts`"),
    ("config.json", {"num_hidden_layers": 1000, "num_experts": 4000}, "1000 layers of 4000 experts"),
    ("config.json", {"some_future_size": 1 << 50}, "`some_future_size`"),
]


@pytest.mark.parametrize(
    ("file", "changes", "reason"),
    JSON_CASES,
    ids=[f"{c[0]}-{next(iter(c[1]))}-{n}" for n, c in enumerate(JSON_CASES)],
)
def test_json_is_refused_for_exactly_one_reason(
    file: str, changes: dict[str, Any], reason: str, folder: Path
) -> None:
    change_json(folder / file, **changes)
    found = reasons(folder)
    assert any(reason in what for what in found), found
    if "num_local_experts" not in changes:  # that one is also too many modules
        assert len(found) == 1, found


def test_harmless_values_of_guarded_keys_pass(folder: Path) -> None:
    change_json(
        folder / "config.json",
        _attn_implementation="sdpa",
        trust_remote_code=False,
        auto_map=None,
        dtype="bfloat16",
        time_step_limit=[0.0, float("inf")],
    )
    passed(folder)


def test_a_config_that_cannot_be_built_is_refused(folder: Path) -> None:
    change_json(folder / "config.json", hidden_act="no-such-function")
    assert "do not make the model" in reasons(folder)[0]


# --- the list of shards ---


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("../part-2.safetensors", "outside the folder"),
        ("/etc/part.safetensors", "outside the folder"),
        ("..\\part.safetensors", "outside the folder"),
        ("part-3.safetensors", "missing"),
        ("part-2.bin", "the index names"),
    ],
)
def test_an_index_may_name_only_weights_of_the_folder(file: str, reason: str, folder: Path) -> None:
    shard(folder)
    path = folder / "model.safetensors.index.json"
    (folder.parent / "part-2.safetensors").write_bytes((folder / "part-2.safetensors").read_bytes())
    text = path.read_text().replace('"part-2.safetensors"', json.dumps(file))
    path.write_text(text)
    found = reasons(folder)
    assert len(found) == 1, found
    assert reason in found[0]


def test_a_shard_that_links_outside_is_refused(folder: Path) -> None:
    shard(folder)
    outside = folder.parent / "elsewhere.safetensors"
    (folder / "part-1.safetensors").rename(outside)
    (folder / "part-1.safetensors").symlink_to(outside)
    assert ["link out of the folder" in what for what in reasons(folder)] == [True]


def test_a_tensor_in_two_shards_is_refused(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    shard(folder)
    second = load_file(folder / "part-2.safetensors")
    name, tensor = next(iter(load_file(folder / "part-1.safetensors").items()))
    save_file({**second, name: tensor}, folder / "part-2.safetensors")
    assert [name in what and "part-1" in what for what in reasons(folder)] == [True]


def test_several_reasons_are_listed_together(folder: Path) -> None:
    change_json(folder / "config.json", auto_map={"AutoModel": "m.M"}, vocab_size=10**12)
    change_json(folder / "generation_config.json", custom_generate="org/code")
    adapter(folder)
    no_tokenizer(folder)
    with (folder / WEIGHTS).open("ab") as file:
        file.write(b"x")
    found = " | ".join(reasons(folder))
    for reason in ("auto_map", "vocab_size", "custom_generate", "adapter", "no tokenizer", "trailing bytes"):
        assert reason in found
