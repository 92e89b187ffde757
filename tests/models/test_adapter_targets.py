"""The modules an adapter's config names: what it holds beyond them is refused, as is what it promises and lacks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from adapting import merged_by_peft, reasons, tiny_adapter
from making import change_json, rewrite_tensors
from safetensors.torch import load_file

from harness.errors import EnvironmentProblem, UsageError
from harness.models import adapter as adapters
from harness.models import lora_targets
from harness.models.adapter import examine_model, own_template
from harness.models.loading import load_model

WEIGHTS, CONFIG = "adapter_model.safetensors", "adapter_config.json"


@pytest.mark.parametrize(
    "changes",
    [
        {"target_modules": ["q_proj", "v_proj", "mlp.down_proj"]},
        {"target_modules": r"model\.layers\.\d+\.(self_attn|mlp)\.(q|v|down)_proj"},
        {"target_modules": "All-Linear"},
        {"exclude_modules": ["o_proj"]},
        {"exclude_modules": ".*o_proj"},
        {"layers_to_transform": [0, 1]},
        {"layers_to_transform": [0, 1], "layers_pattern": "layers"},
        {"auto_mapping": {"base_model_class": "X", "parent_library": "transformers.models.llama"}},
    ],
)
def test_settings_that_name_what_is_held_pass(changes: dict[str, Any], adapter: Path) -> None:
    change_json(adapter / CONFIG, **changes)
    assert reasons(adapter) == []


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"target_modules": ["q_proj", "v_proj"]}, 2),
        ({"target_modules": ["q_proj", "v_proj", "n_proj"]}, 2),
        ({"target_modules": "q_proj"}, 6),
        ({"target_modules": r".*self_attn\..*"}, 2),
        ({"exclude_modules": ["layers.0.self_attn.q_proj"]}, 1),
        ({"exclude_modules": ".*v_proj"}, 2),
        ({"layers_to_transform": [1]}, 3),
        ({"layers_to_transform": 0}, 3),
        ({"layers_to_transform": [0, 1], "layers_pattern": ["h"]}, 6),
    ],
)
def test_matrices_of_modules_that_are_not_named_are_refused(
    changes: dict[str, Any], refused: int, adapter: Path
) -> None:
    """peft would leave them out and say nothing."""
    change_json(adapter / CONFIG, **changes)
    found = reasons(adapter)
    assert len(found) == refused and all("do not name its module" in what for what in found), found


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"target_modules": None}, "names no module"),
        ({"target_modules": []}, "names no module"),
        ({"target_modules": 7}, "neither a list"),
        ({"target_modules": "x" * 5000}, "5000 characters"),
        ({"target_modules": "(q_proj"}, "not a regular expression"),
        ({"exclude_modules": [1]}, "`exclude_modules`"),
        ({"modules_to_save": "lm_head"}, "not a list of names"),
        ({"layers_to_transform": ["0"]}, "`layers_to_transform`"),
        ({"layers_to_transform": [0], "target_modules": ".*q_proj"}, "beside a pattern"),
        ({"layers_pattern": ["(a|b)"]}, "`layers_pattern`"),
    ],
)
def test_settings_that_name_nothing_are_refused(changes: dict[str, Any], reason: str, adapter: Path) -> None:
    change_json(adapter / CONFIG, **changes)
    found = reasons(adapter)
    assert len(found) == 1 and reason in found[0], found


def test_a_pattern_that_never_ends_is_stopped(adapter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lora_targets, "SECONDS", 1)
    change_json(adapter / CONFIG, target_modules=r"(([a-z_.0-9])+)+!")
    assert reasons(adapter) == ["the pattern takes more than 1 s"]


@pytest.mark.filterwarnings("ignore")
def test_layers_are_chosen_as_peft_chooses_them(base: Path, tmp_path: Path) -> None:
    adapter = tiny_adapter(
        tmp_path / "one", base, ["q_proj"], layers_to_transform=[1], layers_pattern="layers"
    )
    checkpoint, problems = examine_model(adapter)
    assert checkpoint, problems
    ours, theirs = load_model(checkpoint, "float32", "cpu"), merged_by_peft(adapter, base)
    pairs = zip(ours.parameters(), theirs.parameters(), strict=True)
    assert all(torch.allclose(a, b, atol=1e-6) for a, b in pairs)


def test_a_module_that_was_trained_whole_must_be_there_whole(adapter: Path, base: Path) -> None:
    change_json(adapter / CONFIG, modules_to_save=["lm_head"])
    assert reasons(adapter) == ["module 'lm_head' was trained whole, but there is no tensor 'lm_head.weight'"]
    head = load_file(base / "model.safetensors")["lm_head.weight"]
    rewrite_tensors(adapter / WEIGHTS, **{"base_model.model.lm_head.weight": head})
    assert reasons(adapter) == []
    change_json(adapter / CONFIG, modules_to_save=["lm_head", "layers.1.mlp"])
    found = reasons(adapter)
    assert sum("'layers.1.mlp' was trained whole" in what for what in found) == 3
    assert sum("do not name its module" in what for what in found) == 1


# --- where the base is -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["~nosuch/x", "x" * 5000, "a\0b/c", "no/such/folder", "../x"])
def test_whatever_the_maker_calls_the_base_the_advice_is_to_name_it(name: str, adapter: Path) -> None:
    change_json(adapter / CONFIG, base_model_name_or_path=name)
    with pytest.raises(UsageError, match="base model") as raised:
        examine_model(adapter)
    assert "model.base=" in raised.value.fix


def test_a_base_that_cannot_be_fetched_may_be_named(adapter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(source: str, revision: str) -> Path:
        raise EnvironmentProblem("the hub cannot be reached", source, "fetch it")

    monkeypatch.setattr(adapters, "locate", offline)
    with pytest.raises(EnvironmentProblem, match="the hub cannot be reached") as raised:
        examine_model(adapter)
    assert raised.value.fix.startswith("fetch it; or ") and "model.base=" in raised.value.fix


def test_a_base_that_asks_for_an_absent_attention_still_has_its_shapes(adapter: Path, base: Path) -> None:
    other = adapter.parent / "flash"
    other.mkdir()
    for file in base.iterdir():
        (other / file.name).write_bytes(file.read_bytes())
    change_json(other / "config.json", attn_implementation="flash_attention_2")
    checkpoint, problems = examine_model(adapter, str(other))
    assert checkpoint, problems


def test_files_of_an_adapter_that_are_read_are_not_listed_as_ignored(adapter: Path, base: Path) -> None:
    (adapter / "tokenizer_config.json").write_bytes((base / "tokenizer_config.json").read_bytes())
    (adapter / "chat_template.jinja").write_text("{{ messages[0].content }}")
    (adapter / "README.md").write_text("a card")
    (adapter / "optimizer.pt").write_bytes(b"")
    checkpoint, problems = examine_model(adapter)
    assert checkpoint, problems
    assert checkpoint.ignored == ("optimizer.pt",)
    assert checkpoint.chat_template == own_template(adapter) == "{{ messages[0].content }}"
    assert own_template(base) is None
