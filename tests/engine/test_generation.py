"""Greedy texts of many architectures by whatever path the probe finds, against one row alone without a cache."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from zoo import APART, VOCABULARY, ZOO, tiny

from harness.engine.forward import Forward
from harness.engine.generate import generate, in_flight
from harness.engine.padded import generate_padded
from harness.engine.probe import Path, probe
from harness.engine.row import Generated, Prompt, Row
from harness.engine.shared import Record
from harness.engine.slots import Slots
from harness.engine.stop import cut
from harness.engine.wide import Wide, arranged, generate_wide

NONE: frozenset[int] = frozenset()
#: Below this lead two ways of adding up may choose another token.
NOISE = 1e-4
#: Architectures whose rotary tables change with the length of the row.
TURNING = ("llama-dynamic", "phi3-longrope")


def spell(new: Sequence[int]) -> str:
    """Each token one letter of its own, so that texts can be compared with ids."""
    return "".join(chr(0x4E00 + token) for token in new)


def drawn_prompts(seed: int = 4) -> list[Prompt]:
    """Prompts that share beginnings, deeper than any window; one is all of another's beginning, two are equal."""
    rng = random.Random(seed)
    trunk = [rng.randrange(3, VOCABULARY) for _ in range(40)]
    heads = [(*trunk[:at], *[rng.randrange(3, VOCABULARY) for _ in range(n)]) for at, n in
             ((0, 1), (0, 5), (12, 3), (20, 1), (30, 0), (30, 6), (40, 2), (20, 0))]  # fmt: skip
    prompts = [Prompt(head, rng.choice((1, 3, 6, 9))) for head in heads]
    return [*prompts, replace(prompts[5], budget=4), prompts[6]]


PROMPTS = drawn_prompts()


@torch.inference_mode()
def full(model: Any, ids: Sequence[int]) -> torch.Tensor:
    logits: torch.Tensor = model(input_ids=torch.tensor([list(ids)])).logits[0].float()
    return logits


def alone(model: Any, prompt: Prompt) -> tuple[list[int], float]:
    """New tokens and their smallest lead: every step a full forward of the row."""
    held, margin = list(prompt.ids), math.inf
    for _ in range(prompt.budget):
        best, chosen = full(model, held)[-1].topk(2)
        margin = min(margin, float(best[0] - best[1]))
        held.append(int(chosen[0]))
    return held[len(prompt.ids) :], margin


def compare(model: Any, prompts: Sequence[Prompt], found: dict[int, Generated]) -> None:
    assert sorted(found) == list(range(len(prompts)))
    clear = 0
    for at, prompt in enumerate(prompts):
        new, margin = alone(model, prompt)
        if margin > NOISE:
            clear += 1
            assert (found[at].text, found[at].tokens, found[at].finish) == (
                spell(new),
                prompt.budget,
                "length",
            )
            assert found[at].margin == pytest.approx(margin, abs=NOISE)
    assert clear >= len(prompts) - 2


@pytest.mark.parametrize("name", [name for name in ZOO if name not in TURNING])
def test_every_text_is_that_of_one_row_alone(name: str) -> None:
    torch.set_num_threads(1)
    model = tiny(name)
    path = probe(Forward.of(model), 128)
    assert path.generate_wide == (name not in APART), path.reasons
    compare(model, PROMPTS, dict(generate(path, PROMPTS, 4, NONE, spell)))
    if path.generate_wide:  # few slots: every one is used again
        compare(model, PROMPTS, dict(generate_wide(path.forward, PROMPTS, 3, NONE, spell, width=16)))


@pytest.mark.parametrize("name", TURNING)
def test_rows_beyond_the_reach_keep_no_company(name: str) -> None:
    torch.set_num_threads(1)
    path = probe(Forward.of(tiny(name)), 128)
    assert path.generate_wide and path.reach < 48
    found = dict(generate(path, PROMPTS, 4, NONE, spell))
    for at, prompt in enumerate(PROMPTS):
        path.forward.settle()
        [(_, by_itself)] = generate_padded(path.forward, [prompt], 1, NONE, spell)
        assert found[at].text == by_itself.text
    assert {len(p.ids) + p.budget > path.reach for p in PROMPTS} == {True, False}


# --- slots -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def path() -> Path:
    torch.set_num_threads(1)
    return probe(Forward.of(tiny("llama")), 128)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.lists(st.integers(3, 5), min_size=1, max_size=9), st.integers(1, 6)), min_size=1, max_size=12
    ),
    st.integers(1, 6), st.integers(2, 12),
)  # fmt: skip
def test_no_company_changes_a_text(path: Path, drawn: Any, slots: int, width: int) -> None:
    prompts = [Prompt(tuple(head), budget) for head, budget in drawn]
    together = dict(generate_wide(path.forward, prompts, slots, NONE, spell, width))
    for at, prompt in enumerate(prompts):
        [(_, by_itself)] = generate_padded(path.forward, [prompt], 1, NONE, spell)
        assert (together[at].text, together[at].finish) == (by_itself.text, by_itself.finish)
        assert together[at].margin == pytest.approx(by_itself.margin, abs=NOISE)


def test_shared_beginnings_are_read_once_and_every_step_is_of_rows_in_flight(path: Path) -> None:
    head = tuple(range(3, 53))
    prompts = [Prompt((*head, 3 + k, 9), 5) for k in range(20)]
    record = Record()
    assert len(list(generate_wide(path.forward, prompts, 4, NONE, spell, record=record))) == 20
    assert record.pushed == record.distinct == 50 + 20 + 20 * 5
    assert record.requested == 20 * 51 + 20 * 5


def test_free_slots_are_taken_at_once(path: Path) -> None:
    """With answers of mixed length, fewer than one step in twenty of a slot goes unused while prompts wait."""
    rng = random.Random(1)
    prompts = [Prompt((3 + k % 50, 3 + k // 50, 7), rng.choice((1, 2, 8, 20))) for k in range(120)]
    wide, used, there = Wide(path.forward, prompts, 8), 0, 0
    wide.admit()
    while wide.rows:
        if wide.next:
            used, there = used + len(wide.rows), there + 8
        list(wide.ended(wide.step(), NONE, spell))
        wide.admit()
    assert there and used > 0.95 * there


def test_ends_and_budgets_are_each_rows_own(path: Path) -> None:
    said = {at: made.text for at, made in generate_wide(path.forward, PROMPTS, 4, NONE, spell)}
    longest = max(said.values(), key=len)
    end = ord(longest[2]) - 0x4E00
    for at, made in generate(path, PROMPTS, 4, frozenset({end}), spell):
        place = said[at].find(spell([end]))
        expected = said[at] if place < 0 else said[at][:place]
        assert (made.text, made.finish) == (expected, "length" if place < 0 else "stop")


def test_a_block_has_room_for_every_text_that_may_come_to_it() -> None:
    rng = random.Random(4)
    tokens = [rng.randrange(1, 90) for _ in range(50)]
    held = Slots.of(20, tokens, torch.device("cpu"))
    assert [block.count for block in held.blocks] == [8, 8, 4]
    assert [block.room for block in held.blocks] == [max(tokens[first:]) for first in (0, 8, 16)]
    [whole] = Slots.of(20, tokens, torch.device("meta")).blocks
    assert (whole.count, whole.room) == (20, max(tokens))


def test_memory_bounds_the_texts_in_flight(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = []
    make = Slots.of

    def counted(count: int, tokens: Sequence[int], device: torch.device) -> Slots:
        counts.append(count)
        return make(count, tokens, device)

    monkeypatch.setattr(Slots, "of", counted)
    assert path.token_bytes == 2 * 2 * 2 * 8 * 4  # keys and values, layers, heads, numbers of 4 bytes
    longest = max(len(prompt.ids) + prompt.budget for prompt in PROMPTS)
    for memory, count in ((None, len(PROMPTS)), (3 * longest * path.token_bytes, 3), (1, 1)):
        assert len(dict(generate(path, PROMPTS, 4, NONE, spell, memory))) == len(PROMPTS)
        assert counts.pop() == count


def test_one_row_at_a_time_goes_the_plain_way(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Slots, "step", None)
    assert in_flight(1) == 1
    assert len(dict(generate(path, PROMPTS, 1, NONE, spell))) == len(PROMPTS)


def test_what_is_not_finite_stays_in_its_own_text() -> None:
    """One token poisons every number of its row; the next text in that slot is sound all the same."""
    model = tiny("llama")
    path = probe(Forward.of(model), 128)
    prompts = [Prompt((5, 6, 7, 8), 4), Prompt((60,) * 9, 3), Prompt((9, 10), 5)]
    sound = dict(generate_wide(path.forward, prompts, 1, NONE, spell))
    model.get_input_embeddings().weight.detach()[60] = math.nan
    spoilt = dict(generate_wide(path.forward, [prompts[1], prompts[2]], 1, NONE, spell))
    assert math.isnan(spoilt[0].margin) and spoilt[0].finish == "stop"
    assert spell([60]) not in sound[2].text
    assert (spoilt[1].text, spoilt[1].margin) == (sound[2].text, pytest.approx(sound[2].margin, abs=NOISE))


def test_what_is_not_finite_spoils_no_text_read_with_it() -> None:
    model = tiny("llama")
    path = probe(Forward.of(model), 128)
    model.get_input_embeddings().weight.detach()[60] = math.nan
    prompts = [Prompt((5, 6, 7, 8), 4), Prompt((5, 60, 7, 8), 4), Prompt((5, 9, 7, 8), 4)] * 8
    found = dict(generate(path, prompts, 16, NONE, spell))
    assert [math.isnan(found[k].margin) for k in range(3)] == [False, True, False]
    expected = dict(generate(path, prompts[:3], 1, NONE, spell))
    assert all(found[k].text == expected[k % 3].text for k in range(len(prompts)))


def test_a_model_whose_slots_go_wrong_is_not_given_any(monkeypatch: pytest.MonkeyPatch) -> None:
    step = Slots.step

    def shifted(self: Slots, forward: Forward, slots: Any, depths: Sequence[int], ids: Any) -> torch.Tensor:
        return step(self, forward, slots, [max(0, depth - 1) for depth in depths], ids)

    monkeypatch.setattr(Slots, "step", shifted)
    found = probe(Forward.of(tiny("llama")), 128)
    assert found.shared and not found.generate_wide
    assert "writing many texts at once is off by" in found.reasons[0]
    compare(found.forward.model, PROMPTS, dict(generate(found, PROMPTS, 4, NONE, spell)))


def test_relatives_stand_together_and_the_longest_work_comes_first() -> None:
    def prompt(*ids: int, budget: int = 1) -> Prompt:
        return Prompt(ids, budget)

    prompts = [
        prompt(9, 9),
        prompt(1, 2, 3, 4, 5),
        prompt(7, budget=9),
        prompt(1, 2, 3, 8),
        prompt(1, 5, 5, 5),
    ]
    assert arranged(prompts) == [2, 1, 3, 4, 0]


# --- where a text ends -----------------------------------------------------------------------------


def ended(prompt: Prompt, said: str) -> tuple[int, Generated]:
    """Feed a text letter by letter; how many it took, and what came of it."""
    row = Row(0, prompt)
    for made, letter in enumerate(said, 1):
        done = row.push(ord(letter), 1.0, NONE, lambda ids: "".join(map(chr, ids)))
        if done:
            return made, done
    raise AssertionError("the text did not end")


@pytest.mark.parametrize("length", [0, 5, 200, 1000])
def test_a_stop_string_ends_a_text_of_any_length_at_once(length: int) -> None:
    said = "word " * (length // 5)
    took, made = ended(Prompt((1,), 5000, ("\nEND\n", "never")), said + ".\nEND\nmore")
    assert took == length + 6
    assert (made.text, made.finish, made.tokens) == (said + ".", "stop", took)


def test_only_the_newest_text_is_decoded() -> None:
    seen: list[int] = []

    def decode(ids: Sequence[int]) -> str:
        seen.append(len(ids))
        return "x" * len(ids)

    row = Row(0, Prompt((1,), 3000, ("stop", "\n")))
    for _ in range(2999):
        assert row.push(5, 1.0, NONE, decode) is None
    assert max(seen) < 200
    done = row.push(5, 1.0, NONE, decode)
    assert done and len(done.text) == 3000


def test_tokens_that_can_complete_no_stop_string_are_not_looked_at() -> None:
    seen: list[int] = []

    def decode(ids: Sequence[int]) -> str:
        seen.append(len(ids))
        return bytes(ids).decode(errors="replace")

    row = Row(0, Prompt((1,), 5000, ("答。", "STOP")))
    for token in ("some words 答案是" * 50).encode():
        row.push(token, 1.0, NONE, decode)
    whole = sum(size > 1 for size in seen)
    assert whole <= 4 * 3 * 50  # the bytes of Chinese characters may complete one
    took = [row.push(token, 1.0, NONE, decode) for token in "the last 答。".encode()]
    assert took[-1] is not None and took[-1].text.endswith("the last ")


@settings(max_examples=60, deadline=None)
@given(
    st.text("ab\n<", max_size=400), st.lists(st.text("ab\n", min_size=1, max_size=5), min_size=1, max_size=3)
)
def test_looking_at_the_newest_text_finds_what_looking_at_all_of_it_finds(said: str, stop: list[str]) -> None:
    cuts = (cut(said[:k], stop) for k in range(1, len(said) + 1))
    expected = next(((k, text) for k, text in enumerate(cuts, 1) if text is not None), None)
    took, made = ended(Prompt((1,), len(said) + 1, tuple(stop)), said + "!")
    assert (took, made.text) == (expected or (len(said) + 1, said + "!"))


@pytest.mark.parametrize(
    ("said", "thinking", "left"),
    [
        ("<think>\n\na\n\n</think>\n\nA: 5\n\nB", False, "<think>\n\na\n\n</think>\n\nA: 5"),
        ("a\n\nb</think>A: 5\n\nB", True, "a\n\nb</think>A: 5"),
        ("<THINKING>a\n\nb</THINKING>c\n\nd", False, "<THINKING>a\n\nb</THINKING>c"),
        ("A\n\n<think>", False, "A"),
        ("<think>a\n\nb", None, "<think>a"),
        ("<think>a\n\nb", False, None),
        ("a\n\nb", True, None),
    ],
)  # fmt: skip
def test_nothing_stops_a_text_inside_its_thinking(said: str, thinking: bool | None, left: str | None) -> None:
    assert cut(said, ("\n\n",), thinking) == left
    _, made = ended(Prompt((1,), len(said) + 1, ("\n\n",), thinking), said + "!")
    assert made.text == (said + "!" if left is None else left)
    assert made.finish == ("length" if left is None else "stop")


def test_long_thinking_is_not_decoded_again_at_every_step() -> None:
    seen: list[int] = []

    def decode(ids: Sequence[int]) -> str:
        seen.append(len(ids))
        return "".join(map(chr, ids))

    row = Row(0, Prompt((1,), 5000, ("\n",), True))
    for letter in "thought\n" * 300 + "</think>\n\nA":
        assert row.push(ord(letter), 1.0, NONE, decode) is None
    assert sum(size > 200 for size in seen) < 200
