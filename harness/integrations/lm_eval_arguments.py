"""What may be said of model `harness` in --model_args: the words of `hf` that we give a meaning, and no others.

Judged before anything is loaded. An argument that would change a number of theirs is honoured or refused,
never passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.errors import UsageError, did_you_mean

WHERE = "--model_args"
#: Rows of a batch where nobody names a number.
BATCH = 16
#: What their command line asks for where no device is named, be there one or not.
THEIR_DEVICE = "cuda:0"
KNOWN = (
    "pretrained", "base", "revision", "dtype", "device", "batch_size", "max_batch_size", "max_length",
    "add_bos_token", "prefix_token_id", "think_end_token", "enable_thinking", "chat_template_args",
)  # fmt: skip
#: Arguments of theirs without a meaning here, and the values with which they change nothing.
HARMLESS: Mapping[str, tuple[Any, ...]] = {
    "trust_remote_code": (False,), "parallelize": (False,), "truncation": (False,), "autogptq": (False,),
    "gptqmodel": (False,), "load_in_8bit": (False,), "load_in_4bit": (False,), "logits_cache": (True, False),
    "use_fast_tokenizer": (True,), "backend": ("default", "causal"), "subfolder": ("",),
}  # fmt: skip


def refuse_unknown(arguments: Mapping[str, Any]) -> None:
    """UsageError for an argument without a meaning here, unless its value changes nothing."""
    for name, value in arguments.items():
        if value is None or value in HARMLESS.get(name, ()):
            continue
        if name == "peft":
            fix = "name the adapter as pretrained; base=<folder or hub id> if it is not the base it declares"
        elif name in HARMLESS:
            fix = "leave it out, or use `--model hf`"
        else:
            fix = did_you_mean(name, KNOWN)
        raise UsageError(f"model `harness` takes no {name}={str(value)[:80]}", WHERE, fix)


def batch_size_of(asked: int | str | None) -> int:
    """Texts or rows at once: a number as it is, 1 for one at a time; `auto`, `auto:4` and nothing: our own."""
    word = str(asked if asked is not None else "auto")
    if word.startswith("auto"):
        return BATCH
    if not word.isdecimal() or int(word) < 1:
        raise UsageError(f"no batch size '{word[:40]}'", "--batch_size", "name a number from 1, or auto")
    return int(word)


def device_of(asked: str | None) -> str:
    """The device named; nothing, and what they say where nothing was named, is the best there is."""
    return "auto" if asked in (None, THEIR_DEVICE) else str(asked)


def think_end_of(token: Any, enable_thinking: bool | None) -> str | int | None:
    """What ends the thinking, a text or the id of a token; as theirs, it must be named to enable thinking."""
    if enable_thinking and token is None:
        fix = "name what ends it: think_end_token=</think>"
        raise UsageError("enable_thinking=True without think_end_token", WHERE, fix)
    if token is not None and (isinstance(token, bool) or not isinstance(token, str | int)):
        raise UsageError(f"no think_end_token {str(token)[:40]}", WHERE, "give its text or its id")
    return int(token) if isinstance(token, str) and token.isdigit() else token
