"""A mistyped number is noticed: by the solvers, by a worked example, or by the reader, who sees it printed.

Every numeric literal of the task modules and every number of the facts is mistyped, upwards and downwards, as
`mutants` says; one that changes no gold decides none. The fast suite tries a sample, the slow one all.
"""

from __future__ import annotations

import json
from functools import cache

import pytest
from every import DOMAINS, FAMILIES, HERE, TASKS, case_of, family_id
from mutants import Site, closure, fact_sites, module_sites
from verdicts import concerned, verdict

from harness.rng import Rng

#: `{site: reason}`: nobody can notice these, and why that does no harm.
DEFENSIBLE: dict[str, str] = json.loads((HERE / "unseen_numbers.json").read_text(encoding="utf-8"))
SAMPLE, FAST, THOROUGH = 40, 12, 200


@cache
def sites(domain: str) -> tuple[Site, ...]:
    """Every number that a solver of the domain may read."""
    modules = {m for task in TASKS if task.domain == domain for m in closure(type(task).__module__)}
    known = [s for m in sorted(modules) for s in module_sites(m)] + list(fact_sites(f"tasks.{domain}"))
    return tuple(site for site in known if concerned(site))


def unseen(site: Site, value: object, records: int) -> list[str]:
    """The families whose gold the mistyped number changes without anybody noticing; empty if somebody does."""
    found = verdict(site, value, records)
    if {"disagree", "example"} & set(found.values()):
        return []
    return sorted(family for family, what in found.items() if what == "unseen")


@pytest.mark.parametrize("domain", [case_of("mutation_sample", domain, domain) for domain in DOMAINS])
def test_a_sample_of_mistyped_numbers_is_noticed(domain: str) -> None:
    stream = Rng(b"mutants", domain)
    missed = {}
    for site in stream.sample(sites(domain), min(SAMPLE, len(sites(domain)))):
        value = stream.choice(site.changed())
        if site.name not in DEFENSIBLE and (families := unseen(site, value, FAST)):
            missed[f"{site.name} -> {value}"] = families
    assert not missed, missed


@pytest.mark.slow
@pytest.mark.parametrize("domain", [case_of("mutation", domain, domain) for domain in DOMAINS])
def test_every_mistyped_number_is_noticed(domain: str) -> None:
    missed = {
        f"{site.name} -> {value}": families
        for site in sites(domain)
        for value in site.changed()
        if site.name not in DEFENSIBLE and (families := unseen(site, value, THOROUGH))
    }
    assert not missed, missed


def test_the_list_of_unseen_numbers_names_numbers_and_reasons() -> None:
    assert set(DEFENSIBLE) <= {site.name for domain in DOMAINS for site in sites(domain)}
    assert all(len(reason) > 30 for reason in DEFENSIBLE.values())


def test_a_number_left_as_it_was_is_no_mutant() -> None:
    """What breaks inside a mutant counts as noticed, so a harness that always broke would notice everything."""
    for domain in DOMAINS:
        for site in sites(domain)[::97]:
            assert set(verdict(site, site.value, 8).values()) == {"idle"}, site.name


def test_the_mutants_are_alive() -> None:
    """Some numbers do decide golds: a harness that changes nothing would pass everything above."""
    found = [
        set(verdict(site, value, 8).values()) for site in sites("healthcare")[::9] for value in site.changed()
    ]
    assert sum("disagree" in what for what in found) >= 0.2 * len(found)
    assert {f for s in sites("healthcare") for f in (family_id(*c) for c in concerned(s))} >= {
        family_id(t, f) for t, f in FAMILIES if t.domain == "healthcare" and f.kind in ("number", "record")
    }
