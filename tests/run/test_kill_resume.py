"""Whatever stops a run, the same command goes on: nothing lost, nothing twice, the same entry."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import pytest
from driving import (
    ALONE,
    SMALL,
    Results,
    Silent,
    asked,
    done,
    durable,
    entry,
    finish,
    harness,
    job,
    keys,
    manifest,
    start,
    stop,
    until,
)  # fmt: skip
from killing import FORM, Undisturbed, command, trial, undisturbed

from harness.cli import main
from harness.models.hf import HF
from harness.rng import Rng
from harness.run.pipeline import weigh
from harness.store.journal import FLUSH_RESPONSES

#: Seconds an answer takes; a run then lasts a few seconds.
DELAY = 0.002


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    results = tmp_path_factory.mktemp("plan")
    done("plan", *FORM, f"results={results}")
    return results / "cache"


def copied(cache: Path, results: Path) -> Path:
    shutil.copytree(cache, results / "cache")
    return results


@pytest.fixture(scope="module")
def calm(cache: Path) -> Undisturbed:
    """What a run is like when nobody stops it."""
    folder = cache.parent.parent
    found = undisturbed(copied(cache, folder / "calm"), folder / "calm.log", DELAY)
    assert found.requests > 2 * FLUSH_RESPONSES
    return found


def kills(cache: Path, folder: Path, moments: list[float], calm: Undisturbed) -> list[int]:
    """Responses that were durable at each kill."""
    found = []
    for n, moment in enumerate(moments):
        results = copied(cache, folder / str(n))
        found.append(trial(results, folder / f"{n}.log", DELAY, moment, calm))
    return found


def test_killed_while_asking_and_while_writing(cache: Path, tmp_path: Path, calm: Undisturbed) -> None:
    middle, end = kills(cache, tmp_path, [0.7, 1.1], calm)
    assert 0 < middle < calm.requests
    assert end >= calm.requests - FLUSH_RESPONSES


@pytest.mark.slow
def test_killed_at_twenty_random_moments(cache: Path, tmp_path: Path, calm: Undisturbed) -> None:
    rng = Rng(b"kills", "moments")
    found = kills(cache, tmp_path, [rng.below(1333) / 1000 for _ in range(20)], calm)
    assert any(0 < kept < calm.requests for kept in found)
    assert any(kept == calm.requests for kept in found)


@pytest.fixture
def finished(calm: Undisturbed, cache: Path, tmp_path: Path) -> Path:
    """A copy of the results of the undisturbed run."""
    shutil.copytree(cache.parent.parent / "calm", tmp_path / "results")
    return tmp_path / "results"


def test_a_finished_run_asks_nothing(finished: Path, tmp_path: Path, calm: Undisturbed) -> None:
    lines = durable(finished)
    assert len(lines) == len(set(keys(lines))) == calm.requests
    done(*command(finished, tmp_path / "log"))
    assert asked(tmp_path / "log") == []
    assert durable(finished) == lines
    assert entry(finished) == calm.entry
    assert manifest(finished)["executed"] == {"asked": 0, "redone": 0}


def test_a_torn_last_line_is_asked_again_and_nothing_else(
    finished: Path, tmp_path: Path, calm: Undisturbed
) -> None:
    (journal,) = (finished / "answers").glob("*/*.jsonl")
    last = keys(durable(finished))[-1]
    journal.write_bytes(journal.read_bytes()[:-9])
    done(*command(finished, tmp_path / "log"))
    assert asked(tmp_path / "log") == [last]
    assert manifest(finished)["torn_lines"] == 1
    assert entry(finished) == calm.entry


def test_two_shards_at_once_ask_everything_once(cache: Path, tmp_path: Path, calm: Undisturbed) -> None:
    results, log = copied(cache, tmp_path / "results"), tmp_path / "log"
    shards = [start(*command(results, log, DELAY), f"shard={n}/2") for n in (1, 2)]
    for code, _, err in map(finish, shards):
        assert code == 0, err
    assert not (results / "runs").exists()
    together = asked(log)
    done(*command(results, log))
    assert asked(log) == together
    assert len(together) == len(set(together)) == len(durable(results))
    assert entry(results) == calm.entry


def test_a_second_writer_is_refused(cache: Path, tmp_path: Path) -> None:
    results, log = copied(cache, tmp_path / "results"), tmp_path / "log"
    first = start(*command(results, log, 0.1))
    try:
        until(lambda: bool(asked(log)), first)
        code, _, err = harness(*command(results, tmp_path / "second.log"))
    finally:
        stop(first, signal.SIGKILL)
    assert code == 4
    assert "another run is asking this model the same questions" in err and "shard=1/2" in err
    assert not asked(tmp_path / "second.log")


def test_ctrl_c_keeps_the_answers_and_says_how_to_go_on(results: Results, tiny: Path) -> None:
    here, there, larger = results("here"), results("there"), (*SMALL, "size.items=8")
    model = ("model=hf", f"model.source='{tiny}'", "model.batch_size=1")
    words = ("eval", *ALONE, *larger, *model, f"results={here}")
    process = start(*words)
    until(lambda: bool(durable(here)), process)
    code, out, err = stop(process, signal.SIGINT)
    assert code == 5, f"exit {code}\n{out}\n{err}"
    assert "run the same command again" in err and "Traceback" not in err
    kept = durable(here)
    assert kept and not (here / "leaderboard.json").exists()
    assert main(words) == 0
    weigh(job(there, *larger), HF(str(tiny)), None, Silent())
    assert entry(here) == entry(there)
    assert manifest(here)["executed"]["asked"] == len(durable(there)) - len(kept)
    assert set(kept) <= set(durable(here))
