"""Where a text answers: past the thinking, after the last marker; and how it declines to.

Shared by every answer kind and the same for every model. It knows no gold, no unit and no option.
"""

from __future__ import annotations

import re

from harness.reading.numerals import fold
from harness.types import INSUFFICIENT, Extraction, Verdict

#: Longer texts are read from their end only; an answer's budget is a few hundred tokens.
MAX_TEXT = 20_000
MAX_ANSWER = 2_000

_THOUGHT = re.compile(
    r"(</?(?:think(?:ing)?|thought|reasoning|reflection|analysis|scratchpad)>|[◁<＜]\|?/?think\|?[▷>＞]|\[/?THINK\])",
    re.IGNORECASE,
)
_CHANNEL = re.compile(r"<\|channel\|>\s*(\w+)[^<]*(?:<\|[a-z]+\|>[^<]*)?<\|message\|>|<\|start\|>assistant")
_SPECIAL = re.compile(r"<\|[a-z_]{1,20}\|>|</?s>|\[/?(?:INST|EOS|BOS)\]", re.IGNORECASE)
_MARKER = re.compile(
    r"(?<![误非是])(?<!正确的)(?:最终|正确|最后|我的|参考)?(?:答案|结果)\s*(?:应?该?[是为]\s*:?"
    r"|[:=])(?!\s*(?:错|不|有误))"
    r"|\((?:正确|参考|最终)?答案\)\s*:?|(?<![\u4e00-\u9fff])答\s*:"
    r"|(?<!wrong )(?<!incorrect )(?<!false )\banswer\s*(?:is\b\s*:?|[:=])",
    re.IGNORECASE | re.ASCII,
)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z_-]{1,20}>")
_NEXT_QUESTION = re.compile(
    r"\n\s*(?:#+\s*)?[【\[]?(?:题目|问题|下一题|例题?|用户|Question|Q|User|Human|Problem)\s*[0-9]*[】\]]?\s*[:】\]]",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(r"[:?]\s*$|^(?:好的?|当然|以下|下面|请|sure|ok|okay|certainly|here)", re.IGNORECASE)
_DO = (
    r"(?:回答|提供|确定|判[断定]|计算|给出|完成|协助|帮助|得出|确认|作答|解答|回复|[作做]出|建议|查看"
    r"|看到|决定|推断|处理|求解|得知|填写|评估|识别|继续|满足|透露)"
)
_DO_EN = (
    r"(?:answer|provide|determine|help|assist|calculate|compute|give|say|tell|judge|decide|complete|do"
    r"|confirm|inspect|view|read|see|make|offer|advise|comply|recommend|perform|solve|respond|fulfil"
    r"|share|assess|evaluate|fill|verify|access|open|know|be (?:determined|calculated|computed"
    r"|answered))"
)
#: A refusal whatever else is said.
_REFUSAL = re.compile(
    rf"(?:无法|不能|不便|不会|难以|没法|没有?办法|不可以|无权|拒绝|不予|不愿|不应)[^,;。\n]{{0,10}}?{_DO}"
    r"|恕(?:我|不|难)|爱莫能助|无可奉告|超出(?:了)?我的|拒答"
    rf"|\b(?:I|we|it)(?:'m|’m| am| are| is)?\s*(?:cannot|can't|can’t|can not|could not|couldn't|unable"
    rf" to|not able to|won't|will not|am not able to|not allowed to|not permitted to|do not"
    rf"|don't)\s+(?:\w+\s+){{0,2}}?{_DO_EN}\b"
    rf"|\b(?:unable to|not able to|cannot|can't)\s+{_DO_EN}\b|\bbeyond (?:me|my)\b|\bmust decline\b"
    rf"|\bdecline to\b|\brefuse to\b|\bnot in a position to\b",
    re.IGNORECASE | re.ASCII,
)
#: Words of an apology, which refuse only where nothing is answered.
_APOLOGY = re.compile(
    r"抱歉|对不起|很遗憾|作为(?:一个|一名)?(?:AI|人工智能|语言模型|大模型)|\b(?:I|we)(?:'m|’m| am|"
    r" are)? ?(?:cannot|can't|can’t|can not|unable|not able|won't|sorry)"
    r"|\bsorry\b|\bapologi[sz]e\b|\bas an AI\b|\bunfortunately\b",
    re.IGNORECASE | re.ASCII,
)
_LACK = "(?:不足|不够|不充分|不全|不完整|不完备|缺失|欠缺|缺乏)"
_ABSTAIN = re.compile(
    rf"(?<!不是)(?<!并非)(?<!没有)(?<!不存在)(?<!不算)(?:信息|条件|数据|资料|已知量)(?:还|尚|仍|是|都"
    rf"|明显|严重|有所)?{_LACK}(?!以影响)"
    r"|(?:缺少|缺乏|缺|没有|未给出?|未提供)(?:足够|必要|关键|充足|相关)的?(?:信息|条件|数据|资料)"
    r"|(?<!not )(?<!n't )\binsufficient\b|\b(?:information|data|input) (?:is|are) (?:not (?:sufficient"
    r"|enough|complete)|incomplete|lacking|missing|inadequate)"
    r"|\bnot (?:enough|sufficient) (?:information|data)|\b(?:lacks?|lacking|missing) (?:sufficient "
    r"|enough |necessary |required )?(?:information|data)\b|\binadequate (?:information|data)",
    re.IGNORECASE | re.ASCII,
)
EDGE = " \t\r\n.,;:。、；：，\"'“”‘’`*$「」《》"

UNPARSED = Extraction(None, Verdict.UNPARSED)
AMBIGUOUS = Extraction(None, Verdict.AMBIGUOUS)
REFUSAL = Extraction(None, Verdict.REFUSAL)
WRONG = Extraction(None, Verdict.WRONG)


def _final_channel(text: str) -> str | None:
    """Of a text in channels what was said on the last, None when that is not the final one."""
    marks = [m for m in _CHANNEL.finditer(text) if m.group(1)]
    if not marks:
        return text
    return text[marks[-1].end() :] if marks[-1].group(1) == "final" else None


def spoken(text: str) -> str | None:
    """The text without its thinking blocks; None when one is still open at the end."""
    kept: list[str] = []
    thinking = opened = False
    final = _final_channel(text[-MAX_TEXT:])
    for part in _THOUGHT.split(final or ""):
        if not _THOUGHT.fullmatch(part):
            kept += [] if thinking else [part]
            continue
        thinking = "/" not in part
        opened = opened or thinking
        if not opened:
            kept.clear()  # a lone closing tag ends a thought that the prompt began
    return None if thinking or final is None else _SPECIAL.sub(" ", "".join(kept)).strip()


def region(text: str) -> str:
    """What follows the last declared marker (`答案：`, `Answer:`), else the whole text; folded."""
    text = fold(text).replace("\u00a0", " ")
    following = _NEXT_QUESTION.search(text)
    if following and (head := text[: following.start()].strip()) and not _INTRODUCED.search(head):
        text = head  # it went on with a question of its own
    text = _TAG.sub(" ", text.replace("】", ")").replace("【", "("))
    ends = [marker.end() for marker in _MARKER.finditer(text)]
    return text[ends[-1] if ends else 0 :].strip()[:MAX_ANSWER]


def without(text: str) -> Extraction:
    """Why a text holds no answer: it abstains (an answer of its own), refuses, or cannot be read."""
    if abstains(text):
        return Extraction(INSUFFICIENT)
    return REFUSAL if refuses(text) or _APOLOGY.search(text) else UNPARSED


def abstains(text: str) -> bool:
    return bool(_ABSTAIN.search(text))


def refuses(text: str) -> bool:
    return bool(_REFUSAL.search(text))


def plain_word(text: str) -> str:
    """A word as it is compared: folded, trimmed of quotes and punctuation, case put aside."""
    return re.sub(r"\s+", " ", fold(text)).strip(EDGE + "()[]").casefold()
