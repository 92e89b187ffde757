"""A page for each task and an index of them, from the code alone: change the task, never the page.

The same code gives the same pages to the byte. What an author writes (titles, docstrings, cases, slips, `critical`,
`limits`, sources) is printed as it stands.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from inspect import cleandoc
from pathlib import Path
from typing import Any

from harness.data import Fact
from harness.kit import Choice, Json, Task, Template
from harness.publish.task_example import cell, example, field_table, graded, sized, slip_names
from harness.publish.task_facts import facts_read
from harness.store.files import write_bytes, writing

MARK = "<!-- made by `harness task-pages`: change the task, not this page -->"
INDEX = "README.md"
KINDS = {
    "letter": "pick a letter 选字母", "option_text": "pick a word 选词", "number": "number 数值",
    "record": "JSON record 记录", "labels": "label set 标签集", "text": "text 文本",
}  # fmt: skip
TIERS = {"high": "high 高", "medium": "medium 中", "low": "low 低"}
UNSIGNED = "none yet 暂无"

WORDS = """How to read a page:

- **Tier 后果等级**: what a wrong answer may cost in practice.
- **Level 难度**: 1 one lookup or formula, 2 two or three steps, 3 noise, conflict or a decision at the end; 30, 45 and
  25 % of the draws of every family. **Cases 情形** rotate, so that each is drawn equally often.
- **Chance 机会水平**: what the best constant answer gets under the family's own grader, over {draws:,} draws of the
  development split; one over the number of options where something is picked.
- **Critical 危险方向**: the wrong answers that are counted as critical errors.
- **Slip 失误**: the named mistake that makes a wrong option.
- **Facts 事实**: the sourced values that the code of a family reads, module by module. *Print* marks those whose
  sources differ or are of medium confidence: an item must print what it uses of them.
- **Signed by 签署**: named domain experts who have read the task. None has signed yet.

These pages are made from the code by `make task-pages`. 这些页面由代码生成；改任务，不改页面。
"""


def pages(tasks: Sequence[Task], chances: Mapping[str, float], draws: int) -> dict[str, str]:
    """Path below the folder to text: the index and one page for each task, given each family's chance level."""
    made = {f"{task.id}.md": page(task, chances, draws) for task in tasks}
    return {INDEX: index(tasks, draws), **made}


def index(tasks: Sequence[Task], draws: int) -> str:
    lines = [MARK, "", "# Tasks 任务", "", WORDS.format(draws=draws)]
    for domain in sorted({task.domain for task in tasks}):
        mine = [task for task in tasks if task.domain == domain]
        count = sum(len(task.families) for task in mine)
        lines += [f"## `{domain}`: {len(mine)} tasks, {count} families", ""]
        lines += ["| task 任务 | | tier 等级 | families 题族 | answers 答案 |", "|---|---|---|---|---|"]
        for task in mine:
            kinds = ", ".join(sorted({family.kind for family in task.families}))
            link = f"[{task.title.en}]({task.id}.md)"
            lines.append(
                f"| {link} | {task.title.zh} | {TIERS[task.tier]} | {len(task.families)} | {kinds} |"
            )
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def page(task: Task, chances: Mapping[str, float], draws: int) -> str:
    """The page of one task."""
    lines = [MARK, "", f"# {task.title.zh} · {task.title.en}", ""]
    lines += [f"`{task.id}` · tier 后果等级 **{TIERS[task.tier]}** · {len(task.families)} families 题族", ""]
    lines += [*measures(task), "", "## Sources 依据", "", *(f"- {source}" for source in task.sources), ""]
    lines += fact_table(facts_of(task))
    limits = [f"- {text}" for text in task.limits if text] or ["- the author declares none 作者未声明"]
    lines += ["## Known limits 已知局限", "", *limits, f"- signed by 签署: {UNSIGNED}", ""]
    for family in task.families:
        lines += [*family_part(task, family, chances[f"{task.id}/{family.name}"], draws), ""]
    return "\n".join(lines).rstrip() + "\n"


def measures(task: Task) -> Iterator[str]:
    """What the author says the task is: its module's docstring, then its own where it has one."""
    yield cleandoc(sys.modules[type(task).__module__].__doc__ or "")
    own = type(task).__doc__ or ""
    if own and not own.startswith(
        f"{type(task).__name__}("
    ):  # a dataclass without one is given its signature
        yield from ("", cleandoc(own))


def family_part(task: Task, family: Template[Any], chance: float, draws: int) -> Iterator[str]:
    """The section of one family."""
    title, critical = family.title, family.critical
    yield from (f"## {title.zh} · {title.en} (`{family.name}`)", "", cleandoc(type(family).__doc__ or ""), "")
    yield f"- answer 答案: {KINDS[family.kind]}{sized(family)}"
    yield f"- graded 评分: {graded(family)}"
    how = (
        f"one of {family.options} options"
        if isinstance(family, Choice)
        else f"best constant answer, {draws:,} draws"
    )
    yield f"- chance 机会水平: {100 * chance:.1f} % ({how})"
    if family.cases != ("any",):
        yield f"- cases 情形: {', '.join(f'`{case}`' for case in family.cases)}"
    yield f"- critical 危险方向: {f'{critical.zh} · {critical.en}' if critical else 'none 无'}"
    if facts := facts_read(type(family).__module__):
        yield f"- facts 事实: {', '.join(f'`{fact.id}`' for fact in facts)}"
    if names := slip_names(task, family):
        yield f"- slips 失误: {'; '.join(names)}"
    if isinstance(family, Json):
        yield from ("", *field_table(family))
    yield from ("", *example(task, family))


def facts_of(task: Task) -> list[Fact]:
    """Facts that the task's module or a family's module reads."""
    modules = {type(task).__module__, *(type(family).__module__ for family in task.families)}
    found = {fact.id: fact for module in sorted(modules) for fact in facts_read(module)}
    return [found[name] for name in sorted(found)]


def fact_table(facts: Sequence[Fact]) -> list[str]:
    if not facts:
        return ["No value is taken from outside the items. 题目之外不取任何数值。", ""]
    lines = ["| fact 事实 | standard 标准 | read in 出处 | print |", "|---|---|---|---|"]
    for fact in facts:
        words = (
            f"`{fact.id}` {fact.title}",
            fact.standard,
            "; ".join(fact.source),
            "yes" if fact.must_print else "",
        )
        lines.append(f"| {' | '.join(map(cell, words))} |")
    return [*lines, ""]


def write_pages(out: Path, made: Mapping[str, str]) -> list[str]:
    """Write the pages that differ and remove generated ones that are no more; the paths that changed."""
    changed = []
    for path in sorted(out.rglob("*.md")):
        name = path.relative_to(out).as_posix()
        if name not in made and path.read_text(encoding="utf-8").startswith(MARK):
            with writing(path):
                path.unlink()
            changed.append(name)
    for name, text in made.items():
        body = text.encode("utf-8")
        if not (out / name).is_file() or (out / name).read_bytes() != body:
            write_bytes(out / name, body)
            changed.append(name)
    return changed
