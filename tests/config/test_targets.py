"""Which `_target_` becomes a class: one dataclass of an allowed package, checked before anything is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

import harness.draw
from harness.commands.assemble import runners_of, spec_of, tasks_of
from harness.config.build import build, resolve
from harness.config.compose import composed
from harness.errors import UsageError
from harness.models.scripted import Scripted
from tasks.steel.weldability import Weldability


@dataclass
class Elsewhere:
    """A dataclass of a package that nobody allowed."""


class Plain:
    """No dataclass."""


def test_a_dataclass_of_ours_is_found() -> None:
    assert resolve("harness.models.scripted.Scripted", "model") is Scripted
    assert resolve("tasks.steel.weldability.Weldability", "task") is Weldability


@pytest.mark.parametrize(
    "target",
    [
        "os.getpid", "subprocess.Popen", "builtins.eval", "harness", "", "harnessed.evil.Model", "tasks_of_mine.Task",
        " harness.models.scripted.Scripted", "torch.load", "hydra.utils.get_class",
    ],
)  # fmt: skip
def test_a_target_outside_the_allowed_packages_is_refused(target: str) -> None:
    with pytest.raises(UsageError, match="outside the allowed packages") as found:
        resolve(target, "model")
    assert "--allow-package" in found.value.fix


@pytest.mark.parametrize(
    "target",
    [
        "harness.store.fingerprints.os.getpid",
        "tasks.steel.weldability.json.loads",
        "harness.store.fingerprints.subprocess.Popen",
        "harness.config.build.OmegaConf.load",
        "harness.models..scripted.Scripted",
        "harness.nowhere.Model",
    ],
)
def test_an_attribute_of_an_imported_module_is_no_module(target: str) -> None:
    with pytest.raises(UsageError, match="no module") as found:
        resolve(target, "model")
    assert target in found.value.where


@pytest.mark.parametrize(
    "target",
    [
        "harness.store.fingerprints.os",  # a module
        "harness.store.fingerprints.hardware",  # a function
        "harness.store.fingerprints.Path",  # somebody else's class
        "harness.config.build.OmegaConf",
        "harness.errors.UsageError",  # ours, and no dataclass
        "harness.cli.COMMANDS",
    ],
)
def test_what_is_no_dataclass_of_ours_is_refused(target: str) -> None:
    with pytest.raises(UsageError, match="not a dataclass of an allowed package"):
        resolve(target, "model")


def test_somebody_elses_dataclass_is_refused_even_where_we_import_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harness.draw, "Elsewhere", Elsewhere, raising=False)
    with pytest.raises(UsageError, match="not a dataclass of an allowed package"):
        resolve("harness.draw.Elsewhere", "model")


@pytest.mark.parametrize("target", ["harness.draw.called", "harness.draw.Noted"])
def test_nothing_is_called_before_it_is_refused(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    class Noted:
        def __new__(cls, *args: Any) -> Any:
            calls.append("class")

    note: Callable[..., None] = lambda *args, **kw: calls.append("function")  # noqa: E731
    monkeypatch.setattr(harness.draw, "called", note, raising=False)
    monkeypatch.setattr(harness.draw, "Noted", Noted, raising=False)
    with pytest.raises(UsageError):
        build({"_target_": target}, "model")
    assert not calls


@pytest.mark.parametrize(
    ("override", "where"),
    [
        ("model._target_=os.getpid", "model"),
        ("tasks.steel_defects.task._target_=json.loads", "tasks.steel_defects.task"),
        ("runner.accuracy._target_=os.getpid", "runner.accuracy"),
        ("perturbations.homophone._target_=os.getpid", "perturbations.homophone"),
    ],
)
def test_every_place_that_builds_is_guarded(override: str, where: str, tmp_path: Any) -> None:
    cfg = composed(["model=scripted", "suite=steel", override])
    with pytest.raises(UsageError, match="outside the allowed packages") as found:
        spec_of(cfg.model, "model", tmp_path)
        tasks_of(cfg, ())
        runners_of(cfg)
    assert found.value.where == where


@pytest.mark.parametrize(
    ("override", "where"),
    [
        ("model._target_=harness.perturb.wording.Paraphrase", "model._target_"),
        (
            "perturbations.homophone._target_=tasks.steel.weldability.Weldability",
            "perturbations.homophone._target_",
        ),
        (
            "tasks.steel_defects.task._target_=harness.models.scripted.Scripted",
            "tasks.steel_defects.task._target_",
        ),
    ],
)
def test_a_class_of_ours_in_the_wrong_place_is_refused(override: str, where: str, tmp_path: Any) -> None:
    cfg = composed(["model=chance", "~model.steps", "suite=steel", override])
    with pytest.raises(UsageError, match="cannot stand here") as found:
        spec_of({"_target_": cfg.model._target_}, "model", tmp_path)
        tasks_of(cfg, ())
        runners_of(cfg)
    assert found.value.where == where


@pytest.mark.parametrize(
    "override", ["allow_package=[os]", "+allow_package=[os]", "+allow=os", "++model.allow_package=os"]
)
def test_a_config_cannot_widen_the_allowed_packages(override: str, tmp_path: Any) -> None:
    with pytest.raises(UsageError, match="unknown key"):
        spec_of(composed(["model=scripted", override]).model, "model", tmp_path)


def test_the_operator_can(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    (tmp_path / "mine_allowed.py").write_text(
        "from dataclasses import dataclass\n@dataclass\nclass Spec:\n    depth: int = 2\n"
        "from harness.models.scripted import Scripted\nclass Loose: pass\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(UsageError, match="outside"):
        resolve("mine_allowed.Spec", "model")
    made = build({"_target_": "mine_allowed.Spec", "depth": "3"}, "model", ["mine_allowed"])
    assert made.depth == 3
    assert resolve("mine_allowed.Scripted", "model", ["mine_allowed"]) is Scripted
    with pytest.raises(UsageError, match="not a dataclass"):
        resolve("mine_allowed.Loose", "model", ["mine_allowed"])
    with pytest.raises(UsageError, match="outside"):
        resolve("mine_allowed_too.Spec", "model", ["mine_allowed"])


def test_a_node_without_target_says_what_to_add() -> None:
    with pytest.raises(UsageError, match="no _target_") as found:
        build({"script": "first"}, "model")
    assert found.value.where == "model"


def test_lists_become_tuples_and_given_fields_are_not_configured() -> None:
    node = {"_target_": "harness.runners.robustness.Robustness", "groups": ["G1"]}
    made = build(node, "runner.robustness", perturbations=("as it is",))
    assert (made.groups, made.perturbations) == (("G1",), ("as it is",))
    with pytest.raises(UsageError, match="unknown key"):
        build({**node, "perturbations": []}, "runner.robustness", perturbations=())
