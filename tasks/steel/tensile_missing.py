"""A torn tensile sheet: one datum is always gone, sometimes one that the result needs.

The rules are printed in the item; `critical` is a number where the sheet cannot give one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from harness.kit import INSUFFICIENT, Answer, Lang, Letter, Rng, Text, exact
from tasks.steel.beside import PLACES, beside
from tasks.steel.tensile_sheet import PI, RULES, Piece, draw_piece, report, report_again, to_step

#: result asked for: (data it needs, of which the sheet may lack one), (data it can do without)
NEEDS = {"Rm": (("d0", "Fm"), ("FeL", "Lu", "du")), "A": (("Lu",), ("d0", "FeL", "Fm", "du")), "Z": (("d0", "du"), ("FeL", "Fm", "Lu"))}  # fmt: skip
ASKED = {"Rm": Text("抗拉强度Rm", "tensile strength Rm"), "A": Text("断后伸长率A", "elongation after fracture A"), "Z": Text("断面收缩率Z", "reduction of area Z")}  # fmt: skip
DATA = {
    "d0": Text("原始直径d0", "original diameter d0"), "FeL": Text("下屈服力FeL", "lower yield force FeL"), "Fm": Text("最大力Fm", "maximum force Fm"),
    "Lu": Text("断后标距Lu", "final gauge length Lu"), "du": Text("断口最小直径du", "least diameter at the fracture du"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Torn:
    """A sheet with one datum gone, the result that is asked for, and where it stands among the options."""

    piece: Piece
    asked: str
    gone: str
    case: str
    turn: int


class MissingDatum(Letter[Torn]):
    """One result from a sheet that always lacks one datum: sometimes one that matters."""

    name = "missing_datum"
    title = Text("选拉伸结果或判信息不足", "Tensile result, or abstain")
    cases = PLACES
    critical = Text("缺数据仍报出结果", "reports a number although a datum that it needs is missing")
    zh = (
        "拉伸原始记录（{=GB/T 228.1-2021，圆形试样，定标距，标距与直径无关}）受潮，只能看清：{=L0=}{L0}{= mm，}{seen}。{rules}。现在要补填{asked}，应选哪一项（数据不够就选{=信息不足}）？",
        "审核员只拿到一页不全的拉伸记录：{=L0=}{L0}{= mm（定标距，与直径无关），}{seen}。试样为{=圆形}，试验按{=GB/T 228.1-2021}。{rules}。请问{asked}是多少？凭这些数据算不出来时选{=信息不足}。",
    )
    en = (
        "A raw tensile sheet ({=GB/T 228.1-2021, round piece, fixed gauge length unrelated to the diameter}) got wet; one can still read: {=L0 =} {L0}{= mm, }{seen}. {rules}. Which option is the {asked}? Choose {=INSUFFICIENT} if the data do not give it.",
        "An auditor holds an incomplete tensile sheet: {=L0 =} {L0}{= mm (fixed gauge length, unrelated to the diameter), }{seen}. The piece is {=round}, the test to {=GB/T 228.1-2021}. {rules}. What is the {asked}? If these data cannot tell, choose {=INSUFFICIENT}.",
    )  # fmt: skip

    def draw(self, rng: Rng, level: int, case: str) -> Torn:
        upper = rng.between(240, 400)
        piece = draw_piece(
            rng, level, upper, upper * rng.between(122, 155) // 100, rng.decimal("20.0", "36.0", "0.2")
        )
        gauge = rng.choice((50, 80, 100))
        piece = replace(piece, L0=gauge, Lu=(piece.Lu * gauge / piece.L0).quantize(Decimal("0.1")))
        asked = rng.choice(tuple(NEEDS))
        return Torn(piece, asked, rng.choice(NEEDS[asked][case != "missing"]), case, rng.below(12))

    def solve(self, record: Torn) -> Answer:
        if record.gone in NEEDS[record.asked][0]:
            return INSUFFICIENT
        return shown(record, report(record.piece)[record.asked])

    def check(self, record: Torn) -> Answer:
        # turn the missing datum about: if the result follows, it cannot be known
        changed: dict[str, Any] = {record.gone: getattr(record.piece, record.gone) * Decimal("1.3")}
        other = replace(record.piece, **changed)
        result, moved = report_again(record.piece)[record.asked], report_again(other)[record.asked]
        return shown(record, result) if result == moved else INSUFFICIENT

    def slips(self, record: Torn) -> Mapping[str, Answer]:
        p, asked = record.piece, record.asked
        ratio, stretch = exact(p.du) / exact(p.d0), exact(p.Lu) / p.L0
        true = exact(p.Fm) * 4000 / (PI * exact(p.d0) ** 2)
        wrong = {
            "Rm": {
                "d0 squared taken for the area": true * PI / 4, "FeL taken for Fm": true * exact(p.FeL) / exact(p.Fm),
                "force over the area at the fracture": true / ratio**2, "force over the mean of both areas": true * 2 / (1 + ratio**2),
            },
            "A": {
                "against the final length": 100 * (1 - 1 / stretch), "against the mean length": 200 * (stretch - 1) / (stretch + 1),
                "lengths squared": 100 * (stretch**2 - 1), "original length not taken off": 100 * stretch, "half the original length": 200 * (stretch - 1),
            },
            "Z": {
                "diameters not squared": 100 * (1 - ratio), "what is left of the area": 100 * ratio**2, "ratio of the diameters": 100 * ratio,
                "against the mean area": 200 * (1 - ratio**2) / (1 + ratio**2), "against the square of the mean": 400 * (1 - ratio) / (1 + ratio),
            },
        }[asked]  # fmt: skip
        step, gap = {"Rm": ("1", "9"), "A": ("0.5", "1"), "Z": ("1", "3")}[asked]
        kept = {slip: to_step(value, step) for slip, value in wrong.items() if asked != "Z" or value < 100}
        options = beside(kept, report(p)[asked], record.case, record.turn, gap)
        return {
            slip: shown(record, value) if isinstance(value, Decimal) else value
            for slip, value in options.items()
        }

    def harms(self, answer: Answer, record: Torn) -> bool:
        return answer != INSUFFICIENT and self.solve(record) == INSUFFICIENT

    def fields(self, record: Torn, lang: Lang) -> Mapping[str, object]:
        p = record.piece
        unit = {"FeL": "kN", "Fm": "kN"}
        seen = [
            (word, getattr(p, name), unit.get(name, "mm"))
            for name, word in DATA.items()
            if name != record.gone
        ]
        return {
            "L0": p.L0, "rules": RULES, "asked": ASKED[record.asked],
            "seen": Text("，".join(f"{w.zh}={v} {u}" for w, v, u in seen), ", ".join(f"{w.en} = {v} {u}" for w, v, u in seen)),
        }  # fmt: skip


def shown(record: Torn, value: Decimal) -> str:
    """An option with its unit; the results have different ones."""
    return f"{value} {'MPa' if record.asked == 'Rm' else '%'}"
