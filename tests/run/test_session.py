"""The timing session: two workers in turn, kept once finished, refused where a score would mean nothing.

What is measured is never compared with a number of seconds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from counting import Dying
from driving import SMALL, Results, Silent, job, the_run

from harness.errors import EnvironmentProblem
from harness.models.hf import HF
from harness.models.scripted import Scripted
from harness.prompts import lead, model_answer, shifted
from harness.run.pipeline import HardwareClass, Job, efficiency, weigh
from harness.run.plan import Plan
from harness.run.session import MINIMUM_BLOCKS, ORDER, Worker, kept, session
from harness.runners.efficiency import Efficiency
from harness.types import ModelCard, ModelSpec

PLAIN = Scripted("hash", name="reference", kind="reference")
KNOWING = ModelCard("knowing", "model")


def timed(results: Path) -> Job:
    """A job with a short session; intervals at 99.99 %, so that the tests do not fail by chance."""
    conf = HardwareClass("test", "reference", blocks=MINIMUM_BLOCKS, seconds=600, threads=0)
    return replace(job(results, *SMALL), efficiency=Efficiency(requests=2, level=0.9999), hardware=conf)


def golds(plan: Plan) -> dict[str, str]:
    """What a model says that knows everything, for the scripted model."""
    out = {}
    for sheet, key in zip(plan.sheets, plan.keys, strict=True):
        family = plan.form.family(sheet.item)
        if plan.requests[key].kind == "score":
            out[key] = str(shifted(sheet).index(sheet.item.gold))
        else:
            out[key] = model_answer(sheet, family).removeprefix(lead(sheet, family))
    return out


@pytest.fixture
def knowing(results: Results) -> tuple[Path, Job, dict[str, Any]]:
    """A results folder, its job, and the entry of a model that clears chance."""
    folder = results("knowing")
    work = timed(folder)
    spec = Scripted(answers=golds(work.plan), name="knowing", kind="model")
    found = weigh(replace(work, efficiency=None), spec, None, Silent())
    assert found.entry is not None and found.entry["dimensions"]["accuracy"]["value"] == 1.0
    return found.folder, work, found.entry


def measured(
    place: tuple[Path, Job, dict[str, Any]], spec: ModelSpec, reference: ModelSpec, **changes: Any
) -> dict[str, Any]:
    folder, work, entry = place
    return efficiency(replace(work, **changes), spec, reference, KNOWING, entry, folder, Silent())


def files(folder: Path) -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "timings").iterdir())}


def test_a_checkpoint_against_itself_is_fifty(knowing: Any, tiny: Path) -> None:
    spec = HF(str(tiny), batch_size=4, threads=1)
    found = measured(knowing, spec, spec)
    score = found["efficiency"]
    assert score["low"] <= 50 <= score["high"] and score["clusters"] == MINIMUM_BLOCKS
    assert 0 < score["value"] < 100 and score["n"] == 2 * 2 * MINIMUM_BLOCKS
    for who in ("candidate", "reference"):
        assert found["detail"][f"{who}/offline_s_per_item"]["value"] > 0
        assert found["detail"][f"{who}/peak_bytes"]["value"] > 0


def test_blocks_are_r_m_m_r_and_all_of_them_are_on_disk(tmp_path: Path, results: Results) -> None:
    sample = list(timed(results("sample")).plan.requests.values())[:5]
    other = replace(PLAIN, name="candidate")
    seen: list[tuple[int, int]] = []
    found = session(
        PLAIN, other, sample, tmp_path, 4, 600, 0, lambda block, blocks: seen.append((block, blocks))
    )
    assert seen == [(n, 4) for n in range(1, 5)]
    assert found == kept(tmp_path)
    assert [(t.block, t.turn, t.who) for t in found] == [
        (b, n, who) for b in range(4) for n, who in enumerate(ORDER)
    ]
    assert {t.items for t in found} == {5} and {len(t.latencies_s) for t in found} == {5}
    read = sum(len(m.content) for r in sample for m in r.messages)
    assert all(t.characters >= read for t in found)


def test_time_that_is_up_still_leaves_three_blocks(tmp_path: Path, results: Results) -> None:
    sample = list(timed(results("sample")).plan.requests.values())[:1]
    assert len(session(PLAIN, PLAIN, sample, tmp_path, 9, 0.0)) == 4 * MINIMUM_BLOCKS


def test_a_finished_session_is_kept_until_retime(knowing: Any) -> None:
    folder = knowing[0]
    first = measured(knowing, PLAIN, PLAIN)
    before = files(folder)
    assert len(before) == MINIMUM_BLOCKS + 1
    assert measured(knowing, Dying(), PLAIN) == first  # nobody was asked
    assert files(folder) == before
    measured(knowing, PLAIN, PLAIN, retime=True)
    assert files(folder).keys() == before.keys()
    assert files(folder) != before


def test_a_session_of_another_class_or_cut_short_is_not_kept(knowing: Any) -> None:
    folder, work, _ = knowing
    measured(knowing, PLAIN, PLAIN)
    before = files(folder)
    other = replace(work.hardware, name="other", blocks=MINIMUM_BLOCKS + 1)
    assert measured(knowing, PLAIN, PLAIN, hardware=other)["class"] == "other"
    assert len(files(folder)) == len(before) + 1
    (folder / "timings" / "session.json").unlink()
    assert measured(knowing, PLAIN, PLAIN)["efficiency"]["clusters"] == MINIMUM_BLOCKS
    assert files(folder).keys() == before.keys()


@pytest.mark.parametrize("dying", [Dying(0), Dying(1), Dying(20)], ids=["loading", "warming up", "working"])
def test_a_dead_worker_is_a_problem_of_the_machine(knowing: Any, dying: Dying) -> None:
    with pytest.raises(EnvironmentProblem, match="candidate worker died") as caught:
        measured(knowing, dying, PLAIN)
    assert "memory" in caught.value.fix
    assert not (knowing[0] / "timings" / "session.json").exists()


def test_a_worker_that_died_while_it_rested(results: Results) -> None:
    worker = Worker("reference", PLAIN, 0)
    try:
        worker.receive(60)
        worker.process.kill()
        worker.process.join()
        with pytest.raises(EnvironmentProblem, match="reference worker died"):
            worker.turn(list(timed(results("sample")).plan.requests.values()))
    finally:
        worker.stop()


def test_a_worker_that_cannot_load_says_why(knowing: Any, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="model refused") as caught:
        measured(knowing, Scripted("no such script"), PLAIN)
    assert caught.value.where == "timing session, candidate worker"


def reason(results: Path, spec: ModelSpec, reference: ModelSpec | None = PLAIN) -> tuple[str, dict[str, Any]]:
    """Why there is no score, and the entry; nothing may have been timed."""
    found = weigh(timed(results), spec, reference, Silent())
    assert found.entry is not None and not (found.folder / "timings").exists()
    body = json.loads((the_run(results) / "efficiency.json").read_text(encoding="utf-8"))
    assert body["efficiency"]["value"] is None
    return body["efficiency"]["reason"], found.entry


def test_no_score_without_something_to_score(results: Results) -> None:
    work = timed(results("keys"))
    errors = dict.fromkeys(sorted(work.plan.requests)[:5], "no memory")
    assert "baseline" in reason(results("baseline"), Scripted("hash"))[0]
    why, entry = reason(results("partial"), Scripted("hash", errors=errors, kind="model"))
    assert "partial" in why and entry["status"] == "partial"
    why, entry = reason(results("chance"), Scripted("hash", kind="model"))
    assert "chance" in why and entry["dimensions"]["accuracy"]["low"] <= entry["chance"]["value"]
    assert "switched off" in reason(results("off"), Scripted("hash", kind="model"), None)[0]
