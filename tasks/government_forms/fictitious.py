"""Invented people, firms, numbers and dates for the government-forms items, in both languages.

Nobody here exists: the city is invented, telephone numbers begin with 125 or 0000 (not allotted) and division
codes have a city part of 81 to 99 (GB/T 2260 ends at 70). Never put a real name, code or number in this room.
"""

from __future__ import annotations

from datetime import date, timedelta

from harness.kit import Rng, Text

SURNAMES = (
    Text("周", "Zhou"), Text("沈", "Shen"), Text("韩", "Han"), Text("冯", "Feng"), Text("曹", "Cao"), Text("程", "Cheng"),
    Text("贾", "Jia"), Text("郝", "Hao"), Text("魏", "Wei"), Text("孟", "Meng"), Text("谭", "Tan"), Text("陆", "Lu"),
)  # fmt: skip
#: Given names, each with the one that a hurried ear writes instead.
GIVEN = (
    (Text("欣然", "Xinran"), Text("星然", "Xingran")),
    (Text("诗雨", "Shiyu"), Text("思雨", "Siyu")),
    (Text("晨宇", "Chenyu"), Text("成宇", "Chengyu")),
    (Text("敏之", "Minzhi"), Text("明之", "Mingzhi")),
    (Text("山青", "Shanqing"), Text("三青", "Sanqing")),
    (Text("林川", "Linchuan"), Text("凌川", "Lingchuan")),
    (Text("金禾", "Jinhe"), Text("京禾", "Jinghe")),
    (Text("真言", "Zhenyan"), Text("正言", "Zhengyan")),
)
#: Trade names, likewise.
TRADE_NAMES = (
    (Text("信诚", "Xincheng"), Text("兴诚", "Xingcheng")),
    (Text("晨源", "Chenyuan"), Text("成源", "Chengyuan")),
    (Text("金禾", "Jinhe"), Text("京禾", "Jinghe")),
    (Text("民晟", "Minsheng"), Text("名晟", "Mingsheng")),
    (Text("思远", "Siyuan"), Text("世远", "Shiyuan")),
    (Text("山和", "Shanhe"), Text("三和", "Sanhe")),
    (Text("林丰", "Linfeng"), Text("凌丰", "Lingfeng")),
    (Text("新茂", "Xinmao"), Text("兴茂", "Xingmao")),
)
BUSINESSES = (
    Text("商贸", "Trading"), Text("木业", "Timber"), Text("物流", "Logistics"), Text("餐饮", "Catering"),
    Text("机械", "Machinery"), Text("农业", "Farming"), Text("印务", "Printing"), Text("电器", "Electric"),
)  # fmt: skip
CITY = Text("青岚", "Qinglan")
STREETS = (
    Text("柳荫街", "Liuyin Street"), Text("北塔路", "Beita Road"), Text("渡口街", "Dukou Street"),
    Text("杏园路", "Xingyuan Road"), Text("石桥街", "Shiqiao Street"), Text("望溪路", "Wangxi Road"),
)  # fmt: skip
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = (
    Text("周一", "Mon"), Text("周二", "Tue"), Text("周三", "Wed"), Text("周四", "Thu"),
    Text("周五", "Fri"), Text("周六", "Sat"), Text("周日", "Sun"),
)  # fmt: skip


def name_pair(rng: Rng) -> tuple[Text, Text]:
    """A person, and the same name misheard."""
    surname, pair = rng.choice(SURNAMES), rng.choice(GIVEN)
    right, misheard = (Text(surname.zh + given.zh, f"{surname.en} {given.en}") for given in pair)
    return right, misheard


def person(rng: Rng) -> Text:
    return name_pair(rng)[0]


def company_pair(rng: Rng) -> tuple[Text, Text]:
    """A firm, and the same name misheard."""
    pair, business = rng.choice(TRADE_NAMES), rng.choice(BUSINESSES)
    right, misheard = (
        Text(f"{CITY.zh}{trade.zh}{business.zh}有限公司", f"{CITY.en} {trade.en} {business.en} Ltd.")
        for trade in pair
    )
    return right, misheard


def company(rng: Rng) -> Text:
    return company_pair(rng)[0]


def mobile(rng: Rng) -> str:
    """Eleven digits from 125, a range that no operator holds."""
    return f"125{rng.below(10**8):08d}"


def landline(rng: Rng) -> str:
    return f"0000-{rng.between(2000000, 8999999)}"


def division(rng: Rng) -> str:
    """Six digits of an administrative division that does not exist."""
    return f"13{rng.between(81, 99)}{rng.between(1, 18):02d}"


def day_between(rng: Rng, first: date, last: date) -> date:
    return first + timedelta(days=rng.below((last - first).days + 1))


def day_words(day: date) -> Text:
    """A date as people write it: `2026年3月5日`, `5 March 2026`."""
    return Text(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {MONTHS[day.month - 1]} {day.year}")


def day_with_weekday(day: date) -> Text:
    words, weekday = day_words(day), WEEKDAYS[day.weekday()]
    return Text(f"{words.zh}（{weekday.zh}）", f"{weekday.en} {words.en}")
