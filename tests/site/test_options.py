"""What `harness site` does on request: public items, somebody's own gates; and boards that lack things."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from reading import expected, page_files, read
from smallrun import copied, said

from harness.types import Verdict


@pytest.fixture(scope="module")
def with_items(results: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("items") / "site"
    code, _, err = said(["site", "--results", results, "--out", out, "--items"])
    assert code == 0, err
    return out


def test_items_show_prompt_answers_and_verdicts(with_items: Path, results: Path) -> None:
    board = json.loads((results / "leaderboard.json").read_text())
    body = json.loads((with_items / "data/items/steel.defects-1.json").read_text())
    assert {w["said"][0]["verdict"] for item in body for w in item["ways"].values()} <= set(Verdict)
    assert all(len(w["said"]) == len(board["entries"]) for item in body for w in item["ways"].values())
    page = (with_items / "zh/items/steel.defects-1.html").read_text(encoding="utf-8")
    catalogue = json.loads((with_items / "data/catalogue.json").read_text(encoding="utf-8"))
    families = catalogue["tasks"]["steel/defects"]["families"]
    assert page.count("<article") == len(body) == 2 * len(families)
    for name, family in families.items():
        assert f"<h2>{family['title']['zh']} <code>{name} / 0</code></h2>" in page
    first = body[0]["ways"]["zh"]
    assert first["prompt"].split("\n")[0][:20] in page
    assert "items/steel.defects-1.html" in (with_items / "zh/tasks/steel.defects.html").read_text()


def test_numbers_and_links_of_item_pages_hold(with_items: Path) -> None:
    for path in page_files(with_items):
        if path.parent.name != "items":
            continue
        page = read(path)
        assert [n.text for n in page.numbers] == [expected(with_items, n) for n in page.numbers]
        for link in page.links:
            assert link.startswith(("http", "#")) or (path.parent / link.split("#")[0]).resolve().is_file()


def test_items_are_not_among_the_pages_unless_asked_for(site: Path) -> None:
    assert not (site / "zh/items").exists() and not (site / "data/items").exists()


def test_items_of_a_ranked_round_are_never_published(results: Path, tmp_path: Path) -> None:
    """Whoever holds the secret may rank the round, and still publishes no item of it."""
    mine = copied(results, tmp_path / "results")
    secret = tmp_path / "secret"
    secret.write_bytes(b"sixteen bytes, or more than that")
    few = "runner.robustness.minimum_families=1"
    words = [
        "eval",
        few,
        "model=scripted",
        "references=[]",
        "--no-timing",
        "split=test",
        f"secret_file={secret}",
    ]
    code, _, err = said([*words, "suite=steel", "task/steel=[defects]", "size.items=2", f"results={mine}"])
    assert code == 0, err
    code, _, err = said(["site", "--results", mine, "--items"])
    assert code == 2 and not (mine / "site/zh/items").exists()


def test_other_gates_may_be_given(results: Path, tmp_path: Path) -> None:
    from harness.publish.site.gates import policy

    gates = policy()
    gates["tiers"]["low"]["accuracy"] = 0.0
    (tmp_path / "gates.json").write_text(json.dumps(gates))
    argv = ["site", "--results", results, "--out", tmp_path / "site", "--gates", tmp_path / "gates.json"]
    code, _, err = said(argv)
    assert code == 0, err
    judged = json.loads((tmp_path / "site/data/gates.json").read_text())["judgements"]
    assert {tiers["low"]["outcome"] for one in judged.values() for tiers in one.values()} == {"passes"}
    assert "g-passes" in (tmp_path / "site/zh/use.html").read_text(encoding="utf-8")


def test_a_board_without_pairs_and_run_folders_is_still_published(results: Path, tmp_path: Path) -> None:
    from harness.publish.site.build import build
    from harness.publish.site.gates import gates_json, policy
    from harness.publish.site.inputs import Inputs

    board = json.loads((results / "leaderboard.json").read_text())
    build(Inputs(board, {"tasks": {}}, gates_json(board, policy())), tmp_path / "site")
    pages = {p.relative_to(tmp_path / "site").as_posix() for p in page_files(tmp_path / "site")}
    assert "zh/compare.html" in pages and not [p for p in pages if "/compare/" in p]
    assert all(
        n.text.strip() == expected(tmp_path / "site", n)
        for path in page_files(tmp_path / "site")
        for n in read(path).numbers
    )


def test_the_history_lists_earlier_releases_and_draws_their_scores(results: Path, tmp_path: Path) -> None:
    mine = copied(results, tmp_path / "results")
    board = (mine / "leaderboard.json").read_text()
    for date in ("2026-09-01", "2026-10-01"):
        folder = mine / "releases" / date
        folder.mkdir(parents=True)
        (folder / "leaderboard.json").write_text(board)
        (folder / "manifest.json").write_text(json.dumps({"content_sha256": date.replace("-", "") * 8}))
    code, _, err = said(["site", "--results", mine])
    assert code == 0, err
    page = read(mine / "site/zh/history.html")
    assert [n.text.strip() for n in page.numbers] == [expected(mine / "site", n) for n in page.numbers]
    text = (mine / "site/zh/history.html").read_text(encoding="utf-8")
    assert text.index("2026-10-01</th>") < text.index("2026-09-01</th>")
    assert 'class="chart ch-history"' in text


def test_partial_entries_and_ids_from_elsewhere_make_no_mischief(results: Path, tmp_path: Path) -> None:
    """A domain is named by whoever wrote the tasks; its id never becomes a path."""
    from harness.publish.site.build import build
    from harness.publish.site.gates import gates_json, policy
    from harness.publish.site.inputs import Inputs

    board = json.loads((results / "leaderboard.json").read_text())
    strange = "../../strange <domain>"
    for entry in board["entries"]:
        entry["domains"][strange] = entry["domains"].pop("steel")
        entry["critical_errors"][strange] = entry["critical_errors"].pop("steel")
    board["entries"][0] |= {"status": "partial", "rank": {}}
    board["entries"][0]["dimensions"]["accuracy"] = {"value": None, "reason": "somebody's reason <b>"}
    build(Inputs(board, {"tasks": {}}, gates_json(board, policy())), tmp_path / "deep/er/site")
    assert {p.name for p in (tmp_path / "deep/er").iterdir()} == {"site"}
    assert {p.name for p in (tmp_path / "deep").iterdir()} == {"er"}
    index = (tmp_path / "deep/er/site/en/index.html").read_text(encoding="utf-8")
    assert 'data-status="partial"' in index and "partial, unranked" in index
    assert "strange &lt;domain&gt;" in index and "reason <b>" not in index
    for path in page_files(tmp_path / "deep/er/site"):
        for number in read(path).numbers:
            assert number.text.strip() == expected(tmp_path / "deep/er/site", number)
