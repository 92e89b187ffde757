"""The recipe of the reference checkpoints: what it depends on, what it teaches, that it can be repeated."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from harness.draw import Source, draw_item
from harness.models.hf import HF
from harness.prompts import content
from harness.reference.apprentice import Apprentice
from harness.reference.constant import Constant
from harness.reference.lessons import characters, lesson, lessons, taught
from harness.store.fingerprints import files_digest
from harness.types import LANGS, Message, Request, Sheet, digest
from tasks.automotive_parts.quality_docs import QualityDocs
from tasks.steel.defects import Defects
from tasks.steel.weldability import Weldability

TASKS = (Defects(), Weldability())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


def untrained(home: Path, **changes: object) -> Apprentice:
    return replace(Apprentice(TASKS, home, name="chance", steps=0, hidden=32), **changes)  # type: ignore[arg-type]


def test_the_recipe_names_what_changes_the_weights() -> None:
    usual = Apprentice(TASKS, Path("here"))
    changed = [
        replace(usual, steps=usual.steps + 1), replace(usual, batch=usual.batch + 1), replace(usual, hidden=64),
        replace(usual, layers=1), replace(usual, learning_rate=1e-4), replace(usual, seed=2),
        replace(usual, tasks=TASKS[:1]), replace(usual, steps=0),
    ]  # fmt: skip
    assert len({digest(recipe.recipe()) for recipe in (usual, *changed)}) == len(changed) + 1


def test_the_recipe_names_nothing_else() -> None:
    usual = Apprentice(TASKS, Path("here"))
    same = [
        Apprentice(TASKS, Path("there")), replace(usual, name="other"), replace(usual, batch_size=1),
        replace(usual, threads=2),
    ]  # fmt: skip
    assert {digest(recipe.recipe()) for recipe in same} == {digest(usual.recipe())}


def test_lessons_are_repeated_exactly_and_grow_at_the_end() -> None:
    assert list(lessons(TASKS, 40)) == list(lessons(TASKS, 60))[:40]


def test_lessons_are_answers_of_the_train_split_only() -> None:
    """Every lesson is a train draw of a recognition family, with the right answer; no dev question is among them."""
    tasks = (*TASKS, QualityDocs())
    given = list(lessons(tasks, 60))
    families = taught(tasks)
    assert families and all(family.kind == "option_text" for _, family in families)
    train = {lesson(*pair, index, lang) for pair in families for index in range(60) for lang in LANGS}
    assert set(given) <= train and len(set(given)) == len(given)
    dev = {
        content(Sheet(draw_item(Source("dev", seed), task, family, index), lang, surface=index), family)
        for task, family in families
        for seed in (0, 1)
        for index in range(12)
        for lang in LANGS
    }
    same = [prompt for prompt, _ in given if any(prompt.startswith(question) for question in dev)]
    # A recognition item may be drawn alike twice; that the splits are one stream would show in most of them.
    assert len(same) < len(given) / 2


@pytest.mark.parametrize("lang", LANGS)
def test_a_lesson_ends_with_the_gold(lang: str) -> None:
    task, family = taught(TASKS)[0]
    for index in range(8):
        item = draw_item(Source("train", 0), task, family, index)
        prompt, answer = lesson(task, family, index, lang)  # type: ignore[arg-type]
        assert answer.strip() == family.word(item.gold, lang)  # type: ignore[arg-type]
        assert prompt.endswith(("答案：", "Answer:"))


def test_the_alphabet_reads_every_prompt_of_its_draws() -> None:
    known = set(characters(TASKS))
    assert known >= {chr(code) for code in range(32, 127)} | {"\n"}
    for task in TASKS:
        for family in task.families:
            sheet = Sheet(draw_item(Source("train", 0), task, family, 3), "zh", surface=3)
            assert set(content(sheet, family)) <= known


def test_an_untrained_checkpoint_is_an_ordinary_model(home: Path) -> None:
    found = untrained(home).checkpoint()
    assert isinstance(found, HF) and found.problems() == []
    folder = Path(found.source)
    assert folder.parent == home and {"config.json", "model.safetensors", "README.md"} <= {
        path.name for path in folder.iterdir()
    }
    assert [path.name for path in home.iterdir()] == [folder.name]  # nothing half-made beside it
    model = found.open()
    try:
        asked = Request("score", (Message("user", "这批钢板合格吗？"),), ("合格", "不合格"), "答案：")
        assert model.answer_alone(asked).error is None
        assert (model.card.name, model.card.kind, model.card.licence) == ("chance", "reference", "apache-2.0")
    finally:
        model.close()


def test_a_kept_checkpoint_is_not_made_again(home: Path) -> None:
    folder = Path(untrained(home).checkpoint().source)
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    steps: list[int] = []
    again = untrained(home, name="other").checkpoint(lambda step, total: steps.append(step))
    assert Path(again.source) == folder and again.name == "other" and not steps
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def weights(recipe: Apprentice) -> str:
    steps: list[tuple[int, int]] = []
    folder = Path(recipe.checkpoint(lambda step, total: steps.append((step, total))).source)
    assert steps == [(n, recipe.steps) for n in range(1, recipe.steps + 1)]
    return files_digest([folder / "model.safetensors"])


def test_training_is_repeated_exactly(tmp_path: Path) -> None:
    """The global state of torch is neither read nor left changed."""
    import torch

    recipe = Apprentice(TASKS[:1], tmp_path / "a", steps=3, batch=2, hidden=32)
    torch.manual_seed(1)
    first = weights(recipe)
    drawn = float(torch.rand(1))
    torch.manual_seed(1)
    assert float(torch.rand(1)) == drawn
    torch.manual_seed(2)
    assert weights(replace(recipe, home=tmp_path / "b")) == first
    assert weights(replace(recipe, steps=0)) != first
    assert weights(replace(recipe, seed=2)) != first


def test_constant_is_a_baseline_without_weights() -> None:
    model = Constant().open()
    asked = Request("score", (Message("user", "?"),), ("A", "B", "C"))
    assert Constant().problems() == [] and model.card.kind == "baseline"
    assert model.answer_alone(asked).logliks[0] == max(model.answer_alone(asked).logliks)


def test_other_kinds_are_taught_when_a_recipe_says_so() -> None:
    wide = Apprentice(TASKS, Path("here"), teaches=("letter", "number", "record"))
    assert not wide.problems() and wide.recipe() != Apprentice(TASKS, Path("here")).recipe()
    kinds = {family.kind for _, family in taught(TASKS, ("letter", "number", "record"))}
    assert "option_text" not in kinds and {"letter", "number"} <= kinds
    for prompt, answer in wide.lessons(12):
        assert prompt.rstrip().endswith(("答案：", "```json", "}")) or "JSON" in prompt
        assert answer.strip()
    (problem,) = Apprentice(TASKS, Path("here"), teaches=("leter",)).problems()
    assert "did you mean 'letter'" in problem.fix
