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
    "runout": Text("圆跳动", "circular run-out"),
    "position": Text("位置度", "position"),
}
MEANINGS = {
    "flatness": Text("一个面自身不平，无基准", "one face itself not plane"),
    "roundness": Text("一个截面不圆，无基准", "one section not a circle"),
    "square": Text("相对基准偏离90°", "not at 90° to the datum"),
    "parallel": Text("相对基准不等距", "unequal distance to the datum"),
    "runout": Text("绕轴线转一圈的表读数变化", "reading varies in one turn"),
    "position": Text("偏离理论正确位置", "off the exact location"),
}
CUES = {
    "flatness": (
        Text(
            "结合面放在平板上，{=塞尺能从中间塞进去}",
            "on the surface plate the joint face {=lets a feeler in at mid-face}",
        ),
        Text(
            "密封面{=自身中间凹、四角高}",
            "the sealing face {=itself is hollow in the middle}, high at the corners",
        ),
        Text("端面涂红丹对研，{=只有四角着色}", "bluing the milled face {=marks the four corners only}"),
        Text(
            "垫片压不严，查出结合面{=自身翘曲}", "the gasket leaks because the joint face {=itself is warped}"
        ),
        Text(
            "底面拟合成平面后，{=面上高低点}相差偏大",
            "against its own fitted plane, {=high and low points of the base} differ too much",
        ),
    ),
    "roundness": (
        Text(
            "{=同一截面}上内径{=横竖两个方向不一样大}",
            "in {=one section} the bore {=measures more crosswise} than upright",
        ),
        Text("内孔精镗后{=截面成了椭圆}", "after fine boring the {=section of the bore is oval}"),
        Text(
            "三爪夹得太紧，松开后{=孔的截面呈三棱形}",
            "the chuck squeezed it; released, the {=section of the bore is three-lobed}",
        ),
        Text("仪器描出内孔{=截面轮廓像个椭圆}", "the traced {=section of the bore looks like an ellipse}"),
        Text(
            "内孔{=同一截面的最大、最小半径}相差太多",
            "{=largest and smallest radius of one section} of the bore differ too much",
        ),
    ),
    "square": (
        Text(
            "{=直角尺}靠住基准底面，侧面上端{=透光}",
            "a {=try square} on the datum base {=shows light} at the top of the side",
        ),
        Text(
            "孔轴线对基准端面{=歪斜，不成90°}", "the bore axis {=leans and is not at 90°} to the datum face"
        ),
        Text(
            "侧面本应与底面{=成直角}，实际{=向外倒}",
            "the side should be {=at right angles} to the base but {=leans outward}",
        ),
        Text(
            "压板松动，孔{=钻斜了}，与端面{=不成直角}",
            "the clamp slipped and the hole is {=not at right angles} to the face",
        ),
        Text(
            "三坐标报告：侧面与基准底面的{=夹角不是90°}",
            "CMM report: the side and the datum base are {=not at 90°}",
        ),
    ),
    "parallel": (
        Text(
            "以底面为基准推表，顶面{=左高右低}",
            "with the base as datum the top face reads {=higher at the left than at the right}",
        ),
        Text(
            "千分尺量上下两面，{=左边厚、右边薄}",
            "between top and base it is {=thicker at the left than at the right}",
        ),
        Text(
            "两孔轴线{=一端间距大、另一端间距小}",
            "two bore axes are {=farther apart at one end than at the other}",
        ),
        Text(
            "台面有切屑，磨出的顶面到底面{=处处不等距}",
            "chips lay under it, so the ground top is {=not equally far from the base}",
        ),
        Text(
            "顶面到基准底面的高度，{=前后两头不一样}",
            "the height of the top over the datum base is {=unequal from front to back}",
        ),
    ),
    "runout": (
        Text(
            "装在心轴上{=转一圈}，外圆处的{=表针来回摆}",
            "on a mandrel the {=needle} at the outer diameter {=swings in one turn}",
        ),
        Text(
            "绕孔轴线{=旋转一周}，端面{=表读数变化}偏大",
            "in {=one turn} about the bore axis the {=reading at the face varies} too much",
        ),
        Text(
            "两顶尖顶住{=转动一圈}，{=表读数忽大忽小}",
            "between centres the {=reading rises and falls in one turn}",
        ),
        Text(
            "夹在主轴上{=转一圈}，外缘{=表读数}超差",
            "on the spindle the {=reading at the rim} is out of limits {=in one turn}",
        ),
        Text(
            "以内孔定心{=旋转一周}，侧面的{=表针摆动}",
            "centred on its bore, the {=needle} at the side {=swings in one turn}",
        ),
    ),
    "position": (
        Text(
            "螺栓孔{=孔心偏离理论正确尺寸}给出的点",
            "the bolt-hole {=centre is off the point} given by the {=exact dimensions}",
        ),
        Text(
            "{=孔组整体偏向一边}，螺栓穿不进对应孔",
            "the {=whole hole pattern is shifted} and the bolts miss the mating holes",
        ),
        Text(
            "相对三个基准，销孔{=中心坐标偏了}",
            "from the three datums, the dowel-hole {=centre coordinates are off}",
        ),
        Text(
            "检具插销进不去，{=孔心X、Y坐标都偏}",
            "the gauge pin will not enter: the {=hole centre is off in X and Y}",
        ),
        Text(
            "安装孔{=中心不在图样方框尺寸}标的点上",
            "the mounting hole's {=centre is not at the boxed dimensions} of the drawing",
        ),
    ),
}
#: What a reader looks for with the glossary in hand; exactly one entry must be found in a remark.
MARKS = {
    "flatness": ("塞尺", "自身", "着色", "面上高低"),
    "roundness": ("截面",),
    "square": ("直角", "90°"),
    "parallel": ("左", "间距", "等距", "两头不一样"),
    "runout": ("一圈", "一周"),
    "position": ("孔心", "中心", "孔组"),
}
PARTS = (
    Text("变速箱壳体", "gearbox housing"),
    Text("油泵盖", "oil pump cover"),
    Text("轮毂", "wheel hub"),
    Text("轴承座", "bearing block"),
    Text("电机端盖", "motor end cover"),
    Text("水泵壳", "water pump body"),
    Text("差速器壳", "differential case"),
    Text("法兰盘", "flange"),
)
NOISE = (
    Text("", ""),
    Text("粗糙度合格，", "roughness is fine; "),
    Text("孔径没有超差，", "the bore size is in limits; "),
    Text("外观没有磕碰，", "no dents are seen; "),
    Text("去毛刺已完成，", "deburring is done; "),
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
    terms = TERMS
    cases = tuple(TERMS)
    options = 6
    zh = (
        "{part}检验记录：{noise}{cue}，超差{value} mm。对照词表，超差的是哪个项目？{glossary}",
        "质检员反馈一件{part}：{noise}{cue}，比允许值多{value} mm。它属于下面哪一项几何公差？{glossary}",
    )
    en = (
        "Inspection note on a {part}: {noise}{cue}; {value} mm over the limit. Which characteristic is out?{glossary}",
        "The inspector reports on a {part}: {noise}{cue}, {value} mm more than allowed. Which tolerance below is meant?{glossary}",
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
        good = Text("{other}合格，", "{other} is in limits; ") if record.other else NOISE[record.noise]
        values = {"other": TERMS[record.other]} if record.other else {}
        return {
            "part": PARTS[record.part],
            "noise": say(good[lang], values, lang),
            "cue": say(CUES[record.term][record.cue][lang], {}, lang),
            "value": record.value,
            "glossary": glossary(TERMS, MEANINGS, lang),
        }
