"""Q355 limits of GB/T 1591-2018, certificates drawn around them, and the thickness that a result still allows.

`grade_check.py` judges certificates by what stands here. Readings equal to a limit are never drawn.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from harness.kit import Answer, Lang, Number, Rng, Segments, Text, fact, say, within
from harness.types import Sheet

Q355 = fact(__package__, "steel.q355.limits")
CHEM = Q355.data["composition_max_pct"]
REH = tuple((row["t_max_mm"], row["v"]) for row in Q355.data["ReH_min_MPa"])
RM = tuple((row["t_max_mm"], *row["v"]) for row in Q355.data["Rm_MPa"])
CEV = tuple((row["t_max_mm"], row["v"]) for row in Q355.data["CEV_max_pct"])
ELEMENTS = ("C", "Si", "Mn", "P", "S")
STEP = {e: Decimal("0.001" if e in "PS" else "0.01") for e in ELEMENTS}
#: How many steps a content may lie below its limit, and above it.
ROOM = {"C": (8, 4), "Si": (30, 6), "Mn": (45, 9), "P": (16, 5), "S": (20, 5)}
#: Plate thicknesses in mm, one row for each row of the ReH table.
PLATES = (
    (8, 10, 12, 14, 16), (18, 20, 25, 30, 36, 40), (45, 50, 55, 60, 63), (65, 70, 75, 80), (85, 90, 95, 100),
    (110, 120, 130, 140, 150), (160, 170, 180, 190, 200), (210, 220, 230, 240, 250),
)  # fmt: skip
LIGHT = (8, 10, 12, 14, 16, 18, 20, 25, 30)
"""Thicknesses at which grades C and D have one limit of C."""
FULL_SIZE = tuple(t for t in LIGHT if t >= 12)
"""Those of them that give a full-size impact specimen; thinner ones are tested on smaller ones, with other limits."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Heat analysis in per cent, ReH and Rm in MPa, mean KV2 in J; `missing` names the entry left out."""

    grade: str
    t: int
    C: Decimal
    Si: Decimal
    Mn: Decimal
    P: Decimal
    S: Decimal
    ReH: int
    Rm: int
    KV2: int
    missing: str = ""


def draw_plate(rng: Rng, bands: int) -> int:
    return rng.choice(rng.choice(PLATES[:bands]))


def draw_certificate(rng: Rng, grade: str, t: int, bad: Collection[str], close: bool) -> Certificate:
    """A certificate that breaks the limits named in `bad`; `close`: ReH lies between its limit and the next band's."""

    def content(e: str) -> Decimal:
        limit, (below, above) = Decimal(CHEM[grade][e]), ROOM[e]
        return limit + STEP[e] * (rng.between(1, above) if e in bad else -rng.between(1, below))

    def tensile(low: int, high: int) -> int:
        if "Rm" not in bad:
            return rng.between(low + 3, high - 3)
        return low - rng.between(3, 15) if rng.chance(1, 2) else high + rng.between(3, 15)

    near, far = ((2, 9), (2, 8)) if close else ((15, 60), (12, 30))
    c, si, mn, p, s = map(content, ELEMENTS)
    reh = reh_min(t) + (-rng.between(*far) if "ReH" in bad else rng.between(*near))
    kv2 = rng.between(18, 31) if "KV2" in bad else rng.between(37, 180)
    return Certificate(grade, t, c, si, mn, p, s, reh, tensile(*rm_range(t)), kv2)


# --- two ways of judging ---------------------------------------------------------------------------


def reh_min(t: int) -> int:
    return next(int(v) for t_max, v in REH if t <= t_max)


def rm_range(t: int) -> tuple[int, int]:
    return next((low, high) for t_max, low, high in RM if t <= t_max)


def failing(c: Certificate) -> set[str]:
    """The entries outside the limits of the fact table; an entry that is missing is not judged."""
    low, high = rm_range(c.t)
    bad = {e for e in ELEMENTS if getattr(c, e) > CHEM[c.grade][e]}
    bad |= {"ReH"} if c.ReH < reh_min(c.t) else set()
    bad |= set() if low <= c.Rm <= high else {"Rm"}
    bad |= {"KV2"} if Q355.data["KV2_long_min_J"][c.grade]["J"] > c.KV2 else set()
    return bad - {c.missing, "ReH" if c.missing == "t" else c.missing}


def room(c: Certificate) -> dict[str, Decimal]:
    """How far each entry is on the safe side, from the limits as the standard steps them."""
    phosphorus = {"Q355B": "0.035", "Q355C": "0.030", "Q355D": "0.025"}[c.grade]
    top = {
        "C": "0.24" if c.grade == "Q355B" else "0.20",
        "Si": "0.55",
        "Mn": "1.60",
        "P": phosphorus,
        "S": phosphorus,
    }
    out = {e: Decimal(limit) - getattr(c, e) for e, limit in top.items()}
    weak = 20 if c.t > 100 else 0
    out["ReH"] = Decimal(c.ReH - reh_stepped(c.t))
    out["Rm"] = Decimal(min(c.Rm - 470 + weak, 630 - weak * 3 // 2 - c.Rm))
    out["KV2"] = Decimal(c.KV2 - 34)
    gone = {c.missing, "ReH" if c.missing == "t" else c.missing}
    return {name: value for name, value in out.items() if name not in gone}


def reh_stepped(t: int) -> int:
    """355 MPa, less 10 at each step of thickness, twice that at 100 mm."""
    steps = (t > 16) + (t > 40) + (t > 63) + (t > 80) + 2 * (t > 100) + (t > 150) + (t > 200)
    return 355 - 10 * steps


# --- the limits in words ---------------------------------------------------------------------------


def by_thickness(rows: tuple[tuple[int, object], ...]) -> Text:
    """`≤16为355，>16～40为345` and so on."""
    bounds = [(low, high, v) for low, (high, v) in zip((0, *(t for t, _ in rows)), rows, strict=False)]
    zh = "，".join((f">{low}～{high}为{v}" if low else f"≤{high}为{v}") for low, high, v in bounds)
    en = "; ".join((f"over {low} to {high}: {v}" if low else f"up to {high}: {v}") for low, high, v in bounds)
    return Text(zh, en)


def reh_words(bands: int) -> Text:
    rows = by_thickness(REH[:bands])
    return Text(
        f"ReH下限（MPa）按板厚（mm）：{rows.zh}", f"minimum ReH (MPa) by plate thickness (mm): {rows.en}"
    )


def rm_words(bands: int) -> Text:
    (t, low, high), (_, low2, high2) = RM
    if bands <= 5:
        return Text(f"板厚≤{t} mm时Rm {low}～{high} MPa", f"Rm {low} to {high} MPa up to {t} mm")
    return Text(
        f"Rm（MPa）：板厚≤{t} mm为{low}～{high}，>{t} mm为{low2}～{high2}",
        f"Rm (MPa): {low} to {high} up to {t} mm, {low2} to {high2} over {t} mm",
    )


def chem_words(grade: str, elements: Collection[str] = ELEMENTS) -> Text:
    limits = [f"{e}≤{CHEM[grade][e]}" for e in ELEMENTS if e in elements]
    return Text("，".join(limits), ", ".join(limits).replace("≤", " ≤ "))


# --- what every certificate item says ---------------------------------------------------------------

ENTRIES = (*ELEMENTS, "ReH", "Rm")
NAMES = {e: Text(e, e) for e in ENTRIES}
VERDICT = {"pass": Text("合格", "acceptable"), "fail": Text("不合格", "not acceptable")}


def readings(c: Certificate, bands: int) -> dict[str, object]:
    """Fields of the surfaces: the readings, and the limits of the first `bands` thickness rows."""
    values = {e: getattr(c, e) for e in ENTRIES}
    limits = {"chem": chem_words(c.grade), "reh": reh_words(bands), "rm": rm_words(bands)}
    return {**values, **limits, "grade": c.grade, "t": c.t, "KV2": c.KV2}


# --- invert: which thickness a result still allows --------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offer:
    """A measured ReH (thinnest) or a ReH the designer counts on (thickest), perhaps a CEV too, and plates to choose from."""

    thinnest: bool
    ReH: int
    cev: Decimal | None
    plates: tuple[int, ...]


POOL = (*range(8, 42), *range(42, 101, 2), 81, 101, *range(105, 251, 5), 151, 201)


class ThicknessAllowed(Number[Offer]):
    """The thinnest plate that may carry a result, or the thickest for which the standard still guarantees a strength."""

    name = "thickness_allowed"
    title = Text("反查限值允许的板厚", "Find the thickness allowed")
    cases = ("thinnest", "thickest")
    critical = Text("给出的板厚不符合限值", "names a plate for which the limits do not hold")
    unit = "mm"
    places = 0
    tolerance = within("0.5")
    zh = (
        "{story}可供核对的{=公称厚度}（mm）有：{plates}。{=GB/T 1591-2018}对{=Q355B}热轧钢板规定：{reh}{cev_limits}。厚度按公称值，不修约。{ask}",
        "请按{=GB/T 1591-2018}对{=Q355B}热轧钢板的规定（{reh}{cev_limits}；厚度取公称值，不修约）答复下面的询问：{story}备选{=公称厚度}为{plates} mm。{ask}",
    )
    en = (
        "{story} The {=nominal thicknesses} in question (mm) are: {plates}. For hot-rolled {=Q355B} plate {=GB/T 1591-2018} sets: {reh}{cev_limits}. Take the nominal thickness without rounding. {ask}",
        "Answer this enquiry by the {=GB/T 1591-2018} rules for hot-rolled {=Q355B} plate ({reh}{cev_limits}; nominal thickness, not rounded): {story} The {=nominal thicknesses} are {plates} mm. {ask}",
    )
    stories = {
        True: Text(
            "质保书的厚度一栏被水浸坏，只看得清实测{=ReH}为{ReH} MPa{cev}，其余各项无论厚薄都合格。",
            "Water has spoilt the thickness entry of a certificate; legible are a measured {=ReH} of {ReH} MPa{cev}, and everything else conforms at any thickness.",
        ),
        False: Text(
            "设计人员要求标准所{=保证的ReH}{=不低于}{ReH} MPa{cev}，想尽量选用厚板。",
            "A designer needs a {=guaranteed ReH} of {=at least} {ReH} MPa{cev} and would like the heaviest plate possible.",
        ),
    }
    asks = {
        True: Text("这张质保书若判为合格，钢板{=最薄}是其中哪一个厚度？", "If this certificate is to conform, which is the {=thinnest} of these the plate can be?"),
        False: Text("能满足要求的{=最厚}是其中哪一个厚度？", "Which is the {=thickest} of these that meets the need?"),
    }  # fmt: skip

    def draw(self, rng: Rng, level: int, case: str) -> Offer | None:
        thinnest = case == "thinnest"
        band = rng.below(7)  # between row `band` of the ReH table and the next one
        wanted = rng.between(REH[band + 1][1] + 2, REH[band][1] - 2)
        cev = None
        if level == 3:
            cev = (
                rng.decimal("0.454", "0.486", "0.001")
                if thinnest
                else Decimal(rng.choice(("0.45", "0.47", "0.49")))
            )
            if thinnest and abs(cev - Decimal("0.470")) < Decimal("0.003"):
                return None
        bare = Offer(thinnest, wanted, cev, ())
        good = [t for t in POOL if allowed(bare, t)]
        poor = [t for t in POOL if not allowed(bare, t)]
        count = 4 if level == 1 else 6
        if len(good) < 2 or not poor:
            return None
        left_out = min(rng.between(1, count - 2), len(poor))
        plates = rng.sample(good, min(count - left_out, len(good))) + rng.sample(poor, left_out)
        return Offer(thinnest, wanted, cev, tuple(sorted(plates) if level == 1 else rng.shuffle(plates)))

    def solve(self, record: Offer) -> Answer:
        good = [t for t in record.plates if allowed(record, t)]
        return min(good) if record.thinnest else max(good)

    def check(self, record: Offer) -> Answer:
        # walk from the best plate towards the others until the stepped limits hold
        for t in sorted(record.plates, reverse=not record.thinnest):
            most = Decimal("0.45") + Decimal("0.02") * ((t > 30) + (t > 150))
            gap = record.ReH - reh_stepped(t)
            spare = Decimal(0) if record.cev is None else most - record.cev
            if (gap >= 0 and spare >= 0) if record.thinnest else (gap <= 0 and spare <= 0):
                return t
        raise ValueError("no plate will do")

    def harms(self, answer: Answer, record: Offer) -> bool:
        if isinstance(answer, str | Mapping | tuple):
            return False
        return any(t == answer and not allowed(record, t) for t in record.plates)

    def fields(self, record: Offer, lang: Lang) -> Mapping[str, object]:
        cev, limits = Text("", ""), Text("", "")
        if record.cev is not None:
            rows = by_thickness(CEV)
            cev = (
                Text(f"、CEV为{record.cev}", f" and a CEV of {record.cev}")
                if record.thinnest
                else Text(f"、CEV上限不高于{record.cev}", f" and a CEV limit of at most {record.cev}")
            )
            limits = Text(f"；CEV上限（%）：{rows.zh}", f"; maximum CEV (%): {rows.en}")
        plates = ("、" if lang == "zh" else ", ").join(map(str, record.plates))
        return {"plates": plates, "reh": reh_words(8), "cev_limits": limits, "ReH": record.ReH, "cev": cev}

    def render(self, sheet: Sheet) -> Segments:
        record: Offer = sheet.item.record
        surfaces = self.zh if sheet.lang == "zh" else self.en
        words = surfaces[sheet.surface % len(surfaces)]
        for slot, text in (("{story}", self.stories[record.thinnest]), ("{ask}", self.asks[record.thinnest])):
            words = words.replace(slot, text[sheet.lang])
        return say(words, self.fields(record, sheet.lang), sheet.lang, sheet.notation)


def allowed(offer: Offer, t: int) -> bool:
    """Measured: the result meets the limits at `t`. Counted on: the limits at `t` meet the need."""
    least, most = reh_min(t), next(v for t_max, v in CEV if t <= t_max)
    if offer.thinnest:
        return offer.ReH >= least and (offer.cev is None or offer.cev <= most)
    return offer.ReH <= least and (offer.cev is None or most <= offer.cev)
