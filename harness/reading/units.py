"""A small closed table of units with exact factors, and the few ways of combining them (N/mm2, mg/(kg·d)).

Two units are comparable when their dimensions agree; an unknown word is never taken for a known unit. It
never converts what needs more than a factor (degrees, months, mg/dL of an analyte).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

Dimension = tuple[tuple[str, int], ...]


class Unit(NamedTuple):
    """`factor` base units of `dimension`."""

    dimension: Dimension
    factor: Fraction


_PREFIX = {
    "": Fraction(1), "G": Fraction(10**9), "M": Fraction(10**6), "k": Fraction(10**3), "h": Fraction(100),
    "d": Fraction(1, 10), "c": Fraction(1, 100), "m": Fraction(1, 10**3), "μ": Fraction(1, 10**6),
    "n": Fraction(1, 10**9), "p": Fraction(1, 10**12),
}  # fmt: skip
#: symbol: prefixes it takes, base unit in terms of m, g, s, N, mol, A; force stays a base of its own.
_SI: Mapping[str, tuple[str, dict[str, int], Fraction]] = {
    "m": ("k d c m μ n", {"m": 1}, Fraction(1)),
    "g": ("k m μ n", {"g": 1}, Fraction(1)),
    "t": ("k M", {"g": 1}, Fraction(10**6)),
    "斤": ("", {"g": 1}, Fraction(500)),
    "kgf": ("", {"N": 1}, Fraction(980665, 10**5)),
    "s": ("m μ", {"s": 1}, Fraction(1)),
    "min": ("", {"s": 1}, Fraction(60)),
    "h": ("", {"s": 1}, Fraction(3600)),
    "d": ("", {"s": 1}, Fraction(86400)),
    "N": ("k M", {"N": 1}, Fraction(1)),
    "Pa": ("h k M G", {"N": 1, "m": -2}, Fraction(1)),
    "bar": ("m", {"N": 1, "m": -2}, Fraction(10**5)),
    "J": ("k M", {"N": 1, "m": 1}, Fraction(1)),
    "W": ("m k M", {"N": 1, "m": 1, "s": -1}, Fraction(1)),
    "Wh": ("k M", {"N": 1, "m": 1}, Fraction(3600)),
    "L": ("d m μ", {"m": 3}, Fraction(1, 1000)),
    "mol": ("m μ n p", {"mol": 1}, Fraction(1)),
    "A": ("k m μ", {"A": 1}, Fraction(1)),
    "V": ("k m μ", {"V": 1}, Fraction(1)),
    "Ω": ("k M m", {"Ω": 1}, Fraction(1)),
    "Hz": ("k M G", {"s": -1}, Fraction(1)),
    "%": ("", {"%": 1}, Fraction(1)),
    "‰": ("", {"%": 1}, Fraction(1, 10)),
    "‱": ("", {"%": 1}, Fraction(1, 100)),
    "ppm": ("", {"%": 1}, Fraction(1, 10**4)),
    "元": ("", {"元": 1}, Fraction(1)),
    "万元": ("", {"元": 1}, Fraction(10**4)),
    "亿元": ("", {"元": 1}, Fraction(10**8)),
    "IU": ("k m μ", {"IU": 1}, Fraction(1)),
    "U": ("k m μ", {"U": 1}, Fraction(1)),
}
#: Units that compare with themselves only.
_ALONE = (
    "°C K ° rad r mmHg mEq dB HB HBW HRC HV 百分点 month year 工作日 分 角 岁 步 级 kcal cal "
    "个 件 台 根 片 粒 支 瓶 滴 次 人 张 份 批 名 条 项 页 只 套 枚 块 卷 箱 包 车 辆 户 处 位 炉"
)
#: Words that may follow a bare count.
COUNTERS = (
    *"个件台根片粒支瓶滴次人张份批名条项页只套枚块卷箱包车辆户处位炉",
    "pcs",
    "pc",
    "pieces",
    "piece",
    "items",
    "item",
)
_ALIAS = {
    "mm": "毫米 millimetre millimetres millimeter millimeters",
    "cm": "厘米 centimetre centimetres centimeter centimeters", "dm": "分米",
    "m": "米 metre metres meter meters", "km": "千米 公里 kilometre kilometres kilometer kilometers",
    "μm": "um 微米", "nm": "纳米", "kg": "千克 公斤 Kg KG kgs kilogram kilograms", "g": "克 gram grams",
    "mg": "毫克 milligram milligrams", "μg": "ug mcg 微克 microgram micrograms", "t": "吨 公吨 tonne tonnes",
    "kgf": "千克力 公斤力", "斤": "市斤", "N": "牛 牛顿", "kN": "千牛 KN", "MN": "兆牛", "Pa": "帕 帕斯卡",
    "kPa": "千帕 KPa", "MPa": "兆帕 Mpa MPA", "GPa": "吉帕 Gpa GPA", "J": "焦 焦耳", "kJ": "千焦 KJ", "W": "瓦",
    "kW": "千瓦 KW", "Wh": "瓦时", "kWh": "千瓦时 度电", "L": "l 升 litre litres liter liters",
    "mL": "ml 毫升 millilitre millilitres milliliter milliliters", "μL": "uL ul μl 微升", "dL": "dl 分升",
    "mmol": "毫摩尔", "μmol": "umol 微摩尔", "mol": "摩尔", "s": "sec 秒 second seconds",
    "min": "mins 分钟 minute minutes", "h": "hr hrs 小时 钟头 时 hour hours", "d": "天 日 day days",
    "month": "月 个月 months", "year": "年 years", "工作日": "个工作日 workingday workingdays workday workdays",
    "岁": "周岁", "%": "wt% wt.% mass% percent pct pct. 百分比", "ppm": "PPM",
    "元": "人民币元 元整 圆 圆整 yuan RMB CNY",
    "°C": "℃ 摄氏度 degC celsius Celsius degreesCelsius degreesC degreeCelsius",
    "K": "开 开尔文 kelvin kelvins", "°": "度 deg", "百分点": "个百分点", "r": "转 rev", "A": "安 安培",
    "V": "伏 伏特", "Hz": "赫兹 赫", "个": "pcs pc", "cal": "卡", "kcal": "千卡 大卡", "mmHg": "毫米汞柱",
    "Ω": "欧 欧姆 ohm",
}  # fmt: skip
_COMPOUND = {
    "Nm": "N·m", "N.m": "N·m", "kNm": "kN·m", "kN.m": "kN·m", "Nmm": "N·mm", "N.mm": "N·mm", "rpm": "r/min",
    "mg%": "mg/dL", "cc": "cm^3",
}  # fmt: skip


def _atoms() -> dict[str, Unit]:
    out: dict[str, Unit] = {}
    for symbol, (prefixes, dims, factor) in _SI.items():
        for prefix in ("", *prefixes.split()):
            out[prefix + symbol] = Unit(tuple(sorted(dims.items())), factor * _PREFIX[prefix])
    out |= {name: Unit(((name, 1),), Fraction(1)) for name in _ALONE.split()}
    out["kcal"] = Unit((("cal", 1),), Fraction(1000))
    out["周"] = out["星期"] = Unit((("s", 1),), Fraction(7 * 86400))
    for symbol, names in _ALIAS.items():
        out |= dict.fromkeys(names.split(), out[symbol])
    return out


ATOMS: Mapping[str, Unit] = _atoms()
#: Currency that stands before its amount; None marks a currency that is not the yuan.
PREFIXED: Mapping[str, str | None] = {
    "¥": "元", "￥": "元", "RMB": "元", "CNY": "元", "$": None, "€": None, "£": None,
    "USD": None, "EUR": None, "HKD": None,
}  # fmt: skip


def tidy(name: str) -> str:
    """One spelling per unit: μ for its look-alike, `·` for products, `/` for per, no spaces."""
    name = name.strip().replace("\u00b5", "μ").replace("每", "/")
    name = re.sub("[⋅•・∙*]", "·", name)
    return re.sub(r"\s+", "", name)


@lru_cache(maxsize=1024)
def unit_of(name: str) -> Unit | None:
    """The unit a word stands for, or None. `N/mm2`, `mm^2`, `mg/(kg·d)` and `毫升/小时` are read."""
    name = tidy(name)
    name = _COMPOUND.get(name, name)
    if not name or len(name) > 24:
        return None
    if name in ATOMS:
        return ATOMS[name]
    if name[0] in "万亿" and (rest := unit_of(name[1:])):
        return Unit(rest.dimension, rest.factor * (10**4 if name[0] == "万" else 10**8))
    above, *below = re.split(r"/", name)
    parts = [(part, 1) for part in _product(above) if part != "1"]
    parts += [(part, -1) for group in below for part in _product(group)]
    return _combined(parts)


#: Everyday words that stand for the expected unit and for no other there.
EVERYDAY: Mapping[str, tuple[str, ...]] = {
    "°C": ("度", "degrees", "deg"), "°": ("degrees",), "kWh": ("度",), "元": ("块", "块钱"), "min": ("分",),
}  # fmt: skip
_ZERO_CELSIUS = Fraction(27315, 100)


def same_unit(written: str, expected: str) -> bool:
    """Whether a word is the expected unit said loosely: `mpa` for MPa, 度 for ℃, `mms` for mm."""
    if unit_of(written) is not None and written not in EVERYDAY.get(symbol(expected), ()):
        return False
    sloppy = written in (expected.casefold(), expected.upper()) and len(written) > 1
    plural = written.endswith("s") and unit_of(written[:-1]) == unit_of(expected) is not None
    return sloppy or plural or written in EVERYDAY.get(symbol(expected), ())


def symbol(name: str) -> str:
    """The unit's symbol of the table, or the word itself: ℃ and 摄氏度 are °C."""
    return next((s for s, words in _ALIAS.items() if name in words.split()), name)


def converted(value: Fraction, given: Unit | None, expected: Unit | None) -> Fraction | None:
    """A value in the expected unit, kelvin and degrees Celsius included; None when the dimensions differ."""
    if given is None or expected is None:
        return None
    if given.dimension == expected.dimension:
        return value * given.factor / expected.factor
    pair = (given.dimension, expected.dimension)
    if pair == ((("K", 1),), (("°C", 1),)):
        return value - _ZERO_CELSIUS
    return value + _ZERO_CELSIUS if pair == ((("°C", 1),), (("K", 1),)) else None


def _product(group: str) -> list[str]:
    inner = group[1:-1] if group.startswith("(") and group.endswith(")") else group
    return inner.split("·")


def _combined(parts: Iterable[tuple[str, int]]) -> Unit | None:
    factor, dims = Fraction(1), dict[str, int]()
    for part, sign in parts:
        match = re.fullmatch(r"(.*?[^0-9^-])(?:\^?(-?[1-4]))?", part)
        atom = ATOMS.get(match.group(1)) if match else None
        if match is None or atom is None:
            return None
        power = sign * int(match.group(2) or 1)
        factor *= atom.factor**power
        for symbol, exponent in atom.dimension:
            dims[symbol] = dims.get(symbol, 0) + exponent * power
    return Unit(tuple(sorted((s, p) for s, p in dims.items() if p)), factor)
