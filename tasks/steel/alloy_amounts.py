"""How much of each alloy: silicomanganese for the manganese, then ferrosilicon for the silicon still short.

Every formula, content and recovery is printed in the item; `ladle.py` holds the addition of a single alloy.
`critical` is charging over a tenth more than needed, or naming an amount without the data for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from harness.kit import (
    INSUFFICIENT,
    Answer,
    Exact,
    Field,
    Json,
    Lang,
    Number,
    Rng,
    Text,
    exact,
    rounded,
    within_share,
)

NOTHING = Text("", "")


def told(clauses: Mapping[str, Text], hidden: str, pending: bool) -> Text:
    """The clauses in a row; the hidden one is not there, or only its name (before the first space) as not reported."""

    def said(name: str, clause: Text) -> Text:
        zh, en = clause.zh.partition(" ")[0], clause.en.partition(": ")[0]
        return clause if name != hidden else Text(f"{zh}未报", f"{en}: not reported")

    shown = [said(name, clause) for name, clause in clauses.items() if name != hidden or pending]
    return Text("；".join(x.zh for x in shown), "; ".join(x.en for x in shown))


def recovery_words(element: str, recovery: int, as_loss: bool) -> Text:
    loss = 100 - recovery
    if as_loss:
        return Text(
            f"{element}烧损率 {loss} %（收得率=100 %−烧损率）",
            f"loss of {element}: {loss} % (recovery = 100 % - loss)",
        )
    return Text(f"{element}收得率 {recovery} %", f"recovery of {element}: {recovery} %")


# --- how much of each ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heat:
    """Steel in t; sample and target of Mn and Si in per cent; contents of the alloys and recoveries in per cent."""

    steel: Decimal
    Mn0: Decimal
    Mn1: Decimal
    Si0: Decimal
    Si1: Decimal
    simn_Mn: Decimal
    simn_Si: Decimal
    fesi_Si: Decimal
    eta_Mn: int
    eta_Si: int
    level: int = 1
    tapping: int = 1620


def draw_heat(rng: Rng, level: int, enough: bool = False) -> Heat:
    """A heat whose silicon target lies 0.08 to 0.25 % above what silicomanganese brings, or is met by it (`enough`)."""
    Mn0, rise = rng.decimal("0.05", "0.20", "0.01"), rng.decimal("0.70" if enough else "0.35", "1.20", "0.01")
    Mn, Si = rng.decimal("64.0", "68.0", "0.1"), rng.decimal("17.0", "20.0", "0.1")
    eta_Mn, eta_Si = rng.between(86, 95), rng.between(72, 86)
    Si0 = Decimal("0.00") if level == 1 else rng.decimal("0.01", "0.04", "0.01")
    reached = 100 * (exact(Si0) + exact(rise) * exact(Si) * eta_Si / (exact(Mn) * eta_Mn))
    target = floor(reached) - rng.between(1, 3) if enough else ceil(reached) + rng.between(8, 25)
    return Heat(
        rng.decimal("60.0", "210.0", "0.5"), Mn0, Mn0 + rise, Si0, Decimal(target).scaleb(-2),
        Mn, Si, rng.decimal("72.0", "77.0", "0.1"), eta_Mn, eta_Si, level, rng.between(1590, 1660),
    )  # fmt: skip


def both_kg(h: Heat) -> tuple[Fraction, Fraction]:
    """The exam's three steps: silicomanganese for Mn, the Si it brings, ferrosilicon for the rest."""
    steel, Si = exact(h.steel) * 1000, Fraction(h.eta_Si, 100)
    first = (exact(h.Mn1) - exact(h.Mn0)) / (exact(h.simn_Mn) * Fraction(h.eta_Mn, 100)) * steel
    brought = first * exact(h.simn_Si) * Si / steel
    short = exact(h.Si1) - exact(h.Si0) - brought
    return first, max(Fraction(0), short / (exact(h.fesi_Si) * Si) * steel)


class TwoAlloys(Json[Heat]):
    """Kilograms of silicomanganese and of ferrosilicon."""

    name = "two_alloys"
    title = Text("计算硅锰和硅铁加入量", "Compute two alloy additions")
    cases = ("both", "enough")
    critical = Text("合金多加了10%以上", "charges over 10 % more of an alloy than needed")
    schema = {
        "simn": Field(
            Text("硅锰", "SiMn"),
            "number",
            Text("单位kg，取整数", "kg, whole number"),
            tolerance=within_share("0.01"),
        ),
        "fesi": Field(
            Text("硅铁", "FeSi"),
            "number",
            Text("单位kg，取整数；Si已够填0", "kg, whole number; 0 if the Si is already enough"),
            tolerance=within_share("0.01"),
        ),
    }
    zh = (
        "{=钢水}{steel} t，出钢前{sample}。{=目标}Mn {Mn1} %、Si {Si1} %。合金库现有{alloys}；{recovered}。{aside}{=先用硅锰配足Mn，Si不足部分再用硅铁补}：{formula}。请替合金工算出两种合金的加入量。",
        "合金工要给一炉{steel} t的{=钢水}配料，{=目标}为Mn {Mn1} %、Si {Si1} %，{sample}。{recovered}。所用{alloys}。{aside}规定{=Mn全部由硅锰配入，Si的缺额由硅铁补足}，{formula}。两种合金各加多少？",
    )
    en = (
        "A {=heat} of {steel} t; before tapping {sample}. {=Target}: Mn {Mn1} %, Si {Si1} %. In store: {alloys}; {recovered}. {aside}{=All Mn comes from silicomanganese, ferrosilicon makes up the Si still short}: {formula}. Work out both additions for the melter.",
        "The melter has to alloy {steel} t of {=liquid steel} to a {=target} of Mn {Mn1} % and Si {Si1} %; {sample}; {recovered}. The alloys are {alloys}. {aside}{=Silicomanganese supplies all the Mn and ferrosilicon the Si still missing}; {formula}. How much of each is needed?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Heat:
        return draw_heat(rng, level, case == "enough")

    def solve(self, record: Heat) -> Answer:
        first, second = both_kg(record)
        return {"simn": rounded(first, 0), "fesi": rounded(second, 0)}

    def check(self, record: Heat) -> Answer:
        # two balances in grams of element, solved by Cramer's rule; 0.01 % of a tonne is 100 g
        h = record
        want_Mn, want_Si = (10_000 * exact(h.steel) * exact(d) for d in (h.Mn1 - h.Mn0, h.Si1 - h.Si0))
        a, c, d = (
            exact(x) * eta / 10
            for x, eta in ((h.simn_Mn, h.eta_Mn), (h.simn_Si, h.eta_Si), (h.fesi_Si, h.eta_Si))
        )
        second = (a * want_Si - c * want_Mn) / (a * d)
        return {"simn": rounded(want_Mn * d / (a * d), 0), "fesi": rounded(second if second > 0 else 0, 0)}

    def harms(self, answer: Answer, record: Heat) -> bool:
        right = self.solve(record)
        if not isinstance(answer, Mapping) or not isinstance(right, Mapping):
            return False
        given = ((answer.get(name), right[name]) for name in self.schema)
        return any(isinstance(x, Exact) and exact(x) > exact(y) * Fraction(11, 10) for x, y in given)

    def fields(self, record: Heat, lang: Lang) -> Mapping[str, object]:
        h = record
        Mn, Si = (recovery_words(e, eta, h.level == 3) for e, eta in (("Mn", h.eta_Mn), ("Si", h.eta_Si)))
        return {
            "steel": h.steel, "Mn1": h.Mn1, "Si1": h.Si1,
            "sample": Text(f"取样残Mn {h.Mn0} %、残Si {h.Si0} %", f"the sample shows residual Mn {h.Mn0} % and residual Si {h.Si0} %"),
            "alloys": Text(f"硅锰（Mn {h.simn_Mn} %，Si {h.simn_Si} %）和硅铁（Si {h.fesi_Si} %）", f"silicomanganese (Mn {h.simn_Mn} %, Si {h.simn_Si} %) and ferrosilicon (Si {h.fesi_Si} %)"),
            "recovered": Text(f"{Mn.zh}，{Si.zh}", f"{Mn.en}, {Si.en}"),
            "aside": NOTHING if h.level == 1 else Text(f"出钢温度{h.tapping} ℃。", f"The tapping temperature is {h.tapping} °C. "),
            "formula": Text(
                "加入量=（目标−残余−已带入）×钢水量÷（合金含量×收得率），带入量=加入量×含量×收得率÷钢水量",
                "addition = (target - residual - brought in) × steel mass / (content × recovery), brought in = addition × content × recovery / steel mass",
            ),
        }  # fmt: skip


# --- how much ferrosilicon, if the record says enough ------------------------------------------------


@dataclass(frozen=True, slots=True)
class Batch:
    """A batching record; the datum named by `hidden` is not on it, or stands there as not reported (`pending`)."""

    steel: Decimal
    Si0: Decimal
    target: Decimal
    fesi_Si: Decimal
    eta_Si: int
    simn_kg: int
    simn_Si: Decimal
    simn_Mn: Decimal
    eta_Mn: int
    tapping: int
    level: int
    hidden: str = ""
    pending: bool = False


NEEDED = ("steel", "Si0", "fesi_Si", "eta_Si", "simn_Si")
SPARE = ("tapping", "simn_Mn", "eta_Mn")


class FerrosiliconStillNeeded(Number[Batch]):
    """Kilograms of ferrosilicon, or that the record does not say enough."""

    name = "fesi_or_missing"
    title = Text("算硅铁补加量或判信息不足", "Ferrosilicon still needed, or abstain")
    cases = ("complete", "spare", "missing")
    critical = Text(
        "缺数据仍报出加入量，或多报10%以上",
        "names an amount although a datum is missing, or one over 10 % too high",
    )
    unit = "kg"
    places = 0
    tolerance = within_share("0.01")
    zh = (
        "配料记录：{given}。钢中{=Si}要配到{=目标}{target} %。计算规定：{formula}。请据此算出{=还需加入的硅铁}（kg，取整数）；{=若所给数据不足以算出，只答“信息不足”，不得自行假设数值}。",
        "夜班留下的配料记录是这样写的：{given}。接班后要用{=硅铁}把{=Si}调到{=目标}{target} %，规定{formula}。问{=硅铁加入量}是多少kg，取整数？{=缺少必需数据时不许估，直接回答“信息不足”}。",
    )
    en = (
        "Batching record: {given}. The {=Si} of the heat has to reach a {=target} of {target} %. By the shop rule, {formula}. Work out the {=ferrosilicon still to be added} in kg (whole number); {=if the data given do not suffice, answer INSUFFICIENT and assume no value}.",
        "The night shift left this batching record: {given}. The next crew has to bring the {=Si} up to a {=target} of {target} % with {=ferrosilicon}. By the shop rule, {formula}. How many kg are to be {=added} (whole number)? {=Do not estimate: if a necessary datum is missing, answer INSUFFICIENT}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Batch:
        steel, Si0, Si = (
            rng.decimal(*x)
            for x in (("60.0", "210.0", "0.5"), ("0.01", "0.05", "0.01"), ("17.0", "20.0", "0.1"))
        )
        eta, kg = rng.between(72, 86), 0 if level == 1 else floor(steel * rng.between(80, 140) / 10)
        reached = 100 * exact(Si0) + kg * exact(Si) * eta / (exact(steel) * 1000)
        needed, spare = (NEEDED[:-1], SPARE[:1]) if level == 1 else (NEEDED, SPARE)
        return Batch(
            steel, Si0, Decimal(ceil(reached) + rng.between(8, 28)).scaleb(-2), rng.decimal("72.0", "77.0", "0.1"), eta,
            kg, Si, rng.decimal("64.0", "68.0", "0.1"), rng.between(88, 95), rng.between(1590, 1660), level,
            {"complete": "", "spare": rng.choice(spare), "missing": rng.choice(needed)}[case], rng.chance(1, 2),
        )  # fmt: skip

    def solve(self, record: Batch) -> Answer:
        r, steel, eta = record, exact(record.steel) * 1000, Fraction(record.eta_Si, 100)
        if r.hidden in NEEDED:
            return INSUFFICIENT
        brought = r.simn_kg * exact(r.simn_Si) * eta / steel
        return rounded((exact(r.target) - exact(r.Si0) - brought) * steel / (exact(r.fesi_Si) * eta), 0)

    def check(self, record: Batch) -> Answer:
        # a datum that is not known may be anything: if it matters what, the record does not say enough
        one = kg_short(record)
        if record.hidden:
            known = getattr(record, record.hidden)
            if kg_short(replace(record, **{record.hidden: known + known})) != one:
                return INSUFFICIENT
        return rounded(one, 0)

    def harms(self, answer: Answer, record: Batch) -> bool:
        if not isinstance(answer, Exact):
            return False
        right = self.solve(record)
        return not isinstance(right, Decimal) or exact(answer) > exact(right) * Fraction(11, 10)

    def fields(self, record: Batch, lang: Lang) -> Mapping[str, object]:
        r = record
        clauses = {
            "steel": Text(f"钢水 {r.steel} t", f"steel: {r.steel} t"),
            "tapping": Text(f"出钢温度 {r.tapping} ℃", f"tapping temperature: {r.tapping} °C"),
            "Si0": Text(f"残Si {r.Si0} %", f"residual Si: {r.Si0} %"),
            "fesi_Si": Text(f"硅铁含Si {r.fesi_Si} %", f"Si in the ferrosilicon: {r.fesi_Si} %"),
            "eta_Si": recovery_words("Si", r.eta_Si, r.level == 3),
        }
        formula = Text(
            "硅铁量=（目标Si−残Si）×钢水量÷（硅铁含Si×Si收得率）",
            "ferrosilicon = (target Si - residual Si) × steel mass / (Si in the ferrosilicon × recovery of Si)",
        )
        if r.level > 1:
            clauses |= {
                "simn_kg": Text(f"已加硅锰 {r.simn_kg} kg", f"silicomanganese charged: {r.simn_kg} kg"),
                "simn_Mn": Text(f"硅锰含Mn {r.simn_Mn} %", f"Mn in the silicomanganese: {r.simn_Mn} %"),
                "simn_Si": Text(f"硅锰含Si {r.simn_Si} %", f"Si in the silicomanganese: {r.simn_Si} %"),
                "eta_Mn": recovery_words("Mn", r.eta_Mn, r.level == 3),
            }
            formula = Text(
                "硅铁量=（目标Si−残Si−硅锰带入Si）×钢水量÷（硅铁含Si×Si收得率），硅锰带入Si=硅锰量×硅锰含Si×Si收得率÷钢水量",
                "ferrosilicon = (target Si - residual Si - Si brought in) × steel mass / (Si in the ferrosilicon × recovery of Si), and Si brought in = silicomanganese × its Si × recovery of Si / steel mass",
            )
        return {"given": told(clauses, r.hidden, r.pending), "target": r.target, "formula": formula}


def kg_short(r: Batch) -> Fraction:
    """Kilograms of silicon the ladle lacks, over the kilograms that a kilogram of ferrosilicon leaves in it."""
    per_kg, alloy = (exact(x) * r.eta_Si / 10_000 for x in (r.fesi_Si, r.simn_Si))
    lacking = exact(r.target - r.Si0) * exact(r.steel) * 10 - r.simn_kg * alloy
    return lacking / per_kg
