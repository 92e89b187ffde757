"""The engine on token ids: its numbers against one full forward of one row, and its rules for ending a text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.engine.forward import Forward
from harness.engine.padded import generate_padded as generate
from harness.engine.plain import score, score_stepwise
from harness.engine.probe import probe
from harness.engine.row import Prompt
from harness.engine.stop import cut

VOCABULARY = 61
SMALL = {
    "hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2,
    "vocab_size": VOCABULARY, "max_position_embeddings": 128,
}  # fmt: skip
SHAPES: dict[str, dict[str, Any]] = {
    "llama": SMALL,
    "mistral": SMALL | {"sliding_window": 6, "num_key_value_heads": 2},
    "mamba": {"hidden_size": 16, "num_hidden_layers": 2, "state_size": 4, "vocab_size": VOCABULARY},
    "openai-gpt": {"n_embd": 16, "n_layer": 2, "n_head": 2, "vocab_size": VOCABULARY, "n_positions": 128},
}


def made(architecture: str, **config: Any) -> Forward:
    from transformers import AutoConfig, AutoModelForCausalLM

    with torch.random.fork_rng():
        torch.manual_seed(3)
        shape = SHAPES[architecture] | config
        model = AutoModelForCausalLM.from_config(AutoConfig.for_model(architecture, **shape)).eval()
        for name, parameter in model.named_parameters():
            if parameter.ndim > 1 and "conv" not in name and "A_log" not in name:
                parameter.detach().normal_(0.0, 0.3)
    return Forward.of(model)


@pytest.fixture(scope="module", params=list(SHAPES))
def forward(request: pytest.FixtureRequest) -> Forward:
    torch.set_num_threads(1)
    return probe(made(request.param), 128).forward


@pytest.fixture(scope="module")
def llama() -> Forward:
    torch.set_num_threads(1)
    return made("llama")


@torch.inference_mode()
def full(forward: Forward, ids: Sequence[int]) -> torch.Tensor:
    return forward.model(input_ids=torch.tensor([list(ids)])).logits[0].float()


def greedy(forward: Forward, ids: Sequence[int], steps: int) -> list[int]:
    held = list(ids)
    for _ in range(steps):
        held.append(int(full(forward, held)[-1].argmax()))
    return held[len(ids) :]


def ids(*numbers: int) -> tuple[int, ...]:
    return tuple(n % VOCABULARY for n in numbers)


def spell(new: Sequence[int]) -> str:
    """Each token one letter of its own, so that texts can be compared with ids."""
    return "".join(chr(0x4E00 + token) for token in new)


# --- scoring ---------------------------------------------------------------------------------------

PAIRS = [
    (ids(5, 6, 7), ids(1)), (ids(5, 6, 7), ids(2)), (ids(5, 6, 7), ids(1, 2)), (ids(5, 6, 7), ids(1, 2, 3)),
    (ids(5, 6, 7, 1), ids(9)), (ids(*range(40)), ids(3)), (ids(*range(40)), ids(3, 4, 5, 6, 7)), (ids(8), ids(8)),
    (ids(5, 6, 7), ids(1)),
]  # fmt: skip


@pytest.mark.parametrize("batch_size", [1, 4, 64])
def test_scores_are_those_of_one_full_forward(forward: Forward, batch_size: int) -> None:
    found = list(score(forward, PAIRS, batch_size))
    assert sorted(at for at, _ in found) == list(range(len(PAIRS)))
    for at, scored in found:
        context, rest = PAIRS[at]
        steps = full(forward, context + rest).log_softmax(-1)[len(context) - 1 : -1]
        assert scored.loglik == pytest.approx(sum(float(steps[k, t]) for k, t in enumerate(rest)), abs=1e-4)
        assert scored.tokens == len(rest)
        assert scored.greedy == (steps.argmax(-1).tolist() == list(rest))


def test_token_by_token_gives_the_same_scores(forward: Forward) -> None:
    stepwise = dict(score_stepwise(forward, PAIRS))
    for at, scored in score(forward, PAIRS, 4):
        assert stepwise[at].loglik == pytest.approx(scored.loglik, abs=1e-4)
        assert (stepwise[at].tokens, stepwise[at].greedy) == (scored.tokens, scored.greedy)


def test_what_the_model_would_say_is_greedy_and_nothing_else_is(forward: Forward) -> None:
    context = ids(4, 9, 2, 30)
    said = tuple(greedy(forward, context, 4))
    other = (*said[:-1], (said[-1] + 1) % VOCABULARY)
    flags = {at: scored.greedy for at, scored in score(forward, [(context, said), (context, other)], 8)}
    assert flags == {0: True, 1: False}


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(st.integers(0, 3), min_size=1, max_size=6), st.lists(st.integers(0, 3), min_size=1, max_size=3)
        ),
        min_size=1, max_size=8,
    ),
    st.integers(1, 5),
)  # fmt: skip
def test_no_company_changes_a_score(llama: Forward, drawn: Any, batch_size: int) -> None:
    pairs = [(tuple(context), tuple(rest)) for context, rest in drawn]
    together = dict(score(llama, pairs, batch_size))
    for at, pair in enumerate(pairs):
        [(_, alone)] = score(llama, [pair], 1)
        assert together[at].loglik == pytest.approx(alone.loglik, abs=1e-4)
        assert (together[at].tokens, together[at].greedy) == (alone.tokens, alone.greedy)


def test_options_of_one_last_token_share_a_row(llama: Forward, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[tuple[int, ...]] = []
    logits = Forward.logits

    def counted(self: Forward, batch: torch.Tensor, where: Sequence[int]) -> torch.Tensor:
        rows.append((*batch.shape, len(where)))
        return logits(self, batch, where)

    monkeypatch.setattr(Forward, "logits", counted)
    context = ids(*range(20))
    list(score(llama, [(context, (k,)) for k in range(8)] * 2, 4))
    assert rows == [(1, 20, 1)]


# --- generating ------------------------------------------------------------------------------------

PROMPTS = [
    Prompt(ids(1, 2, 3), 9), Prompt(ids(*range(30)), 2), Prompt(ids(7), 14), Prompt(ids(9, 9, 9, 9), 1),
    Prompt(ids(*range(11)), 12),
]  # fmt: skip


@pytest.mark.parametrize("batch_size", [1, 3, 16])
def test_texts_and_margins_are_those_of_one_row_alone(forward: Forward, batch_size: int) -> None:
    found = dict(generate(forward, PROMPTS, batch_size, frozenset(), spell))
    assert sorted(found) == list(range(len(PROMPTS)))
    for at, prompt in enumerate(PROMPTS):
        said = greedy(forward, prompt.ids, prompt.budget)
        logits = full(forward, (*prompt.ids, *said))[len(prompt.ids) - 1 : -1]
        two = logits.topk(2).values
        assert found[at].text == spell(said)
        assert found[at].margin == pytest.approx(float((two[:, 0] - two[:, 1]).min()), abs=1e-4)
        assert (found[at].tokens, found[at].finish) == (prompt.budget, "length")


def test_an_end_token_ends_its_row_only(llama: Forward) -> None:
    said = [greedy(llama, prompt.ids, prompt.budget) for prompt in PROMPTS]
    end = said[2][5]
    for at, made_ in generate(llama, PROMPTS, 16, frozenset({end}), spell):
        if end in said[at]:
            place = said[at].index(end)
            assert (made_.text, made_.finish) == (spell(said[at][:place]), "stop")
            assert made_.tokens == place + 1
        else:
            assert (made_.text, made_.finish) == (spell(said[at]), "length")


def test_a_stop_string_is_looked_for_in_new_text_only(llama: Forward) -> None:
    prompt = PROMPTS[2]
    said = greedy(llama, prompt.ids, prompt.budget)
    stop = spell(said[6:8])
    assert stop not in spell(said[:7])
    [(_, stopped)] = generate(
        llama, [replace(prompt, stop=(spell(prompt.ids) + "!", stop))], 4, frozenset(), spell
    )
    assert (stopped.text, stopped.tokens, stopped.finish) == (spell(said[:6]), 8, "stop")
    echo = Prompt((*prompt.ids, *said[:8]), 3, (stop,))
    [(_, after)] = generate(llama, [echo], 4, frozenset(), spell)
    assert after.finish == "length"


def test_numbers_that_are_not_finite_are_said_so(llama: Forward) -> None:
    broken = made("llama")
    broken.model.lm_head.weight.detach()[3] = math.nan
    [(_, scored)] = score(broken, [(ids(1, 2), ids(3))], 1)
    [(_, text)] = generate(broken, [Prompt(ids(1, 2), 3)], 1, frozenset(), spell)
    assert math.isnan(scored.loglik) and math.isnan(text.margin)


@pytest.mark.parametrize(
    ("text", "stop", "left"),
    [
        ("A\nB", ("\n",), "A"),
        ("\nA\nB", ("\n",), "\nA"),
        ("\n\n A", ("\n",), None),
        ("  \n", ("\n",), None),
        ("ab```c", ("```",), "ab"),
        ("```c", ("```",), ""),
        ("a.b;c", (";", "."), "a"),
        ("abc", (), None),
        ("abc", ("",), None),
        ("\u3000答案。是", ("。",), "\u3000答案"),
    ],
)  # fmt: skip
def test_where_a_text_is_cut(text: str, stop: tuple[str, ...], left: str | None) -> None:
    assert cut(text, stop) == left


# --- probing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("architecture", ["llama", "mistral"])
def test_sound_architectures_take_every_short_cut(architecture: str) -> None:
    path = probe(made(architecture), 128)
    assert (path.shared, path.score_batched, path.generate_batched, path.reasons) == (True, True, True, ())


def test_a_model_without_positions_takes_batches_only() -> None:
    path = probe(made("mamba"), 128)
    assert (path.shared, path.score_batched, path.generate_batched) == (False, True, True)
    assert len(path.reasons) == 1 and "it takes no positions" in path.reasons[0]


def test_a_model_without_cache_recomputes_and_says_so() -> None:
    path = probe(made("openai-gpt"), 128)
    assert path.score_batched and not path.generate_batched and not path.forward.cache
    assert len(path.reasons) == 2 and "cache" in path.reasons[0] and "replaced" in path.reasons[1]


def test_a_model_that_ignores_padding_is_run_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    step = Forward.step

    def maskless(self: Forward, batch: torch.Tensor, mask: torch.Tensor, state: Any) -> Any:
        return step(self, batch, torch.ones_like(mask), state)

    monkeypatch.setattr(Forward, "step", maskless)
    path = probe(made("llama"), 128)
    assert path.score_batched and path.forward.cache and not path.generate_batched
    assert "padding on the left is off by" in path.reasons[0] and "one by one" in path.reasons[0]


def test_a_cache_that_goes_wrong_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    step = Forward.step

    def forgetful(self: Forward, batch: torch.Tensor, mask: torch.Tensor, state: Any) -> Any:
        if state is not None:
            raise ValueError("no such cache")
        return step(self, batch, mask, state)

    monkeypatch.setattr(Forward, "step", forgetful)
    path = probe(made("llama"), 128)
    assert not path.forward.cache and not path.generate_batched
    assert path.reasons == ("the cache fails (ValueError: no such cache), so every step recomputes its row",)
    found = dict(generate(path.forward, PROMPTS, 16, frozenset(), spell))
    assert found[0].text == spell(greedy(path.forward, PROMPTS[0].ids, PROMPTS[0].budget))


def test_a_model_whose_past_depends_on_its_future_is_scored_token_by_token(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    logits = Forward.logits

    def peeking(self: Forward, batch: torch.Tensor, where: Sequence[int]) -> torch.Tensor:
        return logits(self, batch, where) + batch.shape[1]

    monkeypatch.setattr(Forward, "logits", peeking)
    path = probe(made("llama"), 128)
    assert not path.score_batched
    assert any("padding on the right is off by" in reason for reason in path.reasons)
    rows: list[tuple[int, ...]] = []

    def counted(self: Forward, batch: torch.Tensor, where: Sequence[int]) -> torch.Tensor:
        rows.append((*batch.shape, *where))
        return logits(self, batch, where)

    monkeypatch.setattr(Forward, "logits", counted)
    assert len(list(score_stepwise(path.forward, [(ids(1, 2), ids(3, 4)), (ids(1, 2), ids(5, 6))]))) == 2
    assert sorted(rows) == [(1, 2, 1), (1, 3, 2), (1, 3, 2)]


def test_logits_at_chosen_positions_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    logits = Forward.logits

    def shifted(self: Forward, batch: torch.Tensor, where: Sequence[int]) -> torch.Tensor:
        return logits(self, batch, [max(k - 1, 0) for k in where] if self.keep else where)

    monkeypatch.setattr(Forward, "logits", shifted)
    path = probe(made("llama"), 128)
    assert not path.forward.keep and path.score_batched
    assert "some logits only" in path.reasons[0]
