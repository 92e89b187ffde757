"""Grade check of Q235B with an edition trap: GB/T 700-2006 decides, the superseded 1988 limits stand beside it.

Both editions are printed in every item; `critical` is accepting a lot that the edition of the contract rejects.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from harness.kit import (
    INSUFFICIENT,
    WORDS_INSUFFICIENT,
    Answer,
    Labels,
    Lang,
    Letter,
    Rng,
    Segments,
    Task,
    Text,
    say,
    table,
)
from harness.types import Sheet
from tasks.steel.q235_pull import CHEM, NOW, OLD, RM, LeastForce, StrengthMargin, editions, reh_min

ENTRIES = ("Mn", "ReH", "Rm")
LOTS = {f"lot{k}": Text(f"{name}批", f"lot {k}") for k, name in enumerate("甲乙丙丁戊", 1)}


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot of Q235B plate: thickness in mm, Mn and S in per cent, ReH and Rm in MPa.

    Where the thickness is `missing`, it is known to lie within `span`, ends included.
    """

    t: int
    Mn: Decimal
    S: Decimal
    ReH: int
    Rm: int
    old_first: bool = False
    missing: str = ""
    span: tuple[int, int] = (8, 60)


def draw_lot(rng: Rng, bad: Collection[str], traps: Collection[str]) -> Lot:
    """A lot that breaks `bad`; where it passes, an entry in `traps` is one that the superseded edition rejects."""
    t = rng.choice((8, 10, 12, 16, 18, 20, 25, 30, 36, 40, 45, 50, 60))
    cent = Decimal("0.01")
    if "Mn" in bad:
        mn = Decimal(rng.between(142, 158)) * cent
    else:
        mn = Decimal(rng.between(73, 137) if "Mn" in traps else rng.between(34, 67)) * cent
    if "Rm" in bad:
        rm = rng.between(352, 368) if rng.chance(2, 3) else rng.between(503, 520)
    else:
        rm = rng.between(371, 374) if "Rm" in traps else rng.between(385, 490)
    reh = reh_min(t) + (-rng.between(2, 14) if "ReH" in bad else rng.between(3, 45))
    sulphur = Decimal(rng.between(48, 58) if "S" in bad else rng.between(8, 42)) / 1000
    return Lot(t, mn, sulphur, reh, rm, rng.chance(1, 2))


def failing(lot: Lot, judged: Collection[str] = ENTRIES) -> set[str]:
    """The judged entries outside the limits of the edition of the contract, whatever is missing."""
    thickest = lot.span[1] if lot.missing == "t" else lot.t
    bad = {e for e in ("Mn", "S") if getattr(lot, e) > CHEM[e]}
    bad |= {"ReH"} if lot.ReH < reh_min(thickest) else set()
    bad |= set() if RM[0] <= lot.Rm <= RM[1] else {"Rm"}
    return bad & set(judged) - {lot.missing}


def shortfall(lot: Lot) -> dict[str, Decimal]:
    """How far each entry is outside its limit, from the steps of the standard; nothing where it conforms."""
    over = {
        "Mn": lot.Mn - Decimal("1.40"),
        "S": lot.S - Decimal("0.045"),
        "ReH": Decimal(235 - 10 * ((lot.t > 16) + (lot.t > 40)) - lot.ReH),
        "Rm": Decimal(max(370 - lot.Rm, lot.Rm - 500)),
    }
    return {entry: value for entry, value in over.items() if value > 0}


class EditionVerdict(Letter[Lot]):
    """Acceptable under the edition of the contract, or rejected and for which entry."""

    name = "edition_verdict"
    title = Text("按合同版本判定钢板", "Judge by the contract's edition")
    cases = ("pass", "Mn", "ReH", "Rm")
    critical = Text(
        "按合同版本不合格的批次被判为合格", "accepts a lot that the edition of the contract rejects"
    )
    terms = {
        "pass": Text("合格", "acceptable"),
        **{e: Text(f"不合格，{e}不符", f"not acceptable because of {e}") for e in ENTRIES},
    }
    zh = (
        "一批Q235B热轧钢板，板厚{t} mm，合同要求按{=GB/T 700-2006}验收。{=Mn} {Mn} %，{=ReH} {ReH} MPa，{=Rm} {Rm} MPa，其余项目均合格，读数已修约，直接比较。资料室摘录的规定：{limits}。应当怎样判定？",
        "资料室抄来的Q235B规定有两版：{limits}。现有一批厚{t} mm的钢板{=按GB/T 700-2006订货}，质保书写明{=Rm} {Rm} MPa、{=ReH} {ReH} MPa、{=Mn} {Mn} %，读数已修约，别的项目都没有问题。哪个结论正确？",
    )
    en = (
        "A lot of hot-rolled Q235B plate {t} mm thick is to be accepted to {=GB/T 700-2006}. {=Mn} {Mn} %, {=ReH} {ReH} MPa, {=Rm} {Rm} MPa; all other entries conform, and the readings are already rounded and compared directly. The library has noted these rules: {limits}. How is the lot to be judged?",
        "The library notes for Q235B hold two editions: {limits}. A lot of plate {t} mm thick was {=ordered to GB/T 700-2006}; its certificate states {=Rm} {Rm} MPa, {=ReH} {ReH} MPa and {=Mn} {Mn} %, already rounded, and nothing else is amiss. Which conclusion is right?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Lot:
        traps = rng.sample(("Mn", "Rm"), level - 1)
        return draw_lot(rng, {case}, traps)

    def solve(self, record: Lot) -> Answer:
        return next(iter(failing(record)), "pass")

    def check(self, record: Lot) -> Answer:
        return max(("pass", *shortfall(record)), key=lambda name: shortfall(record).get(name, Decimal(0)))

    def slips(self, record: Lot) -> Mapping[str, Answer]:
        gold = self.solve(record)
        return {f"judged {term}": term for term in self.terms if term != gold}

    def harms(self, answer: Answer, record: Lot) -> bool:
        return answer == "pass" and bool(failing(record))

    def fields(self, record: Lot, lang: Lang) -> Mapping[str, object]:
        values = {e: getattr(record, e) for e in ENTRIES}
        return {**values, "t": record.t, "limits": editions(record.old_first)}


class FailingLots(Labels[tuple[Lot, ...]]):
    """Which of five lots the edition of the contract rejects."""

    name = "failing_lots"
    title = Text("找出不合格的批次", "Find the failing lots")
    cases = ("one", "two", "three")
    critical = Text("漏掉按合同版本不合格的批次", "leaves out a lot that the edition of the contract rejects")
    terms = LOTS
    zh = (
        "五批Q235B热轧钢板到货，合同都写明按{=GB/T 700-2006}验收，检验结果已修约：{lots}参考规定：{limits}。请找出{=不合格}的批次。",
        "请复核五批Q235B热轧钢板（{=按GB/T 700-2006订货}，读数已修约）：{lots}手边的两版规定：{limits}。哪些批次应判{=不合格}？",
    )
    en = (
        "Five lots of hot-rolled Q235B plate arrive together; each contract names {=GB/T 700-2006}. The test results, already rounded and to be compared directly with the limits: {lots}For reference: {limits}. Find the lots that are {=not acceptable}.",
        "Review the records of five lots of hot-rolled Q235B plate in this table (readings already rounded): {lots}They were ordered to {=GB/T 700-2006}. Two editions are noted here: {limits}. Which lots must be judged {=not acceptable}?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> tuple[Lot, ...]:
        count = 1 + self.cases.index(case)
        bad = [{rng.choice(ENTRIES)} if k < count else set[str]() for k in range(5)]
        traps = [rng.sample(("Mn", "Rm"), 0 if level == 1 else rng.between(1, 2)) for _ in range(5)]
        lots = [draw_lot(rng, b, t) for b, t in zip(bad, traps, strict=True)]
        return tuple(rng.shuffle(lots))

    def solve(self, record: tuple[Lot, ...]) -> Answer:
        return tuple(name for name, lot in zip(LOTS, record, strict=True) if failing(lot))

    def check(self, record: tuple[Lot, ...]) -> Answer:
        return tuple(f"lot{k}" for k in range(1, 6) if sum(shortfall(record[k - 1]).values()) > 0)

    def harms(self, answer: Answer, record: tuple[Lot, ...]) -> bool:
        gold = self.solve(record)
        return isinstance(answer, tuple) and isinstance(gold, tuple) and not set(gold) <= set(answer)

    def fields(self, record: tuple[Lot, ...], lang: Lang) -> Mapping[str, object]:
        header = (Text("批次", "lot"), Text("板厚/mm", "t/mm"), "Mn/%", "ReH/MPa", "Rm/MPa")
        rows = [
            (name, lot.t, lot.Mn, lot.ReH, lot.Rm) for name, lot in zip(LOTS.values(), record, strict=True)
        ]
        return {"lots": table(header, rows, lang), "limits": editions(record[0].old_first)}


class GapInRecord(Letter[Lot]):
    """Judge where what is missing cannot change the verdict, abstain where it can."""

    name = "gap_in_record"
    title = Text("记录缺项时的判定", "Judge a record with gaps")
    cases = ("pass", "fail", "missing")
    options = 3
    critical = Text(
        "超限或无法判定的批次被判为合格", "accepts a lot that is out of limits or cannot be judged"
    )
    terms = {
        "pass": Text("合格", "acceptable"),
        "fail": Text("不合格", "not acceptable"),
        INSUFFICIENT: WORDS_INSUFFICIENT,
    }
    zh = (
        "一批Q235B热轧钢板按{=GB/T 700-2006}验收，只核对Mn、S、ReH、Rm四项，读数已修约。复印件上能看出的有：{entries}。规定：{limits}；{=S≤}{S_max}{= %}。{rule}应得出哪个结论？",
        "只看Mn、S、ReH、Rm四项，按{=GB/T 700-2006}判定这批Q235B热轧钢板。传真来的记录（读数已修约）：{entries}。两版规定为{limits}；{=S≤}{S_max}{= %}。{rule}请选出正确的结论。",
    )
    en = (
        "A lot of hot-rolled Q235B plate is accepted to {=GB/T 700-2006}; only Mn, S, ReH and Rm are checked, all already rounded. What can be read on the copy: {entries}. The rules: {limits}; {=S ≤} {S_max}{= %}. {rule}Which conclusion follows?",
        "Judge this lot of hot-rolled Q235B plate by {=GB/T 700-2006} on Mn, S, ReH and Rm alone. The record as faxed (already rounded): {entries}. Two editions lay down {limits}; {=S ≤} {S_max}{= %}. {rule}Choose the right conclusion.",
    )
    rule = Text(
        "看不到的数据{=若可能改变结论}，答{=信息不足}；{=无论取何值}都不影响结论的，照常判定。",
        "If what cannot be read {=might change the verdict}, answer {=INSUFFICIENT}; if it {=makes no difference whatever it is}, judge as usual. ",
    )
    known = ("t", "Mn", "S", "ReH", "Rm")

    def draw(self, rng: Rng, level: int, case: str) -> Lot:
        bad = {rng.choice(("Mn", "S", "ReH", "Rm"))} if case == "fail" else set[str]()
        lot = draw_lot(rng, bad, rng.sample(("Mn", "Rm"), level - 1))
        span = (rng.choice((8, 10, 12, 16)), rng.choice((20, 25, 30, 40, 45, 50, 60)))
        if rng.chance(1, 2):
            span = (rng.choice((20, 25, 30, 40)), rng.choice((45, 50, 60)))
        strict, lax = map(reh_min, span)
        if rng.chance(6, 7):  # in every verdict alike, so that a gap says nothing
            low, high = {"pass": (strict + 1, strict + 12), "missing": (lax + 1, strict - 1)}.get(
                case, (lax, 247)
            )
            low, high = (lax - 12, lax - 1) if "ReH" in bad else (low, high)
            return replace(lot, missing="t", span=span, ReH=rng.between(low, high))
        if case == "pass" or (case == "fail" and rng.chance(1, 2)):
            return lot
        return replace(lot, missing=rng.choice([e for e in self.known[1:] if e not in bad]))

    def solve(self, record: Lot) -> Answer:
        if failing(record, self.known):
            return "fail"
        needed = record.missing and not (record.missing == "t" and record.ReH >= reh_min(record.span[0]))
        return INSUFFICIENT if needed else "pass"

    def check(self, record: Lot) -> Answer:
        # put extreme values into the gap and see whether the verdict moves
        filled = replace(record, missing="")
        if record.missing:
            extremes: dict[str, tuple[Any, Any]] = {"t": record.span, "Mn": (Decimal("0.4"), Decimal(2)), "S": (Decimal("0.01"), Decimal("0.1")), "ReH": (150, 300), "Rm": (300, 420)}  # fmt: skip
            pair = [replace(filled, **{record.missing: value}) for value in extremes[record.missing]]
        else:
            pair = [filled]
        verdicts = {bool(shortfall(lot)) for lot in pair}
        return INSUFFICIENT if len(verdicts) > 1 else "fail" if verdicts.pop() else "pass"

    def slips(self, record: Lot) -> Mapping[str, Answer]:
        gold = self.solve(record)
        return {f"judged {term}": term for term in self.terms if term != gold}

    def harms(self, answer: Answer, record: Lot) -> bool:
        return answer == "pass" and self.solve(record) != "pass"

    def fields(self, record: Lot, lang: Lang) -> Mapping[str, object]:
        values = {e: getattr(record, e) for e in self.known}
        least, most = record.span
        return {
            **values,
            "least": least,
            "most": most,
            "limits": editions(record.old_first),
            "S_max": CHEM["S"],
        }

    def render(self, sheet: Sheet) -> Segments:
        record: Lot = sheet.item.record
        size = "{=板厚}{t} mm" if sheet.lang == "zh" else "{=thickness} {t} mm"
        if record.missing == "t":
            size = "{=板厚}字迹不清、在{least}{=～}{most} mm之间"
            if sheet.lang == "en":
                size = "{=thickness} blurred, somewhere {=from} {least} {=to} {most} mm"
        words = {
            "t": size,
            "Mn": "{=Mn} {Mn} %",
            "S": "{=S} {S} %",
            "ReH": "{=ReH} {ReH} MPa",
            "Rm": "{=Rm} {Rm} MPa",
        }
        turn = record.Rm % 5
        order = [e for e in (*self.known[turn:], *self.known[:turn]) if e == "t" or e != record.missing]
        entries = ("，" if sheet.lang == "zh" else ", ").join(words[e] for e in order)
        surfaces = self.zh if sheet.lang == "zh" else self.en
        surface = surfaces[sheet.surface % len(surfaces)].replace("{entries}", entries)
        surface = surface.replace("{rule}", self.rule[sheet.lang])
        return say(surface, self.fields(record, sheet.lang), sheet.lang, sheet.notation)


class GradeQ235(Task):
    """Is this Q235B, by the edition of the contract?"""

    domain, name, tier = "steel", "grade_q235", "high"
    title = Text("Q235B判级：2006版与旧版", "Grade check of Q235B: the 2006 edition and the one before")
    sources = (NOW.standard, OLD.standard, "limits printed in the item")
    families = (StrengthMargin(), EditionVerdict(), FailingLots(), LeastForce(), GapInRecord())
