"""The photo editor in Chromium: what its preview shows is what is published, and nobody needs a pointer for it."""

import asyncio
import base64
import io
from pathlib import Path

from bson import ObjectId
from PIL import Image, ImageChops, ImageDraw, ImageOps
from playwright.async_api import Browser, Dialog, Page, expect

from server.media import edits, filters, queries
from server.media.child.decode import decode
from server.media.child.render import FORMATS, first_rendition, largest, sizes
from server.media.edits import Edit
from server.media.models import Media
from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.look.composing import are_checked, composer, photos
from tests.look.test_axe import ALSO, AXE, RUN
from tests.site import Site, eventually
from tests.story.window import DESKTOP, PHONE, is_live, sign_in, window

# On a scale of 255, when both are 240 pixels wide: on average, for nine values in ten, and for all but one in a
# hundred, which lie on black and white edges: the graphics card makes smaller in another way than the worker.
MEAN_MOST, NINE_IN_TEN_MOST, NEARLY_ALL_MOST = 1.4, 3, 20
SIDE = 240


def chart(folder: Path) -> Path:
    """Every hue from black to white, greys, and hard edges: what interpolation could get wrong."""
    hues = Image.merge("HSV", [Image.linear_gradient("L").rotate(90).resize((1500, 500)), *_plain(255, 255)])
    image = Image.new("RGB", (1500, 1100))
    dark = Image.linear_gradient("L").resize((1500, 500))
    image.paste(ImageChops.multiply(hues.convert("RGB"), Image.merge("RGB", [dark] * 3)), (0, 0))
    image.paste(Image.linear_gradient("L").rotate(90).resize((1500, 300)).convert("RGB"), (0, 500))
    draw = ImageDraw.Draw(image)
    for number in range(12):
        colour = tuple(int(255 * (number >> bit & 1)) for bit in range(3))
        draw.rectangle((125 * number, 800, 125 * number + 90, 1100), fill=colour)
    path = folder / "chart.jpg"
    image.save(path, quality=95, subsampling=0)
    return path


def _plain(*levels: int) -> list[Image.Image]:
    return [Image.new("L", (1500, 500), level) for level in levels]


# Sets the form, draws at once and gives back what the frame shows, pixel for pixel.
PREVIEW = """async (values) => {
    const form = document.querySelector("form.editor");
    const known = editor.opened.get(form);
    for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
    const { table } = form.querySelector('[name="filter"]:checked').dataset;
    if (table) known.colours.set(values.filter, await editor.table(table));
    editor.draw(known);
    const [left, top, right, bottom] = known.shown.box;
    const made = Object.assign(document.createElement("canvas"), { width: right - left, height: bottom - top });
    const context = made.getContext("2d");
    context.drawImage(known.canvas, left, top, right - left, bottom - top, 0, 0, made.width, made.height);
    return made.toDataURL("image/png");
}"""


async def preview(page: Page, edit: Edit) -> Image.Image:
    """What the editor shows for this edit."""
    data: str = await page.evaluate(PREVIEW, {name: getattr(edit, name) for name in edit.__struct_fields__})
    return Image.open(io.BytesIO(base64.b64decode(data.partition(",")[2]))).convert("RGB")


def middle_square(image: Image.Image) -> Image.Image:
    side = min(image.size)
    return ImageOps.fit(image, (side, side))


def assert_alike(shown: Image.Image, published: Image.Image, what: object) -> None:
    """Within the tolerance that this file begins with."""
    size = (SIDE, round(SIDE * published.height / published.width))
    smaller = (image.resize(size, Image.Resampling.BOX) for image in (shown, published))
    difference = ImageChops.difference(*smaller)
    steps = sorted(difference.tobytes())
    mean, most, nearly_all = sum(steps) / len(steps), steps[len(steps) * 9 // 10], steps[len(steps) * 99 // 100]
    is_near = mean <= MEAN_MOST and most <= NINE_IN_TEN_MOST and nearly_all <= NEARLY_ALL_MOST
    assert is_near, f"{what}: {mean:.2f}, {most} and {nearly_all} apart"


def developed(file: Path, edit: Edit) -> Image.Image:
    """What the child makes of a photo, as the JPEG that is published."""
    photo = decode(file, "jpeg", 1 << 25, 1 << 25, lambda full: largest("photo", full, edit))
    shown = edits.frame(edit, edits.turned(edit, (photo.width, photo.height))).size
    out = io.BytesIO()
    first_rendition(photo, "photo", next(iter(sizes("photo", shown).values())), edit).save(out, **FORMATS["jpg"])
    return Image.open(out).convert("RGB")


async def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands."""
    await page.evaluate(AXE)
    result = await page.evaluate(RUN, list(ALSO))
    return [f"{found['id']}: {found['nodes'][0]['html'][:200]}" for found in result["violations"]]


async def ready(page: Page) -> None:
    await page.wait_for_selector("form.editor.live")


async def settled(media_id: ObjectId, edit: Edit | None) -> Media:
    """Wait until a worker has made the photo like this."""

    async def is_ready() -> Media | None:
        media = await queries.by_id(media_id)
        return media if media and media.state == "ready" and media.edit == edit else None

    found: Media = await eventually(is_ready)
    return found


async def uploaded(person: Person, file: Path) -> Media:
    """A photo of hers in a post."""
    answer = await person.submit("Chart", data=file.read_bytes())
    post = await collection("posts").find_one({"_id": ObjectId(str(answer.url).rsplit("/", 1)[1])})
    assert post
    return await settled(post["media"][0], None)


async def test_what_the_preview_shows_is_what_is_published(
    browser: Browser, site: Site, people: Cast, tmp_path: Path
) -> None:
    file = chart(tmp_path)
    media = await uploaded(people.alice, file)
    async with window(browser, site, DESKTOP) as page:
        await sign_in(page, people.alice.username)
        await page.goto(f"/items/{media.id}/edit")
        await ready(page)
        for number, slug in enumerate(["", *filters.FILTERS]):
            for strength in (45, 100):
                edit = Edit(
                    turns=number % 4,
                    angle=(-1) ** number * 7.3,
                    ratio=("4:5", "original", "16:9")[number % 3],
                    size=72,
                    across=20,
                    down=85,
                    filter=slug,
                    strength=strength,
                )
                assert_alike(await preview(page, edit), developed(file, edit), edit)
        shown = await preview(page, edit)
        await page.get_by_role("button", name="Save").click()
        made = await settled(media.id, edit)
        for rendition in made.renditions:
            seen = middle_square(shown) if rendition.is_square_cut else shown
            assert_alike(seen, await fetched(people.bob, rendition.path), rendition.name)


async def fetched(person: Person, path: str) -> Image.Image:
    """A picture as soon as it is published."""

    async def is_published() -> bytes:
        answer = await person.get(path)
        return answer.content if answer.status_code == 200 else b""

    return Image.open(io.BytesIO(await eventually(is_published))).convert("RGB")


async def test_without_webgl_it_looks_the_same(browser: Browser, site: Site, people: Cast, tmp_path: Path) -> None:
    file = chart(tmp_path)
    media = await uploaded(people.alice, file)
    async with window(browser, site, DESKTOP) as page:
        await page.add_init_script(
            "const made = HTMLCanvasElement.prototype.getContext;"
            "HTMLCanvasElement.prototype.getContext = function (kind, ...more) {"
            "  return kind === 'webgl2' ? null : made.call(this, kind, ...more); };"
        )
        await sign_in(page, people.alice.username)
        await page.goto(f"/items/{media.id}/edit")
        await ready(page)
        for slug in ("", "dusk", "soot"):
            edit = Edit(turns=1, angle=-4.2, ratio="1:1", size=80, across=70, down=10, filter=slug, strength=80)
            assert_alike(await preview(page, edit), developed(file, edit), edit)


async def test_a_photo_is_cut_and_filtered_with_the_keyboard_alone_and_the_composer_stays(
    browser: Browser, site: Site, people: Cast, tmp_path: Path
) -> None:
    async with composer(browser, site, people.alice, PHONE) as page:
        await page.set_input_files("#field-media", photos(tmp_path, "one"))
        await are_checked(page, 1)
        link = page.get_by_role("link", name="Crop, straighten, filter")
        await page.get_by_label("Caption").fill("still here")
        await link.focus()
        await page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Edit photo")
        await ready(page)
        said, frame = dialog.locator(".editor-said"), dialog.get_by_role("application", name="What stays of the photo")
        while not await frame.evaluate("frame => frame === document.activeElement"):
            await page.keyboard.press("Tab")
        for key in ("Shift+_", "Shift+_", "-", "ArrowLeft", "Shift+ArrowDown"):
            await page.keyboard.press(key)
        await expect(said).to_have_text("Size 79 percent; 49 percent from the left, 60 from the top")
        assert not await violations(page)
        compare = dialog.get_by_role("button", name="Hold to compare")
        await page.keyboard.press("Tab")
        await expect(compare).to_be_focused()
        await page.keyboard.down("Space")
        await expect(compare).to_have_attribute("aria-pressed", "true")
        await page.keyboard.up("Space")
        await expect(compare).to_have_attribute("aria-pressed", "false")
        await page.keyboard.press("Tab")
        await page.keyboard.press("ArrowRight")  # to the crop
        await page.keyboard.press("Tab")
        for _ in range(2):
            await page.keyboard.press("ArrowRight")  # past 1:1
        await expect(dialog.get_by_role("radio", name="4:5")).to_be_checked()
        question = page.get_by_role("dialog", name="Save your changes?")
        for _ in range(3):
            await page.keyboard.press("Escape")
            await expect(question).to_be_visible()
            await page.keyboard.press("Escape")
            await expect(question).to_be_hidden()
            await expect(dialog.get_by_role("radio", name="4:5")).to_be_checked()
        await page.keyboard.press("Escape")
        await question.evaluate("dialog => Promise.all(dialog.getAnimations().map(({ finished }) => finished))")
        assert not await violations(page)
        await question.get_by_role("button", name="Discard changes").press("Enter")
        await expect(dialog).to_have_count(0)
        await expect(link).to_be_focused()
        await page.keyboard.press("Enter")
        await ready(page)
        await expect(dialog.get_by_role("radio", name="As shot")).to_have_count(0)  # another tool is shown
        await dialog.get_by_role("radio", name="None").focus()
        await page.keyboard.press("ArrowRight")
        await expect(dialog.get_by_role("radio", name="Noon")).to_be_checked()
        await page.keyboard.press("Tab")
        await page.keyboard.press("ArrowLeft")
        await page.keyboard.press("Tab")
        await expect(dialog.get_by_role("button", name="Save")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(dialog).to_have_count(0)
        await expect(page.get_by_text("Saved. The photo is being developed.")).to_be_visible()
        await expect(page.get_by_label("Caption")).to_have_value("still here")
        media_id = ObjectId(str(await link.get_attribute("href")).split("/")[2])
        await settled(media_id, Edit(filter="noon", strength=99))
        await is_live(page)


async def test_who_leaves_with_unsaved_changes_is_asked_first(
    browser: Browser, site: Site, people: Cast, tmp_path: Path
) -> None:
    asked: list[str] = []

    async def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        await dialog.accept()

    async with composer(browser, site, people.alice) as page:
        page.on("dialog", lambda dialog: asyncio.ensure_future(leave(dialog)))
        await page.set_input_files("#field-media", photos(tmp_path, "one"))
        await are_checked(page, 1)
        link = page.get_by_role("link", name="Crop, straighten, filter")
        for changes, questions in ((False, []), (True, ["beforeunload"])):
            await link.click()
            await ready(page)
            if changes:
                await page.get_by_role("radio", name="Noon").check(force=True)
            await page.reload()
            assert asked == questions


async def test_back_leads_out_of_the_editor_and_not_from_the_page_below_it(
    browser: Browser, site: Site, people: Cast, tmp_path: Path
) -> None:
    async with composer(browser, site, people.alice, DESKTOP) as page:
        await page.set_input_files("#field-media", photos(tmp_path, "one"))
        await are_checked(page, 1)
        await page.get_by_label("Caption").fill("Still here")
        link, form = page.get_by_role("link", name="Crop, straighten, filter"), page.locator("form.editor")
        question = page.locator("#editor-unsaved")

        async def still_there() -> None:
            await expect(form).to_have_count(0)
            await expect(page).to_have_url(f"{site.url}/posts/new")
            await expect(page.get_by_label("Caption")).to_have_value("Still here")
            await expect(link).to_be_focused()

        await link.click()
        await ready(page)
        await page.go_back()
        await still_there()
        await link.click()
        await ready(page)
        await page.get_by_role("radio", name="Noon").check(force=True)
        for _ in range(2):
            await page.go_back()
            await expect(question).to_be_visible()
        await question.locator("[data-drop]").click()
        await still_there()
        await page.go_back()
        await page.wait_for_url(f"{site.url}/")
        await expect(page.get_by_label("Caption")).to_have_count(0)
