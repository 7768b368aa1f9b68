"""Lighthouse, on its mobile setting, for the pages that matter most.

Accessibility, best practices and search do not depend on the machine and must be 100, nothing may shift, and what
travels must stay within its budget. Performance, and when the largest picture is there, depend on it: both are
measured, and written down in tests/out/lighthouse.json.
"""

import asyncio
import json
import os
import shutil
from pathlib import Path
from typing import Any

from tests.look.conftest import Gallery
from tests.site import Site

ROOT = Path(__file__).parents[2]
OUT = ROOT / "tests" / "out"
RUNS = 3
CATEGORIES = ("accessibility", "best-practices", "seo", "performance")
EXACT = CATEGORIES[:3]
LCP_MS = 1800
FIGURES = ("largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
# Kilobytes as they travel, compressed; the composer has scripts of its own.
BUDGETS = {"script": 60, "stylesheet": 30}


async def test_lighthouse_is_content(site: Site, gallery: Gallery, tmp_path: Path) -> None:
    signed_in = {"Cookie": gallery.people.bob.cookie}
    scores = {
        "landing": await _best(f"{site.url}/", tmp_path, {}),
        "feed": await _best(f"{site.url}/", tmp_path, signed_in),
        "profile": await _best(f"{site.url}/@{gallery.people.alice.username}", tmp_path, signed_in),
        "post": await _best(f"{site.url}/p/{gallery.post}", tmp_path, {}),
        "composer": await _best(f"{site.url}/posts/new", tmp_path, signed_in),
    }
    OUT.mkdir(exist_ok=True)
    (OUT / "lighthouse.json").write_text(json.dumps(scores, indent=2, ensure_ascii=False))
    for page, score in scores.items():
        assert all(score[name] == 1 for name in EXACT), (page, score)
        assert score["cumulative-layout-shift"] == "0", (page, score)
    assert all(scores["feed"]["kilobytes"][kind] <= most for kind, most in BUDGETS.items()), scores["feed"]


async def _best(address: str, folder: Path, headers: dict[str, str]) -> dict[str, Any]:
    """Up to three runs, since other work on the machine only ever makes a run worse."""
    found: list[dict[str, Any]] = []
    while len(found) < RUNS and not (found and found[-1]["performance"] == 1 and found[-1]["lcp-ms"] <= LCP_MS):
        found.append(await _run(address, folder, headers))
    return min(found, key=lambda scores: float(scores["lcp-ms"])) | {"runs": len(found)}


async def _run(address: str, folder: Path, headers: dict[str, str]) -> dict[str, Any]:
    report = folder / "report.json"
    environ = os.environ | {"CHROME_PATH": _chromium(), "PATH": _path_with_node()}
    command = [str(ROOT / "node_modules" / ".bin" / "lighthouse"), address, "--quiet", "--output=json"]
    command += [f"--output-path={report}", f"--only-categories={','.join(CATEGORIES)}"]
    command += ["--chrome-flags=--headless=new --no-sandbox", f"--extra-headers={json.dumps(headers)}"]
    # It says itself that it sometimes loses its own trace, and to run it again.
    report.unlink(missing_ok=True)
    for _ in range(RUNS):
        process = await asyncio.create_subprocess_exec(*command, env=environ)
        if await process.wait() == 0:
            break
    return _read(json.loads(report.read_text()))


def _read(report: dict[str, Any]) -> dict[str, Any]:
    """The scores, what travelled, and what was found wanting where nothing may be."""
    audits = report["audits"]
    scores = {name: report["categories"][name]["score"] for name in CATEGORIES}
    exact = [reference["id"] for name in EXACT for reference in report["categories"][name]["auditRefs"]]
    wanting = {name: audits[name].get("details") for name in exact if audits[name]["score"] == 0}
    return (
        scores
        | {name: audits[name]["displayValue"] for name in FIGURES}
        | {"lcp-ms": round(audits["largest-contentful-paint"]["numericValue"])}
        | {"kilobytes": _sizes(audits), "wanting": wanting}
    )


def _sizes(audits: dict[str, Any]) -> dict[str, float]:
    """Kilobytes that travelled, by kind."""
    sizes: dict[str, float] = {}
    for request in audits["network-requests"]["details"]["items"]:
        kind = request.get("resourceType", "other").lower()
        sizes[kind] = round(sizes.get(kind, 0) + request.get("transferSize", 0) / 1000, 1)
    return sizes


def _chromium() -> str:
    return next(path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name)))


def _path_with_node() -> str:
    """The machine's node, else the one that setting up has brought."""
    return f"{os.environ['PATH']}:{ROOT / '.venv' / 'bin'}"
