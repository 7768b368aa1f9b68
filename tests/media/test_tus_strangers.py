"""Who is not the owner, and requests that nobody's program sends by accident."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from server.media.models import ARRIVING
from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.documents import account_id
from tests.media.uploading import BYTES, MEGABYTE, VERSION, Upload, begin, create, film, named
from tests.site import Site


async def test_an_upload_is_its_owners_alone(people: Cast) -> None:
    hers = await begin(people.alice, film(4000))
    assert (await hers.patch(0, 2000)).status_code == 204
    his = Upload(people.charlie, hers.path, hers.data)
    assert (await his.head()).status_code == 404
    for answer in (await his.patch(2000), await his.delete()):
        assert (answer.status_code, answer.text) == (404, "There is no such upload.")
    assert await hers.offset() == 2000
    assert (await hers.patch(2000)).status_code == 204


async def test_who_is_not_signed_in_is_told_so_in_words(people: Cast, nobody: Person) -> None:
    upload = await begin(people.alice, film(4000))
    stranger = Upload(nobody, upload.path, upload.data)
    answers = [await create(nobody, {"Upload-Length": "4000"}), await stranger.patch(0), await stranger.delete()]
    for answer in answers:
        assert (answer.status_code, answer.text) == (401, "Please sign in again, then this upload goes on.")
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert (await stranger.head()).status_code == 401
    assert await upload.offset() == 0


async def test_another_sites_page_uploads_nothing(people: Cast) -> None:
    upload = await begin(people.alice, film(4000))
    upload.headers = {"Sec-Fetch-Site": "cross-site"}
    for answer in (await upload.patch(0), await upload.delete()):
        assert answer.status_code == 403
        assert answer.text == "This request came from another site, so it was not carried out."
    assert await upload.offset() == 0


async def test_the_version_of_the_protocol_must_be_ours(people: Cast) -> None:
    upload = await begin(people.alice, film(4000))
    for said in ({"Tus-Resumable": "0.2.2"}, {"Tus-Resumable": ""}):
        upload.headers = said
        answer = await upload.patch(0)
        assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")
    answer = await people.alice.client.post(f"{people.alice.site.url}/uploads", headers={"Upload-Length": "5"})
    assert answer.status_code == 412


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Upload-Length": "-1"},
        {"Upload-Length": "1e3"},
        {"Upload-Length": "1.5"},
        {"Upload-Length": b"\xd9\xa3"},  # three, in Arabic
        {"Upload-Length": ""},
        {"Upload-Length": "9" * 400},
        {"Upload-Defer-Length": "1"},
        {"Upload-Length": "5000", "Upload-Metadata": "filename not*base64"},
        {"Upload-Length": "5000", "Upload-Metadata": "filename //79"},
        {"Upload-Length": "5000", **named("../../etc/passwd")},
        {"Upload-Length": "5000", **named("C:\\holiday.mp4")},
        {"Upload-Length": "5000", **named("a\r\nSet-Cookie: x")},
    ],
)
async def test_nonsense_begins_no_upload(people: Cast, headers: dict[str, Any]) -> None:
    answer = await create(people.alice, headers)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.text.endswith(".")
    assert await collection("media").count_documents({"owner": await account_id(people.alice)}) == 0


@pytest.mark.parametrize("offset", ["-1", "0x10", "", "nan", "9" * 400, "1,2"])
async def test_an_offset_is_a_number(people: Cast, offset: str) -> None:
    upload = await begin(people.alice, film(4000))
    answer = await upload.send("PATCH", BYTES | {"Upload-Offset": offset}, b"x")
    assert (answer.status_code, answer.text) == (400, "The header Upload-Offset must be a whole number of bytes.")
    assert await upload.offset() == 0


async def test_bytes_go_where_the_others_end_and_nowhere_else(people: Cast) -> None:
    upload = await begin(people.alice, film(4000))
    assert (await upload.send("PATCH", BYTES, b"x")).text == "The header Upload-Offset is missing."
    assert (await upload.patch(0, 2000)).status_code == 204
    for wrong in (0, 1999, 2001):
        answer = await upload.send("PATCH", BYTES | {"Upload-Offset": str(wrong)}, b"x")
        assert answer.status_code == 409, wrong
    for beyond in (str(10**15 - 1), "4001"):
        answer = await upload.send("PATCH", BYTES | {"Upload-Offset": beyond}, b"x")
        assert answer.status_code == 413, beyond
    answer = await upload.send("PATCH", {"Upload-Offset": "2000", "Content-Type": "text/plain"}, b"x")
    assert answer.status_code == 415
    assert await upload.offset() == 2000


async def test_no_more_is_taken_than_was_announced(people: Cast) -> None:
    upload = await begin(people.alice, film(4000))
    answer = await upload.send("PATCH", BYTES | {"Upload-Offset": "0"}, film(4001))
    assert (answer.status_code, answer.text) == (413, "More bytes came than were announced for this upload.")

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield film(1000)

    url = people.alice.site.url + upload.path
    headers = VERSION | BYTES | {"Upload-Offset": "0"}
    answer = await people.alice.client.request("PATCH", url, headers=headers, content=pieces())
    assert answer.status_code == 413
    assert await upload.offset() == 0


@pytest.mark.parametrize("checksum", ["md5 1B2M2Y8AsgTpgAmY7PhCfg==", "sha1", "sha1 %%%", "sha256 qqo=", "", "SHA1 x"])
async def test_a_checksum_that_cannot_be_checked_is_refused(people: Cast, checksum: str) -> None:
    upload = await begin(people.alice, film(4000))
    answer = await upload.send("PATCH", BYTES | {"Upload-Offset": "0", "Upload-Checksum": checksum}, upload.data)
    assert answer.status_code == 400
    assert "Upload-Checksum" in answer.text
    assert await upload.offset() == 0


async def test_what_is_too_large_is_said_before_it_is_sent(people: Cast) -> None:
    answer = await create(people.alice, {"Upload-Length": str(500 * MEGABYTE + 1)})
    assert (answer.status_code, answer.text) == (413, "This file has 500.1 MB; up to 500 are allowed.")
    upload = await begin(people.alice, b"\xff\xd8\xff\xe0" + bytes(2000), length=31 * MEGABYTE)
    answer = await upload.patch(0)
    assert (answer.status_code, answer.text) == (413, "This file has 31 MB; up to 30 are allowed.")
    assert (await upload.head()).status_code in (404, 410)


async def test_a_file_of_no_use_is_refused_as_soon_as_it_shows(people: Cast) -> None:
    """In two requests, neither of which alone has enough of it."""
    upload = await begin(people.alice, b"MZ\x90\0" + bytes(5 * MEGABYTE))
    assert (await upload.patch(0, 500)).status_code == 204
    answer = await upload.patch(500, 2000)
    assert answer.status_code == 415
    assert answer.text.startswith("This is a program, not a photo or video.")
    assert (await upload.head()).status_code in (404, 410)


async def test_uploads_on_their_way_are_not_without_number(people: Cast) -> None:
    answers = await asyncio.gather(*(create(people.alice, {"Upload-Length": "5000"}) for _ in range(60)))
    assert {answer.status_code for answer in answers} == {201}
    answer = await create(people.alice, {"Upload-Length": "5000"})
    assert (answer.status_code, answer.text.partition(".")[0]) == (429, "Too many uploads are on their way")
    assert (await create(people.bob, {"Upload-Length": "5000"})).status_code == 201
    owner = await account_id(people.alice)
    assert await collection("media").count_documents({"owner": owner, "state": ARRIVING}) == 60


async def test_addresses_that_are_none(people: Cast, site: Site) -> None:
    for path in ("/uploads/nonsense", f"/uploads/{'0' * 24}"):
        answer = await people.alice.client.request("PATCH", site.url + path, headers=VERSION | BYTES)
        assert (answer.status_code, answer.text) == (404, "There is no such upload.")
