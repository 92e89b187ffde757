"""Rolling the other way round: the speed that mass flow demands, the thinnest exit allowed, and a record that may lack a datum.

The rule is printed in every item. `critical` is a pass set thinner than the mill bears, or a speed named without its data.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from harness.kit import INSUFFICIENT, Answer, Lang, Letter, Number, Rng, Text, exact, rounded, within
from tasks.steel.beside import PLACES, beside

NOTHING = Text("", "")


# --- mass flow -------------------------------------------------------------------------------------

FLOW = Text(
    "各机架秒流量相等，即h1×v1=h2×v2（宽度不变，不计前滑）",
    "the mass flow is the same everywhere, h1 × v1 = h2 × v2 (width unchanged, forward slip ignored)",
)
PLACE = (
    Text("机组入口", "the entry of the train"),
    *(Text(f"F{k}出口", f"the exit of F{k}") for k in (1, 2, 3)),
)


@dataclass(frozen=True, slots=True)
class Train:
    """Thickness in mm before a finishing train and after its stands; the speed in m/s known at one place, asked at another."""

    h: tuple[Decimal, Decimal, Decimal, Decimal]
    speed: Decimal
    known: int
    asked: int
    level: int
    celsius: int


class StandSpeed(Number[Train]):
    """The speed at one place of a train from the speed at another."""

    name = "stand_speed"
    title = Text("按秒流量求轧件速度", "Find speed from mass flow")
    cases = ("faster", "slower")
    unit = "m/s"
    places = 2
    tolerance = within("0.01")
    zh = (
        "热轧精轧机组正在连轧，{=入口}厚{h0} mm，{stands}。{aside}已知{known}的速度为{speed}，{flow}。请求{asked}的{=速度}，按{=GB/T 8170-2008}{=修约到0.01 m/s}。",
        "连轧时{flow}。某精轧机组{=入口}坯厚{h0} mm，{stands}，{known}测得速度{speed}。{aside}问{asked}的{=速度}应当是多少？按{=GB/T 8170-2008}{=修约到0.01 m/s}。",
    )
    en = (
        "In a hot-strip finishing train the bar is {h0} mm thick at the {=entry}; {stands}. {aside}The speed at {known} is {speed}, and {flow}. Find the {=speed} at {asked}, {=rounded to 0.01 m/s by GB/T 8170-2008}.",
        "In continuous rolling {flow}. A finishing train takes in a bar of {h0} mm at its {=entry}; {stands}. At {known} a speed of {speed} is measured. {aside}What must the {=speed} at {asked} be, {=rounded to 0.01 m/s by GB/T 8170-2008}?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Train:
        tenths = [rng.between(280, 420)]
        for _ in range(3):
            tenths.append(tenths[-1] * rng.between(58, 76) // 100)
        early = rng.below(3 if level == 1 else 2)
        late = early + 1 if level == 1 else rng.between(early + 2, 3)
        known, asked = (early, late) if case == "faster" else (late, early)
        speed = (
            rng.decimal("0.80", "1.50", "0.01") if case == "faster" else rng.decimal("3.00", "9.00", "0.05")
        )
        if level == 3:  # told in m/min
            speed = Decimal(rng.between(48, 90) if case == "faster" else 3 * rng.between(60, 180)) / 60
        a, b, c, d = (Decimal(t) / 10 for t in tenths)
        return Train((a, b, c, d), speed, known, asked, level, 5 * rng.between(172, 186))

    def solve(self, record: Train) -> Answer:
        metres = told_speed(record) / (60 if record.level == 3 else 1)
        return rounded(metres * exact(record.h[record.known]) / exact(record.h[record.asked]), 2)

    def check(self, record: Train) -> Answer:
        # stand by stand: each thinning by a tenth of a millimetre is made up for by speed
        way = range(record.known, record.asked, 1 if record.asked > record.known else -1)
        speed = told_speed(record) * (1000 if record.level < 3 else Fraction(1000, 60))  # mm/s
        for k in way:
            after = k + 1 if record.asked > record.known else k - 1
            speed *= Fraction(int(10 * record.h[k]), int(10 * record.h[after]))
        return rounded(speed / 1000, 2)

    def fields(self, record: Train, lang: Lang) -> Mapping[str, object]:
        _, *rest = record.h
        zh = "、".join(f"F{k} {h:.1f} mm" for k, h in enumerate(rest, 1))
        en = ", ".join(f"{h:.1f} mm after F{k}" for k, h in enumerate(rest, 1))
        unit, spelt = ("m/min", told_speed(record)) if record.level == 3 else ("m/s", record.speed)
        aside = NOTHING
        if record.level > 1:
            aside = Text(
                f"终轧温度{record.celsius} ℃。", f"The finishing temperature is {record.celsius} °C. "
            )
        return {
            "h0": record.h[0].quantize(Decimal("0.1")), "stands": Text(f"各机架出口厚度为{zh}", f"it is {en}"), "aside": aside, "flow": FLOW,
            "known": PLACE[record.known], "asked": PLACE[record.asked], "speed": f"{spelt} {unit}",
        }  # fmt: skip


def told_speed(record: Train) -> Fraction:
    """The known speed as the sheet gives it: in m/min on level 3."""
    return Fraction(round(record.speed * 60)) if record.level == 3 else exact(record.speed)


# --- invert the limits -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NextPass:
    """Thickness in mm before the pass, after `before` mm were taken off in the pass before; the two limits of the mill."""

    entry: int
    before: int
    share: int
    draught: int
    level: int
    width: int


class ThinnestExit(Number[NextPass]):
    """How thin the next pass may roll, by the stricter of two limits."""

    name = "thinnest_exit"
    title = Text("反算最薄出口厚度", "Work back the thinnest exit")
    cases = ("share", "draught")
    critical = Text("出口厚度定得比轧机允许的薄", "sets the pass thinner than the mill bears")
    unit = "mm"
    places = 1
    tolerance = within("0.05")
    zh = (
        "轧机限制：每道{=压下率（压下量÷入口厚度）不大于}{share} %，{=压下量（入口厚度−出口厚度）不大于}{draught} mm，{=两条都要满足}。{entry}。{aside}请反算下一道{=最薄}可以轧到多厚，结果{=只入不舍}到0.1 mm。",
        "操作工想让下一道尽量轧薄。{entry}。{aside}设备规程要求每道{=压下量（入口厚度−出口厚度）≤}{draught} mm，并且{=压下率（压下量÷入口厚度）≤}{share} %。出口厚度{=最小}能设多少？结果{=向上}取到0.1 mm。",
    )
    en = (
        "Limits of a mill: in each pass the {=reduction (draught / entry thickness) is at most} {share} % and the {=draught (entry less exit thickness) at most} {draught} mm; {=both must be kept}. {entry}. {aside}Work back to the {=thinnest} exit of the next pass, rounded {=up} to 0.1 mm, never down.",
        "The operator wants the next pass as thin as it may be. {entry}. {aside}The mill asks for a {=draught (entry less exit thickness) ≤} {draught} mm and a {=reduction (draught / entry thickness) ≤} {share} % in each pass. What is the {=smallest} exit thickness, rounded {=up} to 0.1 mm?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> NextPass:
        share, entry = rng.between(17, 29), rng.between(80, 240)
        free = entry * share // 100  # mm that the reduction allows
        draught = free + rng.between(3, 12) if case == "share" else free - rng.between(2, 8)
        return NextPass(entry, rng.between(18, 40), share, draught, level, 50 * rng.between(30, 60))

    def solve(self, record: NextPass) -> Answer:
        return Decimal(ceil(10 * thinnest(record))) / 10

    def check(self, record: NextPass) -> Answer:
        # try exits in tenths from nothing upwards: the first that breaks neither limit
        entry = 10 * record.entry

        def bears(leave: int) -> bool:
            off = entry - leave
            return off <= 10 * record.draught and 100 * off <= record.share * entry

        return Decimal(bisect_left(range(entry), x=True, key=bears)) / 10

    def harms(self, answer: Answer, record: NextPass) -> bool:
        return isinstance(answer, (int, Decimal, Fraction)) and exact(answer) < thinnest(record)

    def fields(self, record: NextPass, lang: Lang) -> Mapping[str, object]:
        entry = Text(f"轧件现在厚{record.entry} mm", f"The piece is now {record.entry} mm thick")
        if record.level == 3:
            entry = Text(
                f"轧件原厚{record.entry + record.before} mm，上一道已压下{record.before} mm",
                f"The piece was {record.entry + record.before} mm thick and the last pass took off {record.before} mm",
            )
        aside = NOTHING
        if record.level > 1:
            aside = Text(f"板宽{record.width} mm。", f"The plate is {record.width} mm wide. ")
        return {"entry": entry, "aside": aside, "share": record.share, "draught": record.draught}


def thinnest(record: NextPass) -> Fraction:
    return record.entry - min(Fraction(record.entry * record.share, 100), Fraction(record.draught))


# --- or abstain ------------------------------------------------------------------------------------

IDLE = ("roll", "celsius", "force", "power")


@dataclass(frozen=True, slots=True)
class PassRecord:
    """Thickness and width in mm before and after a pass, entry speed in m/s; `same_width` says so on the sheet."""

    h1: int
    h2: int
    b1: int
    b2: int
    v1: Decimal
    same_width: bool
    number: int
    shown: tuple[str, ...]
    absent: str
    idle: tuple[int, int, int, int]
    case: str
    turn: int


class SpeedOrAbstain(Letter[PassRecord]):
    """The exit speed among the values that usual slips give, or 信息不足."""

    name = "speed_or_abstain"
    title = Text("选出口速度或判信息不足", "Exit speed, or abstain")
    cases = PLACES
    critical = Text("缺数据仍报出速度", "names a speed although a datum for it is missing")
    unit = "m/s"
    zh = (
        "第{number}道的记录：{entries}。体积不变，即{=h1×b1×v1=h2×b2×v2}（h、b、v为厚、宽、速度，1为入口，2为出口）。{=出口速度}是多少？按{=GB/T 8170-2008}{=修约到0.01 m/s}；所需数据{=缺了不得假定}，选{=信息不足}。",
        "请由下面这道的记录选出{=出口速度}（{=修约到0.01 m/s}，{=GB/T 8170-2008}）。依据{=h1×b1×v1=h2×b2×v2}，其中h为厚、b为宽、v为速度，1指入口、2指出口。第{number}道：{entries}。缺少必需数据时{=不许凭经验补}，应选{=信息不足}。",
    )
    en = (
        "Record of pass {number}: {entries}. Volume is constant, {=h1 × b1 × v1 = h2 × b2 × v2} (h, b, v are thickness, width, speed; 1 entry, 2 exit). What is the {=exit speed}, {=rounded to 0.01 m/s by GB/T 8170-2008}? If a needed value is missing, {=do not assume it} but choose {=INSUFFICIENT}.",
        "Choose the {=exit speed} ({=to 0.01 m/s, GB/T 8170-2008}) of this pass by {=h1 × b1 × v1 = h2 × b2 × v2}, with h thickness, b width, v speed, 1 for entry and 2 for exit. Pass {number}: {entries}. {=Do not fill a gap from experience}; where a needed value is missing the answer is {=INSUFFICIENT}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> PassRecord:
        h1, b1 = rng.between(60, 150), 5 * rng.between(30, 60)
        same = level > 1 and rng.chance(1, 3)
        b2 = b1 if same else b1 * rng.between(103, 109) // 100
        need = ["h1", "h2", "v1", *(["same"] if same else ["b1", "b2"])]
        spare = rng.shuffle(IDLE)
        absent = rng.choice([n for n in need if n != "same"]) if case == "missing" else ""
        kept = [n for n in need if n != absent]
        shown = kept + spare[: 5 + min(level, 2) - len(kept)]  # as many entries either way
        return PassRecord(
            h1, h1 * rng.between(68, 84) // 100, b1, b2, rng.decimal("1.00", "3.50", "0.05"), same, rng.between(2, 9),
            tuple(rng.shuffle(shown)), absent,
            (10 * rng.between(55, 75), 5 * rng.between(180, 220), 100 * rng.between(8, 25), 50 * rng.between(12, 30)),
            case, rng.below(6),
        )  # fmt: skip

    def solve(self, record: PassRecord) -> Answer:
        return INSUFFICIENT if record.absent else exit_speed(record)

    def check(self, record: PassRecord) -> Answer:
        # from what is shown: a second of rolling gives a volume, spread over the exit section
        shown = set(record.shown)
        width = Fraction(1) if "same" in shown else Fraction(record.b1, record.b2)
        if not ({"h1", "h2", "v1"} <= shown and ("same" in shown or {"b1", "b2"} <= shown)):
            return INSUFFICIENT
        volume = record.h1 * width * exact(record.v1) * 1000
        return rounded(volume / record.h2 / 1000, 2)

    def slips(self, record: PassRecord) -> Mapping[str, Answer]:
        v, thin, wide = exact(record.v1), Fraction(record.h1, record.h2), Fraction(record.b1, record.b2)
        wrong = {
            "width left out": v * thin,
            "speed kept": v,
            "widths swapped": v * thin / wide,
            "mean thickness for the entry": v * wide * (thin + 1) / 2,
            "taken twice": v * thin * thin * wide,
            "thicknesses swapped": v / thin * wide,
            "draught for the exit thickness": v * wide * record.h1 / (record.h1 - record.h2),
        }
        shown = {slip: rounded(value, 2) for slip, value in wrong.items()}
        return beside(shown, exit_speed(record), record.case, record.turn, "0.02")

    def harms(self, answer: Answer, record: PassRecord) -> bool:
        return bool(record.absent) and answer != INSUFFICIENT

    def fields(self, record: PassRecord, lang: Lang) -> Mapping[str, object]:
        words = entries(record)
        parts = [words[name][lang] for name in record.shown]
        return {"number": record.number, "entries": ("，" if lang == "zh" else ", ").join(parts)}


def exit_speed(record: PassRecord) -> Decimal:
    return rounded(exact(record.v1) * record.h1 * record.b1 / (record.h2 * record.b2), 2)


def entries(record: PassRecord) -> dict[str, Text]:
    """Every entry that a record may show, in words."""
    roll, celsius, force, power = record.idle
    return {
        "h1": Text(f"入口厚{record.h1} mm", f"entry thickness {record.h1} mm"),
        "h2": Text(f"出口厚{record.h2} mm", f"exit thickness {record.h2} mm"),
        "b1": Text(f"入口宽{record.b1} mm", f"entry width {record.b1} mm"),
        "b2": Text(f"出口宽{record.b2} mm", f"exit width {record.b2} mm"),
        "v1": Text(f"入口速度{record.v1} m/s", f"entry speed {record.v1} m/s"),
        "same": Text("宽度不变", "width unchanged"),
        "roll": Text(f"辊径{roll} mm", f"roll diameter {roll} mm"),
        "celsius": Text(f"温度{celsius} ℃", f"temperature {celsius} °C"),
        "force": Text(f"轧制力{force} kN", f"rolling force {force} kN"),
        "power": Text(f"电机功率{power} kW", f"motor power {power} kW"),
    }
