"""Uploads through tus, as its own clients and a careful stranger speak it."""

import asyncio
import io
from pathlib import Path

import pytest
from bson import ObjectId
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError, TusUploadFailed
from tusclient.uploader.uploader import Uploader

from server.stores.mongo import collection
from tests.cast import Cast, Person, photo
from tests.media.uploading import BYTES, MEGABYTE, Upload, begin, checksum, create, film, named
from tests.site import Site


def uploader(person: Person, data: bytes, **options: object) -> Uploader:
    client = TusClient(f"{person.site.url}/uploads", headers={"Cookie": person.cookie})
    return client.uploader(file_stream=io.BytesIO(data), metadata={"filename": "sea.mp4"}, **options)


def sent(person: Person, through: Uploader, data: bytes) -> Upload:
    assert through.url
    return Upload(person, through.url.removeprefix(person.site.url), data)


async def test_options_say_what_is_possible(site: Site, nobody: Person) -> None:
    for path in ("/uploads", f"/uploads/{'0' * 24}"):
        answer = await nobody.client.request("OPTIONS", path)
        assert answer.status_code == 204
        assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"
        extensions = answer.headers["Tus-Extension"].split(",")
        assert {"creation", "expiration", "checksum", "termination"} <= set(extensions)
        assert not {"concatenation", "creation-defer-length", "checksum-trailer"} & set(extensions)
        assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"
        assert answer.headers["Tus-Max-Size"] == str(500 * MEGABYTE)


@pytest.mark.parametrize("options", [{}, {"chunk_size": 300_000}, {"chunk_size": 700_000, "upload_checksum": True}])
async def test_tuspy_uploads_a_file(people: Cast, tmp_path: Path, options: dict[str, object]) -> None:
    data = film(2 * MEGABYTE + 4321, seed=len(options))
    sending = uploader(people.alice, data, **options)
    await asyncio.to_thread(sending.upload)
    upload = sent(people.alice, sending, data)
    assert await upload.arrived(tmp_path) == data
    media = await upload.media()
    assert (media.kind, media.original.format, media.original.name) == ("video", "mp4", "sea.mp4")
    assert media.original.bytes == len(data)


async def test_tuspy_goes_on_where_it_stopped(people: Cast, tmp_path: Path) -> None:
    data = film(MEGABYTE + 99)
    first = uploader(people.alice, data, chunk_size=400_000)
    await asyncio.to_thread(first.upload, 800_000)
    again = uploader(people.alice, data, url=first.url)
    assert again.offset == 800_000
    await asyncio.to_thread(again.upload)
    upload = sent(people.alice, first, data)
    assert await upload.arrived(tmp_path) == data


async def test_tuspy_hears_what_is_wrong_with_a_file(people: Cast) -> None:
    with pytest.raises(TusUploadFailed) as refused:
        await asyncio.to_thread(uploader(people.alice, b"%PDF-1.7 " + bytes(3000)).upload)
    assert refused.value.status_code == 415
    assert b"This is a PDF, not a photo or video." in refused.value.response_content
    with pytest.raises(TusCommunicationError) as empty:
        await asyncio.to_thread(uploader(people.alice, b"").upload)
    assert (empty.value.status_code, empty.value.response_content) == (400, b"This file is empty.")


async def test_a_photo_that_arrived_is_developed(people: Cast, tmp_path: Path) -> None:
    data = photo(800, 600)
    upload = await begin(people.alice, data)
    answer = await upload.patch(0)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(len(data)))
    assert await upload.arrived(tmp_path) == data
    media = await upload.media()
    assert (media.kind, media.original.format) == ("photo", "jpeg")
    assert (await upload.head()).headers["Upload-Offset"] == str(len(data))
    assert (await upload.head()).headers["Upload-Length"] == str(len(data))


async def test_the_first_bytes_may_come_with_the_creation(people: Cast, tmp_path: Path) -> None:
    data = film(5000)
    headers = {"Upload-Length": "5000", **BYTES, **named("sea.mp4")}
    answer = await create(people.alice, headers, content=data[:2000])
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "2000")
    upload = Upload(people.alice, answer.headers["Location"], data)
    assert (await upload.patch(2000)).status_code == 204
    assert await upload.arrived(tmp_path) == data


async def test_what_is_known_of_an_upload_is_told_to_its_owner(people: Cast) -> None:
    upload = await begin(people.alice, film(9000))
    assert (await upload.patch(0, 4000)).headers["Upload-Expires"].endswith("GMT")
    answer = await upload.head()
    assert (answer.headers["Upload-Offset"], answer.headers["Upload-Length"]) == ("4000", "9000")
    assert answer.headers["Upload-Metadata"] == named("sea.mp4")["Upload-Metadata"].partition(",")[0]
    assert answer.headers["Upload-Expires"].endswith("GMT")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Tus-Resumable"] == "1.0.0"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
async def test_damaged_bytes_are_not_kept(people: Cast, tmp_path: Path, algorithm: str) -> None:
    """More than is written at once: what was written before the damage was known must not count either."""
    data = film(3 * MEGABYTE + 7)
    upload = await begin(people.alice, data)
    assert (await upload.patch(0, 1000)).status_code == 204
    answer = await upload.patch(1000, headers=checksum(b"something else", algorithm))
    assert answer.status_code == 460
    assert answer.text == "The bytes were damaged on their way, so none of them was kept."
    assert await upload.offset() == 1000
    assert (await upload.patch(1000, 2000)).status_code == 204
    assert (await upload.patch(2000, headers=checksum(data[2000:], algorithm))).status_code == 204
    assert await upload.arrived(tmp_path) == data


async def test_an_upload_that_was_given_up_is_gone(people: Cast) -> None:
    upload = await begin(people.alice, film(MEGABYTE))
    assert (await upload.patch(0, 500_000)).status_code == 204
    assert (await upload.delete()).status_code == 204
    assert (await upload.head()).status_code in (404, 410)
    assert (await upload.patch(500_000)).status_code in (404, 410)
    assert (await upload.delete()).status_code in (404, 410)


async def test_what_is_in_a_post_is_not_given_up_here(people: Cast) -> None:
    upload = await begin(people.alice, film(3000))
    assert (await upload.patch(0)).status_code == 204
    await collection("media").update_one({"_id": upload.id}, {"$set": {"post": ObjectId()}})
    answer = await upload.delete()
    assert (answer.status_code, answer.text) == (409, "This upload is in a post by now: change the post instead.")
    assert await upload.offset() == 3000


async def test_a_method_in_a_header_gets_through_narrow_networks(people: Cast, tmp_path: Path) -> None:
    data = film(3000)
    upload = await begin(people.alice, data)
    headers = {"X-HTTP-Method-Override": "PATCH", "Upload-Offset": "0", **BYTES}
    assert (await upload.send("POST", headers, data)).headers["Upload-Offset"] == "3000"
    assert await upload.arrived(tmp_path) == data
    assert (await upload.send("POST", {"X-HTTP-Method-Override": "BREW"})).status_code == 405
