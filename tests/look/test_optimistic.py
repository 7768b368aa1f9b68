"""What is pressed or said is there at once, before the server has answered, and agrees with it after."""

import asyncio
from typing import Any

from playwright.async_api import Browser, Page, Route, expect

from tests.cast import Cast
from tests.documents import published
from tests.site import Site
from tests.story.window import DESKTOP, PHONE, is_live, sign_in, window

# A worker of the page would send what is held here.
HELD: dict[str, Any] = {"service_workers": "block"}


class Held:
    """Requests to an address, held back until they are let go."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.sent: list[str] = []

    async def hold(self, page: Page, address: str) -> None:
        await page.route(address, self._carry)

    async def _carry(self, route: Route) -> None:
        self.sent.append(route.request.url)
        await self.go.wait()
        await route.continue_()


async def test_a_like_shows_at_once_and_only_the_last_wish_counts(browser: Browser, site: Site, people: Cast) -> None:
    post = await published(people.alice)
    held = Held()
    async with window(browser, site, DESKTOP, **HELD) as page:
        await sign_in(page, people.bob.username)
        await page.goto(f"/p/{post}")
        await is_live(page)
        heart, likes = page.get_by_role("button", name="Like"), page.locator(f"#counts-{post} a").first
        await held.hold(page, "**/like*")
        await heart.click()
        await expect(heart).to_have_attribute("aria-pressed", "true")
        await expect(likes).to_have_text("1 like")
        # Somebody else's like, which is pushed meanwhile, is not added twice.
        await people.charlie.post(f"/p/{post}/like")
        await heart.click()
        await heart.click()
        await heart.click()
        await expect(heart).to_have_attribute("aria-pressed", "false")
        await expect(likes).to_have_text("0 likes")
        assert len(held.sent) == 1
        async with page.expect_response("**/like?_method=DELETE"):
            held.go.set()
        await expect(likes).to_have_text("1 like")
        assert len(held.sent) == 2
        await expect(heart).to_have_attribute("aria-pressed", "false")
        await page.reload()
        await expect(heart).to_have_attribute("aria-pressed", "false")
        await expect(likes).to_have_text("1 like")


async def test_what_does_not_arrive_is_taken_back_and_said(browser: Browser, site: Site, people: Cast) -> None:
    post = await published(people.alice)
    async with window(browser, site, PHONE, may_complain=True, **HELD) as page:
        await sign_in(page, people.bob.username)
        await page.goto(f"/p/{post}")
        await page.route("**/p/*/*", lambda route: route.abort())
        heart, box = page.get_by_role("button", name="Like"), page.get_by_label("Say something")
        await heart.click()
        await expect(page.get_by_text("That did not arrive").first).to_be_visible()
        await expect(heart).to_have_attribute("aria-pressed", "false")
        await expect(page.locator(f"#counts-{post} a").first).to_have_text("0 likes")
        await box.fill("Two words")
        await page.get_by_role("button", name="Send").click()
        await expect(page.get_by_text("Your words are still in the box")).to_be_visible()
        await expect(box).to_have_value("Two words")
        await expect(page.locator(".comment")).to_have_count(0)


async def test_a_comment_shows_at_once_and_the_box_goes_on(browser: Browser, site: Site, people: Cast) -> None:
    post = await published(people.alice)
    held = Held()
    async with window(browser, site, DESKTOP, **HELD) as page:
        await sign_in(page, people.bob.username)
        await page.goto(f"/p/{post}")
        await is_live(page)
        box = page.get_by_label("Say something")
        await held.hold(page, "**/comments")
        await box.fill("First <b>words</b>\nin two lines")
        await page.get_by_role("button", name="Send").click()
        sending = page.locator(".comment.sending")
        await expect(sending).to_contain_text("First <b>words</b>")
        await expect(box).to_have_value("")
        await people.charlie.post(f"/p/{post}/comments", data={"text": "Meanwhile", "key": "k"})
        await expect(page.locator(".comment")).to_have_count(2)
        await expect(page.locator(".spoken")).to_have_text("1 new comment")
        await expect(page.locator(".comment").last).to_contain_text("First")
        await box.fill("typed meanwhile")
        held.go.set()
        await expect(sending).to_have_count(0)
        await expect(page.locator(".comment")).to_have_count(2)
        await expect(box).to_have_value("typed meanwhile")
        await expect(box).to_be_focused()


async def test_what_waits_offline_is_shown_as_waiting(browser: Browser, site: Site, people: Cast) -> None:
    post = await published(people.alice)
    async with window(browser, site, PHONE, **HELD) as page:
        await sign_in(page, people.bob.username)
        await page.goto(f"/p/{post}")
        queued = {"status": 202, "headers": {"X-Tintype-Queued": "1"}, "body": ""}
        await page.route("**/p/*/*", lambda route: route.fulfill(**queued))
        heart, box = page.get_by_role("button", name="Like"), page.get_by_label("Say something")
        await heart.click()
        await box.fill("Later")
        first = await page.locator("[name=key]").input_value()
        await page.get_by_role("button", name="Send").click()
        await expect(page.locator(".comment.queued")).to_contain_text("Waiting to be sent")
        await expect(heart).to_have_attribute("aria-pressed", "true")
        await expect(page.locator(f"#counts-{post} a").first).to_have_text("1 like")
        await expect(box).to_have_value("")
        assert await page.locator("[name=key]").input_value() != first


async def test_follow_answers_at_once(browser: Browser, site: Site, people: Cast) -> None:
    held = Held()
    async with window(browser, site, DESKTOP, **HELD) as page:
        await sign_in(page, people.charlie.username)
        await page.goto(f"/@{people.alice.username}")
        await held.hold(page, "**/follow*")
        await page.get_by_role("button", name="Follow", exact=False).first.click()
        await expect(page.get_by_role("button", name="Unfollow")).to_have_text("Following")
        held.go.set()
        await expect(page.locator(".counts")).to_contain_text("2 followers")
        await expect(page.get_by_role("button", name="Unfollow")).to_be_focused()
