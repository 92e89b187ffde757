"""Recognise which geometrical characteristic an inspection remark is about.

The glossary is printed in every item; a remark is built from one cue and a part that suits every class. Never
uses a remark that fits two terms: the words that decide are marked and looked for by `check`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from harness.kit import Answer, Lang, OptionText, Rng, Text, glossary, say

TERMS = {
    "flatness": Text("平面度", "flatness"),
    "roundness": Text("圆度", "roundness"),
    "square": Text("垂直度", "perpendicularity"),
    "parallel": Text("平行度", "parallelism"),
    "runout": Text("圆跳动", "run-out"),
    "position": Text("位置度", "position"),
}
MEANINGS = {
    "flatness": Text("一个面自身不平", "face itself not plane"),
    "roundness": Text("一个截面不圆", "section not round"),
    "square": Text("相对基准偏离90°", "not 90° to datum"),
    "parallel": Text("到基准不等距", "uneven gap to datum"),
    "runout": Text("转一圈表针摆动", "dial swings in one turn"),
    "position": Text("偏离理论位置", "off exact location"),
}
CUES = {
    "flatness": (
        Text("平板上{=塞尺能塞进中间}", "on the plate a {=feeler goes in at mid-face}"),
        Text("密封面{=自身中凹}", "the face {=itself is hollow}"),
        Text("端面对研{=只有四角着色}", "bluing {=marks the four corners only}"),
        Text("结合面{=自身翘曲}", "the joint face {=itself is warped}"),
        Text("底面{=自身有高低点}", "high and low points {=on the face itself}"),
    ),
    "roundness": (
        Text("{=同一截面}内径{=横竖不等}", "{=one section} is {=wider across than upright}"),
        Text("内孔{=截面成椭圆}", "the bore {=section is oval}"),
        Text("松夹后孔{=截面呈三棱形}", "unclamped, the bore {=section is three-lobed}"),
        Text("仪器描出{=截面像椭圆}", "the traced {=section is an ellipse}"),
        Text("{=同一截面半径}相差太多", "{=radius varies within one section}"),
    ),
    "square": (
        Text("{=直角尺}靠住侧面{=透光}", "the {=try square shows light}"),
        Text("孔轴线对端面{=不成90°}", "the bore is {=not at 90°} to the face"),
        Text("侧面与底面{=不成直角}", "side and base are {=not at right angles}"),
        Text("孔{=钻斜，不成直角}", "hole drilled {=not at right angles}"),
        Text("侧面与基准{=夹角不是90°}", "side and datum {=not at 90°}"),
    ),
    "parallel": (
        Text("以底面为基准，顶面{=左高右低}", "top over base {=higher at left than right}"),
        Text("上下两面间{=左厚右薄}", "top to base {=thicker at left than right}"),
        Text("两孔轴线{=间距一端大一端小}", "axes {=farther apart at one end}"),
        Text("顶面到底面{=处处不等距}", "top {=not equally far} from the base"),
        Text("顶面高度{=前后两头不一样}", "height over base {=unequal front to back}"),
    ),
    "runout": (
        Text("心轴上{=转一圈}，{=表针来回摆}", "on a mandrel the {=needle swings in one turn}"),
        Text("端面{=旋转一周表读数变化}大", "face {=reading varies in one turn}"),
        Text("顶尖间{=转一圈读数忽大忽小}", "between centres {=reading swings in one turn}"),
        Text("主轴上{=转一圈}外缘{=表读数}变", "on the spindle the rim {=reading changes in one turn}"),
        Text("以内孔定心{=旋转一周表针摆动}", "on its bore {=needle swings in one turn}"),
    ),
    "position": (
        Text("{=孔心偏离}给定的点", "the {=hole centre is off its point}"),
        Text("{=孔组整体偏}，螺栓穿不进", "the {=whole hole pattern is shifted}"),
        Text("销孔{=中心坐标偏}", "dowel hole, {=centre coordinates off}"),
        Text("插销进不去，{=孔心X、Y都偏}", "{=hole centre off in X and Y}"),
        Text("孔{=中心不在方框尺寸}上", "{=hole centre not at the boxed dimensions}"),
    ),
}
#: What a reader looks for with the glossary in hand; exactly one entry must be found in a remark.
MARKS = {
    "flatness": ("塞尺", "自身", "着色"),
    "roundness": ("截面",),
    "square": ("直角", "90°"),
    "parallel": ("左", "间距", "不等距", "两头不一样"),
    "runout": ("一圈", "一周"),
    "position": ("孔心", "中心", "孔组"),
}
PARTS = (
    Text("壳体", "a housing"),
    Text("油泵盖", "an oil pump cover"),
    Text("轮毂", "a wheel hub"),
    Text("轴承座", "a bearing block"),
    Text("电机端盖", "a motor end cover"),
    Text("水泵壳", "a water pump body"),
    Text("差速器壳", "a differential case"),
    Text("法兰盘", "a flange"),
)
NOISE = (
    Text("", ""),
    Text("粗糙度合格，", "roughness fine; "),
    Text("孔径合格，", "bore size fine; "),
    Text("没有磕碰，", "no dents; "),
    Text("毛刺已去，", "deburred; "),
)


#: Another characteristic that may well be in limits although the first is out (a face that is not flat is not parallel either).
OTHERS = {
    "flatness": ("roundness", "runout", "position"),
    "roundness": ("flatness", "square", "parallel", "position"),
    "square": ("flatness", "roundness", "position"),
    "parallel": ("flatness", "roundness", "runout"),
    "runout": ("flatness", "roundness", "position"),
    "position": ("flatness", "roundness", "square"),
}


@dataclass(frozen=True, slots=True)
class Remark:
    term: str
    cue: int
    part: int
    noise: int
    other: str
    """At level 3, a characteristic that the remark calls good."""
    value: Decimal
    """The deviation found, in mm."""


class GeometricCharacteristic(OptionText[Remark]):
    """Name the characteristic that is out of tolerance."""

    name = "geometric_characteristic"
    title = Text("判断超差的几何公差项目", "Name the geometric tolerance exceeded")
    terms = TERMS
    cases = tuple(TERMS)
    options = 6
    zh = (
        "{part}检验记录：{noise}{cue}，超差{value} mm。请问超差的是下面哪个几何公差项目？{glossary}",
        "质检员反馈一件{part}：{noise}{cue}，比允许值多{value} mm。这属于下面哪一项几何公差？{glossary}",
    )
    en = (
        "Inspection note on {part}: {noise}{cue}; {value} mm over the limit. Which tolerance is out?{glossary}",
        "The inspector reports on {part}: {noise}{cue}; {value} mm too much. Which tolerance is meant?{glossary}",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Remark:
        noise = rng.between(1, len(NOISE) - 1) if level == 2 else 0
        other = rng.choice(OTHERS[case]) if level == 3 else ""
        value = rng.decimal("0.01", "0.19", "0.01")
        return Remark(case, rng.below(5), rng.below(len(PARTS)), noise, other, value)

    def solve(self, record: Remark) -> Answer:
        return record.term

    def check(self, record: Remark) -> Answer:
        """Read the remark for the marks of each term, not knowing which term it was drawn for."""
        words = CUES[record.term][record.cue].zh
        found = [term for term, marks in MARKS.items() if any(mark in words for mark in marks)]
        return found[0] if len(found) == 1 else "/".join(found)

    def fields(self, record: Remark, lang: Lang) -> Mapping[str, object]:
        good = Text("{other}合格，", "{other} fine; ") if record.other else NOISE[record.noise]
        values = {"other": TERMS[record.other]} if record.other else {}
        return {
            "part": PARTS[record.part],
            "noise": say(good[lang], values, lang),
            "cue": say(CUES[record.term][record.cue][lang], {}, lang),
            "value": record.value,
            "glossary": glossary(TERMS, MEANINGS, lang),
        }
