"""A page is seen before its scripts travel, and stays where it is while the rest comes."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Request, Route, expect

from tests.look.conftest import Gallery
from tests.site import Site
from tests.story.window import DESKTOP, HAS_SCRIPTS, PHONE, WAITS_FOR_SCRIPTS, window

SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => shifts.push(...list.getEntries().flatMap(({ sources }) => sources)
    .map(({ node }) => (node?.outerHTML ?? node?.data ?? "gone").slice(0, 99))))
  .observe({ type: "layout-shift", buffered: true });
"""
# So slow that a page comes in pieces: bytes a second.
SLOW = {"offline": False, "latency": 20, "downloadThroughput": 60_000, "uploadThroughput": 60_000}


async def goes_without(page: Page, file: str) -> tuple[asyncio.Event, asyncio.Task[Any]]:
    """On the way to the login page, whose `file` is on the line until the event is set; and that way."""
    may_go, is_held = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        is_held.set()
        await may_go.wait()
        await route.continue_()

    await page.remove_locator_handler(page.locator(WAITS_FOR_SCRIPTS))
    await page.route(f"**/{file}?*", hold)
    going = asyncio.create_task(page.goto("/login"))
    await is_held.wait()
    return may_go, going


async def test_scripts_are_asked_for_when_the_page_is_seen(browser: Browser, site: Site) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url.partition("/static/")[2].partition("?")[0])

    async with window(browser, site, PHONE, service_workers="block") as page:
        page.on("request", note)
        may_go, going = await goes_without(page, "site.css")
        # Nothing can be drawn without the styles.
        await page.wait_for_selector("form[data-passkey]", state="attached")
        assert "first.js" in asked
        assert "site.en.js" not in asked
        may_go.set()
        await going
        assert asked.index("site.css") < asked.index("site.en.js")


async def test_a_button_pressed_before_its_script_is_there_works_when_it_is(browser: Browser, site: Site) -> None:
    async with window(browser, site, PHONE, service_workers="block") as page:
        may_go, going = await goes_without(page, "site.en.js")
        password = page.locator("input[name=password]")
        await page.get_by_role("button", name="Show what you type").click()
        await expect(password).to_have_attribute("type", "password")
        may_go.set()
        await going
        await expect(password).to_have_attribute("type", "text")
        await page.get_by_role("button", name="Show what you type").click()
        await expect(password).to_have_attribute("type", "password")


async def test_a_page_whose_scripts_were_lost_on_the_way_asks_for_them_again(browser: Browser, site: Site) -> None:
    async with window(browser, site, PHONE, may_complain=True, service_workers="block") as page:
        await page.route("**/site.en.js?*", lambda route: route.abort(), times=1)
        await page.goto("/login")
        await page.wait_for_selector("html[data-live=yes]", state="attached")


async def test_a_page_in_the_background_is_live_all_the_same(browser: Browser, site: Site) -> None:
    async with window(browser, site, PHONE) as page:
        await page.add_init_script(
            "Object.defineProperty(document, 'hidden', { get: () => true });"
            "PerformanceObserver.prototype.observe = () => {};"
        )
        await page.goto("/login")
        await page.wait_for_selector(HAS_SCRIPTS, state="attached")
        await page.wait_for_selector("html[data-live=yes]", state="attached")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_nothing_moves_while_a_slow_line_brings_the_page(
    browser: Browser, site: Site, gallery: Gallery, size: dict[str, int]
) -> None:
    async with window(browser, site, size, service_workers="block") as page:
        await page.add_init_script(SHIFTS)
        line = await page.context.new_cdp_session(page)
        for path in (f"/p/{gallery.post}", f"/@{gallery.people.alice.username}", "/"):
            await line.send("Network.emulateNetworkConditions", SLOW)
            await page.goto(path)
            assert await page.evaluate("shifts") == [], path


async def test_a_browser_that_does_not_say_when_it_draws_has_scripts_too(browser: Browser, site: Site) -> None:
    async with window(browser, site, PHONE) as page:
        await page.add_init_script(
            "Object.defineProperty(PerformanceObserver, 'supportedEntryTypes', { get: () => [] });"
            "PerformanceObserver.prototype.observe = () => {};"
        )
        await page.goto("/login")
        await page.wait_for_selector("html[data-live=yes]", state="attached")
