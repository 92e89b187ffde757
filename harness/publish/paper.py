"""The site as one PDF a language: tagged, with bookmarks, and with Chinese that can be searched and copied.

The pages are joined in the browser into one document, so that tags, bookmarks and links hold across them. Then two
things are mended: where a font draws 行 and the radical ⾏ (U+2F8F) with one glyph, the text layer may say the radical,
and a search for the character finds nothing; and the times of printing go, so that the same pages give the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence, Set
from datetime import date as Date
from pathlib import Path
from typing import Any

from harness.errors import EnvironmentProblem, UsageError
from harness.publish.radicals import unified

#: Before the models; the models follow in the order of the index.
FIRST = ("index.html", "use.html", "efficiency.html", "robustness.html", "methodology.html", "limits.html")
JOIN = """(pages) => {
  const home = document.querySelector('main');
  const prefix = (node, key) => {
    for (const e of [node, ...node.querySelectorAll('*')]) {
      for (const a of ['id', 'for', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'headers']) {
        if (e.hasAttribute(a)) {
          e.setAttribute(a, e.getAttribute(a).split(/\\s+/).filter(Boolean).map((w) => key + '-' + w).join(' '));
        }
      }
    }
  };
  const point = (node, key, base) => {
    for (const link of node.querySelectorAll('a[href]')) {
      const href = link.getAttribute('href');
      if (/^[a-z]+:/i.test(href)) continue;
      const [path, hash] = href.split('#');
      const there = path ? new URL(path, 'file:///' + base).pathname.slice(1) : base;
      const found = pages.find((p) => p.path === there);
      if (found) link.setAttribute('href', '#' + found.key + (hash ? '-' + hash : ''));
      else link.removeAttribute('href');
    }
  };
  const joined = pages.map((p) => {
    const part = document.createElement('section');
    part.innerHTML = p.html;
    prefix(part, p.key);
    point(part, p.key, p.path);
    part.id = p.key;
    return part;
  });
  home.replaceChildren(...joined);
  for (const part of joined.slice(1)) part.style.breakBefore = 'page';
  for (const d of document.querySelectorAll('details')) d.open = true;
}"""
#: Page numbers are the style sheet's; this adds what the page is from.
FOOT = '<div style="font-size:7px;width:100%;padding:0 12mm">{words}</div>'


def printed(browser: Any, site: Path, lang: str, date: str, footer: str) -> bytes:
    """The pages of one language as a PDF of A4 pages, by a browser of `publish.browser`.

    `date`: ISO day written into the document as its date. `footer`: plain words on every page.
    UsageError when the folder is no built site.
    """
    home = site / lang
    if not (home / "index.html").exists():
        raise UsageError("no built site here", str(home), "run `harness site` first")
    parts = [part(home, path) for path in contents(home)]
    context = browser.new_context(offline=True)
    try:
        page = context.new_page()
        page.route("**/*.js", lambda route: route.abort())  # as it reads with scripts off
        page.goto((home / "index.html").resolve().as_uri())
        page.evaluate(JOIN, parts)
        headings: list[str] = page.eval_on_selector_all(
            "h1, h2, h3, h4", "all => all.map(h => h.textContent)"
        )
        body: bytes = page.pdf(
            format="A4", tagged=True, outline=True, print_background=True, display_header_footer=True,
            header_template="<span></span>", footer_template=FOOT.format(words=escape(footer)),
            margin={"top": "14mm", "bottom": "16mm", "left": "12mm", "right": "12mm"},
        )  # fmt: skip
    finally:
        context.close()
    return mended(body, date, headings)


def contents(home: Path) -> list[str]:
    """Paths of the pages in reading order: the fixed ones that exist, then the models as the index lists them."""
    index = (home / "index.html").read_text(encoding="utf-8")
    models = dict.fromkeys(re.findall(r'href="(models?/[^"#]+\.html)', index))
    return [path for path in (*FIRST, *models) if (home / path).exists()]


def part(home: Path, path: str) -> dict[str, str]:
    """`path`, `key` (its anchor in the joined document) and the inside of its `main`."""
    text = (home / path).read_text(encoding="utf-8")
    found = re.search(r"<main\b[^>]*>(.*)</main>", text, re.S)
    if found is None:
        raise UsageError("this page has no <main>", str(home / path), "build the site again")
    key = "p-" + re.sub(r"[^\w-]+", "-", path.removesuffix(".html"))
    return {"path": path, "key": key, "html": found.group(1)}


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mended(body: bytes, date: str, headings: Sequence[str]) -> bytes:
    """A PDF whose text layer says characters instead of radicals, dated `date`, with nothing of chance in it.

    A heading that layout moves to the next page has its words twice in its bookmark: `headings` are those of the page.
    """
    try:
        from pypdf import PdfReader, PdfWriter
        from pypdf.generic import NameObject, StreamObject, TextStringObject
    except ImportError:
        fix = "pip install 'heng-harness[pdf]'"
        raise EnvironmentProblem("the package `pypdf` is not installed", "pdf", fix) from None
    known = {squeezed(h) for h in headings}
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(body)))
    for thing in list(writer._objects):
        held: Any = thing.get_object() if thing is not None else None
        cmap = held.get("/ToUnicode") if isinstance(held, dict) else None
        if cmap is not None and isinstance(stream := cmap.get_object(), StreamObject):
            said = stream.get_data()
            if (kept := unified(said)) != said:
                stream.set_data(kept)
        if isinstance(held, dict) and "/Title" in held and "/Parent" in held:
            held[NameObject("/Title")] = TextStringObject(undoubled(str(held["/Title"]), known))
    day = Date.fromisoformat(date).strftime("D:%Y%m%d000000Z")
    info: dict[str, str] = {"/CreationDate": day, "/ModDate": day}
    writer.add_metadata({NameObject(k): v for k, v in info.items()})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def squeezed(text: str) -> str:
    return "".join(text.split())


def undoubled(title: str, known: Set[str]) -> str:
    """`title`, or its first half where the whole is no heading, its halves are the same, and one of them is."""
    half = title[: (len(title) + 1) // 2].strip()
    twice = squeezed(title) == 2 * squeezed(half)
    return half if twice and squeezed(title) not in known and squeezed(half) in known else title
