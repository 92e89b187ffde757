"""From requests to token ids, or to the reason why one cannot be asked.

What is too long is named with both numbers and never cut. Nothing here runs a model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from harness.engine.boundary import Encoder, Ids, Pair
from harness.engine.generate import Prompt
from harness.models.prompting import PromptFormat, Unasked
from harness.types import Request

#: How a prompt ends that has the model think first.
THINKING = ("<think>", "<thinking>")

#: A pair of ids for each option, or a prompt to continue.
Asked = tuple[Pair, ...] | Prompt | Unasked


@dataclass(frozen=True, slots=True)
class Asking:
    """How one model is asked."""

    format: PromptFormat
    encoder: Encoder
    vocabulary: int
    """Tokens the model knows; ids of the tokenizer may not reach it."""
    max_length: int | None
    """Positions the model has; None where its architecture sets no bound."""

    def ids(self, requests: Sequence[Request]) -> list[Asked]:
        """Each request in ids; each distinct text is tokenised once."""
        texts = [
            _sound(request, text) for request, text in zip(requests, self.format.texts(requests), strict=True)
        ]
        words = (
            word
            for request, text in zip(requests, texts, strict=True)
            if isinstance(text, str)
            for word in self._words(request, text)
        )
        table = self.encoder.table(words)
        return [
            self._ids(request, text, table) if isinstance(text, str) else text
            for request, text in zip(requests, texts, strict=True)
        ]

    def misfit(self, asked: Asked) -> str:
        """Why this is too long for the model; empty if it fits."""
        if isinstance(asked, Unasked) or self.max_length is None:
            return ""
        sizes = _sizes(asked)
        prompt, rest = max(sizes, key=sum)
        if prompt + rest <= self.max_length:
            return ""
        what = "new ones" if isinstance(asked, Prompt) else "of the longest option"
        return f"{prompt} tokens of prompt and {rest} {what} exceed the model's {self.max_length} positions"

    def _words(self, request: Request, text: str) -> Iterable[str]:
        """The strings whose ids this request needs."""
        if request.kind == "generate":
            return (text,)
        return (word for option in request.options for word in self.encoder.texts(text, option))

    def _ids(self, request: Request, text: str, table: Mapping[str, Ids]) -> Asked:
        try:
            asked: Asked
            if request.kind == "score":
                asked = tuple(self.encoder.pair(text, option, table) for option in request.options)
                highest = max(max(context + rest) for context, rest in asked)
            else:
                prompt = self.encoder.prompt(text, table)
                asked = _prompt(request, prompt, text.rstrip().endswith(THINKING))
                highest = max(prompt)
        except ValueError as error:
            return Unasked(str(error))
        if highest >= self.vocabulary:
            return Unasked(f"token {highest} is not among the model's {self.vocabulary}")
        return asked


def _prompt(request: Request, ids: Ids, thinking: bool) -> Prompt:
    if request.decoding is None or request.decoding.max_new_tokens < 1:
        raise ValueError("the request allows no new tokens")
    return Prompt(ids, request.decoding.max_new_tokens, request.decoding.stop, thinking)


def _sizes(asked: tuple[Pair, ...] | Prompt) -> list[tuple[int, int]]:
    """Tokens of prompt and of answer, of everything this request would have the model read."""
    if isinstance(asked, Prompt):
        return [(len(asked.ids), asked.budget)]
    return [(len(context), len(rest)) for context, rest in asked]


def _sound(request: Request, text: str | Unasked) -> str | Unasked:
    """The text, unless something of the request cannot be tokenised or there is nothing to answer."""
    if isinstance(text, Unasked):
        return text
    if request.kind == "score" and not (request.options and all(request.options)):
        return Unasked("the request offers no options, or an empty one")
    try:
        "".join((text, *request.options)).encode()
    except UnicodeEncodeError:
        return Unasked("the text is not valid Unicode (half of a surrogate pair)")
    return text
