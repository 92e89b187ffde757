"""Templates: Jinja2 with escaping always on and no undefined name tolerated."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from harness.publish.site import figures
from harness.publish.table import harmless

HEADING = re.compile(r'<h2 id="([a-z-]+)">(.*?)</h2>')


@cache
def environment() -> Environment:
    env = Environment(
        loader=PackageLoader("harness.publish.site", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.globals.update(n=figures.number, est=figures.estimate, bar=figures.bar, step=figures.step)
    env.filters["harmless"] = safe
    env.filters["block"] = block
    env.filters["headings"] = headings
    env.filters["prefixed"] = lambda text, prefix: f"{prefix}{text}"
    return env


def safe(text: object, limit: int = 400) -> str:
    """Text of a checkpoint or a model, on one line and without control or bidi characters."""
    return harmless(str(text), limit)


def block(text: object, limit: int = 4000) -> str:
    """Several lines of somebody's text, each without control or bidi characters."""
    lines = str(text)[:limit].split("\n")
    return "\n".join(harmless(line, limit) for line in lines) + ("…" if len(str(text)) > limit else "")


def headings(prose: str) -> list[tuple[str, Markup]]:
    """Anchor and words of every second-level heading, for the list beside a text."""
    return [(anchor, Markup(words)) for anchor, words in HEADING.findall(str(prose))]


def render(template: str, context: dict[str, Any]) -> str:
    return environment().get_template(template).render(context)
