"""Working days a decision took (行政许可办理时限): the first day does not count, holidays and hearings do not.

Administrative Licensing Law Art. 82 (periods in working days) and Civil Code Art. 201 (the first day does not
count). The calendar is invented and printed in the item; no real holiday is ever relied on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from harness.kit import Answer, Lang, Number, Rng, Text, within
from tasks.government_forms.fictitious import company, day_between, day_with_weekday, day_words
from tasks.government_forms.printed import Clauses

DAY = timedelta(days=1)
#: No office accepts or decides on these days in any year; whatever the calendar of the item says of the rest.
FEAST_DAYS = {(1, 1), (5, 1), *((10, day) for day in range(1, 4))}


@dataclass(frozen=True, slots=True)
class Case:
    """An application from acceptance to decision. At level 1 there is no holiday and no hearing."""

    level: int
    no: int
    company: Text
    accepted: date
    decided: date
    holiday: tuple[date, date] | None
    """First and last day off."""
    makeup: date | None
    """A Saturday worked instead."""
    hearing: int
    """Working days taken by the hearing, which the period does not include."""
    posted: int
    """Days until the decision was delivered; they do not matter."""


def is_working(day: date, holiday: tuple[date, date] | None, makeup: date | None) -> bool:
    if day == makeup:
        return True
    return day.weekday() < 5 and not (holiday and holiday[0] <= day <= holiday[1])


class WorkingDays(Clauses[Case], Number[Case]):
    """Count the working days used."""

    name = "working_days"
    title = Text("计算办件所用工作日", "Count the working days used")
    unit = Text("工作日", "working days")
    places = 0
    tolerance = within("0.5")
    zh = (
        "{company}申请一项多部门联合办理的{=行政许可}（第{no}号），{accepted}{=受理}，{decided}{=作出决定}。<calendar><hearing>按{=行政许可法第82条}以工作日计，{=受理当日不计入}（{=民法典第201条}）、{=决定当日计入}，{=周一至周五}为工作日。{=计入期限的}共多少个{=工作日}？",
        "请算第{no}号{=行政许可}（多部门联合办理）{=计入期限的工作日}数。{company}的申请于{accepted}{=受理}，决定日是{decided}。<calendar><hearing>{=周一至周五}上班；{=受理当日不计入}（{=民法典第201条}），{=决定当日计入}，期限按{=工作日}计（{=行政许可法第82条}）。",
    )
    en = (
        "{company} applied for an {=administrative licence} that several departments decide together (no. {no}): {=accepted} on {accepted}, {=decided} on {decided}. <calendar><hearing>By {=Art. 82} of the Administrative Licensing Law the time runs in working days, {=Monday to Friday}; the {=day of acceptance does not count} (Civil Code, {=Art. 201}), the {=day of decision does}. How many {=working days count towards the period}?",
        "Several departments decided {=administrative licence} no. {no} together; find the {=working days that count towards the period}. The application of {company} was {=accepted} on {accepted} and the decision {=made} on {decided}. <calendar><hearing>Offices work {=Monday to Friday}; the {=day of acceptance does not count} (Civil Code, {=Art. 201}) and the {=day of decision does}; count {=working days} (Administrative Licensing Law, {=Art. 82}).",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Case | None:
        used = rng.between(4, 60)
        hearing = rng.between(2, 9) if level == 3 else 0
        accepted = day_between(rng, date(2025, 1, 6), date(2026, 9, 30))
        accepted -= DAY * max(0, accepted.weekday() - 4)  # not on a weekend
        holiday = makeup = None
        if level > 1:
            first = accepted + DAY * rng.between(2, used)
            holiday = (first, first + DAY * rng.between(2, 6))
            after = holiday[1] + DAY
            makeup = after + DAY * ((5 - after.weekday()) % 7)
        day, left = accepted, used + hearing
        while left:
            day += DAY
            left -= is_working(day, holiday, makeup)
        if any((end.month, end.day) in FEAST_DAYS for end in (accepted, day)):
            return None
        return Case(
            level,
            rng.between(101, 999),
            company(rng),
            accepted,
            day,
            holiday,
            makeup,
            hearing,
            rng.between(3, 10),
        )

    def solve(self, record: Case) -> Answer:
        """Day by day."""
        days = (record.decided - record.accepted).days
        worked = sum(
            is_working(record.accepted + DAY * i, record.holiday, record.makeup) for i in range(1, days + 1)
        )
        return worked - record.hearing

    def check(self, record: Case) -> Answer:
        """By whole weeks, then the holiday taken off and the Saturday put back."""

        def weekdays(after: date, until: date) -> int:
            weeks, rest = divmod((until - after).days, 7)
            return weeks * 5 + sum((after.weekday() + i) % 7 < 5 for i in range(1, rest + 1))

        total = weekdays(record.accepted, record.decided)
        if record.holiday and record.makeup:
            last = min(record.holiday[1], record.decided)
            if record.holiday[0] <= last:
                total -= weekdays(record.holiday[0] - DAY, last)
            total += record.makeup <= record.decided
        return total - record.hearing

    def fields(self, record: Case, lang: Lang) -> Mapping[str, object]:
        first, last = record.holiday or (record.accepted, record.accepted)
        return {
            "no": record.no, "company": record.company,
            "accepted": day_with_weekday(record.accepted), "decided": day_with_weekday(record.decided),
            "first": day_words(first), "last": day_words(last), "makeup": day_words(record.makeup or last),
            "hearing": record.hearing, "posted": record.posted,
        }  # fmt: skip

    def clauses(self, record: Case, lang: Lang) -> Mapping[str, str]:
        zh = lang == "zh"
        if record.holiday is None:
            calendar = (
                "假定其间{=没有}节假日。" if zh else "Assume that there was {=no} public holiday in between. "
            )
        else:
            calendar = (
                "假定日历：{first}{=至}{last}{=（含）放假}，{makeup}{=（周六）上班}。"
                if zh
                else "Assumed calendar: {=closed from} {first} {=to} {last} {=inclusive}, {=open on Saturday} {makeup}. "
            )
        hearing = ""
        if record.hearing:
            hearing = (
                "其间听证占{hearing}个工作日，{=不计入}期限；决定作出后{posted}天送达。"
                if zh
                else "A hearing took {hearing} working days, which the period does {=not include}; the decision was delivered {posted} days after it was made. "
            )
        return {"calendar": calendar, "hearing": hearing}
