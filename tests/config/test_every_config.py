"""Every file under configs/ composes and builds; models are built, never opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.commands.assemble import check_shard, efficiency_of, runners_of, source_of, spec_of, tasks_of
from harness.config.compose import CONFIGS, composed
from harness.errors import UsageError
from harness.kit import Task
from harness.models.hf import HF
from harness.models.scripted import Scripted

BASE = (
    "model=scripted", "suite=steel", "task/steel=[defects,mill_calc,weldability]", "size.items=1",
    "references=[]", "perturbation=[homophone]",
)  # fmt: skip
#: Task files are built by the suites that list them.
FILES = sorted(
    f for p in CONFIGS.rglob("*.yaml") if not (f := str(p.relative_to(CONFIGS))).startswith("task/")
)
SUITES = sorted(p.stem for p in (CONFIGS / "suite").glob("*.yaml"))


def overrides_of(file: str) -> list[str]:
    """What chooses this file on the command line."""
    group, _, name = file.removesuffix(".yaml").rpartition("/")
    if group in ("suite", "size", "hardware"):
        return [f"{group}={name}"]
    if group in ("perturbation", "runner"):
        return [f"{group}=[{name}]"]
    if group == "model":
        return [f"model={name}", *(["model.source=some/folder"] if name == "hf" else [])]
    return [f"+experiment={name}"] if group == "experiment" else []


@pytest.mark.parametrize("file", FILES)
def test_a_config_file_composes_and_builds(file: str, tmp_path: Path) -> None:
    base = [word for word in BASE if not (file.startswith("suite/") and "steel" in word)]
    cfg = composed([*base, *overrides_of(file)])
    tasks, runners = tasks_of(cfg, ()), runners_of(cfg)
    assert tasks
    assert all(isinstance(task, Task) and task.families and count > 0 for task, count in tasks)
    assert set(runners) == set(cfg.runner) - {"efficiency"}
    assert (efficiency_of(cfg) is None) == ("efficiency" not in cfg.runner)
    assert callable(spec_of(cfg.model, "model", tmp_path).open)
    assert source_of(cfg).split == "dev"


def test_the_default_config_weighs_all_suites_with_the_references() -> None:
    cfg = composed()
    assert (cfg.suite, cfg.size.name, cfg.split) == ("all", "smoke", "dev")
    assert list(cfg.references) == ["constant", "chance", "apprentice"]
    for name in (*cfg.references, cfg.hardware.reference):
        assert (CONFIGS / "model" / f"{name}.yaml").exists()


def test_all_is_the_union_of_the_suites_and_holds_every_task_file() -> None:
    union = {name for suite in SUITES if suite != "all" for name in composed([f"suite={suite}"]).tasks}
    files = {f"{p.parent.name}_{p.stem}" for p in (CONFIGS / "task").glob("*/*.yaml")}
    assert set(composed(["suite=all"]).tasks) == union == files


def test_a_task_file_is_named_after_its_task() -> None:
    for task, _ in tasks_of(composed(["suite=all"]), ()):
        file = CONFIGS / "task" / f"{task.id}.yaml"
        assert f"_target_: {type(task).__module__}.{type(task).__name__}" in file.read_text(encoding="utf-8")
        assert file.read_text(encoding="utf-8").startswith(f"# @package tasks.{task.domain}_{task.name}\n")


@pytest.mark.parametrize(("size", "wanted"), [("smoke", 0), ("standard", 320), ("full", 960)])
def test_a_size_asks_about_as_much_of_every_domain(size: str, wanted: int) -> None:
    """8 items per family; standard and full about 320 and 960 per domain where that is more."""
    domains: dict[str, list[tuple[int, int]]] = {}
    for task, count in tasks_of(composed(["suite=all", f"size={size}"]), ()):
        domains.setdefault(task.domain, []).append((count, len(task.families)))
    for asked in domains.values():
        (each,), families = {count for count, _ in asked}, sum(n for _, n in asked)
        assert each == 8 or (each > 8 and abs(each * families - wanted) <= families / 2)
        assert each * families >= 0.9 * wanted


def test_a_suite_may_be_asked_in_part() -> None:
    found = tasks_of(composed(["suite=steel", "task/steel=[weldability,tensile]"]), ())
    assert [task.id for task, _ in found] == ["steel/tensile", "steel/weldability"]


def test_one_task_may_have_its_own_number_of_items() -> None:
    cfg = composed([*BASE, "tasks.steel_defects.items=5"])
    assert {task.name: n for task, n in tasks_of(cfg, ())} == {"defects": 5, "mill_calc": 1, "weldability": 1}


def test_groups_are_chosen_by_a_list() -> None:
    runner = runners_of(
        composed([*BASE, "perturbation=[homophone,paraphrase]", "runner.robustness.groups=[G1,G3]"])
    )["robustness"]
    assert runner.declared() == ("G1", "G3")  # type: ignore[attr-defined]


def test_the_order_in_which_a_config_lists_things_does_not_matter() -> None:
    one = runners_of(composed([*BASE, "perturbation=[keyboard,homophone]", "runner=[robustness,accuracy]"]))
    two = runners_of(composed([*BASE, "perturbation=[homophone,keyboard]", "runner=[accuracy,robustness]"]))
    assert list(one.items()) == list(two.items())


def test_the_hardware_class_fixes_the_axes() -> None:
    found = efficiency_of(composed([*BASE, "hardware.axes=[offline_time]"]))
    assert found is not None
    assert found.axes == ("offline_time",)


def test_a_model_is_what_its_config_says(tmp_path: Path) -> None:
    cfg = composed(["model=hf", "model.source=org/name", "model.revision=abc", "model.batch_size=4"])
    assert spec_of(cfg.model, "model", tmp_path) == HF("org/name", revision="abc", batch_size=4)
    cfg = composed(["model=scripted", "model.script=hash", "model.name=h"])
    assert spec_of(cfg.model, "model", tmp_path) == Scripted(script="hash", name="h")


def test_the_test_split_reads_its_secret_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"sixteen bytes...\n")
    cfg = composed([*BASE, "split=test", f"secret_file={secret}", "seed=3"])
    assert source_of(cfg).secret == b"sixteen bytes..."
    secret.write_bytes(b"fifteen bytes..\n")
    with pytest.raises(UsageError, match="shorter than 16 bytes"):
        source_of(cfg)


@pytest.mark.parametrize("shard", ["1/2", "2/2", "1/1", ""])
def test_a_shard_is_a_share_of_a_whole(shard: str) -> None:
    check_shard(shard)


@pytest.mark.parametrize("shard", ["0/2", "3/2", "1", "/2", "a/b", "1/2/3", "-1/2"])
def test_a_shard_that_is_none_is_refused(shard: str) -> None:
    with pytest.raises(UsageError, match="is not of the form"):
        check_shard(shard)


def test_a_composed_config_cannot_be_changed_afterwards() -> None:
    with pytest.raises(Exception, match="read-only"):
        composed(BASE).size.items = 9
