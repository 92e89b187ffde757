"""What the numbers say in one plain sentence: from published numbers only, hedged by their intervals.

A sentence is a sequence of words and figures; each figure carries the pointer to where it stands in the JSON, so the
page can mark it and a test can find it again. Nothing here is estimated; only what bounds allow is claimed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from string import Formatter
from typing import Any, NamedTuple

from harness.publish.site.charts.lettering import decimals
from harness.publish.site.figures import step
from harness.publish.site.gates import Judgement
from harness.publish.site.phrases import PHRASES
from harness.publish.table import harmless


class Figure(NamedTuple):
    """A number in a sentence: as printed, where it stands, and the page's name for the format."""

    text: str
    pointer: str
    how: str


Said = tuple[str | Figure, ...]
#: What something is called in the reader's language: a domain id, or an answerer id.
Names = Callable[[str], str]


def spoken(said: Said) -> str:
    """The sentence as plain text."""
    return "".join(part if isinstance(part, str) else part.text for part in said)


def told(lang: str, key: str, **parts: str | Figure | Said) -> Said:
    """The phrase with its places filled."""
    out: list[str | Figure] = []
    for words, name, _, _ in Formatter().parse(PHRASES[lang][key]):
        if words:
            out.append(words)
        if name is not None:
            part = parts[name]
            out += part if isinstance(part, tuple) and not isinstance(part, Figure) else [part]
    return tuple(out)


def percent(value: float, pointer: str) -> Figure:
    return Figure(decimals(100 * value), pointer, "percent1")


def count(value: int, pointer: str) -> Figure:
    return Figure(f"{value:,}".replace(",", "\u202f"), pointer, "count")


def joined(lang: str, *sentences: Said) -> Said:
    """Sentences one after the other; English wants a space between."""
    out: list[str | Figure] = []
    for said in sentences:
        if out and said and lang == "en":
            out.append(" ")
        out += said
    return tuple(out)


# --- one row of the board ---


def row_sentence(
    entry: Mapping[str, Any], base: str, *, lang: str, models: Names, domains: Names, alone: bool = False,
    brief: bool = False,
) -> Said:  # fmt: skip
    """An entry in two or three short sentences. `base` points to the entry; `alone`: no other is ranked.

    `brief` leaves the place out, for a row that has it in a column of its own.
    """
    if entry["status"] != "complete":
        return told(lang, "partial")
    accuracy = entry["dimensions"]["accuracy"]
    if accuracy["value"] is None:
        return joined(
            lang,
            told(lang, "none", reason=harmless(accuracy["reason"], 120)),
            harm(entry, base, lang, domains),
        )
    right = share_right(
        accuracy, f"{base}/dimensions/accuracy", entry["chance"], f"{base}/chance/value", lang
    )
    place = told(lang, "only") if alone else placed(entry, base, lang, models)
    return joined(lang, right, () if brief else place, harm(entry, base, lang, domains))


def share_right(
    found: Mapping[str, Any], at: str, chance: Mapping[str, Any] | None, chance_at: str, lang: str
) -> Said:
    """How many of a hundred, and whether that is more than an answerer that reads nothing would get."""
    value, low, high = (found[k] for k in ("value", "low", "high"))
    if low is None or high is None:
        return told(lang, "point", value=percent(value, f"{at}/value"))
    parts = {k: percent(found[k], f"{at}/{k}") for k in ("value", "low", "high")}
    if chance is None or chance["value"] is None:
        return told(lang, "plain", **parts)
    key = "above" if low > chance["value"] else "below" if high < chance["value"] else "guess"
    return told(lang, key, chance=percent(chance["value"], chance_at), **parts)


def placed(entry: Mapping[str, Any], base: str, lang: str, models: Names) -> Said:
    """The range of places, and whom it cannot be told from (two by name)."""
    rank = entry["rank"].get("accuracy")
    if rank is None:
        return ()
    at = f"{base}/rank/accuracy"
    low, high = (
        Figure(str(rank["low"]), f"{at}/low", "plain"),
        Figure(str(rank["high"]), f"{at}/high", "plain"),
    )
    if not rank["tied_with"]:
        return told(lang, "alone", low=low)
    names = PHRASES[lang]["and"].join(harmless(models(one)) for one in rank["tied_with"][:2])
    tied = told(lang, "more", names=names) if len(rank["tied_with"]) > 2 else (names,)
    return told(lang, "range", low=low, high=high, tied=tied)


def harm(entry: Mapping[str, Any], base: str, lang: str, domains: Names) -> Said:
    """The domain with the highest upper bound of critical errors."""
    cells = {d: c for d, c in entry["critical_errors"].items() if c["n"] and c["high"] is not None}
    if not cells:
        return ()
    worst = max(sorted(cells), key=lambda d: cells[d]["high"])
    bound = percent(cells[worst]["high"], f"{base}/critical_errors{step(worst)}/high")
    return told(lang, "harm", domain=domains(worst), bound=bound)


# --- strengths and weaknesses ---


class Words(NamedTuple):
    """What a model is clearly better and worse at than the field, strongest first; or why nothing is said."""

    strengths: Sequence[Said]
    weaknesses: Sequence[Said]
    otherwise: Said


def strengths(pairs: Mapping[str, Any], base: str, answerer: str, *, lang: str, domains: Names) -> Words:
    """From the paired tests of every column but the overall one, Holm-adjusted. `base` points to the pairs file.

    A strength is a column where more of the others are clearly worse than clearly better; a weakness the reverse.
    """
    found: list[tuple[int, Said]] = []
    compared = False
    for name, column in sorted(pairs["columns"].items()):
        if name == "accuracy" or answerer not in column["answerers"]:
            continue
        compared = True
        i = column["answerers"].index(answerer)
        lead, at = column["better"][i] - column["worse"][i], f"{base}/columns/{name.replace('/', '~1')}"
        title = domains(name.partition("/")[2]) if "/" in name else PHRASES[lang][name]
        parts = {
            "others": count(column["others"], f"{at}/others"),
            "better": count(column["better"][i], f"{at}/better/{i}"),
            "worse": count(column["worse"][i], f"{at}/worse/{i}"),
        }
        key = ("strong" if lead > 0 else "weak") + (
            "" if column["better"][i] and column["worse"][i] else ".only"
        )
        if lead:
            found.append((lead, told(lang, key, column=title, **parts)))
    found.sort(key=lambda one: -abs(one[0]))
    otherwise = () if found else told(lang, "even" if compared else "alone.field")
    return Words([s for lead, s in found if lead > 0], [s for lead, s in found if lead < 0], otherwise)


# --- gates ---


def gate_sentence(
    judgement: Judgement, tier: str, policy: Mapping[str, Any], entry: Mapping[str, Any], domain: str, *,
    lang: str, base: str, gates: str,
) -> Said:  # fmt: skip
    """Why a model passes a gate, fails, or cannot be told. `base` points to the entry, `gates` to the gates file."""
    rule, tier_at = policy["tiers"][tier], f"{gates}/policy/tiers/{tier}"
    found, cell = entry["domains"][domain]["accuracy"], entry["critical_errors"].get(domain) or {}
    at, cell_at = f"{base}/domains{step(domain)}/accuracy", f"{base}/critical_errors{step(domain)}"
    parts: dict[str, str | Figure | Said] = {"threshold": percent(rule["accuracy"], f"{tier_at}/accuracy")}
    parts |= {k: percent(found[k], f"{at}/{k}") for k in ("low", "high") if found.get(k) is not None}
    if rule["critical"]:
        parts["limit"] = percent(rule["critical"]["limit"], f"{tier_at}/critical/limit")
    parts |= {k: count(cell[k], f"{cell_at}/{k}") for k in ("count", "n") if k in cell}
    if cell.get("high") is not None:
        parts["bound"] = percent(cell["high"], f"{cell_at}/high")
    said: list[Said] = []
    me = entry["provenance"]["answerer_id"].replace("~", "~0").replace("/", "~1")
    for i, check in enumerate(judgement.checks):
        said.append(told(lang, check.why, **parts))
        if check.needed is not None:
            needed = count(check.needed, f"{gates}/judgements/{me}{step(domain)}/{tier}/checks/{i}/needed")
            said.append(told(lang, "needed.none" if check.what == "critical" else "needed", needed=needed))
    return joined(lang, *said, told(lang, "signed") if rule["sign_off"] else ())
