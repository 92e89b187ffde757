"""Blast-furnace report: productivity coefficient, coke, coal and fuel rates, and which of them misses its target.

Every definition is printed in the item, because sources differ on whether nut coke counts as coke. `bf_plan.py`
holds the plan for tomorrow and the record with a datum missing. `critical` is calling a missed target met.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from harness.kit import (
    Answer,
    Field,
    Json,
    Labels,
    Lang,
    Letter,
    Rng,
    Task,
    Text,
    either_side,
    exact,
    fact,
    rounded,
    within_share,
)
from tasks.steel.bf_plan import CokeRateOrMissing, FuelForPlan

BF = fact(__package__, "steel.bf_kpi")
KPI = {
    "coal": Text("煤比", "coal rate"),
    "coke": Text("焦比", "coke rate"),
    "fuel": Text("燃料比", "fuel rate"),
    "util": Text("利用系数", "productivity coefficient"),
}
RULES = Text(
    "利用系数=日产铁量÷有效容积，焦比=入炉干焦÷产铁量（不含焦丁），煤比=喷煤量÷产铁量，燃料比=（干焦+煤+干焦丁）÷产铁量（煤不折算）",
    "productivity coefficient = daily hot metal / effective volume, coke rate = dry charged coke / hot metal (without nut coke), coal rate = injected coal / hot metal, fuel rate = (dry coke + coal + dry nut coke) / hot metal (coal not converted)",
)


@dataclass(frozen=True, slots=True)
class Report:
    """Masses in t over `days`; `coke` as weighed with `moisture` per cent of water (0: weighed dry), `nut` dry."""

    volume: int
    days: int
    iron: int
    coke: Decimal
    moisture: Decimal
    coal: Decimal
    nut: Decimal
    level: int
    below: int = 0
    limits: tuple[Decimal, ...] = ()
    """Targets of coal, coke, fuel and productivity coefficient, in the order of KPI."""


def draw_report(rng: Rng, level: int, nut: bool = True, wet: bool = True) -> Report:
    volume, days = 10 * rng.between(108, 505), rng.between(2, 7) if level == 3 else 1
    iron = volume * rng.between(210, 285) // 100 * days
    moisture = rng.decimal("3.0", "6.5", "0.1") if wet else Decimal("0.0")
    share = 1 - exact(moisture) / 100
    coke = rounded(Fraction(iron * rng.between(3300, 4200), 10_000) / share, 1)
    coal, nuts = (
        rounded(Fraction(iron * rng.between(*span), 10_000), 1) for span in ((1200, 1750), (200, 480))
    )
    return Report(
        volume, days, iron, coke, moisture, coal, nuts if nut else Decimal("0.0"), level, rng.below(4)
    )


def dry_coke(r: Report) -> Fraction:
    return exact(r.coke) * (100 - exact(r.moisture)) / 100


def kpi(r: Report) -> dict[str, Fraction]:
    """By the printed definitions; rates in kg/t."""
    coke, coal, nut = (1000 * x / r.iron for x in (dry_coke(r), exact(r.coal), exact(r.nut)))
    return {
        "coal": coal,
        "coke": coke,
        "fuel": coke + coal + nut,
        "util": Fraction(r.iron, r.days * r.volume),
    }


def masses(r: Report, lang: Lang) -> str:
    """The fuels as the log gives them."""
    zh = [
        f"入炉焦炭{r.coke} t" + (f"（湿，含水{r.moisture} %）" if r.moisture else "（干）"),
        f"喷煤{r.coal} t",
    ]
    en = [
        f"charged coke {r.coke} t" + (f" (wet, moisture {r.moisture} %)" if r.moisture else " (dry)"),
        f"coal {r.coal} t",
    ]
    if not r.nut:
        zh.append("未用焦丁")
        en.append("no nut coke")
    else:
        zh.append(f"焦丁{r.nut} t（干）")
        en.append(f"nut coke {r.nut} t (dry)")
    return "，".join(zh) if lang == "zh" else ", ".join(en)


def words(r: Report, lang: Lang) -> dict[str, object]:
    period = Text("当日", "over one day") if r.days == 1 else Text(f"{r.days}天累计", f"over {r.days} days")
    return {"volume": r.volume, "iron": r.iron, "period": period, "masses": masses(r, lang), "rules": RULES}


# --- the four figures ------------------------------------------------------------------------------


class ShiftReport(Json[Report]):
    """Productivity coefficient and the three rates."""

    name = "kpi_report"
    title = Text("填写高炉技术经济指标", "Report the blast furnace indicators")
    cases = ("no_nut", "nut")
    schema = {
        "util": Field(
            KPI["util"],
            "number",
            Text("单位t/（m³·d），2位小数", "t/(m³·d), 2 decimal places"),
            tolerance=within_share("0.005"),
        ),
        "coke": Field(
            KPI["coke"],
            "number",
            Text("单位kg/t，取整数", "kg/t, whole number"),
            tolerance=within_share("0.005"),
        ),
        "coal": Field(
            KPI["coal"],
            "number",
            Text("单位kg/t，取整数", "kg/t, whole number"),
            tolerance=within_share("0.005"),
        ),
        "fuel": Field(
            KPI["fuel"],
            "number",
            Text("单位kg/t，取整数", "kg/t, whole number"),
            tolerance=within_share("0.005"),
        ),
    }
    zh = (
        "某高炉{=有效容积}{volume} m³，{period}{=产合格生铁}{iron} t，消耗{masses}。统计口径：{rules}。请填写炼铁技术经济指标表。",
        "请替炼铁厂调度室整理{period}的高炉技术经济指标，口径：{rules}。原始数据是：{=合格生铁}{iron} t，{=有效容积}{volume} m³，{masses}。",
    )
    en = (
        "A blast furnace with an {=effective volume} of {volume} m³ made {iron} t of {=hot metal} {period} and used: {masses}. Definitions: {rules}. Fill in the ironmaking report.",
        "For the ironmaking dispatcher, work out the figures {period} by these definitions: {rules}. {=Hot metal} {iron} t, {=effective volume} {volume} m³, {masses}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Report:
        return draw_report(rng, level, nut=case == "nut", wet=level > 1)

    def solve(self, record: Report) -> Answer:
        value = kpi(record)
        return {name: rounded(value[name], 2 if name == "util" else 0) for name in self.schema}

    def check(self, record: Report) -> Answer:
        # smelting intensity first (dry coke per m3 and day): coke rate = intensity / productivity coefficient
        r = record
        util = Fraction(r.iron, r.days) / r.volume
        intensity = (exact(r.coke) - exact(r.coke) * exact(r.moisture) / 100) / r.days / r.volume
        per_coke = {name: exact(x) / dry_coke(r) for name, x in (("coal", r.coal), ("nut", r.nut))}
        coke = intensity / util * 1000
        return {
            "util": rounded(util, 2), "coke": rounded(coke, 0), "coal": rounded(coke * per_coke["coal"], 0),
            "fuel": rounded(coke * (1 + sum(per_coke.values())), 0),
        }  # fmt: skip

    def fields(self, record: Report, lang: Lang) -> Mapping[str, object]:
        return words(record, lang)


class FuelRateChoice(Letter[Report]):
    """The fuel rate among the values that usual slips give."""

    name = "fuel_rate_choice"
    title = Text("选出正确的燃料比", "Pick the fuel rate")
    unit = "kg/t"
    places = 0
    zh = (
        "某高炉的生产报表写明：{period}{=产合格生铁}{iron} t，消耗{masses}。{idle}按{rules}，这期间的{=燃料比}是下列哪个数？{=取整数}。",
        "炼铁日报里记有下面这些数据：{masses}，{period}{=合格生铁}{iron} t。{idle}口径为{rules}。请从选项里选出{=燃料比}（{=取整数}）。",
    )
    en = (
        "A blast furnace made {iron} t of {=hot metal} {period} and used: {masses}. {idle}With {rules}, which value is the {=fuel rate} of this period, as a {=whole number}?",
        "The ironmaking log shows {masses}, and {iron} t of {=hot metal} {period}. {idle}The definitions: {rules}. Pick the {=fuel rate} ({=whole number}).",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Report:
        return draw_report(rng, level)

    def solve(self, record: Report) -> Answer:
        return rounded(kpi(record)["fuel"], 0)

    def check(self, record: Report) -> Answer:
        # tonnes of fuel for a thousand tonnes of hot metal, item by item, the water of the coke taken off last
        r, scale = record, Fraction(1000, record.iron)
        water = exact(r.coke) * exact(r.moisture) / 100
        return rounded((exact(r.coke) + exact(r.coal) + exact(r.nut) - water) * scale, 0)

    def slips(self, record: Report) -> Mapping[str, Answer]:
        r, (coal, coke, fuel, _) = record, kpi(record).values()
        wet, nut, w = 1000 * exact(r.coke) / r.iron, 1000 * exact(r.nut) / r.iron, exact(r.moisture) / 100
        wrong = {
            "nut coke left out": coke + coal,
            "moisture taken off twice": wet * (1 - w) ** 2 + coal + nut,
            "moisture taken off all fuels": (wet + coal + nut) * (1 - w),
            "coal converted by 0.8": coke + coal * Fraction(4, 5) + nut,
            "wet coke taken": wet + coal + nut,
            "moisture added": wet * (1 + w) + coal + nut,
            "nut coke counted twice": fuel + nut,
            "coal divided by 0.8": coke + coal * Fraction(5, 4) + nut,
        }
        shown = {slip: rounded(value, 0) for slip, value in wrong.items()}
        return either_side(shown, rounded(fuel, 0), r.below, gap="6")

    def fields(self, record: Report, lang: Lang) -> Mapping[str, object]:
        idle = Text("煤焦置换比0.8。", "The coal-to-coke replacement ratio is 0.8. ")
        return {**words(record, lang), "idle": Text("", "") if record.level == 1 else idle}


# --- which target is missed ------------------------------------------------------------------------


class MissedTargets(Labels[Report]):
    """Which of the four figures misses its target."""

    name = "missed_targets"
    title = Text("找出没完成目标的指标", "Find the missed targets")
    cases = ("none", "util", "coke", "coal", "fuel", "coke+fuel", "coal+util")
    critical = Text("没完成目标的指标被当作完成", "calls a missed target met")
    terms = KPI
    zh = (
        "某高炉{=有效容积}{volume} m³，{period}{=产合格生铁}{iron} t，消耗{masses}。统计口径：{rules}。厂部考核{=目标}：{targets}。请核算后列出{=没有达到目标}的指标。",
        "厂里的月度考核{=目标}定为{targets}；统计口径：{rules}。{period}的实绩是：{=合格生铁}{iron} t，{=有效容积}{volume} m³，{masses}。请核对一下，哪些指标{=未完成目标}？",
    )
    en = (
        "A blast furnace with an {=effective volume} of {volume} m³ made {iron} t of {=hot metal} {period} and used: {masses}. Definitions: {rules}. {=Targets}: {targets}. Work the figures out and name those that {=miss their target}.",
        "The {=targets} of the month are {targets}. Definitions: {rules}. Actual {period}: {=hot metal} {iron} t, {=effective volume} {volume} m³, {masses}. Which figures {=fail to meet their target}?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Report:
        r = draw_report(rng, level, nut=level > 1 or rng.chance(1, 2), wet=level > 1)
        missed, limits = case.split("+"), []
        for name, value in kpi(r).items():
            # steps of 1 kg/t or 0.01: at least 5.5 kg/t and 0.035 clear of the target
            step, far = (100, rng.between(4, 12)) if name == "util" else (1, rng.between(6, 16))
            floor_like = name in ("util", "coal")  # these must be reached, the others not exceeded
            up = (name in missed) == floor_like
            here = rounded(value * step, 0)
            limits.append((here + far if up else here - far).scaleb(-2 if name == "util" else 0))
        return replace(r, limits=tuple(limits))

    def solve(self, record: Report) -> Answer:
        value, limit = kpi(record), dict(zip(KPI, record.limits, strict=True))
        missed = [n for n in ("coal", "util") if value[n] < limit[n]] + [
            n for n in ("coke", "fuel") if value[n] > limit[n]
        ]
        return tuple(sorted(missed))

    def check(self, record: Report) -> Answer:
        # what the targets allow or ask for in tonnes, against the tonnes of the log
        r, (coal, coke, fuel, util) = record, map(exact, record.limits)
        dry = exact(r.coke) * (1 - exact(r.moisture) / 100)
        missed = {
            "coal": exact(r.coal) < coal * r.iron / 1000,
            "coke": dry > coke * r.iron / 1000,
            "fuel": dry + exact(r.coal) + exact(r.nut) > fuel * r.iron / 1000,
            "util": r.iron < util * r.volume * r.days,
        }
        return tuple(name for name, bad in missed.items() if bad)

    def harms(self, answer: Answer, record: Report) -> bool:
        missed = self.solve(record)
        return isinstance(answer, tuple) and isinstance(missed, tuple) and not set(missed) <= set(answer)

    def fields(self, record: Report, lang: Lang) -> Mapping[str, object]:
        coal, coke, fuel, util = record.limits
        targets = Text(
            f"利用系数≥{util} t/（m³·d），焦比≤{coke} kg/t，煤比≥{coal} kg/t，燃料比≤{fuel} kg/t",
            f"productivity coefficient ≥ {util} t/(m³·d), coke rate ≤ {coke} kg/t, coal rate ≥ {coal} kg/t, fuel rate ≤ {fuel} kg/t",
        )
        return {**words(record, lang), "targets": targets}


class BlastFurnace(Task):
    """The furnace in four figures: what they are, whether they meet the plan, what the plan needs."""

    domain, name, tier = "steel", "blast_furnace", "medium"
    title = Text("高炉技术经济指标", "Blast-furnace performance figures")
    sources = (BF.standard, "rule printed in the item")
    families = (ShiftReport(), FuelRateChoice(), MissedTargets(), FuelForPlan(), CokeRateOrMissing())
