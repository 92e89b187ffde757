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
    "market": Text("市场监管局", "Market Bureau"),
    "urban": Text("城管局", "City Bureau"),
    "environment": Text("生态环境局", "Ecology Bureau"),
    "labour": Text("人社局", "Labour Bureau"),
    "housing": Text("住建局", "Housing Bureau"),
}
#: The duty list: department to its matters, each with its words.
DUTIES = {
    "market": {"price": Text("价格", "prices"), "food": Text("食品安全", "food safety"), "scales": Text("计量", "measures")},
    "urban": {"stalls": Text("占道经营", "street trading"), "building": Text("违法建设", "illegal building"), "tidiness": Text("市容", "tidy streets")},
    "environment": {"air": Text("废气", "fumes"), "water": Text("废水", "waste water"), "noise": Text("工业噪声", "factory noise")},
    "labour": {"wages": Text("欠薪", "unpaid wages"), "insurance": Text("社会保险", "social insurance"), "contract": Text("劳动合同", "labour contracts")},
    "housing": {"estate": Text("物业", "estate services"), "heating": Text("供热", "heating"), "defects": Text("房屋质量", "building defects")},
}  # fmt: skip
MEANINGS = {
    key: Text("、".join(w.zh for w in duties.values()), ", ".join(w.en for w in duties.values()))
    for key, duties in DUTIES.items()
}
#: What callers say, by the matter it is.
CUES = (
    ("price", Text("超市货架写九块九，结账却多收钱", "the supermarket till takes more than the shelf shows")),
    ("price", Text("理发店墙上没有价目表，剪完随口要钱", "a barber has no tariff and asks what he likes afterwards")),
    ("food", Text("在饭馆吃了凉菜，一桌人都拉肚子", "a whole table fell ill after a cold dish in a restaurant")),
    ("food", Text("小卖部卖的面包过期发霉", "a corner shop sells mouldy bread past its date")),
    ("scales", Text("菜摊的秤不准，两斤菜少了四两", "the greengrocer's scale gives short weight")),
    ("scales", Text("加油机显示的升数比油箱还大", "the fuel pump showed more litres than the tank holds")),
    ("stalls", Text("小贩把摊子摆满人行道，走路都过不去", "pedlars cover the pavement, nobody can walk there")),
    ("stalls", Text("水果车天天停在路口叫卖，堵住车道", "a fruit cart at the crossing blocks the lane every day")),
    ("building", Text("邻居没有审批就在楼顶加盖了一间房", "a neighbour has added a room on the roof without a permit")),
    ("building", Text("一楼住户未经批准把院墙往外扩", "a neighbour moved his wall outwards without approval")),
    ("tidiness", Text("电线杆和墙上贴满小广告", "lamp posts and walls are covered with pasted adverts")),
    ("tidiness", Text("有人把装修垃圾倒在路边花坛里", "somebody dumped rubble in the roadside flower bed")),
    ("air", Text("化工厂夜里排出刺鼻的气味", "a chemical works gives off a sharp smell at night")),
    ("air", Text("砖厂的烟囱整天冒黑烟", "the chimney of a brickworks smokes black all day")),
    ("water", Text("作坊的脏水直接流进河沟", "dirty liquid from a workshop runs straight into the ditch")),
    ("water", Text("印染厂排水把河染成红色", "a dye works has turned the river red")),
    ("noise", Text("工厂的冲床整夜轰响，睡不着觉", "the presses of a plant thunder all night")),
    ("noise", Text("车间的大风机太吵，窗户都不敢开", "the fans of a plant are so loud that windows stay shut")),
    ("wages", Text("工程干完了，工钱一直没发", "the job is done and the pay has never come")),
    ("wages", Text("餐馆老板扣着上个月的工资不给", "the restaurant owner keeps back last month's pay")),
    ("insurance", Text("入职一年，单位没给缴养老保险", "the employer has paid no pension contributions for a year")),
    ("insurance", Text("公司悄悄停了职工的失业保险", "the firm quietly stopped the staff's unemployment cover")),
    ("contract", Text("上班半年，单位不肯签书面协议", "after half a year the employer signs no written agreement")),
    ("contract", Text("公司口头辞退员工，不给任何证明", "the firm dismissed a man by word of mouth, with no paper")),
    ("estate", Text("小区电梯坏了，管理公司一直不修", "the lift is broken and the managing firm does nothing")),
    ("estate", Text("小区收了管理费，楼道却没人打扫", "we pay the service charge but nobody sweeps the stairs")),
    ("heating", Text("冬天家里暖气片冰凉，只有十二度", "the radiators at home are cold, twelve degrees inside")),
    ("heating", Text("暖气开始一周了，整栋楼还没热起来", "a week into winter the radiators of the block are cold")),
    ("defects", Text("新房交付不久，承重墙就开裂", "a wall of a new flat cracked soon after handover")),
    ("defects", Text("新楼顶层漏雨，开发商不来修", "a new roof leaks and the developer does not come")),
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
    cases = tuple(DEPARTMENTS)
    terms = DEPARTMENTS
    options = 5
    zh = (
        "热线{no}号来电，{street}：{words}。<noise>请看下面的职责表，应派给哪个部门办理？{duties}",
        "请派单。{no}号工单，地点在{street}，市民说{words}。<noise>各部门的职责如下：{duties}",
        "{street}居民来电反映（{no}号）：{words}。<noise>请对照职责表选出承办部门。{duties}",
    )
    en = (
        "Hotline call {no} from {street}: {words}. <noise>Who is responsible by this list? {duties}",
        "Please route call {no}, {street}: {words}. <noise>The list of duties reads: {duties}",
        "A resident of {street} reports ({no}): {words}. <noise>Choose by the duty list. {duties}",
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
            2: ("已有{days}天，希望回电。", "It is day {days}; please call back. "),
            3: (
                "已有{days}天，来电人{=以为}归{believed}管。",
                "It is day {days}; {=caller's guess}: {believed}. ",
            ),
        }[record.level]
        return {"noise": noise[0] if lang == "zh" else noise[1]}
