"""Guessers that read no meaning: position, length, digits, size, overlap, and a bag of characters.

Each gives the share of items it gets right; ties are worth their share. The bag of characters is multinomial naive
Bayes over hashed character pairs (scikit-learn), trained on `train` draws and tried on `dev` draws.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from harness.kit import Template
from harness.prompts import question
from harness.types import Item, Lang, Sheet

Values = Sequence[Fraction | float]
Score = Callable[[str, Sequence[str], Sequence[Any]], Values]


def _numbers(options: Sequence[Any]) -> list[Fraction] | None:
    told = [o for o in options if isinstance(o, (int, Decimal, Fraction))]
    return [Fraction(o) for o in told] if len(told) == len(options) else None


def _size(sign: int) -> Score:
    def score(stem: str, shown: Sequence[str], options: Sequence[Any]) -> Values:
        numbers = _numbers(options)
        return [sign * n for n in numbers] if numbers else [0.0] * len(options)

    return score


def _middle(stem: str, shown: Sequence[str], options: Sequence[Any]) -> Values:
    numbers = _numbers(options)
    if not numbers:
        return [0.0] * len(options)
    ranks = [sum(m < n for m in numbers) for n in numbers]
    return [-abs(rank - (len(numbers) - 1) / 2) for rank in ranks]


def _central(stem: str, shown: Sequence[str], options: Sequence[Any]) -> Values:
    """Nearest to the others: distractors are often made around the right answer."""
    numbers = _numbers(options)
    if not numbers:
        return [0.0] * len(options)
    return [-sum(abs(n - m) for m in numbers) for n in numbers]


def _overlap(stem: str, shown: Sequence[str], options: Sequence[Any]) -> Values:
    here = Counter(stem)
    return [sum((Counter(word) & here).values()) / max(len(word), 1) for word in shown]


CHEATERS: dict[str, Score] = {
    "longest": lambda stem, shown, options: [len(word) for word in shown],
    "shortest": lambda stem, shown, options: [-len(word) for word in shown],
    "most digits": lambda stem, shown, options: [sum(c.isdigit() for c in word) for word in shown],
    "smallest": _size(-1),
    "largest": _size(1),
    "middle": _middle,
    "nearest to the others": _central,
    "overlap with the stem": _overlap,
}


Page = tuple[str, list[str], tuple[Any, ...], int]


def pages(items: Sequence[Item], family: Template[Any], lang: Lang) -> list[Page]:
    """What a guesser sees of each item: question, printed options, their values; and where the right one stands."""
    out = []
    for item in items:
        sheet = Sheet(item, lang, surface=item.index)
        shown = [family.show(option, sheet) for option in item.options]
        out.append((question(sheet, family), shown, item.options, item.position))
    return out


def success(cheater: Score, seen: Sequence[Page]) -> float:
    """Share of items got right; a tie of m options with the right one among them is worth 1/m."""
    right = 0.0
    for stem, shown, options, position in seen:
        values = cheater(stem, shown, options)
        best = [index for index, value in enumerate(values) if value == max(values)]
        right += (position in best) / len(best)
    return right / len(seen)


def stems(items: Sequence[Item], family: Template[Any]) -> list[str]:
    """Questions in Chinese (the English ones carry the same numbers), surfaces as they are usually asked."""
    return [question(Sheet(item, "zh", surface=item.index), family) for item in items]


class Bag:
    """Naive Bayes on hashed pairs of characters."""

    def __init__(self) -> None:
        from sklearn.feature_extraction.text import HashingVectorizer
        from sklearn.naive_bayes import MultinomialNB

        self.pairs = HashingVectorizer(
            analyzer="char", ngram_range=(1, 2), n_features=2**13, alternate_sign=False
        )
        self.bayes = MultinomialNB(alpha=0.1)

    def fit(self, texts: Sequence[str], classes: Sequence[str]) -> Bag:
        self.bayes.fit(self.pairs.transform(texts), classes)
        return self

    def guess(self, texts: Sequence[str]) -> list[str]:
        return list(self.bayes.predict(self.pairs.transform(texts)))

    def odds(self, texts: Sequence[str], of: str) -> list[float]:
        """Log-probability of one class, text by text."""
        column = list(self.bayes.classes_).index(of)
        return [float(row[column]) for row in self.bayes.predict_log_proba(self.pairs.transform(texts))]
