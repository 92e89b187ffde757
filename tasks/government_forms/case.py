"""One case of the service hall: a small firm asks for the rent subsidy of the (invented) city of Qinglan.

The three chain tasks (fill in the form, verify it, decide it) draw the same case here and then plant what their
items need: something left open, two papers that differ, a paper not handed in. Nobody and nothing is real: the
ID numbers and credit codes carry a division code that does not exist.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from harness.kit import Rng, Text
from tasks.government_forms.fictitious import (
    STREETS,
    company_pair,
    day_between,
    division,
    landline,
    mobile,
    name_pair,
)
from tasks.government_forms.identifiers import id_character, uscc
from tasks.government_forms.registration import CAPITALS_WAN

TERMS_OF_LEASE = (12, 18, 24, 36)


@dataclass(frozen=True, slots=True)
class Case:
    """What is true of one application; money in yuan, areas in square metres."""

    no: int
    company: Text
    misheard: Text
    """The firm's name as a hurried ear writes it."""
    code: str
    person: Text
    """The legal representative."""
    namesake: Text
    """The same name misheard."""
    number: str
    """The legal representative's citizen ID number."""
    founded: date
    capital: int
    place: Text
    area: Decimal
    start: date
    """First day of the lease."""
    months: int
    rent: int
    """A month."""
    staff: int
    """Insured employees."""
    phone: str
    """The firm's."""
    agent: Text
    """Who comes to the counter."""
    mobile: str
    """The agent's."""
    received: date

    @property
    def ends(self) -> date:
        """Last day of the lease."""
        return last_day(self.start, self.months)

    @property
    def birth(self) -> date:
        return date(int(self.number[6:10]), int(self.number[10:12]), int(self.number[12:14]))

    @property
    def sex(self) -> str:
        return "male" if int(self.number[16]) % 2 else "female"


def last_day(start: date, months: int) -> date:
    """The day before the day `months` later; `start` is not later than the 28th."""
    years, month = divmod(start.month - 1 + months, 12)
    return date(start.year + years, month + 1, start.day) - timedelta(days=1)


def last_day_by_walking(start: date, months: int) -> date:
    """The same, month after month by the length of each."""
    day = start
    for _ in range(months):
        day += timedelta(days=monthrange(day.year, day.month)[1])
    return day - timedelta(days=1)


def id_number(rng: Rng) -> str:
    """A citizen ID number that checks, of nobody: born 1958-2003, in a division that does not exist."""
    birth = day_between(rng, date(1958, 1, 1), date(2003, 12, 31))
    body = f"{division(rng)}{birth:%Y%m%d}{rng.between(0, 8)}{rng.between(1, 9)}{rng.below(10)}"
    return body + id_character(body)


def draw_case(rng: Rng) -> Case:
    company, misheard = company_pair(rng)
    person, namesake = name_pair(rng)
    agent = next(name for name in (name_pair(rng)[0] for _ in range(50)) if name not in (person, namesake))
    received = day_between(rng, date(2025, 3, 3), date(2026, 10, 30))
    received -= timedelta(days=max(0, received.weekday() - 4))  # the counter is closed at weekends
    start = received.replace(day=rng.choice((1, 1, 6, 10, 16, 21))) - timedelta(days=rng.between(30, 200))
    start = start.replace(day=min(start.day, 28))
    street, house = rng.choice(STREETS), rng.between(2, 188)
    return Case(
        no=rng.between(1001, 9999),
        company=company,
        misheard=misheard,
        code=uscc(rng, division(rng)),
        person=person,
        namesake=namesake,
        number=id_number(rng),
        founded=start - timedelta(days=rng.between(10, 400)),
        capital=rng.choice(CAPITALS_WAN[:15]) * 10000,
        place=Text(f"{street.zh}{house}号", f"{house} {street.en}"),
        area=rng.decimal("30.5", "189.5", "0.5"),
        start=start,
        months=rng.choice(TERMS_OF_LEASE),
        rent=rng.between(21, 140) * 100,
        staff=rng.between(5, 30),
        phone=landline(rng),
        agent=agent,
        mobile=mobile(rng),
        received=received,
    )


# --- amounts in words ------------------------------------------------------------------------------

ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SCALES = ((1_000_000, "million"), (1000, "thousand"), (100, "hundred"))


def in_english(value: int) -> str:
    """A whole number in English words: 21450 is twenty-one thousand four hundred and fifty."""
    if value < 20:
        return ONES[value]
    if value < 100:
        return TENS[value // 10 - 2] + (f"-{ONES[value % 10]}" if value % 10 else "")
    unit, word = next(pair for pair in SCALES if value >= pair[0])
    rest = value % unit
    joint = " and " if 0 < rest < 100 else " "
    return f"{in_english(value // unit)} {word}" + (joint + in_english(rest) if rest else "")


def of_english(words: str) -> int:
    """The inverse of `in_english`."""
    total = part = 0
    for word in words.replace("-", " ").split():
        scale = next((value for value, name in SCALES if name == word), 0)
        if scale > 100:
            total, part = total + part * scale, 0
        elif scale:
            part *= scale
        elif word != "and":
            part += ONES.index(word) if word in ONES else 20 + 10 * TENS.index(word)
    return total + part
