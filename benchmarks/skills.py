"""Which skills a tiny model learns: right answers by answer kind and family, from runs that exist, into docs/bench/.

`harness eval`, then `harness eval model=journeyman references=[] --no-timing`, then `make bench-skills`. Clean sheets
at 0 shots in Chinese, the language both are taught in. A family counts as learnt when its right answers beat its chance
level by an exact one-sided binomial test at 0.05, Holm-adjusted over all families.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

from scipy.stats import binom

from harness.publish.board import runs_of
from harness.run.tables import read_rows
from harness.store.files import read_json
from harness.types import Row

MODELS = ("apprentice", "journeyman")
PAGE = Path(__file__).parents[1] / "docs" / "bench" / "skills.md"
KINDS = {"option_text": "recognise a word", "letter": "pick a letter (judge, choose a value)", "number": "compute",
         "labels": "name all that apply", "record": "fill a record"}  # fmt: skip

INTRO = """# Which skills a tiny model learns

Half a million parameters, a character vocabulary. `apprentice`: 800 steps on recognising words. `journeyman`: 4,000
steps on every answer kind. Right answers on clean Chinese sheets of the development split, with what guessing gets
(size {size}); a family counts as learnt when it beats its chance level (exact binomial, Holm over all families, 0.05).
"""


def clean(folder: Path) -> list[Row]:
    rows = read_rows(folder / "scores.parquet")
    return [r for r in rows if r.group == "clean" and r.lang == "zh" and not r.shots and r.value is not None]


def learnt(rows: list[Row]) -> list[str]:
    """Families above chance, Holm over all of them."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.family].append(row)
    p = {f: float(binom.sf(sum(r.value == 1 for r in v) - 1, len(v), v[0].chance)) for f, v in found.items()}
    out = []
    for step, name in enumerate(sorted(p, key=lambda f: p[f])):
        if p[name] > 0.05 / (len(p) - step):
            break
        out.append(name)
    return out


def page(by_model: dict[str, list[Row]], size: str) -> str:
    lines = [
        INTRO.format(size=size),
        "| answer kind | families | items | guessing | " + " | ".join(by_model) + " |",
        "|---|---|---|---|" + "---|" * len(by_model),
    ]
    for kind, words in KINDS.items():
        of = {name: [r for r in rows if r.kind == kind] for name, rows in by_model.items()}
        first = next(iter(of.values()))
        shares = [f"{100 * sum(r.value or 0 for r in rows) / len(rows):.1f} %" for rows in of.values()]
        chance = 100 * sum(r.chance for r in first) / len(first)
        lines.append(
            f"| {words} | {len({r.family for r in first})} | {len(first)} | {chance:.1f} % | {' | '.join(shares)} |"
        )
    for name, rows in by_model.items():
        names = ", ".join(f"`{f}`" for f in learnt(rows)) or "none"
        lines += ["", f"Learnt by {name}: {names}."]
    return "\n".join([*lines, "", "Made by `make bench-skills`."]) + "\n"


def main() -> None:
    results = Path(sys.argv[1] if len(sys.argv) > 1 else "results")
    form = read_json(results / "leaderboard.json", "leaderboard")["form"]
    runs = {run.name: run.folder for run in runs_of(results, form["form_id"])}
    missing = [name for name in MODELS if name not in runs]
    if missing:
        raise SystemExit(
            f"no run of {missing[0]} on the last board's form: see the head of {Path(__file__).name}"
        )
    PAGE.write_text(page({name: clean(runs[name]) for name in MODELS}, form["size"]), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
