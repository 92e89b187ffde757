"""A child's oral order: volume of one dose under a limit, and the record of a check against two limits.

Strength and limits are printed in the item and the drugs are letters, so no remembered dose is needed; nothing
here proposes a dose, it only does the arithmetic of a given order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from harness.kit import Answer, Field, Json, Lang, Letter, Rng, Text, either_side, exact, rounded, within

LIMITS = {
    "none": Text("无", "none"),
    "single": Text("单次上限", "single limit"),
    "daily": Text("每日上限", "daily limit"),
}
#: How many wrong options lie below the right one: the ends a little less often, for far slips are rare.
UNDER = (0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3)
#: Strengths of look-alike bottles on one shelf, mg in 5 mL; orders use the inner ones.
SHELF = (60, 80, 100, 120, 160, 200, 250, 320, 400)


def overdose(answer: object, right: Fraction) -> bool:
    """More than 10 % above the right amount."""
    return isinstance(answer, (int, Decimal, Fraction)) and Fraction(answer) > right * Fraction(11, 10)


@dataclass(frozen=True, slots=True)
class Suspension:
    """An oral order for a child: mg/kg (a day when `times` > 1), limits in mg, strength in mg per `mL`."""

    drug: str
    mg_kg: int
    times: int
    kg: Decimal
    single_limit: int
    strength: int
    mL: int = 5
    daily_limit: int = 0
    last_kg: Decimal | None = None
    below: int = 0
    """How many wrong options of the choice item lie below the right one."""


def step_of_50(value: Decimal) -> int:
    """The next multiple of 50 mg below `value`."""
    return int(value // 50) * 50


class SingleVolume(Letter[Suspension]):
    """Volume of one oral dose under a single-dose limit."""

    name = "single_volume"
    title = Text("计算每次口服体积", "Compute one oral dose volume")
    unit = "mL"
    places = 1
    cases = ("under", "capped")
    critical = Text("量取体积比正确值多出10%以上", "volume more than 10 % too large")
    zh = (
        "药师复核一张儿科口服医嘱：患儿{=体重}{kg} {=kg}{aside}，{=药物}{drug}{regimen}，{=单次上限}{single_limit} {=mg}（{=超过时按上限量}），混悬液规格{strength} {=mg}/{mL} {=mL}。问{=每次}应量取的{=体积}。",
        "请帮忙核对下面这个口服剂量。混悬液每{mL} {=mL}含{=药物}{drug} {strength} {=mg}；医嘱{regimen}，{=单次上限}{single_limit} {=mg}（{=超过时按上限量}）；患儿{=体重}{kg} {=kg}{aside}。{=每次体积}是下列哪一项？",
    )
    en = (
        "A pharmacist checks an oral order for a child: {=weight} {kg} {=kg}{aside}, {=drug} {drug}, {regimen}, {=single-dose limit} {single_limit} {=mg} ({=above it, the limit is given}), suspension {strength} {=mg} per {mL} {=mL}. What is the {=volume} of {=one dose} by this order?",
        "Please help to check this oral dose. The suspension holds {strength} {=mg} of {=drug} {drug} in {mL} {=mL}; the order reads {regimen}, {=single-dose limit} {single_limit} {=mg} ({=above it, the limit is given}); the child's {=weight} is {kg} {=kg}{aside}. What is the {=volume of one dose}?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Suspension | None:
        mg_kg = rng.between(8, 15)
        kg = rng.decimal("9.0", "40.0", "0.5")
        full = mg_kg * kg
        share = (
            rng.decimal("1.20", "1.60", "0.05") if case == "under" else rng.decimal("0.65", "0.90", "0.05")
        )
        limit = step_of_50(full * share) + (50 if case == "under" else 0)
        times = 1 if level == 1 else rng.choice((2, 3, 4))
        return Suspension(
            drug=rng.choice("ABCDEFGH"),
            mg_kg=mg_kg * times,
            times=times,
            kg=kg,
            single_limit=limit,
            strength=rng.choice((100, 120, 160, 200, 250)),
            last_kg=kg - rng.decimal("1.0", "3.0", "0.5") if level == 3 else None,
            below=rng.choice(UNDER),
        )

    def solve(self, record: Suspension) -> Answer:
        one = exact(record.mg_kg) * exact(record.kg) / record.times
        return rounded(min(one, exact(record.single_limit)) * record.mL / record.strength, 1, "up")

    def check(self, record: Suspension) -> Answer:
        """Let the weight stop counting where the limit is reached, then multiply by mL per kg."""
        weight_at_limit = Fraction(record.single_limit * record.times, record.mg_kg)
        mL_per_kg = Fraction(record.mg_kg * record.mL, record.times * record.strength)
        return rounded(min(exact(record.kg), weight_at_limit) * mL_per_kg, 1, "up")

    def slips(self, record: Suspension) -> Mapping[str, Answer]:
        one = exact(record.mg_kg) * exact(record.kg) / record.times
        limit = exact(record.single_limit)
        given, bottle = min(one, limit), Fraction(record.strength)
        shelf = {step: SHELF[SHELF.index(record.strength) + step] for step in (-2, -1, 1, 2)}
        wrong = {
            "limit ignored" if one > limit else "limit given though not reached": max(one, limit),
            "weight of the last visit": min(
                one * exact(record.last_kg or record.kg) / exact(record.kg), limit
            ),
            "daily dose not divided": one * record.times,
            "next stronger bottle": given * bottle / shelf[1],
            "next weaker bottle": given * bottle / shelf[-1],
            "divided by the doses twice": given / record.times,
            "weight halved (kg taken for jin)": min(one / 2, limit),
            "two doses in one": given * 2,
            "second stronger bottle": given * bottle / shelf[2],
            "second weaker bottle": given * bottle / shelf[-2],
        }
        shown = {slip: rounded(mg * record.mL / record.strength, 1, "up") for slip, mg in wrong.items()}
        right = rounded(given * record.mL / record.strength, 1, "up")
        return either_side(shown, right, record.below, gap="0.2")

    def harms(self, answer: Answer, record: Suspension) -> bool:
        return overdose(answer, exact(self.solve(record)))  # type: ignore[arg-type]

    def fields(self, record: Suspension, lang: Lang) -> Mapping[str, object]:
        r = record
        once = Text(f"每次{r.mg_kg} mg/kg", f"{r.mg_kg} mg/kg per dose")
        split = Text(f"每日{r.mg_kg} mg/kg，分{r.times}次", f"{r.mg_kg} mg/kg per day in {r.times} doses")
        old = Text(
            f"（上次就诊时{r.last_kg} kg，已过时）", f" (the {r.last_kg} kg of the last visit is out of date)"
        )
        return {
            "drug": r.drug, "kg": r.kg, "single_limit": r.single_limit, "strength": r.strength, "mL": r.mL,
            "regimen": once if r.times == 1 else split, "aside": old if r.last_kg else "",
        }  # fmt: skip


class OrderLimits(Json[Suspension]):
    """Dose, volume and the limit that decides, with a single-dose and a daily limit."""

    name = "order_limits"
    title = Text("按上限核对口服用量", "Check oral dose limits")
    cases = ("none", "single", "daily")
    critical = Text("剂量或体积比正确值高出10%以上", "dose or volume more than 10 % too high")
    schema = {
        "calculated": Field(
            Text("计算量", "calculated"),
            "number",
            Text("按体重算的单次量，mg，1位小数", "one dose by weight, mg, 1 decimal place"),
            tolerance=within("0.1"),
        ),
        "dose": Field(
            Text("单次量", "dose"),
            "number",
            Text("限量后，mg，1位小数", "one dose after the limits, mg, 1 decimal place"),
            tolerance=within("0.1"),
        ),
        "volume": Field(
            Text("体积", "volume"),
            "number",
            Text("单次，mL，1位小数", "one dose, mL, 1 decimal place"),
            tolerance=within("0.1"),
        ),
        "limit": Field(Text("起作用的上限", "deciding_limit"), "choice", terms=LIMITS),
    }
    zh = (
        "审方系统需要填写一条儿科口服医嘱的核对记录：{=药物}{drug} {mg_kg} {=mg/kg/次}，{=每日}{times}{=次}，患儿{=体重}{kg} {=kg}{aside}；{=单次上限}{single_limit} {=mg}，{=每日上限}{daily_limit} {=mg}；口服液规格{strength} {=mg}/{mL} {=mL}。{rule}。",
        "根据说明核对下面的口服用量并填写记录。患儿{=体重}{kg} {=kg}{aside}，{=药物}{drug}{=每次}{mg_kg} {=mg/kg}，{=一日}{times}{=次}。口服液{mL} {=mL}含{strength} {=mg}。{=单次上限}{single_limit} {=mg}，{=每日上限}{daily_limit} {=mg}；{rule}。",
    )
    en = (
        "An order-checking system needs the record of a child's oral order: {=drug} {drug} {mg_kg} {=mg/kg per dose}, {times} {=doses a day}, {=weight} {kg} {=kg}{aside}; {=single limit} {single_limit} {=mg}, {=daily limit} {daily_limit} {=mg}; strength {strength} {=mg} per {mL} {=mL}. {rule}.",
        "Check the oral amount below and fill in the record. The child's {=weight} is {kg} {=kg}{aside}; {=drug} {drug} {mg_kg} {=mg/kg each time}, {times} {=times a day}. The solution has {strength} {=mg} in {mL} {=mL}. {=Single limit} {single_limit} {=mg}, {=daily limit} {daily_limit} {=mg}. {rule}.",
    )
    RULE = Text(
        "单次量不得超过单次上限，也不得超过每日上限÷每日次数，超过时按其中较小者",
        "One dose may exceed neither the single limit nor the daily limit divided by the number of doses; above that, the smaller of the two is given",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Suspension:
        mg_kg, times = rng.between(8, 15), rng.choice((2, 3, 4))
        kg = rng.decimal("18.0", "38.0", "0.5")
        full = mg_kg * kg
        ample, tight = rng.decimal("1.25", "1.60", "0.05"), rng.decimal("0.65", "0.85", "0.05")
        single = step_of_50(full * (tight if case == "single" else ample)) + (0 if case == "single" else 50)
        share = int(min(full, Decimal(single)) * (tight if case == "daily" else ample) // 10) * 10
        return Suspension(
            drug=rng.choice("ABCDEFGH"),
            mg_kg=mg_kg,
            times=times,
            kg=kg,
            single_limit=single,
            daily_limit=share * times,
            strength=rng.choice((20, 25, 32, 40)) if level == 1 else rng.choice((100, 120, 160, 200, 250)),
            mL=1 if level == 1 else 5,
            last_kg=kg - rng.decimal("1.0", "3.0", "0.5") if level == 3 else None,
        )

    def solve(self, record: Suspension) -> Answer:
        full = exact(record.mg_kg) * exact(record.kg)
        allowed = {
            "none": full,
            "single": exact(record.single_limit),
            "daily": Fraction(record.daily_limit, record.times),
        }
        limit = min(allowed, key=lambda name: allowed[name])
        dose = allowed[limit]
        return {
            "calculated": rounded(full, 1, "up"),
            "dose": rounded(dose, 1, "up"),
            "volume": rounded(dose * record.mL / record.strength, 1, "up"),
            "limit": limit,
        }

    def check(self, record: Suspension) -> Answer:
        """In volumes: how many mL by weight, what the limits leave of them, and which one cut."""
        mL_per_mg = Fraction(record.mL, record.strength)
        volume = wanted = record.mg_kg * mL_per_mg * exact(record.kg)
        limit = "none"
        if volume > record.single_limit * mL_per_mg:
            volume, limit = record.single_limit * mL_per_mg, "single"
        if volume * record.times > record.daily_limit * mL_per_mg:
            volume, limit = record.daily_limit * mL_per_mg / record.times, "daily"
        return {
            "calculated": rounded(wanted / mL_per_mg, 1, "up"),
            "dose": rounded(volume / mL_per_mg, 1, "up"),
            "volume": rounded(volume, 1, "up"),
            "limit": limit,
        }

    def harms(self, answer: Answer, record: Suspension) -> bool:
        gold = self.solve(record)
        if not isinstance(answer, Mapping) or not isinstance(gold, Mapping):
            return False
        return any(overdose(answer.get(name), exact(gold[name])) for name in ("dose", "volume"))

    def fields(self, record: Suspension, lang: Lang) -> Mapping[str, object]:
        return {
            **SingleVolume().fields(record, lang),
            "mg_kg": record.mg_kg,
            "times": record.times,
            "daily_limit": record.daily_limit,
            "rule": self.RULE,
        }
