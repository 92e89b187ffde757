"""Execute: ask a model what its journal lacks. The only phase that touches a model.

Responses are journalled as they come. A decision closer than the engine's noise is not trusted to a batch:
that request is asked again alone, and only the lone answer is kept, so batching changes no decision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from harness.errors import Interrupted
from harness.metrics.choice import decide
from harness.store.journal import Journal
from harness.types import Model, Request, Response

#: Below these margins (nats) a batched decision is asked again alone. fp32 batching moves sums by about
#: 1e-5; the thresholds leave a factor of a hundred (options) and of ten (per generated token).
OPTION_NOISE = 1e-3
TOKEN_NOISE = 1e-4

Progress = Callable[[int], None]
"""Called with the number of requests just answered."""


@dataclass
class Executed:
    """What happened: for the manifest and the messages, never for the entry."""

    asked: int = 0
    redone: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    """Requests that were not asked or not answered, by key, with the reason."""


def unsure(request: Request, response: Response) -> bool:
    """Whether the decision is within the engine's noise."""
    if request.kind == "score":
        return decide(request, response)[1] < OPTION_NOISE
    return response.margin is not None and response.margin < TOKEN_NOISE


def in_shard(key: str, shard: str) -> bool:
    """Whether a request belongs to shard `i/n`; every request belongs to exactly one."""
    if not shard:
        return True
    i, n = map(int, shard.split("/"))
    return int(key[:8], 16) % n == i - 1


def misfits(model: Model, requests: Iterable[Request], tasks: Mapping[str, set[str]]) -> dict[str, str]:
    """Requests of every task that has one prompt too long for the model: the task is refused whole."""
    listed = list(requests)
    too_long = sorted(model.misfits(listed).items(), reverse=True)  # by key: the order of asking is no matter
    reasons = {task: why for key, why in too_long for task in tasks[key]}
    out = {}
    for request in listed:
        refused = sorted(tasks[request.key] & reasons.keys())
        if refused:
            out[request.key] = f"{refused[0]}: {reasons[refused[0]]}"
    return out


def execute(
    model: Model,
    requests: Mapping[str, Request],
    tasks: Mapping[str, set[str]],
    journal: Journal,
    shard: str = "",
    progress: Progress = lambda n: None,
) -> Executed:
    """Ask everything that is missing; `journal` must be open for writing. Raises Interrupted on Ctrl-C."""
    done = Executed()
    done.refused = misfits(model, requests.values(), tasks)
    missing = [
        r for k, r in requests.items() if k not in journal and k not in done.refused and in_shard(k, shard)
    ]
    progress(sum(k in journal for k in requests))
    try:
        for batched in model.answer(missing):
            request, response = requests[batched.key], batched
            done.asked += 1
            if batched.error is None and unsure(request, batched):
                response, done.redone = model.answer_alone(request), done.redone + 1
            if response.error is None:
                journal.put(response)
            else:
                done.refused[response.key] = response.error
            progress(1)
    except KeyboardInterrupt:
        journal.flush()
        raise Interrupted(
            f"stopped after {done.asked} of {len(missing)} requests; every answer is kept",
            str(journal.folder),
            "run the same command again to go on from here",
        ) from None
    return done
