"""`harness release --date D`: a dated, immutable folder of the leaderboard; `--verify <folder>` checks one."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from harness.commands.runs import current_form
from harness.commands.site import catalogue
from harness.errors import GATE_FAILED, OK, EnvironmentProblem, UsageError
from harness.publish.browser import FIX, chromium, lacking
from harness.publish.paper import printed
from harness.publish.releases import manifest
from harness.publish.releases.build import files_of, parsed, write
from harness.publish.site.build import build
from harness.publish.site.inputs import read_inputs
from harness.publish.site.swap import MARKER
from harness.publish.table import harmless
from harness.store.files import read_json
from harness.types import LANGS


def run(args: argparse.Namespace) -> int:
    if args.verify:
        return verify(Path(args.verify), args.json)
    if not args.date:
        raise UsageError("which day is released?", "--date", "write --date 2026-11-22, or --verify <folder>")
    date, results = parsed(args.date), Path(args.results)
    releases = Path(args.out) if args.out else results / "releases"
    with_pages = {} if args.no_site else pages(results, date, args)
    files = files_of(results, date, releases, with_pages, args.url)
    fresh = write(releases / date, files)
    body = {"release": str(releases / date), "written": fresh, "files": len(files), **told(files)}
    print(json.dumps(body, ensure_ascii=False) if args.json else in_words(body))
    return OK


def pages(results: Path, date: str, args: argparse.Namespace) -> dict[str, bytes]:
    """The site of the board, and its print in both languages. EnvironmentProblem without a browser to print with."""
    if not args.no_pdf and (missing := lacking()):
        raise EnvironmentProblem(missing, "release", f"{FIX}; or release without it: --no-pdf")
    form_id = current_form(results)
    inputs = read_inputs(results, form_id, catalogue(results, form_id, args.allow_package))
    with TemporaryDirectory() as temp:
        site = Path(temp) / "site"
        build(inputs, site, args.url)
        out = {f"site/{path}": body for path, body in manifest.on_disk(site).items() if path != MARKER}
        if not args.no_pdf:
            mark = sha256(out["site/data/leaderboard.json"]).hexdigest()
            words = f"Heng 衡 {date} · {inputs.board['form']['suite']} · leaderboard.json sha256:{mark[:16]} {args.url}"
            with chromium() as browser:
                for lang in LANGS:
                    out[f"print/heng-{date}-{lang}.pdf"] = printed(browser, site, lang, date, words)
    return out


def told(files: Mapping[str, bytes]) -> dict[str, Any]:
    body = json.loads(files[manifest.NAME])
    diff = json.loads(files["diff.json"])
    return {"content_sha256": body["content_sha256"], "bytes": sum(map(len, files.values())), "diff": diff}


def in_words(body: Mapping[str, Any]) -> str:
    diff = body["diff"]
    since = diff.get("reason") or ", ".join(
        f"{len(diff[k])} {k}" for k in ("new", "withdrawn", "scores", "ranks")
    )
    stands = "written" if body["written"] else "stands there already, the same to the byte"
    return (
        f"{body['release']}: {stands}; {body['files']} files, {body['bytes']:,} bytes\n"
        f"  content hash  sha256:{body['content_sha256']}\n  since {diff['previous'] or 'nothing'}: {since}"
    )


def verify(folder: Path, as_json: bool) -> int:
    wrong = manifest.faults(folder)
    held = read_json(folder / manifest.NAME, "manifest of a release")
    body = {
        "release": str(folder),
        "ok": not wrong,
        "faults": wrong,
        "content_sha256": held["content_sha256"],
    }
    if as_json:
        print(json.dumps(body, ensure_ascii=False))
    elif wrong:
        print("\n".join([f"{folder}: not as it was released", *(f"  {harmless(w, 300)}" for w in wrong)]))
    else:
        print(
            f"{folder}: {len(held['files'])} files as released\n  content hash  sha256:{held['content_sha256']}"
        )
    return GATE_FAILED if wrong else OK
