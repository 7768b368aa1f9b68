"""Holds back what comes too fast to be looked at: a topic's state, or its hints, a few times a second at most.

What comes first goes out at once and opens a window. What comes in it waits for its end: of a state the newest, of
hints the last of each name. An event with content is never dropped; it stands in line when something waits before it.
Frames of a log leave in the order of their positions, so a tab that says what it has seen has missed none before that.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec

from server.realtime import frames
from server.realtime.topics import Topic

PER_SECOND = 4
STATE = ""  # what a state waits under; no hint has this name

Deliver = Callable[[bytes, Topic], Any]


class Said(msgspec.Struct):
    """What decides whether a message may wait."""

    seen: str
    hint: str | None = None


class Pace:
    """The windows that are open, each with the messages that wait for its end."""

    def __init__(self, deliver: Deliver) -> None:
        """`deliver(frame, topic)` is called with each frame when it is due."""
        self._deliver = deliver
        self._windows: dict[Topic, _Window] = {}

    def __len__(self) -> int:
        """How many windows are open."""
        return len(self._windows)

    def take(self, topic: Topic, message: bytes) -> None:
        """Deliver a published message now or soon. Raises msgspec.MsgspecError when it is none of ours."""
        said = msgspec.json.decode(message, type=Said)
        window = self._windows.get(topic)
        is_event = topic.is_log and said.hint is None
        if window and (window.waiting or not is_event):
            window.hold(said.seen if is_event else said.hint or STATE, said.seen, message)
            return
        if not is_event:
            self._open(topic)
        self._deliver(frames.text(message), topic)

    def flush(self, topic: Topic) -> None:
        """Deliver now what waits: nobody will hear the topic any more."""
        if window := self._windows.pop(topic, None):
            window.timer.cancel()
            self._send(topic, window)

    def clear(self) -> None:
        """Forget all that waits."""
        for window in self._windows.values():
            window.timer.cancel()
        self._windows.clear()

    def _open(self, topic: Topic) -> None:
        self._windows[topic] = _Window(asyncio.get_running_loop().call_later(1 / PER_SECOND, self._close, topic))

    def _close(self, topic: Topic) -> None:
        window = self._windows.pop(topic)
        if window.waiting:
            self._open(topic)
            self._send(topic, window)

    def _send(self, topic: Topic, window: "_Window") -> None:
        for _, message in window.waiting.values():
            self._deliver(frames.text(message), topic)


class _Window:
    __slots__ = ("timer", "waiting")

    def __init__(self, timer: asyncio.TimerHandle) -> None:
        self.timer = timer
        self.waiting: dict[str, tuple[str, bytes]] = {}

    def hold(self, name: str, seen: str, message: bytes) -> None:
        """Keep a message in place of the one of that name, at the end of the line."""
        known = self.waiting.pop(name, None)
        if known and name == STATE and int(known[0]) > int(seen):
            seen, message = known  # two processes may publish in another order than they wrote
        self.waiting[name] = (seen, message)
