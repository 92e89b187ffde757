"""How an answer stands: what it takes back, asks, explains, supposes and denies; the same for every answer kind.

Works on folded text and knows no gold, unit or option. What is taken back or denied is never an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from harness.types import Verdict

_START = r"(?:^|(?<=[,;.。!?…(—\n]))\s*"
_END = r"(?=$|[\s,;:.。、!?…)—])"
#: What stood before is withdrawn, whether or not something better follows.
_FIRM = re.compile(
    r"(?:更正(?!\s*\)\s*$)|改正|修正|纠正|订正|勘误|修订)(?:一下|答案|结果|如下|后|为|成|应?为)*\s*[:,]?"
    r"|(?:应|需|要|后来?|再|又|现|故)?改(?:为|成|选|填|判|答)"
    rf"|{_START}(?:哦|啊|呃|嗯|这|这样|刚才|上面|以上|前面|好像|等等,?)*(?:是)?(?:不对|不是|不|错了|错误|有误){_END}"
    rf"|{_START}(?:我|刚才|前面|上面|之前|是|这里|又)*(?:计?算|看|写|说|弄|搞|记|答|填|选|判断?)错(?:了)?{_END}"
    rf"|{_START}(?:口误|笔误|说反了|收回){_END}"
    rf"|{_START}(?:the )?correct(?:ion|ed)(?: (?:answer|value|version|to))?(?: is)?\s*:?"
    rf"|{_START}(?:I meant?|scratch that|strike that|let me correct(?: that| this)?|make (?:that|it)|my"
    rf" mistake|oops)\b"
    rf"|{_START}(?:no\s*[,!;—]|no\.(?!\s*[0-9])|(?:(?:that|this|it)(?:'s| is| was) )?(?:wrong|incorrect"
    rf"|not right)\s*[,.!;:—])"
    r"|\b(?:changed?|revised?|corrected|updated) (?:it |that |this |my answer )?to\b|\brevised (?:answer|value)\b",
    re.IGNORECASE | re.ASCII,
)
#: Often a correction; it counts only if an answer follows.
_LOOSE = re.compile(
    rf"{_START}(?:但|可是?|然而)?(?:等等|等一下|等下|慢着|其实|实际上|重新[^,;。\s]{{1,4}}|再(?:想|算"
    rf"|核对|检查)[^,;。\s]{{0,3}}|准确地?说|而应该?[是为])"
    r"|(?<![不非])应该?当?[是为]|(?<![不非])正确的?(?:答案|结果|数值|值|选项)?应?该?[是为]|最终(?:答案"
    r"|结果|选择|选|取)?[是为]?"
    rf"|{_START}(?:but )?(?:wait|actually|hold on|hmm+|on second thoughts?|rather|sorry|finally|in the end)\b"
    r"|\bshould (?:actually |really |instead )?be\b|\bthe (?:correct|right) (?:value|answer|result|one"
    r"|option|choice)\b|\bfinal (?:answer|value|choice)\b",
    re.IGNORECASE | re.ASCII,
)
_FINAL = re.compile(
    r"最终|最后(?:的?(?:结果|答案|版))|定稿|正式(?:版|答案)|终稿|正确(?:的|版|结果|答案)|\b(?:final"
    r"|corrected|revised|updated)\b",
    re.IGNORECASE | re.ASCII,
)
_AFTERTHOUGHT = re.compile(
    r"(?<![不非])应该?当?[是为]|有误|错误|不对|[写填抄算看]错|作废"
    r"|\bshould (?:be|have been)\b|\b(?:is|are|was|were) (?:wrong|incorrect|not correct)\b|\bmistakes?\b",
    re.IGNORECASE | re.ASCII,
)
_POLITE = re.compile(
    r"(?:如有|若有|如果|如|若|是否)[^。;\n]*|\b(?:if|whether|let me know)\b[^.;\n]*|(?:没有?|无"
    r"|未发现)[^,。;\n]{0,4}(?:错误|有误)",
    re.IGNORECASE | re.ASCII,
)
_QUESTION = re.compile(r"(?:(?<=[。;!?\n])|(?<=\.\s)|^)(?:(?!\.\s)[^。;!?\n])*\?+")
_REASON = re.compile(
    r"(?<=[^\s,:])\s*[,。;.!\n(]+\s*\)?(?:(?:计算|推导|求解|解题)?(?:理由|原因|依据|说明|解释|解析"
    r"|分析|过程|推导|步骤|计算|注|详解|点评)(?:过程|步骤|如下)?\s*[:,是为)]"
    r"|因为|由于|这?是因为|because\b|since\b|as (?:the|it)\b"
    r"|(?:reason(?:ing)?|explanation|calculation|working|rationale|note|steps?|justification"
    r"|method)\s*(?:is\b)?\s*:)",
    re.IGNORECASE | re.ASCII,
)
#: A clause that is nothing but a rejection of what was said before it.
_REJECTED = re.compile(
    r"(?:现在?|已经?|最终|后来|但|但是|然而|不过|可是|所以|因此|故|应|而)?(?:这|这个|这项|这一项|那"
    r"|那个|此|该|它|其|上述"
    r"|以上|前者|本)?(?:选项|项|答案|结果|数值|数据|数|值|说法|结论|判断|选择|计算)?"
    r"(?:显然|明显|肯定|一定|当然|本身|其实|实际上|应该|应|可以|可|也|都|均|是|为|被|不)*"
    r"(?:错误?|不对|不正确|不准确|不成立|不可取|有误|有错误?|不是(?:正确|最终)?(?:答案|结果)|排除|剔除"
    r"|舍去|舍弃|作废|无效|否定|推翻|撤[回销]|收回|放弃|取消|划掉|不选|不能选|不采用|不予采用|×|✗|✘|❌)"
    r"(?:的|了|掉|答案|选项|值|结果)*"
    r"|(?:but |so |and |which |that |this |it |the answer |the value |the option |however )*(?:'s|is"
    r"|was|are|were|would be|must be|can be|should be|has been)?\s*"
    r"(?:clearly |obviously |definitely |both |also |all |therefore |thus |certainly |actually |just |simply )*"
    r"(?:wrong|incorrect|false|invalid|not (?:right|correct|true|valid|the (?:right |correct |final"
    r" )?answer|it)|isn't (?:right|correct|it)"
    r"|ruled out|excluded|eliminated|rejected|discarded|a mistake|an error|a distractor|nope|no)(?:"
    r" answer| option| choice| value| one)?",
    re.IGNORECASE | re.ASCII,
)
_IF = re.compile(
    r"如果|假如|假设|假定|倘若|要是|若(?!干)|设(?=[A-Za-z])|\b(?:if|assuming|suppose|supposing|provided)\b",
    re.IGNORECASE | re.ASCII,
)
_THEN = re.compile(r"[,;。\n]|则|那么|就|\bthen\b", re.IGNORECASE | re.ASCII)

Read = TypeVar("Read")


def latest(
    body: str, read: Callable[[str], Read], failure: Callable[[Read], Verdict | None], withdrawn: Read
) -> Read:
    """What `read` finds behind the last correction, else in the whole text.

    `withdrawn` is the outcome of a text that takes its answer back and gives no other.
    """
    marks = [(m.end(), m.start(), True) for m in _FIRM.finditer(body)]
    marks += [(m.end(), m.start(), False) for m in _LOOSE.finditer(body) if m.start()]
    for end, start, firm in sorted(marks, reverse=True)[:8]:
        found = read(body[end:])
        if failure(found) is None or (firm and failure(found) is not Verdict.UNPARSED):
            return found
        if firm and failure(read(body[:start])) is not Verdict.UNPARSED:
            return withdrawn
    return read(body)


def corrects(text: str) -> bool:
    """Whether what is said behind an answer takes something of it back; a polite condition does not."""
    said = _POLITE.sub(" ", text)
    return bool(_FIRM.search(said) or _AFTERTHOUGHT.search(said))


def replaces(between: str) -> bool:
    """Whether the words between two answers make the second one the answer."""
    return bool(_FIRM.search(between) or _FINAL.search(between))


def unasked(text: str) -> str:
    """The text without its questions: a number or letter somebody asks about is no answer."""
    return _QUESTION.sub(" ", text)


def before_reason(text: str) -> str:
    """The text up to the reason or the working that it announces; the whole text when it begins with that."""
    found = _REASON.search(text)
    return text[: found.start()] if found else text


def rejects(clause: str) -> bool:
    """Whether a clause only says that what came before it is wrong."""
    return bool(_REJECTED.fullmatch(clause.strip(" \t\"'()[].!。")))


def supposed(sentence: str) -> bool:
    """Whether the end of this piece of a sentence still stands inside a condition."""
    last = [m.end() for m in _IF.finditer(sentence)]
    return bool(last) and not _THEN.search(sentence, last[-1])
