"""Videos as they are watched: by the browser's own HLS, by hls.js, as a file; silently, in view, one at a time."""

from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Route

from tests.cast import Cast
from tests.documents import look_anew
from tests.look.plates import Plate, photo, picture, published, video
from tests.site import Site, free_port
from tests.story.window import DESKTOP, PHONE, sign_in, window

NO_HLS = """
const canPlayType = HTMLMediaElement.prototype.canPlayType;
HTMLMediaElement.prototype.canPlayType = function (type) {
  return type.includes("mpegurl") ? "" : canPlayType.call(this, type);
};
"""
SAVES_DATA = "Object.defineProperty(Object.getPrototypeOf(navigator.connection), 'saveData', { get: () => true });"
GOES_ON = "([video, than]) => !video.paused && video.currentTime > than"
BEGINS_ANEW = "([video, than]) => video.currentTime < than"
LISTENS = "window.plays = []; document.addEventListener('play', (event) => plays.push(event.target), true);"


def film(**more: Any) -> Plate:
    return video(picture(320, 180), "The sea", **more)


async def plays(player: Locator, beyond: float = 0.3) -> None:
    """Wait until its time goes on."""
    await player.page.wait_for_function(GOES_ON, arg=[await player.element_handle(), beyond])


async def is_still(player: Locator) -> None:
    await player.locator("xpath=..").and_(player.page.locator("[data-state=still]")).wait_for()
    assert await player.evaluate("video => video.paused")


@pytest.mark.parametrize(
    ("script", "source"), [("", "/master.m3u8"), (NO_HLS, "blob:")], ids=["by the browser", "by hls.js"]
)
async def test_a_video_plays_silently_while_it_is_in_view(
    browser: Browser, site: Site, people: Cast, script: str, source: str
) -> None:
    post = await published(people.alice, film(seconds=6))
    loaded: list[str] = []
    async with window(browser, site, PHONE) as page:
        await page.add_init_script(script)
        page.on("request", lambda request: loaded.append(request.url))
        await page.goto(f"/p/{post}")
        player = page.locator("video")
        await plays(player)
        state = "video => [video.muted, video.controls, video.videoWidth, video.currentSrc]"
        muted, controls, width, address = await player.evaluate(state)
        assert (muted, controls, width) == (True, False, 320)
        assert source in address
        assert any("hls.light" in url for url in loaded) == bool(script)
        await page.evaluate("document.body.style.minHeight = '400vh'")
        await page.mouse.wheel(0, 1500)
        await is_still(player)
        await page.mouse.wheel(0, -1500)
        await plays(player, await player.evaluate("video => video.currentTime"))


async def test_hls_js_is_fetched_when_a_video_comes_near(browser: Browser, site: Site, people: Cast) -> None:
    await published(people.alice, film())
    for n in range(4):
        await published(people.alice, photo(picture(400, 500, n)))
    await look_anew(people.bob)
    loaded: list[str] = []
    async with window(browser, site, PHONE) as page:
        await page.add_init_script(NO_HLS)
        page.on("request", lambda request: loaded.append(request.url))
        await sign_in(page, people.bob.username)
        await page.wait_for_load_state("networkidle")
        assert not any("hls.light" in url or "m3u8" in url for url in loaded)
        await page.locator("video").scroll_into_view_if_needed()
        await plays(page.locator("video"))
        assert any("hls.light" in url for url in loaded)


async def test_a_touch_gives_sound_and_controls(browser: Browser, site: Site, people: Cast) -> None:
    post = await published(people.alice, film(seconds=8))
    async with window(browser, site, PHONE, has_touch=True) as page:
        await page.goto(f"/p/{post}")
        player = page.locator("video")
        await plays(player)
        await player.tap()
        await plays(player, await player.evaluate("video => video.currentTime"))
        assert await player.evaluate("video => [video.muted, video.controls]") == [False, True]
        assert not await page.get_by_role("button", name="Pause").is_visible()


async def test_sound_and_pause_have_buttons(browser: Browser, site: Site, people: Cast) -> None:
    post = await published(people.alice, film(seconds=8))
    async with window(browser, site, DESKTOP) as page:
        await page.goto(f"/p/{post}")
        player, sound = page.locator("video"), page.get_by_role("button", name="Sound")
        await plays(player)
        assert await sound.get_attribute("aria-pressed") == "false"
        await sound.click()
        await page.wait_for_selector(".sound[aria-pressed=true]")
        assert not await player.evaluate("video => video.muted")
        await page.get_by_role("button", name="Pause").focus()
        await page.keyboard.press("Enter")
        await is_still(player)
        assert await page.evaluate("document.activeElement.ariaLabel") == "Play"
        await page.keyboard.press("Enter")
        await plays(player)
        assert await player.evaluate("video => [video.controls, video === document.activeElement]") == [True, True]


async def test_only_one_plays(browser: Browser, site: Site, people: Cast) -> None:
    for _ in range(2):
        await published(people.alice, film(seconds=8))
    await look_anew(people.bob)
    async with window(browser, site, {"width": 390, "height": 1200}) as page:
        await sign_in(page, people.bob.username)
        first, second = page.locator("video").nth(0), page.locator("video").nth(1)
        await plays(first)
        assert await second.evaluate("video => video.paused")
        await second.click(position={"x": 30, "y": 30})
        await plays(second)
        await is_still(first)
        assert not await first.evaluate("video => video.ended")


@pytest.mark.parametrize("way", ["reduced motion", "saving data"])
async def test_who_wants_quiet_has_it(browser: Browser, site: Site, people: Cast, way: str) -> None:
    post = await published(people.alice, film(seconds=8))
    moves = way == "saving data"
    async with window(browser, site, PHONE, reduced_motion="no-preference" if moves else "reduce") as page:
        await page.add_init_script(LISTENS + (SAVES_DATA if moves else ""))
        await page.goto(f"/p/{post}")
        player = page.locator("video")
        await is_still(player)
        # Wholly in view, and the page has had time to notice.
        await player.evaluate("video => new Promise(ok => new IntersectionObserver(ok).observe(video))")
        await page.evaluate("new Promise(ok => requestAnimationFrame(() => requestAnimationFrame(ok)))")
        assert await page.evaluate("plays.length") == 0
        await page.get_by_role("button", name="Play").click()
        await plays(player)
        assert await player.evaluate("video => [video.muted, video.controls]") == [False, True]


async def test_quiet_may_be_asked_for_at_any_moment(browser: Browser, site: Site, people: Cast) -> None:
    post = await published(people.alice, film(seconds=8))
    async with window(browser, site, PHONE) as page:
        await page.goto(f"/p/{post}")
        await plays(page.locator("video"))
        await page.emulate_media(reduced_motion="reduce")
        await is_still(page.locator("video"))


async def test_a_gif_loops_without_sound_and_can_be_stopped(browser: Browser, site: Site, people: Cast) -> None:
    post = await published(people.alice, film(seconds=1, sound=False, loops=True))
    async with window(browser, site, PHONE) as page:
        await page.goto(f"/p/{post}")
        player = page.locator("video")
        await plays(player, 0.7)
        await page.wait_for_function(BEGINS_ANEW, arg=[await player.element_handle(), 0.5])
        assert await page.get_by_role("button", name="Sound").count() == 0
        await page.get_by_role("button", name="Pause").click()
        await is_still(player)
        await page.get_by_role("button", name="Play").click()
        await plays(player, 0.1)
        assert await player.evaluate("video => [video.muted, video.controls]") == [True, False]


@pytest.mark.parametrize("script", ["", NO_HLS], ids=["by the browser", "by hls.js"])
async def test_a_stream_that_is_gone_leaves_the_file(browser: Browser, site: Site, people: Cast, script: str) -> None:
    post = await published(people.alice, film())
    async with window(browser, site, PHONE, may_complain=True) as page:
        await page.add_init_script(script)
        await page.route("**/master.m3u8", _gone)
        await page.goto(f"/p/{post}")
        await plays(page.locator("video"))
        assert (await page.locator("video").evaluate("video => video.currentSrc")).endswith("/video.mp4")


@pytest.mark.parametrize("script", ["", NO_HLS], ids=["by the browser", "by hls.js"])
async def test_what_cannot_be_played_says_so(browser: Browser, site: Site, people: Cast, script: str) -> None:
    post = await published(people.alice, film())
    async with window(browser, site, PHONE, may_complain=True) as page:
        await page.add_init_script(script)
        for name in ("master.m3u8", "video.mp4"):
            await page.route(f"**/{name}", _gone)
        await page.goto(f"/p/{post}")
        await page.get_by_text("This video cannot be played here.").wait_for()
        link = await page.get_by_role("link", name="Download it").get_attribute("href")
        assert link and link.endswith("/video.mp4")
        assert not await page.get_by_role("button", name="Pause").is_visible()


async def _gone(route: Route) -> None:
    await route.fulfill(status=404)


async def test_captions_are_read_while_nothing_is_heard(browser: Browser, site: Site, people: Cast) -> None:
    post = await published(people.alice, film(seconds=8, words="Gulls, and the wind."))
    async with window(browser, site, PHONE) as page:
        await page.goto(f"/p/{post}")
        await page.get_by_text("Gulls, and the wind.").wait_for()
        track = page.locator("track")
        assert await track.evaluate("track => [track.kind, track.srclang, track.label]") == [
            "captions",
            "en",
            "English",
        ]
        await page.get_by_role("button", name="Sound").click()
        await page.get_by_text("Gulls, and the wind.").wait_for(state="detached")


async def test_a_video_in_an_album_waits_for_its_turn(browser: Browser, site: Site, people: Cast) -> None:
    post = await published(people.alice, photo(picture(640, 480), "First"), film(seconds=6))
    async with window(browser, site, PHONE) as page:
        await page.add_init_script(LISTENS)
        await page.goto(f"/p/{post}")
        player = page.locator("video")
        await is_still(player)
        assert await page.evaluate("plays.length") == 0
        await page.locator(".strip").focus()
        await page.keyboard.press("ArrowRight")
        await plays(player)
        await page.keyboard.press("ArrowLeft")
        await is_still(player)


async def test_videos_play_on_pages_that_htmx_brings(browser: Browser, site: Site, people: Cast) -> None:
    await published(people.alice, film(seconds=6), caption="Old and moving")
    for n in range(12):
        await published(people.alice, photo(picture(400, 300, n)))
    await look_anew(people.bob)
    ranges: list[str | None] = []
    async with window(browser, site, PHONE) as page:
        await page.add_init_script(NO_HLS)
        page.on("request", lambda request: ranges.append(request.headers.get("range")))
        await sign_in(page, people.bob.username)
        await page.evaluate("window.same = true")
        older = page.get_by_role("link", name="Show older photos")
        await older.scroll_into_view_if_needed()
        await page.locator("video").scroll_into_view_if_needed()
        await plays(page.locator("video"))
        await page.locator(".card", has=page.locator("video")).locator(".when").click()
        await page.wait_for_url("**/p/*")
        await plays(page.locator("main.post-page video"))
        assert await page.evaluate("window.same"), "the page was loaded anew"
        assert "bytes=0-" not in ranges, "a video that has left the page is fetched"


@pytest.mark.parametrize("script", ["", NO_HLS], ids=["by the browser", "by hls.js"])
async def test_media_may_come_from_another_host(browser: Browser, site: Site, people: Cast, script: str) -> None:
    post = await published(people.alice, film(words="From afar"), photo(picture(640, 480), "A far one"))
    port = site.ports["elsewhere"] = free_port()
    far = site.url.replace("localhost", "127.0.0.1")
    process = site.add("elsewhere", "server", "web", PORT=str(port), MEDIA_BASE_URL=far)
    site.wait_until_ready("elsewhere")
    async with window(browser, site, PHONE) as page:
        await page.add_init_script(script)
        await page.goto(f"{site.url_of('elsewhere')}/p/{post}")
        await plays(page.locator("video"))
        await page.get_by_text("From afar").wait_for()
        sources = await page.locator("video source, .real, track").evaluate_all("all => all.map(e => e.src)")
        assert all(source.startswith(far) for source in sources), sources
        await page.locator(".strip").focus()
        await page.keyboard.press("ArrowRight")
        await page.get_by_role("img", name="A far one").evaluate("image => image.decode()")
    process.stop()


async def test_without_javascript_a_video_has_its_sources_and_controls(nobody: Any, people: Cast) -> None:
    post = await published(people.alice, film(words="Hush"))
    page = (await nobody.get(f"/p/{post}")).text
    opening = page[page.index("<video") : page.index("</video>")]
    assert " controls" in opening and "autoplay" not in opening
    stream, file = opening.index('type="application/vnd.apple.mpegurl"'), opening.index('type="video/mp4"')
    assert stream < file
    assert 'aria-label="The sea"' in opening
    assert '<track kind="captions" srclang="en" label="English"' in opening
