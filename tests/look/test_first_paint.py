"""A page is seen before its scripts travel, and stays where it is while the rest comes."""

import asyncio

import pytest
from playwright.async_api import Browser, Request, Route

from tests.look.conftest import Gallery
from tests.site import Site
from tests.story.window import DESKTOP, HAS_SCRIPTS, PHONE, window

# The parts of the foot stand in the middle of it, so they make room for those that come after them. All else stays.
SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => shifts.push(...list.getEntries().flatMap(({ sources }) => sources)
    .filter(({ node }) => !node?.parentElement?.closest(".site-foot"))
    .map(({ node }) => (node?.outerHTML ?? node?.data ?? "gone").slice(0, 99))))
  .observe({ type: "layout-shift", buffered: true });
"""
# So slow that a page comes in pieces: bytes a second.
SLOW = {"offline": False, "latency": 20, "downloadThroughput": 60_000, "uploadThroughput": 60_000}


async def test_scripts_are_asked_for_when_the_page_is_seen(browser: Browser, site: Site) -> None:
    asked: list[str] = []
    may_go, is_held = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        is_held.set()
        await may_go.wait()
        await route.continue_()

    def note(request: Request) -> None:
        asked.append(request.url.partition("/static/")[2].partition("?")[0])

    async with window(browser, site, PHONE, service_workers="block") as page:
        page.on("request", note)
        await page.route("**/site.css?*", hold)
        going = asyncio.create_task(page.goto("/login"))
        await is_held.wait()
        # Nothing can be drawn without the styles.
        await page.wait_for_selector("form[data-passkey]", state="attached")
        assert "first.js" in asked
        assert "site.en.js" not in asked
        may_go.set()
        await going
        assert asked.index("site.css") < asked.index("site.en.js")


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
