"""Files that cannot be posted: the reason stands beside the field, and what was typed is kept."""

from pathlib import Path

import pytest

from server.stores.mongo import collection
from tests.cast import Cast, Person, photo
from tests.documents import account_id
from tests.media import pictures
from tests.pages import Page

CAPTION, ALT = "Kept <whatever> happens\nto the file", 'With "quotes" & all'


async def refused(person: Person, files: list[tuple[str, bytes]], status: int = 422, caption: str = CAPTION) -> str:
    """What is said beside the field; everything else is as it was."""
    sent = [("media", (name, data)) for name, data in files]
    answer = await person.post("/posts", data={"caption": caption, "alt": ALT, "key": "k" * 16}, files=sent)
    assert answer.status_code == status
    page = Page(answer.text)
    assert page.is_ours
    assert [name for name in ("caption", "alt", "media") if page.is_refused(name)] == ["media"]
    assert page.value("caption") == caption
    assert (page.value("alt"), page.value("key")) == (ALT, "k" * 16)
    assert await collection("posts").count_documents({"author": await account_id(person)}) == 0
    assert await collection("media").count_documents({"owner": await account_id(person)}) == 0
    return page.beside("media")


def cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


async def test_what_a_file_is_its_bytes_decide(people: Cast, tmp_path: Path) -> None:
    png = pictures.save(tmp_path / "x", pictures.noise(60, 40), "PNG").read_bytes()
    bomb = pictures.bomb(tmp_path / "x", 30_000, 30_000).read_bytes()
    assert len(bomb) < 1_000_000
    for data, words in (
        (b"", "This file is empty."),
        (b"Dear diary, " * 50, "This is not a photo or video we can read."),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "This is an SVG drawing"),
        (cut(photo()), "This file is cut off"),
        (cut(png), "This file is cut off"),
        (png[:33], "This file is cut off"),
        (photo()[:2], "This is not a photo or video we can read."),
        (bomb, "This photo has 900 megapixels; up to 50 are allowed."),
        (bomb[:100], "900 megapixels"),
    ):
        assert words in await refused(people.alice, [("photo.jpg", data)])


@pytest.mark.parametrize("size", [30 * 2**20 + 1, 31 * 2**20])
async def test_a_file_that_is_too_large_is_413_on_the_same_form(people: Cast, size: int) -> None:
    said = await refused(people.alice, [("photo.jpg", photo().ljust(size, b"\0"))], status=413)
    assert "up to 30 are allowed" in said


async def test_a_photo_of_just_the_allowed_size_is_taken(people: Cast) -> None:
    answer = await people.alice.submit(data=photo().ljust(30 * 2**20, b"\0"))
    assert answer.status_code == 200
    assert answer.url.path.startswith("/p/")


async def test_without_a_file_nothing_is_posted(people: Cast) -> None:
    assert "Choose a photo or a video first." in await refused(people.alice, [("", b"")])


async def test_a_form_without_any_file_field_is_answered_the_same(people: Cast) -> None:
    answer = await people.alice.post("/posts", data={"caption": CAPTION, "alt": ALT})
    assert answer.status_code == 422
    page = Page(answer.text)
    assert "Choose a photo or a video first." in page.beside("media")
    assert page.value("caption") == CAPTION


async def test_too_long_words_are_refused_beside_their_own_field(people: Cast) -> None:
    for field, most in (("caption", 2200), ("alt", 1000)):
        form = {"caption": "c", "alt": "a", field: "x" * (most + 1)}
        answer = await people.alice.submit(form["caption"], form["alt"])
        page = Page(answer.text)
        assert answer.status_code == 422
        assert f"up to {most:,} characters; this has {most + 1:,}." in page.beside(field)
        assert page.value(field) == "x" * (most + 1)
        assert not page.is_refused("media")
    answer = await people.alice.submit(caption="x" * 2199 + "é", alt="y" * 1000)
    assert answer.url.path.startswith("/p/")


async def test_after_a_refusal_the_same_form_can_be_sent(people: Cast) -> None:
    await refused(people.alice, [("photo.jpg", b"")])
    answer = await people.alice.submit(CAPTION, ALT, key="k" * 16)
    assert answer.url.path.startswith("/p/")
    assert "whatever" in answer.text
