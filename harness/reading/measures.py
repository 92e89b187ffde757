"""The one value an answer gives, in the unit asked for; else the verdict that says why there is none.

It never chooses between two answers, never reads a point out of a range or a bound, and takes no unit for the
one that the contract prints. Nothing here knows the gold or its tolerance.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from harness.reading.quantity import Quantity, prepared, quantities
from harness.reading.said import AMBIGUOUS, UNPARSED, WRONG, abstains, refuses, region, without
from harness.reading.stance import before_reason, latest, unasked
from harness.reading.units import converted, same_unit, tidy, unit_of
from harness.types import INSUFFICIENT, Extraction, Lang, Verdict

_CONCLUSION = re.compile(
    r"因此|所以|从而|于是|(?<!事)故(?![障意])|综上|可得|(?<!不)得到|得出|求得|算得|解得"
    r"|(?<![不取获求算解可])得(?=\s*:?\s*[A-Za-z0-9])"
    r"|\b(?:therefore|thus|hence|so|giving|gives|yields?|results? in|we get)\b",
    re.IGNORECASE | re.ASCII,
)
_DANGLING = re.compile(r"(?:[为是=:约≈]|等于|\b(?:is|are|equals?|of|about))\s*$", re.IGNORECASE | re.ASCII)
_ASSERTS = re.compile(
    r"^[\s(]*$|[约或估得取≈=若则]|(?<![因成])为|(?<![还于])是|大概|可能|\b(?:about|or|approximately"
    r"|roughly|maybe|is|be|probably)\b",
    re.I,
)
_LIGHTER = re.compile(
    r"(?:即|也就是|换言之|i\.e\.|that is).{0,12}(?:轻|低|少|降|减|小|亏|短|lighter|lower|less|below)",
    re.IGNORECASE,
)
_LESS = re.compile(r"(?:[轻低少降减小亏短]|lighter|lower|less|below)[^0-9]{0,4}$", re.IGNORECASE)
_PLAIN = re.compile(r"[-+负]?\s*[0-9][0-9,  ]*(?:\.([0-9]+))?")
#: More values than this are no restatement of one.
MAX_POINTS = 40


class Measure(NamedTuple):
    """An extracted number beside how it was written."""

    found: Extraction
    """Value in the expected unit."""
    bare: Fraction | None = None
    """The figure as written, whatever its unit."""
    last: bool = False
    """Whether the text ends with a number."""


class Asked(NamedTuple):
    """The unit an answer is expected in: its words, prepared and tidied, first the one to convert to."""

    names: tuple[str, ...]

    @property
    def unit(self) -> str:
        return self.names[0]


def number(text: str, lang: Lang, unit: str = "", units: Sequence[str] = ()) -> Extraction:
    """The value of the answer in `unit`; no unit is taken for `unit`, which the contract prints.

    `units` are other words for the same unit. A unit of another dimension, or an unknown one, is an error.
    """
    return measure(text, lang, unit, units).found


def measure(text: str, lang: Lang, unit: str = "", units: Sequence[str] = ()) -> Measure:
    """`number`, with the figure as written."""
    names = [prepared(name) for name in (unit, *units)]
    asked = Asked(tuple(tidy(name) for name in names))
    words = prepared(unasked(region(text)))
    if unit[:1] in ("万", "亿") and len(unit) > 1:
        words = re.sub(r"(?<=[0-9])\s*([万亿])(?=$|[\s,;。)])", rf"\1{unit[1:]}", words)
    return latest(words, lambda part: _read(part, asked, names), lambda m: m.found.failure, Measure(WRONG))


def _read(text: str, asked: Asked, spellings: Sequence[str]) -> Measure:
    """The value of a text in which nothing is taken back."""
    main = before_reason(text)
    found, stray = quantities(main, spellings)
    if main != text and not found:
        found, stray = quantities(text, spellings)
    last = main == text and any(q.last for q in found)
    if abstains(text):
        second = [q for q in found if q.role != "aside" and _ASSERTS.search(q.lead)]
        return Measure(AMBIGUOUS if second else Extraction(INSUFFICIENT), last=last)
    if refuses(text) or not found:
        return Measure(without(text), last=last)
    if _DANGLING.search(main) and not last:
        return Measure(UNPARSED, last=last)
    given = _given(main, _joined(found), asked)
    if not given:
        return Measure(WRONG, last=last)
    return _one(given, asked, stray)._replace(last=last)


def _given(text: str, found: list[Quantity], asked: Asked) -> list[Quantity]:
    """The quantities that are offered as the answer; none when there are only bounds and denials."""
    points = [q for q in found if q.role == "point"]
    for mark in reversed(list(_CONCLUSION.finditer(text))):
        if behind := [q for q in points if q.start >= mark.end()]:
            points = behind
            break
    if not points:
        asides = [q for q in found if q.role == "aside"]
        return asides if len(asides) == len(found) else []
    if any(q.other for q in found):
        return points
    right = [q for q in points if q.unit and _value(q, asked) is not None]
    if right:  # an input in another unit, or a bare one with its name, stands beside the answer
        points = [q for q in points if q in right or _bare(q, text)]
        points = [q for q in points if not _input(q, points, asked)]
    if len(points) > MAX_POINTS:
        return points
    return [q for q in points if not any(_restated(q, other, text) for other in points)]


def _bare(q: Quantity, text: str) -> bool:
    """A number without unit that is not somebody's (`C=0.17`)."""
    return not q.unit and not re.search(r"[A-Za-z_0-9]{1,12}\s*=\s*$", text[max(0, q.start - 16) : q.start])


def _input(q: Quantity, points: list[Quantity], asked: Asked) -> bool:
    """37 t钢水需加281 kg: what is treated, in another unit than asked, named before the answer."""
    noun = re.match(r"\s*(?:[\u4e00-\u9fff]|of\b)", q.tail) and not re.match(r"\s*[或即等是为合约]", q.tail)
    behind = any(p.start > q.start and p.unit in asked.names for p in points)
    return bool(q.unit and q.unit not in asked.names and noun and behind)


def _restated(q: Quantity, other: Quantity, text: str) -> bool:
    """The same value in another guise: -4.5 % as 轻4.5%, 4.5 % as 0.045."""
    before = text[max(0, q.start - 16) : q.start]
    if q.value == -other.value > 0:
        return bool(_LIGHTER.search(before)) if q.start > other.start else bool(_LESS.search(before))
    return not q.unit and other.unit == "%" and q.value * 100 == other.value != 0


def _joined(found: list[Quantity]) -> list[Quantity]:
    """2小时30分钟 as one quantity: units of one dimension that come down, with nothing between."""
    out: list[Quantity] = []
    for q in found:
        before = out[-1] if out else None
        if before and before.known and q.known and not q.lead.strip() and before.role == q.role == "point":
            one, two = before.known, q.known
            smaller = one.dimension == two.dimension and two.factor < one.factor
            if smaller and 0 < q.value * two.factor < one.factor and before.value > 0:
                value = before.value + q.value * two.factor / one.factor
                out[-1] = before._replace(value=value, last=q.last, written="")
                continue
        out.append(q)
    return out


def _value(q: Quantity, asked: Asked) -> Fraction | None:
    """The value in the expected unit, None if the written unit cannot be it."""
    if not q.unit or q.unit in asked.names or any(same_unit(q.unit, name) for name in asked.names if name):
        return q.value
    return converted(q.value, q.known, unit_of(asked.unit) if asked.unit else None)


def _one(given: list[Quantity], asked: Asked, stray: bool) -> Measure:
    """The value that all the quantities agree on."""
    read = [(_value(q, asked), q) for q in given]
    values = [(v, q) for v, q in read if v is not None]
    if stray or (values and len(values) < len(read)) or len({q.value for _, q in read if _ is None}) > 1:
        return Measure(AMBIGUOUS)
    if not values:
        return Measure(Extraction(None, Verdict.UNIT_ERROR), given[0].value)
    first, quantity = next(((v, q) for v, q in values if q.value == v), values[0])
    if not all(_agree(first, quantity, v, q) for v, q in values):
        return Measure(AMBIGUOUS)
    return Measure(Extraction(first), quantity.value)


def _agree(one: Fraction, first: Quantity, other: Fraction, second: Quantity) -> bool:
    """Whether two values are one, said twice: equal, rounded, or converted and rounded."""
    if one == other:
        return True
    if abs(one - other) * 200 > abs(one):
        return False
    return _rounds(one, second, other) or _rounds(other, first, one)


def _rounds(value: Fraction, to: Quantity, worth: Fraction) -> bool:
    """Whether a value rounds to `to`, written with so many decimals and worth so much in the expected unit."""
    match = _PLAIN.fullmatch(to.written)
    if match is None or not to.value:
        return False
    step = abs(worth / to.value) / 10 ** len(match.group(1) or "")
    return bool(abs(value - worth) * 2 <= step)
