"""A model folder examined before any of it is run: every reason for refusal at once, or a Checkpoint.

The order is from cheap to dear: names, JSON, headers, then shapes against the config. Nothing here may run,
unpickle or fetch anything, nor open a file that is not needed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.models.config_bounds import bound_problems, code_problems, quantised
from harness.models.declared import CARD, TEMPLATE_FILE, Declared, read_declared, read_template
from harness.models.folder import BadFile, admit, present, read_object
from harness.models.lora import CONFIG as ADAPTER_CONFIG
from harness.models.lora import WEIGHTS as ADAPTER_WEIGHTS
from harness.models.lora import Adapter
from harness.models.shapes import Fit, architecture_problems, causal_class, fit, stored_dtype
from harness.models.weights import INDEX, Tensor, finite_problems, read_headers, shard_names
from harness.types import Problem, digest

CONFIG, GENERATION, TOKENIZER_CONFIG = "config.json", "generation_config.json", "tokenizer_config.json"
CONFIG_LIMIT = 4 << 20
#: Files of which one (or the pair) makes a tokenizer.
VOCABULARIES = (
    ("tokenizer.json",), ("tokenizer.model",), ("spiece.model",), ("vocab.txt",),
    ("vocab.json", "merges.txt"),
)  # fmt: skip
TOKENIZER_FILES = (
    TOKENIZER_CONFIG, "special_tokens_map.json", "added_tokens.json",
    *sorted({name for group in VOCABULARIES for name in group}),
)  # fmt: skip
#: Most names of ignored files that are kept; a folder can hold a whole training run.
IGNORED = 200
LENGTH_KEYS = ("max_position_embeddings", "n_positions", "max_seq_len", "max_sequence_length", "seq_length")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A folder that passed: what is in it, by name and number. The weights themselves are not held."""

    folder: Path
    config: Mapping[str, Any]
    architecture: str
    shards: tuple[str, ...]
    parameters: int
    """As the model counts them: tied weights once, unused tensors not at all."""
    weights_bytes: int
    dtype: str
    """The type most weights are stored in: `float32`, `float16`, `bfloat16`, `float64`."""
    max_length: int | None
    """Most positions the config declares; None where the architecture has no such bound."""
    chat_template: str | None
    tokenizer_files: tuple[str, ...]
    declared: Declared
    ignored: tuple[str, ...]
    """Other entries of the folder; they were never opened."""
    extra: tuple[str, ...]
    """Tensors that the model does not use: a warning."""
    adapter: Adapter | None = None
    """What is merged into the weights once they are loaded; then `folder` is its base's."""

    @property
    def home(self) -> Path:
        """The folder that was asked for."""
        return self.adapter.folder if self.adapter else self.folder

    @property
    def tokenizer_folder(self) -> Path:
        """Where the tokenizer's files are: an adapter may bring its own."""
        return self.home if self.adapter and self.adapter.tokenizer_files else self.folder


def examine(folder: Path) -> tuple[Checkpoint | None, list[Problem]]:
    """A Checkpoint, or every reason for refusing the folder as a whole model. Values are not scanned."""
    if not folder.is_dir():
        return None, [Problem("there is no such folder", str(folder), "name a folder with a model in it")]
    problems: list[Problem] = []
    config = _read(folder, CONFIG, problems, required=True)
    generation = _read(folder, GENERATION, problems)
    tokenizer = _read(folder, TOKENIZER_CONFIG, problems)
    for name, held in ((CONFIG, config), (GENERATION, generation), (TOKENIZER_CONFIG, tokenizer)):
        problems += code_problems(held, name)
    problems += _config_problems(folder, config)
    buildable = bool(config) and not problems
    shards, faults = shard_names(folder)
    tensors, header_faults = read_headers(folder, shards)
    problems += faults + header_faults
    files, tokenizer_faults = _tokenizer_files(folder)
    template, template_faults = read_template(folder, tokenizer)
    problems += [*tokenizer_faults, *template_faults]
    fitted = Fit(())
    if buildable and tensors and not faults and not header_faults:
        fitted = fit(folder, config, tensors)
        problems += fitted.problems
    if problems:
        return None, problems
    checkpoint = _checkpoint(
        folder, config=config, shards=shards, tensors=tensors, files=files, template=template, fitted=fitted
    )
    return checkpoint, []


def _checkpoint(
    folder: Path, *, config: Mapping[str, Any], shards: tuple[str, ...], tensors: list[Tensor],
    files: tuple[str, ...], template: str | None, fitted: Fit,
) -> Checkpoint:  # fmt: skip
    used = {CONFIG, GENERATION, INDEX, CARD, TEMPLATE_FILE, *shards, *files}
    others = sorted(entry.name for entry in folder.iterdir() if entry.name not in used)
    return Checkpoint(
        folder=folder,
        config=config,
        architecture=str(causal_class(config)),
        shards=shards,
        parameters=fitted.parameters,
        weights_bytes=sum(t.end - t.start for t in tensors),
        dtype=stored_dtype(tensors),
        max_length=_max_length(config),
        chat_template=template,
        tokenizer_files=files,
        declared=read_declared(folder),
        ignored=tuple(others[:IGNORED]),
        extra=fitted.extra,
    )


def _read(folder: Path, name: str, problems: list[Problem], required: bool = False) -> dict[str, Any]:
    """The JSON object of a file, or {} with the problem noted."""
    if not present(folder, name):
        if required:
            problems.append(
                Problem(f"there is no {name}", str(folder), "add the file the model was saved with")
            )
        return {}
    try:
        held = read_object(folder, name, CONFIG_LIMIT)
    except BadFile as bad:
        problems.append(bad.problem)
        return {}
    if required and not held:
        problems.append(
            Problem(f"{name} is empty", str(folder / name), "add the file the model was saved with")
        )
    return held


def _config_problems(folder: Path, config: Mapping[str, Any]) -> list[Problem]:
    """What config.json and its neighbours say that cannot be weighed."""
    problems: list[Problem] = []
    if present(folder, ADAPTER_CONFIG):
        fix = "keep one of the two, in a folder of its own"
        problems.append(Problem("an adapter (LoRA) lies beside a whole model", str(folder), fix))
    if quantised(config):
        fix = "publish the unquantised weights"
        problems.append(
            Problem("quantised checkpoints are not evaluated", f"{CONFIG}: quantization_config", fix)
        )
    if config:
        problems += architecture_problems(config)
        problems += bound_problems(config)
    return problems


def own_tokenizer(folder: Path) -> tuple[tuple[str, ...], list[Problem]]:
    """The files of a whole tokenizer, or none where there is not enough for one, and what is wrong with them."""
    if not any(all(present(folder, name) for name in group) for group in VOCABULARIES):
        return (), []
    return _tokenizer_files(folder)


def _tokenizer_files(folder: Path) -> tuple[tuple[str, ...], list[Problem]]:
    """The tokenizer's files that are there, in order, and what is wrong with them."""
    found, problems = [], []
    for name in TOKENIZER_FILES:
        if not present(folder, name):
            continue
        try:
            if name.endswith(".json"):
                read_object(folder, name)
            admit(folder, name)
            found.append(name)
        except BadFile as bad:
            if name != TOKENIZER_CONFIG:  # that one was read, and reported, before
                problems.append(bad.problem)
    if not problems and not any(set(group) <= set(found) for group in VOCABULARIES):
        fix = "save the tokenizer with the model (tokenizer.json)"
        problems.append(Problem("there is no tokenizer", str(folder), fix))
    return tuple(found), problems


def _max_length(config: Mapping[str, Any]) -> int | None:
    """Declared positions, of the model itself or of its text part."""
    inner = config.get("text_config")
    for held in (config, inner if isinstance(inner, dict) else {}):
        for key in LENGTH_KEYS:
            if isinstance(held.get(key), int):
                return int(held[key])
    return None


# --- identity --------------------------------------------------------------------------------------


def file_digest(path: Path) -> str:
    """SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def weights_digest(checkpoint: Checkpoint) -> str:
    """SHA-256 over the sorted (file name, SHA-256 of the file) of the weight files, an adapter's included."""
    files = [checkpoint.folder / name for name in sorted(checkpoint.shards)]
    if checkpoint.adapter:
        files += [checkpoint.home / name for name in (ADAPTER_CONFIG, ADAPTER_WEIGHTS)]
    return digest([[file.name, file_digest(file)] for file in files])


def identity_digest(checkpoint: Checkpoint, weights: str = "") -> str:
    """Digest of all that shapes an answer: weights, config, tokenizer files and chat template.

    `weights` is `weights_digest(checkpoint)` if it is at hand, so that large files are read once.
    """
    folder = checkpoint.folder
    paths = [folder / name for name in (CONFIG, GENERATION) if present(folder, name)]
    paths += [checkpoint.tokenizer_folder / name for name in checkpoint.tokenizer_files]
    files = [[path.name, file_digest(path)] for path in sorted(paths, key=lambda path: path.name)]
    return digest([weights or weights_digest(checkpoint), files, checkpoint.chat_template or ""])


__all__ = [
    "Checkpoint", "Declared", "examine", "file_digest", "finite_problems", "identity_digest",
    "weights_digest",
]  # fmt: skip
