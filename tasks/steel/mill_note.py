"""A shift note with the data for four sums: which of them cannot be done, because one of their data is missing?

The four formulas are printed in every item; a datum may also follow from another one by a printed rule. In every
sum one entry is blank, needed or not, so that blanks alone say nothing. `critical` is overlooking a sum that lacks a datum.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from harness.kit import Answer, Labels, Lang, Rng, Text

SUMS = {
    "alloy": Text("加入量", "addition"),
    "basicity": Text("碱度", "basicity"),
    "mass": Text("单件质量", "piece mass"),
    "reduction": Text("压下率", "reduction"),
}
SUBSETS = tuple("+".join(key for bit, key in enumerate(SUMS) if n >> bit & 1) or "none" for n in range(16))
FORMULAS = Text(
    "加入量=（目标Mn−残余Mn）×钢水量÷（合金含Mn×收得率），收得率=100 %−烧损率；碱度=CaO÷SiO2；单件质量=厚×宽×长×密度；压下率=（入口厚度−出口厚度）÷入口厚度，压下量=入口厚度−出口厚度",
    "addition = (target Mn - residual Mn) × steel mass / (Mn in the alloy × recovery), recovery = 100 % - loss; basicity = CaO / SiO2; piece mass = thickness × width × length × density; reduction = (entry - exit thickness) / entry thickness, draught = entry - exit thickness",
)
#: Each sum: the data it takes; of those joined by a bar any one will do.
NEEDS = {
    "alloy": ("target", "residual", "steel", "content", "recovery|loss"),
    "basicity": ("CaO", "SiO2"),
    "mass": ("t", "width", "length", "density"),
    "reduction": ("entry", "exit|draught"),
}
#: What stands by and is of no use for the sum it belongs to.
IDLE = {"alloy": "tapping", "basicity": "MgO", "mass": "price", "reduction": "roll"}
BLANK = "—"


@dataclass(frozen=True, slots=True)
class ShiftNote:
    """The entries of each sum in their order, and the one left blank; `lacking` are the sums that lack a datum.

    `data` holds a value for every entry, printed or not.
    """

    shown: tuple[tuple[str, tuple[str, ...], str], ...]
    lacking: tuple[str, ...]
    data: tuple[tuple[str, Decimal], ...]
    number: int


class NotComputable(Labels[ShiftNote]):
    """Which sums lack a datum."""

    name = "not_computable"
    title = Text("找出缺数据算不出的项目", "Find sums that lack data")
    cases = SUBSETS
    critical = Text(
        "缺数据的项目被当作算得出来", "takes a sum for complete although one of its data is missing"
    )
    terms = SUMS
    zh = (
        "第{number}号当班台账（“—”表示没有填）：{notes}。算法：{formulas}。只凭台账上的数据，{=不许查表或假定}，哪几项{=算不出来}？",
        "统计员要算四项：{formulas}。第{number}号台账上写着（“—”为空白）：{notes}。缺一个必需数据就算不成，{=不得用经验值补}。请列出{=算不出}的项目。",
    )
    en = (
        "Shift sheet {number} (— means not filled in): {notes}. Formulas: {formulas}. By the data of the sheet alone, with {=nothing looked up or assumed}, which sums {=cannot be done}?",
        "The clerk has four sums to do: {formulas}. Shift sheet {number} reads (— is a blank): {notes}. A sum with a needed datum missing cannot be done, and {=no usual value may stand in}. List the sums that {=cannot be done}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> ShiftNote:
        lacking = tuple(key for key in SUMS if key in case.split("+"))
        shown = []
        for key in rng.shuffle(tuple(SUMS)):
            names, vital = [IDLE[key]], []
            for need in NEEDS[key]:
                ways = need.split("|")
                kept = ways if level == 3 else [ways[0] if level == 1 else rng.choice(ways)]
                names += kept
                vital += kept if len(kept) == 1 else []
            spare = [name for name in names if name not in vital]
            blank = rng.choice(vital if key in lacking else spare)
            shown.append((key, tuple(rng.shuffle(names)), blank))
        return ShiftNote(tuple(shown), lacking, tuple(draw_data(rng).items()), rng.between(101, 998))

    def solve(self, record: ShiftNote) -> Answer:
        return record.lacking

    def check(self, record: ShiftNote) -> Answer:
        # datum by datum: what is on the sheet covers what the formula takes
        there = {name for _, names, blank in record.shown for name in names if name != blank}
        return tuple(
            key for key, needs in NEEDS.items() if any(there.isdisjoint(need.split("|")) for need in needs)
        )

    def harms(self, answer: Answer, record: ShiftNote) -> bool:
        return isinstance(answer, tuple) and not set(record.lacking) <= set(answer)

    def fields(self, record: ShiftNote, lang: Lang) -> Mapping[str, object]:
        data = dict(record.data)
        colon, comma, stop = ("：", "、", "；") if lang == "zh" else (": ", ", ", "; ")

        def entry(name: str, blank: str) -> str:
            words, unit = ENTRIES[name]
            return f"{words[lang]}{colon}{BLANK if name == blank else data[name]} {unit[lang]}"

        notes = stop.join(
            comma.join(entry(name, blank) for name in names) for _, names, blank in record.shown
        )
        return {"number": record.number, "notes": notes, "formulas": FORMULAS}


def same(unit: str) -> Text:
    return Text(unit, unit)


#: Every entry as the printed form has it: name and unit.
ENTRIES = {
    "target": (Text("目标Mn", "target Mn"), same("%")),
    "residual": (Text("残余Mn", "residual Mn"), same("%")),
    "steel": (Text("钢水量", "steel mass"), same("t")),
    "content": (Text("合金含Mn", "Mn in the alloy"), same("%")),
    "recovery": (Text("收得率", "recovery"), same("%")),
    "loss": (Text("烧损率", "loss"), same("%")),
    "tapping": (Text("出钢温度", "tapping temperature"), Text("℃", "°C")),
    "CaO": (same("CaO"), same("%")),
    "SiO2": (same("SiO2"), same("%")),
    "MgO": (same("MgO"), same("%")),
    "t": (Text("板厚", "plate thickness"), same("mm")),
    "width": (Text("板宽", "plate width"), same("mm")),
    "length": (Text("板长", "plate length"), same("mm")),
    "density": (Text("密度", "density"), same("g/cm³")),
    "price": (Text("单价", "price"), Text("元/t", "yuan/t")),
    "entry": (Text("轧件入口厚度", "entry thickness of the piece"), same("mm")),
    "exit": (Text("轧件出口厚度", "exit thickness of the piece"), same("mm")),
    "draught": (Text("轧件压下量", "draught of the piece"), same("mm")),
    "roll": (Text("辊径", "roll diameter"), same("mm")),
}


def draw_data(rng: Rng) -> dict[str, Decimal]:
    """A plausible value for every entry, in its unit."""
    entry, draught, recovery = rng.between(120, 240), rng.between(20, 40), rng.between(86, 95)
    residual = rng.decimal("0.08", "0.25", "0.01")
    value: dict[str, Decimal | int] = {
        "target": residual + rng.decimal("0.60", "1.20", "0.01"), "residual": residual,
        "steel": rng.decimal("80.0", "210.0", "0.5"), "content": rng.decimal("65.0", "78.0", "0.1"),
        "recovery": recovery, "loss": 100 - recovery, "tapping": rng.between(1600, 1660),
        "CaO": rng.decimal("36.0", "42.0", "0.1"), "SiO2": rng.decimal("32.0", "37.0", "0.1"),
        "MgO": rng.decimal("6.0", "10.0", "0.1"), "t": rng.choice((12, 16, 20, 25, 30, 40)),
        "width": 50 * rng.between(30, 52), "length": 500 * rng.between(12, 24), "density": Decimal("7.85"),
        "price": 10 * rng.between(340, 520), "entry": entry, "exit": entry - draught, "draught": draught,
        "roll": 10 * rng.between(95, 110),
    }  # fmt: skip
    return {name: Decimal(number) for name, number in value.items()}
