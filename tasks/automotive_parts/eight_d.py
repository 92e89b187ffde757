"""Recognise the 8D step a sentence of a report belongs to.

Six steps with short definitions are printed in every item; each sentence carries words of one step only. Never
uses a sentence between two steps (choosing and introducing a remedy are one step here).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from harness.kit import Answer, Lang, OptionText, Rng, Text, glossary, say

TERMS = {
    "problem": Text("问题描述", "problem description"),
    "contain": Text("临时围堵", "containment"),
    "cause": Text("根本原因", "root cause"),
    "remedy": Text("永久对策", "permanent fix"),
    "prevent": Text("预防再发", "prevention"),
    "close": Text("总结表彰", "team recognition"),
}
MEANINGS = {
    "problem": Text("什么缺陷、何处、多少", "what failed, where, how many"),
    "contain": Text("先隔离挑选，不流到客户", "sort or block so none reach the customer"),
    "cause": Text("为何产生、为何漏检", "why it arose or escaped"),
    "remedy": Text("消除原因并验证有效", "remove the cause and prove it"),
    "prevent": Text("更新文件，推广到其他线", "update documents, carry over"),
    "close": Text("肯定小组，关闭报告", "thank the team, close"),
}
CUES = {
    "problem": (
        Text(
            "客户{=投诉}：{n}件在总装线上{=发现裂纹}",
            "the customer {=complains}: {n} pieces {=found cracked} on the line",
        ),
        Text(
            "夜班收货时{=发现漏装衬套}，共{n}件",
            "{n} pieces {=were found without a bush} at goods-in on the night shift",
        ),
        Text("{=退货}{n}件，{=现象}是螺孔滑牙", "{n} {=returned}, {=symptom}: stripped threads"),
        Text(
            "{=不良现象}为表面划伤，{=涉及}{n}件", "{=the defect is} a scratched face, {=seen on} {n} pieces"
        ),
        Text(
            "装车工位{=反馈}{n}件{=装不进去}",
            "the fitting station {=reports} {n} pieces that {=will not go in}",
        ),
    ),
    "contain": (
        Text("库存的{n}件全部{=隔离}挂红牌", "{n} in stock {=quarantined} with red tags"),
        Text(
            "派人到客户现场{=挑选}{n}件，合格才上线",
            "staff {=sort} {n} at the customer; only good ones go on",
        ),
        Text(
            "客户仓库里的{n}件{=先换成}新批次", "{n} in the customer's store {=swapped for now} for a new lot"
        ),
        Text("在途{n}件{=先冻结}，到货后再处理", "{n} in transit {=blocked until further notice}"),
        Text("发运前对{n}件{=临时全检}，点绿漆放行", "before shipping, {n} get a {=temporary 100% check}"),
    ),
    "cause": (
        Text("{=查明}{n}件开裂{=是因为}炉温偏低", "{n} cracked {=because} the furnace ran too cold"),
        Text(
            "五个为什么{=追到}定位销磨损，{n}件因此偏孔",
            "five whys {=lead to} a worn locating pin, hence {n} off-centre holes",
        ),
        Text(
            "复现试验{=证实}{n}件变形{=由}夹紧力过大{=引起}",
            "a repeat test shows clamping force {=caused} {n} to bend",
        ),
        Text(
            "检具量程不够，{=所以}{n}件{=没被检出}",
            "the gauge range was short, {=which is why} {n} {=escaped}",
        ),
        Text(
            "拆解{n}件后{=确认起因}是润滑油孔堵塞",
            "after stripping {n}, a blocked oil hole is {=confirmed as the origin}",
        ),
    ),
    "remedy": (
        Text(
            "夹具{=加防错销}，试做{n}件{=再也装不反}",
            "a {=poka-yoke pin was added}; in {n} trials {=none went in reversed}",
        ),
        Text(
            "{=改用耐磨销}，连做{n}件{=验证有效}", "{=changed to a hard pin}; {n} in a row {=prove it works}"
        ),
        Text("{=换上新传感器}，跟踪{n}件{=零不良}", "{=new sensor fitted}; {n} tracked, {=no defects}"),
        Text(
            "炉温{=改为自动控制}，首批{n}件{=不再开裂}",
            "furnace {=now under automatic control}; {n} made, {=no more cracks}",
        ),
        Text(
            "{=重新设计}油道，小批{n}件{=验证合格}",
            "oil way {=redesigned}; a pilot lot of {n} {=proves good}",
        ),
    ),
    "prevent": (
        Text("对策{=横向展开}到另外{n}台设备", "the measure is {=carried over} to {n} other machines"),
        Text("{=更新PFMEA}和控制计划共{n}处", "{n} lines of the {=PFMEA and control plan updated}"),
        Text("教训{=写入设计规范}，共{n}条", "{n} lessons {=written into the design standard}"),
        Text("{=修订作业标准}，{n}名员工已培训", "{=work standard revised}, {n} operators trained"),
        Text("同类{n}个零件号的{=文件一并更新}", "{=documents} of {n} similar part numbers {=updated too}"),
    ),
    "close": (
        Text(
            "例会上向{n}名组员{=致谢}，客户{=同意结案}",
            "{n} members {=thanked}; the customer {=agrees to close}",
        ),
        Text("给参与的{n}名同事{=发奖金}并通报", "{n} colleagues {=get a bonus} and a notice of praise"),
        Text(
            "总经理{=祝贺}{n}人小组，报告{=归档}",
            "the manager {=congratulates} the team of {n}; {=report filed}",
        ),
        Text(
            "历时{n}天{=任务完成}，颁发{=荣誉证书}", "{=task finished} in {n} days; {=certificates awarded}"
        ),
        Text(
            "{=肯定}{n}名成员{=的贡献}，小组解散",
            "{n} members {=praised for their part}; the team is dissolved",
        ),
    ),
}
#: What a reader looks for with the definitions in hand; exactly one entry must be found in a sentence.
MARKS = {
    "problem": ("投诉", "发现漏装", "现象", "反馈"),
    "contain": ("隔离", "挑选", "先换", "先冻结", "临时"),
    "cause": ("是因为", "追到", "引起", "所以", "起因"),
    "remedy": ("加防错", "改用", "换上", "改为自动", "重新设计"),
    "prevent": ("横向", "PFMEA", "规范", "标准", "文件"),
    "close": ("致谢", "奖金", "祝贺", "证书", "贡献"),
}
PARTS = (
    Text("转向节", "steering knuckle"),
    Text("控制臂", "control arm"),
    Text("座椅滑轨", "seat rail"),
    Text("车门铰链", "door hinge"),
    Text("制动卡钳", "brake calliper"),
    Text("发动机支架", "engine mount"),
    Text("轮毂轴承座", "wheel-bearing carrier"),
    Text("拖车钩", "tow hook"),
)
PLACES = (
    Text("", ""),
    Text("一车间", " from shop 1"),
    Text("二车间", " from shop 2"),
    Text("三号线", " from line 3"),
    Text("五号线", " from line 5"),
)
DONE = Text("（{other}已填好）", " ({other} already filled in)")


@dataclass(frozen=True, slots=True)
class Entry:
    step: str
    cue: int
    part: int
    place: int
    other: str
    """At level 3, a step that is already filled in."""
    n: int
    """A count in the sentence; it decides nothing."""


class EightDStep(OptionText[Entry]):
    """Name the step."""

    name = "eight_d_step"
    terms = TERMS
    cases = tuple(TERMS)
    options = 6
    zh = (
        "{place}{part}的8D报告{done}里写着一句：“{cue}。”按下表，这句话属于哪一步？{glossary}",
        "整理{place}{part}的8D资料{done}，看到一句：“{cue}。”应当放进哪个步骤？{glossary}",
    )
    en = (
        'The 8D report on a {part}{place}{done} says: "{cue}." Which step is it?{glossary}',
        'Sorting the 8D file of a {part}{place}{done} you find: "{cue}." Where does it go?{glossary}',
    )

    def draw(self, rng: Rng, level: int, case: str) -> Entry:
        place = rng.between(1, len(PLACES) - 1) if level == 2 else 0
        other = rng.choice([term for term in TERMS if term != case]) if level == 3 else ""
        return Entry(case, rng.below(5), rng.below(len(PARTS)), place, other, rng.between(4, 36))

    def solve(self, record: Entry) -> Answer:
        return record.step

    def check(self, record: Entry) -> Answer:
        """Read the sentence for the marks of each step, not knowing which step it was drawn for."""
        words = CUES[record.step][record.cue].zh
        found = [step for step, marks in MARKS.items() if any(mark in words for mark in marks)]
        return found[0] if len(found) == 1 else "/".join(found)

    def fields(self, record: Entry, lang: Lang) -> Mapping[str, object]:
        cue = say(CUES[record.step][record.cue][lang], {"n": record.n}, lang)
        done = DONE[lang] if record.other else ""
        place = say(PLACES[record.place][lang], {}, lang)
        return {
            "part": PARTS[record.part],
            "place": place,
            "done": say(done, {"other": TERMS[record.other or record.step]}, lang),
            "cue": cue,
            "glossary": glossary(TERMS, MEANINGS, lang),
        }
