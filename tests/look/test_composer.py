"""Composing an album with a script: files travel as soon as they are chosen, and what is said of each stays with it."""

from pathlib import Path

import pytest
from bson import ObjectId
from playwright.async_api import Browser, Locator, Page, expect

from server.stores.mongo import collection
from tests.cast import Cast
from tests.look.composing import Line, are_checked, are_published, composer, photos
from tests.site import Site
from tests.story.window import DESKTOP, PHONE

ALL_ARRIVED = """() => new Promise(done => {
    const look = () => compose.sendings.length ? setTimeout(look, 50) : done();
    look();
})"""


def describe(page: Page, place: int) -> Locator:
    return page.get_by_label("Describe it").nth(place)


async def names(page: Page) -> list[str]:
    found: list[str] = await page.locator(".upload-name span").all_text_contents()
    return found


async def post(page: Page) -> str:
    """Press Post; the id of the post when its page is there."""
    await page.get_by_role("button", name="Post", exact=True).click()
    await page.wait_for_url("**/p/*")
    return page.url.rsplit("/", 1)[1]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_an_album_is_seen_in_the_order_and_with_the_words_chosen(
    browser: Browser, site: Site, people: Cast, tmp_path: Path, size: dict[str, int]
) -> None:
    async with composer(browser, site, people.alice, size) as page:
        line = await Line.of(page, is_open=False)
        await page.set_input_files("#field-media", photos(tmp_path, "one", "two", "three", "four"))
        for place, words in enumerate(("First", "Second", "Third", "Fourth")):
            await describe(page, place).fill(words)
        await describe(page, 0).press("End")
        line.open.set()
        await are_checked(page, 4)
        await expect(describe(page, 0)).to_be_focused()
        await page.keyboard.type(" of all")
        assert line.begun == 4, "each was sent once"
        await page.get_by_role("button", name="Move earlier").nth(2).click()
        await page.get_by_role("button", name="Remove").nth(3).click()
        await expect(page.locator(".item")).to_have_count(3)
        assert await names(page) == ["one.jpg", "three.jpg", "two.jpg"]
        await page.get_by_label("Caption").fill("Three of four")
        await post(page)
        await are_published(page, 3)
        shown = await page.locator("article.card img.real").evaluate_all("all => all.map(image => image.alt)")
        assert shown == ["First of all", "Third", "Second"]
        await expect(page.get_by_text("Three of four")).to_be_visible()
        await page.goto("/posts/new")
        await expect(page.locator(".item")).to_have_count(0)
        await expect(page.get_by_label("Caption")).to_have_value("")


async def test_post_waits_for_what_is_on_its_way_unless_one_says_not_yet(
    browser: Browser, site: Site, people: Cast, tmp_path: Path
) -> None:
    async with composer(browser, site, people.alice) as page:
        line = await Line.of(page, is_open=False)
        await page.set_input_files("#field-media", photos(tmp_path, "one", "two"))
        await page.get_by_role("button", name="Post", exact=True).click()
        await expect(page.get_by_role("button", name="Waiting for 2 of 2 files")).to_be_visible()
        await page.get_by_role("button", name="Not yet").click()
        await expect(page.get_by_role("button", name="Post", exact=True)).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name="Waiting for 2 of 2 files")).to_be_visible()
        line.open.set()
        await are_published(page, 2)


async def test_words_and_order_outlive_a_walk_through_the_site_and_a_reload(
    browser: Browser, site: Site, people: Cast, tmp_path: Path
) -> None:
    async with composer(browser, site, people.alice) as page:
        line = await Line.of(page, is_open=False)
        await page.set_input_files("#field-media", photos(tmp_path, "one", "two", "three", "four"))
        await describe(page, 3).fill("Typed while it waited for its turn")
        await page.get_by_role("button", name="Move earlier").nth(3).click()
        await page.get_by_label("Caption").fill("Later")
        await page.get_by_role("link", name="Search").click()
        await page.wait_for_url("**/search")
        line.open.set()
        await page.evaluate(ALL_ARRIVED)
        await page.get_by_role("link", name="Post", exact=True).click()
        await are_checked(page, 4)
        for _ in range(2):
            assert await names(page) == ["one.jpg", "two.jpg", "four.jpg", "three.jpg"]
            await expect(describe(page, 2)).to_have_value("Typed while it waited for its turn")
            await expect(page.get_by_label("Caption")).to_have_value("Later")
            await page.reload()


async def test_files_are_dropped_and_pasted(browser: Browser, site: Site, people: Cast) -> None:
    give = """type => createImageBitmap(new ImageData(8, 8)).then(bitmap => {
        const canvas = new OffscreenCanvas(8, 8);
        canvas.getContext("2d").drawImage(bitmap, 0, 0);
        return canvas.convertToBlob();
    }).then(blob => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([blob], type + ".png", {type: "image/png"}));
        const options = {bubbles: true, cancelable: true, dataTransfer, clipboardData: dataTransfer};
        document.body.dispatchEvent(new (type === "drop" ? DragEvent : ClipboardEvent)(type, options));
    })"""
    async with composer(browser, site, people.alice) as page:
        await page.evaluate(give, "drop")
        await expect(page.locator(".item")).to_have_count(1)
        await page.evaluate(give, "paste")
        await are_checked(page, 2)
        assert await names(page) == ["drop.png", "paste.png"]


async def test_the_point_that_a_crop_keeps_is_tapped_on_the_picture(
    browser: Browser, site: Site, people: Cast, tmp_path: Path
) -> None:
    async with composer(browser, site, people.alice, has_touch=True) as page:
        await page.set_input_files("#field-media", photos(tmp_path, "one"))
        await page.get_by_text("What a crop keeps in view").click()
        plate = page.locator(".focus-plate")
        box = await plate.bounding_box()
        assert box
        await plate.tap(position={"x": box["width"] * 0.8, "y": box["height"] * 0.1})
        await expect(page.get_by_label("Left to right")).to_have_value("80")
        await expect(page.get_by_label("Top to bottom")).to_have_value("10")
        await page.get_by_label("Top to bottom").press("ArrowRight")
        shown = "image => getComputedStyle(image).objectPosition"
        assert await page.locator(".upload-plate img").first.evaluate(shown) == "80% 15%"
        found = await collection("posts").find_one({"_id": ObjectId(await post(page))})
    assert found
    media = await collection("media").find_one({"_id": found["media"][0]})
    assert media
    assert media["focus"] == {"x": 80, "y": 15}


async def test_the_order_is_dragged_by_the_handle(browser: Browser, site: Site, people: Cast, tmp_path: Path) -> None:
    async with composer(browser, site, people.alice, DESKTOP) as page:
        await page.set_input_files("#field-media", photos(tmp_path, "one", "two", "three"))
        await are_checked(page, 3)
        await page.locator(".grip").nth(2).hover()
        await page.mouse.down()
        low = await page.locator(".item").nth(0).bounding_box()
        assert low
        assert low["height"] < 120, "all are low, so that one sees where to"
        await page.mouse.move(low["x"] + low["width"] - 40, low["y"] + 5, steps=12)
        await expect(page.locator(".item").nth(0)).to_contain_text("three.jpg")
        await page.mouse.up()
        await expect(page.get_by_role("status").filter(has_text="Moved to 1 of 3")).to_be_attached()
        assert await names(page) == ["three.jpg", "one.jpg", "two.jpg"]
