"""Sentences: the same phrases in both languages, golden texts, every figure found again in the JSON it came from."""

from __future__ import annotations

import copy
import json
import re
import unicodedata
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from smallrun import small_results

from harness.publish.pairs import pairs_json
from harness.publish.site.gates import gates_json, judged, policy
from harness.publish.site.phrases import PHRASES
from harness.publish.site.sentences import Figure, Said, gate_sentence, row_sentence, spoken, strengths
from harness.stats.estimates import published
from harness.stats.paired import Comparison

POISON = ("\x1b[31mred", "a\u202egpj.exe", "a\r\nfake 99.9", "\u200bzero", "%s{0}", "名" * 100, "{value}")
GOLDEN = Path(__file__).parent / "golden" / "sentences.json"
DOMAINS = {
    "zh": {"steel": "钢铁", "healthcare": "医疗健康"},
    "en": {"steel": "Steel", "healthcare": "Healthcare"},
}
FORMATS = {
    "percent1": lambda v: f"{100 * v:.1f}".replace("-", "−"),
    "count": lambda v: f"{v:,}".replace(",", "\u202f"),
    "plain": str,
}


def safe(text: str) -> bool:
    return all(unicodedata.category(c)[0] != "C" for c in text)


def estimate(value: float, low: float | None, high: float | None) -> dict[str, Any]:
    return {"value": value, "low": low, "high": high, "n": 240}


def entry(
    name: str = "a", value: float = 0.712, low: float | None = 0.66, high: float | None = 0.764, **more: Any
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "status": "complete",
        "model": {"name": name},
        "dimensions": {"accuracy": estimate(value, low, high)},
        "domains": {"steel": {"accuracy": estimate(0.96, 0.951, 0.97)}, "healthcare": {"accuracy": estimate(0.5, 0.4, 0.6)}},
        "chance": {"value": 0.114},
        "rank": {"accuracy": {"place": 1, "low": 1, "high": 1, "tied_with": []}},
        "critical_errors": {"steel": {"count": 0, "n": 24, "high": 0.117}, "healthcare": {"count": 4, "n": 1056, "high": 0.0087}},
        "provenance": {"answerer_id": name},
    }  # fmt: skip
    return body | more


def ranked(low: int, high: int, *tied: str) -> dict[str, Any]:
    return {"rank": {"accuracy": {"place": low, "low": low, "high": high, "tied_with": list(tied)}}}


CASES: dict[str, dict[str, Any]] = {
    "first": entry(),
    "tied with one": entry(**ranked(1, 2, "b")),
    "tied with many": entry(**ranked(2, 5, "b", "c", "d")),
    "guessing": entry("g", 0.12, 0.09, 0.15, **ranked(4, 5, "b")),
    "worse than guessing": entry("w", 0.05, 0.02, 0.08),
    "no interval": entry("p", 0.5, None, None),
    "no chance": entry(chance=None),
    "one domain": entry(critical_errors={"steel": {"count": 0, "n": 24, "high": 0.117}}),
    "no critical items": entry(critical_errors={"steel": {"count": 0, "n": 0, "high": None}}),
    "partial": entry(status="partial"),
    "no score": entry(
        dimensions={"accuracy": {"value": None, "reason": "no scored answer in steel/a"}}, rank={}
    ),
}


def pairs() -> dict[str, Any]:
    """a beats b and c in steel, loses to both in healthcare, and equals them elsewhere."""

    def gap(value: float, p: float) -> Comparison:
        found = published(
            value, 0.01, (value - 0.02, value + 0.02), level=0.95, method="m", n=240, clusters=30
        )
        return Comparison(found, p)

    columns = {"accuracy": 0.2, "robustness": 0.0, "domains/steel": 0.3, "domains/healthcare": -0.3}
    tests = {
        name: {("a", "b"): gap(g, 1e-6), ("a", "c"): gap(g, 1e-6), ("b", "c"): gap(0.001, 0.9)}
        for name, g in columns.items()
    }
    return pairs_json("0" * 64, "s", tests)


def row(body: dict[str, Any], lang: str, base: str = "", **more: Any) -> Said:
    return row_sentence(body, base, lang=lang, models=str.upper, domains=DOMAINS[lang].__getitem__, **more)


def gate(body: dict[str, Any], tier: str, domain: str, lang: str) -> Said:
    found = judged(
        policy()["tiers"][tier], body["domains"][domain]["accuracy"], body["critical_errors"].get(domain)
    )
    return gate_sentence(found, tier, policy(), body, domain, lang=lang, base="b", gates="g")


def everything() -> dict[str, Any]:
    """All sentences of the cases, by language."""
    out: dict[str, Any] = {}
    for lang in ("zh", "en"):
        words = {
            name: strengths(pairs(), "", name, lang=lang, domains=DOMAINS[lang].__getitem__)
            for name in ("a", "b", "x")
        }
        out[lang] = {
            "rows": {name: spoken(row(body, lang)) for name, body in CASES.items()}
            | {"alone": spoken(row(entry(), lang, alone=True))},
            "words": {
                name: {
                    "strengths": [spoken(s) for s in w.strengths],
                    "weaknesses": [spoken(s) for s in w.weaknesses],
                    "otherwise": spoken(w.otherwise),
                }
                for name, w in words.items()
            },
            "gates": {
                f"{tier} {domain}": spoken(gate(entry(), tier, domain, lang))
                for tier in ("high", "medium", "low")
                for domain in ("steel", "healthcare")
            },
        }
    return out


def test_the_sentences_are_the_golden_ones() -> None:
    """After a deliberate change of wording write `everything()` into the file and read the difference."""
    assert everything() == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_both_languages_have_the_same_phrases_with_the_same_places() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    assert PHRASES["zh"].keys() == PHRASES["en"].keys()
    for key, text in PHRASES["zh"].items():
        assert places(text) == places(PHRASES["en"][key]), key


def test_every_phrase_is_used() -> None:
    source = "".join(
        p.read_text(encoding="utf-8")
        for p in (Path(row_sentence.__code__.co_filename).parent).glob("*.py")
        if p.stem in ("sentences", "gates")
    )
    assert [key for key in PHRASES["en"] if f'"{key.removesuffix(".only")}"' not in source] == [
        "robustness",
        "generality",
    ]


def resolve(document: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_figure_is_found_again(lang: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    results = small_results(tmp_path_factory)
    board = json.loads((results / "leaderboard.json").read_text())
    compared = json.loads((results / "boards" / f"{board['form']['form_id']}.pairs.json").read_text())
    gates = gates_json(board, policy())
    known = {"L": board, "P": compared, "G": gates}
    said: list[Said] = []
    for i, one in enumerate(board["entries"]):
        said.append(row_sentence(one, f"L/entries/{i}", lang=lang, models=lambda _: "X", domains=str))
        words = strengths(compared, "P", one["provenance"]["answerer_id"], lang=lang, domains=str)
        said += [*words.strengths, *words.weaknesses, words.otherwise]
        for tier in ("high", "medium", "low"):
            found = judged(
                policy()["tiers"][tier],
                one["domains"]["steel"]["accuracy"],
                one["critical_errors"].get("steel"),
            )
            said.append(
                gate_sentence(
                    found, tier, policy(), one, "steel", lang=lang, base=f"L/entries/{i}", gates="G"
                )
            )
    figures = [part for one in said for part in one if isinstance(part, Figure)]
    assert len(figures) > 30
    for figure in figures:
        assert FORMATS[figure.how](resolve(known[figure.pointer[0]], figure.pointer[1:])) == figure.text, (
            figure
        )
    for one in said:  # no number without a source
        assert not re.search(r"\d", "".join(part for part in one if isinstance(part, str)).replace("100", ""))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("low", "high", "key"),
    [(0.115, 0.2, "above"), (0.114, 0.2, "guess"), (0.05, 0.114, "guess"), (0.05, 0.11, "below")],
)
def test_better_than_guessing_is_claimed_only_beyond_the_interval(
    lang: str, low: float, high: float, key: str
) -> None:
    said = spoken(row(entry("m", (low + high) / 2, low, high), lang))
    head = PHRASES[lang][key].split("{high}")[1].split("{chance}")[0].lstrip("）)")
    assert head in said


def test_a_poisoned_name_is_harmless_in_a_sentence() -> None:
    for name in POISON:
        body = entry(**ranked(1, 2, "x"))
        body["dimensions"]["accuracy"] |= {"reason": name}
        said = spoken(row_sentence(body, "", lang="en", models=lambda _, n=name: n, domains=str))  # type: ignore[misc]
        assert safe(said) and "\n" not in said
    lost = copy.deepcopy(CASES["no score"])
    lost["dimensions"]["accuracy"]["reason"] = "\x1b[31m" + "x" * 999
    assert safe(spoken(row(lost, "zh"))) and len(spoken(row(lost, "zh"))) < 250
