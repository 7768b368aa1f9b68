"""With a thumb: two taps like, one opens, and the feed is pulled down."""

import asyncio
import re

from playwright.async_api import Browser, Page, expect

from tests.cast import Cast
from tests.documents import look_anew, published
from tests.site import Site
from tests.story.window import PHONE, is_live, sign_in, window

TOUCH = {"has_touch": True, "is_mobile": True}


async def _two_taps(page: Page, x: float, y: float) -> None:
    """As quick as a thumb is: nothing is waited for in between."""
    line = await page.context.new_cdp_session(page)
    touches = [("touchStart", [{"x": x, "y": y}]), ("touchEnd", [])] * 2
    sent = [line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points}) for kind, points in touches]
    await asyncio.gather(*sent)


async def _pull(page: Page, by: int) -> None:
    """A thumb, from the top downwards."""
    line = await page.context.new_cdp_session(page)
    for step in range(11):
        thumb = {"x": 200, "y": 120 + by * step // 10}
        kind = "touchMove" if step else "touchStart"
        await line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [thumb]})
    await line.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


async def test_two_taps_like_one_opens_and_the_feed_is_pulled(browser: Browser, site: Site, people: Cast) -> None:
    post = await published(people.alice, "Tapped")
    await look_anew(people.bob)
    async with window(browser, site, PHONE, **TOUCH) as page:
        await sign_in(page, people.bob.username)
        await is_live(page)
        photo = page.locator(f"#post-{post} .photo")
        box = await photo.bounding_box()
        assert box
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        await _two_taps(page, *middle)
        await expect(photo.locator(".burst")).to_be_visible()
        heart, likes = page.get_by_role("button", name="Like"), page.locator(f"#counts-{post} a").first
        await expect(heart).to_have_attribute("aria-pressed", "true")
        await expect(likes).to_have_text("1 like")
        await expect(photo.locator(".burst")).to_have_count(0)
        await _two_taps(page, *middle)
        await expect(photo.locator(".burst")).to_be_visible()
        await expect(heart).to_have_attribute("aria-pressed", "true")
        assert "/p/" not in page.url

        await page.evaluate("isTheSame = page")
        await _pull(page, 30)
        assert await page.evaluate("isTheSame.isConnected")
        await _pull(page, 400)
        await expect(page.locator(".spoken")).to_have_text(re.compile("up to date"))
        assert not await page.evaluate("isTheSame.isConnected")

        await photo.tap()
        await page.wait_for_url(f"**/p/{post}")
        await expect(page.locator("main.post-page")).to_be_visible()
