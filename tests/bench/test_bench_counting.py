"""What the bench calls necessary, and waste, against counting by hand; and the workloads' shapes."""

from __future__ import annotations

from types import SimpleNamespace

import torch

from benchmarks.counting import Doors, scoring, wasted, writing
from benchmarks.workloads import WORDY, build, mixing_stops, title, unevenness

PAIRS = [((1, 2, 3), (4,)), ((1, 2, 3), (5,)), ((1, 2), (3, 9, 7)), ((8,), (1, 2)), ((1, 2, 3), (4,))]
CONFIG = SimpleNamespace(
    hidden_size=8, intermediate_size=16, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=1,
    vocab_size=32, head_dim=None,
)  # fmt: skip


def prefixes(rows: list[tuple[int, ...]]) -> set[tuple[int, ...]]:
    return {row[:k] for row in rows for k in range(1, len(row) + 1)}


def test_necessary_tokens_are_the_distinct_prefixes() -> None:
    need = scoring(PAIRS)
    found = prefixes([(*head, *tail)[:-1] for head, tail in PAIRS])
    assert need.distinct == len(found)
    assert need.attended == sum(map(len, found))
    assert need.asked == 3 + 4 + 2  # each distinct row once
    assert need.rows == len({(1, 2, 3), (1, 2), (1, 2, 3, 9), (8,), (8, 1)})


def test_necessary_flops_follow_the_shape() -> None:
    need = scoring([((1,), (2,))])
    weights = 2 * (8 * 8 * 2 + 8 * 4 * 2 + 3 * 8 * 16)
    assert need.flops(CONFIG) == 2 * weights + 2 * 4 * 8 + 2 * 8 * 32


def test_texts_need_their_prompts_once_and_each_new_token_but_the_last() -> None:
    need = writing([(1, 2, 3), (1, 2, 4)], [3, 1])
    assert need.distinct == 4 + 2
    assert need.rows == 4


def test_workloads_have_the_shape_they_claim() -> None:
    letters, twins, words, texts = (build(name) for name in ("W1", "W4", "W2", "W3"))
    assert (len(letters.items), len(letters.requests())) == (400, 1600)
    assert (len(twins.items), len(words.items), len(texts.items)) == (2400, 200, 100)
    assert len({context for context, _ in twins.requests()}) == 2400
    shot, asked = words.items[0][0][0].split("\n\n")[0], words.items[0][0]
    assert f"{shot.splitlines()[-1].removeprefix('Answer: ')}" in shot.splitlines()[:-1]
    assert asked[1].strip() in asked[0]
    assert len({item[0][0][:40] for item in words.items}) >= len(WORDY) / 2


def test_a_part_is_taken_evenly() -> None:
    whole = build("W1")
    part = whole.part(8)
    assert part.items == whole.items[::50]
    assert whole.part(0) is whole.part(400) is whole


def test_titles_say_the_real_counts() -> None:
    assert "400 items of 4 subjects" in title("W1", 400)
    assert "3 items of 3 subjects" in title("W1", 3)
    assert "2,400" in title("W4", 2400)
    assert "48 mixed prompts" in title("W3b", 48)


def test_stop_strings_spread_the_lengths() -> None:
    texts = ["abcdefghij" * 2, "jihgfedcba" * 2, "kkkkkkkkkkkkkkkkkkkz", "q" * 20]
    stops = mixing_stops(texts)
    cuts = sorted(min([t.find(s) for s in stops if s in t] or [len(t)]) / len(t) for t in texts)
    assert 1 <= len(stops) <= 3
    assert unevenness(cuts) < unevenness([1.0] * 4) / 2
    assert unevenness([0.125, 0.375, 0.625, 0.875]) == 0


def test_what_is_computed_for_nobody_is_padding_and_ended_rows() -> None:
    # Two texts of 4 and 2 tokens in one batch: 3 steps of 2 rows, of which 3 + 1 are waited for.
    batch = {"pushed": 16, "padding": 1, "stepped": 6, "prompt_ends_in_step": False}
    assert wasted(batch, [4, 2]) == 1 + 2
    # The same texts, each in a slot of its own, the prompt's last token fed by the first step.
    slots = {"pushed": 14, "padding": 0, "stepped": 6, "prompt_ends_in_step": True}
    assert wasted(slots, [4, 2]) == 0
    assert wasted({"pushed": 9, "padding": 2, "stepped": 0, "prompt_ends_in_step": False}, []) == 2


class Steps:
    """An engine that packs the rows of a step into one."""

    def __init__(self, doors: Doors) -> None:
        self.doors = doors

    def read(self, *ids: int) -> None:
        self.doors._ids(None, (torch.tensor([ids]),))

    def step(self, *ids: int) -> None:
        self.read(*ids)


def test_doors_tell_steps_from_reading() -> None:
    doors = Doors()
    for ids in ([[0, 5, 6], [7, 8, 9]], [[1], [0]]):
        doors._ids(None, (torch.tensor(ids),))
    assert (doors.pushed, doors.padding, doors.stepped) == (8, 1, 2)
    packed = Doors()
    packed.watch_steps(Steps)
    steps = Steps(packed)
    steps.read(4)
    steps.step(5, 6, 7)
    assert (packed.pushed, packed.padding, packed.stepped) == (4, 0, 3)
