"""The child process that renders chat templates: jinja2's immutable sandbox under memory and time limits.

Reads one JSON line per batch and writes one JSON line per conversation. Standard library and jinja2 only;
it must never import the harness, read a file or write one. Whatever it does, its parent can kill it.
"""

import json
import resource
import signal
import sys
from datetime import datetime
from functools import lru_cache
from typing import Any

import jinja2
import jinja2.ext
import jinja2.nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

#: What `strftime_now` says it is, so that prompts do not depend on the day.
TODAY = datetime(2025, 1, 1)
MEMORY = 512 << 20
#: What a template can run into. Anything else ends the process, and the parent says so.
FAULTS = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RuntimeError, MemoryError,
    AssertionError, StopIteration, jinja2.TemplateError,
)  # fmt: skip


class Generation(jinja2.ext.Extension):
    """`{% generation %}` marks the assistant's words for training; here it only passes them on."""

    tags = {"generation"}  # noqa: RUF012

    def parse(self, parser: Any) -> Any:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


class Refused(jinja2.TemplateError):
    """The template called `raise_exception`."""


def raise_exception(message: object) -> None:
    raise Refused(str(message))


def tojson(value: Any, ensure_ascii: bool = False, indent: int | None = None, **options: Any) -> str:
    """JSON as templates expect it: no HTML escapes."""
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, **options)


def environment() -> ImmutableSandboxedEnvironment:
    """The sandbox, with what published templates use and nothing that draws at random."""
    env = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[jinja2.ext.loopcontrols, Generation]
    )
    env.filters["tojson"] = tojson
    del env.filters["random"], env.globals["lipsum"]
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = TODAY.strftime
    return env


def confine() -> None:
    """No more memory than MEMORY, no files written, no core dumps."""
    for kind, limit in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(kind, (limit, limit))
        except (ValueError, OSError):  # some systems cannot limit address space; the time limit remains
            continue


def written(template: jinja2.Template, values: dict[str, Any], cap: int) -> str:
    """The rendered text; ValueError as soon as it is longer than `cap`."""
    parts, size = [], 0
    for part in template.generate(**values):
        size += len(part)
        if size > cap:
            raise ValueError(f"the template writes more than {cap} characters")
        parts.append(part)
    return "".join(parts)


def answer(
    env: ImmutableSandboxedEnvironment, source: str, values: dict[str, Any], cap: int
) -> dict[str, str]:
    """The text, or why there is none."""
    try:
        return {"text": written(compiled(env, source), values, cap)}
    except Refused as error:
        return {"fault": f"it refuses the conversation: {error}"[:300]}
    except FAULTS as error:
        return {"fault": f"{type(error).__name__}: {error}"[:300]}


@lru_cache(maxsize=1)
def compiled(env: ImmutableSandboxedEnvironment, source: str) -> jinja2.Template:
    return env.from_string(source)


def main() -> None:
    confine()
    env = environment()
    out = sys.stdout
    print("{}", file=out, flush=True)  # ready: importing is not part of the time limit
    for line in sys.stdin:
        order = json.loads(line)
        for values in order["batch"]:
            # Default action of the alarm: the kernel ends the process, even inside one long operation.
            signal.setitimer(signal.ITIMER_REAL, order["seconds"])
            said = answer(env, order["source"], values, order["cap"])
            signal.setitimer(signal.ITIMER_REAL, 0)
            print(json.dumps(said), file=out, flush=True)


if __name__ == "__main__":
    main()
