"""What else is in real notes, calls and forms: remarks and small print that fill no box of the application.

None of them speaks of the firm's own area, rent, staff, telephone, capital or dates, so none can change an entry.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.kit import Lang, Rng, Text

#: Remarks by level, in notes of a talk and in a call.
NOTED, HEARD = (0, 7, 12), (0, 9, 13)

COUNTER = (
    Text("停车场满了，车停在对面路边，中间下楼看过一回。", "The car park was full; the car stood across the street and was looked after once in between. "),
    Text("先去了综合窗口，那边说不归他们管，才转到这里来。", "The general counter was tried first, said it was not theirs and sent the visitor here. "),
    Text("问补贴批下来大概要多久，答按办事指南上的时限，节假日不算。", "Asked how long the subsidy takes: the time in the guide, holidays not counted. "),
    Text("问材料能不能在网上补传，答可以，但原件还要带来核对。", "Asked whether papers can be sent in on line: yes, but the originals have to be brought for comparison. "),
    Text("复印机卡纸，身份证重新复印了一遍才清楚。", "The copier jammed; the ID card had to be copied again before it was legible. "),
    Text("说是听同一条街的理发店老板讲，才知道有这项政策。", "The visitor learnt of the scheme from the barber in the same street. "),
    Text("门面刚刷过墙，招牌还没挂，打算月底开张。", "The shop has just been painted, the sign is not up yet, and it is to open at the end of the month. "),
    Text("问开张以后要不要再报一次，答情况有变动才需要来说明。", "Asked whether to report again after opening: only if something changes. "),
    Text("手机快没电了，借窗口的充电线充了一会儿。", "The visitor's phone was nearly flat and was charged at the counter for a while. "),
    Text("系统中途卡住，页面刷新后重新登录才进得去。", "The system hung; only after a reload and a new login could work go on. "),
    Text("问发票能不能开成电子的，告知要去税务窗口问。", "Asked whether invoices can be electronic; referred to the tax counter. "),
    Text("文件夹里还有消防检查单和装修合同，这项申请用不着，当场退还。", "The folder also held a fire inspection slip and a decorator's contract; not needed here, they were given back at once. "),
    Text("想顺便办创业贷款贴息，告知在楼上另外的窗口受理。", "The visitor also wanted an interest subsidy for a start-up loan; that is handled at another counter upstairs. "),
    Text("说原来看中老城区的铺子，房东临时变卦，才换到现在这里。", "A shop in the old town had been the first choice, but that landlord changed his mind. "),
    Text("中午约了供货商，希望快一点办完。", "A supplier was expected at noon, so it had to be quick. "),
    Text("同来的朋友在大厅等着，没有到窗口来。", "A friend waited in the hall and did not come to the counter. "),
    Text("问公章边上磨掉一角要不要紧，看过觉得能辨认，不必重盖。", "Asked whether a worn edge of the seal matters; it can be made out and need not be stamped again. "),
    Text("嫌大厅的指示牌不清楚，请我们记到意见簿里。", "The signs in the hall were found unclear; a note in the suggestions book was wanted. "),
    Text("带来的孩子在旁边写作业，请保安照看了一下。", "A child did homework beside the counter, with the guard keeping an eye on it. "),
    Text("提醒把表格背面的承诺书也看一遍，表示知道了。", "The visitor was told to read the declaration on the back of the form as well and agreed. "),
    Text("问收件以后会不会发短信，答会发。", "Asked whether a text message follows receipt: yes. "),
    Text("外面下大雨，材料装在塑料袋里，没有打湿。", "It rained hard, but the papers were in a plastic bag and stayed dry. "),
    Text("打听附近哪家银行能开对公账户，给指了路口那家。", "Asked for a bank nearby that opens company accounts; pointed to the one at the crossing. "),
    Text("大厅空调坏了一台，维修的人正在弄，说话要大声些。", "An air conditioner in the hall was under repair, so everybody had to speak up. "),
    Text("叫到下一个号的时候又回头问了一句，厕所在几楼。", "When the next number was called there was one more question: where the toilets are. "),
    Text("说家里老人也想来问养老的事，告知去社保窗口。", "An elderly relative wants to ask about a pension; referred to the social insurance counter. "),
)  # fmt: skip

CALL = (
    Text("说前面打错过一次，打到税务那边去了。", "An earlier call had gone to the tax office by mistake. "),
    Text("线路有杂音，请对方换个安静的地方再讲。", "There was noise on the line, and the caller was asked to go somewhere quieter. "),
    Text("说表是同事交的，自己手上只有一份复印件。", "A colleague had handed in the form; the caller had only a copy. "),
    Text("问更正要不要再跑一趟，答电话核实过身份就可以。", "Asked whether the correction needs another visit: not once identity has been confirmed by telephone. "),
    Text("中间有人敲门送货，等了一会儿才接着说。", "A delivery came to the door, and it took a while to go on. "),
    Text("问补贴是打到企业账户还是发现金，答只打账户。", "Asked whether the subsidy comes in cash: only to the company account. "),
    Text("抱怨网上查不到进度，告知系统晚上更新。", "It was complained that progress cannot be seen on line; the system updates at night. "),
    Text("顺便问营业执照挂在哪里合规，请其问市场监管窗口。", "Asked where the licence has to hang; referred to the market regulation counter. "),
    Text("说店里在装修，灰大，回头再找原件。", "The shop is being decorated and is full of dust; originals will be looked for later. "),
    Text("问周末能不能来取回执，答周末不开门。", "Asked whether the receipt can be fetched at the weekend: closed. "),
    Text("说完让旁边的人再对一遍，听得见翻纸的声音。", "Somebody beside the caller checked again; paper could be heard. "),
    Text("问有没有人工智能客服，答目前只有人工坐席。", "Asked about an automatic assistant: people only for now. "),
    Text("提到供货商催款，听着有点着急。", "A supplier is pressing for payment, and the caller sounded worried. "),
    Text("问材料袋落在大厅了怎么办，告知在服务台保管。", "Asked about a folder left in the hall; it is kept at the reception desk. "),
    Text("对方把一句话重复了几遍，已核实是同一个意思。", "One sentence was repeated several times; it was confirmed to mean the same. "),
    Text("问回执能不能请别人代取，答可以。", "Asked whether somebody else may fetch the receipt: yes. "),
)  # fmt: skip

RULES = (
    Text("请用黑色签字笔填写，字迹要清楚，不得用铅笔", "Write legibly with a black pen, not with a pencil"),
    Text("金额以人民币元填写，不写大写", "Money is written in yuan and in figures"),
    Text("企业名称须与营业执照一致，不得用简称", "The company's name must be that of the licence, not a short form"),
    Text("补贴款只拨到企业账户，不支付现金", "The subsidy is paid to the company's account only, never in cash"),
    Text("有多处场地的，每处分别填表", "Where there are several places, each has a form of its own"),
    Text("本表由申请人和受理机关分别留存", "Applicant and office each keep a copy of this form"),
    Text("表内写不下的可另附纸说明", "What does not fit may be set out on a separate sheet"),
    Text("申请人对所填内容的真实性负责", "The applicant answers for the truth of what is entered"),
)  # fmt: skip
MARGINS = (
    Text("来人问复印件要不要盖章，已告知", "asked whether copies need a stamp, told so"),
    Text("原件已当面退还", "originals given back on the spot"),
    Text("同事休假，回来后再复核", "colleague on leave, to be looked over on return"),
    Text("扫描仪玻璃有灰，左侧有竖线", "dust on the scanner, a line on the left"),
    Text("装订时注意页序", "mind the order of pages when binding"),
    Text("已提醒月底前来取回执", "reminded to fetch the receipt by the end of the month"),
    Text("边角有水渍，不影响辨认", "damp stain in the corner, still legible"),
    Text("与另一家同名店的件分开放", "keep apart from the file of a shop of like name"),
)  # fmt: skip
OATH = Text(
    "承诺：本企业所交材料真实有效，场地由本企业自用，不转借他人；如有不实，愿退回补贴并承担相应责任。",
    "Declaration: the papers are genuine and valid, and the place is used by the company itself and not lent to others; if this is untrue, the subsidy is paid back and the consequences are borne.",
)
SMALL_PRINT = Text(
    "提示：市场主体应当于每年1月1日至6月30日通过国家企业信用信息公示系统报送并公示年度报告\n"
    "扫描二维码登录国家企业信用信息公示系统，了解更多登记、备案、许可、监管信息",
    "Note: market entities file and publish their annual report in the National Enterprise Credit Information Publicity System from 1 January to 30 June of each year\n"
    "Scan the QR code to sign in to that system for more on registration, filing, permits and supervision",
)


def drawn(rng: Rng, bank: Sequence[Text], count: int) -> tuple[int, ...]:
    """Places of `count` different remarks in `bank`."""
    return tuple(rng.sample(range(len(bank)), count))


def spread(entries: Sequence[str], asides: Sequence[int], bank: Sequence[Text], lang: Lang) -> list[str]:
    """The entries, each followed by its share of the remarks."""
    return [
        entry + "".join(bank[aside][lang] for aside in asides[at :: len(entries)])
        for at, entry in enumerate(entries)
    ]
