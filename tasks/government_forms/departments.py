"""Routing of hotline complaints (12345式派单): which department the printed duty list makes responsible.

Complaints are told in everyday words; the duty list is the item's own and stands for no real city. What the
caller believes never decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harness.kit import Answer, Lang, OptionText, Rng, Text, glossary
from tasks.government_forms.fictitious import STREETS
from tasks.government_forms.printed import Clauses

DEPARTMENTS = {
    "market": Text("市场监管局", "Market"),
    "urban": Text("城管局", "Urban"),
    "environment": Text("生态环境局", "Ecology"),
    "labour": Text("人社局", "Labour"),
    "housing": Text("住建局", "Housing"),
}
#: The duty list: department to its matters, each with its words.
DUTIES = {
    "market": {"price": Text("价格", "prices"), "food": Text("食品", "food"), "scales": Text("计量", "measures")},
    "urban": {"stalls": Text("占道", "street trading"), "building": Text("违建", "illegal building"), "tidiness": Text("市容", "tidiness")},
    "environment": {"air": Text("废气", "fumes"), "water": Text("废水", "waste water"), "noise": Text("工厂噪声", "factory noise")},
    "labour": {"wages": Text("欠薪", "unpaid wages"), "insurance": Text("社保", "social insurance"), "contract": Text("劳动合同", "contracts")},
    "housing": {"estate": Text("物业", "estate services"), "heating": Text("供热", "heating"), "defects": Text("房屋质量", "building defects")},
}  # fmt: skip
MEANINGS = {
    key: Text("、".join(w.zh for w in duties.values()), ", ".join(w.en for w in duties.values()))
    for key, duties in DUTIES.items()
}
#: What callers say, by the matter it is.
CUES = (
    ("price", Text("超市结账比货架价多收钱", "the till takes more than the shelf says")),
    ("price", Text("理发店没有价目表，随口要钱", "a barber has no tariff on the wall")),
    ("food", Text("在饭馆吃凉菜，一桌人拉肚子", "a party fell ill after a cold dish")),
    ("food", Text("小卖部的面包过期发霉", "a shop sells mouldy bread")),
    ("scales", Text("菜摊的秤不准，缺斤少两", "the greengrocer's scale gives short weight")),
    ("scales", Text("加油机多显示了升数", "the fuel pump showed too many litres")),
    ("stalls", Text("小贩把摊子摆满人行道", "pedlars cover the pavement")),
    ("stalls", Text("水果车天天停在路口叫卖", "a fruit cart sells at the crossing")),
    ("building", Text("邻居没审批就在楼顶加盖", "a room was added on a roof without permit")),
    ("building", Text("一楼住户擅自外扩院墙", "a yard wall was moved out without permit")),
    ("tidiness", Text("电线杆上贴满小广告", "lamp posts are covered with adverts")),
    ("tidiness", Text("有人把垃圾倒在路边花坛", "rubbish was dumped in a flower bed")),
    ("air", Text("化工厂夜里排出刺鼻气味", "a chemical works smells at night")),
    ("air", Text("砖厂的烟囱整天冒黑烟", "a brickworks chimney smokes black")),
    ("water", Text("作坊的脏水直接流进河沟", "a workshop drains into the ditch")),
    ("water", Text("印染厂把河染成红色", "a dye works turned the river red")),
    ("noise", Text("工厂的冲床整夜轰响", "plant presses thunder all night")),
    ("noise", Text("车间的大风机吵得睡不着", "plant fans are too loud to sleep")),
    ("wages", Text("工程干完了，工钱没发", "the job is done, the pay never came")),
    ("wages", Text("老板扣着上月工资不给", "the boss keeps back last month's pay")),
    ("insurance", Text("入职一年，没给缴养老保险", "no pension was paid in for a year")),
    ("insurance", Text("公司停了职工的失业保险", "the firm stopped unemployment cover")),
    ("contract", Text("上班半年，单位不签协议", "the employer signs no agreement")),
    ("contract", Text("公司口头辞退，不给证明", "the firm dismissed me with no paper")),
    ("estate", Text("小区电梯坏了没人修", "the lift is broken, nobody repairs it")),
    ("estate", Text("收了管理费，楼道没人扫", "service charge paid, stairs not swept")),
    ("heating", Text("冬天家里暖气片冰凉", "the radiators are cold in winter")),
    ("heating", Text("暖气开了一周还不热", "radiators still cold after a week")),
    ("defects", Text("新房刚交付，墙就开裂", "a wall of my new flat cracked")),
    ("defects", Text("新楼顶层漏雨没人修", "the roof of a new block leaks")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Complaint:
    """One call to the hotline."""

    level: int
    no: int
    department: str
    matter: str
    words: Text
    street: Text
    days: int
    believed: str
    """The department the caller thinks of, at level 3, right or wrong."""


class Department(Clauses[Complaint], OptionText[Complaint]):
    """Name the department responsible."""

    name = "department"
    title = Text("热线工单派给承办部门", "Route a hotline call")
    cases = tuple(DEPARTMENTS)
    terms = DEPARTMENTS
    options = 5
    zh = (
        "热线{no}号来电，{street}：{words}。<noise>请看下面的职责表，应该派给哪个部门办理？{duties}",
        "请派单。{no}号工单，地点在{street}，市民反映：{words}。<noise>请按下面的职责表确定部门：{duties}",
        "{street}居民来电（{no}号）：{words}。<noise>请对照下面的职责表，选出承办的部门。{duties}",
    )
    en = (
        "Hotline call {no}, {street}: {words}. <noise>Which bureau is responsible by this list?{duties}",
        "Please route call {no}, {street}: {words}. <noise>Which bureau takes it by this list?{duties}",
        "A resident of {street} reports ({no}): {words}. <noise>Choose the bureau by this list.{duties}",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Complaint:
        matter, words = rng.choice([cue for cue in CUES if cue[0] in DUTIES[case]])
        believed = rng.choice(tuple(DEPARTMENTS))
        return Complaint(
            level,
            rng.between(1001, 9999),
            case,
            matter,
            words,
            rng.choice(STREETS),
            rng.between(2, 30),
            believed,
        )

    def solve(self, record: Complaint) -> Answer:
        """The department the complaint was drawn for."""
        return record.department

    def check(self, record: Complaint) -> Answer:
        """From the words back: the matter they stand for, and the one department whose duties name it."""
        matter = next(tag for tag, words in CUES if words == record.words)
        (department,) = (key for key, duties in DUTIES.items() if matter in duties)
        return department

    def fields(self, record: Complaint, lang: Lang) -> Mapping[str, object]:
        return {
            "no": record.no, "words": record.words, "street": record.street, "days": record.days,
            "believed": DEPARTMENTS[record.believed], "duties": glossary(DEPARTMENTS, MEANINGS, lang),
        }  # fmt: skip

    def clauses(self, record: Complaint, lang: Lang) -> Mapping[str, str]:
        noise = {
            1: ("", ""),
            2: ("已有{days}天。", "Day {days}. "),
            3: ("来电人{=以为}归{believed}管。", "{=Caller's guess}: {believed}. "),
        }[record.level]
        return {"noise": noise[0] if lang == "zh" else noise[1]}
