"""The references are what they are called: constant and chance are at chance, the apprentice is above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from driving import ROOT

from harness.commands.assemble import reference_spec, source_of, tasks_of
from harness.config.compose import composed
from harness.draw import Source, draw_item
from harness.form import BUDGET, Form
from harness.kit import Choice
from harness.metrics.grade import grade
from harness.prompts import request
from harness.reference.lessons import taught
from harness.run.plan import make_plan, with_chances
from harness.runners.accuracy import Accuracy
from harness.stats.exact import holm, stratified_test
from harness.types import LANGS, Model, Request, Response, Sheet

pytestmark = pytest.mark.slow
SEEDS = range(1, 21)
#: A true 5 % test rejects in 4 or more of 20 seeds with probability 1.6 %.
REJECTIONS = 3
RECOGNISED = 100


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where reference checkpoints are kept: those of the tree if there are any."""
    kept = ROOT / "results"
    return kept if (kept / "models").is_dir() else tmp_path_factory.mktemp("results")


def model(name: str, results: Path) -> Model:
    return reference_spec(name, composed([f"results={results}"])).open()


def one_rendering(sheet: Sheet) -> bool:
    """Items are the units: even ones are asked in Chinese, odd ones in English."""
    return sheet.lang == LANGS[sheet.item.index % 2]


def smoke(seed: int, cache: Path) -> tuple[Form, list[Sheet], Mapping[str, Request]]:
    """The smoke form of a seed, one clean sheet for each of its items, and the plan's requests for them."""
    cfg = composed([f"seed={seed}"])
    form = with_chances(Form(cfg.suite, cfg.size.name, source_of(cfg), tasks_of(cfg, ())), cache)
    plan = make_plan(form, {"accuracy": Accuracy()})
    chosen = {
        sheet.sheet_id: key for sheet, key in zip(plan.sheets, plan.keys, strict=True) if one_rendering(sheet)
    }
    sheets = [sheet for sheet in plan.sheets if sheet.sheet_id in chosen]
    assert len(sheets) == len(form.items)
    return form, sheets, {sheet_id: plan.requests[key] for sheet_id, key in chosen.items()}


def rejects(form: Form, sheets: Sequence[Sheet], right: Mapping[str, bool]) -> bool:
    """Whether the exact test of some domain rejects chance, after Holm."""
    p = []
    for domain in form.domains:
        mine = [sheet for sheet in sheets if sheet.item.domain == domain]
        chances = [form.chances[sheet.item.family] for sheet in mine]
        p.append(stratified_test(chances, sum(right[sheet.sheet_id] for sheet in mine))[1])
    assert len(p) == 4
    return min(holm(p)) < 0.05


@pytest.mark.parametrize("name", ["constant", "chance"])
def test_at_chance_over_twenty_seeds(
    name: str, results: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    cache = tmp_path_factory.getbasetemp() / "chances.json"
    answerer, rejected = model(name, results), []
    try:
        for seed in SEEDS:
            form, sheets, requests = smoke(seed, cache)
            assert not answerer.misfits(list(requests.values()))
            said = {response.key: response for response in answerer.answer(list(requests.values()))}
            right = {sheet.sheet_id: correct(said, requests[sheet.sheet_id], sheet, form) for sheet in sheets}
            if rejects(form, sheets, right):
                rejected.append(seed)
    finally:
        answerer.close()
    assert len(rejected) <= REJECTIONS, f"rejected at seeds {rejected}"


def correct(said: Mapping[str, Response], asked: Request, sheet: Sheet, form: Form) -> bool:
    found = grade(said[asked.key], asked, sheet, form.family(sheet.item))
    assert found.value is not None, found.reason
    return found.value == 1.0


def test_the_apprentice_recognises(results: Path) -> None:
    apprentice, source = model("apprentice", results), Source("dev", seed=1)
    chances: dict[str, list[float]] = {}
    right: dict[str, int] = {}
    try:
        for task, family in taught([task for task, _ in tasks_of(composed(), ())]):
            assert isinstance(family, Choice)
            items = [draw_item(source, task, family, index) for index in range(RECOGNISED)]
            sheets = [Sheet(item, LANGS[item.index % 2], surface=item.index) for item in items]
            requests = {sheet.sheet_id: request(sheet, family, (), BUDGET) for sheet in sheets}
            said = {response.key: response for response in apprentice.answer(list(requests.values()))}
            for sheet in sheets:
                asked = requests[sheet.sheet_id]
                value = grade(said[asked.key], asked, sheet, family).value
                assert value is not None
                chances.setdefault(task.domain, []).append(1 / family.options)
                right[task.domain] = right.get(task.domain, 0) + round(value)
    finally:
        apprentice.close()
    domains = sorted(chances)
    p = holm([stratified_test(chances[domain], right[domain])[0] for domain in domains])
    shares = {d: f"{right[d]}/{len(chances[d])}, p = {q:.2g}" for d, q in zip(domains, p, strict=True)}
    assert sum(q < 0.01 for q in p) >= 2, shares
