"""Settling plate by theoretical mass: a weighed lot against its tolerance, and how many pieces make a tonnage.

The mass rule and the density are printed in every item. `invoices.py` checks invoices and abstains. `critical` is
settling a lot outside the tolerance, loading over what a ship bears, and delivering less than was ordered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from harness.kit import (
    Answer,
    Field,
    Json,
    Lang,
    Number,
    Rng,
    Task,
    Text,
    exact,
    fact,
    near,
    rounded,
    within,
    within_share,
)
from tasks.steel.invoices import MassOrAbstain, WrongInvoiceLines
from tasks.steel.plates import RULE, Plates, draw_plates, kilograms, theoretical

MASS = fact(__package__, "steel.mass")
NOTHING = Text("", "")

# --- judge it --------------------------------------------------------------------------------------

VERDICT = {"accept": Text("按理论质量结算", "settle"), "dispute": Text("提出异议", "dispute")}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A lot of plate, what the weighbridge shows in t (`tare` included), and the tolerance in per cent either way."""

    plates: Plates
    gross: Decimal
    tare: Decimal
    percent: Decimal
    level: int
    price: int


class WeighedLot(Json[Weighed]):
    """Theoretical mass, deviation of the weighed mass, and whether the lot is settled or disputed."""

    name = "weighed_lot"
    title = Text("核对理论质量与实重", "Check a weighed lot")
    cases = ("accept", "dispute")
    critical = Text("质量偏差超限的批次被认可结算", "settles a lot whose mass is outside the tolerance")
    schema = {
        "theory": Field(
            Text("理论质量", "theoretical_mass"),
            "number",
            Text("单位t，3位小数", "t, 3 decimal places"),
            tolerance=within_share("0.0005"),
        ),
        "deviation": Field(
            Text("偏差", "deviation"),
            "number",
            Text("单位%，2位小数，偏轻为负", "per cent, 2 decimal places, negative if light"),
            tolerance=within("0.02"),
        ),
        "verdict": Field(Text("结论", "verdict"), "choice", terms=VERDICT),
    }
    zh = (
        "一批{plates}到货，{weighed}。合同约定{=按理论质量结算}，{rule}；{=偏差=（实重−理论质量）÷理论质量×100 %}，偏差在±{percent} %以内（含边界）认可，否则{=提出异议}。{price}请填验收单，数值按{=GB/T 8170-2008}修约。",
        "仓库收到{plates}。{price}{weighed}。已知{rule}。{=偏差=（实重−理论质量）÷理论质量×100 %}，合同允许±{percent} %（含边界），{=超出就提出异议}。请计算{=理论质量}和{=偏差}并给出处理意见，按{=GB/T 8170-2008}修约。",
    )
    en = (
        "A delivery of {plates} has arrived; {weighed}. The contract settles {=by theoretical mass}; {rule}; {=deviation = (actual - theoretical) / theoretical × 100 %}. Up to ±{percent} % (bounds included) the lot is {=settled}, otherwise there is a {=dispute}. {price}Fill in the receipt, rounding by {=GB/T 8170-2008}.",
        "The store has taken in {plates}. {price}Weighing: {weighed}. Given: {rule}. {=Deviation = (actual - theoretical) / theoretical × 100 %}; the contract allows ±{percent} % (bounds included), and {=beyond that the lot is disputed}. Compute {=theoretical mass} and {=deviation} and say what is to be done; round by {=GB/T 8170-2008}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Weighed:
        plates = draw_plates(rng)
        each = kilograms(plates) / plates.n
        plates = replace(plates, n=rng.between(ceil(22000 / each), floor(32500 / each)))  # one lorry load
        percent = rng.choice((Decimal("0.8"), Decimal("1.0"), Decimal("1.2"), Decimal("1.5")))
        hundredths = rng.between(
            20, 75
        )  # of a per cent on either side of the tolerance; the weighbridge adds at most 5
        off = exact(percent) + Fraction(-hundredths if case == "accept" else hundredths, 100)
        true = exact(kilograms(plates)) / 1000 * (1 + off * rng.choice((-1, 1)) / 100)
        net = rounded(true * 50, 0) / 50  # the weighbridge shows steps of 20 kg
        tare = Decimal(0) if level == 1 else Decimal(rng.between(620, 760)) / 50
        gross = (net + tare).quantize(Decimal("0.01"))
        return Weighed(
            plates, gross, tare.quantize(Decimal("0.01")), percent, level, 10 * rng.between(340, 520)
        )

    def solve(self, record: Weighed) -> Answer:
        theory = exact(kilograms(record.plates)) / 1000
        deviation = deviation_of(record)
        verdict = "accept" if abs(deviation) <= record.percent else "dispute"
        return {"theory": rounded(theory, 3), "deviation": rounded(deviation, 2), "verdict": verdict}

    def check(self, record: Weighed) -> Answer:
        # by the lightest and the heaviest lot that the tolerance lets through
        theory, net = theoretical(record.plates), exact(record.gross) - exact(record.tare)
        low, high = (theory * (100 + sign * exact(record.percent)) / 100 for sign in (-1, 1))
        return {
            "theory": rounded(theory, 3),
            "deviation": rounded(100 * net / theory - 100, 2),
            "verdict": "accept" if low <= net <= high else "dispute",
        }

    def harms(self, answer: Answer, record: Weighed) -> bool:
        outside = abs(deviation_of(record)) > record.percent
        return isinstance(answer, Mapping) and answer.get("verdict") == "accept" and outside

    def fields(self, record: Weighed, lang: Lang) -> Mapping[str, object]:
        weighed = Text(f"过磅实重{record.gross} t", f"the weighbridge shows a net mass of {record.gross} t")
        if record.level > 1:
            weighed = Text(
                f"过磅毛重{record.gross} t，皮重{record.tare} t，实重=毛重−皮重",
                f"the weighbridge shows {record.gross} t gross and {record.tare} t tare (actual mass = gross - tare)",
            )
        price = NOTHING
        if record.level == 3:
            price = Text(f"单价{record.price}元/t。", f"The price is {record.price} yuan/t. ")
        return {
            "plates": goods(record.plates), "weighed": weighed, "rule": RULE, "percent": record.percent, "price": price,
        }  # fmt: skip


def deviation_of(record: Weighed) -> Fraction:
    """Per cent of the theoretical mass by which the weighed mass is over it."""
    theory = exact(kilograms(record.plates)) / 1000
    return 100 * (exact(record.gross) - exact(record.tare) - theory) / theory


def goods(plates: Plates) -> Text:
    p = plates
    return Text(
        f"{p.t}×{p.width}×{p.length} mm（厚×宽×长）的钢板{p.n}张",
        f"{p.n} plates of {p.t} × {p.width} × {p.length} mm (thickness × width × length)",
    )


# --- invert it -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Target:
    """Plates of one size (their `n` is not used) that are to make at least, or at most, `tonnes`; `ready` of them are there."""

    plates: Plates
    tonnes: int
    least: bool
    ready: int
    level: int
    price: int


ORDER = Text("合同订货{} t，只许多不许少", "The order is for {} t, which may be exceeded but not undercut")
BARGE = Text("驳船限载{} t，不得超过", "A barge may carry {} t and no more")
READY = {
    True: Text("已交", "have been delivered already"),
    False: Text("船上已装", "are on board already"),
}
#: (order rather than load, some are there already): what is wanted, what is asked
WISHES = {
    (True, False): (ORDER, Text("最少要交", "must be delivered at the least")),
    (True, True): (ORDER, Text("最少还要交", "must still be delivered at the least")),
    (False, False): (BARGE, Text("最多能装", "can be loaded at the most")),
    (False, True): (BARGE, Text("最多还能装", "can still be loaded at the most")),
}


class PiecesForTonnage(Number[Target]):
    """How many pieces reach an order, or fit a load."""

    name = "pieces_for_tonnage"
    title = Text("由吨数反算张数", "Work back pieces from tonnage")
    cases = ("at_least", "at_most")
    critical = Text("装船超载，或凑不够订货量", "overloads the ship, or falls short of the order")
    unit = Text("张", "pieces")
    places = 0
    tolerance = within("0")
    zh = (
        "物流科安排一批钢板，规格都是{size}。{wish}。质量按{=理论质量}计算，{rule}。{aside}请调度员算一下，{asked}多少张？",
        "销售员经手一批{size}的钢板。{wish}。{aside}质量一律按{=理论质量}算：{rule}。请由吨数反过来算出{asked}几张这样的板。",
    )
    en = (
        "Transport is planning a consignment of plates, all {size}. {wish}. Mass is counted by {=theoretical mass}; {rule}. {aside}How many pieces {asked}?",
        "The sales office handles plates of {size}. {wish}. {aside}Mass always means {=theoretical mass}: {rule}. Work back from the tonnage to how many such pieces {asked}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Target | None:
        plates = draw_plates(rng)
        each = theoretical(plates) / plates.n
        pieces, least = rng.between(60, 420), case == "at_least"
        ready = rng.between(10, pieces // 3) if level == 3 else 0
        tonnes = floor(each * pieces) if least else ceil(each * pieces)
        if near(tonnes / each, rounded(tonnes / each, 0), "0.01"):  # a hair either way would change the count
            return None
        return Target(plates, tonnes, least, ready, level, 10 * rng.between(340, 520))

    def solve(self, record: Target) -> Answer:
        return pieces_for(record) - record.ready

    def check(self, record: Target) -> Answer:
        # in kilograms: the ones already there first, then piece by piece until the last one that is needed or that fits
        p = record.plates
        each = Fraction(785 * p.t * p.width * p.length, 10**8)
        open_kg = 1000 * record.tonnes - record.ready * each
        whole, over = divmod(open_kg, each)
        return int(whole) + (1 if record.least and over else 0)

    def harms(self, answer: Answer, record: Target) -> bool:
        right = pieces_for(record) - record.ready
        if not isinstance(answer, (int, Decimal, Fraction)):
            return False
        return exact(answer) < right if record.least else exact(answer) > right

    def fields(self, record: Target, lang: Lang) -> Mapping[str, object]:
        p = record.plates
        wish, asked = WISHES[record.least, bool(record.ready)]
        aside = NOTHING
        if record.level > 1:
            aside = Text(f"单价{record.price}元/t。", f"The price is {record.price} yuan/t. ")
        if record.ready:
            done = READY[record.least]
            aside = Text(
                f"同规格{done.zh}{record.ready}张。{aside.zh}",
                f"Of this size {record.ready} pieces {done.en}. {aside.en}",
            )
        told = Text(wish.zh.format(record.tonnes), wish.en.format(record.tonnes))
        return {
            "size": f"{p.t}×{p.width}×{p.length} mm", "wish": told, "rule": RULE, "aside": aside, "asked": asked,
        }  # fmt: skip


def pieces_for(target: Target) -> int:
    """Pieces in all, those that are there already included."""
    each = exact(kilograms(target.plates)) / target.plates.n
    share = 1000 * target.tonnes / each
    return ceil(share) if target.least else floor(share)


class Settlement(Task):
    """What does the plate weigh on paper, and may it be invoiced so?"""

    domain, name, tier = "steel", "settlement", "medium"
    title = Text(
        "按理论质量结算：过磅、发票与装载", "Settlement by theoretical mass: weighing, invoices, loads"
    )
    sources = (MASS.standard, "rule printed in the item")
    families = (WeighedLot(), WrongInvoiceLines(), PiecesForTonnage(), MassOrAbstain())
