"""What a hint is about comes, also when the first request for it fails or is overtaken."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from tests.cast import Cast
from tests.documents import published
from tests.site import Site, eventually
from tests.story.window import DESKTOP, is_live, sign_in, window

BELL = "**/notifications/bell"
COUNT_BELLS = "window.bells = 0; document.body.addEventListener('bell', () => { window.bells += 1; })"


@pytest_asyncio.fixture
async def hers(browser: Browser, site: Site, people: Cast) -> AsyncIterator[Page]:
    """An open page of alice's, whose bell says 1: bob follows her."""
    async with window(browser, site, DESKTOP, may_complain=True) as page:
        await sign_in(page, people.alice.username)
        await page.goto("/search")
        await is_live(page)
        await page.evaluate(COUNT_BELLS)
        await expect(page.locator("#bell .badge")).to_contain_text("1")
        yield page


async def test_a_bell_that_rings_while_it_is_being_asked(hers: Page, people: Cast) -> None:
    post = await published(people.alice)
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        answer = await route.fetch()
        asked.set()
        await go_on.wait()
        await route.fulfill(response=answer)

    await hers.route(BELL, hold, times=1)
    await people.bob.post(f"/p/{post}/like")
    await asked.wait()
    await people.charlie.post(f"/p/{post}/like")

    async def it_rang_again() -> bool:
        return bool(await hers.evaluate("window.bells > 1"))

    await eventually(it_rang_again)
    go_on.set()
    await expect(hers.locator("#bell .badge")).to_contain_text("3")


async def test_a_bell_whose_request_failed(hers: Page, people: Cast) -> None:
    post = await published(people.alice)
    await hers.route(BELL, lambda route: route.abort(), times=1)
    await people.bob.post(f"/p/{post}/like")
    await expect(hers.locator("#bell .badge")).to_contain_text("2", timeout=15_000)


async def test_a_thread_whose_request_failed(hers: Page, people: Cast) -> None:
    post = await published(people.alice)
    await hers.goto(f"/p/{post}")
    await is_live(hers)
    thread = hers.locator("#comments")
    # A position that no log goes back to: it is to be loaded anew.
    await thread.evaluate("it => { it.dataset.seen = '1-0'; }")
    await hers.route("**/comments", lambda route: route.abort(), times=1)
    await people.bob.post(f"/p/{post}/comments", data={"text": "said in the gap"})
    await thread.evaluate("it => it.querySelector('ol').replaceChildren()")
    await hers.evaluate("document.dispatchEvent(new CustomEvent('htmx:after:settle'))")
    await expect(thread).to_contain_text("said in the gap", timeout=15_000)
