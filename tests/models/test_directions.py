"""Models that see what comes after a token are refused, whatever their config leaves out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from making import SMALL, change_json, tiny_tokenizer
from spoiling import reasons

from harness.models.shapes import architecture_problems

BOTH, TWO = "reads in both directions", "is an encoder-decoder"


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ({"model_type": "bert"}, BOTH),
        ({"model_type": "bert", "architectures": ["BertLMHeadModel"]}, BOTH),
        ({"model_type": "bert", "is_decoder": False}, BOTH),
        ({"model_type": "xlm-roberta", "is_decoder": "true"}, BOTH),
        ({"model_type": "bert-generation"}, BOTH),
        ({"model_type": "xlm", "is_decoder": True}, BOTH),
        ({"model_type": "bart"}, TWO),
        ({"model_type": "pegasus", "is_encoder_decoder": None}, TWO),
        ({"model_type": "llama", "is_encoder_decoder": True}, TWO),
    ],
)
def test_types_that_can_do_both_must_say_that_they_are_causal(config: dict[str, Any], reason: str) -> None:
    [problem] = architecture_problems(config)
    assert reason in problem.what


@pytest.mark.parametrize(
    "config",
    [
        {"model_type": "bert", "is_decoder": True, "architectures": ["BertLMHeadModel"]},
        {"model_type": "bert-generation", "is_decoder": True},
        {"model_type": "xlm", "causal": True},
        {"model_type": "bart", "is_encoder_decoder": False, "architectures": ["BartForCausalLM"]},
        {"model_type": "moss_transcribe_diarize"},
        *({"model_type": kind} for kind in ("llama", "gpt_neox", "gpt2", "mamba", "opt", "bloom", "gemma2")),
    ],
)
def test_causal_types_pass(config: dict[str, Any]) -> None:
    assert architecture_problems(config) == []


def saved(folder: Path, kind: str, **shape: Any) -> Path:
    """A masked model of this kind as transformers saves it, but for the name of its class."""
    from transformers import AutoConfig, AutoModelForMaskedLM

    size = tiny_tokenizer(folder)
    AutoModelForMaskedLM.from_config(AutoConfig.for_model(kind, vocab_size=size, **shape)).save_pretrained(
        folder
    )
    change_json(folder / "config.json", remove=("architectures",))
    return folder


def test_a_masked_model_that_hides_its_class_is_refused(tmp_path: Path) -> None:
    [reason] = reasons(saved(tmp_path, "bert", **SMALL))
    assert BOTH in reason


def test_speech_models_are_encoder_decoders_by_default(folder: Path) -> None:
    """Their type is not among those of text; what its config class says of itself counts."""
    config = {
        "model_type": "whisper",
        "vocab_size": 384,
        "d_model": 32,
        "decoder_layers": 1,
        "encoder_layers": 1,
    }
    (folder / "config.json").unlink()
    change_json(folder / "config.json", **config)
    [reason] = reasons(folder)
    assert TWO.removeprefix("is ") in reason
