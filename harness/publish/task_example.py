"""One item of a family as its page shows it: asked in both languages, its gold, and where wrong options come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from harness.draw import Source, draw_item
from harness.kit import Choice, Json, Labels, Number, OptionText, Task, Template, Tolerance, spell
from harness.metrics.grade import digits
from harness.prompts import TYPE_WORDS, content, lead, record_text
from harness.types import LANGS, Item, Lang, Sheet

#: Draws in which slips are looked for; a slip that shows in none of them is not listed.
SLIP_DRAWS = 40
SOURCE = Source("dev", seed=1)
HEADS = {"zh": "中文", "en": "English"}


def item_of(task: Task, family: Template[Any], index: int = 0) -> Item:
    return draw_item(SOURCE, task, family, index)


def example(task: Task, family: Template[Any]) -> Iterator[str]:
    """Lines: the first item of the development split in both languages, as a model sees it, and its gold."""
    item = item_of(task, family)
    yield f"Example 例题 `{item.draw_id}` (level {item.level}, case `{item.case}`):"
    for lang in LANGS:
        sheet = Sheet(item, lang, surface=item.index)
        yield from ("", f"*{HEADS[lang]}*", "", *fenced(content(sheet, family)), "")
        begun = lead(sheet, family)
        opening = f" (the answer begins `{begun}`)" if begun else ""
        yield f"Gold 标准答案{opening}: {gold(sheet, family)}"
    if isinstance(family, Choice):
        yield from ("", *option_table(item, family))


def fenced(text: str) -> tuple[str, ...]:
    """A block that shows `text` as it is, whatever it holds."""
    fence = "```"
    while fence in text:
        fence += "`"
    return (f"{fence}text", text, fence)


def gold(sheet: Sheet, family: Template[Any]) -> str:
    """The gold in the words of the sheet."""
    item = sheet.item
    if isinstance(family, Json) and isinstance(item.gold, dict):
        return f"`{record_text(item.gold, family.schema, sheet.lang)}`"
    if isinstance(family, Labels) and isinstance(item.gold, tuple):
        none = "无" if sheet.lang == "zh" else "NONE"
        return ("、" if sheet.lang == "zh" else ", ").join(
            family.word(one, sheet.lang) for one in item.gold
        ) or none
    shown = family.show(item.gold, sheet)
    return f"**{sheet.layout.labels[item.position]}** {shown}" if family.kind == "letter" else f"**{shown}**"


def option_table(item: Item, family: Choice[Any]) -> Iterator[str]:
    """Each option with the slip that makes it."""
    yield "| option 选项 | 中文 | English | made by 来历 |"
    yield "|---|---|---|---|"
    for index, option in enumerate(item.options):
        origin = "**gold 标准答案**" if option == item.gold else "; ".join(slips_to(item, family, option))
        words = (family.word(option, lang) for lang in LANGS)
        yield f"| {'ABCDEFGH'[index]} | {' | '.join(map(cell, (*words, origin)))} |"


def slips_to(item: Item, family: Choice[Any], option: Any) -> list[str]:
    """Slips whose answer reads like `option`."""
    found = family.slips(item.record).items()
    return [name for name, answer in found if family.word(answer, "zh") == family.word(option, "zh")]


def slip_names(task: Task, family: Template[Any]) -> list[str]:
    """Named slips in the order in which draws first show them; nothing for words picked from a list."""
    if isinstance(family, OptionText) and type(family).slips is OptionText.slips:
        return []
    names: dict[str, None] = {}
    for index in range(SLIP_DRAWS):
        names.update(dict.fromkeys(family.slips(item_of(task, family, index).record)))
    return list(names)


def graded(family: Template[Any]) -> str:
    """How an answer of this family is judged, in a sentence."""
    if isinstance(family, Number):
        wide = tolerance(family.tolerance) or "exactly"
        return f"a number in its unit, the gold {wide}; a wrong unit is wrong, no unit is taken for the one asked"
    if isinstance(family, Json):
        return "a JSON object, right when every field below is right"
    if isinstance(family, Labels):
        return "the set of labels, right when it is exactly the gold set"
    if family.kind == "letter":
        return "the letter with the highest log-likelihood (per character)"
    if family.kind == "option_text":
        return "the candidate with the highest log-likelihood per character"
    return "the words, compared after folding case, width and spaces"


def tolerance(wide: Tolerance) -> str:
    """`±0.0015`, in the unit asked for, or `±1 % of its value`; nothing where only the gold itself is right."""
    parts = [f"±{digits(wide.absolute)}"] if wide.absolute else []
    parts += [f"±{digits(wide.relative * 100)} % of its value"] if wide.relative else []
    return " and ".join(parts)


def field_table(family: Json[Any]) -> Iterator[str]:
    """The fields of a record: keys, type, what to write, tolerance."""
    yield "| field 字段 | type 类型 | 说明 | note | tolerance 容差 |"
    yield "|---|---|---|---|---|"
    for field in family.schema.values():
        words = [" ".join((field.note[lang], *terms(field.terms, lang))).strip() for lang in LANGS]
        kind = TYPE_WORDS[field.type].en if field.type not in ("choice", "labels") else field.type
        keys = f"{field.key.zh} · {field.key.en}"
        yield f"| {' | '.join(map(cell, (keys, kind, *words, tolerance(field.tolerance))))} |"


def terms(known: Any, lang: Lang) -> Sequence[str]:
    return ["[" + " / ".join(word[lang] for word in known.values()) + "]"] if known else []


def cell(text: str) -> str:
    """One cell of a Markdown table."""
    return " ".join(text.replace("|", "\\|").split())


def sized(family: Template[Any]) -> str:
    """Unit and decimals of a number, or how many there are to pick from."""
    if isinstance(family, Choice):
        return f", {family.options} options"
    if isinstance(family, Number):
        zh, en = (family.word(0, lang).partition(" ")[2] for lang in LANGS)
        unit = zh if zh == en else f"{zh} · {en}"
        places = "" if family.places is None else f", {family.places} decimals"
        return f"{f', unit {unit}' if unit else ', no unit'}{places}"
    if isinstance(family, Labels):
        return f", {spell(len(family.terms))} labels"
    return ""
