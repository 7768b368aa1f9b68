"""The strength of a password, shown while it is typed."""

import pytest
from playwright.async_api import Browser, expect

from tests.cast import PASSWORD
from tests.site import Site
from tests.story.window import DESKTOP, PHONE, window

SAID = "#strength-password"


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_it_is_said_in_words_beside_the_field_while_one_types(
    browser: Browser, site: Site, size: dict[str, int]
) -> None:
    async with window(browser, site, size) as page:
        await page.goto("/signup")
        said, field = page.locator(SAID), page.get_by_label("Password")
        await expect(said).to_be_hidden()
        await page.get_by_label("Username").fill("nora.lind")
        await field.press_sequentially("nora.lind1")
        await expect(said).to_contain_text("your own name or address")
        await field.fill("short")
        await expect(said).to_contain_text("Too short")
        await field.fill("iloveyou2")
        await expect(said).to_contain_text("This is a very common password.")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await field.fill(PASSWORD)
        await expect(said).to_have_text("Very strong.")
        assert await said.locator("meter").evaluate("meter => meter.value / meter.max") == 1
        await expect(field).to_be_focused()
        await expect(field).to_have_value(PASSWORD)
        assert page.url.endswith("/signup")
        await field.fill("")
        await expect(said).to_be_hidden()
