"""The words of plate inspection: two glossaries, and the many ways in which what they name is described.

Written for these items; no standard is quoted. A description says features, never the term itself.
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
    "scab": Text("翘起的金属薄片，有一边连着钢板", "lifted flap of metal, joined on one side"),
    "crack": Text("末端尖细、伸入金属的缝", "sharp-ended fissure running into the metal"),
    "scale": Text("氧化物嵌入板面，除去后留坑", "oxide set in the surface, leaving pits"),
    "roll_mark": Text("形状相同、等间距重复的印", "same mark repeated at an even pitch"),
    "scratch": Text("顺运送方向、看得见沟底的直沟", "straight groove along the travel, open to view"),
}
#: What is seen, by feature, in several wordings.
SIGNS = {
    "flap": (
        Text("有舌头状的薄皮鼓起", "a tongue of skin stands up"),
        Text("鱼鳞样的金属皮浮起", "a fish-scale skin of metal has risen"),
        Text("一层铁皮可用刀尖挑开", "a skin of iron can be lifted with a blade"),
    ),
    "rooted": (
        Text("皮的根部仍与基体相连", "its root still holds to the base metal"),
        Text("一侧粘连，扯不下来", "one side clings and will not tear off"),
        Text("另一侧未与母材分离", "the other side has not parted from the plate"),
    ),
    "fissure": (
        Text("有一道头发丝样的开口", "there is a hairline opening"),
        Text("见锯齿状细缝", "a jagged thin slit is seen"),
        Text("一条细线，两头越来越细", "a fine line tapers at both ends"),
    ),
    "deep": (
        Text("磨去0.5 mm仍未消失", "it is still there after grinding off 0.5 mm"),
        Text("渗透检测显红线", "dye penetrant shows a red line"),
        Text("横截面上它向板厚内延伸", "in cross-section it goes down into the thickness"),
    ),
    "oxide": (
        Text("黑灰色小片压在板面里", "dark grey flakes are pressed into the face"),
        Text("嵌着深褐色斑点，刮下是黑粉", "dark specks in the face scrape off as black powder"),
        Text("成片黑点，能谱只见铁和氧", "patches of black dots hold only iron and oxygen"),
    ),
    "pits": (
        Text("酸洗后成了浅坑", "pickling turned them into shallow pits"),
        Text("喷丸掉落处留下凹坑", "blasting knocked them out and left hollows"),
        Text("剥落的地方凹下去", "the surface is hollow where they fell out"),
    ),
    "alike": (
        Text("几处凸起一模一样", "several bumps look exactly alike"),
        Text("凹痕的外形处处一致", "the dents have one and the same outline"),
        Text("同一图样的印痕接连出现", "prints of one pattern follow each other"),
    ),
    "pitch": (
        Text("沿板长每2.2 m一处", "there is one every 2.2 m along the plate"),
        Text("间隔恰为轧辊周长", "their spacing equals the roll circumference"),
        Text("前后距离都是1.9 m", "each lies 1.9 m from the next"),
    ),
    "groove": (
        Text("一道笔直的沟与辊道方向平行", "one straight furrow parallel to the roller table"),
        Text("几条平直沟痕顺着行进方向", "a few level furrows follow the direction of movement"),
        Text("直线状拉痕与送板方向一致", "straight drag lines on the face follow the feed"),
    ),
    "open_bottom": (
        Text("底部露出光亮金属", "bright metal shows at the bottom"),
        Text("肉眼能看到底，边上有毛刺", "its bottom is in view and its edges are burred"),
        Text("底面平滑，深约0.1 mm", "the bottom is smooth and about 0.1 mm down"),
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
    "scab": Text("未见翘皮", "no lifted skin was found"),
    "crack": Text("渗透检测无显示", "dye penetrant showed nothing"),
    "scale": Text("未见嵌入物", "nothing embedded was found"),
    "roll_mark": Text("别处没有重复", "it is not repeated elsewhere"),
    "scratch": Text("没有沟痕", "there is no furrow"),
}

CONDITIONS = {
    "as_rolled": Text("热轧", "as-rolled"),
    "normalized": Text("正火", "normalized"),
    "annealed": Text("退火", "annealed"),
    "tempered": Text("调质", "quenched and tempered"),
    "tmcp": Text("热机械轧制", "TMCP"),
}
CONDITION_MEANINGS = {
    "as_rolled": Text("轧后空冷，不再处理", "air-cooled after rolling, no reheating"),
    "normalized": Text("重新加热后空冷", "reheated, cooled in air"),
    "annealed": Text("重新加热后炉冷", "reheated, cooled in the furnace"),
    "tempered": Text("淬火后再回火", "quenched, then tempered"),
    "tmcp": Text("低温终轧并快冷，不再处理", "finished cool, then cooled fast, no reheating"),
}
#: How the last cooling from the austenite range reads, by medium.
COOLING = {
    "air": (
        Text("放在冷床上自然冷却", "left on the cooling bed"),
        Text("在静止空气里降温", "left in still air"),
        Text("摊开晾到室温", "spread out to cool in the open"),
    ),
    "furnace": (
        Text("关火后留在炉内慢慢降温", "kept inside with the burners off"),
        Text("以每小时30 ℃随炉降到500 ℃", "brought down inside at 30 °C per hour"),
        Text("炉门不开，降到400 ℃才出炉", "left in the shut furnace down to 400 °C"),
    ),
    "water": (
        Text("立即喷水冷却", "sprayed with water at once"),
        Text("进水冷装置急冷", "chilled in the water-cooling unit"),
        Text("用水幕快速冷下来", "cooled fast under a water curtain"),
    ),
}
