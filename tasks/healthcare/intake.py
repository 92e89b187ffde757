"""Intake note to record: copy what was measured today, keep nulls, and name the missing or impossible item.

The bounds are printed in every item. Nothing is repaired or guessed; `critical` is passing a bad note as complete.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from harness.kit import Answer, Field, Json, Lang, Rng, Text

STATUS = {
    "complete": Text("完整", "complete"),
    "missing": Text("缺项", "missing"),
    "impossible": Text("不可能", "impossible"),
}
ITEMS = {
    "height": Text("身高", "height"),
    "weight": Text("体重", "weight"),
    "temperature": Text("体温", "temperature"),
    "pressure": Text("血压", "blood pressure"),
}
NONE = Text("无", "none")
LIMITS = {
    "height": (Decimal(130), Decimal(210)),
    "weight": (Decimal(30), Decimal(200)),
    "temperature": (Decimal(34), Decimal(42)),
}
RULE = Text(
    "身高不在130～210 cm、体重不在30～200 kg、体温不在34～42 ℃或收缩压不高于舒张压，即为不可能",
    "impossible means height outside 130 to 210 cm, weight outside 30 to 200 kg, temperature outside 34 to 42 °C, or systolic not above diastolic",
)
#: How each value stands in a note; `check` reads the notes back with these.
NOTE = {
    "height": Text("身高{} cm", "height {} cm"),
    "weight": Text("体重{} kg", "weight {} kg"),
    "temperature": Text("体温{} ℃", "temperature {} °C"),
    "pressure": Text("血压{}/{} mmHg", "blood pressure {}/{} mmHg"),
}


@dataclass(frozen=True, slots=True)
class Intake:
    """What the nurse wrote today, item by item in `order`; a missing item is absent or said to be not measured."""

    age: int
    order: tuple[str, ...]
    values: Mapping[str, tuple[Decimal, ...]]
    missing: str | None = None
    impossible: str | None = None
    say_missing: bool = False
    old_item: str | None = None
    old: Decimal | None = None


def misread(rng: Rng, item: str, values: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
    """The value as a slip of the pen leaves it (pair swapped, point lost or moved), far outside the bounds."""
    if item == "pressure":
        return values[::-1]
    return ((values[0] * 10).quantize(Decimal(1)) if rng.chance(1, 2) else values[0] / 10,)


class IntakeNote(Json[Intake]):
    """Note to JSON, with the item that cannot be used."""

    name = "intake_note"
    title = Text("录入预检记录并查缺项", "Structure a triage note")
    cases = tuple(STATUS)
    critical = Text("缺项或数值不可能的记录被判为完整", "an incomplete or impossible note passed as complete")
    schema = {
        "height": Field(ITEMS["height"], "number", Text("cm", "cm"), nullable=True),
        "weight": Field(ITEMS["weight"], "number", Text("kg", "kg"), nullable=True),
        "temperature": Field(ITEMS["temperature"], "number", Text("℃", "°C"), nullable=True),
        "systolic": Field(Text("收缩压", "sbp"), "integer", Text("mmHg", "systolic, mmHg"), nullable=True),
        "diastolic": Field(Text("舒张压", "dbp"), "integer", Text("mmHg", "diastolic, mmHg"), nullable=True),
        "status": Field(Text("状态", "status"), "choice", terms=STATUS),
        "item": Field(Text("问题项", "problem"), "choice", terms={"none": NONE, **ITEMS}),
    }
    zh = (
        "请把下面的预检记录转成结构化数据，数值照原文抄录，{=不得更正}，{=只录今日测量值}。{=今日}：{age}{=岁}成人，{note}{aside}。判断标准：{rule}；{=未测的为缺项}，两者都没有才算{=完整}。",
        "预检台记录（{=今日}）：{age}{=岁}成人，{note}{aside}。录入系统时{=只取今日测量值}，原样填写，{=不得更正}，并指出有没有{=缺项}（{=未测}）或{=不可能}的值；{rule}。",
    )
    en = (
        "Turn this intake note into structured data; copy the figures as written, {=correct nothing} and take {=today's measurements only}. {=Today}: adult aged {age}, {note}{aside}. Rule: {rule}. What was {=not measured} is {=missing}; otherwise the note is {=complete}.",
        "Note from the intake desk ({=today}): adult aged {age}, {note}{aside}. Enter it with {=today's measurements only}, exactly as written and {=without correction}, and say whether an item is {=missing} ({=not measured}) or {=impossible}; {rule}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Intake:
        values: dict[str, tuple[Decimal, ...]] = {
            "height": (Decimal(rng.between(150, 188)),),
            "weight": (rng.decimal("46.0", "92.0", "0.5"),),
            "temperature": (rng.decimal("36.0", "38.9", "0.1"),),
            "pressure": (Decimal(rng.between(102, 158)), Decimal(rng.between(58, 94))),
        }
        item = rng.choice(list(ITEMS))
        # The old value belongs to the missing item where there is one: it must not be taken for today's.
        old_item = (
            (item if case == "missing" and item in ("height", "weight") else "weight") if level == 3 else None
        )
        old = values[old_item][0] + rng.between(2, 5) if old_item else None
        if case == "missing":
            del values[item]
        elif case == "impossible":
            values[item] = misread(rng, item, values[item])
        return Intake(
            age=rng.between(19, 88),
            order=tuple(ITEMS) if level == 1 else tuple(rng.shuffle(list(ITEMS))),
            values=values,
            missing=item if case == "missing" else None,
            impossible=item if case == "impossible" else None,
            say_missing=level == 1 or rng.chance(1, 2),
            old_item=old_item,
            old=old,
        )

    def solve(self, record: Intake) -> Answer:
        v = record.values
        upper, lower = v.get("pressure", (None, None))
        status = "missing" if record.missing else "impossible" if record.impossible else "complete"
        return {
            **{name: v[name][0] if name in v else None for name in LIMITS},
            "systolic": upper,
            "diastolic": lower,
            "status": status,
            "item": record.missing or record.impossible or "none",
        }

    def check(self, record: Intake) -> Answer:
        """Read the printed English note back and apply the printed bounds to what is found."""
        words = self.note(record, "en")
        found: dict[str, tuple[Decimal, ...]] = {}
        for item, form in NOTE.items():
            match = re.search(re.escape(form.en).replace(r"\{\}", r"([0-9.]+)"), words)
            if match:
                found[item] = tuple(Decimal(g) for g in match.groups())
        lacking = [item for item in ITEMS if item not in found]
        wrong = [n for n, (low, high) in LIMITS.items() if n in found and not low <= found[n][0] <= high]
        upper, lower = found.get("pressure", (None, None))
        if upper is not None and lower is not None and upper <= lower:
            wrong.append("pressure")
        status = "missing" if lacking else "impossible" if wrong else "complete"
        numbers = {name: found[name][0] if name in found else None for name in LIMITS}
        return {
            **numbers,
            "systolic": upper,
            "diastolic": lower,
            "status": status,
            "item": [*lacking, *wrong, "none"][0],
        }

    def harms(self, answer: Answer, record: Intake) -> bool:
        passed = isinstance(answer, Mapping) and answer.get("status") == "complete"
        return passed and bool(record.missing or record.impossible)

    def note(self, record: Intake, lang: Lang) -> str:
        """Today's items in their order."""
        parts = []
        for item in record.order:
            if item in record.values:
                parts.append(NOTE[item][lang].format(*record.values[item]))
            elif record.say_missing:
                parts.append(ITEMS[item][lang] + ("未测" if lang == "zh" else " not measured"))
        return ("，" if lang == "zh" else ", ").join(parts)

    def fields(self, record: Intake, lang: Lang) -> Mapping[str, object]:
        aside: object = ""
        if record.old_item is not None:
            unit = "kg" if record.old_item == "weight" else "cm"
            name = ITEMS[record.old_item]
            aside = Text(
                f"（去年{name.zh}{record.old} {unit}）", f" (last year's {name.en}: {record.old} {unit})"
            )
        return {"age": record.age, "note": self.note(record, lang), "aside": aside, "rule": RULE}
