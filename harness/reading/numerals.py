"""Numbers as people write them, read exactly: full-width, grouped, scientific, 万 and 亿, Chinese numerals.

Pure text to Fraction. It never guesses: what is not one well-formed number gives nothing, a decimal comma
included, and nothing is ever passed through a float.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

#: Only these are folded; NFKC would turn 10³ into 103.
_FOLD = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_RAISED = re.compile("[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")

#: Longer digit strings are no measurement; the bound also keeps exact arithmetic cheap.
MAX_DIGITS, MAX_EXPONENT = 40, 30
_GAP = "[ \u00a0\u2009\u202f]"
_GROUPED = rf"[1-9][0-9]{{0,2}}(?:,[0-9]{{3}})+|[1-9][0-9]{{0,2}}(?:{_GAP}[0-9]{{3}})+(?![0-9])"
_WHOLE = rf"{_GROUPED}|[0-9]{{1,{MAX_DIGITS}}}"
_DECIMAL = re.compile(
    rf"(?<![0-9A-Za-z_.^])(?:(?:{_WHOLE})(?:\.[0-9]{{1,{MAX_DIGITS}}})?|\.[0-9]{{1,{MAX_DIGITS}}})(?!\.?[0-9])"
)
_EXPONENT = re.compile(
    r"[eE](?P<e>[-+]?[0-9]{1,3})(?![0-9A-Za-z])"
    r"|\s*[x×*·]\s*10\s*(?:\^|\*\*)\s*\(?(?P<p>[-+]?[0-9]{1,3})\)?(?![0-9])"
)
_POWER = re.compile(r"(?:\^|\*\*)\s*\(?(?P<p>[-+]?[0-9]{1,3})\)?(?![0-9])")
_SIGN = re.compile(r"(?:(?<![0-9A-Za-z\-%)])-\s*|\+|负|零下|\bminus\s+)$", re.IGNORECASE)

_TIMES = {
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "亿": 10**8, "千万": 10**7, "百万": 10**6, "十万": 10**5,
    "万": 10**4, "千": 10**3, "百": 10**2, "billion": 10**9, "million": 10**6, "thousand": 10**3,
}  # fmt: skip
_MULTIPLIER = re.compile(r"\s?(" + "|".join(word + r"\b" * word.isascii() for word in _TIMES) + ")")

_DIGIT = dict(zip("零〇一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)) | {
    "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_PLACE = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_BIG = (("亿", 10**8), ("万", 10**4))
_CHINESE = re.compile(f"[{''.join(_DIGIT)}{''.join(_PLACE)}万亿点萬億]+")
_BEFORE_ONE = re.compile(r"(?:^|[\s,;:。、(=≈~\"'*]|[为是约或至到负]|等于|零下|分之)$")
_AFTER_ONE = re.compile(
    r"^(?:$|[\s,;:。、)~\"'*%‰]|[A-Za-z]|[或至到天日年月周时秒元吨克米牛帕升摄个件次片支名人])"
)


class Found(NamedTuple):
    """A number in a text, with where it stands, sign included."""

    value: Fraction
    start: int
    end: int


def fold(text: str) -> str:
    """Full-width ASCII and the ideographic space as ASCII; nothing else changes."""
    return text.translate(_FOLD)


def flat(text: str) -> str:
    """Superscripts as `^n`, the several hyphens and the minus sign as `-`."""
    text = _RAISED.sub(lambda m: "^" + m.group().translate(_SUPERSCRIPT), text)
    return re.sub("[\u2010-\u2013\u2212\ufe63]", "-", text)


def numbers(text: str) -> list[Found]:
    """Every number of a folded, flat text, left to right; digits of a code such as Q355 are none."""
    out: list[Found] = []
    position = 0
    while position < len(text):
        match = _DECIMAL.search(text, position)
        spelt = _spelt(text, position, match.start() if match else len(text))
        found = spelt or (_written(text, match) if match else None)
        if found is None:
            if match is None:
                break
            position = match.end()
            continue
        out.append(_signed(text, found))
        position = found.end
    return out


def _signed(text: str, found: Found) -> Found:
    sign = _SIGN.search(text, max(0, found.start - 8), found.start)
    if sign is None:
        return found
    negative = sign.group().strip() != "+"
    return Found(-found.value if negative else found.value, sign.start(), found.end)


def _written(text: str, match: re.Match[str]) -> Found | None:
    """A number in digits with its exponent, multiplier or divisor; None when it is out of bounds."""
    value, end = _digits(match.group()), match.end()
    raised = _EXPONENT.match(text, end)
    power = _POWER.match(text, end) if match.group() == "10" else None
    if raised or power:
        exponent = int((raised.group("e") or raised.group("p")) if raised else power.group("p"))  # type: ignore[union-attr]
        if abs(exponent) > MAX_EXPONENT:
            return None
        value = (value if raised else Fraction(1)) * Fraction(10) ** exponent
        return Found(value, match.start(), (raised or power).end())  # type: ignore[union-attr]
    if text[end : end + 1] == "/" and (below := _DECIMAL.match(text, end + 1)):
        divisor = _digits(below.group())
        return Found(value / divisor, match.start(), below.end()) if divisor else None
    return _multiplied(text, Found(value, match.start(), end))


def _multiplied(text: str, found: Found) -> Found:
    """`1.2万`, `1亿2000万`: multipliers must come down from left to right."""
    total, end, number, last = Fraction(0), found.end, found.value, 10**13
    while (times := _MULTIPLIER.match(text, end)) and _TIMES[times.group(1)] < last:
        last = _TIMES[times.group(1)]
        total, end = total + number * last, times.end()
        following = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,8})?(?=[百千万])").match(text, end)
        if following is None:
            rest = re.compile(r"[0-9]{3,4}(?![0-9.])").match(text, end)  # 1万2000
            if rest and int(rest.group()) < last:
                total, end = total + int(rest.group()), rest.end()
            return Found(total, found.start, end)
        number, end = _digits(following.group()), following.end()
    return Found(total, found.start, end) if total else found


def _digits(text: str) -> Fraction:
    return Fraction(re.sub(f"{_GAP}|,", "", text))


# --- Chinese numerals ------------------------------------------------------------------------------


def _spelt(text: str, start: int, stop: int) -> Found | None:
    """The first Chinese numeral that begins in `[start, stop)`.

    A single character such as 一 is a number only when it stands free: 统一 and 一般 hold none.
    """
    for match in _CHINESE.finditer(text, start, stop):
        word = match.group().replace("萬", "万").replace("億", "亿")
        value = chinese(word)
        free = _BEFORE_ONE.search(text[max(0, match.start() - 2) : match.start()]) and _AFTER_ONE.match(
            text[match.end() : match.end() + 1]
        )
        if value is not None and (len(word) > 1 or free):
            return Found(value, match.start(), match.end())
    return None


def chinese(word: str) -> Fraction | None:
    """一百二十 = 120, 两万三 = 23000, 一点五万 = 15000; None if malformed (三四十, 万一)."""
    if "点" not in word:
        whole = _integer(word)
        return None if whole is None else Fraction(whole)
    head, _, tail = word.partition("点")
    times = 1
    while tail and tail[-1] in "万亿":
        times, tail = times * (10**4 if tail[-1] == "万" else 10**8), tail[:-1]
    before = _integer(head)
    if before is None or not tail or len(tail) > MAX_DIGITS or not all(c in _DIGIT for c in tail):
        return None
    return (before + Fraction("0." + "".join(str(_DIGIT[c]) for c in tail))) * times


def _integer(word: str) -> int | None:
    if not word or len(word) > MAX_DIGITS:
        return None
    if len(word) > 1 and all(c in _DIGIT for c in word):
        # Digit by digit, as years and codes are read; 三五 is "three to five" in speech, so it gives nothing.
        by_digit = len(word) >= 4 or "零" in word or "〇" in word
        return int("".join(str(_DIGIT[c]) for c in word)) if by_digit else None
    total, last = 0, 0
    for sign, factor in _BIG:
        head, found, rest = word.rpartition(sign) if sign == "亿" else word.partition(sign)
        if not found:
            continue
        above = _integer(head)
        if not above:
            return None
        total, word, last = total + above * factor, rest, factor
    if not word:
        return total
    if last and word in _DIGIT and _DIGIT[word]:
        return total + _DIGIT[word] * last // 10  # 两万三
    below = _section(word)
    return None if below is None else total + below


def _section(word: str) -> int | None:
    """Below ten thousand: digits with 千百十, coming down."""
    total, last, digit, zero = 0, 10**4, 0, False
    for char in word:
        if char in _DIGIT:
            if digit:
                return None
            digit = _DIGIT[char]
            zero = zero or digit == 0
            continue
        place = _PLACE.get(char, 0)
        if place == 10 and not digit and not total and not zero:
            digit = 1
        if not digit or place >= last:
            return None
        total, last, digit, zero = total + digit * place, place, 0, False
    if digit and 10 < last < 10**4 and not zero:
        return total + digit * last // 10  # 一百二
    return total + digit
