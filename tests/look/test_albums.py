"""Albums as they are looked at: swiped, by dots, arrows and keys, without JavaScript, in grids; nothing jumps."""

import contextlib
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page
from playwright.async_api import TimeoutError as NotInTime

from server.media.models import Focus
from tests.cast import Cast
from tests.documents import look_anew
from tests.look.plates import photo, picture, published, video
from tests.look.test_axe import ALSO, AXE, RUN
from tests.site import Site, eventually
from tests.story.window import DESKTOP, PHONE, sign_in, window

pytestmark = pytest.mark.slow

OUT = Path(__file__).parents[1] / "out"
TOUCH = {"has_touch": True, "is_mobile": True}
SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => shifts.push(...list.getEntries().map(
   ({ value, sources }) => [value, ...sources.map(({ node }) => (node?.outerHTML ?? node?.data)?.slice(0, 99))])))
  .observe({ type: "layout-shift", buffered: true });
"""
# Where the strip stands, in slides.
PLACE = "strip => strip.scrollLeft / (strip.children[1].offsetLeft - strip.children[0].offsetLeft)"
IS_AT = f"([strip, n]) => Math.abs(({PLACE})(strip) - n) < 0.02"


@pytest_asyncio.fixture
async def album(people: Cast) -> str:
    """Wide, tall, square, and a video; in bob's feed."""
    post = await published(
        people.alice,
        photo(picture(1200, 800), "A wide one", camera="Tintype One · 50 mm"),
        photo(picture(600, 1200, 90), "A tall one"),
        photo(picture(700, 700, 180), camera="Tintype Two · 35 mm"),
        video(picture(320, 180, 250), "A moving one"),
        caption="Four of a kind",
    )
    await look_anew(people.bob)
    return post


async def _reach(page: Page, n: int) -> None:
    """Wait until the album shows its slide `n` and says so."""
    strip = await page.wait_for_selector(".strip")
    await page.wait_for_function(IS_AT, arg=[strip, n - 1])
    await page.wait_for_function("n => document.querySelector('.album-foot').innerText.startsWith(`${n} / `)", arg=n)
    await page.wait_for_selector(f".dots li:nth-child({n}) [aria-current=true]")


async def _said(page: Page, words: str) -> None:
    await page.locator(".album [role=status]", has_text=words).wait_for(state="attached")


async def test_an_album_is_swiped_on_a_phone(browser: Browser, site: Site, people: Cast, album: str) -> None:
    async with window(browser, site, PHONE, **TOUCH) as page:
        await page.goto(f"/p/{album}")
        await _reach(page, 1)
        for n in (2, 3):
            await _swipe_to(page, n)
            await _reach(page, n)
        await _said(page, "3 of 4: Photo by Alice")
        assert not await page.locator(".step").first.is_visible(), "arrows where a thumb swipes"


async def _swipe_to(page: Page, n: int) -> None:
    """Slide `n` comes; on a busy machine single touches may come too late to be a swipe, and she does it again."""
    for _try in range(3):
        await _swipe(page)
        with contextlib.suppress(NotInTime):
            await page.wait_for_function(IS_AT, arg=[await page.query_selector(".strip"), n - 1], timeout=5_000)
            return


async def _swipe(page: Page) -> None:
    """A thumb, from the right to the left."""
    box = await page.locator(".strip").bounding_box()
    assert box
    line = await page.context.new_cdp_session(page)
    for n in range(12):
        thumb = {"x": box["x"] + 300 - 20 * n, "y": box["y"] + 100}
        await line.send(
            "Input.dispatchTouchEvent", {"type": "touchMove" if n else "touchStart", "touchPoints": [thumb]}
        )
    await line.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


async def test_arrows_dots_and_keys_move_an_album(browser: Browser, site: Site, people: Cast, album: str) -> None:
    async with window(browser, site, DESKTOP) as page:
        await page.goto(f"/p/{album}")
        address, top = page.url, await page.evaluate("scrollY")
        assert await page.get_by_role("link", name="Previous").count() == 0
        await page.get_by_role("link", name="Next").focus()
        await page.keyboard.press("Enter")
        await _reach(page, 2)
        await _said(page, "2 of 4: A tall one")
        await page.keyboard.press("Enter")
        await _reach(page, 3)
        await page.get_by_role("link", name="Show 1 of 4").click()
        await _reach(page, 1)
        await page.keyboard.press("ArrowLeft")
        await page.locator(".strip").focus()
        for n in (2, 3, 4):
            await page.keyboard.press("ArrowRight")
            await _reach(page, n)
        await _said(page, "4 of 4: A moving one")
        assert await page.get_by_role("link", name="Next").count() == 0
        assert (page.url, await page.evaluate("scrollY")) == (address, top)


async def test_the_arrow_that_goes_leaves_the_focus_to_the_other(
    browser: Browser, site: Site, people: Cast, album: str
) -> None:
    async with window(browser, site, DESKTOP) as page:
        await page.goto(f"/p/{album}")
        await page.get_by_role("link", name="Next").focus()
        for n in (2, 3, 4):
            await page.keyboard.press("Enter")
            await _reach(page, n)
        assert await page.evaluate("document.activeElement.ariaLabel") == "Previous"


async def test_camera_words_belong_to_the_picture_that_is_seen(
    browser: Browser, site: Site, people: Cast, album: str
) -> None:
    async with window(browser, site, DESKTOP) as page:
        await page.goto(f"/p/{album}")
        assert await page.get_by_text("Tintype One").is_visible()
        assert not await page.get_by_text("Tintype Two").is_visible()
        await page.get_by_role("link", name="Show 3 of 4").click()
        await _reach(page, 3)
        assert await page.get_by_text("Tintype Two").is_visible()
        assert not await page.get_by_text("Tintype One").is_visible()


async def test_without_javascript_an_album_is_anchors(browser: Browser, site: Site, people: Cast, album: str) -> None:
    async with window(browser, site, DESKTOP, java_script_enabled=False) as page:
        await page.goto(f"/p/{album}")
        await page.get_by_role("link", name="Show 3 of 4").click()
        await page.wait_for_url(f"**/p/{album}#post-{album}-3")
        await _in_the_middle(page, 3)
        await page.locator(f"#post-{album}-3").get_by_role("link", name="Next").click()
        await _in_the_middle(page, 4)
        await page.locator(f"#post-{album}-4").get_by_role("link", name="Previous").click()
        await _in_the_middle(page, 3)
        assert await page.locator("video[controls]").count() == 1


async def _in_the_middle(page: Page, n: int) -> None:
    """Wait until the strip stands at slide `n`; looked at from outside, as the page runs no scripts."""

    async def is_there() -> bool:
        place: float = await page.locator(".strip").evaluate(PLACE)
        return abs(place - (n - 1)) < 0.02

    await eventually(is_there)


async def test_every_picture_is_whole_and_all_have_one_place(
    browser: Browser, site: Site, people: Cast, album: str
) -> None:
    tall = await published(people.alice, photo(picture(500, 1500)), photo(picture(1500, 500)))
    async with window(browser, site, DESKTOP) as page:
        for post, shape in ((album, 3 / 2), (tall, 4 / 5)):
            await page.goto(f"/p/{post}")
            sizes = await page.locator(".slide .photo").evaluate_all(
                "all => all.map(e => [e.clientWidth, e.clientHeight])"
            )
            assert len({tuple(size) for size in sizes}) == 1, sizes
            assert abs(sizes[0][0] / sizes[0][1] - shape) < 0.01
            fits = await page.locator(".slide .real").evaluate_all("all => all.map(e => getComputedStyle(e).objectFit)")
            assert fits == (["cover"] if post == album else ["contain"]) + ["contain"] * (len(fits) - 1)


async def test_nothing_shifts_while_all_of_a_feed_is_looked_at(
    browser: Browser, site: Site, people: Cast, album: str
) -> None:
    await published(people.alice, video(picture(320, 180), words="Every word"), caption="A video")
    await published(people.alice, photo(picture(1200, 300)), caption="Wider than high")
    await look_anew(people.bob)
    for size in (PHONE, DESKTOP):
        async with window(browser, site, size) as page:
            await page.add_init_script(SHIFTS)
            await sign_in(page, people.bob.username)
            await _scroll_through(page)
            await page.locator(".strip").focus()
            for n in (2, 3, 4):
                await page.keyboard.press("ArrowRight")
                await _reach(page, n)
            await page.wait_for_selector(f"#post-{album} [data-state=shown]")
            assert await page.evaluate("shifts") == []


async def _scroll_through(page: Page) -> None:
    """All the way down, a screen at a time, until each picture on the way is there."""
    for card in await page.locator(".card").all():
        await card.scroll_into_view_if_needed()
        await card.locator(".real").first.evaluate("image => image.decode()")
    for player in await page.locator(".card > .frame video").all():
        await player.scroll_into_view_if_needed()
        await page.wait_for_function("video => video.currentTime > 0.2", arg=await player.element_handle())


async def test_pictures_behind_the_first_load_late_and_in_the_best_format(
    browser: Browser, site: Site, people: Cast, album: str
) -> None:
    async with window(browser, site, PHONE, **TOUCH) as page:
        await sign_in(page, people.bob.username)
        real = page.locator(f"#post-{album} .real")
        assert await real.evaluate_all("all => all.map(e => [e.getAttribute('loading'), e.fetchPriority])") == [
            [None, "high"],
            *[["lazy", "auto"]] * 3,
        ]
        await real.first.evaluate("image => image.decode()")
        assert (await real.first.evaluate("image => image.currentSrc")).endswith("w640.avif")
        types = (
            await page.locator(f"#post-{album} picture")
            .first.locator("source")
            .evaluate_all("all => all.map(e => e.type)")
        )
        assert types == ["image/avif", "image/webp"]


async def test_tiles_keep_the_focal_point_and_are_sharp(browser: Browser, site: Site, people: Cast, album: str) -> None:
    await published(people.alice, photo(picture(1600, 800), "Aside", focus=Focus(x=83, y=20)))
    await published(people.alice, video(picture(320, 180), seconds=3), caption="Moving")
    async with window(browser, site, DESKTOP) as page:
        await page.goto(f"/@{people.alice.username}")
        tile = page.get_by_role("link", name="Aside").locator(".real")
        assert await tile.evaluate("image => getComputedStyle(image).objectPosition") == "85% 20%"
        await tile.evaluate("image => image.decode()")
        seen = await tile.evaluate("image => [image.naturalHeight, image.clientHeight, image.naturalWidth]")
        assert seen[0] >= seen[1], seen
        assert await page.get_by_role("link", name="A wide one Album of 4").count() == 1
        assert await page.get_by_role("link", name="Video 0:03").count() == 1


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_axe_finds_nothing_on_an_album_or_a_video(
    browser: Browser, site: Site, people: Cast, album: str, size: dict[str, int], scheme: str
) -> None:
    await published(people.alice, video(picture(320, 180), words="Every word"), caption="A video")
    await look_anew(people.bob)
    name = f"{'phone' if size is PHONE else 'desktop'}-{scheme}"
    async with window(browser, site, size, color_scheme=scheme) as page:
        await sign_in(page, people.bob.username)
        for title, path in {"album": f"/p/{album}", "media": "/", "grid": f"/@{people.alice.username}"}.items():
            await page.goto(path)
            await page.locator(".real").first.evaluate("image => image.decode()")
            await page.wait_for_selector(".photo:not(.video), [data-state=shown]")
            OUT.mkdir(exist_ok=True)
            await page.screenshot(path=OUT / f"{title}-{name}.png")
            assert not await _axe(page), (title, await _axe(page))


async def _axe(page: Page) -> list[Any]:
    await page.evaluate(AXE)
    result = await page.evaluate(RUN, list(ALSO))
    assert len(result["passes"]) > 10, "axe has hardly looked"
    return [(found["id"], found["nodes"][0]["html"]) for found in result["violations"]]
