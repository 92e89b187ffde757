"""Execute: asks what is missing and nothing else, keeps only answers that no batch can change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from counting import Wavering
from driving import SMALL, Results, Silent, entry, job

from harness.models.hf import HF
from harness.models.scripted import Scripted
from harness.rng import Rng
from harness.run.execute import execute, in_shard, misfits, unsure
from harness.run.pipeline import Job, weigh
from harness.run.score import score
from harness.store.journal import Journal
from harness.types import Decoding, Message, Request, Response


@pytest.fixture
def small(results: Results) -> Job:
    return job(results("small"), *SMALL)


def shuffled(requests: Mapping[str, Request], seed: int = 0) -> dict[str, Request]:
    return {key: requests[key] for key in Rng(b"order", seed).shuffle(sorted(requests))}


def test_a_close_call_is_asked_again_alone_and_only_that_answer_is_kept(small: Job) -> None:
    plan = small.plan
    close = tuple(sorted(plan.requests)[::2])
    alone = Wavering().open()
    for batch in (1, 7):
        model = Wavering(close, batch).open()
        with Journal(small.results / str(batch)) as journal:
            done = execute(model, shuffled(plan.requests, batch), plan.tasks_of(), journal)
        assert (done.asked, done.redone) == (len(plan.requests), len(close))
        for key, request in plan.requests.items():
            assert journal.get(key) == alone.answer_alone(request)


def test_what_counts_as_a_close_call() -> None:
    options = Request("score", (Message("user", "?"),), ("A", "B"))
    words = Request("generate", (Message("user", "?"),), decoding=Decoding(4))
    pair = Response(
        options.key, logliks=(-1.0, -1.0009), counts=(1, 1), greedy=(True, False), finish="options"
    )
    assert unsure(options, pair)
    assert not unsure(options, replace(pair, logliks=(-1.0, -1.0011)))
    assert unsure(words, Response(words.key, "A", margin=0.00009))
    assert not unsure(words, Response(words.key, "A", margin=0.00011))


def test_the_order_of_asking_is_no_matter(small: Job, tmp_path: Path) -> None:
    plan, model = small.plan, Scripted("hash", name="s", kind="model").open()
    found = []
    for seed in range(3):
        with Journal(tmp_path / str(seed)) as journal:
            execute(model, shuffled(plan.requests, seed), plan.tasks_of(), journal)
        found.append(score(plan, Journal(tmp_path / str(seed)), {}))
    assert found[0] == found[1] == found[2]


def test_every_request_is_in_exactly_one_shard(small: Job) -> None:
    for n in (2, 3, 7):
        for key in small.plan.requests:
            assert [in_shard(key, f"{i}/{n}") for i in range(1, n + 1)].count(True) == 1
    assert all(in_shard(key, "") for key in small.plan.requests)


def test_an_error_is_not_an_answer_and_is_asked_again(small: Job, tmp_path: Path) -> None:
    plan = small.plan
    key = min(plan.requests)
    failing, well = Scripted("hash", errors={key: "no memory"}).open(), Scripted("hash").open()
    with Journal(tmp_path / "j") as journal:
        done = execute(failing, plan.requests, plan.tasks_of(), journal)
    assert done.refused == {key: "no memory"}
    assert len(journal) == len(plan.requests) - 1
    (row,) = (r for r in score(plan, journal, done.refused) if r.key == key)
    assert (row.verdict, row.value, row.reason) == (None, None, "no memory")
    with Journal(tmp_path / "j") as journal:
        again = execute(well, plan.requests, plan.tasks_of(), journal)
    assert (again.asked, again.refused, len(journal)) == (1, {}, len(plan.requests))


class Short:
    """Room for prompts up to a length; says how long each one is, as a checkpoint does."""

    def __init__(self, room: int) -> None:
        self.room = room

    def misfits(self, requests: list[Request]) -> dict[str, str]:
        sizes = {r.key: len(r.messages[-1].content) for r in requests}
        return {
            key: f"{size} characters exceed {self.room}" for key, size in sizes.items() if size > self.room
        }


def test_a_task_with_one_prompt_too_long_is_refused_whole_for_one_reason(small: Job) -> None:
    tasks, fits, room = small.plan.tasks_of(), {"steel/mill_calc"}, 300
    sizes = {key: len(r.messages[-1].content) for key, r in small.plan.requests.items()}
    requests = {k: r for k, r in small.plan.requests.items() if tasks[k] != fits or sizes[k] <= room}
    others = {task for key in requests for task in tasks[key]} - fits
    assert all(sum(task in tasks[key] and sizes[key] > room for key in requests) > 2 for task in others)
    model = Short(room)
    refused = [misfits(model, shuffled(requests, seed).values(), tasks) for seed in range(4)]  # type: ignore[arg-type]
    assert all(found == refused[0] for found in refused)
    assert refused[0].keys() == {key for key in requests if tasks[key] & others}
    assert len(set(refused[0].values())) == len(others) == 2


def test_a_shuffled_run_and_a_planned_one_write_the_same_entry(results: Results, tiny: Path) -> None:
    here, there = results("here"), results("there")
    spec = HF(str(tiny), kind="reference")
    weigh(job(here, *SMALL), spec, None, Silent())
    other, model = job(there, *SMALL), spec.open()
    try:
        with Journal(other.journal_folder(model.answerer_id)) as journal:
            execute(model, shuffled(other.plan.requests), other.plan.tasks_of(), journal)
    finally:
        model.close()
    assert weigh(other, spec, None, Silent()).executed.asked == 0
    assert entry(here) == entry(there)
