"""What stands around the numbers: arguments, chat templates, the whole of their evaluation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from making import tiny_checkpoint

from harness.cli import main
from harness.errors import ModelRefused, UsageError

pytest.importorskip("lm_eval", reason="lm_eval is not installed: pip install 'heng-harness[lm-eval]'")

TASK = """
task: heng_two_choices
dataset_path: json
dataset_kwargs: {data_files: {test: "%s"}}
test_split: test
output_type: %s
doc_to_text: "{{question}}\\nAnswer:"
doc_to_target: %s
"""


@pytest.fixture(scope="session")
def chatty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_checkpoint(tmp_path_factory.mktemp("chatty") / "model", "qwen2", chat=True)


@pytest.mark.parametrize("asked", [None, "auto", "auto:4", "7", 7])
def test_batch_sizes_of_theirs_are_understood(asked: int | str | None) -> None:
    from harness.integrations.lm_eval_arguments import BATCH, batch_size_of

    assert batch_size_of(asked) == (7 if str(asked) == "7" else BATCH)


def test_unknown_arguments_are_refused_and_idle_ones_are_not(chatty: Path) -> None:
    from harness.integrations.lm_eval import HarnessLM

    with pytest.raises(UsageError, match="trust_remote_code"):
        HarnessLM(str(chatty), trust_remote_code=True)
    HarnessLM(str(chatty), trust_remote_code=False, parallelize=False)


def test_the_safety_floor_holds_here_too(chatty: Path, tmp_path: Path) -> None:
    from harness.integrations.lm_eval import HarnessLM

    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        (tmp_path / name).write_bytes((chatty / name).read_bytes())
    (tmp_path / "pytorch_model.bin").write_bytes(b"not opened")
    with pytest.raises(ModelRefused):
        HarnessLM(str(tmp_path))


@pytest.mark.parametrize("prefilled", [False, True])
def test_conversations_are_rendered_as_theirs(chatty: Path, prefilled: bool) -> None:
    from lm_eval.api.registry import get_model

    import harness.integrations.lm_eval  # noqa: F401

    said = [{"role": "system", "content": "Weigh."}, {"role": "user", "content": "0.43 %?"}]
    said += [{"role": "assistant", "content": "The answer is"}] * prefilled
    texts = [
        get_model(name)(pretrained=str(chatty), device="cpu").apply_chat_template(said, not prefilled)
        for name in ("hf", "harness")
    ]
    assert texts[0] == texts[1]
    assert "0.43 %?" in texts[0]


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("multiple_choice", '"{{gold}}"\ndoc_to_choice: [" yes", " no, it is not"]'),
        ("generate_until", '"{{gold}}"'),
    ],
)
def test_their_command_line_gives_the_same_results(
    chatty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, target: str
) -> None:
    """A whole run of theirs by both models, chat template and few-shot block included."""
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    data = tmp_path / "items.jsonl"
    items = [{"question": f"Is {k} % acceptable?", "gold": k % 2} for k in range(6)]
    data.write_text("\n".join(map(json.dumps, items)), encoding="utf-8")
    (tmp_path / "task.yaml").write_text(TASK % (data, kind, target), encoding="utf-8")
    found = {}
    for model in ("hf", "harness"):
        out = tmp_path / model
        told = f"pretrained={chatty},dtype=float32"
        assert main(["lm-eval", "--model", model, "--model_args", told, "--tasks", "heng_two_choices",
                     "--include_path", str(tmp_path), "--device", "cpu", "--num_fewshot", "2", "--log_samples",
                     "--apply_chat_template", "--output_path", str(out)]) == 0  # fmt: skip
        (samples,) = out.rglob("samples_*.jsonl")
        found[model] = [json.loads(line)["resps"] for line in samples.read_text("utf-8").splitlines()]
    if kind == "generate_until":
        assert found["hf"] == found["harness"]
    else:
        numbers = {name: [float(r[0]) for doc in docs for (r,) in doc] for name, docs in found.items()}
        assert len(numbers["hf"]) == 12
        assert numbers["harness"] == pytest.approx(numbers["hf"], abs=1e-4)
