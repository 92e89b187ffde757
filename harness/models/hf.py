"""Any Hugging Face causal language model, by hub id and revision or by local folder.

`HF` is the spec that configs build: it examines and loads, and imports torch only then. Nothing a checkpoint
names is ever run.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from harness.errors import EnvironmentProblem, ModelRefused
from harness.models.adapter import examine_model, value_problems
from harness.models.checkpoint import Checkpoint, identity_digest, weights_digest
from harness.models.hub import locate, revision_of
from harness.models.loading import (
    DTYPES,
    choose_device,
    choose_dtype,
    ends,
    load_model,
    load_tokenizer,
    special_tokens,
)
from harness.models.memory import memory_problem
from harness.models.naming import sanitised
from harness.models.prompting import PromptFormat, choose_format
from harness.types import ModelCard, Problem, digest

if TYPE_CHECKING:
    from harness.models.local import LocalModel

Chat = Literal["auto", "always", "never"]
Kind = Literal["model", "reference", "baseline"]
#: Prompts are expected to stay under this; the memory estimate counts on it.
LONGEST = 4096


@dataclass(frozen=True, slots=True)
class HF:
    """A causal language model not yet loaded."""

    source: str
    """Hub id (`org/name`) or folder."""
    revision: str = "main"
    """Branch, tag or commit of a hub id."""
    name: str = ""
    """On the board; by default the last part of the source."""
    dtype: str = "auto"
    """`float32`, `bfloat16`...; auto: float32 on a CPU, as stored on an accelerator."""
    device: str = "auto"
    batch_size: int = 16
    chat: Chat = "auto"
    """Whether the chat template is used: when there is one, or refuse without, or never."""
    kind: Kind = "model"
    vendor: str = ""
    base: str = ""
    """The model it was trained from, by default what its README declares; an adapter is put upon it."""
    licence: str = ""
    threads: int = 0
    """CPU threads of torch; 0 leaves them as they are."""

    def problems(self) -> list[Problem]:
        """Every reason to refuse this model. UsageError or EnvironmentProblem if it cannot be had at all."""
        try:
            self._admitted()[2].close()
        except ModelRefused as refused:
            return list(refused.problems)
        return []

    def open(self) -> LocalModel:
        """Load it. ModelRefused with all problems, EnvironmentProblem when it does not fit here."""
        import torch

        from harness.engine.boundary import Encoder
        from harness.engine.forward import Forward
        from harness.engine.probe import probe
        from harness.models.asking import Asking
        from harness.models.local import LocalModel

        checkpoint, tokenizer, form = self._admitted()
        device = choose_device(self.device)
        dtype = choose_dtype(self.dtype, checkpoint.dtype, device)
        longest = min(checkpoint.max_length or LONGEST, LONGEST)
        if lacking := memory_problem(checkpoint, dtype, longest, device):
            raise EnvironmentProblem(lacking.what, lacking.where, lacking.fix)
        if self.threads:
            torch.set_num_threads(self.threads)
        model = load_model(checkpoint, dtype, device)
        forward = Forward.of(model)
        card = self._card(checkpoint, dtype, device.partition(":")[0], form.name)
        identity = [identity_digest(checkpoint, card.weights_sha256), form.name, dtype, card.device]
        return LocalModel(
            answerer_id=f"{sanitised(card.name)}-{digest(identity)[:12]}",
            card=card,
            path=probe(forward, checkpoint.max_length or LONGEST),
            asking=Asking(
                form, Encoder.of(tokenizer, special_tokens=form.special_tokens),
                forward.vocabulary, checkpoint.max_length,
            ),
            ends=ends(model, tokenizer),
            batch_size=self.batch_size,
        )  # fmt: skip

    def examined(self) -> tuple[Checkpoint | None, list[Problem]]:
        """What the source holds, or every reason for refusing it."""
        return examine_model(locate(self.source, self.revision), self.base)

    def _admitted(self) -> tuple[Checkpoint, Any, PromptFormat]:
        """The examined folder, its tokenizer and how it is prompted. ModelRefused with all problems."""
        problems = self._settings()
        checkpoint, found = self.examined()
        problems += found
        if checkpoint is None:
            raise ModelRefused(self.source, problems)
        problems += value_problems(checkpoint)
        tokenizer, form = None, None
        try:
            tokenizer = load_tokenizer(checkpoint.tokenizer_folder)
            form = choose_format(checkpoint.chat_template, self.chat, special_tokens(tokenizer))
        except ModelRefused as refused:
            problems += refused.problems
        if problems or form is None:
            if form is not None:
                form.close()
            raise ModelRefused(self.source, problems)
        return checkpoint, tokenizer, form

    def _settings(self) -> list[Problem]:
        """What is wrong with the spec itself."""
        choices = {"dtype": ("auto", *DTYPES), "chat": get_args(Chat), "kind": get_args(Kind)}
        out = [
            Problem(f"no {key} '{getattr(self, key)}'", f"model.{key}", f"choose one of: {', '.join(known)}")
            for key, known in choices.items()
            if getattr(self, key) not in known
        ]
        if self.batch_size < 1:
            out.append(Problem(f"a batch of {self.batch_size} rows", "model.batch_size", "set 1 or more"))
        return out

    def _base(self, checkpoint: Checkpoint) -> str:
        """The base for the card; a folder an adapter was put upon is given by its own name."""
        by_hand = self.base and not (checkpoint.adapter and Path(self.base).expanduser().is_dir())
        return self.base if by_hand else checkpoint.declared.base

    def _card(self, checkpoint: Checkpoint, dtype: str, device: str, prompt_format: str) -> ModelCard:
        return ModelCard(
            name=self.name or self.source.rstrip("/").rpartition("/")[2] or self.source,
            kind=self.kind,
            revision=revision_of(checkpoint.home),
            weights_sha256=weights_digest(checkpoint),
            parameters=checkpoint.parameters,
            weights_bytes=checkpoint.weights_bytes,
            licence=self.licence or checkpoint.declared.licence,
            vendor=self.vendor,
            base=self._base(checkpoint),
            architecture=checkpoint.architecture,
            dtype=dtype,
            device=device,
            prompt_format=prompt_format,
        )
