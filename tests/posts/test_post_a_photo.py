"""Posting a photo that is fine."""

import asyncio
from pathlib import Path

from server.media.models import Media
from server.stores.documents import load
from server.stores.mongo import collection
from tests.cast import Cast, Person, photo
from tests.documents import account_id
from tests.media import pictures
from tests.pages import Page
from tests.posts.reading import pictures_of
from tests.site import eventually


async def test_it_is_shown_with_its_caption_and_description(people: Cast, nobody: Person) -> None:
    post = await people.alice.publish("The sea,\nthis morning", "Waves under a grey sky")
    page = Page((await nobody.get(f"/p/{post}")).text)
    (real,) = page.all("img", alt="Waves under a grey sky")
    assert (real.attributes["width"], real.attributes["height"]) == ("640", "480"), "so that nothing jumps"
    assert "The sea, this morning" in page.text.replace("  ", " ")
    assert [e for e in page.all("image") if e.attributes["href"].startswith("data:image/")], "a placeholder"
    assert page.one("img", alt=real.attributes["alt"]).attributes["src"].endswith(".jpg")


async def test_the_name_of_a_file_does_not_matter(people: Cast, tmp_path: Path) -> None:
    for kind, name, claimed in (("PNG", "photo.jpg", "image/jpeg"), ("WEBP", "notes.txt", "text/plain")):
        data = pictures.save(tmp_path / "photo", pictures.quarters(64, 48), kind).read_bytes()
        files = {"media": (name, data, claimed)}
        answer = await people.alice.post("/posts", data={"caption": ""}, files=files)
        assert answer.status_code == 200
        assert answer.url.path.startswith("/p/")


async def test_sending_the_form_twice_is_one_post(people: Cast) -> None:
    data = photo()
    answers = await asyncio.gather(*(people.alice.submit("Once", data=data, key="same") for _ in range(3)))
    assert len({answer.url.path for answer in answers}) == 1
    assert all(answer.status_code == 200 for answer in answers)
    assert (await people.bob.submit("Mine", data=data, key="same")).url.path != answers[0].url.path, (
        "a key is one's own"
    )
    alice = await account_id(people.alice)
    assert await collection("posts").count_documents({"author": alice}) == 1

    async def is_kept_once() -> bool:
        return await collection("media").count_documents({"owner": alice}) == 1

    await eventually(is_kept_once)


async def test_the_composer_names_each_filling_in_anew(people: Cast) -> None:
    keys = {Page((await people.alice.get("/posts/new")).text).value("key") for _ in range(2)}
    assert len(keys) == 2
    assert all(len(key) >= 16 for key in keys)


async def test_a_small_photo_is_not_made_larger(people: Cast, nobody: Person, tmp_path: Path) -> None:
    data = pictures.save(tmp_path / "photo", pictures.quarters(10, 8), "PNG").read_bytes()
    post = await people.alice.publish(data=data)
    assert {image.size for image, _ in await pictures_of(nobody, post)} == {(10, 8)}


async def test_the_author_sees_it_on_its_way_and_then_everywhere(people: Cast) -> None:
    answer = await people.alice.submit("On its way")
    post = answer.url.path.removeprefix("/p/")
    for place in ("/", f"/@{people.alice.username}"):
        page = Page((await people.alice.get(place)).text)
        assert post in page.posts or f"/p/{post}" in page.hrefs

    async def is_everywhere() -> bool:
        seen = [Page((await people.bob.get(p)).text).posts for p in ("/", f"/@{people.alice.username}", "/search")]
        return all(post in posts for posts in seen)

    await eventually(is_everywhere)
    stored = await collection("posts").find_one({"author": await account_id(people.alice)})
    assert stored
    media = await collection("media").find_one({"_id": stored["media"][0]})
    assert media
    assert (load(Media, media).state, load(Media, media).audience) == ("ready", "public")
