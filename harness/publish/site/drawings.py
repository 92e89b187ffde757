"""From the board to the charts: which numbers are drawn, in which units, with which words. Drawing is `charts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from harness.publish.site.charts.axes import Reference
from harness.publish.site.charts.forest import Bar, forest
from harness.publish.site.charts.heat import Cell, Line, heat
from harness.publish.site.charts.pareto import Point, pareto
from harness.publish.site.charts.profile import profile
from harness.publish.site.figures import places, step
from harness.publish.site.sessions import LATENCY, HardwareClass
from harness.publish.site.views import Board, Model
from harness.publish.site.words import Words

#: More rows than this are for the table; a drawing is for looking.
MOST = 12
#: The clean score on the robustness scale, in the detail of a run.
CLEAN = "groups/clean"


def bar_of(label: str, e: Mapping[str, Any], pointer: str, scale: float, t: Words, note: str = "") -> Bar:
    """A row of a forest plot from an Estimate."""
    if e["value"] is None:
        return Bar(label, None, None, None, t.brief(e))
    low, high = (None if e[k] is None else e[k] * scale for k in ("low", "high"))
    return Bar(label, e["value"] * scale, low, high, note, pointer)


def shown(models: Sequence[Model]) -> list[Model]:
    """The first of the board, and every reference and baseline."""
    return [m for i, m in enumerate(models) if i < MOST or (m.kind != "model" and i < 3 * MOST)]


def accuracy_forest(board: Board, t: Words) -> Markup:
    """Accuracy of the first models of the board, with chance."""
    models = shown(board.models)
    rows = []
    for model in models:
        rank = model.entry["rank"].get("accuracy")
        note = t("chart.place", range=places(rank)) if rank else ""
        at = f"{model.base}/dimensions/accuracy"
        rows.append(bar_of(model.name, model.entry["dimensions"]["accuracy"], at, 100, t, str(note)))
    first = board.models[0]
    chance = first.entry["chance"]
    line = (
        Reference(str(t("col.chance")), 100 * chance["value"], f"{first.base}/chance/value")
        if chance
        else None
    )
    title, desc = t("chart.accuracy"), t("chart.forest_desc", n=len(rows))
    return Markup(forest(rows, lang=t.lang, title=title, desc=desc, reference=line))


def domain_forest(board: Board, domain: str, t: Words) -> Markup:
    """Accuracy in one domain, with its chance."""
    models = shown(board.by_domain(domain))
    at = f"/domains{step(domain)}"
    cells = [(m, m.entry["domains"][domain]) for m in models]
    rows = [bar_of(m.name, c["accuracy"], f"{m.base}{at}/accuracy", 100, t) for m, c in cells]
    first, cell = cells[0]
    line = Reference(str(t("col.chance")), 100 * cell["chance"]["value"], f"{first.base}{at}/chance/value")
    title = t("chart.domain", name=t.domain(domain))
    desc = t("chart.forest_desc", n=len(rows))
    return Markup(forest(rows, lang=t.lang, title=title, desc=desc, reference=line))


def domain_heat(board: Board, domain: str, t: Words) -> Markup:
    """Models by tasks of one domain, in per cent."""
    tasks, models = board.tasks_of(domain), shown(board.models)
    titles = [board.title(task, t.lang) for task in tasks]
    rows = [Line(m.name, [cell_of(m, task, t) for task in tasks]) for m in models]
    title = t("chart.heat", name=t.domain(domain))
    desc = t("chart.heat_desc", models=len(rows), tasks=len(tasks))
    return Markup(heat(titles, rows, lang=t.lang, title=title, desc=desc))


def cell_of(model: Model, task: str, t: Words) -> Cell:
    found = model.entry["tasks"].get(task)
    if found is None or found["accuracy"]["value"] is None:
        return Cell(None, reason=str(t("reason.not measured")))
    return Cell(100 * found["accuracy"]["value"], f"{model.base}/tasks{step(task)}/accuracy/value")


def robustness_profile(model: Model, groups: Sequence[str], t: Words) -> Markup:
    """The groups of one model beside its clean score, both chance-corrected; without a clean score, the groups."""
    found = [(g, model.robust[f"groups/{g}"]) for g in groups if f"groups/{g}" in model.robust]
    rows = [bar_of(group_name(g, t), e, detail_at(model, f"groups/{g}"), 100, t) for g, e in found]
    title, desc = str(t("chart.robustness", name=model.name)), str(t("chart.robustness_desc", n=len(rows)))
    if CLEAN not in model.robust:
        return Markup(forest(rows, lang=t.lang, title=title, desc=desc))
    clean = bar_of(str(t("group.clean")), model.robust[CLEAN], detail_at(model, CLEAN), 100, t)
    return Markup(profile(clean, rows, lang=t.lang, title=title, desc=desc))


def detail_at(model: Model, name: str) -> str:
    """Where a figure of the robustness detail stands."""
    return f"{model.run_file}#/robustness_detail{step(name)}"


def group_name(group: str, t: Words) -> str:
    return f"{group} {t(f'group.{group}')}" if t.has(f"group.{group}") else group


def cost_pareto(found: HardwareClass, t: Words) -> Markup:
    """Accuracy against p90 latency within one class of hardware."""
    points = [point for m in found.models if (point := point_of(m, found.front)) is not None]
    title, desc = t("chart.pareto"), t("chart.pareto_desc", n=len(points))
    return Markup(
        pareto(
            points, lang=t.lang, title=title, desc=desc,
            x_label=str(t("chart.latency")), y_label=str(t("chart.accuracy_axis")),
        )
    )  # fmt: skip


def point_of(model: Model, front: set[str]) -> Point | None:
    """One timed model; None where its latency is not known."""
    latency = model.run["efficiency"]["detail"].get(LATENCY, {}).get("value")
    e = model.entry["dimensions"]["accuracy"]
    if latency is None or e["value"] is None:
        return None
    low, high = (None if e[k] is None else 100 * e[k] for k in ("low", "high"))
    at = f"{model.base}/dimensions/accuracy"
    return Point(model.name, 1000 * latency, 100 * e["value"], low, high, model.id in front, at)
