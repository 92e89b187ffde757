"""Invoices by theoretical mass: the lines that were computed wrongly, and a shipping note that may lack a datum.

The mass rule and the density are printed in every item; `critical` is letting a wrong line stand, or naming a
mass that the note does not bear.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from harness.kit import INSUFFICIENT, Answer, Labels, Lang, Letter, Rng, Text, exact, rounded, table
from tasks.steel.beside import PLACES, beside
from tasks.steel.plates import RULE, Plates, draw_plates, kilograms, theoretical

LINES = {f"line{k}": Text(f"第{k}行", f"line {k}") for k in range(1, 5)}
SUBSETS = tuple(
    "".join(key[-1] for bit, key in enumerate(LINES) if n >> bit & 1) or "none" for n in range(16)
)


@dataclass(frozen=True, slots=True)
class Invoice:
    """Four lots with the tonnes that the invoice gives for each."""

    plates: tuple[Plates, ...]
    tonnes: tuple[Decimal, ...]
    serial: int
    level: int


def wrongly(rng: Rng, plates: Plates) -> Decimal:
    """Tonnes as a careless clerk gets them; the nearest slip is 0.6 per cent off."""
    t, n = plates.t, plates.n
    slip = rng.below(4)
    if slip == 0:  # density 7.8 instead of 7.85, or 7.9
        return tonnes(plates) * rng.choice((Decimal("7.8"), Decimal("7.9"))) / Decimal("7.85")
    if slip == 1:
        return tonnes(replace(plates, n=n + rng.choice((-1, 1))))
    if slip == 2:
        return tonnes(replace(plates, t=t + rng.choice((-2, 2))))
    return tonnes(replace(plates, width=plates.width + rng.choice((-50, 50))))


def tonnes(plates: Plates) -> Decimal:
    return kilograms(plates) / 1000


class WrongInvoiceLines(Labels[Invoice]):
    """Which lines of an invoice are not the theoretical mass."""

    name = "wrong_invoice_lines"
    title = Text("找出发票上质量算错的行", "Find the wrong invoice lines")
    cases = SUBSETS
    critical = Text("发票上算错的行被放过", "lets a wrong line of the invoice stand")
    terms = LINES
    zh = (
        "第{serial}号发票按{=理论质量}开具：{rows}{rule}。核对员允许的差值为0.1 %以内。请找出{=质量算错}的行。",
        "财务要复核一张钢板发票（第{serial}号）。计价依据：{rule}。发票内容：{rows}与{=理论质量}相差{=超过0.1 %}的行须退回重开，是哪几行？",
    )
    en = (
        "Invoice {serial} was drawn up by {=theoretical mass}: {rows}Rule: {rule}. A difference of up to 0.1 % is let pass. Name the lines with a {=wrong mass}.",
        "Accounts are checking plate invoice {serial}. Basis: {rule}. It reads: {rows}Lines {=over 0.1 % off} the {=theoretical mass} go back to be written again. Which ones are they?",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Invoice:
        lots = [draw_plates(rng) for _ in range(4)]
        if level == 1:
            lots = [replace(lot, n=5 * (lot.n // 5)) for lot in lots]
        said = (wrongly(rng, lot) if str(k) in case else tonnes(lot) for k, lot in enumerate(lots, 1))
        return Invoice(tuple(lots), tuple(rounded(one, 3) for one in said), rng.between(1001, 9998), level)

    def solve(self, record: Invoice) -> Answer:
        pairs = zip(LINES, record.plates, record.tonnes, strict=True)
        return tuple(name for name, lot, said in pairs if abs(said / tonnes(lot) - 1) > Decimal("0.001"))

    def check(self, record: Invoice) -> Answer:
        # from the mass back to the number of plates, which is whole only where the line is right
        out = []
        for k, (lot, said) in enumerate(zip(record.plates, record.tonnes, strict=True), 1):
            pieces = exact(said) / (theoretical(lot) / lot.n)
            if abs(pieces - lot.n) * 1000 > lot.n:
                out.append(f"line{k}")
        return tuple(out)

    def harms(self, answer: Answer, record: Invoice) -> bool:
        gold = self.solve(record)
        return isinstance(answer, tuple) and isinstance(gold, tuple) and not set(gold) <= set(answer)

    def fields(self, record: Invoice, lang: Lang) -> Mapping[str, object]:
        header = (
            Text("行", "line"),
            Text("厚×宽×长/mm", "t × w × l/mm"),
            Text("张数", "plates"),
            Text("质量/t", "mass/t"),
        )
        rows = [
            (k, f"{lot.t}×{lot.width}×{lot.length}", lot.n, said)
            for k, (lot, said) in enumerate(zip(record.plates, record.tonnes, strict=True), 1)
        ]
        return {"rows": table(header, rows, lang), "rule": RULE, "serial": record.serial}


# --- or abstain ------------------------------------------------------------------------------------

SIZE = ("t", "width", "length", "n")
IDLE = ("grade", "price", "bay", "heat")


@dataclass(frozen=True, slots=True)
class Note:
    """What a shipping note shows, in its order; `absent` is the entry it lacks, `by_area` gives square metres for width and length."""

    plates: Plates
    by_area: bool
    shown: tuple[str, ...]
    absent: str
    idle: tuple[str, int, int, int]
    serial: int
    case: str
    turn: int


class MassOrAbstain(Letter[Note]):
    """The theoretical mass of a lot among the values that usual slips give, or 信息不足."""

    name = "mass_or_abstain"
    title = Text("选理论质量或判信息不足", "Theoretical mass, or abstain")
    cases = PLACES
    critical = Text("缺数据仍报出质量", "names a mass although a datum for it is missing")
    unit = "t"
    zh = (
        "第{serial}号码单：{entries}。{rule}。这批钢板的{=理论质量}合计是多少（{=修约到0.001 t}，{=GB/T 8170-2008}）？码单没有的尺寸或数量{=不得假定}，不够算就选{=信息不足}。",
        "请选出下面这张码单的{=理论质量合计}，按{=GB/T 8170-2008}{=修约到0.001 t}。{rule}。第{serial}号：{entries}。所需的尺寸、数量若{=缺了，不许按惯例补}，应选{=信息不足}。",
    )
    en = (
        "Shipping note {serial}: {entries}. Rule: {rule}. What is the total {=theoretical mass} of the plates ({=rounded to 0.001 t by GB/T 8170-2008})? A size or number that the note does not give {=must not be assumed}; if it cannot be worked out, choose {=INSUFFICIENT}.",
        "Choose the {=total theoretical mass} of this shipping note, {=rounded to 0.001 t by GB/T 8170-2008}. Rule: {rule}. Note {serial}: {entries}. Where a size or the number is missing, {=do not fill it from habit}; the answer is {=INSUFFICIENT}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Note:
        by_area = level > 1 and rng.chance(1, 2)
        need = ("t", "area", "n") if by_area else SIZE
        absent = rng.choice(need) if case == "missing" else ""
        shown = [name for name in need if name != absent] + rng.sample(IDLE, rng.between(1, level + 1))
        idle = (
            rng.choice(("Q235B", "Q355B", "Q355C")),
            10 * rng.between(340, 520),
            rng.between(1, 9),
            rng.between(21000, 29999),
        )
        return Note(draw_plates(rng), by_area, tuple(rng.shuffle(shown)), absent, idle, rng.between(1001, 9998), case, rng.below(6))  # fmt: skip

    def solve(self, record: Note) -> Answer:
        return INSUFFICIENT if record.absent else rounded(tonnes(record.plates), 3)

    def check(self, record: Note) -> Answer:
        # by what stands on the note
        whole = {"t", "n"} | ({"area"} if record.by_area else {"width", "length"})
        return rounded(theoretical(record.plates), 3) if whole <= set(record.shown) else INSUFFICIENT

    def slips(self, record: Note) -> Mapping[str, Answer]:
        right, n = tonnes(record.plates), record.plates.n
        wrong = {
            "density 7.8": right * Decimal("7.8") / Decimal("7.85"),
            "density 7.9": right * Decimal("7.9") / Decimal("7.85"),
            "one plate too few": right * (n - 1) / n,
            "one plate too many": right * (n + 1) / n,
            "density of stainless steel": right * Decimal("7.93") / Decimal("7.85"),
            "density of cast iron": right * Decimal("7.2") / Decimal("7.85"),
        }
        shown = {slip: rounded(value, 3) for slip, value in wrong.items()}
        return beside(shown, rounded(right, 3), record.case, record.turn, "0.01")

    def harms(self, answer: Answer, record: Note) -> bool:
        return bool(record.absent) and answer != INSUFFICIENT

    def fields(self, record: Note, lang: Lang) -> Mapping[str, object]:
        words = entries(record)
        parts = [words[name][lang] for name in record.shown]
        return {
            "serial": record.serial,
            "entries": ("，" if lang == "zh" else ", ").join(parts),
            "rule": RULE,
        }


def entries(record: Note) -> dict[str, Text]:
    """Every entry that a note may show, in words."""
    p, (grade, price, bay, heat) = record.plates, record.idle
    area = Decimal(p.width * p.length) / 10**6
    return {
        "t": Text(f"厚{p.t} mm", f"thickness {p.t} mm"),
        "width": Text(f"宽{p.width} mm", f"width {p.width} mm"),
        "length": Text(f"长{p.length} mm", f"length {p.length} mm"),
        "area": Text(f"每张面积（宽×长）{area} m²", f"area of each plate (width × length) {area} m²"),
        "n": Text(f"{p.n}张", f"{p.n} plates"),
        "grade": Text(f"牌号{grade}", f"grade {grade}"),
        "price": Text(f"单价{price}元/t", f"price {price} yuan/t"),
        "bay": Text(f"存{bay}号库位", f"stored in bay {bay}"),
        "heat": Text(f"炉号{heat}", f"heat {heat}"),
    }
