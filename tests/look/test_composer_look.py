"""How the composer looks: nothing in it moves by itself, and axe finds nothing, whatever state its items are in."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bson import ObjectId
from playwright.async_api import Browser, Page, expect

from server.media.models import Finding
from server.stores.documents import dump, now
from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.documents import on_its_way, upload
from tests.look.composing import WORK_MS, composer, film, moving_gif, photos
from tests.look.test_axe import _look
from tests.site import Site
from tests.story.window import DESKTOP, PHONE

pytestmark = pytest.mark.slow

OUT = Path(__file__).parents[1] / "out"
FOUND = dump(
    [
        Finding(kind="position", words="A position on the map: 43° 28′ 2″ north, 11° 53′ 6″ east, 214 m above the sea"),
        Finding(kind="date", words="Date and time: 22 October 2008 at 16:28"),
        Finding(kind="serial", words="Serial number of the camera: 30012345"),
        Finding(kind="owner", words="Made by: Anna Katharina Müller-Lüdenscheidt"),
    ]
)
CAMERA = "NIKON COOLPIX P6000 · 6 mm · f/4.5 · 1/125 s · ISO 64"
PRORES = "This video uses a codec we cannot read: ProRes. Export it as H.264 and choose it again."
# Shifts that nobody caused a moment before.
WATCH = """() => {
    window.shifts = [];
    new PerformanceObserver(list => {
        for (const shift of list.getEntries().filter(shift => !shift.hadRecentInput)) {
            const told = ({node, previousRect, currentRect}) =>
                [node?.outerHTML?.slice(0, 90), JSON.stringify(previousRect), JSON.stringify(currentRect)].join(" ");
            window.shifts.push(shift.value + " " + shift.sources.map(told).join("; "));
        }
    }).observe({type: "layout-shift", buffered: true});
}"""


async def drafted(person: Person, state: str, name: str, megabytes: int, **change: Any) -> ObjectId:
    made = await upload(person, state, **{"stage": state} | change)
    named = {"original.name": name, "original.bytes": megabytes << 20}
    await collection("media").update_one({"_id": made.id}, {"$set": named})
    return made.id


async def draft(person: Person) -> list[ObjectId]:
    """One item in each state there is."""
    third = {"file": ObjectId(), "length": 300, "offset": 100, "writer": 1, "expires_at": now() + timedelta(hours=9)}
    video = {"kind": "video", "findings": FOUND[:1]}
    return [
        await drafted(person, "arriving", "PXL_20260914_170233.mp4", 312, arrival=third, findings=None, kind="video"),
        await drafted(person, "received", "DSCN0012.jpg", 4, findings=None),
        await drafted(person, "processing", "Sunday.mov", 184, done=43, of=100, **video | {"stage": "encoding"}),
        await drafted(person, "failed", "A001.mov", 480, **video | {"findings": None}, sentence=PRORES),
        await drafted(person, "ready", "IMG.HEIC", 2, findings=FOUND, camera=CAMERA, keep_camera=True, proved_at=now()),
    ]


async def test_axe_finds_nothing_in_any_state(browser: Browser, site: Site, people: Cast) -> None:
    items = await draft(people.alice)
    post, _ = await on_its_way(people.alice, "On its way")
    paths = ["/posts/new", f"/p/{post}", f"/p/{post}/edit", f"/items/{items[2]}/captions"]
    found = []
    async with composer(browser, site, people.alice, reduced_motion="reduce") as page:
        for path in paths:
            await page.goto(path)
            for summary in await page.locator(".item summary").all():
                await summary.click()
            found.append(await _look(page, path))
            await _take_pictures(page, path.split("/")[-1])
    assert not any(found), "\n".join(found)


async def _take_pictures(page: Page, name: str) -> None:
    OUT.mkdir(exist_ok=True)
    for size, title in ((PHONE, "phone"), (DESKTOP, "desktop")):
        await page.set_viewport_size(size)  # type: ignore[arg-type]
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
        await page.screenshot(path=OUT / f"compose-{name}-{title}.png", full_page=True)


async def test_nothing_moves_while_files_arrive_and_are_developed(
    browser: Browser, site: Site, people: Cast, tmp_path: Path
) -> None:
    files = [*photos(tmp_path, "one", "two"), film(tmp_path), moving_gif(tmp_path)]
    for size in (PHONE, DESKTOP):
        async with composer(browser, site, people.alice, size) as page:
            await page.evaluate(WATCH)
            await page.set_input_files("#field-media", files)
            await expect(page.locator(".upload-plate .local")).to_have_count(4)
            await expect(page.locator(".way li:last-child.done")).to_have_count(4, timeout=60_000)
            await expect(page.get_by_role("link", name="Captions")).to_have_count(1)
            shifts = await page.evaluate("window.shifts")
            assert not shifts, "\n".join(shifts)
            for left in (3, 2, 1, 0):
                await page.get_by_role("button", name="Remove").first.click()
                await expect(page.locator(".item")).to_have_count(left, timeout=WORK_MS)


async def test_an_open_receipt_stays_open_while_its_picture_is_made(browser: Browser, site: Site, people: Cast) -> None:
    item = await drafted(people.alice, "failed", "one.jpg", 1, findings=FOUND, sentence="Try again.")
    async with composer(browser, site, people.alice) as page:
        await page.get_by_role("button", name="Retry").click()
        await page.get_by_text("4 private things are kept back").click()
        await expect(page.get_by_text("Proved: ")).to_be_visible()
        await expect(page.get_by_text("Serial number of the camera", exact=True)).to_be_visible()
        await expect(page.locator(f"#receipt-{item}-gist")).to_be_focused()
