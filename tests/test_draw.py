"""Draws: balanced in blocks, moved by nothing but their own names, and the same on every machine."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from harness.draw import LEVELS, MAX_ATTEMPTS, Source, draw_item, rotated
from harness.errors import ItemError
from harness.form import Form
from harness.kit import Letter, Number, Task, Text, within
from harness.rng import Rng
from harness.types import Answer, Item
from tasks.steel.defects import Defects
from tasks.steel.mill_calc import MillCalc
from tasks.steel.weldability import Weldability

ROOT = Path(__file__).resolve().parents[1]
DEV = Source("dev", 1)


@dataclass(frozen=True, slots=True)
class Pair:
    a: int
    b: int
    case: str


class Sum(Letter[Pair]):
    """A choice family with three cases; some draws are refused."""

    name = "sum"
    cases = ("small", "middle", "large")
    zh = ("{a}加{b}是多少？", "求{a}与{b}的和。")
    en = ("What is {a} plus {b}?", "Add {a} and {b}.")

    def draw(self, rng: Rng, level: int, case: str) -> Pair | None:
        a, b = rng.between(1, 99), rng.between(1, 99)
        wanted = {"small": a + b < 67, "middle": 67 <= a + b < 133, "large": a + b >= 133}[case]
        return Pair(a, b, case) if wanted else None

    def solve(self, record: Pair) -> Answer:
        return record.a + record.b

    def check(self, record: Pair) -> Answer:
        return sum((record.a, record.b))

    def slips(self, record: Pair) -> Mapping[str, Answer]:
        gold = record.a + record.b
        return {"one more": gold + 1, "one less": gold - 1, "ten more": gold + 10, "the gold": gold}


class Never(Number[Pair]):
    """A family that never draws, and counts how often it was asked to."""

    name = "never"
    tolerance = within(0)
    zh = en = ("{a}", "{b}")

    def __init__(self) -> None:
        self.tries = 0

    def draw(self, rng: Rng, level: int, case: str) -> Pair | None:
        self.tries += 1
        return None

    def solve(self, record: Pair) -> Answer:
        return record.a

    check = solve


class TwoSlips(Sum):
    """Too few distinct wrong answers for four options."""

    name = "two_slips"

    def slips(self, record: Pair) -> Mapping[str, Answer]:
        gold = record.a + record.b
        return {"one more": gold + 1, "one more again": gold + 1, "the gold, as a decimal": Decimal(gold)}


class Adding(Task):
    domain, name, tier = "steel", "adding", "low"
    title = Text("加法", "Addition")
    sources = ("rule printed in the item",)
    families = (Sum(),)


def drawn(count: int, source: Source = DEV) -> list[Item]:
    return [draw_item(source, Adding(), Sum(), index) for index in range(count)]


def test_levels_cases_and_positions_are_balanced_in_every_block() -> None:
    items = drawn(120)
    for at in range(0, 120, 20):
        assert Counter(i.level for i in items[at : at + 20]) == {1: 6, 2: 9, 3: 5}
    for at in range(0, 120, 3):
        assert {i.case for i in items[at : at + 3]} == {"small", "middle", "large"}
    for at in range(0, 120, 4):
        assert sorted(i.position for i in items[at : at + 4]) == [0, 1, 2, 3]
    assert len(LEVELS) == 20


def test_blocks_are_permuted_and_not_all_alike() -> None:
    orders = {tuple(i.case for i in drawn(60)[at : at + 3]) for at in range(0, 60, 3)}
    assert len(orders) > 3


def test_case_level_and_position_are_dealt_independently() -> None:
    """No pair of strata may be tied: every (case, position) and (level, position) comes up."""
    items = drawn(240)
    assert len({(i.case, i.position) for i in items}) == 12
    assert len({(i.level, i.position) for i in items}) == 12


def test_a_record_is_of_the_case_it_was_dealt() -> None:
    assert all(i.record.case == i.case for i in drawn(60))
    assert all((i.gold < 67) == (i.case == "small") for i in drawn(60) if isinstance(i.gold, int))


def test_options_hold_the_gold_once_and_read_differently() -> None:
    for item in drawn(60):
        assert len(item.options) == 4
        assert len({str(o) for o in item.options}) == 4
        assert item.options.count(item.gold) == 1


def test_more_items_move_no_item() -> None:
    assert drawn(60)[:7] == drawn(7)


def test_another_task_moves_no_item() -> None:
    def items(*tasks: Task) -> list[Item]:
        form = Form("steel", "tiny", DEV, tuple((task, 3) for task in tasks))
        return [i for i in form.items if i.task == "steel/weldability"]

    assert items(Weldability()) == items(Defects(), Weldability(), MillCalc())


def test_seeds_and_splits_draw_different_items() -> None:
    sources = (
        DEV,
        Source("dev", 2),
        Source("train", 1),
        Source("test", 1, bytes(16)),
        Source("test", 1, b"x" * 16),
    )
    records = [tuple(i.record for i in drawn(8, source)) for source in sources]
    assert len(set(records)) == len(records)


def test_a_refused_draw_is_tried_again_a_bounded_number_of_times() -> None:
    family = Never()
    with pytest.raises(ItemError, match=f"no draw in {MAX_ATTEMPTS} attempts") as found:
        draw_item(DEV, Adding(), family, 4)
    assert family.tries == MAX_ATTEMPTS
    assert "steel/adding/never/4" in str(found.value)


def test_too_few_distinct_slips_are_an_error_and_not_a_short_item() -> None:
    with pytest.raises(ItemError, match="distinct wrong answers"):
        draw_item(DEV, Adding(), TwoSlips(), 0)


@pytest.mark.parametrize("secret", [b"", b"fifteen bytes.."])
def test_the_test_split_needs_its_secret(secret: bytes) -> None:
    with pytest.raises(ItemError, match="at least 16 bytes"):
        draw_item(Source("test", 1, secret), Adding(), Sum(), 0)


def test_a_deal_sees_every_value_once_a_block() -> None:
    values = tuple("abcdefg")
    for block in range(5):
        dealt = [rotated(DEV, "f", "case", 7 * block + place, values) for place in range(7)]
        assert sorted(dealt) == list(values)


FORM_ID = """
from harness.commands.assemble import runners_of, source_of, tasks_of
from harness.config.compose import composed
from harness.form import Form
from harness.run.plan import make_plan
cfg = composed(["suite=all", "size.items=1"])
print(make_plan(Form("all", "tiny", source_of(cfg), tasks_of(cfg, ())), runners_of(cfg)).form_id)
"""


def test_the_form_does_not_depend_on_the_hash_seed() -> None:
    def form_id(seed: str) -> Any:
        env = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", FORM_ID], env=env, cwd=ROOT, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    first = form_id("0")
    assert len(first) == 64
    assert first == form_id("1")
