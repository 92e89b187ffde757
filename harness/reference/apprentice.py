"""The apprentice: a two-layer checkpoint trained here on recognition, and `chance`, the same one untrained.

The apprentice exists for its contrast: well above chance where a word is recognised, at chance where a number
must be computed. `teaches` widens the lessons, to see which skills a tiny model learns at all. The recipe is
fixed (seed, steps, lessons); the checkpoint is kept under `results/models/<digest>`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, get_args

from harness.errors import did_you_mean
from harness.kit import Task
from harness.models.hf import HF
from harness.reference.lessons import characters, lessons
from harness.store.files import sync_folder, writing
from harness.types import Kind, Model, Problem, digest

KIND: Mapping[str, Kind] = {kind: kind for kind in get_args(Kind)}
CARD = """---
license: apache-2.0
language: [zh, en]
---
# {name}

Reference checkpoint of Heng, made on the spot: {parameters:,} parameters, {steps} training steps,
recipe {digest}. It is a yardstick, not a model to use.
"""


@dataclass(frozen=True)
class Apprentice:
    """The recipe. `steps=0` leaves the random weights as they are: that is `chance`."""

    tasks: tuple[Task, ...]
    """Tasks whose families are taught, on their train split."""
    home: Path
    """Folder that keeps checkpoints by recipe digest."""
    name: str = "apprentice"
    steps: int = 800
    batch: int = 8
    hidden: int = 128
    layers: int = 2
    learning_rate: float = 0.005
    seed: int = 1
    teaches: tuple[str, ...] = ("option_text",)
    """Answer kinds of the families that are taught."""
    batch_size: int = 32
    """Of answering, not of training."""
    threads: int = 0

    def problems(self) -> list[Problem]:
        return [
            Problem(f"no answer kind '{word}'", "model.teaches", did_you_mean(word, KIND))
            for word in self.teaches
            if word not in KIND
        ]

    def open(self) -> Model:
        return self.checkpoint().open()

    def recipe(self) -> dict[str, Any]:
        """Everything that changes the weights."""
        return {
            "alphabet": "".join(characters(self.tasks)),
            "lessons": digest(list(self.lessons(64))) if self.steps else "",
            "shape": [self.hidden, self.layers],
            "training": [self.steps, self.batch, self.learning_rate, self.seed],
            "versions": [version("torch"), version("transformers")],
        }

    def lessons(self, count: int) -> Iterator[tuple[str, str]]:
        return lessons(self.tasks, count, tuple(KIND[word] for word in self.teaches))

    def checkpoint(self, progress: Callable[[int, int], None] = lambda step, steps: None) -> HF:
        """The checkpoint as an ordinary model, made first if it is not kept yet."""
        recipe = self.recipe()
        key = digest(recipe)[:16]
        folder = self.home / key
        if not (folder / "model.safetensors").exists():
            self.make(folder, key, recipe["alphabet"], progress)
        return HF(
            source=str(folder),
            name=self.name,
            kind="reference",
            batch_size=self.batch_size,
            threads=self.threads,
            vendor="Heng",
        )

    def make(self, folder: Path, key: str, alphabet: str, progress: Callable[[int, int], None]) -> None:
        """Build, train and save; the folder appears complete or not at all."""
        import torch

        from harness.reference.training import new_model, new_tokenizer, save, train

        tokenizer = new_tokenizer(alphabet)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.seed)
            model = new_model(len(tokenizer), self.hidden, self.layers)
            if self.steps:
                pairs = list(self.lessons(self.steps * self.batch))
                train(model, tokenizer, pairs, self.batch, self.learning_rate, progress)
        temp = folder.with_name(f".{folder.name}.{os.getpid()}.tmp")  # two first runs may make it at once
        with writing(folder):
            shutil.rmtree(temp, ignore_errors=True)
            temp.mkdir(parents=True)
            save(model, tokenizer, temp)
            parameters = sum(p.numel() for p in model.parameters())
            text = CARD.format(name=self.name, parameters=parameters, steps=self.steps, digest=key)
            (temp / "README.md").write_text(text, encoding="utf-8")
            if (folder / "model.safetensors").exists():
                shutil.rmtree(temp)
            else:
                temp.replace(folder)
            sync_folder(folder.parent)
