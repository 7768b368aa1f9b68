"""What is larger than anything of ours is turned away: addresses, headers, forms, their fields, over either HTTP."""

import asyncio
from urllib.parse import urlsplit

import h2.config
import h2.connection
import h2.events
import pytest

from server.media.uploads import BODY_BYTES
from server.web.requests import ADDRESS_BYTES, HEADER_BYTES
from tests.cast import Cast, Person
from tests.pages import Page
from tests.site import Site


@pytest.mark.parametrize("path", ["/login?next=/", "/nothing/", "/search?q=", "/media/"])
async def test_an_address(path: str, nobody: Person) -> None:
    fits = path.ljust(ADDRESS_BYTES - 200, "x")
    assert (await nobody.get(fits)).status_code in (200, 404)
    answer = await nobody.get(path.ljust(ADDRESS_BYTES + 2, "x"))
    assert answer.status_code == 414
    assert Page(answer.text).is_ours


async def test_headers(nobody: Person) -> None:
    assert (await nobody.get("/login", headers={"X-Long": "x" * (HEADER_BYTES // 2)})).status_code == 200
    for factor in (1, 2, 10):
        answer = await nobody.get("/login", headers={"X-Long": "x" * (HEADER_BYTES * factor)})
        assert answer.status_code in (400, 431), factor
    many = {f"X-Number-{number}": "x" for number in range(HEADER_BYTES // 10)}
    assert (await nobody.get("/login", headers=many)).status_code in (400, 431)


async def h2_status(site: Site, header: str) -> str:
    """The status of a page over HTTP/2, or what ended the connection."""
    there = urlsplit(site.url)
    reader, writer = await asyncio.open_connection(there.hostname, there.port)
    connection = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding=None))
    connection.initiate_connection()
    names = {":method": "GET", ":path": "/login", ":scheme": "http", ":authority": "localhost", "x-long": header}
    connection.send_headers(1, list(names.items()), end_stream=True)
    writer.write(connection.data_to_send())
    try:
        while data := await asyncio.wait_for(reader.read(65536), 20):
            for event in connection.receive_data(data):
                if isinstance(event, h2.events.ResponseReceived):
                    return dict(event.headers)[b":status"].decode()
                if isinstance(event, h2.events.ConnectionTerminated | h2.events.StreamReset):
                    return type(event).__name__
    finally:
        writer.close()
    return "closed"


async def test_headers_over_http2(site: Site) -> None:
    assert await h2_status(site, "x") == "200"
    assert await h2_status(site, "~" * HEADER_BYTES) == "431"
    assert await h2_status(site, "~" * (HEADER_BYTES * 5)) != "200"


async def test_a_form(people: Cast) -> None:
    for body in ({"login": "x" * BODY_BYTES}, {"next": "x", "login": "", "password": "x" * BODY_BYTES}):
        for kind in ({}, {"files": {"none": b""}}):
            answer = await people.bob.post("/login", data=body, **kind)
            assert answer.status_code == 413
            assert Page(answer.text).is_ours
    answer = await people.bob.post("/uploads", content=b"x" * (2 * BODY_BYTES), headers={"Tus-Resumable": "1.0.0"})
    assert answer.status_code == 400, "where bytes are taken, it is their own length that decides"


async def test_its_fields(people: Cast) -> None:
    few, many = ({f"field{number}": "" for number in range(most)} for most in (900, 1100))
    for path in ("/login", "/settings/profile", "/posts"):
        for kind in ({}, {"files": {"media": b""}}):
            assert (await people.bob.post(path, data=few, **kind)).status_code == 422, path
            answer = await people.bob.post(path, data=many, **kind)
            assert answer.status_code == 413, (path, kind)
            assert Page(answer.text).is_ours
    answer = await people.bob.post(
        "/login", content=b"&" * 100_000, headers={"Content-Type": "application/x-url-encoded"}
    )
    assert answer.status_code == 413
