"""The scripted model: what each script answers, what tests may put in its mouth, and what it may not import."""

from __future__ import annotations

import subprocess
import sys

import pytest

from harness.errors import ModelRefused
from harness.metrics.choice import decide
from harness.models.scripted import Scripted
from harness.types import Decoding, Message, Request

CHOICE = Request("score", (Message("user", "q"),), (" A", " longest", " B", "longest "))
OPEN = Request("generate", (Message("user", "short\nthe longer line"),), decoding=Decoding(64, ("\n",)))


@pytest.mark.parametrize(("script", "option", "text"), [("first", 0, "A"), ("longest", 1, "the longer line")])
def test_scripts(script: str, option: int, text: str) -> None:
    model = Scripted(script).open()
    choice, written = model.answer([CHOICE, OPEN])
    assert decide(CHOICE, choice)[0] == option and decide(CHOICE, choice)[1] > 1e-3
    assert choice.greedy.index(True) == option and sum(choice.greedy) == 1
    assert (written.text, written.finish, written.logliks) == (text, "stop", ())
    assert model.answer_alone(CHOICE) == choice


def test_hash_spreads_over_the_options_and_depends_on_the_request_only() -> None:
    asked = [Request("score", (Message("user", str(n)),), ("A", "B", "C", "D")) for n in range(400)]
    chosen = [decide(q, r)[0] for q, r in zip(asked, Scripted("hash").open().answer(asked), strict=True)]
    again = [decide(q, Scripted("hash").open().answer_alone(q))[0] for q in reversed(asked)]
    assert chosen == again[::-1]
    assert all(70 < chosen.count(k) < 130 for k in range(4))


def test_answers_and_errors_are_put_in_its_mouth() -> None:
    spec = Scripted(answers={CHOICE.key: "2", OPEN.key: "one\ntwo"}, errors={"x": "broken"})
    model = spec.open()
    lost = Request("score", (), ("A",), key="x")
    choice, written, error = model.answer([CHOICE, OPEN, lost])
    assert decide(CHOICE, choice)[0] == 2
    assert (written.text, written.finish) == ("one", "stop")
    assert (error.error, error.finish, error.logliks) == ("broken", "error", ())
    assert model.answerer_id != Scripted().open().answerer_id
    assert Scripted(delay=0.001).open().answerer_id == Scripted().open().answerer_id


def test_a_budget_ends_its_text() -> None:
    spec = Scripted(answers={OPEN.key: "x" * 100})
    [written] = spec.open().answer([OPEN])
    assert (len(written.text or ""), written.finish, written.new_tokens) == (64, "length", 64)


def test_an_unknown_script_is_refused_with_a_suggestion() -> None:
    assert "'longest'" in Scripted("longst").problems()[0].fix
    with pytest.raises(ModelRefused):
        Scripted("longst").open()


def test_it_never_imports_torch() -> None:
    code = "import sys; from harness.models.scripted import Scripted; Scripted().open(); print('torch' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
