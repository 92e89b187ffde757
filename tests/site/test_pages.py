"""Every page: its numbers stand in the JSON, its links lead somewhere, it needs no script, and it is strict HTML."""

from __future__ import annotations

import json
import re
import unicodedata
from html import unescape
from pathlib import Path

import html5lib
import pytest
from reading import expected, page_files, read

from harness.publish.site.words import words
from harness.types import LANGS

#: Examples stand in both languages on every page.
EXAMPLE = re.compile(r"<pre.*?</pre>", re.S)
#: Titles and descriptions inside drawings are named by their content.
CHART = re.compile(r"c[0-9a-f]{10}-[td]")


def test_every_number_of_every_page_is_found_in_the_json(site: Path) -> None:
    wrong, count = [], 0
    for path in page_files(site):
        page = read(path)
        for number in page.numbers:
            count += 1
            if (found := expected(site, number)) != number.text.strip():
                wrong.append(f"{path.name}: {number.text!r} but {number.pointer} gives {found!r}")
        wrong += [f"{path.name}: {text!r} comes from nowhere" for text in page.loose]
    assert count > 400
    assert not wrong, wrong[:10]


def test_every_link_leads_to_a_file_and_every_anchor_to_an_id(site: Path) -> None:
    pages = {path.resolve(): read(path) for path in page_files(site)}
    wrong = []
    for path, page in pages.items():
        for link in page.links:
            if link.startswith(("https://", "data:")):
                continue
            file, _, anchor = link.partition("#")
            target = (path.parent / file).resolve() if file else path
            if not target.is_file() or (anchor and target in pages and anchor not in pages[target].ids):
                wrong.append(f"{path.relative_to(site.resolve())}: {link}")
    assert not wrong, wrong[:10]


def test_a_task_page_names_its_families_and_their_dangers_in_its_own_language(site: Path) -> None:
    tasks = json.loads((site / "data/catalogue.json").read_text(encoding="utf-8"))["tasks"]
    shown = [path for path in (site / "zh/tasks").glob("*.html") if path.stem.replace(".", "/", 1) in tasks]
    assert len(shown) == 3
    for path in shown:
        zh, en = (
            unescape(EXAMPLE.sub("", (site / lang / "tasks" / path.name).read_text(encoding="utf-8")))
            for lang in LANGS
        )
        for name, family in tasks[path.stem.replace(".", "/", 1)]["families"].items():
            for lang, page in zip(LANGS, (zh, en), strict=True):
                assert f"<h3>{family['title'][lang]} <code>{name}</code></h3>" in page
                assert family["critical"] is None or family["critical"][lang] in page
            assert family["title"]["en"] not in zh and family["about"] not in zh, (path.name, name)
            assert family["critical"] is None or family["critical"]["en"] not in zh, (path.name, name)


def test_ids_are_unique_and_the_same_in_both_languages(site: Path) -> None:
    for path in (site / "zh").rglob("*.html"):
        here, twin = read(path).ids, read(site / "en" / path.relative_to(site / "zh")).ids
        assert len(here) == len(set(here)), path
        assert [i for i in here if not CHART.fullmatch(i)] == [i for i in twin if not CHART.fullmatch(i)], (
            path
        )


def test_no_page_carries_a_script_a_style_or_a_handler(site: Path) -> None:
    for path in page_files(site):
        text = path.read_text(encoding="utf-8")
        assert "default-src 'none'" in text
        assert "<style" not in text
        for tag, name, value in read(path).attributes:
            assert not name.startswith("on") and name != "style", f"{path}: <{tag} {name}>"
            assert not value.strip().lower().startswith("javascript:"), path
        for script in text.split("<script")[1:]:
            assert script.split(">", 1)[1].startswith("</script>"), f"{path}: inline script"


def test_pages_are_strict_html(site: Path) -> None:
    """One page of each kind in both languages; their template is what the others share."""
    for lang in LANGS:
        folders = [site / lang, *(p for p in (site / lang).iterdir() if p.is_dir())]
        chosen = [
            p
            for f in folders
            for p in (sorted(f.glob("*.html"))[:1] if f != site / lang else sorted(f.glob("*.html")))
        ]
        for path in chosen:
            parser = html5lib.HTMLParser(strict=False)
            parser.parse(path.read_text(encoding="utf-8"))
            assert not parser.errors, (path, parser.errors[:3])


def test_a_poisoned_name_is_text_and_nothing_else(site: Path) -> None:
    seen = 0
    for path in page_files(site):
        text = path.read_text(encoding="utf-8")
        assert "<b onload" not in text
        assert not [c for c in text if unicodedata.category(c)[0] == "C" and c not in "\n\t"], path
        seen += "&lt;b onload=alert(1)&gt;" in text
    assert seen > 10  # it is shown, as it is spelt


def test_without_scripts_the_board_is_complete(site: Path, results: Path) -> None:
    board = json.loads((results / "leaderboard.json").read_text())
    text = (site / "zh" / "index.html").read_text(encoding="utf-8")
    assert text.count('scope="row"') == len(board["entries"])
    for column in ("accuracy", "robustness", "generality", "efficiency"):
        assert text.count(f'data-from="/dimensions/{column}"') == len(board["entries"])
    assert '<form class="filters" id="filters" hidden ' in text  # controls without scripts would do nothing


def test_every_page_has_its_twin_and_says_so(site: Path) -> None:
    zh, en = ({p.relative_to(site / lang) for p in (site / lang).rglob("*.html")} for lang in LANGS)
    assert zh == en
    for path in zh:
        text = (site / "zh" / path).read_text(encoding="utf-8")
        assert f'hreflang="en" href="https://example.org/heng/en/{path.as_posix()}"' in text
        assert 'lang="zh-Hans"' in text


@pytest.mark.parametrize("lang", LANGS)
def test_both_catalogues_have_the_same_words_with_the_same_places(lang: str) -> None:
    one, other = words("zh").entries, words("en").entries
    assert one.keys() == other.keys()
    for key in one:
        assert sorted(part.split("}")[0] for part in one[key].split("{")[1:]) == sorted(
            part.split("}")[0] for part in other[key].split("{")[1:]
        ), key
        assert (one[key] and other[key]) or key == "site.brand", key


def test_a_development_split_says_so_first(site: Path) -> None:
    for lang, sentence in (
        ("zh", "开发集结果，不是正式排名轮次"),
        ("en", "Development split, not a ranked round"),
    ):
        for path in (site / lang).rglob("*.html"):
            text = path.read_text(encoding="utf-8")
            assert text.index(sentence) < text.index("<main"), path


def test_no_word_is_left_that_no_page_says() -> None:
    """Every key stands in a template or in code, by itself or by the beginning that is completed there."""
    here = Path(words.__wrapped__.__code__.co_filename).parent
    source = "".join(p.read_text(encoding="utf-8") for p in (*here.rglob("*.html"), *here.glob("*.py")))
    begun = re.findall(r'"([a-z_]+(?:\.[a-z_]+)*\.)" ~|f"([a-z_]+(?:\.[a-z_]+)*\.)\{', source)
    beginnings = ("languages.", *(a or b for a, b in begun))  # `table ~ "." ~ name` of the model's page
    silent = [
        key
        for key in words("zh").entries
        if f'"{key.removesuffix(".long")}"' not in source and not key.startswith(beginnings)
    ]
    assert not silent
