"""Charts: valid SVG on its own, named, no inline style or script, sources on every number, nothing overlapping."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from harness.publish.site.charts import axes, heat, history, lettering, pareto
from harness.publish.site.charts.axes import PHONE, Reference, Scale, log_ticks, nice_ticks, span_of
from harness.publish.site.charts.forest import Bar, forest
from harness.publish.site.charts.lettering import clipped, compact, decimals, spelt, width, wrapped
from harness.publish.site.charts.profile import profile

CSS = (Path(axes.__file__).parent / "charts.css").read_text(encoding="utf-8")
steady = settings(derandomize=True, deadline=None, database=None)
SVG = "{http://www.w3.org/2000/svg}"
POISON = (
    "<script>alert(1)</script>", "\x1b[31mred", "a\u202egpj.exe", "</title><b>", '"onload="x', "]]>", "&lt;", "名" * 90,
    "\ud800 alone", "\ufffe", "x" * 300, "",
)  # fmt: skip
BASE = "leaderboard.json#/entries/0"


def bars(name: str = "m") -> list[Bar]:
    return [
        Bar(name, 41.25, 38.04, 44.51, "1–2", f"{BASE}/dimensions/accuracy"),
        Bar("生产异常处置助手", 12.5, None, None),
        Bar("bound", None, None, 6.78, "at the floor in more than 20% of resamples: healthcare", f"{BASE}/x"),
        Bar("none", None, None, None, name),
    ]


def points(name: str = "m") -> list[pareto.Point]:
    return [
        pareto.Point(name, 4.7e5, 20, 15, 25, True, f"{BASE}/a", f"{BASE}/p", "470 k"),
        pareto.Point("b", 7e9, 60, 55, 65, True),
        pareto.Point("c", 7.1e9, 59, None, None, False),
        pareto.Point("free", 0.0, 10),
    ]


def cells(name: str = "m") -> str:
    rows = [
        heat.Line(name, [heat.Cell(41.25, f"{BASE}/tasks/steel~1t"), heat.Cell(None, "", name)]),
        heat.Line("b", [heat.Cell(-0.01), heat.Cell(100.0)]),
    ]
    return heat.heat([name, "碳当量"], rows, lang="zh", title="t", desc="d")


def lines(name: str = "m") -> str:
    releases = [
        history.Release("2026-09-01", "a"),
        history.Release("2026-10-01", "a"),
        history.Release(name, "b"),
    ]
    series = [
        history.Series(name, [history.Point(20, 15, 25, f"{BASE}/a"), history.Point(22), history.Point(30)]),
        history.Series("gap", [history.Point(20), None, history.Point(30)]),
    ]
    return history.history(releases, series, lang="en", title="t", desc="d")


CHARTS: dict[str, Callable[[str], str]] = {
    "forest": lambda name: forest(
        bars(name),
        lang="en",
        title=name or "t",
        desc=name,
        reference=Reference(name, 25.0, f"{BASE}/chance/value"),
    ),
    "pareto": lambda name: pareto.pareto(
        points(name), lang="zh", title="t", desc="d", x_label=name, y_label=name
    ),
    "heat": cells,
    "profile": lambda name: profile(Bar(name, 60, 55, 65), bars(name), lang="zh", title="t", desc="d"),
    "history": lines,
}


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg.encode("utf-8"))


@pytest.mark.parametrize("kind", CHARTS)
@pytest.mark.parametrize("name", ["m", *POISON])
def test_a_chart_is_svg_whatever_the_names(kind: str, name: str) -> None:
    root = parsed(CHARTS[kind](name))
    tags = {e.tag.removeprefix(SVG) for e in root.iter()}
    assert tags <= {"svg", "title", "desc", "text", "tspan", "line", "circle", "rect", "g", "path"}
    attributes = {a for e in root.iter() for a in e.attrib}
    assert not attributes & {"style", "href", "src"}
    assert not [a for a in attributes if a.startswith("on")]
    shown = "".join(root.itertext())
    assert not [c for c in shown if c != "\n" and lettering.harmless(c) != c]


@pytest.mark.parametrize("kind", CHARTS)
def test_a_chart_says_what_it_is(kind: str) -> None:
    root = parsed(CHARTS[kind]("m"))
    assert root.get("role") == "img" and root.get("lang") in ("zh-Hans", "en")
    ids = (root.get("aria-labelledby") or "").split()
    named = {e.get("id"): e.tag for e in root.iter() if e.get("id")}
    assert [named[i] for i in ids] == [f"{SVG}title", f"{SVG}desc"] and len(named) == 2


def test_words_of_the_page_are_escaped_once() -> None:
    title = Markup("Robustness of {}").format("<b>&")
    root = parsed(forest([], lang="en", title=title, desc="<b>&"))
    assert [e.text for e in root][:2] == ["Robustness of <b>&", "<b>&"]


def test_ids_differ_between_charts_of_a_page() -> None:
    found = [
        i for kind in CHARTS for name in ("m", "n") for i in re.findall(r' id="([^"]+)"', CHARTS[kind](name))
    ]
    assert len(found) == len(set(found)) == 4 * len(CHARTS)


@pytest.mark.parametrize("kind", CHARTS)
def test_every_class_has_its_rule(kind: str) -> None:
    used = {c for e in parsed(CHARTS[kind]("m")).iter() for c in (e.get("class") or "").split()}
    unruled = {c for c in used if f".{c}" not in CSS} - {f"ch-{kind}"}
    assert not unruled


def test_text_is_never_small() -> None:
    sizes = [float(s) for s in re.findall(r"font-size:\s*([\d.]+)px", CSS)]
    assert sizes and min(sizes) >= lettering.SMALL == 12
    for draw in CHARTS.values():
        root = parsed(draw("m"))
        own = f"0 0 {root.get('width')} {root.get('height')}"
        assert root.get("viewBox") in (None, own)  # nothing is scaled down on a screen
        assert not [e for e in root.iter() if e.get("font-size")]


def test_paper_gets_the_whole_heat_map_and_every_word_once() -> None:
    printed = CSS.split("@media print")[1].split("@media")[0]
    assert ".ch-heat { max-width: 100%; height: auto; }" in printed
    assert ".chart .ch-label, .chart .ch-small, .chart .ch-tag { stroke: none; }" in printed


def test_the_sheet_brings_nothing_from_elsewhere() -> None:
    assert "url(" not in CSS and "@import" not in CSS
    for wanted in ("@media print", "forced-colors: active", "prefers-color-scheme: dark"):
        assert wanted in CSS


# --- sources ---


def test_numbers_carry_their_source_and_are_spelt_as_on_the_page() -> None:
    root = parsed(CHARTS["forest"]("m"))
    found = {
        e.get("data-from"): ("".join(e.itertext()), e.get("data-as"))
        for e in root.iter()
        if e.get("data-from")
    }
    assert found == {
        f"{BASE}/dimensions/accuracy": ("41.2 [38.0, 44.5]", "percent"),
        f"{BASE}/x": ("< 6.8", "percent"),
        f"{BASE}/chance/value": ("25.0", "percent1"),
    }
    scatter = {e.get("data-from"): e.text for e in parsed(CHARTS["pareto"]("m")).iter() if e.get("data-from")}
    assert scatter == {f"{BASE}/a": "20.0 [15.0, 25.0]", f"{BASE}/p": "470 k"}
    assert f'data-from="{BASE}/tasks/steel~1t" data-as="percent1">41.2<' in cells()
    assert f'data-from="{BASE}/a"' not in lines().split("<g>")[0]


def test_a_missing_value_says_why() -> None:
    shown = " ".join(
        "".join(e.itertext()) for e in parsed(CHARTS["forest"]("timing was switched off")).iter(f"{SVG}text")
    )
    assert "timing was switched off" in shown
    assert "at the floor in more than 20% of resamples" in shown


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ((41.25, 38.04, 44.51), "41.2 [38.0, 44.5]"), ((-0.04, -12.34, 3.0), "0.0 [−12.3, 3.0]"),
        ((1.0, None, 2.0), "1.0 [?, 2.0]"), ((None, None, 6.78), "< 6.8"), ((None, None, None), ""),
    ],
)  # fmt: skip
def test_numbers_are_spelt(numbers: tuple[float | None, ...], text: str) -> None:
    assert spelt(*numbers) == text


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (0.02, "0.02", "0.02"),
        (30, "30", "30"),
        (5000, "5000", "5k"),
        (7.24e9, "72.4亿", "7.24G"),
        (1e11, "1000亿", "100G"),
    ],
)
def test_axis_numbers_are_short(value: float, zh: str, en: str) -> None:
    assert (compact(value, "zh"), compact(value, "en")) == (zh, en)


# --- places ---


@steady
@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
def test_ticks_are_round_few_and_hold_the_data(low: float, span: float) -> None:
    ticks = nice_ticks(low, low + span)
    steps = [b - a for a, b in pairwise(ticks)]
    slack = 1e-6 * (abs(low) + span)
    assert ticks[0] <= low + slack and ticks[-1] >= low + span - slack
    assert 2 <= len(ticks) <= 9 and max(steps) - min(steps) <= slack


@steady
@given(st.floats(1e-6, 1e12), st.floats(1.0, 1e9))
def test_log_ticks_hold_the_data(low: float, ratio: float) -> None:
    ticks = log_ticks(low, low * ratio)
    assert 2 <= len(ticks) <= 8 and ticks == sorted(set(ticks))
    assert ticks[0] <= low * 1.01 and ticks[-1] >= low * ratio * 0.99


def test_the_axis_of_scores_stays_possible_and_wide_enough() -> None:
    assert span_of([41.0, 42.0])[-1] - span_of([41.0, 42.0])[0] >= 10
    assert span_of([99.0, 100.0])[-1] == 100 and span_of([0.0, 1.0])[0] == 0
    assert span_of([-3.0, 20.0])[0] <= -3.0  # worse than chance stays on the paper
    assert span_of([]) == nice_ticks(0.0, 100.0)


def test_a_scale_keeps_order_and_ends() -> None:
    for log in (False, True):
        scale = Scale(1, 1000, 10, 90, log)
        assert (scale(1), scale(1000), scale(5000)) == (10, 90, 90)
        assert scale(2) < scale(20) < scale(200)


@steady
@given(st.text(max_size=80), st.floats(20, 400))
def test_cut_text_fits(text: str, room: float) -> None:
    assert width(clipped(text, room)) <= room or len(clipped(text, room)) <= 1
    assert len(wrapped(text, room, lines=2)) <= 2


def test_a_name_is_broken_where_names_are() -> None:
    assert wrapped("a-very-long-vendor/with-a-very-long-name", 150)[0].endswith(("-", "/"))
    assert wrapped("在两成以上的重抽样中处于底线", 100)[0] == "在两成以上的重抽"


def boxes(svg: str) -> list[tuple[float, float, float, float]]:
    """Left, top, width and height of the numbers in the scatter's field, at the width of a phone."""
    out = []
    for x, dx, y, name, body in re.findall(
        r'<svg x="([\d.]+)%" overflow="visible"><text x="(-?\d+)" y="([\d.]+)" class="ch-tag ([\w-]+)">(\d+)<',
        svg,
    ):
        wide = width(body, 12)
        left = (
            float(x) * PHONE / 100 + float(dx) - {"ch-start": 0.0, "ch-end": wide, "ch-mid": wide / 2}[name]
        )
        out.append((left, float(y) - 11, wide, 12.0))
    return out


@steady
@given(st.lists(st.tuples(st.floats(1e6, 1e11), st.floats(0, 100)), min_size=1, max_size=14))
def test_numbers_in_the_scatter_never_overlap(places: list[tuple[float, float]]) -> None:
    made = [pareto.Point(f"m{i}", x, y, None, None, i % 3 == 0) for i, (x, y) in enumerate(places)]
    svg = pareto.pareto(made, lang="en", title="t", desc="d", x_label="x", y_label="y")
    found = boxes(svg)
    assert found
    assert not [pair for pair in combinations(found, 2) if pareto.overlaps(*pair)]


def test_the_front_is_a_staircase_and_is_listed_first() -> None:
    svg = CHARTS["pareto"]("first")
    assert svg.count('class="ch-front"') == 3  # right, up, right to the edge
    listed = re.findall(r'class="ch-(?:label|name)">([^<]+)<', svg)
    assert listed == ["first", "b", "c"]  # without a size there is no place on a log axis
    many = [pareto.Point(f"m{i}", 1e9 + i, i, None, None, i == 3) for i in range(30)]
    svg = pareto.pareto(many, lang="en", title="t", desc="d", x_label="x", y_label="y")
    assert re.findall(r'class="ch-label">([^<]+)<', svg) == ["m3"] and "and 29 more, in the table" in svg


def test_rows_of_a_forest_do_not_touch() -> None:
    root = parsed(CHARTS["forest"]("a-very-long-name " * 5))
    by_column: dict[str, list[float]] = {}
    for e in root.iter(f"{SVG}text"):
        if e.get("x") in ("0", "100%"):
            by_column.setdefault(e.get("x") or "", []).append(float(e.get("y") or 0))
    for ys in by_column.values():
        assert all(b - a >= 14 for a, b in pairwise(sorted(ys)))
    assert max(y for ys in by_column.values() for y in ys) < float(root.get("height") or 0)


def test_lines_of_different_forms_are_never_joined() -> None:
    svg = lines()
    joined = [
        m
        for m in re.findall(r'class="ch-line ch-s0" x1="([\d.]+)%" y1="[\d.]+" x2="([\d.]+)%"', svg)
        if m[0] != m[1]
    ]
    assert len(joined) == 1 and "new form" in svg
    assert not [
        m
        for m in re.findall(r'class="ch-line ch-s1" x1="([\d.]+)%" y1="[\d.]+" x2="([\d.]+)%"', svg)
        if m[0] != m[1]
    ]


def test_wrong_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        heat.heat(["a", "b"], [heat.Line("m", [heat.Cell(1.0)])], lang="en", title="t", desc="d")
    with pytest.raises(ValueError, match="1 points for 0 releases"):
        history.history([], [history.Series("m", [None])], lang="en", title="t", desc="d")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_empty_charts_are_drawn(lang: str) -> None:
    for svg in (
        forest([], lang=lang, title="t", desc="d"),
        pareto.pareto([], lang=lang, title="t", desc="d", x_label="x", y_label="y"),
        heat.heat([], [], lang=lang, title="t", desc="d"),
        history.history([], [], lang=lang, title="t", desc="d"),
    ):
        assert parsed(svg).get("role") == "img"


def test_decimals_have_a_real_minus_and_no_negative_nothing() -> None:
    assert (decimals(-0.04), decimals(-3.16), decimals(2.0, 0)) == ("0.0", "−3.2", "2")
