"""Which pages there are: path, template and what each is given. One list for both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.publish.site.choosing import rows, unjudged
from harness.publish.site.gates import TIERS
from harness.publish.site.pairing import comparison, neighbours
from harness.publish.site.past import scores_chart
from harness.publish.site.sessions import AXES, classes, untimed
from harness.publish.site.views import Board

#: Items on one page.
SHEET = 200
#: Pages that stand once in each language, in the order of the navigation.
SINGLE = (
    "index", "use", "compare", "domains", "efficiency", "robustness", "methodology", "limits", "data", "history",
    "accessibility",
)  # fmt: skip
#: Of these, the long texts: one template, and a file of words in each language.
PROSE = ("methodology", "limits", "accessibility")


@dataclass(frozen=True)
class Page:
    """A page of one language: its path below the language's folder, its template, and its own context."""

    path: str
    template: str
    section: str
    """Which entry of the navigation it belongs to."""
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """From the page to the site's root: one step for the language, one for each folder."""
        return "../" * (1 + self.path.count("/"))


def pages(board: Board) -> Iterator[Page]:
    """Every page of one language."""
    near = [(a, b, comparison(board, a, b)) for a, b in neighbours(board)]
    columns = [line.column for line in near[0][2]] if near else []
    more: Mapping[str, Mapping[str, Any]] = {
        "compare": {"near": near, "columns": columns},
        "history": {"scores_chart": scores_chart},
        "use": {
            "gates": board.inputs.gates,
            "tiers": TIERS,
            "choices": [(domain, rows(board, board.inputs.gates, domain)) for domain in board.domains],
            "unjudged": unjudged(board, board.inputs.gates),
        },
        "efficiency": {"classes": classes(board), "untimed": untimed(board), "axes": AXES},
    }
    for name in SINGLE:
        template, context = ("prose", {"text": name}) if name in PROSE else (name, more.get(name, {}))
        yield Page(f"{name}.html", f"{template}.html", name, context)
    for model in board.models:
        yield Page(f"models/{model.slug}.html", "model.html", "index", {"model": model})
    for domain in board.domains:
        yield Page(f"domains/{board.file_of(domain)}.html", "domain.html", "domains", {"domain": domain})
    for first, second, lines in near:
        context = {"first": first, "second": second, "lines": lines}
        yield Page(f"compare/{first.slug}--{second.slug}.html", "pair.html", "compare", context)
    yield from item_pages(board)
    for task in board.tasks:
        yield Page(f"tasks/{board.file_of(task)}.html", "task.html", "domains", {"task": task})


def item_pages(board: Board) -> Iterator[Page]:
    """Public items, where they were asked for, so many a page."""
    for task, found in board.inputs.items.items():
        sheets = -(-len(found) // SHEET)
        for k in range(sheets):
            name = f"items/{board.file_of(task)}-{k + 1}"
            context = {
                "task": task, "items": found[k * SHEET : (k + 1) * SHEET], "sheet": k, "sheets": sheets,
                "file": f"{name}.json",
            }  # fmt: skip
            yield Page(f"{name}.html", "items.html", "domains", context)
