"""Values with their units in a short answer: what each is worth, and whether it is a point at all.

A range, a bound, a ± and a negated value are seen as what they are and never read as a point. An unknown word
after a number counts as a wrong unit, never as no unit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from harness.reading.notation import plain, unnamed
from harness.reading.numerals import Found, flat, numbers
from harness.reading.roles import Role, bounds, role
from harness.reading.stance import rejects
from harness.reading.units import PREFIXED, Unit, tidy, unit_of

_LATEX = {
    r"\times": "×", r"\cdot": "·", r"\pm": "±", r"\approx": "≈", r"\sim": "~", r"\leq": "≤", r"\le": "≤",
    r"\geq": "≥", r"\ge": "≥", r"\neq": "≠", r"\ne": "≠", r"\mu": "μ", r"\%": "%", r"\,": " ", r"\ ": " ",
}  # fmt: skip
#: Units printed as one sign.
_ONE_SIGN = str.maketrans(
    {
        "㎏": "kg",
        "㎎": "mg",
        "㎜": "mm",
        "㎝": "cm",
        "㎞": "km",
        "㎡": "m²",
        "㎥": "m³",
        "㎫": "MPa",
        "㎪": "kPa",
    }
)
_LATEX_WORD = re.compile(r"\\(?:[a-z]+|[%, ])")
_UNIT_WORD = re.compile(
    r"(?<=[0-9(一-龥])\s*[,;]?\s*(?:单位|\bunits?\b)\s*(?:是|为|\bis\b)?\s*:?\s*", re.IGNORECASE
)
_EQUALS = re.compile("=>|[⇒→≈≒=]")
_CLAUSE = re.compile(r"[;。\n]|,(?![0-9]{3}(?![0-9]))|(?<![0-9]),")

#: A unit ends at space, punctuation, an operator or a joining word.
_CHUNK = re.compile(
    r"(?:/\([^()\s]{1,20}\)|\^-?[0-9]|\.(?=[A-Za-z%])|[^\s,;:。、!?.()\[\]\"'“”‘’{}<>|=≈~～±×+≤≥≠^\-—…到至或和及与])+"
)
_REMARK = re.compile("(?:左右|上下|整|正)+$")
_CJK = re.compile("[\u4e00-\u9fff]")
#: Words that may follow a number without being its unit.
_NOT_UNITS = (
    "is as which because since so therefore based rounded by and or to with for through approximately"
    " 约 plus minus not if when "
    "but rather instead limit max maximum minimum correct wrong incorrect versus vs than then was are"
    " it at from i.e e.g"
)

_OTHER = re.compile(r"或|还是|\bor\b|\beither\b", re.IGNORECASE | re.ASCII)
_RANGE = re.compile(r"\s*(?:[-—~～]+|至|到|\bto\b|\bthrough\b|\.{2,3}|…+)\s*")


#: Characters that go on with a unit's name, and words that may follow a number without being its unit.
_MORE_UNIT = re.compile("[力米牛克吨升时分秒焦瓦帕安伏欧赫度元多余几来每比]")
_NO_UNIT = re.compile(
    "[是为的以不错有则就所也都均合满大小高低超符即因按这可应而但故显内最]|算错|误|正确|左右|上下"
)


class Quantity(NamedTuple):
    """One value of an answer, as written."""

    value: Fraction
    unit: str
    """Tidied word of the unit; empty when none is given."""
    known: Unit | None
    role: Role
    last: bool
    """Nothing follows it, so a text cut off for length may have cut it."""
    start: int
    """Where it stands in the text."""
    lead: str
    """The words before it in its clause, from the number before it on."""
    written: str
    """Its digits as written."""
    tail: str
    """The words after it, up to the next number."""
    other: bool
    """Offered beside the number before it: `281 or 290`."""

    @property
    def point(self) -> bool:
        """False for a bound, an end of a range, a value with ±, and what is denied or supposed."""
        return self.role in ("point", "aside")


def prepared(text: str) -> str:
    """A folded answer without emphasis, LaTeX wrapping and spaces around `/` and `·`."""
    text = re.sub(r"(?<![0-9])\*\*|\*\*(?![0-9])|__|`", "", flat(text.translate(_ONE_SIGN)))
    text = re.sub(r"\\[()\[\]]", "", text)
    text = re.sub(r"\$([^$]*)\$", r"\1", text)
    text = _LATEX_WORD.sub(lambda m: _LATEX.get(m.group(), ""), text)
    text = re.sub(r"[{}]", "", text).strip().strip("*")
    text = re.sub(r"(?<=[0-9])\s*百分比|\b(?:mass|weight|wt\.?)\s*%", "%", text)
    text = re.sub(r"\bper\s*cent\b", "%", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(?:working|business)[ -]days?\b", "工作日", text, flags=re.IGNORECASE)
    text = re.sub(r"(?<=[A-Za-z])\s+per\s+(?=[A-Za-z])", "/", text)
    text = re.sub(r"\s*([/·⋅•])\s*", r"\1", text)
    text = re.sub(r"(?<=[A-Za-z])\^([2-4])", r"\1", text)
    text = text.replace("<=", "≤").replace(">=", "≥").replace("!=", "≠").replace("≦", "≤").replace("≧", "≥")
    text = re.sub(r"\+\s*/?\s*-(?=\s*[0-9])|\(\s*\+\s*/\s*-\s*\)", "±", text)
    text = re.sub(r"\([^()0-9]{1,40}\)", lambda m: re.sub("[,;]", " ", m.group()), text)
    return unnamed(plain(_UNIT_WORD.sub(" ", text)))


def quantities(text: str, spellings: Sequence[str] = ()) -> tuple[list[Quantity], bool]:
    """The values of a prepared text, and whether digits are left over that belong to none of them.

    Of a chain of equalities only the right end counts. `spellings` are further words for the expected unit.
    """
    out: list[Quantity] = []
    stray = False
    for start, clause in _pieces(text):
        links = list(_EQUALS.finditer(clause))
        tail = links[-1].end() if links else 0
        if links and links[-1].group() in "≈≒" and _converts(clause, links, spellings):
            tail = links[-2].end() if len(links) > 1 else 0
        found, loose = _in_clause(clause[tail:], spellings, clause[:tail])
        if not found and out and (said := clause.strip()):
            denied = "denied" if rejects(said) else "bound" if bounds(said) else out[-1].role
            out[-1] = out[-1]._replace(role=denied)
        rest = not text[start + len(clause) :].strip(" ;,")
        out += [q._replace(start=q.start + start + tail, last=q.last and rest) for q in found]
        stray = stray or loose
    return out, stray


def _converts(clause: str, links: Sequence[re.Match[str]], spellings: Sequence[str]) -> bool:
    """`281 kg ≈ 0.28 t`: the expected unit stands before the sign, and another behind it."""
    before, behind = clause[: links[-1].start()].rstrip(), clause[links[-1].end() :]
    return any(name and before.endswith(name) and name not in behind for name in spellings)


def _pieces(text: str) -> list[tuple[int, str]]:
    """The clauses of a text, each with where it begins."""
    out, at = [], 0
    for cut in _CLAUSE.finditer(text):
        out.append((at, text[at : cut.start()]))
        at = cut.end()
    return [*out, (at, text[at:])]


def _in_clause(text: str, spellings: Sequence[str], before: str) -> tuple[list[Quantity], bool]:
    out: list[Quantity] = []
    spans: list[tuple[int, int]] = []
    units: list[str] = []
    for found in numbers(text):
        if spans and found.start < spans[-1][1]:
            continue  # a digit inside the unit before it, such as the 2 of mm2
        unit, end = _unit_after(text, found.end, spellings)
        units.append(unit or _unit_before(text[: found.start]))
        spans.append((found.start, end))
        out.append(_quantity(text, found, units[-1], end))
    stray = False
    for i, (start, end) in enumerate(spans):
        lead = text[spans[i - 1][1] if i else 0 : start]
        after = text[end : spans[i + 1][0]] if i + 1 < len(spans) else text[end:]
        follower = text[spans[i + 1][0] : spans[i + 1][1]] if i + 1 < len(spans) else ""
        kind = role(lead[-30:], after + follower, (before + text[:start])[-200:])
        kind = "bound" if i and lead.strip() in ("of", "的") else kind  # a share of it
        out[i] = out[i]._replace(role=kind, lead=lead, tail=after, other=bool(i and _OTHER.search(lead)))
        stray = stray or bool(i and not lead.strip() and not units[i - 1])  # `5 5` may be 55
    for i in range(1, len(out)):
        if _RANGE.fullmatch(out[i].lead):
            out[i - 1], out[i] = out[i - 1]._replace(role="bound"), out[i]._replace(role="bound")
    return out, stray or _has_stray_digits(text, spans)


def _quantity(text: str, found: Found, unit: str, end: int) -> Quantity:
    known = unit_of(unit) if unit else None
    last = not text[end:].strip(" \t(×*/+-=^·")  # cut off after an operator too
    return Quantity(
        found.value, unit, known, "point", last, found.start, "", text[found.start : found.end], "", False
    )


def _unit_before(before: str) -> str:
    """百分之, ¥ and their like; `?` for a foreign currency, which is no known unit."""
    if before.endswith("百分之"):
        return "%"
    if before.endswith("千分之"):
        return "‰"
    if before.endswith("分之"):
        return "‱" if re.search("(?<![十百千万])万分之$", before) else "?"
    match = re.search(r"(?:¥|￥|\$|€|£|\b[A-Z]{3})\s?$", before)
    word = match.group().strip() if match else ""
    return (PREFIXED[word] or "?") if word in PREFIXED else ""


def _unit_after(text: str, start: int, spellings: Sequence[str]) -> tuple[str, int]:
    """The unit that follows a number, in brackets or not, and where it ends."""
    gap = re.compile(r"\s*(\()?\s*").match(text, start)
    at = gap.end() if gap else start
    for spelling in sorted(spellings, key=len, reverse=True):
        if spelling and (length := _begins(text, at, spelling)):
            return tidy(spelling), at + length
    bracketed = bool(gap and gap.group(1))
    if bracketed and (inside := _unit_in_remark(text, at)):
        return inside
    chunk = _CHUNK.match(text, at)
    if chunk is None:
        return "", start
    word = _REMARK.sub("", chunk.group())
    if bracketed and len(word) > 4 and unit_of(word) is None:
        return "", start  # a remark such as （保留三位小数）
    if not word or word[0].isdigit() or word.casefold() in _NOT_UNITS.split():
        return "", start
    if unit_of(word) is None and _CJK.search(word):
        word = _chinese_unit(word)
        return tidy(word), at + len(word) if word else start
    return tidy(word), chunk.end()


def _unit_in_remark(text: str, at: int) -> tuple[str, int] | None:
    """`（质量分数，%）`: the one unit among the words in brackets."""
    inside = re.compile(r"([^()0-9]{1,24})\)").match(text, at)
    words = re.split(r"[\s,;:]+", inside.group(1)) if inside else []
    known = [word for word in words if unit_of(word)]
    return (tidy(known[0]), inside.end(1)) if inside and len(words) > 1 and len(known) == 1 else None


def _chinese_unit(word: str) -> str:
    """The unit at the head of Chinese words that follow a number: 毫米厚, kN满足要求; all of it if unknown."""
    cjk = _CJK.search(word)
    head = cjk.start() if cjk else 0
    if head:  # a Latin unit ends where Chinese words begin, but kg力 is another unit
        return word if _MORE_UNIT.match(word, head) else word[:head]
    for length in range(min(len(word) - 1, 8), 0, -1):
        exponent = word[length - 1].isdigit()  # 30 of 2小时30分钟 is none
        if unit_of(word[:length]) and not (exponent and (word[length].isdigit() or word[length - 2] != "米")):
            return word if _MORE_UNIT.match(word, length) else word[:length]
    return "" if _NO_UNIT.match(word) else word


def _begins(text: str, at: int, spelling: str) -> int:
    """Length of the unit if it stands at `at` and ends there, else 0; long words may differ in case."""
    loose = len(spelling) >= 5
    pattern = r"\s*".join(re.escape(char) for char in spelling if not char.isspace())
    part = re.compile(pattern, re.IGNORECASE if loose and spelling.isalpha() else 0).match(text, at)
    if part is None:
        return 0
    following = _CHUNK.match(text, part.end())
    rest = _REMARK.sub("", following.group()) if following else ""
    ends = (
        not rest
        or (loose and rest == "s")
        or (_CJK.match(rest) and not _CJK.search(spelling) and rest[0] not in "力米牛每比")
    )
    return len(part.group()) + (rest == "s") if ends else 0


def _has_stray_digits(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    kept = list(text)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    rest = re.sub(r"[A-Za-z][A-Za-z0-9/.\-]*", " ", "".join(kept))
    return bool(re.search("[0-9]", rest))
