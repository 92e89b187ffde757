"""A shift note with the data for four sums: which of them cannot be done, because one of their data is missing?

The four formulas are printed in every item; a datum may also follow from another one by a printed rule. `critical`
is overlooking a sum that lacks a datum.
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


@dataclass(frozen=True, slots=True)
class ShiftNote:
    """What is noted for each sum, in its order; `lacking` are the sums with a gap. `data` holds every datum in words."""

    shown: tuple[tuple[str, tuple[str, ...]], ...]
    lacking: tuple[str, ...]
    data: tuple[tuple[str, Text], ...]
    number: int


class NotComputable(Labels[ShiftNote]):
    """Which sums lack a datum."""

    name = "not_computable"
    cases = SUBSETS
    critical = "takes a sum for complete although one of its data is missing"
    terms = SUMS
    zh = (
        "第{number}号当班台账摘记：{notes}。算法：{formulas}。只凭台账上的数据，{=不许查表或假定}，哪几项{=算不出来}？",
        "统计员要算四项：{formulas}。第{number}号台账给出：{notes}。缺一个必需数据就算不成，{=不得用经验值补}。请列出{=算不出}的项目。",
    )
    en = (
        "From shift sheet {number}: {notes}. Formulas: {formulas}. By the data of the sheet alone, with {=nothing looked up or assumed}, which sums {=cannot be done}?",
        "The clerk has four sums to do: {formulas}. Shift sheet {number} gives: {notes}. A sum with a needed datum missing cannot be done, and {=no usual value may stand in}. List the sums that {=cannot be done}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> ShiftNote:
        lacking = tuple(key for key in SUMS if key in case.split("+"))
        shown = []
        for key in rng.shuffle(tuple(SUMS)):
            names = []
            for need in NEEDS[key]:
                ways = need.split("|")
                names.append(ways[0] if level == 1 else rng.choice(ways))
            if key in lacking:
                names.remove(rng.choice(names))
            if rng.chance(1, 2):  # so that the number of entries says nothing
                names.append(IDLE[key])
            shown.append((key, tuple(rng.shuffle(names))))
        return ShiftNote(tuple(shown), lacking, tuple(draw_data(rng).items()), rng.between(101, 998))

    def solve(self, record: ShiftNote) -> Answer:
        return record.lacking

    def check(self, record: ShiftNote) -> Answer:
        # datum by datum: what is on the sheet covers what the formula takes
        there = {name for _, names in record.shown for name in names}
        return tuple(
            key for key, needs in NEEDS.items() if any(there.isdisjoint(need.split("|")) for need in needs)
        )

    def harms(self, answer: Answer, record: ShiftNote) -> bool:
        return isinstance(answer, tuple) and not set(record.lacking) <= set(answer)

    def fields(self, record: ShiftNote, lang: Lang) -> Mapping[str, object]:
        data = dict(record.data)
        comma, stop = ("、", "；") if lang == "zh" else (", ", "; ")
        notes = stop.join(
            comma.join(data[name][lang] for name in names) for _, names in record.shown if names
        )
        return {"number": record.number, "notes": notes, "formulas": FORMULAS}


def draw_data(rng: Rng) -> dict[str, Text]:
    """A value for every datum, in words."""
    entry, draught, recovery = rng.between(120, 240), rng.between(20, 40), rng.between(86, 95)
    residual = rng.decimal("0.08", "0.25", "0.01")
    value: dict[str, tuple[str, str, Decimal | int, str]] = {
        "target": ("目标Mn", "target Mn", residual + rng.decimal("0.60", "1.20", "0.01"), "%"),
        "residual": ("残余Mn", "residual Mn", residual, "%"),
        "steel": ("钢水量", "steel mass", rng.decimal("80.0", "210.0", "0.5"), "t"),
        "content": ("合金含Mn", "Mn in the alloy", rng.decimal("65.0", "78.0", "0.1"), "%"),
        "recovery": ("收得率", "recovery", recovery, "%"),
        "loss": ("烧损率", "loss", 100 - recovery, "%"),
        "tapping": ("出钢温度", "tapping temperature", rng.between(1600, 1660), "℃"),
        "CaO": ("CaO", "CaO", rng.decimal("36.0", "42.0", "0.1"), "%"),
        "SiO2": ("SiO2", "SiO2", rng.decimal("32.0", "37.0", "0.1"), "%"),
        "MgO": ("MgO", "MgO", rng.decimal("6.0", "10.0", "0.1"), "%"),
        "t": ("板厚", "plate thickness", rng.choice((12, 16, 20, 25, 30, 40)), "mm"),
        "width": ("板宽", "plate width", 50 * rng.between(30, 52), "mm"),
        "length": ("板长", "plate length", 500 * rng.between(12, 24), "mm"),
        "density": ("密度", "density", Decimal("7.85"), "g/cm³"),
        "price": ("单价", "price", 10 * rng.between(340, 520), "元/t"),
        "entry": ("轧件入口厚度", "entry thickness of the piece", entry, "mm"),
        "exit": ("轧件出口厚度", "exit thickness of the piece", entry - draught, "mm"),
        "draught": ("轧件压下量", "draught of the piece", draught, "mm"),
        "roll": ("辊径", "roll diameter", 10 * rng.between(95, 110), "mm"),
    }
    english = {"℃": "°C", "元/t": "yuan/t"}
    return {
        name: Text(
            f"{zh}{' ' if zh[-1].isascii() else ''}{number} {unit}",
            f"{en} {number} {english.get(unit, unit)}",
        )
        for name, (zh, en, number, unit) in value.items()
    }
