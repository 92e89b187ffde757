"""Which certificate is this (证照识别): the kind of document from two of the things printed on it.

What each kind bears is printed in the item and no two kinds share a feature; what the visitor takes the
document for never decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harness.kit import Answer, Lang, OptionText, Rng, Text, glossary
from tasks.government_forms.printed import Clauses

CERTIFICATES = {
    "business": Text("营业执照", "trade licence"),
    "food": Text("食品许可证", "food permit"),
    "household": Text("户口簿", "family book"),
    "residence": Text("居住证", "residence card"),
    "property": Text("不动产权证", "property deed"),
}
FEATURES = {
    "code": Text("信用代码", "credit code"),
    "capital": Text("注册资本", "capital"),
    "scope": Text("经营范围", "scope"),
    "trade": Text("餐饮类别", "catering"),
    "dishes": Text("经营项目", "dishes"),
    "head": Text("户主", "head"),
    "kin": Text("亲属关系", "kinship"),
    "native": Text("籍贯", "origin"),
    "registered": Text("户籍地址", "home registry"),
    "present": Text("现住址", "lodging"),
    "location": Text("坐落", "location"),
    "area": Text("面积", "area"),
    "use": Text("用途", "use"),
}
BEARS = {
    "business": ("code", "capital", "scope"),
    "food": ("trade", "dishes"),
    "household": ("head", "kin", "native"),
    "residence": ("registered", "present"),
    "property": ("location", "area", "use"),
}
MEANINGS = {
    key: Text("、".join(FEATURES[f].zh for f in bears), ", ".join(FEATURES[f].en for f in bears))
    for key, bears in BEARS.items()
}
#: What a clerk sees on the page, by the feature it is.
CUES = (
    ("code", Text("18位的企业代码", "18-character company code")),
    ("code", Text("单位的统一编码", "the firm's unified number")),
    ("capital", Text("股东出资的总额", "the sum the partners put in")),
    ("capital", Text("公司本钱多少万元", "money the company began with")),
    ("scope", Text("可以做哪些买卖", "the kinds of trade allowed")),
    ("scope", Text("建材销售等业务", "'sale of building materials'")),
    ("trade", Text("属于小饭馆或食堂", "a canteen or a restaurant")),
    ("trade", Text("供餐单位的种类", "the kind of eating place")),
    ("dishes", Text("“热食类制售”字样", "'hot dishes, made and sold'")),
    ("dishes", Text("“含冷荤凉菜”字样", "'cold dishes included'")),
    ("head", Text("一家之主姓名", "who leads the family")),
    ("head", Text("由谁当家", "who is in charge at home")),
    ("kin", Text("“长子”“儿媳”称呼", "'eldest son', 'daughter-in-law'")),
    ("kin", Text("各人与当家人的辈分", "each one's tie to the first")),
    ("native", Text("祖上是哪县的人", "county of the forefathers")),
    ("native", Text("老家祖籍在哪里", "where the family hails from")),
    ("registered", Text("户口落在外地哪村", "village the holder is from")),
    ("registered", Text("持证人户口所在地", "where the holder is registered")),
    ("present", Text("眼下租住的地方", "the room rented now")),
    ("present", Text("在本市落脚的门牌", "the door number in this city")),
    ("location", Text("房子在几号楼", "which block the flat is in")),
    ("location", Text("房子的街道楼号", "street number of the building")),
    ("area", Text("一百多平方米", "some hundred square metres")),
    ("area", Text("房子有多大", "how large the flat is")),
    ("use", Text("房子住人还是开店", "a flat to live in or a shop")),
    ("use", Text("“用途：住宅”字样", "'for use as a dwelling'")),
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
    title = Text("辨认证件种类", "Name the kind of certificate")
    cases = tuple(CERTIFICATES)
    terms = CERTIFICATES
    options = 5
    zh = (
        "第{no}号扫描件上能看清：{one}；{two}。<noise>各证所载如下，请问这是哪种证件？{bears}",
        "窗口收到一份材料（{no}号），上面写明{one}，还有{two}。<noise>请按各证所载归类。{bears}",
        "归档第{no}号，图上看到{one}，也看到{two}。<noise>各证所载如下，它是哪种证？{bears}",
    )
    en = (
        "Scan {no} is blurred; legible: {one}; {two}. <noise>Which document is it? Each bears:{bears}",
        "A paper ({no}) came in that shows: {one}; {two}. <noise>Name its kind by what each bears.{bears}",
        "For filing, no. {no}, which shows: {one}; {two}. <noise>By what each bears, which is it?{bears}",
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
            2: ("盖有红章。", "Red stamp. "),
            3: ("来人{=以为}是{called}。", "{=Visitor's guess}: {called}. "),
        }[record.level]
        return {"noise": noise[0] if lang == "zh" else noise[1]}
