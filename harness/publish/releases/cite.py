"""How to cite a release: BibTeX, CITATION.cff and a plain sentence in both languages, each with the content hash."""

from __future__ import annotations

from datetime import date as Date

PLAIN = """# How to cite this release 如何引用

Heng maintainers. Heng leaderboard, release {date} (suite {suite}, {split} split). {place}Content hash sha256:{digest}.

衡（Heng）评测平台。衡排行榜，{date} 版（题组 {suite}，{split} 划分）。{place}内容哈希 sha256:{digest}。

The hash names these files and no others: `harness release --verify <folder>` computes it again.
哈希唯一对应这组文件，可用 `harness release --verify <文件夹>` 重新计算核对。
"""
BIBTEX = """@misc{{heng-{date},
  author = {{{{Heng maintainers}}}},
  title  = {{Heng leaderboard, release {date}}},
  year   = {{{year}}},
  note   = {{Suite {suite}, {split} split. Content hash sha256:{digest}}},{url}
}}
"""
CFF = """cff-version: 1.2.0
message: If you use these results, please cite this release by its content hash.
type: dataset
title: "Heng leaderboard, release {date}"
authors:
  - name: Heng maintainers
date-released: {date}
version: "{date}"
identifiers:
  - type: other
    value: "sha256:{digest}"
    description: content hash of the data files of the release
{url}"""


def citations(date: str, suite: str, split: str, digest: str, url: str = "") -> dict[str, bytes]:
    """File name to content. `digest`: content hash of the release's other files. `url`: permalink, if there is one."""
    common = {"date": date, "suite": suite, "split": split, "digest": digest}
    year = Date.fromisoformat(date).year
    return {
        "cite/cite.md": PLAIN.format(**common, place=f"{url} " if url else "").encode(),
        "cite/release.bib": BIBTEX.format(
            **common, year=year, url=f"\n  url    = {{{url}}}," if url else ""
        ).encode(),
        "cite/CITATION.cff": CFF.format(**common, url=f'url: "{url}"\n' if url else "").encode(),
    }
