"""Quality papers of a supplier: 8D reports, control plans, and the check digit of a VIN.

Weights and letter values of the check digit are printed in every item. All VINs are fictitious: an unassigned region
and a serial number that begins with 000.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from harness.kit import Answer, Lang, Letter, Rng, Task, Text, fact
from tasks.automotive_parts.control_plan import ControlPlanRow
from tasks.automotive_parts.eight_d import EightDStep

VIN = fact(__package__, "auto.vin")
WEIGHTS, VALUES = VIN.data["weights"], VIN.data["values"]
LETTERS = tuple(VALUES)
CHECKS = "0123456789X"
YEARS = "MNPRST"
GROUPS = {value: "".join(letter for letter in LETTERS if VALUES[letter] == value) for value in range(1, 10)}
RULE = Text(
    "字母取值：{}；数字取本身。第1～17位权数：{}（第9位权数0）。各位取值乘权数求和，除以11的余数就是校验位，余10记X",
    "Letter values: {}; digits count as themselves. Weights of positions 1 to 17: {} (position 9 counts 0). Sum value × weight; the remainder on division by 11 is the check digit, 10 is written X",
)


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A VIN with `?` in place 9; `printed` is the wrong character that stands there at level 3."""

    vin: str
    printed: str
    level: int


def value(char: str) -> int:
    return int(VALUES[char]) if char in VALUES else int(char)


def weighted(vin: str) -> int:
    """Sum of value times weight over the 16 other places."""
    return sum(value(c) * w for c, w in zip(vin, WEIGHTS, strict=True) if w)


def check_digit(vin: str) -> str:
    return CHECKS[weighted(vin) % 11]


class VinCheckDigit(Letter[Vehicle]):
    """Pick the check digit."""

    name = "vin_check_digit"
    title = Text("选出车架号校验位", "Pick the VIN check digit")
    cases = tuple(CHECKS)
    zh = (
        "一份追溯单上的车架号（虚构）为{=VIN} {vin}，{given}。请按{=GB 16735-2019}求出{=第}{place}{=位校验位}应是哪个字符。{rule}。",
        "复核铭牌时要重新算出{=VIN}的{=第}{place}{=位校验位}（{=GB 16735-2019}）。这辆车的号码（虚构）是{vin}，{given}。规则：{rule}。",
    )
    en = (
        "A traceability sheet carries the fictitious {=VIN} {vin}; {given}. Find the {=check digit in position} {place} by {=GB 16735-2019 (ISO 3779)}. {rule}.",
        "Checking a name plate you need the {=check digit, position} {place}, of a {=VIN} ({=GB 16735-2019, ISO 3779}). The number is the fictitious {vin}; {given}. Rule: {rule}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Vehicle | None:
        maker = "F" + rng.choice("STUVWXYZ") + rng.choice(LETTERS)
        kind = "".join(rng.choice((*LETTERS, *"123456789")) for _ in range(5))
        tail = rng.choice(YEARS) + rng.choice(LETTERS) + "000" + "".join(str(rng.below(10)) for _ in range(2))
        wrong = rng.choice([c for c in CHECKS if c != case])
        # The last digit alone moves the remainder by 2 each: one of ten gives the wanted check digit, or none does.
        vins = (f"{maker}{kind}?{tail}{last}" for last in rng.shuffle("0123456789"))
        return next(
            (Vehicle(vin, wrong, level) for vin in vins if check_digit(vin.replace("?", "0")) == case), None
        )

    def solve(self, record: Vehicle) -> Answer:
        return check_digit(record.vin.replace("?", "0"))

    def check(self, record: Vehicle) -> Answer:
        """Fold place by place, keeping only remainders, with values counted off the letter groups 1 to 9."""
        rest = 0
        for place, char in enumerate(record.vin, 1):
            if place == 9:
                continue
            weight = 9 - place if place < 8 else 10 if place == 8 else 19 - place
            number = int(char) if char.isdigit() else next(v for v, group in GROUPS.items() if char in group)
            rest = (rest + number * weight) % 11
        return "X" if rest == 10 else str(rest)

    def slips(self, record: Vehicle) -> Mapping[str, Answer]:
        vin = record.vin.replace("?", "0")
        total = weighted(vin)
        rank = {letter: (ord(letter) - ord("A")) % 9 + 1 for letter in LETTERS}
        by_rank = sum((rank[c] if c in rank else int(c)) * w for c, w in zip(vin, WEIGHTS, strict=True))
        wrong = {
            "remainder on division by 10": total % 10,
            "11 minus the remainder": (11 - total % 11) % 11,
            "last weight left out": (total - 2 * value(vin[-1])) % 11,
            "weights read from the right": sum(
                value(c) * w for c, w in zip(vin, reversed(WEIGHTS), strict=True)
            )
            % 11,
            "letters numbered in order, 1 to 9": by_rank % 11,
            "weight 1 for place 8": (total - 9 * value(vin[7])) % 11,
        }
        slips: dict[str, Answer] = {slip: CHECKS[rest] for slip, rest in wrong.items()}
        return {**slips, "the printed character": record.printed} if record.level == 3 else slips

    def fields(self, record: Vehicle, lang: Lang) -> Mapping[str, object]:
        groups = " ".join(f"{group}={number}" for number, group in GROUPS.items())
        rule = RULE[lang].format(groups, ",".join(map(str, WEIGHTS)))
        shown = record.vin.replace("?", record.printed) if record.level == 3 else record.vin
        return {"place": 9, "vin": shown, "given": given(record), "rule": rule}


def given(vehicle: Vehicle) -> Text:
    """The sum at level 1, nothing but the open place at level 2, a doubtful character at level 3."""
    if vehicle.level == 1:
        total = weighted(vehicle.vin.replace("?", "0"))
        return Text(
            f"“?”处待补，各位取值乘权数的和已算出，为{total}",
            f"the place marked ? is open and the weighted sum has been worked out as {total}",
        )
    if vehicle.level == 2:
        return Text("“?”处看不清", "the place marked ? cannot be read")
    return Text(
        "录入系统提示校验位与其余各位对不上，疑似录错，其余各位已经核对无误",
        "the system says that its check digit does not go with the rest and seems to be mistyped; the rest has been verified",
    )


class QualityDocs(Task):
    """Papers a quality engineer writes and checks."""

    domain, name, tier = "automotive_parts", "quality_docs", "medium"
    title = Text("质量文件：8D、控制计划、车辆识别代号", "Quality papers: 8D, control plan, VIN")
    sources = ("8D steps printed in the item", "note printed in the item", VIN.standard)
    families = (EightDStep(), ControlPlanRow(), VinCheckDigit())
