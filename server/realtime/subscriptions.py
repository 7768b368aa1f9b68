"""This process's ear at Redis: each channel is subscribed to once, however many sockets want it."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

from prometheus_client import Gauge
from redis.asyncio.client import PubSub

from server.stores.redis import connection_for_listening

SUBSCRIBE_SECONDS = 5.0
PING_SECONDS = 5.0
AT_ONCE = 500  # channels in one command: Redis serves nobody else while it works on one

Hear = Callable[[str, bytes], Any]

heard_topics = Gauge("tintype_topics", "Topics subscribed to", multiprocess_mode="livesum")


class Away(Exception):
    """Redis does not answer: nothing can be heard now."""


class Subscriptions:
    """Sockets ask for channels; one task sends the commands, since a command that is cut short ends the connection."""

    def __init__(self, hear: Hear, always: str) -> None:
        """`hear(channel, data)` is called with each message; the channel `always` is subscribed to all the time."""
        self._hear = hear
        self._always = always
        self._ready: dict[str, asyncio.Future[None]] = {}
        self._commands: list[tuple[str, str]] = []
        self._is_listening = False
        self._is_answered = False
        self._wake = asyncio.Event()

    def __len__(self) -> int:
        """How many channels are subscribed to, beside the one that always is."""
        return len(self._ready)

    async def add(self, channels: Iterable[str]) -> None:
        """From the return of this call on, all that is published to these channels is heard. Raises Away."""
        if not self._is_listening:
            raise Away
        needed = [self._ready.get(channel) or self._subscribe(channel) for channel in channels]
        if under_way := [ready for ready in needed if not ready.done()]:
            # Published between the sending and the taking effect of a subscription would otherwise be lost.
            await asyncio.wait(under_way, timeout=SUBSCRIBE_SECONDS)
        if not all(ready.done() and not ready.cancelled() for ready in needed):
            raise Away

    def remove(self, channel: str) -> bool:
        """Hear `channel` no more. False: it is only being subscribed to, so this must be said again later."""
        ready = self._ready.get(channel)
        if ready is not None:
            # Two subscriptions under way could not be told apart by what confirms them.
            if not ready.done():
                return False
            del self._ready[channel]
            self._command("unsubscribe", channel)
        return True

    async def listen(self) -> None:
        """Hear until Redis goes, which raises a group of RedisError or OSError; then nothing is subscribed to."""
        try:
            async with connection_for_listening() as client, client.pubsub() as pubsub:
                await pubsub.subscribe(self._always)
                self._is_listening = True
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._send_commands(pubsub))
                    tasks.create_task(self._take_messages(pubsub))
                    tasks.create_task(self._ask_forever(pubsub))
        finally:
            self._forget()

    def _subscribe(self, channel: str) -> "asyncio.Future[None]":
        ready = self._ready[channel] = asyncio.get_running_loop().create_future()
        self._command("subscribe", channel)
        return ready

    def _command(self, name: str, channel: str) -> None:
        self._commands.append((name, channel))
        self._wake.set()
        heard_topics.set(len(self._ready))

    async def _send_commands(self, pubsub: PubSub) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            commands, self._commands = self._commands, []
            for name, channels in _in_batches(commands):
                await (pubsub.subscribe if name == "subscribe" else pubsub.unsubscribe)(*channels)

    async def _take_messages(self, pubsub: PubSub) -> None:
        async for message in pubsub.listen():
            self._is_answered = True
            if message["type"] == "message":
                self._hear(message["channel"].decode(), message["data"])
            elif message["type"] == "subscribe":
                ready = self._ready.get(message["channel"].decode())
                if ready and not ready.done():
                    ready.set_result(None)

    async def _ask_forever(self, pubsub: PubSub) -> None:
        """Who waits for messages alone does not notice that the machine or the network behind them has gone."""
        while True:
            self._is_answered = False
            await pubsub.ping()
            await asyncio.sleep(PING_SECONDS)
            if not self._is_answered:
                raise ConnectionError("Redis is silent")

    def _forget(self) -> None:
        self._is_listening = False
        self._commands.clear()
        for ready in self._ready.values():
            ready.cancel()
        self._ready.clear()
        heard_topics.set(0)


def _in_batches(commands: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """Neighbours of one name together, in their order."""
    batches: list[tuple[str, list[str]]] = []
    for name, channel in commands:
        if not batches or batches[-1][0] != name or len(batches[-1][1]) >= AT_ONCE:
            batches.append((name, []))
        batches[-1][1].append(channel)
    return batches
