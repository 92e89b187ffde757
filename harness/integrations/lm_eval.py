"""Our engine as a model of lm-evaluation-harness: importing this registers `harness` there.

Where a context ends, what is cut and what is returned follow their conventions, so that every number equals
their `hf` model's at batch size 1: log-likelihoods to 1e-4 in float32, texts and greedy flags exactly, but for
two tokens as likely as one another. In half precision they differ more: theirs takes the softmax in that
precision, ours in float32. `dtype=auto` is float32 on a CPU, where theirs is what the checkpoint is stored in.
It must never know a task, nor decode in any way but greedily: what asks for more is refused.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2.exceptions import TemplateError
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
from harness.errors import EnvironmentProblem, UsageError
from harness.integrations.lm_eval_arguments import batch_size_of, device_of, refuse_unknown, think_end_of
from harness.integrations.lm_eval_decoding import declared_settings, refuse_all_but_greedy
from harness.integrations.lm_eval_words import Dressed, Reader, Words
from harness.models.adapter import own_template
from harness.models.hf import HF
from harness.models.hub import locate
from harness.models.loading import load_tokenizer
from harness.models.memory import available_bytes

log = logging.getLogger(__name__)
FIX = "choose another device or dtype, or shorter prompts"
#: Requests that are put into ids at once: all of them would fill the memory.
WINDOW = 256
ANSWER = tuple[float, bool]
Texts = tuple[str, str] | None
Tokens = tuple[Texts, Sequence[int], Sequence[int]]
"""The strings of a request (None: part of a longer one), the ids of its context and of its continuation."""


@register_model("harness")
class HarnessLM(TemplateLM):  # type: ignore[misc]
    """A checkpoint that passed the safety floor, run by the engine."""

    def __init__(
        self,
        pretrained: str,
        *,
        base: str = "",
        revision: str = "main",
        dtype: str = "auto",
        device: str | None = None,
        batch_size: int | str | None = None,
        max_batch_size: int | None = None,
        max_length: int | None = None,
        add_bos_token: bool | None = None,
        prefix_token_id: int | None = None,
        think_end_token: str | int | None = None,
        enable_thinking: bool | None = None,
        chat_template_args: Mapping[str, Any] | None = None,
        **unknown: Any,
    ) -> None:
        """Load it; `base` is what an adapter is put upon.

        `batch_size` bounds the rows of a padded batch and the texts in flight, 1 being one at a time; shared
        prefixes go by tokens. `max_batch_size` is tolerated: memory sets the bound.
        """
        super().__init__()
        refuse_unknown(unknown)
        self.think_end_token = think_end_of(think_end_token, enable_thinking)
        size, device = batch_size_of(batch_size), device_of(device)
        # The prompts come as text: no process for chat templates is wanted.
        spec = HF(
            pretrained,
            revision,
            base=base or "",
            dtype=str(dtype),
            device=device,
            batch_size=size,
            chat="never",
        )
        self.local = spec.open()
        self.tokenizer = self._tokenizer(locate(pretrained, revision), add_bos_token)
        self.enable_thinking = enable_thinking
        self.chat_template_args = dict(chat_template_args or {})
        if enable_thinking is not None:
            self.chat_template_args["enable_thinking"] = enable_thinking
        self._max_length, self._prefix = max_length, prefix_token_id
        first = self.prefix_token_id
        mark = None if first is None else self.tokenizer.decode(first)
        self.words = Words(self.tokenizer, mark, add_bos_token is not False)
        thought = self.think_end_token if isinstance(self.think_end_token, int) else None
        self.reader = Reader(self.words, self.local.ends - self.words.special.keys(), thought)
        self.declared = declared_settings(self.local.path.forward.model)

    def _tokenizer(self, folder: Path, add_bos_token: bool | None) -> Any:
        """The model's tokenizer; with an adapter's own template, which `harness eval` uses too."""
        tokenizer = self.local.asking.encoder.tokenizer
        if add_bos_token is not None:
            tokenizer = load_tokenizer(Path(tokenizer.name_or_path), add_bos_token=add_bos_token)
        if template := own_template(folder):
            tokenizer.chat_template = template
        return tokenizer

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

        def rendered(turns: list[dict[str, str]]) -> str:
            return str(
                self.tokenizer.apply_chat_template(
                    turns,
                    tokenize=False,
                    add_generation_prompt=add_generation_prompt,
                    continue_final_message=not add_generation_prompt,
                    **self.chat_template_args,
                )
            )

        try:
            return rendered(chat_history)
        except TemplateError:  # as theirs: many templates know no system role
            log.warning("the chat template refuses this conversation; it is told again without system turns")
            return rendered([turn for turn in chat_history if turn["role"] != "system"])

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
        if self.enable_thinking:
            tasks = ", ".join(sorted({request.task_name for request in requests if request.task_name}))
            what = f"enable_thinking=True, but these tasks ask for log-likelihoods: {tasks}"
            raise UsageError(what, "--model_args", "leave it out, or choose tasks that have the model write")
        orders = Orders()
        for start in range(0, len(requests), WINDOW):
            window = [request.args for request in requests[start : start + WINDOW]]
            self._learn(dressed for args in window for dressed in self.words.option(*args))
            since = self.local.record.clock()
            for args in window:
                orders.add(*self._pair(*self._encoded(*args)))
            self.words.known.clear()
            self.local.record.spent("tokenise", since)
        return self._scored(orders, [request.args for request in requests], disable_tqdm)

    def _encoded(self, context: str, continuation: str) -> tuple[list[int], list[int]]:
        """Ids of both, as their `loglikelihood` takes them."""
        if context:
            pair: tuple[list[int], list[int]] = self._encode_pair(context, continuation)
            return pair
        rest, prefix = self.tok_encode(continuation, add_special_tokens=False), self.prefix_token_id
        if prefix is None or rest[:1] == [prefix]:
            return rest[:1], rest[1:]
        return [prefix], rest

    def _loglikelihood_tokens(
        self, requests: Sequence[Tokens], disable_tqdm: bool = False, **_: Any
    ) -> list[ANSWER]:
        orders = Orders()
        for _texts, context, rest in requests:
            orders.add(*self._pair(context, rest))
        return self._scored(orders, [texts for texts, _context, _rest in requests], disable_tqdm)

    def _scored(self, orders: Orders, texts: Sequence[Texts], disable_tqdm: bool) -> list[ANSWER]:
        """What each order is worth; `texts` are what it is remembered under."""
        size = self.local.path.width if self.local.path.shared else self.local.batch_size
        found = self.local.score(orders, range(len(orders)), size)
        out: list[ANSWER] = [(0.0, False)] * len(orders)
        for at, scored in tqdm(found, total=len(orders), disable=disable_tqdm, desc="loglikelihood"):
            if scored is None:
                raise EnvironmentProblem("out of memory with one row", "lm-evaluation-harness request", FIX)
            out[at] = (scored.loglik, scored.greedy)
            if texts[at] is not None:
                self.cache_hook.add_partial("loglikelihood", texts[at], out[at])
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
            end = self.think_end_token if isinstance(self.think_end_token, str) else None
            text = self.reader.spoken(made.text)
            out[at] = postprocess_generated_text(text, list(prompts[at].stop), end)
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
        refuse_all_but_greedy(known, self.declared)
        eos = self.tokenizer.decode([self.eot_token_id]) if self.eot_token_id is not None else None
        stop = handle_stop_sequences(known["until"], eos=eos)
        budget = int(known["max_gen_toks"])
        room = self.max_length - budget
        if room < 1 or budget < 1:
            what = f"{budget} new tokens leave no room in the model's {self.max_length} positions"
            raise UsageError(what, "max_gen_toks", "ask for fewer, and at least one")
        start: Ids = tuple(ids[-room:]) or tuple(t for t in (self.prefix_token_id,) if t is not None)
        return Prompt(start, budget, self.reader.stops([word for word in stop if word]))

    def _made(self, prompts: Sequence[Prompt]) -> Iterator[tuple[int, Generated]]:
        """One pass of the engine for each set of tokens that end a text; nearly always that is one."""
        groups: dict[frozenset[int], list[int]] = {}
        for k, prompt in enumerate(prompts):
            groups.setdefault(self.local.ends | self.words.ends(prompt.stop), []).append(k)
        for ends, members in groups.items():
            for at, made in self._written([prompts[k] for k in members], ends - self.reader.shown):
                yield members[at], made

    def _written(self, prompts: Sequence[Prompt], ends: frozenset[int]) -> Iterator[tuple[int, Generated]]:
        """One pass, with half as many at once each time memory runs out."""
        local, decode = self.local, self.reader.decode
        memory = available_bytes(str(self.device)) // 2

        def work(jobs: Sequence[Prompt], size: int) -> Iterator[tuple[int, Generated]]:
            return generate(local.path, jobs, size, ends, decode, memory, local.record)

        for at, made in local.roomy(work, prompts, local.batch_size, "rows"):
            if made is None:
                raise EnvironmentProblem("out of memory with one text", "lm-evaluation-harness request", FIX)
            yield at, made
