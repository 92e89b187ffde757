"""LoRA adapters answer with peft's own merged numbers; whatever is not plain LoRA is refused in one sentence."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from adapting import merged_by_peft, reasons, tiny_adapter
from making import CHATML, change_json, rewrite_tensors, tiny_checkpoint, tiny_tokenizer
from safetensors.torch import load_file

from harness.errors import ModelRefused, UsageError
from harness.models.adapter import examine_model
from harness.models.checkpoint import identity_digest, weights_digest
from harness.models.hf import HF
from harness.models.loading import load_model
from harness.types import Message, Request

WEIGHTS, CONFIG = "adapter_model.safetensors", "adapter_config.json"
Q = "base_model.model.model.layers.0.self_attn.q_proj"


def logits(model: Any) -> torch.Tensor:
    with torch.inference_mode():
        out: torch.Tensor = model(input_ids=torch.tensor([[3, 77, 12, 300, 5, 81]])).logits
    return out


# --- the sum ---------------------------------------------------------------------------------------

KINDS: dict[str, tuple[str, list[str], dict[str, Any]]] = {
    "linear": ("llama", ["q_proj", "k_proj", "v_proj", "o_proj", "up_proj", "down_proj"], {}),
    "rank-stabilised": ("llama", ["q_proj"], {"use_rslora": True}),
    "patterns": (
        "llama",
        ["q_proj", "v_proj"],
        {"rank_pattern": {"layers.1.self_attn.q_proj": 2, "v_proj": 7}, "alpha_pattern": {"v_proj": 3}},
    ),
    "conv1d": ("gpt2", ["c_attn", "c_proj"], {"fan_in_fan_out": True}),
    "embedding and head": ("llama", ["embed_tokens", "lm_head", "q_proj"], {}),
    "whole modules": ("llama", ["q_proj"], {"modules_to_save": ["norm", "lm_head"]}),
    "biases": ("qwen2", ["q_proj", "v_proj"], {"bias": "lora_only"}),
    "half the layers": ("qwen2", ["gate_proj"], {"layers_to_transform": [1]}),
    "gaussian start": ("gpt_neox", ["query_key_value"], {"init_lora_weights": "gaussian"}),
    "state space": ("mamba", ["in_proj", "x_proj"], {}),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", KINDS)
def test_the_merged_model_is_pefts(kind: str, tmp_path: Path) -> None:
    architecture, targets, config = KINDS[kind]
    base = tiny_checkpoint(tmp_path / "base", architecture)
    adapter = tiny_adapter(tmp_path / "adapter", base, targets, **config)
    checkpoint, problems = examine_model(adapter)
    assert checkpoint, problems
    ours = logits(load_model(checkpoint, "float32", "cpu"))
    assert torch.allclose(ours, logits(merged_by_peft(adapter, base)), atol=1e-5)
    plain, _ = examine_model(base)
    assert plain and not torch.allclose(ours, logits(load_model(plain, "float32", "cpu")), atol=1e-2)


def test_a_head_tied_to_the_embedding_parts_from_it(tmp_path: Path) -> None:
    """Trained, the adapter changed the head only; so must the sum."""
    base = tiny_checkpoint(tmp_path / "base", "llama", tie_word_embeddings=True)
    adapter = tiny_adapter(tmp_path / "adapter", base, ["lm_head"])
    checkpoint, _ = examine_model(adapter)
    before, _ = examine_model(base)
    assert checkpoint and before
    ours, plain = load_model(checkpoint, "float32", "cpu"), load_model(before, "float32", "cpu")
    assert torch.equal(ours.get_input_embeddings().weight, plain.get_input_embeddings().weight)
    held = load_file(adapter / WEIGHTS)
    change = (
        2.0 * held["base_model.model.lm_head.lora_B.weight"] @ held["base_model.model.lm_head.lora_A.weight"]
    )
    assert torch.allclose(ours.lm_head.weight, plain.lm_head.weight + change, atol=1e-6)


def test_half_precision_is_summed_in_full_precision(trained: Path, base: Path) -> None:
    checkpoint, _ = examine_model(trained)
    assert checkpoint
    held, whole = load_file(trained / WEIGHTS), load_file(base / "model.safetensors")
    model = load_model(checkpoint, "bfloat16", "cpu")
    old = whole["model.layers.0.self_attn.q_proj.weight"].bfloat16().float()
    new = old + 2.0 * held[f"{Q}.lora_B.weight"] @ held[f"{Q}.lora_A.weight"]
    assert torch.equal(model.model.layers[0].self_attn.q_proj.weight, new.bfloat16())


# --- who answers -----------------------------------------------------------------------------------


def test_an_adapter_answers_like_any_model(trained: Path, base: Path) -> None:
    spec = HF(str(trained), device="cpu")
    assert spec.problems() == []
    model, plain = spec.open(), HF(str(base), device="cpu").open()
    asked = Request("score", (Message("user", "Pick."),), ("A", "B"), "Answer:")
    [said], [before] = model.answer([asked]), plain.answer([asked])
    assert said.error is None and said.logliks != before.logliks
    assert (model.card.name, model.card.base) == ("tuned", "tiny-base")
    assert model.card.parameters == plain.card.parameters
    assert model.card.weights_sha256 != plain.card.weights_sha256
    assert model.answerer_id != plain.answerer_id
    model.close()
    plain.close()


def test_the_identity_covers_adapter_and_base(adapter: Path, tmp_path: Path) -> None:
    def digests(base: str = "") -> tuple[str, str]:
        checkpoint, problems = examine_model(adapter, base)
        assert checkpoint, problems
        return weights_digest(checkpoint), identity_digest(checkpoint)

    seen = [digests()]
    seen.append(digests(str(tiny_checkpoint(tmp_path / "other", "llama", seed=1))))
    change_json(adapter / CONFIG, lora_alpha=9)
    seen.append(digests())
    held = load_file(adapter / WEIGHTS)[f"{Q}.lora_A.weight"]
    rewrite_tensors(adapter / WEIGHTS, **{f"{Q}.lora_A.weight": held * 2})
    seen.append(digests())
    assert len({weights for weights, _ in seen}) == len({whole for _, whole in seen}) == 4


def test_what_the_adapter_brings_stands_before_what_the_base_has(adapter: Path, base: Path) -> None:
    plain, _ = examine_model(adapter)
    assert plain and plain.tokenizer_folder == base and plain.chat_template is None
    tiny_tokenizer(adapter, chat=True)
    (adapter / "README.md").write_text("---\nbase_model: org/base\nlicense: mit\n---\n")
    checkpoint, problems = examine_model(adapter)
    assert checkpoint, problems
    assert checkpoint.tokenizer_folder == adapter and checkpoint.chat_template == CHATML
    assert (checkpoint.declared.base, checkpoint.declared.licence) == ("org/base", "mit")
    assert identity_digest(checkpoint) != identity_digest(plain)
    model = HF(str(adapter), device="cpu").open()
    assert model.card.base == "org/base" and model.card.prompt_format.startswith("chat template ")
    assert model.asking.encoder.tokenizer.eos_token == "<|im_end|>"
    model.close()


def test_the_base_may_be_named_by_hand(adapter: Path, base: Path) -> None:
    change_json(adapter / CONFIG, base_model_name_or_path="/somewhere/of/the/makers/own")
    with pytest.raises(UsageError, match="base model") as raised:
        HF(str(adapter), device="cpu").problems()
    assert "model.base=" in raised.value.fix
    assert HF(str(adapter), device="cpu", base=str(base)).problems() == []
    change_json(adapter / CONFIG, base_model_name_or_path=None)
    with pytest.raises(UsageError, match="declares no base"):
        examine_model(adapter)


# --- refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"peft_type": "IA3"}, "type IA3"),
        ({"peft_type": None}, "type None"),
        ({"use_dora": True}, "`use_dora`"),
        ({"trainable_token_indices": [1]}, "`trainable_token_indices`"),
        ({"target_parameters": ["experts.gate_up_proj"]}, "`target_parameters`"),
        ({"alora_invocation_tokens": [5]}, "`alora_invocation_tokens`"),
        ({"layer_replication": [[0, 2]]}, "`layer_replication`"),
        ({"auto_mapping": {"base_model_class": "X", "parent_library": "y"}}, "`auto_mapping`"),
        ({"some_future_setting": 1}, "`some_future_setting`"),
        ({"auto_map": {"AutoModel": "m.M"}}, "`auto_map`"),
        ({"init_lora_weights": "pissa_niter_4"}, "base's own weights"),
        ({"task_type": "SEQ_CLS"}, "SEQ_CLS"),
        ({"r": 0}, "rank"),
        ({"r": 4096}, "rank"),
        ({"r": True}, "rank"),
        ({"lora_alpha": math.inf}, "alpha"),
        ({"lora_alpha": "8"}, "alpha"),
        ({"rank_pattern": {"(q|v)_proj": 2}}, "regular expression"),
        ({"alpha_pattern": {"q_proj": "x"}}, "table of module names"),
        ({"modules_to_save": ["score"]}, "no module 'score'"),
        ({"bias": "some"}, "`bias`"),
    ],
)  # fmt: skip
def test_other_adapters_are_refused_by_their_settings(
    changes: dict[str, Any], reason: str, adapter: Path
) -> None:
    change_json(adapter / CONFIG, **changes)
    found = reasons(adapter)
    assert any(reason in what for what in found), found
    assert len(found) == 1 + ("auto_map" in changes), found


def of(name: str, value: Any) -> Callable[[Path], None]:
    return lambda folder: rewrite_tensors(folder / WEIGHTS, **{f"{Q}{name}": value})


def without_weights(folder: Path) -> None:
    (folder / WEIGHTS).unlink()


def pickled(folder: Path) -> None:
    (folder / WEIGHTS).rename(folder / "adapter_model.bin")


def linked(folder: Path) -> None:
    (folder / WEIGHTS).rename(folder.parent / "outside")
    (folder / WEIGHTS).symlink_to(folder.parent / "outside")


def longer(folder: Path) -> None:
    with (folder / WEIGHTS).open("ab") as file:
        file.write(b"PK")


def another_rank(folder: Path) -> None:
    change_json(folder / CONFIG, rank_pattern={"q_proj": 5, "v_proj": 4})


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (of(".lora_B.weight", None), "no B"),
        (of(".lora_A.weight", None), "no A"),
        (of(".lora_A.weight", torch.zeros(4, 31)), "do not fit a linear"),
        (of(".lora_B.weight", torch.zeros(32, 5)), "do not fit a linear"),
        (of(".lora_magnitude_vector", torch.zeros(32)), "no LoRA matrix"),
        (of(".weight", torch.zeros(31, 32)), "its shape is (31, 32)"),
        (of("x.lora_A.weight", torch.zeros(4, 32)), "no B"),
        (of(".lora_A.weight", torch.zeros(4, 32, dtype=torch.int8)), "quantised?"),
        (without_weights, "has no adapter_model.safetensors"),
        (pickled, "has no adapter_model.safetensors"),
        (linked, "link out of the folder"),
        (longer, "2 trailing bytes"),
    ],
)  # fmt: skip
def test_tensors_that_fit_nothing_are_refused(
    spoil: Callable[[Path], None], reason: str, adapter: Path
) -> None:
    spoil(adapter)
    found = reasons(adapter)
    assert len(found) == 1 and reason in found[0], found


def test_a_rank_that_is_not_the_declared_one_is_refused(adapter: Path) -> None:
    another_rank(adapter)
    found = reasons(adapter)
    assert len(found) == 2 and all("rank 5" in what for what in found)


def test_modules_the_base_does_not_have_are_refused(adapter: Path, tmp_path: Path) -> None:
    other = tiny_checkpoint(tmp_path / "gpt2", "gpt2")
    checkpoint, problems = examine_model(adapter, str(other))
    assert checkpoint is None and all("no such module" in problem.what for problem in problems)


def test_values_that_are_not_finite_are_found_in_adapter_and_base(adapter: Path, tmp_path: Path) -> None:
    rewrite_tensors(adapter / WEIGHTS, **{f"{Q}.lora_A.weight": torch.full((4, 32), math.nan)})
    other = tiny_checkpoint(tmp_path / "other", "llama")
    rewrite_tensors(other / "model.safetensors", model__norm__weight=torch.full((32,), math.inf))
    with pytest.raises(ModelRefused) as raised:
        HF(str(adapter), device="cpu", base=str(other)).open()
    assert [p.what.split("'")[1] for p in raised.value.problems] == [
        "model.norm.weight",
        f"{Q}.lora_A.weight",
    ]


def test_the_base_stands_under_the_same_rules(adapter: Path, trained: Path, tmp_path: Path) -> None:
    broken = tiny_checkpoint(tmp_path / "broken", "llama")
    change_json(broken / "config.json", quantization_config={"quant_method": "bitsandbytes"})
    checkpoint, problems = examine_model(adapter, str(broken))
    assert checkpoint is None and "quantised" in problems[0].what
    checkpoint, problems = examine_model(adapter, str(trained))
    assert checkpoint is None and "is an adapter itself" in problems[0].what


def test_an_adapter_beside_a_whole_model_is_refused(adapter: Path, base: Path) -> None:
    for file in base.iterdir():
        (adapter / file.name).write_bytes(file.read_bytes())
    [reason] = reasons(adapter)
    assert "beside a whole model" in reason


def test_settings_of_training_change_nothing(adapter: Path) -> None:
    harmless = {
        "lora_dropout": 0.3,
        "init_lora_weights": "orthogonal",
        "peft_version": "0.9",
        "loftq_config": {},
    }
    change_json(adapter / CONFIG, **harmless)
    assert json.loads((adapter / CONFIG).read_text())["lora_dropout"] == 0.3
    assert reasons(adapter) == []
