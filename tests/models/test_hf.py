"""The checkpoint backend beyond the contract: identity, refusals, faults of one request."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
import torch
from making import change_json, rewrite_tensors, tiny_checkpoint
from requesting import ask, cpu, write

from harness.engine.boundary import Encoder, Ids
from harness.errors import EnvironmentProblem, ModelRefused, UsageError
from harness.models.hf import HF, sanitised
from harness.models.local import LocalModel
from harness.models.prompting import plain_text
from harness.types import Message, Request


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_checkpoint(tmp_path_factory.mktemp("llama") / "tiny-llama", "llama")


@pytest.fixture(scope="module")
def chatty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_checkpoint(tmp_path_factory.mktemp("chat") / "tiny-chat", "qwen2", chat=True)


def opened(spec: HF) -> LocalModel:
    model = spec.open()
    model.close()
    return model


# --- identity and card -----------------------------------------------------------------------------


def test_the_card_says_who_answers(folder: Path) -> None:
    spec = cpu(folder, vendor="Maker", base="org/base", licence="mit", kind="reference")
    assert spec.problems() == []
    card = opened(spec).card
    assert (card.name, card.kind, card.vendor, card.base, card.licence) == (
        "tiny-llama", "reference", "Maker", "org/base", "mit",
    )  # fmt: skip
    assert (card.architecture, card.dtype, card.device) == ("LlamaForCausalLM", "float32", "cpu")
    assert card.prompt_format == "plain" and card.revision == "" and len(card.weights_sha256) == 64
    assert card.parameters > 0 and card.weights_bytes >= 4 * card.parameters


def test_what_changes_an_answer_changes_the_answerer_and_nothing_else_does(
    folder: Path, tmp_path: Path
) -> None:
    usual = opened(cpu(folder)).answerer_id
    assert usual.startswith("tiny-llama-")
    before = torch.get_num_threads()
    same = [
        cpu(folder, batch_size=3),
        cpu(folder, threads=1),
        cpu(folder, vendor="x"),
        cpu(folder, dtype="float32"),
    ]
    try:
        assert {opened(spec).answerer_id for spec in same} == {usual}
        assert torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(before)
    assert opened(cpu(folder, name="a/b c")).answerer_id.removeprefix("a-b-c-") == usual.removeprefix(
        "tiny-llama-"
    )
    other = tiny_checkpoint(tmp_path / "tiny-llama", "llama", seed=1)
    assert opened(cpu(other)).answerer_id != usual
    assert opened(cpu(folder, dtype="bfloat16")).answerer_id != usual


def test_the_prompt_format_is_chosen_recorded_and_part_of_the_identity(chatty: Path) -> None:
    auto, always, never = (opened(cpu(chatty, chat=chat)) for chat in ("auto", "always", "never"))
    assert auto.card.prompt_format.startswith("chat template ") and never.card.prompt_format == "plain"
    assert auto.answerer_id == always.answerer_id != never.answerer_id


@pytest.mark.parametrize(
    ("name", "safe"),
    [("org/Model v1.5", "org-Model-v1.5"), ("../..", "model"), ("模型", "model"), ("a" * 99, "a" * 48)],
)
def test_names_are_made_safe_for_folders(name: str, safe: str) -> None:
    assert sanitised(name) == safe


def test_the_spec_is_known_without_torch() -> None:
    code = "import sys, harness.models.hf, harness.models.scripted; print('torch' in sys.modules, 'transformers' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "False"]


# --- refusals --------------------------------------------------------------------------------------


def test_wrong_settings_are_all_named(folder: Path) -> None:
    wrong = cpu(folder, dtype="float33", chat="perhaps", kind="friend", batch_size=0)
    assert {p.where for p in wrong.problems()} == {
        "model.dtype",
        "model.chat",
        "model.kind",
        "model.batch_size",
    }
    with pytest.raises(ModelRefused):
        wrong.open()


def test_a_template_that_is_demanded_must_be_there(folder: Path) -> None:
    [problem] = cpu(folder, chat="always").problems()
    assert "no chat template" in problem.what


def test_missing_weights_are_refused(folder: Path, tmp_path: Path) -> None:
    broken = tiny_checkpoint(tmp_path / "broken", "llama")
    rewrite_tensors(broken / "model.safetensors", model__layers__1__mlp__up_proj__weight=None)
    with pytest.raises(ModelRefused, match="missing"):
        cpu(broken).open()


def test_an_unknown_folder_and_an_absent_device_are_not_the_models_fault(folder: Path) -> None:
    with pytest.raises(UsageError):
        cpu(folder.parent / "tiny-lama").problems()
    with pytest.raises(EnvironmentProblem, match="no device"):
        HF(str(folder), device="npu:7").open()


def test_a_model_that_does_not_fit_is_not_loaded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.models.memory.available_bytes", lambda device: 1)
    with pytest.raises(EnvironmentProblem, match="GiB"):
        cpu(folder).open()


# --- one bad request -------------------------------------------------------------------------------


def test_a_bad_request_gets_an_error_and_its_neighbours_an_answer(folder: Path) -> None:
    model = cpu(folder).open()
    good, also = ask("fine"), write("fine")
    bad = {
        "surrogate": ask("half a pair \ud800", key="1" * 32),
        "in an option": ask("fine", "A", "\udfff", key="2" * 32),
        "no options": Request("score", (Message("user", "none"),)),
        "empty option": ask("fine", "A", ""),
        "no budget": write("fine", 0),
        "no decoding": Request("generate", (Message("user", "x"),)),
        "too long": ask("x " * 600),
    }
    answers = {r.key: r for r in model.answer([*bad.values(), good, also])}
    assert len(answers) == len(bad) + 2
    assert answers[good.key].error is None and answers[also.key].error is None
    for name, request in bad.items():
        answer = answers[request.key]
        assert answer.error and answer.finish == "error" and answer.text is None, name
        assert model.answer_alone(request) == answer
    model.close()


def test_tokens_beyond_the_models_vocabulary_never_reach_it(tmp_path: Path) -> None:
    small = tiny_checkpoint(tmp_path / "small", "llama", vocab_size=300)
    model = cpu(small).open()
    known, unknown = ask("xyz"), ask("the carbon equivalent")
    answers = {r.key: r for r in model.answer([known, unknown])}
    assert answers[known.key].error is None
    assert "not among the model's 300" in str(answers[unknown.key].error)
    model.close()


def test_a_template_that_refuses_one_conversation_refuses_only_that(tmp_path: Path) -> None:
    picky = tiny_checkpoint(tmp_path / "picky", "qwen2", chat=True)
    template = "{% for m in messages %}{% if 'secret' in m.content %}{{ raise_exception('no') }}{% endif %}{{ m.content }}\n{% endfor %}"
    for name in ("chat_template.jinja", "tokenizer_config.json"):
        if (picky / name).exists() and name.endswith("jinja"):
            (picky / name).unlink()
    change_json(picky / "tokenizer_config.json", chat_template=template)
    model = cpu(picky).open()
    good, bad = ask("a question"), ask("a secret")
    answers = {r.key: r for r in model.answer([good, bad])}
    assert answers[good.key].error is None and "no" in str(answers[bad.key].error)
    model.close()


def test_numbers_that_are_not_finite_are_errors(folder: Path) -> None:
    model = cpu(folder).open()
    model.path.forward.model.lm_head.weight.detach()[7] = math.nan
    answers = list(model.answer([ask("fine"), write("fine")]))
    assert [r.error for r in answers] == ["the model's logits are not finite"] * 2
    model.close()


# --- ids ------------------------------------------------------------------------------------------


def test_what_was_looked_at_for_its_length_is_not_tokenised_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = cpu(folder).open()
    asked = [ask(f"question {n}", "一二", "三四") for n in range(5)]
    expected = {r.key: r.logliks for r in model.answer(asked)}
    seen: list[str] = []
    table = Encoder.table

    def counted(self: Encoder, texts: Iterable[str]) -> dict[str, Ids]:
        seen.extend(held := list(texts))
        return table(self, held)

    monkeypatch.setattr(Encoder, "table", counted)
    long, late = ask("x " * 600, key="1" * 32), ask("late")
    assert set(model.misfits([*asked[:4], long])) == {long.key}
    tokenised = len(seen)
    answers = {r.key: r for r in model.answer([*asked[1:4], long, late])}
    assert set(answers) == {*(r.key for r in asked[1:4]), long.key, late.key}
    assert not any("question" in text for text in seen[tokenised:]) and seen[tokenised:]
    assert "exceed" in str(answers[long.key].error) and answers[late.key].error is None
    for request in asked[1:4]:
        assert answers[request.key].logliks == pytest.approx(expected[request.key], abs=1e-4)
    model.close()


def test_requests_of_several_windows_share_one_prefix(folder: Path) -> None:
    model = cpu(folder).open()
    shots = "the carbon equivalent of this heat " * 12
    asked = [ask(f"{shots}{n}", "一", "二") for n in range(300)]
    answers = list(model.answer(asked))
    assert {r.key for r in answers} == {r.key for r in asked}
    assert model.record.pushed == model.record.distinct < model.record.requested / 10
    assert f"{model.record.distinct:,} in distinct prefixes" in model.engine
    model.close()


# --- prompts ---------------------------------------------------------------------------------------


def test_the_plain_layout() -> None:
    turns = (
        Message("system", "S"), Message("user", "Q1"), Message("assistant", "Answer: A"), Message("user", "Q2"),
    )  # fmt: skip
    assert plain_text(turns, "Answer:") == "S\n\nQ1\nAnswer: A\n\nQ2\nAnswer:"
    assert plain_text((), "") == ""


def test_the_template_writes_the_special_tokens(chatty: Path) -> None:
    model = cpu(chatty).open()
    request = ask("Q", lead="Answer:")
    [text] = model.asking.format.texts([request])
    assert text == "<|im_start|>user\nQ<|im_end|>\n<|im_start|>assistant\nAnswer:"
    [pairs] = model.asking.ids([request])
    assert isinstance(pairs, tuple)
    start = model.asking.encoder.tokenizer.convert_tokens_to_ids("<|im_start|>")
    assert pairs[0][0].count(start) == 2 and pairs[0][0][0] == start
    model.close()


# --- accelerators ----------------------------------------------------------------------------------


@pytest.mark.skipif(not torch.accelerator.is_available(), reason="no accelerator here")
def test_an_accelerator_decides_as_the_cpu_does_in_full_precision(folder: Path) -> None:
    asked = [ask(f"question {n} " * n, " A", " B", "一二") for n in range(1, 9)] + [
        write("w" * n) for n in (1, 9)
    ]
    here, there = cpu(folder).open(), HF(str(folder), dtype="float32").open()
    expected = {r.key: r for r in here.answer(asked)}
    assert there.card.device != "cpu" and there.answerer_id != here.answerer_id
    for answer in there.answer(asked):
        assert answer.error is None and answer.text == expected[answer.key].text
        assert answer.logliks == pytest.approx(expected[answer.key].logliks, abs=1e-3)
    here.close()
    there.close()
