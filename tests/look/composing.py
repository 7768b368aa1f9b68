"""The composer in somebody's browser, and a hand on the line that her files take."""

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from imageio_ffmpeg import get_ffmpeg_exe  # type: ignore[import-untyped]
from PIL import Image
from playwright.async_api import Browser, Page, Request, Route, expect

from server.posts import drafts
from tests.cast import Person, photo
from tests.documents import account_id
from tests.site import Site
from tests.story.window import PHONE, is_live, sign_in, window

WORK_MS = 40_000  # what a worker may take
PIECE_BYTES = 8 << 20  # what composer/sending.js sends at once


@asynccontextmanager
async def composer(
    browser: Browser, site: Site, person: Person, size: dict[str, int] = PHONE, *, reminds: bool = False, **options: Any
) -> AsyncIterator[Page]:
    """Her window, at the composer. She is not reminded of descriptions, unless a test wants that."""
    if not reminds:
        await drafts.stop_reminding(await account_id(person))
    async with window(browser, site, size, **options) as page:
        await sign_in(page, person.username)
        await page.goto("/posts/new")
        if options.get("java_script_enabled", True):
            await is_live(page)
            await page.wait_for_function("() => typeof compose === 'object'")
        yield page


async def are_checked(page: Page, count: int) -> None:
    """Wait until so many of the page's photos, which say nothing private, have arrived and been looked into."""
    await expect(page.get_by_text("Nothing private was found")).to_have_count(count, timeout=WORK_MS)


async def are_published(page: Page, count: int) -> None:
    """Wait until the post is there with so many pictures."""
    await page.wait_for_url("**/p/*")
    await expect(page.locator("article.card img.real")).to_have_count(count, timeout=WORK_MS)


def photos(folder: Path, *names: str) -> list[Path]:
    """A small JPEG of each name."""
    paths = [folder / f"{name}.jpg" for name in names]
    for path in paths:
        path.write_bytes(photo())
    return paths


def large_photo(folder: Path) -> Path:
    """One that takes two pieces."""
    side = 1760
    path = folder / "large.png"
    Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(path, compress_level=1)
    assert PIECE_BYTES < path.stat().st_size < 2 * PIECE_BYTES
    return path


def film(folder: Path) -> Path:
    """A second of moving picture with a tone."""
    path = folder / "film.mp4"
    inputs = ("-f", "lavfi", "-i", "testsrc2=s=320x240:r=25", "-f", "lavfi", "-i", "sine=f=440", "-t", "1")
    coded = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart")
    subprocess.run([get_ffmpeg_exe(), "-v", "error", *inputs, *coded, path], check=True)
    return path


def moving_gif(folder: Path) -> Path:
    """Two pictures that take turns."""
    path = folder / "turns.gif"
    first, second = (Image.new("RGB", (64, 48), colour) for colour in ("red", "blue"))
    first.save(path, save_all=True, append_images=[second], duration=200, loop=0)
    return path


@dataclass
class Line:
    """What the page sends of its files: seen, held up while it is not open, and cut where `cuts` says so."""

    open: asyncio.Event = field(default_factory=asyncio.Event)
    cuts: Sequence[str] = ()  # offsets at which nothing gets through
    away: int = 0  # how often a balancer answers for a server that is not there
    begun: int = 0
    offsets: list[str] = field(default_factory=list)  # where pieces began that got through

    @classmethod
    async def of(cls, page: Page, *, is_open: bool = True) -> "Line":
        """The one that this page has from now on."""
        line = cls()
        if is_open:
            line.open.set()
        page.on("request", line._see)
        await page.route("**/uploads/*", line._pass)
        return line

    def _see(self, request: Request) -> None:
        self.begun += request.method == "POST" and request.url.endswith("/uploads")

    async def _pass(self, route: Route) -> None:
        if self.away and route.request.method == "HEAD":
            self.away -= 1
            return await route.fulfill(status=502)
        if route.request.method != "PATCH":
            return await route.continue_()
        await self.open.wait()
        offset = route.request.headers["upload-offset"]
        if offset in self.cuts:
            return await route.abort("connectionreset")
        self.offsets.append(offset)
        return await route.continue_()
