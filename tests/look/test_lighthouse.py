"""Lighthouse, on its mobile setting, for the two pages that matter most.

Accessibility and best practices do not depend on the machine and must be 100. Performance does: it is measured, and
written down in tests/out/lighthouse.json.
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
GOOD = 0.95
CATEGORIES = ("accessibility", "best-practices", "performance")


async def test_lighthouse_is_content_with_feed_and_post(site: Site, gallery: Gallery, tmp_path: Path) -> None:
    cookie = gallery.people.bob.cookie
    scores = {
        "feed": await _best(f"{site.url}/", tmp_path, {"Cookie": cookie}),
        "post": await _best(f"{site.url}/p/{gallery.post}", tmp_path, {}),
    }
    OUT.mkdir(exist_ok=True)
    (OUT / "lighthouse.json").write_text(json.dumps(scores, indent=2))
    for page, score in scores.items():
        assert score["accessibility"] == score["best-practices"] == 1, (page, score)


async def _best(address: str, folder: Path, headers: dict[str, str]) -> dict[str, Any]:
    """Up to three runs, since other work on the machine only ever makes a run worse."""
    found: list[dict[str, Any]] = []
    while len(found) < RUNS and not (found and found[-1]["performance"] >= GOOD):
        found.append(await _run(address, folder, headers))
    return max(found, key=lambda scores: scores["performance"]) | {"runs": len(found)}


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
    """The scores, and what was found wanting where nothing may be."""
    scores = {name: report["categories"][name]["score"] for name in CATEGORIES}
    audits = [ref["id"] for name in CATEGORIES[:2] for ref in report["categories"][name]["auditRefs"]]
    wanting = {name: report["audits"][name]["details"] for name in audits if report["audits"][name]["score"] == 0}
    figures = ("largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
    return scores | {name: report["audits"][name]["displayValue"] for name in figures} | {"wanting": wanting}


def _chromium() -> str:
    return next(path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name)))


def _path_with_node() -> str:
    """The machine's node, else the one that setting up has brought."""
    return f"{os.environ['PATH']}:{ROOT / '.venv' / 'bin'}"
