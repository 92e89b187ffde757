"""Amounts of renminbi in capitals (大写金额), written in two ways and read back.

Follows the rules for cheques and settlement vouchers (正确填写票据和结算凭证的基本规定), writing the optional 零
before 角 and none after 万. Amounts are below one hundred million yuan with at most two decimals.
"""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = ("", "拾", "佰", "仟")


def _group(value: int) -> str:
    """Four digits, one 零 for any run of zeros between digits."""
    out, gap = "", False
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if digit:
            out += ("零" if gap and out else "") + DIGITS[digit] + UNITS[place]
        gap = digit == 0
    return out


def in_capitals(amount: Decimal) -> str:
    """The amount by groups of four digits: 16409.02 is 壹万陆仟肆佰零玖元零贰分."""
    cents = int(amount * 100)
    whole, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    high, low = divmod(whole, 10000)
    out = _group(high) + "万" if high else ""
    if low:
        out += ("零" if high and low < 1000 else "") + _group(low)
    out += "元"
    if not (jiao or fen):
        return out + "整"
    if not jiao or whole % 10 == 0:
        out += "零"
    return out + (DIGITS[jiao] + "角" if jiao else "") + (DIGITS[fen] + "分" if fen else "")


def in_capitals_by_erasing(amount: Decimal) -> str:
    """The same from the other end: write a unit after every digit, then strike out what the rules drop."""
    digits = f"{int(amount * 100):010d}"
    marks = ("仟", "佰", "拾", "万", "仟", "佰", "拾", "元", "角", "分")
    text = "".join(DIGITS[int(d)] + mark for d, mark in zip(digits, marks, strict=True))
    text = re.sub("零[仟佰拾角分]", "零", text)
    text = re.sub("零+", "零", text)
    text = re.sub("零(?=[万元])", "", text)
    text = re.sub("^零*万?零?", "", text)
    text = text.rstrip("零")
    if text.endswith("元"):
        return text + "整"
    return re.sub("元(?!零)", "元零", text) if digits[7] == "0" else text


def value_of(words: str) -> Decimal:
    """What an amount in capitals is worth; the inverse of both."""
    total = section = digit = 0
    for character in words:
        if character in DIGITS:
            digit = DIGITS.index(character)
        elif character in UNITS:
            section, digit = section + digit * 10 ** UNITS.index(character), 0
        elif character == "万":
            total, section, digit = (section + digit) * 10000, 0, 0
        elif character == "元":
            total, section, digit = (total + section + digit) * 100, 0, 0
        elif character in "角分":
            total, digit = total + digit * (10 if character == "角" else 1), 0
    return Decimal(total) / 100
