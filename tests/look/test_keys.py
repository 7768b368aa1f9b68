"""A feed is read with single keys, which can be turned off."""

from playwright.async_api import Browser, Page, expect

from tests.cast import Cast
from tests.documents import look_anew, published
from tests.site import Site
from tests.story.window import DESKTOP, is_live, sign_in, window


async def _focused(page: Page) -> str:
    """The post that has the focus."""
    found: str = await page.evaluate("document.activeElement.closest('.card')?.id ?? ''")
    return found.removeprefix("post-")


async def test_a_feed_is_read_with_single_keys(browser: Browser, site: Site, people: Cast) -> None:
    posts = [await published(people.alice, f"Plate {place}") for place in range(3)][::-1]
    await look_anew(people.bob)
    async with window(browser, site, DESKTOP, reduced_motion="reduce") as page:
        await sign_in(page, people.bob.username)
        await is_live(page)
        for key, post in (("j", posts[0]), ("j", posts[1]), ("k", posts[0]), ("j", posts[1])):
            await page.keyboard.press(key)
            assert await _focused(page) == post
            await expect(page.locator(f"#post-{post}")).to_be_in_viewport()
        heart = page.locator(f"#page #heart-{posts[1]}")
        await page.keyboard.press("l")
        await expect(heart).to_have_attribute("aria-pressed", "true")
        await page.keyboard.press("Control+l")
        await expect(heart).to_have_attribute("aria-pressed", "true")

        await page.keyboard.press("c")
        box = page.get_by_role("dialog").get_by_label("Say something")
        await expect(box).to_be_focused()
        await page.keyboard.type("just like k?")
        await page.keyboard.press("Control+Enter")
        await expect(page.get_by_role("dialog").get_by_text("just like k?")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        assert await _focused(page) == posts[1]

        await page.keyboard.press("/")
        await expect(page.get_by_role("searchbox")).to_be_focused()


async def test_the_keys_are_listed_and_can_be_turned_off(browser: Browser, site: Site, people: Cast) -> None:
    await published(people.alice, "A plate")
    await look_anew(people.bob)
    async with window(browser, site, DESKTOP) as page:
        await sign_in(page, people.bob.username)
        await is_live(page)
        await page.keyboard.press("?")
        await page.get_by_role("dialog", name="Keyboard").get_by_role("checkbox").uncheck()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await page.keyboard.press("j")
        assert not await _focused(page)
        await page.goto("/keyboard")
        await expect(page.get_by_role("checkbox")).not_to_be_checked()
        await page.get_by_role("checkbox").check()
        await page.goto("/")
        await is_live(page)
        await page.keyboard.press("j")
        assert await _focused(page)
