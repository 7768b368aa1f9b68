"""What is said of a post on the main form: saved while it is typed, for whom, when, and what is not yet described."""

import re
from pathlib import Path

from bson import ObjectId
from playwright.async_api import Browser, Page, expect

from server.stores.mongo import collection
from tests.cast import Cast
from tests.look.composing import are_checked, composer, photos
from tests.site import Site
from tests.story.window import DESKTOP


async def is_saved(page: Page) -> None:
    await expect(page.locator("#draft-state")).to_have_text("Draft saved")


async def test_a_draft_goes_on_on_another_device_and_is_planned_there(
    browser: Browser, site: Site, people: Cast, tmp_path: Path
) -> None:
    async with composer(browser, site, people.alice, has_touch=True) as page:
        await expect(page.get_by_label("Take a photo")).to_have_attribute("capture", "environment")
        await page.set_input_files("#field-media", photos(tmp_path, "one", "two"))
        await are_checked(page, 2)
        await page.get_by_label("Describe it").nth(0).fill("Typed on the phone")
        await page.get_by_role("button", name="Move later").nth(0).click()
        await page.get_by_label("Caption").fill("Begun here")
        await page.get_by_role("radio", name="Followers").check()
        await is_saved(page)
    zone = {"timezone_id": "Asia/Tokyo"}
    async with composer(browser, site, people.alice, DESKTOP, reminds=True, **zone) as page:
        await expect(page.get_by_label("Caption")).to_have_value("Begun here")
        await expect(page.get_by_label("Describe it").nth(1)).to_have_value("Typed on the phone")
        await expect(page.get_by_role("radio", name="Followers")).to_be_checked()
        await page.get_by_text("Publish later").click()
        await expect(page.locator(".zone")).to_have_text(re.compile("Asia/Tokyo"))
        tomorrow = await page.evaluate("new Date(Date.now() + 86400000 + 9 * 3600000).toISOString().slice(0, 10)")
        await page.get_by_label("Day and time").fill(f"{tomorrow}T08:30")
        await page.get_by_role("button", name="Plan this post").click()
        await page.wait_for_url("**/p/*")
        await expect(page.get_by_role("heading", name="Your post is planned")).to_be_visible()
        post = await collection("posts").find_one({"_id": ObjectId(page.url.rsplit("/", 1)[1])})
        assert post
        assert (post["audience"], post["publish_at"].strftime("%H:%M")) == ("followers", "23:30")
        await page.get_by_role("link", name="Change").click()
        await expect(page.get_by_label("Day and time")).to_have_value(f"{tomorrow}T08:30")
        await page.get_by_role("radio", name="Only me").check()
        await page.get_by_role("button", name="Save").click()
        await page.get_by_role("button", name="Publish now").click()
        await expect(page.locator("article.card img.real")).to_have_count(2)
        await page.goto("/posts/new")
        await expect(page.get_by_label("Caption")).to_have_value("")


async def test_missing_descriptions_are_asked_for_beside_their_fields(
    browser: Browser, site: Site, people: Cast, tmp_path: Path
) -> None:
    async with composer(browser, site, people.alice, reminds=True) as page:
        await page.set_input_files("#field-media", photos(tmp_path, "one", "two"))
        await page.get_by_label("Describe it").nth(0).fill("Described")
        await page.get_by_label("Caption").fill("Half said")
        await page.get_by_role("radio", name="Only me").check()
        await are_checked(page, 2)
        await page.get_by_role("button", name="Post", exact=True).click()
        nudge = page.get_by_role("group", name="1 of these has no description")
        await expect(nudge).to_be_focused()
        await expect(page.locator(".item").nth(1)).to_contain_text("No description yet")
        await expect(page.locator(".item").nth(0)).not_to_contain_text("No description yet")
        await expect(page.get_by_label("Caption")).to_have_value("Half said")
        await expect(page.get_by_role("radio", name="Only me")).to_be_checked()
        await page.get_by_role("button", name="Discard", exact=True).click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        await page.keyboard.press("Escape")
        await page.get_by_label("Do not remind me again").check()
        await page.get_by_role("button", name="Post anyway").click()
        await page.wait_for_url("**/p/*")
        await expect(page.locator("main.post-page")).to_be_visible()
        found = await collection("posts").find_one({"_id": ObjectId(page.url.rsplit("/", 1)[1])})
        assert found
        assert found["audience"] == "author"
        await page.get_by_role("link", name="Post", exact=True).click()
        await page.get_by_label("Caption").fill("Thrown away")
        await is_saved(page)
        await page.get_by_role("button", name="Discard", exact=True).click()
        await page.get_by_role("button", name="Discard draft").click()
        await expect(page.get_by_label("Caption")).to_have_value("")
