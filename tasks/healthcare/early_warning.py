"""NEWS2 from one set of bedside observations: points by part, total and risk band. It scores, it advises nothing.

The point table is written from the fact file and printed in every item; `critical` is a band below the right one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from harness.kit import Answer, Field, Json, Lang, Rng, Text, fact

NEWS2 = fact(__package__, "health.news2")
BANDS: Mapping[str, list[tuple[Decimal, int]]] = {
    part: [(Decimal(top), points) for top, points in NEWS2.data[key]]
    for part, key in (
        ("rr", "RR"),
        ("spo2", "SpO2_scale1"),
        ("sbp", "SBP"),
        ("pulse", "pulse"),
        ("temp", "temp"),
    )
}
OXYGEN_POINTS, CVPU_POINTS = NEWS2.data["oxygen"], NEWS2.data["consciousness_CVPU"]
#: Plausible bedside values: lowest, highest, smallest step.
RANGE = {
    "rr": ("6", "36", "1"),
    "spo2": ("84", "100", "1"),
    "sbp": ("76", "236", "1"),
    "pulse": ("34", "150", "1"),
    "temp": ("34.2", "40.4", "0.1"),
}
PARTS = ("rr", "spo2", "oxygen", "sbp", "pulse", "mind", "temp")
#: Parts whose points are asked for one by one; the others count in the total.
ASKED = ("rr", "spo2", "sbp", "pulse")
RISKS = {
    "low": Text("低", "low"),
    "low_medium": Text("低中", "low-medium"),
    "medium": Text("中", "medium"),
    "high": Text("高", "high"),
}
RISK_RULE = Text(
    "总分≤4低（有单项3分则低中），5-6中，≥7高",
    "total 0-4 low (low-medium if any single part scores 3), 5-6 medium, 7 or more high",
)
MINDS = {
    "alert": Text("清醒", "alert"),
    "confused": Text("新发意识模糊", "newly confused"),
    "voice": Text("对声音有反应", "responds to voice"),
    "pain": Text("对疼痛有反应", "responds to pain"),
}
NAMES = {
    "rr": Text("呼吸", "respiration"), "spo2": Text("血氧", "SpO2"), "sbp": Text("收缩压", "systolic"),
    "pulse": Text("脉搏", "pulse"), "temp": Text("体温", "temperature"),
}  # fmt: skip


def band_words(part: str, lang: Lang) -> str:
    """`RR ≤8:3, 9-11:1, ...` without the bands that score nothing."""
    out: list[str] = []
    low: Decimal | None = None
    for i, (top, points) in enumerate(BANDS[part]):
        last = i == len(BANDS[part]) - 1
        start, end = (None if x is None else f"{float(x):g}" for x in (low, top))  # 35, not 35.0
        words = f"≤{end}" if start is None else f"≥{start}" if last else f"{start}-{end}"
        if points:
            out.append(f"{words}:{points}")
        low = top + Decimal(RANGE[part][2])
    return NAMES[part].zh + ", ".join(out) if lang == "zh" else f"{NAMES[part].en} " + ", ".join(out)


TABLE = Text(
    "；".join([*(band_words(p, "zh") for p in BANDS), f"吸氧:{OXYGEN_POINTS}", f"不清醒:{CVPU_POINTS}"]),
    "; ".join(
        [*(band_words(p, "en") for p in BANDS), f"on oxygen: {OXYGEN_POINTS}", f"not alert: {CVPU_POINTS}"]
    ),
)


@dataclass(frozen=True, slots=True)
class Observation:
    """One set of observations of an adult on SpO2 scale 1."""

    rr: Decimal
    spo2: Decimal
    sbp: Decimal
    pulse: Decimal
    temp: Decimal
    oxygen: bool
    mind: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Rounds by the hour, of which one is to be scored: two at level 1, and one more at each level above; no two in the same band."""

    hour: int
    rounds: tuple[tuple[int, Observation], ...]

    @property
    def scored(self) -> Observation:
        return dict(self.rounds)[self.hour]


def points_by_band(seen: Observation) -> dict[str, int]:
    """Each part from the fact table: the first band whose upper bound is not exceeded."""
    points = {
        part: next(p for top, p in bands if getattr(seen, part) <= top) for part, bands in BANDS.items()
    }
    return points | {"oxygen": OXYGEN_POINTS * seen.oxygen, "mind": CVPU_POINTS * (seen.mind != "alert")}


def points_by_steps(seen: Observation) -> dict[str, int]:
    """Each part by counting the thresholds of the chart that the value has passed on either side."""
    o = seen
    return {
        "rr": 2 * (o.rr >= 21) + (o.rr >= 25) + (o.rr <= 11) + 2 * (o.rr <= 8),
        "spo2": (o.spo2 < 96) + (o.spo2 < 94) + (o.spo2 < 92),
        "oxygen": 2 if o.oxygen else 0,
        "sbp": (o.sbp < 111) + (o.sbp < 101) + (o.sbp < 91) + 3 * (o.sbp >= 220),
        "pulse": (o.pulse > 90) + (o.pulse > 110) + (o.pulse > 130) + (o.pulse < 51) + 2 * (o.pulse < 41),
        "mind": 0 if o.mind == "alert" else 3,
        "temp": (o.temp > 38) + (o.temp > 39) + (10 * o.temp < 361) + 2 * (10 * o.temp < 351),
    }


def risk(points: Mapping[str, int]) -> str:
    total = sum(points.values())
    if total >= 7:
        return "high"
    if total >= 5:
        return "medium"
    return "low_medium" if 3 in points.values() else "low"


def round_words(hour: int, seen: Observation) -> Text:
    """One line of the chart."""
    air = Text("吸氧", "on oxygen") if seen.oxygen else Text("未吸氧", "on air")
    mind = MINDS[seen.mind]
    return Text(
        f"{hour}:00，呼吸{seen.rr}/分，血氧{seen.spo2}%（{air.zh}），收缩压{seen.sbp} mmHg，脉搏{seen.pulse}/分，{mind.zh}，体温{seen.temp} ℃",
        f"{hour}:00 respiration {seen.rr}/min, SpO2 {seen.spo2}% {air.en}, systolic {seen.sbp} mmHg, pulse {seen.pulse}/min, {mind.en}, temperature {seen.temp} °C",
    )


class News2(Json[Chart]):
    """Points of four parts, the sum of all seven and the risk band."""

    name = "news2"
    title = Text("NEWS2评分与风险分级", "Score NEWS2 and grade risk")
    cases = tuple(RISKS)
    critical = Text("风险等级评低了", "risk band below the right one")
    schema = {
        **{part: Field(Text(f"{NAMES[part].zh}分", f"{NAMES[part].en} points"), "integer") for part in ASKED},
        "total": Field(Text("总分", "total"), "integer"),
        "risk": Field(Text("风险", "risk"), "choice", terms=RISKS),
    }
    zh = (
        "请按{=NEWS2}（2017版，血氧量表1）给这位成年患者{hour}{=:00}的一轮观察逐项评分：{table}；{=其余0分}。{=风险}：{rule}。观察单：{rounds}。",
        "病房一位成年患者的观察单：{rounds}。请用{=NEWS2}（2017版，血氧量表1）给{hour}{=:00}那一轮逐项评分：{table}；{=其余0分}。{=风险}：{rule}。",
    )
    en = (
        "Score the {hour}{=:00} observation of this adult part by part with {=NEWS2} (RCP 2017, SpO2 scale 1). Points: {table}; {=anything else 0}. {=Risk}: {rule}. Chart: {rounds}.",
        "Observation chart of an adult on the ward: {rounds}. Score the {hour}{=:00} round part by part with {=NEWS2} (RCP 2017, SpO2 scale 1). Points: {table}; {=anything else 0}. {=Risk}: {rule}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Chart | None:
        others = rng.sample([other for other in RISKS if other != case], level)
        seen = [self.round_in(rng, band) for band in (case, *others)]
        first, gap = rng.between(1, 5), rng.choice((1, 2, 4, 6))
        hours = rng.shuffle([first + gap * step for step in range(level + 1)])
        rounds = sorted((hour, one) for hour, one in zip(hours, seen, strict=True) if one is not None)
        return Chart(hours[0], tuple(rounds)) if len(rounds) == level + 1 else None

    def round_in(self, rng: Rng, case: str) -> Observation | None:
        """One set of observations in this band, or None after 12 attempts."""
        attempts = (self.round(rng, case) for _ in range(12))
        return next((seen for seen in attempts if seen is not None), None)

    def round(self, rng: Rng, case: str) -> Observation | None:
        """One set of observations in this band; where it can be, two or three parts are off in every band."""
        few, many = {"low": (2, 4), "low_medium": (1, 2), "medium": (2, 3), "high": (3, 4)}[case]
        count = rng.between(few, many)
        off = [rng.choice(ASKED), *rng.sample(PARTS, count - 1)]  # not every asked part scores zero
        bands = {part: self.band(rng, part, part in off, case) for part in BANDS}
        seen = Observation(
            **{part: rng.decimal(low, high, RANGE[part][2]) for part, (low, high) in bands.items()},
            oxygen="oxygen" in off,
            mind=rng.choice(("confused", "voice", "pain")) if "mind" in off else "alert",
        )
        return seen if risk(points_by_band(seen)) == case else None

    def band(self, rng: Rng, part: str, off: bool, case: str) -> tuple[Decimal, Decimal]:
        """Ends of a band with points if the part is off, else of the normal one."""
        low, high, step = (Decimal(x) for x in RANGE[part])
        spans = []
        for top, points in BANDS[part]:
            wanted = points > 0 if off else points == 0
            if wanted and not (case == "low" and points == 3):
                spans.append((low, min(top, high)))
            low = top + step
        return rng.choice(spans)

    def solve(self, record: Chart) -> Answer:
        points = points_by_band(record.scored)
        return {**{p: points[p] for p in ASKED}, "total": sum(points.values()), "risk": risk(points)}

    def check(self, record: Chart) -> Answer:
        points = points_by_steps(record.scored)
        total, worst = sum(points.values()), max(points.values())
        band = ("low_medium" if worst == 3 else "low", "medium", "high")[(total > 4) + (total > 6)]
        return {**{part: points[part] for part in ASKED}, "total": total, "risk": band}

    def harms(self, answer: Answer, record: Chart) -> bool:
        order = list(RISKS)
        given = answer.get("risk") if isinstance(answer, Mapping) else None
        return given in order and order.index(given) < order.index(risk(points_by_band(record.scored)))

    def fields(self, record: Chart, lang: Lang) -> Mapping[str, object]:
        lines = [round_words(hour, seen)[lang] for hour, seen in record.rounds]
        between = "；" if lang == "zh" else "; "
        return {"table": TABLE, "rule": RISK_RULE, "hour": record.hour, "rounds": between.join(lines)}
