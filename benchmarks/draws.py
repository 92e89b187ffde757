"""Time per draw of every family, slowest first: `python -m benchmarks.draws [count]`. Nothing is checked here."""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median
from time import perf_counter

ROUNDS, SHOWN = 5, 10


def main() -> None:
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "items"))
    from every import DEV, FAMILIES, family_id

    from harness.draw import draw_item

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    times = {}
    for task, family in FAMILIES:
        rounds = []
        for _ in range(ROUNDS):
            start = perf_counter()
            for index in range(count):
                draw_item(DEV, task, family, index)
            rounds.append((perf_counter() - start) / count * 1000)
        times[family_id(task, family)] = median(rounds)
    print(f"{len(times)} families, {sum(times.values()):.1f} ms for one item of each (median of {ROUNDS})")
    for name, ms in sorted(times.items(), key=lambda pair: -pair[1])[:SHOWN]:
        print(f"{ms:7.3f} ms  {name}")


if __name__ == "__main__":
    main()
