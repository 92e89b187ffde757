"""What a number is in its sentence: the value given, a bound, a limit beside it, or something denied or supposed.

Looks only at the words before and after it. A bound, a denied or a supposed value is never read as a point.
"""

from __future__ import annotations

import re
from typing import Literal

from harness.reading.stance import supposed

Role = Literal["point", "bound", "aside", "denied", "supposed"]

_ANY_CASE = re.IGNORECASE | re.ASCII
_BOUND_BEFORE = re.compile(
    r"(?:[<>≤≥≠±√几]|\b(?:sqrt|log|ln|exp)"
    r"|不(?:[小低少]于|[大高多]于|足|到|超过?|超出|达|及|等于|止|逾)|[小大低高少多优劣]于|超(?:过|出)?"
    r"|逾|高达|多达|低至|至[少多]|最[少多高低大小]|介于|[上下]限|将近|接近|近|几乎"
    r"|\b(?:less|more|greater|lower|higher|fewer|smaller|larger|better|worse) than|\bat (?:least"
    r"|(?:the )?most)|\bup to|\bas (?:much|many|little|low|high) as"
    r"|\b(?:over|under|above|below|between|within|beyond|exceed(?:s|ed|ing)?|nearly|almost|close to"
    r"|just (?:under|over|below|above)|no more|no less|upper|lower|from)"
    r"|\b(?:max(?:imum)?|min(?:imum)?)\b\.?(?: of)?)(?:\s|:|\(|\b(?:about|of|or equal to)\b|约|或等于|等于)*$",
    _ANY_CASE,
)
_BOUND_AFTER = re.compile(
    r"(?:\s*\(?\s*±|\s*[+<>≤≥]|\s*[~～—]\s*$|\s*\(\s*(?:max(?:imum)?|min(?:imum)?|最[大小多少高低]"
    r"|上限|下限|至少|至多|及?以[上下内外])\.?\s*\)|\s*(?:及|或)?(?:者)?(?:更[多少高低大小]"
    r"|以[上下内外]|之[上下内外])|\s*[起内](?![的部])|\s*(?:多|余|出头|开外|为限|封顶|不到|打底)(?!少)"
    r"|\s*\b(?:max(?:imum)?|min(?:imum)?)\b|\s*(?:最大|最小|最多|最少|上限|下限)\s*(?:$|\))"
    r"|\s*的\s*(?:一半|[0-9]|几|百分之|千分之|[一二两三四五六七八九十]+(?:分之|倍|成))"
    r"|\s*(?:or so )?more\b|\s*(?:or|and|at) (?:more|less|above|below|higher|lower|greater|smaller"
    r"|over|under|least|(?:the"
    r" )?most|fewer|up)|\s*(?:为|是|作为|即)(?:其|该|个)?(?:最[大小高低多少]|[上下][限界]|极限)"
    r"|\s*(?:(?:is|as) )?(?:the|an?) (?:max|min|upper|lower|limit)|\s*\b(?:plus|minus|upwards?"
    r"|onwards?)\b)",
    _ANY_CASE,
)
_COMPARED = re.compile(r"\s*[<>≤≥]\s*[0-9]")
#: Half of it, twice it: the figure is not the value.
_MULTIPLE = re.compile(
    r"一半|减半|加倍|翻倍|[0-9一二三四五两几]倍|\b(?:half|twice|double|triple) ", _ANY_CASE
)
_MISTAKE = (
    r"(?:误(?:算|写|读|认|作|以|判)|错(?:算|写|误)|算错|写错|错误|不正确|\bwrong|\bincorrect"
    r"|\bmistaken|\bfalse)"
)
_DENIED_BEFORE = re.compile(
    r"(?:(?:不(?:可能|应该?|应当|会|能|该|要|可|宜|再|太|等于)*|并非|而非|绝非|决非|并不|非|勿|别|莫"
    r"|没有?|未|排除|剔除|否定|舍弃|舍去|放弃|除了?)"
    r"(?:是|为|有|选|取|填|写|答|等于|到|得|算|了|用|采用|加入?|\s|\()*"
    r"|\b(?:not|n't|isn't|wasn't|never|neither|nor|doubt|unlikely|cannot|without|rather than|instead of|other than"
    r"|but not|except|excluding|anything but|rejects?|rejected|discards?|ruled out)"
    r"(?:\s|\(|\b(?:be|to|the|an?|is|are|it|use|equal|answer|about|value|of|by|correct|around|exactly"
    r"|as|much|many|yet|quite)\b)*"
    rf"|{_MISTAKE}[^,;。]{{0,10}})(?:约|大约|:|\s|[\"'(])*$",
    _ANY_CASE,
)
_DENIED_AFTER = re.compile(
    r"[\s\"')\]]*(?:[(,:]\s*)?(?:这个?|这一|此|该)?(?:答案|结果|数值|数据|数|值|说法|结论|选项)?\s*[(:]?\s*"
    r"(?:(?:是|为|都|也|显然|明显|肯定|一定|当然|就|则|却|其实|并|已|被|应该?|应当|应|可能|可以?|完全|绝对)\s*)*"
    r"(?:错|有误|不(?:对|正确|准确|是(?:正确|最终|答案|我)|成立|可能|可取|可信|行|符合题意|合理|采用"
    r"|予|作数|算数|能作为)|非(?:正确|答案)|排除|作废|舍[去弃]|算错|写错|误算|无效|否|太[大小多少高低]"
    r"|×(?!\s*[0-9])|✗"
    r"|✘|❌"
    r"|(?:(?:is|was|are|would be|must be|be|has been|that|which|clearly|obviously|definitely"
    r"|also)\s+)*(?:wrong|incorrect|false|invalid|not (?:right|correct|true|it|the|valid|my|possible)"
    r"|isn't|wasn't|mistaken|a mistake|an error|rejected|discarded|excluded|ruled out|impossible|too\b))",
    _ANY_CASE,
)
#: Words that make a number something beside the answer: a limit, an input.
_ASIDE_BEFORE = re.compile(
    r"[比较](?:$|[^0-9])|^[高低大小多少]出?(?:了|约)?$|相差|限[值量度制]?|标准|规定|要求|允许|许用"
    r"|容许|指标|阈值|门槛|界限|合格线|公差|允差|大于|小于|高于"
    r"|低于|超过|超出|满足|符合|达到|不低|不高|不超"
    r"|其中|已知|给定|题[目中]|根据|目标|原(?:来|先|值)|旧|(?<!自)由(?!此|上)"
    r"|\b(?:limits?|limited|requirements?|required?|requires|specified|specification|spec|allowed"
    r"|allowable|allowance|permitted|permissible|threshold|tolerance|target|standard|nominal"
    r"|above|below|exceeds?|exceeding|less than|greater than|more than|meets?|within|under|over|given"
    r"|based on|using|with|from|where|compared|versus|vs)\b",
    _ANY_CASE,
)
_TAKEN_AS = re.compile(r"(?:按|以|取|设)\s*$")
_TAKEN_AFTER = re.compile(r"\s*(?:来|进行)?(?:计|考虑|算|估|处理|折算|代入|收得|回收)")
_LIMIT_AFTER = re.compile(
    r"\s*(?:的)?\s*(?:限值|上限|下限|要求|标准|规定|门槛|阈值|\b(?:limit|requirement|threshold|minimum"
    r" allowed|maximum allowed))",
    _ANY_CASE,
)


def role(before: str, after: str, prefix: str) -> Role:
    """The role of a number from the words around it, up to its neighbours; `prefix` is its clause up to it."""
    if supposed(prefix):
        return "supposed"
    if _DENIED_BEFORE.search(before) or _DENIED_AFTER.match(after):
        return "denied"
    compared = _COMPARED.match(after) and not re.search("[<>≤≥]", prefix)
    if _BOUND_BEFORE.search(before) or (_BOUND_AFTER.match(after) and not compared):
        return "bound"
    if _MULTIPLE.search(before) or _MULTIPLE.search(after):
        return "bound"
    taken = _TAKEN_AS.search(before) and _TAKEN_AFTER.match(after)
    return "aside" if taken or _ASIDE_BEFORE.search(before) or _LIMIT_AFTER.match(after) else "point"


def bounds(clause: str) -> bool:
    """Whether a clause without a number makes the number before it a bound."""
    return bool(_BOUND_AFTER.fullmatch(" " + clause.strip(" ()")))
