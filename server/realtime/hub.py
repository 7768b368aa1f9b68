"""This process's switchboard: what is published goes to every socket here that hears it."""

import asyncio
from collections.abc import Callable, Collection

import msgspec
import structlog
from prometheus_client import Gauge

from server.realtime import publish, topics
from server.realtime.pace import Pace
from server.realtime.socket import COME_BACK, REFUSED, RESTARTING, Socket
from server.realtime.subscriptions import Subscriptions
from server.realtime.topics import Topic
from server.stores.redis import RedisError

BEAT_SECONDS = 20
RETRY_SECONDS = 0.5
TIDY_SECONDS = 30.0

log = structlog.get_logger(__name__)
open_sockets = Gauge("tintype_sockets", "Open websockets", multiprocess_mode="livesum")


class Hub:
    """Lives as long as the process, and so does its task `run()`."""

    def __init__(self) -> None:
        self.sockets: set[Socket] = set()
        self._hearers: dict[Topic, set[Socket]] = {}
        self._subscriptions = Subscriptions(self._take, publish.CONTROL)
        self._pace = Pace(self._deliver)
        # A beat for each socket, at another second than its neighbours': thousands at once would hold up the rest.
        self._beats: list[set[Socket]] = [set() for _ in range(BEAT_SECONDS)]
        self._controls: dict[str, list[Callable[[str], None]]] = {
            "resync": [lambda _: self.close_all(COME_BACK)],
            "session_ended": [self._close_session],
            "topic_ended": [self._end_topic],
        }

    def on_control(self, kind: str, act: Callable[[str], None]) -> None:
        """Have `act(subject)` called in this process for each publish.control(kind, subject) of any process."""
        self._controls.setdefault(kind, []).append(act)

    def enter(self, socket: Socket) -> None:
        """Take a new socket in."""
        self.sockets.add(socket)
        min(self._beats, key=len).add(socket)
        open_sockets.inc()

    def leave(self, socket: Socket) -> None:
        """Forget a socket and all that it hears."""
        for topic in list(socket.topics):
            self.unhear(socket, topic)
        self.sockets.discard(socket)
        for beat in self._beats:
            beat.discard(socket)
        open_sockets.dec()

    async def hear(self, socket: Socket, topics: Collection[Topic]) -> None:
        """From the return of this call on, `socket` is offered every frame of these topics. Raises Away."""
        for topic in topics:
            self._hearers.setdefault(topic, set()).add(socket)
            socket.topics.add(topic)
        await self._subscriptions.add(map(publish.channel, topics))

    def unhear(self, socket: Socket, topic: Topic) -> None:
        """Stop offering `topic` to `socket`; the subscription goes later, when nobody came back to it."""
        socket.topics.discard(topic)
        if hearers := self._hearers.get(topic):
            hearers.discard(socket)

    def tidy(self) -> None:
        """End the subscriptions that nobody came back to."""
        for topic in [topic for topic, hearers in self._hearers.items() if not hearers]:
            if self._subscriptions.remove(publish.channel(topic)):
                del self._hearers[topic]

    def sizes(self) -> tuple[int, int, int, int]:
        """How many sockets, topics, subscriptions and messages that wait there are."""
        return len(self.sockets), len(self._hearers), len(self._subscriptions), len(self._pace)

    def close_all(self, code: int = RESTARTING) -> None:
        """Ask every socket to close; tabs come back by themselves on 1012 and 1013."""
        for socket in self.sockets:
            socket.close(code)

    async def run(self) -> None:
        """Listen until cancelled. When Redis goes, all tabs are sent away: they come back and ask what they missed."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._beat_forever())
            tasks.create_task(self._tidy_forever())
            while True:
                try:
                    await self._subscriptions.listen()
                except* (RedisError, OSError) as errors:
                    log.warning("subscription_lost", reason=str(errors.exceptions[0]))
                except* Exception as errors:
                    # Whatever it was: a hub that ended would leave every tab of this process deaf, and nobody told.
                    log.error("hub_failed", exc_info=errors)
                self._pace.clear()
                self.close_all(COME_BACK)
                await asyncio.sleep(RETRY_SECONDS)

    def _take(self, channel: str, data: bytes) -> None:
        if channel == publish.CONTROL:
            name, subject = msgspec.json.decode(data, type=tuple[str, str])
            for act in self._controls.get(name, ()):
                act(subject)
        elif (topic := topics.parse(channel.removeprefix("topic:"))) and self._hearers.get(topic):
            self._pace.take(topic, data)

    def _deliver(self, frame: bytes, topic: Topic) -> None:
        for socket in self._hearers.get(topic, ()):
            socket.offer(frame, topic)

    async def _beat_forever(self) -> None:
        while True:
            for sockets in self._beats:
                await asyncio.sleep(1)
                for socket in sockets:
                    socket.beat()

    async def _tidy_forever(self) -> None:
        while True:
            await asyncio.sleep(TIDY_SECONDS)
            self.tidy()

    def _end_topic(self, name: str) -> None:
        if ended := topics.parse(name):
            for topic in ended.each_language():
                self._pace.flush(topic)  # its last word
                for socket in list(self._hearers.get(topic, ())):
                    self.unhear(socket, topic)

    def _close_session(self, session: str) -> None:
        for socket in self.sockets:
            if socket.session == session:
                socket.close(REFUSED)


async def settle_forever() -> None:
    """Repair lost announcements as soon as Redis answers again; every process that announces runs it."""
    while True:
        await asyncio.sleep(RETRY_SECONDS)
        try:
            await publish.settle()
        except RedisError:
            continue
