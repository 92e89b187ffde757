"""What the bench calls necessary, against counting every prefix by hand; and the picture it draws."""

from __future__ import annotations

from types import SimpleNamespace
from xml.etree import ElementTree

from benchmarks.chart import draw
from benchmarks.counting import scoring, writing
from benchmarks.report import figures, kind
from benchmarks.workloads import WORDY, build, mixing_stops, unevenness

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


def test_stop_strings_spread_the_lengths() -> None:
    texts = ["abcdefghij" * 2, "jihgfedcba" * 2, "kkkkkkkkkkkkkkkkkkkz", "q" * 20]
    stops = mixing_stops(texts)
    cuts = sorted(min([t.find(s) for s in stops if s in t] or [len(t)]) / len(t) for t in texts)
    assert 1 <= len(stops) <= 3
    assert unevenness(cuts) < unevenness([1.0] * 4) / 2
    assert unevenness([0.125, 0.375, 0.625, 0.875]) == 0


def entry(name: str) -> dict[str, object]:
    run = {"items": 4, "seconds": [1.0], "median": 1.0, "items_per_second": 4.0}
    cost = {"pushed": 12, "padding": 3, "peak_memory": 100}
    return {
        "model": "10M", "workload": name, "dtype": "float32", "quick": False, "best_batch": 8,
        "machine": {"device": "cpu", "name": "a <cpu>", "threads": 2, "date": "2026-01-01"},
        "contenders": {"ours": run, "lm-eval bs8": {**run, "items_per_second": 0.5}, "plain": run},
        "costs": {"ours": cost, "lm-eval bs8": cost, "lm-eval bs1": cost, "plain": cost},
        "necessary": {"ours": {"distinct": 10, "flops": 1e9}}, "matmul_flops": 2e9,
    }  # fmt: skip


def test_figures_and_picture() -> None:
    one = entry("W1")
    found = figures(one)
    assert found["ratio_to_lm_eval"] == 8
    assert found["pushed_per_distinct"] == 1.2
    assert found["fraction_of_matmul_rate"] == 0.5
    assert found["waste"]["ours"] == 0.25
    assert kind(one) != kind(entry("W2"))
    picture = ElementTree.fromstring(draw([{**one, "figures": found}]))
    assert "8.0x" in "".join(picture.itertext())
