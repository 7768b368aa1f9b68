"""One tab's end of the line: a bounded inbox and the topics it hears."""

import asyncio

from server.realtime.topics import Topic

GOING_AWAY = 1001
REFUSED = 1008
FAILED = 1011
RESTARTING = 1012
COME_BACK = 1013


class Socket:
    """Frames wait here until the tab takes them; a tab that does not is sent away and resumes later."""

    def __init__(self, session: str | None, capacity: int) -> None:
        """`session`: id of the session it was opened with, None when signed out. `capacity`: frames kept waiting."""
        self.session = session
        self.topics: set[Topic] = set()
        self.close_code: int | None = None
        self._capacity = self._room = capacity
        self._inbox: list[str] = []
        self._wake = asyncio.Event()
        self._closing = asyncio.Event()
        self._held: dict[Topic, list[str]] = {}

    def offer(self, frame: str, topic: Topic | None = None) -> None:
        """Put a frame in the inbox, or behind the replay of its topic; a full inbox closes the socket with 1013."""
        waiting = self._held.get(topic, self._inbox) if topic and self._held else self._inbox
        if len(waiting) >= self._room:
            self.close(COME_BACK)
        elif self.close_code is None:
            waiting.append(frame)
            self._wake.set()

    def hold(self, topic: Topic) -> None:
        """Keep the live frames of `topic` back until release(): what was missed must come first."""
        self._held[topic] = []

    def release(self, topic: Topic, missed: list[str]) -> None:
        """Deliver what was missed, then what arrived meanwhile.

        What the tab asked for is bounded by its topics and fills no room: sent away for it, it would ask again.
        """
        asked_for = missed + self._held.pop(topic, [])
        self._room += len(asked_for)
        for frame in asked_for:
            self.offer(frame)

    def close(self, code: int) -> None:
        """Ask for the end with this close code; the first code given stands."""
        if self.close_code is None:
            self.close_code = code
        self._closing.set()

    async def must_close(self) -> int:
        """Wait until it must; the close code."""
        await self._closing.wait()
        return self.close_code or COME_BACK

    async def take(self) -> list[str]:
        """All waiting frames, at least one."""
        while not self._inbox:
            self._wake.clear()
            await self._wake.wait()
        frames, self._inbox, self._room = self._inbox, [], self._capacity
        return frames
