"""The set of labels an answer names, from a fixed list of words; labels it denies are not in it.

A word that is neither label, separator nor filler makes the answer wrong: nothing is read over, so that a list
with a label of the model's own never counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from harness.reading.said import AMBIGUOUS, EDGE, WRONG, abstains, plain_word, region, without
from harness.reading.stance import before_reason, latest, rejects, unasked
from harness.types import INSUFFICIENT, Extraction

_ANY_CASE = re.IGNORECASE | re.ASCII
_BULLET = re.compile(
    r"(?:^|(?<=[\s,;、]))"
    r"(?:\(?[0-9]{1,2}[.)、:](?![0-9])|[①-⑳]|[-•*·–](?:\s|(?=[\u4e00-\u9fff]))|\([0-9]\))\s*"
)
_GAP = re.compile(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])")
_REMARK = re.compile(r"\(([^()]{1,60})\)")
_CLAUSE = re.compile(r"[;。!\n]|,|\.(?=\s|$)|\bbut\b|而(?=不|非|没|无)|但是?", _ANY_CASE)
_OTHERWISE = re.compile(r"或者?|还是|要么|\bor\b|\beither\b", _ANY_CASE)
_DENIAL = re.compile(
    r"不(?!锈|良|均匀|平|足|合格|圆|齐|清)|没有|没|无|非(?!金属)|未(?!焊|熔)|除外|除了|排除|勿|错误?|×|✗|✘|❌|否"
    r"|\b(?:not?|neither|nor|without|except|excluding|never|isn't|aren't|doesn't|don't|absent|wrong"
    r"|incorrect|false)\b",
    _ANY_CASE,
)
_ALL_OF_THEM = re.compile(r"[均都皆全]|以上|\b(?:all|both|none|neither|any)\b", _ANY_CASE)
_AFFIRMED = re.compile(
    r"[是为有含]|只|仅|存在|包括|适用|\b(?:is|are|has|have|only|but|there|apply|applies|labels?"
    r"|answer)\b",
    _ANY_CASE,
)
_NONE = re.compile(
    r"(?:一个也|一项也|都|均|以上|上述|全部|所有|标签|各项|四项|选项|这些|任何)*(?:都|均|也)?(?:无"
    r"|没有|不适用|不存在|不符合|不)(?:任何|一个|一项|其他|相关)?(?:适用|符合|存在)?的?(?:缺陷|标签"
    r"|问题|项目?|选项|情况|异常|内容|类别)?"
    r"|空集?|∅|\[\]|\{\}|nil"
    r"|(?:there (?:is|are) )?(?:none|no|not any|nothing)(?: of)?(?: (?:the|these|those|them|above"
    r"|listed|given))*(?: (?:labels?|options?|defects?|items?|categor(?:y|ies)|issues?))*(?: (?:is|are"
    r"|apply|applies|applicable|present|found|above|appl(?:y|ies) here))*",
    re.IGNORECASE,
)
_NONE_LISTED = re.compile(r"(?:^|[、;/|+])\s*(?:无|没有|none|以上都不是)\s*(?:$|[、;/|+])", _ANY_CASE)
_FILLER = re.compile(
    r"[两三四五二一几多]?(?:种|个|项|处|类|者)|(?:适用|符合|正确|所选|选择|相应|对应|存在|涉及|具体"
    r"|最终)?的?(?:标签|缺陷|问题|选项|答案|类型|类别|情况|结果)(?:名称|列表)?"
    r"|存在|包括|包含|出现|发现|属于|分别|均|都|同时|适用|符合|具有|可见|应选?|选择?|共|有|含|即|的|是"
    r"|为|等|且|也|又|还|这|该|只|仅|其中|本?(?:钢板|试样|产品|样品|材料|表面|图)(?:上|中|的|表面)*"
    r"|判定|判断|识别"
    r"|\b(?:an?|the|both|also|apply|applies|applicable|are|is|there|labels?|defects?|present|found|has"
    r"|have|it|this|these|and|only|namely|following|observed|answer|correct|all|that|plus|as well as"
    r"|plate|surface|shows?|in|on|of|with)\b",
    _ANY_CASE,
)
_SEPARATOR = re.compile(
    r"[\s,;、/|+\n&()\[\]\"'“”‘’:：.。!{}【】「」]+|以及|和|及|与|跟|同|\band\b", _ANY_CASE
)


class Named(NamedTuple):
    """Labels of one clause, and the words of it that are not."""

    labels: frozenset[str]
    rest: str


def labels(text: str, words: Mapping[str, str]) -> Extraction:
    """The set of labels named, as a sorted tuple of keys of `words`; `无` and `NONE` are the empty set.

    Words that are no label make the answer wrong, so that `不适用甲` never counts as 甲.
    """
    body = re.sub(r"[*`]|__", "", unasked(region(text))).translate(str.maketrans("【】「」『』", "()()()"))
    body = _GAP.sub("", body).strip()
    if not body:
        return without(body)
    return latest(body, lambda part: _read(part, words), lambda e: e.failure, WRONG)


def _read(text: str, words: Mapping[str, str]) -> Extraction:
    """The labels of a text in which nothing is taken back."""
    main = before_reason(text)
    body = main if _named(main, words).labels or _is_none(main) else text
    if _is_none(body):
        return Extraction(())
    named = _named(body, words).labels
    if abstains(body) and not any(map(abstains, words.values())):
        return AMBIGUOUS if named else Extraction(INSUFFICIENT)
    if not named:
        return without(body)
    return _sorted_out(_BULLET.sub(" ", body), words)


def _is_none(text: str) -> bool:
    return bool(_NONE.fullmatch(plain_word(text) or text.strip(" .。"))) or text.strip() in ("[]", "{}", "∅")


def _sorted_out(body: str, words: Mapping[str, str]) -> Extraction:
    """The labels affirmed, clause by clause, less those denied."""
    affirmed, denied, bare_denial = set[str](), set[str](), False
    intro = re.match(r"[^:、,;。]{1,30}:", body)
    if intro and not _named(intro.group(), words).labels and not _DENIAL.search(intro.group()):
        body = body[intro.end() :]
    for clause, marked in _clauses(body, words):
        found, rest = _named(clause, words)
        if found and _NONE_LISTED.search(clause):
            return AMBIGUOUS
        if marked or _DENIAL.search(rest):
            if _ALL_OF_THEM.search(rest) or (not found and rejects(clause)):
                found, affirmed = found | affirmed, set()
            if not found and rest and _is_none(clause) and affirmed:
                return AMBIGUOUS
            denied |= found
            bare_denial = bare_denial or (not affirmed and not marked)
        elif _OTHERWISE.search(rest):
            return AMBIGUOUS
        elif _FILLER.sub("", rest).strip(EDGE + "()[]"):
            return WRONG
        elif found:
            if bare_denial and not _AFFIRMED.search(rest):
                return WRONG  # `not a, b`: whether b is denied too cannot be told
            affirmed |= found
    if affirmed and not affirmed & denied:
        return Extraction(tuple(sorted(affirmed)))
    return Extraction(()) if denied == set(words) and not affirmed else WRONG


def _clauses(body: str, words: Mapping[str, str]) -> list[tuple[str, bool]]:
    """Clauses without their remarks in brackets; a remark that denies or names labels is a clause of its own."""
    out: list[tuple[str, bool]] = []
    for clause in filter(str.strip, _pieces(body)):
        remarks = [m.group(1) for m in _REMARK.finditer(clause)]
        bare = _REMARK.sub(lambda m: m.group(1) if _only_labels(m.group(1), words) else " ", clause)
        kept = [r for r in remarks if not _only_labels(r, words)]
        out.append((bare, any(rejects(r) or _is_none(r) or r.strip() in ("否", "无", "no") for r in kept)))
        out += [(r, False) for r in kept if _named(r, words).labels]
    return out


def _pieces(body: str) -> list[str]:
    """Split at clause marks that stand outside brackets."""
    shielded = _REMARK.sub(lambda m: "(" + re.sub(_CLAUSE, "、", m.group(1)) + ")", body)
    return _CLAUSE.split(shielded)


def _only_labels(text: str, words: Mapping[str, str]) -> bool:
    found = _named(text, words)
    return bool(found.labels) and not found.rest


def _named(body: str, words: Mapping[str, str]) -> Named:
    """Labels found by longest match from left to right, and the text that is neither label nor separator."""
    known = sorted(((plain_word(word), key) for key, word in words.items()), key=lambda pair: -len(pair[0]))
    body = re.sub(r"\s+", " ", body).casefold()
    named, rest, at = set(), [], 0
    while at < len(body):
        match = next(((w, k) for w, k in known if w and _stands(body, at, w)), None)
        if match:
            named.add(match[1])
            at += len(match[0])
            rest.append(" ")
        elif separator := _SEPARATOR.match(body, at):
            at = separator.end()
            rest.append(" ")
        else:
            rest.append(body[at])
            at += 1
    return Named(frozenset(named), " ".join("".join(rest).split()))


def _stands(body: str, at: int, word: str) -> bool:
    """Whether `word` is here and is not part of a longer Latin word."""
    if not body.startswith(word, at):
        return False
    before, after = body[at - 1 : at], body[at + len(word) : at + len(word) + 1]
    inside = (before.isascii() and before.isalnum() and word[0].isascii()) or (
        after.isascii() and after.isalnum() and word[-1].isascii()
    )
    return not inside
