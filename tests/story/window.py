"""A browser window of one person."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Page

from tests.cast import PASSWORD
from tests.site import Site

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
# static/first.js asks for the scripts when the page is there; htmx, which they bring, marks what it has looked at.
HAS_SCRIPTS = "[data-htmx-powered], html:not(:has(script[data-next]))"
WAITS_FOR_SCRIPTS = "html:has(script[data-next]):not(:has([data-htmx-powered]))"


@asynccontextmanager
async def window(
    browser: Browser, site: Site, size: dict[str, int], *, may_complain: bool = False, **options: Any
) -> AsyncIterator[Page]:
    """A fresh window; every complaint of its console fails the test, unless it provokes them."""
    complaints: list[str] = []
    context = await browser.new_context(base_url=site.url, viewport=size, **options)  # type: ignore[arg-type]
    page = await context.new_page()
    # Whoever begins to listen for one when it is about to open may be too late.
    page.on("filechooser", lambda _: None)
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    if options.get("java_script_enabled", True):
        for name in ("goto", "reload", "wait_for_url", "go_back", "go_forward"):
            setattr(page, name, _with_scripts(page, getattr(page, name)))
        # Playwright looks for it before whatever it does, and waits until it is gone: nothing is pressed too early.
        await page.add_locator_handler(page.locator(WAITS_FOR_SCRIPTS), _do_nothing)
    try:
        yield page
    finally:
        await context.close()
    if not may_complain:
        assert not [words for words in complaints if "status of 4" not in words], complaints


async def _do_nothing() -> None:
    pass


def _with_scripts(page: Page, go: Callable[..., Awaitable[Any]]) -> Any:
    """`go`, ending when what it leads to can be used with its scripts."""

    async def gone(*address: Any, **options: Any) -> Any:
        response = await go(*address, **options)
        await page.wait_for_selector(HAS_SCRIPTS, state="attached")
        return response

    return gone


async def sign_up(page: Page, username: str) -> None:
    await page.goto("/signup")
    await page.get_by_label("Name", exact=True).fill(f"{username.title()} Test")
    await page.get_by_label("Username").fill(username)
    await page.get_by_label("E-mail").fill(f"{username}@example.org")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Create account").click()
    await page.wait_for_url("**/")


async def sign_in(page: Page, username: str) -> None:
    await page.goto("/login")
    await page.get_by_label("Username or e-mail").fill(username)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.wait_for_url("**/")


async def is_live(page: Page) -> None:
    """Wait until the page's socket is open."""
    await page.wait_for_selector("html[data-live=yes]", state="attached")
