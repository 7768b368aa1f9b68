"""A video from a phone, posted by the plain form: it plays for everybody, with captions if its author adds some."""

import re
from pathlib import Path

import pytest

from server.media import actions
from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.documents import account_id, upload
from tests.media import videos
from tests.site import eventually

SRT = b"1\n00:00:00,000 --> 00:00:01,000\nGulls\n"


@pytest.fixture
def film(tmp_path: Path) -> bytes:
    return videos.clip(tmp_path / "gulls.mov", *videos.HEVC, *videos.AAC, *videos.APPLE).read_bytes()


async def text_of(person: Person, post: str, pattern: str) -> str:
    """What the address on the post's page that matches leads to."""
    found = re.search(pattern, (await person.get(f"/p/{post}")).text)
    assert found, pattern
    return (await person.get(found[0])).text


async def test_it_is_served_as_a_stream_that_says_nothing_of_where_it_was_taken(
    people: Cast, nobody: Person, film: bytes
) -> None:
    assert b"+43.4670+011.8850" in film, "it must tell for this to mean anything"
    post = await people.alice.publish("Gulls", "Gulls over a pier", film)
    master = await text_of(nobody, post, r"/media/[0-9a-f]{64}/master\.m3u8")
    (variant,) = re.findall(r"^/media/[0-9a-f]{64}/v240\.m3u8$", master, re.MULTILINE)
    playlist = (await nobody.get(variant)).text
    address = re.search(r"/media/[0-9a-f]{64}/v240\.mp4", playlist)
    assert address
    first = await nobody.get(address[0], headers={"Range": "bytes=0-99"})
    assert (first.status_code, first.headers["Content-Type"], len(first.content)) == (206, "video/mp4", 100)
    assert b"+43.4670" not in (await nobody.get(address[0])).content
    own = (await people.alice.get(f"/p/{post}")).text
    assert "43° 28′ 1″ north" in own, "its author is told what was kept back"
    assert "43°" not in (await people.bob.get(f"/p/{post}")).text


async def test_captions_are_added_replaced_and_taken_away_by_its_author_alone(
    people: Cast, nobody: Person, film: bytes
) -> None:
    post = await people.alice.publish("Gulls", data=film)
    media = await collection("media").find_one({"owner": await account_id(people.alice)})
    assert media
    address, track = f"/items/{media['_id']}/captions", r"/media/[0-9a-f]{64}/captions\.vtt"

    async def add(data: bytes) -> int:
        files = {"captions": ("gulls.srt", data)}
        return (await people.alice.post(address, data={"language": "en"}, files=files)).status_code

    assert await add(SRT) == 200
    assert "00:00:01.000\nGulls" in await text_of(nobody, post, track)
    assert 'srclang="en" label="English"' in (await nobody.get(f"/p/{post}")).text
    assert await add(SRT.replace(b"Gulls", b"Terns")) == 200
    assert "Terns" in await text_of(nobody, post, track)
    assert await add(b"Dear diary") == 422
    for person in (people.bob, people.charlie):
        assert (await person.post(address, data={"language": "en"}, files={"captions": ("a", SRT)})).status_code == 404
        assert (await person.client.delete(f"{address}/en")).status_code == 404
    assert "Terns" in await text_of(nobody, post, track)
    assert (await people.alice.post(f"{address}/en?_method=DELETE")).status_code == 200
    assert not re.search(track, (await nobody.get(f"/p/{post}")).text)


async def test_what_is_never_posted_goes_after_a_day(people: Cast) -> None:
    old, new = await upload(people.alice), await upload(people.alice)
    moment = (await collection("media").find_one({"_id": new.id}) or {})["created_at"]
    long_ago = moment.replace(year=moment.year - 1)
    # What took a year to arrive has only just arrived.
    await collection("media").update_one({"_id": new.id}, {"$set": {"created_at": long_ago}})
    await collection("media").update_one({"_id": old.id}, {"$set": {"queued_at": long_ago}})
    await actions.sweep()

    async def is_gone() -> bool:
        return await collection("media").count_documents({"_id": old.id}) == 0

    await eventually(is_gone)
    assert await collection("media").count_documents({"_id": new.id}) == 1
    assert await collection("blobs").count_documents({"_id": {"$in": [old.sha256, old.original]}}) == 0
