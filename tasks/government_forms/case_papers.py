"""Papers of a case as a text recogniser gives them: the application form and the business licence.

Whatever is blurred stays decidable: the reading rule is printed in the item (O and 〇 stand for 0, l and I for 1,
spaces and line breaks inside a number mean nothing, struck-out figures are void), and a character under a stamp
stands legibly in another place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from harness.kit import Lang, Text
from tasks.government_forms.case import Case
from tasks.government_forms.case_asides import MARGINS, OATH, RULES
from tasks.government_forms.printed import iso_day

READING = Text(
    "数字和代码里的O、〇是0，l、I是1，数字中间的空格和断行不算，划去的作废",
    "in numbers and codes O is 0, l and I are 1, spaces and line breaks inside a number mean nothing, and what is struck out is void",
)
HIDDEN = Text(
    "；■是被印章盖住的字符，同一代码在页脚另印了一次",
    "; ■ is a character under a stamp, and the same code is printed again at the foot",
)


@dataclass(frozen=True, slots=True)
class Scan:
    """A scanned application form."""

    level: int
    case: Case
    blank: tuple[str, ...]
    """Boxes left empty, of area, ends, phone and rent."""
    fax: str
    first_area: Decimal
    """Struck out from level 2 on."""
    hidden: tuple[int, int]
    """Places of the code under a stamp, in its two copies, at level 3."""
    salt: int
    """Which characters are misread."""
    rules: tuple[int, ...] = ()
    """Small print of `RULES`, from level 2 on."""
    margins: tuple[int, ...] = ()
    """Pencil notes of `MARGINS`, from level 2 on."""


def blurred(value: str, scan: Scan, lang: Lang) -> str:
    """`value` as it is recognised: some 0 and 1 are taken for letters from level 2 on."""
    if scan.level == 1:
        return value
    zeros, ones = ("O〇" if lang == "zh" else "OO"), "lI"

    def seen(place: int, character: str) -> str:
        turn = place + scan.salt
        if character == "0" and turn % 3:
            return zeros[turn % 2]
        return ones[turn % 2] if character == "1" and turn % 3 < 2 else character

    return "".join(seen(place, character) for place, character in enumerate(value))


def in_groups(code: str, scan: Scan) -> str:
    """A long code with the spaces and, at level 3, the line break that recognition adds."""
    cut = 5 + scan.salt % 4
    if scan.level == 1:
        return code
    return f"{code[:cut]} {code[cut:12]}" + (" " if scan.level == 2 else "\n") + code[12:]


def hide(code: str, place: int) -> str:
    return code[:place] + "■" + code[place + 1 :]


SHEET = Text(
    """青岚市小微企业场地租金补贴申请表　第1页 共2页
{rules}〔收件专用章〕便民服务中心　受理号 {no}
企业名称：{company}
统一社会信用代码：{code}
法定代表人：{person}　身份证号：{number}
租赁场地：{place}　面积：{area}
租期：{start} 起至 {ends}
月租金：{rent}　押金：{deposit}元
传真：{fax}　企业电话：{phone}
推荐单位意见：（本栏不填）
经办人：{agent}　手机：{mobile}
{foot}打印于 {printed} 09:12{second}""",
    """Qinglan rent subsidy for small firms: application   page 1 of 2
{rules}[RECEIVED stamp] service centre   file {no}
Company: {company}
Unified social credit code: {code}
Legal representative: {person}   ID number: {number}
Rented place: {place}   Area: {area}
Lease: from {start} to {ends}
Monthly rent: {rent}   Deposit: {deposit} yuan
Fax: {fax}   Company telephone: {phone}
Opinion of the recommending unit: (leave blank)
Agent: {agent}   Mobile: {mobile}
{foot}printed {printed} 09:12{second}""",
)
SECOND = Text(
    """
青岚市小微企业场地租金补贴申请表　第2页 共2页
{oath}
开户银行：青岚商业银行第{branch}支行　账号：{account}
拨款用途：场地租金补贴　年度预算科目：（财务填写）
受理意见：材料已当面看过，待复核。　复核人：（签名潦草，认不出）
{margins}""",
    """
Qinglan rent subsidy for small firms: application   page 2 of 2
{oath}
Bank: Qinglan Commercial Bank, branch {branch}   Account: {account}
Purpose: rent subsidy   Budget item: (for the finance office)
Remark of the counter: papers seen, to be looked over.   Second clerk: (signature illegible)
{margins}""",
)
EMPTY = {
    "area": Text(
        "＿＿平方米（整栋{building}平方米）", "____ square metres (whole building {building} square metres)"
    ),
    "ends": Text("（见合同）", "(see contract)"),
    "phone": Text("——", "--"),
    "rent": Text("＿＿元", "____ yuan"),
}


def surroundings(scan: Scan, lang: Lang) -> dict[str, str]:
    """Small print above the entries and the second page; neither is there at level 1."""
    if scan.level == 1:
        return {"rules": "", "second": ""}
    head, end, note = (
        ("填表说明：", "。\n", "〔铅笔旁注〕")
        if lang == "zh"
        else ("How to fill in: ", ".\n", "[in pencil] ")
    )
    second = SECOND[lang].format(
        oath=OATH[lang],
        branch=scan.case.no % 17 + 2,
        account=f"{scan.case.no}{scan.case.mobile[3:]}{scan.fax[5:]}",
        margins="\n".join(note + MARGINS[place][lang] for place in scan.margins),
    )
    rules = ("；" if lang == "zh" else ". ").join(RULES[place][lang] for place in scan.rules)
    return {"rules": head + rules + end, "second": second}


def scanned(scan: Scan, lang: Lang) -> str:
    """The recognised text of the form."""
    case, late = scan.case, scan.level == 3

    def day(value: object) -> str:
        return blurred(str(value), scan, lang)

    area, struck = blurred(str(case.area), scan, lang), ""
    if scan.level > 1:
        struck = f"〔划去：{scan.first_area}〕" if lang == "zh" else f"[struck out: {scan.first_area}] "
    filled = {
        "area": struck + area + ("平方米" if lang == "zh" else " square metres"),
        "ends": day(case.ends) + (" 止" if lang == "zh" else ""),
        "phone": blurred(case.phone, scan, lang),
        "rent": blurred(str(case.rent), scan, lang) + ("元" if lang == "zh" else " yuan"),
    }
    filled |= {box: EMPTY[box][lang].format(building=int(case.area) * 10 + 700) for box in scan.blank}
    one, two = (blurred(case.code, scan, lang),) * 2
    if late:
        one, two = hide(one, scan.hidden[0]), hide(two, scan.hidden[1])
    label = Text("证照代码 {code}　", "licence code {code}   ")[lang]
    return SHEET[lang].format(
        no=case.no, company=case.company[lang], person=case.person[lang], place=case.place[lang],
        code=in_groups(one, scan), number=in_groups(blurred(case.number, scan, lang), scan),
        start=day(case.start), deposit=case.rent * 2 + 300, fax=scan.fax, agent=case.agent[lang],
        mobile=case.mobile, foot=label.format(code=two) if late else "", printed=case.received.isoformat(), **filled, **surroundings(scan, lang),
    )  # fmt: skip


# --- read back -------------------------------------------------------------------------------------

LABELS = Text(
    r"信用代码：(?P<code>.+?)\n法定代表人：.*?身份证号：(?P<number>.+?)\n租赁场地：.*?面积：(?P<area>.+?)\n"
    r"租期：(?P<start>.+?)起至(?P<ends>.+?)\n月租金：(?P<rent>.+?)　押金.*?企业电话：(?P<phone>.+?)\n",
    r"credit code: (?P<code>.+?)\nLegal rep.*?ID number: (?P<number>.+?)\nRented place: .*?Area: (?P<area>.+?)\n"
    r"Lease: from (?P<start>.+?) to (?P<ends>.+?)\nMonthly rent: (?P<rent>.+?)   Deposit.*?Company telephone: (?P<phone>.+?)\n",
)
RESTORED = str.maketrans("O〇lI", "0011")


def digits_of(words: str, shape: str) -> str | None:
    """The first piece of `words` that has this shape once struck-out figures, spaces and misreadings are mended."""
    mended = re.sub(r"〔.*?〕|\[.*?\]|（.*?）|\(.*?\)|\s", "", words).translate(RESTORED)
    match = re.search(shape, mended)
    return match.group() if match else None


def read_scan(text: str, lang: Lang) -> dict[str, object]:
    """Entries of a recognised form, None for empty boxes. ValueError if a label is not found."""
    match = re.search(LABELS[lang], text, re.DOTALL)
    if match is None:
        raise ValueError(f"no form here: {text[:60]}")
    code = digits_of(match["code"], r"[0-9A-Z■]{18}")
    again = re.search(r"(?:证照代码|licence code) (\S{18})", text)
    if code and again:
        other = str(digits_of(again[1], r"\S{18}"))
        code = "".join(b if a == "■" else a for a, b in zip(code, other, strict=True))
    day = r"\d{4}-\d\d-\d\d"
    area, rent = digits_of(match["area"], r"\d+\.\d"), digits_of(match["rent"], r"\d+")
    return {
        "code": code,
        "number": digits_of(match["number"], r"\d{17}[\dX]"),
        "area": Decimal(area) if area else None,
        "start": iso_day(digits_of(match["start"], day)),
        "ends": iso_day(digits_of(match["ends"], day)),
        "rent": int(rent) if rent else None,
        "phone": digits_of(match["phone"], r"\d{4}-\d{7}"),
    }
