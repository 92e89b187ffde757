"""From messages to the text a model continues: its chat template, or a plain layout for base models.

The format is chosen once a model and stands on its card. Nothing here tokenises, and no message is cut.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from harness.errors import ModelRefused
from harness.models.chat import ChatTemplate
from harness.types import Message, Problem, Request


@dataclass(frozen=True, slots=True)
class Unasked:
    """Stands where a request could not be put to the model."""

    reason: str


class PromptFormat(Protocol):
    """How requests become contexts."""

    name: str
    """As it stands on the model card."""
    special_tokens: bool
    """Whether the tokenizer's own opening tokens go before the text."""

    def texts(self, requests: Sequence[Request]) -> list[str | Unasked]:
        """The context of each request, lead included, or why there is none."""
        ...

    def close(self) -> None: ...


class Plain:
    """For models without a template: each message on lines of its own."""

    name = "plain"
    special_tokens = True

    def texts(self, requests: Sequence[Request]) -> list[str | Unasked]:
        return [plain_text(request.messages, request.lead) for request in requests]

    def close(self) -> None:
        """Nothing is held."""


def plain_text(messages: Sequence[Message], lead: str) -> str:
    """A blank line after system words and finished answers, a line break after questions; then the lead."""
    gaps = {"system": "\n\n", "user": "\n", "assistant": "\n\n"}
    return "".join(message.content + gaps[message.role] for message in messages) + lead


class Templated:
    """For models with a chat template, which writes its special tokens itself."""

    special_tokens = False

    def __init__(self, template: ChatTemplate, tokens: Mapping[str, str]) -> None:
        self.template, self.tokens = template, tokens
        self.name = f"chat template {template.digest[:12]}"

    def texts(self, requests: Sequence[Request]) -> list[str | Unasked]:
        asked = [(request.messages, request.lead) for request in requests]
        try:
            return list(self.template.render_many(asked, self.tokens))
        except ModelRefused as refused:
            if len(requests) == 1:
                return [Unasked(refused.problems[0].what)]
        # One conversation failed; it must not take its neighbours along.
        return [text for request in requests for text in self.texts([request])]

    def close(self) -> None:
        self.template.close()


def choose_format(template: str | None, chat: str, tokens: Mapping[str, str]) -> PromptFormat:
    """The chat template where there is one, unless `chat` says `never`. ModelRefused if it cannot be used."""
    if chat == "never" or (template is None and chat != "always"):
        return Plain()
    if template is None:
        fix = "publish a chat template, or set model.chat=auto"
        raise ModelRefused("chat template", [Problem("there is no chat template", "model.chat=always", fix)])
    rendered = ChatTemplate(template)
    if problem := rendered.probe(tokens):
        rendered.close()
        raise ModelRefused("chat template", [problem])
    return Templated(rendered, tokens)
