"""The site behind the nginx of deploy/: it balances, and keeps what is for everybody and nothing else."""

import asyncio
import getpass
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from shutil import which
from urllib.parse import urlsplit

import httpx2
import pytest
import pytest_asyncio

from deploy import nginx
from server.media.storage import store
from server.settings import current
from tests.cast import Cast
from tests.deploy.behind import WEB, join, proxy, two_web_processes
from tests.media import stored
from tests.media.delivered import change, named, shown, signed
from tests.media.stored import noise
from tests.site import Site, eventually, free_port

# Debian has it where only root looks.
NGINX = (which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "nginx",)
MIB = 1 << 20


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where nginx's configuration is, and access.log with a line for each request."""
    return tmp_path_factory.mktemp("nginx")


@pytest.fixture(scope="module")
def behind(site: Site, folder: Path) -> Iterator[Site]:
    """The site with two web processes more, and nginx in front of these as `nginx`."""
    port = free_port()
    with two_web_processes(site) as web:
        places = nginx.inside(folder)
        configuration = nginx.render(current(), places, web, f"127.0.0.1:{port}", user=getpass.getuser())
        (folder / "nginx.conf").write_text(configuration)
        command = [*NGINX, "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
        with proxy(site, "nginx", port, command, folder / "output.log"):
            yield site


@pytest_asyncio.fixture
async def reader(behind: Site) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody without cookies who comes through nginx."""
    async with httpx2.AsyncClient(base_url=behind.url_of("nginx"), timeout=30, verify=False) as client:
        yield client


async def asked(site: Site) -> float:
    """How often the web processes behind nginx were asked for media so far."""
    total = 0.0
    async with httpx2.AsyncClient(verify=False) as client:
        for name in WEB:
            lines = (await client.get(f"{site.url_of(name)}/metrics")).text.splitlines()
            mine = [line for line in lines if line.startswith("tintype_requests_total{") and "media.show" in line]
            total += sum(float(line.rsplit(" ", 1)[1]) for line in mine)
    return total


class TestMediaForEverybody:
    """Kept by nginx, in slices."""

    @pytest.mark.parametrize("size", [1000, MIB, 3 * MIB + 5])
    async def test_the_second_fetch_does_not_reach_the_site(
        self, size: int, people: Cast, behind: Site, reader: httpx2.AsyncClient
    ) -> None:
        data = noise(size)
        path = await shown(people.alice, data)
        first = await reader.get(path)
        before = await asked(behind)
        for query in ("", "?", "?x=1", "?for=me&until=never"):
            again = await reader.get(path + query)
            assert (again.status_code, again.content) == (200, data)
            assert again.headers["X-Cache"] == "HIT"
            for name in ("Content-Type", "Content-Length", "ETag", "Cache-Control", "X-Content-Type-Options"):
                assert again.headers[name] == first.headers[name]
            assert "immutable" in again.headers["Cache-Control"]
            assert again.headers["Access-Control-Allow-Origin"] == "*"
            assert again.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        etag = first.headers["ETag"]
        known = await reader.get(path, headers={"If-None-Match": etag})
        assert (known.status_code, known.content) == (304, b"")
        head = await reader.head(path)
        assert (head.status_code, head.headers["Content-Length"], head.content) == (200, str(size), b"")
        assert await asked(behind) == before
        assert first.headers["X-Cache"] == "MISS"

    async def test_a_seek_into_a_video_is_kept_too(
        self, people: Cast, behind: Site, reader: httpx2.AsyncClient
    ) -> None:
        data = noise(6 * MIB + 9)
        path = await shown(people.alice, data, "v720.mp4")
        begin, end = 3 * MIB + 100, 4 * MIB + 100
        before = await asked(behind)
        for times in range(3):
            answer = await reader.get(path, headers={"Range": f"bytes={begin}-{end - 1}"})
            assert (answer.status_code, answer.content) == (206, data[begin:end])
            assert answer.headers["Content-Range"] == f"bytes {begin}-{end - 1}/{len(data)}"
            assert await asked(behind) == before + 2, f"two slices, fetched once; after {times + 1} times"
        suffix = await reader.get(path, headers={"Range": "bytes=-100"})
        assert (suffix.status_code, suffix.content) == (206, data[-100:])
        whole = await reader.get(path)
        assert whole.content == data
        beyond = await reader.get(path, headers={"Range": f"bytes={len(data)}-"})
        assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(data)}")

    async def test_however_many_ask_at_once_it_is_fetched_once(
        self, people: Cast, behind: Site, reader: httpx2.AsyncClient
    ) -> None:
        data = noise(MIB // 2)
        path = await shown(people.alice, data)
        before = await asked(behind)
        answers = await asyncio.gather(*(reader.get(path) for _ in range(20)))
        assert all(answer.content == data for answer in answers)
        assert await asked(behind) == before + 1

    async def test_half_an_answer_is_never_kept(self, people: Cast, reader: httpx2.AsyncClient) -> None:
        data = noise(4 * MIB)
        path = await shown(people.alice, data, "v720.mp4")
        await stored.lose_chunk(named(path)[0], 10)
        with pytest.raises(httpx2.RemoteProtocolError):
            await reader.get(path)
        await store.keep_bytes(data, "video/mp4", (await stored.blob(named(path)[0]))["holders"][0])
        assert (await reader.get(path)).content == data

    async def test_what_is_not_there_yet_is_not_remembered_as_missing(
        self, people: Cast, reader: httpx2.AsyncClient
    ) -> None:
        path = await shown(people.alice, noise(1000), audience="author")
        assert (await reader.get(path)).status_code == 404
        await change(path, audience="public")
        assert (await reader.get(path)).status_code == 200


class TestMediaForOnePerson:
    """Asked of the site each time."""

    @pytest.mark.parametrize("size", [1000, 3 * MIB + 5])
    async def test_it_is_not_kept(self, size: int, people: Cast, behind: Site, reader: httpx2.AsyncClient) -> None:
        data = noise(size)
        path = await shown(people.alice, data, audience="author")
        address = await signed(path, people.alice)
        before = await asked(behind)
        for _ in range(2):
            answer = await reader.get(address)
            assert (answer.status_code, answer.content) == (200, data)
            assert answer.headers["Cache-Control"].startswith("private")
            assert "X-Cache" not in answer.headers
        part = await reader.get(address, headers={"Range": "bytes=5-9"})
        assert (part.status_code, part.content) == (206, data[5:10])
        assert await asked(behind) == before + 3
        for other in (path, f"{path}?{urlsplit(address).query[:-1]}"):
            assert (await reader.get(other)).status_code == 404

    async def test_it_ends_with_the_post(self, people: Cast, reader: httpx2.AsyncClient) -> None:
        path = await shown(people.alice, noise(1000), audience="author")
        address = await signed(path, people.alice)
        assert (await reader.get(address)).status_code == 200
        await change(path, state="deleted")
        assert (await reader.get(address)).status_code == 404


class TestTheSite:
    """Everything else works as without nginx."""

    async def test_somebody_signs_up_and_hears_what_happens(self, people: Cast, behind: Site) -> None:
        person = await join(behind, "nginx", "nginxia")
        home = await person.get("/")
        assert home.headers["Content-Encoding"] == "gzip"
        assert "X-Cache" not in home.headers
        async with person.tab("nginx") as tab:
            await tab.join({f"profile:{await person.id()}": "0"})
            await people.bob.follow(person)
            await tab.hears("<strong>1</strong> follower")
        other = await person.post("/logout", headers={"Origin": "https://elsewhere.example"})
        assert other.status_code == 403
        await person.client.aclose()

    async def test_both_web_processes_work(self, behind: Site, reader: httpx2.AsyncClient) -> None:
        await asyncio.gather(*(reader.get("/login") for _ in range(20)))
        async with httpx2.AsyncClient(verify=False) as client:
            for name in WEB:
                figures = (await client.get(f"{behind.url_of(name)}/metrics")).text
                assert 'tintype_requests_total{endpoint="entry.login' in figures, name

    async def test_a_large_photo_comes_through(self, behind: Site) -> None:
        """Larger than what nginx takes by itself."""
        person = await join(behind, "nginx", "nginxander")
        answer = await person.submit(data=b"\xff\xd8\xff" + noise(4 * MIB))
        assert answer.status_code == 422, "it arrived, and was looked at"
        await person.client.aclose()

    async def test_static_files_are_kept(self, reader: httpx2.AsyncClient) -> None:
        page = (await reader.get("/login")).text
        address = next(part.split('"')[0] for part in page.split('href="') if "site.css?v=" in part)
        first, again = [await reader.get(address) for _ in range(2)]
        assert again.headers["X-Cache"] == "HIT"
        assert again.content == first.content
        plain = await reader.get(address, headers={"Accept-Encoding": "identity"})
        assert "Content-Encoding" not in plain.headers
        assert plain.content == first.content


async def test_links_of_letters_do_not_stand_in_its_log(reader: httpx2.AsyncClient, folder: Path) -> None:
    for path in ("/reset/opens-a-door", "/search"):
        await reader.get(path)

    async def is_written() -> bool:
        return '"GET /search"' in (folder / "access.log").read_text()

    await eventually(is_written)
    said = (folder / "access.log").read_text()
    assert '"GET /reset/"' in said
    assert "opens-a-door" not in said


async def test_what_was_kept_is_there_while_the_site_is_not(
    people: Cast, behind: Site, reader: httpx2.AsyncClient
) -> None:
    data, private = noise(2 * MIB), noise(1000)
    path = await shown(people.alice, data)
    other = await shown(people.alice, noise(1000))
    address = await signed(await shown(people.alice, private, audience="author"), people.alice)
    for wanted in (path, address):
        assert (await reader.get(wanted)).status_code == 200
    for name in WEB:
        behind.processes[name].stop()
    try:
        assert (await reader.get(path)).content == data
        assert (await reader.get(path, headers={"Range": "bytes=5-9"})).content == data[5:10]
        for wanted in (other, address, "/login"):
            assert (await reader.get(wanted)).status_code == 502
    finally:
        for name in WEB:
            behind.restart(name)


def test_it_is_right_with_a_certificate_and_many_web_processes(tmp_path: Path) -> None:
    subject = ["-subj", "/CN=localhost", "-keyout", "privkey.pem", "-out", "fullchain.pem"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    web = [f"10.0.0.{number}:8000" for number in range(1, 9)]
    written = nginx.render(current(), nginx.inside(tmp_path), web, "443", str(tmp_path), 500, getpass.getuser())
    (tmp_path / "nginx.conf").write_text(written)
    command = [*NGINX, "-t", "-e", str(tmp_path / "error.log"), "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
