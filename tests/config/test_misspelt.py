"""A misspelt key or a wrong type fails with its full key and what was probably meant, before anything loads."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.commands.assemble import efficiency_of, plan_of, source_of, spec_of
from harness.config.compose import composed, points
from harness.errors import UsageError

BASE = ("model=scripted", "suite=steel", "size.items=1")


def refusal(overrides: list[str], results: Path) -> UsageError:
    """What `eval` would say before it opens a model."""
    with pytest.raises(UsageError) as found:
        cfg = composed([*BASE, f"results={results}", *overrides])
        spec_of(cfg.model, "model", results)
        efficiency_of(cfg)
        source_of(cfg)
        plan_of(cfg)
    return found.value


@pytest.mark.parametrize(
    ("override", "key", "meant"),
    [
        ("suite=stel", "suite=stel", "'steel'"),
        ("model=hff", "model=hff", "'hf'"),
        ("runner=[acuracy]", "runner=acuracy", "'accuracy'"),
        ("perturbation=[homophon]", "perturbation=homophon", "'homophone'"),
        ("suit=steel", "suit", "'suite'"),
        ("+sed=3", "sed", "'seed'"),
        ("size.itms=3", "size.itms", "'size.items'"),
        ("++size.itms=3", "size.itms", "'size.items'"),
        ("tasks.steel_defects.itms=3", "tasks.steel_defects.itms", "'tasks.steel_defects.items'"),
        ("tasks.steel_defect.items=3", "tasks.steel_defect.items", "'tasks.steel_defects.items'"),
        ("model.scrpt=hash", "model.scrpt", "'model.script'"),
        ("runner.robustness.grops=[G1]", "runner.robustness.grops", "'runner.robustness.groups'"),
        ("+runner.robustness.grops=[G1]", "runner.robustness.grops", "'groups'"),
        ("+runner.efficiency.request=3", "runner.efficiency.request", "'requests'"),
        ("+perturbations.homophone.nam=x", "perturbations.homophone.nam", "'name'"),
        ("split=tset", "split", "'test'"),
        ("model._target_=harness.models.scripted.Scriptd", "model", "'Scripted'"),
    ],
)
def test_a_misspelling_is_named_in_full_with_what_was_meant(
    override: str, key: str, meant: str, tmp_path: Path
) -> None:
    found = refusal([override], tmp_path)
    assert found.where == key
    assert meant in found.fix
    assert found.exit_code == 2


def test_the_suggestion_knows_the_model_that_was_chosen(tmp_path: Path) -> None:
    found = refusal(["model=hf", "model.sorce=some/folder"], tmp_path)
    assert (found.where, found.fix) == ("model.sorce", "did you mean 'model.source'?")


@pytest.mark.parametrize(
    ("override", "key", "value"),
    [
        ("size.items=many", "size.items", "many"),
        ("seed=one", "seed", "one"),
        ("runner.accuracy.level=high", "runner.accuracy.level", "high"),
        ("model.delay=soon", "model.delay", "soon"),
        ("policy=null", "policy", "Optional"),
    ],
)
def test_a_wrong_type_is_named_with_its_key_and_value(
    override: str, key: str, value: str, tmp_path: Path
) -> None:
    found = refusal([override], tmp_path)
    assert found.where.partition("=")[0] == key
    assert value in found.what
    assert found.fix


def test_a_missing_source_is_one_clear_message(tmp_path: Path) -> None:
    found = refusal(["model=hf"], tmp_path)
    assert str(found).splitlines() == [
        "'model.source' is needed",
        "  where: model.source",
        "  fix: set model.source=<value>",
    ]


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("size.items=0", "at least 1"),
        ("split=test", "needs the round's secret"),
        ("runner.robustness.groups=[G1,G9]", "no perturbation of group 'G9'"),
        ("~model._target_", "target"),
        ("model=null", "Config group override"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(override: str, words: str, tmp_path: Path) -> None:
    assert words in refusal([override], tmp_path).what


@pytest.mark.parametrize("override", ["suite", "suite=[", "=x", "suite={a"])
def test_a_broken_override_is_shown_and_not_the_whole_line(override: str) -> None:
    with pytest.raises(UsageError) as found:
        points([override], multirun=False) and composed([override])
    assert override in found.value.where


def test_several_values_need_a_sweep() -> None:
    with pytest.raises(UsageError, match="several values for 'suite'") as found:
        points(["suite=steel,healthcare"], multirun=False)
    assert "-m" in found.value.fix


def test_a_sweep_is_the_product_of_its_axes_in_order() -> None:
    found = points(
        ["model=scripted", "suite=steel,healthcare", "seed=range(1,3)", "size.items=1"], multirun=True
    )
    assert found == [
        ["model=scripted", f"suite={suite}", f"seed={seed}", "size.items=1"]
        for suite in ("steel", "healthcare")
        for seed in (1, 2)
    ]


def test_a_list_is_one_value_and_not_a_sweep() -> None:
    assert points(["runner.robustness.groups=[G1,G3]"], multirun=True) == [
        ["runner.robustness.groups=[G1,G3]"]
    ]
