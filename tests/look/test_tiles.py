"""In a grid a photo loads the square that is seen of it, unless another part of it is to stay in view."""

from bson import ObjectId
from playwright.async_api import Browser, Page

from server.stores.mongo import collection
from tests.cast import Cast
from tests.look import plates
from tests.site import Site
from tests.story.window import PHONE, window


async def loaded(page: Page, post: str) -> str:
    """The name of the file that the post's tile shows."""
    image = page.locator(f"#post-{post} img.real")
    await image.evaluate("image => image.decode()")
    return str(await image.evaluate("image => image.currentSrc.split('/').at(-1)"))


async def test_a_tile_loads_the_square_that_is_seen(browser: Browser, site: Site, people: Cast) -> None:
    cut, off_centre = await people.alice.publish("The middle"), await people.alice.publish("The left")
    of_before = await plates.published(people.alice, plates.photo(plates.picture(1200, 800), "Without squares"))
    change = {"items.0.focus": {"x": 10, "y": 50}}
    await collection("posts").update_one({"_id": ObjectId(off_centre)}, {"$set": change})
    async with window(browser, site, PHONE, device_scale_factor=1.75) as page:
        await page.goto(f"/@{people.alice.username}")
        assert await loaded(page, cut) == "q256.avif"
        assert await loaded(page, off_centre) == "w480.avif"
        assert await loaded(page, of_before) == "w640.avif"
