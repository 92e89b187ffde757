"""Which option letter an answer chooses, among letters that are carbon, grades, or options it rejects.

Works on folded text. A letter counts only where a choice stands; one that is also denied, or stands beside
another choice, is no answer. It knows no option's text and no gold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from harness.reading.choosing import ANY_CASE, CUE, YES, Group, is_chosen, is_denied
from harness.reading.said import AMBIGUOUS, EDGE, UNPARSED, plain_word, region, without
from harness.reading.stance import latest, rejects, unasked
from harness.types import Extraction

#: Symbols that make the letters beside them chemical elements.
_ELEMENT = r"(?:Mn|Si|P|S|Cr|Mo|Ni|Cu|Nb|Ti|Al|Fe|Co|Mg|Ca|Zn|Sn|Pb|As|Re|Ce|Zr|Sb|V|B|N|W|O|H)(?![A-Za-z])"
_JOINT = r"\s*(?:[、/&和与及跟]|\band\b)\s*"
_LATEX = re.compile(r"\\(?:boxed|text|textbf|mathrm|mathbf|mathit|fbox|bf|rm)\b\s*|\\[\[\](),]|[${}]")


def letter(text: str, letters: Sequence[str]) -> Extraction:
    """The option letter chosen: `A`, `(A)`, `A.`, `选A`, `A选项正确`, `The answer is A`; two are ambiguous.

    A letter counts only where a choice stands, so the C of carbon and the Q of Q345B do not.
    """
    body = bare(region(text))
    alone = plain_word(body)
    if (match := {one.casefold(): one for one in letters}.get(alone)) is not None:
        return Extraction(match)
    if re.fullmatch(rf"(?:\(?{_any(letters)}\)?[\s,、/;&+]*){{2,}}", body):
        return AMBIGUOUS if len(set(re.findall(_any(letters), body))) > 1 else Extraction(body.strip("( ")[0])
    body = unasked(body)
    found = _judged_one_by_one(body, tuple(letters))
    if not found:
        said = latest(body, lambda part: _chosen(part, tuple(letters)), lambda e: e.failure, UNPARSED)
        return without(body) if said == UNPARSED else said
    return Extraction(found)


def bare(text: str) -> str:
    """A folded text without emphasis and LaTeX wrapping, with one kind of brackets and dashes."""
    text = re.sub(r"<\s*([A-Z])\s*>", r"\1", _LATEX.sub("", re.sub(r"[*`]|__", "", text)))
    text = text.translate(str.maketrans("「」『』〔〕《》“”‘’–―−—．", '""""()()""' + "''" + "----."))
    return text.strip()


def _any(letters: Sequence[str]) -> str:
    return f"[{''.join(map(re.escape, letters))}]"


@lru_cache(maxsize=64)
def _patterns(letters: tuple[str, ...]) -> dict[str, re.Pattern[str]]:
    """The grammar for one set of letters."""
    one = _any(letters)
    free, end = r"(?<![A-Za-z0-9_])", r"(?![A-Za-z0-9_])"
    named = rf"(?:(?:选项|项|\boptions?\b)\s*)?{one}{end}(?:\s?(?:选项|项))?"
    join = (
        r"(?:[ \t]+|\s*(?:或者?是?选?|还是|以及|[、,/&和与及跟]|,\s*(?:and|or)\b|\band\b|\bor\b)\s*(?:(?:maybe"
        r"|perhaps|possibly|可能是?)\s*)?)"
    )
    return {
        "group": re.compile(rf"{free}(?:{one}{{2,}}{end}|{one}{end}(?:\s?(?:选项|项))?(?:{join}{named})*)"),
        "one": re.compile(rf"(?<![A-Za-z0-9_]){one}{end}|(?<=[A-Z]){one}(?=[A-Z]*{end})|{one}(?=[A-Z]+{end})"),
        "small": re.compile(
    rf"((?:选(?:择|项)?|option|答案是?|答案为|answer:)\s*)({one.lower()})(?![A-Za-z0-9])(?!(?<=a)"
    rf" [a-z])", ANY_CASE),
        "element": re.compile(
            rf"{free}{one}(?=(?:{_JOINT}|\s*[,+-]\s*){_ELEMENT})(?!(?:{_JOINT}|,\s*){one}{end}(?!{_JOINT}{_ELEMENT}))"
            rf"|(?<![A-Za-z]){_ELEMENT}(?<!{one})(?:{_JOINT}|\s*[+]\s*){one}{end}"
            
    
    rf"|{free}{one}(?=[\s(,]*(?:碳|硼|氮|carbon|boron|nitrogen)|\]\s*\[{_ELEMENT}|[\])]?\s*[=+<>≤≥×^]"
    rf"|\s*/\s*[0-9]|\s*%|\s+[0-9.]+\s*%|[的]?(?:含量|元素|钢|级|质量分数"
    rf"|当量|的(?:含量|质量|作用)))"
        ),
        "legend": re.compile(rf"{free}{one}(?=\s*[:=]\s*\S)"),
        "other": re.compile(rf"(?<![A-Za-z])(?!{one}){_ELEMENT}\s*[:=]"),
        "number": re.compile(
    rf"{free}({one})(?=[.、:)]|\s+-\s)[.、:)]?\s*-?\s*(?!(?:{YES}|错|不|×|wrong|correct|right|false"
    rf"|true))\S", ANY_CASE),
        "verdict": re.compile(
    rf"{free}({one})\s*(?:选?项|option)?\s*[.、:)-]?\s*(?:是|为|is\s)?\s*(?:({YES}|correct|right|true"
    rf"|yes)|(错误?|不对|不正确|不成立|×|✗|✘|❌|x|wrong|incorrect|false|no))(?:的|了)?\s*(?=$"
    rf"|[\s,;.。、!)])", ANY_CASE),
    }  # fmt: skip


def _judged_one_by_one(body: str, letters: tuple[str, ...]) -> str:
    """`A错，B错，C对，D错`: the one right option of a list that judges three options or more; else nothing."""
    verdicts = [(m.group(1), bool(m.group(2))) for m in _patterns(letters)["verdict"].finditer(body)]
    judged = dict(verdicts)
    right = [one for one, good in judged.items() if good]
    rest = _patterns(letters)["verdict"].sub("", body).strip(EDGE + " ×√")
    settled = len(judged) >= min(3, len(letters)) and len(set(verdicts)) == len(judged) and not rest
    return right[0] if settled and len(right) == 1 else ""


def _chosen(body: str, letters: tuple[str, ...]) -> Extraction:
    """The choice of a text in which nothing is taken back."""
    patterns = _patterns(letters)
    text = _masked(_plain(body, letters), letters)
    chosen, denied, alternative = set[str](), set[str](), False
    previous: frozenset[str] = frozenset()
    position = 0
    groups = _groups(text, patterns)
    for group in groups:
        _deny_rejected(text[position : group.start], previous, denied, complete=False)
        position, previous = group.end, group.letters
        if is_denied(text, group):
            denied |= group.letters
        elif is_chosen(text, group, groups):
            chosen |= group.letters
        elif len(group.letters) > 1 and re.search(r"或|还是|\bor\b", text[group.start : group.end]):
            alternative = True
            chosen |= group.letters
    _deny_rejected(text[position:], previous, denied)
    left = chosen - denied
    if len(left) == 1 and not alternative:
        return Extraction(left.pop())
    return AMBIGUOUS if len(left) > 1 else UNPARSED


def _plain(body: str, letters: tuple[str, ...]) -> str:
    """The text with lower-case choices raised and three idioms in plain words."""
    one = _any(letters)
    body = re.sub(rf"{one}\s*(?:-+>|=+>|[→⇒])\s*(?={one}(?![A-Za-z0-9]))", " ", body)
    body = re.sub(
        rf"\b(?i:all|every|no(?:ne)?)\b[^.]{{0,20}}\b(?:except|but|other than)(?: for)?(?: option)? ({one})"
        rf" (?:are|is) \w+",
        r"选\1。",
        body,
    )
    body = _patterns(letters)["small"].sub(lambda m: m.group(1) + m.group(2).upper(), body)
    body = re.sub(rf"不是\s*({one})\s*[,]?\s*就是\s*({one})", r"\1或\2", body)
    body = re.sub(rf"非\s*({one})\s*莫属", r"选\1。", body)
    rest = (
        r"\s*(?:选?项)?\s*(?:之|以)?外?\s*[,]?\s*(?:其[他余它]|别的|剩下|另外)?[^,;。]{0,8}?(?:都|均|皆"
        r"|全)[^,;。]{0,6}?(?:不|错|有误|×)[^,;。]*"
    )
    body = re.sub(rf"除了?\s*(?:选项)?\s*({one}){rest}", r"选\1。", body)
    others = (
        r"(?:其[他余它]|另外|剩下|别的|剩余)[^,;。\n]*|\b(?:the )?(?:others?|rest|remaining|other"
        r" options)\b[^,;.\n]*"
    )
    return re.sub(others, " ", body)


def _masked(text: str, letters: tuple[str, ...]) -> str:
    """The text with `§` for letters that are chemical symbols, and without a bare list of the options."""
    patterns = _patterns(letters)
    if patterns["other"].search(text):
        text = patterns["legend"].sub("§", text)
    for _ in range(2):  # an element beside an element
        text = patterns["element"].sub(lambda m: "§" * len(m.group()), text)
    marks = list(patterns["number"].finditer(text))
    names = [m.group(1) for m in marks]
    if len(letters) > 1 and any(names[i : i + len(letters)] == list(letters) for i in range(len(names))):
        first = next(i for i in range(len(names)) if names[i : i + len(letters)] == list(letters))
        start, last = marks[first].start(), marks[first + len(letters) - 1].end()
        stop = re.compile("[\n。;]|$").search(text, last)
        text = text[:start] + "\n" + text[stop.start() if stop else last :]
    listed = re.compile(
        r"(?:选项|候选|options?|choices)\s*(?:有|为|are)?\s*:\s*" + r"\s*[、,/ ]?\s*".join(letters), ANY_CASE
    )
    return listed.sub(" ", text)


def _groups(text: str, patterns: dict[str, re.Pattern[str]]) -> list[Group]:
    out = []
    for match in patterns["group"].finditer(text):
        cue = CUE.search(text[max(0, match.start() - 60) : match.start()])
        at = match.start()
        for piece in _separate(match.group(), bool(cue), text[match.end() :]):
            out.append(Group(frozenset(patterns["one"].findall(piece)), at, at + len(piece)))
            at += len(piece) + 1
    return out


_SEVERAL = re.compile(r"\s*(?:选?项)?\s*(?:都|均|皆|全|两|三|\b(?:are|both|were)\b|$|[。;\n)])", ANY_CASE)


def _separate(named: str, chosen: bool, after: str) -> list[str]:
    """A list of letters as one group, or cut at its commas where they part clauses: 选C，A错在单位."""
    one_list = not chosen and "、" not in named and _SEVERAL.match(after)
    return [named] if "," not in named or one_list else named.split(",")


def _deny_rejected(between: str, previous: frozenset[str], denied: set[str], complete: bool = True) -> None:
    """A clause that only says `wrong` denies the letters named last before it; an unfinished one says nothing yet."""
    clauses = re.split(r"[,;。!()\n]|\.(?![0-9])", between)
    if any(rejects(clause) for clause in (clauses if complete else clauses[:-1])):
        denied |= previous
