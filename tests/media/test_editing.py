"""A photo is edited by its owner, through the form and the worker: what is published, and what nobody gets to see."""

import io
import re
from pathlib import Path

import pytest
from bson import ObjectId
from PIL import Image

from server.media import actions, queries
from server.media.edits import Edit
from server.media.models import READY, Media
from server.stores.documents import dump
from server.stores.mongo import collection
from tests.cast import Cast, Person, photo
from tests.documents import upload
from tests.media import pictures
from tests.media.looking import assert_colour
from tests.media.pictures import BLUE, GREEN, RED, YELLOW
from tests.media.stored import files, holders
from tests.pages import Page
from tests.site import eventually

FORM = {"ratio": "1:1", "size": "50", "across": "0", "down": "0", "angle": "0", "turns": "0", "filter": ""}
SQUARE = Edit(ratio="1:1", size=50, across=0, down=0)


def quarters(side: int = 400) -> bytes:
    out = io.BytesIO()
    pictures.quarters(side, side).save(out, "JPEG", quality=95)
    return out.getvalue()


async def media_of(post: str) -> Media:
    document = await collection("posts").find_one({"_id": ObjectId(post)}, {"media": 1})
    assert document
    found = await queries.by_id(document["media"][0])
    assert found
    return found


async def anew(media: Media) -> Media:
    found = await queries.by_id(media.id)
    assert found
    return found


async def developed(media: Media, edit: Edit | None) -> Media:
    """Wait until a worker has made the photo again like this."""

    async def is_ready() -> Media | None:
        now = await anew(media)
        return now if now.state == "ready" and now.edit == edit and now.version > media.version else None

    found: Media = await eventually(is_ready)
    return found


async def shown(person: Person, post: str) -> Image.Image | None:
    """The picture that a person sees in the post, if there is one yet."""
    page = Page((await person.get(f"/p/{post}")).text)
    (image,) = page.all("img", class_="real")
    answer = await person.get(image.attributes["src"])
    if answer.status_code == 404:
        return None  # made anew at this moment: the post is told next
    return Image.open(io.BytesIO(answer.content)).convert("RGB")


async def becomes(person: Person, post: str, size: tuple[int, int]) -> Image.Image:
    """Wait until the person sees a picture of this size."""

    async def is_there() -> Image.Image | None:
        image = await shown(person, post)
        return image if image and image.size == size else None

    found: Image.Image = await eventually(is_there)
    return found


async def test_a_published_post_shows_the_edit_and_the_old_pictures_are_gone(people: Cast, nobody: Person) -> None:
    post = await people.alice.publish("Four", "", quarters())
    before = await media_of(post)
    answer = await people.alice.post(f"/items/{before.id}/edit", data=FORM)
    assert answer.url.path == f"/items/{before.id}/edit"
    after = await developed(before, SQUARE)
    assert (after.width, after.height) == (200, 200)
    image = await becomes(nobody, post, (200, 200))
    for at in ((5, 5), (190, 5), (5, 190), (190, 190)):
        assert_colour(image, at, RED)
    assert after.placeholder != before.placeholder, "nor does the placeholder show what was cut off"
    assert after.original == before.original
    for rendition in before.renditions:

        async def is_gone(name: str = rendition.sha256) -> bool:
            return not await holders(name) and not await files(name)

        await eventually(is_gone)
        assert (await nobody.get(rendition.path)).status_code == 404

    await people.alice.post(
        f"/items/{before.id}/edit", data=FORM | {"across": "100", "filter": "soot", "strength": "100"}
    )
    again = await developed(after, Edit(ratio="1:1", size=50, across=100, down=0, filter="soot"))
    assert again.original == before.original
    undone = await people.alice.post(f"/items/{before.id}/edit", data=FORM | {"undo": "1"})
    assert undone.status_code == 200
    whole = await developed(again, None)
    assert {r.sha256 for r in whole.renditions} == {r.sha256 for r in before.renditions}, "as if nothing had been done"
    image = await becomes(nobody, post, (400, 400))
    for at, colour in zip([(5, 5), (390, 5), (5, 390), (390, 390)], (RED, GREEN, BLUE, YELLOW), strict=True):
        assert_colour(image, at, colour)


async def test_a_job_that_is_lost_leaves_no_post_with_the_old_picture(people: Cast, nobody: Person) -> None:
    post = await people.alice.publish("Lost", "", quarters())
    before = await media_of(post)
    await actions.edit(before, SQUARE)
    after = await developed(before, SQUARE)
    await becomes(nobody, post, (200, 200))
    # As if the job that tells the post had been lost: the post names what is gone, and nobody may see what is new.
    old = {"items.0.renditions": dump(before.renditions), "items.0.width": before.width}
    await collection("posts").update_one({"_id": ObjectId(post)}, {"$set": old})
    await collection("media").update_one({"_id": before.id}, {"$set": {"audience": "author"}})
    assert (await nobody.get(after.renditions[0].path)).status_code == 404
    await becomes(nobody, post, (200, 200))


async def test_what_is_edited_before_posting_is_posted_edited(people: Cast, nobody: Person) -> None:
    answer = await people.alice.submit("Two", data=quarters())
    post = str(answer.url).rsplit("/", 1)[1]
    media = await media_of(post)
    saved = await people.alice.post(f"/items/{media.id}/edit", data=FORM | {"ratio": "4:5", "size": "100"})
    assert saved.status_code == 200, "whether a worker has it already or not"
    await developed(media, Edit(ratio="4:5", across=0, down=0))

    async def is_published() -> bool:
        return 'class="card"' in (await people.alice.get(f"/p/{post}")).text

    await eventually(is_published)
    await becomes(nobody, post, (320, 400))


async def test_a_worker_that_is_overtaken_by_an_edit_writes_nothing(people: Cast) -> None:
    made = await upload(people.alice, state="processing", claims=3)
    media = await queries.by_id(made.id)
    assert media
    assert await actions.edit(media, SQUARE)

    async def is_ready() -> bool:
        return (await anew(media)).state == "ready"

    await eventually(is_ready)
    found = await anew(media)
    assert found.claims > 3, "the number of its claim is never given again"
    assert not await actions.edit(media, None), "what was read before is no ground to write on"
    assert (await anew(media)).edit == SQUARE


async def test_many_edits_are_no_reason_to_give_up(people: Cast) -> None:
    made = await upload(people.alice, claims=50)
    media = await queries.by_id(made.id)
    assert media
    await people.alice.post(f"/items/{made.id}/edit", data=FORM)
    await developed(media, SQUARE)


async def test_the_same_edit_again_does_nothing(people: Cast) -> None:
    post = await people.alice.publish("Same", "", quarters())
    media = await media_of(post)
    unchanged = {"ratio": "original", "size": "100", "across": "20", "down": "70", "filter": "moss", "strength": "0"}
    await people.alice.post(f"/items/{media.id}/edit", data=unchanged)
    assert await anew(media) == media, "a filter without strength, and a place without a crop, change nothing"
    await people.alice.post(f"/items/{media.id}/edit", data=FORM)
    edited = await developed(media, SQUARE)
    await people.alice.post(f"/items/{media.id}/edit", data=FORM | {"strength": "30"})
    again = await anew(media)
    assert (again.state, again.claims, again.edit) == (READY, edited.claims, edited.edit)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("ratio", "5:4", "Choose one of these shapes."),
        ("filter", "../noon", "Choose one of these filters."),
        ("angle", "15.1", "a number from -15 to 15"),
        ("angle", "nan", "a number from -15 to 15"),
        ("size", "19", "a number from 20 to 100"),
        ("across", "-1", "a number from 0 to 100"),
        ("down", "1e999", "a number from 0 to 100"),
        ("strength", "101", "a number from 0 to 100"),
        ("strength", "much", "a number from 0 to 100"),
        ("turns", "4", "Turn it by a quarter"),
    ],
)
async def test_what_makes_no_sense_is_said_beside_its_field(people: Cast, field: str, typed: str, words: str) -> None:
    made = await upload(people.alice)
    answer = await people.alice.post(
        f"/items/{made.id}/edit", data=FORM | {"filter": "moss", "strength": "40", field: typed}
    )
    assert answer.status_code == 422
    page = Page(answer.text)
    (message,) = page.all("p", id=f"error-{field}")
    assert words in message.text
    assert page.all(aria_describedby=f"error-{field}"), "who cannot see it hears it with the field"
    if field != "strength":
        assert 'name="strength"' in answer.text
        assert re.search(r'name="strength"[^>]* value="40"', answer.text), "what was typed elsewhere is kept"
    found = await queries.by_id(made.id)
    assert found
    assert (found.edit, found.state) == (None, "ready")


async def test_charlie_gets_nothing_whichever_way_he_tries(people: Cast, nobody: Person) -> None:
    post = await people.alice.publish("Hers", "", quarters())
    media = await media_of(post)
    for person in (people.bob, people.charlie):
        for path in (f"/items/{media.id}/edit", f"/items/{media.id}/proof"):
            assert (await person.get(path)).status_code == 404
        assert (await person.post(f"/items/{media.id}/edit", data=FORM)).status_code == 404
        assert (await person.post(f"/items/{media.id}/edit", data={"undo": "1"})).status_code == 404
    for path in (f"/items/{media.id}/edit", f"/items/{media.id}/proof", "/filters/noon"):
        assert (await nobody.get(path, follow_redirects=False)).status_code == 303
    assert await anew(media) == media


async def test_the_proof_is_the_whole_photo_upright_whatever_was_done_to_it(people: Cast, tmp_path: Path) -> None:
    sent = pictures.oriented(tmp_path / "turned.jpg", 6, pictures.quarters(2400, 1800)).read_bytes()
    post = await people.alice.publish("Turned", "", sent)
    media = await media_of(post)
    await people.alice.post(f"/items/{media.id}/edit", data=FORM | {"filter": "silver", "strength": "100"})
    answer = await people.alice.get(f"/items/{media.id}/proof")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"].startswith("private")
    image = Image.open(io.BytesIO(answer.content))
    assert image.size == (1600, 1200)
    for at, colour in zip([(9, 9), (1590, 9), (9, 1190), (1590, 1190)], (RED, GREEN, BLUE, YELLOW), strict=True):
        assert_colour(image.convert("RGB"), at, colour)
    assert b"Exif" not in answer.content


async def test_the_editor_is_for_photos_that_are_there(people: Cast) -> None:
    owner = people.alice
    film = await upload(owner, kind="video")
    arriving = await upload(owner, state="arriving")
    unseen = await upload(owner, findings=None)
    face = await upload(owner, plan="avatar")
    for made, status in ((film, 404), (arriving, 404), (unseen, 409), (face, 404)):
        for path in ("edit", "proof"):
            assert (await owner.get(f"/items/{made.id}/{path}")).status_code == status
        assert (await owner.post(f"/items/{made.id}/edit", data=FORM)).status_code == status
    assert (await owner.get("/items/nonsense/edit")).status_code == 404


async def test_a_failed_photo_is_tried_again_by_an_edit(people: Cast, nobody: Person) -> None:
    post = await people.alice.publish("Failed", "", quarters())
    media = await media_of(post)
    failed = {"state": "failed", "stage": "failed", "error": "x", "sentence": "x"}
    await collection("media").update_one({"_id": media.id}, {"$set": failed})
    await people.alice.post(f"/items/{media.id}/edit", data=FORM)
    assert (await developed(media, SQUARE)).sentence == ""


async def test_without_a_script_the_form_says_what_is_done_and_shows_what_came_of_it(people: Cast) -> None:
    post = await people.alice.publish("Form", "", quarters())
    media = await media_of(post)
    await people.alice.post(
        f"/items/{media.id}/edit", data=FORM | {"filter": "tintype", "strength": "60", "angle": "-2.5"}
    )
    await developed(media, Edit(ratio="1:1", size=50, across=0, down=0, filter="tintype", strength=60, angle=-2.5))
    text = (await people.alice.get(f"/items/{media.id}/edit")).text
    for name, value in (("filter", "tintype"), ("ratio", "1:1")):
        assert re.search(rf'name="{name}" value="{value}"[^>]* checked', text)
    for name, value in (("strength", "60"), ("angle", "-2.5"), ("size", "50"), ("across", "0")):
        assert re.search(rf'name="{name}"[^>]* value="{value}"', text)
    page = Page(text)
    (image,) = page.all("img", class_="editor-result")
    answer = await people.alice.get(image.attributes["src"])
    assert Image.open(io.BytesIO(answer.content)).size[0] == int(image.attributes["width"])


async def test_filters_may_be_kept_for_ever(people: Cast) -> None:
    made = await upload(people.alice)
    text = (await people.alice.get(f"/items/{made.id}/edit")).text
    addresses = re.findall(r'data-table="([^"]+)"', text)
    assert len(addresses) >= 10
    answer = await people.alice.get(addresses[0])
    assert len(answer.content) == 17**3 * 3
    assert "immutable" in answer.headers["Cache-Control"]
    assert (await people.alice.get("/filters/none")).status_code == 404


async def test_another_persons_copy_of_the_same_bytes_stays(people: Cast, nobody: Person) -> None:
    data = photo()
    hers, his = await people.alice.publish("a", "", data), await people.bob.publish("b", "", data)
    media = await media_of(hers)
    await people.alice.post(f"/items/{media.id}/edit", data=FORM)
    await developed(media, SQUARE)
    image = await shown(nobody, his)
    assert image
    assert image.size == (640, 480)
