"""Our engine as a model of lm-evaluation-harness: importing this registers `harness` there.

Where a context ends, what is cut and what is returned follow their conventions, so that every number equals
their `hf` model's at batch size 1. It must never know a task, nor decode in any way but greedily.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lm_eval.api.instance import Instance
from lm_eval.api.model import TemplateLM
from lm_eval.api.registry import register_model
from lm_eval.models.utils import (
    handle_stop_sequences,
    normalize_gen_kwargs,
    postprocess_generated_text,
    resolve_max_length,
)
from lm_eval.utils import get_rolling_token_windows, make_disjoint_window
from tqdm import tqdm

from harness.engine.boundary import Ids, Pair
from harness.engine.generate import Generated, Prompt, generate
from harness.engine.orders import Orders
from harness.errors import EnvironmentProblem, UsageError, did_you_mean
from harness.integrations.lm_eval_words import Dressed, Words
from harness.models.hf import HF
from harness.models.memory import available_bytes

BATCH = 16
#: Decoding settings that change nothing of a greedy answer.
IDLE = frozenset({"do_sample", "temperature", "top_p", "top_k", "min_p", "until", "max_gen_toks", "seed"})
FIX = "choose another device or dtype, or shorter prompts"
ANSWER = tuple[float, bool]
Tokens = tuple[tuple[str, str] | None, Sequence[int], Sequence[int]]
"""The strings of a request (None: part of a longer one), the ids of its context and of its continuation."""


@register_model("harness")
class HarnessLM(TemplateLM):  # type: ignore[misc]
    """A checkpoint that passed the safety floor, run by the engine."""

    def __init__(
        self,
        pretrained: str,
        *,
        revision: str = "main",
        dtype: str = "auto",
        device: str | None = None,
        batch_size: int | str | None = None,
        max_batch_size: int | None = None,
        max_length: int | None = None,
        prefix_token_id: int | None = None,
        think_end_token: str | None = None,
        enable_thinking: bool | None = None,
        chat_template_args: Mapping[str, Any] | None = None,
        **unknown: Any,
    ) -> None:
        """Load it. `dtype=auto` is float32 on a CPU; `max_batch_size` is tolerated: memory sets the bound."""
        super().__init__()
        _refuse_unknown(unknown)
        size = batch_size_of(batch_size)
        spec = HF(pretrained, revision, dtype=str(dtype), device=device or "auto", batch_size=size)
        self.local = spec.open()
        self.tokenizer = self.local.asking.encoder.tokenizer
        self.think_end_token = think_end_token
        self.chat_template_args = dict(chat_template_args or {})
        if enable_thinking is not None:
            self.chat_template_args["enable_thinking"] = enable_thinking
        self._max_length, self._prefix = max_length, prefix_token_id
        first = self.prefix_token_id
        self.words = Words(self.tokenizer, None if first is None else self.tokenizer.decode(first))

    # --- what their evaluator asks about a model ---

    @property
    def device(self) -> Any:
        return self.local.path.forward.device

    @property
    def max_length(self) -> int:
        """Positions of the model as they count them; what is longer is cut on the left."""
        config = self.local.path.forward.model.config
        return self._max_length or int(resolve_max_length(config, self.tokenizer))

    @property
    def max_gen_toks(self) -> int:
        return 256

    @property
    def eot_token_id(self) -> int | None:
        token: int | None = self.tokenizer.eos_token_id
        return token

    @property
    def prefix_token_id(self) -> int | None:
        """Stands before a text without context."""
        bos: int | None = self.tokenizer.bos_token_id
        return next((t for t in (self._prefix, bos, self.eot_token_id) if t is not None), None)

    @property
    def tokenizer_name(self) -> str:
        return str(self.tokenizer.name_or_path).replace("/", "__")

    def apply_chat_template(
        self, chat_history: list[dict[str, str]], add_generation_prompt: bool = True
    ) -> str:
        """The conversation as text, by the tokenizer's own rendering in transformers' sandbox."""
        return str(
            self.tokenizer.apply_chat_template(
                chat_history,
                tokenize=False,
                add_generation_prompt=add_generation_prompt,
                continue_final_message=not add_generation_prompt,
                **self.chat_template_args,
            )
        )

    def get_model_info(self) -> dict[str, Any]:
        """What their results file says of the model, and how the engine ran it."""
        card = self.local.card
        return {
            "model_num_parameters": card.parameters,
            "model_dtype": card.dtype,
            "model_revision": card.revision,
            "model_sha": card.weights_sha256,
            "engine": self.local.engine,
            "engine_fallbacks": list(self.local.fallbacks),
        }

    # --- text to ids: their `_encode_pair` runs on top of this, so the boundary is theirs ---

    def tok_encode(self, string: str, add_special_tokens: bool | None = None, **_: Any) -> list[int]:
        if add_special_tokens is None:
            return self.words.ids(self.words.dressed(string))
        return self.words.ids((string, add_special_tokens))

    def _learn(self, wanted: Iterable[Dressed]) -> None:
        """Tokenise what a call needs, all at once."""
        since = self.local.record.clock()
        self.words.learn(wanted)
        self.local.record.spent("tokenise", since)

    # --- the three kinds of request ---

    def loglikelihood(self, requests: list[Instance], disable_tqdm: bool = False) -> list[ANSWER]:
        """(log-likelihood, whether greedy) of each continuation after its context."""
        self._learn(dressed for request in requests for dressed in self.words.option(*request.args))
        try:
            found: list[ANSWER] = super().loglikelihood(requests, disable_tqdm=disable_tqdm)
        finally:
            self.words.known.clear()
        return found

    def _loglikelihood_tokens(
        self, requests: Sequence[Tokens], disable_tqdm: bool = False, **_: Any
    ) -> list[ANSWER]:
        orders, since = Orders(), self.local.record.clock()
        for _texts, context, rest in requests:
            orders.add(*self._pair(context, rest))
        self.local.record.spent("tokenise", since)
        size = self.local.path.width if self.local.path.shared else self.local.batch_size
        found = self.local.score(orders, range(len(orders)), size)
        out: list[ANSWER] = [(0.0, False)] * len(requests)
        for at, scored in tqdm(found, total=len(requests), disable=disable_tqdm, desc="loglikelihood"):
            if scored is None:
                raise EnvironmentProblem("out of memory with one row", "lm-evaluation-harness request", FIX)
            out[at] = (scored.loglik, scored.greedy)
            if requests[at][0] is not None:
                self.cache_hook.add_partial("loglikelihood", requests[at][0], out[at])
        return out

    def loglikelihood_rolling(self, requests: list[Instance], disable_tqdm: bool = False) -> list[float]:
        """Log-likelihood of whole texts, in windows that do not overlap."""
        self._learn(self.words.dressed(request.args[0]) for request in requests)
        windows: list[Tokens] = []
        owners: list[int] = []
        for k, request in enumerate(requests):
            tokens = self.tok_encode(request.args[0])
            rolled = get_rolling_token_windows(tokens, self.prefix_token_id, self.max_length, 1)
            parts = [make_disjoint_window(window) for window in rolled]
            windows += [(None, context, rest) for context, rest in parts]
            owners += [k] * len(parts)
        self.words.known.clear()
        totals = [0.0] * len(requests)
        for k, (loglik, _) in zip(owners, self._loglikelihood_tokens(windows, disable_tqdm), strict=True):
            totals[k] += loglik
        for request, total in zip(requests, totals, strict=True):
            self.cache_hook.add_partial("loglikelihood_rolling", request.args, total)
        return totals

    def generate_until(self, requests: list[Instance], disable_tqdm: bool = False) -> list[str]:
        """What the model greedily continues each context with, up to a stop string."""
        asked = [self.words.prompt(request.args[0]) for request in requests]
        self._learn(asked)
        prompts = [
            self._prompt(self.words.ids(dressed), request.args[1])
            for dressed, request in zip(asked, requests, strict=True)
        ]
        self.words.known.clear()
        out = [""] * len(prompts)
        for at, made in tqdm(self._made(prompts), total=len(prompts), disable=disable_tqdm, desc="generate"):
            out[at] = postprocess_generated_text(made.text, list(prompts[at].stop), self.think_end_token)
            self.cache_hook.add_partial("generate_until", requests[at].args, out[at])
        return out

    # --- ids to numbers: the engine ---

    def _pair(self, context: Sequence[int], rest: Sequence[int]) -> Pair:
        """Cut on the left to what the model can read, as they cut it."""
        if not context or not rest or len(rest) > self.max_length:
            raise UsageError(
                f"a request of {len(context)} context and {len(rest)} continuation tokens cannot be scored",
                "lm-evaluation-harness request",
                f"both must have tokens, the continuation at most {self.max_length}",
            )
        kept = (*context, *rest)[-(self.max_length + 1) :]
        return tuple(kept[: -len(rest)]), tuple(rest)

    def _prompt(self, ids: Sequence[int], settings: Mapping[str, Any]) -> Prompt:
        """The ids to continue and when to stop. UsageError for what is not greedy decoding."""
        known = normalize_gen_kwargs(dict(settings), self.max_gen_toks)
        if known["do_sample"] or (odd := sorted(known.keys() - IDLE)):
            asked = "do_sample" if known["do_sample"] else ", ".join(odd)
            fix = "use `--model hf` for it, or leave it out"
            raise UsageError(f"only greedy decoding is offered, not {asked}", "generation_kwargs", fix)
        eos = self.tokenizer.decode([self.eot_token_id]) if self.eot_token_id is not None else None
        stop = handle_stop_sequences(known["until"], eos=eos)
        budget = int(known["max_gen_toks"])
        room = self.max_length - budget
        if room < 1 or budget < 1:
            what = f"{budget} new tokens leave no room in the model's {self.max_length} positions"
            raise UsageError(what, "max_gen_toks", "ask for fewer, and at least one")
        start: Ids = tuple(ids[-room:]) or tuple(t for t in (self.prefix_token_id,) if t is not None)
        return Prompt(start, budget, tuple(word for word in stop if word))

    def _made(self, prompts: Sequence[Prompt]) -> Iterator[tuple[int, Generated]]:
        """One pass of the engine for each set of tokens that end a text; nearly always that is one."""
        groups: dict[frozenset[int], list[int]] = {}
        for k, prompt in enumerate(prompts):
            groups.setdefault(self.local.ends | self.words.ends(prompt.stop), []).append(k)
        local, decode = self.local, self.words.decoded
        memory = available_bytes(str(self.device)) // 2
        for ends, members in groups.items():
            jobs = [prompts[k] for k in members]
            found = generate(
                local.path, jobs, max(local.batch_size, BATCH), ends, decode, memory, local.record
            )
            for at, made in found:
                yield members[at], made


def batch_size_of(asked: int | str | None) -> int:
    """Rows a forward: theirs if it is a number; `auto`, `auto:4` and nothing leave it to us."""
    if asked is None or str(asked).startswith("auto"):
        return BATCH
    return int(asked)


def _refuse_unknown(arguments: Mapping[str, Any]) -> None:
    """UsageError for arguments we have no meaning for; those that switch something off are met already."""
    known = ("pretrained", "revision", "dtype", "device", "batch_size", "max_batch_size", "max_length",
             "prefix_token_id", "think_end_token", "enable_thinking", "chat_template_args")  # fmt: skip
    for name, value in arguments.items():
        if value not in (None, False):
            raise UsageError(f"model `harness` takes no {name}", "--model_args", did_you_mean(name, known))
