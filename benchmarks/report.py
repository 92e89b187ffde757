"""From measurements to what is printed, stored and drawn; and the child processes that count.

Every figure is computed here from what was measured. Nothing is rounded before it is stored as JSON.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.counting import steps_needed, wasted
from benchmarks.workloads import Workload

NOTES = (
    "What the others already do: lm-evaluation-harness sorts requests by length, so padding costs it little,",
    "and computes requests that differ in their last token only once: four letters are one forward, not four.",
    "What it repeats are prefixes that longer or different requests share, and logits of all positions. Its",
    "vllm and sglang backends may cache prefixes; they are not measured here. The plain loop is what a script",
    "by hand does, one request at a time.",
)


def in_child(name: str, folder: Path, workload: Workload, args: argparse.Namespace) -> dict[str, Any]:
    """What `benchmarks.child` says of one contender."""
    with tempfile.TemporaryDirectory() as held:
        file = Path(held) / "workload.json"
        workload.save(file)
        told = [name, str(folder), str(file), args.dtype, args.device, str(args.threads)]
        command = [sys.executable, "-m", "benchmarks.child", *told]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def figures(entry: dict[str, Any]) -> dict[str, Any]:
    """Ratios, economy and rates of one entry.

    Our speed grows with the set, as more is shared; theirs does not, so theirs on an even part stands for
    the whole set.
    """
    runs, costs, need = entry["contenders"], entry["costs"], entry["necessary"]
    theirs = f"lm-eval bs{entry['best_batch']}"
    ours, peer = runs["ours"], runs[theirs]
    same = runs.get("ours on the same items", ours)
    out = {
        "ratio_to_lm_eval": same["items_per_second"] / peer["items_per_second"],
        "ratio_on_the_whole_set": ours["items_per_second"] / peer["items_per_second"],
        "turns_ratio_to_lm_eval": between(same, peer),
        "turns_ratio_on_the_whole_set": between(ours, peer),
        "memory_to_lm_eval_bs1": costs["ours"]["peak_memory"] / costs["lm-eval bs1"]["peak_memory"],
        **wastes(costs),
    }
    if "plain" in runs:
        out["ratio_to_plain"] = same["items_per_second"] / runs["plain"]["items_per_second"]
    for name, of, run, prefix in (("ours", "ours", ours, ""), ("others", theirs, peer, "lm_eval_")):
        out[f"{prefix}pushed_per_distinct"] = costs[of]["pushed"] / need[name]["distinct"]
        rate = need[name]["flops"] / run["median"]
        out[f"{prefix}fraction_of_matmul_rate"] = rate / entry["matmul_flops"]
    out["warnings"] = warnings(entry, out)
    return out


def between(ours: dict[str, Any], theirs: dict[str, Any]) -> list[float]:
    """The smallest and the largest ratio of speeds in one turn, which the ratio of the medians lies between.

    They hold the true median ratio with probability 1 - 2^(1 - turns): 94 % with five turns, none with one (sign
    test; Conover, Practical Nonparametric Statistics, 3.2).
    """
    turns = zip(ours["seconds"], theirs["seconds"], strict=False)
    ratios = [ours["items"] / mine * other / theirs["items"] for mine, other in turns]
    return [min(ratios), max(ratios)]


def wastes(costs: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Shares of what each contender computed for nobody: of all tokens, and of the slots of its steps."""
    new = {name: costs["ours" if name == "ours" else "plain"].get("new", []) if one["stepped"] else []
           for name, one in costs.items()}  # fmt: skip
    slots = {
        name: 1 - steps_needed(one, new[name]) / one["stepped"]
        for name, one in costs.items()
        if one["stepped"]
    }
    waste = {name: wasted(one, new[name]) / one["pushed"] for name, one in costs.items()}
    return {"waste": waste, **({"wasted_slots": slots} if slots else {})}


def warnings(entry: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """What a reader must know before believing the figures."""
    out = []
    if entry["disturbed"]:
        out.append(f"DISTURBED: other processes used up to {entry['others_share']:.2f} of a core")
    for name in ("fraction_of_matmul_rate", "lm_eval_fraction_of_matmul_rate"):
        if found[name] > 1:
            out.append(f"IMPOSSIBLE: {name} is {found[name]:.2f}; the matmul rate was measured too low")
    return out


def part_of(entry: dict[str, Any]) -> str:
    """On how much of the set the others ran, where it was not all of it."""
    if entry["peer_items"] == entry["items"]:
        return ""
    return f"lm-eval on {entry['peer_items']:,} of {entry['items']:,} items"


def print_entry(entry: dict[str, Any]) -> None:
    """One workload of one model, in a dozen lines."""
    found, gib = figures(entry), 2**30
    head = f"{entry['model']} · {entry['workload']} · {entry['title']}"
    print(f"\n{head} · {entry['dtype']}, {entry['machine']['threads']} threads")
    if part := part_of(entry):
        print(f"  {part}, evenly taken: `ratio to lm eval` is of these items for both,")
        print("  `ratio on the whole set` takes their speed on the part for their speed on all")
    for name, run in entry["contenders"].items():
        times = ", ".join(f"{s:.2f}" for s in run["seconds"])
        print(f"  {name:24} {run['items_per_second']:9.2f} items/s   {run['items']} items in {times} s")
    for size, trial in entry["batch_trials"].items():
        print(f"  lm-eval, trial of batch size {size:>3}: {trial_text(trial)}")
    for name, one in entry["costs"].items():
        phases = ", ".join(f"{phase} {s:.2f}" for phase, s in one["phases"].items())
        waste = found["waste"][name]
        print(
            f"  {name:24} {one['pushed']:>10,} tokens pushed, {waste:6.2%} for nobody, "
            f"peak {one['peak_memory'] / gib:.2f} GiB; seconds: {phases}"
        )
    for name, need in entry["necessary"].items():
        said = f"{need['distinct']:>10,} tokens of {need['asked']:,}, {need['flops'] / 1e9:,.0f} GFLOP"
        print(
            f"  necessary for {name:10} {said}; a request: {need['tokens_before']} + {need['tokens_after']}"
        )
    for name, value in found.items():
        if isinstance(value, float):
            print(f"  {name.replace('_', ' ')}: {value:.3f}")
    for name, share in found.get("wasted_slots", {}).items():
        print(f"  decoding slots computed for nobody by {name}: {share:.2%}")
    for name, apart in entry["differences"].items():
        print(f"  our answers beside {name}: {apart}")
    print(f"  engine: {'; '.join(entry['costs']['ours']['path'])}", flush=True)
    for warning in found["warnings"]:
        print(f"  !!! {warning}", flush=True)


def trial_text(trial: dict[str, Any] | str) -> str:
    """A trial of a batch size in a line."""
    if isinstance(trial, str):
        return trial
    return (
        f"{trial['rows']} rows, {trial['microseconds_per_token']:.0f} us a token, {trial['padding']:.1%} padding "
        f"({trial['padding_of_the_whole']:.1%} over the whole set)"
    )


def store(path: Path, entry: dict[str, Any]) -> None:
    """Put the entry into the JSON file, in place of an older one of its kind; draw and tabulate anew."""
    from benchmarks.chart import draw
    from benchmarks.table import markdown

    entry = {**entry, "figures": figures(entry)}
    held = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"entries": []}
    kept = [one for one in held["entries"] if not replaced(one, entry)]
    entries = sorted([*kept, entry], key=kind)
    path.parent.mkdir(parents=True, exist_ok=True)
    body = {"notes": " ".join(NOTES), "entries": entries}
    path.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    path.with_suffix(".svg").write_text(draw(entries), encoding="utf-8")
    path.with_suffix(".md").write_text(markdown(body), encoding="utf-8")


def replaced(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether the new entry takes the old one's place: one that was disturbed never takes a good one's."""
    return kind(old) == kind(new) and (old["disturbed"] or not new["disturbed"])


def kind(entry: dict[str, Any]) -> tuple[str, ...]:
    """What an entry is of: a newer one replaces it. One of fewer items or other threads is another kind."""
    about = entry["machine"]
    return (
        about["device"],
        about["name"],
        entry["dtype"],
        f"{parameters(entry['model']):020.0f}",
        f"{about['threads']:04d}",
        entry["workload"],
        f"{entry['items']:08d}",
        f"{entry['peer_items']:08d}",
    )


def parameters(name: str) -> float:
    """`100M` as a number."""
    return float(name[:-1]) * {"M": 1e6, "B": 1e9}[name[-1]]
