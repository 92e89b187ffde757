"""A model's chat template, rendered in one resident child process that can be killed at any moment.

The template is a program by strangers: it runs in jinja2's sandbox, in a process with memory, time and output
limits, and never in this one. Same messages, same text, on any day.
"""

from __future__ import annotations

import hashlib
import json
import os
import selectors
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from harness.errors import ModelRefused
from harness.types import Message, Problem

SECONDS = 3.0
"""Longest time for one conversation."""
START_SECONDS = 60.0
BATCH = 64
#: A rendered prompt may have this many characters, and so many times those of its messages.
CAP, CAP_RATIO = 200_000, 8
FIX = "publish a template that renders plain conversations, or none"
#: Template variables that are the same for every model. Reasoning models are asked to answer at once.
CONSTANTS: Mapping[str, Any] = {
    "add_generation_prompt": True,
    "enable_thinking": False,
    "tools": None,
    "documents": None,
}
SYSTEM_MARK, USER_MARK, ASSISTANT_MARK = "Sentence-alpha.", "Sentence-beta.", "Sentence-gamma."

Conversation = tuple[Sequence[Message], str]
"""Messages, and the lead that follows the generation prompt."""


class TemplateFault(Exception):
    """The template did not render; the message says why."""


class _Child:
    """The rendering process and the pipes to it."""

    def __init__(self) -> None:
        kept = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "PYTHONHOME")
        self.process = subprocess.Popen(
            [sys.executable, "-P", str(Path(__file__).with_name("chat_child.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in kept if name in os.environ},
            start_new_session=True,
        )
        self._pending = b""
        self._selector = selectors.DefaultSelector()
        assert self.process.stdout is not None and self.process.stdin is not None
        self._out, self._in = self.process.stdout, self.process.stdin
        self._selector.register(self._out, selectors.EVENT_READ)

    def send(self, order: Mapping[str, Any]) -> None:
        try:
            self._in.write(json.dumps(order).encode() + b"\n")
            self._in.flush()
        except OSError as error:
            raise TemplateFault("the rendering process ended") from error

    def receive(self, seconds: float) -> dict[str, str]:
        """The next line. TemplateFault when it takes longer than `seconds` or the process ends."""
        while b"\n" not in self._pending:
            if not self._selector.select(seconds):
                raise TemplateFault(f"rendering took longer than {SECONDS:g} s")
            chunk = os.read(self._out.fileno(), 1 << 16)
            if not chunk:
                raise TemplateFault(f"rendering took longer than {SECONDS:g} s or too much memory")
            self._pending += chunk
        line, _, self._pending = self._pending.partition(b"\n")
        held: dict[str, str] = json.loads(line)
        return held

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self._selector.close()
        self._out.close()
        try:
            self._in.close()
        except BrokenPipeError:  # what it had not read yet is of no use to a dead process
            return


class ChatTemplate:
    """One template and its child process, started by the first rendering. Use as a context, or `close` it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._child: _Child | None = None
        self._stop: Any = None
        self._folds: bool | None = None
        self._lock = threading.Lock()

    @property
    def digest(self) -> str:
        """SHA-256 of the template's text, in hex."""
        return hashlib.sha256(self.source.encode("utf-8", "replace")).hexdigest()

    @property
    def folded_system(self) -> bool:
        """Whether the template was found to have no system role: its words then begin the user's turn."""
        return bool(self._folds)

    def probe(self, special_tokens: Mapping[str, str]) -> Problem | None:
        """Why this template cannot be used; None if it renders what Heng asks, all of it and alike twice."""
        user, reply = Message("user", USER_MARK), Message("assistant", ASSISTANT_MARK)
        system = Message("system", SYSTEM_MARK)
        try:
            asked = [[user], [user, reply, user], [system, user], [user]]
            texts = self._texts([(messages, "") for messages in asked], special_tokens)
        except TemplateFault as fault:
            return Problem(f"the chat template cannot be used: {fault}", "chat template", FIX)
        lost = [m.content for text, ms in zip(texts, asked, strict=True) for m in ms if m.content not in text]
        if lost:
            return Problem("the chat template drops words of the conversation", "chat template", FIX)
        if texts[0] != texts[-1]:
            return Problem("the chat template renders one conversation in two ways", "chat template", FIX)
        return None

    def render(self, messages: Sequence[Message], lead: str, special_tokens: Mapping[str, str]) -> str:
        """One conversation up to where the assistant's words after `lead` begin."""
        return self.render_many([(messages, lead)], special_tokens)[0]

    def render_many(
        self, conversations: Sequence[Conversation], special_tokens: Mapping[str, str]
    ) -> list[str]:
        """Many conversations in order. ModelRefused when the template fails on one of them."""
        try:
            return self._texts(conversations, special_tokens)
        except TemplateFault as fault:
            problem = Problem(f"the chat template failed: {fault}", "chat template", FIX)
            raise ModelRefused("chat template", [problem]) from fault

    def close(self) -> None:
        """End the child process; the next rendering starts another."""
        if self._child is not None:
            self._stop()
            self._child = None

    def __enter__(self) -> ChatTemplate:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- talking to the child ---

    def _texts(self, conversations: Sequence[Conversation], special_tokens: Mapping[str, str]) -> list[str]:
        system = any(m.role == "system" for messages, _ in conversations for m in messages)
        fold = system and self._folds_system(special_tokens)
        turns = [folded(messages) if fold else messages for messages, _ in conversations]
        said = self._batch([_values(messages, special_tokens) for messages in turns])
        for one in said:
            if "text" not in one:
                raise TemplateFault(one["fault"])
        return [one["text"] + lead for one, (_, lead) in zip(said, conversations, strict=True)]

    def _folds_system(self, special_tokens: Mapping[str, str]) -> bool:
        if self._folds is None:
            probe = [Message("system", SYSTEM_MARK), Message("user", USER_MARK)]
            said = self._batch([_values(probe, special_tokens)])[0]
            self._folds = SYSTEM_MARK not in said.get("text", "")
        return self._folds

    def _batch(self, values: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
        """What the child says to each set of template variables; its death is the end of the batch."""
        with self._lock:
            try:
                return list(self._exchange(values))
            except TemplateFault:
                self.close()
                raise

    def _exchange(self, values: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
        child = self._started()
        for at in range(0, len(values), BATCH):
            batch = values[at : at + BATCH]
            longest = max(sum(len(m["content"]) for m in v["messages"]) for v in batch)
            cap = min(CAP, len(self.source) + 4096) + CAP_RATIO * longest
            child.send({"source": self.source, "batch": batch, "seconds": SECONDS, "cap": cap})
            for _ in batch:
                yield child.receive(SECONDS + 1)

    def _started(self) -> _Child:
        if self._child is None:
            child = _Child()
            self._child, self._stop = child, weakref.finalize(self, child.stop)
            child.receive(START_SECONDS)
        return self._child


def folded(messages: Sequence[Message]) -> list[Message]:
    """The same conversation with the system's words at the head of the next user turn."""
    out: list[Message] = []
    held: list[str] = []
    for message in messages:
        if message.role == "system":
            held.append(message.content)
        elif message.role == "user" and held:
            out.append(Message("user", "\n\n".join([*held, message.content])))
            held = []
        else:
            out.append(message)
    return out


def _values(messages: Sequence[Message], special_tokens: Mapping[str, str]) -> dict[str, Any]:
    """The variables a template sees."""
    turns = [{"role": m.role, "content": m.content} for m in messages]
    return {**special_tokens, **CONSTANTS, "messages": turns}
