"""Changing how one presents oneself."""

import re
from datetime import UTC, datetime
from pathlib import Path

from bson import ObjectId

from server.stores.mongo import collection
from tests.cast import Cast, Person, photo
from tests.documents import account_id, published, upload
from tests.media import pictures
from tests.pages import Page
from tests.site import eventually

FACE = re.compile(r"/media/[0-9a-f]{64}/s\d+\.\w+")


async def save(person: Person, name: str = "Alice", bio: str = "", picture: bytes | None = None) -> Page:
    files = {"avatar": ("me.jpg", picture)} if picture is not None else None
    return Page((await person.post("/settings/profile", data={"name": name, "bio": bio}, files=files)).text)


async def face(viewer: Person, whose: Person) -> set[str]:
    """The addresses of somebody's picture, as others see them."""
    return set(FACE.findall((await viewer.get(f"/@{whose.username}")).text))


async def test_a_new_name_and_bio_are_everywhere_at_once(people: Cast) -> None:
    post = await published(people.alice)
    await people.alice.post(f"/p/{post}/comments", data={"text": "Hello"})
    await people.bob.get("/")
    page = await save(people.alice, "Alice the Brave", f"Line one\nwith @{people.bob.username}")
    assert page.heading == "Alice the Brave"
    assert f"/@{people.bob.username}" in page.hrefs
    for place in ("/", f"/p/{post}", f"/@{people.alice.username}"):
        assert "Alice the Brave" in (await people.bob.get(place)).text, place
    form = Page((await people.alice.get("/settings/profile")).text)
    assert (form.value("name"), form.value("bio")) == ("Alice the Brave", f"Line one\nwith @{people.bob.username}")


async def test_what_is_refused_stands_beside_its_field_and_changes_nothing(people: Cast) -> None:
    await save(people.alice, "As before", "As before")
    for field, typed, words in (
        ("name", "", "cannot be empty"),
        ("name", "x" * 51, "up to 50"),
        ("bio", "x" * 301, "up to 300"),
    ):
        form = {"name": "New", "bio": "New", field: typed}
        page = await save(people.alice, form["name"], form["bio"])
        assert words in page.beside(field)
        assert page.value(field) == typed
    page = await save(people.alice, "New", "New", b"no picture")
    assert "not a photo" in page.beside("avatar")
    assert page.value("name") == "New"
    assert (await people.bob.get(f"/@{people.alice.username}")).text.count("As before") >= 2


async def test_a_new_picture_is_shown_when_it_is_ready_and_the_old_one_goes(people: Cast, tmp_path: Path) -> None:
    await save(people.alice, picture=pictures.with_metadata(tmp_path / "me", "JPEG").read_bytes())

    async def first() -> set[str]:
        return await face(people.bob, people.alice)

    before: set[str] = await eventually(first)
    for address in before:
        assert b"SpyCam" not in (await people.bob.get(address)).content
    await save(people.alice, picture=photo())

    async def is_another() -> bool:
        return bool(now := await face(people.bob, people.alice)) and not now & before

    await eventually(is_another)

    async def are_gone() -> bool:
        return {(await people.bob.get(address)).status_code for address in before} == {404}

    await eventually(are_gone)


async def test_of_two_pictures_the_newer_wins_even_when_it_is_ready_first(people: Cast) -> None:
    older = ObjectId.from_datetime(datetime(2024, 1, 1, tzinfo=UTC))
    await save(people.alice, picture=photo())

    async def is_there() -> set[str]:
        return await face(people.bob, people.alice)

    newer: set[str] = await eventually(is_there)
    await upload(people.alice, _id=older, plan="avatar")

    async def is_given_up() -> bool:
        return await collection("media").count_documents({"_id": older}) == 0

    await eventually(is_given_up)
    assert await face(people.bob, people.alice) == newer
    assert await collection("media").count_documents({"owner": await account_id(people.alice)}) == 1


async def test_a_picture_on_its_way_is_seen_by_its_owner_only(people: Cast) -> None:
    on_way = await upload(people.alice, "processing", plan="avatar", stage="processing")
    page = Page((await people.alice.get("/settings/profile")).text)
    assert page.one(id=f"progress-{on_way.id}")
    assert f"progress-{on_way.id}" not in (await people.bob.get(f"/@{people.alice.username}")).text
    assert (await people.bob.get(on_way.rendition.url)).status_code == 404
