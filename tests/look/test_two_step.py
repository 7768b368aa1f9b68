"""Two-step sign-in in a browser: from the settings to a trusted device, with nothing for axe to find on the way."""

from playwright.async_api import Browser, Page

from tests.cast import PASSWORD, Cast
from tests.look.test_axe import _look
from tests.site import Site
from tests.story.window import PHONE, sign_in, window
from tests.two_step.app import App, time_goes_by


async def test_it_is_set_up_and_used(browser: Browser, site: Site, people: Cast) -> None:
    async with window(browser, site, PHONE, reduced_motion="reduce") as page:
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await sign_in(page, people.alice.username)
        await page.goto("/settings/two-step")
        found = [await _look(page, "off")]
        await page.get_by_role("link", name="Set up").click()
        app = App((await page.locator("code").inner_text()).replace(" ", ""), [])
        found.append(await _look(page, "app"))
        await page.get_by_role("textbox", name="Code").fill(app.wrong_code)
        await page.get_by_role("button", name="Turn on").click()
        await page.get_by_text("not the code that the app shows").wait_for()
        found.append(await _look(page, "refused"))
        await page.get_by_role("textbox", name="Code").fill(app.code())
        await page.get_by_role("button", name="Turn on").click()
        await page.get_by_role("heading", name="Keep these codes").wait_for()
        found.append(await _look(page, "recovery codes"))
        await _assert_copied(page)

        await time_goes_by(people.alice)
        await page.context.clear_cookies()
        await _give_password(page, people.alice.username)
        found.append(await _look(page, "code"))
        await page.get_by_role("textbox", name="Code").fill(app.code())
        await page.get_by_label("Trust this device").check()
        await page.get_by_role("button", name="Sign in").click()
        await page.wait_for_url("**/")
        await page.goto("/settings/two-step")
        await page.get_by_text("(this one)").wait_for()
        found.append(await _look(page, "on"))
    assert not any(found), "\n".join(found)


async def _assert_copied(page: Page) -> None:
    codes = await page.locator("code").all_inner_texts()
    assert len(codes) == 10
    await page.get_by_role("button", name="Copy").click()
    await page.get_by_role("button", name="Copied").wait_for()
    await page.get_by_role("link", name="I have kept them").click()
    await page.get_by_role("heading", name="Trusted devices").wait_for()
    await page.goto("/settings/profile")
    await page.get_by_label("About you").press("Control+V")
    assert (await page.get_by_label("About you").input_value()).splitlines() == codes


async def _give_password(page: Page, username: str) -> None:
    await page.goto("/login")
    await page.get_by_label("Username or e-mail").fill(username)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.wait_for_url("**/login/code")
