"""Where context ends and continuation begins, with a tokenizer small enough to reason about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from harness.engine.boundary import Encoder, split

BOS, EOS = 1, 2


class Toy:
    """Characters are their code points, except that `ab` is one token; specials before and after on request."""

    def __init__(self, bos: int | None = BOS, eos: int | None = EOS, dress: bool = True) -> None:
        self.bos_token_id, self.eos_token_id, self.dress = bos, eos, dress
        self.seen: list[str] = []

    def __call__(self, text: str | list[str], add_special_tokens: bool = True, verbose: bool = True) -> Any:
        if isinstance(text, list):
            self.seen += text
            return {"input_ids": [self(one, add_special_tokens)["input_ids"] for one in text]}
        ids: list[int] = []
        for c in text:
            if c == "b" and ids and ids[-1] == ord("a"):
                ids[-1] = 1000
            else:
                ids.append(ord(c))
        if add_special_tokens and self.dress:
            ids = [t for t in (self.bos_token_id,) if t is not None] + ids + [EOS]
        return {"input_ids": ids}

    def decode(self, ids: Sequence[int], **options: Any) -> str:
        return "".join(map(chr, ids))


def pair(encoder: Encoder, context: str, option: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return encoder.pair(context, option, encoder.table(encoder.texts(context, option)))


@pytest.mark.parametrize(
    ("context", "option", "parts"),
    [
        ("Q:", " A", ("Q:", " A")),
        ("Q: ", "A", ("Q:", " A")),
        ("Q:\n ", "A", ("Q:", "\n A")),
        ("Q:\u3000", "A", ("Q:", "\u3000A")),
        ("", "A", ("", "A")),
        (" \n", "A", ("", " \nA")),
    ],
)
def test_white_space_at_the_end_of_the_context_belongs_to_the_continuation(
    context: str, option: str, parts: tuple[str, str]
) -> None:
    assert split(context, option) == parts
    assert "".join(parts) == context + option


def test_opening_tokens_go_before_and_nothing_goes_after() -> None:
    encoder = Encoder.of(Toy(), special_tokens=True)
    assert encoder.opening == (BOS,)
    assert pair(encoder, "x", "yz") == ((BOS, ord("x")), (ord("y"), ord("z")))
    assert encoder.prompt("x ", encoder.table(["x "])) == (BOS, ord("x"), ord(" "))


def test_after_a_chat_template_nothing_is_added() -> None:
    encoder = Encoder.of(Toy(), special_tokens=False)
    assert pair(encoder, "x", "y") == ((ord("x"),), (ord("y"),))


def test_a_merge_across_the_boundary_cuts_the_whole_at_the_length_of_the_context() -> None:
    encoder = Encoder.of(Toy(dress=False), special_tokens=True)
    assert pair(encoder, "xa", "bc") == ((ord("x"), ord("a")), (ord("c"),))


def test_a_merge_that_swallows_the_option_leaves_its_own_tokens_to_score() -> None:
    encoder = Encoder.of(Toy(dress=False), special_tokens=True)
    assert pair(encoder, "xa", "b") == ((ord("x"), ord("a")), (ord("b"),))


@pytest.mark.parametrize(("bos", "prefix"), [(BOS, BOS), (None, EOS)])
def test_an_empty_context_is_bos_or_else_eos(bos: int | None, prefix: int) -> None:
    encoder = Encoder.of(Toy(bos), special_tokens=True)
    assert pair(encoder, "", "A") == ((prefix,), (ord("A"),))
    assert pair(encoder, " ", "A") == ((prefix,), (ord(" "), ord("A")))
    assert encoder.prompt("", {}) == (prefix,)


def test_an_option_that_begins_with_the_prefix_token_does_not_get_it_twice() -> None:
    encoder = Encoder.of(Toy(), special_tokens=True)
    assert pair(encoder, "", chr(BOS) + "A") == ((BOS,), (ord("A"),))


def test_without_any_prefix_an_empty_context_is_refused() -> None:
    encoder = Encoder.of(Toy(None, None, dress=False), special_tokens=True)
    with pytest.raises(ValueError, match="neither BOS nor EOS"):
        pair(encoder, "", "A")
    with pytest.raises(ValueError, match="neither BOS nor EOS"):
        encoder.prompt("", {})


def test_an_empty_option_is_refused() -> None:
    encoder = Encoder.of(Toy(), special_tokens=True)
    with pytest.raises(ValueError, match="no tokens"):
        pair(encoder, "x", "")


def test_each_distinct_text_is_tokenised_once() -> None:
    toy = Toy()
    encoder = Encoder.of(toy, special_tokens=True)
    table = encoder.table(["x", "y", "x", "x"])
    assert toy.seen == ["x", "y"] and set(table) == {"x", "y"}
    assert encoder.table([]) == {}
