"""Who runs: our engine as lm-evaluation-harness's model, their own `hf` model, and a plain transformers loop.

All three get the same strings and give the same numbers back. What peers do is left as they do it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from benchmarks.workloads import Workload

Answers = list[Any]
"""(log-likelihood, whether greedy) or a text, for each request."""


class Contender(Protocol):
    """Anything that answers a workload."""

    def run(self, workload: Workload) -> Answers: ...


class Evaluated:
    """A model of lm-evaluation-harness's kind: theirs or ours."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def run(self, workload: Workload) -> Answers:
        from lm_eval.api.instance import Instance

        asked = [
            Instance(workload.kind, {}, args, k, ("bench", k, 1))
            for k, args in enumerate(workload.requests())
        ]
        return list(getattr(self.model, workload.kind)(asked, disable_tqdm=True))


class Theirs(Evaluated):
    """lm-evaluation-harness's `hf` model at one batch size."""

    def __init__(self, model: Any, batch_size: int) -> None:
        super().__init__(model)
        self.batch_size = batch_size

    def run(self, workload: Workload) -> Answers:
        self.model.batch_size_per_gpu = self.batch_size
        return super().run(workload)


class Plain:
    """What a script by hand does: every option, or every prompt, one forward or `generate` of its own."""

    def __init__(self, hf: Any) -> None:
        self.hf, self.model, self.tokenizer = hf, hf.model, hf.tokenizer
        self.new: list[int] = []

    def run(self, workload: Workload) -> Answers:
        import torch

        self.new.clear()
        one = self._score if workload.kind == "loglikelihood" else self._write
        with torch.inference_mode():
            return [one(*args) for args in workload.requests()]

    def _score(self, context: str, continuation: str) -> tuple[float, bool]:
        import torch

        head, tail = self.hf._encode_pair(context, continuation)
        ids = torch.tensor([head + tail], device=self.model.device)
        logits = self.model(input_ids=ids[:, :-1]).logits[0, -len(tail) :].float().log_softmax(-1)
        wanted = ids[0, -len(tail) :]
        gained = logits.gather(1, wanted[:, None]).sum()
        return float(gained), bool((logits.argmax(-1) == wanted).all())

    def _write(self, context: str, settings: dict[str, Any]) -> str:
        ids = self.tokenizer(context, return_tensors="pt").to(self.model.device)
        stop = settings["until"]
        made = self.model.generate(
            **ids, max_new_tokens=settings["max_gen_toks"], do_sample=False,
            pad_token_id=self.tokenizer.pad_token_id,
            **({"stop_strings": stop, "tokenizer": self.tokenizer} if stop else {}),
        )[0, ids["input_ids"].shape[1] :]  # fmt: skip
        self.new.append(len(made))
        text = str(self.tokenizer.decode(made, skip_special_tokens=True))
        ends = [at for word in stop if (at := text.find(word)) >= 0]
        return text[: min(ends)] if ends else text


def open_ours(folder: Path, dtype: str, device: str) -> Evaluated:
    from harness.integrations.lm_eval import HarnessLM

    return Evaluated(HarnessLM(str(folder), dtype=dtype, device=device))


def open_theirs(folder: Path, dtype: str, device: str) -> Any:
    """Their model, loaded once: `Theirs` sets its batch size, `Plain` uses its weights and its tokenizer."""
    from lm_eval.models.huggingface import HFLM

    logging.getLogger("lm_eval").setLevel(logging.ERROR)
    return HFLM(str(folder), dtype=dtype, device=device, batch_size=1)


def contender(name: str, folder: Path, dtype: str, device: str, hf: Any = None) -> Any:
    """`ours`, `plain`, or `lm-eval bsN`; `hf` is their model where it is open already."""
    if name == "ours":
        return open_ours(folder, dtype, device)
    hf = hf or open_theirs(folder, dtype, device)
    return Plain(hf) if name == "plain" else Theirs(hf, int(name.removeprefix("lm-eval bs")))


def differences(ours: Sequence[Any], theirs: Sequence[Any], kind: str) -> dict[str, Any]:
    """How far two sets of answers are apart."""
    if kind == "loglikelihood":
        gaps = [abs(a - b) for (a, _), (b, _) in zip(ours, theirs, strict=True)]
        flips = sum(a != b for (_, a), (_, b) in zip(ours, theirs, strict=True))
        return {"max_abs_loglik": max(gaps), "greedy_flips": flips, "compared": len(gaps)}
    same = sum(a == b for a, b in zip(ours, theirs, strict=True))
    return {"identical_texts": same, "compared": len(ours)}
