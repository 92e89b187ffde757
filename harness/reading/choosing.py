"""The words beside an option letter that choose it or reject it, in Chinese and English.

Tables of phrases and two questions asked of a place in a folded text. It decides nothing alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from harness.reading.stance import supposed

#: ASCII, so that a Latin word ends where Chinese begins.
ANY_CASE = re.IGNORECASE | re.ASCII
YES = (
    r"(?:(?:对|可以|可能|也?行)(?=[的了吧,;。.!)\s]|$)|没错|没有?问题|一致|相符|吻合|正确|准确|成立|符合|√"
    r"|✓|✔|✅|☑|最[佳优好]|最?合[适理]|更[好合准]"
    r"|最[合准符接]|当选|无误)"
)
_RIGHT = (
    r"(?:(?:definitely |clearly |certainly |also |most likely |probably )*(?:correct|right|true|best"
    r"|the (?:correct|right|best|answer|one|only)|my (?:answer|choice|pick)))\b"
)
_VERB = (
    r"(?:选(?:择|项|定|中|用|取|填)?(?:了|的?是|为)?|应答|作答|答案?|填|当属|莫过于"
    r"|(?:\b(?:answer|option|letter|choice|choose|chose|choosing|pick|picked|select|selected|opt for|opting"
    r" for|go with|going with|going for|settle on|vote for|conclude)|选择?)\b)"
)
_IS_ZH = (
    r"(?:无疑问?|(?:符合|满足|正确|成立|[合适恰]当|合[适理]|应选)[^,;。]{0,8}的(?:选项|答案|一?项|一个)?|但"
    r"|其实|实际上?|答案|选项|正确(?:的|项|答案|选项)?|选择|结论|结果|最终|综上|因此|所以|故|就|则|才"
    r"|而|认为|觉得|判断|应该?|应当|那么|只有|只能|必|可能|也许|大概|^|[,;。.\n])"
    r"\s*(?:应该?|应当|当然|就|也|只能|只|必然|必|可能|还)*\s*(?:是|为)"
)
_IS_EN = (
    r"\b(?:answer|option|choice|one|correct|right|it|this|that|solution|result|selection|pick|response"
    r"|conclusion)(?:'s)?\s+"
    r"(?:(?:is|be|should|must|would|will|has to|seems|appears to|to|are)\s+)*(?:therefore|thus|clearly"
    r"|definitely|likely|probably|most likely|then|just|simply|only)?"
)
_SO = (
    r"(?:\b(?:so|thus|therefore|hence|definitely|clearly|finally|only|but|it's|that's)|√|✓|✔|☑|✅|因此"
    r"|所以|故|综上(?:所述)?|对应的?|也?可能是?|即|就|只有|或者?|还是)"
)
_HINT = r"(?:\s|:|\"|'|\(|\[|选项|选择?|答案|是|为|了|\boption\b|\bchoice\b|\banswer\b|\bletter\b|\bis\b|字母|第)*"
#: What may stand behind a chosen letter.
_CLOSE = (
    r"(?=\s*(?:$|[\n,;:。、)\]\"'!]|\.(?![0-9])|选项|项|正确|对(?!应|于|比)|吧|即可|是因|是正|是对|因"
    r"|最|更|为(?:正|宜|最|答)|而(?:非|不)|这|--|√|✓|✔"
    r"|\(|\b(?:because|since|as|with|is|rather|instead|over|not|due|for)\b)|\s+[-—]\s)"
)
_NO_BEFORE = re.compile(
    r"(?:(?<!毫)(?<!不得)(?<!不能)(?<!莫)不(?!难|妨|仅|但|光|得不|能不|过|犹豫|用说"
    r"|错[,;。])(?-i:[^A-H,;。、:!\n]){0,6}|原?本?以为(?:是|选|应选)?|并非|而非|绝非|决非|非|勿|别|莫"
    r"|没有?(?-i:[^A-H,;。、:!\n]){0,5}|未|无(?!疑)法?|难以|谁会|避免|拒绝|撤[回销]|取消|忽略"
    r"|排除|剔除|否定|否决|舍弃|舍去|放弃|删除?|去掉|划掉|淘汰|误(?:选|认为|以为)?|错(?:选|在)|错误|易错|干扰项|除"
    r"|(?:\bnot|n't|\bcannot|\bnever|\bdoubt)(?-i:[^A-H,;.:!\n]){0,24}|\bneither|\bnor|\bexcept(?:"
    r" for)?|\bexclud(?:e|ed|ing)|\brul(?:e|ed|ing) out|\beliminat(?:e|ed|ing)|\breject(?:ed|s|ing)?"
    r"|\bdiscard(?:ed|ing)?"
    r"|\bcross(?:ed)? out|\brather than|\binstead of|\bother than|\b(?:anything|everything|all|any)"
    r" but|\bthought(?: it (?:was|is))?|\bwrong|\bincorrect|\bavoid(?:ed)?|\bdismiss(?:ed)?)"
    r"(?:\s|:|\"|'|\(|选项|选择?|答案|项|了|掉|的|是|为|应|\b(?:be|to|the|an?|option|options|answer"
    r"|choice|choices|choose|choosing|pick|select|selecting|go|with|it|is|are|say|either|both|letter"
    r"|conclude|that)\b)*$",
    ANY_CASE,
)
_NO_AFTER = re.compile(
    r"[)\]\"'\s]*(?:这个|这|此|两)?(?:选项|项|个|者)?(?:的?(?:说法|答案|结果|数值))?\s*[:、)-]?\s*"
    r"(?:(?:是|为|都|均|也|皆|全|全部|显然|明显|肯定|就|则|却|确实|其实|同样|已经?|被|可以?|应该?|应当"
    r"|需要?|本身|完全|要|三项|两项|四项|选项|全都)\s*)*"
    r"(?:错|(?:不|非)(?!仅|但|只|得不|能不|(?:是|选择?)?\s*(?:选项)?[A-H](?![A-Za-z]))|有误|误(?!差)"
    r"|无误差|偏[大小高低]|排除|除外|可?排|舍|×|✗|✘|❌|x\b|淘汰|否|没(?!错|有?问题)|干扰|作废"
    r"|(?:(?:option|options|choice|is|are|was|were|be|being|both|all|clearly|obviously|also|therefore"
    r"|must|can|should|has been|have been|would|seems?|looks?)\s+)*"
    r"(?:wrong|incorrect|false|not\b(?!\s+(?:option\s+)?[A-H](?![A-Za-z]))|invalid|isn't|aren't|cannot"
    r"|can't|doesn't|don't|out\b|ruled|eliminated|excluded|rejected|impossible|no\b|too\b|unlikely"
    r"|fails?\b))",
    ANY_CASE,
)
#: The option quoted and then found wanting, in one sentence.
_QUOTED_NO = re.compile(
    r"\s*[.、:,)]\s*[^A-H,;。\n]{1,40}?(?:不符合?|不满足|不可能|不合[适理]|不适用|不对|不正确|错误|是错"
    r"|有误|太[大小高低]|\b(?:is|are) (?:too|not|wrong|incorrect))",
    re.ASCII,
)


#: `looks right but is wrong`
_SEEMED = re.compile(
    r"(?-i:[^A-H;。\n]){0,40}?(?:\bbut|\byet|\bhowever|但|却|然而"
    r"|其实)(?-i:[^A-H,;。\n]){0,14}?(?:wrong|incorrect|false|\bnot (?:right|correct)|错|不对|不正确)",
    ANY_CASE,
)


class Group(NamedTuple):
    """Letters named together, and where."""

    letters: frozenset[str]
    start: int
    end: int


def is_denied(text: str, group: Group) -> bool:
    before = text[max(0, group.start - 40) : group.start]
    after = text[group.end : group.end + 60]
    seemed = _SEEMED.match(after)
    return bool(_NO_BEFORE.search(before) or _NO_AFTER.match(after) or _QUOTED_NO.match(after) or seemed)


CUE = re.compile(rf"(?:{_VERB}|{_IS_ZH}|{_IS_EN}|{_SO}){_HINT}$", ANY_CASE)
_END = re.compile(_CLOSE)
_AFTER = re.compile(
    r"[)\]\"'\s]*(?:这个|这|此)?(?:选?项|的说法)?\s*[(.:]?\s*(?:(?:是|才|也|都|均|就|最|显然|应该?"
    r"|应当|为|完全|可能)\s*)*"
    rf"(?:{YES}|(?:(?:option|choice|is|are|both|would be|must be|should be|seems|looks)\s+)+{_RIGHT})",
    ANY_CASE,
)
_HEAD = re.compile(
    r"(?:^|[,;:。!\n]|\.\s)[\s\"'(\[]*(?:(?:\b(?:both|either|maybe|perhaps|probably|possibly)\b"
    r"|(?:可能|大概|也许)是?)\s*)?$",
    ANY_CASE,
)


#: Behind a letter without a cue: the letter is the subject of a sentence, not a choice.
_SUBJECT = re.compile(r"[ \t]*(?:is\b|(?!选?项|吧|而非|而不|正确|即可|因为|是因|这)[\u4e00-\u9fff])")


def is_chosen(text: str, group: Group, groups: Sequence[Group]) -> bool:
    """Whether the letters stand where a choice stands, and not inside a condition."""
    before, after = text[max(0, group.start - 60) : group.start], text[group.end :]
    if supposed(before):
        return False
    if _AFTER.match(after):
        return True
    if not _END.match(after):
        return False
    if CUE.search(before):
        return True
    if not _HEAD.search(before) or _SUBJECT.match(after):
        return False
    if re.match(r"\s*(?:因|\b(?:because|since|as|is|for|with|due)\b)", after):
        others = [other for other in groups if other.start > group.end]
        return not before.strip() and "§" not in after and all(is_denied(text, other) for other in others)
    return not before.strip(" \"'([") or bool(re.match(r"[)\]\"'\s]*(?:$|[.。!;\n,](?!\d))", after))
