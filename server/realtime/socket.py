"""One tab's end of the line: the topics it hears, and how much may wait for it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from server.realtime import frames
from server.realtime.topics import Topic

GOING_AWAY = 1001
REFUSED = 1008
FAILED = 1011
RESTARTING = 1012
COME_BACK = 1013

# A tab that asks for what it missed gets it as quickly as it takes it, but not for ever.
TAKE_SECONDS = 20.0


class Line(Protocol):
    """What carries frames to a tab (server/web/lines.py)."""

    def write(self, frame: bytes) -> None:
        """Send a frame soon, after all that were written before; nothing is sent on a line that closes."""

    def waiting(self) -> int:
        """How many bytes the tab has not taken and the system does not keep for it."""

    async def taken(self) -> None:
        """Return when little waits, or the connection ends. Raises ConnectionError when it has ended."""

    def beat(self) -> None:
        """Say that we are there, in a way that a page notices."""


class Socket:
    """Frames go out at once; a tab that does not take them is sent away and resumes later."""

    __slots__ = ("_held", "_held_bytes", "_line", "_most", "_work", "close_code", "session", "topics")

    def __init__(self, session: str | None, line: Line, most: int) -> None:
        """`session`: id of the session it was opened with, None when signed out. `most`: bytes that may wait."""
        self.session = session
        self.topics: set[Topic] = set()
        self.close_code: int | None = None
        self._line = line
        self._most = most
        self._held: dict[Topic, list[bytes]] = {}
        self._held_bytes = 0
        self._work: asyncio.Timeout | None = None

    def offer(self, frame: bytes, topic: Topic | None = None) -> None:
        """Send a frame, or keep it behind the replay of its topic; where too much waits, close with 1013 instead."""
        if self.close_code is not None:
            return
        if self._line.waiting() + self._held_bytes > self._most:
            self.close(COME_BACK)
        elif self._held and topic in self._held:
            self._held[topic].append(frame)
            self._held_bytes += len(frame)
        else:
            self._line.write(frame)

    def beat(self) -> None:
        """Let the tab know that the line stands."""
        if self.close_code is None:
            self._line.beat()

    def hold(self, topic: Topic) -> None:
        """Keep the live frames of `topic` back until release(): what was missed must come first."""
        self._held[topic] = []

    async def catch_up(self, missed: list[str]) -> None:
        """Send what the tab asked for, at its own pace: sent away for it, it would ask again. Raises TimeoutError."""
        for message in missed:
            async with asyncio.timeout(TAKE_SECONDS):
                await self._line.taken()
            if self.close_code is None:
                self._line.write(frames.text(message))

    def release(self, topic: Topic) -> None:
        """Send the live frames that were held back, and hold no more."""
        for frame in self._held.pop(topic):
            self._held_bytes -= len(frame)
            if self.close_code is None:
                self._line.write(frame)

    def close(self, code: int) -> None:
        """End serve() now; the tab shall be told this code. The first code given stands."""
        if self.close_code is None:
            self.close_code = code
            if self._work is not None:
                self._work.reschedule(0)

    async def serve(self, step: Callable[[], Awaitable[None]]) -> None:
        """Do `step` again and again until it fails, or close() is called.

        That ends a step by cancelling it, which a step may not notice: until Python 3.12 asyncio.wait_for(), which
        PyMongo uses, forgets it when what it waits for is done at the same moment (python/cpython#86296).
        """
        end = self._work = asyncio.timeout(None if self.close_code is None else 0)
        try:
            async with end:
                while self.close_code is None:
                    await step()
        except TimeoutError:
            if not end.expired():
                raise
        finally:
            self._work = None
