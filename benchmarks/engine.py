"""`make bench`: our engine beside lm-evaluation-harness at its best batch size and a plain transformers loop.

Same strings, same process, turn by turn, medians; memory and tokens from a process for each. Every figure in
docs/bench/ is written by this file and none by hand.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.report import NOTES, parameters, print_entry, store
from benchmarks.trials import Trial, best_batch, rows_wanted
from benchmarks.workloads import Workload, build, mixing_stops, title

QUICK = {"W1": 100, "W2": 40, "W3": 48, "W3b": 48, "W4": 96}
#: A disturbed turn is taken again, at most so often.
AGAIN = 4


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("benchmarks.engine", description=__doc__)
    parser.add_argument("--models", default="10M,100M", help="of 10M, 100M, 0.5B, 7B")
    parser.add_argument("--workloads", default="W1,W2,W3,W3b,W4")
    parser.add_argument("--quick", action="store_true", help="fewer items and 3 turns; not for publishing")
    parser.add_argument("--reps", type=int, default=0, help="turns of each (default 5, quick 3)")
    parser.add_argument("--items", type=int, default=0, help="items for everyone (default: all)")
    parser.add_argument("--peer-items", type=int, default=0, help="items for the others alone, evenly taken")
    parser.add_argument("--plain-reps", type=int, default=1, help="turns of the plain loop (0: leave it out)")
    parser.add_argument(
        "--batch-sizes", default="1,8,16,64",
        help="tried for lm-evaluation-harness; an accelerator also tries larger ones while the largest wins",
    )  # fmt: skip
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--dtype", default="", help="default: float32 on a CPU, else bfloat16")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--patience", type=float, default=300.0, help="seconds to wait for a quiet machine")
    parser.add_argument("--force", action="store_true", help="measure on a busy machine, and say so")
    parser.add_argument("--work", type=Path, default=Path("results/cache/bench"))
    parser.add_argument("--out", type=Path, help="default: docs/bench/, quick results/bench/")
    args = parser.parse_args(argv)
    args.out = args.out or Path("results" if args.quick else "docs") / "bench" / "engine.json"
    args.dtype = args.dtype or ("float32" if args.device == "cpu" else "bfloat16")
    args.reps = args.reps or (3 if args.quick else 5)
    return args


def main(argv: Sequence[str] | None = None) -> int:
    args = arguments(argv)
    os.environ["HF_HUB_OFFLINE"] = "1"
    machine.pin(args.threads)
    from benchmarks.made_models import made

    print("\n".join(NOTES))
    for name in args.models.split(","):
        folder = made(name, args.work, args.dtype, args.device)
        bench = Bench(args, name, folder)
        for workload in args.workloads.split(","):
            entry = bench.entry(workload)
            print_entry(entry)
            store(args.out, entry)
    return 0


class Bench:
    """One model, opened once by each contender."""

    def __init__(self, args: argparse.Namespace, name: str, folder: Path) -> None:
        from benchmarks.contenders import open_ours, open_theirs

        self.args, self.name, self.folder = args, name, folder
        self.about = machine.description(args.device, args.threads)
        self.others: list[float] = []
        """Shares of a core that others used, of all that was measured for the entry on its way."""
        self.ours = open_ours(folder, args.dtype, args.device)
        self.hf = open_theirs(folder, args.dtype, args.device)

    def entry(self, name: str) -> dict[str, Any]:
        """Everything measured of one workload."""
        whole, part = self.workload(name)
        load = machine.quiet(self.args.patience, self.args.force)
        self.others = [load]
        rates = [self.matmul_rate()]
        trials, best = self.best_batch(whole)
        runs = self.turns(whole, part, best)
        rates.append(self.matmul_rate())
        costs = self.costs(whole, part, best)
        answers = {run: found.pop("answers") for run, found in runs.items()}
        mine = "ours on the same items" if "ours on the same items" in answers else "ours"
        return {
            "model": self.name, "workload": name, "title": title(name, len(whole.items)), "kind": whole.kind,
            "dtype": self.args.dtype, "machine": self.about, "quick": self.args.quick,
            "items": len(whole.items), "peer_items": len(part.items), "requests": len(whole.requests()),
            "load_before": load, "disturbed": max(self.others) > machine.QUIET,
            "others_share": max(self.others),
            "matmul_measured": rates, "matmul_flops": max(rates),
            "batch_trials": trials, "best_batch": best, "contenders": runs,
            "differences": self.apart(answers, mine, whole.kind),
            "costs": costs, "necessary": self.necessary(whole, part, costs),
        }  # fmt: skip

    def workload(self, name: str) -> tuple[Workload, Workload]:
        """What we run, and what the others run: the same, or an even part of it."""
        whole = build(name)
        if name == "W3b":
            whole = self.mixed(whole)
        whole = whole.part(self.args.items or (QUICK[name] if self.args.quick else 0))
        return whole, whole.part(self.args.peer_items)

    def mixed(self, workload: Workload) -> Workload:
        """With stop strings that cut this model's texts at places spread evenly."""
        stop = mixing_stops(self.ours.run(workload))
        items = tuple(((text, {**settings, "until": stop}),) for ((text, settings),) in workload.items)
        return replace(workload, items=items)

    def matmul_rate(self) -> float:
        return machine.matmul_rate(
            self.args.dtype, self.args.device, 2048 if self.args.device == "cpu" else 8192
        )

    def best_batch(self, workload: Workload) -> tuple[dict[str, Trial], int]:
        """Trials of lm-evaluation-harness's batch sizes, and the fastest."""
        from benchmarks.contenders import Theirs

        Theirs(self.hf, 1).run(workload.part(2))  # the first pass pays for what is made once
        sizes = [int(size) for size in self.args.batch_sizes.split(",")]
        wanted = rows_wanted(parameters(self.name), self.args.device, workload.kind)
        scores = workload.kind == "loglikelihood"
        return best_batch(
            workload, self.hf, sizes, wanted, self.args.device, self.turn,
            self.too_big if scores else lambda rows, longest: "",
        )  # fmt: skip

    def too_big(self, rows: int, longest: int) -> str:
        """Why this batch would not fit: all logits and their log-softmax are held at once."""
        if self.args.device != "cpu":
            return ""
        import psutil

        needed = 2 * rows * longest * self.hf.model.config.vocab_size * 4
        free = psutil.virtual_memory().available
        said = f"not run: {needed / 2**30:.0f} GiB of logits, {free / 2**30:.0f} free"
        return said if needed > 0.7 * free else ""

    def turns(self, whole: Workload, part: Workload, best: int) -> dict[str, Any]:
        """All contenders, turn by turn, the order turned round every time."""
        from benchmarks.contenders import Plain, Theirs

        field: list[tuple[str, Any, Workload, int]] = [
            ("ours", self.ours, whole, self.args.reps),
            (f"lm-eval bs{best}", Theirs(self.hf, best), part, self.args.reps),
        ]
        if part is not whole:
            field.append(("ours on the same items", self.ours, part, self.args.reps))
        if self.args.plain_reps:
            field.append(("plain", Plain(self.hf), part, self.args.plain_reps))
        self.ours.run(whole.part(2))
        found: dict[str, Any] = {
            name: {"items": len(w.items), "seconds": [], "others": []} for name, _, w, _ in field
        }
        for turn in range(self.args.reps):
            for name, runs, workload, reps in field if turn % 2 == 0 else field[::-1]:
                if turn < reps:
                    answers, spent = self.turn(runs, workload)
                    found[name]["seconds"].append(round(spent.seconds, 4))
                    found[name]["others"].append(round(spent.others, 3))
                    found[name]["answers"] = answers
        for one in found.values():
            one["median"] = statistics.median(one["seconds"])
            one["items_per_second"] = one["items"] / one["median"]
        return found

    def turn(self, runs: Any, workload: Workload) -> tuple[Any, machine.Spent]:
        """One timed pass; taken again when others disturbed it, and the least disturbed one kept."""
        tried = []
        for _ in range(AGAIN):
            tried.append(machine.timed(lambda: runs.run(workload), self.args.device))
            share = tried[-1][1].others
            if share <= machine.QUIET or self.args.force:
                break
            print(f"others used {share:.2f} of a core: once more", file=sys.stderr)
            machine.quiet(self.args.patience, self.args.force)
        answers, spent = min(tried, key=lambda one: one[1].others)
        self.others.append(spent.others)
        return answers, spent

    def apart(self, answers: dict[str, Any], mine: str, kind: str) -> dict[str, Any]:
        """Our numbers beside the others'."""
        from benchmarks.contenders import differences

        others = (name for name in answers if not name.startswith("ours"))
        return {name: differences(answers[mine], answers[name], kind) for name in others}

    def costs(self, whole: Workload, part: Workload, best: int) -> dict[str, Any]:
        """Tokens, phases and peak memory, each contender in a process of its own."""
        from benchmarks.report import in_child

        asked = {"ours": whole, f"lm-eval bs{best}": part, "lm-eval bs1": part}
        # Texts one by one say how long each has to be, which tells how many steps of others were of use.
        if self.args.plain_reps or part.kind == "generate_until":
            asked["plain"] = part
        return {name: in_child(name, self.folder, workload, self.args) for name, workload in asked.items()}

    def necessary(self, whole: Workload, part: Workload, costs: dict[str, Any]) -> dict[str, Any]:
        """Distinct-prefix tokens and FLOPs of our set and of the others'."""
        from benchmarks.counting import scoring, writing

        out = {}
        for name, workload in (("ours", whole), ("others", part)):
            if workload.kind == "loglikelihood":
                model = self.ours.model
                # Their own way from text to ids, ours and theirs alike.
                pairs = [model._encode_pair(*args) for args in workload.requests()]
                need = scoring([(tuple(head), tuple(tail)) for head, tail in pairs])
                sizes = [len(head) for head, _ in pairs], [len(tail) for _, tail in pairs]
                model.words.known.clear()
            else:
                prompts = [tuple(self.hf.tok_encode(text)) for text, _ in workload.requests()]
                new = costs["ours" if name == "ours" else "plain"]["new"]
                need = writing(prompts, new)
                sizes = [len(ids) for ids in prompts], new
            about = {"tokens_before": spread(sizes[0]), "tokens_after": spread(sizes[1])}
            out[name] = {**asdict(need), "flops": need.flops(self.hf.model.config), **about}
        return out


def spread(sizes: Sequence[int]) -> list[float]:
    """Smallest, mean, largest."""
    return [min(sizes), statistics.mean(sizes), max(sizes)]


if __name__ == "__main__":
    sys.exit(main())
