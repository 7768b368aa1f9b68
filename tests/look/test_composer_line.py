"""The composer when files do not simply arrive: broken lines, closed tabs, files that are refused."""

import asyncio
from pathlib import Path

import pytest
from bson import ObjectId
from playwright.async_api import Browser, Dialog, Page, expect

from server.media.storage.store import find
from server.stores.mongo import collection
from tests.cast import Cast, photo
from tests.documents import account_id
from tests.look.composing import PIECE_BYTES, WORK_MS, Line, are_checked, are_published, composer, large_photo, photos
from tests.site import Site
from tests.story.window import is_live

pytestmark = pytest.mark.slow

SECOND_PIECE = str(PIECE_BYTES)


async def is_stalled(page: Page) -> None:
    words = page.get_by_text("There is no connection. It goes on by itself.")
    await expect(words).to_be_visible(timeout=WORK_MS)


async def test_a_broken_line_only_delays(browser: Browser, site: Site, people: Cast, tmp_path: Path) -> None:
    path = large_photo(tmp_path)
    async with composer(browser, site, people.alice, may_complain=True) as page:
        line = await Line.of(page)
        line.cuts = [SECOND_PIECE]
        await page.set_input_files("#field-media", path)
        await is_stalled(page)
        await page.context.set_offline(True)
        line.cuts, line.away = [], 2
        await page.context.set_offline(False)
        await are_checked(page, 1)
    assert (line.begun, line.offsets) == (1, ["0", SECOND_PIECE]), "nothing was sent again"
    (media,) = await collection("media").find({"owner": await account_id(people.alice)}).to_list(None)
    blob = await find(media["original"]["sha256"])
    assert blob
    assert blob.bytes == path.stat().st_size


async def test_the_server_may_be_restarted_meanwhile(
    browser: Browser, site: Site, people: Cast, tmp_path: Path
) -> None:
    site.add_web("doomed")
    doomed = Site(site.environ, site.folder, site.processes, {"web": site.ports["doomed"]})
    async with composer(browser, doomed, people.alice, may_complain=True) as page:
        line = await Line.of(page)
        line.cuts = [SECOND_PIECE]
        await page.set_input_files("#field-media", large_photo(tmp_path))
        await is_stalled(page)
        site.processes["doomed"].kill()
        line.cuts = []
        await page.wait_for_selector("html[data-live=no]", state="attached")
        site.restart("doomed")
        await are_checked(page, 1)
    assert (line.begun, line.offsets[0], line.offsets[-1]) == (1, "0", SECOND_PIECE)
    site.processes.pop("doomed").stop()
    site.ports.pop("doomed")


async def test_the_same_file_chosen_again_goes_on_where_it_was(
    browser: Browser, site: Site, people: Cast, tmp_path: Path
) -> None:
    path = large_photo(tmp_path)
    asked: list[str] = []

    async def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        await dialog.accept()

    async with composer(browser, site, people.alice, may_complain=True) as page:
        page.on("dialog", lambda dialog: asyncio.ensure_future(leave(dialog)))
        line = await Line.of(page)
        line.cuts = [SECOND_PIECE]
        await page.set_input_files("#field-media", path)
        await page.get_by_label("Describe it").fill("Noise")
        await is_stalled(page)
        await page.reload()
        assert asked == ["beforeunload"], "who leaves is asked first"
        await is_live(page)
        await expect(page.get_by_text("Choose the same file again, and it goes on from there.")).to_be_visible()
        await expect(page.locator(".way")).to_contain_text("Arriving, 90 %")
        await page.get_by_role("button", name="Post", exact=True).click()
        await expect(page.get_by_role("alert")).to_contain_text("still arriving")
        line.cuts = []
        await page.set_input_files("#field-media", path)
        await are_checked(page, 1)
        await expect(page.locator(".item")).to_have_count(1)
        await expect(page.get_by_label("Describe it")).to_have_value("Noise")
    assert (line.begun, line.offsets) == (1, ["0", SECOND_PIECE])


async def test_what_is_too_large_or_too_much_is_said_before_it_travels(
    browser: Browser, site: Site, people: Cast, tmp_path: Path
) -> None:
    large = tmp_path / "large.jpg"
    with large.open("wb") as file:
        file.truncate((31 << 20) + 1)
    async with composer(browser, site, people.alice) as page:
        line = await Line.of(page, is_open=False)
        await page.set_input_files("#field-media", [large, *photos(tmp_path, *map(str, range(22)))])
        await expect(page.get_by_text("This photo has 31.1 MB; up to 30 MB are allowed.")).to_be_visible()
        await expect(page.get_by_text("The last 3 of these were left out.")).to_be_visible()
        await expect(page.locator(".item")).to_have_count(20)
        await page.get_by_role("button", name="Post", exact=True).click()
        await expect(page.get_by_text("One of these did not make it.")).to_be_visible()
        await expect(page.get_by_role("button", name="Remove")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator(".item")).to_have_count(19)
        await expect(page.get_by_role("button", name="Cancel").first).to_be_focused()
        assert line.begun == 3, "three travel at once"


async def test_a_refused_file_says_why_and_does_not_hold_up_the_others(
    browser: Browser, site: Site, people: Cast, tmp_path: Path
) -> None:
    (tmp_path / "notes.pdf").write_bytes(b"%PDF-1.7\n" + bytes(4096))
    (tmp_path / "cut.jpg").write_bytes(photo(1600, 1200)[:5000])
    async with composer(browser, site, people.alice) as page:
        fine = photos(tmp_path, "fine")
        await page.set_input_files("#field-media", [tmp_path / "notes.pdf", tmp_path / "cut.jpg", *fine])
        await expect(page.locator(".item").nth(0).get_by_text("PDF")).to_be_visible()
        await expect(page.locator(".item").nth(1).locator(".error")).to_contain_text("cut off")
        await are_checked(page, 1)
        for _ in range(2):
            await page.get_by_role("button", name="Remove").first.click()
        await expect(page.locator(".upload-name span")).to_have_text(["fine.jpg"])
        await page.get_by_role("button", name="Post", exact=True).click()
        await are_published(page, 1)


async def test_a_cancelled_upload_is_gone(browser: Browser, site: Site, people: Cast, tmp_path: Path) -> None:
    async with composer(browser, site, people.alice) as page:
        await Line.of(page, is_open=False)
        await page.set_input_files("#field-media", photos(tmp_path, "one"))
        item = page.locator(".item[data-item]:not([data-item^=new])")
        upload = ObjectId(await item.get_attribute("data-item"))
        async with page.expect_response(lambda answer: answer.request.method == "DELETE") as answer:
            await page.get_by_role("button", name="Cancel").click()
        assert (await answer.value).status == 204
        await expect(page.locator(".item")).to_have_count(0)
        await expect(page.get_by_label("Choose photos or videos")).to_be_focused()
    media = await collection("media").find_one({"_id": upload})
    assert media is None or media["state"] == "deleted"


async def test_what_is_removed_in_another_tab_is_said(
    browser: Browser, site: Site, people: Cast, tmp_path: Path
) -> None:
    async with composer(browser, site, people.alice, may_complain=True) as page:
        line = await Line.of(page)
        line.cuts = ["0"]
        await page.set_input_files("#field-media", photos(tmp_path, "one", "two"))
        item = page.locator(".item[data-item]:not([data-item^=new])").first
        await people.alice.post(f"/items/{await item.get_attribute('data-item')}?_method=DELETE")
        await expect(page.get_by_text("This upload was removed, or its time has passed.")).to_be_visible(
            timeout=WORK_MS
        )
        line.cuts = []
        await page.get_by_role("button", name="Retry").click()
        await are_checked(page, 2)
