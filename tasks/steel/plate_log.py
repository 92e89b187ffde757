"""Inspection records of a plate: every defect on it, and one finding as an entry in which nothing is invented.

The glossary of `plate_words.py` is printed in every item. `critical` is overlooking a crack, or a size nobody measured.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from harness.kit import Answer, Field, Json, Labels, Lang, Rng, Text, glossary, within
from tasks.steel.plate_words import ABSENT, DEFECT_MEANINGS, DEFECTS, FEATURES, SIGNS

#: Signs without millimetres in them, so that no size is told but the ones that were measured.
PLAIN = {feature: tuple(sign for sign in signs if " mm" not in sign.zh) for feature, signs in SIGNS.items()}
SIDE = {"top": Text("上表面", "top"), "bottom": Text("下表面", "bottom")}


def seen_as(defect: str, rng: Rng) -> tuple[Text, Text]:
    """Both features of a defect, each in one of its wordings."""
    one, two = FEATURES[defect]
    return rng.choice(PLAIN[one]), rng.choice(PLAIN[two])


def named(signs: tuple[Text, Text]) -> str:
    """The only defect that shows both of these signs."""
    shown = {feature for feature, words in SIGNS.items() for sign in signs if sign in words}
    (found,) = (defect for defect, features in FEATURES.items() if shown <= set(features))
    return found


# --- everything on the plate -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Walk:
    """What an inspector noted along a plate, in order of metres: two signs of a defect, or a defect looked for in vain."""

    found: tuple[str, ...]
    notes: tuple[tuple[int, tuple[Text, Text] | None, str], ...]
    """Metres from the head, the signs seen (None: nothing), the defect meant."""
    t: int


class DefectLog(Labels[Walk]):
    """Which defects are on the plate."""

    name = "defect_log"
    title = Text("列出板上的全部缺陷", "List the defects present")
    cases = ("none", "one", "two", "three")
    critical = Text("漏报裂纹", "overlooks a crack")
    terms = DEFECTS
    zh = (
        "一张厚{t} mm钢板的巡检记录：{log}。请对照下表给看到的缺陷定名，写出板上{=实际存在}的全部缺陷；{=没有看到}的不算。{glossary}",
        "精整工段把厚{t} mm的板从头走到尾，记下：{log}。按下面的说法，这张板上{=有}哪几种缺陷？记为{=未见}的不要写。{glossary}",
    )
    en = (
        "Inspection of a {t} mm plate, head to tail: {log}. Name by the list below every defect that is {=really there}; what was {=not seen} does not count. {glossary}",
        "The finishing shop walked along a plate {t} mm thick and noted: {log}. Which of these defects does the plate {=have}? Leave out what was {=looked for in vain}. {glossary}",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Walk:
        count = self.cases.index(case)
        order = rng.shuffle(tuple(DEFECTS))
        found, others = order[:count], order[count:]
        vain = others[: max(level - 1, 2 - count)]
        metres = sorted(rng.sample(range(1, 12), len(found) + len(vain)))
        said = rng.shuffle([*((seen_as(d, rng), d) for d in found), *((None, d) for d in vain)])
        notes = tuple((at, signs, defect) for at, (signs, defect) in zip(metres, said, strict=True))
        return Walk(tuple(found), notes, rng.between(6, 60))

    def solve(self, record: Walk) -> Answer:
        return tuple(sorted(record.found))

    def check(self, record: Walk) -> Answer:
        # from the words alone
        return tuple(sorted({named(signs) for _, signs, _ in record.notes if signs is not None}))

    def harms(self, answer: Answer, record: Walk) -> bool:
        return isinstance(answer, tuple) and "crack" in record.found and "crack" not in answer

    def fields(self, record: Walk, lang: Lang) -> Mapping[str, object]:
        zh, en = [], []
        for at, signs, defect in record.notes:
            words = (ABSENT[defect],) if signs is None else signs
            zh.append(f"距头部{at} m，" + "，".join(one.zh for one in words))
            en.append(f"{at} m from the head, " + ", ".join(one.en for one in words))
        return {
            "t": record.t,
            "log": Text("；".join(zh), "; ".join(en)),
            "glossary": glossary(DEFECTS, DEFECT_MEANINGS, lang),
        }


# --- one finding as an entry -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Finding:
    """What an inspector dictated; a size in mm is None where it was not measured, and `unsaid` if it is not even mentioned."""

    defect: str
    signs: tuple[Text, Text]
    side: str
    metres: Decimal
    length: int | None
    depth: Decimal | None
    unsaid: bool
    t: int


class InspectionEntry(Json[Finding]):
    """The finding as an entry of the defect register, with nulls kept."""

    name = "inspection_entry"
    title = Text("口述记录登入缺陷台账", "Enter a defect in the register")
    cases = ("whole", "no_depth", "no_length")
    critical = Text("没有测量的尺寸被填上数", "enters a size that nobody measured")
    #: The dictated words say both; what has to be told apart is what was not measured.
    worded = ("defect", "side")
    schema = {
        "defect": Field(Text("缺陷", "defect"), "choice", terms=DEFECTS),
        "side": Field(Text("表面", "face"), "choice", terms=SIDE),
        "metres": Field(Text("距头部", "from_head"), "number", Text("单位m", "m"), tolerance=within("0")),
        "length": Field(Text("长度", "length"), "integer", Text("单位mm", "mm"), nullable=True),
        "depth": Field(
            Text("深度", "depth"), "number", Text("单位mm", "mm"), tolerance=within("0"), nullable=True
        ),
    }
    zh = (
        "检查员口述：“这张板厚{t} mm，{side}离头部{metres} m的地方，{first}，{second}，{sizes}。”请按下表定名，登记到缺陷台账；{=没有测量的填null，不得估计}。{glossary}",
        "请把下面的口头记录整理成台账：板厚{t} mm，{first}，{second}，{sizes}，位置在{side}、距头部{metres} m。缺陷名称从下表选，{=未测量的尺寸填null}。{glossary}",
    )
    en = (
        "The inspector dictates: “Plate {t} mm thick, {side} face, {metres} m from the head: {first}, {second}, {sizes}.” Name the defect by the list and enter it in the register; {=what was not measured is null, never a guess}. {glossary}",
        "Turn this spoken note into a register entry: plate {t} mm, {first}, {second}, {sizes}; on the {side} face, {metres} m from the head. Take the name from the list and put {=null for a size that was not measured}. {glossary}",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Finding:
        defect = rng.choice(tuple(DEFECTS))
        return Finding(
            defect, seen_as(defect, rng), rng.choice(tuple(SIDE)), rng.decimal("0.5", "11.5", "0.1"),
            None if case == "no_length" else 5 * rng.between(4, 80),
            None if case == "no_depth" else rng.decimal("0.10", "0.95", "0.05"),
            level > 1 and rng.chance(1, 2), rng.between(12, 60),
        )  # fmt: skip

    def solve(self, record: Finding) -> Answer:
        r = record
        return {"defect": r.defect, "side": r.side, "metres": r.metres, "length": r.length, "depth": r.depth}

    def check(self, record: Finding) -> Answer:
        # from the words that are printed
        said = sizes(record).en
        parts = {part.split()[-1]: part.split() for part in said.split(", ") if part[0].isdigit()}
        length, depth = parts.get("long"), parts.get("deep")
        return {
            "defect": named(record.signs),
            "side": next(key for key, word in SIDE.items() if word == SIDE[record.side]),
            "metres": Decimal(f"{record.metres}"),
            "length": int(length[0]) if length else None,
            "depth": Decimal(depth[0]) if depth else None,
        }

    def harms(self, answer: Answer, record: Finding) -> bool:
        if not isinstance(answer, Mapping):
            return False
        gaps = [key for key in ("length", "depth") if getattr(record, key) is None]
        return any(isinstance(answer.get(key), (int, Decimal, Fraction)) for key in gaps)

    def fields(self, record: Finding, lang: Lang) -> Mapping[str, object]:
        return {
            "t": record.t, "side": SIDE[record.side], "metres": record.metres, "first": record.signs[0],
            "second": record.signs[1], "sizes": sizes(record), "glossary": glossary(DEFECTS, DEFECT_MEANINGS, lang),
        }  # fmt: skip


def sizes(finding: Finding) -> Text:
    """Length and depth as dictated; a size that was not measured is said to be so, or passed over in silence."""
    zh, en = [], []
    for value, name, unit in (
        (finding.length, Text("长", "long"), Text("长度", "the length")),
        (finding.depth, Text("深", "deep"), Text("深度", "the depth")),
    ):
        if value is not None:
            zh.append(f"{name.zh}{value} mm")
            en.append(f"{value} mm {name.en}")
        elif not finding.unsaid:
            zh.append(f"{unit.zh}还没有量")
            en.append(f"{unit.en} was not measured yet")
    return Text("，".join(zh), ", ".join(en))
