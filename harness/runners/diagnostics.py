"""What stands beside the robustness score and never in it: drop rates, worst case, flips beyond the null.

A drop rate flatters the weak, a worst case measures noise and the number of tries, consistency rewards a
constant answer: they explain a score, so none of them is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from harness.stats import cells
from harness.stats.bootstrap import bias_corrected, column, members_of, replicates, resample
from harness.stats.cells import Cluster
from harness.stats.estimates import missing
from harness.stats.strata import curriculum
from harness.types import Estimate, Lang, Row

#: A ratio to clean skill is shown only where clean skill is surely above this.
SKILL = 0.1
PDR = (
    "this curriculum: 1 - u_g/u_clean, the group's families; rescaled family bootstrap, bias-corrected normal"
)
FLIPS = "share of items whose correctness changes"
Base = Mapping[tuple[str, Lang], Row]


def diagnostics(
    rows: Sequence[Row], groups: Mapping[str, list[Cluster]], level: float
) -> dict[str, Estimate]:
    """Every diagnostic as an Estimate, under `diagnostics/`."""
    clean = cells.clean(rows)
    base = {(row.item, row.lang): row for row in clean}
    null = [row for row in rows if row.group == "null"]
    out = {"worst_case": worst_case(rows, base, list(groups), level)}
    out["flips/null"] = flips(null, base, level)
    for group, members in groups.items():
        share = [row for row in rows if row.group == group]
        out[f"pdr/{group}"] = drop(clean, members, level)
        out[f"flips/{group}"] = flips(share, base, level)
        out[f"excess_flips/{group}"] = excess(share, null, base, level)
    return {f"diagnostics/{name}": estimate for name, estimate in out.items()}


def flip(row: Row, base: Base) -> Fraction | None:
    """1 if this row and its clean twin differ in being correct."""
    twin = base.get((row.item, row.lang))
    if row.verdict is None or twin is None or twin.verdict is None:
        return None
    return Fraction((row.verdict == "correct") != (twin.verdict == "correct"))


def flips(rows: Sequence[Row], base: Base, level: float) -> Estimate:
    return curriculum(cells.clusters(rows, lambda row: flip(row, base)), level, note=FLIPS)


def excess(rows: Sequence[Row], null: Sequence[Row], base: Base, level: float) -> Estimate:
    """Flips of a group minus flips of the null re-run, joined by item and language."""
    again = {(row.item, row.lang): flip(row, base) for row in null}
    if not again:
        return missing("the null re-run was not asked")

    def worth(row: Row) -> Fraction | None:
        flipped, noise = flip(row, base), again.get((row.item, row.lang))
        return None if flipped is None or noise is None else flipped - noise

    share = [row for row in rows if (row.item, row.lang) in again]
    note = f"{FLIPS} minus the same in the null re-run, choice kinds"
    return curriculum(cells.clusters(share, worth), level, (-1.0, 1.0), note=note)


def worst_case(rows: Sequence[Row], base: Base, groups: Sequence[str], level: float) -> Estimate:
    """Mean over items of the least a rendering was worth, clean or perturbed."""
    seen: dict[tuple[str, Lang], list[Row]] = {key: [row] for key, row in base.items()}
    for row in rows:
        if row.group in groups and (row.item, row.lang) in seen:
            seen[row.item, row.lang].append(row)

    def worth(row: Row) -> Fraction | None:
        values = [cells.value_of(r) for r in seen[row.item, row.lang]]
        known = [v for v in values if v is not None]
        return min(known) if len(known) == len(values) else None

    note = f"worst over clean and the groups that apply, at most {len(groups)}"
    return curriculum(cells.clusters(base.values(), worth), level, note=note)


def drop(clean: Sequence[Row], members: Sequence[Cluster], level: float) -> Estimate:
    """Share of clean skill lost under a group; not shown where there is hardly any skill to lose."""
    families, n = {c.family for c in members}, sum(c.n for c in members)
    usual = [cells.corrected(c) for c in cells.clusters(r for r in clean if r.family in families)]
    if (
        why := cells.lost(members)
        or cells.lost(usual)
        or ("" if len(usual) == len(members) else "no clean row")
    ):
        return missing(why, PDR, n, len(members))
    skill = curriculum(usual, level, None)
    if skill.low is None or skill.low <= SKILL:
        return missing(f"clean u is not surely above {SKILL}", PDR, n, len(members))
    columns = [column(members), column(usual)]
    draws = resample(members_of([members]))
    found = replicates(draws, columns, lambda u: 1 - u[..., 0] / u[..., 1])
    return bias_corrected(found, PDR, (n, len(members)), level=level)
