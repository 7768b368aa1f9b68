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


async def test_what_was_typed_can_be_looked_at_and_is_sent_hidden(browser: Browser, site: Site) -> None:
    async with window(browser, site, PHONE) as page:
        await page.goto("/signup")
        field, eye = page.get_by_label("Password"), page.get_by_role("button", name="Show what you type")
        await page.get_by_label("Name", exact=True).fill("Nora Lind")
        await page.get_by_label("Username").fill(".nora")
        await page.get_by_label("E-mail").fill("nora@example.org")
        await field.fill(PASSWORD)
        await field.press("Tab")
        await expect(eye).to_be_focused()
        await page.keyboard.press("Space")
        await expect(field).to_have_attribute("type", "text")
        await expect(eye).to_have_attribute("aria-pressed", "true")
        await field.evaluate("field => field.form.addEventListener('submit', () => { window.sent = field.type; })")
        await field.press("Enter")
        # What is wrong has the focus; the password is to be typed again, and nobody sees it meanwhile.
        await expect(page.get_by_label("Username")).to_be_focused()
        assert await page.evaluate("window.sent") == "password"
        await expect(field).to_have_attribute("type", "password")
        await expect(eye).to_be_visible()


async def test_without_scripts_there_is_no_button_that_does_nothing(browser: Browser, site: Site) -> None:
    async with window(browser, site, PHONE, java_script_enabled=False) as page:
        await page.goto("/login")
        await expect(page.get_by_label("Password")).to_be_visible()
        await expect(page.locator("main button:visible")).to_have_text(["Sign in"])
