"""A page with static/live.js and static/hints.js on it, without a browser."""

import asyncio
import contextlib
import random
import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Origin

from tests.story.shown import ATTRIBUTE, LOGS, Shown, position, read

PARTIAL = re.compile(r"<(hx-partial|hx-upsert)([^<>]*)>(.*?)</\1>", re.DOTALL)
HINT_SECONDS, AGAIN_SECONDS = 0.15, 3.0
# As in templates/base.html.
RECONNECT_SECONDS, RECONNECT_MOST = 0.3, 5.0
# As in hx-ws: after any other code a page stays without its line.
RECONNECT_CODES = (1001, 1005, 1006, 1011, 1012, 1013, 1014)

Fetch = Callable[..., Awaitable[httpx2.Response | None]]


class LivePage:
    """One open page. `fetch(path, target)` is its person's browser, `address()` that of a web process."""

    def __init__(self, path: str, fetch: Fetch, address: Callable[[], str], cookie: str, chance: random.Random) -> None:
        self.path = path
        self.first = self.shown = Shown()
        self.is_open = self.is_live = False
        self.lines = 0
        self._fetch, self._address, self._cookie, self._chance = fetch, address, cookie, chance
        self._joined: dict[str, str] = {}
        self._owed: set[str] = set()
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._connected = asyncio.Event()
        self._awake = asyncio.Event()
        self._awake.set()
        self._socket: ClientConnection | None = None
        self._line: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Load it, as often as it takes, and have it live from now on, if it is there."""
        await self.close()
        answer = await self._fetch(self.path)
        while answer is None or answer.status_code >= 500:
            await asyncio.sleep(RECONNECT_SECONDS)
            answer = await self._fetch(self.path)
        self.shown, self.first, self._joined = read(answer.text), read(answer.text), {}
        if answer.status_code == 200:
            self.is_open = True
            self._line = asyncio.create_task(self._stand())

    async def close(self) -> None:
        """Close it."""
        self.drop()
        tasks = [task for task in (self._line, *self._asking.values()) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._asking.clear()
        self._owed.clear()
        self.is_open = self.is_live = False

    def drop(self) -> None:
        """Have its line break, with all that is on it."""
        if self._socket is not None:
            self._socket.transport.abort()

    def sleep(self) -> None:
        """Take nothing any more."""
        self._awake.clear()

    def wake(self) -> None:
        """Go on."""
        self._awake.set()

    async def look(self) -> Shown:
        """What it shows now."""
        if self.is_open and self._line is not None and self._line.done():
            raise AssertionError(f"the line of {self.path} has ended: {self._line}")
        return self.shown

    async def press_pill(self) -> None:
        """Have the new posts put above."""
        answer = await self._fetch(str(self.shown.since).replace("/feed/new", "/feed/above"), "div#new-posts")
        assert answer is not None
        came = read(answer.text)
        self.shown.cards[:0] = came.cards
        self.shown.counts |= came.counts
        self.shown.topics |= came.topics
        self.shown.since, self.shown.pill = came.since, came.pill
        await self._tell()

    async def _stand(self) -> None:
        """What hx-ws does."""
        attempt = 0
        while True:
            try:
                async with self._connect() as self._socket:
                    attempt = 0
                    await self._live(self._socket)
            except ConnectionClosed as closed:
                code = closed.rcvd.code if closed.rcvd else 1006
                assert code in RECONNECT_CODES, f"{self.path} was sent away for ever, with {code}"
            except (OSError, TimeoutError, WebSocketException):
                pass  # nobody is there at this moment
            self.is_live, self._socket = False, None
            self._connected.clear()
            wait = min(RECONNECT_SECONDS * 2**attempt, RECONNECT_MOST)
            attempt += 1
            await asyncio.sleep(wait * self._chance.uniform(0.7, 1.3))

    def _connect(self) -> connect:
        address = self._address()
        return connect(
            address.replace("http", "ws") + "/updates",
            origin=Origin(address),
            additional_headers={"Cookie": self._cookie} if self._cookie else {},
            compression=None,
            ping_interval=None,
        )

    async def _live(self, socket: ClientConnection) -> None:
        self._joined = {topic: self._joined.get(topic, seen) for topic, seen in self.shown.topics.items()}
        await self._say(hear=self._joined)
        self.lines += 1
        self.is_live = True
        self._connected.set()
        if self.shown.pill:
            self._ask("posted")
        while True:
            message = await socket.recv()
            await self._awake.wait()
            await self._take(msgspec.json.decode(message))

    async def _say(self, **words: Any) -> None:
        if self._socket is not None:
            with contextlib.suppress(ConnectionClosed):
                await self._socket.send(msgspec.json.encode(words).decode())

    async def _tell(self) -> None:
        """What live.js does after each swap."""
        hear = {}
        for topic, seen in self.shown.topics.items():
            known = self._joined.get(topic)
            if known is None or position(topic, known) > position(topic, seen):
                hear[topic] = seen
            self._joined[topic] = seen
        leave = [topic for topic in self._joined if topic not in self.shown.topics]
        for topic in leave:
            del self._joined[topic]
        if leave or hear:
            await self._say(hear=hear, leave=leave)

    async def _take(self, frame: dict[str, Any]) -> None:
        topic, seen = frame.get("topic", ""), frame.get("seen", "")
        known = self._joined.get(topic)
        if frame.get("reload"):
            self._reload(topic)
        elif frame.get("refused"):
            self._joined.pop(topic, None)
            self._remove(topic.replace("post:", "post-"))
        elif known is not None:
            is_newer = position(topic, seen) > position(topic, known)
            if is_newer:
                self._joined[topic] = self.shown.topics[topic] = seen
            if is_newer or topic.startswith(LOGS):
                await self._follow(frame)

    async def _follow(self, frame: dict[str, Any]) -> None:
        if hint := frame.get("hint"):
            self._ask(hint)
        if content := frame.get("content"):
            self._swap(content)
            await self._tell()

    def _reload(self, topic: str) -> None:
        for hint in {"account": ["bell", "posted"], "posted": ["posted"]}.get(topic.partition(":")[0], [topic]):
            self._ask(hint)

    def _swap(self, content: str) -> None:
        for _, words, body in PARTIAL.findall(content):
            attributes = dict(ATTRIBUTE.findall(words))
            target = attributes["hx-target"].removeprefix("#")
            if attributes.get("hx-swap") == "delete":
                self._remove(target)
            elif target.startswith("thread-"):
                comments = self.shown.comments | read(body).comments
                self.shown.comments = dict(sorted(comments.items(), key=lambda each: each[1]))
            elif target in self.shown.counts:
                now = read(body)
                self.shown.counts |= now.counts
                self.shown.topics |= now.topics

    def _remove(self, name: str) -> None:
        self.shown.comments.pop(name, None)
        if name in self.shown.cards:
            self.shown.cards.remove(name)
            self.shown.counts.pop(name.replace("post-", "counts-"), None)
            self.shown.topics.pop(name.replace("post-", "post:"), None)

    def _ask(self, hint: str) -> None:
        """What hints.js does: have what a hint is about fetched until it was fetched after the hint."""
        is_shown = {"bell": self.shown.bell is not None, "posted": self.shown.since is not None}
        if is_shown.get(hint, hint in self.shown.topics):
            self._owed.add(hint)
            if hint not in self._asking:
                self._asking[hint] = asyncio.create_task(self._keep_asking(hint))

    async def _keep_asking(self, hint: str) -> None:
        try:
            while hint in self._owed:
                await asyncio.sleep(HINT_SECONDS)
                self._owed.discard(hint)
                answer = await self._fetch(*self._where(hint))
                if answer is None or answer.status_code >= 500:
                    self._owed.add(hint)
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._connected.wait(), AGAIN_SECONDS)
                elif answer.status_code == 200:
                    await self._put(hint, read(answer.text))
        finally:
            self._asking.pop(hint, None)

    def _where(self, hint: str) -> tuple[str, str]:
        if hint == "bell":
            return "/notifications/bell", "div#bell"
        if hint == "posted":
            return str(self.shown.since), "div#new-posts"
        return f"/p/{hint.removeprefix('comments:')}/comments", "section#comments"

    async def _put(self, hint: str, part: Shown) -> None:
        if hint == "bell":
            self.shown.bell = part.bell
        elif hint == "posted":
            self.shown.pill = part.pill
        else:
            self.shown.comments = part.comments
            self.shown.topics |= part.topics
            await self._tell()
