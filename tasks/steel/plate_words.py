"""The words of plate inspection: two glossaries, and the ways in which what they name is described.

Written for these items; no standard is quoted. A description says features, never the term itself, and each
phrase is used word for word, so that few examples are enough to learn it.
"""

from harness.kit import Text

DEFECTS = {
    "scab": Text("结疤", "scab"),
    "crack": Text("裂纹", "crack"),
    "scale": Text("氧化皮压入", "rolled-in scale"),
    "roll_mark": Text("辊印", "roll mark"),
    "scratch": Text("划伤", "scratch"),
}
DEFECT_MEANINGS = {
    "scab": Text("翘起的薄片，一边相连", "lifted flap, joined on one side"),
    "crack": Text("深入金属的尖细缝", "sharp fissure into the metal"),
    "scale": Text("嵌入板面的氧化物", "oxide set in the face"),
    "roll_mark": Text("等距重复的相同印痕", "same mark at an even pitch"),
    "scratch": Text("顺行进方向的浅直沟", "shallow groove along the travel"),
}
#: What is seen, by feature, in several wordings.
SIGNS = {
    "flap": (
        Text("舌状薄皮鼓起", "a tongue of skin stands up"),
        Text("鱼鳞样的金属片浮起", "a leaf of metal has risen"),
        Text("一层金属皮可挑开", "a metal skin lifts with a blade"),
    ),
    "rooted": (
        Text("根部仍与基体相连", "its root holds to the plate"),
        Text("一侧粘连扯不下来", "one side will not tear off"),
        Text("另一侧未与母材分离", "its other side has not parted"),
    ),
    "fissure": (
        Text("有头发丝样的开口", "a hairline opening is seen"),
        Text("见锯齿状细缝", "a jagged thin slit is seen"),
        Text("细线两头越来越细", "a fine line tapers at both ends"),
    ),
    "deep": (
        Text("磨去0.5 mm仍在", "it stays after grinding 0.5 mm"),
        Text("渗透检测显红线", "dye penetrant shows a red line"),
        Text("截面上向厚度内延伸", "in section it runs inwards"),
    ),
    "oxide": (
        Text("黑灰小片陷在板里", "dark flakes sit in the face"),
        Text("褐斑刮下是黑粉", "dark specks scrape off as powder"),
        Text("黑点只含铁和氧", "black dots hold only Fe and O"),
    ),
    "pits": (
        Text("酸洗后成了浅坑", "pickling leaves shallow pits"),
        Text("喷丸掉落处成凹坑", "blasting leaves hollows"),
        Text("剥落处凹下去", "hollow where they fell out"),
    ),
    "alike": (
        Text("几处凸起一模一样", "several bumps look alike"),
        Text("凹痕外形处处一致", "the dents have one outline"),
        Text("同样图案接连出现", "prints of one pattern recur"),
    ),
    "pitch": (
        Text("沿板长每3.1 m一处", "there is one every 3.1 m"),
        Text("间隔恰为轧辊周长", "spaced one roll circumference"),
        Text("前后都隔3.3 m", "each lies 3.3 m from the next"),
    ),
    "groove": (
        Text("一道直沟与辊道平行", "one furrow parallel to the table"),
        Text("几条平直沟顺行进方向", "several furrows follow the movement"),
        Text("直拉痕与送板同向", "straight drag lines follow the feed"),
    ),
    "open_bottom": (
        Text("沟底露出光亮金属", "bright metal shows at the bottom"),
        Text("肉眼见底，边有毛刺", "bottom in view, edges burred"),
        Text("底面光滑，深0.1 mm", "smooth bottom, 0.1 mm down"),
    ),
}
FEATURES = {
    "scab": ("flap", "rooted"),
    "crack": ("fissure", "deep"),
    "scale": ("oxide", "pits"),
    "roll_mark": ("alike", "pitch"),
    "scratch": ("groove", "open_bottom"),
}
#: What the inspector did not find; said only of other defects.
ABSENT = {
    "scab": Text("未见翘皮", "no lifted skin"),
    "crack": Text("未见开口", "no opening"),
    "scale": Text("未见黑点", "no black dots"),
    "roll_mark": Text("未见重复印", "no repeated print"),
    "scratch": Text("未见直沟", "no furrow"),
}

CONDITIONS = {
    "as_rolled": Text("热轧", "as-rolled"),
    "normalized": Text("正火", "normalized"),
    "annealed": Text("退火", "annealed"),
    "tempered": Text("调质", "quenched and tempered"),
    "tmcp": Text("热机械轧制", "TMCP"),
}
CONDITION_MEANINGS = {
    "as_rolled": Text("轧后空冷，不再处理", "air-cooled after rolling"),
    "normalized": Text("重新加热后空冷", "reheated, air-cooled"),
    "annealed": Text("重新加热后炉冷", "reheated, furnace-cooled"),
    "tempered": Text("淬火后再回火", "quench, then temper"),
    "tmcp": Text("低温终轧并快冷，不再处理", "cool finish, fast cooled"),
}
#: How the last cooling from the austenite range reads, by medium.
COOLING = {
    "air": (
        Text("放在冷床上自然冷却", "left on the cooling bed"),
        Text("在静止空气里降温", "left in still air"),
        Text("摊开晾到室温", "spread out in the open"),
    ),
    "furnace": (
        Text("关火后留在炉内降温", "kept inside, burners off"),
        Text("每小时30 ℃随炉降温", "brought down inside, 30 °C/h"),
        Text("炉门不开降到400 ℃", "left in the shut furnace to 400 °C"),
    ),
    "water": (
        Text("立即喷水冷却", "sprayed with water at once"),
        Text("进水冷装置急冷", "chilled in the water unit"),
        Text("用水幕快速冷却", "run under a water curtain"),
    ),
}
