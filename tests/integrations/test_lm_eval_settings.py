"""What is said of the model or of a request: honoured as their `hf` honours it, or refused by name and value."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from adapting import tiny_adapter
from making import change_json, tiny_checkpoint
from test_lm_eval_numbers import CONTEXTS, instances

from harness.cli import main
from harness.errors import USAGE, EnvironmentProblem, UsageError
from harness.models.folder import present

pytest.importorskip("lm_eval", reason="lm_eval is not installed: pip install 'heng-harness[lm-eval]'")
#: One token, which the model writes in several of its texts.
WORD = " accept"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_checkpoint(tmp_path_factory.mktemp("settings") / "model", "llama", chat=True)


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "model"))


def ours(folder: Path, **told: Any) -> Any:
    from harness.integrations.lm_eval import HarnessLM

    return HarnessLM(str(folder), dtype="float32", device="cpu", **told)


def theirs(folder: Path, **told: Any) -> Any:
    from lm_eval.models.huggingface import HFLM

    return HFLM(str(folder), dtype="float32", device="cpu", batch_size=1, **told)


def written(model: Any, texts: tuple[str, ...] = CONTEXTS, **settings: Any) -> list[str]:
    asked = {"max_gen_toks": 24, "until": ["\n\n"]} | settings
    found: list[str] = model.generate_until(
        instances("generate_until", [(text, asked) for text in texts]), disable_tqdm=True
    )
    return found


# --- arguments of the model ------------------------------------------------------------------------


@pytest.mark.parametrize("architecture", ["llama", "gpt2"])
@pytest.mark.parametrize("flag", [True, False])
def test_add_bos_token_is_theirs(architecture: str, flag: bool, tmp_path: Path) -> None:
    folder = tiny_checkpoint(tmp_path / "model", architecture)
    both = [one(folder, add_bos_token=flag) for one in (ours, theirs)]
    pairs = instances("loglikelihood", [("the plate", " A"), ("", " B"), ("<s>the", " C")])
    found, wanted = ([n for n, _ in one.loglikelihood(pairs, disable_tqdm=True)] for one in both)
    assert found == pytest.approx(wanted, abs=1e-4)
    texts = instances("loglikelihood_rolling", [("the plate is acceptable",)])
    found, wanted = (one.loglikelihood_rolling(texts, disable_tqdm=True) for one in both)
    assert found == pytest.approx(wanted, abs=1e-4)
    assert written(both[0]) == written(both[1])


@pytest.mark.parametrize(
    "told",
    [
        {"trust_remote_code": False, "parallelize": False, "truncation": False, "autogptq": False},
        {"use_fast_tokenizer": True, "logits_cache": True, "peft": None, "backend": "causal"},
    ],
)
def test_their_defaults_are_tolerated(made: Path, told: dict[str, Any]) -> None:
    ours(made, **told)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"use_fast_tokenizer": False}, "use_fast_tokenizer=False"),
        ({"some_switch": False}, "some_switch=False"),
        ({"truncation": True}, "truncation=True"),
        ({"peft": "a/b"}, "peft=a/b"),
        ({"enable_thinking": True}, "without think_end_token"),
        ({"think_end_token": 6.5}, "no think_end_token 6.5"),
        ({"batch_size": "x"}, "no batch size 'x'"),
        ({"batch_size": 0}, "no batch size '0'"),
        ({"batch_size": "-4"}, "no batch size '-4'"),
    ],
)
def test_what_would_be_passed_over_is_refused_before_loading(
    told: dict[str, Any], reason: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=reason) as raised:
        ours(tmp_path / "nowhere", **told)
    assert "peft" not in told or "name the adapter as pretrained" in raised.value.fix


def test_a_wrong_batch_size_is_the_users_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--model_args", "pretrained=x", "--tasks", "hellaswag", "--batch_size", "x"]
    assert main(["lm-eval", *words]) == USAGE
    assert "no batch size 'x'" in capsys.readouterr().err


@pytest.mark.parametrize("device", [None, "cuda:0"])
def test_the_device_they_name_by_default_is_the_best_there_is(device: str | None, made: Path) -> None:
    from harness.integrations.lm_eval import HarnessLM

    best = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
    assert HarnessLM(str(made), device=device).device.type == best.type


def test_no_process_is_started_for_a_template(made: Path) -> None:
    model = ours(made)
    assert model.local.card.prompt_format == "plain"
    assert "<|im_start|>" in model.apply_chat_template([{"role": "user", "content": "Q"}])


def test_an_adapter_has_a_base_argument_and_its_own_template(made: Path, tmp_path: Path) -> None:
    adapter = tiny_adapter(tmp_path / "tuned", made, ["q_proj"])
    change_json(adapter / "adapter_config.json", base_model_name_or_path="/the/makers/own")
    (adapter / "chat_template.jinja").write_text("{% for m in messages %}[{{ m.content }}]{% endfor %}")
    assert not present(adapter, "tokenizer.json")
    with pytest.raises(UsageError) as raised:
        ours(adapter)
    assert "base=" in raised.value.fix
    model = ours(adapter, base=str(made))
    assert model.apply_chat_template([{"role": "user", "content": "Q"}]) == "[Q]"
    assert written(model) != written(ours(made))


# --- settings of decoding --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("repetition_penalty", 1.3), ("no_repeat_ngram_size", 2), ("min_length", 400), ("min_new_tokens", 8),
        ("suppress_tokens", [5]), ("begin_suppress_tokens", [5]), ("bad_words_ids", [[5]]), ("num_beams", 2),
        ("forced_bos_token_id", 3), ("forced_eos_token_id", 4), ("max_new_tokens", 7), ("guidance_scale", 1.5),
    ],
)  # fmt: skip
def test_what_the_model_declares_beyond_greedy_is_refused(name: str, value: Any, folder: Path) -> None:
    change_json(folder / "generation_config.json", **{name: value})
    model = ours(folder)
    with pytest.raises(UsageError, match="declares") as raised:
        written(model)
    assert f"{name}={value}" in str(raised.value)
    assert model.loglikelihood(instances("loglikelihood", [("the plate", " A")]), disable_tqdm=True)


def test_a_declared_setting_may_be_set_aside(folder: Path) -> None:
    change_json(folder / "generation_config.json", repetition_penalty=1.3)
    neutral = {"repetition_penalty": 1.0}
    assert written(ours(folder), **neutral) == written(theirs(folder), **neutral)


def test_neutral_settings_are_accepted(folder: Path) -> None:
    neutral = {"num_beams": 1, "repetition_penalty": 1.0, "no_repeat_ngram_size": 0, "min_new_tokens": None}
    change_json(folder / "generation_config.json", temperature=0.6, do_sample=True, top_k=20, num_beams=1)
    assert written(ours(folder), **neutral) == written(theirs(folder), **neutral)
    with pytest.raises(UsageError, match="num_beams=4"):
        written(ours(folder), num_beams=4)


def test_an_ordinary_token_that_ends_a_text_belongs_to_it(folder: Path) -> None:
    """Special tokens are left out of a text by decoding; what ends it without being one is not."""
    plain = theirs(folder)
    [token] = plain.tok_encode(WORD, add_special_tokens=False)
    change_json(folder / "generation_config.json", eos_token_id=[token, 4])
    found = written(ours(folder))
    assert found == written(theirs(folder)) and found != written(plain)
    assert any(text.endswith(WORD) for text in found)


@pytest.mark.parametrize("token", [None, "id", "digits", "text"])
def test_what_ends_the_thinking_is_theirs(token: str | None, made: Path) -> None:
    plain = theirs(made)
    [at] = plain.tok_encode(WORD, add_special_tokens=False)
    end = {None: 2, "id": at, "digits": str(at), "text": WORD}[token]
    found = written(ours(made, think_end_token=end))
    assert found == written(theirs(made, think_end_token=end))
    assert (found != written(plain)) == (token is not None)


def test_thinking_and_log_likelihoods_do_not_go_together(made: Path) -> None:
    told = {"enable_thinking": True, "think_end_token": "</think>"}
    request = instances("loglikelihood", [("the plate", " A")])
    for one, error in ((ours, UsageError), (theirs, ValueError)):
        with pytest.raises(error, match="enable_thinking=True"):
            one(made, **told).loglikelihood(request, disable_tqdm=True)
    assert ours(made, enable_thinking=False).loglikelihood(request, disable_tqdm=True)


def test_a_template_without_system_role_is_told_again_without(folder: Path) -> None:
    picky = "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no') }}{% endif %}[{{ m.content }}]{% endfor %}"
    for file in folder.glob("*.jinja"):
        file.unlink()
    change_json(folder / "tokenizer_config.json", chat_template=picky)
    said = [{"role": "system", "content": "S"}, {"role": "user", "content": "Q"}]
    assert ours(folder).apply_chat_template(said) == theirs(folder).apply_chat_template(said) == "[Q]"


# --- how many at once ------------------------------------------------------------------------------


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes the engine is called with; more than 2 at once do not fit, nor does a prompt with `large`."""
    import harness.integrations.lm_eval as integration

    seen: list[int] = []
    generate = integration.generate

    def tight(path: Any, jobs: Any, size: int, *rest: Any) -> Iterator[Any]:
        seen.append(size)
        if size > 2 or any(len(job.ids) > 40 for job in jobs):
            raise torch.OutOfMemoryError
        return generate(path, jobs, size, *rest)

    monkeypatch.setattr(integration, "generate", tight)
    return seen


@pytest.mark.parametrize(("asked", "tried"), [(1, [1]), ("2", [2]), (8, [8, 4, 2]), (None, [16, 8, 4, 2])])
def test_the_batch_size_is_honoured_and_halved_where_memory_runs_out(
    asked: Any, tried: list[int], made: Path, sizes: list[int]
) -> None:
    model = ours(made, batch_size=asked)
    found = written(model, CONTEXTS[2:4])
    assert sizes == tried and len(model.local.fallbacks) == len(tried) - 1
    assert found == written(theirs(made), CONTEXTS[2:4])


def test_a_text_that_does_not_fit_alone_is_one_message(made: Path, sizes: list[int]) -> None:
    with pytest.raises(EnvironmentProblem, match="out of memory with one text"):
        written(ours(made), CONTEXTS[:3])


def test_stop_strings_are_compared_with_special_tokens_once(made: Path) -> None:
    words = ours(made).words
    stop = ("<|im_end|>", "\n")
    assert words.ends(stop) == {4} and words.ends(stop) is words.ends(stop)
