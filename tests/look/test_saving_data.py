"""Who saves data loads no picture that was not asked for, with JavaScript or without."""

from playwright.async_api import Browser, expect

from tests.cast import Cast
from tests.documents import look_anew
from tests.look.plates import photo, picture, published
from tests.site import Site
from tests.story.window import PHONE, sign_in, window


async def test_a_picture_waits_until_it_is_tapped(browser: Browser, site: Site, people: Cast) -> None:
    plate = photo(picture(1200, 800), "A wide one")
    post = await published(people.alice, plate)
    await look_anew(people.bob)
    size = next(each.bytes for each in plate.item.renditions if each.name == "w640.avif")
    headers = {"Save-Data": "on"}
    loaded: list[str] = []
    async with window(browser, site, PHONE, extra_http_headers=headers) as page:
        page.on("request", lambda request: loaded.append(request.url) if "/media/" in request.url else None)
        await sign_in(page, people.bob.username)
        held = page.locator(f"#post-{post}").get_by_role("link", name="Tap to load")
        await expect(held).to_contain_text(f"{max(1, round(size / 1000))} kB")
        await page.wait_for_load_state("networkidle")
        assert not loaded
        await held.click()
        await page.get_by_role("img", name="A wide one").evaluate("image => image.decode()")
        assert [url.rsplit("/", 1)[1] for url in loaded] == ["w640.avif"]
        # Others load as ever, at the same time.
        assert "srcset" in (await people.bob.get("/")).text
        await page.get_by_role("button", name="Load all by themselves").click()
        await expect(page.locator(f"#post-{post} source")).not_to_have_count(0)
    plain = {"extra_http_headers": headers, "java_script_enabled": False}
    async with window(browser, site, PHONE, may_complain=True, **plain) as page:
        await page.goto(f"/p/{post}")
        await page.get_by_role("link", name="Tap to load").click()
        await page.wait_for_url("**/media/**")
