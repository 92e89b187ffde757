"""Accepting a plate: a finding against a printed acceptance table, and how much may still be ground off.

Table and rule are rules of a works, printed in every item. `critical` is passing what must not pass, judging without
the depth it takes, and grinding deeper than the plate bears.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from harness.kit import INSUFFICIENT, Answer, Lang, Letter, Number, Rng, Text, exact, table, within
from tasks.steel.plate_words import DEFECTS

NOTHING = Text("", "")
VERDICT = {"pass": Text("合格", "acceptable"), "fail": Text("不合格", "not acceptable")}

# --- by the acceptance table -----------------------------------------------------------------------

#: In a row of the table: any depth is let pass, none is.
ANY, NEVER = Decimal(99), Decimal(-1)


@dataclass(frozen=True, slots=True)
class Case:
    """A finding beside the acceptance table: defect to greatest depth in mm; depth None where it was not measured."""

    limits: tuple[tuple[str, Decimal], ...]
    defect: str
    depth: Decimal | None
    length: int
    t: int
    level: int


class AcceptanceVerdict(Letter[Case]):
    """Acceptable, not acceptable, or not to be judged without the depth."""

    name = "acceptance_verdict"
    title = Text("按验收表判定缺陷", "Judge a defect for acceptance")
    cases = ("pass", "fail", "missing")
    options = 3
    terms = VERDICT
    critical = Text(
        "该拒收的判为合格，或要看深度而没测的仍下结论",
        "passes a plate that the table rejects, or judges one whose depth it takes to know",
    )
    zh = (
        "厂内验收表（只看缺陷种类和深度，等于限值为合格）：{table}厚{t} mm的钢板上有一处{defect}，{length}，{depth}。表中要看深度而深度{=没有测}的，答{=信息不足}。这处缺陷怎样判？",
        "质检员要判一处{defect}：板厚{t} mm，{length}，{depth}。依据下面的厂内验收表，深度等于限值算合格。{table}{=需要深度才能判}而没有深度的，选{=信息不足}；不需要深度的照常判。",
    )
    en = (
        "Acceptance table of the works (only kind and depth count; at the limit it is acceptable): {table}Finding on a plate {t} mm thick: {defect}, {length}, {depth}. Where the table asks for a depth that was {=not measured}, the answer is {=INSUFFICIENT}. How is the finding judged?",
        "The inspector has to judge this finding on a {t} mm plate: {defect}, {length}, {depth}. By the acceptance table of the works below a depth equal to the limit passes. {table}Where the {=depth is needed} but not given, choose {=INSUFFICIENT}; where it is not needed, judge as usual.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Case:
        # a crack is never let pass, nor is one other kind; one that does not lift off always is
        free = rng.choice(("scale", "roll_mark", "scratch"))
        never = rng.choice([defect for defect in DEFECTS if defect not in ("crack", free)])
        rows = {defect: rng.decimal("0.15", "0.50", "0.05") for defect in DEFECTS}
        rows |= {"crack": NEVER, never: NEVER, free: ANY}
        measured = [defect for defect, most in rows.items() if most not in (ANY, NEVER)]
        unmeasured = case == "missing" or rng.chance(2, 3)  # so that a gap alone tells little
        if unmeasured:
            sure = {"pass": free, "fail": rng.choice(("crack", never, never, never, never))}
            defect, depth = sure.get(case) or rng.choice(measured), None
        else:
            defect = rng.choice(measured)
            off = rng.decimal("0.05", "0.12", "0.01")
            depth = rows[defect] + (off if case == "fail" else -off)
        return Case(tuple(rows.items()), defect, depth, 5 * rng.between(6, 60), rng.between(8, 60), level)

    def solve(self, record: Case) -> Answer:
        most = dict(record.limits)[record.defect]
        if most in (ANY, NEVER):
            return "pass" if most == ANY else "fail"
        if record.depth is None:
            return INSUFFICIENT
        return "pass" if record.depth <= most else "fail"

    def check(self, record: Case) -> Answer:
        # try depths from nothing to through and through; a measured one is the only one tried
        (most,) = (limit for defect, limit in record.limits if defect == record.defect)
        tried = (record.depth,) if record.depth is not None else (Decimal(0), Decimal(record.t))
        found = {depth <= most for depth in tried}
        return INSUFFICIENT if len(found) > 1 else "pass" if found == {True} else "fail"

    def slips(self, record: Case) -> Mapping[str, Answer]:
        gold = self.solve(record)
        return {f"says {verdict}": verdict for verdict in ("pass", "fail", INSUFFICIENT) if verdict != gold}

    def harms(self, answer: Answer, record: Case) -> bool:
        gold = self.solve(record)
        return answer != gold and (answer == "pass" or gold == INSUFFICIENT)

    def fields(self, record: Case, lang: Lang) -> Mapping[str, object]:
        special = {
            ANY: Text("深度不限，合格", "any depth, acceptable"),
            NEVER: Text("一律不合格", "never acceptable"),
        }
        rows = [
            (
                DEFECTS[defect],
                special.get(most, Text(f"深度≤{most} mm合格", f"acceptable to a depth of {most} mm")),
            )
            for defect, most in record.limits
        ]
        depth = Text(f"深{record.depth} mm", f"{record.depth} mm deep")
        if record.depth is None:
            depth = Text("深度没有测", "depth not measured")
        return {
            "table": table((Text("缺陷", "defect"), Text("规定", "rule")), rows, lang), "defect": DEFECTS[record.defect],
            "t": record.t, "length": Text(f"长{record.length} mm", f"{record.length} mm long"), "depth": depth,
        }  # fmt: skip


# --- how much may still be ground off --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Room:
    """A spot to be ground; thicknesses in mm, `cuts` are what was taken off there already."""

    nominal: int
    minus: Decimal
    before: Decimal
    cuts: tuple[Decimal, ...]
    case: str
    level: int


class DeepestGrind(Number[Room]):
    """How much more may be ground off before the plate can no longer be released, or no longer be welded."""

    name = "deepest_grind"
    title = Text("反算还能修磨多深", "How much more may be ground")
    cases = ("release", "weld")
    critical = Text("允许的修磨深度超出规定", "allows grinding deeper than the rule bears")
    unit = "mm"
    places = 2
    tolerance = within("0.005")
    zh = (
        "修磨前先算余地：钢板{=公称厚度}{nominal} mm，{=允许负偏差}{minus} mm，缺陷处{=修磨前}实测{before} mm。{cuts}厂内规定：{rule}。问{=还能}再磨去多少mm而仍可{asked}？",
        "厂内规定：{rule}。一块板{=公称厚度}{nominal} mm、{=允许负偏差}{minus} mm，缺陷处{=修磨前}厚{before} mm。{cuts}请反算{=最多还可}磨去多少mm，仍然可以{asked}。",
    )
    en = (
        "Before grinding, find the room there is: plate of {=nominal thickness} {nominal} mm, {=minus tolerance} {minus} mm; at the defect it measured {before} mm {=before grinding}. {cuts}Works rule: {rule}. How many mm {=more} may be taken off if the plate is still to be {asked}?",
        "Works rule: {rule}. A plate of {=nominal thickness} {nominal} mm ({=minus tolerance} {minus} mm) measured {before} mm at the defect {=before grinding}. {cuts}Work back to the {=greatest further} depth in mm at which the plate can still be {asked}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Room:
        nominal = rng.choice((16, 18, 20, 22, 25, 28, 30, 32, 36, 40))
        minus = rng.decimal("0.60", "1.20", "0.05")
        before = nominal + rng.decimal("0.05", "0.75", "0.01")
        most = before - (nominal - minus) if case == "release" else Decimal(nominal) / 5
        taken = most * rng.between(15, 60) / 100 if level > 1 else Decimal(0)
        cuts: tuple[Decimal, ...] = (taken.quantize(Decimal("0.01")),) if level > 1 else ()
        if level == 3:
            first = (cuts[0] * rng.between(40, 70) / 100).quantize(Decimal("0.01"))
            cuts = (first, cuts[0] - first)
        return Room(nominal, minus, before, cuts, case, level)

    def solve(self, record: Room) -> Answer:
        left = record.before - sum(record.cuts, Decimal(0))
        if record.case == "release":
            return left - (record.nominal - record.minus)
        return left - (record.before - Decimal(record.nominal) / 5)

    def check(self, record: Room) -> Answer:
        # the whole depth that the rule bears, less what is gone; in hundredths of a millimetre
        hundredths = {name: int(100 * getattr(record, name)) for name in ("nominal", "minus", "before")}
        whole = hundredths["nominal"] // 5
        if record.case == "release":
            whole = hundredths["before"] - hundredths["nominal"] + hundredths["minus"]
        return Decimal(whole - sum(int(100 * cut) for cut in record.cuts)) / 100

    def harms(self, answer: Answer, record: Room) -> bool:
        gold = self.solve(record)
        return (
            isinstance(answer, (int, Decimal, Fraction))
            and isinstance(gold, Decimal)
            and exact(answer) > exact(gold)
        )

    def fields(self, record: Room, lang: Lang) -> Mapping[str, object]:
        cuts = NOTHING
        if record.cuts:
            zh = "、".join(f"{cut} mm" for cut in record.cuts)
            en = " and then ".join(f"{cut} mm" for cut in record.cuts)
            cuts = Text(
                f"此处已先后磨去{zh}。" if len(record.cuts) > 1 else f"此处已磨去{zh}。",
                f"{en} has been ground off there already. ",
            )
        rule = Text(
            "剩余厚度≥公称厚度−允许负偏差的可放行；不足但总磨深≤公称厚度20 %的可补焊",
            "release if the thickness left ≥ nominal thickness - minus tolerance; below that, weld repair as long as the total depth ground ≤ 20 % of the nominal thickness",
        )
        asked = Text("放行", "released") if record.case == "release" else Text("补焊", "repaired by welding")
        return {
            "nominal": record.nominal, "minus": record.minus, "before": record.before, "cuts": cuts, "rule": rule,
            "asked": asked,
        }  # fmt: skip
