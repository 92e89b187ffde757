"""Where a text answers: past the thinking, after the last marker; and how it declines to.

Shared by every answer kind and the same for every model. It knows no gold, no unit and no option.
"""

from __future__ import annotations

import re

from harness.numerals import fold
from harness.types import INSUFFICIENT, Extraction, Verdict

#: Longer texts are read from their end only; an answer's budget is a few hundred tokens.
MAX_TEXT = 20_000
MAX_ANSWER = 2_000

_THOUGHT = re.compile(r"(</?think(?:ing)?>)", re.IGNORECASE)
_MARKER = re.compile(
    r"(?:最终|正确)?答案\s*(?:应?[是为]\s*:?|应?该?[是为]?\s*[:=])|(?<![\u4e00-\u9fff])答\s*:|\banswer\s*(?:is\b\s*:?|[:=])",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"(?:无法|不能|不便|没有?办法)(?:直接|为您|给您|准确|继续)?(?:回答|提供|确定|判断|计算|给出|完成|协助|帮助|得出|确认)"
    r"|抱歉|对不起|作为(?:一个|一名)?(?:AI|人工智能|语言模型|大模型)"
    r"|\b(?:I|we)(?:'m|’m| am| are)? ?(?:cannot|can't|can’t|can not|unable|not able|won't|sorry)\b"
    r"|\bsorry\b|\bunable to\b|\bcannot (?:answer|provide|determine|help|be determined)"
    r"|\bas an AI\b|\bI must decline\b",
    re.IGNORECASE,
)
_ABSTAIN = re.compile(r"(?<!不是)(?<!并非)(?<!没有)信息不足|(?<!not )\binsufficient\b", re.IGNORECASE)
EDGE = " \t\r\n.,;:。、；：，\"'“”‘’`*$「」《》"

UNPARSED = Extraction(None, Verdict.UNPARSED)
AMBIGUOUS = Extraction(None, Verdict.AMBIGUOUS)
REFUSAL = Extraction(None, Verdict.REFUSAL)
WRONG = Extraction(None, Verdict.WRONG)


def spoken(text: str) -> str | None:
    """The text without its thinking blocks; None when one is still open at the end."""
    kept: list[str] = []
    thinking = opened = False
    for part in _THOUGHT.split(text[-MAX_TEXT:]):
        if not _THOUGHT.fullmatch(part):
            kept += [] if thinking else [part]
            continue
        thinking = not part.startswith("</")
        opened = opened or thinking
        if not opened:
            kept.clear()  # a lone closing tag ends a thought that the prompt began
    return None if thinking else "".join(kept).strip()


def region(text: str) -> str:
    """What follows the last declared marker (`答案：`, `Answer:`), else the whole text; folded."""
    text = fold(text)
    ends = [marker.end() for marker in _MARKER.finditer(text)]
    return text[ends[-1] if ends else 0 :].strip()[:MAX_ANSWER]


def without(text: str) -> Extraction:
    """Why a text holds no answer: it abstains (an answer of its own), refuses, or cannot be read."""
    if abstains(text):
        return Extraction(INSUFFICIENT)
    return REFUSAL if refuses(text) else UNPARSED


def abstains(text: str) -> bool:
    return bool(_ABSTAIN.search(text))


def refuses(text: str) -> bool:
    return bool(_REFUSAL.search(text))


def plain_word(text: str) -> str:
    """A word as it is compared: folded, trimmed of quotes and punctuation, case put aside."""
    return re.sub(r"\s+", " ", fold(text)).strip(EDGE + "()[]").casefold()
