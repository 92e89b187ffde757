"""`entry.json` byte for byte: the same for repeats, shards, threads and batch sizes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from driving import ALONE, SMALL, Results, Silent, answers, done, durable, entry, job, manifest

from harness.models.hf import HF
from harness.run.pipeline import Weighed, weigh


def weighed(
    results: Path, folder: Path, *, batch_size: int = 16, threads: int = 1, shard: str = ""
) -> Weighed:
    """One run of a checkpoint on the small form."""
    spec = HF(str(folder), batch_size=batch_size, threads=threads, kind="reference")
    return weigh(job(results, *SMALL, f"shard='{shard}'"), spec, None, Silent())


@pytest.mark.usefixtures("threads")
def test_a_checkpoint_gives_one_entry_however_it_is_run(results: Results, tiny: Path) -> None:
    names = ("usual", "again", "one by one", "two threads", "shards")
    usual, again, single, double, shards = map(results, names)
    first = weighed(usual, tiny)
    assert first.entry is not None and first.entry["status"] == "complete"
    ran = manifest(usual)
    assert "options with shared prefixes" in ran["engine"] and ran["fallbacks"] == []
    weighed(again, tiny)
    weighed(single, tiny, batch_size=1)
    weighed(double, tiny, threads=2)
    for shard in ("2/2", "1/2"):
        assert weighed(shards, tiny, shard=shard).entry is None
        assert not (shards / "runs").exists()
    assert weighed(shards, tiny).executed.asked == 0
    for other in (again, single, double, shards):
        assert answers(other).keys() == answers(usual).keys()
        assert entry(other) == entry(usual)


@pytest.mark.usefixtures("threads")
def test_close_calls_are_decided_alike_in_any_batch(results: Results, hesitant: Path) -> None:
    wide, single = results("wide"), results("single")
    redone = weighed(wide, hesitant).executed.redone
    weighed(single, hesitant, batch_size=1)
    assert 0 < redone <= len(durable(wide))
    assert entry(wide) == entry(single)
    assert manifest(wide)["executed"] == {"asked": len(durable(wide)), "redone": redone}


def test_the_manifest_says_why_a_slower_path_was_taken(results: Results, tmp_path: Path) -> None:
    from making import tiny_checkpoint

    folder = tiny_checkpoint(tmp_path / "bloom", "bloom")
    here = results("bloom")
    weighed(here, folder)
    assert "padded batches" in manifest(here)["engine"]
    assert any("every row is computed" in reason for reason in manifest(here)["fallbacks"])


def test_a_cold_and_a_warm_chance_cache_give_one_entry(tmp_path: Path) -> None:
    sixths = (
        "suite=automotive_parts",
        "~tasks.automotive_parts_calculations",
        "~tasks.automotive_parts_fits",
    )
    command = ("eval", *ALONE, *SMALL[2:], *sixths, "model=scripted", f"results={tmp_path}")
    done(*command)
    cold = entry(tmp_path)
    assert done(*command) and manifest(tmp_path)["executed"]["asked"] == 0
    assert entry(tmp_path) == cold


def test_other_seeds_and_models_give_other_entries(results: Results, tiny: Path) -> None:
    """The comparison above could otherwise be one of constants."""
    from making import tiny_checkpoint

    other = tiny_checkpoint(tiny.with_name("other"), seed=1, max_position_embeddings=4096)
    found = [results(name) for name in ("first", "second", "third")]
    spec = HF(str(tiny), kind="reference")
    weigh(job(found[0], *SMALL), spec, None, Silent())
    weigh(job(found[1], *SMALL, "seed=2"), spec, None, Silent())
    weigh(job(found[2], *SMALL), HF(str(other), kind="reference"), None, Silent())
    assert len({json.loads(entry(folder))["scores_sha256"] for folder in found}) == 3
