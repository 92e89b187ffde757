"""Every number of model `harness` against lm-evaluation-harness's own `hf` model at batch size 1."""

from __future__ import annotations

from typing import Any

import pytest

Both = tuple[Any, Any]
SHOTS = "Question: is 0.43 % acceptable?\nAnswer: B\n\n" * 3
LONG = "碳当量为0.43%，该钢板合格。Answer: the plate is acceptable. " * 40
CONTEXTS = (
    SHOTS + "Question: the plate?\nAnswer:",
    SHOTS + "问题：钢板合格吗？\n答案： ",
    "the carb",
    "x \n ",
    LONG,
)
CONTINUATIONS = (" A", " B", "on equivalent is 0.43 %", "on", "。合格", "\n\nB", " " + "the plate " * 6)
TOLERANCE = 1e-4


def instances(kind: str, arguments: list[tuple[Any, ...]]) -> list[Any]:
    from lm_eval.api.instance import Instance

    return [Instance(kind, {}, args, k, ("t", k, 1)) for k, args in enumerate(arguments)]


def test_option_numbers_are_theirs(both: Both) -> None:
    """Shared prefixes, merges across the boundary, trailing spaces, empty contexts, duplicates, over-long ones."""
    theirs, ours = both
    asked = [(context, tail) for context in ("", *CONTEXTS) for tail in CONTINUATIONS]
    sound = [(c, t) for c, t in asked if not c or theirs._encode_pair(c, t)[1]]
    assert len(sound) > len(asked) - 5
    requests = instances("loglikelihood", [*sound, sound[3], ("<s>the carb", " A"), ("</s>x", " A")])
    found = ours.loglikelihood(requests, disable_tqdm=True)
    wanted = theirs.loglikelihood(requests, disable_tqdm=True)
    assert max(abs(a - b) for (a, _), (b, _) in zip(found, wanted, strict=True)) < TOLERANCE
    assert [greedy for _, greedy in found] == [greedy for _, greedy in wanted]


def test_a_swallowed_continuation_is_refused_by_both(both: Both) -> None:
    """A merge across the boundary leaves nothing to score: theirs asserts, ours says so."""
    from harness.errors import UsageError

    theirs, ours = both
    requests = instances("loglikelihood", [("the carb", "on")])
    assert theirs._encode_pair("the carb", "on")[1] == []
    with pytest.raises(AssertionError):
        theirs.loglikelihood(requests, disable_tqdm=True)
    with pytest.raises(UsageError, match="0 continuation tokens"):
        ours.loglikelihood(requests, disable_tqdm=True)


def test_the_greedy_flag_is_theirs(both: Both) -> None:
    """A continuation the model itself would write is flagged by both."""
    theirs, ours = both
    written = theirs.generate_until(instances("generate_until", [(CONTEXTS[0], {"max_gen_toks": 4})]))[0]
    requests = instances("loglikelihood", [(CONTEXTS[0], written), (CONTEXTS[0], written + "?")])
    assert [flag for _, flag in ours.loglikelihood(requests, disable_tqdm=True)] == [
        flag for _, flag in theirs.loglikelihood(requests, disable_tqdm=True)
    ]


def test_rolling_numbers_are_theirs(both: Both) -> None:
    theirs, ours = both
    requests = instances("loglikelihood_rolling", [(LONG,), ("the plate",), (LONG[:300],)])
    found, wanted = (one.loglikelihood_rolling(requests, disable_tqdm=True) for one in (ours, theirs))
    for a, b in zip(found, wanted, strict=True):
        assert abs(a - b) < TOLERANCE * max(1, abs(b) / 100)


@pytest.mark.parametrize("settings", [
    {"max_gen_toks": 12},
    {"until": ["e", "\n"], "max_gen_toks": 24},
    {"until": "a", "max_gen_toks": 24, "do_sample": False, "temperature": 0.7},
    {"until": [" "], "max_new_tokens": 8, "temperature": 0.0},
    {"until": ["<|im_end|>", "<|im_start|>", "<pad>"], "max_gen_toks": 32},
])  # fmt: skip
def test_texts_are_theirs(both: Both, settings: dict[str, Any]) -> None:
    theirs, ours = both
    requests = instances("generate_until", [(context, settings) for context in CONTEXTS])
    assert ours.generate_until(requests, disable_tqdm=True) == theirs.generate_until(
        requests, disable_tqdm=True
    )


def test_sampling_is_refused(both: Both) -> None:
    from harness.errors import UsageError

    for settings in ({"do_sample": True}, {"temperature": 0.7}, {"num_beams": 4}):
        with pytest.raises(UsageError, match="greedy"):
            both[1].generate_until(instances("generate_until", [("x", settings)]), disable_tqdm=True)


def test_limits_and_names_are_theirs(both: Both) -> None:
    theirs, ours = both
    for name in ("max_length", "prefix_token_id", "eot_token_id", "max_gen_toks", "tokenizer_name"):
        assert getattr(ours, name) == getattr(theirs, name), name
