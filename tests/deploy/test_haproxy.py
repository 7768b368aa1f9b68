"""The site behind the HAProxy of deploy/: web processes are restarted and killed, and nobody notices."""

import asyncio
import getpass
import itertools
import os
import re
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed

from deploy import haproxy
from server.realtime.publish import seen_now
from tests.cast import Cast, Person
from tests.deploy.behind import WEB, join, proxy, two_web_processes
from tests.site import Site, eventually, free_port

pytestmark = pytest.mark.slow

# Debian has it where only root looks.
HAPROXY = which("haproxy", path=f"{os.environ['PATH']}:/usr/sbin") or "haproxy"
PAUSE_SECONDS = 0.02  # between two requests of one person: a light load, not a measurement


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where HAProxy's configuration is, and output.log with a line for each request."""
    return tmp_path_factory.mktemp("haproxy")


@pytest.fixture(scope="module")
def balanced(site: Site, folder: Path) -> Iterator[Site]:
    """The site with two web processes more, and HAProxy in front of these as `haproxy`."""
    port = free_port()
    with two_web_processes(site, DRAIN_SECONDS="3") as web:
        configuration = haproxy.render(web, f"127.0.0.1:{port}", user=getpass.getuser(), log="stdout format raw")
        (folder / "haproxy.cfg").write_text(configuration)
        command = [HAPROXY, "-db", "-f", str(folder / "haproxy.cfg")]
        with proxy(site, "haproxy", port, command, folder / "output.log"):
            yield site


@dataclass
class Crowd:
    """People who go on reading, liking and commenting, and all that went wrong for them."""

    site: Site
    failures: list[str] = field(default_factory=list)
    answered: int = 0
    is_over: bool = False

    @asynccontextmanager
    async def busy(self, people: Cast, post: str) -> AsyncIterator[None]:
        """Everybody at work until the block ends, and what they began then is finished."""
        likes, comments = [("POST", f"/p/{post}/like"), ("DELETE", f"/p/{post}/like")], f"/p/{post}/comments"
        work = [
            self._goes_on(people.alice, [("GET", path) for path in ("/", f"/p/{post}", "/search")]),
            self._goes_on(people.bob, [("GET", path) for path in (f"/@{people.alice.username}", "/notifications")]),
            self._goes_on(people.bob, likes),
            self._goes_on(people.charlie, likes),
            self._goes_on(people.charlie, [("POST", comments)]),
        ]
        tasks = [asyncio.create_task(each) for each in work]
        try:
            yield
        finally:
            self.is_over = True
            await asyncio.gather(*tasks)

    async def _goes_on(self, person: Person, requests: list[tuple[str, str]]) -> None:
        for method, path in itertools.cycle(requests):
            if self.is_over:
                return
            try:
                await self._ask(person, method, self.site.url_of("haproxy") + path)
            except httpx2.TransportError as error:
                self.failures.append(f"{method} {path}: {error!r}")
            await asyncio.sleep(PAUSE_SECONDS)

    async def _ask(self, person: Person, method: str, url: str) -> None:
        words = {"text": f"number {self.answered}"} if method == "POST" else None
        answer = await person.client.request(method, url, data=words, follow_redirects=False)
        self.answered += 1
        if answer.status_code not in (200, 303):
            self.failures.append(f"{method} {url}: {answer.status_code}")


@dataclass
class Reader:
    """A tab as static/live.js makes it: it comes back, and says what it has seen."""

    person: Person
    topic: str
    seen: str = field(default_factory=seen_now)
    heard: list[str] = field(default_factory=list)
    opened: int = 0
    codes: list[int] = field(default_factory=list)

    async def listen(self) -> None:
        while True:
            try:
                async with self.person.tab("haproxy") as tab:
                    await tab.join({self.topic: self.seen})
                    self.opened += 1
                    while True:
                        await self._take(await tab.next())
            except ConnectionClosed as closed:
                self.codes.append(closed.rcvd.code if closed.rcvd else 1006)

    async def _take(self, frame: dict[str, str]) -> None:
        assert "content" in frame, frame
        self.seen = frame["seen"]
        self.heard += [found for found in _comments(frame["content"]) if found not in self.heard]


def _comments(html: str) -> list[str]:
    return re.findall(r'<li class="comment" id="comment-([0-9a-f]{24})"', html)


async def said(person: Person, post: str) -> list[str]:
    """Every comment of the post, oldest first, as somebody sees them who reads the whole thread now."""
    found: list[str] = []
    path: str | None = f"/p/{post}/comments"
    while path:
        page = (await person.get(path)).text
        found = _comments(page) + found
        earlier = re.search(r"/p/[0-9a-f]{24}/comments\?before=[0-9a-f]{24}", page)
        path = earlier[0] if earlier else None
    return found


async def restart(site: Site, name: str) -> None:
    """As the README says: stop it, start it, and wait until it says that it is ready."""
    assert await asyncio.to_thread(site.processes[name].stop) == 0
    await asyncio.to_thread(site.restart, name)


@asynccontextmanager
async def listening(post: str, *people: Person) -> AsyncIterator[list[Reader]]:
    """A tab for each that hears the comments of `post`, until the block ends."""
    readers = [Reader(person, f"comments:{post}") for person in people]
    tasks = [asyncio.create_task(reader.listen()) for reader in readers]
    try:
        yield readers
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(end, asyncio.CancelledError) for end in ended), ended


async def has_heard_all(reader: Reader, post: str) -> None:
    async def equals_a_fresh_load() -> bool:
        # A page keeps them in their order (data-order), whatever order they came in.
        return sorted(reader.heard) == await said(reader.person, post)

    await eventually(equals_a_fresh_load)


async def has_come_back(reader: Reader, times: int) -> None:
    async def is_there() -> bool:
        return reader.opened > times

    await eventually(is_there)


async def test_both_are_restarted_in_turn_and_nobody_notices(people: Cast, balanced: Site) -> None:
    post, crowd = await people.alice.publish(), Crowd(balanced)
    async with listening(post, people.alice, people.bob) as readers:
        async with crowd.busy(people, post):
            for name in WEB:
                await restart(balanced, name)
            for reader in readers:
                await has_come_back(reader, 1)
        assert crowd.failures == []
        assert crowd.answered > 100, "the load must go on for this to mean anything"
        for reader in readers:
            assert set(reader.codes) == {1012}
            await has_heard_all(reader, post)


async def test_one_is_killed_and_the_other_goes_on(people: Cast, balanced: Site) -> None:
    post, crowd = await people.alice.publish(), Crowd(balanced)
    async with listening(post, people.alice, people.bob) as readers:
        for reader in readers:
            await has_come_back(reader, 0)
        async with crowd.busy(people, post):
            balanced.processes[WEB[0]].kill()

            async def somebody_came_back() -> bool:
                return any(reader.opened > 1 for reader in readers)

            await eventually(somebody_came_back)
            before = crowd.answered

            async def goes_on() -> bool:
                return crowd.answered > before + 50

            await eventually(goes_on)
            failed = len(crowd.failures)
            await eventually(goes_on)
        await asyncio.to_thread(balanced.restart, WEB[0])
        assert len(crowd.failures) == failed <= 5, "no more than was under way when it died"
        for reader in readers:
            await has_heard_all(reader, post)


async def test_addresses_are_those_that_people_use(people: Cast, balanced: Site) -> None:
    """Cookies, redirects and the check of the origin work as without it, and a stranger's address is her own."""
    person = await join(balanced, "haproxy", "haproxia")
    other = await person.post("/logout", headers={"Origin": "https://elsewhere.example"})
    assert other.status_code == 403
    assert (await person.submit(data=b"\xff\xd8\xff" + bytes(4 << 20))).status_code == 422, (
        "it arrived, and was looked at"
    )
    await person.client.aclose()


async def test_links_of_letters_do_not_stand_in_its_log(nobody: Person, balanced: Site, folder: Path) -> None:
    for path in ("/reset/opens-a-door", "/search"):
        await nobody.get(balanced.url_of("haproxy") + path)

    async def is_written() -> bool:
        return '"GET /search"' in (folder / "output.log").read_text()

    await eventually(is_written)
    said = (folder / "output.log").read_text()
    assert '"GET /reset/"' in said
    assert "opens-a-door" not in said


async def test_pages_work_when_no_process_says_that_it_is_ready(balanced: Site, folder: Path) -> None:
    stopping = [balanced.processes[name].popen for name in WEB]
    for process in stopping:
        assert process
        process.terminate()
    async with httpx2.AsyncClient(verify=False) as client:

        async def is_served_all_the_same() -> bool:
            assert (await client.get(f"{balanced.url_of('haproxy')}/login")).status_code == 200
            return " unready/" in (folder / "output.log").read_text()

        await eventually(is_served_all_the_same)
    for name, process in zip(WEB, stopping, strict=True):
        assert process
        assert await asyncio.to_thread(process.wait, 30) == 0
        await asyncio.to_thread(balanced.restart, name)


def test_it_is_right_with_a_certificate_and_many_web_processes(tmp_path: Path) -> None:
    subject = ["-subj", "/CN=localhost", "-keyout", "both.pem", "-out", "both.pem"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    web = [f"10.0.0.{number}:8000" for number in range(1, 9)]
    (tmp_path / "haproxy.cfg").write_text(haproxy.render(web, ":443", f"{tmp_path}/both.pem", getpass.getuser()))
    done = subprocess.run(
        [HAPROXY, "-c", "-f", str(tmp_path / "haproxy.cfg")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
