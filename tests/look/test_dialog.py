"""On a wide window a post opens above the page, at its own address, and leads back to exactly that page."""

from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.cast import Cast
from tests.documents import look_anew, published
from tests.site import Site
from tests.story.window import DESKTOP, is_live, sign_in, window

POSTS = 6


async def fill(people: Cast) -> list[str]:
    """alice's posts, the newest first, in bob's feed."""
    posts = [await published(people.alice, f"Plate {place}") for place in range(POSTS)][::-1]
    await look_anew(people.bob)
    return posts


def card(page: Page, post: str) -> Locator:
    return page.locator(f"#page #post-{post}")


async def open_from_the_feed(page: Page, post: str) -> Locator:
    """The dialog, opened by a click on the photo of a card."""
    await card(page, post).scroll_into_view_if_needed()
    await card(page, post).get_by_role("link", name="Open this photo").click()
    await page.wait_for_url(f"**/p/{post}")
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_label("Say something")).to_be_visible()
    return dialog


async def test_a_post_opens_above_the_feed_and_gives_it_back(browser: Browser, site: Site, people: Cast) -> None:
    posts = await fill(people)
    async with window(browser, site, DESKTOP) as page:
        await sign_in(page, people.bob.username)
        await is_live(page)
        await page.evaluate("window.isTheSame = true; updates.socketIsTheSame = true")
        await card(page, posts[3]).scroll_into_view_if_needed()
        feed, place = page.url, await page.evaluate("scrollY")
        dialog = await open_from_the_feed(page, posts[3])
        assert "Alice" in await page.title()

        # What is pushed shows in the dialog and on the card below it.
        await dialog.get_by_role("button", name="Like").click()
        await people.charlie.post(f"/p/{posts[3]}/like")
        await people.charlie.post(f"/p/{posts[3]}/comments", data={"text": "From elsewhere", "key": "k"})
        await expect(dialog.get_by_text("From elsewhere")).to_be_visible()
        for counts in await page.locator(f"[id='counts-{posts[3]}']").all():
            await expect(counts).to_contain_text("2 likes")

        # The next one has the place of this in the history.
        await page.keyboard.press("j")
        await page.wait_for_url(f"**/p/{posts[4]}")
        await expect(dialog.get_by_text("Plate 1")).to_be_visible()
        await dialog.get_by_role("button", name="Previous post").click()
        await expect(dialog.get_by_text("Plate 2")).to_be_visible()

        await page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)
        await expect(page).to_have_url(feed)
        assert await page.title() == "Tintype"
        assert await page.evaluate("scrollY") == place
        await expect(card(page, posts[3]).get_by_role("link", name="Open this photo")).to_be_focused()
        await expect(card(page, posts[3]).get_by_role("button", name="Like")).to_have_attribute("aria-pressed", "true")

        await page.go_forward()
        await expect(dialog.get_by_text("From elsewhere")).to_be_visible()
        await page.go_back()
        await expect(dialog).to_have_count(0)
        assert await page.evaluate("[scrollY, isTheSame, updates.socketIsTheSame]") == [place, True, True]


async def test_what_one_goes_to_from_a_dialog_leads_back_into_it(browser: Browser, site: Site, people: Cast) -> None:
    posts = await fill(people)
    async with window(browser, site, DESKTOP) as page:
        await sign_in(page, people.bob.username)
        dialog = await open_from_the_feed(page, posts[2])
        await dialog.get_by_role("link", name="Alice").first.click()
        await page.wait_for_url(f"**/@{people.alice.username}")
        await expect(page.locator("#page .profile")).to_be_visible()
        await expect(dialog).to_have_count(0)
        await page.go_back()
        await expect(dialog.get_by_text("Plate 3")).to_be_visible()
        await page.reload()
        await expect(page.locator("main.post-page")).to_be_visible()
        await expect(dialog).to_have_count(0)
        await page.go_back()
        await expect(card(page, posts[0])).to_be_visible()


@pytest.mark.parametrize(
    "options", [{"java_script_enabled": False}, {"viewport": {"width": 390, "height": 844}}], ids=["plain", "phone"]
)
async def test_elsewhere_it_is_a_page(browser: Browser, site: Site, people: Cast, options: dict[str, Any]) -> None:
    (post,) = [await published(people.alice, "Alone")]
    size = options.pop("viewport", DESKTOP)
    async with window(browser, site, size, **options) as page:
        await page.goto(f"/@{people.alice.username}")
        await page.locator(f"#post-{post} a").click()
        await expect(page.locator("main.post-page")).to_be_visible()
        await expect(page).to_have_url(f"{site.url}/p/{post}")
