"""Good checkpoints pass and say what they are; their identity follows content; bad values are found."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import SHAPES, change_json, rewrite_tensors, tiny_checkpoint
from spoiling import WEIGHTS, header_of, passed, reasons, shard

from harness.models.checkpoint import finite_problems, identity_digest, weights_digest

# --- good folders ---


@pytest.mark.parametrize("architecture", sorted(SHAPES))
def test_a_good_checkpoint_has_no_problem(architecture: str, tmp_path: Path) -> None:
    checkpoint = passed(tiny_checkpoint(tmp_path, architecture))
    assert checkpoint.shards == (WEIGHTS,)
    assert checkpoint.dtype == "float32"
    assert checkpoint.weights_bytes == 4 * checkpoint.parameters
    assert checkpoint.extra == ()
    assert finite_problems(tmp_path) == []


def test_a_checkpoint_says_what_it_is(tmp_path: Path) -> None:
    folder = tiny_checkpoint(tmp_path, "qwen2", chat=True)
    card = "---\nlicense: other\nlicense_name: tongue\nbase_model: [org/base]\ndatasets: a/b\n---\n# Card\n"
    (folder / "README.md").write_text(card)
    for name in ("pytorch_model.bin", "modeling_evil.py"):
        (folder / name).write_bytes(b"never read")
        (folder / name).chmod(0)
    checkpoint = passed(folder)
    assert checkpoint.architecture == "Qwen2ForCausalLM"
    assert checkpoint.max_length == 512
    assert checkpoint.chat_template is not None and "im_start" in checkpoint.chat_template
    assert checkpoint.ignored == ("modeling_evil.py", "pytorch_model.bin")
    assert checkpoint.tokenizer_files == ("tokenizer_config.json", "tokenizer.json")
    declared = checkpoint.declared
    assert (declared.base, declared.licence, declared.datasets) == ("org/base", "tongue", ("a/b",))


@pytest.mark.parametrize("card", ["no front matter", "---\n: [\n---\n", "---\n- a\n---", "---\nnever closed"])
def test_a_malformed_model_card_declares_nothing(card: str, folder: Path) -> None:
    (folder / "README.md").write_text(card)
    assert passed(folder).declared.licence == ""


def test_names_without_the_base_prefix_and_old_masks_still_fit(tmp_path: Path) -> None:
    """Early checkpoints leave out the prefix of the inner model and carry its causal mask."""
    import torch
    from safetensors.torch import load_file, save_file

    path = tiny_checkpoint(tmp_path, "gpt2") / WEIGHTS
    held = {name.removeprefix("transformer."): tensor for name, tensor in load_file(path).items()}
    held["h.0.attn.bias"] = torch.ones(1, 1, 512, 512)
    save_file(held, path, metadata={"format": "pt"})
    assert passed(tmp_path).parameters == 54080


def test_experts_saved_one_by_one_fit_the_merged_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import making

    shape = making.SMALL | {"num_key_value_heads": 2, "num_local_experts": 4}
    monkeypatch.setattr(making, "SHAPES", {**SHAPES, "mixtral": shape})
    folder = tiny_checkpoint(tmp_path, "mixtral")
    names = header_of(folder / WEIGHTS)[0]
    assert any(".experts.3." in name for name in names)
    passed(folder)
    expert = next(name for name in names if ".experts.3." in name)
    rewrite_tensors(folder / WEIGHTS, **{expert: None})
    assert len(reasons(folder)) == 1


def test_unused_tensors_are_a_warning(folder: Path) -> None:
    import torch

    rewrite_tensors(folder / WEIGHTS, extra__weight=torch.zeros(2))
    assert passed(folder).extra == ("extra.weight",)


def test_shards_named_by_an_index_pass(folder: Path) -> None:
    shard(folder)
    checkpoint = passed(folder)
    assert checkpoint.shards == ("part-1.safetensors", "part-2.safetensors")


def test_snapshots_of_the_hub_cache_pass_though_their_files_are_links(folder: Path, tmp_path: Path) -> None:
    snapshot = tmp_path / "repo" / "snapshots" / ("0" * 40)
    blobs = tmp_path / "repo" / "blobs"
    snapshot.mkdir(parents=True)
    blobs.mkdir()
    for number, file in enumerate(sorted(folder.iterdir())):
        file.rename(blobs / str(number))
        (snapshot / file.name).symlink_to(Path("../../blobs") / str(number))
    passed(snapshot)


# --- the tensors themselves ---


def test_a_missing_tensor_is_refused_and_named(folder: Path) -> None:
    rewrite_tensors(folder / WEIGHTS, model__norm__weight=None)
    found = reasons(folder)
    assert len(found) == 1 and "1 tensors are missing: model.norm.weight" in found[0]


def test_a_tied_head_is_not_missing(tmp_path: Path) -> None:
    folder = tiny_checkpoint(tmp_path, "llama", tie_word_embeddings=True)
    assert "lm_head.weight" not in header_of(folder / WEIGHTS)[0]
    passed(folder)
    change_json(folder / "config.json", tie_word_embeddings=False)
    assert "lm_head.weight" in reasons(folder)[0]


def test_a_wrong_shape_is_refused_and_named(folder: Path) -> None:
    import torch

    rewrite_tensors(folder / WEIGHTS, model__norm__weight=torch.zeros(31))
    found = reasons(folder)
    assert len(found) == 1 and "model.norm.weight (31,) for (32,)" in found[0]


def test_whole_number_weights_are_refused(folder: Path) -> None:
    import torch

    rewrite_tensors(folder / WEIGHTS, lm_head__weight=torch.zeros(382, 32, dtype=torch.int8))
    assert ["quantised?" in what for what in reasons(folder)] == [True]


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "bfloat16"])
@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_values_that_are_not_finite_are_found(dtype: str, value: float, folder: Path) -> None:
    import torch

    sound = torch.linspace(-3e4, 3e4, 32).to(getattr(torch, dtype))
    rewrite_tensors(folder / WEIGHTS, model__norm__weight=sound)
    assert finite_problems(folder) == []
    sound[31] = value
    rewrite_tensors(folder / WEIGHTS, model__norm__weight=sound)
    (problem,) = finite_problems(folder)
    assert "'model.norm.weight' has 1 values" in problem.what


# --- identity ---


def test_digests_follow_content_and_not_place(made: Path, folder: Path) -> None:
    here, there = passed(made), passed(folder)
    assert weights_digest(here) == weights_digest(there)
    assert identity_digest(here) == identity_digest(there) == identity_digest(there, weights_digest(there))


def test_identity_changes_with_weights_tokenizer_template_and_config(folder: Path) -> None:
    import torch

    seen = [identity_digest(passed(folder))]
    rewrite_tensors(folder / WEIGHTS, model__norm__weight=torch.full((32,), 2.0))
    seen.append(identity_digest(passed(folder)))
    change_json(folder / "tokenizer.json", truncation=None, extra_note=1)
    seen.append(identity_digest(passed(folder)))
    (folder / "chat_template.jinja").write_text("{{ messages[0].content }}")
    seen.append(identity_digest(passed(folder)))
    change_json(folder / "config.json", rms_norm_eps=1e-5)
    seen.append(identity_digest(passed(folder)))
    assert len(set(seen)) == 5


def test_nothing_of_the_folder_is_executed_or_fetched(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was touched")

    (folder / "modeling_llama.py").write_text("raise SystemExit('executed')")
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert passed(folder).ignored == ("modeling_llama.py",)
