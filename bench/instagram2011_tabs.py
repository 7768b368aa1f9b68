"""Tabs that stay open while the site is used and broken; at the end each must show what a fresh load shows."""

import asyncio
import random
import re
from contextlib import suppress
from dataclasses import dataclass, field

import httpx2
import msgspec
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin

from bench.instagram2011_town import Person, Town

TABS = 40
PAUSE_SECONDS = 0.3, 1.0  # before a tab comes back: from, to
SETTLE_SECONDS = 30.0

TOPIC = re.compile(r'data-topic="([^"]+)" data-seen="([^"]+)"')
COUNTS = re.compile(r'id="counts-([0-9a-f]{24})" data-version="\d+">(.*?)</p>', re.DOTALL)
NUMBER = re.compile(r"<strong>([^<]*)</strong>")
COMMENT = re.compile(r'<li class="comment" id="comment-([0-9a-f]{24})"')


class Frame(msgspec.Struct):
    """What a tab hears."""

    topic: str = ""
    seen: str = ""
    content: str = ""
    reload: bool = False


@dataclass
class Tab:
    """Somebody with her home page open, and beside it the thread of a post: what both show now."""

    person: Person
    thread: str  # id of the post
    client: httpx2.AsyncClient
    seen: dict[str, str] = field(default_factory=dict)
    counts: dict[str, list[str]] = field(default_factory=dict)
    comments: set[str] = field(default_factory=set)
    heard: int = 0
    came_back: int = 0

    async def open(self) -> None:
        """Load both pages."""
        for path in ("/", f"/p/{self.thread}"):
            page = await self._page(path)
            self.seen |= dict(TOPIC.findall(page))
            self.counts |= _counts(page)
            self.comments |= set(COMMENT.findall(page))

    async def listen(self) -> None:
        """Hear what changes, and come back whenever the line breaks, as static/live.js does; until cancelled."""
        address = str(self.client.base_url).rstrip("/")
        while True:
            with suppress(ConnectionClosed, InvalidHandshake, OSError):
                async with connect(
                    f"{address.replace('http', 'ws')}/updates",
                    origin=Origin(address),
                    additional_headers={"Cookie": self.person.cookie},
                    compression=None,
                ) as socket:
                    await socket.send(msgspec.json.encode({"hear": self.seen}).decode())
                    async for message in socket:
                        await self._take(msgspec.json.decode(message, type=Frame))
            self.came_back += 1
            await asyncio.sleep(random.uniform(*PAUSE_SECONDS))

    async def differences(self) -> list[str]:
        """Where what the tab shows is not what a fresh load shows."""
        found = []
        for post, numbers in self.counts.items():
            now = _counts(await self._page(f"/p/{post}")).get(post)
            if numbers != now:
                found.append(f"/p/{post}: {numbers} on the page, {now} anew")
        missing = await self._thread() - self.comments
        return found + [f"/p/{self.thread}: comment {comment} was never heard" for comment in missing]

    async def _take(self, frame: Frame) -> None:
        if frame.topic not in self.seen:
            return
        self.heard += 1
        if frame.reload and frame.topic == f"comments:{self.thread}":
            self.comments |= await self._thread()
        elif frame.topic.startswith("post:"):
            if int(frame.seen) > int(self.seen[frame.topic]):
                self.seen[frame.topic] = frame.seen
                self.counts |= _counts(frame.content)
        elif frame.seen:
            self.seen[frame.topic] = frame.seen
            self.comments |= set(COMMENT.findall(frame.content))

    async def _thread(self) -> set[str]:
        found: set[str] = set()
        path: str | None = f"/p/{self.thread}/comments"
        while path:
            page = await self._page(path)
            found |= set(COMMENT.findall(page))
            earlier = re.search(r"/p/[0-9a-f]{24}/comments\?before=[0-9a-f]{24}", page)
            path = earlier[0] if earlier else None
        return found

    async def _page(self, path: str) -> str:
        return (await self.client.get(path, headers={"Cookie": self.person.cookie})).text


class Tabs:
    """All of them, open as long as the block takes."""

    def __init__(self, town: Town, port: int, chance: random.Random) -> None:
        self._client = httpx2.AsyncClient(base_url=f"http://localhost:{port}", timeout=30, verify=False)
        people = chance.sample(town.people, TABS)
        self.tabs = [Tab(person, str(town.a_post(chance)), self._client) for person in people]

    @property
    def came_back(self) -> int:
        """How often a tab lost its line and found it again."""
        return sum(tab.came_back for tab in self.tabs)

    async def __aenter__(self) -> "Tabs":
        for tab in self.tabs:
            await tab.open()
        self._tasks = [asyncio.create_task(tab.listen()) for tab in self.tabs]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    async def differences(self) -> list[str]:
        """What differs from a fresh load when everything had time to arrive. Raises what ended a tab."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + SETTLE_SECONDS
        while True:
            for task in self._tasks:
                if task.done():
                    task.result()
            found = [line for tab in self.tabs for line in await tab.differences()]
            if not found or loop.time() > deadline:
                return found
            await asyncio.sleep(1)


def _counts(html: str) -> dict[str, list[str]]:
    """What is said of each post in it: likes, comments."""
    return {post: NUMBER.findall(words) for post, words in COUNTS.findall(html)}
