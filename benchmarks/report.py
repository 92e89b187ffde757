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
    """Ratios, economy and rates of one entry."""
    runs, costs, need = entry["contenders"], entry["costs"], entry["necessary"]
    theirs = f"lm-eval bs{entry['best_batch']}"
    ours, peer = runs["ours"], runs[theirs]
    same = runs.get("ours on the same items", ours)
    out = {
        "ratio_to_lm_eval": ours["items_per_second"] / peer["items_per_second"],
        "ratio_on_the_same_items": same["items_per_second"] / peer["items_per_second"],
        "memory_to_lm_eval_bs1": costs["ours"]["peak_memory"] / costs["lm-eval bs1"]["peak_memory"],
        "waste": {name: one["padding"] / one["pushed"] for name, one in costs.items()},
    }
    if "plain" in runs:
        out["ratio_to_plain"] = ours["items_per_second"] / runs["plain"]["items_per_second"]
    if "ours" in need:
        out["pushed_per_distinct"] = costs["ours"]["pushed"] / need["ours"]["distinct"]
        out["fraction_of_matmul_rate"] = need["ours"]["flops"] / ours["median"] / entry["matmul_flops"]
    if "others" in need:
        rate = need["others"]["flops"] / peer["median"] / entry["matmul_flops"]
        out["lm_eval_pushed_per_distinct"] = costs[theirs]["pushed"] / need["others"]["distinct"]
        out["lm_eval_fraction_of_matmul_rate"] = rate
    return out


def print_entry(entry: dict[str, Any]) -> None:
    """One workload of one model, in a dozen lines."""
    found, gib = figures(entry), 2**30
    head = f"{entry['model']} · {entry['workload']} · {entry['title']}"
    print(f"\n{head} · {entry['dtype']}, {entry['machine']['threads']} threads")
    for name, run in entry["contenders"].items():
        times = ", ".join(f"{s:.2f}" for s in run["seconds"])
        print(f"  {name:24} {run['items_per_second']:9.2f} items/s   {run['items']} items in {times} s")
    print(f"  lm-evaluation-harness's batch sizes: {entry['batch_trials']}")
    for name, one in entry["costs"].items():
        phases = ", ".join(f"{phase} {s:.2f}" for phase, s in one["phases"].items())
        waste = found["waste"][name]
        print(
            f"  {name:24} {one['pushed']:>10,} tokens pushed, {waste:6.2%} padding, "
            f"peak {one['peak_memory'] / gib:.2f} GiB; seconds: {phases}"
        )
    for name, need in entry["necessary"].items():
        said = f"{need['distinct']:>10,} tokens of {need['asked']:,}, {need['flops'] / 1e9:,.0f} GFLOP"
        print(
            f"  necessary for {name:10} {said}; a request: {need['tokens_before']} + {need['tokens_after']}"
        )
    for name, value in found.items():
        if name != "waste":
            print(f"  {name.replace('_', ' ')}: {value:.3f}")
    for name, apart in entry["differences"].items():
        print(f"  our answers beside {name}: {apart}")
    print(f"  engine: {'; '.join(entry['costs']['ours']['path'])}", flush=True)


def store(path: Path, entry: dict[str, Any]) -> None:
    """Put the entry into the JSON file, in place of an older one of its kind, and draw the chart anew."""
    from benchmarks.chart import draw

    entry = {**entry, "figures": figures(entry)}
    held = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"entries": []}
    kept = [one for one in held["entries"] if kind(one) != kind(entry)]
    entries = sorted([*kept, entry], key=kind)
    path.parent.mkdir(parents=True, exist_ok=True)
    body = {"notes": " ".join(NOTES), "entries": entries}
    path.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    path.with_suffix(".svg").write_text(draw(entries), encoding="utf-8")


def kind(entry: dict[str, Any]) -> tuple[str, ...]:
    """What an entry is of: a newer one replaces it."""
    about = entry["machine"]
    return (
        about["device"],
        about["name"],
        entry["dtype"],
        f"{parameters(entry['model']):020.0f}",
        entry["workload"],
    )


def parameters(name: str) -> float:
    """`100M` as a number."""
    return float(name[:-1]) * {"M": 1e6, "B": 1e9}[name[-1]]
