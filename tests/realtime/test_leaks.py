"""Tabs come and go, and topics with them; nothing of them stays."""

import asyncio
import itertools
import re

from bson import ObjectId

from server.realtime import publish, topics
from server.realtime.hub import Hub
from server.realtime.socket import Socket
from server.realtime.subscriptions import Away
from server.stores.redis import redis
from server.web.lines import Plain
from tests.cast import Cast
from tests.site import Site, eventually

SOCKETS, TOPICS = 30, 100


async def test_topics_that_nobody_hears_any_more_are_forgotten(in_process: None) -> None:
    hub = Hub()
    running = asyncio.create_task(hub.run())
    told: list[str] = []

    async def tell(message: str) -> None:
        told.append(message)

    heard = [topics.post(ObjectId()) for _ in range(SOCKETS * TOPICS)]
    sockets = [Socket(None, Plain(tell), 1_000_000) for _ in range(SOCKETS)]

    async def joins(socket: Socket, mine: list[topics.Topic]) -> None:
        hub.enter(socket)
        for at in range(0, TOPICS, 10):
            await hub.hear(socket, mine[at : at + 10])

    async def can_hear() -> bool:
        try:
            await hub.hear(sockets[0], heard[:1])
        except Away:
            return False
        return True

    async def is_told() -> bool:
        return len(told) >= len(heard)

    async def are_gone() -> bool:
        hub.tidy()
        return not any(hub.sizes()) and not await _subscribers(heard)

    await eventually(can_hear)
    shares = [heard[first : first + TOPICS] for first in range(0, len(heard), TOPICS)]
    await asyncio.gather(*map(joins, sockets, shares))
    assert hub.sizes()[:3] == (SOCKETS, len(heard), len(heard))
    for topic in itertools.chain(heard, heard):
        await publish.state(topic, 1, str)  # the second waits for the end of a window
    await eventually(is_told)
    for socket, share in zip(sockets, shares, strict=True):
        for topic in share[::2]:
            hub.unhear(socket, topic)
        hub.leave(socket)
    await eventually(are_gone)
    running.cancel()


async def test_tabs_that_go_leave_nothing_behind(people: Cast, site: Site) -> None:
    async def open_sockets() -> int:
        found = re.search(r"^tintype_sockets\S* (\d+)", (await people.bob.get("/metrics")).text, re.MULTILINE)
        return int(found[1]) if found else 0

    async def are_gone() -> bool:
        return await open_sockets() == before

    before = await open_sockets()
    everybody = f"profile:{await people.alice.id()}"

    async def comes_and_goes() -> None:
        async with people.bob.tab() as tab:
            await tab.join({everybody: "-1"})
            assert await open_sockets() > before
            await tab.socket.send(f'{{"leave": ["{everybody}"]}}')

    await asyncio.gather(*(comes_and_goes() for _ in range(30)))
    await eventually(are_gone)


async def _subscribers(heard: list[topics.Topic]) -> int:
    found = await redis().pubsub_numsub(*map(publish.channel, heard))
    return sum(count for _, count in found)
