"""One contract for every backend: each request is answered once, and batching, order and threads decide nothing.

For checkpoints every number is compared with a reference written here the long way round: one prompt, one full
forward, no cache, no padding.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from making import tiny_checkpoint

from harness.metrics.choice import decide
from harness.models.hf import HF
from harness.models.scripted import Scripted
from harness.types import Decoding, Message, Model, Request, Response

ARCHITECTURES = ("llama", "qwen2", "gpt2", "gemma2", "mistral", "bloom", "mamba", "llama chat", "qwen2 chat")
LONG = "The plate is 25 mm thick and its carbon equivalent is 0.43 %. " * 3


def user(text: str) -> tuple[Message, ...]:
    return (Message("user", text),)


def option_requests() -> list[Request]:
    shots = (Message("system", "Be brief."), *user("Which?"), Message("assistant", "A"), *user("And now?"))
    return [
        Request("score", user("Pick one."), (" A", " B", " C", " D"), "Answer:"),
        Request("score", user(LONG + "Pick one."), (" A", " B", " C", " D"), "Answer:"),
        Request("score", user("这批钢板合格吗？"), ("合格", "不合格", "信息不足"), "答案："),
        Request("score", user("合格吗？" * 12), ("合格", "不合格", "信息不足"), "答案："),
        Request("score", user("One is the beginning of another."), (" A", " AB", " ABCD"), "Answer:"),
        Request("score", user("Twice the same."), ("accept", "reject", "accept"), "Answer: "),
        Request("score", user("Trailing white space."), ("the plate", "a heat"), "Answer:  \n "),
        Request("score", (), ("A", "<s>B", "carbon")),
        Request("score", user("The lead is empty."), ("A", "BCD")),
        Request("score", user("A merge across the boundary: carb"), ("on", "ide"), "the carb"),
        Request("score", shots, (" A", " B"), "Answer:"),
        Request("score", user("Pick one."), (" A", " B", " C", " D"), "Answer:", replicate=1),
    ]


def text_requests() -> list[Request]:
    return [
        Request("generate", user("Write."), lead="Answer:", decoding=Decoding(12)),
        Request("generate", user(LONG), lead="Answer:", decoding=Decoding(5, ("\n",))),
        Request("generate", user("写出碳当量。"), lead="答案：", decoding=Decoding(16, ("e", "。"))),
        Request("generate", user("Stop soon."), decoding=Decoding(20, ("a", "i", "o", "u", " "))),
        Request("generate", (), decoding=Decoding(4)),
        Request("generate", user("Trailing."), lead="Answer: ", decoding=Decoding(1)),
        *[Request("generate", user("x" * n), decoding=Decoding(6 + n, ("t",))) for n in (1, 7, 19)],
    ]


def requests() -> list[Request]:
    return option_requests() + text_requests()


Open = Callable[[str, int], Any]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Models by what they are and batch size; each is opened once."""
    torch.set_num_threads(1)
    held: dict[tuple[str, int], Model] = {}
    folders: dict[str, Path] = {}

    def open_one(what: str, batch_size: int = 16) -> Model:
        if (what, batch_size) not in held:
            if what == "scripted":
                held[what, batch_size] = Scripted("hash").open()
            else:
                if what not in folders:
                    architecture, _, chat = what.partition(" ")
                    where = tmp_path_factory.mktemp(what.replace(" ", "-"))
                    folders[what] = tiny_checkpoint(where, architecture, chat=bool(chat))
                held[what, batch_size] = HF(str(folders[what]), batch_size=batch_size, device="cpu").open()
        return held[what, batch_size]

    yield open_one
    for model in held.values():
        model.close()


# --- the long way round ----------------------------------------------------------------------------


def context_of(model: Any, request: Request) -> str:
    """The text before the answer, by the checkpoint's own template or the plain layout."""
    if model.card.prompt_format == "plain":
        parts = {"system": "{}\n\n", "user": "{}\n", "assistant": "{}\n\n"}
        return "".join(parts[m.role].format(m.content) for m in request.messages) + request.lead
    turns = [m._asdict() for m in request.messages]
    if not turns:  # transformers renders no empty conversation
        return "<|im_start|>assistant\n" + request.lead
    tokenizer = model.asking.encoder.tokenizer
    words = tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
    return str(words) + request.lead


def encode(model: Any, text: str) -> list[int]:
    dressed = model.card.prompt_format == "plain"
    return list(model.asking.encoder.tokenizer.encode(text, add_special_tokens=dressed))


def expected_pair(model: Any, context: str, option: str) -> tuple[list[int], list[int]]:
    """lm-evaluation-harness's boundary: white space moves over, the whole is cut at the context's length.

    Where merging leaves nothing of the option, that convention gives it for free; here its own tokens count.
    """
    tokenizer = model.asking.encoder.tokenizer
    if not context.strip():
        rest = tokenizer.encode(context + option, add_special_tokens=False)
        prefix = tokenizer.bos_token_id
        return ([prefix], rest) if rest[0] != prefix else (rest[:1], rest[1:])
    spaces = len(context) - len(context.rstrip())
    if spaces:
        context, option = context[:-spaces], context[-spaces:] + option
    before = encode(model, context)
    rest = encode(model, context + option)[len(before) :]
    return before, rest or tokenizer.encode(option, add_special_tokens=False)


@torch.inference_mode()
def expected_score(model: Any, context: str, option: str) -> tuple[float, int, bool]:
    before, rest = expected_pair(model, context, option)
    logits = model.path.forward.model(input_ids=torch.tensor([before + rest])).logits[0].float()
    steps = logits.log_softmax(-1)[len(before) - 1 : -1]
    total = sum(float(steps[k, token]) for k, token in enumerate(rest))
    return total, len(rest), all(int(steps[k].argmax()) == token for k, token in enumerate(rest))


@torch.inference_mode()
def expected_text(model: Any, request: Request) -> tuple[str, float]:
    """transformers' own greedy generation, cut at the first stop string; and the smallest lead met on the way."""
    tokenizer, decoding = model.asking.encoder.tokenizer, request.decoding
    assert decoding
    context = context_of(model, request)
    ids = encode(model, context) if context else [tokenizer.bos_token_id]
    said = model.path.forward.model.generate(
        torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long), pad_token_id=0,
        max_new_tokens=decoding.max_new_tokens, do_sample=False, output_logits=True, return_dict_in_generate=True,
    )  # fmt: skip
    new, text, margin = said.sequences[0, len(ids) :].tolist(), "", math.inf
    for k in range(len(new)):
        two = said.logits[k][0].float().topk(2).values
        margin = min(margin, float(two[0] - two[1]))
        text = tokenizer.decode(new[: k + 1], skip_special_tokens=True)
        body = text.lstrip()
        hits = [body.index(stop) for stop in decoding.stop if stop in body]
        if hits:
            return text[: len(text) - len(body) + min(hits)], margin
    return text, margin


# --- the contract ----------------------------------------------------------------------------------


def decisions(answers: Any, asked: list[Request]) -> dict[str, Any]:
    by_key = {request.key: request for request in asked}
    return {r.key: decide(by_key[r.key], r)[0] if by_key[r.key].kind == "score" else r.text for r in answers}


@pytest.mark.parametrize("what", ["scripted", *ARCHITECTURES])
def test_every_request_is_answered_once(opened: Open, what: str) -> None:
    asked = requests()
    assert len({request.key for request in asked}) == len(asked)
    answers = list(opened(what, 16).answer(asked))
    assert sorted(r.key for r in answers) == sorted(r.key for r in asked)
    assert [r.error for r in answers] == [None] * len(asked)
    by_key = {r.key: r for r in answers}
    for request in asked:
        answer = by_key[request.key]
        assert len(answer.logliks) == len(answer.counts) == len(answer.greedy) == len(request.options)
        assert (answer.text is None) == (request.kind == "score")
        assert answer.prompt_tokens > 0 or not request.messages
    assert opened(what, 16).misfits(asked) == {}


@pytest.mark.parametrize("what", ["scripted", *ARCHITECTURES])
def test_batch_size_order_and_company_decide_nothing(opened: Open, what: str) -> None:
    asked = requests()
    usual = decisions(opened(what, 16).answer(asked), asked)
    assert usual == decisions(opened(what, 16).answer(asked[::-1]), asked)
    assert usual == decisions(opened(what, 16).answer(asked[1::2] + asked[::2]), asked)
    assert usual == decisions(opened(what, 1).answer(asked), asked)
    assert usual == decisions([opened(what, 16).answer_alone(request) for request in asked], asked)


@pytest.mark.parametrize("what", ARCHITECTURES)
def test_log_likelihoods_are_those_of_one_full_forward(opened: Open, what: str) -> None:
    model = opened(what, 16)
    answers = {r.key: r for r in model.answer(option_requests())}
    for request in option_requests():
        answer = answers[request.key]
        for k, option in enumerate(request.options):
            loglik, count, greedy = expected_score(model, context_of(model, request), option)
            assert answer.logliks[k] == pytest.approx(loglik, abs=1e-4), (request, option)
            assert (answer.counts[k], answer.greedy[k]) == (count, greedy), (request, option)
    twice = next(r for r in option_requests() if r.options == ("accept", "reject", "accept"))
    assert answers[twice.key].logliks[0] == answers[twice.key].logliks[2]


@pytest.mark.parametrize("what", ARCHITECTURES)
def test_texts_are_those_of_greedy_generation_alone(opened: Open, what: str) -> None:
    model = opened(what, 16)
    answers = {r.key: r for r in model.answer(text_requests())}
    for request in text_requests():
        assert request.decoding
        answer = answers[request.key]
        text, margin = expected_text(model, request)
        assert answer.text == text, request
        assert answer.margin == pytest.approx(margin, abs=1e-4)
        assert answer.new_tokens <= request.decoding.max_new_tokens
        assert answer.finish == "stop" or answer.new_tokens == request.decoding.max_new_tokens
        body = text.lstrip()
        assert not any(stop in body for stop in request.decoding.stop)


@pytest.mark.parametrize("what", ARCHITECTURES)
def test_a_stop_string_ends_the_text_where_it_first_stands(opened: Open, what: str) -> None:
    model, stopped = opened(what, 16), 0
    for words in ("Write.", "合格吗？", LONG):
        free = model.answer_alone(Request("generate", user(words), lead="Answer:", decoding=Decoding(16)))
        body = free.text.lstrip()
        # What is still missing bytes reads as U+FFFD while it is generated: no stop string has it.
        for stop in {
            word for word in (body[len(body) // 2 :][:1], body[-2:]) if word and "\ufffd" not in word
        }:
            limit = Decoding(16, ("never said", stop))
            answer = model.answer_alone(Request("generate", user(words), lead="Answer:", decoding=limit))
            assert answer.text.strip() == body[: body.index(stop)].strip()
            assert answer.finish == "stop" and answer.new_tokens <= free.new_tokens
            stopped += 1
    assert stopped


@pytest.mark.parametrize("what", ("llama", "gpt2", "llama chat"))
def test_what_is_too_long_is_named_and_never_cut(opened: Open, what: str) -> None:
    model = opened(what, 16)
    fits = Request("score", user("short"), ("A", "B"))
    long = Request("score", user("漢" * 300), ("A", "B"))
    greedy = Request("generate", user("short"), decoding=Decoding(5000))
    reasons = model.misfits([fits, long, greedy])
    assert set(reasons) == {long.key, greedy.key}
    assert "512" in reasons[long.key] and "5000" in reasons[greedy.key] and "512" in reasons[greedy.key]
    answers = {r.key: r for r in model.answer([fits, long, greedy])}
    assert answers[fits.key].error is None
    assert answers[long.key].error == reasons[long.key] and answers[long.key].finish == "error"
    assert answers[greedy.key].error == reasons[greedy.key] and answers[greedy.key].logliks == ()


def test_where_there_is_no_bound_nothing_is_too_long(opened: Open) -> None:
    long = Request("score", user("漢" * 300), ("A", "B"))
    assert opened("mamba", 16).misfits([long]) == {}


@pytest.mark.parametrize("what", ("llama", "mamba"))
def test_the_reference_answer_is_the_same_number_on_any_number_of_threads(opened: Open, what: str) -> None:
    asked = [option_requests()[1], text_requests()[1]]
    try:
        torch.set_num_threads(2)
        two = [opened(what, 16).answer_alone(request) for request in asked]
        assert torch.get_num_threads() == 2
        torch.set_num_threads(1)
        assert two == [opened(what, 1).answer_alone(request) for request in asked]
    finally:
        torch.set_num_threads(1)


def test_letters_cost_their_prompt_once_and_longer_options_only_what_is_new(opened: Open) -> None:
    model = opened("llama", 16)
    letters = Request("score", user("Pick."), ("A", "B", "C", "D"), "Answer:(")
    words = Request("score", user("Pick."), ("甲方", "乙方"), "Answer:(")

    def pushed(*requests: Request) -> tuple[int, list[Response]]:
        before = model.record.pushed
        answers = sorted(model.answer(requests), key=lambda answer: len(answer.counts))
        return model.record.pushed - before, answers

    tokens, [one] = pushed(letters)
    assert tokens == one.prompt_tokens
    tokens, [two, four] = pushed(letters, words)
    assert four.logliks == pytest.approx(one.logliks, abs=1e-4)
    assert tokens == one.prompt_tokens + sum(count - 1 for count in two.counts)
    assert "with shared prefixes" in model.engine and "tokens computed" in model.engine
