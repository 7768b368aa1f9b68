from tests.look.test_video import *
from tests.look import test_video
for n in list(globals()):
    if n.startswith("test_") and n!="test_video": del globals()[n]
async def test_dbg(browser, site, people):
    await published(people.alice, film(seconds=6), caption="Old and moving")
    for n in range(12):
        await published(people.alice, photo(picture(400, 300, n)))
    await look_anew(people.bob)
    bad=0
    for i in range(25):
      async with window(browser, site, PHONE) as page:
        log=[]
        page.on("request", lambda r: log.append(r.headers.get("range")))
        await page.add_init_script(NO_HLS)
        await sign_in(page, people.bob.username)
        older = page.get_by_role("link", name="Show older")
        await older.scroll_into_view_if_needed()
        await page.locator("video").scroll_into_view_if_needed()
        async def ok():
            try:
                await page.wait_for_function(GOES_ON, arg=[await page.locator("video").element_handle(), .3], timeout=4000); return True
            except Exception: return False
        if not await ok(): bad+=1
        await page.locator(".card", has=page.locator("video")).locator(".when").click()
        await page.wait_for_url("**/p/*")
        if not await ok(): bad+=1
        if "bytes=0-" in log: print("native fetch", i)
    print("bad", bad)
