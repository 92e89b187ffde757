"""Recognise the 8D step a sentence of a report belongs to.

Six steps with short definitions are printed in every item; each sentence carries words of one step only. Never
uses a sentence between two steps (choosing and introducing a remedy are one step here).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from harness.kit import Answer, Lang, OptionText, Rng, Text, glossary, say

TERMS = {
    "problem": Text("问题描述", "problem"),
    "contain": Text("临时围堵", "containment"),
    "cause": Text("根本原因", "root cause"),
    "remedy": Text("永久对策", "permanent fix"),
    "prevent": Text("预防再发", "prevention"),
    "close": Text("总结表彰", "recognition"),
}
MEANINGS = {
    "problem": Text("什么缺陷、多少件", "what failed, how many"),
    "contain": Text("先隔离挑选", "sort or block first"),
    "cause": Text("为何产生、漏检", "why it arose, escaped"),
    "remedy": Text("消除原因并验证", "cause removed, proven"),
    "prevent": Text("更新文件、推广", "documents, other lines"),
    "close": Text("肯定小组、关闭", "thank the team, close"),
}
CUES = {
    "problem": (
        Text("客户{=投诉}：{n}件{=有裂纹}", "customer {=complains}: {n} pieces {=cracked}"),
        Text("收货时{=发现漏装}衬套{n}件", "{n} pieces {=found without a bush}"),
        Text("{=退货}{n}件，{=现象}是滑牙", "{n} {=returned}, {=symptom}: stripped thread"),
        Text("{=不良现象}为划伤，{n}件", "{=defect seen}: scratches on {n} pieces"),
        Text("装车工位{=反馈}{n}件{=装不进}", "station {=reports} {n} that {=will not fit}"),
    ),
    "contain": (
        Text("库存{n}件全部{=隔离}挂红牌", "{n} in stock {=quarantined}, red tags"),
        Text("到客户现场{=挑选}{n}件", "{n} {=sorted} at the customer's site"),
        Text("客户库里{n}件{=先换新批次}", "{n} at the customer {=swapped for now}"),
        Text("在途{n}件{=先冻结}", "{n} in transit {=blocked for now}"),
        Text("发运前{n}件{=临时全检}", "{n} get a {=temporary full check}"),
    ),
    "cause": (
        Text("{=查明}{n}件开裂{=是因为}炉温低", "{n} cracked {=because} of a cold furnace"),
        Text("五个为什么{=追到}定位销磨损", "five whys {=lead to} a worn pin"),
        Text("试验{=证实}{n}件变形{=由}夹紧力{=引起}", "test: clamping force {=caused} {n} to bend"),
        Text("量程不够，{=所以}{n}件{=漏检}", "gauge too short, {=hence} {n} {=escaped}"),
        Text("拆{n}件{=确认起因}是油孔堵塞", "{n} stripped: blocked oil hole {=confirmed as the origin}"),
    ),
    "remedy": (
        Text("夹具{=加防错销}，{n}件{=再没装反}", "{=poka-yoke pin added}; {n} fitted, {=none reversed}"),
        Text("{=改用耐磨销}，{n}件{=验证有效}", "{=changed to a hard pin}; {n} {=prove it}"),
        Text("{=换上新传感器}，{n}件{=零不良}", "{=new sensor fitted}; {n} made, {=no defect}"),
        Text("炉温{=改为自动控制}，{n}件{=不再裂}", "{=furnace now automatic}; {n} made, {=no cracks}"),
        Text("油道{=重新设计}，{n}件{=验证合格}", "oil way {=redesigned}; {n} {=prove good}"),
    ),
    "prevent": (
        Text("对策{=横向展开}到{n}台设备", "{=carried over} to {n} other machines"),
        Text("{=更新PFMEA}共{n}处", "{n} lines of the {=PFMEA updated}"),
        Text("{n}条教训{=写入设计规范}", "{n} lessons {=put in the design standard}"),
        Text("{=修订作业标准}，{n}人已培训", "{=work standard revised}, {n} trained"),
        Text("同类{n}个零件号{=文件更新}", "{=documents updated} for {n} similar parts"),
    ),
    "close": (
        Text("例会上向{n}名组员{=致谢}", "{n} members {=thanked} at the meeting"),
        Text("给{n}名同事{=发奖金}", "{n} colleagues {=get a bonus}"),
        Text("总经理{=祝贺}{n}人小组", "manager {=congratulates} the team of {n}"),
        Text("历时{n}天结束，{=颁发证书}", "done in {n} days; {=certificates awarded}"),
        Text("{=肯定}{n}名成员{=的贡献}", "{n} members {=praised for their part}"),
    ),
}
#: What a reader looks for with the definitions in hand; exactly one entry must be found in a sentence.
MARKS = {
    "problem": ("投诉", "发现", "现象", "反馈"),
    "contain": ("隔离", "挑选", "先换", "先冻结", "临时"),
    "cause": ("是因为", "追到", "引起", "所以", "起因"),
    "remedy": ("加防错", "改用", "换上", "改为自动", "重新设计"),
    "prevent": ("横向", "PFMEA", "规范", "标准", "文件"),
    "close": ("致谢", "奖金", "祝贺", "证书", "贡献"),
}
PARTS = (
    Text("转向节", "a knuckle"),
    Text("控制臂", "a control arm"),
    Text("滑轨", "a seat rail"),
    Text("铰链", "a hinge"),
    Text("制动钳", "a calliper"),
    Text("支架", "a bracket"),
    Text("轮毂", "a hub"),
    Text("拖车钩", "a tow hook"),
)
PLACES = (
    Text("", ""),
    Text("一车间", " (shop 1)"),
    Text("二车间", " (shop 2)"),
    Text("三号线", " (line 3)"),
    Text("五号线", " (line 5)"),
)
DONE = Text("（{other}已填）", " ({other} done)")


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
    title = Text("判断属于8D报告哪一步", "Name the 8D step")
    terms = TERMS
    cases = tuple(TERMS)
    options = 6
    zh = (
        "{place}{part}的8D报告{done}中写着：“{cue}。”请看下表，这句话应该属于哪一个步骤？{glossary}",
        "整理{place}{part}的8D资料{done}时看到：“{cue}。”请问这句应当放进哪个步骤？{glossary}",
    )
    en = (
        'The 8D report on {part}{place}{done} says: "{cue}." Which of these steps is it?{glossary}',
        'The 8D file of {part}{place}{done} contains: "{cue}." In which step does it belong?{glossary}',
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
