"""From a composed config to the objects of a job. The glue between config and run; decides nothing itself.

Everything a user can get wrong in a config is found here, before any weights are loaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from omegaconf import DictConfig, OmegaConf

from harness.config.build import build, resolve
from harness.config.compose import composed
from harness.draw import Source
from harness.errors import UsageError, did_you_mean
from harness.form import Form
from harness.kit import Task
from harness.run.pipeline import HardwareClass, Job, Runner
from harness.run.plan import Plan, make_plan, with_chances
from harness.runners.efficiency import Efficiency
from harness.types import ModelSpec

SPLITS = ("dev", "test")


def tasks_of(cfg: DictConfig, allow: Sequence[str]) -> tuple[tuple[Task, int], ...]:
    """The suite's tasks, in order of their config names, each with its items per family."""
    out: list[tuple[Task, int]] = []
    by_size: set[str] = set()
    for name in sorted(cfg.tasks):
        conf = cfg.tasks[name]
        count = int(conf["items"])  # `conf.items` is the method of a mapping
        if count < 1:
            raise UsageError(f"items must be at least 1, not {count}", f"tasks.{name}.items", "ask for some")
        where = f"tasks.{name}.task"
        task: Task = able(build(conf.task, where, allow), where, "families")
        if count == cfg.size["items"]:
            by_size.add(task.id)
        out.append((task, count))
    return spread(out, by_size, int(cfg.size.domain))


def spread(tasks: Sequence[tuple[Task, int]], by_size: Set[str], domain: int) -> tuple[tuple[Task, int], ...]:
    """Items per family raised until each domain has about `domain` of them; tasks outside `by_size` stay."""
    families: dict[str, int] = {}
    for task, _ in tasks:
        families[task.domain] = families.get(task.domain, 0) + len(task.families)
    return tuple(
        (task, max(count, round(domain / families[task.domain])) if task.id in by_size else count)
        for task, count in tasks
    )


def source_of(cfg: DictConfig) -> Source:
    """Split and seed. The test split reads its secret from a file, never from a config value."""
    if cfg.split not in SPLITS:
        raise UsageError(f"unknown split '{cfg.split}'", "split", did_you_mean(cfg.split, SPLITS))
    if cfg.split == "dev":
        return Source("dev", int(cfg.seed))
    path = Path(cfg.secret_file)
    if not cfg.secret_file or not path.is_file():
        fix = "set secret_file=<path> to the round's secret (at least 16 bytes)"
        raise UsageError("split=test needs the round's secret", cfg.secret_file or "secret_file", fix)
    secret = path.read_bytes().strip()
    if len(secret) < 16:
        raise UsageError("the round's secret is shorter than 16 bytes", str(path), "make a longer one")
    return Source("test", int(cfg.seed), secret)


def runners_of(cfg: DictConfig, allow: Sequence[str] = ()) -> dict[str, Runner]:
    """The pure runners; efficiency is apart, since it reads timings and not rows.

    In order of their names, like the perturbations: in which order a config lists them is not part of the form.
    """
    perturbations = tuple(
        able(build(node, f"perturbations.{name}", allow), f"perturbations.{name}", "apply")
        for name, node in sorted(cfg.perturbations.items())
    )
    out = {}
    for name, node in sorted(cfg.runner.items()):
        if name == "efficiency":
            continue
        where, target = f"runner.{name}", str(node.get("_target_"))
        names = {f.name for f in fields(resolve(target, where, allow))}
        given = {"perturbations": perturbations} if "perturbations" in names else {}
        out[str(name)] = able(build(node, where, allow, **given), where, "ask", "reduce", "compare")
    return out


def efficiency_of(cfg: DictConfig, allow: Sequence[str] = ()) -> Efficiency | None:
    """The class fixes the axes, whatever the runner's own default says."""
    if "efficiency" not in cfg.runner:
        return None
    where, axes = "runner.efficiency", tuple(cfg.hardware.axes)
    found: Efficiency = able(build(cfg.runner.efficiency, where, allow, axes=axes), where, "sample", "reduce")
    return found


def plan_of(cfg: DictConfig, allow: Sequence[str] = ()) -> tuple[Plan, dict[str, Runner]]:
    """The plan a config describes, and the runners that will reduce it."""
    runners = runners_of(cfg, allow)
    form = Form(cfg.suite, cfg.size.name, source_of(cfg), tasks_of(cfg, allow))
    form = with_chances(form, Path(cfg.results) / "cache" / "chances.json")
    return make_plan(form, runners), runners


def job_of(cfg: DictConfig, allow: Sequence[str] = (), *, timing: bool = True, retime: bool = False) -> Job:
    """Everything `weigh` needs besides the model."""
    check_shard(cfg.shard)
    plan, runners = plan_of(cfg, allow)
    hardware = cfg.hardware
    return Job(
        plan=plan,
        runners=runners,
        efficiency=efficiency_of(cfg, allow) if timing else None,
        hardware=HardwareClass(
            hardware.name, hardware.reference, hardware.blocks, hardware.seconds, hardware.threads
        ),
        results=Path(cfg.results),
        policy=cfg.policy,
        config=recorded(cfg),
        shard=cfg.shard,
        retime=retime,
    )


def recorded(cfg: DictConfig) -> dict[str, Any]:
    """The composed config as it goes into the manifest; where results stand is not part of what was asked."""
    body = OmegaConf.to_container(cfg, resolve=True)
    assert isinstance(body, dict)
    return {str(k): v for k, v in body.items() if k not in ("results", "shard", "secret_file")}


def able(made: Any, where: str, *duties: str) -> Any:
    """`made`, if it can do what this place of the config is for. UsageError for a class that belongs elsewhere."""
    if lacking := [duty for duty in duties if not hasattr(made, duty)]:
        what = f"{type(made).__name__} has no `{lacking[0]}`, so it cannot stand here"
        raise UsageError(what, f"{where}._target_", "name a class made for this place")
    return made


def check_shard(shard: str) -> None:
    """`i/n` with 1 <= i <= n, or nothing."""
    i, slash, n = shard.partition("/")
    if shard and not (slash and i.isdigit() and n.isdigit() and 1 <= int(i) <= int(n)):
        raise UsageError(f"shard '{shard}' is not of the form 1/2", "shard", "write shard=1/2, shard=2/2")


def spec_of(
    node: DictConfig | Mapping[str, Any], where: str, results: Path, allow: Sequence[str] = ()
) -> ModelSpec:
    """A model spec, not loaded. Reference recipes also get the built-in tasks and the folder that keeps them."""
    names = {f.name for f in fields(resolve(str(node.get("_target_")), where, allow))}
    given: dict[str, Any] = {}
    if "tasks" in names:
        given["tasks"] = built_in_tasks()
    if "home" in names:
        given["home"] = results / "models"
    spec: ModelSpec = able(build(node, where, allow, **given), where, "problems", "open")
    return spec


@cache  # composing takes a quarter of a second, and every recipe asks
def built_in_tasks() -> tuple[Task, ...]:
    """The tasks of the default config, whatever suite is asked."""
    return tuple(task for task, _ in tasks_of(composed(), ()))


def reference_spec(name: str, cfg: DictConfig, allow: Sequence[str] = ()) -> ModelSpec:
    """A model of configs/model/ by name."""
    return spec_of(composed([f"model={name}"]).model, f"model={name}", Path(cfg.results), allow)
