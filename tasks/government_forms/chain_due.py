"""The day a file is accepted and the day it is due (即时办理), by working days of a printed calendar.

The first day does not count (Civil Code Art. 201). A file whose materials are not complete has not been
accepted and has no due day. `critical` is a due day later than the right one, or one for such a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from harness.kit import Answer, Field, Json, Lang, Rng, Text, fact
from tasks.government_forms.case import Case, draw_case
from tasks.government_forms.fictitious import day_with_weekday, day_words
from tasks.government_forms.printed import Clauses
from tasks.government_forms.working_days import DAY, FEAST_DAYS, is_working

PERIOD = fact(__package__, "gov.period")


@dataclass(frozen=True, slots=True)
class Clock:
    """A file from receipt to its due day. There is no holiday at level 1 and no inspection before level 3."""

    level: int
    case: Case
    days: int
    """Working days allowed."""
    asked: date | None
    """When missing materials were asked for, None if nothing was missing."""
    completed: date | None
    """When they came, None if they have not."""
    holiday: tuple[date, date] | None
    makeup: date | None
    inspection: int
    """Working days of an inspection on the spot, not counted."""

    @property
    def accepted(self) -> date | None:
        return self.completed if self.asked else self.case.received


def weekdays(after: date, until: date) -> int:
    """Mondays to Fridays after one day, up to and with another: by whole weeks."""
    weeks, rest = divmod((until - after).days, 7)
    return weeks * 5 + sum((after.weekday() + i) % 7 < 5 for i in range(1, rest + 1))


class DueDay(Clauses[Clock], Json[Clock]):
    """When papers were asked for, when the file was accepted, when it is due; null for what has not happened."""

    name = "due_day"
    title = Text("推算受理日和办结期限", "Work out the due dates")
    cases = ("complete", "supplemented", "supplemented late", "not complete")
    critical = Text(
        "办结期限报晚了，或给没受理的申请报出期限",
        "gives a later day than the rule, or a day for a file that is not accepted",
    )
    schema = {
        "asked": Field(
            Text("告知日", "asked"),
            "date",
            Text("一次性告知补正之日", "when missing papers were asked for"),
            nullable=True,
        ),
        "accepted": Field(Text("受理日", "accepted"), "date", nullable=True),
        "due": Field(Text("办结期限", "due"), "date", Text("最后一天", "last day"), nullable=True),
    }
    zh = (
        "{company}于{received}交来{=场地租金补贴}申请（第{no}号）。<supplement>规则：{=材料齐全的当日受理，经补正的在补齐当日受理，没补齐的不算受理}；{=受理次日起}{days}{=个工作日内办结}（{=民法典第201条，当日不计入}），{=周一至周五}为工作日。<calendar><inspection>请填三个日期，{=没有告知补正的告知日填null，尚未受理的受理日和办结期限都填null}。",
        "请推算第{no}号{=场地租金补贴}申请的告知日、受理日和办结期限。{company}，{received}收件。<supplement><calendar><inspection>办事指南承诺：{=自受理次日起}{days}{=个工作日内办结}，{=周一至周五}算工作日，受理{=当日不计入}（{=民法典第201条}）；{=材料齐全当日受理，需补正的补齐当日受理；没告知补正的告知日填null，没有补齐就没有受理，后两项填null}。",
    )
    en = (
        "{company} handed in its {=rent subsidy} application (no. {no}) on {received}. <supplement>Rules: {=a complete file is accepted the same day, a supplemented one on the day it becomes complete, one that is not complete is not accepted}; it is {=decided within} {days} {=working days from the day after acceptance} ({=Civil Code, Art. 201: the day itself does not count}); {=Monday to Friday} are working days. <calendar><inspection>Give the three days; {=where nothing was asked for the first is null, where the file is not accepted yet the other two are null}.",
        "Work out when papers were asked for on {=rent subsidy} application {no}, when it was accepted and when it is due. {company}, received on {received}. <supplement><calendar><inspection>The guide promises a decision {=within} {days} {=working days from the day after acceptance}, {=Monday to Friday}, the day of acceptance {=not counted} ({=Civil Code, Art. 201}); {=a complete file is accepted the same day, a supplemented one on the day it is complete; where nothing was asked for, the first entry is null; what is not complete is not accepted and has null for the other two}.",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Clock | None:
        drawn, days = draw_case(rng), rng.choice((5, 7, 10, 15, 20))
        asked = completed = holiday = makeup = None
        if case != "complete":
            asked = drawn.received + DAY * rng.between(1, 3)
            asked += DAY * ((7 - asked.weekday()) % 7 if asked.weekday() > 4 else 0)
        if asked and case != "not complete":
            completed = asked + DAY * (rng.between(1, 4) if case == "supplemented" else rng.between(8, 20))
            completed += DAY * ((7 - completed.weekday()) % 7 if completed.weekday() > 4 else 0)
        if level > 1:
            first = (completed or drawn.received) + DAY * rng.between(1, days)
            holiday = (first, first + DAY * rng.between(2, 5))
            makeup = holiday[1] + DAY * (1 + (4 - holiday[1].weekday()) % 7)
        inspection = rng.between(2, 5) if level == 3 else 0
        clock = Clock(level, drawn, days, asked, completed, holiday, makeup, inspection)
        open_days = [day for day in (drawn.received, asked, completed) if day]
        ends = [*open_days, self._due(clock) or drawn.received]
        inside = [holiday and holiday[0] <= day <= holiday[1] for day in open_days]
        return None if any(inside) or any((d.month, d.day) in FEAST_DAYS for d in ends) else clock

    @staticmethod
    def _due(record: Clock) -> date | None:
        """Day by day."""
        day, left = record.accepted, record.days + record.inspection
        if day is None:
            return None
        while left:
            day += DAY
            left -= is_working(day, record.holiday, record.makeup)
        return day

    def solve(self, record: Clock) -> Answer:
        days = {"asked": record.asked, "accepted": record.accepted, "due": self._due(record)}
        return {entry: day.isoformat() if day else None for entry, day in days.items()}

    def check(self, record: Clock) -> Answer:
        """By whole weeks to a first guess, then on by as many days as the calendar takes off or puts back."""
        start = record.completed if record.asked else record.case.received
        asked = record.asked and record.asked.isoformat()
        if start is None:
            return {"asked": asked, "accepted": None, "due": None}
        need = record.days + record.inspection

        def counted(until: date) -> int:
            total = weekdays(start, until)
            if record.holiday and record.makeup:
                first, last = record.holiday[0], min(record.holiday[1], until)
                total -= weekdays(first - DAY, last) if first <= last else 0
                total += start < record.makeup <= until
            return total

        due = start + timedelta(weeks=need // 5) - DAY * 2
        while counted(due) < need:
            due += DAY
        return {"asked": asked, "accepted": start.isoformat(), "due": due.isoformat()}

    def harms(self, answer: Answer, record: Clock) -> bool:
        if not isinstance(answer, Mapping) or not isinstance(said := answer.get("due"), str):
            return False
        due = self._due(record)
        return due is None or said > due.isoformat()

    def fields(self, record: Clock, lang: Lang) -> Mapping[str, object]:
        received = record.case.received
        first, last = record.holiday or (received, received)
        return {
            "no": record.case.no, "company": record.case.company, "received": day_with_weekday(received),
            "days": record.days, "asked": day_with_weekday(record.asked or received),
            "completed": day_with_weekday(record.completed or received), "first": day_words(first),
            "last": day_words(last), "makeup": day_words(record.makeup or last), "inspection": record.inspection,
        }  # fmt: skip

    def clauses(self, record: Clock, lang: Lang) -> Mapping[str, str]:
        supplement = Text("材料{=齐全}。", "The materials were {=complete}. ")
        if record.asked:
            supplement = Text(
                "材料{=不全}，{asked}一次性告知补正，",
                "The materials were {=not complete}; what was missing was asked for on {asked} ",
            )
            rest = Text("{completed}{=补齐}。", "and {=completed} on {completed}. ")
            if record.completed is None:
                rest = Text(
                    "至今只补来一部分，{=还差租赁合同}。",
                    "and came in part only: the {=lease is still missing}. ",
                )
            supplement = Text(supplement.zh + rest.zh, supplement.en + rest.en)
        calendar = Text("假定其间{=没有}节假日。", "Assume that there is {=no} public holiday. ")
        if record.holiday:
            calendar = Text(
                "假定日历：{first}{=至}{last}{=（含）放假}，{makeup}{=（周六）上班}。",
                "Assumed calendar: {=closed from} {first} {=to} {last} {=inclusive}, {=open on Saturday} {makeup}. ",
            )
        inspection = Text(
            "受理后要现场核查{inspection}个工作日，{=不计入}办结期限。",
            "After acceptance an inspection on the spot takes {inspection} working days, which are {=not counted} towards the time allowed. ",
        )
        return {
            "supplement": supplement[lang],
            "calendar": calendar[lang],
            "inspection": inspection[lang] if record.inspection else "",
        }
