"""The shared-prefix scorer: company, order and width change nothing, and it does no more than it must."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import torch
from zoo import VOCABULARY, tiny

from harness.engine import shared as engine
from harness.engine.boundary import Pair
from harness.engine.forward import Forward
from harness.engine.orders import Orders
from harness.engine.packed import Packed
from harness.engine.plain import Scored, score
from harness.engine.probe import Path, probe
from harness.engine.scoring import score_orders
from harness.engine.shared import Record, score_shared
from harness.engine.trie import decode, encode, packs, shared


@pytest.fixture(scope="module")
def forward() -> Forward:
    torch.set_num_threads(1)
    return Forward.of(tiny("llama"))


def ids(rng: random.Random, size: int) -> tuple[int, ...]:
    return tuple(rng.randrange(VOCABULARY) for _ in range(size))


def letters(items: int = 12) -> list[Pair]:
    """Questions after one long few-shot prefix, each with four single letters."""
    rng = random.Random(0)
    shots = ids(rng, 90)
    return [((*shots, *question), (k,)) for question in (ids(rng, 9) for _ in range(items)) for k in range(4)]


def taken(pairs: Sequence[Pair]) -> Orders:
    orders = Orders()
    for pair in pairs:
        orders.add(*pair)
    return orders


def alone(forward: Forward, pairs: Sequence[Pair]) -> dict[int, Scored]:
    return {at: one for k, pair in enumerate(pairs) for at, one in [(k, dict(score(forward, [pair], 1))[0])]}


def agree(found: dict[int, Scored], expected: dict[int, Scored]) -> None:
    assert found.keys() == expected.keys()
    for at, one in found.items():
        assert one.loglik == pytest.approx(expected[at].loglik, abs=1e-4)
        assert (one.tokens, one.greedy) == (expected[at].tokens, expected[at].greedy)


@pytest.mark.parametrize("width", [64, 100, 1024])
def test_neither_width_nor_order_nor_company_changes_a_score(forward: Forward, width: int) -> None:
    pairs = letters()
    expected = alone(forward, pairs)
    agree(dict(score_shared(forward, taken(pairs), range(len(pairs)), Record(), width)), expected)
    turned = dict(score_shared(forward, taken(pairs[::-1]), range(len(pairs)), Record(), width))
    agree({len(pairs) - 1 - at: one for at, one in turned.items()}, expected)
    some = list(range(3, len(pairs), 5))
    few = dict(score_shared(forward, taken(pairs), some, Record(), width))
    agree(few, {at: expected[at] for at in some})


def test_letters_cost_one_prefix_and_their_questions(forward: Forward) -> None:
    pairs, record = letters(), Record()
    list(
        score_orders(
            Path(forward, True, True, (), shared=True), taken(pairs), range(len(pairs)), 1024, record
        )
    )
    assert record.pushed == record.distinct <= 90 + 12 * 9
    assert record.requested == sum(len(context) for context, _ in pairs)
    assert set(record.seconds) == {"plan", "forward", "logits"}
    assert f"{record.pushed:,} tokens computed for {record.requested:,} asked" in record.summary()


def test_logits_are_computed_where_they_are_needed_only(
    forward: Forward, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[int] = []
    run = Packed.run

    def counted(self: Packed, pack: object, where: Sequence[int]) -> torch.Tensor:
        logits = run(self, pack, where)  # type: ignore[arg-type]
        rows.append(len(logits))
        return logits

    monkeypatch.setattr(Packed, "run", counted)
    list(score_shared(forward, taken(letters(12)), range(48), Record(), 1024))
    assert sum(rows) == 12


def test_results_come_while_the_rest_is_still_to_be_computed(
    forward: Forward, monkeypatch: pytest.MonkeyPatch
) -> None:
    packs_run: list[int] = []
    run = Packed.run

    def counted(self: Packed, pack: object, where: Sequence[int]) -> torch.Tensor:
        packs_run.append(1)
        return run(self, pack, where)  # type: ignore[arg-type]

    monkeypatch.setattr(Packed, "run", counted)
    pairs = letters(40)
    seen = [len(packs_run) for _ in score_shared(forward, taken(pairs), range(len(pairs)), Record(), 64)]
    assert seen[0] < seen[len(seen) // 2] < seen[-1] == len(packs_run)


def test_wide_vocabularies_get_narrow_packs(forward: Forward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "LOGITS", 64 * VOCABULARY)
    rng = random.Random(1)
    shots = ids(rng, 40)
    pairs = [((*shots, k), ids(rng, 30)) for k in range(8)]
    widest: list[int] = []
    run = Packed.run

    def counted(self: Packed, pack: object, where: Sequence[int]) -> torch.Tensor:
        widest.append(len(where))
        return run(self, pack, where)  # type: ignore[arg-type]

    monkeypatch.setattr(Packed, "run", counted)
    agree(dict(score_shared(forward, taken(pairs), range(8), Record())), alone(forward, pairs))
    assert max(widest) <= 100 < sum(widest)


def test_numbers_that_are_not_finite_are_not_hidden() -> None:
    broken = Forward.of(tiny("llama"))
    broken.model.lm_head.weight.detach()[3] = math.nan
    [(_, scored)] = score_shared(broken, taken([((1, 2), (3,))]), [0], Record())
    assert math.isnan(scored.loglik)
    assert list(score_shared(broken, Orders(), [], Record())) == []


def test_what_is_not_finite_spoils_no_neighbour() -> None:
    broken = Forward.of(tiny("llama"))
    broken.model.get_input_embeddings().weight.detach()[60] = math.nan
    pairs = [((5, 6, 7), (8, 9)), ((5, 60, 7), (8, 9)), ((5, 9, 7), (8, 9))]
    path = Path(broken, True, True, (), shared=True)
    found = dict(score_orders(path, taken(pairs), range(3), 1024, Record()))
    assert math.isnan(found.pop(1).loglik)
    agree(found, {at: alone(broken, [pairs[at]])[0] for at in (0, 2)})


def test_models_in_two_threads_do_not_meet() -> None:
    models = [Forward.of(tiny("llama", seed=seed)) for seed in (1, 2)]
    pairs = letters(6)
    expected = [alone(model, pairs) for model in models]

    def work(model: Forward) -> dict[int, Scored]:
        torch.set_num_threads(1)
        return dict(score_shared(model, taken(pairs), range(len(pairs)), Record(), 16))

    with ThreadPoolExecutor(2) as pool:
        for _ in range(4):
            for found, known in zip(pool.map(work, models), expected, strict=True):
                agree(found, known)


def test_the_model_is_left_as_it_was(forward: Forward) -> None:
    before = forward.model.config._attn_implementation
    scoring = score_shared(forward, taken(letters(40)), range(160), Record(), 64)
    next(scoring)
    assert forward.model.config._attn_implementation == before
    agree(alone(forward, letters(1)), alone(Forward.of(tiny("llama")), letters(1)))
    scoring.close()
    assert forward.model.config._attn_implementation == before


def test_a_row_alone_goes_the_plain_way(forward: Forward, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("shared")

    path = Path(forward, True, True, (), shared=True)
    pairs = letters(1)
    monkeypatch.setattr("harness.engine.scoring.score_shared", never)
    agree(dict(score_orders(path, taken(pairs), range(4), 1, Record())), alone(forward, pairs))
    with pytest.raises(AssertionError, match="shared"):
        next(score_orders(path, taken(pairs), range(4), 64, Record()))


@pytest.mark.parametrize("padded", [True, False])
def test_the_slower_tiers_count_what_they_push(forward: Forward, padded: bool) -> None:
    pairs = [*letters(2), ((1, 2), (3, 4, 5))]
    record = Record()
    path = Path(forward, padded, True, ())
    agree(dict(score_orders(path, taken(pairs), range(len(pairs)), 4, record)), alone(forward, pairs))
    assert record.distinct <= 90 + 2 * 9 + 4
    assert record.pushed == (2 * 99 + 4 if padded else 8 * 99 + 2 + 3 + 4)


@pytest.mark.parametrize("name", ["llama-one", "mistral", "gemma2", "deepseek-v3"])
def test_a_prefill_keeps_the_keys_and_values_of_every_row(name: str) -> None:
    rng = random.Random(5)
    trunk = ids(rng, 30)
    drawn = {(*trunk[: rng.randrange(28)], *ids(rng, rng.randrange(1, 6))) for _ in range(9)}
    rows = sorted(map(encode, {*drawn, trunk, trunk[:11]}))
    model = Packed(Forward.of(tiny(name)), 40)
    kept: dict[tuple[int, int], tuple[torch.Tensor, torch.Tensor]] = {}

    def keep(layer: int, row: int, keys: Sequence[torch.Tensor], values: Sequence[torch.Tensor]) -> None:
        assert (layer, row) not in kept
        kept[layer, row] = torch.cat([*keys], 2), torch.cat([*values], 2)

    for pack in packs(rows, shared(rows), 32):
        model.run(pack, [len(pack.ids) - 1], keep)
    layers = len(model.arena.keys)
    assert len(kept) == layers * len(rows)
    for row, held in enumerate(rows):
        single = Packed(model.forward, 40)
        [pack] = packs([held], [0], 1024)
        single.run(pack, [0])
        for layer in range(layers):
            for one, other in zip(
                kept[layer, row], single.arena.read(layer, 0, len(decode(held))), strict=True
            ):
                torch.testing.assert_close(one, other, atol=1e-4, rtol=1e-4)


def test_a_model_that_shares_wrongly_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = Forward.packed

    def positionless(
        self: Forward, batch: torch.Tensor, depths: torch.Tensor, where: Sequence[int]
    ) -> torch.Tensor:
        return packed(self, batch, torch.arange(batch.shape[1])[None], where)

    monkeypatch.setattr(Forward, "packed", positionless)
    path = probe(Forward.of(tiny("llama")), 128)
    assert not path.shared and path.score_batched
    assert any("computing shared prefixes once is off by" in reason for reason in path.reasons)


def test_rows_beyond_the_reach_are_computed_alone(forward: Forward) -> None:
    pairs = [*letters(2), ((1, 2), (3, 4, 5)), ((1, 2), (3, 4, 6))]
    record = Record()
    path = replace(Path(forward, True, True, (), shared=True), reach=50)
    agree(dict(score_orders(path, taken(pairs), range(len(pairs)), 1024, record)), alone(forward, pairs))
    assert record.pushed == 2 * 99 + 4
