"""Pictures of the main pages, in both schemes and sizes, to be looked at: in tests/out/, which git ignores."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from tests.look.conftest import SETTINGS, Gallery
from tests.site import Site
from tests.story.window import DESKTOP, PHONE, sign_in, window

OPEN = {"landing": "/", "login": "/login", "signup": "/signup", "reset": "/reset", "mailbox": "/mailbox"}
OUT = Path(__file__).parents[1] / "out"


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_the_pages_have_their_picture_taken(
    browser: Browser, site: Site, gallery: Gallery, size: dict[str, int], scheme: str
) -> None:
    name = f"{'phone' if size is PHONE else 'desktop'}-{scheme}"
    pages = {
        "feed": "/",
        "post": f"/p/{gallery.post}",
        "profile": f"/@{gallery.people.alice.username}",
        "composer": "/posts/new",
        "failed": f"/p/{gallery.failed}",
        **{path.strip("/").replace("/", "-"): path for path in SETTINGS},
    }
    async with window(browser, site, size, color_scheme=scheme) as page:
        for title, path in OPEN.items():
            await _take(page, path, f"{title}-{name}")
        await sign_in(page, gallery.people.bob.username)
        for title, path in pages.items():
            await _take(page, path, f"{title}-{name}")


async def _take(page: Page, path: str, name: str) -> None:
    """The page as it is first seen; nothing on it is wider than the window."""
    await page.goto(path)
    await page.evaluate("document.fonts.ready")
    await page.wait_for_function("[...document.querySelectorAll('.real')].slice(0, 1).every(image => image.complete)")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
    OUT.mkdir(exist_ok=True)
    await page.screenshot(path=OUT / f"{name}.png")
