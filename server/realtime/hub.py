"""This process's switchboard: one Redis subscription a topic, however many sockets hear it."""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
import structlog
from prometheus_client import Gauge
from redis.asyncio.client import PubSub

from server.realtime import publish, topics
from server.realtime.socket import COME_BACK, REFUSED, RESTARTING, Socket
from server.realtime.topics import Topic
from server.stores.redis import RedisError, connection_for_listening

RETRY_SECONDS = 0.5
TIDY_SECONDS = 30.0
SUBSCRIBE_SECONDS = 5.0

log = structlog.get_logger(__name__)
open_sockets = Gauge("tintype_sockets", "Open websockets", multiprocess_mode="livesum")
heard_topics = Gauge("tintype_topics", "Topics subscribed to", multiprocess_mode="livesum")


class Away(Exception):
    """Redis does not answer: nothing can be heard now."""


class Hub:
    """Lives as long as the process; `run()` is its one task beside those of the sockets."""

    def __init__(self) -> None:
        self.sockets: set[Socket] = set()
        self._hearers: dict[Topic, set[Socket]] = {}
        self._subscribed: dict[str, asyncio.Future[None]] = {}
        self._pubsub: PubSub | None = None
        self._commands = asyncio.Lock()
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
        open_sockets.inc()

    def leave(self, socket: Socket) -> None:
        """Forget a socket and all that it hears."""
        for topic in list(socket.topics):
            self.unhear(socket, topic)
        self.sockets.discard(socket)
        open_sockets.dec()

    async def hear(self, socket: Socket, topic: Topic) -> None:
        """From the return of this call on, `socket` is offered every frame of `topic`. Raises Away."""
        self._hearers.setdefault(topic, set()).add(socket)
        socket.topics.add(topic)
        await self._subscribe(publish.channel(topic))

    def unhear(self, socket: Socket, topic: Topic) -> None:
        """Stop offering `topic` to `socket`; the subscription goes later, when nobody came back to it."""
        socket.topics.discard(topic)
        if hearers := self._hearers.get(topic):
            hearers.discard(socket)

    def close_all(self, code: int = RESTARTING) -> None:
        """Ask every socket to close; tabs come back by themselves on 1012 and 1013."""
        for socket in self.sockets:
            socket.close(code)

    async def run(self) -> None:
        """Listen until cancelled. When Redis goes, all tabs are sent away: they come back and ask what they missed."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._tidy())
            while True:
                try:
                    await self._listen()
                except (RedisError, OSError) as error:
                    log.warning("subscription_lost", reason=str(error))
                except Exception as error:
                    # Whatever it was: a hub that ended would leave every tab of this process deaf, and nobody told.
                    log.error("hub_failed", exc_info=error)
                self._forget_subscriptions()
                self.close_all(COME_BACK)
                await asyncio.sleep(RETRY_SECONDS)

    async def _listen(self) -> None:
        async with connection_for_listening() as client, client.pubsub() as pubsub:
            await pubsub.subscribe(publish.CONTROL)
            self._pubsub = pubsub
            try:
                async for message in pubsub.listen():
                    self._take(message["type"], message["channel"].decode(), message["data"])
            finally:
                self._pubsub = None

    def _take(self, kind: str, channel: str, data: Any) -> None:
        if kind == "subscribe":
            if (ready := self._subscribed.get(channel)) and not ready.done():
                ready.set_result(None)
        elif kind == "message" and channel == publish.CONTROL:
            name, subject = msgspec.json.decode(data, type=tuple[str, str])
            for act in self._controls.get(name, ()):
                act(subject)
        elif kind == "message" and (topic := topics.parse(channel.removeprefix("topic:"))):
            frame = data.decode()
            for socket in self._hearers.get(topic, ()):
                socket.offer(frame, topic)

    async def _subscribe(self, channel: str) -> None:
        async with self._commands:
            if channel not in self._subscribed:
                if self._pubsub is None:
                    raise Away
                self._subscribed[channel] = asyncio.get_running_loop().create_future()
                heard_topics.set(len(self._subscribed))
                try:
                    await self._pubsub.subscribe(channel)
                except (RedisError, OSError, RuntimeError) as error:
                    self._forget(channel)
                    raise Away from error
            ready = self._subscribed[channel]
        try:
            # Published between the sending and the taking effect of a subscription would otherwise be lost.
            await asyncio.wait_for(asyncio.shield(ready), SUBSCRIBE_SECONDS)
        except (TimeoutError, asyncio.CancelledError) as error:
            if ready.cancelled() or isinstance(error, TimeoutError):
                raise Away from error
            raise

    async def _tidy(self) -> None:
        while True:
            await asyncio.sleep(TIDY_SECONDS)
            async with self._commands:
                idle = [topic for topic, hearers in self._hearers.items() if not hearers]
                for topic in idle:
                    del self._hearers[topic]
                    self._subscribed.pop(publish.channel(topic), None)
                if idle and self._pubsub is not None:
                    try:
                        await self._pubsub.unsubscribe(*map(publish.channel, idle))
                    except (RedisError, OSError, RuntimeError) as error:
                        log.warning("unsubscribe_failed", reason=str(error))
            heard_topics.set(len(self._subscribed))

    def _forget(self, channel: str) -> None:
        if ready := self._subscribed.pop(channel, None):
            ready.cancel()

    def _forget_subscriptions(self) -> None:
        self._pubsub = None
        for ready in self._subscribed.values():
            ready.cancel()
        self._subscribed.clear()

    def _end_topic(self, name: str) -> None:
        if topic := topics.parse(name):
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
