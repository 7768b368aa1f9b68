"""What people do there, each thing at the moment it was meant for, whether or not what was begun before is finished."""

import asyncio
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from bson import ObjectId

from bench.instagram2011_town import Person, Town

VIEWS, LIKES, COMMENTS, PHOTOS = 200.0, 90.0, 1.0, 25 / 60  # a second
PATIENCE_SECONDS = 30.0
GOOD = (200, 303)
# How often each kind of page is looked at.
PAGES = {"home": 0.55, "post": 0.2, "profile": 0.1, "search": 0.07, "older": 0.08}


class Answer(NamedTuple):
    """What came back."""

    status: int
    head: bytes
    body: bytes


class Line(asyncio.Protocol):
    """A connection that stays open, for one request at a time."""

    def __init__(self) -> None:
        self.is_open = True
        self._buffer = bytearray()
        self._head = self._end = 0
        self._answer: asyncio.Future[Answer] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        if self._answer and not self._answer.done():
            self._answer.set_exception(ConnectionError("closed before the answer"))

    async def ask(self, request: bytes) -> Answer:
        """Send it; what is answered. Raises OSError; the line is then closed."""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._answer
        finally:
            if not self._answer.done() or self._answer.cancelled():
                self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._end:
            self._begin()
        if self._end and len(self._buffer) >= self._end and self._answer and not self._answer.done():
            head, body = bytes(self._buffer[: self._head]), bytes(self._buffer[self._head : self._end])
            self._buffer.clear()
            self._end = 0
            self._answer.set_result(Answer(int(head[9:12]), head, body))

    def _begin(self) -> None:
        """Find out how long the answer is."""
        self._head = self._buffer.find(b"\r\n\r\n") + 4
        if self._head >= 4:
            found = re.search(rb"content-length: (\d+)", self._buffer[: self._head], re.IGNORECASE)
            self._end = self._head + (int(found[1]) if found else 0)

    def close(self) -> None:
        """End it."""
        self._transport.abort()


@dataclass
class Journal:
    """How long each thing took, in seconds from the moment it was meant for, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    photos: list[tuple[ObjectId, float]] = field(default_factory=list)  # and when they were to be posted (Unix time)


class Visitors:
    """Everybody who uses the site on `port`."""

    def __init__(self, town: Town, port: int, photo: bytes, chance: random.Random) -> None:
        """`photo`: a JPEG; each is posted with a few bytes of its own."""
        self.journal = Journal()
        self._town = town
        self._port = port
        self._photo = photo
        self._chance = chance
        self._idle: list[Line] = []
        self._busy: set[asyncio.Task[None]] = set()
        self._liked: set[tuple[ObjectId, ObjectId]] = set()

    async def come(self, seconds: float) -> Journal:
        """Do all of it for so long, and wait for the last answers. What happened."""
        self.journal = Journal()
        rates = ((VIEWS, self._view), (LIKES, self._like), (COMMENTS, self._comment), (PHOTOS, self._post))
        await asyncio.gather(*(self._at_rate(rate, seconds, act) for rate, act in rates))
        await asyncio.gather(*self._busy)
        return self.journal

    def leave(self) -> None:
        """Close what is open."""
        for line in self._idle:
            line.close()

    async def _at_rate(self, rate: float, seconds: float, act: Callable[[float], Awaitable[None]]) -> None:
        moment = time.perf_counter()
        end = moment + seconds
        while (moment := moment + self._chance.expovariate(rate)) < end:
            await asyncio.sleep(max(0.0, moment - time.perf_counter()))
            task = asyncio.ensure_future(act(moment))
            self._busy.add(task)
            task.add_done_callback(self._busy.discard)

    async def _view(self, moment: float) -> None:
        [kind] = self._chance.choices(list(PAGES), list(PAGES.values()))
        paths = {
            "home": "/",
            "post": f"/p/{self._town.a_post(self._chance)}",
            "profile": f"/@{self._town.well_known(self._chance).username}",
            "search": "/search",
            "older": f"/?before={self._chance.choice(self._town.posts)}",
        }
        await self._ask(kind, moment, self._town.somebody(self._chance), "GET", paths[kind])

    async def _like(self, moment: float) -> None:
        person, post = self._town.somebody(self._chance), self._town.a_post(self._chance)
        while (person.id, post) in self._liked:
            person, post = self._town.somebody(self._chance), self._town.a_post(self._chance)
        self._liked.add((person.id, post))
        await self._ask("like", moment, person, "POST", f"/p/{post}/like")

    async def _comment(self, moment: float) -> None:
        path = f"/p/{self._town.a_post(self._chance)}/comments"
        await self._ask("comment", moment, self._town.somebody(self._chance), "POST", path, b"text=what+a+morning")

    async def _post(self, moment: float) -> None:
        meant, mark = time.time() - (time.perf_counter() - moment), self._chance.randbytes(16)
        photo = self._photo[:2] + b"\xff\xfe\x00\x12" + mark + self._photo[2:]  # a comment of its own
        part = b'--b\r\nContent-Disposition: form-data; name="media"; filename="photo.jpg"\r\n\r\n'
        answer = await self._ask(
            "photo_taken",
            moment,
            self._town.somebody(self._chance),
            "POST",
            "/posts",
            part + photo + b"\r\n--b--\r\n",
            "multipart/form-data; boundary=b",
        )
        if answer and (found := re.search(rb"\nlocation: /p/([0-9a-f]{24})", answer.head, re.IGNORECASE)):
            self.journal.photos.append((ObjectId(found[1].decode()), meant))

    async def _ask(
        self,
        kind: str,
        moment: float,
        person: Person,
        method: str,
        path: str,
        body: bytes = b"",
        media_type: str = "application/x-www-form-urlencoded",
    ) -> Answer | None:
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost:{self._port}\r\nCookie: {person.cookie}\r\n"
        if method == "POST":
            head += f"Content-Type: {media_type}\r\nContent-Length: {len(body)}\r\n"
        try:
            line = await self._line()
            answer = await line.ask(f"{head}\r\n".encode() + body)
        except OSError as error:
            self.journal.errors[f"{kind}: {error!r}"] += 1
            return None
        self._idle.append(line)
        self.journal.seconds[kind].append(time.perf_counter() - moment)
        if answer.status not in GOOD:
            self.journal.errors[f"{kind}: {answer.status}"] += 1
        return answer

    async def _line(self) -> Line:
        while self._idle:
            if (line := self._idle.pop()).is_open:
                return line
        _, line = await asyncio.get_running_loop().create_connection(Line, "127.0.0.1", self._port)
        return line
