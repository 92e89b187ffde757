"""The bench as Markdown tables, one for each model and machine, from the JSON and nothing else.

`python -m benchmarks.table [file]`. Nothing is measured here, and no figure is typed.
"""

from __future__ import annotations

import json
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks.chart import heading
from benchmarks.report import part_of

HEAD = (
    "workload", "Heng, items/s", "lm-eval, items/s", "ratio, same items", "ratio, whole set",
    "tokens pushed / distinct", "waste", "wasted slots", "peak memory / lm-eval bs1", "of matmul rate",
    "answers beside lm-eval's",
)  # fmt: skip
LEGEND = """\
Pairs are Heng / lm-eval at its best batch size. **Ratio, same items**: both ran the same items. **Ratio, whole
set**: Heng on all items over lm-eval's speed on what it ran; where that was an even part, its speed on the part
stands for all, while Heng's grows with the set (rows of a part are less alike in length, so large batches pad
more there: the JSON holds lm-eval's padding on both). In brackets the smallest and largest ratio of one turn: of
five turns they hold the true median with 94 % (sign test). Turns say how steady the machine was; another machine
has other ratios. **Tokens pushed / distinct**: what entered the model, over the
tokens of distinct prefixes. **Waste**: share of all tokens that were computed for nobody, padding and rows
that had ended. **Wasted slots**: the same of decoding steps alone. **Of matmul rate**: necessary FLOPs a second
over those of large matrix products on the same machine.
"""


def markdown(body: dict[str, Any]) -> str:
    """The whole page."""
    parts = ["# The engine beside lm-evaluation-harness\n", body["notes"] + "\n", LEGEND]
    for head, group in groupby(body["entries"], key=about):
        entries = list(group)
        parts.append(f"## {head}\n")
        parts.append("\n".join([line(HEAD), line(["---"] * len(HEAD)), *(line(row(one)) for one in entries)]))
        parts.append("\n" + "\n".join(remark(one) for one in entries) + "\n")
    return "\n".join(parts)


def line(cells: Any) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def about(entry: dict[str, Any]) -> str:
    """Model, device, threads, date and versions."""
    held = entry["machine"]
    names = ("heng", "lm_eval", "torch", "transformers", "python")
    versions = ", ".join(f"{name} {held[name]}" for name in names)
    commit = f" ({held['commit']})" if held["commit"] else ""
    return f"{heading(entry)} · {versions}{commit}"


def row(entry: dict[str, Any]) -> list[str]:
    """The cells of one workload."""
    found, runs, theirs = entry["figures"], entry["contenders"], f"lm-eval bs{entry['best_batch']}"
    slots = found.get("wasted_slots")
    rates = [found["fraction_of_matmul_rate"], found["lm_eval_fraction_of_matmul_rate"]]
    return [
        entry["workload"] + (" ⚠" if found["warnings"] else ""),
        f"{runs['ours']['items_per_second']:.3g}",
        f"{runs[theirs]['items_per_second']:.3g} (bs {entry['best_batch']})",
        ranged(found, "ratio_to_lm_eval"),
        ranged(found, "ratio_on_the_whole_set"),
        f"{found['pushed_per_distinct']:.3f} / {found['lm_eval_pushed_per_distinct']:.3f}",
        both(found["waste"], theirs),
        both(slots, theirs) if slots else "–",
        f"{found['memory_to_lm_eval_bs1']:.2f}",
        " / ".join(f"{rate:.1%}" + (" ⚠" if rate > 1 else "") for rate in rates),
        differing(entry["differences"][theirs]),
    ]


def ranged(found: dict[str, Any], name: str) -> str:
    """A ratio of medians and, in brackets, the range of its turns; one turn has none."""
    low, high = found[f"turns_{name}"]
    return f"{found[name]:.2f} [{low:.2f}, {high:.2f}]" if low < high else f"{found[name]:.2f}"


def both(shares: dict[str, float], theirs: str) -> str:
    return f"{shares['ours']:.1%} / {shares[theirs]:.1%}"


def differing(apart: dict[str, Any]) -> str:
    """How far the answers are apart, in words."""
    if "identical_texts" in apart:
        return f"{apart['identical_texts']} of {apart['compared']} texts identical"
    flips = f", {apart['greedy_flips']} greedy flags differ" if apart["greedy_flips"] else ""
    return f"largest abs(Δ log-lik) {apart['max_abs_loglik']:.1e}{flips}"


def remark(entry: dict[str, Any]) -> str:
    """What the workload is, and what must be known of the figures."""
    turns = len(entry["contenders"]["ours"]["seconds"])
    said = [f"{entry['title']}; median of {turns}" if turns > 1 else f"{entry['title']}; one turn"]
    said += [part] if (part := part_of(entry)) else []
    said += [f"**⚠ {warning}**" for warning in entry["figures"]["warnings"]]
    return f"- {entry['workload']}: " + ". ".join(said) + "."


if __name__ == "__main__":
    source = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/bench/engine.json")
    page = markdown(json.loads(source.read_text("utf-8")))
    source.with_suffix(".md").write_text(page, encoding="utf-8")
