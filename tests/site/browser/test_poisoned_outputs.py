"""What a model wrote, on the pages of items: shown as text, whatever it tries to be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from smallrun import THREE, said
from tabs import Opens

from harness.commands.assemble import job_of
from harness.config.compose import composed
from harness.models.scripted import Scripted
from harness.run.pipeline import weigh

WORDS = (
    "<script>document.title='taken'</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "</main></body>x",
    "{{ 7*7 }}{% raw %}", "&lt;b&gt;", "a\u202egpj.exe", "\x1b[31mred\x1b[0m", "=HYPERLINK(\"http://x\")",
    "javascript:alert(1)", "<style>body{display:none}</style>", "<!-- ", "\u2028x\u2029y", "名" * 3000,
)  # fmt: skip


class Silent:
    """A reporter that tells nobody."""

    def asking(self, name: str, total: int) -> Callable[[int], None]:
        return lambda n: None

    def timing(self, name: str, blocks: int) -> Callable[[int, int], None]:
        return lambda block, blocks: None


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with items, of a model that answers every number question with an attack."""
    results = tmp_path_factory.mktemp("outputs") / "results"
    cfg = composed([*THREE, "size.items=4", "model=scripted", "runner=[accuracy]", f"results={results}"])
    job = job_of(cfg, timing=False)
    asked = sorted(key for key, request in job.plan.requests.items() if request.kind == "generate")
    answers = {key: WORDS[i % len(WORDS)] for i, key in enumerate(asked)}
    assert len(answers) >= len(WORDS)
    weigh(job, Scripted(answers=answers, name="attacker"), None, Silent())
    assert said(["rank", "--results", results, "--form", job.plan.form_id])[0] == 0
    code, _, err = said(["site", "--items", "--results", results])
    assert code == 0, err
    return results / "site"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("scripts", [True, False])
def test_an_output_is_text_and_nothing_else(lang: str, scripts: bool, tab: Opens, outputs: Path) -> None:
    opened, shown = tab(width=400, scripts=scripts), ""
    pages = sorted((outputs / lang / "items").rglob("*.html"))
    assert pages
    for path in pages:
        page = opened.open(path).page
        assert page.locator("main script, main style, main img, [onload], [onerror], iframe").count() == 0
        assert page.locator("body > footer").count() == 1  # nothing closed the page early
        assert page.title() != "taken"
        assert page.evaluate("document.documentElement.scrollWidth") <= 400
        for closed in page.locator("details").all():
            closed.evaluate("d => { d.open = true; }")
        shown += page.inner_text("body")
    assert not set(shown) & set("\u202e\x1b\u2028\u2029")
    for word in (
        "<script>document.title='taken'</script>",
        "<img src=x onerror=alert(1)>",
        "{{ 7*7 }}",
        "&lt;b&gt;",
        "red",
    ):
        assert word in shown
    opened.clean()
