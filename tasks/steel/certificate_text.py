"""A mill certificate as a scanner reads it: blocks out of order, odd separators, the letter O for the digit 0.

It holds the record, its draw, its text in both languages, and a reader that takes the text apart again.
Companies and numbers are fictitious; nothing here asks a question.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from harness.kit import Lang, Rng, Text, fact

Q355 = fact(__package__, "steel.certificate.q355")
IMPACT_AT = Q355.data["KV2_temp_C"]
#: A block is left out when the key of the same name is absent; `year`, `t`, `C` and `Mn` are parts of blocks.
BLOCKS = (
    "maker", "standard", "grade", "heat", "lot", "size", "delivery", "pieces", "analysis", "reh", "rm", "a",
    "kv2", "wanted", "issued", "surface", "page", "inspector",
)  # fmt: skip
GAPS = ("  ", " | ", "\n", " ¦ ", " · ")
CLEAN = ("  ", "\n")


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the certificate says (mm, MPa, J, mass per cent), in which order, and what it leaves out."""

    heat: str
    grade: str
    t: int
    width: int
    length: int
    pieces: int
    analysis: tuple[tuple[str, Decimal], ...]
    reh: int
    rm: int
    a: int
    kv2: int
    wanted: int
    issued: str
    lot: str
    serial: int
    order: tuple[str, ...]
    gaps: tuple[str, ...]
    absent: tuple[str, ...]
    level: int


def heat_number(rng: Rng) -> str:
    return f"26{rng.choice('ABCEF')}{rng.between(1, 3)}{rng.between(1000, 9999)}"


def draw_certificate(
    rng: Rng, level: int, absent: Sequence[str], t: int = 0, reh: int = 0, without: Sequence[str] = ()
) -> Certificate:
    """A plausible Q355 certificate. `without` leaves whole blocks out that no question asks for."""
    analysis = [
        ("C", rng.decimal("0.13", "0.20", "0.01")),
        ("Si", rng.decimal("0.20", "0.45", "0.01")),
        ("Mn", rng.decimal("1.20", "1.58", "0.01")),
        ("P", rng.decimal("0.010", "0.025", "0.001")),
        ("S", rng.decimal("0.002", "0.015", "0.001")),
    ]
    order = tuple(rng.shuffle([block for block in BLOCKS if block not in (*absent, *without)]))
    return Certificate(
        heat=heat_number(rng),
        grade="Q355" + rng.choice("BCD"),
        t=t or rng.choice((8, 10, 12, 14, 16, 18, 20, 22, 25, 28, 30, 32, 36, 40, 45, 50, 60)),
        width=50 * rng.between(36, 60),
        length=500 * rng.between(12, 24),
        pieces=rng.between(4, 36),
        analysis=tuple(rng.shuffle(analysis)),
        reh=reh or rng.between(348, 425),
        rm=rng.between(485, 605),
        a=rng.between(21, 31),
        kv2=rng.between(41, 98),
        wanted=rng.choice((345, 350, 355, 360)),
        issued=f"2026-{rng.between(1, 9):02d}-{rng.between(1, 28):02d}",
        lot=f"P{rng.between(1000, 9999)}-{rng.between(1, 9)}",
        serial=rng.between(101, 998),
        order=order,
        gaps=tuple(rng.choice(CLEAN if level == 1 else GAPS) for _ in order),
        absent=tuple(absent),
        level=level,
    )


def scanned(cert: Certificate, lang: Lang) -> str:
    """The text of the certificate."""
    parts = [block(cert, name)[lang] + gap for name, gap in zip(cert.order, cert.gaps, strict=True)]
    return "".join(parts).strip(" \n|¦·")


def block(cert: Certificate, name: str) -> Text:
    """One block in both languages."""
    year = "" if "year" in cert.absent else "-2018"
    degrees = IMPACT_AT[cert.grade[-1]]
    return {
        "maker": Text(
            "产品质量证明书 北岭钢铁有限公司（虚构）", "MILL CERTIFICATE Beiling Steel Co. (fictitious)"
        ),
        "standard": Text(f"执行标准 GB/T 1591{year}", f"Standard GB/T 1591{year}"),
        "grade": Text(f"牌号 {cert.grade}", f"Grade {cert.grade}"),
        "heat": Text(f"炉号 {cert.heat}", f"Heat No. {cert.heat}"),
        "lot": Text(f"批号 {cert.lot}", f"Lot {cert.lot}"),
        "size": size(cert),
        "delivery": Text("交货状态 热轧", "Condition as-rolled"),
        "pieces": Text(f"张数 {cert.pieces}", f"Pieces {cert.pieces}"),
        "analysis": contents(cert),
        "reh": Text(f"上屈服强度ReH {cert.reh} MPa", f"Upper yield ReH {cert.reh} MPa"),
        "rm": Text(f"抗拉强度Rm {cert.rm} MPa", f"Tensile Rm {cert.rm} MPa"),
        "a": Text(f"断后伸长率A {cert.a} %", f"Elongation A {cert.a} %"),
        "kv2": Text(f"{degrees} ℃冲击功KV2 {cert.kv2} J", f"Impact at {degrees} °C: KV2 {cert.kv2} J"),
        "wanted": Text(f"合同要求ReH不低于{cert.wanted} MPa", f"Contract minimum for ReH: {cert.wanted} MPa"),
        "issued": Text(f"签发日期 {cert.issued}", f"Issued {cert.issued}"),
        "surface": Text("表面质量 合格", "Surface accepted"),
        "page": Text("第1页 共2页", "Page 1 of 2"),
        "inspector": Text(f"检验员 {cert.serial % 90 + 10}", f"Inspector {cert.serial % 90 + 10}"),
    }[name]


def size(cert: Certificate) -> Text:
    """Labelled on level 1, as t×width×length from then on; without a thickness where that is absent."""
    plan = Text(
        f"宽度 {cert.width} mm 长度 {cert.length} mm", f"Width {cert.width} mm Length {cert.length} mm"
    )
    if "t" in cert.absent:
        return plan
    if cert.level == 1:
        return Text(f"厚度 {cert.t} mm {plan.zh}", f"Thickness {cert.t} mm {plan.en}")
    whole = f"{cert.t}×{cert.width}×{cert.length} mm"
    return Text(f"规格（厚×宽×长） {whole}", f"Size (thickness×width×length) {whole}")


def contents(cert: Certificate) -> Text:
    """The heat analysis; on level 3 the scanner took leading zeros for the letter O."""
    words = " ".join(f"{e} {value}" for e, value in cert.analysis if e not in cert.absent)
    if cert.level == 3:
        words = words.replace(" 0.", " O.")
    return Text(f"熔炼分析（%） {words}", f"Heat analysis % {words}")


#: How each entry is found in either language again.
MARKS = {
    "heat": r"(?:炉号|Heat No\.) (\w+)",
    "grade": r"(?:牌号|Grade) (\w+)",
    "year": r"GB/T 1591-(\d{4})",
    "t": r"(?:厚度|Thickness) (\d+)|(?:规格（厚×宽×长）|Size \(thickness×width×length\)) (\d+)×",
    "C": r"(?<![A-Za-z0-9°])C ([O0-9.]+)",
    "Mn": r"Mn ([O0-9.]+)",
    "reh": r"ReH (\d+)",
    "rm": r"Rm (\d+)",
    "kv2": r"KV2 (\d+)",
    "delivery": r"(?:交货状态|Condition) (\S+)",
    "analysis": r"(熔炼分析|Heat analysis)",
}


def read(text: str, keys: Sequence[str]) -> dict[str, str | int | Decimal | None]:
    """The entries of a scanned text; None for one that is not there."""
    out: dict[str, str | int | Decimal | None] = {}
    for key in keys:
        found = re.search(MARKS[key], text)
        word = next((group for group in found.groups() if group), None) if found else None
        if word is None or key in ("heat", "grade", "delivery", "analysis"):
            out[key] = word
        else:
            out[key] = Decimal(word.replace("O", "0")) if key in ("C", "Mn") else int(word)
    return out
