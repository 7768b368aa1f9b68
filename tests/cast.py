"""The cast, as people with a browser: they speak HTTP and websockets to the running site.

alice posts, bob follows her, charlie should see nothing of what is not for everybody.
"""

import asyncio
import io
import itertools
import re
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx2
import msgspec
from argon2 import PasswordHasher
from PIL import Image
from quart import Quart
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from server.accounts import actions, credentials, sessions
from server.accounts.doors import COOKIE
from server.app import create_app
from server.settings import current
from tests.site import Site, eventually

PASSWORD = "correct horse battery"
HEAR_SECONDS = 10.0
# What http.cookiejar makes of localhost.
DOMAIN = "localhost.local"
ACK = "joined"  # no topic: refused, after all before it were joined

_shades = itertools.count(1)
_casts = itertools.count(1)


def photo(width: int = 640, height: int = 480) -> bytes:
    """A JPEG with bytes of its own each time."""
    shade = next(_shades)
    top, bottom = (shade * 37 % 256, shade * 59 % 256, 90), (30, shade * 83 % 256, shade // 256)
    image = Image.new("RGB", (1, 2))
    image.putdata((top, bottom))
    out = io.BytesIO()
    image.resize((width, height), Image.Resampling.BICUBIC).save(out, "JPEG", quality=90)
    return out.getvalue()


@dataclass
class Tab:
    """One open page's socket: what it heard, and what it waits for."""

    socket: ClientConnection
    frames: list[dict[str, Any]] = field(default_factory=list)
    waiting: deque[dict[str, Any]] = field(default_factory=deque)

    async def join(self, topics: dict[str, str]) -> None:
        """Hear these topics; when this returns, the server has joined them all."""
        await self.socket.send(msgspec.json.encode({"hear": {**topics, ACK: ""}}).decode())
        while (frame := await self._receive())["topic"] != ACK:
            self.waiting.append(frame)

    async def next(self) -> dict[str, Any]:
        """The next frame that says something."""
        frame = self.waiting.popleft() if self.waiting else await self._receive()
        self.frames.append(frame)
        return frame

    async def _receive(self) -> dict[str, Any]:
        while True:
            frame: dict[str, Any] = msgspec.json.decode(await asyncio.wait_for(self.socket.recv(), HEAR_SECONDS))
            if frame:
                return frame

    async def hears(self, words: str, topic: str = "") -> dict[str, Any]:
        """Wait for a frame with these words in it; the frame."""
        while True:
            frame = await self.next()
            text = f"{frame.get('content', '')} {frame.get('hint', '')} {sorted(frame)}"
            if words in text and frame["topic"].startswith(topic):
                return frame


@dataclass
class Person:
    """Somebody with a browser."""

    username: str
    client: httpx2.AsyncClient
    site: Site

    @property
    def cookie(self) -> str:
        return f"{COOKIE}={self.client.cookies.get(COOKIE)}"

    async def get(self, path: str, **options: Any) -> httpx2.Response:
        return await self.client.get(path, **options)

    async def post(self, path: str, **options: Any) -> httpx2.Response:
        return await self.client.post(path, **options)

    async def follow(self, other: "Person") -> None:
        assert (await self.post(f"/@{other.username}/follow")).status_code == 200

    async def submit(self, caption: str = "", alt: str = "", data: bytes | None = None, **form: str) -> httpx2.Response:
        """Post the composer's form; the answer after redirects."""
        files = {"media": ("photo.jpg", photo() if data is None else data)}
        return await self.post("/posts", data={"caption": caption, "alt": alt, **form}, files=files)

    async def publish(self, caption: str = "", alt: str = "", data: bytes | None = None) -> str:
        """Post a photo and wait until it is published; its id."""
        answer = await self.submit(caption, alt, data)
        assert answer.status_code == 200, answer.text
        post_id = str(answer.url).rsplit("/", 1)[1]

        async def is_published() -> bool:
            return 'class="card"' in (await self.get(f"/p/{post_id}")).text

        await eventually(is_published)
        return post_id

    async def id(self) -> str:
        """This person's account id, as it stands in her pages."""
        found = re.search(r'data-topic="account:([0-9a-f]{24})"', (await self.get("/notifications")).text)
        assert found
        return found[1]

    @asynccontextmanager
    async def tab(self, web: str = "web") -> AsyncIterator[Tab]:
        """A socket as a page opens it."""
        address = self.site.url_of(web).replace("http", "ws") + "/updates"
        headers = {"Cookie": self.cookie} if self.client.cookies.get(COOKIE) else {}
        origin = Origin(self.site.url_of(web))
        # Uncompressed, so that a tab that reads nothing is felt by the server.
        async with connect(address, origin=origin, additional_headers=headers, compression=None) as socket:
            yield Tab(socket)


Comes = Callable[[Site, str], Awaitable[Person]]


@dataclass
class Cast:
    """The three of them."""

    alice: Person
    bob: Person
    charlie: Person


@asynccontextmanager
async def three(site: Site, comes: Comes) -> AsyncIterator[Cast]:
    """alice, whom bob follows, and charlie; new ones each time, of whom each `comes` by join() or is enrolled()."""
    number = next(_casts)
    made = Cast(*[await comes(site, f"{name}{number}") for name in ("alice", "bob", "charlie")])
    await made.bob.follow(made.alice)
    yield made
    for person in (made.alice, made.bob, made.charlie):
        await person.client.aclose()


def stranger(site: Site) -> Person:
    """Somebody who is not signed in."""
    # Nothing here is https, and reading the system's certificates takes longer than most tests.
    client = httpx2.AsyncClient(base_url=site.url, follow_redirects=True, timeout=30, verify=False)
    return Person("", client, site)


async def enrolled(site: Site, username: str) -> Person:
    """Somebody who signed up: made by what /signup calls, without its form, the hash and the letter.

    Those take longer than what most tests are about.
    """
    person = stranger(site)
    person.username = username
    account = await actions.sign_up(username=username, email=f"{username}@example.org", name=f"{username.title()} Test")
    await credentials.set_password(account.id, _hashed())
    session = await sessions.start(account.id, person.client.headers["User-Agent"], address="127.0.0.1", how="password")
    person.client.cookies.set(COOKIE, _cookie(session), domain=DOMAIN)
    return person


@cache
def _hashed() -> str:
    return PasswordHasher().hash(PASSWORD)


@cache
def _app() -> Quart:
    return create_app(current())


def _cookie(session: str) -> str:
    (signer,) = _app().extensions["QUART_AUTH"]
    return str(signer.dump_token(session, _app()))


async def join(site: Site, username: str) -> Person:
    """Somebody who has just signed up."""
    person = stranger(site)
    person.username = username
    form = {"username": username, "email": f"{username}@example.org", "name": f"{username.title()} Test"}
    answer = await person.post("/signup", data=form | {"password": PASSWORD}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return person
