from tests.look import test_video as v
from tests.look.test_video import film, published, photo, picture, look_anew, window, PHONE, NO_HLS, sign_in
async def test_dbg(browser, site, people):
    await published(people.alice, film())
    for n in range(4):
        await published(people.alice, photo(picture(400, 500, n)))
    await look_anew(people.bob)
    loaded = []
    async with window(browser, site, PHONE) as page:
        await page.add_init_script(NO_HLS)
        page.on("request", lambda request: loaded.append(request.url))
        await sign_in(page, people.bob.username)
        await page.wait_for_load_state("networkidle")
        print([u for u in loaded if "hls" in u or "m3u8" in u])
        print(await page.evaluate("[...document.querySelectorAll('.card')].map(c=>[c.getBoundingClientRect().top, c.querySelector('video')?.closest('.video').dataset.state])"))
        print(page.url)
        await page.screenshot(path="/tmp/view/dbg.png")
