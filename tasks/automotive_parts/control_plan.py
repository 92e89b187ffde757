"""Turn a spoken note into one row of a control plan, leaving null what the note does not give.

Limits, units and codes are in the note itself; nothing is looked up. `critical` is filling in a value that the note
leaves open.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from harness.kit import Answer, Field, Json, Lang, Rng, Segments, Text, say

GAUGES = {
    "plug": Text("塞规", "plug gauge"),
    "air": Text("气动量仪", "air gauge"),
    "bore_gauge": Text("内径表", "bore gauge"),
    "cmm": Text("三坐标", "CMM"),
}
REACTIONS = {
    "stop": Text("停机", "stop work"),
    "sort": Text("全检", "sort all"),
    "hold": Text("隔离", "quarantine"),
}
FEATURES = (
    Text("销孔", "pin bore"),
    Text("轴承孔", "bearing bore"),
    Text("导向孔", "guide bore"),
    Text("衬套孔", "bush bore"),
    Text("定位孔", "locating bore"),
)


CLAUSES = {
    "limits": Text(
        "{=上偏差}{upper}、{=下偏差}{lower} {=mm}",
        "{=upper deviation} {upper}, {=lower deviation} {lower} {=mm}",
    ),
    "symmetric": Text("公差{=±}{half} {=mm}", "tolerance {=±}{half} {=mm}"),
    "sizes": Text("{=允许尺寸}{least}～{most} {=mm}", "{=permitted sizes} {least} to {most} {=mm}"),
    "gauge": Text("用{gauge}测量", "measured by {gauge}"),
    "minutes": Text("{=每}{minutes}{=分钟}抽{sample}件", "{sample} pieces {=every} {minutes} {=minutes}"),
    "hours": Text("{=每}{hours}{=小时}抽{sample}件", "{sample} pieces {=every} {hours} {=h}"),
    "reaction": Text("超差时{=先}{reaction}", "if out of limits, {=first action}: {reaction}"),
    "no_limits": Text("公差{=待定}", "tolerance {=to be decided}"),
    "no_gauge": Text("量具{=待定}", "gauge {=to be decided}"),
    "no_frequency": Text("抽样频次{=待定}", "sampling {=to be decided}"),
    "no_reaction": Text("反应计划{=待定}", "reaction {=to be decided}"),
    "withdrawn": Text(
        "{=旧版}写的用{old}、每班抽1件{=已作废}",
        "the {=old edition} ({old}, 1 piece a shift) is {=withdrawn}",
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    """Nominal and deviations in mm, sample size and interval in minutes; `missing` is what the note leaves open.

    `old` is the gauge of a withdrawn edition, named at level 3.
    """

    op: int
    feature: int
    nominal: int
    upper: Decimal
    lower: Decimal
    gauge: str
    sample: int
    minutes: int
    reaction: str
    missing: str
    old: str
    level: int


def clause(row: Row, what: str, lang: Lang) -> Segments:
    """One clause of the note. What is missing is left out, or said to be open at level 3."""
    values = {
        "nominal": row.nominal, "upper": f"{row.upper:+}", "lower": f"{row.lower:+}", "half": row.upper,
        "most": row.nominal + row.upper, "least": row.nominal + row.lower, "gauge": GAUGES[row.gauge],
        "sample": row.sample, "minutes": row.minutes, "hours": Decimal(row.minutes) / 60,
        "reaction": REACTIONS[row.reaction], "old": GAUGES[row.old],
    }  # fmt: skip
    return say(CLAUSES[what][lang], values, lang)


def parts(row: Row) -> list[str]:
    """The clauses of this note, in order."""
    size = "limits" if row.level == 1 else "symmetric" if row.upper == -row.lower else "sizes"
    time = "minutes" if row.level == 1 else "hours"
    wanted = {"tolerance": size, "gauge": "gauge", "frequency": time, "reaction": "reaction"}
    open_words = {
        "tolerance": "no_limits",
        "gauge": "no_gauge",
        "frequency": "no_frequency",
        "reaction": "no_reaction",
    }
    out = [
        words if what != row.missing else open_words[what]
        for what, words in wanted.items()
        if what != row.missing or row.level == 3
    ]
    return [*out, "withdrawn"] if row.level == 3 else out


def note(row: Row, lang: Lang) -> Segments:
    """The clauses in one sentence."""
    comma = say("，" if lang == "zh" else "; ", {}, lang)
    joined = [segment for what in parts(row) for segment in (*comma, *clause(row, what, lang))]
    return tuple(joined[1:])


class ControlPlanRow(Json[Row]):
    """The row of the control plan."""

    name = "control_plan_row"
    title = Text("口述整理成控制计划", "Fill a control plan row")
    cases = ("nothing", "tolerance", "gauge", "frequency", "reaction")
    critical = Text("口述里没有定的内容被填上", "fills in a value that the note leaves open")
    worded = ("gauge", "reaction")  # copied from the note
    schema = {
        "nominal": Field(Text("公称值", "nominal"), "number", Text("mm", "mm")),
        "upper": Field(Text("上偏差", "upper"), "number", Text("mm", "upper deviation, mm"), nullable=True),
        "lower": Field(
            Text("下偏差", "lower"),
            "number",
            Text("mm，带符号", "lower deviation, mm, signed"),
            nullable=True,
        ),
        "gauge": Field(Text("量具", "gauge"), "choice", terms=GAUGES, nullable=True),
        "sample": Field(Text("件数", "pieces"), "integer", nullable=True),
        "minutes": Field(Text("间隔", "interval"), "integer", Text("分钟", "minutes"), nullable=True),
        "reaction": Field(Text("反应计划", "reaction"), "choice", terms=REACTIONS, nullable=True),
    }
    zh = (
        "把班组长的口述整理成控制计划的一行，只写现行要求，没说的不要猜。口述：{=OP}{op}工序，{feature}{=φ}{nominal} {=mm}，{note}。",
        "工艺例会记录：{=OP}{op}加工{feature}，公称直径{nominal} {=mm}，{note}。请据此填写控制计划，会上没有定下来的内容留空。",
    )
    en = (
        "Turn the foreman's words into one row of the control plan; keep to what is in force and do not guess. He says: {=OP}{op}, {feature} {=φ}{nominal} {=mm}; {note}.",
        "From the minutes of a process meeting: {=OP}{op} machines a {feature}, nominal diameter {nominal} {=mm}; {note}. Fill in the control plan and leave open what was not settled.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Row:
        upper = rng.decimal("0.02", "0.12", "0.01")
        lower = -upper if level > 1 and rng.chance(1, 2) else rng.decimal("-0.06", "-0.01", "0.01")
        gauge, old = rng.sample(tuple(GAUGES), 2)
        step = (
            rng.choice((30, 40, 45, 60, 90, 120))
            if level == 1
            else rng.choice((30, 60, 90, 120, 150, 180, 240))
        )
        return Row(
            rng.between(1, 18) * 10, rng.below(len(FEATURES)), rng.between(10, 60), upper, lower,
            gauge, rng.between(2, 10), step, rng.choice(tuple(REACTIONS)), case, old, level,
        )  # fmt: skip

    def solve(self, record: Row) -> Answer:
        row: dict[str, object] = {name: getattr(record, name) for name in self.schema}
        gone = {"tolerance": ("upper", "lower"), "frequency": ("sample", "minutes")}.get(
            record.missing, (record.missing,)
        )
        return {name: None if name in gone else value for name, value in row.items()}

    def check(self, record: Row) -> Answer:
        """Parse the Chinese note as printed, without the record."""
        return parsed(record.nominal, "".join(s.text for s in note(record, "zh")).partition("，旧版")[0])

    def harms(self, answer: Answer, record: Row) -> bool:
        gold = self.solve(record)
        return (
            isinstance(answer, Mapping)
            and isinstance(gold, Mapping)
            and any(gold[name] is None and answer.get(name) is not None for name in gold)
        )

    def fields(self, record: Row, lang: Lang) -> Mapping[str, object]:
        return {
            "op": str(record.op),
            "feature": FEATURES[record.feature],
            "nominal": record.nominal,
            "note": note(record, lang),
        }


def parsed(nominal: int, words: str) -> dict[str, object]:
    """A row from the words of a note."""
    out: dict[str, object] = dict.fromkeys(ControlPlanRow.schema)
    out["nominal"] = nominal
    if found := re.search(r"上偏差(\S+?)、下偏差(\S+)", words):
        out["upper"], out["lower"] = Decimal(found[1]), Decimal(found[2])
    elif found := re.search(r"±(\S+)", words):
        out["upper"], out["lower"] = Decimal(found[1]), -Decimal(found[1])
    elif found := re.search(r"尺寸(\S+)～(\S+)", words):
        out["upper"], out["lower"] = Decimal(found[2]) - nominal, Decimal(found[1]) - nominal
    if found := re.search(r"每([\d.]+)(分钟|小时)抽(\d+)件", words):
        out["minutes"] = int(Decimal(found[1]) * (60 if found[2] == "小时" else 1))
        out["sample"] = int(found[3])
    for name, before, terms in (("gauge", "用", GAUGES), ("reaction", "先", REACTIONS)):
        out[name] = next((term for term, text in terms.items() if before + text.zh in words), None)
    return out
