"""Grade check of Q355 plate: a mill certificate against the limits of GB/T 1591-2018 at its thickness and grade.

The limits are printed in every item; `critical` is releasing a plate that they reject or cannot judge.
"""

from collections.abc import Mapping

from harness.kit import Answer, Field, Json, Labels, Lang, Letter, Rng, Task, Text
from tasks.steel.grade_limits import (
    CHEM,
    ELEMENTS,
    ENTRIES,
    FULL_SIZE,
    LIGHT,
    NAMES,
    Q355,
    VERDICT,
    Certificate,
    ThicknessAllowed,
    draw_certificate,
    draw_plate,
    failing,
    readings,
    reh_min,
    room,
)
from tasks.steel.grade_missing import MissingEntry

ANALYSIS = ", ".join(f"{{={e}}} {{{e}}}" for e in ELEMENTS)
TENSILE = "{=ReH} {ReH} MPa, {=Rm} {Rm} MPa"


def printed(*surfaces: str) -> tuple[str, ...]:
    """The surfaces with the readings spelt out."""
    return tuple(s.replace("{analysis}", ANALYSIS).replace("{tensile}", TENSILE) for s in surfaces)


class CertificateVerdict(Json[Certificate]):
    """Room left above the ReH limit, the entries out of limits, and the verdict."""

    name = "certificate_verdict"
    title = Text("判定来料能否入库", "Judge a mill certificate")
    cases = ("pass", "fail")
    critical = Text("超出限值的质保书被判为合格", "passes a certificate that is out of limits")
    schema = {
        "margin": Field(
            Text("ReH余量", "ReH_margin"),
            "integer",
            Text("单位MPa，实测值减下限", "MPa, reading less limit"),
        ),
        "fails": Field(Text("不合格项", "failing"), "labels", Text("没有填[]", "[] if none"), terms=NAMES),
        "verdict": Field(Text("结论", "verdict"), "choice", terms=VERDICT),
    }
    zh = printed(
        "来料检验：{grade}热轧钢板，{=公称厚度}{t} mm，质保书{=熔炼分析}（{=%}）{analysis}；拉伸{tensile}。读数已修约，直接与{=GB/T 1591-2018}限值比较：{chem}；{reh}；{rm}。请判定能否入库。",
        "质检员按{=GB/T 1591-2018}复核一张{grade}热轧钢板的质保书，限值为：{chem}（{=%}）；{reh}；{rm}。板子{=公称厚度}{t} mm，{=熔炼分析}{analysis}，拉伸{tensile}，读数已修约，不再取舍。",
    )
    en = printed(
        "Incoming inspection: hot-rolled {grade} plate, {=nominal thickness} {t} mm; the certificate gives the {=heat analysis} ({=%}) {analysis} and the tensile test {tensile}. Readings are already rounded; compare them directly with the limits of {=GB/T 1591-2018}: {chem}; {reh}; {rm}. Decide whether the plate may be taken into stock.",
        "Review a certificate for hot-rolled {grade} plate by {=GB/T 1591-2018}, whose limits are: {chem} ({=%}); {reh}; {rm}. The plate has a {=nominal thickness} of {t} mm, the {=heat analysis} {analysis} and the tensile test {tensile}; the readings are already rounded.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Certificate:
        grade = "Q355" + (rng.choice("BCD") if level == 3 else "B")
        t = draw_plate(rng, 5) if grade == "Q355B" else rng.choice(LIGHT)
        bad: set[str] = set()
        if case == "fail":
            # the yield strength often alone: its limit goes by the thickness, so that no reading tells by itself
            bad = {"ReH"} if rng.chance(1, 3) else set(rng.sample(ENTRIES, 1))
            bad |= set(rng.sample(ENTRIES, rng.below(level)))
        return draw_certificate(rng, grade, t, bad, close=level > 1)

    def solve(self, record: Certificate) -> Answer:
        bad = failing(record)
        verdict = "fail" if bad else "pass"
        return {"margin": record.ReH - reh_min(record.t), "fails": tuple(sorted(bad)), "verdict": verdict}

    def check(self, record: Certificate) -> Answer:
        left = room(record)
        short = tuple(sorted(name for name, value in left.items() if value < 0))
        return {
            "margin": int(left["ReH"]),
            "fails": short,
            "verdict": "pass" if min(left.values()) >= 0 else "fail",
        }

    def harms(self, answer: Answer, record: Certificate) -> bool:
        return isinstance(answer, Mapping) and answer.get("verdict") == "pass" and bool(failing(record))

    def fields(self, record: Certificate, lang: Lang) -> Mapping[str, object]:
        return readings(record, 5)


class CauseOfRejection(Letter[Certificate]):
    """Accept, or reject for chemistry, for strength or for both; plates up to 250 mm."""

    name = "cause_of_rejection"
    title = Text("判定是否合格及其原因", "Accept, or name the cause")
    cases = ("pass", "chemistry", "strength", "both")
    critical = Text("超出限值的钢板被判为合格", "accepts a plate that is out of limits")
    terms = {
        "pass": Text("合格", "acceptable"),
        "chemistry": Text("不合格，只有化学成分不符", "rejected, for its chemistry only"),
        "strength": Text("不合格，只有力学性能不符", "rejected, for its mechanical properties only"),
        "both": Text("不合格，成分和力学性能都不符", "rejected, for chemistry and mechanical properties"),
    }
    zh = printed(
        "库房收到一张{grade}热轧钢板的质保书：{=公称厚度}{t} mm，{=熔炼分析}（{=%}）{analysis}，拉伸试验{tensile}。{=GB/T 1591-2018}的限值是{chem}；{reh}；{rm}。读数已经修约，直接比较。这张钢板应当怎样判定？",
        "按{=GB/T 1591-2018}，{grade}热轧钢板限值如下：{chem}（{=%}）；{reh}；{rm}。某张钢板{=公称厚度}{t} mm，拉伸结果{tensile}，{=熔炼分析}{analysis}，所有读数已修约。下列结论中哪一个正确？",
    )
    en = printed(
        "The store receives the certificate of a hot-rolled {grade} plate: {=nominal thickness} {t} mm, {=heat analysis} ({=%}) {analysis}, tensile test {tensile}. The limits of {=GB/T 1591-2018} are {chem}; {reh}; {rm}. Readings are already rounded and compared directly. How is the plate to be judged?",
        "By {=GB/T 1591-2018} the limits of hot-rolled {grade} plate are: {chem} ({=%}); {reh}; {rm}. A plate of {=nominal thickness} {t} mm has the tensile results {tensile} and the {=heat analysis} {analysis}, all of them already rounded. Which conclusion is right?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Certificate:
        bad: set[str] = set()
        if case in ("chemistry", "both"):
            bad |= set(rng.sample(ELEMENTS, rng.between(1, 2)))
        if case in ("strength", "both"):
            bad.add(rng.choice(("ReH", "ReH", "Rm")))
        return draw_certificate(rng, "Q355B", draw_plate(rng, 8), bad, close=level > 1)

    def solve(self, record: Certificate) -> Answer:
        bad = failing(record)
        chemistry, strength = bad & set(ELEMENTS), bad - set(ELEMENTS)
        return (
            "both"
            if chemistry and strength
            else "chemistry"
            if chemistry
            else "strength"
            if strength
            else "pass"
        )

    def check(self, record: Certificate) -> Answer:
        left = room(record)
        index = 2 * (min(left["ReH"], left["Rm"]) < 0) + (min(left[e] for e in ELEMENTS) < 0)
        return ("pass", "chemistry", "strength", "both")[index]

    def slips(self, record: Certificate) -> Mapping[str, Answer]:
        gold = self.solve(record)
        return {f"judged {term}": term for term in self.terms if term != gold}

    def harms(self, answer: Answer, record: Certificate) -> bool:
        return answer == "pass" and bool(failing(record))

    def fields(self, record: Certificate, lang: Lang) -> Mapping[str, object]:
        return readings(record, 8)


class FailingEntries(Labels[Certificate]):
    """Which entries keep the plate from the grade that was ordered; the limits of three grades stand side by side."""

    name = "failing_entries"
    title = Text("找出不符合等级的项目", "Find entries failing the grade")
    cases = ("one", "two", "three")
    critical = Text(
        "超出限值的钢板一项问题也没指出", "finds nothing wrong with a plate that is out of limits"
    )
    terms = {**NAMES, "KV2": Text("KV2", "KV2")}
    zh = printed(
        "订货等级是{grade}，到货热轧钢板{=公称厚度}{t} mm。{=GB/T 1591-2018}对板厚不大于30 mm的规定：成分上限（{=%}，依次为B、C、D级）{grades}；{reh}；{rm}；{kv}。质保书{=熔炼分析}{analysis}，拉伸{tensile}，{kv_test}，读数均已修约。请找出{=不符合订货等级}的项目。",
        "根据下列{=GB/T 1591-2018}规定（板厚不大于30 mm）：成分上限（{=%}，依次为B、C、D级）{grades}；{reh}；{rm}；{kv}。一张厚{t} mm的热轧钢板{=按}{grade}{=订货}，拉伸{tensile}，{kv_test}，{=熔炼分析}{analysis}。读数已修约，请逐项核对，列出全部{=超出限值}的项目。",
    )
    en = printed(
        "The order is for {grade}; the hot-rolled plate delivered has a {=nominal thickness} of {t} mm. {=GB/T 1591-2018} sets for plate up to 30 mm: maximum contents ({=%}, for B, C and D in turn) {grades}; {reh}; {rm}; {kv}. The certificate gives the {=heat analysis} {analysis}, tensile test {tensile} and {kv_test}, all already rounded. Find the entries that do {=not conform to the grade ordered}.",
        "These rules of {=GB/T 1591-2018} apply to plate up to 30 mm: maximum contents ({=%}, for B, C and D in turn) {grades}; {reh}; {rm}; {kv}. A hot-rolled plate {t} mm thick was {=ordered as} {grade}; tensile test {tensile}, {kv_test}, {=heat analysis} {analysis}. The readings are already rounded. Check entry by entry and list all that are {=out of limits}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Certificate:
        bad = rng.sample(tuple(self.terms), 1 + self.cases.index(case))
        return draw_certificate(rng, "Q355" + rng.choice("BCD"), rng.choice(FULL_SIZE), bad, close=level > 1)

    def solve(self, record: Certificate) -> Answer:
        return tuple(sorted(failing(record)))

    def check(self, record: Certificate) -> Answer:
        return tuple(sorted(name for name, value in room(record).items() if value < 0))

    def harms(self, answer: Answer, record: Certificate) -> bool:
        return answer == ()

    def fields(self, record: Certificate, lang: Lang) -> Mapping[str, object]:
        warmth = Q355.data["KV2_long_min_J"]
        cold, least = warmth[record.grade]["temp_C"], warmth[record.grade]["J"]
        kv = Text(
            f"KV2平均值≥{least} J（B、C、D级试验温度20、0、−20 ℃）",
            f"mean KV2 ≥ {least} J (tested at 20, 0 and -20 °C for B, C and D)",
        )
        kv_test = Text(
            f"{cold} ℃冲击KV2平均值{record.KV2} J".replace("-", "−"),
            f"mean KV2 {record.KV2} J at {cold} °C",
        )
        grades = ", ".join(f"{e} {'/'.join(str(CHEM[g][e]) for g in CHEM)}" for e in ELEMENTS)
        return {**readings(record, 2), "grades": grades, "kv": kv, "kv_test": kv_test}


class GradeCheck(Task):
    """May this plate be released as the grade that was ordered?"""

    domain, name, tier = "steel", "grade_check", "high"
    title = Text("质保书判级：Q355钢板", "Grade check of a certificate: Q355 plate")
    sources = (Q355.standard, "limits printed in the item")
    families = (
        CertificateVerdict(), CauseOfRejection(), FailingEntries(), ThicknessAllowed(), MissingEntry(),
    )  # fmt: skip
