"""Memory that runs out halves what goes through at once; each short cut that is not taken is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from making import tiny_checkpoint
from requesting import ask, cpu, write

import harness.models.local
from harness.engine.orders import Orders
from harness.engine.plain import Scored
from harness.engine.scoring import score_orders


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_checkpoint(tmp_path_factory.mktemp("llama") / "tiny-llama", "llama")


@pytest.mark.parametrize(
    ("shared", "size", "said"), [(True, 64, "16 tokens at once"), (False, 16, "padded batches of 4;")]
)
def test_out_of_memory_halves_what_goes_through_at_once_and_loses_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, shared: bool, size: int, said: str
) -> None:
    model = cpu(folder, batch_size=16).open()
    assert "shared prefixes, 512 tokens at once" in model.engine and model.fallbacks == ()
    unit = "tokens" if shared else "rows"
    model.path = replace(model.path, shared=shared, width=64)
    asked = [ask(f"question {n}", "一二", "三四") for n in range(12)]
    expected = {r.key: r.logliks for r in model.answer(asked)}

    def tight(path: Any, orders: Any, wanted: Any, now: int, record: Any) -> Iterator[tuple[int, Scored]]:
        for k, found in enumerate(score_orders(path, orders, wanted, now, record)):
            if now > size // 4 and k >= 5:
                raise torch.OutOfMemoryError
            yield found

    monkeypatch.setattr(harness.models.local, "score_orders", tight)
    answers = list(model.answer(asked))
    assert sorted(r.key for r in answers) == sorted(expected)
    for answer in answers:
        assert answer.logliks == pytest.approx(expected[answer.key], abs=1e-4)
    assert said in model.engine
    assert model.fallbacks == (
        f"out of memory with {size} {unit} at once, so {size // 2} from now on",
        f"out of memory with {size // 2} {unit} at once, so {size // 4} from now on",
    )
    model.close()


def test_what_does_not_fit_alone_is_an_error_of_that_request(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = cpu(folder, batch_size=4).open()
    small, large = ask("small"), ask("large " * 30)

    def tight(path: Any, orders: Orders, wanted: Any, size: int, record: Any) -> Iterator[tuple[int, Scored]]:
        listed = list(orders.rows)
        if any(orders.length(listed, order) > 30 for order in wanted):
            raise torch.OutOfMemoryError
        yield from score_orders(path, orders, wanted, size, record)

    monkeypatch.setattr(harness.models.local, "score_orders", tight)
    answers = {r.key: r for r in model.answer([small, large])}
    assert answers[small.key].error is None and answers[large.key].error == "out of memory with one row"
    model.close()


def test_a_fallback_is_recorded_with_its_reason(folder: Path) -> None:
    model = cpu(folder).open()
    model.path = replace(
        model.path, shared=False, score_batched=False, generate_batched=False, generate_wide=False,
        reasons=("because",),
    )  # fmt: skip
    assert model.engine == "options one by one; texts one by one" and model.fallbacks == ("because",)
    assert [r.error for r in model.answer([ask("x"), write("y")])] == [None, None]
    model.close()
