"""The words of the site: one catalogue a language, the same keys in both. A missing word is an error, never a blank."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup, escape

from harness.errors import HarnessError
from harness.publish.table import harmless
from harness.types import Lang


@dataclass(frozen=True)
class Words:
    """`words("key", n=3)`: the sentence with its places filled, every value escaped."""

    lang: Lang
    entries: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> Markup:
        if key not in self.entries:
            raise HarnessError(
                f"no words for '{key}'", f"words/{self.lang}.json", "add the key to both catalogues"
            )
        safe = {name: escape(value) for name, value in values.items()}
        return Markup(self.entries[key].format_map(safe) if values else self.entries[key])

    def has(self, key: str) -> bool:
        return key in self.entries

    def reason(self, text: str) -> str:
        """Why there is no value, in this language; as it was written where no translation is known."""
        head, _, rest = text.partition(": ")
        if f"reason.{head}" not in self.entries:
            return harmless(text, 120)
        colon, comma = ("：", "、") if self.lang == "zh" else (": ", ", ")
        names = comma.join(self.domain(name) for name in rest.split(", ")) if rest else ""
        return self.entries[f"reason.{head}"] + (colon + names if names else "")

    def brief(self, estimate: Mapping[str, Any]) -> str:
        """A reason in few words, for a narrow column: the whole stands on the model's page."""
        head = str(estimate["reason"]).partition(": ")[0]
        return self.entries.get(
            f"brief.{head}", self.entries["brief.bound" if "high" in estimate else "brief.none"]
        )

    def domain(self, name: str) -> str:
        """A domain in words; the id itself for a domain of somebody else's."""
        return self.entries.get(f"domain.{name}", harmless(name))


@cache
def words(lang: Lang) -> Words:
    text = files("harness.publish.site").joinpath("words", f"{lang}.json").read_text(encoding="utf-8")
    return Words(lang, json.loads(text))
