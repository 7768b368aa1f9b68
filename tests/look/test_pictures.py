"""Nothing is wider than the window on any kind of page: phone, desktop, and large letters on a small screen.

`make pictures` also takes pictures of all of them in both schemes, to be looked at, in tests/out/, which git ignores.
Otherwise only the style guide's are taken, since they take longer than all else here.
"""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from tests.look.conftest import SETTINGS, Gallery
from tests.look.main_story import fits
from tests.site import Site
from tests.story.window import DESKTOP, PHONE, sign_in, window

pytestmark = pytest.mark.slow

OUT = Path(__file__).parents[1] / "out"
ALL = "PICTURES" in os.environ
SMALL = {"width": 320, "height": 640}
SIZES = {"phone": PHONE, "desktop": DESKTOP}
OPEN = {
    "landing": "/",
    "login": "/login",
    "signup": "/signup",
    "reset": "/reset",
    "mailbox": "/mailbox",
    "missing": "/nowhere",
    "styleguide": "/styleguide",
}
Step = Callable[[Page], Awaitable[object]]


async def test_pages_for_everybody_fit(browser: Browser, site: Site, gallery: Gallery) -> None:
    async with window(browser, site, PHONE, reduced_motion="reduce") as page:
        for name, path in OPEN.items():
            await _see(page, name, path, whole=name in ("landing", "styleguide"))
        await _see(page, "signup-refused", "/signup", _send_nothing)
        await _see(page, "menu", "/styleguide", lambda page: _open(page, "More about this post"))
        await _see(page, "dialog", "/styleguide", lambda page: _open(page, "Open the dialog"))
        await _see(page, "sheet", "/styleguide", lambda page: _open(page, "Open the sheet"))


async def test_pages_of_who_is_signed_in_fit(browser: Browser, site: Site, gallery: Gallery) -> None:
    alice, bob = gallery.people.alice.username, gallery.people.bob.username
    pages = {
        "feed": "/",
        "post": f"/p/{gallery.post}",
        "likes": f"/p/{gallery.post}/likes",
        "failed": f"/p/{gallery.failed}",
        "profile": f"/@{alice}",
        "profile-own": f"/@{bob}",
        "profile-videos": f"/@{alice}?kind=videos",
        "followers": f"/@{alice}/followers",
        "search": "/search",
        "search-people": f"/search?q={alice}",
        "search-nobody": "/search?q=zzzz",
        "tag": "/tags/sea",
        "notifications": "/notifications",
        "composer": "/posts/new",
        "edit": f"/p/{gallery.failed}/edit",
        **{path.strip("/").replace("/", "-"): path for path in SETTINGS},
    }
    async with window(browser, site, PHONE, reduced_motion="reduce") as page:
        await sign_in(page, bob)
        for name, path in pages.items():
            await _see(page, name, path)
        await _see(page, "more", "/search", lambda page: _open(page, "More"))


async def test_empty_pages_fit(browser: Browser, site: Site, gallery: Gallery) -> None:
    async with window(browser, site, PHONE, reduced_motion="reduce") as page:
        await sign_in(page, gallery.people.charlie.username)
        await _see(page, "feed-empty", "/")
        await _see(page, "notifications-empty", "/notifications")


async def test_arabic_pages_fit(browser: Browser, site: Site, gallery: Gallery) -> None:
    async with window(browser, site, PHONE, reduced_motion="reduce", locale="ar") as page:
        for name, path in {"landing-ar": "/", "post-ar": f"/p/{gallery.post}", "styleguide-ar": "/styleguide"}.items():
            await _see(page, name, path, whole=name != "post-ar")


async def _open(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).click()


async def _send_nothing(page: Page) -> None:
    await page.locator("main form").evaluate("form => { form.noValidate = true }")
    await page.locator("main form button.wide").click()
    await page.wait_for_selector(".field.invalid")


async def _see(page: Page, name: str, path: str, step: Step | None = None, *, whole: bool = False) -> None:
    """The page at `path` after `step`, as it is first seen, or as a whole."""
    OUT.mkdir(exist_ok=True)
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    await page.goto(path)
    if step is not None:
        await step(page)
    for size, viewport in SIZES.items():
        await page.set_viewport_size(viewport)  # type: ignore[arg-type]
        await _loaded(page)
        await fits(page)
        await _photograph(page, f"{name}-{size}", whole=whole)
    await page.set_viewport_size(SMALL)  # type: ignore[arg-type]
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    await fits(page)
    await _photograph(page, f"{name}-magnified")


async def _photograph(page: Page, name: str, *, whole: bool = False) -> None:
    if not (ALL or name.startswith("styleguide")):
        return
    for scheme in ("dark", "light"):
        await page.emulate_media(color_scheme=scheme)
        await page.screenshot(path=OUT / f"{name}-{scheme}.png", full_page=whole)


async def _loaded(page: Page) -> None:
    await page.evaluate("document.fonts.ready")
    await page.wait_for_function("() => document.querySelector('.real')?.complete ?? true")
