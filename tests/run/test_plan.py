"""A plan: the same everywhere, each sheet once, each request once, large ones too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from driving import ALONE, SMALL, Results, done, job, the_run

from harness.commands.plan import summary
from harness.draw import Source
from harness.errors import UsageError
from harness.form import Form
from harness.run.plan import make_plan
from harness.runners.accuracy import Accuracy


def test_sheets_are_merged_by_id_and_requests_by_key(results: Results) -> None:
    work = job(results("results"), *SMALL)
    plan = work.plan
    assert len({s.sheet_id for s in plan.sheets}) == len(plan.sheets) == len(plan.keys)
    assert set(plan.keys) == set(plan.requests) and all(key == r.key for key, r in plan.requests.items())
    assert sum(plan.asked_by.values()) > len(plan.sheets)  # the clean sheets serve several runners
    for sheet, key in zip(plan.sheets, plan.keys, strict=True):
        assert plan.form.request(sheet) == plan.requests[key]
        assert sheet.item.task in plan.tasks_of()[key]


def test_more_items_or_another_runner_change_no_question_there_was(results: Results) -> None:
    folder = results("results")
    small, large = (job(folder, *SMALL, f"size.items={n}").plan for n in (1, 3))
    assert set(zip([s.sheet_id for s in small.sheets], small.keys, strict=True)) <= set(
        zip([s.sheet_id for s in large.sheets], large.keys, strict=True)
    )
    alone = make_plan(small.form, {"accuracy": Accuracy()})
    assert set(alone.requests) < set(small.requests)
    assert len({small.form_id, large.form_id, alone.form_id}) == 3


def test_the_same_form_in_every_process(results: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python's hash seed and the order of the config are no part of a form."""
    folder, found = results("results"), []
    turned = "perturbation=[contract,format,paraphrase,numerals,punctuation,whitespace,keyboard,homophone]"
    for seed, extra in (("1", ()), ("2", ()), ("3", (turned,))):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        found.append(json.loads(done("plan", "--json", *SMALL, *extra, f"results={folder}")))
    assert found[0] == found[1]
    assert found[0]["form_id"] == found[2]["form_id"] == job(folder, *SMALL).plan.form_id


def test_ten_thousand_requests(results: Results) -> None:
    folder = results("results")
    items = 280
    plan = job(
        folder, "suite=steel", "task/steel=[defects,mill_calc,weldability]", f"size.items={items}"
    ).plan
    found = summary(plan)
    assert found["requests"] == len(plan.requests) >= 10_000
    assert found["items"] == items * found["families"]
    assert 0 < found["half_width"] < found["minimum_detectable_difference"] < 0.5


def test_what_a_run_writes_about_its_plan_draws_it_again(results: Results) -> None:
    folder = results("results")
    done("eval", *ALONE, *SMALL, "seed=5", "model=scripted", f"results={folder}")
    written = json.loads((the_run(folder) / "plan.json").read_text(encoding="utf-8"))
    again = job(Path(folder), *SMALL, f"seed={written['seed']}").plan
    assert written["form_id"] == again.form_id
    assert written["chances"] == dict(again.form.chances)


def test_no_tasks_no_plan() -> None:
    with pytest.raises(UsageError, match="no tasks"):
        make_plan(Form("empty", "smoke", Source("dev"), ()), {"accuracy": Accuracy()})
