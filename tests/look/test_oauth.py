"""Joining with a provider, and linking one to an account, as people see it: in a browser, with a real provider."""

import re
from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.cast import Cast
from tests.oauth import real
from tests.oauth.real import NAME, Pair
from tests.site import Site
from tests.story.window import DESKTOP, PHONE, window


@pytest.fixture(scope="module")
def pair(site: Site) -> Iterator[Pair]:
    with real.pair(site, "looked-at") as started:
        yield started


async def without_outside(page: Page) -> None:
    """The provider's own page would like a font from the internet."""
    await page.route(re.compile("^https://"), lambda route: route.fulfill(body=""))


async def goes_through(page: Page, login: str) -> None:
    """What the provider asks."""
    await page.get_by_placeholder("Enter any login").fill(login)
    await page.get_by_placeholder("and password").fill("anything")
    await page.get_by_role("button", name="Sign-in").click()
    await page.get_by_role("button", name="Continue").click()


@pytest.mark.parametrize("with_scripts", [True, False], ids=["scripts", "plain"])
async def test_joining_with_a_provider(
    browser: Browser, site: Site, pair: Pair, people: Cast, with_scripts: bool
) -> None:
    login = f"sees{people.alice.username}"
    async with window(browser, site, PHONE, java_script_enabled=with_scripts) as page:
        await without_outside(page)
        await page.goto(f"{pair.site}/signup")
        await page.get_by_role("link", name=f"Continue with {NAME}").click()
        await goes_through(page, login)
        await expect(page.get_by_role("heading", name="Nearly there")).to_be_visible()
        await expect(page.get_by_text(f"{login}@example.org")).to_be_visible()
        await expect(page.get_by_label("Name", exact=True)).to_have_value(f"{login.title()} Elsewhere")
        await page.get_by_label("Username").fill(people.alice.username)
        await page.get_by_role("button", name="Create account").click()
        await expect(page.get_by_text("This username is taken.")).to_be_visible()
        await page.get_by_label("Username").fill(f"{login}_x")
        await page.get_by_role("button", name="Create account").click()
        await page.wait_for_url(f"{pair.site}/")
        await expect(page.locator(f'a[href="/@{login}_x"]').first).to_be_attached()


async def test_linking_a_provider_to_an_account(browser: Browser, site: Site, pair: Pair, people: Cast) -> None:
    login = f"links{people.bob.username}"
    async with window(browser, site, DESKTOP) as page:
        await page.context.add_cookies(
            [{"name": "tintype_session", "value": people.bob.cookie.partition("=")[2], "url": pair.site}]
        )
        await without_outside(page)
        await page.goto(f"{pair.site}/settings")
        await page.get_by_role("link", name="Other accounts").click()
        await page.get_by_role("link", name=f"Link {NAME}").click()
        await goes_through(page, login)
        await page.get_by_role("button", name=f"Link it to @{people.bob.username}").click()
        await expect(page.get_by_text(f"Linked as {login}@example.org")).to_be_visible()
        await page.get_by_role("button", name=f"Unlink {NAME}").click()
        await expect(page.get_by_text("Not linked")).to_be_visible()
