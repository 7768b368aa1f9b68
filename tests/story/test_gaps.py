"""A dropped socket, a sleeping laptop and a deploy are ordinary: the page catches up by itself."""

import asyncio

from playwright.async_api import Browser, Page, expect

from tests.cast import Cast
from tests.site import Site
from tests.story.cable import cable
from tests.story.window import DESKTOP, is_live, sign_in, window


async def test_an_open_page_catches_up_after_its_web_process_was_killed(
    browser: Browser, site: Site, people: Cast
) -> None:
    post = await people.alice.publish("killed under it")
    site.add_web("doomed")
    doomed = Site(site.environ, site.folder, site.processes, {"web": site.ports["doomed"]})
    async with window(browser, doomed, DESKTOP, may_complain=True) as page:
        await sign_in(page, people.bob.username)
        await page.goto(f"/p/{post}")
        await is_live(page)
        site.processes["doomed"].kill()
        await page.wait_for_selector("html[data-live=no]", state="attached")
        await people.charlie.post(f"/p/{post}/like")
        for word in ("one", "two"):
            await people.charlie.post(f"/p/{post}/comments", data={"text": word})
        site.restart("doomed")
        await expect(page.locator(f"#counts-{post}")).to_contain_text("1 like")
        await expect(page.locator(f"#thread-{post} > *")).to_have_count(2)
        await expect(page.locator(f"#thread-{post} > *").nth(0)).to_contain_text("one")
        await expect(page.locator(f"#thread-{post} > *").nth(1)).to_contain_text("two")
    site.processes.pop("doomed").stop()
    site.ports.pop("doomed")


async def test_a_laptop_that_slept_catches_up(browser: Browser, site: Site, people: Cast) -> None:
    post = await people.alice.publish("slept through")
    async with cable(site.ports["web"]) as line:
        asleep = Site(site.environ, site.folder, site.processes, {"web": line.port})
        # A request that is under way when the clock leaps has waited too long, and says so before it is made again.
        async with window(browser, asleep, DESKTOP, may_complain=True) as page:
            await page.clock.install()
            await sign_in(page, people.bob.username)
            await page.goto(f"/p/{post}")
            await is_live(page)
            line.pull()
            await people.charlie.post(f"/p/{post}/comments", data={"text": "while you slept"})
            await people.charlie.post(f"/p/{post}/like")
            line.plugged.set()
            await page.clock.fast_forward(90_000)
            await expect(page.locator(f"#thread-{post}")).to_contain_text("while you slept")
            await expect(page.locator(f"#counts-{post}")).to_contain_text("1 like")
            await people.charlie.post(f"/p/{post}/comments", data={"text": "and awake again"})
            await expect(page.locator(f"#thread-{post} > *")).to_have_count(2)


async def test_a_comment_is_never_doubled_by_its_own_broadcast(browser: Browser, site: Site, people: Cast) -> None:
    post = await people.alice.publish("said once")
    async with window(browser, site, DESKTOP) as one, window(browser, site, DESKTOP) as other:
        for page in (one, other):
            await sign_in(page, people.bob.username)
            await page.goto(f"/p/{post}")
            await is_live(page)
        box = one.get_by_label("Say something")
        for number in range(5):
            await box.fill(f"comment {number}")
            await one.get_by_role("button", name="Send").click()
            await expect(box).to_have_value("")
        await asyncio.gather(*(people.charlie.post(f"/p/{post}/comments", data={"text": f"c {n}"}) for n in range(5)))
        for page in (one, other):
            await expect(page.locator(f"#thread-{post} > *")).to_have_count(10)
        live = [await _ids(page, post) for page in (one, other)]
        await one.reload()
        fresh = await _ids(one, post)
        assert live == [fresh, fresh]


async def _ids(page: Page, post: str) -> list[str]:
    found: list[str] = await page.locator(f"#thread-{post} > *").evaluate_all("all => all.map(e => e.id)")
    return found
