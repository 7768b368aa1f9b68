"""A web process that is told to stop: it says so, leaves nobody without an answer, and ends."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest
import pytest_asyncio
from hypercorn.asyncio import serve
from quart import Quart

from server.commands.web import config
from server.media.storage.gridfs import CHUNK_BYTES
from server.realtime.publish import seen_now
from server.settings import current
from server.stores.mongo import collection
from server.web import stopping
from tests.cast import Cast, Person
from tests.media.delivered import shown
from tests.media.stored import noise
from tests.media.uploading import MEGABYTE, Upload, begin, film
from tests.realtime.test_two_processes import close_code
from tests.site import Process, Site, eventually, free_port, listens

pytestmark = pytest.mark.slow

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture(autouse=True)
def leaving(site: Site) -> Iterator[Process]:
    """A second web process, `leaving`, that each test stops in its own way."""
    site.ports["leaving"] = free_port()
    process = site.add("leaving", "server", "web", PORT=str(site.ports["leaving"]), GRACE_SECONDS="30")
    yield process
    process.kill()
    site.processes.pop("leaving")
    site.ports.pop("leaving")


def start(site: Site, leaving: Process, **settings: str) -> None:
    leaving.kill()
    leaving.environ |= settings
    leaving.start()
    site.wait_until_ready("leaving")


def told_to_stop(leaving: Process) -> None:
    assert leaving.popen
    leaving.popen.send_signal(signal.SIGTERM)


async def status(leaving: Process) -> int:
    """The exit status, once it has ended."""
    assert leaving.popen
    return await asyncio.to_thread(leaving.popen.wait, 30)


async def takes_nothing_new(port: int) -> None:
    async def refuses() -> bool:
        return not await listens(port)

    await eventually(refuses)


async def answer(line: Line) -> bytes:
    """All that is still said before the connection ends."""
    return await asyncio.wait_for(line[0].read(), 30)


async def is_kept(upload: Upload, size: int) -> None:
    """Wait until so many bytes of what is being sent are stored, without a question that would end the sending."""

    async def is_stored() -> bool:
        arrival = (await upload.media()).arrival
        assert arrival
        return await collection("bytes.chunks").count_documents({"files_id": arrival.file}) * CHUNK_BYTES >= size

    await eventually(is_stored)


async def commenting(person: Person, post: str) -> tuple[Line, bytes]:
    """A comment whose sender has paused in the middle, and the rest of it."""
    line = await asyncio.open_connection("127.0.0.1", person.site.ports["leaving"])
    body = b"text=said+while+it+stops"
    head = f"POST /p/{post}/comments HTTP/1.1\r\nHost: localhost\r\nCookie: {person.cookie}\r\n"
    head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    line[1].write(head.encode() + body[:7])
    return line, body[7:]


async def test_what_is_under_way_is_finished(people: Cast, site: Site, leaving: Process, tmp_path: Path) -> None:
    start(site, leaving)
    post = await people.alice.publish()
    upload = await begin(people.alice, film(3 * MEGABYTE), "leaving")
    line, rest = await commenting(people.bob, post)
    sending = await upload.opened(0)
    sending[1].write(upload.data[: 2 * MEGABYTE])
    await is_kept(upload, MEGABYTE)
    told_to_stop(leaving)
    await takes_nothing_new(site.ports["leaving"])
    sending[1].write(upload.data[2 * MEGABYTE :])
    line[1].write(rest)
    said = await answer(line)
    assert said.startswith(b"HTTP/1.1 303")
    assert b"\r\nconnection: close\r\n" in said.lower()
    assert (await answer(sending)).startswith(b"HTTP/1.1 204")
    assert await status(leaving) == 0
    assert "said while it stops" in (await people.alice.get(f"/p/{post}")).text
    assert await upload.arrived(tmp_path) == upload.data


async def test_an_upload_that_takes_too_long_goes_on_elsewhere(
    people: Cast, site: Site, leaving: Process, tmp_path: Path
) -> None:
    start(site, leaving, GRACE_SECONDS="1")
    upload = await begin(people.alice, film(3 * MEGABYTE), "leaving")
    sending = await upload.opened(0)
    sending[1].write(upload.data[: 2 * MEGABYTE])
    await is_kept(upload, MEGABYTE)
    told_to_stop(leaving)
    assert await status(leaving) == 0
    upload.web = "web"
    kept = await upload.offset()
    assert MEGABYTE <= kept <= 2 * MEGABYTE
    assert (await upload.patch(kept)).status_code == 204
    assert await upload.arrived(tmp_path) == upload.data


async def test_who_does_not_take_her_answer_holds_nobody_up(people: Cast, site: Site, leaving: Process) -> None:
    start(site, leaving, GRACE_SECONDS="1")
    address = await shown(people.alice, noise(20 * MEGABYTE), "v720.mp4")
    line = await asyncio.open_connection("127.0.0.1", site.ports["leaving"], limit=1)
    line[1].write(f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    assert (await line[0].readexactly(12)).endswith(b"200")
    told_to_stop(leaving)
    assert await status(leaving) == 0
    line[1].close()


async def test_a_balancer_is_told_first_and_all_is_served_meanwhile(people: Cast, site: Site, leaving: Process) -> None:
    start(site, leaving, DRAIN_SECONDS="4")
    post = await people.alice.publish()
    url = site.url_of("leaving")
    async with people.bob.tab("leaving") as tab, httpx2.AsyncClient(verify=False) as other:
        await tab.join({f"comments:{post}": seen_now()})
        assert "Connection" not in (await other.get(f"{url}/login")).headers
        told_to_stop(leaving)

        async def says_so() -> bool:
            ready = await other.get(f"{url}/readyz")
            return (ready.status_code, ready.text) == (503, "stopping")

        await eventually(says_so)
        page = await other.get(f"{url}/login")
        assert (page.status_code, page.headers["Connection"]) == (200, "close")
        await people.charlie.post(f"{url}/p/{post}/comments", data={"text": "not gone yet"})
        await tab.hears("not gone yet")
        assert await close_code(tab) == 1012
    assert await status(leaving) == 0


async def test_who_says_it_twice_ends_it_at_once(site: Site, leaving: Process) -> None:
    start(site, leaving, DRAIN_SECONDS="600")
    told_to_stop(leaving)

    async def has_heard() -> bool:
        async with httpx2.AsyncClient(verify=False) as client:
            return (await client.get(f"{site.url_of('leaving')}/readyz")).status_code == 503

    await eventually(has_heard)
    told_to_stop(leaving)
    assert await status(leaving) == -signal.SIGTERM


class TestTheLastMoment:
    """Seen from Hypercorn alone."""

    @pytest.fixture
    def app(self) -> Quart:
        app = Quart("last")

        @app.get("/")
        async def index() -> str:
            return "here"

        return app

    @pytest_asyncio.fixture
    async def served(self, app: Quart, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[int, asyncio.Event]]:
        """A server's port, and the event that stops it."""
        monkeypatch.setattr(stopping, "LAST_WORD_SECONDS", 20.0)
        stop, port = asyncio.Event(), free_port()
        made = config(current())
        made.bind, made.graceful_timeout = [f"127.0.0.1:{port}"], 3.0
        stopping.install(app)
        serving = asyncio.create_task(serve(app, made, shutdown_trigger=stop.wait))

        async def listens() -> bool:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                return False
            writer.close()
            return True

        await eventually(listens)
        yield port, stop
        await serving

    @pytest.mark.parametrize("before", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"])
    async def test_a_request_on_its_way_is_answered(self, before: bytes, served: tuple[int, asyncio.Event]) -> None:
        """On a connection that said nothing yet, half a request, or a whole one that was answered."""
        port, stop = served
        line = await asyncio.open_connection("127.0.0.1", port)
        line[1].write(before)
        if is_answered := before.endswith(b"\r\n\r\n"):
            assert (await line[0].readuntil(b"here")).startswith(b"HTTP/1.1 200")
        stop.set()
        await takes_nothing_new(port)
        request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
        line[1].write(request if is_answered else request.removeprefix(before))
        said = await answer(line)
        assert said.startswith(b"HTTP/1.1 200")
        assert said.endswith(b"here")

    async def test_a_request_that_takes_too_long_ends_before_the_stores_are_closed(
        self, app: Quart, served: tuple[int, asyncio.Event]
    ) -> None:
        happened: list[str] = []

        @app.get("/long")
        async def long() -> str:
            happened.append("begun")
            try:
                await asyncio.sleep(60)
            finally:
                happened.append("ended")
            return "never"

        @app.after_serving
        async def close_stores() -> None:
            await asyncio.sleep(0.1)  # as long as they take
            happened.append("closed")

        port, stop = served
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /long HTTP/1.1\r\nHost: localhost\r\n\r\n")

        async def has_begun() -> bool:
            return bool(happened)

        await eventually(has_begun)
        stop.set()

        async def is_over() -> bool:
            return len(happened) == 3

        await eventually(is_over)
        assert happened == ["begun", "ended", "closed"]
        writer.close()
