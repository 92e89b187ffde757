"""Chat templates render what transformers renders, and a hostile one costs seconds and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from making import CHATML, tiny_checkpoint

from harness.errors import ModelRefused
from harness.models import chat
from harness.models.chat import ChatTemplate, folded
from harness.types import Message

TOKENS = {"bos_token": "<s>", "eos_token": "</s>"}
USER = Message("user", "碳当量是多少？")
REFUSES_SYSTEM = (
    "{{ bos_token + '' }}{% for m in messages %}"
    "{% if m.role == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
    "[{{ m.role }}]{{ m.content | trim }}\n{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}"
)
PLAIN = "{% for m in messages %}{{ m.content }}\n{% endfor %}"


@pytest.fixture
def template() -> Iterator[ChatTemplate]:
    with ChatTemplate(CHATML) as made:
        yield made


def test_a_rendering_is_the_one_of_transformers(tmp_path: Path, template: ChatTemplate) -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(tiny_checkpoint(tmp_path, "qwen2", chat=True))
    messages = [
        Message("system", "Be brief."),
        USER,
        Message("assistant", "0.43"),
        Message("user", "And <b>?"),
    ]
    wanted = tokenizer.apply_chat_template(
        [m._asdict() for m in messages], tokenize=False, add_generation_prompt=True
    )
    assert template.probe(TOKENS) is None
    assert not template.folded_system
    assert template.render(messages, "Answer:", TOKENS) == wanted + "Answer:"


def test_many_renderings_are_those_of_one_by_one_in_order(template: ChatTemplate) -> None:
    asked = [([Message("user", f"Question {n}")], f"lead {n}") for n in range(chat.BATCH * 2 + 3)]
    together = template.render_many(asked, TOKENS)
    assert together == [template.render(messages, lead, TOKENS) for messages, lead in asked]
    assert len(set(together)) == len(asked)


def test_the_child_is_one_process_for_all_renderings(template: ChatTemplate) -> None:
    template.render([USER], "", TOKENS)
    first = template._child
    template.render([USER], "", TOKENS)
    assert first is not None and template._child is first


def test_closing_ends_the_child_and_rendering_starts_another(template: ChatTemplate) -> None:
    text = template.render([USER], "", TOKENS)
    child = template._child
    assert child is not None
    template.close()
    assert child.process.poll() is not None
    assert template.render([USER], "", TOKENS) == text


def test_the_child_ends_with_its_template() -> None:
    template = ChatTemplate(CHATML)
    template.render([USER], "", TOKENS)
    assert template._child is not None
    process = template._child.process
    del template
    assert process.poll() is not None


def test_a_template_without_system_role_gets_its_words_in_the_users_turn() -> None:
    messages = [Message("system", "Be brief."), USER]
    with ChatTemplate(REFUSES_SYSTEM) as template:
        assert template.probe(TOKENS) is None
        assert template.folded_system
        assert template.render(messages, "A:", TOKENS) == (
            "<s>[user]Be brief.\n\n碳当量是多少？\n[assistant]A:"
        )


def test_a_template_that_passes_over_the_system_role_is_folded_too() -> None:
    source = "{% for m in messages if m.role != 'system' %}{{ m.content }}\n{% endfor %}"
    with ChatTemplate(source) as template:
        assert template.probe(TOKENS) is None
        assert template.folded_system
        assert template.render([Message("system", "S"), USER], "", TOKENS).startswith("S\n\n")


def test_folding_keeps_order_and_other_turns() -> None:
    turns = [Message("system", "a"), Message("system", "b"), USER, Message("assistant", "c"), USER]
    assert folded(turns) == [Message("user", "a\n\nb\n\n" + USER.content), *turns[3:]]


def test_the_date_never_changes() -> None:
    with ChatTemplate("{{ strftime_now('%d %b %Y') }}" + PLAIN) as template:
        assert template.render([USER], "", TOKENS).startswith("01 Jan 2025")


def test_digest_follows_the_source() -> None:
    assert ChatTemplate(CHATML).digest == ChatTemplate(CHATML).digest != ChatTemplate(PLAIN).digest


HOSTILE = {
    "nested loops": (
        "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}"
        "{% endfor %}{% endfor %}{% endfor %}" + PLAIN,
        "longer than",
    ),
    "one endless operation": ("{{ (10 ** (10 ** 10)) % 7 }}" + PLAIN, "longer than"),
    "huge text": ("{{ 'a' * 10**9 }}" + PLAIN, "MemoryError"),
    "long output": ("{% for a in range(99999) %}aaaaaaaaaaaa{% endfor %}" + PLAIN, "writes more than"),
    "huge range": ("{{ range(10**7) | list }}" + PLAIN, "Range too big"),
    "class": ("{{ messages.__class__.__mro__ }}" + PLAIN, "SecurityError"),
    "globals": ("{{ cycler.__init__.__globals__.os.system('true') }}" + PLAIN, "SecurityError"),
    "changes the messages": ("{% set _ = messages.append(1) %}" + PLAIN, "SecurityError"),
    "recursion": ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}" + PLAIN, "RecursionError"),
    "syntax": ("{% if", "TemplateSyntaxError"),
    "unknown file": ("{% include '/etc/passwd' %}" + PLAIN, "TypeError"),
    "at random": ("{{ [1, 2] | random }}" + PLAIN, "random"),
    "refuses all": ("{{ raise_exception('never') }}", "never"),
    "drops the question": ("Say anything.", "drops words"),
    "drops earlier turns": ("{{ messages[-1].content }}", "drops words"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_template_that_cannot_be_used_is_a_problem(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source, reason = HOSTILE[name]
    if reason == "longer than":
        monkeypatch.setattr(chat, "SECONDS", 0.5)
    with ChatTemplate(source) as template:
        problem = template.probe(TOKENS)
        assert problem is not None and reason in problem.what


def test_format_strings_see_no_attribute() -> None:
    with ChatTemplate("{{ '<{0.__class__}>'.format(messages) }}" + PLAIN) as template:
        assert template.render([USER], "", TOKENS) == "<>" + USER.content + "\n"


def test_a_template_that_fails_on_one_conversation_refuses_the_model() -> None:
    source = (
        "{% if 'trap' in messages[0].content %}{% for a in range(10**6) %}{% endfor %}{% endif %}" + PLAIN
    )
    with ChatTemplate(source) as trapped:
        assert trapped.probe(TOKENS) is None
        with pytest.raises(ModelRefused, match="Range too big"):
            trapped.render([Message("user", "a trap")], "", TOKENS)
        assert trapped.render([USER], "", TOKENS) == USER.content + "\n"


def test_the_child_confines_itself(tmp_path: Path) -> None:
    """Killing is the parent's; memory, alarm and files are the child's own limits."""
    folder = Path(chat.__file__).parent
    code = (
        "import sys, resource; sys.path.insert(0, sys.argv[1]); import chat_child; chat_child.confine();"
        "print(resource.getrlimit(resource.RLIMIT_FSIZE)[0], 'torch' in sys.modules, 'harness' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.split() == ["0", "False", "False"]


def test_checking_a_model_needs_no_torch_until_shapes_are_compared() -> None:
    code = (
        "import sys, harness.models.chat, harness.models.checkpoint, harness.models.hub, harness.models.memory;"
        "print([m for m in ('torch', 'transformers', 'numpy', 'huggingface_hub') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_secrets_of_the_environment_do_not_reach_the_child(
    template: ChatTemplate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "secret")
    template.render([USER], "", TOKENS)
    assert template._child is not None
    held = Path(f"/proc/{template._child.process.pid}/environ")
    if not held.exists():
        pytest.skip("needs /proc")
    assert b"secret" not in held.read_bytes()
    assert os.environ["HF_TOKEN"] == "secret"
