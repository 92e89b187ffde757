"""Written forms made plain before numbers are read: signs in words, halves, tenths, square units, codes.

Text to text. It moves a sign to its digits and blanks digits that are names (a standard, an ordinal, a number of
decimal places); it never makes a number where none was said.
"""

from __future__ import annotations

import re
from fractions import Fraction

from harness.reading.numerals import chinese

_ANY_CASE = re.IGNORECASE | re.ASCII
_DIGIT = "一二三四五六七八九"
_SPELT = "零〇一二两三四五六七八九十百千万"
_NUMBER = rf"(?:[0-9]+(?:\.[0-9]+)?|[{_SPELT}]+(?:点[{_SPELT}]+)?)"
_HALVED = (
    r"(?:公?吨|小时|个?月|年(?!级)|天|周|公斤|千克|斤|毫?米|厘米|公里|毫?升|毫?克|片|瓶|支|分钟|个百分点)"
)
_ABOUT = r"(?:的|值|约为|大约|约|about|approximately|approx\.?|around|roughly|some|[~≈\s])"

_MINUS = re.compile(
    rf"(?:负|零下|\bminus\b|\bnegative\b|(?<![0-9A-Za-z)%.])-(?=\s*(?:百分之|千分之|约|大约|about"
    rf"|approx)))({_ABOUT}*)(百分之|千分之)?\s*(?=[0-9.{_SPELT}])",
    _ANY_CASE,
)
_BRACKETED = re.compile(r"(?<![0-9A-Za-z)\]])([-+])\s*\(\s*([0-9][0-9.,]*(?:\s*(?:%|[A-Za-z/]+))?)\s*\)")
_TENTHS = re.compile(
    rf"(?<![{_SPELT}0-9.])([{_DIGIT}两1-9])成(半|[{_DIGIT}])?(?![分立品员功为本果交形型熟份])"
)
_AND_A_HALF = re.compile(
    rf"(?<![0-9.{_SPELT}])({_NUMBER})(?:个)?半(?={_HALVED})"
    rf"|(?<![0-9.{_SPELT}第])({_NUMBER})\s*({_HALVED})半(?![径年月天])"
)
_HALF = re.compile(rf"(?<![{_SPELT}0-9个大多一减过另])半个?(?={_HALVED})")
_ENGLISH_HALF = re.compile(
    r"\bhalf an?\s+(?=[a-z])|\b([0-9]+|one|two|three|four|five|six) and a half\b", _ANY_CASE
)

_KILO_UNITS = dict(zip("克米牛帕瓦焦卡", ("g", "m", "N", "Pa", "W", "J", "cal"), strict=True))
_KILO = re.compile(rf"(?<=[{_SPELT}0-9])\s?千([克米牛帕瓦焦卡])(?!力)")
_SMALL = dict(zip(("one", "two", "three", "four", "five", "six"), range(1, 7), strict=True))

_BODIES = (
    "GB|YB|JB|HG|SH|NB|TB|CJ|DB|QC|WS|SY|JG|YY|DL|CB|HJ|ISO|IEC|ASTM|ASME|API|AWS|JIS|DIN|BS EN|EN|BS"
    "|SAE|UNS|AISI"
)
_CODE = re.compile(
    rf"《[^》]*》"
    rf"|\b(?:{_BODIES})(?:\s?/\s?[A-Z]+)?(?:\s+[A-Z]+)?[\s-]*[A-Z]?[0-9]+(?:[.-][0-9]+)*(?:[:—-][0-9]{{4}})?",
    re.ASCII,
)
_ORDER = rf"(?:[0-9]{{1,4}}|[{_SPELT}]+)"
_ORDINAL = re.compile(
    rf"第\s*{_ORDER}(?:\.[0-9]+)*\s*(?:[根炉批个组次件项步题号条款章节行列层类种档级页卷例轮版名位块张台]|试样|样品)?"
    rf"|(?:表|图|公式|式|附录|附表|步骤|方案|炉号|炉次|编号|序号|试样|样品|条款|案例|题目|例"
    rf"|注)\s*[(#]?\s*(?:[0-9]{{1,2}}(?:[.-][0-9]+)*|[{_DIGIT}十])(?![0-9.%万亿千百十])[)]?"
    r"|\b(?:item|step|table|fig(?:ure)?\.?|eq(?:uation)?\.?|heat|no\.|nr\.?|specimen|sample|clause"
    r"|section|chapter|option|case|question|example|formula|scheme|test|batch|coil|plate|bar|beam|line"
    r"|row|column)\s*#?\(?[0-9]{1,4}(?:\.[0-9]+)*\)?(?![0-9.%])(?!\s*(?:%|kg|mm|MPa|kN|t\b|g\b|h\b|°))"
    r"|#[0-9]{1,4}(?![0-9.%])|\b[0-9]{1,4}(?:st|nd|rd|th)\b|\b(?:19|20)[0-9]{2}\s*(?:年?版|edition)"
    r"|[0-9]{1,3}\s*[#号]",
    _ANY_CASE,
)
_ROUNDED = re.compile(
    rf"(?:结果)?(?:保留|取|修约至?|精确到?|四舍五入到?)(?:到|至|为"
    rf"|小数点后)*\s*{_ORDER}\s*位(?:有效)?(?:小数|数字|整数)?|(?:精确|修约|保留|四舍五入"
    rf"|取整)到\s*(?:[0-9.]+|个|十|百)位?"
    r"|\b(?:to |with |rounded to )?(?:[0-9]+|one|two|three|four) (?:decimal places?|decimals|d\.?p\.?"
    r"|significant (?:figures|digits)|s\.?f\.?)",
    _ANY_CASE,
)
_ENUMERATED = re.compile(
    r"(?m)^\s*(?:[-•*·]\s+(?=[^\s0-9.])|\(?[1-9]\)\s+(?=\S)|[1-9][.、]\s+(?=\S)|[①-⑨]\s*)"
)
_SQUARE = re.compile(
    
    r"(平方|立方|\bsquare\s+|\bcubic\s+)(毫米|厘米|分米|公里|千米|米|[kcdm]?m\b|(?:kilo|centi|deci"
    r"|milli)?met(?:re|er)s?)", _ANY_CASE
)  # fmt: skip
_ORDINAL_WORD = re.compile(r"\b(?:mega|kilo)(?:pascal|newton)s?\b|\b(?:pascal|newton)s?\b", _ANY_CASE)
_LONG_UNITS = {
    "megapascal": "MPa", "kilopascal": "kPa", "pascal": "Pa",
    "meganewton": "MN", "kilonewton": "kN", "newton": "N",
}  # fmt: skip


def plain(text: str) -> str:
    """A folded, flat text in which numbers stand in one notation, and digits of names stand no more."""
    text = _BRACKETED.sub(r"\1\2", text)
    text = re.sub(r"\bplus or minus\b|正负|加减", "±", text)
    text = re.sub(rf"(?<=小时)(\s*(?:[0-9]+|[{_SPELT}]+)\s*分)(?!钟|之)", r"\1钟", text)
    text = _MINUS.sub(lambda m: f"{m.group(1)}{m.group(2) or ''}负", text)
    text = _AND_A_HALF.sub(_with_half, text)
    text = _HALF.sub("0.5", text)
    text = _KILO.sub(lambda m: "k" + _KILO_UNITS[m.group(1)], text)
    text = re.sub(r"(?<=[0-9])\s*(hrs?|h|min|d)\s?(?=[0-9])", r"\1 ", text)
    text = _ENGLISH_HALF.sub(
        lambda m: f"{_SMALL.get(m.group(1).casefold(), m.group(1))}.5" if m.group(1) else "0.5 ", text
    )
    text = _TENTHS.sub(_percent, text)
    text = _SQUARE.sub(
        lambda m: m.group(2) + ("2" if m.group(1).strip().casefold() in ("平方", "square") else "3"), text
    )
    return _ORDINAL_WORD.sub(lambda m: _LONG_UNITS[m.group().casefold().rstrip("s")], text)


def unnamed(text: str) -> str:
    """The text without numbers that are names: standards, ordinals, places of decimals, list numbers."""
    for pattern in (_ROUNDED, _CODE, _ORDINAL, _ENUMERATED):
        text = pattern.sub(" ", text)
    return text


def _value(word: str) -> Fraction | None:
    return Fraction(word) if word[0].isdigit() and word.isascii() else chinese(word)


def _decimal(value: Fraction) -> str:
    """Halves and tenths in digits, exactly."""
    whole, rest = divmod(value * 100, 100)
    return f"{whole}" if not rest else f"{whole}.{int(rest):02d}".rstrip("0")


def _with_half(m: re.Match[str]) -> str:
    value = _value(m.group(1) or m.group(2))
    if value is None or value.denominator != 1:
        return m.group()
    return _decimal(value + Fraction(1, 2)) + (m.group(3) or "")


def _percent(m: re.Match[str]) -> str:
    tens, ones = _value(m.group(1)), Fraction(5) if m.group(2) == "半" else _value(m.group(2) or "0")
    return m.group() if tens is None or ones is None else f"{_decimal(tens * 10 + ones)}%"
