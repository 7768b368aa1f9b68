"""Reading the feed in a browser: far down, back again, and while new posts come in."""

from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.cast import Cast
from tests.documents import look_anew, published
from tests.site import Site, eventually
from tests.story.window import DESKTOP, PHONE, is_live, sign_in, window

POSTS = 40
FAR = 30  # on the third page
BROUGHT_MS = 30_000  # what a worker may take to bring a post to a feed


async def fill(people: Cast) -> list[str]:
    return [await published(people.alice, f"Plate {place}") for place in range(POSTS)][::-1]


def card(page: Page, post: str) -> Locator:
    return page.locator(f"#page #post-{post}")


async def read_to(page: Page, post: str) -> None:
    """Scroll, as far as older posts are put under the others, until this one is in the middle of the window."""
    while not await card(page, post).count():
        before = await page.locator("article.card").count()
        await page.locator("#older").scroll_into_view_if_needed()
        await expect(page.locator("article.card")).not_to_have_count(before)
    await card(page, post).evaluate("card => card.scrollIntoView({block: 'center', behavior: 'instant'})")


async def top_of(page: Page, post: str) -> float:
    """How far below the upper edge of the window a card begins."""
    top: float = await card(page, post).evaluate("card => card.getBoundingClientRect().top")
    return top


async def cards(page: Page) -> list[str]:
    found: list[str] = await page.locator("article.card").evaluate_all("all => all.map(card => card.id)")
    return [each.removeprefix("post-") for each in found]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_back_finds_the_place_and_what_was_liked_meanwhile(
    browser: Browser, site: Site, people: Cast, size: dict[str, int]
) -> None:
    posts = await fill(people)
    async with window(browser, site, size) as page:
        await sign_in(page, people.bob.username)
        await read_to(page, posts[FAR])
        shown, top = await cards(page), await top_of(page, posts[FAR])
        await card(page, posts[FAR]).get_by_role("link", name="Open this photo").click()
        await page.wait_for_url(f"**/p/{posts[FAR]}")
        opened = page.get_by_role("dialog") if size is DESKTOP else page.locator("main.post-page")
        await opened.get_by_role("button", name="Like").click()
        await expect(opened.get_by_role("button", name="Like", pressed=True)).to_be_visible()
        await page.go_back()
        await expect(opened).to_have_count(0)
        await expect(card(page, posts[FAR])).to_be_in_viewport()
        assert await cards(page) == shown
        assert await top_of(page, posts[FAR]) == pytest.approx(top, abs=2)
        heart = card(page, posts[FAR]).get_by_role("button", name="Like")
        await expect(heart).to_have_attribute("aria-pressed", "true")
        await expect(card(page, posts[FAR]).get_by_text("1 like")).to_be_visible()
        await heart.click()
        await expect(heart).to_have_attribute("aria-pressed", "false")
        await page.go_forward()
        await expect(opened.get_by_role("button", name="Like", pressed=False)).to_be_visible()


async def test_a_kept_page_hears_again_and_goes_on(browser: Browser, site: Site, people: Cast) -> None:
    posts = await fill(people)
    async with window(browser, site, PHONE) as page:
        await sign_in(page, people.bob.username)
        await read_to(page, posts[14])
        await page.get_by_role("link", name="Search").click()
        await page.wait_for_url("**/search")
        await people.charlie.post(f"/p/{posts[14]}/comments", data={"text": "Said while he was away"})
        await people.alice.client.delete(f"/p/{posts[15]}", follow_redirects=False)
        await page.go_back()
        await expect(card(page, posts[14]).get_by_text("1 comment")).to_be_visible()
        await expect(card(page, posts[15])).to_have_count(0)
        await people.charlie.post(f"/p/{posts[14]}/like")
        await expect(card(page, posts[14]).get_by_text("1 like")).to_be_visible()
        await read_to(page, posts[FAR])


async def test_loaded_anew_the_page_goes_as_far_as_before(browser: Browser, site: Site, people: Cast) -> None:
    posts = await fill(people)
    async with window(browser, site, DESKTOP) as page:
        await sign_in(page, people.bob.username)
        await read_to(page, posts[FAR])
        shown = await cards(page)
        await page.reload()
        await expect(card(page, posts[FAR])).to_be_in_viewport()
        assert await cards(page) == shown


async def brought(people: Cast, count: int) -> list[str]:
    """New posts of alice's, as their delivery brings them: newest first."""
    posts = [await people.alice.publish(f"New {place}") for place in range(count)][::-1]
    await look_anew(people.bob)
    return posts


async def test_new_posts_do_not_move_what_is_read(browser: Browser, site: Site, people: Cast) -> None:
    posts = await fill(people)
    async with window(browser, site, PHONE) as page:
        await sign_in(page, people.bob.username)
        await is_live(page)
        await read_to(page, posts[5])
        new = await brought(people, 2)
        pill = page.get_by_role("link", name="2 new posts")
        await expect(pill).to_be_visible(timeout=BROUGHT_MS)
        top = await top_of(page, posts[5])
        await pill.dispatch_event("click")  # a click of Playwright's own scrolls a little
        led = page.get_by_role("link", name="2 new posts above")
        await expect(led).to_be_visible()

        async def is_where_it_was() -> bool:
            return abs(await top_of(page, posts[5]) - top) < 2

        await eventually(is_where_it_was)
        assert (await cards(page))[:3] == [*new, posts[0]]
        await led.click()
        await expect(card(page, new[0])).to_be_in_viewport()
        await expect(led).to_have_count(0)


async def test_at_the_top_they_are_seen_at_once(browser: Browser, site: Site, people: Cast) -> None:
    posts = await fill(people)
    async with window(browser, site, DESKTOP) as page:
        await sign_in(page, people.bob.username)
        await is_live(page)
        await expect(card(page, posts[0])).to_be_visible()
        new = await brought(people, 1)
        # Playwright's own click may scroll the page to what it clicks.
        await page.get_by_role("link", name="1 new post").evaluate("pill => pill.click()", timeout=BROUGHT_MS)
        await expect(card(page, new[0])).to_be_in_viewport()
        await expect(page.locator("#came")).to_have_count(0)
        assert await page.evaluate("scrollY") == 0


async def test_ones_own_post_appears_by_itself(browser: Browser, site: Site, people: Cast) -> None:
    posts = await fill(people)
    async with window(browser, site, PHONE) as page:
        await sign_in(page, people.bob.username)
        await is_live(page)
        await expect(card(page, posts[0])).to_be_visible()
        answer: Any = await people.bob.submit("Mine")
        post = str(answer.url).rsplit("/", 1)[1]
        await page.goto("/")
        await expect(card(page, post)).to_be_visible(timeout=30_000)
        await expect(page.get_by_text("is being developed")).to_have_count(0)
