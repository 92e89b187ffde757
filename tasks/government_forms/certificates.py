"""Which certificate is this (证照识别): the kind of document from two of the things printed on it.

What each kind bears is printed in the item. Some features are shared by two kinds, so both cues are needed;
what the visitor takes the document for never decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harness.kit import Answer, Lang, OptionText, Rng, Text, glossary
from tasks.government_forms.printed import Clauses

CERTIFICATES = {
    "business": Text("营业执照", "business licence"),
    "food": Text("食品许可证", "food permit"),
    "household": Text("户口簿", "family register"),
    "residence": Text("居住证", "residence card"),
    "property": Text("不动产权证", "property deed"),
}
FEATURES = {
    "code": Text("信用代码", "credit code"),
    "capital": Text("注册资本", "capital"),
    "scope": Text("经营范围", "scope"),
    "trade": Text("餐饮类别", "catering type"),
    "expiry": Text("有效期", "expiry"),
    "head": Text("户主", "householder"),
    "kin": Text("亲属关系", "family ties"),
    "native": Text("籍贯", "native place"),
    "registered": Text("户籍地址", "home-town address"),
    "present": Text("现住址", "present address"),
    "location": Text("房屋坐落", "location"),
    "area": Text("面积", "floor area"),
    "use": Text("房屋用途", "house use"),
}
BEARS = {
    "business": ("code", "capital", "scope"),
    "food": ("code", "trade", "expiry"),
    "household": ("head", "kin", "native"),
    "residence": ("registered", "present", "expiry"),
    "property": ("location", "area", "use"),
}
MEANINGS = {
    key: Text("、".join(FEATURES[f].zh for f in bears), ", ".join(FEATURES[f].en for f in bears))
    for key, bears in BEARS.items()
}
#: What a clerk sees on the page, by the feature it is.
CUES = (
    ("code", Text("一串18位的企业代码", "an 18-character company code")),
    ("code", Text("单位的统一编码", "the firm's unified number")),
    ("capital", Text("股东出资的总额", "the sum the partners put in")),
    ("capital", Text("公司本钱多少万元", "the money the company began with")),
    ("scope", Text("可以做哪些买卖", "the kinds of trade allowed")),
    ("scope", Text("“建材销售、货物装卸”等业务", "'sale of building materials, loading' and so on")),
    ("trade", Text("“热食类制售”几个字", "the words 'hot dishes, made and sold'")),
    ("trade", Text("属于小饭馆还是食堂", "whether it is a canteen or a restaurant")),
    ("expiry", Text("用到哪一天为止", "the last day it may be used")),
    ("expiry", Text("截止的年月日", "the day it runs out")),
    ("head", Text("一家之主的姓名", "who leads the family")),
    ("head", Text("由谁当家", "who is in charge at home")),
    ("kin", Text("“长子”“儿媳”等称呼", "'eldest son', 'daughter-in-law' and the like")),
    ("kin", Text("各人与当家人是什么亲戚", "how each person is related to the first")),
    ("native", Text("祖上是哪个县的人", "the county the forefathers came from")),
    ("native", Text("老家祖籍在哪里", "where the family hails from")),
    ("registered", Text("户口落在外地哪个村", "the village the holder is registered in")),
    ("registered", Text("持证人户口所在地", "the place of the holder's registration")),
    ("present", Text("眼下租住的地方", "the rented room the holder lives in now")),
    ("present", Text("在本市落脚的门牌", "the holder's door number in this city")),
    ("location", Text("这套房在几号楼几单元", "the block and staircase of this flat")),
    ("location", Text("房子的街道和楼号", "the street and block of the building")),
    ("area", Text("一百多平方米的数字", "a figure of some hundred square metres")),
    ("area", Text("房子有多少平方米", "the square metres of the flat")),
    ("use", Text("房子是住人还是开店", "whether it is for living or for a shop")),
    ("use", Text("房子“用途：住宅”的字样", "the words 'for use as a dwelling'")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scan:
    """A scanned document and what can be made out on it."""

    level: int
    no: int
    certificate: str
    seen: tuple[Text, Text]
    called: str
    """What the visitor takes it for at level 3, right or wrong."""


class Certificate(Clauses[Scan], OptionText[Scan]):
    """Name the kind of certificate."""

    name = "certificate"
    cases = tuple(CERTIFICATES)
    terms = CERTIFICATES
    options = 5
    zh = (
        "第{no}号扫描件字迹模糊，能看清的有：{one}；{two}。<noise>这是哪种证件？各证所载：{bears}",
        "窗口收到一份材料（{no}号），上面能看到{one}，还有{two}。<noise>请认出证件种类：{bears}",
        "归档第{no}号。图上能看到{one}，也能看到{two}。<noise>按下面各证所载内容，它是哪种证？{bears}",
    )
    en = (
        "Scan {no} is blurred; legible: {one}; {two}. <noise>Which document is it? Each bears: {bears}",
        "A paper ({no}) came in that shows {one}, and {two}. <noise>Name its kind: {bears}",
        "For filing, no. {no}. It shows {one} and {two}. <noise>By what each one bears, which is it? {bears}",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Scan:
        first, second = rng.sample(BEARS[case], 2)
        one, two = (rng.choice([words for tag, words in CUES if tag == f]) for f in (first, second))
        called = rng.choice(tuple(CERTIFICATES))
        return Scan(level, rng.between(1001, 9999), case, (one, two), called)

    def solve(self, record: Scan) -> Answer:
        """The certificate the cues were drawn for."""
        return record.certificate

    def check(self, record: Scan) -> Answer:
        """From the words back: the certificates that bear each feature, and the one that bears both."""
        features = [tag for tag, words in CUES if words in record.seen]
        bearers = [{key for key, bears in BEARS.items() if f in bears} for f in features]
        (certificate,) = bearers[0] & bearers[1]
        return certificate

    def fields(self, record: Scan, lang: Lang) -> Mapping[str, object]:
        one, two = record.seen
        return {
            "no": record.no, "one": one, "two": two, "called": CERTIFICATES[record.called],
            "bears": glossary(CERTIFICATES, MEANINGS, lang),
        }  # fmt: skip

    def clauses(self, record: Scan, lang: Lang) -> Mapping[str, str]:
        noise = {
            1: ("", ""),
            2: ("右下角盖有红章。", "It has a red stamp. "),
            3: ("来人{=以为}是{called}。", "The visitor {=takes} it for a {called}. "),
        }[record.level]
        return {"noise": noise[0] if lang == "zh" else noise[1]}
