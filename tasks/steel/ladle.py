"""Ladle addition: how much ferro-alloy brings a heat to its target, by the textbook balance with recovery.

The formula is printed in every item; `critical` is charging over a tenth more alloy than the heat needs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import floor

from harness.kit import Answer, Lang, Number, Rng, Text, exact, rounded, within_share

NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Addition:
    """One alloy for one heat; `prior` kg of another alloy, holding `prior_content` per cent, went in before."""

    steel: Decimal
    element: str
    residual: Decimal
    target: Decimal
    content: Decimal
    recovery: int
    level: int
    tapping: int
    prior: int = 0
    prior_content: Decimal = Decimal(0)


FERRO = {
    "Mn": Text("锰铁", "ferromanganese"),
    "Si": Text("硅铁", "ferrosilicon"),
    "Cr": Text("铬铁", "ferrochromium"),
}
#: element: (alloy content), (recovery), (target), (residual); per cent, low to high
RANGES = {
    "Mn": (("65.0", "78.0"), (85, 95), ("0.60", "1.60"), ("0.05", "0.25")),
    "Si": (("72.0", "77.0"), (70, 85), ("0.25", "0.55"), ("0.02", "0.06")),
    "Cr": (("52.0", "65.0"), (92, 98), ("0.50", "1.20"), ("0.02", "0.10")),
}
#: element: the complex alloy that may have gone in before, and its content of the element
COMPLEX = {
    "Mn": (Text("硅锰合金", "silicomanganese"), ("64.0", "68.0")),
    "Si": (Text("硅锰合金", "silicomanganese"), ("17.0", "20.0")),
    "Cr": (Text("硅铬合金", "ferrosilicochromium"), ("30.0", "36.0")),
}


class LadleAddition(Number[Addition]):
    """How many kilograms of ferro-alloy bring the heat to its target."""

    name = "ladle_addition"
    title = Text("计算钢包合金加入量", "Compute a ladle addition")
    cases = ("Mn", "Si", "Cr")
    critical = Text("合金多加了10%以上", "charges over 10 % more alloy than needed")
    unit = "kg"
    places = 0
    tolerance = within_share("0.005")
    zh = (
        "一炉{=钢水}重{steel} t，炉前取样{=残余}{element}为{residual} %，{=目标}{element}为{target} %。准备往钢包里加{alloy}（{=含}{element} {content} %），{recovered}。{aside}计算公式：{formula}。请算出还需要的{alloy}{=加入量}，按{=GB/T 8170-2008}修约到1 kg。",
        "合金库送来的{alloy}{=含}{element} {content} %，{recovered}。现要把钢包里{steel} t{=钢水}的{element}由取样{=残余}{residual} %调到{=目标}{target} %。{aside}请合金工按{formula}计算，应加{alloy}多少{=kg}？按{=GB/T 8170-2008}修约到1 kg。",
    )
    en = (
        "A {=heat} weighs {steel} t. The sample shows a {=residual} {element} of {residual} % and the {=target} {element} is {target} %. The melter will use {alloy} ({=containing} {content} % {element}); {recovered}. {aside}Use {formula}. How much {alloy} must be {=added}, rounded to 1 kg by {=GB/T 8170-2008}?",
        "The {alloy} in store {=contains} {content} % {element}; {recovered}. In {steel} t of {=liquid steel} the {element} has to rise from a sampled {=residual} of {residual} % to the {=target} of {target} %. {aside}Work with {formula} and give the {=addition} of {alloy}, rounded to 1 kg by {=GB/T 8170-2008}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Addition:
        content, recovery, target, residual = RANGES[case]
        one = Addition(
            steel=rng.decimal("80.0", "210.0", "0.5"),
            element=case,
            residual=rng.decimal(*residual, "0.01"),
            target=rng.decimal(*target, "0.01"),
            content=rng.decimal(*content, "0.1"),
            recovery=rng.between(*recovery),
            level=level,
            tapping=rng.between(1580, 1660),
        )
        return after_complex(rng, one) if level == 3 else one

    def solve(self, record: Addition) -> Answer:
        return rounded(need_kg(record), 0)

    def check(self, record: Addition) -> Answer:
        # in grams of the element: 0.01 % of one tonne is 100 g
        wanted = exact(record.target - record.residual) * exact(record.steel) * 10_000
        per_kg = exact(record.content) * record.recovery / 10
        already = record.prior * exact(record.prior_content) * record.recovery / 10
        return rounded((wanted - already) / per_kg, 0)

    def harms(self, answer: Answer, record: Addition) -> bool:
        most = exact(need_kg(record)) * Fraction(11, 10)
        return isinstance(answer, (int, Decimal, Fraction)) and exact(answer) > most

    def fields(self, record: Addition, lang: Lang) -> Mapping[str, object]:
        e, loss = record.element, 100 - record.recovery
        recovered = Text(f"{e}的收得率为{record.recovery} %", f"the recovery of {e} is {record.recovery} %")
        if record.level == 2:
            recovered = Text(
                f"{e}的烧损率为{loss} %（收得率=100 %−烧损率）",
                f"the loss of {e} is {loss} % (recovery = 100 % - loss)",
            )
        aside = {
            1: NOTHING,
            2: Text(f"出钢温度{record.tapping} ℃。", f"The tapping temperature is {record.tapping} °C. "),
            3: Text(
                f"取样后已先加{COMPLEX[e][0].zh}{record.prior} kg（含{e} {record.prior_content} %，收得率同上），其带入的{e}须扣除。",
                f"Since the sample, {record.prior} kg of {COMPLEX[e][0].en} ({record.prior_content} % {e}, same recovery) went in; the {e} it brings must be deducted. ",
            ),
        }[record.level]
        formula = Text(
            "加入量=（目标−残余）×钢水量÷（含量×收得率）",
            "addition = (target - residual) × steel mass / (content × recovery)",
        )
        return {
            "steel": record.steel, "element": e, "residual": record.residual, "target": record.target, "content": record.content,
            "alloy": FERRO[e], "recovered": recovered, "aside": aside, "formula": formula,
        }  # fmt: skip


def after_complex(rng: Rng, one: Addition) -> Addition:
    """The same heat after some complex alloy, which covers a fifth to a half of what is short."""
    content = rng.decimal(*COMPLEX[one.element][1], "0.1")
    short = exact(one.target - one.residual) * exact(one.steel) * 10  # kg
    per_kg = exact(content) * one.recovery / 10_000
    prior = 10 * floor(short * rng.between(20, 50) / 100 / per_kg / 10)
    return replace(one, prior=prior, prior_content=content)


def need_kg(one: Addition) -> Fraction:
    """The formula as printed: per cent of the heat that is missing, over content times recovery."""
    steel, recovery = exact(one.steel) * 1000, Fraction(one.recovery, 100)
    brought = one.prior * exact(one.prior_content) * recovery / steel
    return (exact(one.target) - exact(one.residual) - brought) / (exact(one.content) * recovery) * steel
