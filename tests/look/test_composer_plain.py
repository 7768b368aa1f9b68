"""The composer without a script, and without a pointer."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.cast import Cast
from tests.look.composing import are_checked, are_published, composer, photos
from tests.site import Site, eventually
from tests.story.window import DESKTOP, PHONE

NAMES = ".upload-name span"
SHOWN = "article.card img.real"


async def alts(page: Page) -> list[str]:
    found: list[str] = await page.locator(SHOWN).evaluate_all("all => all.map(image => image.alt)")
    return found


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_an_album_is_made_and_changed_without_javascript(
    browser: Browser, site: Site, people: Cast, tmp_path: Path, size: dict[str, int]
) -> None:
    (tmp_path / "notes.pdf").write_bytes(b"%PDF-1.7\n" + bytes(4096))
    async with composer(browser, site, people.alice, size, java_script_enabled=False) as page:
        files = photos(tmp_path, "one", "two", "three")
        await page.set_input_files("#field-media", [*files, tmp_path / "notes.pdf"])
        await page.get_by_label("Caption").fill("By plain forms")
        await page.get_by_role("button", name="Post", exact=True).click()
        await expect(page.get_by_role("alert")).to_contain_text("notes.pdf: ")
        await expect(page.locator(NAMES)).to_have_text(["one.jpg", "two.jpg", "three.jpg"])
        await page.get_by_role("button", name="Remove").nth(1).click()
        await expect(page.locator(NAMES)).to_have_text(["one.jpg", "three.jpg"])
        for place, words in enumerate(("First", "Third")):
            await page.get_by_label("Describe it", exact=True).nth(place).fill(words)
        await page.get_by_label("Caption").fill("By plain forms")
        await page.get_by_role("button", name="Move earlier").nth(1).click()
        await expect(page.locator(NAMES)).to_have_text(["three.jpg", "one.jpg"])
        await expect(page.get_by_label("Describe it", exact=True).nth(0)).to_have_value("Third")
        await expect(page.get_by_label("Caption")).to_have_value("By plain forms")
        await page.get_by_role("button", name="Post", exact=True).click()
        await page.wait_for_url("**/p/*")
        post = page.url

        async def is_published() -> bool:
            await page.reload()
            return await page.locator(SHOWN).count() == 2

        await eventually(is_published)
        assert await alts(page) == ["Third", "First"]
        await page.get_by_role("link", name="Edit").click()
        await page.get_by_label("Describe it", exact=True).nth(1).fill("One")
        await page.get_by_role("button", name="Move earlier").nth(1).click()
        await expect(page.locator(NAMES)).to_have_text(["one.jpg", "three.jpg"])
        await page.get_by_role("button", name="Save").click()
        await page.wait_for_url(post)
        assert await alts(page) == ["One", "Third"]


async def test_an_album_is_made_with_the_keyboard_alone(
    browser: Browser, site: Site, people: Cast, tmp_path: Path
) -> None:
    async with composer(browser, site, people.alice, DESKTOP) as page:
        said = page.locator("#composer-said")
        await page.set_input_files("#field-media", photos(tmp_path, "one", "two", "three"))
        await are_checked(page, 3)
        await page.locator(".receipt summary").first.focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("read again").first).to_be_visible()
        await page.keyboard.press("Tab")
        await page.keyboard.type("First")
        later = page.get_by_role("button", name="Move later")
        while not await later.first.evaluate("button => button === document.activeElement"):
            await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(said).to_have_text("Moved to 2 of 3")
        await page.keyboard.press("Enter")
        await expect(said).to_have_text("Moved to 3 of 3")
        await page.keyboard.press("Enter")
        await expect(said).to_have_text("This is the last.")
        await expect(later.nth(2)).to_be_focused()
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.locator(NAMES)).to_have_text(["two.jpg", "three.jpg"])
        await expect(page.get_by_role("button", name="Remove").nth(1)).to_be_focused()
        await page.get_by_label("Caption").focus()
        await page.keyboard.type("No mouse")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await are_published(page, 2)


async def test_the_order_is_changed_after_publishing(
    browser: Browser, site: Site, people: Cast, tmp_path: Path
) -> None:
    async with composer(browser, site, people.alice) as page:
        await page.set_input_files("#field-media", photos(tmp_path, "one", "two", "three"))
        for place, words in enumerate(("First", "Second", "Third")):
            await page.get_by_label("Describe it").nth(place).fill(words)
        await are_checked(page, 3)
        await page.get_by_role("button", name="Post", exact=True).click()
        await are_published(page, 3)
        await page.get_by_role("link", name="Edit").click()
        await page.get_by_role("button", name="Move earlier").nth(2).click()
        page.on("dialog", lambda dialog: dialog.accept())
        await page.get_by_role("button", name="Remove").nth(0).click()
        await expect(page.locator(NAMES)).to_have_text(["three.jpg", "two.jpg"])
        await page.get_by_label("Describe it").nth(0).fill("Now it comes first")
        await page.get_by_role("button", name="Save").click()
        await are_published(page, 2)
        assert await alts(page) == ["Now it comes first", "Second"]
