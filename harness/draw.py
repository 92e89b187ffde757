"""From a family and an index to an item: level, case, record, gold and options, all by named streams.

Level, case and gold position depend on the index alone. Cases and positions rotate through blocks that a stream
permutes, levels through one even order that each family enters elsewhere; so any block of a family is balanced by
construction and adding an item moves no other.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from harness.errors import ItemError
from harness.kit import Choice, Task, Template
from harness.rng import Rng
from harness.types import LANGS, Answer, Item, Record, Split

#: 30 / 45 / 25 per cent over every 20 draws of a family, and as near as can be over fewer: of all orders, one
#: whose windows of 4 to 19 differ least from those shares.
LEVELS = (2, 3, 2, 1, 2, 3, 1, 2, 2, 1, 3, 2, 1, 2, 3, 2, 1, 2, 3, 1)
MAX_ATTEMPTS = 50


@dataclass(frozen=True, slots=True)
class Source:
    """Where draws come from: a split and its seed. `test` needs a secret; the other splits are public."""

    split: Split
    seed: int = 1
    secret: bytes = b""

    @property
    def master(self) -> bytes:
        return _master(self)

    def rng(self, *path: str | int) -> Rng:
        return Rng(self.master, *path)


@lru_cache(maxsize=16)
def _master(source: Source) -> bytes:
    if source.split == "test":
        if len(source.secret) < 16:
            raise ItemError("the test split needs a secret of at least 16 bytes", "Source.secret", "")
        return hashlib.sha256(b"heng/test/%d/" % source.seed + source.secret).digest()
    return hashlib.sha256(f"heng/{source.split}/{source.seed}".encode()).digest()


def rotated(source: Source, family: str, purpose: str, index: int, values: tuple[Any, ...]) -> Any:
    """`values` dealt in permuted blocks: every `len(values)` consecutive indices see each of them once."""
    block, place = divmod(index, len(values))
    return values[_permuted(source, family, purpose, block, len(values))[place]]


@lru_cache(maxsize=64)  # neighbouring indices ask for the same block
def _permuted(source: Source, family: str, purpose: str, block: int, size: int) -> tuple[int, ...]:
    return tuple(source.rng(family, purpose, block).shuffle(range(size)))


@lru_cache(maxsize=4096)
def _start(source: Source, family: str) -> int:
    """Where in the round of levels a family begins."""
    return source.rng(family, "level").below(len(LEVELS))


def draw_item(source: Source, task: Task, family: Template[Any], index: int) -> Item:
    """Item `index` of a family. ItemError when no record comes out in 50 attempts."""
    name = f"{task.id}/{family.name}"
    level = LEVELS[(index + _start(source, name)) % len(LEVELS)]
    case = rotated(source, name, "case", index, family.cases)
    for attempt in range(MAX_ATTEMPTS):
        record = family.draw(source.rng(name, index, "draw", attempt), level, case)
        if record is None:
            continue
        gold = family.solve(record)
        options: tuple[Answer, ...] = ()
        if isinstance(family, Choice):
            rest = distractors(source.rng(name, index, "options", attempt), family, record, gold)
            if rest is None:
                continue
            position = rotated(source, name, "position", index, tuple(range(family.options)))
            options = (*rest[:position], gold, *rest[position:])
        return Item(task.domain, task.id, name, index, level, case, record, gold, options)
    raise ItemError(
        f"no draw in {MAX_ATTEMPTS} attempts",
        f"{name}/{index} (level {level}, case {case})",
        "loosen `draw`, or give `slips` more distinct wrong answers",
    )


def distractors(rng: Rng, family: Choice[Any], record: Record, gold: Answer) -> list[Answer] | None:
    """`options - 1` slips that read differently from the gold and from each other in both languages."""
    seen = {family.word(gold, lang) for lang in LANGS}
    out: list[Answer] = []
    for slip in rng.shuffle(list(family.slips(record).values())):
        words = {family.word(slip, lang) for lang in LANGS}
        if not words & seen:
            seen |= words
            out.append(slip)
        if len(out) == family.options - 1:
            return out
    return None
