"""Scores of many architectures against one plain forward a row, by whatever path the probe finds for each."""

from __future__ import annotations

import random

import pytest
import torch
from zoo import APART, TURN, VOCABULARY, ZOO, tiny

from harness.engine.boundary import Pair
from harness.engine.forward import Forward
from harness.engine.orders import Orders
from harness.engine.probe import probe
from harness.engine.scoring import score_orders
from harness.engine.shared import Record

NOISE = 1e-4
TURNING = ("llama-dynamic", "phi3-longrope")


def drawn_pairs(seed: int = 2) -> list[Pair]:
    """Contexts that share prefixes with each other, deeper than any window, and options that share theirs."""
    rng = random.Random(seed)

    def some(least: int, most: int) -> list[int]:
        return [rng.randrange(3, VOCABULARY) for _ in range(rng.randint(least, most))]

    trunk, out = some(70, 70), []
    for _ in range(10):
        context = (*trunk[: rng.randrange(1, 66)], *some(0, 3))
        out += [(context, (*[11, 12, 13][: rng.randrange(4)], *some(1, 3))) for _ in range(4)]
    out += [(tuple(trunk[:k]), tuple(trunk[k:60])) for k in (3, 20, 59)]  # same tokens, another split
    context = tuple(trunk[:30])
    out += [(context, (5,)), (context, (5, 6)), (context, (5, 6, 7))]  # one option begins another
    return out + out[:3] + [((9,), (8,))]


PAIRS = drawn_pairs()


@torch.inference_mode()
def truth(model: torch.nn.Module, pair: Pair) -> tuple[float, bool, bool]:
    """Log-likelihood, whether greedy, and whether greediness is beyond the noise: from one row alone."""
    context, rest = pair
    model(input_ids=torch.tensor([[0]]))  # tables that grew with a longer row go back
    logits = model(input_ids=torch.tensor([(context + rest)[:-1]])).logits[0, len(context) - 1 :].float()
    likeliest = logits.topk(2).values
    clear = float((likeliest[:, 0] - likeliest[:, 1]).min()) > 1e-3
    gained = logits.log_softmax(-1)[range(len(rest)), rest]
    return float(gained.sum()), logits.argmax(-1).tolist() == list(rest), clear


@pytest.mark.parametrize("name", ZOO)
def test_every_score_is_that_of_one_row_alone(name: str) -> None:
    torch.set_num_threads(1)
    model = tiny(name)
    path = probe(Forward.of(model), 128)
    print(
        f"{name}: {'shared' if path.shared else 'batched' if path.score_batched else 'one by one'}",
        *path.reasons,
    )
    orders, record = Orders(), Record()
    for pair in PAIRS:
        orders.add(*pair)
    found = dict(score_orders(path, orders, range(len(PAIRS)), 64 if path.shared else 4, record))
    assert sorted(found) == list(range(len(PAIRS)))
    for at, pair in enumerate(PAIRS):
        loglik, greedy, clear = truth(model, pair)
        assert found[at].loglik == pytest.approx(loglik, abs=NOISE)
        assert found[at].tokens == len(pair[1])
        assert found[at].greedy == greedy or not clear
    assert path.shared == (name not in APART)
    if path.shared and name not in TURNING:
        assert record.pushed == record.distinct < record.requested / 5


@pytest.mark.parametrize("name", APART)
def test_what_cannot_share_says_why(name: str) -> None:
    reasons = probe(Forward.of(tiny(name)), 128).reasons
    [reason] = [one for one in reasons if "every row is computed" in one]
    assert "fails" in reason or "off by" in reason


@pytest.mark.parametrize("name", TURNING)
def test_rows_beyond_a_turn_of_the_positions_keep_no_company(name: str) -> None:
    path = probe(Forward.of(tiny(name)), 128)
    assert path.reach in (TURN - 1, TURN)
    assert any(f"after {path.reach} tokens" in reason for reason in path.reasons)


@pytest.mark.parametrize("name", ["llama", "gemma2", "mistral", "gpt-oss"])
def test_half_precision_stays_near(name: str) -> None:
    model = tiny(name).bfloat16()
    path = probe(Forward.of(model), 128)
    assert path.shared
    orders = Orders()
    for pair in PAIRS:
        orders.add(*pair)
    for at, scored in score_orders(path, orders, range(len(PAIRS)), 64, Record()):
        assert scored.loglik == pytest.approx(truth(model, PAIRS[at])[0], abs=0.1 * scored.tokens + 0.1)


@pytest.mark.parametrize("name", ["recurrent-gemma", "bamba", "qwen3-next"])
def test_half_precision_hides_no_state_that_flows_past_the_attention(name: str) -> None:
    path = probe(Forward.of(tiny(name).bfloat16()), 128)
    assert not path.shared
    assert any("every row is computed" in reason for reason in path.reasons)


def test_half_precision_hides_no_turn_of_the_positions() -> None:
    assert probe(Forward.of(tiny("llama-dynamic").bfloat16()), 128).reach in (TURN - 1, TURN)


def test_a_turn_of_the_positions_is_found_where_prefixes_are_not_shared() -> None:
    rope = {"rope_type": "dynamic", "factor": 4.0, "rope_theta": 10000.0}
    path = probe(Forward.of(tiny("bamba", rope_parameters=rope, max_position_embeddings=TURN)), 128)
    assert not path.shared and path.score_batched and path.reach in (TURN - 1, TURN)


@pytest.mark.skipif(not torch.accelerator.is_available(), reason="no accelerator here")
@pytest.mark.parametrize("name", ["llama", "gemma2", "mistral", "gpt-oss", "deepseek-v3", "llama4", "opt"])
def test_an_accelerator_gives_the_same_scores(name: str) -> None:
    model = tiny(name)
    expected = [truth(model, pair)[0] for pair in PAIRS]
    path = probe(Forward.of(model.to(torch.accelerator.current_accelerator())), 128)
    assert path.shared
    orders = Orders()
    for pair in PAIRS:
        orders.add(*pair)
    for at, scored in score_orders(path, orders, range(len(PAIRS)), 64, Record()):
        assert scored.loglik == pytest.approx(expected[at], abs=1e-3)
