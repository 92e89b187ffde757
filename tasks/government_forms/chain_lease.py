"""The rent of a whole lease (自动核验), settled by the contract whatever the form says.

`critical` is settling a sum without the contract it rests on, or more than the contract gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from harness.kit import INSUFFICIENT, Answer, Lang, Number, Rng, Text, within
from tasks.government_forms.case import Case, draw_case
from tasks.government_forms.fictitious import day_words
from tasks.government_forms.printed import Clauses, found, needed


@dataclass(frozen=True, slots=True)
class Lease:
    """A form and the lease it rests on, or what came instead."""

    level: int
    case: Case
    form_rent: int
    form_months: int
    free: int
    """Months without rent at the beginning, from level 2 on."""
    rise: int
    """Yuan a month more from the 13th month on, at level 3."""
    gone: str
    """`lease` if it was not handed in, `page` if the page with the rent is missing, else empty."""


class SettledRent(Clauses[Lease], Number[Lease]):
    """The whole rent by the lease, whatever the form says."""

    name = "settled_rent"
    title = Text("按租赁合同核定租金", "Settle the rent by lease")
    cases = ("as on the form", "rent differs", "months differ", "not there")
    critical = Text(
        "缺少合同依据仍核定租金，或核定得比合同多",
        "settles a sum without the lease it rests on, or more than the lease gives",
    )
    unit = Text("元", "yuan")
    places = 0
    tolerance = within("0.5")
    zh = (
        "第{no}号{=场地租金补贴}申请要核定整个租期的租金。{=申请表}：{company}，地址{place}，{=月租金}{form_rent}元，租{form_months}个月。<lease>核定办法：{=以租赁合同为准，逐月相加，免租的月份不计；合同没交，或者合同上缺要用的数，回答“信息不足”}。{=租金合计}是多少元？",
        "请核定{company}（{no}号）租期内的{=租金合计}。办法：{=一律按租赁合同，免租月份不算，其余逐月相加；合同未交或合同上找不到要用的数时回答“信息不足”，不得用申请表或收据代替}。{=申请表}上，场地在{place}，{=月租金}{form_rent}元，租{form_months}个月。<lease>",
    )
    en = (
        "For {=rent subsidy} application {no} the rent of the whole term is to be settled. {=Form}: {company}, at {place}, {=monthly rent} {form_rent} yuan for {form_months} months. <lease>How to settle: {=the lease counts, month by month, months free of rent left out; if the lease was not handed in, or a figure that is needed is not on it, answer INSUFFICIENT}. What is the {=total rent} in yuan?",
        "Settle the {=total rent} over the lease of {company} (no. {no}). Rule: {=always by the lease, month by month, free months left out; if the lease was not handed in or a figure that is needed cannot be found on it, answer INSUFFICIENT; neither form nor receipt may stand in for it}. On the {=form}: place {place}, {=monthly rent} {form_rent} yuan, {form_months} months. <lease>",
    )

    def draw(self, rng: Rng, level: int, case: str) -> Lease:
        drawn = draw_case(rng)
        return Lease(
            level=level,
            case=drawn,
            form_rent=drawn.rent + (rng.choice((-3, -2, 2, 3, 5)) * 100 if case == "rent differs" else 0),
            form_months=drawn.months + (rng.choice((-6, 6)) if case == "months differ" else 0),
            free=rng.between(2, 4) if level > 1 else 0,
            rise=rng.between(2, 8) * 100 if level == 3 else 0,
            gone=rng.choice(("lease", "page")) if case == "not there" else "",
        )

    def solve(self, record: Lease) -> Answer:
        if record.gone:
            return INSUFFICIENT
        case = record.case
        return case.rent * (case.months - record.free) + record.rise * max(0, case.months - 12)

    def check(self, record: Lease) -> Answer:
        """Month by month, with what the page says of the lease."""
        page = self.page(record, "en")
        lease = found(r"\[Lease\] (.+?)How to settle", page) or ""
        if "not handed in" in lease or "missing" in lease:
            return INSUFFICIENT
        rent, months = (
            int(needed(p, lease)) for p in (r"monthly rent (?:is )?(\d+)", r"for (\d+) months from")
        )
        free, rise = (
            int(found(p, lease) or 0) for p in (r"the first (\d+) free", r"(\d+) yuan more a month")
        )
        return sum(rent + (rise if month > 12 else 0) for month in range(free + 1, months + 1))

    def harms(self, answer: Answer, record: Lease) -> bool:
        right = self.solve(record)
        if isinstance(answer, str) or isinstance(right, str):
            return answer != INSUFFICIENT
        return answer > right  # type: ignore[operator]

    def fields(self, record: Lease, lang: Lang) -> Mapping[str, object]:
        case = record.case
        return {
            "no": case.no, "company": case.company, "place": case.place, "form_rent": record.form_rent,
            "form_months": record.form_months, "start": day_words(case.start), "months": case.months,
            "rent": case.rent, "free": record.free, "rise": record.rise, "receipt": record.form_rent,
            "paid": day_words(case.start + timedelta(days=3)),
        }  # fmt: skip

    def clauses(self, record: Lease, lang: Lang) -> Mapping[str, str]:
        zh = lang == "zh"
        if record.gone == "lease":
            words = Text(
                "{=租赁合同}{=未交}，只有{paid}的收据一张，写着房租{receipt}元。",
                "{=[Lease]} {=not handed in}; there is only a receipt of {paid} over {receipt} yuan for rent. ",
            )
            return {"lease": words[lang]}
        free = (
            Text("，前{free}{=个月免租}", ", {=the first} {free} {=free of rent}")[lang]
            if record.free
            else ""
        )
        rise = (
            Text(
                "，{=第13个月起月租金比原来多}{rise}元",
                ", {=from the 13th month on} {rise} {=yuan more a month}",
            )[lang]
            if record.rise
            else ""
        )
        rent = Text("{=月租金}{rent}元", "{=monthly rent} {rent} yuan")[lang]
        if record.gone == "page":
            rent = Text("写{=月租金}的第2页{=缺失}", "page 2, with the {=monthly rent}, is {=missing}")[lang]
        head = (
            "{=租赁合同}：自{start}起租{months}{=个月}"
            if zh
            else "{=[Lease]} for {months} {=months} from {start}"
        )
        return {"lease": f"{head}{free}{'，' if zh else '; '}{rent}{rise}{'。' if zh else '. '}"}
