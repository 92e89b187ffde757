"""What has to be handed in, what was handed in, and what is missing.

Some papers are needed only in certain cases, and an unstamped copy counts as not handed in; both rules are
printed in the items.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from harness.kit import Lang, Rng, Text

MATERIALS = {
    "card": Text("身份证", "ID card"),
    "form": Text("申请表", "application form"),
    "insurance": Text("参保证明", "proof of insurance"),
    "lease": Text("租赁合同", "lease"),
    "licence": Text("营业执照", "licence"),
    "owner": Text("转租同意书", "consent to sublet"),
    "payment": Text("付租凭证", "proof of payment"),
    "proxy": Text("授权委托书", "letter of authority"),
}
ALWAYS = ("form", "licence", "card", "lease", "payment", "insurance")
COPIED = ("licence", "lease", "insurance")
NEEDED = Text(
    "申请表、营业执照、法定代表人身份证、租赁合同、付租凭证、参保证明；由他人代办的，加交授权委托书；房屋是转租来的，加交转租同意书。交复印件的须盖公章，没盖的视为未交",
    "application form, licence, ID card of the legal representative, lease, proof of payment, proof of insurance; where somebody else comes, a letter of authority as well; where the place is sublet, the owner's consent to sublet as well. Copies must bear the company's stamp; an unstamped copy counts as not handed in",
)
IDLE = (
    Text("上年度纳税证明", "last year's tax certificate"),
    Text("企业简介", "a company brochure"),
    Text("门头照片", "a photograph of the shop front"),
)


@dataclass(frozen=True, slots=True)
class Intake:
    """One visit to the counter."""

    agent: bool
    """Whether somebody else than the legal representative comes."""
    sublet: bool
    handed: tuple[str, ...]
    """Materials in the order they were handed in, `idle` for one that nobody asked for."""
    copies: tuple[str, ...]
    """Those handed in as stamped copies."""
    unstamped: tuple[str, ...]
    """Those handed in as copies without a stamp."""
    idle: Text

    @property
    def missing(self) -> tuple[str, ...]:
        """What is needed and was not handed in, or not validly."""
        wanted = [*ALWAYS, *(["proxy"] if self.agent else []), *(["owner"] if self.sublet else [])]
        return tuple(sorted(m for m in wanted if m not in self.handed or m in self.unstamped))


def draw_intake(rng: Rng, level: int, missing: Collection[str]) -> Intake:
    """A visit where exactly these are missing; from level 2 on with copies, at level 3 with unstamped ones."""
    agent = "proxy" in missing or (level > 1 and rng.chance(1, 2))
    sublet = "owner" in missing or (level > 1 and rng.chance(1, 2))
    wanted = [*ALWAYS, *(["proxy"] if agent else []), *(["owner"] if sublet else [])]
    bad = tuple(m for m in COPIED if m in missing and level == 3 and rng.chance(2, 3))
    given = [m for m in wanted if m not in missing or m in bad]
    copies = tuple(m for m in COPIED if m in given and m not in bad and level > 1 and rng.chance(1, 2))
    if level == 3:
        given.append("idle")
    return Intake(agent, sublet, tuple(rng.shuffle(given)), copies, bad, rng.choice(IDLE))


def intake_text(intake: Intake, person: Text, agent: Text, lang: Lang) -> str:
    """Who came, whose place it is, and what was handed in."""
    zh = lang == "zh"
    items = []
    for material in intake.handed:
        word = intake.idle[lang] if material == "idle" else MATERIALS[material][lang]
        if material in intake.unstamped:
            word += "（复印件，没盖章）" if zh else " (unstamped copy)"
        elif material in intake.copies:
            word += "（复印件，已盖章）" if zh else " (stamped copy)"
        items.append(word)
    if zh:
        who = (
            f"{agent.zh}代法定代表人{person.zh}来交件" if intake.agent else f"法定代表人{person.zh}本人来交件"
        )
        place = "房屋是从别的租户那里转租来的" if intake.sublet else "房屋是向产权人直接租的"
        return f"{who}，{place}。收到：{'、'.join(items)}。"
    who = (
        f"{agent.en} came on behalf of the legal representative, {person.en}"
        if intake.agent
        else f"The legal representative, {person.en}, came in person"
    )
    place = "the place is sublet by another tenant" if intake.sublet else "the place is rented from its owner"
    return f"{who}; {place}. Received: {', '.join(items)}."


def missing_on_page(text: str, lang: Lang) -> tuple[str, ...]:
    """What is missing, from the words of `intake_text` alone."""
    zh = lang == "zh"
    head, _, listed = text.partition("收到：" if zh else "Received: ")
    items = re.split("、|, ", listed.rstrip("。."))
    valid = [
        re.sub(r" ?[（(].*?[）)]", "", item) for item in items if not re.search("没盖章|unstamped", item)
    ]
    words = {material: word[lang] for material, word in MATERIALS.items()}
    extra = [("proxy", "代法定代表人" if zh else "on behalf of"), ("owner", "转租" if zh else "sublet")]
    wanted = [*ALWAYS, *(material for material, cue in extra if cue in head)]
    return tuple(sorted(material for material in wanted if words[material] not in valid))
