"""Gold classes: what a guesser without arithmetic would have to guess, read off the golds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.kit import Choice, Json, Labels, Template
from harness.types import INSUFFICIENT, Item

#: Types of record fields that hold one of a few words.
WORDS = ("choice", "boolean")


def is_class(answer: object, family: Template[Any]) -> bool:
    return isinstance(answer, str) and (answer in family.terms or answer == INSUFFICIENT)


def classes(item: Item, family: Template[Any]) -> dict[str, Any]:
    """Aspect to class of an item: the word picked, the set of labels, each choice or boolean field; else empty."""
    if isinstance(family, Json):
        assert isinstance(item.gold, Mapping)
        return {name: item.gold[name] for name, field in family.schema.items() if field.type in WORDS}
    if isinstance(family, Labels):
        return {f"label {term}": term in item.gold for term in family.terms}
    if isinstance(family, Choice) and same_options(item, family):
        return {"word": item.gold}
    return {}


def same_options(item: Item, family: Choice[Any]) -> bool:
    """Whether the options are words with a fixed meaning, not values made for this item."""
    return all(is_class(option, family) for option in item.options)
