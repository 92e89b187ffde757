"""Finding runs by what people call them: a folder, an answerer id or a model's name."""

from __future__ import annotations

from pathlib import Path

from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from harness.config.schema import EvalConf
from harness.errors import UsageError, did_you_mean
from harness.publish.board import Run, read_run
from harness.store.files import read_json


def current_form(results: Path, form: str = "") -> str:
    """The form id that begins with `form`; without one, the form of the newest leaderboard."""
    if not form:
        found: str = read_json(results / "leaderboard.json", "leaderboard")["form"]["form_id"]
        return found
    boards = (p.stem for p in (results / "boards").glob("*.json"))
    known = [stem for stem in boards if stem.startswith(form) and "." not in stem]  # not `<form>.pairs`
    known = known or sorted({read_json(p, "plan")["form_id"] for p in (results / "runs").glob("*/plan.json")})
    matches = [f for f in known if f.startswith(form)]
    if len(matches) != 1:
        raise UsageError(f"{len(matches)} forms begin with '{form}'", str(results), did_you_mean(form, known))
    return matches[0]


def find_run(results: Path, name: str, form_id: str = "") -> Run:
    """One run. UsageError with a suggestion if nothing, or more than one, answers to the name."""
    if (Path(name) / "entry.json").exists():
        return read_run(Path(name))
    folders = sorted(p.parent for p in (results / "runs").glob("*/manifest.json"))
    runs = [read_run(f) for f in folders]
    mine = [r for r in runs if not form_id or r.entry["form_id"] == form_id]
    found = [r for r in mine if name in (r.name, r.answerer, r.folder.name)]
    if len(found) == 1:
        return found[0]
    if not found:
        known = [n for r in mine for n in (r.name, r.answerer)]
        raise UsageError(f"no run called '{name}'", str(results / "runs"), did_you_mean(name, known))
    names = ", ".join(r.folder.name for r in found)
    raise UsageError(
        f"{len(found)} runs are called '{name}'", str(results / "runs"), f"choose one of: {names}"
    )


def config_of(run: Run, results: Path) -> DictConfig:
    """The config a run was made with, from its plan. UsageError when it no longer fits the schema."""
    path = run.folder / "plan.json"
    body = read_json(path, "plan")["config"]
    try:
        cfg = OmegaConf.merge(OmegaConf.structured(EvalConf), body, {"results": str(results)})
    except OmegaConfBaseException as err:
        what = " ".join(str(err).split("full_key")[0].split())
        fix = "check out the commit named in the run's manifest"
        raise UsageError(f"the run's config does not fit this version: {what}", str(path), fix) from None
    assert isinstance(cfg, DictConfig)
    OmegaConf.set_readonly(cfg, True)
    return cfg
