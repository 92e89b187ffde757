"""Questions put together from clauses, and the words of a page read back as values.

Reading back is the second method of the form-filling items: what `solve` takes from the record, `check` takes
from the words on the page, so that the page is known to say it. Readers here never look into a record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

from harness.kit import Lang, Segments, Template, say
from harness.types import Notation, Sheet
from tasks.government_forms.fictitious import MONTHS

R = TypeVar("R")


class Clauses(Template[R]):
    """A family whose surfaces contain `<name>` where a clause goes; the clause depends on the record."""

    def clauses(self, record: R, lang: Lang) -> Mapping[str, str]:
        """Templates (in the syntax of `say`) to put in place of `<name>`."""
        return {}

    def composed(self, record: R, lang: Lang, surface: int, notation: Notation) -> Segments:
        surfaces = self.zh if lang == "zh" else self.en
        template = surfaces[surface % len(surfaces)]
        for name, clause in self.clauses(record, lang).items():
            template = template.replace(f"<{name}>", clause)
        return say(template.rstrip(), self.fields(record, lang), lang, notation)

    def render(self, sheet: Sheet) -> Segments:
        return self.composed(sheet.item.record, sheet.lang, sheet.surface, sheet.notation)

    def page(self, record: R, lang: Lang) -> str:
        """The first surface as plain text, for a solver that reads."""
        return "".join(segment.text for segment in self.composed(record, lang, 0, "plain"))


def found(pattern: str, text: str) -> str | None:
    """The first group of the last match of `pattern`, or None: what is said later corrects what came before."""
    matches = list(re.finditer(pattern, text))
    return matches[-1].group(1) if matches else None


def needed(pattern: str, text: str) -> str:
    """Like `found`; ValueError if the page does not say it."""
    words = found(pattern, text)
    if words is None:
        raise ValueError(f"{pattern!r} is not on the page: {text[:80]}")
    return words


def iso_day(words: str | None) -> str | None:
    """`2026年3月5日`, `2026-03-05` or `5 March 2026` as ISO 8601."""
    if words is None:
        return None
    if english := re.fullmatch(r"(\d+) ([A-Z][a-z]+) (\d{4})", words):
        return f"{english[3]}-{MONTHS.index(english[2]) + 1:02d}-{int(english[1]):02d}"
    year, month, day = re.findall(r"\d+", words)
    return f"{year}-{int(month):02d}-{int(day):02d}"


def yuan(words: str) -> Decimal:
    """`80万元`, `800000元` in yuan."""
    number, unit = re.fullmatch(r"(\d+)(万元|元)", words).groups()  # type: ignore[union-attr]
    return Decimal(number) * (10000 if unit == "万元" else 1)
