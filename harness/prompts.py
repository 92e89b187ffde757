"""From a sheet to the words a model sees, and to the request that carries them.

The question comes from the family, the options and the answer contract from here. The contract is printed in
every prompt and is the same for every model. Nothing here knows a tokenizer or a chat template.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from harness.errors import ItemError
from harness.kit import Choice, Field, Json, Template, spell
from harness.types import (
    CHOICE_KINDS,
    Answer,
    Contract,
    Decoding,
    Edit,
    Kind,
    Lang,
    Message,
    Request,
    Segment,
    Segments,
    Sheet,
    Text,
)

USUAL: Mapping[Kind, Contract] = {
    "letter": "line", "option_text": "line", "number": "line", "labels": "line", "text": "line", "record": "json",
}  # fmt: skip
#: The other contract each kind can be asked under (perturbation G4).
OTHER: Mapping[Kind, Contract] = {
    "letter": "json", "option_text": "json", "number": "json", "labels": "json", "record": "fenced",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """One format of the same prompt: headers, enumerators, separators, place of the instruction."""

    name: str
    header: Text
    enumerator: str
    """Format of an option line; `{label}` and `{option}`."""
    gap: str
    instruction_first: bool


STYLES: tuple[Style, ...] = (
    Style("plain", Text("", ""), "{label}. {option}", "\n", False),
    Style("headed", Text("【题目】\n", "Question:\n"), "{label}) {option}", "\n\n", False),
    Style("instruction first", Text("题目：", "Question: "), "({label}) {option}", "\n", True),
    Style("spaced", Text("", ""), "{label} - {option}", "\n\n", True),
)

ANSWER = Text("答案", "answer")
LEADS: Mapping[Contract, Text] = {
    "line": Text("答案：", "Answer:"),
    "json": Text('{"答案": "', '{"answer": "'),
    "fenced": Text("```json\n", "```json\n"),
}
ASK: Mapping[tuple[Kind, Contract], Text] = {
    ("letter", "line"): Text("只回答正确选项的字母。", "Answer with the letter of the correct option only."),
    ("letter", "json"): Text(
        '只输出一个JSON对象：{"答案": "选项字母"}。',
        'Output one JSON object only: {"answer": "option letter"}.',
    ),
    ("option_text", "line"): Text("只回答候选词中的一个。", "Answer with one of the candidates only."),
    ("option_text", "json"): Text(
        '只输出一个JSON对象：{"答案": "候选词"}。', 'Output one JSON object only: {"answer": "candidate"}.'
    ),
    ("number", "line"): Text("只回答一行：数值和单位", "Answer on one line with the value and its unit"),
    ("number", "json"): Text(
        '只输出一个JSON对象：{"答案": "数值和单位"}',
        'Output one JSON object only: {"answer": "value and unit"}',
    ),
    ("labels", "line"): Text(
        "只回答一行：列出所有适用的标签，用“、”隔开；一个也不适用就回答“无”。",
        "Answer on one line: list every label that applies, separated by commas; if none applies answer NONE.",
    ),
    ("labels", "json"): Text(
        '只输出一个JSON对象：{"答案": "标签、标签"}；一个也不适用就写“无”。',
        'Output one JSON object only: {"answer": "label, label"}; if none applies write NONE.',
    ),
    ("record", "json"): Text(
        "只输出一个JSON对象，字段如下，材料中没有的填null：",
        "Output one JSON object only, with the fields below; use null for what the material does not give:",
    ),
    ("record", "fenced"): Text(
        "把一个JSON对象写在```json代码块里，字段如下，材料中没有的填null：",
        "Write one JSON object in a ```json code block, with the fields below; "
        "use null for what the material does not give:",
    ),
}
STOPS: Mapping[Contract, tuple[str, ...]] = {"line": ("\n",), "json": ("\n",), "fenced": ("```",)}


def contract_of(sheet: Sheet, family: Template[Any]) -> Contract:
    return sheet.layout.contract or USUAL[family.kind]


def edited(segments: Segments, edits: Sequence[Edit]) -> Segments:
    """Segments after the edits. ItemError if one touches a frozen span or lies outside its segment."""
    out = list(segments)
    for edit in sorted(edits, key=lambda e: (e.segment, -e.start)):
        text, frozen = out[edit.segment]
        if frozen or not 0 <= edit.start <= edit.end <= len(text):
            raise ItemError(f"edit {edit} touches a frozen span", segments[edit.segment].text[:40], "")
        out[edit.segment] = Segment(text[: edit.start] + edit.new + text[edit.end :], False)
    return tuple(out)


def question(sheet: Sheet, family: Template[Any]) -> str:
    """The question with its edits applied."""
    return "".join(s.text for s in edited(family.render(sheet), sheet.edits))


def shifted(sheet: Sheet) -> tuple[Answer, ...]:
    """The options in the order this sheet prints them."""
    shift = sheet.layout.shift % max(len(sheet.item.options), 1)
    return sheet.item.options[shift:] + sheet.item.options[:shift]


TYPE_WORDS: Mapping[str, Text] = {
    "string": Text("文本", "string"),
    "number": Text("数值", "number"),
    "integer": Text("整数", "integer"),
    "boolean": Text("true或false", "true or false"),
    "choice": Text("取其一", "one of"),
    "labels": Text("数组，取自", "array of"),
    "date": Text("日期YYYY-MM-DD", "date YYYY-MM-DD"),
}


def schema_lines(schema: Mapping[str, Field], lang: Lang) -> str:
    """One line a field: key, type, what to write."""
    lines = []
    for field in schema.values():
        words = "/".join(t[lang] for t in (field.terms or {}).values())
        note = field.note[lang]
        kind = TYPE_WORDS[field.type][lang] + (f" {words}" if words else "")
        tail = (f"，{note}" if lang == "zh" else f"; {note}") if note else ""
        lines.append(f'- "{field.key[lang]}": {kind}{tail}')
    return "\n".join(lines)


def instruction(sheet: Sheet, family: Template[Any]) -> str:
    """The answer contract in words."""
    lang, contract = sheet.lang, contract_of(sheet, family)
    ask = ASK[family.kind, contract][lang]
    if family.kind == "number":
        unit = family.word(0, lang).partition(" ")[2]
        parts = []
        if unit:
            parts.append(f"单位{unit}" if lang == "zh" else f"unit {unit}")
        if family.places is not None:
            zh = f"保留{family.places}位小数" if family.places else "取整数"
            en = (
                f"{family.places} decimal place{'s' * (family.places > 1)}"
                if family.places
                else "a whole number"
            )
            parts.append(zh if lang == "zh" else en)
        body = ("，" if lang == "zh" else ", ").join(parts)
        return (
            ask + (f"（{body}）。" if lang == "zh" else f" ({body}).")
            if body
            else ask + ("。" if lang == "zh" else ".")
        )
    if isinstance(family, Json):
        return f"{ask}\n{schema_lines(family.schema, lang)}"
    if family.kind == "labels":
        words = ("、" if lang == "zh" else ", ").join(t[lang] for t in family.terms.values())
        return f"标签：{words}。\n{ask}" if lang == "zh" else f"Labels: {words}.\n{ask}"
    return ask


def option_lines(sheet: Sheet, family: Template[Any], style: Style) -> str:
    """The printed options: lettered for `letter`, a list of candidates for `option_text`."""
    words = [family.show(option, sheet) for option in shifted(sheet)]
    if family.kind == "letter":
        rows = zip(sheet.layout.labels, words, strict=False)
        return "\n".join(style.enumerator.format(label=label, option=word) for label, word in rows)
    return f"候选：{'；'.join(words)}" if sheet.lang == "zh" else f"Candidates: {'; '.join(words)}"


def content(sheet: Sheet, family: Template[Any]) -> str:
    """The whole user message of a sheet."""
    style = STYLES[sheet.layout.style % len(STYLES)]
    ask = instruction(sheet, family)
    body = [style.header[sheet.lang] + question(sheet, family).strip()]
    if isinstance(family, Choice):
        body.append(option_lines(sheet, family, style))
    parts = [ask, *body] if style.instruction_first else [*body, ask]
    return style.gap.join(parts)


def labels_of(sheet: Sheet, family: Template[Any]) -> tuple[str, ...]:
    """What is scored for each printed option, without leading space: letters or words."""
    options = shifted(sheet)
    if family.kind == "letter":
        return tuple(sheet.layout.labels[: len(options)])
    return tuple(family.show(option, sheet) for option in options)


def lead(sheet: Sheet, family: Template[Any]) -> str:
    """How the assistant's turn begins. A JSON record writes itself, so it has no lead."""
    contract = contract_of(sheet, family)
    if family.kind == "record" and contract == "json":
        return ""
    return LEADS[contract][sheet.lang]


def glue(sheet: Sheet, family: Template[Any]) -> str:
    """What stands between the lead and the answer: a space after `Answer:`, nothing else."""
    return " " if contract_of(sheet, family) == "line" and sheet.lang == "en" else ""


def record_text(gold: Mapping[str, Any], schema: Mapping[str, Field], lang: Lang) -> str:
    """A gold record as one line of JSON with the keys and words of `lang`."""

    def value(field: Field, raw: Any) -> str:
        if raw is None:
            return "null"
        if isinstance(raw, bool):
            return "true" if raw else "false"
        if isinstance(raw, (int, Decimal)):
            return spell(raw)
        if field.type == "labels":
            words = [field.terms[x][lang] if field.terms else x for x in raw]
            return json.dumps(words, ensure_ascii=False)
        word = field.terms[raw][lang] if field.terms else raw[lang] if isinstance(raw, Text) else raw
        return json.dumps(word, ensure_ascii=False)

    body = ", ".join(f'"{f.key[lang]}": {value(f, gold[name])}' for name, f in schema.items())
    return "{" + body + "}"


def model_answer(sheet: Sheet, family: Template[Any]) -> str:
    """The gold as the contract wants it, lead included: what a few-shot block shows, what training teaches."""
    gold, lang = sheet.item.gold, sheet.lang
    if isinstance(family, Json) and isinstance(gold, Mapping):
        words = record_text(gold, family.schema, lang)
    elif family.kind == "labels" and isinstance(gold, tuple):
        none = "无" if lang == "zh" else "NONE"
        words = ("、" if lang == "zh" else ", ").join(family.word(g, lang) for g in gold) or none
    elif family.kind in CHOICE_KINDS:
        words = labels_of(sheet, family)[shifted(sheet).index(gold)]
    else:
        words = family.show(gold, sheet)
    tail = {"line": "", "json": '"}', "fenced": "\n```"}[contract_of(sheet, family)]
    return (
        lead(sheet, family)
        + glue(sheet, family)
        + words
        + ("" if family.kind == "record" and tail == '"}' else tail)
    )


def messages(sheet: Sheet, family: Template[Any], shots: Sequence[Sheet] = ()) -> tuple[Message, ...]:
    """The conversation: each few-shot example as a finished turn, then the question."""
    out: list[Message] = []
    for shot in shots:
        out += [Message("user", content(shot, family)), Message("assistant", model_answer(shot, family))]
    return (*out, Message("user", content(sheet, family)))


def request(
    sheet: Sheet, family: Template[Any], shots: Sequence[Sheet], budget: Mapping[Kind, int]
) -> Request:
    """The request of a sheet; `budget` is the number of new tokens by answer kind, unless the family has its own."""
    words = messages(sheet, family, shots)
    if family.kind in CHOICE_KINDS:
        gap = glue(sheet, family)
        scored = tuple(gap + label for label in labels_of(sheet, family))
        return Request("score", words, scored, lead(sheet, family), replicate=sheet.replicate)
    stop = STOPS[contract_of(sheet, family)]
    if family.kind == "record" and contract_of(sheet, family) == "json":
        stop = ("\n\n",)
    decoding = Decoding(family.budget or budget[family.kind], stop)
    return Request("generate", words, (), lead(sheet, family), decoding, sheet.replicate)
