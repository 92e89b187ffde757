"""Every family is reached by the perturbations, and every level asks something of its own."""

from __future__ import annotations

from collections import Counter
from statistics import mean
from typing import Any

import pytest
import yaml
from every import CONFIGS, DEV, TASKS, each, items
from omegaconf import OmegaConf

from harness.config.build import build
from harness.draw import LEVELS
from harness.form import Form
from harness.kit import Task, Template
from harness.prompts import question
from harness.types import LANGS, Sheet

GROUPS = {
    "a typo": ("homophone", "keyboard", "whitespace"),
    "a notation": ("numerals", "punctuation"),
    "a wording": ("paraphrase",),
    "a format": ("format",),
    "a contract": ("contract",),
}
PERTURBATIONS = {
    path.stem: build(
        OmegaConf.create(yaml.safe_load(path.read_text(encoding="utf-8"))), f"perturbations.{path.stem}"
    )
    for path in sorted((CONFIGS.parent / "perturbation").glob("*.yaml"))
}


def test_every_configured_perturbation_is_in_a_group() -> None:
    assert {name for names in GROUPS.values() for name in names} == set(PERTURBATIONS)


@each("perturbations")
def test_every_family_can_be_perturbed(task: Task, family: Template[Any]) -> None:
    """Each way of changing the asking finds something to change on most sheets; edits keep frozen words."""
    form = Form("one", "one", DEV, ((task, 8),))
    sheets = [Sheet(item, lang, surface=item.index) for item in items(task, family, 8) for lang in LANGS]
    for group, names in GROUPS.items():
        changed = Counter(
            sheet.lang
            for sheet in sheets
            for name in names
            if (other := form.perturbed(sheet, PERTURBATIONS[name])) is not None and form.request(other).key
        )
        assert min(changed[lang] for lang in LANGS) >= 4, f"{group}: {dict(changed)} of 8 sheets"


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
@pytest.mark.parametrize("size", ["smoke", "standard", "full"])
def test_levels_of_a_form_have_their_shares(task: Task, size: str) -> None:
    """30, 45 and 25 per cent over a task, and over every 20 draws of a family exactly."""
    conf = yaml.safe_load((CONFIGS.parent / "size" / f"{size}.yaml").read_text(encoding="utf-8"))
    families = sum(len(other.families) for other in TASKS if other.domain == task.domain)
    count = max(conf["items"], round(conf.get("domain", 0) / families))
    found = Counter(item.level for family in task.families for item in items(task, family, count))
    for level, share in {1: 0.30, 2: 0.45, 3: 0.25}.items():
        # 8 draws of a family cannot hold 30, 45 and 25 per cent; where they begin in the round is by chance.
        assert abs(found[level] / found.total() - share) <= (0.05 if count >= 10 else 0.09), found
    for family in task.families:
        block = [item.level for item in items(task, family, 20)]
        assert Counter(block) == Counter(LEVELS)


@each("levels")
def test_a_higher_level_asks_something_else(task: Task, family: Template[Any]) -> None:
    """Level 3 reads no shorter than level 1 (two per cent are noise), and the level changes the draw."""
    lengths: dict[int, list[int]] = {1: [], 2: [], 3: []}
    for item in items(task, family, 200):
        lengths[item.level].append(len(question(Sheet(item, "zh"), family)))
    low, high = (mean(lengths[level]) for level in (1, 3))
    assert high >= 0.98 * low, f"level 1 has {low:.0f} characters, level 3 {high:.0f}"
    assert changes_with_level(task, family), "the level changes nothing: draw reads the same at 1 and 3"


def changes_with_level(task: Task, family: Template[Any]) -> bool:
    """Whether the same stream gives another record, or another text, at another level."""
    for index in range(20):
        case = family.cases[index % len(family.cases)]
        low, high = (family.draw(DEV.rng("levels", index), level, case) for level in (1, 3))
        if low is not None and high is not None and low != high:
            return True
    return False
