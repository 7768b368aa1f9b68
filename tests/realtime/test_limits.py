"""A tab that floods is sent away for good; one that is slow is sent away and comes back."""

import asyncio

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from server.realtime import publish
from server.realtime.socket import COME_BACK, Socket
from server.realtime.topics import post as post_topic
from server.stores.documents import object_id
from tests.cast import Cast


async def _close_code(socket: ClientConnection) -> int | None:
    with pytest.raises(ConnectionClosed) as closed:
        while True:
            await asyncio.wait_for(socket.recv(), 10)
    return closed.value.rcvd.code if closed.value.rcvd else None


async def test_nonsense_is_refused(people: Cast) -> None:
    async with people.bob.tab() as tab:
        await tab.socket.send("nonsense")
        assert await _close_code(tab.socket) == 1008


async def test_too_many_messages_are_refused(people: Cast) -> None:
    async with people.bob.tab() as tab:
        with pytest.raises(ConnectionClosed) as closed:
            for _ in range(500):
                await tab.socket.send("{}")
            await tab.socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008


async def test_too_large_a_message_is_refused(people: Cast) -> None:
    async with people.bob.tab() as tab:
        await tab.socket.send('{"leave": ["' + "x" * 70_000 + '"]}')
        assert await _close_code(tab.socket) in (1009, 1006, None)


async def test_too_many_topics_are_refused(people: Cast) -> None:
    post = await people.alice.publish()
    async with people.bob.tab() as tab:
        for number in range(12):
            topics = {f"profile:{number:03d}{other:021x}": "0" for other in range(60)}
            await tab.join(topics | {f"post:{post}": "1"})
        # Unknown ones are refused and do not count; the socket still serves.
        await people.charlie.post(f"/p/{post}/like")
        await tab.hears("<strong>1</strong> like")


async def test_an_inbox_is_bounded_and_its_tab_is_asked_to_come_back() -> None:
    socket = Socket(None, capacity=3)
    for number in range(4):
        socket.offer(f"frame {number}")
    assert await socket.must_close() == COME_BACK


async def test_a_slow_tab_is_closed_with_1013_and_the_others_hear_on(people: Cast) -> None:
    post = await people.alice.publish()
    topic = post_topic(object_id(post))  # type: ignore[arg-type]
    async with people.bob.tab() as slow, people.charlie.tab() as quick:
        for tab in (slow, quick):
            await tab.join({str(topic): "1"})
        slow.socket.transport.pause_reading()
        # More than the kernel's buffers and the slow one's inbox hold; the quick one keeps up after each hundred.
        for first in range(2, 1202, 100):
            for version in range(first, first + 100):
                await publish.state(topic, version, "x" * 30_000)
            while (await quick.next())["seen"] != str(first + 99):
                continue
        slow.socket.transport.resume_reading()
        assert await _close_code(slow.socket) == COME_BACK
