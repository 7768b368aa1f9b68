"""A photo straight from a phone: published upright, and without a word about where and with what it was taken."""

from pathlib import Path

from tests.cast import Cast, Person
from tests.media import pictures
from tests.posts.reading import assert_upright, pictures_of

TOLD = (b"SpyCam", b"http://ns.adobe", b"xmpmeta", b"Exif\0", b"GPS")


async def test_nothing_that_is_served_says_where_it_was_taken(people: Cast, nobody: Person, tmp_path: Path) -> None:
    sent = pictures.with_metadata(tmp_path / "photo", "JPEG").read_bytes()
    assert all(word in sent for word in (b"SpyCam", b"Exif\0")), "it must tell for this to mean anything"
    post = await people.alice.publish(data=sent)
    found = await pictures_of(nobody, post)
    assert {image.size for image, _ in found} == {(400, 300), (256, 256)}
    for image, content in found:
        assert not image.getexif()
        assert not any(word in content for word in TOLD)
    page = (await nobody.get(f"/p/{post}")).content
    assert not any(word in page for word in TOLD)


async def test_a_turned_photo_is_published_upright(people: Cast, nobody: Person, tmp_path: Path) -> None:
    upright = pictures.quarters(300, 400)
    file = pictures.oriented(tmp_path / "photo", 6, upright)
    post = await people.alice.publish(data=file.read_bytes())
    for image, _ in await pictures_of(nobody, post):
        assert image.size in ((300, 400), (256, 256))
        assert_upright(image)
    page = (await nobody.get(f"/p/{post}")).text
    assert 'width="300" height="400"' in page, "the page keeps the right room for it"
