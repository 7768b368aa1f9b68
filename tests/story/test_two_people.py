"""The story that Tintype is for, played in real Chromium by two people at once."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, WebSocket, expect

from tests.cast import Cast, photo
from tests.media import videos
from tests.site import Site, eventually
from tests.story.window import DESKTOP, PHONE, is_live, sign_in, sign_up, window


async def test_two_people_sign_up_and_both_pages_update_by_themselves(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    (tmp_path / "sea.jpg").write_bytes(photo(1600, 1200))
    videos.clip(tmp_path / "surf.mov", *videos.HEVC, *videos.AAC, seconds=2)
    async with window(browser, site, DESKTOP) as hers, window(browser, site, PHONE) as his:
        await sign_up(hers, "anna")
        await sign_up(his, "ben")

        # He follows her; her open profile counts him without a reload.
        await hers.goto("/@anna")
        await is_live(hers)
        await his.goto("/@anna")
        await his.get_by_role("button", name="Follow Anna Test").click()
        await expect(his.get_by_role("button", name="Unfollow Anna Test")).to_be_visible()
        await expect(hers.locator(".counts")).to_contain_text("1 follower")
        await expect(hers.locator("#bell .badge")).to_contain_text("1")

        # She posts while his home page is open.
        await his.goto("/")
        await is_live(his)
        await hers.goto("/posts/new")
        await hers.get_by_label("Caption").fill("The #sea this morning, with @ben")
        await hers.set_input_files("input[name=media]", [tmp_path / "surf.mov", tmp_path / "sea.jpg"])
        await hers.get_by_label("Describe it").nth(0).fill("Surf")
        await hers.get_by_label("Describe it").nth(1).fill("Waves under a grey sky")
        await hers.get_by_role("button", name="Move earlier").nth(1).click()
        await hers.get_by_role("button", name="Post", exact=True).click()
        await expect(hers.locator("article.card")).to_be_visible()
        post = hers.url.rsplit("/", 1)[1].split("#")[0]

        await expect(his.get_by_role("link", name="1 new post")).to_be_visible()
        await expect(his.locator("#bell .badge")).to_contain_text("1")
        await his.get_by_role("link", name="1 new post").click()
        card = his.locator(f"#post-{post}")
        await expect(card.get_by_role("img", name="Waves under a grey sky")).to_be_visible()
        await expect(card.get_by_role("link", name="#sea")).to_be_visible()

        # The second of the album is a video; it plays when he swipes to it.
        await card.locator(".strip").evaluate("strip => strip.scrollTo({ left: strip.scrollWidth })")

        async def it_plays() -> bool:
            return bool(await card.locator("video").evaluate("video => video.currentTime > 0.3"))

        await eventually(it_plays)

        # He likes it; she sees it on her open page.
        await is_live(hers)
        await card.get_by_role("button", name="Like").click()
        await expect(card.get_by_role("button", name="Like")).to_have_attribute("aria-pressed", "true")
        await expect(hers.locator(f"#counts-{post}")).to_contain_text("1 like")

        # He comments; it is in her thread once, and in his.
        await card.locator(f"#counts-{post}").get_by_role("link", name="comment").click()
        await his.get_by_label("Say something").fill("What light!")
        await his.get_by_role("button", name="Send").click()
        for page in (his, hers):
            await expect(page.locator(f"#thread-{post} .comment")).to_have_count(1)
            await expect(page.locator(f"#thread-{post}")).to_contain_text("What light!")
            await expect(page.locator(f"#counts-{post}")).to_contain_text("1 comment")
        await expect(his.get_by_label("Say something")).to_have_value("")

        # She answers; he reads it.
        await hers.get_by_label("Say something").fill("Thank you @ben")
        await hers.get_by_role("button", name="Send").click()
        await expect(his.locator(f"#thread-{post} .comment")).to_have_count(2)
        await expect(hers.locator("#bell .badge")).to_contain_text("3")
        await hers.goto("/notifications")
        await expect(hers.locator("#page")).to_contain_text("commented on your post")
        await expect(hers.locator("#page")).to_contain_text("likes your post")
        await expect(hers.locator("#page")).to_contain_text("follows you now")


async def test_the_socket_survives_navigation_and_the_page_stays_live(
    browser: Browser, site: Site, people: Cast
) -> None:
    post = await people.alice.publish("One to look at")
    async with window(browser, site, PHONE) as page:
        await sign_in(page, people.bob.username)
        await is_live(page)
        sockets: list[WebSocket] = []

        def opened(socket: WebSocket) -> None:
            sockets.append(socket)

        page.on("websocket", opened)
        await page.locator(f"#post-{post} .frame").first.click()
        await page.wait_for_url(f"**/p/{post}")
        await people.charlie.post(f"/p/{post}/like")
        await expect(page.locator(f"#counts-{post}")).to_contain_text("1 like")
        await page.go_back()
        await expect(page.locator(f"#post-{post}")).to_be_visible()
        await people.charlie.post(f"/p/{post}/like?_method=DELETE")
        await expect(page.locator(f"#counts-{post}")).to_contain_text("0 likes")
        assert sockets == [], "the page opened another socket"


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
async def test_everything_works_without_javascript(
    browser: Browser, site: Site, people: Cast, size: dict[str, int], tmp_path: Path
) -> None:
    (tmp_path / "photo.jpg").write_bytes(photo())
    theirs = await people.alice.publish("From alice")
    async with window(browser, site, size, java_script_enabled=False) as page:
        await sign_in(page, people.bob.username)
        card = page.locator(f"#post-{theirs}")
        await card.get_by_role("button", name="Like").click()
        await expect(card.get_by_role("button", name="Like")).to_have_attribute("aria-pressed", "true")
        await expect(card.locator(".post-counts")).to_contain_text("1 like")
        await card.get_by_role("button", name="Like").click()
        await expect(card.locator(".post-counts")).to_contain_text("0 likes")
        await page.goto(f"/p/{theirs}")
        await page.get_by_label("Say something").fill("By plain form")
        await page.get_by_role("button", name="Send").click()
        await expect(page.locator(".comment")).to_contain_text("By plain form")
        await page.goto(f"/@{people.charlie.username}")
        await page.get_by_role("button", name="Follow").click()
        await expect(page.locator(".counts")).to_contain_text("1 follower")
        await page.goto("/posts/new")
        await page.set_input_files("input[name=media]", tmp_path / "photo.jpg")
        await page.get_by_label("Describe what you chose").fill("A bridge")
        await page.get_by_label("Caption").fill("Mine")
        await page.get_by_role("button", name="Post").click()
        await page.wait_for_url("**/p/*")
        await page.goto("/settings/profile")
        await page.get_by_label("About you").fill("I write plain forms")
        await page.get_by_role("button", name="Save").click()
        await expect(page.locator(".bio")).to_contain_text("plain forms")
        await page.goto("/settings")
        await page.get_by_role("button", name="Sign out").click()
        await expect(page.get_by_role("link", name="Join Tintype")).to_be_visible()
