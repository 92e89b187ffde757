"""A Q355 certificate with a gap in it: judge where the rest already decides, abstain where it does not.

The rule for gaps and the limits of GB/T 1591-2018 are printed in every item.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from harness.kit import (
    INSUFFICIENT,
    WORDS_INSUFFICIENT,
    Answer,
    Field,
    Json,
    Lang,
    Rng,
    Segments,
    Text,
    say,
)
from harness.types import Sheet
from tasks.steel.grade_limits import (
    NAMES,
    VERDICT,
    Certificate,
    chem_words,
    draw_certificate,
    draw_plate,
    failing,
    readings,
    reh_min,
    reh_stepped,
    room,
)


class MissingEntry(Json[Certificate]):
    """A certificate with a gap: say what is missing, and judge only where the rest already decides."""

    name = "missing_entry"
    title = Text("质保书缺项时的判定", "Judge an incomplete certificate")
    cases = ("pass", "fail", "missing")
    critical = Text(
        "质保书不足以判定，仍放行或报出余量",
        "releases a plate, or states a margin, on a certificate that does not bear it",
    )
    known = ("t", "C", "P", "S", "ReH", "Rm")
    schema = {
        "margin": Field(
            Text("ReH余量", "ReH_margin"),
            "integer",
            Text(
                "单位MPa，实测值减下限，求不出填null", "MPa, reading less limit, null if it cannot be found"
            ),
            nullable=True,
        ),
        "missing": Field(
            Text("缺项", "missing"),
            "choice",
            Text("不缺填null", "null if nothing is missing"),
            terms={"t": Text("板厚", "thickness"), **{e: NAMES[e] for e in known[1:]}},
            nullable=True,
        ),
        "verdict": Field(
            Text("结论", "verdict"), "choice", terms={**VERDICT, INSUFFICIENT: WORDS_INSUFFICIENT}
        ),
    }
    zh = (
        "质保书登记：Q355B热轧钢板，{entries}（成分{=%}，读数已修约）。按{=GB/T 1591-2018}核对{=板厚、C、P、S、ReH、Rm}六项，限值{chem}；{reh}；{rm}。{rule}",
        "请审核这份Q355B热轧钢板的质保书摘录，成分单位{=%}，读数已修约：{entries}。应有{=板厚、C、P、S、ReH、Rm}六项，{=GB/T 1591-2018}的限值为{chem}；{reh}；{rm}。{rule}",
    )
    en = (
        "Certificate entry: hot-rolled Q355B plate, {entries} (contents in {=%}, already rounded). Check the six entries {=thickness, C, P, S, ReH and Rm} against {=GB/T 1591-2018}, whose limits are {chem}; {reh}; {rm}. {rule}",
        "Review this extract of a certificate for hot-rolled Q355B plate, contents in {=%}, already rounded: {entries}. It should hold the six entries {=thickness, C, P, S, ReH and Rm}; the limits of {=GB/T 1591-2018} are {chem}; {reh}; {rm}. {rule}",
    )
    rule = Text(
        "有一项超限即判为{=不合格}；{=没有}超限但{=缺项}的，结论为{=信息不足}；六项齐全且都不超限才算{=合格}。",
        "One entry out of limits makes the plate {=not acceptable}; with none out of limits but one {=missing} the verdict is {=INSUFFICIENT}; only six entries within limits are {=acceptable}.",
    )
    size = Text("{=板厚}{t} mm", "{=thickness} {t} mm")

    def draw(self, rng: Rng, level: int, case: str) -> Certificate:
        missing = ""
        if case == "missing" or (case == "fail" and level > 1 and rng.chance(2, 3)):
            missing = rng.choice(self.known)
        bad: list[str] = []
        if case == "fail":
            # without the thickness neither limit is known: over 100 mm the standard has other ones than are printed
            unknown = ("ReH", "Rm") if missing == "t" else (missing,)
            others = [e for e in self.known[1:] if e not in unknown]
            bad = rng.sample(others, rng.between(1, 2) if level == 3 else 1)
        c = draw_certificate(rng, "Q355B", draw_plate(rng, 5), bad, close=level > 1)
        if missing == "t":  # a reading that some thicknesses bear and others do not
            c = replace(c, ReH=rng.between(318, 352))
        return replace(c, missing=missing)

    def solve(self, record: Certificate) -> Answer:
        margin = None if record.missing in ("t", "ReH") else record.ReH - reh_min(record.t)
        verdict = "fail" if failing(record) & set(self.known) else INSUFFICIENT if record.missing else "pass"
        return {"margin": margin, "missing": record.missing or None, "verdict": verdict}

    def check(self, record: Certificate) -> Answer:
        there = [name for name in self.known if name != record.missing]
        absent = next((name for name in self.known if name not in there), None)
        margin = record.ReH - reh_stepped(record.t) if {"t", "ReH"} <= set(there) else None
        verdict = "pass" if absent is None else INSUFFICIENT
        if any(value < 0 for entry, value in room(record).items() if entry in self.known):
            verdict = "fail"
        return {"margin": margin, "missing": absent, "verdict": verdict}

    def harms(self, answer: Answer, record: Certificate) -> bool:
        if not isinstance(answer, Mapping):
            return False
        released = answer.get("verdict") == "pass" and bool(record.missing or failing(record))
        stated = isinstance(answer.get("margin"), int | Decimal | Fraction)
        return released or (record.missing in ("t", "ReH") and stated)

    def fields(self, record: Certificate, lang: Lang) -> Mapping[str, object]:
        return {**readings(record, 5), "chem": chem_words("Q355B", ("C", "P", "S"))}

    def render(self, sheet: Sheet) -> Segments:
        c: Certificate = sheet.item.record
        shown = [name for name in self.known if name != c.missing]
        order = (
            shown[c.P.as_tuple().digits[-1] % len(shown) :] + shown[: c.P.as_tuple().digits[-1] % len(shown)]
        )
        unit = {"ReH": " MPa", "Rm": " MPa"}
        words = [self.size[sheet.lang] if e == "t" else f"{{={e}}} {{{e}}}{unit.get(e, '')}" for e in order]
        entries = ("，" if sheet.lang == "zh" else ", ").join(words)
        surfaces = self.zh if sheet.lang == "zh" else self.en
        surface = surfaces[sheet.surface % len(surfaces)].replace("{entries}", entries)
        surface = surface.replace("{rule}", self.rule[sheet.lang])
        return say(surface, self.fields(c, sheet.lang), sheet.lang, sheet.notation)
