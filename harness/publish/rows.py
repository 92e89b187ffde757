"""From the sheets of a form to the rows of a dataset: plain values, one row an item and language.

A row says what is asked, what is right and how it is graded, and needs nothing of this house to be used. It is
made from a public split only; which split that is, is the caller's to refuse.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from harness.form import Form
from harness.kit import Field, Json, Labels, Number, Template, spell
from harness.metrics.grade import digits
from harness.prompts import content, question, record_text, shifted
from harness.types import CHOICE_KINDS, LANGS, Lang, Sheet, Text

#: Every column with what it holds, in the order of a row.
COLUMNS: Mapping[str, Text] = {
    "task": Text("任务：`领域/任务`", "the task: `<domain>/<task>`"),
    "family": Text("题族：`领域/任务/题族`", "the family: `<domain>/<task>/<family>`"),
    "draw_id": Text(
        "题号：`题族/序号`；同一题的中英两行相同",
        "the item: `<family>/<index>`; the two languages of an item share it",
    ),
    "lang": Text("语言：`zh` 或 `en`", "the language: `zh` or `en`"),
    "level": Text(
        "难度：1 一步，2 两三步，3 有干扰、冲突或最后要判断",
        "1 one step, 2 two or three steps, 3 noise, conflict or a decision at the end",
    ),
    "tier": Text(
        "答错的后果：`high`、`medium`、`low`", "what a wrong answer may cost: `high`, `medium`, `low`"
    ),
    "question": Text("题干，不含选项和作答要求", "the question, without options and answer format"),
    "options": Text(
        "选择题的选项（按印出的顺序）；标签题的全部标签；其他题为空",
        "what may be picked: options in printed order, or every label of a label set; else empty",
    ),
    "answer_index": Text(
        "选择题正确选项的序号（从0起，名称为 A、B…）；其他题为空值",
        "index of the right option (from 0; its names are A, B, ...); null for other kinds",
    ),
    "gold": Text(
        "标准答案：选项的文字；数值（不含单位）；标签的JSON数组；JSON记录。缺数据时为“信息不足”",
        "the right answer: the option's words; the number without unit; a JSON array of labels; a JSON record. "
        "INSUFFICIENT where data are missing",
    ),
    "answer_kind": Text(
        "答案类型：`letter`、`option_text`、`number`、`labels`、`record`",
        "`letter`, `option_text`, `number`, `labels` or `record`",
    ),
    "source": Text("任务的依据：标准、年份、条款", "what the task rests on: standard, year, clause"),
    "prompt": Text(
        "衡提问时的完整用户消息，含选项和作答要求",
        "the whole user message as Heng asks it, options and answer format included",
    ),
    "units": Text(
        "数值题的单位，本行语言在前；其他题为空",
        "words of the unit of a number, the row's language first; else empty",
    ),
    "tolerance": Text(
        "数值题允许偏离标准答案多少（同一单位）；其他题为空值",
        "how far from the gold a number may be, in its unit; null for other kinds",
    ),
    "schema": Text(
        "记录题各字段的键、类型、说明、取值、容差（JSON）；其他题为空值",
        "keys, types, notes, terms and tolerances of a record's fields, as JSON; null for other kinds",
    ),
    "critical": Text(
        "哪种错误是危险的，用本行语言写；没有则为空值",
        "the dangerous direction of error, in the row's language; null where there is none",
    ),
}


@dataclass(frozen=True)
class Exported:
    """What an export is of: all that its card and metadata say beside the rows."""

    suite: str
    split: str
    seed: int
    langs: tuple[Lang, ...]
    titles: Mapping[str, Text]
    """Task id to its title."""
    command: str
    """The command that makes it again."""


def rows(form: Form, langs: Sequence[Lang] = LANGS) -> Iterator[dict[str, Any]]:
    """A row for each item and language, in the order of the form."""
    for sheet in form.clean(langs=langs):
        yield row(sheet, form.family(sheet.item), form)


def row(sheet: Sheet, family: Template[Any], form: Form) -> dict[str, Any]:
    """One row, with the keys of `COLUMNS`."""
    item, task = sheet.item, form.task(sheet.item)
    choice = family.kind in CHOICE_KINDS
    return {
        "task": item.task,
        "family": item.family,
        "draw_id": item.draw_id,
        "lang": sheet.lang,
        "level": item.level,
        "tier": task.tier,
        "question": question(sheet, family).strip(),
        "options": offered(sheet, family),
        "answer_index": shifted(sheet).index(item.gold) if choice else None,
        "gold": gold_words(sheet, family),
        "answer_kind": family.kind,
        "source": list(task.sources),
        "prompt": content(sheet, family),
        "units": units_of(family, sheet.lang),
        "tolerance": tolerance_of(sheet, family),
        "schema": schema_text(family.schema) if isinstance(family, Json) else None,
        "critical": None if family.critical is None else family.critical[sheet.lang],
    }


def offered(sheet: Sheet, family: Template[Any]) -> list[str]:
    """What may be picked, in the sheet's language."""
    if isinstance(family, Labels):
        return [word[sheet.lang] for word in family.terms.values()]
    return [family.show(option, sheet) for option in shifted(sheet)]


def gold_words(sheet: Sheet, family: Template[Any]) -> str:
    """The gold as a row holds it; see `COLUMNS`."""
    gold = sheet.item.gold
    if isinstance(family, Json) and isinstance(gold, Mapping):
        return record_text(gold, family.schema, sheet.lang)
    if isinstance(family, Labels) and isinstance(gold, tuple):
        return json.dumps([family.word(label, sheet.lang) for label in gold], ensure_ascii=False)
    if isinstance(family, Number) and isinstance(gold, (int, Decimal, Fraction)):
        return spell(gold)
    return family.show(gold, sheet)


def units_of(family: Template[Any], lang: Lang) -> list[str]:
    """The unit's words in the row's language and, where it differs, in the other."""
    if not isinstance(family, Number):
        return []
    words = [family.word(0, one).partition(" ")[2] for one in (lang, *LANGS)]
    return [word for word in dict.fromkeys(words) if word]


def tolerance_of(sheet: Sheet, family: Template[Any]) -> str | None:
    gold = sheet.item.gold
    if not isinstance(family, Number):
        return None
    return digits(family.tolerance.width(gold)) if isinstance(gold, (int, Decimal, Fraction)) else "0"


def schema_text(schema: Mapping[str, Field]) -> str:
    """The fields of a record as JSON, both languages in one."""

    def body(field: Field) -> dict[str, Any]:
        wide = field.tolerance
        return {
            "key": field.key._asdict(),
            "type": field.type,
            "note": field.note._asdict(),
            "terms": {name: word._asdict() for name, word in field.terms.items()} if field.terms else None,
            "tolerance": {"absolute": digits(wide.absolute), "relative": digits(wide.relative)},
            "nullable": field.nullable,
        }

    return json.dumps({name: body(field) for name, field in schema.items()}, ensure_ascii=False)
