"""All suites, every group, every runner: one `entry.json` however a checkpoint is run."""

from __future__ import annotations

from pathlib import Path

import pytest
from driving import Silent, answers, entry, job
from making import tiny_checkpoint

from harness.models.hf import HF
from harness.rng import Rng
from harness.run.execute import execute
from harness.run.pipeline import weigh
from harness.store.journal import Journal

pytestmark = pytest.mark.slow
FORM = ("suite=all", "size.items=2", "runner.robustness.minimum_families=1", "runner.generality.shots=[0,2]")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_checkpoint(tmp_path_factory.mktemp("long") / "llama", max_position_embeddings=8192)


@pytest.fixture(scope="module")
def usual(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results everything else is compared with."""
    results = tmp_path_factory.mktemp("usual")
    run(results, folder)
    return results


def run(results: Path, folder: Path, batch_size: int = 16, threads: int = 1, shard: str = "") -> None:
    import torch

    spec = HF(str(folder), batch_size=batch_size, threads=threads, kind="reference")
    found = weigh(job(results, *FORM, f"shard='{shard}'"), spec, None, Silent())
    torch.set_num_threads(1)
    assert found.exit_code == 0


def test_the_same_seed_twice(folder: Path, usual: Path, tmp_path: Path) -> None:
    run(tmp_path, folder)
    assert entry(tmp_path) == entry(usual)


@pytest.mark.parametrize(("batch_size", "threads"), [(1, 1), (16, 2), (5, 2)])
def test_batches_and_threads(
    folder: Path, usual: Path, tmp_path: Path, batch_size: int, threads: int
) -> None:
    run(tmp_path, folder, batch_size, threads)
    assert answers(tmp_path).keys() == answers(usual).keys()
    assert entry(tmp_path) == entry(usual)


def test_two_shards(folder: Path, usual: Path, tmp_path: Path) -> None:
    for shard in ("1/2", "2/2", ""):
        run(tmp_path, folder, shard=shard)
    assert entry(tmp_path) == entry(usual)


def test_a_shuffled_order_of_asking(folder: Path, usual: Path, tmp_path: Path) -> None:
    work = job(tmp_path, *FORM)
    requests = {k: work.plan.requests[k] for k in Rng(b"slow", "order").shuffle(sorted(work.plan.requests))}
    model = HF(str(folder), threads=1, kind="reference").open()
    try:
        with Journal(work.journal_folder(model.answerer_id)) as journal:
            execute(model, requests, work.plan.tasks_of(), journal)
    finally:
        model.close()
    run(tmp_path, folder)
    assert entry(tmp_path) == entry(usual)
