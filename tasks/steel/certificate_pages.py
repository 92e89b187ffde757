"""Two pages of one mill certificate that should agree: which entry contradicts itself?

Both pages are printed in the item; `critical` is overlooking a contradiction. Dates differ by nature and are none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from harness.kit import Answer, Lang, Letter, Rng, Text
from tasks.steel.certificate_text import CLEAN, GAPS, heat_number

PLACES = {
    "heat": Text("炉号", "heat number"),
    "grade": Text("牌号", "grade"),
    "t": Text("厚度", "thickness"),
    "pieces": Text("张数", "number of pieces"),
    "width": Text("宽度", "width"),
    "none": Text("没有矛盾", "no contradiction"),
}


@dataclass(frozen=True, slots=True)
class Face:
    """What one page says."""

    heat: str
    grade: str
    t: int
    pieces: int
    width: int


@dataclass(frozen=True, slots=True)
class TwoPages:
    """A certificate and its annex; at most one entry differs."""

    first: Face
    second: Face
    length: int
    reh: int
    day: int
    serial: int
    orders: tuple[tuple[int, ...], tuple[int, ...]]
    gap: str


class Contradiction(Letter[TwoPages]):
    """Which entry do the two pages give differently?"""

    name = "contradiction"
    title = Text("找出质保书前后矛盾项", "Find the contradicting entry")
    cases = tuple(PLACES)
    terms = PLACES
    critical = Text("质保书前后矛盾没有查出来", "overlooks a contradiction")
    zh = (
        "第{serial}号{=质保书}（产品标准{=GB/T 1591-2018}）共两页，OCR文字如下，项目次序不同。\n{=首页：}{first}\n{=附页：}{second}\n请核对两页，指出{=哪一项前后矛盾}；最多只有一项不一致，{=日期不同不算矛盾}。",
        "收货员怀疑第{serial}号{=质保书}（{=GB/T 1591-2018}）{=首页与附页}对不上，请代为核对：\n{=首页：}{first}\n{=附页：}{second}\n{=日期可以不同}，其余同名项目应当一致。请问{=矛盾出在哪一项}？",
    )
    en = (
        "{=Mill certificate} {serial} (product standard {=GB/T 1591-2018}) has two pages. Their OCR text, with entries in different orders, reads:\n{=Page 1}: {first}\n{=Annex}: {second}\nCompare the pages and name {=the entry that contradicts itself}; at most one does, and {=dates may differ}.",
        "The receiving clerk suspects that {=page 1 and the annex} of {=mill certificate} {serial} ({=GB/T 1591-2018}) do not agree. Please compare them:\n{=Page 1}: {first}\n{=Annex}: {second}\n{=Dates may differ}; all other entries should be the same. Where is {=the contradiction}?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> TwoPages:
        first = Face(
            heat_number(rng), "Q355" + rng.choice("BCD"), rng.choice((12, 16, 20, 25, 28, 32, 36, 40, 45, 50)),
            rng.between(11, 38), 50 * rng.between(36, 60),
        )  # fmt: skip
        return TwoPages(
            first, altered(rng, first, case), 500 * rng.between(12, 24),
            rng.between(350, 420), rng.between(3, 28), rng.between(101, 998),
            (tuple(rng.shuffle(range(5))), tuple(rng.shuffle(range(7)))),
            rng.choice(CLEAN[:1] if level == 1 else [gap for gap in GAPS if gap != "\n"]),
        )  # fmt: skip

    def solve(self, record: TwoPages) -> Answer:
        a, b = record.first, record.second
        return next((key for key in READ["zh"] if getattr(a, key) != getattr(b, key)), "none")

    def check(self, record: TwoPages) -> Answer:
        # by reading the printed pages in both languages
        found = set()
        for lang, marks in READ.items():
            one, two = pages(record, lang)
            found.add(next((key for key, mark in marks.items() if not agree(mark, one, two)), "none"))
        return found.pop() if len(found) == 1 else ""

    def slips(self, record: TwoPages) -> Mapping[str, Answer]:
        right = self.solve(record)
        return {f"another entry: {key}": key for key in PLACES if key != right}

    def harms(self, answer: Answer, record: TwoPages) -> bool:
        return answer == "none" and record.first != record.second

    def fields(self, record: TwoPages, lang: Lang) -> Mapping[str, object]:
        first, second = pages(record, lang)
        return {"serial": record.serial, "first": first, "second": second}


def altered(rng: Rng, face: Face, case: str) -> Face:
    """The same page with one entry changed as typists change them."""
    if case == "heat":  # one digit
        at = rng.between(3, 7)
        digit = str((int(face.heat[at]) + rng.between(1, 9)) % 10)
        return replace(face, heat=face.heat[:at] + digit + face.heat[at + 1 :])
    if case == "grade":
        return replace(face, grade="Q355" + rng.choice([q for q in "BCD" if q != face.grade[-1]]))
    if case == "t":
        return replace(face, t=face.t + rng.choice((-4, -2, 2, 3, 5)))
    if case == "pieces":
        return replace(face, pieces=face.pieces + rng.choice((-2, -1, 1, 2, 10)))
    if case == "width":
        return replace(face, width=face.width + rng.choice((-100, -50, 50, 100)))
    return face


def pages(record: TwoPages, lang: Lang) -> tuple[str, str]:
    """Both pages as scanned, each in its own order and wording."""
    a, b = record.first, record.second
    first = (
        Text(f"牌号 {a.grade}", f"Grade {a.grade}"),
        Text(f"炉号 {a.heat}", f"Heat No. {a.heat}"),
        Text(
            f"规格（厚×宽×长） {a.t}×{a.width}×{record.length} mm",
            f"Size (t×w×l) {a.t}×{a.width}×{record.length} mm",
        ),
        Text(f"共{a.pieces}张", f"{a.pieces} pieces"),
        Text(f"签发 2026-05-{record.day:02d}", f"Issued 2026-05-{record.day:02d}"),
    )
    second = (
        Text(f"试样牌号 {b.grade}", f"Steel of test piece {b.grade}"),
        Text(f"取自炉号 {b.heat}", f"taken from heat {b.heat}"),
        Text(f"板厚 {b.t} mm", f"Plate thickness {b.t} mm"),
        Text(f"张数 {b.pieces}", f"Number of plates {b.pieces}"),
        Text(f"板宽 {b.width} mm", f"plate width {b.width} mm"),
        Text(f"ReH {record.reh} MPa", f"ReH {record.reh} MPa"),
        Text(f"试验 2026-05-{record.day - 2:02d}", f"Tested 2026-05-{record.day - 2:02d}"),
    )
    one = record.gap.join(first[i][lang] for i in record.orders[0])
    return one, record.gap.join(second[i][lang] for i in record.orders[1])


#: How the entries are found on page 1 and in the annex.
READ: dict[Lang, dict[str, tuple[str, str]]] = {
    "zh": {
        "heat": (r"炉号 (\w+)", r"取自炉号 (\w+)"),
        "grade": (r"牌号 (\w+)", r"试样牌号 (\w+)"),
        "t": (r"(\d+)×\d+×\d+ mm", r"板厚 (\d+) mm"),
        "pieces": (r"共(\d+)张", r"张数 (\d+)"),
        "width": (r"×(\d+)×\d+ mm", r"板宽 (\d+) mm"),
    },
    "en": {
        "heat": (r"Heat No\. (\w+)", r"from heat (\w+)"),
        "grade": (r"Grade (\w+)", r"test piece (\w+)"),
        "t": (r"(\d+)×\d+×\d+ mm", r"thickness (\d+) mm"),
        "pieces": (r"(\d+) pieces", r"of plates (\d+)"),
        "width": (r"×(\d+)×\d+ mm", r"plate width (\d+) mm"),
    },
}


def agree(mark: tuple[str, str], one: str, two: str) -> bool:
    """Whether both pages give the entry alike; one that cannot be found counts as a difference."""
    a, b = re.search(mark[0], one), re.search(mark[1], two)
    return a is not None and b is not None and a.group(1) == b.group(1)
